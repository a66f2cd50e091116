"""The Appearance tab of the settings: colour scheme and row height on this computer."""

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from panel_desk.ui.appearance import choose_scheme, remembered_scheme, rows_are_compact, set_compact_rows
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import S4, S16, S24, Part, Scheme
from panel_desk.ui.widgets.layout import STRETCH, column, within
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

_SCHEMES = ((Scheme.SYSTEM, "Same as the computer"), (Scheme.LIGHT, "Light"), (Scheme.DARK, "Dark"))


class AppearanceSection(Section):
    """Colour scheme and row height; each computer remembers its own."""

    key = "appearance"
    title = "Appearance"

    def build(self) -> None:
        """Build the three radio buttons and the tick box."""
        self.schemes = {scheme: QRadioButton(words) for scheme, words in _SCHEMES}
        self._group = QButtonGroup(self)
        for number, scheme in enumerate(self.schemes):
            self._group.addButton(self.schemes[scheme], number)
        self._group.idClicked.connect(self._choose_scheme)
        self.compact = Tick("Compact rows")
        self.compact.setAccessibleDescription("Lists show more rows, each of them lower.")
        self.compact.clicked.connect(self._set_compact)
        colours = column(*self.schemes.values(), gap=S4)
        self.body.addWidget(
            within(
                column(
                    Text("Colours", Part.SECTION),
                    colours,
                    Text("Lists", Part.SECTION),
                    column(self.compact, Text("Lists show more rows, each of them lower.", Part.QUIET), gap=S4),
                    Text("Remembered on this computer, for everybody who signs in here.", Part.QUIET),
                    STRETCH,
                    gap=S16,
                    margins=(0, 0, S24, 0),
                )
            )
        )

    def refresh(self) -> None:
        """Show the present choices."""
        self.schemes[remembered_scheme(self.context.settings)].setChecked(True)
        self.compact.setChecked(rows_are_compact(self.context.settings))

    def _choose_scheme(self, number: int) -> None:
        choose_scheme(self.context.settings, list(self.schemes)[number])

    def _set_compact(self, is_compact: bool) -> None:
        set_compact_rows(self.context.settings, is_compact)
