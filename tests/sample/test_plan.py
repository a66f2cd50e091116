"""The sample agency's plan, made on days that are awkward to count from: leap day, holidays, weekends."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from panel_desk.rules.vocabulary import (
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    MinutesState,
    Outcome,
)
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample.plan import plan_agency
from panel_desk.sample.plan_types import AgencyPlan
from panel_desk.sample.registers import registers_at_import, registers_since_import

DAYS = (
    date(2028, 2, 29),
    date(2027, 12, 31),
    date(2027, 3, 7),
    date(2028, 1, 2),
    date(2027, 12, 29),
    date(2027, 4, 5),
    *(date(2027, 1, 1) + timedelta(days=23 * n) for n in range(16)),
)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def plan(request: pytest.FixtureRequest) -> AgencyPlan:
    day: date = request.param
    return plan_agency(day)


def test_the_same_day_gives_the_same_registers(plan: AgencyPlan) -> None:
    again = plan_agency(plan.today)
    assert registers_at_import(again) == registers_at_import(plan)
    assert registers_since_import(again) == registers_since_import(plan)


def test_panels_meet_on_working_days_eighteen_months_back_and_six_ahead(plan: AgencyPlan) -> None:
    days = WorkingDays(closed=frozenset(plan.closed))
    met = [panel.meets_on for panel in plan.panels]
    assert all(days.is_working_day(day) for day in met)
    assert met == sorted(set(met))
    assert (plan.today - met[0]).days >= 520
    assert (met[-1] - plan.today).days >= 160
    assert plan.today not in met
    months = Counter((day.year, day.month) for day in met)
    assert all(1 <= count <= 6 for count in months.values())
    assert 2 <= len(met) / 24 <= 3


def test_the_dates_of_a_case_are_in_order_and_past(plan: AgencyPlan) -> None:
    for panel, case in plan.cases():
        if panel is None:
            continue
        for result in case.results:
            days = (
                case.requested_on,
                case.booked_on,
                panel.meets_on,
                panel.signed_on,
                result.received_on,
                result.decided_on,
                result.told_orally_on,
                result.told_in_writing_on,
            )
            known = [day for day in days if day is not None]
            assert known == sorted(known)
            assert known[-1] < plan.today


def test_every_item_is_quorate_but_the_deferred_one(plan: AgencyPlan) -> None:
    short = [
        case for panel, case in plan.cases() if panel and panel.status is MeetingStatus.HELD and panel.sat(case) < 5
    ]
    assert [case.status for case in short] == [CaseStatus.DEFERRED]


def test_every_kind_outcome_and_status_occurs(plan: AgencyPlan) -> None:
    heard = [case for panel, case in plan.cases() if panel and panel.meets_on < plan.today]
    results = [result for case in heard for result in case.results]
    assert {case.kind for case in heard} == set(CaseKind)
    assert {result.outcome for result in results} == set(Outcome)
    assert {result.decision for result in results} == {*DecisionOutcome, None}
    assert {panel.kind for panel in plan.panels} == set(MeetingKind)
    assert sum(panel.status is MeetingStatus.CANCELLED and bool(panel.cancelled_because) for panel in plan.panels) == 2
    assert {panel.minutes for panel in plan.panels} == set(MinutesState)
    assert {member["status"] for member in plan.members} == set(MemberStatus)
    assert {case.status for case in plan.waiting} == {CaseStatus.REQUESTED, CaseStatus.WITHDRAWN}
    assert any(len(case.children) == 3 for case in heard)
    assert any(child.disrupted_on for child in plan.children)
    assert any(child.plan_changed_on for child in plan.children)
    assert {authority for case in heard for authority in (child.authority for child in case.children)} == {
        "WVC",
        "MAR",
        "HAL",
    }


def test_a_child_is_matched_once_and_a_household_is_approved_before_it_is_matched(plan: AgencyPlan) -> None:
    matched = Counter(
        result.child.ref
        for _, case in plan.cases()
        if case.kind is CaseKind.MATCH
        for result in case.results
        if result.child and result.decision is DecisionOutcome.AGREED
    )
    assert set(matched.values()) == {1}
    approved: dict[str, date] = {}
    for panel, case in plan.cases():
        household = case.household
        for result in case.results:
            if household and result.decided_on and result.decision is DecisionOutcome.AGREED:
                if case.kind is CaseKind.APPROVAL:
                    approved[household.ref] = result.decided_on
                elif case.kind is CaseKind.MATCH and household.stage_two_started_on:
                    assert panel
                    assert approved[household.ref] < panel.meets_on


def test_reasons_are_never_the_same_twice_running(plan: AgencyPlan) -> None:
    reasons = [result.reasons for _, case in plan.cases() for result in case.results]
    assert all(one != next_one for one, next_one in pairwise(reasons))
    assert len(set(reasons)) > 0.9 * len(reasons)
    assert not any("{" in reason for reason in reasons)


def test_every_address_and_number_is_one_that_nobody_has(plan: AgencyPlan) -> None:
    for member in plan.members:
        assert str(member["email"]).endswith("@example.org")
        prefix, number = str(member["phone"]).split()
        assert prefix == "01632"
        assert 960000 <= int(number) <= 960999
    assert len({member["email"] for member in plan.members}) == len(plan.members)


def test_a_brief_report_that_was_agreed_is_followed_by_a_full_report(plan: AgencyPlan) -> None:
    concluded = [
        (case, panel.meets_on)
        for panel in plan.panels
        for case in panel.items
        if case.kind is CaseKind.BRIEF_REPORT
        and any(result.decision is DecisionOutcome.AGREED for result in case.results)
    ]
    followed = {
        id(case.household): panel.meets_on
        for panel in plan.panels
        for case in panel.items
        if case.kind is CaseKind.APPROVAL
    }
    assert concluded
    for case, met_on in concluded:
        assert followed[id(case.household)] > met_on
