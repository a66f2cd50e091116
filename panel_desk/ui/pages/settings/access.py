"""The Who sees what tab of the settings: the kinds of information and, by role, whether they are seen."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout

from panel_desk.operations.access import grant_information, put_access_back, take_back_information
from panel_desk.queries.accounts import AccessCell, who_sees_what
from panel_desk.rules.access import IN_A_SENTENCE, SCOPES, Information
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import READING_WIDTH, S12, S16, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.layout import STRETCH, ScrolledContent, column, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_ROLE_WIDTH = 118  # pixels
_INTRO = (
    "Tick what each role sees. The first line says of which panels and cases. Nobody sees an item from which they "
    "withdrew. A change applies at once to every account with the role."
)


class AccessSection(Section):
    """A tick box for each kind of information and role; those that the agency cannot decide are greyed."""

    key = "access"
    title = "Who sees what"

    def build(self) -> None:
        """Build the table; `refresh` sets the ticks."""
        self.ticks: dict[tuple[AccountRole, Information], QCheckBox] = {}
        self.back_button = plain("Back to the defaults…", self.ask_back)
        grid = QGridLayout()
        grid.setHorizontalSpacing(S12)
        grid.setVerticalSpacing(S12)
        grid.setColumnStretch(0, 1)
        for at, role in enumerate(AccountRole, start=1):
            head = within(
                column(
                    Text(formats.capital(role), Part.STRONG, wrap=True),
                    Text(SCOPES[role], Part.QUIET, wrap=True),
                    STRETCH,
                    gap=2,
                )
            )
            head.setFixedWidth(_ROLE_WIDTH)
            grid.addWidget(head, 0, at)
        for line, kind in enumerate(Information, start=1):
            about = column(
                Text(formats.capital(kind), Part.STRONG, wrap=True),
                Text(IN_A_SENTENCE[kind], Part.QUIET, wrap=True),
                gap=2,
            )
            grid.addLayout(about, line, 0)
            for at, role in enumerate(AccountRole, start=1):
                tick = QCheckBox()
                tick.setAccessibleName(f"{formats.capital(role)} sees {kind}")
                tick.clicked.connect(partial(self.choose, role, kind))
                self.ticks[role, kind] = tick
                grid.addWidget(tick, line, at, Qt.AlignmentFlag.AlignTop)
        intro = Text(_INTRO, Part.QUIET, wrap=True)
        intro.setMaximumWidth(READING_WIDTH)
        top = row(intro, STRETCH, self.back_button, gap=S16)
        top.setStretch(0, READING_WIDTH)
        parts = column(
            top,
            scrolling(ScrolledContent(column(grid, STRETCH, margins=(0, 0, S16, 0)))),
            gap=S12,
        )
        parts.setStretch(1, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Show the choices in the store."""
        table = self.watch(who_sees_what)
        for (role, kind), tick in self.ticks.items():
            self._show(tick, table[kind][role])
        self.back_button.setEnabled(not all(cell.is_default for cells in table.values() for cell in cells.values()))

    def choose(self, role: AccountRole, kind: Information) -> None:
        """Let a role see a kind of information, or no more, as its box is ticked; it can be undone."""
        is_seen = self.ticks[role, kind].isChecked()
        operation, opposite = (
            (grant_information, take_back_information) if is_seen else (take_back_information, grant_information)
        )
        if self.do(operation, role=role, information=kind):
            sees = "now sees" if is_seen else "no longer sees"
            self.show_done(f"Every {role} {sees} {kind}.", partial(self.do, opposite, role=role, information=kind))
        else:
            self.refresh()

    def ask_back(self) -> Message:
        """Ask whether every role sees again what it sees by default."""
        return ask(
            self,
            "Go back to the defaults?",
            "Each role sees again what it sees by default. Your own choices stay in the history.",
            "Go back to the defaults",
            self.put_back,
            otherwise="Keep your choices",
        )

    def put_back(self) -> None:
        """Drop the agency's own choices."""
        if self.do(put_access_back):
            self.show_done("Each role sees what it sees by default.")

    @staticmethod
    def _show(tick: QCheckBox, cell: AccessCell) -> None:
        tick.setChecked(cell.is_seen)
        tick.setEnabled(not cell.why_fixed)
        default = "" if cell.is_default else f"Your own choice. By default: {'no' if cell.is_seen else 'yes'}."
        tick.setText("Own choice" if default else "")
        words = cell.why_fixed or default or "The default."
        tick.setToolTip(words)
        tick.setAccessibleDescription(words)
