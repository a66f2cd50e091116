"""The calendar of panels: scheduled by a recurrence, moved to another day, cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Meeting
from panel_desk.operations.cases.bookings import book_case, take_off_agenda
from panel_desk.operations.meetings.meetings import put_on_day, schedule_meeting
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import refuse_if_changed
from panel_desk.queries.agency import working_days
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.recurrence import Recurrence, schedule
from panel_desk.rules.vocabulary import OFFICE, CaseStatus, MeetingFormat, MeetingKind, MeetingStatus


@permits(*OFFICE)
def schedule_panels(
    work: Work,
    recurrence: Recurrence,
    first: date,
    last: date,
    panel: str,
    starts_at: time | None = None,
    place: MeetingFormat | None = None,
    chairs: Sequence[str] = (),
    capacity: int | None = None,
) -> tuple[str, ...]:
    """Schedule a panel on every working day of a recurrence, with chairs in turn, and return the meetings' refs.

    A day on which this panel already meets is skipped. A chair who chairs another meeting that day is passed over for
    the next one in turn.

    Args:
        work: the unit of work.
        recurrence: how often the panel meets.
        first: the first day on which it may meet.
        last: the last day on which it may meet.
        panel: the panel's name.
        starts_at: when each meeting starts; None where it is not settled.
        place: whether the meetings are held in person, online or both; None where it is not settled.
        chairs: refs of the members who chair them in turn; empty where no chair is appointed yet.
        capacity: the most items that a meeting takes; None for the agency's usual number.

    Raises:
        RuleBrokenError: there is no day to schedule, or the panel has no name.
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
        in_turn = [chairs[(turn + step) % len(chairs)] for step in range(len(chairs))]
        chair = next((each for each in in_turn if (day, each) not in chairing), None)
        ref = schedule_meeting(work, day, starts_at, panel, MeetingKind.PLANNED, place, chair, capacity)
        turn += 1
        made.append(ref)
    if not made:
        raise RuleBrokenError(
            "There is no day to schedule: each is a holiday, or the panel meets on it already.", "first"
        )
    return tuple(made)


@permits(*OFFICE)
def move_meeting(work: Work, meeting: str, version: int, day: date) -> None:
    """Move a meeting to another day; its ref, agenda and line-up stay.

    Raises:
        RuleBrokenError: it is cancelled, it was held and the day is still to come, its minutes are signed, or its
            chair chairs another panel that day.
        ChangedMeanwhileError: somebody saved this meeting since `version` was read.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    refuse_if_changed(found, version)
    refuse_if_signed(work, meeting)
    put_on_day(work, found, day)


@permits(*OFFICE)
def cancel_meeting(work: Work, meeting: str, because: str, places: Mapping[str, str | None] | None = None) -> None:
    """Cancel a meeting, and move each of its cases, in order, to another meeting or the reserve list.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        because: why it is cancelled; also the reason in the history of each case's booking.
        places: the meeting that each booked case goes to, by the case's ref; None for the reserve list.

    Raises:
        RuleBrokenError: no reason is given, the meeting was held or is cancelled already, a booked case is not in
            `places`, or a meeting cannot take its case; nothing is changed.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if not because.strip():
        raise RuleBrokenError("Say why the meeting is cancelled.", "because")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(f"This meeting is {found.status} and cannot be cancelled.")
    places = places or {}
    in_order = select(Case).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED).order_by(Case.item_no, Case.ref)
    booked = work.session.scalars(in_order).all()
    unplaced = [case.ref for case in booked if case.ref not in places]
    if unplaced:
        raise RuleBrokenError(f"Choose a meeting or the reserve list for {', '.join(unplaced)}.", "places")
    reason = f"The meeting of {in_words(found.meets_on)} was cancelled: {because.strip()}"
    for case in booked:
        target = places[case.ref]
        if target is None:
            take_off_agenda(work, case.ref, reason)
        else:
            was_provisional = case.is_provisional
            book_case(work, case.ref, target, reason)
            case.is_provisional = was_provisional
        work.session.flush()
    found.status, found.cancelled_because = MeetingStatus.CANCELLED, because.strip()
