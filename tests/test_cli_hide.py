"""`panel-desk hide`: marks a phrase for redaction, lists the pages that have it, and packs withhold it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.papers.checks import paper_file
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import PackEdition, PaperKind
from tests.builders import PASSPHRASE, a_case, a_desk, a_meeting
from tests.documents.reading import words
from tests.pdfs import a_pdf

Call = Callable[..., tuple[int, str, str]]
MEETING = "P2027-03-10"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_meeting(desk)
    a_case(desk, meeting_ref=MEETING, item_no=1)
    data = a_pdf("scan one", "scan two", "nothing", "She is Ann", scans=[1, 2])
    desk.do(file_paper, case="CASE-001", name="PAR.pdf", kind=PaperKind.PAR, data=data, pages=4)
    return desk


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")

    def call(*asked: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", str(tmp_path / "store"), *map(str, asked)], lambda _: 42)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_phrase_is_hidden_and_pages_to_check_are_listed(call: Call, desk: Desk, tmp_path: Path) -> None:
    code, out, err = call("hide", "CASE-001", "PAR.pdf", "ann", "--from", "applicants", "observers", "--json")
    assert (code, err) == (Exit.DONE, "")
    assert json.loads(out) == {"pages": [4], "to_look_at": [1, 2]}
    [paper] = desk.ask(papers, "CASE-001")
    [marked] = desk.ask(paper_file, paper.id).redactions
    assert set(marked.editions) == {PackEdition.APPLICANTS, PackEdition.OBSERVER}
    code, _, err = call("pack", MEETING, "--edition", "observer", "--out", tmp_path / "pack.pdf")
    assert code == Exit.DONE
    assert "PAR.pdf: Pages 1 and 2 are withheld." in err
    pack = words((tmp_path / "pack.pdf").read_bytes())
    assert "scan one" not in pack
    assert "She is Ann" not in pack
    assert "She is" in pack


def test_the_pages_are_also_given_in_sentences(call: Call, desk: Desk) -> None:
    assert desk
    code, out, _ = call("hide", "CASE-001", "par", "Ann", "--from", "observer", "--why", "Her name")
    assert (code, out.splitlines()[0]) == (Exit.DONE, "Page 4 shows it.")
    assert out.splitlines()[1].startswith("Pages 1 and 2 have to be looked at: no program can read all that they show.")
    assert call("hide", "CASE-001", "PAR.pdf", "Nobody", "--from", "observer")[1].startswith("It was found on no page.")


def test_wrong_arguments_are_refused(call: Call, desk: Desk) -> None:
    assert desk
    hide = ("hide", "CASE-001", "PAR.pdf", "Ann", "--from")
    assert call(*hide, "observer")[0] == Exit.DONE
    code, out, err = call(*hide, "chair")
    assert (code, out) == (Exit.REFUSED, "")
    assert "marked already" in err
    code, _, err = call("hide", "CASE-001", "APR.pdf", "Ann", "--from", "observer")
    assert (code, err) == (Exit.REFUSED, "No paper of CASE-001 is called APR.pdf. Filed are: PAR.pdf.\n")
    assert call("hide", "CASE-404", "PAR.pdf", "Ann", "--from", "observer")[0] == Exit.REFUSED
    assert call("hide", "CASE-001", "PAR.pdf", "A", "--from", "observer")[0] == Exit.REFUSED
    for last in ("nobody", None):
        with pytest.raises(SystemExit) as ended:
            call(*hide, *([last] if last else []))
        assert ended.value.code == Exit.REFUSED
