"""Verifies a PDF that is said to be signed minutes: its signatures, their certificates and the stored print."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import PdfSignature, PdfSignatures, read_signatures
from panel_desk.queries.members.certificates import CertificateOwner, certificate_owner
from panel_desk.queries.minutes.kept_prints import KeptPrint, kept_print
from panel_desk.rules.dates import in_words

_WHAT_IS_SIGNED = "Only signed minutes as a whole carry a signature: a draft, an extract or a bundle does not."
_CHANGED = "It is not what was signed. Print the minutes again from the store."
_NOT_KNOWN = (
    "Nothing was changed since it was signed. Whose the signature is, and whether these are minutes of a panel, is not "
    "known without the agency's store."
)


@dataclass(frozen=True, slots=True)
class CheckedPrint:
    """What is known of a PDF that is said to be signed minutes.

    Args:
        is_valid: whether it is the print that the store keeps of signed minutes, signed by those who presided.
        verdict: why, in a sentence or two.
        signatures: a line for each signature and each certificate, in the order of signing.
    """

    is_valid: bool
    verdict: str
    signatures: tuple[str, ...]


def check_print(desk: Desk | None, pdf: bytes) -> CheckedPrint:
    """Check a PDF that is said to be signed minutes.

    It is valid only where each signature is intact and made with a certificate of the central list that had not been
    withdrawn at that time, everybody who presided has signed, and the store keeps the very same file.

    Args:
        desk: the store that may keep the print; None where there is none, and then nothing is valid.
        pdf: the file.
    """
    found = read_signatures(pdf)
    if desk is None:
        lines = tuple(line for each in found.signatures for line in _described(each))
        return CheckedPrint(False, _NOT_KNOWN if found.are_valid else _fault(found, ()), lines)
    owners = [desk.ask(certificate_owner, each.certificate_sha256) for each in found.signatures]
    lines = tuple(
        line
        for signature, owner in zip(found.signatures, owners, strict=True)
        for line in (*_described(signature), *_owned(owner))
    )
    if fault := _fault(found, owners):
        return CheckedPrint(False, fault, lines)
    return CheckedPrint(*_verdict(desk.ask(kept_print, hashlib.sha256(pdf).hexdigest())), lines)


def _described(signature: PdfSignature) -> Iterator[str]:
    """The lines on one signature: who signed and when, and the certificate used."""
    when = f" on {_moment(signature.signed_at)}, by the clock of the computer used" if signature.signed_at else ""
    yield f"Signed by {signature.name}{when}{f': {signature.fault}' if signature.fault else ''}."
    yield f"Certificate {signature.certificate_sha256}."


def _owned(owner: CertificateOwner | None) -> Iterator[str]:
    """The lines on whose certificate a signature was made with."""
    if owner is None:
        yield "It is nobody's on this central list."
        return
    withdrawn = f", withdrawn on {_moment(owner.withdrawn_at)}" if owner.withdrawn_at else ""
    yield f"It is that of {owner.name} ({owner.member}) on this central list{withdrawn}."
    if owner.voucher_needed:
        who = f"{owner.vouched.in_words}, vouched for it" if owner.vouched else "nobody has vouched for it"
        yield f"It was {owner.voucher_needed}; {who}."


def _fault(found: PdfSignatures, owners: Sequence[CertificateOwner | None]) -> str:
    """What is wrong with the signatures of a file; empty where nothing is."""
    if not found.are_valid:
        return " ".join(each for each in (found.fault, _CHANGED if found.signatures else _WHAT_IS_SIGNED) if each)
    for signature, owner in zip(found.signatures, owners, strict=True):
        if owner is None:
            return (
                f"The certificate of “{signature.name}” is nobody's on this central list: anybody can make one in that "
                "name. Ask the panel office for the minutes."
            )
        if not owner.could_sign_at(signature.signed_at):
            return f"The certificate of {owner.name} had been withdrawn when this signature was made."
        if owner.is_disowned_at(signature.signed_at):
            return f"{owner.name} has said that this signature is not theirs. Ask the panel office for the minutes."
        if owner.voucher_needed and owner.vouched is None:
            return f"The certificate of {owner.name} counts once a second person has vouched for it."
    return ""


def _verdict(kept: KeptPrint | None) -> tuple[bool, str]:
    """Whether a file with sound signatures is valid, and why or why not."""
    if kept is None:
        return False, (
            "It is signed with a certificate of this central list, but it is not the print of any signed minutes that "
            "this store keeps."
        )
    panel = f"the minutes of the panel of {in_words(kept.held_on)}"
    if not kept.is_complete:
        return False, (
            f"These are {panel}, but not everybody who presided has signed in this file. Print them again once all "
            "have signed."
        )
    later = f" Version {kept.replaced_by} corrected them later and counts now." if kept.replaced_by else ""
    return True, f"Valid: these are {panel}, version {kept.number}, as they were signed and are kept here.{later}"


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{in_words(local.date())} at {local:%H:%M}"
