"""Signs minutes: renders what the chair has read, seals it (PAdES) and stores the same bytes with the signature."""

from datetime import datetime

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import KeyLockedError, sign_pdf
from panel_desk.documents.minutes.signing import field_name, pages_to_sign, signature_words, signer_of
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.members.certificates import NOT_YOUR_PASSPHRASE, make_certificate
from panel_desk.operations.minutes.signatures import NOT_VOUCHED, sign_minutes
from panel_desk.queries.agency import agency
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.members.certificates import CredentialRow, is_first_certificate, own_key
from panel_desk.queries.minutes.minutes import fingerprint, minutes_to_sign, print_to_sign, signatures
from panel_desk.rules.text import fingerprint_in_words
from panel_desk.store.anchors import anchor_words
from panel_desk.store.credentials import self_signed
from panel_desk.store.last_change import newest_change

_LOCKED_AT_HOME = (
    "Your certificate opens with the passphrase that you chose at home, not with the one that you sign in with. Sign "
    "at home again, or withdraw the certificate on your page of the central list; Panel Desk then makes another."
)


def sign(desk: Desk, content: MinutesContent, passphrase: str) -> bool:
    """Sign the final minutes of a meeting as the signed-in chair, and keep the print that bears the signature.

    Whoever signs for the first time gets a certificate, which is kept together with the signature or not at all. A
    later certificate is kept at once, and signs only when somebody has vouched for it.

    Args:
        desk: the chair's.
        content: the minutes as the chair has read them.
        passphrase: the chair's own, asked again.

    Returns:
        Whether everybody who presided has signed now.

    Raises:
        RuleBrokenError: the minutes are not final, another person presided, the passphrase is wrong, or nobody has
            vouched for the certificate yet.
        ChangedMeanwhileError: the minutes, or the records that they depend on, were changed since they were read.
        SurroundingsError: the print cannot be kept.
    """
    signed_at = desk.time_source.now()
    key = desk.ask(own_key)
    made = None
    if key is None and desk.has_account and not desk.ask(is_first_certificate, desk.signed_in.member_ref or ""):
        key = _made_apart(desk, passphrase, signed_at)
    if key is not None and key[0].waits_for_voucher:
        raise RuleBrokenError(NOT_VOUCHED.format(fingerprint=fingerprint_in_words(key[0].sha256)))
    if key is None:
        made = self_signed(desk.signed_in.name, desk.ask(agency).name, passphrase, signed_at)
        certificate, pkcs12 = made.sha256, made.pkcs12
    else:
        certificate, pkcs12 = key[0].sha256, key[1]
    whole = desk.ask(minutes_to_sign, content.meeting.meeting)
    mine = signer_of(whole, desk.signed_in.member_ref or "")
    pages = pages_to_sign(whole, desk.signed_in.name, signed_at)
    printed = desk.ask(print_to_sign, content.meeting.meeting) or pages.pdf
    has_signed = {each.member for each in desk.ask(signatures, content.meeting.meeting)}
    if mine is not None and mine.member not in has_signed:
        voucher = key[0].vouched.in_words if key is not None and key[0].vouched else ""
        lines = signature_words(mine, desk.signed_in.name, signed_at, certificate, voucher)
        try:
            # At home the print must be what anybody produces from these minutes, and the trail is not the office's.
            anchor = anchor_words(newest_change(desk.store.engine)) if desk.has_account else None
            printed = sign_pdf(
                printed, field_name(mine.member), pkcs12, passphrase, lines, pages.boxes, signed_at, anchor
            )
        except KeyLockedError:
            is_of_account = desk.store.is_passphrase_of(desk.signed_in.account, passphrase)
            raise RuleBrokenError(_LOCKED_AT_HOME if is_of_account else NOT_YOUR_PASSPHRASE, "passphrase") from None
    return desk.do(
        sign_minutes,
        content.meeting.meeting,
        passphrase=passphrase,
        read=fingerprint(content),
        printed=printed,
        signed_at=signed_at,
        certificate=certificate,
        made=made,
    )


def _made_apart(desk: Desk, passphrase: str, at: datetime) -> tuple[CredentialRow, bytes] | None:
    """A certificate that is made and stored now, for somebody to vouch for before it signs."""
    made = self_signed(desk.signed_in.name, desk.ask(agency).name, passphrase, at)
    desk.do(make_certificate, made, passphrase)
    return desk.ask(own_key)
