"""The Calendar page: every meeting as a list, a month or a week; dragging a meeting moves it to another day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from panel_desk.operations.meetings.calendar import move_meeting
from panel_desk.operations.meetings.line_ups import take_suggestions
from panel_desk.operations.meetings.meetings import schedule_meeting
from panel_desk.queries.agency import working_days
from panel_desk.queries.listing import Listed, Listing
from panel_desk.queries.meetings.calendar import (
    NOT_SIGNED,
    NOT_STARTED,
    PAST,
    TO_COME,
    CalendarRow,
    calendar_facets,
    calendar_list,
    meetings_between,
    planned_meetings,
)
from panel_desk.queries.meetings.line_ups import line_ups_inputs
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.reschedule_warnings import reschedule_warnings
from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.rules.vocabulary import MeetingKind, MeetingStatus, MinutesState
from panel_desk.ui import formats
from panel_desk.ui.dialogs.meeting_form import schedule
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.dialogs.schedule_panels import SchedulePanels
from panel_desk.ui.dialogs.suggest_line_ups import LineUpSearch, SuggestedLineUps
from panel_desk.ui.page import Page, PageContext
from panel_desk.ui.row_model import Align, Column
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, Part
from panel_desk.ui.widgets.buttons import Action, icon_button, plain
from panel_desk.ui.widgets.days_grid import DaysGrid, Entry
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.groups import Groups
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.record import Tabs
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.windowed_rows import WindowedRows

LIST, MONTH, WEEK = "list", "month", "week"
_WEEKS_OF_A_MONTH = 6
_MOST_DAYS_BEFORE = 6  # a grid starts on the Monday on or before its first day
_DAYS_OF_A_MONTH_GRID = 7 * _WEEKS_OF_A_MONTH
_NOT_SIGNED = Chip(State.QUIET, NOT_SIGNED)  # for an account that does not see whether there is a draft
_MINUTES = {
    MinutesState.DRAFT: State.WAITING,
    MinutesState.IN_REVIEW: State.WAITING,
    MinutesState.FINAL: State.NOTE,
    MinutesState.SIGNED: State.GOOD,
}


class CalendarPage(Page):
    """Meetings in a list grouped by month, in a month's grid and in a week's; Enter opens one."""

    title = "Calendar"
    keys = (("Ctrl+N", "Schedule a meeting"), ("Enter", "Open the meeting"))
    key_operations = MappingProxyType(
        {
            "Ctrl+N": schedule_meeting,
        }
    )

    def __init__(self, context: PageContext) -> None:
        self._today = context.bridge.today()
        self._is_first = True  # whether nothing has been shown yet
        super().__init__(context)

    def build(self) -> None:
        """Build the tabs List, Month and Week."""
        may_schedule = not self.bridge.why_not(schedule_meeting)
        first = Action("Schedule meeting", self.schedule, key="Ctrl+N") if may_schedule else None
        more_actions = [Action("Schedule a year of panels…", self.schedule_year)] if may_schedule else []
        if not self.bridge.why_not(take_suggestions):
            more_actions.append(Action("Suggest line-ups for all planned panels…", self.suggest_line_ups))
        self.header.set_actions(first, more=more_actions)
        self._sees_drafts = self.bridge.may_ask(draft_state)
        self.model: WindowedRows[CalendarRow] = WindowedRows(self._columns(), self._ask, self._facets)
        self.filter = FilterBar(self.model, "Filter meetings")
        self.table = Table(
            self.model,
            "Calendar",
            counted=("meeting", "meetings"),
            empty=EmptyState(
                "No meetings yet",
                "Schedule the panel's dates. Then book cases on them and invite members.",
                Action("Schedule meeting", self.schedule) if may_schedule else None,
                "calendar-days",
            ),
            settings=self.context.settings,
        )
        self.groups = Groups(self.table, _month)
        self.filter.set_list(self.table)
        self.table.opened.connect(self._open_meeting)
        parts = column(self.filter, self.table)
        parts.setStretch(1, 1)
        self.month, self.week = DaysGrid(_WEEKS_OF_A_MONTH), DaysGrid(1)
        self._shown = self._today
        self._spans = {MONTH: Text("", Part.SECTION), WEEK: Text("", Part.SECTION)}
        self.tabs = Tabs(
            [
                (LIST, "List", within(parts)),
                (MONTH, "Month", self._paged(MONTH, self.month)),
                (WEEK, "Week", self._paged(WEEK, self.week)),
            ]
        )
        self.tabs.changed.connect(self.note_tab)
        self.body.addWidget(self.tabs, 1)
        self.setFocusProxy(self.table)

    def _paged(self, key: str, grid: DaysGrid) -> QWidget:
        """The grid of a month or a week, beneath a bar with the buttons that turn its pages."""
        grid.opened.connect(self._open_meeting)
        grid.moved.connect(self.ask_to_move)
        grid.turned.connect(partial(self.turn, key))
        bar = row(
            icon_button("chevron-left", "Earlier", partial(self.turn, key, -1)),
            icon_button("chevron-right", "Later", partial(self.turn, key, 1)),
            plain("Today", self.go_to_today),
            self._spans[key],
            STRETCH,
            Text("Drag a meeting to move it", Part.QUIET),
            gap=S4,
        )
        bar.insertSpacing(3, S8)
        parts = column(bar, grid)
        parts.setStretch(1, 1)
        return within(parts)

    def refresh(self) -> None:
        """Reload the meetings that are shown, in the list and in the grids."""
        self._today = self.bridge.today()
        planned = self.watch(planned_meetings)
        if self._is_first and planned:  # a decision maker sees none, and begins with the past
            self.filter.choose("when", TO_COME)
        self._is_first = False
        self.model.load()
        self.header.say(self.title, self._facts(planned))
        self._days = self.watch(working_days)
        self.tabs.open(self.place.tab)
        self._show_days()

    def _ask(self, listing: Listing) -> Listed[CalendarRow]:
        return self.watch(calendar_list, listing)

    def _facets(self) -> Mapping[str, Sequence[str]]:
        return self.watch(calendar_facets)

    def schedule(self) -> None:
        """Open the form for a new meeting; its page opens once it is scheduled."""
        schedule(self, self._open_meeting)

    def schedule_year(self) -> SchedulePanels:
        """Open the dialog that schedules a year of panels from a rule."""
        return SchedulePanels(self, self._scheduled)

    def suggest_line_ups(self) -> LineUpSearch | None:
        """Search for a line-up for every planned panel, and show what is found; None where no panel is planned."""
        inputs = self.bridge.ask(line_ups_inputs, self.bridge.today())
        if not inputs.panels:
            self.banner.say(State.NOTE, "No panel is planned. Schedule one first.")
            return None
        return LineUpSearch(self, inputs, partial(SuggestedLineUps, self, inputs))

    def turn(self, key: str, pages: int) -> None:
        """Show another week or month.

        Args:
            key: `WEEK` or `MONTH`.
            pages: how many weeks or months later; earlier where negative.
        """
        if key == WEEK:
            self._shown += timedelta(weeks=pages)
        else:
            months = self._shown.year * 12 + self._shown.month - 1 + pages
            self._shown = date(months // 12, months % 12 + 1, 1)
        self._show_days()

    def go_to_today(self) -> None:
        """Show the week and the month of today."""
        self._shown = self._today
        self._show_days()

    def ask_to_move(self, ref: str, day: date) -> Message | None:
        """Show what another day would break, and move the meeting if that is accepted or nothing breaks."""
        found = next(each for each in self._in_grids if each.ref == ref)
        breaks = self.bridge.ask(reschedule_warnings, ref, day)
        if not breaks:
            self._move(ref, day, found.row.meets_on)
            return None
        return ask(
            self,
            f"Move the panel to {formats.with_weekday(day)}?",
            "\n".join(breaks),
            "Move the panel",
            partial(self._move, ref, day, found.row.meets_on),
            otherwise="Leave it where it is",
        )

    def _move(self, ref: str, day: date, day_before: date | None) -> None:
        version = self.bridge.ask(meeting, ref).version
        if self.do(move_meeting, meeting=ref, version=version, day=day) and day_before is not None:
            self.show_done(
                f"The panel is now on {formats.with_weekday(day)}.", partial(self._move, ref, day_before, None)
            )

    def _scheduled(self, refs: tuple[str, ...]) -> None:
        self.show_done(f"{formats.count(len(refs), 'panel')} scheduled.")

    def _show_days(self) -> None:
        first = self._shown.replace(day=1)
        reach = timedelta(days=_MOST_DAYS_BEFORE), timedelta(days=_DAYS_OF_A_MONTH_GRID)
        self._in_grids = self.watch(meetings_between, first - reach[0], first + reach[1])
        entries: dict[date, list[Entry]] = {}
        for each in self._in_grids:
            entries.setdefault(each.row.meets_on, []).append(self._entry(each))
        closed: dict[date, str] = {}
        for grid, start, month in ((self.month, first, first.month), (self.week, self._shown, None)):
            # every day that the grid can show, whichever weekday `start` is
            shown = [start + timedelta(days=n) for n in range(-_MOST_DAYS_BEFORE, _DAYS_OF_A_MONTH_GRID)]
            closed |= {day: why for day in shown if (why := self._days.why_not(day))}
            grid.show_days(start, self._today, entries, closed, month)
        self._spans[MONTH].setText(formats.full(first).split(" ", 1)[1])
        week = self.week.days()
        self._spans[WEEK].setText(f"{formats.short(week[0])} to {formats.short(week[-1])}")

    def _open_meeting(self, ref: str) -> None:
        self.open("meeting", ref)

    def _when(self, row: CalendarRow) -> str:
        return TO_COME if row.is_planned or row.row.meets_on >= self._today else PAST

    def _facts(self, planned: Sequence[CalendarRow]) -> str:
        if not planned:
            return "No meeting is planned"
        following = next((row for row in planned if row.row.meets_on >= self._today), None)
        not_quorate = -sum(row.shortfall or 0 for row in planned)  # a shortfall is negative
        facts = [f"{formats.count(len(planned), 'meeting')} planned"]
        if following:
            facts.append(f"next on {formats.with_weekday(following.row.meets_on)}")
        if not_quorate:
            facts.append(f"{formats.count(not_quorate, 'item')} not quorate yet")
        return " · ".join(facts)

    def _columns(self) -> list[Column[CalendarRow]]:
        minutes: Column[CalendarRow] = Column(
            "minutes", "Minutes", lambda r: _word_of(self._minutes_chip(r)), chip=self._minutes_chip, is_facet=True
        )
        return [
            Column("day", "Date", _day, lambda r: (r.row.meets_on, r.row.ref), 172),
            Column("starts", "Starts", _time, width=62),
            Column("chair", "Chair", lambda r: r.row.chair_name or "", width=124, is_name=True),
            Column("items", "Items", lambda r: str(len(r.row.cases)), lambda r: len(r.row.cases), 58, Align.RIGHT),
            Column("quorum", "Quorum", lambda r: _word_of(quorum_chip(r)), lambda r: r.shortfall, chip=quorum_chip),
            Column("papers", "Papers", self._papers, lambda r: r.papers_due.due_on, chip=self._papers_chip),
            *([minutes] if self.bridge.may_ask(minutes_list) else []),
            Column("kind", "Kind", _kind, chip=_kind_chip, is_facet=True),
            Column("place", "Place", lambda r: r.row.place or "", width=84, is_extra=True),
            Column("panel", "Panel", lambda r: r.row.panel, width=190, is_facet=True, is_extra=True),
            Column("when", "When", self._when, width=90, is_facet=True, is_extra=True),
        ]

    def _papers(self, row: CalendarRow) -> str:
        return _word_of(self._papers_chip(row))

    def _papers_chip(self, row: CalendarRow) -> Chip | None:
        return papers_chip(row, row.papers_due.working_days_left(self._today)) if row.is_planned else None

    def _minutes_chip(self, row: CalendarRow) -> Chip | None:
        chip = minutes_chip(row)
        return chip if chip is None or row.row.minutes is not MinutesState.NONE or self._sees_drafts else _NOT_SIGNED

    def _entry(self, row: CalendarRow) -> Entry:
        """A meeting as an entry in the grids of the month and the week."""
        chip = quorum_chip(row) or self._minutes_chip(row) or Chip(State.QUIET, row.row.status, "x")
        booked = len(row.row.cases)
        items = (
            f"{booked} of {formats.count(row.capacity, 'item')}" if row.is_planned else formats.count(booked, "item")
        )
        title = " · ".join(part for part in (_time(row), items) if part)
        lines = (chip.word, row.row.chair_name or "No chair yet", row.row.panel, f"{row.row.place or ''}")
        return Entry(row.ref, title, tuple(line for line in lines if line), chip, row.is_planned)


def quorum_chip(row: CalendarRow) -> Chip | None:
    """How many items of a planned meeting are quorate by the replies so far; None for a meeting not planned."""
    if row.quorate is None:
        return None
    items = len(row.row.cases)
    if not items:
        return Chip(State.QUIET, "no items yet", "minus")
    if not row.has_line_up:
        return Chip(State.QUIET, "not yet", "minus")
    if row.quorate == items:
        return Chip(State.GOOD, f"quorate for {'all ' if items > 1 else ''}{items}")
    return Chip(State.ALERT, f"quorate for {row.quorate} of {items}", "circle-x")


def papers_chip(row: CalendarRow, days_left: int) -> Chip:
    """How many papers of a planned meeting are missing, and when they are due; `days_left` in working days."""
    if row.row.cases and not row.missing:
        return Chip(State.GOOD, f"all filed, due {formats.short(row.papers_due.due_on)}")
    if days_left < 0 and row.missing:
        return Chip(State.ALERT, f"{row.missing} missing, {formats.due(row.papers_due.due_on, days_left).word}")
    if days_left < 0:
        return Chip(State.QUIET, f"due {formats.short(row.papers_due.due_on)}", "clock")
    return formats.due(row.papers_due.due_on, days_left)


def minutes_chip(row: CalendarRow) -> Chip | None:
    """The state of a held meeting's minutes; None for other meetings."""
    if row.row.status is not MeetingStatus.HELD:
        return None
    if row.row.minutes is MinutesState.NONE:
        return Chip(State.ALERT, NOT_STARTED, "file-pen-line")
    return Chip(_MINUTES[row.row.minutes], row.row.minutes)


def _month(row: CalendarRow) -> str:
    return formats.full(row.row.meets_on).split(" ", 1)[1]


def _day(row: CalendarRow) -> str:
    return f"{formats.with_weekday(row.row.meets_on)[:3]} {formats.full(row.row.meets_on)}"


def _time(row: CalendarRow) -> str:
    return f"{row.row.starts_at:%H:%M}" if row.row.starts_at else ""


def _kind(row: CalendarRow) -> str:
    return MeetingStatus.CANCELLED if row.row.status is MeetingStatus.CANCELLED else row.row.kind


def _kind_chip(row: CalendarRow) -> Chip | None:
    if row.row.status is MeetingStatus.CANCELLED:
        return Chip(State.QUIET, "cancelled", "x")
    return None if row.row.kind is MeetingKind.PLANNED else Chip(State.NOTE, row.row.kind)


def _word_of(chip: Chip | None) -> str:
    return chip.word if chip else ""
