"""Finds tracked changes, comments and fields whose text changes by itself in a rich text document (RTF 1.9.1)."""

import re
from collections.abc import Iterator

_CONTROL = re.compile(rb"\\(?:([a-z]+)(-?\d+)?|[^a-z])", re.IGNORECASE)
_CHANGES = {b"revised", b"deleted", b"revprop"}
_COMMENTS = {b"annotation"}
_FIELD = b"fldinst"
_VOLATILE = re.compile(
    rb"[\s{}]*(?:\\\w+\s?[\s{}]*)*(DATE|TIME|SAVEDATE|PRINTDATE|CREATEDATE|EDITTIME|FILENAME|USERNAME)\b", re.IGNORECASE
)


def changes_comments_and_fields(data: bytes) -> tuple[str, ...]:
    """Whether a document has tracked changes, comments, or fields whose text changes by itself, such as a date.

    Args:
        data: the `.rtf`.

    Returns:
        Those that it has of `tracked changes`, `comments` and `fields such as today’s date`.
    """
    found = dict.fromkeys(_unsettled(data))
    return tuple(found)


def _unsettled(data: bytes) -> Iterator[str]:
    """The kinds of tracked change, comment and field that a document has, in the order of finding."""
    for control in _CONTROL.finditer(data):
        word, number = control[1], control[2]
        if word in _CHANGES and number != b"0":
            yield "tracked changes"
        elif word in _COMMENTS:
            yield "comments"
        elif word == _FIELD and _VOLATILE.match(data, control.end()):
            yield "fields such as today’s date"
