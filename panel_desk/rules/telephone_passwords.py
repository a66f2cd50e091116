"""Passwords for dictating over the telephone: made-up words without letters that are easily misheard."""

import secrets
from collections.abc import Callable, Sequence

_CONSONANTS = "bdfghklmnprstvz"
_VOWELS = "aeiou"
_WORDS, _SYLLABLES = 5, 2  # words of a password, syllables of a word


def spoken_password(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Five made-up words of two syllables, such as `tamu-keri-novo-sipa-dule`: about 62 bits of entropy.

    Args:
        choose: picks one of several characters at random.
    """
    return "-".join("".join(choose(_CONSONANTS) + choose(_VOWELS) for _ in range(_SYLLABLES)) for _ in range(_WORDS))
