"""Facts about a record: names and values in two columns."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from panel_desk.ui.states import Chip
from panel_desk.ui.theme import S8, S16, Part
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import empty
from panel_desk.ui.widgets.text import Text

Fact = tuple[str | Chip, str | Chip | QWidget]
"""The name of a fact, or its state with the name, and its value."""

_NAME_WIDTH = 120  # pixels


class Facts(QWidget):
    """Names and values; an empty value shows as a dash."""

    def __init__(self, facts: Sequence[Fact] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(S8)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        self.show_facts(facts)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts instead of the previous ones."""
        empty(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for at, (name, value) in enumerate(facts):
            named = name.word if isinstance(name, Chip) else name
            label = StateChip(name) if isinstance(name, Chip) else Text(name, Part.QUIET, wrap=True)
            label.setMaximumWidth(_NAME_WIDTH)
            if isinstance(value, QWidget):
                shown: QWidget = value
            elif isinstance(value, Chip):
                shown = StateChip(value)
            else:
                shown = Text(value or "–", wrap=True, selectable=True)
                shown.setAccessibleName(f"{named}: {value or 'not known'}")
            self._grid.addWidget(label, at, 0, top)
            self._grid.addWidget(shown, at, 1, top)
