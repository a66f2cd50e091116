"""Signatures in a PDF that any reader checks (PAdES, baseline B), and whether what bears them is whole.

The first signature certifies the document: after it only the other signatures may be put in, each in the field that
was prepared for it. Whoever changes anything else, or adds anything behind the last one, is found out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from panel_desk.documents.minutes.signature_block import SignatureBox, signature_block_pdf

_NUMBER = re.compile(rb"(/ID \[ <[0-9a-f]{32}> )<[0-9a-f]{32}>")
_DAMAGED = "the signature cannot be read"


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature, as it was found.

    Args:
        name: whom the certificate names.
        certificate_sha256: the certificate's fingerprint.
        signed_at: the moment that the signature claims; None where it claims none.
        fault: what is wrong with it, as it reads after the name; empty where nothing is.
    """

    name: str
    certificate_sha256: str
    signed_at: datetime | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PdfSignatures:
    """The signatures of a file.

    Args:
        seals: each, in the order in which they were put in.
        fault: what is wrong with the file as a whole, in a sentence; empty where nothing is.
    """

    seals: tuple[PdfSignature, ...]
    fault: str = ""

    @property
    def are_whole(self) -> bool:
        """Whether there is a signature, and nothing was changed after any."""
        return bool(self.seals) and not self.fault and not any(seal.fault for seal in self.seals)


class KeyLockedError(Exception):
    """The key does not open with the passphrase."""


def sign_pdf(
    pdf: bytes,
    field: str,
    pkcs12: bytes,
    passphrase: str,
    lines: tuple[str, ...],
    places: Mapping[str, SignatureBox],
    signed_at: datetime,
) -> bytes:
    """Put a signature into its field.

    Args:
        pdf: what is signed; it bears other signatures already, or none.
        field: the field to sign.
        pkcs12: the key and its certificate.
        passphrase: what the key opens with.
        lines: what the visible block says, the name first.
        places: where every signature's field is; prepared with the first signature.
        signed_at: the moment that it claims.

    Raises:
        KeyLockedError: the key does not open with the passphrase.
    """
    from pyhanko.sign import signers  # noqa: PLC0415 - heavy; loads when something is signed

    try:
        signer = signers.SimpleSigner.load_pkcs12_data(pkcs12, other_certs=(), passphrase=passphrase.encode())
    except ValueError:
        raise KeyLockedError from None
    return _signed_by(signer, pdf, field, lines, places, signed_at)


def is_signed_print_of(
    printed: bytes,
    pdf: bytes,
    field: str,
    lines: tuple[str, ...],
    places: Mapping[str, SignatureBox],
    signed_at: datetime,
) -> bool:
    """Whether a print that bears a signature is what signing makes of a PDF, to the byte.

    All that may differ is the signature itself, in the room that is left for it, and the number by which the file says
    that it is another file.

    Args:
        printed: the print; its last signature was found to hold.
        pdf: what was signed.
        field: the field that was signed.
        lines: what the visible block says.
        places: where every signature's field is.
        signed_at: the moment that the signature claims.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.sign import signers  # noqa: PLC0415 - the same
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - the same

    last = PdfFileReader(BytesIO(printed)).embedded_signatures[-1]
    start, end = int(last.byte_range[1]) + 1, int(last.byte_range[2]) - 1
    nobody = signers.ExternalSigner(last.signer_cert, SimpleCertificateStore(), signature_value=1)  # type: ignore[no-untyped-call]
    made = _signed_by(nobody, pdf, field, lines, places, signed_at, room=end - start)
    return _without_number(printed[:start], printed[end:]) == _without_number(made[:start], made[end:])


def _without_number(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """A file around its last signature, its own number taken out."""
    return before, _NUMBER.sub(rb"\1", after)


def _signed_by(
    signer: Any,  # noqa: ANN401 - pyHanko's own
    pdf: bytes,
    field: str,
    lines: tuple[str, ...],
    places: Mapping[str, SignatureBox],
    signed_at: datetime,
    room: int | None = None,
) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - heavy; when signing
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule  # noqa: PLC0415 - the same
    from pyhanko.pdf_utils.metadata.model import DocumentMetadata  # noqa: PLC0415 - the same
    from pyhanko.sign import signers  # noqa: PLC0415 - the same
    from pyhanko.sign.fields import (  # noqa: PLC0415 - the same
        MDPPerm,
        SigFieldSpec,
        SigSeedSubFilter,
        append_signature_field,
    )
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415 - the same

    class Changed(DocumentMetadata):
        """Notes the desk's moment as that of the change, whatever the computer's clock and zone."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, signed_at.astimezone(UTC) if name == "last_modified" else value)

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer._meta = Changed()  # noqa: SLF001 - pyHanko takes the moment from nowhere else
    is_first = not writer.prev.embedded_signatures
    if is_first:
        for name, place in places.items():
            append_signature_field(writer, SigFieldSpec(name, on_page=place.page, box=place.box))
    block = _background(signature_block_pdf(lines, *places[field].size))
    out = BytesIO()

    class At(signers.PdfSigner):
        """Takes the moment from the desk's clock."""

        def init_signing_session(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - pyHanko's own, passed on
            session = super().init_signing_session(*args, **named)
            session.system_time = signed_at
            return session

    At(
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=is_first,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            name=lines[0],
        ),
        signer=signer,
        stamp_style=StaticStampStyle(
            background=block,
            background_layout=SimpleBoxLayoutRule(
                AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0)
            ),
            background_opacity=1,
            border_width=0,
        ),
    ).sign_pdf(writer, output=out, bytes_reserved=room)
    return out.getvalue()


def read_signatures(pdf: bytes) -> PdfSignatures:
    """The signatures of a file, each checked against what it signed."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - the same

    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = [*reader.embedded_signatures]
        seals = tuple(_checked(pdf, each, is_last=each is found[-1]) for each in found)
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, OSError):
        return PdfSignatures((), "It is damaged, or was changed so that its signatures can no longer be read.")
    return PdfSignatures(seals, "" if seals else "It bears no signature.")


def _checked(pdf: bytes, signature: Any, *, is_last: bool) -> PdfSignature:  # noqa: ANN401 - pyHanko's embedded signature
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - the same
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415 - the same
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - the same
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - the same

    certificate = signature.signer_cert
    name = str(certificate.subject.native.get("common_name", "")) or certificate.subject.human_friendly
    at = signature.self_reported_timestamp
    moment = at.astimezone(UTC) if at else None
    fingerprint = certificate.sha256.hex()
    try:
        # Whether the certificate is one of the agency's is the central list's to say; the network is never asked.
        known = ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=moment)
        status = validate_pdf_signature(signature, known)
    except (SignatureValidationError, ValueError):
        return PdfSignature(name, fingerprint, moment, _DAMAGED)
    fault = ""
    if not (status.intact and status.valid) or _is_padded(pdf, signature):
        fault = "what was signed has been changed"
    elif is_last and status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        fault = "something was added to the file afterwards"
    elif status.modification_level not in (ModificationLevel.NONE, ModificationLevel.FORM_FILLING):
        fault = "the file was changed afterwards"
    return PdfSignature(name, fingerprint, moment, fault)


def _is_padded(pdf: bytes, signature: Any) -> bool:  # noqa: ANN401 - the same
    """Whether the room that was left for the signature holds anything behind it."""
    from asn1crypto.parser import peek  # noqa: PLC0415 - with pyHanko

    start, length, after, _ = (int(each) for each in signature.byte_range)
    room = bytes.fromhex(pdf[start + length + 1 : after - 1].decode("latin-1"))
    return any(room[peek(room) :])


def _background(data: bytes) -> Any:  # noqa: ANN401 - pyHanko's content, whose class loads when first needed
    """A page's worth of PDF as what a signature shows; it never touches the disk."""
    from pyhanko.pdf_utils.content import PdfContent  # noqa: PLC0415 - heavy; loads when something is signed
    from pyhanko.pdf_utils.layout import BoxConstraints  # noqa: PLC0415 - the same
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - the same

    class Background(PdfContent):
        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(data)))
            self.resources.xobject["/Block"] = page
            left, bottom, right, top = page.get_object()["/BBox"]
            self.box = BoxConstraints(width=right - left, height=top - bottom)
            return b"/Block Do"

    return Background()
