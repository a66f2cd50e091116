"""Marking a phrase for redaction finds the pages that show it, and those that somebody must look at."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.documents.redaction.redact import RedactionError
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.redact_paper import (
    PhrasePages,
    earlier_search,
    mark_phrase,
    paper_called,
    phrase_pages,
    search_paper,
)
from panel_desk.operations.papers.checks import look_at_page
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.papers.checks import paper_file
from panel_desk.rules.vocabulary import AccountRole, PackEdition, PaperKind
from tests.builders import a_case, a_desk
from tests.pdfs import a_pdf

OBSERVER = [PackEdition.OBSERVER]
NAME = "Mirabel Oakhurst"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_case(desk)
    return desk


def filed(desk: Desk, data: bytes, name: str = "PAR.pdf") -> int:
    return desk.do(file_paper, case="CASE-001", name=name, kind=PaperKind.PAR, data=data, pages=4)


def test_marking_finds_the_pages_of_a_phrase_and_those_to_look_at(desk: Desk) -> None:
    data = a_pdf("one", f"She is {NAME}", "nothing", f"Of {NAME}", scans=[1, 4])
    paper = filed(desk, data)
    assert mark_phrase(desk, paper, f" {NAME} ", OBSERVER, "Her name") == PhrasePages((2, 4), (1, 4))
    file = desk.ask(paper_file, paper)
    assert [each.phrase for each in file.redactions] == [NAME]
    desk.do(look_at_page, paper, file.row.sha256, 4, [(72, 100, 90, 110)], [NAME])
    read = search_paper(file.row.sha256, data, [NAME])
    assert phrase_pages(desk.ask(paper_file, paper), read, NAME) == PhrasePages((2, 4), (1,))
    assert mark_phrase(desk, paper, "Harrow Lane", OBSERVER, "Her home") == PhrasePages((), (1, 4))


def test_each_of_several_phrases_has_its_own_pages() -> None:
    data = a_pdf(NAME, "Harrow Lane", f"{NAME}, Harrow Lane")
    read = search_paper("hash of several", data, [NAME, "Harrow Lane", "Nobody", "--"])
    assert read.found == {NAME: (1, 3), "Harrow Lane": (2, 3), "Nobody": (), "--": ()}


def test_a_file_that_was_read_is_not_read_again(desk: Desk) -> None:
    data = a_pdf("kept")
    assert earlier_search("hash of kept", ["kept"]) is None
    found = search_paper("hash of kept", data, ["kept"])
    assert earlier_search("hash of kept", ["kept"]) is found
    assert search_paper("hash of kept", b"not read again", ["kept"]) is found
    for number in range(100):
        search_paper(f"hash {number}", data, ["kept"])
    assert earlier_search("hash of kept", ["kept"]) is None
    assert desk


def test_nothing_is_marked_in_a_damaged_paper(desk: Desk) -> None:
    paper = filed(desk, b"no PDF")
    with pytest.raises(RedactionError, match="damaged"):
        mark_phrase(desk, paper, NAME, OBSERVER, "Her name")
    assert desk.ask(paper_file, paper).redactions == ()


def test_a_phrase_without_letters_is_found_on_no_page(desk: Desk) -> None:
    assert mark_phrase(desk, filed(desk, a_pdf("a - b")), "--", OBSERVER, "why") == PhrasePages((), ())


@pytest.mark.parametrize("name", ["Siân’s PAR.pdf", "sian’s par", "SIA\u0302N’S PAR.PDF"])
def test_a_paper_is_found_by_its_name(desk: Desk, name: str) -> None:
    number = filed(desk, a_pdf("one"), "Siân’s PAR.pdf")
    filed(desk, a_pdf("two"), "Siân’s PAR 2.pdf")
    found = paper_called(desk, "CASE-001", name)
    assert found is not None
    assert found.id == number


def test_a_name_that_two_papers_have_is_refused(desk: Desk) -> None:
    for words in ("one", "two"):
        filed(desk, a_pdf(words), "PAR.pdf")
    with pytest.raises(RuleBrokenError, match=r"2 papers of Approval: Barlow001 household are called par\.pdf"):
        paper_called(desk, "CASE-001", "par.pdf")


def test_an_unknown_paper_is_none_and_an_unknown_case_is_refused(desk: Desk) -> None:
    assert paper_called(desk, "CASE-001", "APR.pdf") is None
    with pytest.raises(RuleBrokenError, match="no case"):
        paper_called(desk, "CASE-404", "APR.pdf")
