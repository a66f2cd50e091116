"""Panel day: when items begin and end, when people arrive and leave, notes, and answers to questions.

A departure is the attendance's `left_at`; it becomes an absence once the person is back. A time that is not given is
the current one, which is possible only on the day of the meeting.

Whoever of the office records a person's attendance for the chair says `how` the chair gave it; on the day of the
meeting that is in person. The attendance says so, and who recorded it.
"""

from datetime import time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Absence, Attendance, Case, ItemNote, Meeting, Member, PanelQuestion
from panel_desk.operations.meetings.day_times import current_time, refuse_before_the_day, refuse_future_times
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import recorded_for_chair
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, AbsenceReason, AccountRole, CaseStatus, HowGiven, MeetingStatus


@permits(*OFFICE, AccountRole.CHAIR)
def begin_item(work: Work, case: str, at: time | None = None) -> None:
    """Record when an item began; the item that was under way ends at that time.

    Raises:
        RuleBrokenError: the case is not on an agenda, the meeting or the time is still to come, the item has begun
            already, or the time is before the item under way began.
    """
    found, meeting = _case_and_meeting(work, case)
    at = at or current_time(work, meeting.meets_on)
    refuse_future_times(work, meeting, began_at=at)
    if found.began_at is not None:
        raise RuleBrokenError(
            f"This item began at {found.began_at:%H:%M} already. If that is wrong, correct its times.", "began_at"
        )
    _end_item_under_way(work, found, at)
    found.began_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def end_item(work: Work, case: str, at: time | None = None) -> None:
    """Record when an item ended.

    Raises:
        RuleBrokenError: the item has not begun, has ended already, or ends before it began.
    """
    found, meeting = _case_and_meeting(work, case)
    at = at or current_time(work, meeting.meets_on)
    refuse_future_times(work, meeting, ended_at=at)
    if found.began_at is None:
        raise RuleBrokenError("Record when this item began first.", "began_at")
    if found.ended_at is not None:
        raise RuleBrokenError(
            f"This item ended at {found.ended_at:%H:%M} already. If that is wrong, correct its times.", "ended_at"
        )
    if at < found.began_at:
        raise RuleBrokenError(
            f"This item began at {found.began_at:%H:%M}, and ends after that. Give a later time.", "ended_at"
        )
    found.ended_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def correct_times(work: Work, case: str, began_at: time | None, ended_at: time | None) -> None:
    """Correct the times of an item, or remove them; without an end it is still under way.

    Raises:
        RuleBrokenError: it ends without having begun or before it began, or a time is still to come.
    """
    found, meeting = _case_and_meeting(work, case)
    if ended_at is not None and (began_at is None or ended_at < began_at):
        raise RuleBrokenError("An item ends after it began. Give both times, in that order.", "ended_at")
    refuse_future_times(work, meeting, began_at=began_at, ended_at=ended_at)
    found.began_at, found.ended_at = began_at, ended_at


@permits(*OFFICE, AccountRole.CHAIR)
def note_arrival(work: Work, meeting: str, member: str, at: time | None = None, how: HowGiven | None = None) -> None:
    """Record that a person arrived, and when; after the day, None counts as by the start.

    An arrival before the planned start is kept too, because an item may have begun before it.

    Raises:
        RuleBrokenError: they are recorded as present already, or the meeting is still to come.
    """
    row, found = _attendance_and_meeting(work, meeting, member)
    if row.attended:
        raise RuleBrokenError(f"{_name(work, member)} is recorded as present already.")
    if at is None and found.meets_on == work.time_source.today():
        at = current_time(work, found.meets_on)
    row.how_given, row.recorded_by = recorded_for_chair(work, found, how)
    row.attended = True
    row.arrived_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def note_departure(work: Work, meeting: str, member: str, at: time | None = None, how: HowGiven | None = None) -> None:
    """Record that a person left, for good until their return is recorded.

    Raises:
        RuleBrokenError: they are not present, or the time is before they arrived or last returned.
    """
    row, at = _present_person(work, meeting, member, at, how)
    row.left_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def note_connection_lost(
    work: Work, meeting: str, member: str, at: time | None = None, how: HowGiven | None = None
) -> int:
    """Record that a person's connection was lost, and return the id of the absence, which lasts until they return.

    Raises:
        RuleBrokenError: they are not present, or the time is before they arrived or last returned.
    """
    _, at = _present_person(work, meeting, member, at, how)
    absence = Absence(meeting_ref=meeting, member_ref=member, from_at=at, why=AbsenceReason.CONNECTION_LOST)
    work.session.add(absence)
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def note_return(work: Work, meeting: str, member: str, at: time | None = None, how: HowGiven | None = None) -> int:
    """Record that a person who left or lost the connection is back, and return the id of the absence that ends.

    Raises:
        RuleBrokenError: they are not away, or return before they left.
    """
    row, found = _attendance_and_meeting(work, meeting, member)
    at = at or current_time(work, found.meets_on)
    absence = _open_absence(work, meeting, member)
    if absence is None:
        if not row.attended or row.left_at is None:
            raise RuleBrokenError(f"{_name(work, member)} is not recorded as away.")
        absence = Absence(meeting_ref=meeting, member_ref=member, from_at=row.left_at, why=AbsenceReason.LEFT_THE_ROOM)
        work.session.add(absence)
        row.left_at = None
    _refuse_return_before_leaving(work, member, absence.from_at, at)
    row.how_given, row.recorded_by = recorded_for_chair(work, found, how)
    absence.until_at = at
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def add_absence(
    work: Work,
    meeting: str,
    member: str,
    from_at: time,
    until_at: time | None,
    why: AbsenceReason,
    how: HowGiven | None = None,
) -> int:
    """Record afterwards that a person was away for part of the meeting, and return the absence's id.

    Raises:
        RuleBrokenError: they did not attend, return before they left, or a time is still to come.
    """
    row, found = _attendance_and_meeting(work, meeting, member)
    if not row.attended:
        raise RuleBrokenError(f"{_name(work, member)} is not recorded as present.")
    refuse_future_times(work, found, from_at=from_at, until_at=until_at)
    if until_at is not None:
        _refuse_return_before_leaving(work, member, from_at, until_at)
    row.how_given, row.recorded_by = recorded_for_chair(work, found, how)
    absence = Absence(meeting_ref=meeting, member_ref=member, from_at=from_at, until_at=until_at, why=why)
    work.session.add(absence)
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def correct_absence(
    work: Work, absence: int, from_at: time, until_at: time | None, how: HowGiven | None = None
) -> None:
    """Correct the times of an absence; without an end the person is still away.

    Raises:
        RuleBrokenError: they return before they left, or a time is still to come.
    """
    found = find(work.session, Absence, absence, "absence")
    row, meeting = _attendance_and_meeting(work, found.meeting_ref, found.member_ref)
    refuse_future_times(work, meeting, from_at=from_at, until_at=until_at)
    if until_at is not None:
        _refuse_return_before_leaving(work, found.member_ref, from_at, until_at)
    row.how_given, row.recorded_by = recorded_for_chair(work, meeting, how)
    found.from_at, found.until_at = from_at, until_at


@permits(*OFFICE, AccountRole.CHAIR)
def remove_absence(work: Work, absence: int) -> None:
    """Remove an absence that was recorded by mistake; the audit trail keeps it."""
    found = find(work.session, Absence, absence, "absence")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(found)


@permits(*OFFICE, AccountRole.CHAIR)
def write_note(work: Work, case: str, heading: str, text: str, version: int | None = None) -> int:
    """Save the notes on an item under a heading of its minutes, and return their new version.

    Args:
        work: the unit of work.
        case: the case's ref.
        heading: the heading.
        text: all the notes under it.
        version: the version that was read; None where there were no notes yet.

    Raises:
        RuleBrokenError: the minutes are signed.
        ChangedMeanwhileError: somebody saved other notes since `version` was read; it holds both texts.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    note = work.session.get(ItemNote, (case, heading))
    if note is None:
        note = ItemNote(case_ref=case, heading=heading, text=text)
        work.session.add(note)
    else:
        _check_version(note.version, version, note.text, text)
        note.text = text
    work.session.flush()
    return note.version


@permits(*OFFICE, AccountRole.CHAIR)
def answer_question(work: Work, question: int, answer: str, version: int) -> int:
    """Save the answer that a question got at the panel, and return the question's new version.

    Raises:
        RuleBrokenError: the minutes are signed.
        ChangedMeanwhileError: somebody saved another answer since `version` was read; it holds both texts.
    """
    found = find(work.session, PanelQuestion, question, "question")
    refuse_if_signed(work, find(work.session, Case, found.case_ref, "case").meeting_ref)
    _check_version(found.version, version, found.answer or "", answer)
    found.answer = answer if answer.strip() else None
    work.session.flush()
    return found.version


def _case_and_meeting(work: Work, case: str) -> tuple[Case, Meeting]:
    """A case and the meeting that hears it.

    Raises:
        RuleBrokenError: the case is not on an agenda, the meeting is still to come, or its minutes are signed.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    if meeting is None or meeting.status is MeetingStatus.CANCELLED or found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is not on an agenda. Book it on a meeting first.")
    refuse_before_the_day(work, meeting)
    return found, meeting


def _end_item_under_way(work: Work, begun: Case, at: time) -> None:
    """End the item that is under way at the time at which another begins."""
    under_way = select(Case).where(
        Case.meeting_ref == begun.meeting_ref,
        Case.ref != begun.ref,
        Case.began_at.is_not(None),
        Case.ended_at.is_(None),
    )
    for other in work.session.scalars(under_way):
        if other.began_at is not None and other.began_at > at:
            raise RuleBrokenError(
                f"Item {other.item_no} began at {other.began_at:%H:%M} and is still under way. End it first.",
                "began_at",
            )
        other.ended_at = at


def _attendance_and_meeting(work: Work, meeting: str, member: str) -> tuple[Attendance, Meeting]:
    refuse_if_signed(work, meeting)
    found = find(work.session, Meeting, meeting, "meeting")
    refuse_before_the_day(work, found)
    return find(work.session, Attendance, (meeting, member), "person on this line-up"), found


def _present_person(
    work: Work, meeting: str, member: str, at: time | None, how: HowGiven | None
) -> tuple[Attendance, time]:
    """The attendance of a person who is present, and the time at which they leave: `at`, or the current one.

    Raises:
        RuleBrokenError: the office does not say how it was given, they are not present, or the time is before they
            arrived or last returned.
    """
    row, found = _attendance_and_meeting(work, meeting, member)
    at = at or current_time(work, found.meets_on)
    if not row.attended or row.left_at is not None or _open_absence(work, meeting, member) is not None:
        raise RuleBrokenError(f"{_name(work, member)} is not recorded as present.")
    returns = select(Absence.until_at).filter_by(meeting_ref=meeting, member_ref=member)
    present_since = [moment for moment in (row.arrived_at, *work.session.scalars(returns)) if moment is not None]
    if present_since and at < max(present_since):
        raise RuleBrokenError(
            f"{_name(work, member)} has been present since {max(present_since):%H:%M}. Give a later time."
        )
    row.how_given, row.recorded_by = recorded_for_chair(work, found, how)
    return row, at


def _open_absence(work: Work, meeting: str, member: str) -> Absence | None:
    open_absences = select(Absence).filter_by(meeting_ref=meeting, member_ref=member, until_at=None)
    return work.session.scalars(open_absences.order_by(Absence.id)).first()


def _refuse_return_before_leaving(work: Work, member: str, from_at: time, until_at: time) -> None:
    if until_at < from_at:
        raise RuleBrokenError(
            f"{_name(work, member)} left at {from_at:%H:%M}, and returns after that. Give a later time.", "until_at"
        )


def _check_version(now: int, read: int | None, theirs: str, yours: str) -> None:
    """Refuse to overwrite a text that somebody else saved since it was read.

    Args:
        now: the version that is stored.
        read: the version that was read; None where there was none.
        theirs: the stored text.
        yours: the text to save.
    """
    if now != read and theirs != yours:
        raise ChangedMeanwhileError(
            "Somebody else wrote here while you were writing. Both texts are shown; keep one or join them.",
            theirs=theirs,
            yours=yours,
        )


def _name(work: Work, member: str) -> str:
    return member_name(find(work.session, Member, member, "member"))
