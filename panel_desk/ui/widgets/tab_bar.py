"""A tab bar that a click gives the focus, without showing its focus ring."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTabBar

# The focus comes back from another window or from a menu.
_FROM_ELSEWHERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class TabBar(QTabBar):
    """A tab bar without a base line, its tabs no wider than their titles."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else a click leaves the focus in the tab that it hides
        self._is_clicked = False  # whether a click, and no key since, moved the focus here

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, unless a click moved the focus here."""
        super().focusInEvent(event)
        if event.reason() not in _FROM_ELSEWHERE:
            self._is_clicked = event.reason() is Qt.FocusReason.MouseFocusReason
        self._ring(is_shown=not self._is_clicked)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._ring(is_shown=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide the ring, which the bar may show from before the click."""
        self._is_clicked = True
        self._ring(is_shown=False)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring at a key."""
        self._is_clicked = False
        self._ring(is_shown=True)
        super().keyPressEvent(event)

    def _ring(self, *, is_shown: bool) -> None:
        if self.property("ring") != is_shown:
            self.setProperty("ring", is_shown)
            self.style().unpolish(self)
            self.style().polish(self)
