"""Recommendations with their decisions: the next step and its deadline."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received, record_notice
from panel_desk.queries.decisions.decisions import DecisionRow, NextStep, decision_id, decision_list, open_steps
from panel_desk.queries.listing import Listing
from panel_desk.rules.vocabulary import DecisionOutcome, HowGiven, MeetingStatus, Outcome
from tests.builders import a_case, a_desk, a_meeting, a_recommendation, signed_minutes
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def row(desk: Desk, ref: str = APPROVAL) -> DecisionRow:
    return next(each for each in desk.ask(decision_list, Listing()).rows if each.id == ref)


def test_one_row_per_recommendation_that_goes_to_a_decision_maker(desk: Desk) -> None:
    a_case(desk, "CASE-003", meeting_ref=PANEL, item_no=3)
    a_recommendation(desk, "CASE-003", outcome=Outcome.DEFERRED)
    rows = desk.ask(decision_list, Listing()).rows
    assert [each.id for each in rows] == [APPROVAL, f"{MATCH} C001", f"{MATCH} C002"]
    assert [each.child_initials for each in rows] == [None, "QX", "QY"]
    assert {(each.authority, each.decision_maker) for each in rows} == {("FEN", "Ruth Aldous")}


def test_the_id_of_a_decision_is_its_case_and_child() -> None:
    assert decision_id("CASE-001", None) == "CASE-001"
    assert decision_id("CASE-001", "C001") == "CASE-001 C001"


def test_each_step_leads_to_the_next(desk: Desk) -> None:
    assert row(desk).next_step is NextStep.SIGN_MINUTES
    assert row(desk).clock is None
    signed_minutes(desk, PANEL)
    assert row(desk).next_step is NextStep.RECORD_RECEIPT
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    assert row(desk).next_step is NextStep.RECORD_DECISION
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.EMAIL)
    assert row(desk).next_step is NextStep.TELL_ORALLY
    oral, written = row(desk).oral_clock, row(desk).written_clock
    assert oral is not None
    assert written is not None
    assert (oral.due_on, written.due_on) == (date(2027, 3, 4), date(2027, 3, 9))
    desk.do(record_notice, APPROVAL, told_orally_on=date(2027, 3, 3))
    assert row(desk).next_step is NextStep.TELL_IN_WRITING
    desk.do(record_notice, APPROVAL, told_in_writing_on=date(2027, 3, 4))
    assert row(desk).next_step is NextStep.COMPLETE


def test_what_was_due_first_is_on_top_and_what_is_complete_below(desk: Desk) -> None:
    signed_minutes(desk, PANEL)
    match_ids = [f"{MATCH} C001", f"{MATCH} C002"]
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    desk.do(record_decision, MATCH, DecisionOutcome.AGREED, date(2027, 3, 2), child="C002", how=HowGiven.EMAIL)
    assert [each.id for each in desk.ask(decision_list, Listing()).rows] == [match_ids[1], APPROVAL, match_ids[0]]
    desk.do(record_decision, APPROVAL, DecisionOutcome.RETURNED, date(2027, 3, 2), how=HowGiven.EMAIL)
    assert [each.id for each in desk.ask(decision_list, Listing()).rows] == [match_ids[1], match_ids[0], APPROVAL]


def test_what_has_waited_longest_for_its_minutes_comes_first(desk: Desk) -> None:
    a_meeting(desk, "P2027-02-03", meets_on=date(2027, 2, 3), status=MeetingStatus.HELD)
    a_case(desk, "CASE-004", meeting_ref="P2027-02-03")
    a_recommendation(desk, "CASE-004")
    a_case(desk, "CASE-005")
    a_recommendation(desk, "CASE-005")
    assert [each.case for each in desk.ask(decision_list, Listing()).rows] == [
        "CASE-005",
        "CASE-004",
        APPROVAL,
        MATCH,
        MATCH,
    ]


def test_a_return_to_the_panel_leaves_no_notice_to_give(desk: Desk) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    desk.do(record_decision, APPROVAL, DecisionOutcome.RETURNED, date(2027, 3, 2), how=HowGiven.EMAIL)
    returned = row(desk)
    assert (returned.next_step, returned.oral_clock, returned.written_clock) == (NextStep.COMPLETE, None, None)


def test_decisions_to_complete_have_signed_minutes_and_a_step_left(desk: Desk) -> None:
    assert sum(row.is_to_complete for row in desk.ask(open_steps)) == 0
    signed_minutes(desk, PANEL)
    assert sum(row.is_to_complete for row in desk.ask(open_steps)) == 3


def test_without_an_authority_for_approvals_nobody_is_named(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_case(desk, APPROVAL)
    a_recommendation(desk, APPROVAL)
    assert (row(desk).authority, row(desk).decision_maker, row(desk).meets_on) == ("", None, None)
