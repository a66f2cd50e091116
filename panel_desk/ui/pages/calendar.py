"""The calendar: every meeting, those to come first, by month; how ready each is, and *Schedule meeting*."""

from panel_desk.operations.meetings import schedule_meeting
from panel_desk.queries.calendar import CalendarRow, calendar
from panel_desk.rules.vocabulary import MeetingKind, MeetingStatus, MinutesState
from panel_desk.ui import words
from panel_desk.ui.dialogs.meeting_form import schedule
from panel_desk.ui.page import House, Page
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.state import Chip, State
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.groups import Groups
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.table import Table

TO_COME, PAST = "To come", "Past"
_MINUTES = {
    MinutesState.DRAFT: State.WAITING,
    MinutesState.IN_REVIEW: State.WAITING,
    MinutesState.FINAL: State.NOTE,
    MinutesState.SIGNED: State.GOOD,
}


class CalendarPage(Page):
    """A list of meetings grouped by month; Enter opens one."""

    title = "Calendar"
    keys = (("Ctrl+N", "Schedule a meeting"), ("Enter", "Open the meeting"))

    def __init__(self, house: House) -> None:
        self._today = house.bridge.today()
        super().__init__(house)

    def build(self) -> None:
        """A filter bar over a table."""
        may_schedule = not self.bridge.why_not(schedule_meeting)
        first = Action("Schedule meeting", self.schedule, key="Ctrl+N") if may_schedule else None
        self.header.offer(first)
        self.model: RowModel[CalendarRow] = RowModel(self._columns())
        self.filter = FilterBar(self.model, "Filter meetings")
        self.table = Table(
            self.model,
            "Calendar",
            counted=("meeting", "meetings"),
            empty=EmptyState(
                "No meetings yet",
                "Schedule the panel's dates. Cases are then placed on them, and members invited.",
                Action("Schedule meeting", self.schedule) if may_schedule else None,
                "calendar-days",
            ),
            settings=self.house.settings,
        )
        self.groups = Groups(self.table, _month)
        self.filter.lead_to(self.table)
        self.filter.choose("when", TO_COME)
        self.table.opened.connect(self._open_meeting)
        parts = column(self.filter, self.table)
        parts.setStretch(1, 1)
        self.body.addLayout(parts, 1)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Ask for every meeting: those to come from the next one on, then the past from the latest back."""
        self._today = self.bridge.today()
        rows = self.watch(calendar)
        to_come = [row for row in rows if self._when(row) == TO_COME]
        past = [row for row in rows if self._when(row) == PAST]
        self.model.replace([*to_come, *reversed(past)])
        self.header.say(self.title, self._facts(to_come))

    def schedule(self) -> None:
        """Ask for a new meeting, and open it."""
        schedule(self, self._open_meeting)

    def _open_meeting(self, ref: str) -> None:
        self.open("meeting", ref)

    def _when(self, row: CalendarRow) -> str:
        return TO_COME if row.is_planned or row.row.meets_on >= self._today else PAST

    def _facts(self, to_come: list[CalendarRow]) -> str:
        planned = [row for row in to_come if row.is_planned]
        if not planned:
            return "No meeting is planned"
        following = next((row for row in planned if row.row.meets_on >= self._today), None)
        short = sum(len(row.row.cases) - (row.quorate or 0) for row in planned)
        facts = [f"{words.count(len(planned), 'meeting')} planned"]
        if following:
            facts.append(f"next on {words.with_weekday(following.row.meets_on)}")
        if short:
            facts.append(f"{words.count(short, 'item')} not quorate yet")
        return " · ".join(facts)

    def _columns(self) -> list[Column[CalendarRow]]:
        return [
            Column("day", "Date", _day, lambda r: (r.row.meets_on, r.row.ref), 172),
            Column("starts", "Starts", _time, width=62),
            Column("chair", "Chair", lambda r: r.row.chair_name or "", width=124),
            Column("items", "Items", lambda r: str(len(r.row.cases)), lambda r: len(r.row.cases), 58, Align.RIGHT),
            Column("quorum", "Quorum", lambda r: _said(quorum_chip(r)), _shortfall, 152, chip=quorum_chip),
            Column("papers", "Papers", self._papers, lambda r: r.papers.due_on, 226, chip=self._papers_chip),
            Column("minutes", "Minutes", lambda r: _said(minutes_chip(r)), width=118, chip=minutes_chip, is_facet=True),
            Column("kind", "Kind", _kind, width=122, chip=_kind_chip, is_facet=True),
            Column("place", "Place", lambda r: r.row.place or "", width=84),
            Column("panel", "Panel", lambda r: r.row.panel, width=190, is_facet=True),
            Column("when", "When", self._when, width=90, is_facet=True, is_extra=True),
        ]

    def _papers(self, row: CalendarRow) -> str:
        return _said(self._papers_chip(row))

    def _papers_chip(self, row: CalendarRow) -> Chip | None:
        return papers_chip(row, row.papers.working_days_left(self._today)) if row.is_planned else None


def quorum_chip(row: CalendarRow) -> Chip | None:
    """How a planned meeting's quorum looks from the replies so far."""
    if row.quorate is None:
        return None
    items = len(row.row.cases)
    if not items:
        return Chip(State.QUIET, "no items yet", "minus")
    if row.quorate == items:
        return Chip(State.GOOD, f"quorate for {'all ' if items > 1 else ''}{items}")
    return Chip(State.LATE, f"quorate for {row.quorate} of {items}", "circle-x")


def papers_chip(row: CalendarRow, days_left: int) -> Chip:
    """Whether a planned meeting's papers are there, and by when they are due."""
    if row.row.cases and not row.missing:
        return Chip(State.GOOD, f"all filed, due {words.short(row.papers.due_on)}")
    if days_left < 0 and row.missing:
        return Chip(State.LATE, f"{row.missing} missing, {words.due(row.papers.due_on, days_left).word}")
    if days_left < 0:
        return Chip(State.QUIET, f"due {words.short(row.papers.due_on)}", "clock")
    return words.due(row.papers.due_on, days_left)


def minutes_chip(row: CalendarRow) -> Chip | None:
    """How far a held meeting's minutes have come."""
    if row.row.status is not MeetingStatus.HELD:
        return None
    if row.row.minutes is MinutesState.NONE:
        return Chip(State.LATE, "not begun", "file-pen-line")
    return Chip(_MINUTES[row.row.minutes], row.row.minutes)


def _month(row: CalendarRow) -> str:
    return words.full(row.row.meets_on).split(" ", 1)[1]


def _day(row: CalendarRow) -> str:
    return f"{words.with_weekday(row.row.meets_on)[:3]} {words.full(row.row.meets_on)}"


def _time(row: CalendarRow) -> str:
    return f"{row.row.starts_at:%H:%M}" if row.row.starts_at else ""


def _kind(row: CalendarRow) -> str:
    return MeetingStatus.CANCELLED if row.row.status is MeetingStatus.CANCELLED else row.row.kind


def _kind_chip(row: CalendarRow) -> Chip | None:
    if row.row.status is MeetingStatus.CANCELLED:
        return Chip(State.QUIET, "cancelled", "x")
    return None if row.row.kind is MeetingKind.PLANNED else Chip(State.NOTE, row.row.kind)


def _shortfall(row: CalendarRow) -> int | None:
    return None if row.quorate is None else row.quorate - len(row.row.cases)


def _said(chip: Chip | None) -> str:
    return chip.word if chip else ""
