"""The search index: updated by each change, made for older stores, checked, and never on the disk in clear."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk, Work, permits, sign_in
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, CaseChild, Child, Household, Meeting, Member, MinutesSection, StandingItem
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.search import search
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus, PaperKind
from tests.builders import (
    PASSPHRASE,
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
    """A match at a panel that was held, with minutes."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", given_name="Siân", family_name="Llewellyn")
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_household(desk, "H001", adopter_1="Bethan Barlow", adopter_2=None)
    a_child(desk, "C001", initials="QX")
    a_child(desk, "C002", initials="WZ")
    a_case(desk, "CASE-001", children=("C001",), household_ref="H001", meeting_ref="P1")
    minutes(desk, "P1", sections=(("CASE-001", "Discussion", "A harbour café."), ("CASE-001", "Advice", "None.")))
    desk.do(_change, _add_item)
    return desk


@permits(*AccountRole)
def _change(work: Work, change: Callable[[Work], object]) -> None:
    change(work)


def _add_item(work: Work) -> None:
    work.session.add(StandingItem(meeting_ref="P1", title="Welcome", minutes=5, position=1))


def refs(desk: Desk, typed: str) -> list[str]:
    return [hit.ref for group in desk.ask(search, typed) for hit in group.hits]


def index_faults_of(desk: Desk) -> list[str]:
    """What the check says of the index; it also says which records are not as the audit trail has them."""
    return [fault for fault in desk.ask(store_faults) if fault.startswith("The search index")]


def _rename_household(work: Work) -> None:
    work.session.get_one(Household, "H001").adopter_1 = "Bethan Quince"


def _correct_initials(work: Work) -> None:
    work.session.get_one(Child, "C001").initials = "VY"


def _swap_children(work: Work) -> None:
    case = work.session.get_one(Case, "CASE-001")
    case.children = [CaseChild(child_ref="C002", position=1)]


def _rename_case(work: Work) -> None:
    work.session.get_one(Case, "CASE-001").ref = "CASE-777"


def _rename_member(work: Work) -> None:
    work.session.get_one(Member, "M001").ref = "M777"


def _move_panel(work: Work) -> None:
    work.session.get_one(Meeting, "P1").meets_on = date(2027, 5, 6)


def _rewrite_discussion(work: Work) -> None:
    work.session.query(MinutesSection).filter_by(heading="Discussion").one().text = "A lighthouse."


def _empty_discussion(work: Work) -> None:
    work.session.query(MinutesSection).filter_by(heading="Discussion").one().text = ""


def _remove_item(work: Work) -> None:
    work.session.delete(work.session.query(StandingItem).one())


@pytest.mark.parametrize(
    ("change", "gone", "found", "ref"),
    [
        (_rename_household, "barlow", "quince", "CASE-001"),
        (_correct_initials, "qx", "vy", "CASE-001"),
        (_swap_children, "qx", "wz", "CASE-001"),
        (_rename_case, "case-001", "case-777", "CASE-777"),
        (_rename_member, "m001", "m777", "M777"),
        (_move_panel, "10 february 2027", "6 may 2027", "P1"),
        (_rewrite_discussion, "harbour", "lighthouse", "P1"),
        (_empty_discussion, "harbour", "none", "P1"),
        (_remove_item, "welcome", "harbour", "P1"),
    ],
)
def test_the_index_follows_each_change(
    desk: Desk, change: Callable[[Work], object], gone: str, found: str, ref: str
) -> None:
    assert refs(desk, gone)
    desk.do(_change, change)
    assert refs(desk, gone) == []
    assert refs(desk, found) == [ref]
    assert index_faults_of(desk) == []


def test_a_change_that_fails_leaves_the_index_as_it_was(desk: Desk) -> None:
    def fail(work: Work) -> None:
        _rename_household(work)
        work.session.flush()
        raise RuleBrokenError("Not today.")

    with pytest.raises(RuleBrokenError):
        desk.do(_change, fail)
    assert refs(desk, "quince") == []
    assert refs(desk, "barlow") == ["CASE-001"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_entry SET text = 'Somebody else' WHERE record = 'M001'",
        "DELETE FROM search_entry WHERE record = 'CASE-001'",
        "DELETE FROM search_name WHERE rowid = (SELECT id FROM search_entry WHERE record = 'M001')",
        "UPDATE member SET given_name = 'Other'",
    ],
)
def test_the_check_notices_an_index_that_disagrees(desk: Desk, damage: str) -> None:
    assert desk.ask(store_faults) == ()
    with desk.store.engine.begin() as connection:
        connection.execute(text(damage))
    (fault,) = index_faults_of(desk)
    assert fault.startswith("The search index disagrees with the registers in ")
    assert fault.endswith("Make it anew with panel-desk check --rebuild-index.")


def test_a_store_without_an_index_gets_one_when_it_is_opened(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        for name in ("search_entry", "search_name", "search_text", "search_version"):
            connection.execute(text(f"DROP TABLE {name}"))
    assert desk.ask(store_faults) == (
        "The search index is missing. Make it anew with panel-desk check --rebuild-index.",
    )
    desk.close()
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    assert refs(again, "harbour") == ["P1"]
    assert again.ask(store_faults) == ()


def test_an_index_of_another_version_is_made_anew(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE search_version SET number = 0"))
        connection.execute(text("DELETE FROM search_entry"))
    desk.close()
    assert refs(sign_in(desk.store.folder, None, PASSPHRASE), "harbour") == ["P1"]


def test_nothing_of_the_index_is_on_the_disk_in_clear(desk: Desk) -> None:
    texts = ("Grandmother keeps sphinxmoths.",)
    desk.do(file_paper, "CASE-001", "PAR.pdf", PaperKind.PAR, b"%PDF-1.7 made up", 1, texts=texts)
    assert refs(desk, "sphinxmoths") == ["CASE-001"]
    files = [file for file in desk.store.folder.rglob("*") if file.is_file()]
    assert "desk.db" in {file.name for file in files}
    for file in files:
        content = file.read_bytes().lower()
        assert not any(word in content for word in (b"sphinxmoth", b"llewellyn", b"harbour", b"search_entry"))


def test_an_unchanged_text_is_not_written_again(desk: Desk) -> None:
    def entry_ids() -> list[int]:
        with desk.store.engine.connect() as connection:
            return list(connection.scalars(text("SELECT id FROM search_entry ORDER BY id")))

    before = entry_ids()
    desk.do(_change, lambda work: setattr(work.session.get_one(Member, "M001"), "phone", "01632 960123"))
    assert entry_ids() == before
