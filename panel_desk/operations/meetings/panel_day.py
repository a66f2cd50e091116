"""What happens on panel day: items begin and end, people come and go, what is said is noted.

A departure is the attendance's `left_at`; it becomes an absence once somebody who left is back. Every time is a minute
of the meeting's day: this one, where none is given.
"""

from datetime import time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Absence, Attendance, Case, ItemNote, Meeting, Member, PanelQuestion
from panel_desk.operations.meetings.day_times import current_time, refuse_before_the_day, refuse_future_times
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import find
from panel_desk.queries.names import member_name
from panel_desk.rules.vocabulary import OFFICE, AbsenceReason, AccountRole, CaseStatus, MeetingStatus


@permits(*OFFICE, AccountRole.CHAIR)
def begin_item(work: Work, case: str, at: time | None = None) -> None:
    """Note when the panel took an item; the item that was under way ends at that minute.

    Raises:
        RuleBrokenError: the case is on no agenda, the day is not now, the item has begun already, or the time is before
            the item under way began.
    """
    found, meeting = _on_the_day(work, case)
    at = at or current_time(work, meeting.meets_on)
    refuse_future_times(work, meeting, began_at=at)
    if found.began_at is not None:
        raise RuleBrokenError(
            f"This item began at {found.began_at:%H:%M} already. Where that is wrong, put its times right.", "began_at"
        )
    _end_what_is_under_way(work, found, at)
    found.began_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def end_item(work: Work, case: str, at: time | None = None) -> None:
    """Note when an item was over.

    Raises:
        RuleBrokenError: the item has not begun, has ended already, or ends before it began.
    """
    found, meeting = _on_the_day(work, case)
    at = at or current_time(work, meeting.meets_on)
    refuse_future_times(work, meeting, ended_at=at)
    if found.began_at is None:
        raise RuleBrokenError("Note when this item began first.", "began_at")
    if found.ended_at is not None:
        raise RuleBrokenError(
            f"This item ended at {found.ended_at:%H:%M} already. Where that is wrong, put its times right.", "ended_at"
        )
    if at < found.began_at:
        raise RuleBrokenError(f"This item began at {found.began_at:%H:%M}; it ends after that.", "ended_at")
    found.ended_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def correct_times(work: Work, case: str, began_at: time | None, ended_at: time | None) -> None:
    """Put the times of an item right, or take them away; without an end it is still under way.

    Raises:
        RuleBrokenError: there is an end and no beginning, the end is before it, or a time has not come yet.
    """
    found, meeting = _on_the_day(work, case)
    if ended_at is not None and (began_at is None or ended_at < began_at):
        raise RuleBrokenError("An item ends after it began.", "ended_at")
    refuse_future_times(work, meeting, began_at=began_at, ended_at=ended_at)
    found.began_at, found.ended_at = began_at, ended_at


@permits(*OFFICE, AccountRole.CHAIR)
def note_arrival(work: Work, meeting: str, member: str, at: time | None = None) -> None:
    """Note that somebody came: from the start, or late. After the day, without a time, it is from the start.

    Raises:
        RuleBrokenError: they are here already, or nothing has happened at the meeting yet.
    """
    row, found = _attending(work, meeting, member)
    if row.attended:
        raise RuleBrokenError(f"{_name(work, member)} is noted as here already.")
    if at is None and found.meets_on == work.clock.today():
        at = current_time(work, found.meets_on)
    row.attended = True
    row.arrived_at = at if at and (found.starts_at is None or at > found.starts_at) else None


@permits(*OFFICE, AccountRole.CHAIR)
def note_departure(work: Work, meeting: str, member: str, at: time | None = None) -> None:
    """Note that somebody left; whether they come back shows later.

    Raises:
        RuleBrokenError: they are not here, or the time is before they came or were last back.
    """
    row, at = _somebody_here(work, meeting, member, at)
    row.left_at = at


@permits(*OFFICE, AccountRole.CHAIR)
def note_connection_lost(work: Work, meeting: str, member: str, at: time | None = None) -> int:
    """Note that somebody's connection was lost: they are away until they are noted as back. The absence's number.

    Raises:
        RuleBrokenError: they are not here, or the time is before they came or were last back.
    """
    _, at = _somebody_here(work, meeting, member, at)
    absence = Absence(meeting_ref=meeting, member_ref=member, from_at=at, why=AbsenceReason.CONNECTION_LOST)
    work.session.add(absence)
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def note_return(work: Work, meeting: str, member: str, at: time | None = None) -> int:
    """Note that somebody who left, or whose connection was lost, is back; the number of the absence that this ends.

    Raises:
        RuleBrokenError: they are not away, or come back before they went.
    """
    row, found = _attending(work, meeting, member)
    at = at or current_time(work, found.meets_on)
    absence = _open_absence(work, meeting, member)
    if absence is None:
        if not row.attended or row.left_at is None:
            raise RuleBrokenError(f"{_name(work, member)} is not away.")
        absence = Absence(meeting_ref=meeting, member_ref=member, from_at=row.left_at, why=AbsenceReason.LEFT_THE_ROOM)
        work.session.add(absence)
        row.left_at = None
    _check_order(work, member, absence.from_at, at)
    absence.until_at = at
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def add_absence(work: Work, meeting: str, member: str, from_at: time, until_at: time | None, why: AbsenceReason) -> int:
    """Note afterwards that somebody was away for a part of the meeting; the absence's number.

    Raises:
        RuleBrokenError: they did not come, or come back before they went.
    """
    row, found = _attending(work, meeting, member)
    if not row.attended:
        raise RuleBrokenError(f"{_name(work, member)} is not here.")
    refuse_future_times(work, found, from_at=from_at, until_at=until_at)
    if until_at is not None:
        _check_order(work, member, from_at, until_at)
    absence = Absence(meeting_ref=meeting, member_ref=member, from_at=from_at, until_at=until_at, why=why)
    work.session.add(absence)
    work.session.flush()
    return absence.id


@permits(*OFFICE, AccountRole.CHAIR)
def correct_absence(work: Work, absence: int, from_at: time, until_at: time | None) -> None:
    """Put the times of an absence right; without an end they are still away.

    Raises:
        RuleBrokenError: they come back before they went.
    """
    found = find(work.session, Absence, absence, "absence")
    refuse_if_signed(work, found.meeting_ref)
    meeting = find(work.session, Meeting, found.meeting_ref, "meeting")
    refuse_future_times(work, meeting, from_at=from_at, until_at=until_at)
    if until_at is not None:
        _check_order(work, found.member_ref, from_at, until_at)
    found.from_at, found.until_at = from_at, until_at


@permits(*OFFICE, AccountRole.CHAIR)
def remove_absence(work: Work, absence: int) -> None:
    """Take back an absence that was noted by mistake; the audit trail keeps it."""
    found = find(work.session, Absence, absence, "absence")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(found)


@permits(*OFFICE, AccountRole.CHAIR)
def write_note(work: Work, case: str, heading: str, text: str, version: int | None = None) -> int:
    """Save what is noted of an item under a heading of its minutes; its new version.

    Args:
        work: the unit of work.
        case: the case's ref.
        heading: the heading.
        text: all of what is noted under it.
        version: the version that was read; None where nothing was noted yet.

    Raises:
        ChangedMeanwhileError: somebody noted something else since `version` was read; it holds both texts.
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
    """Save how a question was answered at the panel; the question's new version.

    Raises:
        ChangedMeanwhileError: somebody wrote another answer since `version` was read; it holds both texts.
    """
    found = find(work.session, PanelQuestion, question, "question")
    refuse_if_signed(work, find(work.session, Case, found.case_ref, "case").meeting_ref)
    _check_version(found.version, version, found.answer or "", answer)
    found.answer = answer if answer.strip() else None
    work.session.flush()
    return found.version


def _on_the_day(work: Work, case: str) -> tuple[Case, Meeting]:
    """A case and the meeting that it is heard at, which is not to come."""
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    if meeting is None or meeting.status is MeetingStatus.CANCELLED or found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is on no agenda. Book it on a meeting first.")
    refuse_before_the_day(work, meeting)
    return found, meeting


def _end_what_is_under_way(work: Work, taken: Case, at: time) -> None:
    under_way = select(Case).where(
        Case.meeting_ref == taken.meeting_ref,
        Case.ref != taken.ref,
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


def _attending(work: Work, meeting: str, member: str) -> tuple[Attendance, Meeting]:
    refuse_if_signed(work, meeting)
    found = find(work.session, Meeting, meeting, "meeting")
    refuse_before_the_day(work, found)
    return find(work.session, Attendance, (meeting, member), "person on this line-up"), found


def _somebody_here(work: Work, meeting: str, member: str, at: time | None) -> tuple[Attendance, time]:
    """Somebody who came and has not gone, and when they go, which is after they were last back."""
    row, found = _attending(work, meeting, member)
    at = at or current_time(work, found.meets_on)
    if not row.attended or row.left_at is not None or _open_absence(work, meeting, member) is not None:
        raise RuleBrokenError(f"{_name(work, member)} is not here.")
    was_away = select(Absence.until_at).filter_by(meeting_ref=meeting, member_ref=member)
    here_since = [moment for moment in (row.arrived_at, *work.session.scalars(was_away)) if moment is not None]
    if here_since and at < max(here_since):
        raise RuleBrokenError(f"{_name(work, member)} has been here since {max(here_since):%H:%M}.")
    return row, at


def _open_absence(work: Work, meeting: str, member: str) -> Absence | None:
    away = select(Absence).filter_by(meeting_ref=meeting, member_ref=member, until_at=None)
    return work.session.scalars(away.order_by(Absence.id)).first()


def _check_order(work: Work, member: str, from_at: time, until_at: time) -> None:
    if until_at < from_at:
        raise RuleBrokenError(f"{_name(work, member)} went at {from_at:%H:%M} and comes back after that.", "until_at")


def _check_version(now: int, read: int | None, theirs: str, yours: str) -> None:
    if now != read and theirs != yours:
        raise ChangedMeanwhileError(
            "Somebody else wrote here while you were writing. Both texts are shown; keep one or join them.",
            theirs=theirs,
            yours=yours,
        )


def _name(work: Work, member: str) -> str:
    return member_name(find(work.session, Member, member, "member"))
