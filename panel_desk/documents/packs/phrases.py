"""The phrases that an edition must not show: found in finished text, and redacted in the pack's own text."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from panel_desk.documents.redaction.phrase_search import Haystack, comparable

_REDACTED = "[redacted]"
_Anything = TypeVar("_Anything")


class HiddenPhrases:
    """Phrases to hide, matched as in `panel_desk.documents.redaction.phrase_search`.

    Args:
        phrases: as they were marked; empty ones and repetitions are dropped.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(dict.fromkeys(phrase for phrase in phrases if comparable(phrase)))
        self._compared = {phrase: comparable(phrase) for phrase in self.phrases}

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The phrases that occur in a text as whole words."""
        likely = self._likely(text)
        haystack = Haystack([(0, text)] if likely else [])
        return tuple(phrase for phrase in likely if any(True for _ in haystack.find(phrase, strictly=True)))

    def redact(self, text: str) -> str:
        """Replace the phrases in a text, including at the start or end of longer words."""
        for phrase in self._likely(text):
            for [match] in reversed([*Haystack([(0, text)]).find(phrase)]):
                text = f"{text[: match.start]}{_REDACTED}{text[match.end :]}"
        return text

    def redact_all(self, rows: _Anything) -> _Anything:
        """Redact every text in a string, a tuple or a frozen dataclass, at any depth."""
        redacted: Any = rows
        if isinstance(rows, str) and not isinstance(rows, Enum):
            redacted = self.redact(rows)
        elif isinstance(rows, tuple):
            redacted = tuple(self.redact_all(row) for row in rows)
        elif is_dataclass(rows) and not isinstance(rows, type):
            redacted = replace(
                rows, **{field.name: self.redact_all(getattr(rows, field.name)) for field in fields(rows)}
            )
        return redacted  # type: ignore[no-any-return] # of the type of `rows`

    def _likely(self, text: str) -> list[str]:
        """Phrases that may occur in a text: a cheap test, as a full search of a pack takes seconds."""
        compared = comparable(text)
        return [phrase for phrase, letters in self._compared.items() if letters in compared]
