"""Which clocks, that is, time limits, run on a day: those started by then and not yet stopped."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.queries.today.running_clocks import DueRow, due
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.vocabulary import (
    AccountRole,
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingStatus,
    MemberStatus,
    Outcome,
)
from tests.builders import (
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    signed_minutes,
)

DAY = date(2027, 3, 4)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def clocks_of(desk: Desk, kind: ClockKind, on: date | None = None) -> list[DueRow]:
    return [row for row in desk.ask(due, on) if row.clock.kind is kind]


def decided(desk: Desk, case: str, on: date, outcome: DecisionOutcome, child: str | None = None) -> None:
    a_decision(desk, case, child, minutes_received_on=on, decided_on=on, outcome=outcome)


def agreed(desk: Desk, case: str, on: date, child: str | None = None) -> None:
    decided(desk, case, on, DecisionOutcome.AGREED, child)


def running(desk: Desk, on: date | None = None) -> list[ClockKind]:
    return [row.clock.kind for row in desk.ask(due, on)]


def test_papers_are_due_before_each_meeting_to_come(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-10")
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17), status=MeetingStatus.CANCELLED)
    a_meeting(desk, "P2027-03-03", meets_on=date(2027, 3, 3))
    (row,) = desk.ask(due)
    assert (row.clock.kind, row.meeting, row.clock.due_on) == (
        ClockKind.PAPERS_TO_MEMBERS,
        "P2027-03-10",
        date(2027, 3, 3),
    )
    assert (row.working_days_left, row.overdue) == (-1, True)


@pytest.mark.parametrize("stopped", ["not", "received", "signed", "deferred"])
def test_minutes_are_due_until_they_are_signed_or_received(desk: Desk, stopped: str) -> None:
    a_meeting(desk, "P2027-02-24", meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    a_case(desk, meeting_ref="P2027-02-24")
    a_recommendation(desk, "CASE-001", outcome=Outcome.DEFERRED if stopped == "deferred" else Outcome.RECOMMENDED)
    if stopped == "received":
        a_decision(desk, "CASE-001", minutes_received_on=date(2027, 3, 3))
        assert ClockKind.MINUTES in running(desk, date(2027, 3, 2))
    if stopped == "signed":
        signed_minutes(desk, "P2027-02-24")
        assert ClockKind.MINUTES in running(desk, date(2027, 3, 3))
    assert (ClockKind.MINUTES in running(desk)) == (stopped == "not")


def test_a_decision_and_its_notices_run_one_after_the_other(desk: Desk) -> None:
    a_case(desk)
    a_decision(
        desk,
        "CASE-001",
        minutes_received_on=date(2027, 3, 1),
        decided_on=date(2027, 3, 2),
        outcome=DecisionOutcome.AGREED,
        told_orally_on=date(2027, 3, 3),
        told_in_writing_on=date(2027, 3, 4),
    )
    kinds = (ClockKind.DECISION, ClockKind.ORAL_NOTICE, ClockKind.WRITTEN_NOTICE)
    by_day = {day: [each for each in running(desk, date(2027, 3, day)) if each in kinds] for day in (1, 2, 3)}
    assert by_day[1] == [ClockKind.DECISION]
    assert by_day[2] == [ClockKind.ORAL_NOTICE, ClockKind.WRITTEN_NOTICE]
    assert by_day[3] == [ClockKind.WRITTEN_NOTICE]
    assert ClockKind.WRITTEN_NOTICE not in running(desk, date(2027, 3, 4))


def test_a_return_to_the_panel_starts_no_notice(desk: Desk) -> None:
    a_case(desk, status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-001")
    decided(desk, "CASE-001", date(2027, 3, 2), DecisionOutcome.RETURNED)
    assert running(desk) == []


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.NO_MAJORITY])
@pytest.mark.parametrize("is_decided", [False, True])
def test_a_deferral_and_no_majority_start_no_clock_even_with_a_receipt(
    desk: Desk, outcome: Outcome, *, is_decided: bool
) -> None:
    for child in ("C001", "C002"):
        a_child(desk, child)
    a_case(desk, children=("C001", "C002"), status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-001", "C001", outcome=outcome)
    a_recommendation(desk, "CASE-001", "C002")
    for child in ("C001", "C002"):
        if is_decided:
            decided(desk, "CASE-001", date(2027, 3, 2), DecisionOutcome.REFUSED, child)
        else:
            a_decision(desk, "CASE-001", child, minutes_received_on=date(2027, 3, 2))
    assert {row.child for row in desk.ask(due)} == {"C002"}


def test_the_receipt_of_one_recommendation_does_not_stop_the_minutes_of_the_others(desk: Desk) -> None:
    a_meeting(desk, "P2027-02-24", meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    for case in ("CASE-001", "CASE-002"):
        a_case(desk, case, meeting_ref="P2027-02-24", status=CaseStatus.HEARD)
        a_recommendation(desk, case)
    a_decision(desk, "CASE-001", minutes_received_on=date(2027, 3, 1))
    (row,) = clocks_of(desk, ClockKind.MINUTES)
    assert row.meeting == "P2027-02-24"
    a_decision(desk, "CASE-002", authority="PET", minutes_received_on=date(2027, 3, 3))
    assert ClockKind.MINUTES not in running(desk)
    assert ClockKind.MINUTES in running(desk, date(2027, 3, 2))


@pytest.mark.parametrize(
    ("kind", "outcome", "runs"),
    [
        (CaseKind.APPROVAL, DecisionOutcome.REFUSED, True),
        (CaseKind.TERMINATION, DecisionOutcome.AGREED, True),
        (CaseKind.APPROVAL, DecisionOutcome.RETURNED, False),
        (CaseKind.CONSENT_TO_PLACEMENT, DecisionOutcome.REFUSED, False),
    ],
)
def test_representations_run_from_a_determination_until_their_time_is_over(
    desk: Desk, kind: CaseKind, outcome: DecisionOutcome, runs: bool
) -> None:
    a_case(desk, kind=kind, status=CaseStatus.HEARD)
    a_decision(
        desk,
        "CASE-001",
        minutes_received_on=date(2027, 1, 4),
        decided_on=date(2027, 1, 5),
        outcome=outcome,
        told_orally_on=date(2027, 1, 5),
        told_in_writing_on=date(2027, 1, 6),
    )
    assert (ClockKind.REPRESENTATIONS in running(desk, date(2027, 1, 6))) == runs
    assert ClockKind.REPRESENTATIONS not in running(desk, date(2027, 1, 5))
    assert ClockKind.REPRESENTATIONS not in running(desk, date(2027, 3, 31))


def test_stage_two_is_the_household_s_with_or_without_a_case(desk: Desk) -> None:
    a_household(desk, "H001", stage_two_started_on=date(2027, 1, 4))
    (row,) = clocks_of(desk, ClockKind.STAGE_TWO)
    assert (row.household, row.case, row.clock.due_on) == ("H001", None, date(2027, 5, 4))
    a_case(desk, "CASE-001", household_ref="H001", status=CaseStatus.WITHDRAWN)
    assert ClockKind.STAGE_TWO not in running(desk)
    a_case(desk, "CASE-002", household_ref="H001")
    (row,) = clocks_of(desk, ClockKind.STAGE_TWO)
    assert (row.household, row.case) == ("H001", "CASE-002")


@pytest.mark.parametrize(
    ("kind", "outcome", "runs"),
    [
        (CaseKind.APPROVAL, DecisionOutcome.AGREED, False),
        (CaseKind.APPROVAL, DecisionOutcome.REFUSED, False),
        (CaseKind.APPROVAL, DecisionOutcome.RETURNED, True),
        (CaseKind.BRIEF_REPORT, DecisionOutcome.REFUSED, False),
        (CaseKind.BRIEF_REPORT, DecisionOutcome.AGREED, True),
        (CaseKind.OTHER, DecisionOutcome.AGREED, True),
    ],
)
def test_stage_two_runs_until_the_assessment_is_decided(
    desk: Desk, kind: CaseKind, outcome: DecisionOutcome, *, runs: bool
) -> None:
    a_household(desk, "H001", stage_two_started_on=date(2027, 1, 4))
    a_case(desk, "CASE-001", kind=kind, household_ref="H001", status=CaseStatus.HEARD)
    decided(desk, "CASE-001", date(2027, 2, 1), outcome)
    assert (ClockKind.STAGE_TWO in running(desk)) is runs
    assert ClockKind.STAGE_TWO in running(desk, date(2027, 1, 31))


def test_a_second_assessment_has_a_stage_two_of_its_own(desk: Desk) -> None:
    a_household(desk, "H001", stage_two_started_on=date(2027, 1, 4))
    a_case(desk, "CASE-001", household_ref="H001", status=CaseStatus.HEARD)
    agreed(desk, "CASE-001", date(2023, 2, 1))
    assert ClockKind.STAGE_TWO in running(desk)


def test_the_stages_run_one_after_the_other(desk: Desk) -> None:
    a_household(
        desk,
        "H001",
        stage_one_started_on=date(2026, 9, 7),
        stage_one_completed_on=date(2026, 11, 2),
        stage_two_started_on=date(2027, 1, 4),
    )
    for day, kind, due_on in (
        (date(2026, 9, 6), None, None),
        (date(2026, 9, 7), ClockKind.STAGE_ONE, date(2026, 11, 7)),
        (date(2026, 11, 1), ClockKind.STAGE_ONE, date(2026, 11, 7)),
        (date(2026, 11, 2), ClockKind.STAGE_GAP, date(2027, 5, 2)),
        (date(2027, 1, 3), ClockKind.STAGE_GAP, date(2027, 5, 2)),
        (date(2027, 1, 4), ClockKind.STAGE_TWO, date(2027, 5, 4)),
    ):
        found = [(row.clock.kind, row.clock.due_on, row.household) for row in desk.ask(due, day)]
        assert found == ([(kind, due_on, "H001")] if kind else [])


@pytest.mark.parametrize("stage", ["stage_one_started_on", "stage_one_completed_on", "stage_two_started_on"])
def test_no_stage_runs_once_the_household_is_approved_or_withdrew(desk: Desk, stage: str) -> None:
    a_household(desk, "H001", approved_on=date(2026, 12, 1), **{stage: date(2026, 9, 7)})
    assert running(desk, date(2026, 11, 30)) != []
    assert running(desk, date(2026, 12, 1)) == [ClockKind.REVIEW_OF_APPROVAL]
    a_household(desk, "H002", **{stage: date(2026, 9, 7)})
    a_case(desk, "CASE-002", household_ref="H002", status=CaseStatus.WITHDRAWN)
    assert running(desk) == [ClockKind.REVIEW_OF_APPROVAL]


def test_an_approval_from_before_the_registers_is_reviewed(desk: Desk) -> None:
    a_household(desk, "H001", approved_on=date(2026, 6, 1))
    (row,) = desk.ask(due)
    assert (row.clock.kind, row.household, row.case) == (ClockKind.REVIEW_OF_APPROVAL, "H001", None)
    assert row.clock.due_on == date(2027, 6, 1)
    assert running(desk, date(2026, 5, 31)) == []
    a_case(desk, "CASE-001", kind=CaseKind.REVIEW_OF_APPROVAL, household_ref="H001", status=CaseStatus.HEARD)
    agreed(desk, "CASE-001", date(2027, 3, 1))
    assert [row.clock.due_on for row in clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL)] == [date(2028, 3, 1)]
    a_case(desk, "CASE-002", kind=CaseKind.TERMINATION, household_ref="H001", status=CaseStatus.HEARD)
    agreed(desk, "CASE-002", date(2027, 3, 2))
    assert ClockKind.REVIEW_OF_APPROVAL not in running(desk)


def test_another_agency_reviews_its_own_adopters(desk: Desk) -> None:
    a_household(desk, "H001", approved_on=date(2026, 6, 1), agency=AdoptersAgency.VAA)
    assert running(desk) == []


def test_adopters_may_comment_for_five_working_days_while_the_approval_is_open(desk: Desk) -> None:
    a_household(desk, "H090", report_sent_on=date(2027, 3, 1))
    a_case(desk, "CASE-090", kind=CaseKind.APPROVAL, household_ref="H090")
    [row] = [row for row in desk.ask(due, date(2027, 3, 5)) if row.clock.kind is ClockKind.ADOPTER_COMMENTS]
    assert (row.case, row.clock.due_on, row.working_days_left) == ("CASE-090", date(2027, 3, 5), 0)
    for day in (date(2027, 2, 28), date(2027, 3, 6)):
        assert not [row for row in desk.ask(due, day) if row.clock.kind is ClockKind.ADOPTER_COMMENTS]


def test_stage_two_stops_with_a_decision_or_a_withdrawal(desk: Desk) -> None:
    for ref, status in (("H001", CaseStatus.HEARD), ("H002", CaseStatus.WITHDRAWN)):
        a_household(desk, ref, stage_two_started_on=date(2027, 1, 4))
        a_case(desk, f"CASE-{ref}", household_ref=ref, status=status)
    a_decision(
        desk,
        "CASE-H001",
        minutes_received_on=date(2027, 3, 1),
        decided_on=date(2027, 3, 2),
        outcome=DecisionOutcome.AGREED,
    )
    assert ClockKind.STAGE_TWO not in running(desk)


def an_approved_household(desk: Desk, ref: str = "H001", case: str = "CASE-001") -> None:
    a_household(desk, ref)
    a_case(desk, case, household_ref=ref, status=CaseStatus.HEARD)
    agreed(desk, case, date(2026, 6, 1))


def a_match(desk: Desk, household: str, child: str, on: date, case: str = "CASE-002") -> None:
    a_case(desk, case, household_ref=household, children=(child,), status=CaseStatus.HEARD)
    agreed(desk, case, on, child)


def test_an_approval_is_reviewed_until_a_child_is_placed(desk: Desk) -> None:
    an_approved_household(desk)
    (row,) = clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL)
    assert (row.household, row.case, row.clock.due_on) == ("H001", "CASE-001", date(2027, 6, 1))
    a_child(desk, "C001", placed_on=date(2027, 2, 20))
    a_match(desk, "H001", "C001", date(2027, 2, 1))
    assert ClockKind.REVIEW_OF_APPROVAL not in running(desk)
    assert ClockKind.REVIEW_OF_APPROVAL in running(desk, date(2027, 2, 19))


def test_an_approval_is_reviewed_where_the_matched_child_was_never_placed(desk: Desk) -> None:
    an_approved_household(desk)
    a_child(desk, "C001")
    a_match(desk, "H001", "C001", date(2027, 2, 1))
    assert ClockKind.REVIEW_OF_APPROVAL in running(desk)


def test_a_match_is_due_from_a_new_plan_after_a_disruption_until_a_new_match(desk: Desk) -> None:
    a_child(
        desk,
        "C001",
        should_be_placed_decided_on=date(2027, 2, 1),
        placed_on=date(2026, 6, 8),
        disrupted_on=date(2026, 11, 2),
    )
    a_case(desk, "CASE-001", kind=CaseKind.MATCH, children=("C001",))
    agreed(desk, "CASE-001", date(2026, 5, 11), "C001")
    matches = clocks_of(desk, ClockKind.MATCH_AFTER_PLAN)
    assert [(row.child, row.clock.due_on) for row in matches] == [("C001", date(2027, 8, 1))]
    a_case(desk, "CASE-002", kind=CaseKind.MATCH, children=("C001",))
    agreed(desk, "CASE-002", date(2027, 2, 22), "C001")
    assert clocks_of(desk, ClockKind.MATCH_AFTER_PLAN) == []


def test_no_match_is_due_after_a_disruption_while_there_is_no_new_plan(desk: Desk) -> None:
    a_child(
        desk,
        should_be_placed_decided_on=date(2026, 1, 5),
        placed_on=date(2026, 6, 8),
        disrupted_on=date(2026, 11, 2),
    )
    assert clocks_of(desk, ClockKind.MATCH_AFTER_PLAN) == []


def test_an_approval_is_reviewed_again_after_a_disruption(desk: Desk) -> None:
    an_approved_household(desk)
    a_child(desk, "C001", placed_on=date(2027, 2, 8), disrupted_on=date(2027, 3, 1))
    a_match(desk, "H001", "C001", date(2027, 2, 1))
    assert ClockKind.REVIEW_OF_APPROVAL not in running(desk, date(2027, 2, 28))
    (row,) = clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL, date(2027, 3, 1))
    assert row.clock.due_on == date(2027, 6, 1)


def test_a_child_who_is_placed_with_others_does_not_stop_the_review(desk: Desk) -> None:
    an_approved_household(desk, "H001", "CASE-001")
    an_approved_household(desk, "H002", "CASE-002")
    a_child(desk, "C001", placed_on=date(2027, 2, 20))
    a_match(desk, "H001", "C001", date(2027, 1, 4), "CASE-003")
    a_match(desk, "H002", "C001", date(2027, 2, 15), "CASE-004")
    assert [row.household for row in clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL)] == ["H001"]


def test_a_child_who_lived_there_before_the_match_stops_the_review(desk: Desk) -> None:
    an_approved_household(desk)
    a_child(desk, "C001", placed_on=date(2026, 12, 1))
    a_match(desk, "H001", "C001", date(2027, 2, 1))
    assert ClockKind.REVIEW_OF_APPROVAL not in running(desk)


def test_a_decision_on_a_match_that_names_no_child_concerns_the_case_s_children(desk: Desk) -> None:
    an_approved_household(desk)
    a_child(desk, "C001", adoption_order_on=date(2027, 2, 20))
    a_case(desk, "CASE-002", household_ref="H001", children=("C001",), status=CaseStatus.HEARD)
    agreed(desk, "CASE-002", date(2027, 2, 1))
    assert ClockKind.REVIEW_OF_APPROVAL not in running(desk)


def test_a_second_approval_is_reviewed_though_a_child_came_after_the_first(desk: Desk) -> None:
    an_approved_household(desk)
    a_child(desk, "C001", placed_on=date(2026, 7, 8))
    a_match(desk, "H001", "C001", date(2026, 7, 1))
    a_case(desk, "CASE-003", household_ref="H001", status=CaseStatus.HEARD)
    agreed(desk, "CASE-003", date(2027, 2, 1))
    (row,) = clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL)
    assert (row.case, row.clock.due_on) == ("CASE-003", date(2028, 2, 1))


@pytest.mark.parametrize(
    ("kind", "outcome", "due_on"),
    [
        (CaseKind.TERMINATION, DecisionOutcome.AGREED, None),
        (CaseKind.TERMINATION, DecisionOutcome.REFUSED, date(2027, 6, 1)),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.REFUSED, None),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.AGREED, date(2028, 2, 1)),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.RETURNED, date(2027, 6, 1)),
    ],
)
def test_an_approval_that_was_ended_is_not_reviewed(
    desk: Desk, kind: CaseKind, outcome: DecisionOutcome, due_on: date | None
) -> None:
    an_approved_household(desk)
    a_case(desk, "CASE-002", kind=kind, household_ref="H001", status=CaseStatus.HEARD)
    decided(desk, "CASE-002", date(2027, 2, 1), outcome)
    assert [row.clock.due_on for row in clocks_of(desk, ClockKind.REVIEW_OF_APPROVAL)] == ([due_on] if due_on else [])
    assert ClockKind.REVIEW_OF_APPROVAL in running(desk, date(2027, 1, 31))


def test_a_child_with_a_plan_is_to_be_matched(desk: Desk) -> None:
    a_child(desk, "C001", should_be_placed_decided_on=date(2027, 1, 4), placement_order_on=date(2027, 1, 5))
    a_child(desk, "C002", should_be_placed_decided_on=date(2027, 1, 4), placed_on=date(2027, 2, 1))
    a_child(desk, "C003")
    a_case(desk, children=("C001",))
    (row,) = desk.ask(due)
    assert (row.clock.kind, row.child, row.case) == (ClockKind.MATCH_AFTER_PLAN, "C001", "CASE-001")
    assert row.clock.due_on == date(2027, 7, 4)


@pytest.mark.parametrize(
    ("changed_on", "runs"), [(date(2027, 3, 4), False), (date(2027, 3, 5), True), (date(2027, 1, 3), True)]
)
def test_no_match_is_due_on_a_plan_that_was_changed(desk: Desk, changed_on: date, *, runs: bool) -> None:
    a_child(desk, should_be_placed_decided_on=date(2027, 1, 4), plan_changed_on=changed_on)
    assert (ClockKind.MATCH_AFTER_PLAN in running(desk)) is runs


def test_a_relinquished_infant_is_to_be_matched_sooner(desk: Desk) -> None:
    a_child(
        desk,
        born_on=date(2026, 12, 1),
        should_be_placed_decided_on=date(2027, 1, 4),
        consent_given_on=date(2027, 1, 20),
    )
    (row,) = desk.ask(due)
    assert row.clock.due_on == date(2027, 4, 4)


def test_clocks_that_began_on_the_same_day_are_each_listed(desk: Desk) -> None:
    for number in (1, 2):
        a_household(desk, f"H00{number}", stage_one_started_on=date(2027, 2, 1))
        a_child(desk, f"C00{number}", should_be_placed_decided_on=date(2026, 12, 1))
    stages, matches = clocks_of(desk, ClockKind.STAGE_ONE), clocks_of(desk, ClockKind.MATCH_AFTER_PLAN)
    assert [(row.household, row.clock.due_on) for row in stages] == [
        ("H001", date(2027, 4, 1)),
        ("H002", date(2027, 4, 1)),
    ]
    assert [(row.child, row.clock.due_on) for row in matches] == [
        ("C001", date(2027, 6, 1)),
        ("C002", date(2027, 6, 1)),
    ]


def test_an_agreed_match_ends_the_wait(desk: Desk) -> None:
    child = a_child(desk, should_be_placed_decided_on=date(2027, 1, 4))
    a_case(desk, children=(child,), status=CaseStatus.HEARD)
    agreed(desk, "CASE-001", date(2027, 2, 1), child)
    assert ClockKind.MATCH_AFTER_PLAN not in running(desk)
    assert ClockKind.MATCH_AFTER_PLAN in running(desk, date(2027, 1, 31))


def test_a_member_on_the_list_has_clocks_for_induction_dbs_and_appraisal(desk: Desk) -> None:
    a_member(
        desk,
        "M001",
        joined_list_on=date(2027, 1, 4),
        dbs_issued_on=date(2025, 1, 4),
        last_appraisal_on=date(2027, 3, 8),
    )
    a_member(desk, "M002", status=MemberStatus.PROSPECTIVE)
    rows = {row.clock.kind: row.clock.due_on for row in desk.ask(due)}
    assert rows == {
        ClockKind.INDUCTION: date(2027, 3, 15),
        ClockKind.DBS_RENEWAL: date(2028, 1, 4),
        ClockKind.APPRAISAL: date(2028, 1, 4),
    }


@pytest.mark.parametrize("role", [AccountRole.CHAIR, AccountRole.DECISION_MAKER, AccountRole.READER])
def test_clocks_of_members_are_for_who_sees_their_checks(desk: Desk, tmp_path: Path, role: AccountRole) -> None:
    a_member(desk, "M001", joined_list_on=date(2027, 1, 4), dbs_issued_on=date(2025, 1, 4))
    assert len(desk.ask(due)) == 3
    desk.close()
    assert a_desk(tmp_path, role).ask(due) == ()


def test_a_member_who_left_has_no_clocks(desk: Desk) -> None:
    a_member(desk, "M001", status=MemberStatus.ENDED, left_list_on=date(2027, 3, 3))
    a_member(desk, "M002", status=MemberStatus.ENDED, left_list_on=date(2027, 3, 31), induction_completed_on=DAY)
    assert {row.member for row in desk.ask(due)} == {"M002"}


@pytest.mark.parametrize(
    ("status", "until", "runs"),
    [
        (MemberStatus.ON_HOLD, date(2027, 3, 1), True),
        (MemberStatus.ACTIVE, date(2027, 3, 1), False),
        (MemberStatus.ACTIVE, date(2027, 4, 1), True),
    ],
)
def test_a_hold_is_reviewed_at_its_end(desk: Desk, status: MemberStatus, until: date, runs: bool) -> None:
    a_member(desk, status=status, on_hold_from=date(2027, 1, 4), on_hold_until=until)
    assert (ClockKind.HOLD_REVIEW in running(desk)) == runs
