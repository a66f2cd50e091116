"""Reads one open PDF in a thread of its own: draws pages, finds words, takes text; the window never waits for it.

Like everything that asks PDFium for something, it holds `PDFIUM_LOCK` meanwhile, for a page at a time.
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
"""Where some words stand on a page, a box a line, in shares of the page's width and height from its top left."""

Area = tuple[float, float, float, float]
"""A rectangle on a page: its left, bottom, right and top edge in points, in the page's own coordinates."""

_FINE = 100_000  # steps that a page's width and height are measured in
_REACH = 12.0  # points within which a letter counts as pointed at
_MOST_PIXELS = 12_000_000
_SPOKEN = 4_000  # letters of a page that a screen reader is given


@dataclass(frozen=True, slots=True)
class Heading:
    """One of the paper's own bookmarks: how deep it stands from 0, its words, and its page from 0."""

    level: int
    title: str
    page: int


@dataclass(slots=True)
class _Search:
    number: int
    words: str
    page: int = 0


class PaperReader(QObject):
    """An open paper. Pages count from 0; every answer comes as a signal on the GUI thread.

    Args:
        data: the PDF.

    Raises:
        SurroundingsError: it cannot be read as a PDF.
    """

    drawn = Signal(int, float, QImage)  # page, scale in pixels a point, the picture
    found = Signal(int, int, object)  # the search's number, page, a tuple of Boxes
    searched = Signal(int)  # the search's number: every page has been looked at
    selected = Signal(str, int, object)  # the words, page, Boxes
    spoken = Signal(int, str)  # page, its words

    def __init__(self, data: bytes) -> None:
        super().__init__()
        with PDFIUM_LOCK:
            try:
                self._document = pypdfium2.PdfDocument(data)
                self._document.init_forms()
                self.sizes = [self._document.get_page_size(at) for at in range(len(self._document))]
                self.headings = tuple(_headings(self._document))
            except pypdfium2.PdfiumError:
                raise SurroundingsError(
                    "This paper cannot be shown: it is damaged. Ask its author to send it again."
                ) from None
        self._told = threading.Condition()
        self._wanted: list[tuple[int, float]] = []
        self._search: _Search | None = None
        self._searches = 0
        self._selection: tuple[int, QPointF, QPointF] | None = None
        self._aloud: int | None = None
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, name="paper", daemon=True)
        self._thread.start()

    # What the window asks for

    def want(self, pages: Sequence[tuple[int, float]]) -> None:
        """Draw these pages, each at a scale in pixels a point, the first first; what was wanted before is dropped."""
        with self._told:
            self._wanted = list(pages)
            self._told.notify()

    def search(self, words: str) -> int:
        """Look for words on every page, whatever their capitals; the search's number. No words end it."""
        with self._told:
            self._searches += 1
            self._search = _Search(self._searches, words) if words.strip() else None
            self._told.notify()
            return self._searches

    def select(self, page: int, start: QPointF, end: QPointF) -> None:
        """Take the words between two places on a page, given as shares of it."""
        with self._told:
            self._selection = (page, start, end)
            self._told.notify()

    def read_aloud(self, page: int) -> None:
        """Have a page's words for a screen reader."""
        with self._told:
            self._aloud = page
            self._told.notify()

    def as_shown(self, page: int, areas: Sequence[Area]) -> Boxes:
        """Areas of a page as shares of it as it is shown, whichever way it is turned."""
        with PDFIUM_LOCK:
            shown = self._document[page]
            boxes = tuple(
                QRectF(_on_screen(shown, left, top), _on_screen(shown, right, bottom)).normalized()
                for left, bottom, right, top in areas
            )
            shown.close()
        return boxes

    def on_page(self, page: int, boxes: Sequence[QRectF]) -> tuple[Area, ...]:
        """Boxes that are shares of a page as it is shown, as areas of the page."""
        areas = []
        with PDFIUM_LOCK:
            shown = self._document[page]
            for box in boxes:
                xs, ys = zip(_on_page(shown, box.topLeft()), _on_page(shown, box.bottomRight()), strict=True)
                areas.append((min(xs), min(ys), max(xs), max(ys)))
            shown.close()
        return tuple(areas)

    def close(self) -> None:
        """Let go of the paper; once this returns, nothing is read any more."""
        with self._told:
            was_open, self._is_open = self._is_open, False
            self._told.notify()
        if was_open:
            self._thread.join()
            with PDFIUM_LOCK:
                self._document.close()

    # How it goes, in the thread

    def _serve(self) -> None:
        while True:
            with self._told:
                self._told.wait_for(lambda: not self._is_open or self._has_work())
                if not self._is_open:
                    return
                step = self._next_step()
            try:
                step()
            except pypdfium2.PdfiumError:
                continue  # one page is damaged; the others are read all the same
            except RuntimeError:
                return  # the window went away with the program

    def _has_work(self) -> bool:
        return bool(self._wanted or self._search or self._selection or self._aloud is not None)

    def _next_step(self) -> Callable[[], None]:
        """The next small thing to do: what the user waits for before what may take its time."""
        if self._selection is not None:
            selection, self._selection = self._selection, None
            return partial(self._take, *selection)
        if self._wanted:
            return partial(self._draw, *self._wanted.pop(0))
        if self._aloud is not None:
            page, self._aloud = self._aloud, None
            return partial(self._speak, page)
        search = self._search
        assert search is not None  # noqa: S101 # there is work, and it is none of the others
        page, search.page = search.page, search.page + 1
        if search.page >= len(self.sizes):
            self._search = None
        return partial(self._look, search, page)

    def _draw(self, page: int, scale: float) -> None:
        width, height = self.sizes[page]
        fits = min(1.0, (_MOST_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
        with PDFIUM_LOCK:
            shown = self._document[page]
            bitmap = shown.render(scale=scale * fits, rev_byteorder=True, prefer_bgrx=True)
            layout = QImage.Format.Format_RGBX8888
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, layout).copy()
            shown.close()
        self.drawn.emit(page, scale, image)

    def _look(self, search: _Search, page: int) -> None:
        hits: list[Boxes] = []
        try:
            with PDFIUM_LOCK:
                shown = self._document[page]
                text = shown.get_textpage()
                searcher = text.search(search.words)
                while (place := searcher.get_next()) is not None:
                    hits.append(_boxes(shown, text, *place))
                for one in (searcher, text, shown):
                    one.close()
        finally:
            if hits:
                self.found.emit(search.number, page, tuple(hits))
            if page + 1 >= len(self.sizes):
                self.searched.emit(search.number)

    def _take(self, page: int, start: QPointF, end: QPointF) -> None:
        with PDFIUM_LOCK:
            shown = self._document[page]
            text = shown.get_textpage()
            places = [text.get_index(*_on_page(shown, at), _REACH, _REACH) for at in (start, end)]
            known = sorted(place for place in places if place is not None)
            words = ""
            boxes: Boxes = ()
            if len(known) == len(places):
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
    found = []
    for mark in document.get_toc():
        place = mark.get_dest()
        page = place.get_index() if place is not None else None
        if page is not None:
            found.append(Heading(mark.level, " ".join(mark.get_title().split()), page))
    return found


def _boxes(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, first: int, count: int) -> Boxes:
    boxes = []
    for at in range(text.count_rects(first, count)):
        left, bottom, right, top = text.get_rect(at)
        one, other = _on_screen(page, left, top), _on_screen(page, right, bottom)
        boxes.append(QRectF(one, other).normalized())
    return tuple(boxes)


def _on_screen(page: pypdfium2.PdfPage, x: float, y: float) -> QPointF:
    """A place on a page, in its own points, as shares of the page as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return QPointF(across.value / _FINE, down.value / _FINE)


def _on_page(page: pypdfium2.PdfPage, at: QPointF) -> tuple[float, float]:
    """A place given as shares of the page as it is shown, in the page's own points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page.raw, 0, 0, _FINE, _FINE, 0, round(at.x() * _FINE), round(at.y() * _FINE), x, y)
    return x.value, y.value
