"""Phrases that an edition must not show: found however they are broken or spelled, and blotted out of our own words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

_BLOTTED = "[redacted]"
_GAP = r"[\s\u00ad\u200b-\u200d\ufffe\ufeff-]*"
_Anything = TypeVar("_Anything")


class Phrases:
    """Phrases to be looked for in text that somebody else wrote down.

    Letters are compared without regard to case, ligatures and composed forms. Spaces, hyphens and line breaks may
    stand, or be missing, wherever two words of a phrase meet.

    Args:
        phrases: as they were marked; empty ones are nothing.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(dict.fromkeys(phrase for phrase in phrases if _levelled(phrase).strip()))
        self._patterns = [(phrase, _pattern(phrase)) for phrase in self.phrases]

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def within(self, text: str) -> tuple[str, ...]:
        """Those that can be read in a text."""
        level = _levelled(text)
        return tuple(phrase for phrase, pattern in self._patterns if pattern.search(level))

    def blotted(self, text: str) -> str:
        """A text of our own with the phrases made unreadable."""
        if not self.within(text):
            return text
        level = _levelled(text)
        for _, pattern in self._patterns:
            level = pattern.sub(_BLOTTED, level)
        return level

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


def _levelled(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _pattern(phrase: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in re.split(_GAP.replace("*", "+"), _levelled(phrase).strip()) if word]
    return re.compile(rf"(?<!\w){_GAP.join(words)}(?!\w)", re.IGNORECASE)
