"""Bookings of cases on meetings, and the preconditions of a confirmed booking."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.cases.bookings import (
    book_case,
    confirm_booking,
    defer_case,
    record_precondition,
    reopen_case,
    take_back_precondition,
    take_off_agenda,
    waive_precondition,
    withdraw_case,
)
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.meetings import move_item
from panel_desk.operations.meetings.panel_day import begin_item, correct_times
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.cases.bookings import booking_history
from panel_desk.queries.cases.cases import case, interests_of, items
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.preconditions import preconditions_for
from panel_desk.rules.vocabulary import (
    AccountRole,
    BookingStep,
    CaseKind,
    CaseStatus,
    HowGiven,
    MeetingStatus,
    Outcome,
    PaperKind,
)
from tests.builders import a_case, a_desk, a_meeting, a_member, a_recommendation, an_interest, signed_minutes
from tests.panels import APPROVAL, MATCH, a_held_panel

FIRST, SECOND = "P2027-03-10", "P2027-03-24"
TODAY = date(2027, 3, 4)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk, FIRST)
    a_meeting(desk, SECOND, meets_on=date(2027, 3, 24))
    a_case(desk, "CASE-001", kind=CaseKind.OTHER)
    return desk


def _refused(desk: Desk, operation: Callable[..., object], *args: object, **fields: object) -> str:
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(operation, *args, **fields)
    return refused.value.sentence


def test_a_booking_takes_the_next_place_at_the_next_time(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.APPROVAL)
    desk.do(book_case, "CASE-001", FIRST)
    desk.do(book_case, "CASE-002", FIRST)
    one, two = desk.ask(case, "CASE-001").row, desk.ask(case, "CASE-002").row
    assert (one.item, one.starts_at, one.duration_minutes) == (1, time(9, 45), 30)
    assert (two.item, two.starts_at, two.duration_minutes) == (2, time(10, 25), 45)
    assert [row.step for row in desk.ask(booking_history, "CASE-001")] == [BookingStep.PROVISIONAL]


def test_booking_again_moves_the_case_with_its_reason(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    desk.do(book_case, "CASE-001", SECOND, "The report is late")
    assert desk.ask(case, "CASE-001").row.meeting == SECOND
    newest = desk.ask(booking_history, "CASE-001")[0]
    assert (newest.step, newest.meeting, newest.reason) == (BookingStep.MOVED, SECOND, "The report is late")
    assert newest.by == "Agency-Adviser"
    assert "on this meeting already" in _refused(desk, book_case, "CASE-001", SECOND)


def test_a_booking_on_a_full_or_past_meeting_is_refused(desk: Desk) -> None:
    a_meeting(desk, "P-full", meets_on=date(2027, 3, 17), capacity=1)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    desk.do(book_case, "CASE-002", "P-full")
    assert "is full, with 1 item." in _refused(desk, book_case, "CASE-001", "P-full")
    a_meeting(desk, "P-past", meets_on=date(2027, 2, 10))
    assert "over or cancelled" in _refused(desk, book_case, "CASE-001", "P-past")


def test_a_confirmed_booking_needs_every_precondition_met_or_waived(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.BRIEF_REPORT)
    refused = _refused(desk, book_case, "CASE-002", FIRST, is_provisional=False)
    assert "Prospective adopter's report; Authors' declarations" in refused
    desk.do(book_case, "CASE-002", FIRST)
    assert "provisional while these preconditions are not met" in _refused(desk, confirm_booking, "CASE-002")
    desk.do(file_paper, "CASE-002", "PAR.pdf", PaperKind.PAR, b"%PDF", 1)
    desk.do(record_precondition, "CASE-002", "declarations", TODAY, "Form signed by the author")
    desk.do(waive_precondition, "CASE-002", "comments", "The applicants asked to be heard sooner")
    assert "not met: Applicants invited to the panel." in _refused(desk, confirm_booking, "CASE-002")
    desk.do(record_precondition, "CASE-002", "invited", TODAY, "Letter with day and time")
    desk.do(confirm_booking, "CASE-002")
    assert [row.step for row in desk.ask(booking_history, "CASE-002")] == [
        BookingStep.CONFIRMED,
        BookingStep.PROVISIONAL,
    ]
    assert "no provisional booking" in _refused(desk, confirm_booking, "CASE-002")
    desk.do(take_off_agenda, "CASE-002", "Room needed")
    desk.do(book_case, "CASE-002", SECOND, is_provisional=False)
    assert desk.ask(booking_history, "CASE-002")[0].step is BookingStep.CONFIRMED


def test_only_the_adviser_waives_a_precondition(desk: Desk, tmp_path: Path) -> None:
    office = a_desk(tmp_path / "other", AccountRole.ADMINISTRATOR)
    a_case(office, "CASE-001")
    with pytest.raises(NotAllowedError):
        office.do(waive_precondition, "CASE-001", "comments", "Because")
    a_case(desk, "CASE-009")
    assert "Say why" in _refused(desk, waive_precondition, "CASE-009", "comments", " ")
    assert "does not have this precondition" in _refused(desk, waive_precondition, "CASE-009", "plan", "Because")


def test_evidence_is_recorded_by_hand_only_where_nothing_else_shows_it(desk: Desk) -> None:
    a_case(desk, "CASE-009")
    assert "registers or the filed papers" in _refused(desk, record_precondition, "CASE-009", "par", TODAY, "Seen")
    assert "does not have this precondition" in _refused(desk, record_precondition, "CASE-009", "plan", TODAY, "Seen")
    assert "today or earlier" in _refused(desk, record_precondition, "CASE-009", "comments", date(2030, 1, 1), "Seen")
    assert "Name the evidence" in _refused(desk, record_precondition, "CASE-009", "comments", TODAY, " ")
    desk.do(record_precondition, "CASE-009", "comments", TODAY, "Letter of 1 March 2027")
    [comments] = [row for row in desk.ask(preconditions, "CASE-009") if row.rule.key == "comments"]
    assert (comments.evidence, comments.met_on) == ("Letter of 1 March 2027", TODAY)
    assert comments.recorded_by == "Agency-Adviser"
    desk.do(record_precondition, "CASE-009", "comments", TODAY, "Letter of 2 March 2027")
    assert "Letter of 2 March 2027" in {row.evidence for row in desk.ask(preconditions, "CASE-009")}
    desk.do(take_back_precondition, "CASE-009", "comments")
    assert not any(row.is_met for row in desk.ask(preconditions, "CASE-009") if row.rule.key == "comments")


def test_a_case_leaves_its_agenda_with_a_reason(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    assert "Say why" in _refused(desk, take_off_agenda, "CASE-001", "")
    desk.do(take_off_agenda, "CASE-001", "Applicants unwell")
    row = desk.ask(case, "CASE-001").row
    assert (row.status, row.meeting) == (CaseStatus.REQUESTED, None)
    newest = desk.ask(booking_history, "CASE-001")[0]
    assert (newest.step, newest.meeting, newest.reason) == (BookingStep.TAKEN_OFF, FIRST, "Applicants unwell")
    assert "not booked on a meeting" in _refused(desk, take_off_agenda, "CASE-001", "Applicants unwell")
    assert "not on an agenda yet" in _refused(desk, move_item, "CASE-001", 1)


def test_a_case_is_booked_at_a_time_between_other_items_but_not_at_the_time_of_one(desk: Desk) -> None:
    for ref in ("CASE-002", "CASE-003"):
        a_case(desk, ref, kind=CaseKind.OTHER)
    desk.do(book_case, "CASE-001", FIRST, starts_at=time(11, 0))
    refused = _refused(desk, book_case, "CASE-002", FIRST, starts_at=time(10, 45))
    assert refused == "Item 1 is from 11:00 to 11:30. Choose another time."
    desk.do(book_case, "CASE-002", FIRST, starts_at=time(10, 30))
    assert [desk.ask(case, ref).row.item for ref in ("CASE-002", "CASE-001")] == [1, 2]
    a_meeting(desk, "P-open", meets_on=date(2027, 3, 31), starts_at=None)
    desk.do(book_case, "CASE-003", "P-open")
    assert (desk.ask(case, "CASE-003").row.item, desk.ask(case, "CASE-003").row.starts_at) == (1, None)


def test_a_deferred_case_returns_once_as_a_case_that_names_it(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    an_interest(desk, "CASE-001", a_member(desk), nature="Lives next door")
    assert "Say why" in _refused(desk, defer_case, "CASE-001", " ")
    back = desk.do(defer_case, "CASE-001", "The medical report was late")
    assert desk.ask(case, "CASE-001").row.status is CaseStatus.DEFERRED
    returned = desk.ask(case, back)
    assert (returned.row.status, returned.row.household) == (
        CaseStatus.REQUESTED,
        desk.ask(case, "CASE-001").row.household,
    )
    assert [(each.member, each.nature) for each in desk.ask(interests_of, (back,))] == [("M001", "Lives next door")]
    assert desk.ask(booking_history, back)[0].reason == "Deferred: The medical report was late"
    assert f"requested already: it is {back}" in _refused(desk, defer_case, "CASE-001", "Again")


def test_a_withdrawn_case_leaves_its_meeting_and_cannot_be_deferred(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    assert "Say why" in _refused(desk, withdraw_case, "CASE-001", "")
    desk.do(withdraw_case, "CASE-001", "The applicants withdrew")
    row = desk.ask(case, "CASE-001").row
    assert (row.status, row.meeting) == (CaseStatus.WITHDRAWN, None)
    assert "withdrawn" in _refused(desk, defer_case, "CASE-001", "Late")
    assert "withdrawn already" in _refused(desk, withdraw_case, "CASE-001", "Again")
    assert "is withdrawn and cannot be booked" in _refused(desk, book_case, "CASE-001", SECOND)
    newest = desk.ask(booking_history, "CASE-001")[0]
    assert (newest.step, newest.meeting, newest.reason) == (BookingStep.WITHDRAWN, FIRST, "The applicants withdrew")
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    desk.do(withdraw_case, "CASE-002", "Never booked")
    assert desk.ask(case, "CASE-002").row.status is CaseStatus.WITHDRAWN


def test_a_cancelled_meeting_gives_every_case_another_meeting_or_changes_nothing(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    for each in ("CASE-001", "CASE-002"):
        desk.do(book_case, each, FIRST)
    assert "CASE-002" in _refused(desk, cancel_meeting, FIRST, "No chair", {"CASE-001": SECOND})
    desk.do(cancel_meeting, FIRST, "No chair", {"CASE-001": SECOND, "CASE-002": None})
    assert desk.ask(case, "CASE-001").row.meeting == SECOND
    assert desk.ask(case, "CASE-002").row.status is CaseStatus.REQUESTED
    assert {row.ref: row.status for row in desk.ask(meetings)}[FIRST] is MeetingStatus.CANCELLED
    assert desk.ask(booking_history, "CASE-001")[0].reason == "The meeting of 10 March 2027 was cancelled: No chair"


def test_a_meeting_is_cancelled_once_with_a_reason_and_not_after_it_was_held(desk: Desk) -> None:
    assert "Say why" in _refused(desk, cancel_meeting, FIRST, " ")
    desk.do(cancel_meeting, FIRST, " No chair is free. ")
    row = {row.ref: row for row in desk.ask(meetings)}[FIRST]
    assert (row.status, row.cancelled_because) == (MeetingStatus.CANCELLED, "No chair is free.")
    assert "is cancelled and cannot" in _refused(desk, cancel_meeting, FIRST, "Snow")
    assert "over or cancelled" in _refused(desk, book_case, "CASE-001", FIRST)
    a_meeting(desk, "P-held", status=MeetingStatus.HELD)
    assert "is held and cannot" in _refused(desk, cancel_meeting, "P-held", "Snow")


def test_items_without_times_keep_the_numbers_that_they_are_given(desk: Desk) -> None:
    a_meeting(desk, "P-open", starts_at=None)
    for number in (2, 3, 4):
        a_case(desk, f"CASE-00{number}", kind=CaseKind.OTHER)
        desk.do(book_case, f"CASE-00{number}", "P-open")
    desk.do(book_case, "CASE-001", "P-open", item=2)
    assert _agenda(desk, "P-open") == ["CASE-002", "CASE-001", "CASE-003", "CASE-004"]
    desk.do(take_off_agenda, "CASE-002", "Put at the end")
    desk.do(book_case, "CASE-002", "P-open", item=9)
    assert _agenda(desk, "P-open") == ["CASE-001", "CASE-003", "CASE-004", "CASE-002"]


def test_a_case_without_an_item_number_takes_no_number(desk: Desk) -> None:
    a_case(desk, "CASE-002", meeting_ref=FIRST)
    desk.do(book_case, "CASE-001", FIRST)
    assert desk.ask(case, "CASE-001").row.item == 1
    desk.do(take_off_agenda, "CASE-002", "The report is late")
    assert desk.ask(case, "CASE-001").row.item == 1


def test_a_booking_needs_a_duration_and_a_case_that_was_not_heard(desk: Desk) -> None:
    assert "at least one minute" in _refused(desk, book_case, "CASE-001", FIRST, duration_minutes=0)
    a_case(desk, "CASE-002", status=CaseStatus.HEARD)
    assert "has heard this case, so it cannot be booked again" in _refused(desk, book_case, "CASE-002", FIRST)


def test_a_case_that_the_panel_considered_stays_on_the_agenda(desk: Desk) -> None:
    a_meeting(desk, "P-today", meets_on=TODAY)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER, meeting_ref="P-today", item_no=1)
    a_recommendation(desk, "CASE-002")
    assert "considered this case" in _refused(desk, take_off_agenda, "CASE-002", "A mistake")
    assert "made a recommendation on this case" in _refused(desk, defer_case, "CASE-002", "A mistake")
    desk.do(record_recommendation, "CASE-002", Outcome.DEFERRED, "The report was late.", version=1, how=HowGiven.EMAIL)
    assert "stays on the agenda" in _refused(desk, take_off_agenda, "CASE-002", "A mistake")
    assert "Request its return" in _refused(desk, book_case, "CASE-002", FIRST)


def test_a_deferral_by_the_panel_is_in_the_booking_history_and_the_case_returns(desk: Desk) -> None:
    a_meeting(desk, "P-today", meets_on=TODAY)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER, meeting_ref="P-today", item_no=1, is_provisional=True)
    version = desk.do(record_recommendation, "CASE-002", Outcome.DEFERRED, "The report was late.", how=HowGiven.EMAIL)
    desk.do(
        record_recommendation,
        "CASE-002",
        Outcome.DEFERRED,
        "The report came late.",
        version=version,
        how=HowGiven.EMAIL,
    )
    assert not desk.ask(case, "CASE-002").row.is_provisional
    [step] = desk.ask(booking_history, "CASE-002")
    assert (step.step, step.meeting, step.reason) == (BookingStep.DEFERRED, "P-today", "The report was late.")
    back = desk.do(defer_case, "CASE-002", step.reason)
    assert desk.ask(case, "CASE-002").returned_as == back
    desk.do(book_case, back, FIRST)
    assert len(desk.ask(booking_history, "CASE-002")) == 1


@pytest.mark.parametrize("meeting", [None, MeetingStatus.PLANNED, MeetingStatus.HELD])
def test_a_withdrawn_case_is_reopened(desk: Desk, meeting: MeetingStatus | None) -> None:
    if meeting:
        a_meeting(desk, "P", status=meeting)
    status = CaseStatus.HEARD if meeting is MeetingStatus.HELD else CaseStatus.REQUESTED
    a_case(desk, "CASE-002", status=CaseStatus.WITHDRAWN, meeting_ref="P" if meeting else None, item_no=1)
    desk.do(reopen_case, "CASE-002")
    row = desk.ask(case, "CASE-002").row
    assert (row.status, row.meeting) == (status, "P" if meeting is MeetingStatus.HELD else None)
    assert [(each.step, each.reason) for each in desk.ask(booking_history, "CASE-002")] == [
        (BookingStep.REQUESTED, "Reopened")
    ]
    assert f"is {status}, not withdrawn" in _refused(desk, reopen_case, "CASE-002")


def test_signed_minutes_freeze_a_case(desk: Desk) -> None:
    a_case(desk, "CASE-002", meeting_ref=FIRST, item_no=1)
    signed_minutes(desk, FIRST)
    assert "signed" in _refused(desk, withdraw_case, "CASE-002", "They moved away.")
    assert "signed" in _refused(desk, reopen_case, "CASE-002")


def test_a_case_that_a_panel_has_heard_stays_in_its_minutes(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    assert "discussion and recommendation stay in the minutes" in _refused(desk, withdraw_case, APPROVAL, "Moved")


def test_a_case_that_a_panel_began_is_withdrawn_only_after_a_deferral_or_without_its_times(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk, recommended=False)
    desk.do(begin_item, APPROVAL, time(9, 50))
    assert "record a deferral" in _refused(desk, withdraw_case, APPROVAL, "Moved")
    desk.do(correct_times, APPROVAL, None, None)
    desk.do(withdraw_case, APPROVAL, "Moved")
    desk.do(begin_item, MATCH, time(9, 50))
    desk.do(
        record_recommendation,
        MATCH,
        Outcome.DEFERRED,
        "The household withdrew while the panel sat.",
        "C001",
        how=HowGiven.EMAIL,
    )
    desk.do(withdraw_case, MATCH, "Moved")
    desk.do(reopen_case, MATCH)
    assert desk.ask(case, MATCH).row.status is CaseStatus.DEFERRED


def test_a_case_with_a_recommendation_is_not_withdrawn_before_the_meeting_is_held_either(desk: Desk) -> None:
    a_case(desk, "CASE-002", meeting_ref=FIRST, item_no=1, began_at=time(9, 50))
    a_recommendation(desk, "CASE-002")
    assert "stay in the minutes" in _refused(desk, withdraw_case, "CASE-002", "Moved")


def _agenda(desk: Desk, meeting: str) -> list[str]:
    return [row.ref for row in desk.ask(items, meeting)]


def test_a_brief_report_has_four_preconditions() -> None:
    assert {each.key for each in preconditions_for(CaseKind.BRIEF_REPORT)} == {
        "par",
        "declarations",
        "comments",
        "invited",
    }
