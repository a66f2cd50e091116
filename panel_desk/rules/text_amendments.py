"""The changes between two texts as proposals that can be applied to a text that has changed meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

from panel_desk.rules.redline import ChangeKind, redline


@dataclass(frozen=True, slots=True)
class Amendment:
    """A passage and its proposed replacement.

    Args:
        starts_at: the start of the passage in the old text, in characters.
        quote: the passage; empty only if the old text is empty.
        proposed: the replacement.
    """

    starts_at: int
    quote: str
    proposed: str


def amendments(before: str, after: str) -> Iterator[Amendment]:
    """Every changed passage. An insertion includes the word before it, so that its quote identifies its position."""
    position, kept = 0, ""
    removed, is_open = "", False
    for change in (*redline(before, after), None):
        if change is not None and change.kind is ChangeKind.REMOVED:
            removed, is_open = change.text, True
            continue
        added = change.text if change is not None and change.kind is ChangeKind.ADDED else ""
        if is_open or added:
            lead = "" if removed else _last_word(kept)
            yield Amendment(position - len(lead), lead + removed, lead + added)
            position += len(removed)
            removed, is_open = "", False
        if change is not None and change.kind is ChangeKind.KEPT:
            kept = change.text
            position += len(kept)


def _last_word(text: str) -> str:
    """The last word of a text with the spaces after it."""
    words = text.rstrip()
    start = max(words.rfind(" "), words.rfind("\n")) + 1
    return text[start:]
