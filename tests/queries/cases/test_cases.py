"""Cases: list, record and outcomes."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.cases.cases import case, cases, children, households, interests_of, items
from panel_desk.queries.decisions.outcomes import outcomes
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, DecisionOutcome, MeetingStatus, Outcome
from tests.builders import (
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    an_interest,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def a_match(desk: Desk) -> str:
    a_child(desk, initials="QX")
    a_child(desk, "C002", initials="RY")
    a_meeting(desk, meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    return a_case(
        desk,
        household_ref=a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow"),
        children=("C002", "C001"),
        meeting_ref="P2027-03-10",
        item_no=2,
        status=CaseStatus.HEARD,
    )


def test_a_case_has_its_meeting_household_children_and_interests(desk: Desk) -> None:
    ref = a_match(desk)
    a_member(desk)
    an_interest(desk, ref, "M001", withdraws=False)
    found = desk.ask(case, ref)
    assert found.row.title == "Match: children RY and QX, Barlow household"
    assert found.row.meets_on == date(2027, 2, 10)
    assert found.meeting_status is MeetingStatus.HELD
    assert found.household is not None
    assert (found.household.adopter_1, found.household.adopter_2) == ("Bethan Barlow", "Ben Barlow")
    assert [child.initials for child in found.children] == ["RY", "QX"]
    assert [(row.name, row.withdraws) for row in found.interests] == [("Given001 Family001", False)]
    assert found.facts.household == "Bethan Barlow and Ben Barlow"
    assert desk.ask(interests_of, (ref,)) == found.interests


def test_a_case_without_household_or_children_is_read(desk: Desk) -> None:
    ref = a_case(desk, household_ref=None, kind=CaseKind.OTHER)
    found = desk.ask(case, ref)
    assert (found.row.title, found.household, found.children) == ("Other", None, ())
    assert (found.row.meeting, found.meeting_status, found.facts.household) == (None, None, None)
    with pytest.raises(RuleBrokenError, match="no case"):
        desk.ask(case, "CASE-404")


def test_cases_households_and_children_are_listed(desk: Desk) -> None:
    a_match(desk)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-10", item_no=1)
    a_case(desk, "CASE-003", meeting_ref="P2027-03-10", item_no=3, status=CaseStatus.WITHDRAWN)
    assert [row.ref for row in desk.ask(cases)] == ["CASE-001", "CASE-002", "CASE-003"]
    assert [row.ref for row in desk.ask(items, "P2027-03-10")] == ["CASE-002", "CASE-001"]
    assert {row.name for row in desk.ask(households)} == {
        "Barlow household",
        "Barlow002 household",
        "Barlow003 household",
    }
    assert [row.ref for row in desk.ask(children)] == ["C001", "C002"]


def test_a_case_without_recommendations_has_no_outcomes(desk: Desk) -> None:
    assert desk.ask(outcomes, a_match(desk)) == ()
    with pytest.raises(RuleBrokenError, match="no case"):
        desk.ask(outcomes, "CASE-404")


def test_a_match_has_an_outcome_for_each_child(desk: Desk) -> None:
    ref = a_match(desk)
    a_recommendation(desk, ref, "C001", reasons="A sound match.")
    a_recommendation(desk, ref, "C002", outcome=Outcome.DEFERRED, votes_for=None, votes_against=None, abstained=None)
    a_decision(
        desk,
        ref,
        "C001",
        minutes_received_on=date(2027, 2, 15),
        decided_on=date(2027, 2, 18),
        outcome=DecisionOutcome.AGREED,
        told_orally_on=date(2027, 2, 19),
    )
    deferred, agreed = desk.ask(outcomes, ref)
    assert (deferred.child_initials, deferred.outcome, deferred.decision_clock) == ("RY", Outcome.DEFERRED, None)
    assert (agreed.child, agreed.decision, agreed.reasons) == ("C001", DecisionOutcome.AGREED, "A sound match.")
    clocks = (agreed.decision_clock, agreed.oral_clock, agreed.written_clock)
    assert [clock.due_on if clock else None for clock in clocks] == [
        date(2027, 2, 24),
        date(2027, 2, 22),
        date(2027, 2, 25),
    ]


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.NO_MAJORITY])
def test_a_deferral_or_no_majority_has_no_clocks_even_with_a_decision(desk: Desk, outcome: Outcome) -> None:
    ref = a_case(desk, meeting_ref=a_meeting(desk), status=CaseStatus.HEARD)
    a_recommendation(desk, ref, outcome=outcome)
    a_decision(
        desk,
        ref,
        minutes_received_on=date(2027, 2, 15),
        decided_on=date(2027, 2, 18),
        outcome=DecisionOutcome.REFUSED,
    )
    (row,) = desk.ask(outcomes, ref)
    assert (row.decision_clock, row.oral_clock, row.written_clock) == (None, None, None)


def test_an_awaited_decision_has_no_clocks_and_a_household_s_outcome_no_child(desk: Desk) -> None:
    ref = a_case(desk, meeting_ref=a_meeting(desk), status=CaseStatus.HEARD)
    a_recommendation(desk, ref)
    a_decision(desk, ref)
    (row,) = desk.ask(outcomes, ref)
    assert (row.child, row.votes_for, row.authority_name) == (None, 5, "FEN Council")
    assert (row.decision, row.decision_clock, row.oral_clock) == (None, None, None)


def test_a_decision_without_a_recommendation_still_shows(desk: Desk) -> None:
    ref = a_case(desk)
    a_decision(desk, ref)
    (row,) = desk.ask(outcomes, ref)
    assert (row.outcome, row.reasons, row.votes_for) == (None, "", None)


def test_many_cases_are_read_with_the_whole_register(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    a_match(desk)
    a_case(desk, "CASE-900")
    named = desk.ask(cases)
    monkeypatch.setattr("panel_desk.queries.cases.cases.FEW", 1)
    assert desk.ask(cases) == named
    assert {row.ref: row.children for row in named}["CASE-900"] == ()


def test_an_agenda_is_the_same_when_whole_registers_are_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = a_meeting(desk, "P900")
    for number in (1, 2):
        a_child(desk, f"C90{number}")
        a_case(desk, f"CASE-90{number}", meeting_ref=meeting, children=(f"C90{number}",))
    named = desk.ask(items, meeting)
    assert [row.children for row in named] == [("C901",), ("C902",)]
    monkeypatch.setattr("panel_desk.queries.cases.cases.FEW", 1)
    assert desk.ask(items, meeting) == named
