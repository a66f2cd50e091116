"""Phrases that an edition must not show: found in what a pack says, and blotted out of the pack's own words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from panel_desk.documents.redaction.phrase_search import Haystack, comparable

_BLOTTED = "[redacted]"
_NO_LETTERS = re.compile(r"[\W_]+")
_Anything = TypeVar("_Anything")


class HiddenPhrases:
    """Phrases, found as `panel_desk.documents.redaction.phrase_search` finds them.

    Args:
        phrases: as they were marked; empty ones are nothing.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(dict.fromkeys(phrase for phrase in phrases if comparable(phrase)))
        self._bare = {phrase: _bare(phrase) for phrase in self.phrases}

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def within(self, text: str) -> tuple[str, ...]:
        """Those that can be read in a text, as words of their own."""
        likely = self._likely(text)
        haystack = Haystack([(0, text)] if likely else [])
        return tuple(phrase for phrase in likely if any(True for _ in haystack.find(phrase, strictly=True)))

    def blotted(self, text: str) -> str:
        """A text of our own with the phrases made unreadable, as parts of longer words too."""
        for phrase in self._likely(text):
            for [place] in reversed([*Haystack([(0, text)]).find(phrase)]):
                text = f"{text[: place.start]}{_BLOTTED}{text[place.end :]}"
        return text

    def blotted_throughout(self, rows: _Anything) -> _Anything:
        """Frozen rows with every text in them blotted."""
        found: Any = rows
        if isinstance(rows, str) and not isinstance(rows, Enum):
            found = self.blotted(rows)
        elif isinstance(rows, tuple):
            found = tuple(self.blotted_throughout(row) for row in rows)
        elif is_dataclass(rows) and not isinstance(rows, type):
            found = replace(
                rows, **{each.name: self.blotted_throughout(getattr(rows, each.name)) for each in fields(rows)}
            )
        return found  # type: ignore[no-any-return] # of the same kind as it came

    def _likely(self, text: str) -> list[str]:
        """Those worth a closer look: going through a pack letter by letter takes seconds."""
        bare = _bare(text)
        return [phrase for phrase, letters in self._bare.items() if letters in bare]


def _bare(text: str) -> str:
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKD", text).casefold())
