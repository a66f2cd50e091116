"""Making the search index anew, and putting the texts of papers into it."""

import shutil
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.flows.index_papers import read_unindexed
from panel_desk.operations.papers.papers import file_paper, put_paper_back, remove_paper, replace_paper, restore_version
from panel_desk.operations.search_index import index_paper, rebuild_index
from panel_desk.queries.history import history
from panel_desk.queries.search import search, unindexed_papers
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.store.backup import PAPERS
from tests.builders import a_case, a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at a store with a case and a member."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", given_name="Siân")
    a_case(desk)
    return desk


def is_found(desk: Desk, typed: str) -> bool:
    return bool(desk.ask(search, typed))


def a_paper(desk: Desk, text: str | None, data: bytes = b"first") -> int:
    texts = None if text is None else (text,)
    return desk.do(file_paper, "CASE-001", "PAR.pdf", PaperKind.PAR, data, 1, texts=texts)


def test_the_index_is_made_anew_from_the_registers_and_papers_are_to_be_read_again(desk: Desk) -> None:
    a_paper(desk, "Geese.")
    assert desk.ask(unindexed_papers) == ()
    desk.do(rebuild_index)
    assert is_found(desk, "sian")
    assert not is_found(desk, "geese")
    (file,) = read_unindexed(desk)
    assert (file.name, file.data) == ("PAR.pdf", b"first")
    desk.do(index_paper, file.id, file.sha256, ("Geese.",))
    assert is_found(desk, "geese")
    assert desk.ask(unindexed_papers) == ()


def test_reading_a_medical_paper_for_the_index_is_not_recorded_as_opening_it(desk: Desk) -> None:
    desk.do(file_paper, "CASE-001", "Health.pdf", PaperKind.MEDICAL, b"first", 1, texts=None)
    before = desk.ask(history)
    (file,) = read_unindexed(desk)
    assert file.data == b"first"
    assert desk.ask(history) == before


def test_a_paper_without_text_is_not_read_twice(desk: Desk) -> None:
    a_paper(desk, None)
    ((paper,),) = (desk.ask(unindexed_papers),)
    desk.do(index_paper, paper.id, paper.sha256, ())
    assert desk.ask(unindexed_papers) == ()


def test_a_file_that_is_missing_is_read_as_empty(desk: Desk) -> None:
    a_paper(desk, None)
    shutil.rmtree(desk.store.folder / PAPERS)
    assert read_unindexed(desk)[0].data == b""


def test_a_text_that_comes_too_late_is_left_out(desk: Desk) -> None:
    number = a_paper(desk, None)
    (paper,) = desk.ask(unindexed_papers)
    desk.do(replace_paper, number, "PAR.pdf", b"second", 1, (), "Newer", texts=("Ducks.",))
    desk.do(index_paper, number, paper.sha256, ("Geese.",))
    assert not is_found(desk, "geese")
    assert is_found(desk, "ducks")
    desk.do(remove_paper, number)
    desk.do(index_paper, number, paper.sha256, ("Geese.",))
    assert not is_found(desk, "geese")


def test_only_the_version_in_force_is_found(desk: Desk) -> None:
    number = a_paper(desk, "Geese.")
    desk.do(replace_paper, number, "PAR.pdf", b"second", 1, (), "Newer", texts=("Ducks.",))
    assert (is_found(desk, "geese"), is_found(desk, "ducks")) == (False, True)
    desk.do(restore_version, number, 1, "It was right")
    assert not is_found(desk, "ducks")
    assert [paper.number for paper in desk.ask(unindexed_papers)] == [3]


def test_a_paper_that_is_put_back_is_read_again(desk: Desk) -> None:
    number = a_paper(desk, "Geese.")
    removed = desk.do(remove_paper, number)
    assert desk.ask(unindexed_papers) == ()
    desk.do(put_paper_back, removed)
    assert [paper.id for paper in desk.ask(unindexed_papers)] == [number]
