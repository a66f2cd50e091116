"""Filing papers: e-mails opened, what is filed already refused, each file filed as it was chosen."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.file_papers import (
    CheckedFile,
    FiledPaper,
    GivenFile,
    PaperToFile,
    check_papers,
    file_checked,
    read_case,
)
from panel_desk.queries.papers.checks import paper_file
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import a_case, a_desk
from tests.documents import reading
from tests.pdfs import a_pdf

CASE = "CASE-001"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_case(desk, CASE)
    return desk


def an_email(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Papers"
    message.set_content("Here they are.")
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return bytes(message)


def test_the_attachments_of_an_email_are_checked_and_what_comes_twice_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "Papers.eml").write_bytes(an_email(("PAR.pdf", a_pdf("one")), ("CPR.pdf", a_pdf("two"))))
    (tmp_path / "Again.pdf").write_bytes(a_pdf("two"))
    given: list[GivenFile] = [tmp_path / "Papers.eml", tmp_path / "Again.pdf", ("Empty.msg", b"")]
    par, cpr, words, again, empty = check_papers(read_case(desk, CASE), given)
    assert (par.name, par.pages, par.refused, par.came_with) == ("PAR.pdf", 1, "", "Papers.eml")
    assert (words.name, words.is_offered, words.refused) == ("Papers (e-mail).pdf", True, "")
    assert "Here they are." in reading.words(words.data)
    assert "the same, to the byte, as CPR.pdf" in again.refused
    assert "Save it to a folder" in empty.refused
    for file, kind in ((par, PaperKind.PAR), (cpr, PaperKind.CPR)):
        file_checked(desk, CASE, PaperToFile(file, kind))
    assert [(row.name, row.kind) for row in desk.ask(papers, CASE)] == [
        ("PAR.pdf", PaperKind.PAR),
        ("CPR.pdf", PaperKind.CPR),
    ]
    [filed] = check_papers(read_case(desk, CASE), [tmp_path / "Again.pdf"])
    assert "the same, to the byte, as CPR.pdf" in filed.refused


def test_a_newer_version_takes_the_place_of_the_older_one(desk: Desk) -> None:
    case = read_case(desk, CASE)
    first, newer = check_papers(case, [("PAR.pdf", a_pdf("one")), ("PAR-2.pdf", a_pdf("two"))])
    filed = file_checked(desk, CASE, PaperToFile(first, PaperKind.PAR, author="Josie Pemble"))
    assert desk.ask(papers, CASE)[0].author == "Josie Pemble"
    version = file_checked(desk, CASE, PaperToFile(newer, PaperKind.PAR, filed.id, "Mended"))
    assert version == FiledPaper(filed.id, 2)
    assert [each.why for each in desk.ask(paper_file, filed.id).versions] == ["Mended", None]


def test_a_file_that_was_refused_is_not_filed(desk: Desk) -> None:
    damaged = CheckedFile("Damaged.pdf", b"", 0, (), "The file is damaged.")
    with pytest.raises(RuleBrokenError, match=r"Damaged\.pdf: The file is damaged"):
        file_checked(desk, CASE, PaperToFile(damaged, PaperKind.OTHER))
    assert desk.ask(papers, CASE) == ()
