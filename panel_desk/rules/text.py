"""Small helpers for English text: capitals, plurals, lists."""

from collections.abc import Sequence


def capital(words: str) -> str:
    """Text with its first letter in upper case: `Agency adviser`."""
    return words[:1].upper() + words[1:]


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: `1 case`, `2 cases`, `1,204 cases`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def fingerprint_in_words(sha256: str) -> str:
    """A certificate's fingerprint in groups of eight digits, for reading out over the telephone."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def is_one_word(text: str) -> bool:
    """Whether a text is a single word: at least one letter and no space."""
    return any(letter.isalpha() for letter in text) and not any(letter.isspace() for letter in text)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """A list in a sentence: `Ann, Bob and Cy`."""
    return " ".join([", ".join(words[:-1]), joint, words[-1]]) if len(words) > 1 else "".join(words)
