"""What each page of a PDF looks like to its reader, as pdfium sees it."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pypdfium2
from pypdfium2 import raw

_SAMPLED = 300  # letters of a page whose direction is asked for
_MOSTLY = 0.8
_THUMBNAIL = 300  # points along the longer side
_FAINT = 60  # how much darker than the paper a dot is
_SPECKS = 0.0003  # of a scan's dots: what dust leaves on an empty page
_PAPER = 250
_QUARTER = 90
_DEEPEST = 8  # forms within forms


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One page.

    Args:
        number: from 1.
        width: in points, as it is shown.
        height: the same.
        is_broken: it cannot be opened.
        text: what can be searched.
        turned: by how many degrees its text stands off upright as it is shown; None where there is no text to tell.
        rotation: what the file says the page is turned by, in degrees.
        is_blank: nothing is to be seen on it.
        has_picture: there is a picture on it.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    is_broken: bool = False
    text: str = ""
    turned: int | None = None
    rotation: int = 0
    is_blank: bool = False
    has_picture: bool = False

    @property
    def is_textless(self) -> bool:
        """It shows something, and none of it can be searched."""
        return not (self.is_blank or self.is_broken or self.text.strip())


def check_pages(data: bytes, progress: Callable[[int, int], object]) -> Iterator[PageCheck]:
    """Each page of a PDF.

    Args:
        data: the PDF, not encrypted.
        progress: hears how many pages are done, of how many.

    Raises:
        pypdfium2.PdfiumError: it cannot be opened.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        of = len(document)
        for at in range(of):
            progress(at, of)
            try:
                page = _opened(document, at)
            except pypdfium2.PdfiumError:
                yield PageCheck(at + 1, is_broken=True)
                continue
            try:
                yield _look(page, at + 1)
            except pypdfium2.PdfiumError:
                yield PageCheck(at + 1, is_broken=True)
            finally:
                page.close()
    finally:
        document.close()


def _opened(document: Any, at: int) -> Any:  # noqa: ANN401 - pypdfium2 ships no types
    """A page, with comments and what was filled in as part of it: it is read as anything else on it."""
    page = document[at]
    if raw.FPDFPage_GetAnnotCount(page) > 0:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[at]
    return page


def _look(page: Any, number: int) -> PageCheck:  # noqa: ANN401 - pypdfium2 ships no types
    width, height = page.get_size()
    rotation = page.get_rotation()
    words = page.get_textpage()
    try:
        text = words.get_text_range()
        turned = _turned(words, rotation)
    finally:
        words.close()
    has_text = bool(text.strip())
    has_picture = not has_text and _has_picture(page)
    return PageCheck(
        number,
        width,
        height,
        text=text,
        turned=turned,
        rotation=rotation,
        is_blank=not has_text and _is_blank(page, width, height, is_scan=has_picture),
        has_picture=has_picture,
    )


def _turned(words: Any, rotation: int) -> int | None:  # noqa: ANN401 - the same
    """The quarter turn, clockwise, at which nearly all the letters are shown."""
    count = words.count_chars()
    seen: dict[int, int] = {}
    step = max(1, count // _SAMPLED)
    for at in range(0, count, step):
        letter = raw.FPDFText_GetUnicode(words, at)
        if letter <= ord(" ") or raw.FPDFText_IsGenerated(words, at) == 1:
            continue
        matrix = raw.FS_MATRIX()
        if not raw.FPDFText_GetMatrix(words, at, ctypes.byref(matrix)):
            continue
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarter = round(angle / _QUARTER) * _QUARTER
        if abs(angle - quarter) < _QUARTER / 3:
            shown = (rotation - quarter) % 360
            seen[shown] = seen.get(shown, 0) + 1
    if not seen:
        return None
    turned, most = max(seen.items(), key=lambda pair: pair[1])
    return turned if most >= _MOSTLY * sum(seen.values()) else None


def _has_picture(page: Any) -> bool:  # noqa: ANN401 - the same
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    return any(True for _ in page.get_objects(filter=kinds, max_depth=_DEEPEST))


def _is_blank(page: Any, width: float, height: float, *, is_scan: bool) -> bool:  # noqa: ANN401 - the same
    """Whether nothing is to be seen: of a scan, apart from dust and the paper's own tone."""
    if min(width, height) <= 0:
        return True
    bitmap = page.render(scale=_THUMBNAIL / max(width, height), grayscale=True)
    try:
        dots = bitmap.to_pil().histogram()
    finally:
        bitmap.close()
    if not is_scan:
        return not any(dots[:_PAPER])
    of = sum(dots)
    paper = next(tone for tone, darker in enumerate(accumulate(dots)) if darker * 2 >= of)
    return paper > _FAINT and sum(dots[: paper - _FAINT]) <= of * _SPECKS
