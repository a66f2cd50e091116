"""A first signature: the new certificate is stored together with the signature, or neither is."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from panel_desk.desk import Desk, Work, shows
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.flows import sign_minutes as flow
from panel_desk.models import AuditEntry
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.minutes import signatures, signed_print
from panel_desk.store.anchors import anchors_in_file
from panel_desk.store.last_change import newest_change
from panel_desk.store.vault import Vault
from tests.builders import PASSPHRASE, a_desk
from tests.panels import CHAIR, PANEL, a_final_panel, record, the_chair


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_final_panel(desk)
    return desk


@shows()
def entries(work: Work) -> int:
    return work.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_a_first_signature_and_its_certificate_are_one_entry_of_the_audit_trail(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    before = desk.ask(entries)
    assert flow.sign(chair, record(desk).content, PASSPHRASE) is True
    assert desk.ask(entries) == before + 1
    [kept] = desk.ask(credentials, CHAIR)
    assert [each.member for each in desk.ask(signatures, PANEL)] == [kept.member] == [CHAIR]


@pytest.mark.parametrize("fails", ["signing", "storing"])
def test_a_first_signature_that_fails_leaves_no_certificate(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def fail(*_: object) -> bytes:
        raise SurroundingsError("The disk is full.")

    chair = the_chair(tmp_path)
    before = desk.ask(entries)
    if fails == "signing":
        monkeypatch.setattr(flow, "sign_pdf", fail)
    else:
        monkeypatch.setattr(Vault, "put", fail)
    with pytest.raises(SurroundingsError, match="disk is full"):
        flow.sign(chair, record(desk).content, PASSPHRASE)
    assert desk.ask(credentials, CHAIR) == ()
    assert desk.ask(signatures, PANEL) == ()
    assert desk.ask(entries) == before


def test_a_wrong_passphrase_leaves_no_certificate(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        flow.sign(the_chair(tmp_path), record(desk).content, "wrong")
    assert desk.ask(credentials, CHAIR) == ()


def test_a_signed_print_names_the_newest_entry_of_the_history_which_the_check_then_looks_for(
    desk: Desk, tmp_path: Path
) -> None:
    chair = the_chair(tmp_path)
    newest = newest_change(chair.store.engine)
    flow.sign(chair, record(desk).content, PASSPHRASE)
    printed = tmp_path / "minutes.pdf"
    printed.write_bytes(desk.ask(signed_print, PANEL) or b"")
    assert [(each.entry, each.hash) for each in anchors_in_file(printed)] == [newest]
    assert not any("entry" in fault for fault in desk.ask(store_faults, printed))
    other = a_desk(tmp_path / "an older state")
    [fault] = other.ask(store_faults, printed)
    assert fault.startswith(f"The file {printed} knows entry {newest[0]} of the history, which this store lacks")
