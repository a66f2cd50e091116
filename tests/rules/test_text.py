"""Typed texts cleaned of line breaks and invisible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.text import cleaned, one_line, without_joiners


def test_a_name_has_no_line_breaks_and_nothing_that_nobody_sees() -> None:
    assert one_line(" Ann\r\nO\u2019Hara\x07\u200b\ufeff\xa0 Lee ") == "Ann O\u2019Hara Lee"
    assert one_line("Sia\u0302n") == "Si\xe2n"


@pytest.mark.parametrize("mark", ["\u00ad", "\u2060", "\u180e", "\U0001d173", "\U000e0061", "\U000e0080", "\U000e0fff"])
def test_a_mark_that_nobody_sees_does_not_stay(mark: str) -> None:
    assert one_line(f"M00{mark}1") == "M001"


@pytest.mark.parametrize("mark", ["\u200c", "\u200d", "\ufe0f", "\U000e0100", "\U000e01ef"])
def test_a_ref_is_kept_without_joiners_and_variation_selectors(mark: str) -> None:
    assert without_joiners(f"M00{mark}1") == "M001"


def test_joiners_that_names_are_spelled_with_stay() -> None:
    assert (
        one_line("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
        == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    )


def test_longer_text_keeps_its_lines() -> None:
    assert cleaned("One.\r\nTwo.\rThree.\x0b\x00") == "One.\nTwo.\nThree."


@given(text=st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert one_line(one_line(text)) == one_line(text)
