"""The empty state of a list: what it will hold, and what to do first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import S4, S12, S24, S32, Part
from panel_desk.ui.widgets.buttons import Action, button
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Text


class EmptyState(QWidget):
    """Shown where a list has nothing.

    Args:
        title: what is missing, as *No cases yet*.
        words: what to do first, in a sentence.
        first: the action of the button; without one, or where the role may not do it, there is no button.
        icon_name: the icon above the title.
    """

    def __init__(self, title: str, words: str, first: Action | None = None, icon_name: str = "inbox") -> None:
        super().__init__()
        self._title = Text(title, Part.SECTION)
        self._words = Text(words, Part.QUIET, wrap=True)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMaximumWidth(_WORDS_WIDTH)
        parts = column(
            STRETCH,
            row(STRETCH, IconLabel(icon_name, "quiet", S32), STRETCH),
            self._title,
            row(self._words),
            gap=S4,
            margins=(S24, S24, S24, S24),
        )
        if first and first.is_permitted:
            parts.addSpacing(S12)
            parts.addLayout(row(STRETCH, button(first, "primary"), STRETCH))
        parts.addStretch(2)
        self.setLayout(parts)

    @property
    def words(self) -> str:
        """The sentence shown."""
        return self._words.text()

    def say(self, title: str, words: str) -> None:
        """Show another title and sentence."""
        self._title.setText(title)
        self._words.setText(words)


_WORDS_WIDTH = 420  # pixels, at most
