"""`panel-desk verify`: whether signed minutes are unchanged, and who signed them when."""

from collections.abc import Callable
from pathlib import Path

import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.flows.sign_minutes import sign
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.minutes import minutes, signed_print
from tests.builders import PASSPHRASE, a_desk
from tests.panels import CHAIR, PANEL, a_final_panel, the_chair

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_final_panel(desk)
    chair = the_chair(tmp_path)
    record = chair.ask(minutes, PANEL)
    assert record is not None
    sign(chair, record.content, PASSPHRASE)
    chair.close()
    signed = desk.ask(signed_print, PANEL)
    assert signed is not None
    (tmp_path / "minutes.pdf").write_bytes(signed)
    return desk


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")

    def call(file: Path, store: str = "store") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", str(tmp_path / store), "verify", str(file)], lambda _: 42)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_signed_minutes_are_valid(call: Call, desk: Desk, tmp_path: Path) -> None:
    code, out, _ = call(tmp_path / "minutes.pdf")
    assert code == Exit.DONE
    [certificate] = desk.ask(credentials, CHAIR)
    assert out.splitlines() == [
        "Signed by Chair on 4 March 2027 at 09:30, by the clock of the computer used.",
        f"Certificate {certificate.sha256}.",
        f"It is that of Siân Llewellyn ({CHAIR}) on this central list.",
        (
            "Valid: these are the minutes of the panel of 24 February 2027, version 1, as they were signed and are "
            "kept here."
        ),
    ]


def test_without_a_store_a_signature_is_not_known(call: Call, desk: Desk, tmp_path: Path) -> None:
    assert desk
    code, out, _ = call(tmp_path / "minutes.pdf", "nowhere")
    assert code == Exit.DOES_NOT_HOLD
    assert "not known" in out
    assert "central list" not in out


def test_a_signature_by_nobody_on_the_central_list_is_reported(call: Call, desk: Desk, tmp_path: Path) -> None:
    assert desk
    (tmp_path / "other").mkdir()
    a_desk(tmp_path / "other").close()
    code, out, _ = call(tmp_path / "minutes.pdf", "other/store")
    assert code == Exit.DOES_NOT_HOLD
    assert "It is nobody's on this central list." in out


def test_a_changed_byte_is_reported(call: Call, desk: Desk, tmp_path: Path) -> None:
    assert desk
    data = bytearray((tmp_path / "minutes.pdf").read_bytes())
    data[data.find(b"stream") + 40] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    code, out, _ = call(tmp_path / "changed.pdf")
    assert code == Exit.DOES_NOT_HOLD
    assert "what was signed has been changed" in out
    assert "It is not what was signed. Print the minutes again from the store." in out


def test_a_pdf_without_a_signature_is_reported(call: Call, desk: Desk) -> None:
    assert desk
    code, out, _ = call(Path(__file__).parent / "samples" / "papers" / "PAR-household-A.pdf")
    assert code == Exit.DOES_NOT_HOLD
    assert out.startswith("It is not signed.")


@pytest.mark.parametrize(
    ("name", "sentence"), [("Not-really-a.pdf", "is not a PDF"), ("nothing.pdf", "cannot be read")]
)
def test_a_file_that_is_not_a_pdf_is_refused(call: Call, desk: Desk, name: str, sentence: str) -> None:
    assert desk
    code, _, err = call(Path(__file__).parent / "samples" / "papers" / name)
    assert code == Exit.REFUSED
    assert sentence in err
