"""Finding a name or a phrase in a paper's text as a reader would: over lines, hyphens, ligatures and spaces."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SHORT = 3
"""Letters up to which a phrase is only looked for as a whole word: `Lee`, and not `sleep`."""

_LEFT_OUT = frozenset({"Cc", "Cf", "Cn", "Co", "Mn", "Me", "Pd", "Zs", "Zl", "Zp"})  # controls, accents, dashes, spaces
_APOSTROPHES = "'’‘ʼ`´"
_UNSPACED = 0x0E00  # from here on, scripts that put no spaces between words


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Letters of one page, from `start` up to `end`, counted from 0."""

    page: int
    start: int
    end: int


def comparable_letters(text: str) -> Iterator[tuple[int, str]]:
    """The letters that count in comparing, each with the place in the text that it comes from."""
    for at, letter in enumerate(text):
        if letter.isascii() and letter.isalnum():
            yield at, letter.lower()
            continue
        for part in unicodedata.normalize("NFKD", letter):
            if unicodedata.category(part) not in _LEFT_OUT and part not in _APOSTROPHES:
                for folded in part.casefold():
                    yield at, folded


def comparable(text: str) -> str:
    """The letters that count in comparing, one after the other."""
    return "".join(letter for _, letter in comparable_letters(text))


class Haystack:
    """The text of a document's pages, in which phrases are looked for."""

    def __init__(self, pages: Iterable[tuple[int, str]]) -> None:
        self._texts: dict[int, str] = {}
        self._from: list[tuple[int, int]] = []
        parts: list[str] = []
        for page, text in pages:
            self._texts[page] = text
            for at, letter in comparable_letters(text):
                parts.append(letter)
                self._from.append((page, at))
        self._letters = "".join(parts)

    def find(self, phrase: str, *, strictly: bool = False) -> Iterator[tuple[PhraseMatch, ...]]:
        """Each place at which a phrase stands; more than one where it goes over a page's end.

        Args:
            phrase: what to look for.
            strictly: only where it begins and ends with a word. Otherwise one of the two is enough for a phrase of
                more than three letters, since `Brown` also stands in `Browns`; within a word it is another word.
        """
        wanted = comparable(phrase)
        at = self._letters.find(wanted) if wanted else -1
        while at >= 0:
            begins, ends = self._begins_a_word(at), self._ends_a_word(at + len(wanted) - 1)
            loosely = not strictly and len(wanted) > _SHORT
            if (begins and ends) or (loosely and (begins or ends)):
                yield self._places(at, at + len(wanted))
            at = self._letters.find(wanted, at + 1)

    def _begins_a_word(self, at: int) -> bool:
        page, place = self._from[at]
        return place == 0 or _parts(self._texts[page][place - 1], self._texts[page][place])

    def _ends_a_word(self, at: int) -> bool:
        page, place = self._from[at]
        text = self._texts[page]
        return place + 1 >= len(text) or _parts(text[place], text[place + 1])

    def _places(self, start: int, end: int) -> tuple[PhraseMatch, ...]:
        by_page: dict[int, tuple[int, int]] = {}
        for page, at in self._from[start:end]:
            first, last = by_page.get(page, (at, at))
            by_page[page] = (min(first, at), max(last, at))
        return tuple(PhraseMatch(page, first, last + 1) for page, (first, last) in by_page.items())


def contains_phrase(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in a text."""
    haystack = Haystack([(0, text)])
    return any(True for phrase in phrases for _ in haystack.find(phrase))


def _parts(before: str, after: str) -> bool:
    """Whether one word ends and another begins between two letters."""
    return not (before.isalnum() and after.isalnum()) or max(ord(before), ord(after)) >= _UNSPACED
