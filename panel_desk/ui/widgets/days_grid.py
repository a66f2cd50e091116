"""Calendar grid of weeks: entries, which can be dragged to another day, and closed days, shaded and named.

The list beside it has the same content for a screen reader. Arrow keys move between days, Enter opens the day's first
entry, Page Up and Page Down turn the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from panel_desk.ui import formats, theme
from panel_desk.ui.icons import paint_icon
from panel_desk.ui.states import Chip
from panel_desk.ui.theme import RING, S4, S8, Part

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = 7  # days
_HEAD, _NUMBER, _LINE = 28, 24, 20  # heights in pixels: the row of weekdays, a day's number, a line of an entry
_KEYS = {  # how many days on each arrow key moves
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_WEEK,
    Qt.Key.Key_Down: _WEEK,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on a day of the grid.

    Args:
        ref: the ref of the record that it opens.
        title: its first line.
        lines: further lines, shown where there is room.
        chip: its state.
        may_move: whether it can be dragged to another day.
    """

    ref: str
    title: str
    lines: tuple[str, ...]
    chip: Chip
    may_move: bool


class DaysGrid(QWidget):
    """A few weeks, Monday to Sunday.

    Args:
        weeks: how many rows.
    """

    opened = Signal(str)
    moved = Signal(str, object)  # the entry's ref and the day on which it was dropped
    turned = Signal(int)  # 1 for the next page, -1 for the page before

    def __init__(self, weeks: int) -> None:
        super().__init__()
        self._weeks = weeks
        self._first = date.min  # the Monday at the top left
        self._month: int | None = None
        self._today = date.min
        self._entries: Mapping[date, Sequence[Entry]] = {}
        self._closed: Mapping[date, str] = {}
        self.day = date.min  # the day that the arrow keys and Enter start from
        self._pressed: tuple[Entry, QPoint] | None = None
        self._over: date | None = None  # the day that an entry is dragged over
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_HEAD + weeks * (_NUMBER + 2 * _LINE))

    def show_days(
        self,
        first: date,
        today: date,
        entries: Mapping[date, Sequence[Entry]],
        closed: Mapping[date, str],
        month: int | None = None,
    ) -> None:
        """Show the weeks from the Monday of a day's week on.

        Args:
            first: the day.
            today: today, which is marked.
            entries: the entries of each day that has any.
            closed: each closed day, with its name or why it is closed.
            month: a month, from 1 to 12; days outside it are drawn in quiet text.
        """
        self._first = first - timedelta(days=first.weekday())
        self._today, self._entries, self._closed, self._month = today, entries, closed, month
        if not self._first <= self.day < self._first + timedelta(days=_WEEK * self._weeks):
            self.day = first
        self.setAccessibleName(f"Calendar from {formats.full(self._first)}; the list says the same in words")
        self.update()

    def days(self) -> list[date]:
        """The days shown."""
        return [self._first + timedelta(days=n) for n in range(_WEEK * self._weeks)]

    def rect_of(self, day: date) -> QRect:
        """The rectangle in which a day is drawn."""
        row, column = divmod((day - self._first).days, _WEEK)
        width, height = self.width() / _WEEK, (self.height() - _HEAD) / self._weeks
        left, top = round(column * width), _HEAD + round(row * height)
        return QRect(left, top, round((column + 1) * width) - left, _HEAD + round((row + 1) * height) - top)

    def entry_at(self, point: QPoint) -> Entry | None:
        """The entry at a point; None where there is none."""
        day = self._day_at(point)
        if day is None:
            return None
        return next((entry for entry, box in self._boxes(day) if box.contains(point)), None)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heading, the days and their entries."""
        del event
        painter = QPainter(self)
        colours = theme.colours()
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setFont(theme.font(Part.CAPS))
        painter.setPen(QColor(colours.quiet))
        for column in range(_WEEK):
            box = self.rect_of(self._first + timedelta(days=column)).adjusted(S8, -_HEAD, 0, 0)
            painter.drawText(
                QRect(box.left(), 0, box.width(), _HEAD), int(Qt.AlignmentFlag.AlignVCenter), _DAYS[column]
            )
        for day in self.days():
            self._paint_day(painter, day)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect_of(self.day).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        colours = theme.colours()
        box = self.rect_of(day)
        why_closed = self._closed.get(day)
        if day == self._over:
            painter.fillRect(box, QColor(colours.selected))
        elif why_closed is not None:
            painter.fillRect(box, QColor(colours.window))
        painter.setPen(QColor(colours.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        is_outside = self._month is not None and day.month != self._month
        is_today = day == self._today
        painter.setFont(theme.font(Part.STRONG if is_today else Part.BODY))
        painter.setPen(QColor(colours.accent if is_today else colours.quiet if is_outside else colours.text))
        number = f"{day.day} {formats.short(day).split()[-1]}" if day.day == 1 or day == self._first else str(day.day)
        head = QRect(box.left() + S8, box.top(), box.width() - 2 * S8, _NUMBER)
        painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), f"{number} · today" if is_today else number)
        if why_closed is not None and day.weekday() < _WEEK - 2:
            painter.setFont(theme.font(Part.QUIET))
            painter.setPen(QColor(colours.quiet))
            used = painter.fontMetrics().horizontalAdvance(number) + S8
            shown = painter.fontMetrics().elidedText(why_closed, Qt.TextElideMode.ElideRight, head.width() - used - S8)
            painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), shown)
        for entry, area in self._boxes(day):
            self._paint_entry(painter, entry, area)

    def _paint_entry(self, painter: QPainter, entry: Entry, area: QRect) -> None:
        colours = theme.colours()
        colour = colours.named(entry.chip.state.token)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.wash(colour)))
        painter.drawRoundedRect(area, S4, S4)
        side = 14
        paint_icon(
            painter, entry.chip.drawing, entry.chip.state.token, QRect(area.left() + S4, area.top() + 3, side, side)
        )
        painter.setPen(QColor(colours.text))
        for line_index, line in enumerate((entry.title, *entry.lines)):
            if (line_index + 1) * _LINE > area.height() + 2:
                break
            painter.setFont(theme.font(Part.STRONG if line_index == 0 else Part.QUIET))
            room = area.width() - side - 3 * S4
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room)
            line_area = QRect(area.left() + side + 2 * S4, area.top() + line_index * _LINE, room, _LINE)
            painter.drawText(line_area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _boxes(self, day: date) -> list[tuple[Entry, QRect]]:
        """The entries of a day that fit, each with its rectangle; the list beside the grid has them all."""
        entries = self._entries.get(day, ())
        if not entries:
            return []
        box = self.rect_of(day)
        room = box.height() - _NUMBER - S4
        each = max(_LINE, min(room // len(entries), _LINE * (1 + max(len(entry.lines) for entry in entries))) - 2)
        return [
            (entry, QRect(box.left() + S4, box.top() + _NUMBER + at * (each + 2), box.width() - 2 * S4, each))
            for at, entry in enumerate(entries)
            if (at + 1) * (each + 2) <= room + S4
        ]

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the day, and begin to drag the entry under the pointer."""
        point = event.position().toPoint()
        day = self._day_at(point)
        if day is not None:
            self.day = day
        entry = self.entry_at(point)
        self._pressed = (entry, point) if entry is not None else None
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the entry; without a button pressed, show the full text of the entry in a tooltip."""
        point = event.position().toPoint()
        if self._pressed and event.buttons() & Qt.MouseButton.LeftButton:
            entry, start = self._pressed
            if entry.may_move and (point - start).manhattanLength() >= QApplication.startDragDistance():
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._over = self._day_at(point)
                self.update()
            return
        entry_here = self.entry_at(point)
        tip = "\n".join((entry_here.title, *entry_here.lines, entry_here.chip.word)) if entry_here else ""
        QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the entry on the day under the pointer."""
        del event
        pressed, over = self._pressed, self._over
        self._pressed = self._over = None
        self.unsetCursor()
        self.update()
        if pressed is not None and over is not None and pressed[0] not in self._entries.get(over, ()):
            self.moved.emit(pressed[0].ref, over)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the entry under the pointer."""
        entry = self.entry_at(event.position().toPoint())
        if entry is not None:
            self.opened.emit(entry.ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between days, turn the page, open the day's first entry."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._go_to_day(self.day + timedelta(days=_KEYS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turned.emit(1 if key is Qt.Key.Key_PageDown else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._entries.get(self.day):
            self.opened.emit(self._entries[self.day][0].ref)
        else:
            super().keyPressEvent(event)

    def _go_to_day(self, day: date) -> None:
        shown = self.days()
        self.day = day
        if day < shown[0] or day > shown[-1]:
            self.turned.emit(1 if day > shown[-1] else -1)
        self.update()

    def _day_at(self, point: QPoint) -> date | None:
        return next((day for day in self.days() if self.rect_of(day).contains(point)), None)
