"""Renders, searches and reads one open PDF in a thread of its own, so that the window never waits for it.

Every call of PDFium holds `PDFIUM_LOCK`, for one page at a time.
"""

import ctypes
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pypdfium2
from pypdfium2 import raw
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QImage

from panel_desk.documents.pdfium import PDFIUM_LOCK
from panel_desk.errors import SurroundingsError

Boxes = tuple[QRectF, ...]
"""Where some words are on a page: one box per line, as fractions of the page's width and height from its top left."""

Area = tuple[float, float, float, float]
"""A rectangle on a page: its left, bottom, right and top edge in points, in the page's own coordinates."""

_FINE = 100_000  # device units across a page, so that fractions of it are exact enough
_REACH = 12.0  # points around the pointer in which a letter is found
_MOST_PIXELS = 12_000_000  # in the image of a page
_SPOKEN = 4_000  # characters of a page that a screen reader gets


@dataclass(frozen=True, slots=True)
class Heading:
    """A bookmark of the PDF: its level from 0, its title, and its page from 0."""

    level: int
    title: str
    page: int


@dataclass(slots=True)
class _TextSearch:
    """A search under way: its number, the words sought, and the next page to search."""

    number: int
    words: str
    page: int = 0


class PaperReader(QObject):
    """An open PDF. Pages count from 0; results arrive as signals on the GUI thread.

    Args:
        data: the PDF.

    Raises:
        SurroundingsError: it cannot be read as a PDF.
    """

    drawn = Signal(int, float, QImage)  # page, scale in pixels per point, the image
    found = Signal(int, int, object)  # the search's number, page, a tuple of Boxes
    searched = Signal(int)  # the search's number: every page has been searched
    selected = Signal(str, int, object)  # the selected text, page, Boxes
    spoken = Signal(int, str)  # page, its text

    def __init__(self, data: bytes) -> None:
        super().__init__()
        with PDFIUM_LOCK:
            try:
                self._document = pypdfium2.PdfDocument(data)
                self._document.init_forms()
                self.sizes = [self._document.get_page_size(page) for page in range(len(self._document))]
                self.headings = tuple(_headings(self._document))
            except pypdfium2.PdfiumError:
                raise SurroundingsError(
                    "This paper cannot be shown: it is damaged. Ask its author to send it again."
                ) from None
        # What the window has asked for and the thread has still to do, all of it read and written with `_requested`.
        self._requested = threading.Condition()
        self._to_draw: list[tuple[int, float]] = []
        self._search: _TextSearch | None = None
        self._searches = 0
        self._selection: tuple[int, QPointF, QPointF] | None = None
        self._to_read: int | None = None
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, name="paper", daemon=True)
        self._thread.start()

    # Requests of the window

    def draw(self, pages: Sequence[tuple[int, float]]) -> None:
        """Draw these pages in order, each at a scale in pixels per point; earlier requests are dropped."""
        with self._requested:
            self._to_draw = list(pages)
            self._requested.notify()

    def search(self, words: str) -> int:
        """Search every page for words, whatever their case; returns the search's number. Empty words end the search."""
        with self._requested:
            self._searches += 1
            self._search = _TextSearch(self._searches, words) if words.strip() else None
            self._requested.notify()
            return self._searches

    def select(self, page: int, start: QPointF, end: QPointF) -> None:
        """Select the text between two places on a page, given as fractions of its size."""
        with self._requested:
            self._selection = (page, start, end)
            self._requested.notify()

    def read_aloud(self, page: int) -> None:
        """Read the text of a page for a screen reader."""
        with self._requested:
            self._to_read = page
            self._requested.notify()

    def as_shown(self, page: int, areas: Sequence[Area]) -> Boxes:
        """Areas of a page as fractions of the page as it is shown, whichever way it is turned."""
        with PDFIUM_LOCK:
            shown = self._document[page]
            boxes = tuple(
                QRectF(_on_screen(shown, left, top), _on_screen(shown, right, bottom)).normalized()
                for left, bottom, right, top in areas
            )
            shown.close()
        return boxes

    def on_page(self, page: int, boxes: Sequence[QRectF]) -> tuple[Area, ...]:
        """Boxes given as fractions of a page as it is shown, as areas of the page."""
        areas = []
        with PDFIUM_LOCK:
            shown = self._document[page]
            for box in boxes:
                xs, ys = zip(_on_page(shown, box.topLeft()), _on_page(shown, box.bottomRight()), strict=True)
                areas.append((min(xs), min(ys), max(xs), max(ys)))
            shown.close()
        return tuple(areas)

    def close(self) -> None:
        """Close the PDF and wait for the thread to end."""
        with self._requested:
            was_open, self._is_open = self._is_open, False
            self._requested.notify()
        if was_open:
            self._thread.join()
            with PDFIUM_LOCK:
                self._document.close()

    # In the thread

    def _serve(self) -> None:
        while True:
            with self._requested:
                self._requested.wait_for(lambda: not self._is_open or self._has_work())
                if not self._is_open:
                    return
                step = self._next_step()
            try:
                step()
            except pypdfium2.PdfiumError:
                continue  # one damaged page does not keep the others from being read
            except RuntimeError:
                return  # Qt has deleted this object as the program ended

    def _has_work(self) -> bool:
        return bool(self._to_draw or self._search or self._selection or self._to_read is not None)

    def _next_step(self) -> Callable[[], None]:
        """The next step, what the user waits for before the search."""
        if self._selection is not None:
            selection, self._selection = self._selection, None
            return partial(self._select, *selection)
        if self._to_draw:
            return partial(self._draw, *self._to_draw.pop(0))
        if self._to_read is not None:
            page, self._to_read = self._to_read, None
            return partial(self._speak, page)
        search = self._search
        assert search is not None  # noqa: S101 # `_has_work` is true, and nothing else is requested
        page, search.page = search.page, search.page + 1
        if search.page >= len(self.sizes):
            self._search = None
        return partial(self._find, search, page)

    def _draw(self, page: int, scale: float) -> None:
        width, height = self.sizes[page]
        reduction = min(1.0, (_MOST_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
        # `reduction` is below 1 where the image would have too many pixels.
        with PDFIUM_LOCK:
            shown = self._document[page]
            bitmap = shown.render(scale=scale * reduction, rev_byteorder=True, prefer_bgrx=True)
            layout = QImage.Format.Format_RGBX8888
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, layout).copy()
            shown.close()
        self.drawn.emit(page, scale, image)

    def _find(self, search: _TextSearch, page: int) -> None:
        hits: list[Boxes] = []
        try:
            with PDFIUM_LOCK:
                shown = self._document[page]
                text = shown.get_textpage()
                searcher = text.search(search.words)
                while (match := searcher.get_next()) is not None:
                    hits.append(_boxes(shown, text, *match))
                for one in (searcher, text, shown):
                    one.close()
        finally:
            if hits:
                self.found.emit(search.number, page, tuple(hits))
            if page + 1 >= len(self.sizes):
                self.searched.emit(search.number)

    def _select(self, page: int, start: QPointF, end: QPointF) -> None:
        with PDFIUM_LOCK:
            shown = self._document[page]
            text = shown.get_textpage()
            indexes = [text.get_index(*_on_page(shown, at), _REACH, _REACH) for at in (start, end)]
            known = sorted(index for index in indexes if index is not None)
            words = ""
            boxes: Boxes = ()
            if len(known) == len(indexes):
                first, count = known[0], known[1] - known[0] + 1
                words, boxes = text.get_text_range(first, count), _boxes(shown, text, first, count)
            for one in (text, shown):
                one.close()
        self.selected.emit(" ".join(words.split()), page, boxes)

    def _speak(self, page: int) -> None:
        with PDFIUM_LOCK:
            shown = self._document[page]
            text = shown.get_textpage()
            words = text.get_text_range(0, min(_SPOKEN, text.count_chars()))
            for one in (text, shown):
                one.close()
        self.spoken.emit(page, " ".join(words.split()))


def _headings(document: pypdfium2.PdfDocument) -> list[Heading]:
    headings = []
    for mark in document.get_toc():
        destination = mark.get_dest()
        page = destination.get_index() if destination is not None else None
        if page is not None:
            headings.append(Heading(mark.level, " ".join(mark.get_title().split()), page))
    return headings


def _boxes(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, first: int, count: int) -> Boxes:
    boxes = []
    for index in range(text.count_rects(first, count)):
        left, bottom, right, top = text.get_rect(index)
        corner, opposite = _on_screen(page, left, top), _on_screen(page, right, bottom)
        boxes.append(QRectF(corner, opposite).normalized())
    return tuple(boxes)


def _on_screen(page: pypdfium2.PdfPage, x: float, y: float) -> QPointF:
    """Convert a point in the page's own coordinates to fractions of the page as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return QPointF(across.value / _FINE, down.value / _FINE)


def _on_page(page: pypdfium2.PdfPage, point: QPointF) -> tuple[float, float]:
    """Convert fractions of the page as it is shown to a point in the page's own coordinates."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page.raw, 0, 0, _FINE, _FINE, 0, round(point.x() * _FINE), round(point.y() * _FINE), x, y)
    return x.value, y.value
