"""Words in a row to choose from. The ring shows where the keyboard is, and not where the mouse was."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QTabBar

_FROM_THE_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TabBar(QTabBar):
    """Tabs, without a base line and no wider than their words."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard came by a key."""
        super().focusInEvent(event)
        self._ring(is_shown=event.reason() in _FROM_THE_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the ring away."""
        super().focusOutEvent(event)
        self._ring(is_shown=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key shows the ring where the mouse had hidden it."""
        self._ring(is_shown=True)
        super().keyPressEvent(event)

    def _ring(self, *, is_shown: bool) -> None:
        if self.property("ring") != is_shown:
            self.setProperty("ring", is_shown)
            self.style().unpolish(self)
            self.style().polish(self)
