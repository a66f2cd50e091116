"""A line that has the keyboard as a whole, with keys of its own, and shows by a ring that it has."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from panel_desk.ui import theme
from panel_desk.ui.theme import RING


class FocusLine(QFrame):
    """One line of several.

    Args:
        is_underlined: a hairline beneath parts it from the next.
    """

    def __init__(self, *, is_underlined: bool = False) -> None:
        super().__init__()
        self._is_underlined = is_underlined
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline, and the ring while it has the keyboard."""
        del event
        worn = theme.colours()
        painter = QPainter(self)
        if self._is_underlined:
            painter.setPen(QColor(worn.line))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        if self.hasFocus():
            painter.setPen(QPen(QColor(worn.accent), RING))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
