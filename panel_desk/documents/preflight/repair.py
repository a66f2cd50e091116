"""Repairs damaged PDFs: page boxes and content streams."""

import math
import warnings
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf

from panel_desk.documents.preflight.wording import pages_sentence

REPAIRED = "It was damaged and was repaired as far as it can be. Check that all of it is there."
_A4 = (595.276, 841.89)  # points
_SERIOUS = ("damaged", "reconstruct", "unable to find", "recover")  # words in qpdf's warnings
_PIKEPDF_ERRORS = (pikepdf.PdfError, RuntimeError, ValueError, TypeError)


def repair(pdf: pikepdf.Pdf, *, was_rescued: bool) -> tuple[list[str], list[int]]:
    """Repair an open PDF in place; an undamaged one is left untouched.

    Args:
        pdf: the open file.
        was_rescued: PDFium had to rewrite it first because qpdf could not read it.

    Returns:
        what was done, in sentences; and the numbers, from 1, of pages that may have lost content.
    """
    warned = pdf.get_warnings()  # pikepdf returns each warning only once, so this is asked before anything else
    is_broken = was_rescued or are_about_damage(warned)
    findings = [REPAIRED] if is_broken else []
    if unsized := _repair_page_boxes(pdf):
        findings.append(f"{pages_sentence(unsized, 'had', 'had')} no page size. Check that all of the page shows.")
    if damaged := _repair_contents(pdf):
        subject = pages_sentence(damaged, "was", "were")
        findings.append(f"{subject} damaged; what could be read was kept. Check that all of it is there.")
    without_content = [number for number, page in enumerate(pdf.pages, 1) if "/Contents" not in page.obj]
    lost = [*without_content, *damaged] if is_broken else damaged
    return findings, lost


def are_about_damage(warned: Sequence[str]) -> bool:
    """Whether qpdf's warnings say that a file is damaged; most are about faults that every reader corrects silently."""
    return any(word in warning for warning in warned for word in _SERIOUS)


def has_damaged_streams(pdf: pikepdf.Pdf) -> bool:
    """Whether a stream, such as an image or a font, cannot be decompressed."""
    try:
        len(pdf.pages)
        pdf.get_warnings()  # discards those about the file and its pages, which are not about streams
        return bool(pdf.check_pdf_syntax())
    except _PIKEPDF_ERRORS:
        return True


def _repair_page_boxes(pdf: pikepdf.Pdf) -> list[int]:
    """Give pages without a usable crop box their media box, or A4 where that is unusable too.

    Returns:
        the numbers of those pages, from 1.
    """
    unsized = [number for number, page in enumerate(pdf.pages, 1) if not _has_size(page.obj)]
    for number in unsized:
        page: Any = pdf.pages[number - 1].obj
        for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
            if box in page:
                del page[box]
        if not _has_size(page):
            page.MediaBox = pikepdf.Array([0, 0, *_A4])
    return unsized


def _has_size(page: Any) -> bool:  # noqa: ANN401 - a PDF dictionary
    """Whether a page's media box and crop box are rectangles and overlap."""
    shown = [-math.inf, -math.inf, math.inf, math.inf]
    for name in ("/MediaBox", "/CropBox"):
        box = page.get(name)
        if box is None and name == "/CropBox":
            break
        try:
            left, bottom, right, top = (float(edge) for edge in box)
        except (TypeError, ValueError):
            return False
        shown[:2] = max(shown[0], min(left, right)), max(shown[1], min(bottom, top))
        shown[2:] = min(shown[2], max(left, right)), min(shown[3], max(bottom, top))
    return shown[2] - shown[0] >= 1 and shown[3] - shown[1] >= 1


def _repair_contents(pdf: pikepdf.Pdf) -> list[int]:
    """Rewrite content streams that cannot be decompressed or parsed; the pages' numbers, from 1."""
    damaged = []
    pdf.get_warnings()  # discards warnings about the file, so that those below are about one page each
    for number, page in enumerate(pdf.pages, 1):
        contents = page.obj.get("/Contents")
        if contents is None:
            continue
        streams = contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]
        intact = [stream for stream in streams if isinstance(stream, pikepdf.Stream)]
        parts = [_decompressed(stream) for stream in intact]
        is_damaged = len(intact) < len(streams) or any(part is None for part in parts)
        if not is_damaged and _is_parseable(pdf, page):
            continue
        damaged.append(number)
        data = b"\n".join(
            _salvaged(stream) if part is None else part for stream, part in zip(intact, parts, strict=True)
        )
        # Set twice: pikepdf parses only content that a page has, so the page gets the salvaged data first.
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, data))
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, _parseable_content(page)))
    return damaged


def _decompressed(stream: Any) -> bytes | None:  # noqa: ANN401 - a PDF stream
    try:
        return bytes(stream.read_bytes())
    except _PIKEPDF_ERRORS:
        return None


def _salvaged(stream: Any) -> bytes:  # noqa: ANN401 - the same
    """As much of a stream as can be decompressed."""
    data = bytes(stream.read_raw_bytes())
    filters = stream.get("/Filter")
    names = [str(name) for name in filters.as_list()] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/FlateDecode"]:
        return b""
    decompressor = zlib.decompressobj()
    out = bytearray()
    try:
        for start in range(0, len(data), 64):
            out += decompressor.decompress(data[start : start + 64])
    except zlib.error:
        pass
    return bytes(out)


class _ParseOnly(pikepdf.StreamParser):
    """Parses a page's contents and keeps nothing."""

    def handle_object(self, *_: Any) -> None:  # noqa: ANN401 - pikepdf's own
        """Ignore an instruction."""

    def handle_eof(self) -> None:
        """Ignore the end."""


def _is_parseable(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    try:
        page.parse_contents(_ParseOnly())
    except _PIKEPDF_ERRORS:
        return False
    return not pdf.get_warnings()


def _parseable_content(page: pikepdf.Page) -> bytes:
    """A page's content stream without the parts that cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
        except _PIKEPDF_ERRORS:
            return b""
