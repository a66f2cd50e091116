"""Finds in a text document (.rtf) what would be printed otherwise than its author saw it (RTF 1.9.1)."""

import re
from collections.abc import Iterator

_CONTROL = re.compile(rb"\\(?:([a-z]+)(-?\d+)?|[^a-z])", re.IGNORECASE)
_CHANGES = {b"revised", b"deleted", b"revprop"}
_COMMENTS = {b"annotation"}
_FIELD = b"fldinst"
_VOLATILE = re.compile(
    rb"[\s{}]*(?:\\\w+\s?[\s{}]*)*(DATE|TIME|SAVEDATE|PRINTDATE|CREATEDATE|EDITTIME|FILENAME|USERNAME)\b", re.IGNORECASE
)


def unsettled_parts(data: bytes) -> tuple[str, ...]:
    """What in a document waits for a decision, or would be printed otherwise than it was last shown.

    Args:
        data: the `.rtf`.

    Returns:
        `tracked changes`, `comments` and `fields such as today’s date`, those that it has.
    """
    found = dict.fromkeys(_unsettled(data))
    return tuple(found)


def _unsettled(data: bytes) -> Iterator[str]:
    for control in _CONTROL.finditer(data):
        word, number = control[1], control[2]
        if word in _CHANGES and number != b"0":
            yield "tracked changes"
        elif word in _COMMENTS:
            yield "comments"
        elif word == _FIELD and _VOLATILE.match(data, control.end()):
            yield "fields such as today’s date"
