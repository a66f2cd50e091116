"""Word-by-word comparison of two texts: kept, removed and added words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MAX_WORDS = 1_500  # longer passages count as replaced whole: the comparison takes quadratic time


class ChangeKind(StrEnum):
    """The kind of a change."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """A passage and whether it was kept, removed or added."""

    kind: ChangeKind
    text: str


def redline(before: str, after: str) -> tuple[Change, ...]:
    """The changes from one text to another, in order.

    Kept and removed passages make up the old text, kept and added ones the new text. Lines are compared first, then the
    words of lines that differ. A single space between two changes counts as changed, so that a rewritten sentence reads
    as one change.
    """
    changes = _compared(_LINE.findall(before), _LINE.findall(after), by_word=True)
    return tuple(_merged(changes))


def _compared(before: Sequence[str], after: Sequence[str], *, by_word: bool) -> Iterator[Change]:
    """The changes between two sequences of lines or words."""
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if operation == "equal":
            yield Change(ChangeKind.KEPT, old)
            continue
        words = (_WORD.findall(old), _WORD.findall(new))
        if by_word and old and new and max(map(len, words)) <= _MAX_WORDS:
            yield from _compared(*words, by_word=False)
        else:
            yield Change(ChangeKind.REMOVED, old)
            yield Change(ChangeKind.ADDED, new)


def _merged(changes: Iterator[Change]) -> Iterator[Change]:
    """Consecutive changes merged into one removal and one addition."""
    not_empty = _with_changed_spaces([change for change in changes if change.text])
    for is_kept, run in groupby(not_empty, key=lambda change: change.kind is ChangeKind.KEPT):
        parts = list(run)
        kinds = (ChangeKind.KEPT,) if is_kept else (ChangeKind.REMOVED, ChangeKind.ADDED)
        for kind in kinds:
            text = "".join(part.text for part in parts if part.kind is kind)
            if text:
                yield Change(kind, text)


def _with_changed_spaces(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes with single spaces between two of them counted as changed."""
    last = len(changes) - 1
    for index, change in enumerate(changes):
        is_space = 0 < index < last and change.kind is ChangeKind.KEPT and change.text in {" ", "\xa0"}
        if is_space and all(changes[near].kind is not ChangeKind.KEPT for near in (index - 1, index + 1)):
            yield Change(ChangeKind.REMOVED, change.text)
            yield Change(ChangeKind.ADDED, change.text)
        else:
            yield change
