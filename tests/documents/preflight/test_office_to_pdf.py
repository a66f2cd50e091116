"""Word documents are converted to PDF, by a script that stands in for LibreOffice."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from panel_desk import paths
from panel_desk.documents.preflight import office_to_pdf
from panel_desk.documents.preflight.office_to_pdf import ConversionError, convert_to_pdf
from panel_desk.documents.preflight.subprocess_reader import IncomingFile, PreflightLimits, check_files
from tests.documents.preflight.test_open_document_changes import REGIONS
from tests.documents.preflight.test_open_document_changes import a_document as an_open_document
from tests.documents.preflight.test_report import SAMPLES, a_pdf

DOCX = (SAMPLES / "Support-plan.docx").read_bytes()
NEVER_ENDS = "threading.Event().wait()"


@pytest.fixture(autouse=True)
def private_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the folders in which documents are converted."""
    folder = tmp_path / "conversions"
    monkeypatch.setattr(paths, "private_folders", lambda: folder)
    return folder


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a script called soffice, which runs `code`, on the PATH, and nothing else that could convert a document."""
    script = folder / "stand_in.py"
    script.write_text(f"import pathlib, sys, threading\n{code}\n")
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(office_to_pdf, "_USUAL_PATHS", ())


def copying(pdf: Path) -> str:
    """Code with which the script copies a PDF to the output folder and stores its command line."""
    return (
        "folder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        f"(folder / 'paper.pdf').write_bytes(pathlib.Path({str(pdf)!r}).read_bytes())\n"
        f"pathlib.Path({str(pdf)!r}).with_suffix('.txt').write_text(' '.join(sys.argv))\n"
    )


def test_a_word_document_is_converted_to_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.pdf").write_bytes(a_pdf(pages=3))
    stand_in(tmp_path, monkeypatch, copying(tmp_path / "made.pdf"))
    [report] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert (report.refused, report.pages, report.data) == ("", 3, a_pdf(pages=3))
    assert report.findings == (
        "It was a Word document; LibreOffice converted it to a PDF. Check that it looks as its author meant.",
    )
    command_line = (tmp_path / "made.txt").read_text()
    assert "-env:UserInstallation=file:///" in command_line
    assert command_line.endswith("paper.docx")


@pytest.mark.parametrize(
    "code", ["sys.exit(3)", "pass", "(pathlib.Path(sys.argv[-1]).parent / 'paper.pdf').write_text('no PDF')"]
)
def test_a_failed_conversion_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    stand_in(tmp_path, monkeypatch, code)
    [report] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert report.refused.startswith("It is a Word document. Open it in Word, save it as PDF and file that.")


def test_a_missing_converter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_to_pdf, "_USUAL_PATHS", ())
    [report] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert report.refused == (
        "It is a Word document. Open it in Word, save it as PDF and file that. "
        "Panel Desk converts it to a PDF itself if LibreOffice or Word is installed."
    )


def test_a_converted_document_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private_folders: Path
) -> None:
    (tmp_path / "made.pdf").write_bytes(a_pdf())
    stand_in(tmp_path, monkeypatch, copying(tmp_path / "made.pdf"))
    assert convert_to_pdf(DOCX, "docx") == (a_pdf(), "LibreOffice")
    assert str(private_folders) in (tmp_path / "made.txt").read_text()
    assert list(private_folders.iterdir()) == []


def test_a_converter_ends_with_the_program_and_its_document_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "started"
    os.mkfifo(pipe)
    stand_in(tmp_path, monkeypatch, f"open({str(pipe)!r}, 'w').write(sys.argv[-1])\n{NEVER_ENDS}")
    converting = (
        "from panel_desk.documents.preflight.office_to_pdf import convert_to_pdf\n"
        "if __name__ == '__main__': convert_to_pdf(b'a paper', 'docx')\n"
    )
    script = tmp_path / "converting.py"
    script.write_text(converting)
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script)], env=environment) as program:  # noqa: S603 - our own script
        paper = Path(pipe.read_text())
        assert paper.read_bytes() == b"a paper"
        children = psutil.Process(program.pid).children(recursive=True)
        assert any(str(paper) in process.cmdline() for process in children)
        program.kill()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    assert not paper.parent.exists()


def test_a_conversion_that_hangs_is_ended_at_its_time_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, NEVER_ENDS)
    [report] = check_files([IncomingFile("Support-plan.docx", DOCX)], limits=PreflightLimits(conversion_seconds=0.5))
    assert report.refused.startswith("It is a Word document.")


def test_a_conversion_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, NEVER_ENDS)

    def stop() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        convert_to_pdf(DOCX, "docx", stop)


def test_a_converter_that_does_not_start_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "pass")
    (tmp_path / "soffice").write_bytes(b"\x7fELF no program")
    with pytest.raises(ConversionError, match="LibreOffice is installed but could not"):
        convert_to_pdf(DOCX, "docx")


def test_a_document_that_may_have_tracked_changes_is_refused_if_they_cannot_be_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.pdf").write_bytes(a_pdf())
    stand_in(tmp_path, monkeypatch, copying(tmp_path / "made.pdf"))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    tracked, plain = b"{\\rtf1 {\\deleted secret} kept}", b"{\\rtf1 kept}"
    in_doc, in_rtf, clean = check_files(
        [IncomingFile("a.doc", old), IncomingFile("a.rtf", tracked), IncomingFile("b.rtf", plain)]
    )
    assert "Tracked changes and comments cannot be found in this format" in in_doc.refused
    assert "save it as a Word document (.docx) and file that." in in_doc.refused
    assert in_rtf.refused.startswith(
        "It is a text document (.rtf) with tracked changes. Open it in Word, accept or reject"
    )
    assert (clean.refused, clean.pages) == ("", 1)


def test_tracked_changes_in_a_text_document_are_accepted_before_its_conversion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.pdf").write_bytes(a_pdf())
    stand_in(tmp_path, monkeypatch, copying(tmp_path / "made.pdf"))
    [report] = check_files([IncomingFile("a.odt", an_open_document(REGIONS))])
    assert report.findings[1].startswith("It had tracked changes by Team Manager; they were accepted")
    [damaged] = check_files([IncomingFile("a.odt", an_open_document("", damage="<text:p>"))])
    assert damaged.refused == "It is a text document (.odt) that is damaged. Ask its author to send it again."


def test_without_a_converter_the_advice_names_tracked_changes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_to_pdf, "_USUAL_PATHS", ())
    [report] = check_files([IncomingFile("a.odt", an_open_document(REGIONS))])
    assert "It has tracked changes or comments: accept or reject them first" in report.refused
