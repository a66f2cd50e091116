"""The dialog that issues a pack: its readers, passwords and e-mail drafts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from panel_desk.queries.packs.packs import PackReader
from panel_desk.rules.vocabulary import PackEdition
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, scrolling, within
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

_WIDTH, _LEAST_HEIGHT, _ROW = 680, 120, 32  # pixels; `_ROW` is the height of a row
_MOST_ROWS = 10  # that are shown without scrolling


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """The user's choices for issuing a pack.

    Args:
        readers: who gets a copy.
        with_passwords: each copy has its own password.
        with_drafts: an e-mail draft is made for each.
    """

    readers: tuple[PackReader, ...]
    with_passwords: bool
    with_drafts: bool


class IssuePack(Message):
    """Asks who gets a copy of a pack, and how.

    Args:
        readers: everybody who may get one.
        issue: the number of the issue.
        changes: sentences on what has changed since the last issue.
        lacking: sentences on what is missing.
        then: takes the choices.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        readers: Sequence[PackReader],
        issue: int,
        changes: Sequence[str],
        lacking: Sequence[str],
        then: Callable[[IssueOptions], object],
        parent: QWidget,
    ) -> None:
        words = "Each copy bears its reader's name on every page. What a reader must not see is left out of theirs."
        super().__init__(f"Issue {issue} of the pack", words, parent, width=_WIDTH)
        self._then = then
        self._ticks: list[tuple[PackReader, Tick]] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(S24)
        grid.setVerticalSpacing(S8)
        grid.setColumnStretch(0, 1)
        for number, reader in enumerate(readers):
            tick = Tick(reader_name(reader).replace("&", "&&"))
            tick.setChecked(
                reader.edition is not PackEdition.APPLICANTS and (bool(changes) or reader.newest_issue < issue)
            )
            tick.toggled.connect(self._update_count)
            has = f"has issue {reader.newest_issue}" if reader.newest_issue else "has none yet"
            tick.setAccessibleDescription(f"{formats.capital(reader.edition)}, {has}")
            self._ticks.append((reader, tick))
            grid.addWidget(tick, number, 0)
            grid.addWidget(Text(formats.capital(reader.edition)), number, 1)
            grid.addWidget(Text(has, Part.QUIET), number, 2)
        listed = within(column(grid, STRETCH, margins=(0, 0, S12, 0)))
        area = scrolling(listed)
        area.setMinimumWidth(listed.sizeHint().width() + S12)
        wanted = max(_LEAST_HEIGHT, min(len(readers), _MOST_ROWS) * _ROW)
        area.setMinimumHeight(min(wanted, self.screen().availableGeometry().height() // 3))
        self.passwords = Tick("Each copy opens with a password of its own, which you give by telephone")
        self.drafts = Tick("Make an e-mail draft for each copy")
        for option in (self.passwords, self.drafts):
            option.setChecked(True)
        self.banner = Banner()
        if lacking:
            self.banner.say(State.WAITING, " ".join(lacking), title="Not complete yet.", can_dismiss=False)
        elif changes:
            self.banner.say(State.NOTE, " ".join(changes), title="Changed since the last issue.", can_dismiss=False)
        self._count = Text("", Part.QUIET)
        self.add(self.banner, area, column(self.passwords, self.drafts, gap=S8))
        self._go = primary("Choose a folder and issue", self.save)
        self._go.setDefault(True)
        self.finish(self._count, plain("Cancel", self.reject), self._go)
        self._update_count()
        self.open()

    def tick(self, key: str, is_ticked: bool) -> None:
        """Include a reader, or leave them out."""
        for reader, tick in self._ticks:
            if reader.key == key:
                tick.setChecked(is_ticked)

    def save(self) -> None:
        """Close, and pass the choices on."""
        chosen = IssueOptions(self._chosen(), self.passwords.isChecked(), self.drafts.isChecked())
        self.accept()
        self._then(chosen)

    def _chosen(self) -> tuple[PackReader, ...]:
        return tuple(reader for reader, tick in self._ticks if tick.isChecked())

    def _update_count(self) -> None:
        chosen = len(self._chosen())
        self._count.setText(formats.count(chosen, "copy", "copies"))
        self._go.setEnabled(bool(chosen))


def reader_name(reader: PackReader) -> str:
    """The name of a copy's reader; applicants with their case, which distinguishes them."""
    return f"{reader.name}, applicants of {reader.case}" if reader.case else reader.name
