"""Digital signatures in PDFs (PAdES baseline B): signing and verification with pyHanko.

The first signature certifies the document (DocMDP): afterwards only the prepared signature fields may be filled in.
Any other change, and anything added after the last signature, makes verification fail.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from panel_desk.documents.minutes.signature_block import SignatureBox, signature_block_pdf
from panel_desk.errors import RuleBrokenError
from panel_desk.store.credentials import unlocked

_FILE_ID = re.compile(rb"(/ID \[ <[0-9a-f]{32}> )<[0-9a-f]{32}>")  # the part of /ID that changes with every save
_DAMAGED = "the signature cannot be read"


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature of a PDF, verified.

    Args:
        name: the common name in the certificate.
        certificate_sha256: the certificate's fingerprint, in hexadecimal.
        signed_at: the time that the signature claims, in UTC; None where it claims none.
        fault: what is wrong with it, as a clause that follows the name; empty where it is valid.
    """

    name: str
    certificate_sha256: str
    signed_at: datetime | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PdfSignatures:
    """The signatures of a PDF, verified.

    Args:
        signatures: in the order of signing.
        fault: what is wrong with the file as a whole, as a sentence; empty where nothing is.
    """

    signatures: tuple[PdfSignature, ...]
    fault: str = ""

    @property
    def are_valid(self) -> bool:
        """Whether there is at least one signature and each is valid."""
        return bool(self.signatures) and not self.fault and not any(found.fault for found in self.signatures)


class KeyLockedError(Exception):
    """The passphrase does not decrypt the private key."""


def sign_pdf(
    pdf: bytes,
    field: str,
    pkcs12: bytes,
    passphrase: str,
    lines: tuple[str, ...],
    boxes: Mapping[str, SignatureBox],
    signed_at: datetime,
    reason: str | None = None,
) -> bytes:
    """Sign a PDF in one of its prepared fields.

    Args:
        pdf: the file to sign, with or without earlier signatures.
        field: the name of the field to sign.
        pkcs12: the private key and its certificate, as `Credential.pkcs12`.
        passphrase: the key's passphrase.
        lines: the text of the visible signature block, the signer's name first.
        boxes: position of every signature field, by name; the first signature creates them all.
        signed_at: the time of signing.
        reason: what the signature gives as its reason; None for nothing.

    Raises:
        KeyLockedError: the passphrase does not decrypt the key.
    """
    from pyhanko.sign import signers  # noqa: PLC0415 - heavy; loads when something is signed

    try:
        data, password = unlocked(pkcs12, passphrase)
        signer = signers.SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=password)
    except (ValueError, RuleBrokenError):
        raise KeyLockedError from None
    return _signed_by(signer, pdf, field, lines, boxes, signed_at, reason=reason)


def is_signed_print_of(
    printed: bytes,
    pdf: bytes,
    field: str,
    lines: tuple[str, ...],
    boxes: Mapping[str, SignatureBox],
    signed_at: datetime,
) -> bool:
    """Whether a signed file is byte for byte what signing a given PDF produces.

    The PDF is signed again by a placeholder and compared; only the signature's own bytes and the changing part of the
    file identifier may differ. So a validly signed file with other content than the PDF is not accepted.

    Args:
        printed: the signed file; its last signature is known to be valid.
        pdf: the PDF that should have been signed.
        field: the name of the field that was signed.
        lines: the text of the visible signature block.
        boxes: position of every signature field, by name.
        signed_at: the time that the signature claims.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.sign import signers  # noqa: PLC0415 - the same
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - the same

    last = PdfFileReader(BytesIO(printed)).embedded_signatures[-1]
    start, end = int(last.byte_range[1]) + 1, int(last.byte_range[2]) - 1
    placeholder = signers.ExternalSigner(last.signer_cert, SimpleCertificateStore(), signature_value=1)  # type: ignore[no-untyped-call]
    again = _signed_by(placeholder, pdf, field, lines, boxes, signed_at, room=end - start)
    return _without_file_id(printed[:start], printed[end:]) == _without_file_id(again[:start], again[end:])


def _without_file_id(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """The bytes before and after a signature, the latter without the changing file identifier."""
    return before, _FILE_ID.sub(rb"\1", after)


def _signed_by(
    signer: Any,  # noqa: ANN401 - pyHanko's own
    pdf: bytes,
    field: str,
    lines: tuple[str, ...],
    boxes: Mapping[str, SignatureBox],
    signed_at: datetime,
    room: int | None = None,
    reason: str | None = None,
) -> bytes:
    """The PDF with a signature added in a field; `room` is the number of bytes reserved for the signature."""
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

    class FixedTimeMetadata(DocumentMetadata):
        """Records `signed_at` as the time of modification instead of the computer's clock."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, signed_at.astimezone(UTC) if name == "last_modified" else value)

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer._meta = FixedTimeMetadata()  # noqa: SLF001 - pyHanko has no public parameter for it
    is_first = not writer.prev.embedded_signatures
    if is_first:
        for name, box in boxes.items():
            append_signature_field(writer, SigFieldSpec(name, on_page=box.page, box=box.box))
    block = _background(signature_block_pdf(lines, *boxes[field].size))
    out = BytesIO()

    class FixedTimeSigner(signers.PdfSigner):
        """Signs with `signed_at` as the time instead of the computer's clock."""

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - pyHanko's own, passed on
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = signed_at
            return session

    FixedTimeSigner(
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=is_first,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            name=lines[0],
            reason=reason,
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
    """Read and verify the signatures of a PDF."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - the same

    try:
        reader = PdfFileReader(BytesIO(pdf))
        embedded = [*reader.embedded_signatures]
        signatures = tuple(_verified(pdf, each, is_last=each is embedded[-1]) for each in embedded)
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, OSError):
        return PdfSignatures((), "It is damaged, or was changed so that its signatures can no longer be read.")
    return PdfSignatures(signatures, "" if signatures else "It is not signed.")


def _verified(pdf: bytes, signature: Any, *, is_last: bool) -> PdfSignature:  # noqa: ANN401 - pyHanko's embedded signature
    """Verify one signature of a PDF."""
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 - heavy; loads when something is checked
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - the same
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415 - the same
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - the same
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - the same

    certificate = signature.signer_cert
    name = str(certificate.subject.native.get("common_name", "")) or certificate.subject.human_friendly
    claimed = signature.self_reported_timestamp
    signed_at = claimed.astimezone(UTC) if claimed else None
    fingerprint = certificate.sha256.hex()
    try:
        # Every certificate is trusted here: the caller compares its fingerprint with the central list. No network.
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=signed_at)
        status = validate_pdf_signature(signature, context)
    except (SignatureValidationError, ValueError):
        return PdfSignature(name, fingerprint, signed_at, _DAMAGED)
    fault = ""
    if not (status.intact and status.valid) or _is_padded(pdf, signature):
        fault = "what was signed has been changed"
    elif is_last and status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        fault = "something was added to the file afterwards"
    elif status.modification_level not in (ModificationLevel.NONE, ModificationLevel.FORM_FILLING):
        fault = "the file was changed afterwards"
    return PdfSignature(name, fingerprint, signed_at, fault)


def _is_padded(pdf: bytes, signature: Any) -> bool:  # noqa: ANN401 - pyHanko's embedded signature
    """Whether anything but zeros follows the signature in the space reserved for it, which no signature covers."""
    from asn1crypto.parser import peek  # noqa: PLC0415 - loads when something is checked

    start, length, after, _ = (int(number) for number in signature.byte_range)
    room = bytes.fromhex(pdf[start + length + 1 : after - 1].decode("latin-1"))
    return any(room[peek(room) :])


def _background(data: bytes) -> Any:  # noqa: ANN401 - pyHanko's content, whose class loads when first needed
    """A one-page PDF as the background of a signature block, from memory (pyHanko's own class reads a file)."""
    from pyhanko.pdf_utils.content import PdfContent  # noqa: PLC0415 - heavy; loads when something is signed
    from pyhanko.pdf_utils.layout import BoxConstraints  # noqa: PLC0415 - the same
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - the same

    class BlockContent(PdfContent):
        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(data)))
            self.resources.xobject["/Block"] = page
            left, bottom, right, top = page.get_object()["/BBox"]
            self.box = BoxConstraints(width=right - left, height=top - bottom)
            return b"/Block Do"

    return BlockContent()
