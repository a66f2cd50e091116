"""Checks a PDF's pages with PDFium: text, size, rotation, blank and scanned pages."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pypdfium2
from pypdfium2 import raw

_SAMPLE = 300  # characters of a page whose direction is measured
_MAJORITY = 0.8  # of the sampled characters
_THUMBNAIL = 300  # pixels along the longer side
_CONTRAST = 60  # grey levels by which ink is darker than the paper
_DUST = 0.0003  # share of dark pixels that dust leaves on a blank scan
_WHITE = 250  # grey level
_QUARTER_TURN = 90  # degrees
_MAX_DEPTH = 8  # form XObjects within form XObjects


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What was found on one page.

    Args:
        number: from 1.
        width: in points, as displayed.
        height: in points, as displayed.
        is_broken: it cannot be opened.
        text: its searchable text.
        turned: degrees clockwise by which its text is off upright as displayed; None where it has no text.
        is_blank: nothing is visible on it.
        has_picture: it has no text and shows an image, as a scan does.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    is_broken: bool = False
    text: str = ""
    turned: int | None = None
    is_blank: bool = False
    has_picture: bool = False

    @property
    def is_textless(self) -> bool:
        """True if something is visible and none of it is searchable."""
        return not (self.is_blank or self.is_broken or self.text.strip())


def check_pages(data: bytes, progress: Callable[[int, int], object]) -> Iterator[PageCheck]:
    """Check each page of a PDF.

    Args:
        data: the PDF, not encrypted.
        progress: called with the pages done and the pages in all.

    Raises:
        pypdfium2.PdfiumError: it cannot be opened.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        total = len(document)
        for index in range(total):
            progress(index, total)
            try:
                page = _open(document, index)
            except pypdfium2.PdfiumError:
                yield PageCheck(index + 1, is_broken=True)
                continue
            try:
                yield _check(page, index + 1)
            except pypdfium2.PdfiumError:
                yield PageCheck(index + 1, is_broken=True)
            finally:
                page.close()
    finally:
        document.close()


def _open(document: Any, index: int) -> Any:  # noqa: ANN401 - pypdfium2 ships no types
    """Open a page with its annotations and form fields flattened, so that their text is read with the rest."""
    page = document[index]
    if raw.FPDFPage_GetAnnotCount(page) > 0:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()  # PDFium shows the flattened content only after the page is loaded again
        page = document[index]
    return page


def _check(page: Any, number: int) -> PageCheck:  # noqa: ANN401 - pypdfium2 ships no types
    """Check one page."""
    width, height = page.get_size()
    rotation = page.get_rotation()
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        turned = _text_rotation(text_page, rotation)
    finally:
        text_page.close()
    has_text = bool(text.strip())
    has_picture = not has_text and _has_picture(page)
    return PageCheck(
        number,
        width,
        height,
        text=text,
        turned=turned,
        is_blank=not has_text and _is_blank(page, width, height, is_scan=has_picture),
        has_picture=has_picture,
    )


def _text_rotation(text_page: Any, rotation: int) -> int | None:  # noqa: ANN401 - the same
    """The rotation, in degrees clockwise, at which nearly all characters are displayed; None where they disagree."""
    count = text_page.count_chars()
    rotations: dict[int, int] = {}
    step = max(1, count // _SAMPLE)
    for index in range(0, count, step):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code <= ord(" ") or raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        matrix = raw.FS_MATRIX()
        if not raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
            continue
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarter = round(angle / _QUARTER_TURN) * _QUARTER_TURN
        if abs(angle - quarter) < _QUARTER_TURN / 3:
            displayed = (rotation - quarter) % 360
            rotations[displayed] = rotations.get(displayed, 0) + 1
    if not rotations:
        return None
    usual, count = max(rotations.items(), key=lambda pair: pair[1])
    return usual if count >= _MAJORITY * sum(rotations.values()) else None


def _has_picture(page: Any) -> bool:  # noqa: ANN401 - the same
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    return any(True for _ in page.get_objects(filter=kinds, max_depth=_MAX_DEPTH))


def _is_blank(page: Any, width: float, height: float, *, is_scan: bool) -> bool:  # noqa: ANN401 - the same
    """Whether a page is blank; on a scan, dust and the tint of the paper do not count."""
    if min(width, height) <= 0:
        return True
    bitmap = page.render(scale=_THUMBNAIL / max(width, height), grayscale=True)
    try:
        histogram = bitmap.to_pil().histogram()
    finally:
        bitmap.close()
    if not is_scan:
        return not any(histogram[:_WHITE])
    pixels = sum(histogram)
    paper = next(grey for grey, up_to in enumerate(accumulate(histogram)) if up_to * 2 >= pixels)  # the median
    return paper > _CONTRAST and sum(histogram[: paper - _CONTRAST]) <= pixels * _DUST
