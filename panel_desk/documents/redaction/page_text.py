"""The letters of a paper's pages with the places where they stand, and where phrases stand among them."""

import ctypes
import math
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pypdfium2
from pypdfium2 import raw

from panel_desk.documents.pdfium import PDFIUM_LOCK
from panel_desk.documents.redaction.phrase_search import Haystack

_UNKNOWN = "\ufffd"
_NO_LETTERS = frozenset((0, *range(0xD800, 0xE000)))
_UNREADABLE = 0.3  # of a page's letters, from which on nobody can say what stands there
_SAME_LINE = 0.5  # of a letter's height
_GAP = 0.15  # the same: from here on, it is a space
_THUMBNAIL = 300  # dots along the longer side
_PAPER = 250
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the page's own coordinates, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def touches(self, other: "Box") -> bool:
        """Whether the two have anything in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Args:
        text: it.
        box: where it stands, with its line's height.
        x: where its baseline begins.
        y: the same.
        angle: the direction of its line, in radians.
    """

    text: str
    box: Box
    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0


@dataclass(slots=True)
class PageText:
    """A page's letters, in the order in which they are read out.

    Args:
        letters: the letters, spaces and line breaks among them.
        is_unread: it shows something of which nobody can tell what it says: a scan, or letters without a meaning.
    """

    letters: list[Letter] = field(default_factory=list)
    is_unread: bool = False

    @property
    def text(self) -> str:
        """The letters as one text, one to one."""
        return "".join(letter.text for letter in self.letters)


def texts_of(data: bytes) -> list[PageText]:
    """Every page's letters; comments and form fields are read as part of the page.

    Raises:
        pypdfium2.PdfiumError: it cannot be opened.
    """
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        with PDFIUM_LOCK:
            document.init_forms()
            pages = len(document)
        return [_text_of(document, at) for at in range(pages)]
    finally:
        with PDFIUM_LOCK:
            document.close()


def _text_of(document: Any, at: int) -> PageText:  # noqa: ANN401 - pypdfium2 ships no types
    with PDFIUM_LOCK:
        page = document[at]
        try:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        finally:
            page.close()
        page = document[at]
        try:
            return _page(page)
        finally:
            page.close()


def find_letters(texts: Sequence[PageText], phrases: Sequence[str]) -> dict[int, set[int]]:
    """The letters to be blotted out, by the page's number from 0: whole words, wherever a phrase begins or ends in one.

    Phrases are looked for in the order in which the text is read out, and in that in which it is seen.
    """
    found: dict[int, set[int]] = {}
    for readings in ([_as_read(each) for each in texts], [_as_seen(each) for each in texts]):
        haystack = Haystack((page, reading.text) for page, reading in enumerate(readings))
        for phrase in phrases:
            for place in chain.from_iterable(haystack.find(phrase)):
                reading = readings[place.page]
                start, end = _whole_words(reading.text, place.start, place.end)
                found.setdefault(place.page, set()).update(at for at in reading.places[start:end] if at >= 0)
    return found


@dataclass(frozen=True, slots=True)
class _ReadingOrder:
    """A page's text in one order, and for each letter its place among the page's letters; -1 for a space put in."""

    text: str
    places: Sequence[int]


def _as_read(page: PageText) -> _ReadingOrder:
    return _ReadingOrder(page.text, range(len(page.letters)))


def _as_seen(page: PageText) -> _ReadingOrder:
    """The letters line by line from the top, each line from left to right, with a space where there is a gap."""
    lines: list[tuple[float, list[int]]] = []
    marks = [at for at, letter in enumerate(page.letters) if not letter.text.isspace()]
    for at in sorted(marks, key=lambda at: -page.letters[at].y):
        letter = page.letters[at]
        height = letter.box.top - letter.box.bottom
        if lines and abs(lines[-1][0] - letter.y) <= height * _SAME_LINE:
            lines[-1][1].append(at)
        else:
            lines.append((letter.y, [at]))
    text: list[str] = []
    places: list[int] = []
    for _, line in lines:
        right = -math.inf
        for at in sorted(line, key=lambda at: page.letters[at].box.left):
            letter = page.letters[at]
            if letter.box.left - right > (letter.box.top - letter.box.bottom) * _GAP:
                text.append(" ")
                places.append(-1)
            text.append(letter.text)
            places.append(at)
            right = letter.box.right
        text.append("\n")
        places.append(-1)
    return _ReadingOrder("".join(text), places)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _page(page: Any) -> PageText:  # noqa: ANN401 - pypdfium2 ships no types
    found = PageText()
    words = page.get_textpage()
    unreadable = 0
    try:
        for at in range(words.count_chars()):
            code = raw.FPDFText_GetUnicode(words, at)
            letter = _letter(words, at, _UNKNOWN if code in _NO_LETTERS or code > sys.maxunicode else chr(code))
            found.letters.append(letter)
            if not letter.text.isspace():
                unreadable += _is_unreadable(words, at, letter.text)
    finally:
        words.close()
    marks = sum(not letter.text.isspace() for letter in found.letters)
    if not marks:
        found.is_unread = _has_picture(page) or not _is_blank(page)
    else:
        found.is_unread = unreadable > marks * _UNREADABLE
    return found


def _letter(words: Any, at: int, text: str) -> Letter:  # noqa: ANN401 - the same
    loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(words, at, ctypes.byref(loose))
    edges = [ctypes.c_double() for _ in range(4)]
    tight = raw.FPDFText_GetCharBox(words, at, *(ctypes.byref(edge) for edge in edges))
    left, right, bottom, top = (edge.value for edge in edges)
    box = Box(loose.left, loose.bottom, loose.right, loose.top)
    if tight and right > left and top > bottom:
        box = Box(min(left, box.left), min(bottom, box.bottom), max(right, box.right), max(top, box.top))
    raw.FPDFText_GetCharOrigin(words, at, ctypes.byref(x), ctypes.byref(y))
    matrix = raw.FS_MATRIX()
    turned = raw.FPDFText_GetMatrix(words, at, ctypes.byref(matrix))
    return Letter(text, box, x.value, y.value, math.atan2(matrix.b, matrix.a) if turned else 0.0)


def _is_unreadable(words: Any, at: int, text: str) -> bool:  # noqa: ANN401 - the same
    return (
        text == _UNKNOWN
        or unicodedata.category(text) in {"Cc", "Co", "Cs"}
        or raw.FPDFText_HasUnicodeMapError(words, at) == 1
    )


def _has_picture(page: Any) -> bool:  # noqa: ANN401 - the same
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))


def _is_blank(page: Any) -> bool:  # noqa: ANN401 - the same
    width, height = page.get_size()
    bitmap = page.render(scale=_THUMBNAIL / max(width, height, 1.0), grayscale=True)
    try:
        return not any(bitmap.to_pil().histogram()[:_PAPER])
    finally:
        bitmap.close()
