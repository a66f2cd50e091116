"""Case and accent folding for searches, and a key that is the same for refs that look alike."""

import unicodedata

_UNDECOMPOSABLE = str.maketrans(  # letters without a Unicode decomposition, and how people type them without accents
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_LOOKALIKES = str.maketrans(
    dict(
        zip(
            "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455",  # Cyrillic
            "abekmhopctyxijs",
            strict=True,
        )
    )
    | dict(
        zip(
            "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",  # Greek
            "abezhikmnoptyx",
            strict=True,
        )
    )
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")  # dashes and the minus sign
)
_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1"})


def fold(text: str) -> str:
    """Text in lower case without accents or strokes, so that `sian` finds `Siân` and `lukasz` finds `Łukasz`."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSABLE))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def look_of(ref: str) -> str:
    """A key that is the same for refs that look alike: `M001`, `m001`, `MO0l`, and one with a Cyrillic M."""
    return fold(ref).translate(_LOOKALIKES).translate(_DIGITS)
