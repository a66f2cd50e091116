"""Word documents become PDFs; a stand-in for LibreOffice shows what it is asked and does what a test wants."""

import sys
from pathlib import Path

import pytest

from panel_desk.documents.preflight import office_to_pdf
from panel_desk.documents.preflight.office_to_pdf import ConversionError, convert_to_pdf
from panel_desk.documents.preflight.subprocess_reader import IncomingFile, PreflightLimits, check_files
from tests.documents.preflight.test_report import SAMPLES, a_pdf

DOCX = (SAMPLES / "Support-plan.docx").read_bytes()
NEVER_ENDS = "threading.Event().wait()"


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Put a program called soffice on the path, and nothing else that a conversion could find."""
    script = folder / "stand_in.py"
    script.write_text(f"import pathlib, sys, threading\n{does}\n")
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(office_to_pdf, "_USUAL_PATHS", ())


def copies(pdf: Path) -> str:
    """What makes the stand-in write a PDF where it is told to."""
    return (
        "folder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        f"(folder / 'paper.pdf').write_bytes(pathlib.Path({str(pdf)!r}).read_bytes())\n"
        f"pathlib.Path({str(pdf)!r}).with_suffix('.txt').write_text(' '.join(sys.argv))\n"
    )


def test_a_word_document_is_converted_to_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.pdf").write_bytes(a_pdf(pages=3))
    stand_in(tmp_path, monkeypatch, copies(tmp_path / "made.pdf"))
    [found] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert (found.refused, found.pages, found.data) == ("", 3, a_pdf(pages=3))
    assert found.findings == (
        "It was a Word document; LibreOffice converted it to a PDF. Check that it looks as its author meant.",
    )
    asked = (tmp_path / "made.txt").read_text()
    assert "-env:UserInstallation=file:///" in asked
    assert asked.endswith("paper.docx")


@pytest.mark.parametrize(
    "does", ["sys.exit(3)", "pass", "(pathlib.Path(sys.argv[-1]).parent / 'paper.pdf').write_text('no PDF')"]
)
def test_a_failed_conversion_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    stand_in(tmp_path, monkeypatch, does)
    [found] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert found.refused.startswith("It is a Word document. Open it in Word, save it as PDF and file that.")


def test_a_missing_converter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_to_pdf, "_USUAL_PATHS", ())
    [found] = check_files([IncomingFile("Support-plan.docx", DOCX)])
    assert found.refused == (
        "It is a Word document. Open it in Word, save it as PDF and file that. "
        "Panel Desk converts it to a PDF itself if LibreOffice or Word is installed."
    )


def test_a_conversion_that_hangs_is_ended_at_its_time_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, NEVER_ENDS)
    [found] = check_files([IncomingFile("Support-plan.docx", DOCX)], limits=PreflightLimits(conversion_seconds=0.5))
    assert found.refused.startswith("It is a Word document.")


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
