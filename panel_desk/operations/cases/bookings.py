"""Bookings of cases on meetings, and the preconditions that a confirmed booking needs.

Every step is added to the history of the case's booking, with its reason.
"""

from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import BookingEvent, Case, CaseChild, Interest, Meeting, Precondition, Recommendation
from panel_desk.operations.meetings.meetings import check_duration, on_agenda
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import new_ref
from panel_desk.queries.cases.bookings import slot_on, unsettled
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.records import find
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.preconditions import Evidence, preconditions_for
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import OFFICE, AccountRole, BookingStep, CaseStatus, MeetingStatus, Outcome

_NOT_OF_THIS_KIND = "A case of this kind does not have this precondition."


@permits(*OFFICE)
def book_case(
    work: Work,
    case: str,
    meeting: str,
    reason: str = "",
    *,
    is_provisional: bool = True,
    starts_at: time | None = None,
    duration_minutes: int | None = None,
    item: int | None = None,
) -> None:
    """Book a case on a meeting, or move it there from another; items are numbered in the order of their times.

    A provisional booking reserves the place. A confirmed one needs every precondition of the case's kind to be met or
    waived.

    Args:
        work: the unit of work.
        case: the case's ref.
        meeting: the meeting's ref.
        reason: why it is booked or moved.
        is_provisional: whether it is still to be confirmed.
        starts_at: when it starts; None for the end of the last item and the break after it.
        duration_minutes: how long it takes; None for the agency's usual length of its kind.
        item: the item's number, from 1, where the times of the others allow several; None for the last of these.

    Raises:
        RuleBrokenError: the meeting is over, cancelled or full, another item is at that time, the case was heard,
            deferred or withdrawn, the duration is not positive, or a confirmed booking lacks a precondition.
    """
    found = find(work.session, Case, case, "case")
    target = find(work.session, Meeting, meeting, "meeting")
    refuse_if_signed(work, found.meeting_ref)
    if target.meets_on < work.time_source.today() or target.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError("This meeting is over or cancelled. Choose one that is still to come.", "meeting")
    _refuse_unbookable(found)
    if found.meeting_ref == meeting:
        raise RuleBrokenError("This case is booked on this meeting already.", "meeting")
    check_duration(duration_minutes)
    slot = slot_on(work, found, target)
    if slot.is_full:
        raise RuleBrokenError(
            f"This meeting is full, with {count(slot.capacity, 'item')}. Choose another one, or raise its capacity.",
            "meeting",
        )
    if not is_provisional:
        _refuse_unmet_preconditions(work, case)
    starts_at, duration = starts_at or slot.starts_at, duration_minutes or slot.duration_minutes
    number = _free_place(work, target, starts_at, duration, item)
    moved = found.meeting_ref is not None
    if moved:
        _leave_agenda(work, found)
        work.session.flush()
    for each in on_agenda(work, meeting):
        if each.item_no is not None and each.item_no >= number:
            each.item_no += 1
    found.meeting_ref, found.item_no, found.starts_at, found.minutes = meeting, number, starts_at, duration
    found.status, found.is_provisional = CaseStatus.BOOKED, is_provisional
    step = BookingStep.MOVED if moved else BookingStep.PROVISIONAL if is_provisional else BookingStep.CONFIRMED
    add_booking_event(work, case, step, meeting, reason)


@permits(*OFFICE)
def confirm_booking(work: Work, case: str) -> None:
    """Confirm a provisional booking.

    Raises:
        RuleBrokenError: the case has no provisional booking, or a precondition is neither met nor waived.
    """
    found = find(work.session, Case, case, "case")
    if found.status is not CaseStatus.BOOKED or not found.is_provisional:
        raise RuleBrokenError("This case has no provisional booking to confirm.")
    _refuse_unmet_preconditions(work, case)
    found.is_provisional = False
    add_booking_event(work, case, BookingStep.CONFIRMED, found.meeting_ref, "")


@permits(*OFFICE)
def take_off_agenda(work: Work, case: str, reason: str) -> None:
    """Take a case off its meeting, onto the reserve list; the items after it move up.

    Raises:
        RuleBrokenError: no reason is given, the case is not on an agenda, the panel has considered or deferred it, or
            the minutes are signed.
    """
    found = find(work.session, Case, case, "case")
    meeting = found.meeting_ref
    if not reason.strip():
        raise RuleBrokenError("Say why the case leaves its meeting.", "reason")
    if meeting is None or found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is not booked on a meeting.")
    if found.status is CaseStatus.DEFERRED:
        raise RuleBrokenError("This case was deferred at its meeting, so it stays on the agenda of that meeting.")
    _leave_agenda(work, found)
    add_booking_event(work, case, BookingStep.TAKEN_OFF, meeting, reason)


@permits(*OFFICE)
def defer_case(work: Work, case: str, reason: str) -> str:
    """Defer a case that the panel could not consider, request its return, and return the ref of the returning case.

    The deferred case stays on the agenda of the meeting at which it was deferred.

    Raises:
        RuleBrokenError: no reason is given, the panel has made a recommendation, the case is withdrawn, or its return
            was requested before.
    """
    found = find(work.session, Case, case, "case")
    if not reason.strip():
        raise RuleBrokenError("Say why the case is deferred.", "reason")
    if found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case was withdrawn, so it cannot be deferred. Reopen it first.")
    if _outcomes(work, case) - {Outcome.DEFERRED}:
        raise RuleBrokenError("The panel has made a recommendation on this case, so it cannot be deferred.")
    if found.status is not CaseStatus.DEFERRED:
        refuse_if_signed(work, found.meeting_ref)
        found.status = CaseStatus.DEFERRED
        found.is_provisional = False
        add_booking_event(work, case, BookingStep.DEFERRED, found.meeting_ref, reason)
    requested = work.session.scalars(select(Case.ref).filter_by(returns_from_ref=case)).first()
    if requested is not None:
        raise RuleBrokenError(f"The return of this case was requested already: it is {requested}. Book that case.")
    returning = Case(
        ref=new_ref(work.session, Case, "CASE-"),
        kind=found.kind,
        household_ref=found.household_ref,
        social_worker=found.social_worker,
        minutes=found.minutes,
        status=CaseStatus.REQUESTED,
        returns_from_ref=case,
    )
    returning.children = [CaseChild(child_ref=child.child_ref, position=child.position) for child in found.children]
    work.session.add(returning)
    for each in work.session.scalars(select(Interest).filter_by(case_ref=case)):
        work.session.add(
            Interest(case_ref=returning.ref, member_ref=each.member_ref, nature=each.nature, withdraws=each.withdraws)
        )
    work.session.flush()
    add_booking_event(work, returning.ref, BookingStep.RETURNED, None, f"Deferred: {reason.strip()}")
    return returning.ref


@permits(*OFFICE)
def withdraw_case(work: Work, case: str, reason: str) -> None:
    """Withdraw a case, until it is reopened. Its place on an agenda becomes free; its history stays.

    Raises:
        RuleBrokenError: no reason is given, the case is withdrawn already, or a panel has heard it, so that it stays
            in that panel's minutes.
    """
    found = find(work.session, Case, case, "case")
    if not reason.strip():
        raise RuleBrokenError("Say why the case is withdrawn.", "reason")
    if found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is withdrawn already.")
    refuse_if_signed(work, found.meeting_ref)
    _refuse_heard(work, found)
    meeting = found.meeting_ref
    if meeting is not None and found.status is CaseStatus.BOOKED:
        _leave_agenda(work, found)
    found.status, found.is_provisional = CaseStatus.WITHDRAWN, False
    add_booking_event(work, case, BookingStep.WITHDRAWN, meeting, reason)


@permits(*OFFICE)
def reopen_case(work: Work, case: str) -> None:
    """Undo a case's withdrawal: it is requested again, or heard or deferred where its meeting was held.

    Raises:
        RuleBrokenError: the case was not withdrawn, or the minutes are signed.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    if found.status is not CaseStatus.WITHDRAWN:
        raise RuleBrokenError(f"This case is {found.status}, not withdrawn, so there is nothing to reopen.")
    meeting = find(work.session, Meeting, found.meeting_ref, "meeting") if found.meeting_ref else None
    if meeting is None or meeting.status is not MeetingStatus.HELD:
        _clear_place(found)
    else:
        was_deferred = Outcome.DEFERRED in _outcomes(work, case)
        found.status = CaseStatus.DEFERRED if was_deferred else CaseStatus.HEARD
    add_booking_event(work, case, BookingStep.REQUESTED, found.meeting_ref, "Reopened")


@permits(*OFFICE)
def record_precondition(work: Work, case: str, key: str, met_on: date, evidence: str) -> None:
    """Record that a precondition of a case is met, with its evidence: a document, a name, a date.

    Raises:
        RuleBrokenError: the registers show whether it is met, the day is still to come, or no evidence is named.
    """
    _check_recorded_by_hand(work, case, key)
    if met_on > work.time_source.today():
        raise RuleBrokenError("Give the day on which this was met: today or earlier.", "met_on")
    if not evidence.strip():
        raise RuleBrokenError("Name the evidence: the document, and who gave it.", "evidence")
    row = _precondition(work, case, key)
    row.met_on, row.evidence, row.waived_because = met_on, evidence.strip(), None


@permits(AccountRole.ADVISER)
def waive_precondition(work: Work, case: str, key: str, because: str) -> None:
    """Waive a precondition of a case, which goes ahead without it; only the agency adviser may, with a reason.

    Raises:
        RuleBrokenError: no reason is given, or the case's kind does not have this precondition.
    """
    found = find(work.session, Case, case, "case")
    if key not in {each.key for each in preconditions_for(found.kind)}:
        raise RuleBrokenError(_NOT_OF_THIS_KIND)
    if not because.strip():
        raise RuleBrokenError("Say why the case goes ahead without it.", "because")
    _precondition(work, case, key).waived_because = because.strip()


@permits(*OFFICE)
def take_back_precondition(work: Work, case: str, key: str) -> None:
    """Remove what was recorded of a precondition, met or waived; the audit trail keeps it."""
    work.session.delete(find(work.session, Precondition, (case, key), "recorded precondition"))


def _refuse_unbookable(found: Case) -> None:
    """Refuse to book a case that was deferred, withdrawn or heard."""
    if found.status is CaseStatus.DEFERRED:
        raise RuleBrokenError(
            "This case was deferred, and stays on the agenda of the meeting at which it was. Request its return, then "
            "book the case that returns.",
            "case",
        )
    if found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is withdrawn and cannot be booked. Reopen it first.", "case")
    if found.status is CaseStatus.HEARD:
        raise RuleBrokenError("A panel has heard this case, so it cannot be booked again.", "case")


def _free_place(work: Work, meeting: Meeting, starts_at: time | None, duration_minutes: int, item: int | None) -> int:
    """The item number for a case that is to start at a time: `item` if the times of the other items allow it.

    Raises:
        RuleBrokenError: another item is at that time.
    """
    others = on_agenda(work, meeting.ref)
    last = max((each.item_no or 0 for each in others), default=0) + 1
    if starts_at is None:
        return min(item or last, last)
    ends = ends_at(meeting.meets_on, starts_at, duration_minutes) or starts_at
    number, lowest, highest = 1, 1, last
    for each in others:
        other_ends = ends_at(meeting.meets_on, each.starts_at, each.minutes) or each.starts_at
        place = each.item_no or last - 1
        if each.starts_at is None or other_ends is None:
            number = place + 1
        elif other_ends <= starts_at:
            number = lowest = place + 1
        elif each.starts_at >= ends:
            highest = min(highest, place)
        else:
            raise RuleBrokenError(
                f"Item {each.item_no} is from {each.starts_at:%H:%M} to {other_ends:%H:%M}. Choose another time.",
                "starts_at",
            )
    return item if item and lowest <= item <= highest else number


def _leave_agenda(work: Work, found: Case) -> None:
    """Take a case off its agenda: it is requested again, and the items after it move up.

    Raises:
        RuleBrokenError: the panel has considered it, or the minutes are signed.
    """
    refuse_if_signed(work, found.meeting_ref)
    if _outcomes(work, found.ref):
        raise RuleBrokenError("The panel has considered this case, so it stays on the agenda of this meeting.")
    for each in on_agenda(work, found.meeting_ref):
        if found.item_no is not None and each.item_no is not None and each.item_no > found.item_no:
            each.item_no -= 1
    _clear_place(found)


def _clear_place(found: Case) -> None:
    found.meeting_ref = found.item_no = found.starts_at = found.began_at = found.ended_at = None
    found.status, found.is_provisional = CaseStatus.REQUESTED, False


def _outcomes(work: Work, case: str) -> set[Outcome]:
    return set(work.session.scalars(select(Recommendation.outcome).filter_by(case_ref=case)))


def _refuse_heard(work: Work, found: Case) -> None:
    """Refuse to withdraw a case that a panel has heard, unless its only outcome was a deferral."""
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    outcomes = _outcomes(work, found.ref)
    is_heard = found.began_at is not None or (meeting is not None and meeting.status is MeetingStatus.HELD)
    if (is_heard and outcomes - {Outcome.DEFERRED}) or (found.began_at is not None and not outcomes):
        raise RuleBrokenError(
            "A panel has heard this case, and its discussion and recommendation stay in the minutes, so the case "
            "cannot be withdrawn. If the panel made no recommendation, record a deferral with the reason."
        )


def _refuse_unmet_preconditions(work: Work, case: str) -> None:
    unmet = unsettled(preconditions(work, case))
    if unmet:
        raise RuleBrokenError(
            f"The booking can only be provisional while these preconditions are not met: {'; '.join(unmet)}. "
            "The agency adviser can let the case go ahead without one, with a reason."
        )


def _check_recorded_by_hand(work: Work, case: str, key: str) -> None:
    """Refuse to record a precondition that the registers or the papers show, or that the case does not have."""
    found = find(work.session, Case, case, "case")
    named = {each.key: each for each in preconditions_for(found.kind)}
    if key not in named:
        raise RuleBrokenError(_NOT_OF_THIS_KIND)
    if named[key].evidence is not Evidence.BY_HAND:
        raise RuleBrokenError(
            "The registers or the filed papers show whether this is met, so it is not recorded by hand."
        )


def _precondition(work: Work, case: str, key: str) -> Precondition:
    """The record of a case's precondition, added where there is none."""
    row = work.session.get(Precondition, (case, key))
    if row is None:
        row = Precondition(case_ref=case, key=key, evidence="")
        work.session.add(row)
    row.recorded_by, row.recorded_at = work.by.account, work.time_source.now()
    return row


def add_booking_event(work: Work, case: str, step: BookingStep, meeting: str | None, reason: str) -> None:
    """Add a step to the history of a case's booking."""
    work.session.add(
        BookingEvent(
            case_ref=case,
            step=step,
            meeting_ref=meeting,
            reason=reason.strip(),
            at=work.time_source.now(),
            by=work.by.account,
        )
    )
