"""The five kinds of state, each with a colour and an icon, and the chip that shows one with a word."""

from dataclasses import dataclass
from enum import StrEnum

from panel_desk.ui.theme import Token


class State(StrEnum):
    """A kind of state: in order, waiting for something, a problem, a neutral note, or nothing to heed."""

    GOOD = "good"
    WAITING = "waiting"
    ALERT = "alert"
    NOTE = "note"
    QUIET = "quiet"

    @property
    def token(self) -> Token:
        """The colour of the state."""
        return _TOKENS[self]

    @property
    def icon(self) -> str:
        """The icon of the state; its outline differs from every other's."""
        return _ICONS[self]


_TOKENS: dict[State, Token] = {
    State.GOOD: "good",
    State.WAITING: "waiting",
    State.ALERT: "alert",
    State.NOTE: "note",
    State.QUIET: "quiet",
}
_ICONS = {
    State.GOOD: "circle-check",
    State.WAITING: "clock",
    State.ALERT: "triangle-alert",
    State.NOTE: "info",
    State.QUIET: "circle",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word, as a table's cell or a page shows it.

    Args:
        state: its kind, which decides colour and icon.
        word: the word, or a few.
        icon: another icon where the state's own would mislead.
    """

    state: State
    word: str
    icon: str | None = None

    @property
    def drawing(self) -> str:
        """The name of the icon to draw."""
        return self.icon or self.state.icon
