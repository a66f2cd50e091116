"""The search: what is found, in which order, with which words marked, and what nobody may find."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_desk.desk import Desk
from panel_desk.operations.meetings.agendas import add_standing_item
from panel_desk.operations.papers.papers import file_paper, remove_paper
from panel_desk.queries.search import MOST_HITS, Found, Group, search
from panel_desk.rules.search_words import Piece
from panel_desk.rules.vocabulary import MeetingStatus, PaperKind
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    minutes,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An agency with a member, a meeting, a match, minutes and a paper."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", given_name="Siân", family_name="Llewellyn")
    a_member(desk, "M002", given_name="Łukasz", family_name="Brzozowski", joined_list_on=None)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_household(desk, "H001", adopter_1="Bethan Barlow", adopter_2="Ben O'Brien")
    a_child(desk, "C001", initials="QX")
    a_case(desk, "CASE-001", children=("C001",), household_ref="H001", meeting_ref="P1", social_worker="Tove Østby")
    minutes(desk, "P1", sections=(("CASE-001", "Discussion", "The panel heard of the café by the harbour."),))
    texts = ("The first page.", "Her grandmother keeps geese.", "She feeds the geese.")
    desk.do(file_paper, "CASE-001", "PAR-Barlow.pdf", PaperKind.PAR, b"%PDF-1.7 made up", 3, texts=texts)
    return desk


def found(desk: Desk, typed: str) -> list[Found]:
    return [hit for group in desk.ask(search, typed) for hit in group.hits]


def groups(desk: Desk, typed: str) -> list[Group]:
    return [group.group for group in desk.ask(search, typed)]


def words(pieces: Sequence[Piece]) -> str:
    """The text of pieces, with brackets around the marked words."""
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "group", "title"),
    [
        ("sian LLEW", Group.PEOPLE, "[Siân] [Llewellyn]"),
        ("llewellyn, siân", Group.PEOPLE, "[Siân] [Llewellyn]"),
        ("lukasz", Group.PEOPLE, "[Łukasz] Brzozowski"),
        ("m002", Group.PEOPLE, "Łukasz Brzozowski"),
        ("barlow qx", Group.CASES, "Match: child [QX], [Barlow] and O'Brien household"),
        ("case-001", Group.CASES, "Match: child QX, Barlow and O'Brien household"),
        ("o’brien", Group.CASES, "Match: child QX, Barlow and [O]'[Brien] household"),
        ("ostby", Group.CASES, "Match: child QX, Barlow and O'Brien household"),
        ("10 february 2027", Group.MEETINGS, "Panel of [10] [February] [2027]"),
        ("10/02/2027", Group.MEETINGS, "Panel of [10] February [2027]"),
        ("wednesday 10 feb", Group.MEETINGS, "Panel of [10] [February] 2027"),
        ("harbour cafe", Group.MINUTES, "Discussion, minutes of 10 February 2027"),
        ("geese", Group.PAPERS, "PAR-Barlow.pdf, page 2 · CASE-001"),
        ("grandmoth gee", Group.PAPERS, "PAR-Barlow.pdf, page 2 · CASE-001"),
        ("par barlow", Group.PAPERS, "[PAR]-[Barlow].pdf · CASE-001"),
    ],
)
def test_each_kind_is_found_by_its_words_without_regard_to_case_and_accents(
    desk: Desk, typed: str, group: Group, title: str
) -> None:
    first = found(desk, typed)[0]
    assert (first.group, words(first.title)) == (group, title)


def test_the_words_around_the_hit_are_shown_and_marked(desk: Desk) -> None:
    (hit,) = found(desk, "CAFE har")
    assert words(hit.details) == "The panel heard of the [café] by the [harbour]."
    (page,) = found(desk, "geese")
    assert (page.ref, page.page, words(page.details)) == ("CASE-001", 2, "Her grandmother keeps [geese].")


def test_every_word_must_be_found_in_the_same_record(desk: Desk) -> None:
    assert found(desk, "siân barlow") == []
    assert found(desk, "grandmother feeds") == []
    assert found(desk, "arlow") == []


def test_standing_items_are_found_on_their_agenda(desk: Desk) -> None:
    desk.do(add_standing_item, "P1", "Thanks to the retiring vice-chair", 5)
    (hit,) = found(desk, "retiring")
    assert (hit.group, hit.ref, words(hit.details)) == (Group.AGENDAS, "P1", "Thanks to the [retiring] vice-chair")


def test_the_newest_come_first_and_the_others_are_announced(desk: Desk) -> None:
    for number in range(1, MOST_HITS + 2):
        a_meeting(desk, f"Q{number}", meets_on=date(2027, 5, 1) + timedelta(weeks=number), panel="Harvest panel")
    (group,) = desk.ask(search, "harvest")
    assert [hit.ref for hit in group.hits] == ["Q6", "Q5", "Q4", "Q3", "Q2"]
    assert group.has_more
    (only,) = desk.ask(search, "harvest q1")
    assert not only.has_more


def test_a_case_that_is_not_booked_comes_before_those_of_past_meetings(desk: Desk) -> None:
    a_case(desk, "CASE-002", household_ref="H001")
    assert [hit.ref for hit in found(desk, "barlow") if hit.group is Group.CASES] == ["CASE-002", "CASE-001"]


def test_a_removed_paper_is_not_found(desk: Desk) -> None:
    (hit,) = found(desk, "geese")
    assert hit.paper is not None
    desk.do(remove_paper, hit.paper)
    assert found(desk, "geese") == []
    assert Group.PAPERS not in groups(desk, "barlow")


@pytest.mark.parametrize(
    "typed", ["", "  ", '"', "*", "AND", 'NEAR("', "a", "x" * 10_000, "a\x00b\x1f", "-- ;'", "\ud800"]
)
def test_what_finds_nothing_is_an_empty_list(desk: Desk, typed: str) -> None:
    assert {hit.group for hit in found(desk, typed)} <= set(Group)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40) | st.text(alphabet='"*():^+-{}^AND OR NOT NEAR siân', max_size=40))
def test_no_typed_text_is_an_error(desk: Desk, typed: str) -> None:
    for hit in found(desk, typed):
        assert words(hit.title)
