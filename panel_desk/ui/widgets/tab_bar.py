"""A tab bar whose focus ring appears for the keyboard only, not after a click."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QTabBar

_FROM_THE_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TabBar(QTabBar):
    """A tab bar without a base line, its tabs no wider than their titles."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where a key moved the focus here."""
        super().focusInEvent(event)
        self._ring(is_shown=event.reason() in _FROM_THE_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._ring(is_shown=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring at a key."""
        self._ring(is_shown=True)
        super().keyPressEvent(event)

    def _ring(self, *, is_shown: bool) -> None:
        if self.property("ring") != is_shown:
            self.setProperty("ring", is_shown)
            self.style().unpolish(self)
            self.style().polish(self)
