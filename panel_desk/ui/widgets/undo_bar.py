"""The undo bar: what was done, with *Undo* for ten seconds."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from panel_desk.ui.theme import S8, S12, S16
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.layout import row
from panel_desk.ui.widgets.text import Elided

SECONDS = 10


class UndoBar(QFrame):
    """A bar at the foot of the window, hidden until something was done."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "undo")
        self._words = Elided()
        self._undo: Callable[[], object] | None = None
        self.button = plain("Undo", self.undo)
        parts = row(self._words, self.button, gap=S12, margins=(S16, S8, S8, S8))
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence shown; empty while the bar is hidden."""
        return "" if self.isHidden() else self._words.text()

    def say(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Show what was done, with *Undo* where it can be undone."""
        self._words.setText(words)
        self._undo = undo
        self.button.setVisible(undo is not None)
        self.setAccessibleName(words)
        self.show()
        self.raise_()
        self._timer.start()

    def undo(self) -> None:
        """Undo what was done, and hide the bar."""
        undo, self._undo = self._undo, None
        self._timer.stop()
        self.hide()
        if undo:
            undo()
