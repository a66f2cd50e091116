"""Case and accent folding for searches."""

import unicodedata

_UNDECOMPOSABLE = str.maketrans(  # letters without a Unicode decomposition, and how people type them without accents
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Text in lower case without accents or strokes, so that `sian` finds `Siân` and `lukasz` finds `Łukasz`."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSABLE))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
