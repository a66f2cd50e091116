"""The calendar: every meeting, with the missing papers and the quorum of planned ones."""

from dataclasses import dataclass
from datetime import time

from panel_desk.desk import Work, shows
from panel_desk.queries.agency import clocks, figures
from panel_desk.queries.meetings.meetings import MeetingRow, meetings
from panel_desk.queries.meetings.quorum import attendance_of, quorum_to_come
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.vocabulary import MeetingStatus


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A meeting in the calendar.

    Args:
        row: the meeting.
        papers_due: the clock by which members must have the papers.
        missing: how many papers its cases lack; 0 unless it is planned.
        quorate: how many of its items are quorate, by the replies so far; None unless it is planned.
        capacity: how many items it has room for.
        has_line_up: whether anybody is on its line-up; only looked up where it is planned.
    """

    row: MeetingRow
    papers_due: Clock
    missing: int
    quorate: int | None
    capacity: int
    has_line_up: bool

    @property
    def ref(self) -> str:
        """The meeting's ref."""
        return self.row.ref

    @property
    def is_planned(self) -> bool:
        """Whether it is neither held nor cancelled."""
        return self.row.status is MeetingStatus.PLANNED


@shows(Information.CALENDAR)
def calendar(work: Work) -> tuple[CalendarRow, ...]:
    """Every meeting, by day and time."""
    planned = quorum_to_come(work)
    lacking = missing_papers(work, *planned)
    with_line_up = {each.meeting_ref for each in attendance_of(work, tuple(planned))}
    set_clocks = clocks(work)
    usual = figures(work).items_per_meeting
    return tuple(
        CalendarRow(
            row=row,
            papers_due=set_clocks.papers_to_members(row.meets_on),
            missing=sum(len(lacking.get(each.case, ())) for each in planned.get(row.ref, ())),
            quorate=sum(each.quorate for each in planned[row.ref]) if row.ref in planned else None,
            capacity=row.capacity or usual,
            has_line_up=row.ref in with_line_up,
        )
        for row in sorted(meetings(work), key=lambda row: (row.meets_on, row.starts_at or time(), row.ref))
    )
