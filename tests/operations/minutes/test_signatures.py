"""Signing certificates, and signatures of minutes that any PDF reader can check."""

import shutil
import subprocess
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pypdf import PdfReader
from sqlalchemy import text

from panel_desk.desk import Desk, sign_in
from panel_desk.documents.minutes.pades import PdfSignatures, read_signatures
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.accounts import change_passphrase
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.members.certificates import bring_credential, withdraw_credential
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.minutes import reopen_minutes
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.certificates import certificate_owner, credentials, own_key
from panel_desk.queries.members.members import member
from panel_desk.queries.minutes.minutes import minutes, print_to_sign, signatures, signed_print
from panel_desk.rules.vocabulary import AccountRole, MinutesState, VoucherReason
from panel_desk.store.credentials import is_of_earlier_version, unlocked
from tests.builders import NOW, PASSPHRASE, FixedTime, a_certificate, a_desk, a_member, give_passphrase
from tests.panels import (
    APPROVAL,
    CHAIR,
    PANEL,
    a_held_panel,
    make_final_minutes,
    the_chair,
    vouched_for,
    with_a_vice_chair,
)

NEWER = "Another-good-passphrase"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def state(desk: Desk) -> MinutesState:
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return record.state


def sign_as(chair: Desk, passphrase: str = PASSPHRASE) -> bool:
    record = chair.ask(minutes, PANEL)
    assert record is not None
    return sign(chair, record.content, passphrase)


def pdfsig(pdf: bytes, folder: Path) -> str:
    program = shutil.which("pdfsig")
    assert program is not None
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    return subprocess.run([program, str(file)], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a program of Poppler


SHORT_KEY = rsa.generate_private_key(65537, 1024)  # noqa: S505 # a key that is refused, as it is short


def names_and_faults(found: PdfSignatures) -> list[tuple[str, str]]:
    assert not found.fault
    return [(each.name, each.fault) for each in found.signatures]


def a_pkcs12(
    *,
    since: datetime = NOW,
    days: int = 365,
    signs: bool = True,
    key: bool = True,
    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | None = None,
) -> bytes:
    """A PKCS#12 file with a certificate of another issuer than the program, encrypted with the password `theirs`.

    Args:
        since: the certificate is valid from one day before this moment on.
        days: it is valid until so many days after `since`.
        signs: it is meant for signing, not for encrypting keys.
        key: the file holds the certificate's private key.
        private: the private key; a new RSA key if None.
    """
    private = private or rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Siân Llewellyn")])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fenland Council Signing")])
    use = dict.fromkeys(("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(since - timedelta(days=1))
        .not_valid_after(since + timedelta(days=days))
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                content_commitment=False,
                key_encipherment=not signs,
                encipher_only=False,
                decipher_only=False,
                **use,
            ),
            critical=True,
        )
        .sign(private, hashes.SHA256() if isinstance(private, rsa.RSAPrivateKey) else None)
    )
    lock = BestAvailableEncryption(b"theirs")
    if not key:
        return pkcs12.serialize_key_and_certificates(b"x", None, None, [made], lock)
    return pkcs12.serialize_key_and_certificates(b"x", private, made, None, lock)


def test_signatures_are_valid_for_other_pdf_readers(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    assert sign_as(chair) is True
    assert state(desk) is MinutesState.SIGNED
    pdf = desk.ask(signed_print, PANEL)
    assert pdf is not None
    assert names_and_faults(read_signatures(pdf)) == [("Chair", "")]
    report = pdfsig(pdf, tmp_path)
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    text = " ".join(PdfReader(tmp_path / "signed.pdf").pages[-1].extract_text().split())
    assert "Signature of Siân Llewellyn, who presided over items 1 and 2" in text
    [mine] = desk.ask(credentials, CHAIR)
    assert mine.is_self_made
    [seal] = read_signatures(pdf).signatures
    assert seal.certificate_sha256 == mine.sha256
    owner = desk.ask(certificate_owner, mine.sha256)
    assert owner is not None
    assert (owner.member, owner.name) == (CHAIR, "Siân Llewellyn")
    assert desk.ask(certificate_owner, "f" * 64) is None


def test_any_change_to_a_signed_pdf_is_detected(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    sign_as(the_chair(tmp_path))
    pdf = desk.ask(signed_print, PANEL)
    assert pdf is not None
    signature_at = pdf.rindex(b"/Contents <")
    for at in [*range(200, len(pdf), len(pdf) // 40), signature_at + 60, signature_at + 2400]:
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert not read_signatures(bytes(changed)).are_valid, at
    assert not read_signatures(pdf + b"\n% more").are_valid
    assert not read_signatures(pdf[:-40]).are_valid
    assert not read_signatures(b"%PDF-1.4 nothing").are_valid


def test_two_who_presided_each_sign_for_their_items(desk: Desk, tmp_path: Path) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    make_final_minutes(desk)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    assert [(each.member, each.items) for each in record.content.signers] == [(CHAIR, (1,)), ("M050", (2,))]
    chair = the_chair(tmp_path)
    assert sign_as(chair) is False
    assert state(desk) is MinutesState.FINAL
    assert desk.ask(signed_print, PANEL) is None
    with pytest.raises(RuleBrokenError, match="You have signed these minutes already"):
        sign_as(chair)
    assert sign_as(vice) is True
    assert state(desk) is MinutesState.SIGNED
    pdf = desk.ask(signed_print, PANEL)
    assert pdf is not None
    assert names_and_faults(read_signatures(pdf)) == [("Chair", ""), ("Vice", "")]
    assert pdfsig(pdf, tmp_path).count("Signature is Valid") == 2
    assert [each.name for each in desk.ask(signatures, PANEL)] == ["Chair", "Vice"]
    assert not read_signatures(pdf + b"x").are_valid


def test_the_second_chair_signs_only_what_the_first_has_signed(desk: Desk, tmp_path: Path) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    make_final_minutes(desk)
    assert desk.ask(print_to_sign, PANEL) is None
    sign_as(the_chair(tmp_path))
    assert desk.ask(print_to_sign, PANEL) is not None
    with pytest.raises(RuleBrokenError, match="Chair has signed the minutes of this meeting"):
        desk.do(declare_interest, APPROVAL, "M003", "Knows a neighbour.", withdraws=False)
    someone = desk.ask(member, "M003")
    desk.do(change_member, "M003", someone.version, family_name="Marsh-Rowe")
    with pytest.raises(ChangedMeanwhileError, match="changed since Chair signed"):
        sign_as(vice)
    with pytest.raises(RuleBrokenError, match="Say why they are reopened"):
        desk.do(reopen_minutes, PANEL)
    desk.do(reopen_minutes, PANEL, "A member's name was wrong.")
    assert state(desk) is MinutesState.DRAFT
    assert desk.ask(signatures, PANEL) == ()


def test_a_file_that_is_not_a_pdf_has_no_signatures() -> None:
    assert read_signatures(b"no PDF at all").fault == (
        "It is damaged, or was changed so that its signatures can no longer be read."
    )


def test_a_meeting_without_minutes_has_no_signatures(desk: Desk) -> None:
    assert desk.ask(signatures, PANEL) == ()


def test_a_chair_brings_a_certificate_and_signs_with_it(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    a_certificate(chair)
    sha256 = chair.do(bring_credential, a_pkcs12(), "theirs", PASSPHRASE)
    newest, older = desk.ask(credentials, CHAIR)
    assert (newest.sha256, newest.issuer, newest.is_self_made) == (sha256, "Fenland Council Signing", False)
    assert older.withdrawn_at is not None
    sign_as(chair)
    pdf = desk.ask(signed_print, PANEL)
    assert pdf is not None
    assert [seal.certificate_sha256 for seal in read_signatures(pdf).signatures] == [sha256]
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


@pytest.mark.parametrize(
    ("file", "password", "words"),
    [
        (a_pkcs12(), "wrong", "does not open with that password"),
        (b"not a certificate", "theirs", "does not hold a certificate with its private key"),
        (a_pkcs12(key=False), "theirs", "holds no private key"),
        (a_pkcs12(since=NOW - timedelta(days=400), days=30), "theirs", "This certificate expired after"),
        (a_pkcs12(since=NOW + timedelta(days=40)), "theirs", "This certificate is valid only from"),
        (a_pkcs12(signs=False), "theirs", "not meant for signing"),
        (a_pkcs12(private=SHORT_KEY), "theirs", "PDF readers cannot check"),
        (a_pkcs12(private=ed25519.Ed25519PrivateKey.generate()), "theirs", "PDF readers cannot check"),
    ],
    ids=["wrong password", "no PKCS#12", "no key", "expired", "not yet", "not for signing", "short", "Edwards curve"],
)
def test_a_certificate_that_cannot_sign_is_refused(
    desk: Desk, tmp_path: Path, file: bytes, password: str, words: str
) -> None:
    chair = the_chair(tmp_path)
    with pytest.raises(RuleBrokenError, match=words):
        chair.do(bring_credential, file, password, PASSPHRASE)
    assert desk.ask(credentials, CHAIR) == ()


def test_a_certificate_is_not_brought_twice(desk: Desk, tmp_path: Path) -> None:
    chair, file = the_chair(tmp_path), a_pkcs12()
    chair.do(bring_credential, file, "theirs", PASSPHRASE)
    with pytest.raises(RuleBrokenError, match="You sign with this certificate already"):
        chair.do(bring_credential, file, "theirs", PASSPHRASE)
    a_member(desk, "M060")
    other = a_desk(tmp_path, AccountRole.CHAIR, name="other", member_ref="M060")
    with pytest.raises(RuleBrokenError, match="another person's"):
        other.do(bring_credential, file, "theirs", PASSPHRASE)
    [mine] = desk.ask(credentials, CHAIR)
    chair.do(withdraw_credential, mine.id)
    with pytest.raises(RuleBrokenError, match="was withdrawn on"):
        chair.do(bring_credential, file, "theirs", PASSPHRASE)


def test_a_certificate_shows_whether_it_is_valid_and_ends_soon(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    chair.do(bring_credential, a_pkcs12(days=30), "theirs", PASSPHRASE)
    [mine] = desk.ask(credentials, CHAIR)
    today = desk.time_source.today()
    assert mine.counts_on(today)
    assert mine.ends_soon(today)
    assert not mine.ends_soon(today - timedelta(days=5))
    assert not mine.ends_soon(today + timedelta(days=40))
    assert not mine.counts_on(today + timedelta(days=40))
    chair.do(withdraw_credential, mine.id)
    [mine] = desk.ask(credentials, CHAIR)
    assert not mine.counts_on(today)


def test_a_certificate_belongs_to_one_person(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        chair.do(bring_credential, a_pkcs12(), "theirs", "wrong")
    a_certificate(chair)
    [mine] = desk.ask(credentials, CHAIR)
    a_member(desk, "M060")
    other = a_desk(tmp_path, AccountRole.CHAIR, name="other", member_ref="M060")
    with pytest.raises(RuleBrokenError, match="another person's certificate"):
        other.do(withdraw_credential, mine.id)
    unlinked = a_desk(tmp_path, AccountRole.CHAIR, name="unlinked")
    with pytest.raises(RuleBrokenError, match="not linked to a person"):
        unlinked.do(bring_credential, a_pkcs12(), "theirs", PASSPHRASE)
    with pytest.raises(NotAllowedError):
        desk.do(bring_credential, a_pkcs12(), "theirs", PASSPHRASE)
    chair.do(withdraw_credential, mine.id)
    with pytest.raises(RuleBrokenError, match="withdrawn already"):
        desk.do(withdraw_credential, mine.id)
    assert chair.ask(own_key) is None


def test_a_certificate_is_encrypted_again_with_a_changed_passphrase(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    sha256 = a_certificate(chair)
    chair.do(change_passphrase, PASSPHRASE, NEWER)
    key = chair.ask(own_key)
    assert key is not None
    assert key[0].sha256 == sha256
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        sign_as(chair)
    assert sign_as(chair, NEWER) is True


def test_a_chair_with_a_forgotten_passphrase_gets_a_new_certificate(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    first = a_certificate(chair)
    give_passphrase(desk, "chair", NEWER)
    with pytest.raises(NotAllowedError, match="sign in again; nothing was saved"):
        sign_as(chair, NEWER)
    chair.close()
    again = sign_in(desk.store.folder, "chair", NEWER, desk.time_source)
    with pytest.raises(RuleBrokenError, match="once a second person has vouched for it"):
        sign_as(again, NEWER)
    newest, withdrawn = desk.ask(credentials, CHAIR)
    assert withdrawn.sha256 == first
    assert newest.voucher_needed is VoucherReason.RESET
    vouched_for(desk)
    assert sign_as(again, NEWER) is True
    again.close()


def test_a_key_of_an_earlier_version_is_encrypted_anew_as_it_signs_and_is_in_no_entry(
    desk: Desk, tmp_path: Path
) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    chair.do(bring_credential, a_pkcs12(), "theirs", PASSPHRASE)
    key = chair.ask(own_key)
    assert key is not None
    whole, password = unlocked(key[1], PASSPHRASE)
    private, certificate, others = pkcs12.load_key_and_certificates(whole, password)
    assert isinstance(private, rsa.RSAPrivateKey)
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    old = pkcs12.serialize_key_and_certificates(b"x", private, certificate, others, lock)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE signing_credential SET pkcs12 = :old"), {"old": old})
    assert desk.ask(store_faults) == ()
    assert sign_as(chair) is True
    key = chair.ask(own_key)
    assert key is not None
    assert not is_of_earlier_version(key[1])
    with desk.store.engine.connect() as connection:
        entries = str(connection.execute(text("SELECT changes FROM audit_entry")).all())
    assert "signing_credential" in entries
    assert "pkcs12" not in entries


def test_an_expired_certificate_is_replaced(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    time_source = FixedTime()
    chair = the_chair(tmp_path, time_source)
    a_certificate(chair)
    time_source.move(days=6 * 365)
    assert chair.ask(own_key) is None
    assert sign_as(chair) is True
    assert len(desk.ask(credentials, CHAIR)) == 2
    assert time_source.now() > datetime.combine(NOW.date(), time(), UTC)
