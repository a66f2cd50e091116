"""The file of everything held on one person, from the store to the bytes, and on the command line."""

from pathlib import Path

import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.operations.papers.papers import file_paper
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import PASSPHRASE, a_case, a_desk, a_household
from tests.documents.reading import words
from tests.pdfs import a_pdf


def test_the_command_line_writes_a_persons_file_with_the_pages_of_their_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")
    desk = a_desk(tmp_path)
    case = a_case(desk, household_ref=a_household(desk, adopter_1="Bethan Barlow", adopter_2=None))
    desk.do(file_paper, case, "PAR.pdf", PaperKind.PAR, a_pdf("Ring 01632 960333."), 1)
    desk.do(file_paper, case, "Letter.pdf", PaperKind.OTHER, b"%PDF-1.4 torn", 1)
    desk.close()
    out = tmp_path / "held.pdf"
    words_typed = ["--store", str(tmp_path / "store"), "subject", "H001", "--out"]
    assert run([*words_typed, str(out)], lambda _: 42) == Exit.DONE
    printed = capsys.readouterr().err
    assert "may be about other people" in printed
    assert "Letter.pdf, version 1 cannot be read" in printed
    text = words(out.read_bytes())
    assert "Everything held on one person" in text
    assert "Ring 01632 960333." in text
