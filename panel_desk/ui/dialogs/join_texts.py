"""Two people wrote the same section: both texts side by side, to keep one of them or to join them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.ui.dialogs.message import Message, side_by_side
from panel_desk.ui.widgets.buttons import plain, primary

_WIDTH = 820


class JoinTexts(Message):
    """Asks which text to keep. Escape decides nothing, and nothing is lost.

    Args:
        heading: what the texts stand under.
        error: holds both texts.
        keep: takes the text that is to stand.
        parent: the widget that it belongs to.
    """

    def __init__(
        self, heading: str, error: ChangedMeanwhileError, keep: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            f"Somebody else wrote under “{heading}” too",
            "Choose the text that is to stand. Joined, theirs comes first and yours after it, to be worked into one.",
            parent,
            width=_WIDTH,
        )
        self._theirs, self._yours, self._keep = error.theirs, error.yours, keep
        self.add(side_by_side(error.theirs, error.yours))
        join = primary("Join both", self.join)
        self.finish(
            plain("Decide later", self.reject),
            plain("Keep theirs", self.keep_theirs),
            plain("Keep mine", self.keep_mine),
            join,
        )
        join.setDefault(True)
        self.open()

    def keep_theirs(self) -> None:
        """Let go of mine."""
        self._choose(self._theirs)

    def keep_mine(self) -> None:
        """Save mine over theirs."""
        self._choose(self._yours)

    def join(self) -> None:
        """Put mine beneath theirs."""
        self._choose(f"{self._theirs}\n\n{self._yours}".strip())

    def _choose(self, text: str) -> None:
        self.accept()
        self._keep(text)
