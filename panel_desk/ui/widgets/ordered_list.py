"""A list whose rows can be put in order, by dragging or with Alt+Up and Alt+Down."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from panel_desk.ui import theme
from panel_desk.ui.theme import RING
from panel_desk.ui.widgets.focus_line import FocusLine
from panel_desk.ui.widgets.layout import Content, column, empty

_KIND = "application/x-panel-desk-row"  # the MIME type of a dragged row
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderedRow(FocusLine):
    """A row of the list; its ref identifies it."""

    moved_by = Signal(str, int)  # the row's ref, and -1 to move the row up or 1 to move it down
    left_by = Signal(str, int)  # the row's ref, and -1 where the focus goes to the row above or 1 to the row below
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, ref: str, name: str, content: Content) -> None:
        super().__init__(is_underlined=True)
        self.ref = ref
        self.setAccessibleName(name)
        self.setLayout(column(content))
        self._pressed: QPoint | None = None
        self.may_move = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the row, an arrow the focus; Enter opens, Delete removes."""
        key = Qt.Key(event.key())
        if key in _STEPS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved_by.emit(self.ref, _STEPS[key])
        elif key in _STEPS:
            self.left_by.emit(self.ref, _STEPS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.ref)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(self.ref)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._pressed = event.position().toPoint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        del event
        self._pressed = None
        self.opened.emit(self.ref)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the row once the pointer has moved far enough."""
        if self._pressed is None or not self.may_move:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            drag = QDrag(self)
            data = QMimeData()
            data.setData(_KIND, self.ref.encode())
            drag.setMimeData(data)
            drag.setPixmap(self.grab())
            drag.setHotSpot(self._pressed)
            self._pressed = None
            drag.exec(Qt.DropAction.MoveAction)


class OrderedList(QWidget):
    """Rows in an order that the user may change.

    Args:
        name: its name for a screen reader.
    """

    moved = Signal(str, int)  # the row's ref, and its new place, counted from 1
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.rows: list[OrderedRow] = []
        self._may_move = False
        self._gap: int | None = None  # how many rows are above the place where a dragged row would be put
        self._parts = column(gap=0)
        self.setLayout(self._parts)

    def show_rows(self, rows: Sequence[OrderedRow], *, may_move: bool) -> None:
        """Show these rows; the row that had the focus keeps it."""
        focus = QApplication.focusWidget()
        focused = next(
            (row.ref for row in self.rows if focus is not None and (row is focus or row.isAncestorOf(focus))), None
        )
        empty(self._parts)
        self.rows, self._may_move = list(rows), may_move
        for row in self.rows:
            row.may_move = may_move
            row.moved_by.connect(self.move_by)
            row.left_by.connect(self.go_from)
            row.opened.connect(self.opened)
            row.removed.connect(self.removed)
            self._parts.addWidget(row)
        if focused is not None:
            self.focus(focused)

    def focus(self, ref: str) -> None:
        """Move the focus to a row."""
        for row in self.rows:
            if row.ref == ref:
                row.setFocus()

    def move_by(self, ref: str, step: int) -> None:
        """Emit `moved` for a row that goes up or down."""
        position = self._position(ref) + step
        if self._may_move and 0 <= position < len(self.rows):
            self.moved.emit(ref, position + 1)

    def go_from(self, ref: str, step: int) -> None:
        """Move the focus to the row above or below."""
        position = self._position(ref) + step
        if 0 <= position < len(self.rows):
            self.rows[position].setFocus()

    def _position(self, ref: str) -> int:
        return next(position for position, row in enumerate(self.rows) if row.ref == ref)

    # Dragging

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept rows of this list."""
        if self._may_move and event.mimeData().hasFormat(_KIND):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the row would be put."""
        self._show_gap(self._gap_at(event.position().toPoint().y()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Hide the line that shows where the row would be put."""
        self._show_gap(None)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Emit `moved` for the row that was dropped."""
        self._show_gap(None)
        ref = bytes(event.mimeData().data(_KIND).data()).decode()
        event.acceptProposedAction()
        if any(row.ref == ref for row in self.rows):
            here, gap = self._position(ref), self._gap_at(event.position().toPoint().y())
            there = gap - 1 if gap > here else gap
            if there != here:
                self.moved.emit(ref, there + 1)

    def _gap_at(self, y: int) -> int:
        return sum(row.geometry().center().y() < y for row in self.rows)

    def _show_gap(self, gap: int | None) -> None:
        self._gap = gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line where a dragged row would be put."""
        del event
        if self._gap is None or not self.rows:
            return
        y = self.rows[self._gap].y() if self._gap < len(self.rows) else self.rows[-1].geometry().bottom()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme.colours().accent), 2 * RING))
        painter.drawLine(0, y, self.width(), y)
        painter.end()
