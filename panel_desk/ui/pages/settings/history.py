"""The History tab of the settings: the whole audit trail."""

from PySide6.QtWidgets import QWidget

from panel_desk.queries.history import HistoryRow, history
from panel_desk.ui import formats
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.side_panel import SidePanel
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_FIRST_FEW = 2  # changes of an entry that the list shows
_MOST_LINES = 200  # changes of an entry that are shown beside the list
_SIDE_PANEL_WIDTH = 420  # pixels


class HistorySection(Section):
    """The whole audit trail, newest first. Nobody can change it."""

    key = "history"
    title = "History"

    def build(self) -> None:
        """Build the list with its filter and, beside it, all the changes of one entry."""
        self.entries: RowModel[HistoryRow] = RowModel(
            [
                Column("at", "When", lambda entry: formats.moment(entry.at), lambda entry: entry.at, 160),
                Column("who", "Who", lambda entry: entry.name, width=110, is_facet=True),
                Column("action", "What", lambda entry: entry.action, width=250, is_facet=True),
                Column("kind", "Seen or changed", _kind, width=110, is_facet=True),
                Column("changes", "Changes", _in_short, width=200),
                Column("all", "All changes", lambda entry: "\n".join(entry.changes), is_extra=True),
            ],
            ref=lambda entry: str(entry.id),
        )
        self.table = Table(
            self.entries,
            "History",
            counted=("entry", "entries"),
            empty=EmptyState(
                "Nothing has been done yet",
                "Every change, and every opening of confidential records, will be listed here, with who and when.",
            ),
            settings=self.context.settings,
        )
        self.filter = FilterBar(self.entries, "Filter the history")
        self.filter.set_list(self.table)
        self.panel = SidePanel(_SIDE_PANEL_WIDTH)
        self.table.opened.connect(self.show_entry)
        self.table.chosen.connect(self._follow)
        parts = row(self.table, self.panel, gap=S12)
        parts.setStretch(0, 1)
        whole = column(
            Text(
                "Everything that anybody changed, and what was opened, printed and exported. Each entry seals "
                "the one before it, so a changed entry is noticed.",
                Part.QUIET,
            ),
            self.filter,
            parts,
            gap=S12,
        )
        whole.setStretch(2, 1)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Reload the audit trail."""
        self.entries.replace(self.watch(history, most=None, in_full=True))

    def show_entry(self, number: str) -> None:
        """Show all the changes of an entry beside the list."""
        position = self.entries.position_of(number)
        if position is not None:
            entry = self.entries.row_at(position)
            self.panel.show_content(entry.sentence, _whole(entry))

    def _follow(self, number: str) -> None:
        if self.panel.isVisible():
            self.show_entry(number)

    def _on_changed(self, registers: frozenset[str]) -> None:
        """Refresh after a change of any register, because each change adds to the history."""
        super()._on_changed(registers | self.registers())


def _kind(entry: HistoryRow) -> str:
    return "Seen" if entry.is_seen else "Changed"


def _in_short(entry: HistoryRow) -> str:
    more = len(entry.changes) - _FIRST_FEW
    return " · ".join(entry.changes[:_FIRST_FEW]) + (f" · and {more:,} more" if more > 0 else "")


def _whole(entry: HistoryRow) -> QWidget:
    more = len(entry.changes) - _MOST_LINES
    lines = [Text(change, wrap=True, selectable=True) for change in entry.changes[:_MOST_LINES]]
    if more > 0:
        lines.append(
            Text(
                f"And {more:,} more. Choose the column All changes and export the list to have them all.",
                Part.QUIET,
                wrap=True,
            )
        )
    return within(column(Text(formats.moment(entry.at), Part.QUIET), *lines, STRETCH, gap=S8))
