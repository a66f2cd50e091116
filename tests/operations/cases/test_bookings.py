from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.cases.bookings import (
    book_case,
    cancel_and_move,
    confirm_booking,
    defer_case,
    put_on_reserve_list,
    record_precondition,
    take_back_precondition,
    waive_precondition,
    withdraw_booking,
)
from panel_desk.operations.meetings.meetings import move_item
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.cases.bookings import booking_history
from panel_desk.queries.cases.cases import case, interests
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.preconditions import wanted
from panel_desk.rules.vocabulary import (
    AccountRole,
    BookingStep,
    CaseKind,
    CaseStatus,
    MeetingStatus,
    PaperKind,
)
from tests.builders import a_case, a_desk, a_meeting, a_member, an_interest

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
    assert (one.item, one.starts_at, one.minutes) == (1, time(9, 45), 30)
    assert (two.item, two.starts_at, two.minutes) == (2, time(10, 25), 45)
    assert [row.step for row in desk.ask(booking_history, "CASE-001")] == [BookingStep.PROVISIONAL]


def test_booking_again_moves_the_case_with_its_reason(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    desk.do(book_case, "CASE-001", SECOND, "The report is late")
    assert desk.ask(case, "CASE-001").row.meeting == SECOND
    newest = desk.ask(booking_history, "CASE-001")[0]
    assert (newest.step, newest.meeting, newest.reason) == (BookingStep.MOVED, SECOND, "The report is late")
    assert "on this meeting already" in _refused(desk, book_case, "CASE-001", SECOND)


def test_a_full_past_or_cancelled_meeting_is_refused(desk: Desk) -> None:
    a_meeting(desk, "P-full", meets_on=date(2027, 3, 17), capacity=1)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    desk.do(book_case, "CASE-002", "P-full")
    assert "has its 1 items" in _refused(desk, book_case, "CASE-001", "P-full")
    a_meeting(desk, "P-past", meets_on=date(2027, 2, 10))
    assert "over or cancelled" in _refused(desk, book_case, "CASE-001", "P-past")


def test_a_confirmed_booking_needs_everything_in_place(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.BRIEF_REPORT)
    said = _refused(desk, book_case, "CASE-002", FIRST, is_provisional=False)
    assert "Prospective adopter's report; Authors' declarations" in said
    desk.do(book_case, "CASE-002", FIRST)
    assert "provisional while these are wanted" in _refused(desk, confirm_booking, "CASE-002")
    desk.do(file_paper, "CASE-002", "PAR.pdf", PaperKind.PAR, b"%PDF", 1)
    desk.do(record_precondition, "CASE-002", "declarations", TODAY, "Form signed by the author")
    desk.do(waive_precondition, "CASE-002", "comments", "The applicants asked to be heard sooner")
    desk.do(confirm_booking, "CASE-002")
    assert [row.step for row in desk.ask(booking_history, "CASE-002")] == [
        BookingStep.CONFIRMED,
        BookingStep.PROVISIONAL,
    ]
    assert "no provisional booking" in _refused(desk, confirm_booking, "CASE-002")
    desk.do(put_on_reserve_list, "CASE-002", "Room needed")
    desk.do(book_case, "CASE-002", SECOND, is_provisional=False)
    assert desk.ask(booking_history, "CASE-002")[0].step is BookingStep.CONFIRMED


def test_only_the_adviser_lets_a_case_go_ahead_without(desk: Desk, tmp_path: Path) -> None:
    office = a_desk(tmp_path / "other", AccountRole.ADMINISTRATOR)
    a_case(office, "CASE-001")
    with pytest.raises(NotAllowedError):
        office.do(waive_precondition, "CASE-001", "comments", "Because")
    a_case(desk, "CASE-009")
    assert "Say why" in _refused(desk, waive_precondition, "CASE-009", "comments", " ")
    assert "does not ask for that" in _refused(desk, waive_precondition, "CASE-009", "plan", "Because")


def test_evidence_is_recorded_by_hand_only_where_nothing_else_shows_it(desk: Desk) -> None:
    a_case(desk, "CASE-009")
    assert "registers or the filed papers" in _refused(desk, record_precondition, "CASE-009", "par", TODAY, "Seen")
    assert "does not ask" in _refused(desk, record_precondition, "CASE-009", "plan", TODAY, "Seen")
    assert "today or before" in _refused(desk, record_precondition, "CASE-009", "comments", date(2030, 1, 1), "Seen")
    assert "Name the evidence" in _refused(desk, record_precondition, "CASE-009", "comments", TODAY, " ")
    desk.do(record_precondition, "CASE-009", "comments", TODAY, "Letter of 1 March 2027")
    [comments] = [row for row in desk.ask(preconditions, "CASE-009") if row.wanted.key == "comments"]
    assert (comments.evidence, comments.met_on) == ("Letter of 1 March 2027", TODAY)
    desk.do(record_precondition, "CASE-009", "comments", TODAY, "Letter of 2 March 2027")
    assert "Letter of 2 March 2027" in {row.evidence for row in desk.ask(preconditions, "CASE-009")}
    desk.do(take_back_precondition, "CASE-009", "comments")
    assert not any(row.is_met for row in desk.ask(preconditions, "CASE-009") if row.wanted.key == "comments")


def test_the_reserve_list_needs_a_reason(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    assert "Say why" in _refused(desk, put_on_reserve_list, "CASE-001", "")
    desk.do(put_on_reserve_list, "CASE-001", "Applicants unwell")
    row = desk.ask(case, "CASE-001").row
    assert (row.status, row.meeting) == (CaseStatus.REQUESTED, None)
    assert "booked on no meeting" in _refused(desk, put_on_reserve_list, "CASE-001", "Applicants unwell")
    assert "on no agenda yet" in _refused(desk, move_item, "CASE-001", 1)


def test_a_time_of_its_own_puts_a_case_among_the_others_and_never_over_one(desk: Desk) -> None:
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


def test_a_deferred_case_comes_back_once_as_a_case_that_names_it(desk: Desk) -> None:
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
    assert [(each.member, each.nature) for each in desk.ask(interests, back)] == [("M001", "Lives next door")]
    assert desk.ask(booking_history, back)[0].reason == "Returns from CASE-001. The medical report was late"
    assert "come back already" in _refused(desk, defer_case, "CASE-001", "Again")


def test_a_withdrawn_case_leaves_its_meeting_and_cannot_be_deferred(desk: Desk) -> None:
    desk.do(book_case, "CASE-001", FIRST)
    assert "Say why" in _refused(desk, withdraw_booking, "CASE-001", "")
    desk.do(withdraw_booking, "CASE-001", "The applicants withdrew")
    row = desk.ask(case, "CASE-001").row
    assert (row.status, row.meeting) == (CaseStatus.WITHDRAWN, None)
    assert "withdrawn" in _refused(desk, defer_case, "CASE-001", "Late")
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    desk.do(withdraw_booking, "CASE-002", "Never booked")
    assert desk.ask(case, "CASE-002").row.status is CaseStatus.WITHDRAWN


def test_a_cancelled_panel_gives_every_item_a_new_place_or_changes_nothing(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    for each in ("CASE-001", "CASE-002"):
        desk.do(book_case, each, FIRST)
    assert "CASE-002" in _refused(desk, cancel_and_move, FIRST, "No chair", {"CASE-001": SECOND})
    desk.do(cancel_and_move, FIRST, "No chair", {"CASE-001": SECOND, "CASE-002": None})
    assert desk.ask(case, "CASE-001").row.meeting == SECOND
    assert desk.ask(case, "CASE-002").row.status is CaseStatus.REQUESTED
    assert {row.ref: row.status for row in desk.ask(meetings)}[FIRST] is MeetingStatus.CANCELLED
    assert desk.ask(booking_history, "CASE-001")[0].reason == f"The meeting {FIRST} was cancelled: No chair"


def test_every_recorded_key_is_one_that_the_kind_asks_for() -> None:
    assert {each.key for each in wanted(CaseKind.BRIEF_REPORT)} == {"par", "declarations", "comments"}
