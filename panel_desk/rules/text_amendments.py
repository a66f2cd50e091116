"""What somebody changed in a text, passage by passage, so that it can be proposed for a text that moved on."""

from collections.abc import Iterator
from dataclasses import dataclass

from panel_desk.rules.redline import ChangeKind, redline


@dataclass(frozen=True, slots=True)
class Amendment:
    """A passage and the words that are to stand in its place.

    Args:
        starts_at: where the passage begins in the text before, in characters.
        quote: the passage; never empty unless the text before was.
        proposed: what is to stand there.
    """

    starts_at: int
    quote: str
    proposed: str


def amendments(before: str, after: str) -> Iterator[Amendment]:
    """Every passage that was changed. Words that were only put in take the line's last word before them along."""
    at, kept = 0, ""
    removed, is_open = "", False
    for change in (*redline(before, after), None):
        if change is not None and change.kind is ChangeKind.REMOVED:
            removed, is_open = change.text, True
            continue
        added = change.text if change is not None and change.kind is ChangeKind.ADDED else ""
        if is_open or added:
            lead = "" if removed else _last_word(kept)
            yield Amendment(at - len(lead), lead + removed, lead + added)
            at += len(removed)
            removed, is_open = "", False
        if change is not None and change.kind is ChangeKind.KEPT:
            kept = change.text
            at += len(kept)


def _last_word(text: str) -> str:
    """The last word of a text with whatever follows it."""
    words = text.rstrip()
    start = max(words.rfind(" "), words.rfind("\n")) + 1
    return text[start:]
