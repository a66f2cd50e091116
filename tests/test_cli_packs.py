"""`panel-desk pack`: one edition per kind of reader, one file per volume, and sentences for wrong arguments."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.operations.agency import set_figure
from panel_desk.operations.papers.papers import file_paper
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import PASSPHRASE, a_case, a_desk, a_household, a_meeting

Call = Callable[..., tuple[int, str]]
MEETING = "P2027-03-10"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_meeting(desk)
    for number, words in ((1, "About the Barlows"), (2, "About the Ashdowns")):
        household = a_household(desk, f"H00{number}", adopter_1=words.split()[-1])
        a_case(desk, f"CASE-00{number}", meeting_ref=MEETING, item_no=number, household_ref=household)
        file(desk, f"CASE-00{number}", words, PaperKind.PAR, 30)
    file(desk, "CASE-001", "Legally speaking", PaperKind.LEGAL, 1)
    return desk


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")

    def call(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        out = ["--out", str(tmp_path / "pack.pdf")]
        code = run(["--store", str(tmp_path / "store"), "pack", MEETING, *map(str, words), *out], lambda _: 42)
        return code, capsys.readouterr().err

    return call


def file(desk: Desk, case: str, words: str, kind: PaperKind, pages: int) -> None:
    made = BytesIO()
    canvas = Canvas(made)
    for _ in range(pages):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    desk.do(file_paper, case=case, name=f"{words}.pdf", kind=kind, data=made.getvalue(), pages=pages)


def text_of(pdf: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_each_edition_holds_only_what_its_reader_may_see(call: Call, desk: Desk, tmp_path: Path) -> None:
    assert desk
    assert call()[0] == Exit.DONE
    members = text_of(tmp_path / "pack.pdf")
    assert "Legally speaking" in members
    assert "About the Ashdowns" in members
    assert call("--edition", "Observer")[0] == Exit.DONE
    observers = text_of(tmp_path / "pack.pdf")
    assert "Legally speaking" not in observers
    assert "About the Ashdowns" in observers
    assert call("--edition", "applicants", "--case", "CASE-001")[0] == Exit.DONE
    applicants = text_of(tmp_path / "pack.pdf")
    assert "About the Barlows" in applicants
    assert "Ashdown" not in applicants
    assert "Legally speaking" not in applicants


def test_a_long_pack_is_written_in_volumes(call: Call, desk: Desk, tmp_path: Path) -> None:
    desk.do(set_figure, key="pack_volume_pages", value=50)
    code, output = call()
    assert code == Exit.DONE
    assert "pack-1.pdf" in output
    assert "pack-2.pdf" in output
    assert not (tmp_path / "pack.pdf").exists()
    first, second = text_of(tmp_path / "pack-1.pdf"), text_of(tmp_path / "pack-2.pdf")
    assert "About the Barlows" in first
    assert "About the Ashdowns" not in first.replace("About the Ashdowns\n", "", 1)
    assert "About the Ashdowns" in second


def test_an_unknown_edition_is_refused_with_a_list_of_the_editions(
    call: Call, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk
    with pytest.raises(SystemExit) as ended:
        call("--edition", "everyone")
    assert ended.value.code == Exit.REFUSED
    sentence = "“everyone” is not an edition of a pack; write one of member, chair, observer, applicants"
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--edition", "applicants"), "Write --case and the case whose applicants the pack is for"),
        (("--edition", "chair", "--case", "CASE-001"), "--case goes with the applicants' edition"),
        (("--case", "CASE-404"), "There is no case on this agenda"),
        (("--for", "M404"), "There is no member"),
    ],
)
def test_a_pack_that_cannot_be_made_is_refused_with_a_sentence(
    call: Call, desk: Desk, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    assert desk
    code, err = call(*words)
    assert code == Exit.REFUSED
    assert sentence in err
    assert not (tmp_path / "pack.pdf").exists()
