"""The pages of a paper one below the other; only those in view and next to them are kept as images."""

from bisect import bisect_right
from enum import Enum
from itertools import accumulate

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from panel_desk.ui import theme
from panel_desk.ui.paper_reader import Boxes, PaperReader
from panel_desk.ui.theme import RING, S12, S24

STEP = 1.25  # the factor of one step of the zoom
LEAST, MOST = 0.25, 4.0  # the zoom; 1 is the size of the paper
_POINT = 96 / 72  # pixels of a point (1/72 inch) at 100 per cent
_KEPT = 1  # pages before and after those in view whose images are kept
_HIT, _CURRENT = 0.25, 0.5  # opacity of the mark on a hit of a search, and on the current hit


class Fit(Enum):
    """What the zoom is fitted to."""

    WIDTH = "width"
    PAGE = "page"
    NOTHING = "nothing"


class PageStrip(QAbstractScrollArea):
    """Shows a paper.

    Args:
        reader: the open paper.
    """

    page_changed = Signal(int)
    zoom_changed = Signal(float)
    selected = Signal(str)  # the text that is selected now

    def __init__(self, reader: PaperReader) -> None:
        super().__init__()
        self._reader = reader
        self.page, self.zoom, self.fit = 0, 1.0, Fit.WIDTH
        self.selection = ""
        self._tops: list[float] = []  # the top of each page, in pixels from the top of the first page's margin
        self._pictures: dict[int, tuple[float, QImage]] = {}
        self._hits: dict[int, tuple[Boxes, ...]] = {}  # by page, the boxes of each hit of a search
        self._current: tuple[int, int] | None = None  # the page of the current hit, and its index on that page
        self._selected: tuple[int, Boxes] = (0, ())  # the page of the selected text, and the text's boxes
        self._pressed: tuple[int, QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        reader.drawn.connect(self._take_picture)
        reader.selected.connect(self._take_selection)
        reader.spoken.connect(self._take_words)
        self.verticalScrollBar().valueChanged.connect(self._request_images)
        self._lay_out()

    # Navigation and zoom

    def go_to(self, page: int) -> None:
        """Scroll to the top of a page; a number out of range means the first or the last page."""
        page = max(0, min(page, len(self._reader.sizes) - 1))
        self.verticalScrollBar().setValue(round(self._tops[page]) - S12)
        self._note_page(page)

    def zoom_to(self, zoom: float, fit: Fit = Fit.NOTHING) -> None:
        """Set the zoom; the middle of the view stays where it is."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        middle = (bar.value() + room / 2) / max(1.0, self._height())
        self.fit, self.zoom = fit, max(LEAST, min(zoom, MOST))
        self._lay_out()
        bar.setValue(round(middle * self._height() - room / 2))
        self.zoom_changed.emit(self.zoom)
        self._request_images()

    def fit_to(self, fit: Fit) -> None:
        """Fit the pages to the window's width, or a page to the window, from now on."""
        self.fit = fit
        width, height = self._reader.sizes[self.page]
        zoom = (self.viewport().width() - 2 * S12) / (width * _POINT)
        if fit is Fit.PAGE:
            zoom = min(zoom, (self.viewport().height() - 2 * S12) / (height * _POINT))
        page = self.page
        self.zoom_to(zoom, fit)
        if fit is Fit.PAGE:
            self.go_to(page)

    def show_hits(self, hits: dict[int, tuple[Boxes, ...]], current: tuple[int, int] | None) -> None:
        """Mark the hits; the current one, given as its page and its index on that page, is marked more strongly."""
        self._hits, self._current = hits, current
        self.viewport().update()

    def bring_into_view(self, page: int, boxes: Boxes) -> None:
        """Scroll to these boxes of a page."""
        if not boxes:
            return
        area = self._area_of(page)
        top = self._tops[page] + boxes[0].top() * area.height()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() + S24 <= top <= bar.value() + room - 2 * S24:
            bar.setValue(round(top - room / 3))
        across = self.horizontalScrollBar()
        left = area.left() + across.value() + boxes[0].left() * area.width()
        if not across.value() <= left <= across.value() + self.viewport().width() - S24:
            across.setValue(round(left - S24))
        self._note_page(page)

    def clear_selection(self) -> None:
        """Clear the selection."""
        self._take_selection("", 0, ())

    # Where things are

    def _scale(self) -> float:
        return self.zoom * _POINT

    def _height(self) -> float:
        last: float = self._reader.sizes[-1][1]
        return self._tops[-1] + last * self._scale() + S12

    def _lay_out(self) -> None:
        scale = self._scale()
        heights = [height * scale + S12 for _, height in self._reader.sizes]
        self._tops = [S12 + top for top in accumulate(heights[:-1], initial=0.0)]
        widest = max(width for width, _ in self._reader.sizes) * scale + 2 * S12
        room = self.viewport().size()
        for bar, whole, seen in (
            (self.verticalScrollBar(), self._height(), room.height()),
            (self.horizontalScrollBar(), widest, room.width()),
        ):
            bar.setRange(0, max(0, round(whole - seen)))
            bar.setPageStep(seen)
            bar.setSingleStep(S24)

    def _area_of(self, page: int) -> QRectF:
        """The rectangle of a page in the view."""
        width, height = (side * self._scale() for side in self._reader.sizes[page])
        room = self.viewport().width()
        widest = max(room, self.horizontalScrollBar().maximum() + room)
        left = (widest - width) / 2 - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _in_view(self) -> range:
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        last = max(first, bisect_right(self._tops, top + self.viewport().height()) - 1)
        return range(first, last + 1)

    def _near(self) -> range:
        seen = self._in_view()
        return range(max(0, seen[0] - _KEPT), min(len(self._reader.sizes) - 1, seen[-1] + _KEPT) + 1)

    def _at(self, point: QPoint) -> tuple[int, QPointF]:
        """The page at a point of the view, and the point as fractions of the page."""
        page = max(0, bisect_right(self._tops, point.y() + self.verticalScrollBar().value()) - 1)
        box = self._area_of(page)
        across, down = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
        return page, QPointF(min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0))

    # Results of the reader

    def _request_images(self) -> None:
        """Request the images of the pages in view and next to it, and drop the others."""
        seen, last = self._in_view(), len(self._reader.sizes) - 1
        near = self._near()
        self._pictures = {page: picture for page, picture in self._pictures.items() if page in near}
        scale = self._scale() * self.devicePixelRatioF()
        pages = [*seen, *(page for page in (seen[-1] + 1, seen[0] - 1) if 0 <= page <= last)]
        self._reader.draw(
            [(page, scale) for page in pages if page not in self._pictures or self._pictures[page][0] != scale]
        )
        room, bar = self.viewport().height(), self.verticalScrollBar()
        if bar.maximum() and bar.value() == bar.maximum():
            self._note_page(last if self.page not in seen or self.page < seen[0] else max(self.page, seen[-1]))
        else:
            self._note_page(max(0, bisect_right(self._tops, bar.value() + room / 3) - 1))
        self.viewport().update()

    def _note_page(self, page: int) -> None:
        is_new = page != self.page or not self.accessibleName()
        self.page = page
        self.setAccessibleName(f"Page {page + 1} of {len(self._reader.sizes)}")
        if is_new:
            self._reader.read_aloud(page)
            self.page_changed.emit(page)

    def _take_picture(self, page: int, scale: float, picture: QImage) -> None:
        if page in self._near():  # else the user has scrolled away meanwhile
            self._pictures[page] = (scale, picture)
            self.viewport().update()

    def _take_selection(self, text: str, page: int, boxes: Boxes) -> None:
        self.selection, self._selected = text, (page, boxes)
        self.selected.emit(text)
        self.viewport().update()

    def _take_words(self, page: int, text: str) -> None:
        if page == self.page:
            self.setAccessibleDescription(text)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the zoom again, where it is fitted."""
        super().resizeEvent(event)
        if self.fit is Fit.NOTHING:
            self._lay_out()
            self._request_images()
        else:
            self.fit_to(self.fit)

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Draw the pages that are in view now."""
        del across, down
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by Home, End, the arrows and Space."""
        bar, key = self.verticalScrollBar(), event.key()
        steps = {
            Qt.Key.Key_Home: -self._height(),
            Qt.Key.Key_End: self._height(),
            Qt.Key.Key_Up: -2 * S24,
            Qt.Key.Key_Down: 2 * S24,
            Qt.Key.Key_Space: self.viewport().height() - S24,
        }
        if key in steps:
            bar.setValue(bar.value() + round(steps[Qt.Key(key)]))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self.zoom * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select text."""
        self._pressed = self._at(event.position().toPoint())
        self.clear_selection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, on the page where it began."""
        if self._pressed is not None:
            page, start = self._pressed
            here, end = self._at(event.position().toPoint())
            if here == page:
                self._reader.select(page, start, end)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the selection."""
        del event
        self._pressed = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view, on white in the dark scheme too."""
        del event
        colours = theme.colours()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), QColor(colours.mix(colours.text, 0.08, colours.window)))
        for page in self._in_view():
            area = self._area_of(page)
            painter.fillRect(area, Qt.GlobalColor.white)
            if page in self._pictures:
                painter.drawImage(area, self._pictures[page][1])
            for at, boxes in enumerate(self._hits.get(page, ())):
                is_current = self._current == (page, at)
                self._mark(painter, area, boxes, colours.waiting, _CURRENT if is_current else _HIT, ring=is_current)
            if self._selected[0] == page:
                self._mark(painter, area, self._selected[1], colours.accent, _HIT, ring=False)
            painter.setPen(QColor(colours.line))
            painter.drawRect(area)
        painter.end()

    @staticmethod
    def _mark(painter: QPainter, area: QRectF, boxes: Boxes, token_colour: str, strength: float, *, ring: bool) -> None:
        painter.setPen(QPen(QColor(token_colour), RING) if ring else Qt.PenStyle.NoPen)
        painter.setCompositionMode(
            QPainter.CompositionMode.CompositionMode_Multiply
        )  # as a highlighter does: black text stays black
        colour = QColor(theme.colours().mix(token_colour, strength, QColor(Qt.GlobalColor.white).name()))
        for box in boxes:
            painter.setBrush(colour)
            painter.drawRect(
                QRectF(
                    area.left() + box.left() * area.width(),
                    area.top() + box.top() * area.height(),
                    box.width() * area.width(),
                    box.height() * area.height(),
                ).adjusted(-1, -1, 1, 1)
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
