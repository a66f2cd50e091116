"""Searches text for names and phrases, ignoring case, accents, hyphens, ligatures, spaces and line breaks."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_SHORT = 3
"""Length up to which a phrase matches whole words only: `Lee`, but not `sleep` or `Leeds`."""

_IGNORED = frozenset({"Cc", "Cf", "Cn", "Co", "Mn", "Me", "Pd", "Zs", "Zl", "Zp"})  # controls, accents, dashes, spaces
_APOSTROPHES = "'’‘ʼ`´ʻʹʾʿ′"
_WITH_MARK = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]|AE) WITH ")
_WITHOUT_MARK = {
    "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ß": "ss", "ẞ": "ss", "ı": "i", "ŋ": "n", "ə": "a", "ɛ": "e", "ɔ": "o",
    "ǝ": "e", "ʒ": "z", "ĸ": "k", "ƿ": "w", "ƞ": "n", "ɐ": "a", "ɩ": "i",
}  # fmt: skip
"""How people type Latin letters that their keyboard lacks; `_WITH_MARK` deals with letters that have a mark."""
_UNSPACED = 0x0E00  # from this code point on, scripts without spaces between words, such as Thai and Chinese


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A match on one page: the characters from `start` up to, not including, `end`."""

    page: int
    start: int
    end: int


def comparable_letters(text: str) -> Iterator[tuple[int, str]]:
    """The characters that are compared, without case or accents, each with the index in `text` that it comes from."""
    for index, letter in enumerate(text):
        for part in _compared(letter):
            yield index, part


@cache
def _compared(letter: str) -> str:
    """What is compared of a letter: `l` of Ł, `ae` of Æ, nothing of a hyphen."""
    compared = ""
    for part in unicodedata.normalize("NFKD", letter):
        if unicodedata.category(part) in _IGNORED or part in _APOSTROPHES:
            continue
        for folded in part.casefold():
            with_mark = _WITH_MARK.match(unicodedata.name(folded, ""))
            compared += with_mark[1].lower() if with_mark else _WITHOUT_MARK.get(folded, folded)
    return compared


def comparable(text: str) -> str:
    """The characters of a text that are compared, joined."""
    return "".join(map(_compared, text))


class Haystack:
    """The text of a document's pages, prepared for phrase searches."""

    def __init__(self, pages: Iterable[tuple[int, str]]) -> None:
        self._texts: dict[int, str] = {}
        self._origins: list[tuple[int, int]] = []  # (page, index in its text) of each character of self._letters
        parts: list[str] = []
        for page, text in pages:
            self._texts[page] = text
            for index, letter in comparable_letters(text):
                parts.append(letter)
                self._origins.append((page, index))
        self._letters = "".join(parts)

    def find(self, phrase: str, *, strictly: bool = False) -> Iterator[tuple[PhraseMatch, ...]]:
        """Each occurrence of a phrase, as one match per page: two where it runs over a page break.

        Args:
            phrase: the phrase.
            strictly: match whole words only. Otherwise a phrase of more than three characters also matches the
                beginning or the end of a word, such as `Brown` in `Browns`; matches inside a word are always ignored.
        """
        wanted = comparable(phrase)
        start = self._letters.find(wanted) if wanted else -1
        while start >= 0:
            begins, ends = self._begins_word(start), self._ends_word(start + len(wanted) - 1)
            loosely = not strictly and len(wanted) > _SHORT
            if (begins and ends) or (loosely and (begins or ends)):
                yield self._matches(start, start + len(wanted))
            start = self._letters.find(wanted, start + 1)

    def _begins_word(self, position: int) -> bool:
        page, index = self._origins[position]
        return index == 0 or _is_word_boundary(self._texts[page][index - 1], self._texts[page][index])

    def _ends_word(self, position: int) -> bool:
        page, index = self._origins[position]
        text = self._texts[page]
        return index + 1 >= len(text) or _is_word_boundary(text[index], text[index + 1])

    def _matches(self, start: int, end: int) -> tuple[PhraseMatch, ...]:
        """A range of compared characters as one match for each page."""
        by_page: dict[int, tuple[int, int]] = {}
        for page, index in self._origins[start:end]:
            first, last = by_page.get(page, (index, index))
            by_page[page] = (min(first, index), max(last, index))
        return tuple(PhraseMatch(page, first, last + 1) for page, (first, last) in by_page.items())


def contains_phrase(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases occurs in a text."""
    haystack = Haystack([(0, text)])
    return any(True for phrase in phrases for _ in haystack.find(phrase))


def _is_word_boundary(before: str, after: str) -> bool:
    """Whether a word ends and another begins between two characters."""
    return not (before.isalnum() and after.isalnum()) or max(ord(before), ord(after)) >= _UNSPACED
