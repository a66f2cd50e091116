"""A page of a paper on which the user draws redaction boxes, with the mouse or by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from panel_desk.rules.text import count
from panel_desk.ui import theme
from panel_desk.ui.paper_reader import PaperReader
from panel_desk.ui.theme import RING

POINT = 96 / 72  # pixels of a point (1/72 inch) at 100 per cent
_SMALLEST = 6.0  # pixels; a shorter drag is a click
_STEP, _SMALL_STEP = 6.0, 1.0  # points that an arrow key moves a box by; with Ctrl the small one
_NEW_BOX = (144.0, 24.0)  # points; the size of a box that is added by keyboard
_SHADE = 150  # opacity of 255: what is under a box stays visible while it is drawn
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PageBoxes(QWidget):
    """Shows one page; boxes are fractions of its width and height, from its top left.

    Arrow keys move the chosen box, with Shift they make it wider, narrower, taller or flatter; Ctrl makes the steps
    small. Insert adds a box, Delete removes the chosen one, and N chooses the next.

    Args:
        reader: the open paper.
    """

    boxes_changed = Signal()
    chosen_changed = Signal()

    def __init__(self, reader: PaperReader) -> None:
        super().__init__()
        self._reader = reader
        self.page, self.zoom = 0, 1.0
        self.boxes: list[QRectF] = []
        self.blackened: tuple[QRectF, ...] = ()
        self.chosen = -1  # the index of the chosen box; -1 for none
        self._picture: QImage | None = None
        self._pressed: QPointF | None = None  # where the user began to draw a box
        self._drawn: QRectF | None = None  # the box that is being drawn
        self._moved_from: QPointF | None = None  # where the pointer was last while a box is moved
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        reader.drawn.connect(self._take_picture)

    def show_page(self, page: int, boxes: Sequence[QRectF], blackened: Sequence[QRectF] = ()) -> None:
        """Show a page.

        Args:
            page: the page, from 0.
            boxes: the boxes that are drawn on it.
            blackened: rectangles that are black anyway, and cannot be changed here.
        """
        self.page, self.boxes, self.blackened, self.chosen = page, list(boxes), tuple(blackened), -1
        self._picture = self._pressed = self._drawn = self._moved_from = None
        self._fit()
        self._say()

    def zoom_to(self, zoom: float) -> None:
        """Show the page larger or smaller; 1 is the size of the paper."""
        self.zoom = zoom
        self._fit()

    def add_box(self, seen: QRect) -> None:
        """Add a box in the middle of `seen`, the visible part of the page in pixels, and choose it."""
        width, height = (side * self.zoom * POINT for side in _NEW_BOX)
        box = QRectF(0, 0, min(width, self.width() / 2), min(height, self.height() / 4))
        box.moveCenter(QPointF(seen.center()))
        self._add(self._fractions(box))

    def suggest(self, boxes: Sequence[QRectF]) -> None:
        """Add boxes that the program proposes; what is chosen or being drawn stays so."""
        self.boxes += boxes
        self._changed()

    def remove_box(self) -> None:
        """Remove the chosen box."""
        if self.chosen >= 0:
            del self.boxes[self.chosen]
            self.choose(min(self.chosen, len(self.boxes) - 1))
            self._changed()

    def choose(self, box: int) -> None:
        """Choose a box by its place in the list; -1 for none."""
        self.chosen = box
        self._say()
        self.update()
        self.chosen_changed.emit()

    # Geometry

    def sizeHint(self) -> QSize:
        """The size of the page at its zoom."""
        width, height = self._reader.sizes[self.page]
        return QSize(round(width * self.zoom * POINT), round(height * self.zoom * POINT))

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._reader.draw([(self.page, self.zoom * POINT * self.devicePixelRatioF())])
        self.update()

    def _fractions(self, box: QRectF) -> QRectF:
        """A box in pixels as fractions of the page, clipped to the page."""
        inside = box.normalized() & QRectF(self.rect())
        return QRectF(
            inside.left() / self.width(),
            inside.top() / self.height(),
            inside.width() / self.width(),
            inside.height() / self.height(),
        )

    def _pixels(self, box: QRectF) -> QRectF:
        return QRectF(
            box.left() * self.width(),
            box.top() * self.height(),
            box.width() * self.width(),
            box.height() * self.height(),
        )

    def _box_at(self, point: QPointF) -> int:
        """The topmost box at a place; -1 where there is none."""
        return next((at for at in reversed(range(len(self.boxes))) if self._pixels(self.boxes[at]).contains(point)), -1)

    def _add(self, box: QRectF) -> None:
        self.boxes.append(box)
        self.choose(len(self.boxes) - 1)
        self._changed()

    def _changed(self) -> None:
        self._say()
        self.update()
        self.boxes_changed.emit()

    def _say(self) -> None:
        """Update the text for screen readers."""
        drawn = count(len(self.boxes), "box", "boxes")
        chosen = f", box {self.chosen + 1} is chosen" if self.chosen >= 0 else ""
        self.setAccessibleName(f"Page {self.page + 1}, {drawn}{chosen}")

    def _take_picture(self, page: int, _: float, picture: QImage) -> None:
        if page == self.page:
            self._picture = picture
            self.update()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw a box; on a box, choose it and begin to move it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._box_at(event.position())
        self.choose(at)
        if at >= 0:
            self._moved_from = event.position()
        else:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw or move the box up to here."""
        here = event.position()
        if self._pressed is not None:
            self._drawn = QRectF(self._pressed, here).normalized()
            self.update()
        elif self._moved_from is not None and self.chosen >= 0:
            by = here - self._moved_from
            self._move(by.x() / self.width(), by.y() / self.height())
            self._moved_from = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish drawing or moving a box."""
        del event
        drawn, self._drawn, self._pressed, self._moved_from = self._drawn, None, None, None
        if drawn is not None and min(drawn.width(), drawn.height()) >= _SMALLEST:
            self._add(self._fractions(drawn))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, resize, add, remove and choose boxes by keyboard."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers()
        if key in _ARROWS and self.chosen >= 0:
            step = _SMALL_STEP if modifiers & Qt.KeyboardModifier.ControlModifier else _STEP
            width, height = self._reader.sizes[self.page]
            across, down = _ARROWS[key][0] * step / width, _ARROWS[key][1] * step / height
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._stretch(across, down)
            else:
                self._move(across, down)
        elif key == Qt.Key.Key_Insert:
            self.add_box(self.visibleRegion().boundingRect())
        elif key == Qt.Key.Key_Delete:
            self.remove_box()
        elif key == Qt.Key.Key_N and self.boxes:
            self.choose((self.chosen + 1) % len(self.boxes))
        else:
            super().keyPressEvent(event)

    def _move(self, across: float, down: float) -> None:
        box = self.boxes[self.chosen]
        left = min(max(box.left() + across, 0.0), 1.0 - box.width())
        top = min(max(box.top() + down, 0.0), 1.0 - box.height())
        self.boxes[self.chosen] = QRectF(left, top, box.width(), box.height())
        self._changed()

    def _stretch(self, across: float, down: float) -> None:
        box = self.boxes[self.chosen]
        least = (_SMALLEST / self.width(), _SMALLEST / self.height())
        width = min(max(box.width() + across, least[0]), 1.0 - box.left())
        height = min(max(box.height() + down, least[1]), 1.0 - box.top())
        self.boxes[self.chosen] = QRectF(box.left(), box.top(), width, height)
        self._changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page and its boxes, on white in the dark scheme too."""
        del event
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._picture is not None:
            painter.drawImage(self.rect(), self._picture)
        for black in self.blackened:
            painter.fillRect(self._pixels(black), Qt.GlobalColor.black)
        for at, box in enumerate([*map(self._pixels, self.boxes), *([self._drawn] if self._drawn else [])]):
            is_chosen = at == self.chosen
            painter.fillRect(box, QColor(0, 0, 0, _SHADE))
            painter.setPen(QPen(QColor(colours.accent if is_chosen else colours.text), RING if is_chosen else 1))
            painter.drawRect(box)
        painter.setPen(QPen(QColor(colours.accent), RING) if self.hasFocus() else QColor(colours.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def middle_of(self, box: int) -> QPoint:
        """The middle of a box, in pixels, to scroll to."""
        return self._pixels(self.boxes[box]).center().toPoint()
