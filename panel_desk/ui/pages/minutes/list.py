"""The Minutes page: the minutes of every held meeting, with their state and the next step."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from panel_desk.queries.listing import Listed, Listing
from panel_desk.queries.minutes.minutes_list import (
    UNSIGNED,
    ListedState,
    MinutesRow,
    minutes_counts,
    minutes_facets,
    minutes_list,
)
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.answers_from_home import TakingIn
from panel_desk.ui.pages.minutes.opening import open_minutes
from panel_desk.ui.pages.minutes.verifying import Verifying
from panel_desk.ui.row_model import Align, Column
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.drop_zone import files_of
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.windowed_rows import WindowedRows

_CHIPS: Mapping[ListedState, Chip] = {
    ListedState.NOT_STARTED: Chip(State.QUIET, ListedState.NOT_STARTED),
    ListedState.NOT_SIGNED: Chip(State.QUIET, ListedState.NOT_SIGNED),
    ListedState.DRAFT: Chip(State.NOTE, ListedState.DRAFT, "file-pen-line"),
    ListedState.IN_REVIEW: Chip(State.WAITING, ListedState.IN_REVIEW, "eye"),
    ListedState.FINAL: Chip(State.WAITING, ListedState.FINAL),
    ListedState.SIGNED: Chip(State.GOOD, ListedState.SIGNED),
    ListedState.ELSEWHERE: Chip(State.QUIET, ListedState.ELSEWHERE),
}


class MinutesListPage(Page):
    """Every held meeting's minutes; at first the filter shows those that are not signed."""

    title = "Minutes"

    def build(self) -> None:
        """Build the filter bar and the table."""
        self.model: WindowedRows[MinutesRow] = WindowedRows(
            _columns(), self._ask, self._facets, ref=lambda row: row.meeting
        )
        self.taking_in = TakingIn(self)
        self.verifying = Verifying(self)
        self.setAcceptDrops(True)
        self.header.set_actions(None, self.verifying.action, self.taking_in.action)
        self.filters = FilterBar(self.model, "Filter minutes")
        self.table = Table(
            self.model,
            "Minutes",
            counted=("meeting", "meetings"),
            empty=EmptyState(
                "No minutes yet",
                "Record a meeting as held, then write its minutes here.",
                icon_name="file-text",
            ),
            settings=self.context.settings,
        )
        self.filters.set_list(self.table)
        self.filters.choose("state", *(state for state in ListedState if state in UNSIGNED), label="Not signed")
        self.table.opened.connect(self.open_minutes)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Reload the minutes that are shown, and how many there are in each state."""
        self.model.load()
        counts = self.watch(minutes_counts)
        self.header.say(self.title, " · ".join(f"{number:,} {state.lower()}" for state, number in counts.items()))

    def _ask(self, listing: Listing) -> Listed[MinutesRow]:
        return self.watch(minutes_list, listing)

    def _facets(self) -> Mapping[str, Sequence[str]]:
        return self.watch(minutes_facets)

    def open_minutes(self, meeting: str) -> None:
        """Go to a meeting's minutes."""
        open_minutes(self, meeting)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept the drag of a single file: a signed PDF to check, or an answer from home where it may be taken in."""
        files = files_of(event.mimeData())
        if len(files) == 1 and (_is_pdf(files[0]) or not self.taking_in.action.why_not):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say whether a dropped PDF is valid, or show what a dropped answer would change."""
        event.acceptProposedAction()
        [file] = files_of(event.mimeData())
        if _is_pdf(file):
            self.verifying.show(file)
        else:
            self.taking_in.show(file)


def _columns() -> list[Column[MinutesRow]]:
    return [
        Column("met", "Panel of", lambda row: formats.with_weekday(row.meets_on), lambda row: row.meets_on, 200),
        Column("state", "State", lambda row: row.shown, chip=lambda row: _CHIPS[row.shown], is_facet=True),
        Column("next", "Next", _next, width=260),
        Column("chair", "Chair", lambda row: row.chair_name or "", width=150, is_facet=True, is_name=True),
        Column("items", "Items", lambda row: str(row.items), lambda row: row.items, 70, Align.RIGHT),
        Column("signed", "Signed", _signed, lambda row: row.signed_at, 200),
        Column("panel", "Panel", lambda row: row.panel, width=220, is_extra=True),
        Column("ref", "Ref", lambda row: row.meeting, width=120, is_extra=True),
    ]


def _next(row: MinutesRow) -> str:
    is_elsewhere = row.shown is ListedState.ELSEWHERE
    return f"{row.shown.next_step} {formats.full(row.received_on)}" if is_elsewhere else row.shown.next_step


def _is_pdf(file: Path) -> bool:
    return file.suffix.lower() == ".pdf"


def _signed(row: MinutesRow) -> str:
    if row.signed_at is None:
        return ""
    return f"{formats.full(row.signed_at.astimezone().date())}, {row.signed_by}"
