"""Which clocks, that is, time limits, of a household run, judged by its facts alone.

`tests/queries/today/test_running_clocks.py` has the clocks of what the registers hold.
"""

from datetime import date

import pytest

from panel_desk.rules.approvals import DecidedCase
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.running_clocks import AssessedHousehold, MatchedChild
from panel_desk.rules.vocabulary import CaseKind, DecisionOutcome

DAY = date(2027, 3, 4)
APPROVED = DecidedCase(date(2027, 1, 11), CaseKind.APPROVAL, DecisionOutcome.AGREED, "CASE-001")


def a_household(
    *decisions: DecidedCase,
    stage_two_started_on: date | None = None,
    children: tuple[MatchedChild, ...] = (),
    is_withdrawn: bool = False,
) -> AssessedHousehold:
    return AssessedHousehold(
        ref="H001",
        is_own=True,
        stage_one_started_on=None,
        stage_one_completed_on=None,
        stage_two_started_on=stage_two_started_on,
        approved_on=None,
        report_sent_on=None,
        approvals=(("CASE-001", is_withdrawn),),
        decisions=decisions,
        children=children,
    )


def kinds(household: AssessedHousehold, on: date = DAY) -> list[ClockKind]:
    return [start.kind for start in household.clocks_on(on)]


@pytest.mark.parametrize(
    ("placed_on", "with_first", "with_second"),
    [
        (date(2027, 2, 20), None, date(2027, 2, 20)),
        (date(2027, 2, 4), date(2027, 2, 4), None),
        (date(2027, 1, 5), date(2027, 2, 1), None),  # before any match: the child lived there already
        (None, None, None),
    ],
)
def test_a_placement_belongs_to_the_last_match_before_it_or_else_to_the_first(
    placed_on: date | None, with_first: date | None, with_second: date | None
) -> None:
    child = MatchedChild(placed_on, None, ((date(2027, 2, 1), "H001"), (date(2027, 2, 8), "H002")))
    assert (child.placed_with("H001", DAY), child.placed_with("H002", DAY)) == (with_first, with_second)


def test_an_approval_is_reviewed_until_a_child_is_placed_and_again_after_a_disruption() -> None:
    matched = ((date(2027, 2, 8), "H001"),)
    household = a_household(APPROVED, children=(MatchedChild(date(2027, 2, 20), date(2027, 3, 4), matched),))
    assert kinds(household, date(2027, 2, 19)) == [ClockKind.REVIEW_OF_APPROVAL]
    assert kinds(household, date(2027, 2, 22)) == []
    assert kinds(household, DAY) == [ClockKind.REVIEW_OF_APPROVAL]


@pytest.mark.parametrize(
    ("outcome", "runs"),
    [(DecisionOutcome.REFUSED, False), (DecisionOutcome.AGREED, True), (DecisionOutcome.RETURNED, True)],
)
def test_a_brief_report_ends_an_assessment_where_the_adopters_are_unsuitable(
    outcome: DecisionOutcome, *, runs: bool
) -> None:
    decided = DecidedCase(date(2027, 2, 22), CaseKind.BRIEF_REPORT, outcome, "CASE-002")
    household = a_household(decided, stage_two_started_on=date(2027, 2, 1))
    assert (ClockKind.STAGE_TWO in kinds(household)) is runs


def test_an_assessment_runs_until_its_only_case_is_withdrawn() -> None:
    since = date(2027, 2, 1)
    assert ClockKind.STAGE_TWO in kinds(a_household(stage_two_started_on=since))
    assert kinds(a_household(stage_two_started_on=since, is_withdrawn=True)) == []
