"""Splits a typed search into words, and picks the passage of a found text that contains most of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from panel_desk.rules.folding import fold

Phrase = tuple[str, ...]
"""Folded words that stand next to each other; the last one may be the beginning of a word: `("case", "017")`."""

MOST_PHRASES = 40
"""A longer search, such as a pasted page, is looked for by its first phrases."""
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f])+"  # letters and digits, with accents that follow their letter
_WORD = re.compile(_LETTERS)
_PHRASE = re.compile(rf"{_LETTERS}(?:[-'’./_:\u2010-\u2015]{_LETTERS})*")
_BEFORE = 40  # characters shown before the first marked word
_MOST_MARKS = 200  # words that are considered for the passage


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a passage; `is_marked` where it is a word that was searched for."""

    text: str
    is_marked: bool = False


def search_phrases(typed: str) -> tuple[Phrase, ...]:
    """What a typed text searches for, without regard to case and accents; empty if it has no letter and no digit.

    Parts of one word are looked for together: `CASE-017`, `O'Brien`, `10/02/2027`. Everything else that is no letter or
    digit, such as the operators of a search engine, only separates words.
    """
    folded = fold(typed)
    phrases = (tuple(_WORD.findall(phrase)) for phrase in _PHRASE.findall(folded))
    return tuple(dict.fromkeys(phrases))[:MOST_PHRASES]


def folded_words(text: str) -> list[str]:
    """The words of a text without regard to case and accents, as `search_phrases` looks for them."""
    return _WORD.findall(fold(text))


def passage(text: str, phrases: Sequence[Phrase], most: int = 150) -> tuple[Piece, ...]:
    """The part of a text that contains most of the phrases' words, with these words marked.

    Args:
        text: the text; its line ends are shown as spaces.
        phrases: what was searched for.
        most: the passage's length in characters.
    """
    text = " ".join(text.split())
    whole = {word for phrase in phrases for word in phrase[:-1]}
    begun = tuple({phrase[-1] for phrase in phrases})
    marks: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(text):
        word = _folded(match.group())
        if word in whole or word.startswith(begun):
            marks.append((match.start(), match.end(), _sought(word, whole, begun)))
            if len(marks) == _MOST_MARKS:
                break
    start = _start(text, marks, most)
    end = len(text) if len(text) - start <= most else max(text.rfind(" ", start, start + most), start + 1)
    pieces = [Piece("…")] if start else []
    at = start
    for first, last, _ in marks:
        if start <= first and last <= end:
            pieces += [Piece(text[at:first]), Piece(text[first:last], is_marked=True)]
            at = last
    pieces.append(Piece(text[at:end]))
    if end < len(text):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word)


def _sought(word: str, whole: set[str], begun: Sequence[str]) -> str:
    """The searched word that a word of the text matches."""
    return word if word in whole else next(each for each in begun if word.startswith(each))


def _start(text: str, marks: Sequence[tuple[int, int, str]], most: int) -> int:
    """Where the passage starts: before the first of the marks that hold the most different words between them."""
    if len(text) <= most or not marks:
        return 0
    best, most_words = marks[0][0], 0
    for index, (first, _, _) in enumerate(marks):
        words = {sought for start, _, sought in marks[index:] if start - first < most - _BEFORE}
        if len(words) > most_words:
            best, most_words = first, len(words)
    start = max(best - _BEFORE, 0)
    return text.find(" ", start, best + 1) + 1 if start else 0
