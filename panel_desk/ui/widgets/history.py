"""A record's audit trail as a timeline, the newest entry first."""

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from panel_desk.ui import formats
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.layout import STRETCH, column, scrolling, within
from panel_desk.ui.widgets.timeline import Event, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from panel_desk.queries.history import HistoryRow


_MOST = 12  # lines per entry, at most; an import may change hundreds of records
_LETTERS = 200  # per line, at most


class History(QWidget):
    """A record's entries of the audit trail."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.setLayout(column(scrolling(within(column(self.timeline, STRETCH, margins=(0, 0, S12, 0))))))

    def show_rows(self, rows: "Iterable[HistoryRow]") -> None:
        """Show these entries, in the order given."""
        groups = groupby(rows, lambda row: (row.sentence, formats.moment(row.at)))
        self.timeline.show_events([_event(*what, list(group)) for what, group in groups])


def _event(sentence: str, when: str, rows: "list[HistoryRow]") -> Event:
    """One event for what a person did at one time, to one record or to several."""
    lines = [line for row in rows for line in row.changes]
    more = len(lines) - _MOST
    shown = [line if len(line) <= _LETTERS else f"{line[:_LETTERS].rstrip()}…" for line in lines[:_MOST]]
    if more > 0:
        shown.append(f"And {formats.count(more, 'more change')}")
    return Event(when, sentence, detail="\n".join(shown))
