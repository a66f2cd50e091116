"""The search: what is found, in which order, with which words marked, and what nobody may find."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_desk.desk import Desk
from panel_desk.operations.meetings.agendas import add_standing_item
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.operations.papers.papers import file_paper, remove_paper
from panel_desk.queries.search import MOST_HITS, Group, SearchHit, search
from panel_desk.rules.search_words import Piece
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus, PackEdition, PaperKind
from tests.builders import (
    FixedTime,
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_authority,
    minutes,
    once,
)
from tests.panels import APPROVAL, CHAIR, MATCH, the_chair, with_the_chair


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An agency with a member, a meeting, a match, minutes and a paper."""
    desk = a_desk(tmp_path)
    _one_of_each(desk)
    return desk


@once
def _one_of_each(desk: Desk) -> None:
    a_member(desk, "M001", given_name="Siân", family_name="Llewellyn")
    a_member(desk, "M002", given_name="Łukasz", family_name="Brzozowski", joined_list_on=None)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_household(desk, "H001", adopter_1="Bethan Barlow", adopter_2="Ben O'Brien")
    a_child(desk, "C001", initials="QX")
    a_case(desk, "CASE-001", children=("C001",), household_ref="H001", meeting_ref="P1", social_worker="Tove Østby")
    minutes(desk, "P1", sections=(("CASE-001", "Discussion", "The panel heard of the café by the harbour."),))
    texts = ("The first page.", "Her grandmother keeps geese.", "She feeds the geese.")
    desk.do(file_paper, "CASE-001", "PAR-Barlow.pdf", PaperKind.PAR, b"%PDF-1.7 made up", 3, texts=texts)


def found(desk: Desk, typed: str) -> list[SearchHit]:
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
        ("harbour cafe", Group.MINUTES, "Minutes of 10 February 2027 · CASE-001 · Discussion"),
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


def test_a_paper_is_shown_once_with_the_first_page_that_has_the_words(desk: Desk) -> None:
    texts = ("Nothing.", "Two hamsters.", "The hamsters.", "More hamsters.")
    desk.do(file_paper, "CASE-001", "Hamsters.pdf", PaperKind.PAR, b"%PDF-1.7 other", 4, texts=texts)
    (hit,) = found(desk, "hamsters")
    assert (words(hit.title), hit.page) == ("[Hamsters].pdf, page 2 · CASE-001", 2)


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
def test_an_empty_odd_or_very_long_text_is_no_error(desk: Desk, typed: str) -> None:
    assert {hit.group for hit in found(desk, typed)} <= set(Group)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40) | st.text(alphabet='"*():^+-{}^AND OR NOT NEAR siân', max_size=40))
def test_no_typed_text_is_an_error(desk: Desk, typed: str) -> None:
    for hit in found(desk, typed):
        assert words(hit.title)


# What an account may see


@pytest.fixture
def panel(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The office's desk: a panel with its chair, minutes and papers, and a case at a panel of somebody else."""
    desk = a_desk(tmp_path, time_source=time_source)
    _two_panels(desk)
    return desk


@once
def _two_panels(desk: Desk) -> None:
    with_the_chair(desk)
    a_meeting(desk, "P2027-03-03", meets_on=date(2027, 3, 3), status=MeetingStatus.HELD)
    a_household(desk, "H900", adopter_1="Zelda Quince")
    a_case(desk, "CASE-900", meeting_ref="P2027-03-03", household_ref="H900")
    minutes(desk, "P2027-03-03", sections=(("CASE-900", "Discussion", "They keep rabbits and ferrets."),))
    for case, text in ((MATCH, "A hutch of rabbits."), (APPROVAL, "Two rabbits."), ("CASE-900", "No rabbits.")):
        desk.do(file_paper, case, f"{case}.pdf", PaperKind.PAR, case.encode(), 1, texts=(text,))
    desk.do(file_paper, MATCH, "Health.pdf", PaperKind.MEDICAL, b"health", 1, texts=("Allergic to rabbits.",))


def refs(desk: Desk, typed: str) -> set[tuple[Group, str]]:
    return {(hit.group, hit.ref) for hit in found(desk, typed)}


def test_the_office_finds_everything(panel: Desk) -> None:
    assert refs(panel, "rabbits") == {
        (Group.MINUTES, "P2027-03-03"),
        *((Group.PAPERS, case) for case in (MATCH, APPROVAL, "CASE-900")),
    }
    assert refs(panel, "quince") == {(Group.CASES, "CASE-900")}


def test_a_medical_paper_is_found_without_its_words(panel: Desk) -> None:
    (hit,) = found(panel, "allergic")
    assert (hit.ref, hit.page, words(hit.details)) == (MATCH, 1, "A medical paper; open it to read what it says.")


def test_a_chair_finds_only_what_comes_to_their_panels(panel: Desk, tmp_path: Path) -> None:
    panel.close()
    chair = the_chair(tmp_path)
    assert refs(chair, "rabbits") == {(Group.PAPERS, MATCH), (Group.PAPERS, APPROVAL)}
    assert refs(chair, "quince") == set()
    assert refs(chair, "3 march 2027") == set()


def test_hits_that_an_account_may_not_see_take_no_place_and_are_not_announced(panel: Desk, tmp_path: Path) -> None:
    for number in range(10):
        a_case(panel, f"CASE-91{number}", meeting_ref="P2027-03-03", household_ref="H900")
    of_all = next(group for group in panel.ask(search, "case") if group.group is Group.CASES)
    assert of_all.has_more
    panel.close()
    own = next(group for group in the_chair(tmp_path).ask(search, "case") if group.group is Group.CASES)
    assert ({hit.ref for hit in own.hits}, own.has_more) == ({MATCH, APPROVAL}, False)


def test_nobody_finds_an_item_from_which_they_withdrew(panel: Desk, tmp_path: Path) -> None:
    panel.do(declare_interest, MATCH, CHAIR, "Knows the family", withdraws=True)
    panel.close()
    chair = the_chair(tmp_path)
    assert refs(chair, "rabbits") == {(Group.PAPERS, APPROVAL)}
    assert (Group.CASES, MATCH) not in refs(chair, MATCH)


def test_what_is_redacted_for_some_readers_is_found_by_the_office_only(panel: Desk, tmp_path: Path) -> None:
    (paper,) = (hit.paper for hit in found(panel, "hutch"))
    assert paper is not None
    panel.do(mark_redaction, paper, "rabbits", (PackEdition.APPLICANTS,), "Not theirs to read")
    assert (Group.PAPERS, MATCH) in refs(panel, "hutch")
    panel.close()
    assert refs(the_chair(tmp_path), "hutch") == set()


def test_a_decision_maker_finds_what_was_recommended_for_their_authorities(
    panel: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    an_authority(panel, "OTH", "Other Council")
    panel.close()
    maker = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, authorities=("FEN",))
    assert refs(maker, "rabbits") == {(Group.PAPERS, MATCH), (Group.PAPERS, APPROVAL)}
    maker.close()
    other = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, name="other", authorities=("OTH",))
    assert refs(other, "rabbits") == set()
    assert refs(other, "case") == set()


def test_a_reader_finds_meetings_and_agendas_and_nothing_personal(panel: Desk, tmp_path: Path) -> None:
    panel.do(add_standing_item, "P2027-03-03", "Welcome to the new vice-chair", 5)
    panel.close()
    reader = a_desk(tmp_path, AccountRole.READER)
    assert refs(reader, "3 march 2027") == {(Group.MEETINGS, "P2027-03-03")}
    assert refs(reader, "welcome") == {(Group.AGENDAS, "P2027-03-03")}
    for typed in ("rabbits", "quince", "case", "m001"):
        assert refs(reader, typed) == set()
