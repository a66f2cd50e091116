"""The list of decisions, filtered, sorted and counted in the store."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.models import EarlierDecision
from panel_desk.queries.decisions import decisions
from panel_desk.queries.decisions.decisions import (
    NextStep,
    decision,
    decision_facets,
    decision_list,
    decisions_of_meeting,
    open_steps,
)
from panel_desk.queries.listing import Listing
from panel_desk.rules.vocabulary import CaseKind, DecisionOutcome, HowGiven, MeetingStatus, Outcome
from tests.builders import (
    _put,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_recommendation,
    an_authority,
)

DECIDED: dict[str, Any] = {"minutes_received_on": date(2027, 2, 1), "outcome": DecisionOutcome.AGREED}
INFORMED: dict[str, Any] = {"told_orally_on": date(2027, 2, 3), "told_in_writing_on": date(2027, 2, 4)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Seven cases; today is 4 March 2027.

    CASE-1 and CASE-6 are complete, CASE-2 waits for its written notice, which is late, CASE-3 for the decision. CASE-4
    and CASE-5 wait for their minutes; CASE-5 has no meeting. CASE-7 was deferred, so it is not in the list.
    """
    desk = a_desk(tmp_path)
    an_authority(desk, "FEN", decision_maker="Ruth Aldous")
    an_authority(desk, "PET", "Petersholme Council", decision_maker="Zoë Quill")
    a_household(desk, "H001", adopter_1="Siân Łabędź", adopter_2=None)
    a_child(desk, "C001", initials="QX", authority="PET")
    spring = a_meeting(desk, "P1", meets_on=date(2027, 1, 20), status=MeetingStatus.HELD)
    for number in range(1, 8):
        a_case(
            desk,
            f"CASE-{number}",
            meeting_ref=None if number == 5 else spring,
            item_no=number,
            kind=CaseKind.MATCH if number == 3 else CaseKind.APPROVAL,
            household_ref="H001" if number == 2 else None,
            children=("C001",) if number == 3 else (),
        )
        outcome = {4: Outcome.NOT_RECOMMENDED, 7: Outcome.DEFERRED}.get(number, Outcome.RECOMMENDED)
        a_recommendation(desk, f"CASE-{number}", "C001" if number == 3 else None, outcome=outcome)
    a_decision(desk, "CASE-1", decided_on=date(2027, 2, 2), **DECIDED, **INFORMED)
    a_decision(desk, "CASE-2", decided_on=date(2027, 2, 2), told_orally_on=date(2027, 2, 3), **DECIDED)
    a_decision(desk, "CASE-3", "C001", authority="PET", minutes_received_on=date(2027, 3, 2))
    a_decision(
        desk,
        "CASE-6",
        decided_on=date(2027, 2, 3),
        minutes_received_on=date(2027, 2, 1),
        outcome=DecisionOutcome.RETURNED,
        how_given=HowGiven.TELEPHONE,
        recorded_by="Gwen Ash",
    )
    earlier = EarlierDecision(
        case_ref="CASE-1",
        authority_code="FEN",
        decided_on=date(2026, 12, 9),
        outcome=DecisionOutcome.REFUSED,
        replaced_at=datetime(2027, 2, 2, 9, tzinfo=UTC),
        replaced_by="Gwen Ash",
        replaced_because="Representations",
    )
    _put(desk, earlier, "CASE-1")
    return desk


def cases(desk: Desk, *words: str, limit: int | None = None, **listing: object) -> str:
    """The last digit of the ref of each case that is listed, in the order of the list."""
    found = desk.ask(decision_list, Listing(words, limit=limit, **listing))  # type: ignore[arg-type] # its fields
    if limit is None:
        assert found.matching == len(found.rows)
    assert found.total == 6
    return "".join(row.case[-1] for row in found.rows)


def test_what_is_late_is_on_top_and_what_is_complete_below_latest_first(desk: Desk) -> None:
    assert cases(desk) == "235461"
    pages = [desk.ask(decision_list, Listing(offset=offset, limit=2)) for offset in (0, 2, 3, 6)]
    assert ["".join(row.case[-1] for row in page.rows) for page in pages] == ["23", "54", "46", ""]
    assert {page.matching for page in pages} == {6}


def test_the_clock_that_runs_is_that_of_the_step_that_comes_next(desk: Desk) -> None:
    rows = {row.case: row for row in desk.ask(decision_list, Listing()).rows}
    late, open_one, complete = rows["CASE-2"], rows["CASE-3"], rows["CASE-1"]
    assert late.running_clock is late.written_clock is not None
    assert open_one.running_clock is open_one.clock is not None
    assert complete.running_clock is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("labedz",), "2"),
        (("household",), "2"),
        (("match",), "3"),
        (("qx",), "3"),
        (("case-6",), "6"),
        (("ruth",), "261"),
        (("petersholme",), "3"),
        (("not", "recommended"), "24"),
        (("agreed",), "21"),
        (("telephone", "gwen"), "6"),
        (("sign",), "54"),
        (("complete",), "61"),
        (("late",), "2"),
        (("working",), "23"),
        (("representations",), "1"),
        (("december",), "1"),
        (("february", "4"), "1"),
        (("march",), "3"),
        (("50%",), ""),
    ],
)
def test_each_word_is_found_in_one_of_the_texts(desk: Desk, words: tuple[str, ...], found: str) -> None:
    assert cases(desk, *words) == found


def test_facets_filter_and_count(desk: Desk) -> None:
    open_ones = frozenset(NextStep) - {NextStep.COMPLETE}
    assert cases(desk, facets={"next": open_ones}) == "2354"
    assert cases(desk, facets={"next": frozenset({NextStep.COMPLETE})}) == "61"
    assert cases(desk, facets={"next": frozenset({NextStep.TELL_IN_WRITING, NextStep.COMPLETE})}) == "261"
    assert cases(desk, facets={"decision": frozenset({"Agreed"})}) == "21"
    assert cases(desk, facets={"recommendation": frozenset({"Not recommended"})}) == "4"
    assert cases(desk, facets={"maker": frozenset({"Zoë Quill"})}) == "3"
    assert cases(desk, facets={"authority": frozenset({"Fenland County Council"}), "next": open_ones}) == "2"
    assert cases(desk, facets={"nothing of the sort": frozenset({"Agreed"})}) == ""
    offered = desk.ask(decision_facets)
    assert offered["decision"] == ("Agreed", "Refused", "Returned to panel")
    assert offered["maker"] == ("Ruth Aldous", "Zoë Quill")
    assert set(offered) == {"next", "recommendation", "decision", "maker", "authority"}


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("what", "145623"),
        ("child", "124563"),
        ("next", "163245"),
        ("decided", "162345"),
        ("recommendation", "412356"),
        ("decision", "345126"),
        ("maker", "451263"),
        ("authority", "451263"),
        ("met", "123465"),
        ("received", "126345"),
        ("orally", "123456"),
        ("in_writing", "123456"),
        ("case", "123456"),
        ("recorded", "123456"),
        ("earlier", "123456"),
        ("no such column", "123456"),
    ],
)
def test_the_list_is_sorted_by_each_column_with_unknown_days_last(desk: Desk, key: str, order: str) -> None:
    assert cases(desk, sorted_by=key) == order
    assert cases(desk, sorted_by=key, limit=1) == order[0]
    assert cases(desk, sorted_by=key, is_descending=True, facets={"next": frozenset({NextStep.COMPLETE})}) in "6161"


def test_the_steps_that_are_left_are_counted_with_their_last_days(desk: Desk) -> None:
    steps = desk.ask(open_steps)
    assert sorted((each.next_step, each.due_on) for each in steps if each.due_on) == [
        (NextStep.RECORD_DECISION, date(2027, 3, 11)),
        (NextStep.TELL_IN_WRITING, date(2027, 2, 9)),
    ]
    assert (len(steps), sum(each.is_to_complete for each in steps)) == (4, 2)


def test_a_decision_is_found_by_its_key_and_those_of_a_meeting_in_the_order_of_its_items(desk: Desk) -> None:
    for key in ("CASE-2", "CASE-3 C001"):
        found = desk.ask(decision, key)
        assert found is not None
        assert found.id == key
    assert desk.ask(decision, "CASE-7") is None
    assert desk.ask(decision, "CASE-2 C001") is None
    assert [each.case for each in desk.ask(decisions_of_meeting, "P1")] == [f"CASE-{n}" for n in (1, 2, 3, 4, 6)]


def test_many_decisions_are_read_with_the_whole_register(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    few = desk.ask(decision_list, Listing(offset=1, limit=3))
    monkeypatch.setattr(decisions, "FEW", 2)
    assert desk.ask(decision_list, Listing(offset=1, limit=3)) == few
