"""Attacks by the office, and by anybody with a file: each is refused, or what is forged is not called valid."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk, sign_in
from panel_desk.documents.minutes.pades import sign_pdf
from panel_desk.documents.minutes.signature_block import SignatureBox
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.sign_minutes import sign
from panel_desk.flows.take_in_answer import preview, take_in
from panel_desk.flows.verify_print import check_print
from panel_desk.operations.accounts import close_account, open_account, reset_passphrase
from panel_desk.operations.members.certificates import (
    bring_credential,
    vouch_for_certificate,
    withdraw_credential,
)
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.certificates import credentials, own_key
from panel_desk.queries.minutes.minutes import fingerprint, signatures, signed_print
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.queries.minutes.signatures import versions
from panel_desk.rules.vocabulary import AccountRole, VouchedHow, VoucherReason
from panel_desk.store.credentials import self_signed
from tests.builders import PASSPHRASE, FixedTime, a_certificate, a_desk, give_passphrase
from tests.operations.minutes.test_signatures import a_pkcs12
from tests.panels import CHAIR, PANEL, a_held_panel, make_final_minutes, record, sent_home, the_chair, vouched_for

THEIRS = "plain-otter-kettle-91"  # a passphrase that whoever attacks chose
PAPER = Path(__file__).parents[1] / "samples" / "papers" / "PAR-household-A.pdf"
BOX = {"Signature M001": SignatureBox(0, (72, 72, 272, 122))}
VIDEO = VouchedHow.VIDEO


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The administrator's desk, with final minutes."""
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    make_final_minutes(desk)
    return desk


def sign_minutes_as(chair: Desk, passphrase: str) -> bool:
    return sign(chair, record(chair).content, passphrase)


def as_the_chair_after_a_reset(desk: Desk) -> Desk:
    """An administrator's desk, signed in as the chair with the code that they had made."""
    the_chair(desk.store.folder.parent).close()
    give_passphrase(desk, "chair", THEIRS)
    return sign_in(desk.store.folder, "chair", THEIRS, desk.time_source)


@pytest.mark.parametrize("has_signed_before", [True, False])
def test_an_administrator_who_resets_the_chair_does_not_sign_as_the_chair(
    desk: Desk, tmp_path: Path, *, has_signed_before: bool
) -> None:
    if has_signed_before:
        a_certificate(the_chair(tmp_path))
    forged = as_the_chair_after_a_reset(desk)
    with pytest.raises(RuleBrokenError, match="once a second person has vouched for it"):
        sign_minutes_as(forged, THEIRS)
    [made, *_] = desk.ask(credentials, CHAIR)
    assert made.voucher_needed is VoucherReason.RESET
    with pytest.raises(RuleBrokenError, match="once a second person has vouched for it"):
        forged.do(
            sign_minutes,
            PANEL,
            passphrase=THEIRS,
            read=fingerprint(record(forged).content),
            printed=b"%PDF-",
            signed_at=desk.time_source.now(),
            certificate=made.sha256,
        )
    for each, why in ((desk, "Another person must vouch"), (forged, "done by an account with the role")):
        with pytest.raises(RuleBrokenError, match=why):
            each.do(vouch_for_certificate, made.id, VIDEO)
    forged.do(bring_credential, a_pkcs12(), "theirs", THEIRS)
    with pytest.raises(RuleBrokenError, match="once a second person has vouched for it"):
        sign_minutes_as(forged, THEIRS)
    assert desk.ask(signatures, PANEL) == ()


def test_a_one_time_code_signs_no_minutes(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    content = record(chair).content
    code = desk.do(reset_passphrase, "chair")
    with pytest.raises(RuleBrokenError, match="sign in again"):
        sign(chair, content, code)


def test_a_voucher_is_shown_with_the_signature(desk: Desk) -> None:
    chair = as_the_chair_after_a_reset(desk)
    with pytest.raises(RuleBrokenError, match="vouched"):
        sign_minutes_as(chair, THEIRS)
    vouched_for(desk)
    assert sign_minutes_as(chair, THEIRS) is True
    kept = desk.ask(signed_print, PANEL)
    assert kept is not None
    checked = check_print(desk, kept)
    assert checked.is_valid
    assert checked.signatures[-1] == "It was made after a reset; Second, by telephone, on 4 March 2027, vouched for it."
    [version] = chair.ask(versions, PANEL)
    assert version.vouched == (
        "The certificate of Chair was made after a reset: vouched for by Second, by telephone, on 4 March 2027.",
    )
    [made] = desk.ask(credentials, CHAIR)
    with pytest.raises(RuleBrokenError, match="Nobody needs to vouch"):
        desk.do(vouch_for_certificate, made.id, VIDEO)


def test_after_a_withdrawal_a_certificate_needs_a_voucher_and_a_withdrawn_one_gets_none(
    desk: Desk, tmp_path: Path
) -> None:
    chair = the_chair(tmp_path)
    a_certificate(chair)
    desk.do(withdraw_credential, desk.ask(credentials, CHAIR)[0].id)
    with pytest.raises(RuleBrokenError, match="vouched"):
        sign_minutes_as(chair, PASSPHRASE)
    [made, _] = desk.ask(credentials, CHAIR)
    assert made.voucher_needed is VoucherReason.WITHDRAWN
    chair.do(bring_credential, a_pkcs12(), "theirs", PASSPHRASE)  # in place of one that nobody vouched for
    [brought, made, _] = desk.ask(credentials, CHAIR)
    assert brought.voucher_needed is VoucherReason.WITHDRAWN
    with pytest.raises(RuleBrokenError, match="is withdrawn, so nobody can"):
        desk.do(vouch_for_certificate, made.id, VIDEO)
    desk.do(vouch_for_certificate, brought.id, VIDEO)
    assert sign_minutes_as(chair, PASSPHRASE) is True


def test_another_account_of_the_same_person_brings_no_certificate_that_signs(desk: Desk, tmp_path: Path) -> None:
    a_certificate(the_chair(tmp_path))
    desk.do(close_account, "chair")
    desk.do(open_account, "other", "Siân Llewellyn", AccountRole.CHAIR, THEIRS, CHAIR)
    with closing(sign_in(desk.store.folder, "other", THEIRS, desk.time_source)) as other:
        other.do(bring_credential, a_pkcs12(), "theirs", THEIRS)
        with pytest.raises(RuleBrokenError, match="once a second person has vouched for it"):
            sign_minutes_as(other, THEIRS)
    assert desk.ask(credentials, CHAIR)[0].voucher_needed is VoucherReason.OTHER_KEY


def test_a_certificate_put_in_in_a_chairs_name_is_reported(desk: Desk, tmp_path: Path) -> None:
    a_certificate(the_chair(tmp_path))
    now = desk.time_source.now()
    forged = self_signed("Siân Llewellyn", "Fenland", THEIRS, now)
    values = {"sha256": forged.sha256, "certificate": forged.certificate, "pkcs12": forged.pkcs12}
    with desk.store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO signing_credential (member_ref, subject, issuer, certificate_sha256, certificate, pkcs12, "
                "valid_from, valid_until, added_at) SELECT member_ref, subject, issuer, :sha256, :certificate, "
                ":pkcs12, valid_from, valid_until, added_at FROM signing_credential"
            ),
            values,
        )
    assert any("was added outside Panel Desk" in each for each in desk.ask(store_faults))


def test_a_voucher_put_in_in_anothers_name_is_reported(desk: Desk) -> None:
    chair = as_the_chair_after_a_reset(desk)
    with pytest.raises(RuleBrokenError, match="vouched"):
        sign_minutes_as(chair, THEIRS)
    with desk.store.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE signing_credential SET vouched_by = 'gwen', vouched_name = 'Gwen', vouched_how = 'in person', "
                "vouched_at = added_at"
            )
        )
    assert any("changed outside Panel Desk" in each for each in desk.ask(store_faults))


def test_a_self_signed_draft_in_a_chairs_name_is_not_valid(desk: Desk, tmp_path: Path) -> None:
    a_certificate(the_chair(tmp_path))
    forged = self_signed("Siân Llewellyn", "Fenland", THEIRS, desk.time_source.now())
    draft = sign_pdf(
        PAPER.read_bytes(), "Signature M001", forged.pkcs12, THEIRS, ("Siân",), BOX, desk.time_source.now()
    )
    checked = check_print(desk, draft)
    assert not checked.is_valid
    assert checked.verdict.startswith("The certificate of “Siân Llewellyn” is nobody's on this central list")


def test_a_pdf_that_is_not_minutes_signed_with_a_withdrawn_certificate_is_not_valid(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    chair = the_chair(tmp_path)
    a_certificate(chair)
    key = chair.ask(own_key)
    assert key is not None
    chair.do(withdraw_credential, key[0].id)
    time_source.move(hours=1)
    pdf = sign_pdf(PAPER.read_bytes(), "Signature M001", key[1], PASSPHRASE, ("Siân",), BOX, time_source.now())
    checked = check_print(desk, pdf)
    assert not checked.is_valid
    assert "had been withdrawn when this signature was made" in checked.verdict


def test_a_review_file_that_the_office_makes_signs_and_takes_back_is_not_taken_in(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    sign(home.desk, record(home.desk).content, THEIRS)
    answer = home.desk.ask(answer_at_home, home.file)
    with pytest.raises(RuleBrokenError, match="waits for a second person to vouch"):
        take_in(desk, answer, "f" * 64, preview(desk, answer, "f" * 64).new_fingerprint)
    [made] = desk.ask(credentials, CHAIR)
    assert made.voucher_needed is VoucherReason.HOME
    with pytest.raises(RuleBrokenError, match="Another person must vouch"):
        desk.do(vouch_for_certificate, made.id, VIDEO)
    with (
        closing(a_desk(tmp_path, AccountRole.ADVISER, member_ref=CHAIR)) as own,
        pytest.raises(RuleBrokenError, match="Somebody else must vouch for your certificate"),
    ):
        own.do(vouch_for_certificate, made.id, VIDEO)
    with pytest.raises(RuleBrokenError, match="waits for a second person to vouch"):
        take_in(desk, answer, "f" * 64)
    assert desk.ask(signatures, PANEL) == ()


def test_whoever_made_the_review_file_does_not_vouch_although_another_takes_it_back(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    sign(home.desk, record(home.desk).content, THEIRS)
    answer = home.desk.ask(answer_at_home, home.file)
    with (
        closing(a_desk(tmp_path, AccountRole.ADVISER)) as other,
        pytest.raises(RuleBrokenError, match="waits for a second person"),
    ):
        take_in(other, answer, "f" * 64, preview(other, answer, "f" * 64).new_fingerprint)
    with pytest.raises(RuleBrokenError, match="You made a review file for the owner"):
        desk.do(vouch_for_certificate, desk.ask(credentials, CHAIR)[0].id, VIDEO)


def test_a_signed_print_swapped_for_another_pdf_is_not_valid_and_reported(desk: Desk, tmp_path: Path) -> None:
    sign_minutes_as(the_chair(tmp_path), PASSPHRASE)
    other = desk.store.vault.put(PAPER.read_bytes())
    with desk.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER refuse_update_minutes"))
        connection.execute(text("UPDATE minutes SET sha256 = :other"), {"other": other})
    swapped = desk.ask(signed_print, PANEL)
    assert swapped is not None
    assert not check_print(desk, swapped).is_valid
    assert any("changed outside Panel Desk" in each for each in desk.ask(store_faults))
