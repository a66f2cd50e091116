"""The words of a search, and the passage that is shown of a text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.search_words import MOST_PHRASES, Phrase, Piece, folded_words, passage, search_phrases


def marked(pieces: Sequence[Piece]) -> str:
    """The text of pieces, with brackets around the marked words."""
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("", ()),
        ("\x00 \"*() -- '", ()),
        ("Siân  LLEW", (("sian",), ("llew",))),
        ("case-017", (("case", "017"),)),
        ("O’Brien's", (("o", "brien", "s"),)),
        ("10/02/2027", (("10", "02", "2027"),)),
        ("barlow, ben", (("barlow",), ("ben",))),
        ("ben ben", (("ben",),)),
        ("a NOT b*", (("a",), ("not",), ("b",))),
        ("Łukasz Straße", (("lukasz",), ("strasse",))),
    ],
)
def test_typed_words_become_phrases(typed: str, phrases: tuple[Phrase, ...]) -> None:
    assert search_phrases(typed) == phrases


def test_a_pasted_page_is_looked_for_by_its_first_words() -> None:
    assert len(search_phrases(" ".join(map(str, range(10_000))))) == MOST_PHRASES


@given(st.text())
def test_each_phrase_is_made_of_words_of_the_text(typed: str) -> None:
    words = set(folded_words(typed))
    assert all(word in words for phrase in search_phrases(typed) for word in phrase)


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("The café\nby the harbour", "CAFE", "The [café] by the harbour"),
        ("The cafe\u0301 there", "café", "The [cafe\u0301] there"),
        ("CASE-017 and case 018", "case-017", "[CASE]-[017] and [case] 018"),
        ("Nothing of it", "geese", "Nothing of it"),
        ("", "geese", ""),
    ],
)
def test_searched_words_are_marked_in_a_short_text(text: str, typed: str, shown: str) -> None:
    assert marked(passage(text, search_phrases(typed))) == shown


def test_a_long_text_is_cut_around_the_place_with_the_most_words() -> None:
    nothing = "Nothing here. " * 30
    text = f"Geese first. {nothing}The grandmother keeps geese on the farm. {nothing}Geese last."
    shown = marked(passage(text, search_phrases("geese grandm"), 80))
    assert "The [grandmother] keeps [geese] on" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 90


def test_the_passage_of_a_very_long_text_has_at_most_the_length_asked_for() -> None:
    assert marked(passage("geese " * 5_000, search_phrases("geese"), 20)) == "[geese] [geese] [geese]…"


@given(st.text(max_size=400), st.text(max_size=20), st.integers(min_value=10, max_value=100))
def test_a_passage_is_a_part_of_the_text(text: str, typed: str, most: int) -> None:
    pieces = passage(text, search_phrases(typed), most)
    inside = "".join(piece.text for piece in pieces if piece != Piece("…"))
    assert "…" in text or inside in " ".join(text.split())
    assert len(inside) <= most
