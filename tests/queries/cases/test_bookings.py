"""What booking a case would mean: offers, warnings, free places, the reserve list and preconditions."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.agency import set_figure
from panel_desk.operations.cases.bookings import book_case
from panel_desk.queries.cases.bookings import (
    Offer,
    bookable_cases,
    first_available,
    free_places,
    new_places,
    own_clocks,
    reserve_list,
)
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.vocabulary import AdoptersAgency, CaseKind, CaseStatus, DecisionOutcome, MeetingStatus, Response
from tests.builders import (
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_attendance,
    an_interest,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_meeting(desk, "P-soon", meets_on=date(2027, 3, 8))
    a_meeting(desk, "P-next", meets_on=date(2027, 3, 15))
    a_meeting(desk, "P-late", meets_on=date(2027, 4, 21))
    a_meeting(desk, "P-past", meets_on=date(2027, 3, 1))
    a_meeting(desk, "P-off", meets_on=date(2027, 3, 16), status=MeetingStatus.CANCELLED)
    a_child(desk, "C001", should_be_placed_decided_on=date(2026, 9, 20), placed_on=None)
    a_case(desk, "CASE-001", kind=CaseKind.MATCH, children=("C001",))
    return desk


def offer(desk: Desk, meeting: str) -> Offer:
    """What booking CASE-001 for a meeting would mean."""
    return next(each.offer for each in desk.ask(bookable_cases, meeting) if each.ref == "CASE-001")


def test_cases_to_book_have_their_warnings(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    a_case(desk, "CASE-003", kind=CaseKind.OTHER, status=CaseStatus.WITHDRAWN)
    a_member(desk, given_name="Jo", family_name="Ashby")
    an_attendance(desk, "P-late", "M001")
    an_interest(desk, "CASE-002", "M001", nature="Lives next door")
    first, second = desk.ask(bookable_cases, "P-late")
    assert (first.ref, first.offer.meeting, second.ref) == ("CASE-001", "P-late", "CASE-002")
    assert first.offer.warnings[0].startswith("The meeting is after 20 March 2027.")
    assert second.offer.own_clock is None
    assert second.offer.warnings == ("Jo Ashby is on its line-up and withdraws from this case (Lives next door).",)


def test_offers_are_upcoming_meetings_with_warnings(desk: Desk) -> None:
    soon, following, late = desk.ask(first_available, "CASE-001")
    assert [offer.meeting for offer in (soon, following, late)] == ["P-soon", "P-next", "P-late"]
    assert [offer.days_later for offer in (soon, following, late)] == [0, 7, 44]
    assert soon.warnings == ("Members should have had the papers by 1 March 2027.",)
    assert following.warnings == ()
    assert (following.slot.starts_at, following.slot.duration_minutes, following.ref) == (time(9, 45), 60, "P-next")
    assert late.warnings[0].startswith("The meeting is after 20 March 2027. A child should be matched within 6 months")


def test_neither_a_full_meeting_nor_the_case_s_own_is_offered(desk: Desk) -> None:
    desk.do(set_figure, "items_per_meeting", 1)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    desk.do(book_case, "CASE-002", "P-next")
    assert offer(desk, "P-next").warnings == ("The meeting is full: it has 1 item.",)
    desk.do(book_case, "CASE-001", "P-soon")
    assert [offer.meeting for offer in desk.ask(first_available, "CASE-001")] == ["P-late"]
    assert len(desk.ask(first_available, "CASE-001", 1)) == 1


def test_free_places_go_by_the_meeting_s_capacity_or_the_agency_s(desk: Desk) -> None:
    assert desk.ask(free_places, "P-next") == 6
    a_meeting(desk, "P-small", meets_on=date(2027, 3, 18), capacity=1)
    desk.do(book_case, "CASE-001", "P-small")
    assert desk.ask(free_places, "P-small") == 0
    with pytest.raises(RuleBrokenError):
        desk.ask(free_places, "P-9")


def test_an_overrunning_panel_day_gives_a_warning(desk: Desk) -> None:
    desk.do(set_figure, "meeting_minutes", 60)
    assert offer(desk, "P-next").warnings == ("The panel day would run over by 15 minutes.",)


def test_interests_of_the_line_up_give_warnings(desk: Desk) -> None:
    for number, (given, family) in enumerate((("Kit", "Marsh-Rowe"), ("Jo", "Ashby"), ("Bo", "Adeyemi")), 1):
        a_member(desk, f"M00{number}", given_name=given, family_name=family)
        an_attendance(desk, "P-next", f"M00{number}", response=None if number == 1 else Response.ACCEPTED)
    an_interest(desk, "CASE-001", "M001", nature="Lives next door")
    an_interest(desk, "CASE-001", "M002", nature="Taught the child", withdraws=False)
    assert offer(desk, "P-next").warnings == (
        "Jo Ashby is on its line-up and has an interest in this case (Taught the child).",
        "Kit Marsh-Rowe is on its line-up and withdraws from this case (Lives next door).",
    )
    a_meeting(desk, "P-other", meets_on=date(2027, 3, 17))
    an_attendance(desk, "P-other", "M001", response=Response.DECLINED)
    assert offer(desk, "P-other").warnings == ()


def test_a_meeting_without_a_start_gives_no_time(desk: Desk) -> None:
    a_meeting(desk, "P-open", meets_on=date(2027, 3, 17), starts_at=None)
    slot = offer(desk, "P-open").slot
    assert (slot.starts_at, slot.overrun_minutes) == (None, 0)


def test_items_that_would_start_after_midnight_have_no_time(desk: Desk) -> None:
    a_meeting(desk, "P-night", meets_on=date(2027, 3, 17), starts_at=time(23, 55))
    assert offer(desk, "P-night").slot.starts_at is None


def test_cases_of_a_cancelled_meeting_move_to_the_soonest_free_places(desk: Desk) -> None:
    desk.do(set_figure, "items_per_meeting", 1)
    for ref in ("CASE-002", "CASE-003", "CASE-004"):
        a_case(desk, ref, kind=CaseKind.OTHER, meeting_ref="P-soon", item_no=int(ref[-1]))
    places = desk.ask(new_places, "P-soon")
    assert [(place.case, place.suggested) for place in places] == [
        ("CASE-002", "P-next"),
        ("CASE-003", "P-late"),
        ("CASE-004", None),
    ]
    assert [offer.meeting for offer in places[2].offers] == ["P-next", "P-late"]


def test_unknown_refs_are_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError):
        desk.ask(bookable_cases, "P-9")
    with pytest.raises(RuleBrokenError):
        desk.ask(first_available, "CASE-9")
    with pytest.raises(RuleBrokenError):
        desk.ask(preconditions, "CASE-9")


def test_a_case_s_own_clock_is_its_soonest(desk: Desk) -> None:
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    clocks = desk.ask(own_clocks, ("CASE-001", "CASE-002"))
    clock = clocks["CASE-001"]
    assert clock is not None
    assert (clock.kind, clock.due_on) == (ClockKind.MATCH_AFTER_PLAN, date(2027, 3, 20))
    assert clocks["CASE-002"] is None


def test_a_review_has_to_be_heard_before_the_review_of_the_approval_is_due(desk: Desk) -> None:
    a_household(desk, "H040", approved_on=date(2026, 3, 18))
    a_household(desk, "H041", approved_on=date(2026, 3, 1))
    a_case(desk, "CASE-006", kind=CaseKind.REVIEW_OF_APPROVAL, household_ref="H040")
    a_case(desk, "CASE-007", kind=CaseKind.MATCH, household_ref="H040")
    clocks = desk.ask(own_clocks, ("CASE-006", "CASE-007"))
    clock = clocks["CASE-006"]
    assert clock is not None
    assert (clock.kind, clock.due_on) == (ClockKind.REVIEW_OF_APPROVAL, date(2027, 3, 18))
    assert clocks["CASE-007"] is None
    assert [row.ref for row in desk.ask(reserve_list)] == ["CASE-006", "CASE-001", "CASE-007"]


def test_the_reserve_list_goes_by_the_cases_own_clocks(desk: Desk) -> None:
    a_case(desk, "CASE-000", kind=CaseKind.OTHER)
    a_household(desk, "H050", stage_two_started_on=date(2026, 12, 1))
    a_case(desk, "CASE-003", kind=CaseKind.APPROVAL, household_ref="H050")
    a_case(desk, "CASE-004", kind=CaseKind.OTHER, status=CaseStatus.HEARD)
    a_household(desk, "H051", report_sent_on=date(2027, 3, 1))
    a_case(desk, "CASE-005", kind=CaseKind.APPROVAL, household_ref="H051")
    assert [row.ref for row in desk.ask(reserve_list)] == ["CASE-001", "CASE-003", "CASE-000", "CASE-005"], (
        "the adopters' time to comment is no clock that a hearing has to beat"
    )


def _evidence(desk: Desk, case: str) -> dict[str, str]:
    """What meets each precondition of a case, by the precondition's key; empty where nothing does."""
    return {row.rule.key: row.evidence for row in desk.ask(preconditions, case)}


def test_plan_order_and_approval_are_evidenced_by_the_registers(desk: Desk) -> None:
    a_household(desk, "H050", agency=AdoptersAgency.OWN)
    a_child(
        desk, "C010", initials="QX", should_be_placed_decided_on=date(2027, 1, 5), placement_order_on=date(2027, 2, 2)
    )
    a_child(desk, "C011", initials="QY", should_be_placed_decided_on=None)
    a_case(desk, "CASE-010", kind=CaseKind.MATCH, household_ref="H050", children=("C010",))
    shown = _evidence(desk, "CASE-010")
    assert (shown["plan"], shown["order"], shown["approval"]) == ("QX: 5 January 2027", "QX: 2 February 2027", "")
    a_case(desk, "CASE-011", kind=CaseKind.MATCH, household_ref="H050", children=("C010", "C011"))
    assert _evidence(desk, "CASE-011")["plan"] == ""
    a_case(desk, "CASE-012", kind=CaseKind.APPROVAL, household_ref="H050", status=CaseStatus.HEARD)
    a_decision(
        desk,
        "CASE-012",
        minutes_received_on=date(2027, 1, 4),
        decided_on=date(2027, 1, 6),
        outcome=DecisionOutcome.AGREED,
    )
    assert _evidence(desk, "CASE-010")["approval"] == "Approved on 6 January 2027"


def test_an_approval_at_the_same_meeting_or_by_another_agency_is_evidence(desk: Desk) -> None:
    a_household(desk, "H060", agency=AdoptersAgency.OWN)
    booked: dict[str, Any] = {"household_ref": "H060", "meeting_ref": "P-next", "status": CaseStatus.BOOKED}
    a_case(desk, "CASE-020", kind=CaseKind.APPROVAL, **booked)
    a_case(desk, "CASE-021", kind=CaseKind.MATCH, children=("C001",), **booked)
    assert _evidence(desk, "CASE-021")["approval"] == "Considered at the same meeting, CASE-020"
    a_household(desk, "H061", agency=AdoptersAgency.VAA, agency_name="Harbour Families")
    a_case(desk, "CASE-022", kind=CaseKind.MATCH, household_ref="H061", children=("C001",))
    assert _evidence(desk, "CASE-022")["approval"] == "Approved by Harbour Families"


def test_stage_one_shows_when_it_was_completed(desk: Desk) -> None:
    a_household(desk, "H070", stage_one_completed_on=date(2027, 1, 9))
    a_case(desk, "CASE-030", kind=CaseKind.APPROVAL, household_ref="H070")
    assert _evidence(desk, "CASE-030")["stage_one"] == "Completed on 9 January 2027"
    a_household(desk, "H071", stage_one_completed_on=None)
    a_case(desk, "CASE-031", kind=CaseKind.APPROVAL, household_ref="H071")
    assert _evidence(desk, "CASE-031")["stage_one"] == ""


def _decided(desk: Desk, case: str, on: date, outcome: DecisionOutcome) -> None:
    a_decision(desk, case, minutes_received_on=on, decided_on=on, outcome=outcome)


@pytest.mark.parametrize(
    ("kind", "outcome", "shown"),
    [
        (CaseKind.TERMINATION, DecisionOutcome.AGREED, ""),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.REFUSED, ""),
        (CaseKind.TERMINATION, DecisionOutcome.REFUSED, "Approved on 6 January 2027"),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.AGREED, "Approved on 6 January 2027"),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.RETURNED, "Approved on 6 January 2027"),
    ],
)
@pytest.mark.parametrize("agency", [AdoptersAgency.OWN, AdoptersAgency.VAA])
def test_an_approval_that_was_ended_is_no_approval(
    desk: Desk, agency: AdoptersAgency, kind: CaseKind, outcome: DecisionOutcome, shown: str
) -> None:
    a_household(desk, "H080", agency=agency)
    a_case(desk, "CASE-040", household_ref="H080", status=CaseStatus.HEARD)
    _decided(desk, "CASE-040", date(2027, 1, 6), DecisionOutcome.AGREED)
    a_case(desk, "CASE-041", kind=kind, household_ref="H080", status=CaseStatus.HEARD)
    _decided(desk, "CASE-041", date(2027, 3, 1), outcome)
    a_case(desk, "CASE-042", kind=CaseKind.MATCH, household_ref="H080", children=("C001",))
    assert _evidence(desk, "CASE-042")["approval"] == shown
    a_case(desk, "CASE-043", household_ref="H080", status=CaseStatus.HEARD)
    _decided(desk, "CASE-043", date(2027, 3, 2), DecisionOutcome.AGREED)
    assert _evidence(desk, "CASE-042")["approval"].startswith("Approved on "), "they were approved again"


def test_a_booking_is_not_confirmed_on_an_approval_that_was_ended(desk: Desk) -> None:
    a_household(desk, "H081")
    a_case(desk, "CASE-044", household_ref="H081", status=CaseStatus.HEARD)
    _decided(desk, "CASE-044", date(2027, 1, 6), DecisionOutcome.AGREED)
    a_case(desk, "CASE-045", kind=CaseKind.TERMINATION, household_ref="H081", status=CaseStatus.HEARD)
    _decided(desk, "CASE-045", date(2027, 3, 1), DecisionOutcome.AGREED)
    a_case(desk, "CASE-046", kind=CaseKind.MATCH, household_ref="H081", children=("C001",))
    with pytest.raises(RuleBrokenError, match="Adopters approved, or considered at the same meeting"):
        desk.do(book_case, "CASE-046", "P-next", is_provisional=False)


def test_a_refused_approval_at_the_same_meeting_is_no_evidence(desk: Desk) -> None:
    a_household(desk, "H082")
    heard: dict[str, Any] = {"household_ref": "H082", "meeting_ref": "P-next", "status": CaseStatus.HEARD}
    a_case(desk, "CASE-047", kind=CaseKind.APPROVAL, **heard)
    a_case(desk, "CASE-048", kind=CaseKind.MATCH, children=("C001",), **heard)
    assert _evidence(desk, "CASE-048")["approval"] == "Considered at the same meeting, CASE-047"
    _decided(desk, "CASE-047", date(2027, 3, 4), DecisionOutcome.REFUSED)
    assert _evidence(desk, "CASE-048")["approval"] == ""


@pytest.mark.parametrize(
    ("changed_on", "shown"),
    [
        (date(2027, 3, 4), ""),
        (date(2027, 1, 5), ""),
        (date(2027, 3, 5), "QX: 5 January 2027"),
        (date(2027, 1, 4), "QX: 5 January 2027"),
    ],
)
def test_a_plan_that_was_changed_is_no_plan_until_it_is_made_again(desk: Desk, changed_on: date, shown: str) -> None:
    a_child(desk, "C020", initials="QX", should_be_placed_decided_on=date(2027, 1, 5), plan_changed_on=changed_on)
    a_case(desk, "CASE-049", kind=CaseKind.MATCH, children=("C020",))
    assert _evidence(desk, "CASE-049")["plan"] == shown


def test_plans_orders_and_approvals_still_to_come_are_no_evidence(desk: Desk) -> None:
    a_household(desk, "H083")
    a_child(
        desk,
        "C021",
        should_be_placed_decided_on=date(2027, 3, 5),
        placement_order_on=date(2027, 3, 5),
    )
    a_case(desk, "CASE-050", kind=CaseKind.MATCH, household_ref="H083", children=("C021",))
    shown = _evidence(desk, "CASE-050")
    assert (shown["plan"], shown["order"], shown["approval"]) == ("", "", "")


def test_consent_before_a_placement_order_is_evidence(desk: Desk) -> None:
    a_child(desk, "C023", initials="QX", placement_order_on=date(2027, 3, 5), consent_given_on=date(2027, 3, 1))
    a_case(desk, "CASE-052", kind=CaseKind.MATCH, children=("C023",))
    assert _evidence(desk, "CASE-052")["order"] == "QX: 1 March 2027"


def test_the_checklist_of_a_heard_case_is_that_of_the_day_on_which_it_was_heard(desk: Desk) -> None:
    a_meeting(desk, "P-held", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_household(desk, "H084")
    a_child(desk, "C022", initials="QX", should_be_placed_decided_on=date(2027, 1, 5), plan_changed_on=date(2027, 3, 1))
    a_case(desk, "CASE-051", household_ref="H084", status=CaseStatus.HEARD)
    _decided(desk, "CASE-051", date(2027, 1, 6), DecisionOutcome.AGREED)
    a_case(desk, "CASE-052", kind=CaseKind.TERMINATION, household_ref="H084", status=CaseStatus.HEARD)
    _decided(desk, "CASE-052", date(2027, 3, 1), DecisionOutcome.AGREED)
    heard: dict[str, Any] = {"meeting_ref": "P-held", "status": CaseStatus.HEARD, "children": ("C022",)}
    a_case(desk, "CASE-053", kind=CaseKind.MATCH, household_ref="H084", **heard)
    shown = _evidence(desk, "CASE-053")
    assert (shown["plan"], shown["approval"]) == ("QX: 5 January 2027", "Approved on 6 January 2027")


def test_a_match_without_a_household_has_no_approval(desk: Desk) -> None:
    a_case(desk, "CASE-054", kind=CaseKind.MATCH, household_ref=None, children=("C001",))
    assert _evidence(desk, "CASE-054")["approval"] == ""


def test_an_approval_from_before_the_registers_is_evidence(desk: Desk) -> None:
    a_household(desk, "H085", approved_on=date(2025, 6, 1))
    a_case(desk, "CASE-055", kind=CaseKind.MATCH, household_ref="H085", children=("C001",))
    assert _evidence(desk, "CASE-055")["approval"] == "Approved on 1 June 2025"
