"""How a search compares letters, whatever keyboard they were typed on."""

import unicodedata

_NO_PARTS = str.maketrans(  # letters that Unicode takes for one piece, and what an English keyboard types for them
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Small letters without accents or strokes, so that `sian` finds `Siân` and `lukasz` finds `Łukasz`."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_NO_PARTS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
