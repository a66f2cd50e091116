"""What was done to a record, from the audit trail: newest first, with who and when."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from panel_desk.ui import words
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.layout import STRETCH, column, scrolling, within
from panel_desk.ui.widgets.timeline import Event, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from panel_desk.queries.accounts import HistoryRow


_MOST = 6  # changes that are told one by one; an import may hold hundreds


class History(QWidget):
    """A record's entries of the audit trail."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.setLayout(column(scrolling(within(column(self.timeline, STRETCH, margins=(0, 0, S12, 0))))))

    def show_rows(self, rows: "Iterable[HistoryRow]") -> None:
        """Show these entries, in the order given."""
        self.timeline.show_events([_event(row) for row in rows])


def _event(row: "HistoryRow") -> Event:
    when = row.at.astimezone()
    more = len(row.changes) - _MOST
    said = [row.action, *row.changes[:_MOST], *([f"And {words.count(more, 'change')} more"] if more > 0 else [])]
    return Event(f"{words.full(when.date())}, {when:%H:%M}", ". ".join(said), row.account)
