"""Bookings: a case's way onto an agenda, off it and onto another, each step with its reason and its history."""

from collections.abc import Mapping
from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import BookingEvent, Case, CaseChild, Interest, Meeting, Precondition
from panel_desk.operations.meetings.meetings import cancel_meeting, place_on_agenda, take_off_agenda
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import find, new_ref
from panel_desk.queries.cases.bookings import slot_on, still_wanted
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.meetings.quorum import ends_at
from panel_desk.rules.preconditions import Evidence, wanted
from panel_desk.rules.vocabulary import AccountRole, BookingStep, CaseStatus, MeetingStatus

_OFFICE = (AccountRole.ADMINISTRATOR, AccountRole.ADVISER)


@permits(*_OFFICE)
def book_case(
    work: Work,
    case: str,
    meeting: str,
    reason: str = "",
    *,
    is_provisional: bool = True,
    starts_at: time | None = None,
    minutes: int | None = None,
) -> None:
    """Book a case on a meeting, at its time among the items there; or move it there from another.

    Where no time is given it is the last item: it starts when the item before it is over and the break too, and takes
    as long as its kind.

    A provisional booking holds the place; a confirmed one needs everything in place that the case's kind asks for.

    Raises:
        RuleBrokenError: the meeting is over, cancelled or full, another item has the time, the case was heard, or
            something is still wanted.
    """
    found = find(work.session, Case, case, "case")
    at = find(work.session, Meeting, meeting, "meeting")
    if at.meets_on < work.clock.today() or at.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError("This meeting is over or cancelled. Choose one that is to come.", "meeting")
    if found.meeting_ref == meeting:
        raise RuleBrokenError("The case is on this meeting already.", "meeting")
    slot = slot_on(work, found, at)
    if slot.is_full:
        raise RuleBrokenError(
            f"This meeting has its {slot.capacity} items. Choose another, or raise its capacity.", "meeting"
        )
    if not is_provisional:
        _refuse_wanting(work, case)
    starts_at, minutes = starts_at or slot.starts_at, minutes or slot.minutes
    item = _free_place(work, at, starts_at, minutes)
    moved = found.meeting_ref is not None
    if moved:
        take_off_agenda(work, case)
        work.session.flush()
    place_on_agenda(work, case, meeting, starts_at, minutes, item)
    found.is_provisional = is_provisional
    step = BookingStep.MOVED if moved else BookingStep.PROVISIONAL if is_provisional else BookingStep.CONFIRMED
    _note(work, case, step, meeting, reason)


@permits(*_OFFICE)
def confirm_booking(work: Work, case: str) -> None:
    """Confirm a provisional booking.

    Raises:
        RuleBrokenError: the case is not booked, or something that its kind asks for is neither there nor waived.
    """
    found = find(work.session, Case, case, "case")
    if found.status is not CaseStatus.BOOKED or not found.is_provisional:
        raise RuleBrokenError("This case has no provisional booking.")
    _refuse_wanting(work, case)
    found.is_provisional = False
    _note(work, case, BookingStep.CONFIRMED, found.meeting_ref, "")


@permits(*_OFFICE)
def put_on_reserve_list(work: Work, case: str, reason: str) -> None:
    """Take a case off its meeting; it waits on the reserve list for a place that falls free.

    Raises:
        RuleBrokenError: no reason is given, the case is not booked, or the panel has considered it.
    """
    found = find(work.session, Case, case, "case")
    if not reason.strip():
        raise RuleBrokenError("Say why the case leaves its meeting.", "reason")
    if found.status is not CaseStatus.BOOKED:
        raise RuleBrokenError("This case is booked on no meeting.")
    meeting = found.meeting_ref
    take_off_agenda(work, case)
    found.is_provisional = False
    _note(work, case, BookingStep.TAKEN_OFF, meeting, reason)


@permits(*_OFFICE)
def defer_case(work: Work, case: str, reason: str) -> str:
    """Defer a case that the panel could not consider, and request its return; the ref of the case that returns.

    The deferred case stays on the agenda of the meeting at which it was deferred.

    Raises:
        RuleBrokenError: no reason is given, or the case is withdrawn or has come back already.
    """
    found = find(work.session, Case, case, "case")
    if not reason.strip():
        raise RuleBrokenError("Say why the case is deferred.", "reason")
    if found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case was withdrawn.")
    if found.status is not CaseStatus.DEFERRED:
        refuse_if_signed(work, found.meeting_ref)
        found.status = CaseStatus.DEFERRED
        found.is_provisional = False
        _note(work, case, BookingStep.DEFERRED, found.meeting_ref, reason)
    if work.session.scalars(select(Case.ref).filter_by(returns_from_ref=case)).first() is not None:
        raise RuleBrokenError("This case has come back already; its return is a case of its own.")
    back = Case(
        ref=new_ref(work.session, Case, "CASE-"),
        kind=found.kind,
        household_ref=found.household_ref,
        social_worker=found.social_worker,
        minutes=found.minutes,
        status=CaseStatus.REQUESTED,
        returns_from_ref=case,
    )
    back.children = [CaseChild(child_ref=child.child_ref, position=child.position) for child in found.children]
    work.session.add(back)
    for known in work.session.scalars(select(Interest).filter_by(case_ref=case)):
        work.session.add(
            Interest(case_ref=back.ref, member_ref=known.member_ref, nature=known.nature, withdraws=known.withdraws)
        )
    work.session.flush()
    _note(work, back.ref, BookingStep.RETURNED, None, f"Returns from {case}. {reason.strip()}")
    return back.ref


@permits(*_OFFICE)
def withdraw_booking(work: Work, case: str, reason: str) -> None:
    """Withdraw a case, for good unless it is reopened.

    Raises:
        RuleBrokenError: no reason is given.
    """
    found = find(work.session, Case, case, "case")
    if not reason.strip():
        raise RuleBrokenError("Say why the case is withdrawn.", "reason")
    refuse_if_signed(work, found.meeting_ref)
    meeting = found.meeting_ref
    if meeting is not None and found.status is CaseStatus.BOOKED:
        take_off_agenda(work, case)
    found.status, found.is_provisional = CaseStatus.WITHDRAWN, False
    _note(work, case, BookingStep.WITHDRAWN, meeting, reason)


@permits(*_OFFICE)
def cancel_and_move(work: Work, meeting: str, because: str, places: Mapping[str, str | None]) -> None:
    """Cancel a meeting and give each of its cases, in order, another meeting, or the reserve list where None.

    Raises:
        RuleBrokenError: no reason is given, a booked case has no place, or a place cannot be had; nothing is changed.
    """
    in_order = (
        select(Case.ref).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED).order_by(Case.item_no, Case.ref)
    )
    booked = work.session.scalars(in_order).all()
    homeless = [case for case in booked if case not in places]
    if homeless:
        raise RuleBrokenError(f"Choose a meeting or the reserve list for {', '.join(homeless)}.", "places")
    reason = f"The meeting {meeting} was cancelled: {because.strip()}"
    for case in booked:
        place = places[case]
        if place is None:
            put_on_reserve_list(work, case, reason)
        else:
            was_provisional = find(work.session, Case, case, "case").is_provisional
            book_case(work, case, place, reason, is_provisional=True)
            find(work.session, Case, case, "case").is_provisional = was_provisional
        work.session.flush()
    cancel_meeting(work, meeting, because)


@permits(*_OFFICE)
def record_precondition(work: Work, case: str, key: str, met_on: date, evidence: str) -> None:
    """Record that something a case needs is in place, with its evidence: a document, a name, a date.

    Raises:
        RuleBrokenError: the registers show it themselves, the day is to come, or no evidence is named.
    """
    _check_wanted(work, case, key)
    if met_on > work.clock.today():
        raise RuleBrokenError("What is in place is in place today or before.", "met_on")
    if not evidence.strip():
        raise RuleBrokenError("Name the evidence: the document, and who gave it.", "evidence")
    row = _precondition(work, case, key)
    row.met_on, row.evidence, row.waived_because = met_on, evidence.strip(), None


@permits(AccountRole.ADVISER)
def waive_precondition(work: Work, case: str, key: str, because: str) -> None:
    """Let a case go ahead without something that it needs; the adviser's alone, with a reason.

    Raises:
        RuleBrokenError: no reason is given, or the case's kind does not ask for it.
    """
    found = find(work.session, Case, case, "case")
    if key not in {each.key for each in wanted(found.kind)}:
        raise RuleBrokenError("A case of this kind does not ask for that.")
    if not because.strip():
        raise RuleBrokenError("Say why the case goes ahead without it.", "because")
    _precondition(work, case, key).waived_because = because.strip()


@permits(*_OFFICE)
def take_back_precondition(work: Work, case: str, key: str) -> None:
    """Take back what was recorded of something a case needs; the audit trail keeps it."""
    work.session.delete(find(work.session, Precondition, (case, key), "record of this"))


def _free_place(work: Work, meeting: Meeting, starts_at: time | None, minutes: int) -> int | None:
    """The number of the item that starts at a time; None, for the last, where no time is settled.

    Raises:
        RuleBrokenError: another item is on at that time.
    """
    if starts_at is None:
        return None
    ends = ends_at(meeting.meets_on, starts_at, minutes) or starts_at
    before = 0
    items = select(Case).where(Case.meeting_ref == meeting.ref, Case.status != CaseStatus.WITHDRAWN)
    for each in work.session.scalars(items.order_by(Case.item_no)):
        over = ends_at(meeting.meets_on, each.starts_at, each.minutes) or each.starts_at
        if each.starts_at is None or over is None or over <= starts_at:
            before += 1
        elif each.starts_at < ends:
            raise RuleBrokenError(
                f"Item {each.item_no} is from {each.starts_at:%H:%M} to {over:%H:%M}. Choose another time.", "starts_at"
            )
    return before + 1


def _refuse_wanting(work: Work, case: str) -> None:
    lacking = still_wanted(preconditions(work, case))
    if lacking:
        raise RuleBrokenError(
            f"The booking can only be provisional while these are wanted: {'; '.join(lacking)}. "
            "The agency adviser can let the case go ahead without one, with a reason."
        )


def _check_wanted(work: Work, case: str, key: str) -> None:
    found = find(work.session, Case, case, "case")
    named = {each.key: each for each in wanted(found.kind)}
    if key not in named:
        raise RuleBrokenError("A case of this kind does not ask for that.")
    if named[key].evidence is not Evidence.BY_HAND:
        raise RuleBrokenError("The registers or the filed papers show this; it is not recorded by hand.")


def _precondition(work: Work, case: str, key: str) -> Precondition:
    row = work.session.get(Precondition, (case, key))
    if row is None:
        row = Precondition(case_ref=case, key=key, evidence="")
        work.session.add(row)
    row.recorded_by, row.recorded_at = work.by.account, work.clock.now()
    return row


def _note(work: Work, case: str, step: BookingStep, meeting: str | None, reason: str) -> None:
    work.session.add(
        BookingEvent(
            case_ref=case,
            step=step,
            meeting_ref=meeting,
            reason=reason.strip(),
            at=work.clock.now(),
            by=work.by.account,
        )
    )
