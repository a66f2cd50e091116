"""`panel-desk review-file`: writes a review file and prints its password."""

from pathlib import Path

import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.minutes.review_files import review_files
from tests.builders import PASSPHRASE, a_desk
from tests.panels import CHAIR, PANEL, a_held_panel, with_the_chair, write_all


@pytest.fixture(autouse=True)
def _passphrase_and_log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")


def call(folder: Path, *words: str) -> int:
    return run(["--store", str(folder / "store"), "review-file", *words], lambda _: 42)


def test_a_review_file_is_written_and_its_password_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk)
    out = tmp_path / "minutes.paneldesk-review"
    assert call(tmp_path, PANEL, "--for", CHAIR, "--out", str(out)) == Exit.REFUSED
    assert not out.exists()
    desk.do(send_to_chair_and_adviser, PANEL)
    capsys.readouterr()
    assert call(tmp_path, PANEL, "--for", CHAIR, "--out", str(out)) == Exit.DONE
    printed = capsys.readouterr()
    assert "Tell this password to Siân Llewellyn by telephone, never by e-mail." in printed.err
    home = open_review_file(out, printed.out.strip(), desk.time_source)
    assert home.file.member == CHAIR
    home.desk.close()
    desk.close()


def test_a_review_file_must_have_its_own_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call(tmp_path, PANEL, "--for", CHAIR, "--out", "minutes.pdf")
    assert "“minutes.pdf” does not end in .paneldesk-review." in capsys.readouterr().err


def test_a_review_file_that_cannot_be_written_is_not_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(tmp_path)
    with_the_chair(desk)
    out = tmp_path / "no such folder" / "minutes.paneldesk-review"
    assert call(tmp_path, PANEL, "--for", CHAIR, "--out", str(out)) == Exit.REFUSED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "could not be written" in printed.err
    assert desk.ask(review_files, PANEL) == ()
    desk.close()
