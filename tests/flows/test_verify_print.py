"""A PDF is valid only where it is, byte for byte, minutes that the store keeps as signed by those who presided."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import sign_pdf
from panel_desk.documents.minutes.signature_block import SignatureBox
from panel_desk.flows.sign_minutes import sign
from panel_desk.flows.verify_print import check_print
from panel_desk.operations.members.certificates import withdraw_credential
from panel_desk.operations.minutes.corrections import begin_correction
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.members.certificates import credentials, own_key
from panel_desk.queries.minutes.minutes import print_to_sign, signed_print
from panel_desk.store.credentials import self_signed
from tests.builders import PASSPHRASE, FixedTime, a_desk
from tests.panels import CHAIR, PANEL, a_held_panel, make_final_minutes, record, the_chair, with_a_vice_chair

PAPER = Path(__file__).parents[1] / "samples" / "papers" / "PAR-household-A.pdf"
BOX = {"Signature M001": SignatureBox(0, (72, 72, 272, 122))}


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    return desk


def the_print(desk: Desk) -> bytes:
    kept = desk.ask(signed_print, PANEL)
    assert kept is not None
    return kept


def signed(desk: Desk, folder: Path, time_source: FixedTime) -> bytes:
    """The print of the panel's minutes, signed by the chair."""
    make_final_minutes(desk)
    chair = the_chair(folder, time_source)
    sign(chair, record(chair).content, PASSPHRASE)
    return the_print(desk)


def a_signed_paper(name: str, pkcs12: bytes, passphrase: str, time_source: FixedTime) -> bytes:
    """A report that is not minutes, signed in a name."""
    now = time_source.now()
    return sign_pdf(PAPER.read_bytes(), "Signature M001", pkcs12, passphrase, (name,), BOX, now)


def test_signed_minutes_are_valid_and_described(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    checked = check_print(desk, signed(desk, tmp_path, time_source))
    assert checked.is_valid
    assert checked.verdict == (
        "Valid: these are the minutes of the panel of 24 February 2027, version 1, as they were signed and are kept "
        "here."
    )
    [certificate] = desk.ask(credentials, CHAIR)
    assert checked.signatures == (
        "Signed by Chair on 4 March 2027 at 09:30, by the clock of the computer used.",
        f"Certificate {certificate.sha256}.",
        "It is that of Siân Llewellyn (M001) on this central list.",
    )


def test_without_a_store_nothing_is_known_of_the_signer(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    pdf = signed(desk, tmp_path, time_source)
    checked = check_print(None, pdf)
    assert not checked.is_valid
    assert "not known" in checked.verdict
    assert "is not what was signed" in check_print(None, pdf.replace(b"Fenland", b"Fenlands", 1) + b"x").verdict


def test_a_signature_stays_valid_where_its_certificate_is_withdrawn_later(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    pdf = signed(desk, tmp_path, time_source)
    [certificate] = desk.ask(credentials, CHAIR)
    time_source.move(hours=2)
    desk.do(withdraw_credential, certificate.id)
    checked = check_print(desk, pdf)
    assert checked.is_valid
    assert checked.signatures[-1].endswith("on this central list, withdrawn on 4 March 2027 at 11:30.")


def test_a_file_signed_in_a_chairs_name_by_somebody_else_is_not_valid(desk: Desk, time_source: FixedTime) -> None:
    forged = self_signed("Siân Llewellyn", "Fenland", "made-up-by-another", time_source.now())
    pdf = a_signed_paper("Siân Llewellyn", forged.pkcs12, "made-up-by-another", time_source)
    checked = check_print(desk, pdf)
    assert not checked.is_valid
    assert checked.verdict.startswith("The certificate of “Siân Llewellyn” is nobody's on this central list")
    assert checked.signatures[-1] == "It is nobody's on this central list."


def test_a_file_that_is_not_minutes_is_not_valid_whoever_signed_it(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    signed(desk, tmp_path, time_source)
    key = the_chair(tmp_path, time_source).ask(own_key)
    assert key is not None
    time_source.move(hours=1)
    checked = check_print(desk, a_signed_paper("Chair", key[1], PASSPHRASE, time_source))
    assert not checked.is_valid
    assert "not the print of any signed minutes" in checked.verdict
    desk.do(withdraw_credential, key[0].id)
    time_source.move(hours=1)
    later = a_signed_paper("Chair", key[1], PASSPHRASE, time_source)
    assert check_print(desk, later).verdict == (
        "The certificate of Siân Llewellyn had been withdrawn when this signature was made."
    )


def test_minutes_that_wait_for_another_signature_are_not_valid_yet(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    make_final_minutes(desk)
    chair = the_chair(tmp_path, time_source)
    sign(chair, record(chair).content, PASSPHRASE)
    first = desk.ask(print_to_sign, PANEL)
    assert first is not None
    checked = check_print(desk, first)
    assert not checked.is_valid
    assert "not everybody who presided has signed in this file" in checked.verdict
    sign(vice, record(vice).content, PASSPHRASE)
    assert not check_print(desk, first).is_valid
    assert check_print(desk, the_print(desk)).is_valid


def test_minutes_that_were_corrected_stay_valid_and_name_the_later_version(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    first = signed(desk, tmp_path, time_source)
    desk.do(begin_correction, PANEL, "A name was misspelt.")
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    assert "Version" not in check_print(desk, first).verdict
    chair = the_chair(tmp_path, time_source)
    sign(chair, record(chair).content, PASSPHRASE)
    checked = check_print(desk, first)
    assert checked.is_valid
    assert checked.verdict.endswith("Version 2 corrected them later and counts now.")
    assert "version 2" in check_print(desk, the_print(desk)).verdict


def test_a_file_without_a_signature_is_named(desk: Desk) -> None:
    checked = check_print(desk, PAPER.read_bytes())
    assert not checked.is_valid
    assert checked.signatures == ()
    assert checked.verdict == (
        "It is not signed. Only signed minutes as a whole carry a signature: a draft, an extract or a bundle does not."
    )
