"""The Minutes page: the minutes of every held meeting, with their state and the next step."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.queries.minutes.minutes import MinutesRow, minutes_list
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.answers_from_home import TakingIn
from panel_desk.ui.pages.minutes.opening import open_minutes
from panel_desk.ui.pages.minutes.verifying import Verifying
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.drop_zone import files_of
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table

_CHIPS: Mapping[MinutesState, Chip] = {
    MinutesState.NONE: Chip(State.QUIET, "Not started"),
    MinutesState.DRAFT: Chip(State.NOTE, "Draft", "file-pen-line"),
    MinutesState.IN_REVIEW: Chip(State.WAITING, "In review", "eye"),
    MinutesState.FINAL: Chip(State.WAITING, "Final"),
    MinutesState.SIGNED: Chip(State.GOOD, "Signed"),
}
_NEXT: Mapping[MinutesState, str] = {
    MinutesState.NONE: "Draft the minutes",
    MinutesState.DRAFT: "Write them, then send them for review",
    MinutesState.IN_REVIEW: "Reviewers check them; then make them final",
    MinutesState.FINAL: "Whoever presided signs them",
    MinutesState.SIGNED: "Nothing",
}
_ELSEWHERE = Chip(State.QUIET, "Kept elsewhere")
_NOT_SIGNED = Chip(State.QUIET, "Not signed yet")  # for an account that does not see whether there is a draft


class MinutesListPage(Page):
    """Every held meeting's minutes; at first the filter shows those that are not signed."""

    title = "Minutes"

    def build(self) -> None:
        """Build the filter bar and the table."""
        self._sees_drafts = self.bridge.may_ask(draft_state)
        self._chips = _CHIPS if self._sees_drafts else {**_CHIPS, MinutesState.NONE: _NOT_SIGNED}
        self.model: RowModel[MinutesRow] = RowModel(self._columns(), ref=lambda row: row.meeting)
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
        unsigned = [self._chips[state].word for state in MinutesState if state is not MinutesState.SIGNED]
        self.filters.choose("state", *unsigned, label="Not signed")
        self.table.opened.connect(self.open_minutes)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Reload the minutes of every held meeting."""
        rows = self.watch(minutes_list)
        self.model.replace(rows)
        counts = [
            f"{number:,} {self._chips[state].word.lower()}"
            for state in MinutesState
            if (number := sum(self._chip(row) is self._chips[state] for row in rows))
        ]
        self.header.say(self.title, " · ".join(counts))

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

    def _chip(self, row: MinutesRow) -> Chip:
        return _ELSEWHERE if row.is_kept_elsewhere else self._chips[row.state]

    def _next(self, row: MinutesRow) -> str:
        if row.is_kept_elsewhere:
            return f"Received {formats.full(row.received_on)}"
        if row.state is MinutesState.NONE and not self._sees_drafts:
            return "Nothing until they are signed"
        return _NEXT[row.state]

    def _columns(self) -> list[Column[MinutesRow]]:
        return [
            Column("met", "Panel of", lambda row: formats.with_weekday(row.meets_on), lambda row: row.meets_on, 200),
            Column("state", "State", lambda row: self._chip(row).word, chip=self._chip, is_facet=True),
            Column("next", "Next", self._next, width=260),
            Column("chair", "Chair", lambda row: row.chair_name or "", width=150, is_facet=True, is_name=True),
            Column("items", "Items", lambda row: str(row.items), lambda row: row.items, 70, Align.RIGHT),
            Column("signed", "Signed", _signed, lambda row: row.signed_at, 200),
            Column("panel", "Panel", lambda row: row.panel, width=220, is_extra=True),
            Column("ref", "Ref", lambda row: row.meeting, width=120, is_extra=True),
        ]


def _is_pdf(file: Path) -> bool:
    return file.suffix.lower() == ".pdf"


def _signed(row: MinutesRow) -> str:
    if row.signed_at is None:
        return ""
    return f"{formats.full(row.signed_at.astimezone().date())}, {row.signed_by}"
