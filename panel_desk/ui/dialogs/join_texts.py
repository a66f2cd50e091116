"""The dialog for two texts of the same section: keep one of them, or join them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.rules.minutes_text import plain as plain_words
from panel_desk.ui.dialogs.message import Message, side_by_side
from panel_desk.ui.widgets.buttons import plain, primary

_WIDTH = 820  # pixels


@dataclass(frozen=True, slots=True)
class Sides:
    """The dialog's words for the two texts; *theirs* is on the left, *mine* on the right.

    Args:
        title: the dialog's title; `{heading}` in it stands for the section's heading.
        words: what the user is to choose.
        titles: the titles of the two texts.
        keep_theirs: the words of the button that keeps the left one.
        keep_mine: the words of the button that keeps the right one.
    """

    title: str
    words: str
    titles: tuple[str, str]
    keep_theirs: str
    keep_mine: str


SOMEBODY_ELSE = Sides(
    "Somebody else has changed “{heading}” too",
    "Choose the text to keep. Joined, theirs comes first and yours after it, and you can work them into one.",
    ("Saved by the other person", "Written by you"),
    "Keep theirs",
    "Keep mine",
)
NEW_DRAFT = Sides(
    "New words for “{heading}”",
    "You edited this section, and what it was drafted from has changed since. Choose the text to keep. "
    "Joined, the new text comes first and the present one after it, and you can work them into one.",
    ("Drafted now", "As it stands"),
    "Take the new text",
    "Keep the present text",
)


class JoinTexts(Message):
    """Asks which text to keep. Escape keeps both for later, so that nothing is lost.

    Args:
        heading: the heading of the section.
        error: holds both texts.
        keep: takes the text to keep.
        parent: the widget that it belongs to.
        sides: the dialog's words for the two texts.
    """

    def __init__(
        self,
        heading: str,
        error: ChangedMeanwhileError,
        keep: Callable[[str], object],
        parent: QWidget | None = None,
        sides: Sides = SOMEBODY_ELSE,
    ) -> None:
        super().__init__(sides.title.format(heading=heading), sides.words, parent, width=_WIDTH)
        self._theirs, self._yours, self._keep = error.theirs, error.yours, keep
        self.add(side_by_side(plain_words(error.theirs), plain_words(error.yours), sides.titles))
        join = primary("Join both", self.join)
        self.finish(
            plain("Decide later", self.reject),
            plain(sides.keep_theirs, self.keep_theirs),
            plain(sides.keep_mine, self.keep_mine),
            join,
        )
        join.setDefault(True)
        self.open()

    def keep_theirs(self) -> None:
        """Keep the left text: the other person's, or the one that was drafted now."""
        self._choose(self._theirs)

    def keep_mine(self) -> None:
        """Keep the right text: the user's own, or the section as it stands."""
        self._choose(self._yours)

    def join(self) -> None:
        """Keep both, the left one first."""
        self._choose(f"{self._theirs}\n\n{self._yours}".strip())

    def _choose(self, text: str) -> None:
        self.accept()
        self._keep(text)
