"""Word documents are converted to PDF, by a script that stands in for LibreOffice."""

import sys
from pathlib import Path

import pytest

from panel_desk.documents.preflight import office_to_pdf
from panel_desk.documents.preflight.office_to_pdf import ConversionError, convert_to_pdf
from panel_desk.documents.preflight.subprocess_reader import IncomingFile, PreflightLimits, check_files
from tests.documents.preflight.test_report import SAMPLES, a_pdf

DOCX = (SAMPLES / "Support-plan.docx").read_bytes()
NEVER_ENDS = "threading.Event().wait()"


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a script called soffice on the path, and nothing else that could convert a document."""
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
