"""The list of minutes, filtered, sorted and counted in the store."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from panel_desk.desk import Desk, SignedIn
from panel_desk.queries.listing import Listing
from panel_desk.queries.minutes.minutes_list import (
    UNSIGNED,
    ListedState,
    meetings_to_sign,
    minutes_counts,
    minutes_facets,
    minutes_list,
)
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus, MinutesState
from tests.builders import a_case, a_decision, a_desk, a_meeting, a_member, minutes, signed_minutes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """P1 to P5 were held, a month apart: not started, draft, final, signed, and received without minutes."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", given_name="Siân", family_name="Łabędź")
    for number, chair in enumerate(("M001", None, "M001", None, None), start=1):
        a_meeting(desk, f"P{number}", meets_on=date(2026, number, 13), status=MeetingStatus.HELD, chair_ref=chair)
    a_meeting(desk, "P6")
    minutes(desk, "P2", given_up_at=datetime(2026, 3, 1, tzinfo=UTC))
    minutes(desk, "P2", number=2)
    minutes(desk, "P3", state=MinutesState.FINAL)
    signed_minutes(desk, "P4")
    a_case(desk, "CASE-1", meeting_ref="P5", item_no=1)
    a_decision(desk, "CASE-1", minutes_received_on=date(2026, 6, 1))
    return desk


def refs(desk: Desk, *words: str, **listing: object) -> str:
    """The last digit of the ref of each meeting that is listed, in the order of the list."""
    found = desk.ask(minutes_list, Listing(words, **listing))  # type: ignore[arg-type] # its fields
    assert (found.matching, found.total) == (len(found.rows), 5)
    return "".join(row.meeting[-1] for row in found.rows)


def test_the_newest_meeting_is_first_and_each_row_has_its_state(desk: Desk) -> None:
    rows = desk.ask(minutes_list, Listing()).rows
    assert [(row.meeting, row.shown, row.number) for row in rows] == [
        ("P5", ListedState.ELSEWHERE, 0),
        ("P4", ListedState.SIGNED, 1),
        ("P3", ListedState.FINAL, 1),
        ("P2", ListedState.DRAFT, 2),
        ("P1", ListedState.NOT_STARTED, 0),
    ]
    assert (rows[0].items, rows[0].received_on) == (1, date(2026, 6, 1))
    some = desk.ask(minutes_list, Listing(offset=1, limit=2))
    assert ([row.meeting for row in some.rows], some.matching) == (["P4", "P3"], 5)


def test_the_list_is_filtered_by_state_and_chair_and_counted(desk: Desk) -> None:
    assert refs(desk, facets={"state": UNSIGNED}) == "321"
    assert refs(desk, facets={"state": frozenset({"Signed", "Draft"})}) == "42"
    assert refs(desk, facets={"chair": frozenset({"Siân Łabędź"})}) == "31"
    assert desk.ask(minutes_facets) == {
        "state": ("Not started", "Draft", "In review", "Final", "Signed", "Kept elsewhere"),
        "chair": ("Siân Łabędź",),
    }
    assert desk.ask(minutes_counts) == {"Not started": 1, "Draft": 1, "Final": 1, "Signed": 1}
    assert sorted(desk.ask(meetings_to_sign)) == ["P1", "P2", "P3"]


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("met", "12345"),
        ("state", "23514"),
        ("next", "14532"),
        ("chair", "54231"),
        ("items", "43215"),
        ("signed", "45321"),
        ("panel", "54321"),
        ("ref", "12345"),
        ("no such column", "54321"),
    ],
)
def test_the_list_is_sorted_by_each_column(desk: Desk, key: str, order: str) -> None:
    assert refs(desk, sorted_by=key) == order


def test_an_empty_day_is_last_in_both_directions(desk: Desk) -> None:
    assert refs(desk, sorted_by="signed", is_descending=True) == "45321"


@pytest.mark.parametrize(
    ("word", "found"),
    [("labedz", "31"), ("p4", "4"), ("draft", "21"), ("presided", "3"), ("february", "2"), ("1", "54321"), ("50%", "")],
)
def test_each_word_is_found_in_one_of_the_texts(desk: Desk, word: str, found: str) -> None:
    assert refs(desk, word) == found


def test_a_role_that_sees_no_drafts_gets_no_rows_or_counts_of_them(desk: Desk) -> None:
    chair = Desk(desk.store, SignedIn("sian", "Siân Łabędź", AccountRole.CHAIR, "M001"), desk.time_source)
    assert [row.meeting for row in chair.ask(minutes_list, Listing()).rows] == ["P3", "P1"]
    maker = Desk(desk.store, SignedIn("ada", "Ada", AccountRole.DECISION_MAKER, None), desk.time_source)
    assert "Not signed yet" in maker.ask(minutes_facets)["state"]
    assert "Not started" not in maker.ask(minutes_facets)["state"]
    assert maker.ask(minutes_counts) == {}
