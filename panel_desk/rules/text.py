"""Words of the vocabulary as they stand in a sentence or begin a line."""

from collections.abc import Sequence


def capital(words: str) -> str:
    """Words as they begin a line: `Agency adviser`."""
    return words[:1].upper() + words[1:]


def count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 case`, `2 cases`, `1,204 cases`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def fingerprint_in_words(sha256: str) -> str:
    """A certificate's fingerprint in groups that are read out by telephone."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))


def is_one_word(text: str) -> bool:
    """Whether a text is one word: it has a letter and no space."""
    return any(letter.isalpha() for letter in text) and not any(letter.isspace() for letter in text)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """`Ann, Bob and Cy`."""
    return " ".join([", ".join(words[:-1]), joint, words[-1]]) if len(words) > 1 else "".join(words)
