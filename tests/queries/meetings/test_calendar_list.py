"""The list of meetings, filtered, sorted and counted in the store."""

from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk, SignedIn
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.calendar import calendar_facets, calendar_list, meetings_between, planned_meetings
from panel_desk.rules.vocabulary import (
    AccountRole,
    CaseKind,
    CaseStatus,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MinutesState,
    Response,
)
from tests.builders import a_case, a_desk, a_meeting, a_member, an_attendance, minutes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Today is 4 March 2027. P1 and P2 are planned, P2 for a day that is past; P3 is cancelled, P4 to P6 were held."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", given_name="Siân", family_name="Łabędź")
    a_meeting(desk, "P1", meets_on=date(2027, 3, 10), chair_ref="M001", starts_at=time(13, 45))
    an_attendance(desk, "P1", "M001", response=Response.ACCEPTED, attended=False)
    a_case(desk, "CASE-1", meeting_ref="P1", item_no=1)
    a_case(desk, "CASE-2", meeting_ref="P1", item_no=2, status=CaseStatus.WITHDRAWN)
    a_meeting(desk, "P2", meets_on=date(2027, 3, 1), kind=MeetingKind.URGENT, place=MeetingFormat.HYBRID)
    a_meeting(desk, "P3", meets_on=date(2027, 4, 28), status=MeetingStatus.CANCELLED, cancelled_because="Snow")
    a_meeting(desk, "P4", meets_on=date(2027, 1, 13), status=MeetingStatus.HELD, panel="Joint panel")
    minutes(desk, "P4", state=MinutesState.DRAFT)
    a_meeting(desk, "P5", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_meeting(desk, "P6", meets_on=date(2026, 2, 24), status=MeetingStatus.HELD)
    return desk


def refs(desk: Desk, *words: str, limit: int | None = None, **listing: object) -> str:
    """The last digit of the ref of each meeting that is listed, in the order of the list."""
    found = desk.ask(calendar_list, Listing(words, limit=limit, **listing))  # type: ignore[arg-type] # its fields
    if limit is None:
        assert found.matching == len(found.rows)
    assert found.total == 6
    return "".join(row.ref[-1] for row in found.rows)


def test_planned_and_later_meetings_are_first_and_the_latest_of_the_past_ones_next(desk: Desk) -> None:
    assert refs(desk) == "213546"
    pages = [desk.ask(calendar_list, Listing(offset=offset, limit=2)) for offset in (0, 2, 4, 6)]
    assert ["".join(row.ref[-1] for row in page.rows) for page in pages] == ["21", "35", "46", ""]
    assert {page.matching for page in pages} == {6}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("labedz",), "1"),
        (("joint",), "4"),
        (("13:45",), "1"),
        (("hybrid",), "2"),
        (("urgent",), "2"),
        (("cancelled",), "3"),
        (("february", "2026"), "6"),
        (("tuesday",), "6"),
        (("draft",), "4"),
        (("started",), "56"),
        (("items",), "2"),
        (("missing",), "1"),
        (("come",), "213"),
        (("past",), "546"),
        (("50%",), ""),
    ],
)
def test_each_word_is_found_in_one_of_the_texts(desk: Desk, words: tuple[str, ...], found: str) -> None:
    assert refs(desk, *words) == found


def test_facets_filter_and_count(desk: Desk) -> None:
    assert refs(desk, facets={"when": frozenset({"To come"})}) == "213"
    assert refs(desk, facets={"when": frozenset({"Past"})}) == "546"
    assert refs(desk, facets={"when": frozenset({"Past"})}, sorted_by="day") == "645"
    assert refs(desk, facets={"when": frozenset({"To come"})}, sorted_by="day", is_descending=True) == "312"
    assert refs(desk, facets={"minutes": frozenset({"not started", "draft"})}) == "546"
    assert refs(desk, facets={"kind": frozenset({"cancelled", "urgent"})}) == "23"
    assert refs(desk, facets={"panel": frozenset({"Joint panel"})}) == "4"
    offered = desk.ask(calendar_facets)
    assert offered["when"] == ("To come", "Past")
    assert "Joint panel" in offered["panel"]
    assert {"not started", "signed"} <= set(offered["minutes"])
    assert {"urgent", "cancelled"} <= set(offered["kind"])


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("day", "645213"),
        ("starts", "645231"),
        ("chair", "645231"),
        ("items", "645231"),
        ("quorum", "126453"),
        ("papers", "645213"),
        ("minutes", "213465"),
        ("kind", "364512"),
        ("panel", "652134"),
        ("when", "645213"),
        ("no such column", "645213"),
    ],
)
def test_the_list_is_sorted_by_each_column(desk: Desk, key: str, order: str) -> None:
    assert refs(desk, sorted_by=key) == order


def test_without_planned_meetings_the_quorum_sorts_by_day(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for day in (20, 13):
        a_meeting(desk, f"P{day}", meets_on=date(2027, 1, day), status=MeetingStatus.HELD)
    found = desk.ask(calendar_list, Listing(sorted_by="quorum"))
    assert [row.ref for row in found.rows] == ["P13", "P20"]


@pytest.mark.parametrize(
    ("word", "found"), [("quorate", "1"), ("all", ""), ("late", "21"), ("not", "56"), ("filed", ""), ("due", "")]
)
def test_planned_meetings_are_found_by_their_quorum_and_papers(desk: Desk, word: str, found: str) -> None:
    assert set(refs(desk, word)) == set(found)


def test_planned_meetings_and_those_between_two_days_are_in_order_of_their_days(desk: Desk) -> None:
    assert [row.ref for row in desk.ask(planned_meetings)] == ["P2", "P1"]
    assert [row.ref for row in desk.ask(meetings_between, date(2027, 1, 13), date(2027, 3, 1))] == ["P4", "P5", "P2"]


def test_a_chair_s_list_counts_only_their_own_meetings(desk: Desk) -> None:
    chair = Desk(desk.store, SignedIn("sian", "Siân Łabędź", AccountRole.CHAIR, "M001"), desk.time_source)
    found = chair.ask(calendar_list, Listing(limit=1))
    assert ([row.ref for row in found.rows], found.matching, found.total) == (["P1"], 1, 1)


def test_a_planned_meeting_is_found_by_the_words_shown_for_its_quorum_and_papers(desk: Desk) -> None:
    a_case(desk, "CASE-3", meeting_ref="P2", item_no=1, kind=CaseKind.OTHER)
    assert refs(desk, "filed") == "2"
    assert set(refs(desk, "yet")) == {"2"}
    assert refs(desk, "items") == ""
