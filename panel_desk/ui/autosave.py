"""Saves what is typed, soon enough that no more than two seconds of it can be lost, and never at every key."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

AT_MOST = 1_000  # milliseconds from the first key that is not saved; a slow disk still leaves it within two seconds


class Autosave(QObject):
    """Calls `save` soon after something was typed.

    Args:
        save: saves everything that is unsaved. What it cannot save stays, and the next key tries again.
        parent: the page that it belongs to.
    """

    def __init__(self, save: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._save = save
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AT_MOST)
        self._timer.timeout.connect(self.now)

    @property
    def is_waiting(self) -> bool:
        """Something was typed that is still to be saved."""
        return self._timer.isActive()

    def typed(self) -> None:
        """Note that something was typed; the clock runs from the first such moment, however fast the typing."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Wait no longer: what was typed is being saved."""
        self._timer.stop()

    def now(self) -> None:
        """Save at once."""
        self.stop()
        self._save()
