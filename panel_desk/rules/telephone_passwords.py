"""Passwords that can be told by telephone: no letter that is taken for another, no word that means something."""

import secrets
from collections.abc import Callable, Sequence

_CONSONANTS = "bdfghklmnprstvz"
_VOWELS = "aeiou"
_WORDS, _SYLLABLES = 5, 2


def spoken_password(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Five made-up words of two syllables, such as `tamu-keri-novo-sipa-dule`: some 62 bits of chance.

    Args:
        choose: chooses one of several, at random.
    """
    return "-".join("".join(choose(_CONSONANTS) + choose(_VOWELS) for _ in range(_SYLLABLES)) for _ in range(_WORDS))
