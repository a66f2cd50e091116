"""Saves typed text within a second of the first unsaved key, so that a crash loses two seconds of it at most."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_DELAY_MS = 1_000  # from the first unsaved key; even a slow disk has saved within two seconds


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
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.now)

    @property
    def is_waiting(self) -> bool:
        """True while something that was typed is still to be saved."""
        return self._timer.isActive()

    def typed(self) -> None:
        """Note that something was typed; the delay runs from the first unsaved key, however fast the typing."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Stop the timer, because what was typed is being saved."""
        self._timer.stop()

    def now(self) -> None:
        """Save at once."""
        self.stop()
        self._save()
