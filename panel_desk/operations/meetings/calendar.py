"""A year of panels from a rule, chairs in turn, and a meeting moved to another day."""

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Meeting
from panel_desk.operations.meetings.meetings import schedule_meeting
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import find, unchanged_since
from panel_desk.queries.agency import working_days
from panel_desk.rules.dates import in_words
from panel_desk.rules.recurrence import Recurrence, schedule
from panel_desk.rules.vocabulary import AccountRole, MeetingKind, MeetingStatus, Place

_OFFICE = (AccountRole.ADMINISTRATOR, AccountRole.ADVISER)


@permits(*_OFFICE)
def schedule_panels(
    work: Work,
    recurrence: Recurrence,
    first: date,
    last: date,
    panel: str,
    starts_at: time | None = None,
    place: Place | None = None,
    chairs: Sequence[str] = (),
    capacity: int | None = None,
) -> tuple[str, ...]:
    """Schedule a panel for every day that a rule gives, holidays left out, chairs taking turns; the meetings' refs.

    A day on which this panel meets already is left as it is, and a chair who chairs elsewhere that day is passed over
    for the next one in turn.

    Raises:
        RuleBrokenError: the rule gives no day, or the panel has no name.
    """
    days = schedule(recurrence, first, last, working_days(work)).days
    known = work.session.execute(
        select(Meeting.meets_on, Meeting.panel, Meeting.chair_ref).where(
            Meeting.meets_on.between(first, last), Meeting.status != MeetingStatus.CANCELLED
        )
    ).all()
    meets_already = {day for day, name, _ in known if name == panel.strip()}
    chairing = {(day, chair) for day, _, chair in known}
    made = []
    turn = 0
    for day in days:
        if day in meets_already:
            continue
        free = [chairs[(turn + step) % len(chairs)] for step in range(len(chairs))]
        chair = next((each for each in free if (day, each) not in chairing), None)
        ref = schedule_meeting(work, day, starts_at, panel, MeetingKind.PLANNED, place, chair)
        find(work.session, Meeting, ref, "meeting").capacity = capacity
        turn += 1
        made.append(ref)
    if not made:
        raise RuleBrokenError(
            "There is no day to schedule: each is a holiday, or the panel meets on it already.", "first"
        )
    return tuple(made)


@permits(*_OFFICE)
def move_meeting(work: Work, meeting: str, version: int, day: date) -> None:
    """Move a meeting that is to come to another day; its ref, agenda and line-up stay.

    Raises:
        RuleBrokenError: it was held or cancelled, or its chair chairs another panel that day.
        ChangedMeanwhileError: somebody saved this meeting since `version` was read.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    unchanged_since(found, version)
    refuse_if_signed(work, meeting)
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(f"This meeting is {found.status} and stays on its day.")
    elsewhere = work.session.scalars(
        select(Meeting.ref).where(
            Meeting.meets_on == day,
            Meeting.ref != meeting,
            Meeting.status != MeetingStatus.CANCELLED,
            Meeting.chair_ref == found.chair_ref,
            Meeting.chair_ref.is_not(None),
        )
    ).first()
    if elsewhere is not None:
        raise RuleBrokenError(
            f"Its chair chairs {elsewhere} on {in_words(day)}. Appoint another chair first, or choose another day.",
            "day",
        )
    found.meets_on = day


@permits(*_OFFICE)
def set_room(work: Work, meeting: str, capacity: int | None, pre_meeting_at: time | None, venue: str | None) -> None:
    """Set how many items a meeting has room for, when chair and adviser meet before it, and where it is.

    Raises:
        RuleBrokenError: the capacity is less than one, or the pre-meeting is after the start.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    refuse_if_signed(work, meeting)
    if capacity is not None and capacity < 1:
        raise RuleBrokenError("A meeting has room for at least one item.", "capacity")
    if pre_meeting_at and found.starts_at and pre_meeting_at > found.starts_at:
        raise RuleBrokenError("The pre-meeting is before the panel starts.", "pre_meeting_at")
    found.capacity, found.pre_meeting_at, found.venue = capacity, pre_meeting_at, (venue or "").strip() or None
