"""What is found in a paper on the way in: refused with its reason, or taken in with what its reader should know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.tidying import ACTIVE, plain

_MOST_BYTES, _MOST_PAGES = 200_000_000, 5_000
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG"}
_WORD = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARGIN = 36.0
_PAINTS = re.compile(rb"(?<![A-Za-z/])(?:T[jJ]|Do|sh|EI|[fBb]\*?|[FSs])(?![A-Za-z])")  # operators that leave a mark
_BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
    AssertionError,
)


class TextLayer(StrEnum):
    """How much of a paper can be searched and read aloud."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found.

    Args:
        data: what to file, always a PDF: the file itself, its unlocked or mended copy, or the pages that a picture or
            a Word document became. Where it is refused, the file.
        pages: how many pages it has; 0 where it is refused.
        findings: what its reader should know, in sentences.
        refused: why it is not taken in, and what to do; empty where it is.
        needs_password: it is refused because it is locked, or the password that was given is wrong.
        is_signed: it bears a digital signature, whose seal breaks where anything is changed.
        scanned: the pages, from 1, that are pictures without text.
    """

    data: bytes
    pages: int
    findings: tuple[str, ...] = ()
    refused: str = ""
    needs_password: bool = False
    is_signed: bool = False
    scanned: tuple[int, ...] = ()

    @property
    def text_layer(self) -> TextLayer:
        """How much of it can be searched."""
        if not self.scanned:
            return TextLayer.WHOLE
        return TextLayer.PART if len(self.scanned) < self.pages else TextLayer.NONE


def preflight(data: bytes, name: str, password: str | None = None, known: Sequence[str] = ()) -> Preflight:
    """Look at a file before it is filed; nothing that is found in it raises.

    It reads what others wrote with libraries in C++: `panel_desk.documents.examining` runs it in a process of its own,
    and makes Word documents into PDFs before.

    Args:
        data: the file.
        name: its name, for what its ending promises.
        password: what opens it, where it is locked.
        known: names and refs of other cases, which should not stand in this paper.
    """
    del password, known
    if len(data) > _MOST_BYTES:
        return _refused(data, "The file is larger than 200 MB. Save it with smaller pictures and file that.")
    if not data:
        return _refused(data, "The file is empty. Ask its author to send it again.")
    if any(data.startswith(mark) for mark in _PICTURES):
        return _picture(data)
    if data.startswith(_WORD):
        return _refused(data, "It is a Word document. Open it in Word, save it as PDF and file that.")
    if b"%PDF-" not in data[:1024]:
        claims = ", though its name says so" if name.lower().endswith(".pdf") else ""
        return _refused(data, f"It is not a PDF{claims}. Ask its author to save it as PDF and send it again.")
    return _pdf(data)


def _refused(data: bytes, why: str) -> Preflight:
    return Preflight(data, 0, (), why)


def _pdf(data: bytes) -> Preflight:
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return _refused(
                data,
                "It is locked with a password. Open it with the password, print it to PDF without one and file that.",
            )
        pages = [(page.rotation, _has_text(page), _is_blank(page)) for page in reader.pages]
        active = _is_active(reader)
    except _BROKEN:
        return _refused(data, "The file is damaged and cannot be read. Ask its author to send it again.")
    if not pages:
        return _refused(data, "The file has no pages. Ask its author to send it again.")
    if len(pages) > _MOST_PAGES:
        return _refused(data, f"The file has more than {_MOST_PAGES} pages. File it in parts.")
    findings = []
    if blank := [str(n) for n, (_, _, is_blank) in enumerate(pages, 1) if is_blank]:
        findings.append(f"{_pages(blank)} blank.")
    if turned := [str(n) for n, (rotation, _, _) in enumerate(pages, 1) if rotation % 360]:
        findings.append(f"{_pages(turned)} turned; the reader sees {'them' if len(turned) > 1 else 'it'} upright.")
    if not any(has_text for _, has_text, _ in pages):
        findings.append("It is a scan without text, so it cannot be searched or read aloud.")
    if active:
        findings.append("It holds scripts, launch actions or attached files; they are left out of the pack.")
    return Preflight(data, len(pages), tuple(findings))


def _picture(data: bytes) -> Preflight:
    """A picture as one upright A4 page."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy; papers are seldom pictures

    try:
        with Image.open(BytesIO(data)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return _refused(data, "The picture is damaged and cannot be read. Ask its author to send it again.")
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    width, height = upright.size
    scale = min((A4[0] - 2 * _MARGIN) / width, (A4[1] - 2 * _MARGIN) / height)
    canvas.drawImage(
        ImageReader(upright),
        (A4[0] - width * scale) / 2,
        (A4[1] - height * scale) / 2,
        width * scale,
        height * scale,
    )
    canvas.save()
    return Preflight(out.getvalue(), 1, ("It is a picture; it was made into one page.",))


def _has_text(page: PageObject) -> bool:
    return "/Font" in _resources(page)


def _is_blank(page: PageObject) -> bool:
    contents = page.get_contents()
    return (contents is None or not _PAINTS.search(contents.get_data())) and not page.get("/Annots")


def _resources(page: PageObject) -> Any:  # noqa: ANN401 - a PDF dictionary
    found = page.get("/Resources")
    return found.get_object() if found is not None else {}


def _is_active(reader: PdfReader) -> bool:
    root: Any = reader.trailer["/Root"].get_object()
    names = root.get("/Names", DictionaryObject()).get_object()
    if "/JavaScript" in names or "/EmbeddedFiles" in names or _acts(root.get("/OpenAction")):
        return True
    annotations: list[Any] = [note.get_object() for page in reader.pages for note in plain(page.get("/Annots")) or ()]
    return any(_acts(note.get("/A")) or note.get("/Subtype") == "/FileAttachment" for note in annotations)


def _acts(action: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
    action = plain(action)
    return isinstance(action, dict) and action.get("/S") in ACTIVE


def _pages(numbers: list[str]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    return f"Pages {', '.join(numbers[:-1])} and {numbers[-1]} are"
