"""What a snippet's title and text must be."""

import pytest

from panel_desk.rules.snippets import MAX_TITLE, text_fault, title_fault


@pytest.mark.parametrize(
    ("title", "why_not"),
    [
        ("quorate throughout", ""),
        (" ", "Give the snippet a title"),
        ("quorate\nthroughout", "on one line"),
        ("a" * MAX_TITLE, ""),
        ("a" * (MAX_TITLE + 1), "at most 60 characters"),
    ],
)
def test_a_title_is_one_short_line(title: str, why_not: str) -> None:
    found = title_fault(title)
    assert why_not in found
    assert bool(found) == bool(why_not)


def test_a_text_of_only_markup_is_refused() -> None:
    assert text_fault("The panel was **quorate**.") == ""
    assert text_fault("- ") == text_fault(" \n") == "Write the text that the title inserts."
