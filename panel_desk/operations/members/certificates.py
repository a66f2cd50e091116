"""Chairs' signing certificates: imports them, re-encrypts their keys, withdraws them, vouches for them."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Account, MinutesSignature, ReviewFile, SigningCredential
from panel_desk.queries.members.certificates import (
    credential_of,
    is_first_certificate,
    newest_certificate,
    was_reset_since,
)
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import OFFICE, AccountRole, VouchedHow, VoucherReason
from panel_desk.store.credentials import Credential, imported, opens, with_passphrase
from panel_desk.store.signed_trail import last_reset_by

NOT_YOUR_PASSPHRASE = "That is not your passphrase. Check Caps Lock and type it again."  # noqa: S105 - a sentence


@permits(AccountRole.CHAIR)
def bring_credential(work: Work, file: bytes, password: str, passphrase: str) -> str:
    """Import a certificate and its key, a PKCS #12 file, for the signed-in chair; return its SHA-256 fingerprint.

    Args:
        work: the unit of work.
        file: the content of the file.
        password: the password of the file.
        passphrase: the chair's own passphrase, with which the key is then encrypted.

    Raises:
        RuleBrokenError: the passphrase is not the account's, the file cannot be used to sign, or the certificate is on
            the central list already.
    """
    member = _own_member_ref(work, passphrase)
    found = imported(file, password, passphrase, work.time_source.today())
    _refuse_registered(work, member, found.sha256)
    return keep_credential(work, member, found, passphrase)


@permits(AccountRole.CHAIR)
def make_certificate(work: Work, made: Credential, passphrase: str) -> str:
    """Store a certificate that was made for the signed-in chair apart from a signature; return its fingerprint.

    That is done where somebody has to vouch for it before it signs.

    Raises:
        RuleBrokenError: the passphrase is not the account's.
    """
    return keep_credential(work, _own_member_ref(work, passphrase), made, passphrase)


@permits(*OFFICE)
def vouch_for_certificate(work: Work, credential: int, how: VouchedHow) -> None:
    """Vouch that a certificate is its owner's, after comparing its fingerprint with them; it signs from then on.

    Raises:
        RuleBrokenError: nobody has to, somebody has, it is withdrawn or your own, or you had a part in it: you gave the
            owner a one-time code, put it on the central list, or made a review file for the owner.
    """
    found = find(work.session, SigningCredential, credential, "certificate")
    if not found.waits_for_voucher:
        raise RuleBrokenError("Nobody needs to vouch for this certificate.")
    if found.withdrawn_at is not None:
        raise RuleBrokenError("This certificate is withdrawn, so nobody can vouch for it.")
    if found.member_ref == work.by.member_ref:
        raise RuleBrokenError("Somebody else must vouch for your certificate.")
    owners = work.session.scalars(select(Account.name).filter_by(member_ref=found.member_ref)).all()
    if work.by.account in {found.added_by, *(last_reset_by(work.session, owner) for owner in owners)}:
        raise RuleBrokenError(
            "You reset the owner's passphrase, or put this certificate on the central list. Another person must vouch "
            "for it."
        )
    files = select(ReviewFile.token).filter_by(member_ref=found.member_ref, made_by=work.by.name)
    if found.voucher_needed is VoucherReason.HOME and work.session.scalars(files.limit(1)).first() is not None:
        raise RuleBrokenError("You made a review file for the owner. Another person must vouch for this certificate.")
    found.vouched_by, found.vouched_name = work.by.account, work.by.name
    found.vouched_how, found.vouched_at = how, work.time_source.now()


@permits(*OFFICE, AccountRole.CHAIR)
def withdraw_credential(work: Work, credential: int) -> None:
    """Withdraw a certificate: it can no longer be used to sign, and earlier signatures stay valid.

    Raises:
        RuleBrokenError: it is another chair's, or withdrawn already.
    """
    found = find(work.session, SigningCredential, credential, "certificate")
    if work.by.role is AccountRole.CHAIR and found.member_ref != work.by.member_ref:
        raise RuleBrokenError(
            "This is another person's certificate. Only that person or the panel office can withdraw it."
        )
    if found.withdrawn_at is not None:
        raise RuleBrokenError("This certificate is withdrawn already.")
    found.withdrawn_at = work.time_source.now()


@permits(AccountRole.CHAIR)
def disown_signature(work: Work, signature: int) -> None:
    """Say that a signature in your name is not yours: its certificate is withdrawn, and administrators are told.

    Signatures made with that certificate since are not yours either.

    Raises:
        RuleBrokenError: there is no such signature, or it is in another person's name.
    """
    found = find(work.session, MinutesSignature, signature, "signature")
    if found.member_ref != work.by.member_ref:
        raise RuleBrokenError("This signature is in another person's name.")
    certificate = work.session.scalars(
        select(SigningCredential).filter_by(certificate_sha256=found.certificate_sha256)
    ).one()
    now = work.time_source.now()
    certificate.withdrawn_at = certificate.withdrawn_at or now
    certificate.disowned_from = min(certificate.disowned_from or found.signed_at, found.signed_at)
    certificate.disowned_at = now


def reencrypt_keys(work: Work, account: Account, old: str | None, new: str) -> None:
    """Encrypt an account's signing keys with its new passphrase; without the old one, withdraw them, as they are lost.

    A key that the old passphrase does not open was made at home with a passphrase of its own, and stays as it is.

    Args:
        work: the unit of work.
        account: the account whose passphrase changes.
        old: the old passphrase; None where the person forgot it.
        new: the new passphrase.
    """
    if account.member_ref is None:
        return
    for each in work.session.scalars(
        select(SigningCredential).filter_by(member_ref=account.member_ref, withdrawn_at=None)
    ):
        if old is None:
            each.withdrawn_at = work.time_source.now()
        elif opens(each.pkcs12, old):
            each.pkcs12 = with_passphrase(each.pkcs12, old, new)


def _own_member_ref(work: Work, passphrase: str) -> str:
    """The signed-in chair's ref on the central list, after their passphrase was checked."""
    if work.by.member_ref is None:
        raise RuleBrokenError(
            "Your account is not linked to a person on the central list, so it cannot sign. An "
            "administrator links it in Settings."
        )
    if not work.store.is_passphrase_of(work.by.account, passphrase):
        raise RuleBrokenError(NOT_YOUR_PASSPHRASE, "passphrase")
    return work.by.member_ref


def _refuse_registered(work: Work, member: str, sha256: str) -> None:
    """Refuse a certificate that is on the central list already."""
    for known in work.session.scalars(select(SigningCredential).filter_by(certificate_sha256=sha256)):
        if known.member_ref != member:
            raise RuleBrokenError("This certificate is another person's. Ask the agency for your own.", "file")
        if known.withdrawn_at is not None:
            day = in_words(known.withdrawn_at.astimezone().date())
            raise RuleBrokenError(
                f"This certificate was withdrawn on {day}, so it can no longer be used to sign. Bring another.", "file"
            )
        raise RuleBrokenError("You sign with this certificate already.", "file")


def keep_credential(work: Work, member: str, credential: Credential, passphrase: str | None) -> str:
    """Store a member's certificate and key, withdraw the one before, and return the certificate's fingerprint.

    Args:
        work: the unit of work.
        member: whose it is.
        credential: the certificate and its key.
        passphrase: the owner's own; None where it was made or brought at home.
    """
    before = credential_of(work, member)
    reason = _why_voucher(work, member, passphrase)
    if before is not None:
        before.withdrawn_at = work.time_source.now()
    work.session.add(
        SigningCredential(
            member_ref=member,
            subject=credential.subject,
            issuer=credential.issuer,
            certificate_sha256=credential.sha256,
            certificate=credential.certificate,
            pkcs12=credential.pkcs12,
            valid_from=credential.valid_from,
            valid_until=credential.valid_until,
            added_at=work.time_source.now(),
            added_by=work.by.account or None,
            voucher_needed=reason,
        )
    )
    return credential.sha256


def _why_voucher(work: Work, member: str, passphrase: str | None) -> VoucherReason | None:
    """Why somebody must vouch for a new certificate; None where whoever adds it has the key of a trusted one before."""
    if passphrase is None:
        return VoucherReason.HOME
    if is_first_certificate(work, member):
        return None
    newest = newest_certificate(work, member)
    if newest is None or was_reset_since(work, member, newest):
        return VoucherReason.RESET
    if newest.withdrawn_at is not None:
        return VoucherReason.WITHDRAWN
    if newest.waits_for_voucher:
        return newest.voucher_needed
    return None if opens(newest.pkcs12, passphrase) else VoucherReason.OTHER_KEY
