"""Renders minutes for signing: the pages, the name of each signature field and the words of each visible signature.

The same arguments give the same bytes, so that a signature made elsewhere can be compared with these pages.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from panel_desk.documents.minutes.pdf import minutes_for_signing
from panel_desk.documents.minutes.signature_block import SignatureBox
from panel_desk.queries.document_rows import MinutesContent, SignedBy, Signer
from panel_desk.queries.minutes.minutes import PRESIDED, fingerprint
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import fingerprint_in_words, with_numbers
from panel_desk.rules.vocabulary import MinutesState


@dataclass(frozen=True, slots=True)
class PagesToSign:
    """Minutes as they are signed.

    Args:
        pdf: the pages, unsigned.
        boxes: where each person signs, by the name of their signature field.
    """

    pdf: bytes
    boxes: dict[str, SignatureBox]


def pages_to_sign(content: MinutesContent, name: str, signed_at: datetime) -> PagesToSign:
    """The pages that will be signed, with a signature field for everyone who presided.

    Args:
        content: the minutes as they were read.
        name: who signs first.
        signed_at: when, with its zone.
    """
    signature = SignedBy(name, PRESIDED, signed_at.astimezone(), fingerprint(content))
    pdf, boxes = minutes_for_signing(
        replace(content, state=MinutesState.SIGNED, dated_on=signed_at.astimezone().date(), signed=signature)
    )
    return PagesToSign(pdf, {field_name(member): box for member, box in boxes.items()})


def field_name(member: str) -> str:
    """The name of a member's signature field."""
    return f"Signature {member}"


def signer_of(content: MinutesContent, member: str) -> Signer | None:
    """The items over which a member presided and for which they sign; None where there are none."""
    return next((each for each in content.signers if each.member == member), None)


def signature_words(
    signer: Signer, name: str, signed_at: datetime, certificate: str, voucher: str = ""
) -> tuple[str, ...]:
    """The lines of a visible signature.

    Args:
        signer: the items that are signed for.
        name: who signs.
        signed_at: when, with its zone.
        certificate: the SHA-256 of the certificate, in hexadecimal.
        voucher: who vouched for the certificate, how and when; empty where nobody needed to.
    """
    local = signed_at.astimezone()
    presided = f"Presided over {with_numbers('item', signer.items)}" if signer.items else PRESIDED
    return (
        name,
        f"{presided}. Signed on {in_words(local.date())} at {local:%H:%M}.",
        f"Fingerprint of the certificate (SHA-256){f', for which vouched {voucher}' if voucher else ''}:",
        fingerprint_in_words(certificate),
    )
