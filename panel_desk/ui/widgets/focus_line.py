"""A row widget that takes the focus as a whole and shows it by a ring."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from panel_desk.ui import theme
from panel_desk.ui.theme import RING


class FocusLine(QFrame):
    """One of several rows.

    Args:
        is_underlined: a hairline separates the row from the next.
    """

    def __init__(self, *, is_underlined: bool = False) -> None:
        super().__init__()
        self._is_underlined = is_underlined
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline, and the ring while it has the focus."""
        del event
        colours = theme.colours()
        painter = QPainter(self)
        if self._is_underlined:
            painter.setPen(QColor(colours.line))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), RING))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
