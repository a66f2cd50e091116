"""`panel-desk add-paper`: files a paper or a newer version, and prints the preflight's findings or a refusal."""

import sys
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.queries.papers.checks import paper_file
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import PASSPHRASE, a_case, a_desk, a_household
from tests.pdfs import a_commented_pdf, a_pdf

Call = Callable[..., tuple[int, str, str]]
SAMPLES = Path(__file__).parent / "samples" / "papers"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_case(desk)
    return desk


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")

    def call(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", str(tmp_path / "store"), "add-paper", "CASE-001", *map(str, words)], lambda _: 42)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_paper_is_filed_and_its_preflight_findings_are_printed(call: Call, desk: Desk) -> None:
    code, out, _ = call(SAMPLES / "Chronology-rotated.pdf", "--kind", "other")
    assert code == Exit.DONE
    assert out.startswith("Chronology-rotated.pdf: ")
    assert "Pages 2, 3 and 4 have their text sideways" in out
    [row] = desk.ask(papers, "CASE-001")
    assert (row.name, row.kind) == ("Chronology-rotated.pdf", PaperKind.OTHER)


@pytest.mark.parametrize("name", ["CPR-damaged.pdf", "Not-really-a.pdf", "Legal-advice-locked.pdf", "gone.pdf"])
def test_a_file_that_cannot_be_filed_is_refused_with_its_name(call: Call, desk: Desk, name: str) -> None:
    code, out, err = call(SAMPLES / name, "--kind", "other")
    assert (code, out) == (Exit.REFUSED, "")
    assert name in err
    assert desk.ask(papers, "CASE-001") == ()


def test_a_newer_version_replaces_a_filed_one_with_a_reason(call: Call, desk: Desk, tmp_path: Path) -> None:
    for name in ("PAR.pdf", "PAR-2.pdf"):
        (tmp_path / name).write_bytes(a_pdf(name))
    assert call(tmp_path / "PAR.pdf", "--kind", "PAR")[0] == Exit.DONE
    newer = (tmp_path / "PAR-2.pdf", "--kind", "PAR", "--replaces")
    assert "together" in call(*newer, "PAR.pdf")[2]
    code, _, err = call(*newer, "APR.pdf", "--why", "Mended")
    assert (code, err) == (Exit.REFUSED, "No paper of CASE-001 is called APR.pdf. Filed are: PAR.pdf.\n")
    code, out, _ = call(*newer, "par.pdf", "--why", "Mended")
    assert (code, out.splitlines()[0]) == (Exit.DONE, "PAR-2.pdf: 1 page, version 2")
    [row] = desk.ask(papers, "CASE-001")
    assert [each.why for each in desk.ask(paper_file, row.id).versions] == ["Mended", None]
    code, _, err = call(tmp_path / "PAR.pdf", "--kind", "PAR")
    assert (code, "version 1 of PAR-2.pdf" in err) == (Exit.REFUSED, True)


def test_every_attachment_of_an_email_is_filed(call: Call, desk: Desk, tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("Here they are.")
    for name in ("CPR-QX.pdf", "CPR-QY.pdf"):
        message.add_attachment(a_pdf(name), maintype="application", subtype="pdf", filename=name)
    (tmp_path / "Reports.eml").write_bytes(bytes(message))
    code, out, _ = call(tmp_path / "Reports.eml", "--kind", "CPR")
    assert code == Exit.DONE
    first, remark, second = out.splitlines()
    assert (first, second) == ("CPR-QX.pdf: 1 page", "CPR-QY.pdf: 1 page")
    assert remark.startswith("The e-mail’s own words are not in it (Reports.eml: “Here they are.”).")
    assert {(row.name, row.kind) for row in desk.ask(papers, "CASE-001")} == {
        ("CPR-QX.pdf", PaperKind.CPR),
        ("CPR-QY.pdf", PaperKind.CPR),
    }
    replaces = ("--replaces", "CPR-QX.pdf", "--why", "Mended")
    code, _, err = call(tmp_path / "Reports.eml", "--kind", "CPR", *replaces)
    assert (code, "Reports.eml carries 2 files" in err) == (Exit.REFUSED, True)


def test_an_attachment_that_cannot_be_read_is_named_and_the_others_are_filed(
    call: Call, desk: Desk, tmp_path: Path
) -> None:
    message = EmailMessage()
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(a_pdf("PAR"), maintype="application", subtype="pdf", filename="PAR.pdf")
    (tmp_path / "Reports.eml").write_bytes(bytes(message))
    code, out, err = call(tmp_path / "Reports.eml", "--kind", "PAR")
    assert (code, out) == (Exit.REFUSED, "PAR.pdf: 1 page\n")
    assert err.startswith("Not filed: winmail.dat: Outlook has packed files into it")
    assert [row.name for row in desk.ask(papers, "CASE-001")] == ["PAR.pdf"]


def test_the_preflight_is_given_the_password_and_the_other_cases(
    call: Call, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(desk, "CASE-002", household_ref=a_household(desk, adopter_1="Ada Ashdown", adopter_2=None))
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(BytesIO(a_pdf("Words"))) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="owner", user="open-sesame"))
    given = []

    def examine(files: list[object], _: object, known: tuple[str, ...]) -> object:
        from panel_desk.documents.preflight.report import PreflightReport  # noqa: PLC0415 - loads when first needed

        given.append((files, known))
        return (PreflightReport(b"%PDF-1.7", 1, is_signed=True),)

    monkeypatch.setattr("panel_desk.documents.preflight.subprocess_reader.check_files", examine)
    assert call(locked, "--kind", "PAR", "--password", "open-sesame")[0] == Exit.DONE
    [(files, known)] = given
    assert getattr(files[0], "password", None) == "open-sesame"
    assert known == ("Ada Ashdown", "Ashdown", "CASE-002", "H001")
    assert desk.ask(papers, "CASE-001")[0].is_signed


def test_a_script_files_a_paper_with_comments_unless_it_is_told_to_refuse_them(
    call: Call, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "PAR.pdf"
    file.write_bytes(a_commented_pdf())
    code, out, err = call(file, "--kind", "PAR", "--comments", "refuse")
    assert (code, out) == (Exit.REFUSED, "")
    assert "PAR.pdf has 2 comments by J Team Manager and Worker. Nothing was filed: return it to its author." in err
    assert desk.ask(papers, "CASE-001") == ()
    code, out, _ = call(file, "--kind", "PAR")
    assert code == Exit.DONE
    assert "It has 2 comments: 1 by J Team Manager and 1 by Worker. Members see them;" in out


@pytest.mark.parametrize(("answer", "is_filed"), [("y", True), ("YES", True), ("n", False), ("", False)])
def test_somebody_at_a_terminal_is_asked_about_comments(
    call: Call, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, is_filed: bool
) -> None:
    file, keyboard = tmp_path / "PAR.pdf", StringIO(f"{answer}\n")
    file.write_bytes(a_commented_pdf())
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", keyboard)
    code, _, err = call(file, "--kind", "PAR")
    assert "Members see them. File it all the same? [y/N]" in err
    assert (code == Exit.DONE, bool(desk.ask(papers, "CASE-001"))) == (is_filed, is_filed)


def test_an_e_mails_own_words_are_filed_where_that_is_asked_for(call: Call, desk: Desk, tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Comments"
    message.set_content("We do not agree with page 7.")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    code, _, err = call(tmp_path / "a.eml", "--kind", "other")
    assert (code, "Add --words to file its words." in err) == (Exit.REFUSED, True)
    assert desk.ask(papers, "CASE-001") == ()
    call(tmp_path / "a.eml", "--kind", "other", "--words")
    assert [row.name for row in desk.ask(papers, "CASE-001")] == ["Comments (e-mail).pdf"]
