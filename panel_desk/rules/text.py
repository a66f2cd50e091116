"""Helpers for English text: capitals, plurals, lists, and names without line breaks and invisible marks."""

import re
import unicodedata
from collections.abc import Sequence

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_JOINERS = re.compile(r"[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def capital(words: str) -> str:
    """Text with its first letter in upper case: `Agency adviser`."""
    return words[:1].upper() + words[1:]


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: `1 case`, `2 cases`, `1,204 cases`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def with_numbers(noun: str, numbers: Sequence[object]) -> str:
    """A noun with the numbers that it stands for: `item 2`, `items 1 and 3`."""
    return f"{noun if len(numbers) == 1 else f'{noun}s'} {listed([str(number) for number in numbers])}"


def fingerprint_in_words(sha256: str) -> str:
    """A certificate's fingerprint in groups of eight digits, for reading out over the telephone."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def cleaned(text: str) -> str:
    """A text as it is stored: no control characters or invisible marks, one form of each accent, one kind of line end.

    The joiners U+200C and U+200D stay, because names in some scripts are spelled with them.
    """
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))).strip()


def one_line(text: str) -> str:
    """A name, a ref or a title as it is stored: cleaned, and with single spaces for every run of white space."""
    return " ".join(cleaned(text).split())


def without_joiners(text: str) -> str:
    """A ref without joiners and variation selectors, which do not change how it looks."""
    return _JOINERS.sub("", text).strip()


def is_one_word(text: str) -> bool:
    """Whether a text is a single word: at least one letter and no space."""
    return any(letter.isalpha() for letter in text) and not any(letter.isspace() for letter in text)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """A list in a sentence: `Ann, Bob and Cy`."""
    return " ".join([", ".join(words[:-1]), joint, words[-1]]) if len(words) > 1 else "".join(words)
