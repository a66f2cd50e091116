"""Signing minutes: what is read is what is printed, and what is printed and sealed is what is kept."""

from dataclasses import dataclass, replace
from datetime import datetime

from panel_desk.desk import Desk
from panel_desk.documents.minutes.docx import minutes_docx
from panel_desk.documents.minutes.pades import KeyLockedError, sign_pdf
from panel_desk.documents.minutes.pdf import minutes_for_signing, minutes_pdf
from panel_desk.documents.minutes.signature_block import SignatureBox
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.members.certificates import NOT_YOURS
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.queries.agency import agency
from panel_desk.queries.document_rows import MinutesContent, SignedBy, Signer
from panel_desk.queries.members.certificates import own_key
from panel_desk.queries.minutes.minutes import PRESIDED, fingerprint, print_to_sign, signatures, signed_print
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.store.credentials import self_signed

_LOCKED_AT_HOME = (
    "Your certificate opens with the passphrase that you chose at home, not with the one that you sign in with. Sign "
    "at home again, or withdraw the certificate on your page of the central list; Panel Desk then makes another."
)


@dataclass(frozen=True, slots=True)
class ToSign:
    """Minutes as they are signed.

    Args:
        pdf: the pages.
        places: where each signs, by the name of the field.
    """

    pdf: bytes
    places: dict[str, SignatureBox]


def field_of(member: str) -> str:
    """The name of a member's signature field."""
    return f"Signature {member}"


def to_sign(content: MinutesContent, name: str, signed_at: datetime) -> ToSign:
    """The pages as they will be signed, with a place for everyone who signs.

    Args:
        content: the minutes as they were read.
        name: who signs first.
        signed_at: when.
    """
    signature = SignedBy(name, PRESIDED, signed_at.astimezone(), fingerprint(content))
    pdf, places = minutes_for_signing(
        replace(content, state=MinutesState.SIGNED, dated_on=signed_at.astimezone().date(), signed=signature)
    )
    return ToSign(pdf, {field_of(member): place for member, place in places.items()})


def sign(desk: Desk, content: MinutesContent, passphrase: str) -> bool:
    """Sign the final minutes of a meeting as the signed-in chair, and keep the print that bears the signature.

    Whoever signs for the first time gets a certificate, which is kept together with the signature or not at all.

    Args:
        desk: the chair's.
        content: the minutes as the chair has read them.
        passphrase: the chair's own, asked again.

    Returns:
        Whether everybody who presided has signed now.

    Raises:
        RuleBrokenError: the minutes are not final, another person presided, or the passphrase is wrong.
        ChangedMeanwhileError: the minutes, or what they stand on, were changed since they were read.
        SurroundingsError: the print cannot be kept.
    """
    signed_at = desk.clock.now()
    key = desk.ask(own_key)
    made = None
    if key is None:
        made = self_signed(desk.signed_in.name, desk.ask(agency).name, passphrase, signed_at)
        certificate, pkcs12 = made.sha256, made.pkcs12
    else:
        certificate, pkcs12 = key[0].sha256, key[1]
    mine = signer_of(content, desk.signed_in.member_ref or "")
    signing = to_sign(content, desk.signed_in.name, signed_at)
    printed = desk.ask(print_to_sign, content.meeting.meeting) or signing.pdf
    has_signed = {each.member for each in desk.ask(signatures, content.meeting.meeting)}
    if mine is not None and mine.member not in has_signed:
        lines = block_of(mine, desk.signed_in.name, signed_at, certificate)
        try:
            printed = sign_pdf(printed, field_of(mine.member), pkcs12, passphrase, lines, signing.places, signed_at)
        except KeyLockedError:
            is_accounts = desk.store.is_passphrase_of(desk.signed_in.account, passphrase)
            raise RuleBrokenError(_LOCKED_AT_HOME if is_accounts else NOT_YOURS, "passphrase") from None
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


def printed_minutes(desk: Desk, content: MinutesContent) -> bytes:
    """Minutes as a PDF: to the byte what was signed, if they are signed and whole; else printed now.

    Raises:
        RuleBrokenError: an extract or a bundle would say something else than what was signed.
        SurroundingsError: the signed print is missing or damaged.
    """
    is_whole = content.only_case is None and content.bundle is None
    kept = desk.ask(signed_print, content.meeting.meeting) if is_whole else None
    return printed_now(content) if kept is None else kept


def printed_now(content: MinutesContent, *, in_word: bool = False) -> bytes:
    """Minutes printed from the registers, as a PDF, or for Word as a document that says it is not the signed record.

    Raises:
        RuleBrokenError: it would say something else than what was signed.
    """
    _refuse_if_changed(content)
    return minutes_docx(content) if in_word else minutes_pdf(content)


def _refuse_if_changed(content: MinutesContent) -> None:
    """Refuse to print from the registers what would differ from what was signed.

    Raises:
        RuleBrokenError: it would.
    """
    if content.signed is not None and content.signed.fingerprint != fingerprint(content):
        raise RuleBrokenError(
            "The registers have changed since these minutes were signed, so this print would differ from what was "
            "signed. Print the whole minutes as a PDF instead."
        )


def signer_of(content: MinutesContent, member: str) -> Signer | None:
    """For what a member signs; None where it is nothing."""
    return next((each for each in content.signers if each.member == member), None)


def block_of(signer: Signer, name: str, signed_at: datetime, certificate: str) -> tuple[str, ...]:
    """What the visible block says."""
    at = signed_at.astimezone()
    items = listed([str(number) for number in signer.items])
    over = f"Presided over {'item' if len(signer.items) == 1 else 'items'} {items}" if signer.items else PRESIDED
    return (
        name,
        f"{over}. Signed on {in_words(at.date())} at {at:%H:%M}.",
        "Fingerprint of the certificate (SHA-256):",
        " ".join(certificate[at : at + 8] for at in range(0, len(certificate), 8)),
    )
