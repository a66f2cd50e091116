"""The navigation at the left: one entry per page, with the number of its open tasks."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame

from panel_desk.ui import theme
from panel_desk.ui.icons import paint_icon
from panel_desk.ui.theme import CORNER, LARGE_ICON, RING, S4, S8, S12, Part
from panel_desk.ui.widgets.layout import column

WIDTH = 184  # pixels
_HEIGHT = 34  # pixels: an entry
_MARK = 3  # pixels: the width of the bar at the left of the open page's entry


class _PageButton(QAbstractButton):
    """An entry of the navigation."""

    def __init__(self, key: str, title: str, icon_name: str, keys: str) -> None:
        super().__init__()
        self.key = key
        self._icon = icon_name
        self.number: int | None = None
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(f"{title}  {keys}" if keys else title)
        self.count(None)

    def count(self, number: int | None) -> None:
        """Show a number; nothing for None or zero."""
        self.number = number
        self.setAccessibleName(f"{self.text()}, {number}" if number else self.text())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the page with Enter as with Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The size of an entry, as wide as the navigation."""
        return QSize(WIDTH - 2 * S8, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entry; that of the open page has a bar, a background and bold text."""
        del event
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected if self.isChecked() else colours.hover))
            painter.drawRoundedRect(box, CORNER, CORNER)
        if self.isChecked():
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRect(0, S8, _MARK, box.height() - 2 * S8), 1, 1)
        top = (box.height() - LARGE_ICON) // 2
        paint_icon(
            painter,
            self._icon,
            "accent" if self.isChecked() else "quiet",
            QRect(S12 - 2, top, LARGE_ICON, LARGE_ICON),
        )
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.font(Part.STRONG if self.isChecked() else Part.BODY))
        words = box.adjusted(S12 + LARGE_ICON + S8, 0, -S12, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if self.number:
            painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignRight), str(self.number))
            words.setRight(words.right() - painter.fontMetrics().horizontalAdvance(str(self.number)) - S4)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignLeft), shown)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.end()


class Navigation(QFrame):
    """The entries of all pages."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "nav")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Pages")
        self._entries: dict[str, _PageButton] = {}
        self._parts = column(gap=2, margins=(S8, S12, S8, S12))
        self._parts.addStretch(1)
        self._stretch_index = 0  # where the stretch is, between the pages and the foot
        self.setLayout(self._parts)

    def add(self, key: str, title: str, icon_name: str, keys: str = "", *, at_foot: bool = False) -> None:
        """Add a page after the previous ones, or at the foot.

        Args:
            key: the name by which the program knows the page.
            title: the words shown.
            icon_name: the icon shown.
            keys: the keyboard shortcut that opens the page, as *Alt+1*; may be empty.
            at_foot: at the bottom of the navigation.
        """
        entry = _PageButton(key, title, icon_name, keys)
        entry.clicked.connect(self._choose)
        self._entries[key] = entry
        if at_foot:
            self._parts.addWidget(entry)
        else:
            self._parts.insertWidget(self._stretch_index, entry)
            self._stretch_index += 1

    def clear(self) -> None:
        """Remove all pages."""
        for entry in self._entries.values():
            entry.setParent(None)
        self._entries.clear()
        self._stretch_index = 0

    def mark(self, key: str) -> None:
        """Mark the entry of the page that is open."""
        for entry in self._entries.values():
            entry.setAutoExclusive(False)
            entry.setChecked(entry.key == key)
            entry.setAutoExclusive(True)

    def count(self, key: str, number: int | None) -> None:
        """Show a number beside a page."""
        self._entries[key].count(number)

    def _choose(self) -> None:
        entry = self.sender()
        if isinstance(entry, _PageButton):
            self.chosen.emit(entry.key)
