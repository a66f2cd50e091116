"""What changed from one text to another, word by word: what was kept, taken out and put in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 1_500  # in a passage, beyond which it counts as replaced whole


class ChangeKind(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """Words and what became of them."""

    kind: ChangeKind
    text: str


def redline(before: str, after: str) -> tuple[Change, ...]:
    """The words of both texts in order; kept and removed make the one before, kept and added the one after.

    Lines are compared first, then the words of those that differ. Words between two changes that are nothing but
    space belong to the change, so that a sentence which was written anew reads as one.
    """
    changes = _compared(_LINE.findall(before), _LINE.findall(after), by_word=True)
    return tuple(_merged(changes))


def _compared(before: Sequence[str], after: Sequence[str], *, by_word: bool) -> Iterator[Change]:
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if what == "equal":
            yield Change(ChangeKind.KEPT, old)
            continue
        words = (_WORD.findall(old), _WORD.findall(new))
        if by_word and old and new and max(map(len, words)) <= _MOST_WORDS:
            yield from _compared(*words, by_word=False)
        else:
            yield Change(ChangeKind.REMOVED, old)
            yield Change(ChangeKind.ADDED, new)


def _merged(changes: Iterator[Change]) -> Iterator[Change]:
    """Runs of changes as one taken out and one put in."""
    held = _with_spaces([change for change in changes if change.text])
    for is_kept, run in groupby(held, key=lambda change: change.kind is ChangeKind.KEPT):
        parts = list(run)
        kinds = (ChangeKind.KEPT,) if is_kept else (ChangeKind.REMOVED, ChangeKind.ADDED)
        for kind in kinds:
            text = "".join(part.text for part in parts if part.kind is kind)
            if text:
                yield Change(kind, text)


def _with_spaces(changes: Sequence[Change]) -> Iterator[Change]:
    last = len(changes) - 1
    for at, change in enumerate(changes):
        is_between = 0 < at < last and change.kind is ChangeKind.KEPT and change.text in {" ", "\xa0"}
        if is_between and all(changes[near].kind is not ChangeKind.KEPT for near in (at - 1, at + 1)):
            yield Change(ChangeKind.REMOVED, change.text)
            yield Change(ChangeKind.ADDED, change.text)
        else:
            yield change
