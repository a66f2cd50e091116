"""Extracts the characters of a PDF's pages with their positions, and finds phrases among them."""

import ctypes
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pypdfium2
from pypdfium2 import raw

from panel_desk.documents.pdfium import PDFIUM_LOCK
from panel_desk.documents.redaction.phrase_search import Haystack
from panel_desk.documents.redaction.reading_order import ORDERS
from panel_desk.documents.redaction.unreadable import (
    Unread,
    has_unread_letters,
    pages_with_unread_patterns,
    unread_drawings,
)

_UNKNOWN = "\ufffd"  # stands for a code that is no character
_NOT_CHARACTERS = frozenset((0, *range(0xD800, 0xE000)))  # zero, and surrogates


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the page's own coordinates, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def touches(self, other: "Box") -> bool:
        """Whether the two rectangles overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a page.

    Args:
        text: the character.
        box: its rectangle, with the height of its line.
        x: the origin on the baseline, in points.
        y: the same, vertically.
        angle: the direction of its line, in radians.
    """

    text: str
    box: Box
    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0


@dataclass(slots=True)
class PageText:
    """A page's characters in content order.

    Args:
        letters: the characters, including spaces and line breaks.
        unread: what it shows that no program can read, such as a scan; empty where its letters are all there is.
    """

    letters: list[Letter] = field(default_factory=list)
    unread: tuple[Unread, ...] = ()

    @property
    def text(self) -> str:
        """The characters as one string, one per letter."""
        return "".join(letter.text for letter in self.letters)


def texts_of(data: bytes) -> list[PageText]:
    """Every page's characters; annotations and form fields are read as part of the page.

    Raises:
        pypdfium2.PdfiumError: it cannot be opened.
    """
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        with PDFIUM_LOCK:
            document.init_forms()
            pages = len(document)
        texts = [_text_of(document, index) for index in range(pages)]
    finally:
        with PDFIUM_LOCK:
            document.close()
    for index in pages_with_unread_patterns(data):
        texts[index].unread = tuple(dict.fromkeys([*texts[index].unread, Unread.DRAWING]))
    return texts


def _text_of(document: Any, index: int) -> PageText:  # noqa: ANN401 - pypdfium2 ships no types
    """The characters of the page with an index, its annotations included."""
    with PDFIUM_LOCK:
        page = document[index]
        try:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        finally:
            page.close()  # PDFium shows the flattened content only after the page is loaded again
        page = document[index]
        try:
            return _page(page)
        finally:
            page.close()


def find_letters(texts: Sequence[PageText], phrases: Sequence[str]) -> dict[str, dict[int, set[int]]]:
    """The indices of the characters to redact, by phrase and page index: whole words in which a phrase begins or ends.

    Phrases are searched in the order of the content, line by line, and down each column, since a program may draw
    words in any order.
    """
    redacted: dict[str, dict[int, set[int]]] = {phrase: {} for phrase in phrases}
    longest = max((len(phrase) for phrase in phrases), default=0)
    for ordered in ORDERS:
        orders = [ordered(text.letters, longest) for text in texts]
        haystack = Haystack((page, order.text) for page, order in enumerate(orders))
        for phrase, pages in redacted.items():
            for match in chain.from_iterable(haystack.find(phrase)):
                order = orders[match.page]
                start, end = _whole_words(order.text, match.start, match.end)
                letters = (index for index in order.indices[start:end] if index >= 0)
                pages.setdefault(match.page, set()).update(letters)
    return redacted


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of characters extended to the words in which it begins and ends."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _page(page: Any) -> PageText:  # noqa: ANN401 - pypdfium2 ships no types
    """The characters of one page, and what no program can read on it."""
    page_text = PageText()
    unread: list[Unread] = []
    text_page = page.get_textpage()
    try:
        for index in range(text_page.count_chars()):
            code = raw.FPDFText_GetUnicode(text_page, index)
            is_character = code not in _NOT_CHARACTERS and code <= sys.maxunicode
            page_text.letters.append(_letter(text_page, index, chr(code) if is_character else _UNKNOWN))
        if has_unread_letters(text_page, page_text.text):
            unread.append(Unread.LETTERS)
    finally:
        text_page.close()
    has_text = any(not letter.text.isspace() for letter in page_text.letters)
    page_text.unread = (*unread_drawings(page, has_text=has_text), *unread)
    return page_text


def _letter(text_page: Any, index: int, text: str) -> Letter:  # noqa: ANN401 - the same
    """A character with its position."""
    loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(loose))
    edges = [ctypes.c_double() for _ in range(4)]
    has_tight_box = raw.FPDFText_GetCharBox(text_page, index, *(ctypes.byref(edge) for edge in edges))
    left, right, bottom, top = (edge.value for edge in edges)
    box = Box(loose.left, loose.bottom, loose.right, loose.top)
    if has_tight_box and right > left and top > bottom:
        box = Box(min(left, box.left), min(bottom, box.bottom), max(right, box.right), max(top, box.top))
    raw.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    matrix = raw.FS_MATRIX()
    has_matrix = raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    return Letter(text, box, x.value, y.value, math.atan2(matrix.b, matrix.a) if has_matrix else 0.0)
