"""What a snippet's title and text must be."""

import pytest

from panel_desk.rules.snippets import LONGEST_TITLE, text_fault, title_fault


@pytest.mark.parametrize(
    ("title", "why_not"),
    [
        ("quorate throughout", ""),
        (" ", "Give the snippet a title"),
        ("quorate\nthroughout", "on one line"),
        ("a" * LONGEST_TITLE, ""),
        ("a" * (LONGEST_TITLE + 1), "60 letters or fewer"),
    ],
)
def test_a_title_can_be_typed_in_the_middle_of_a_sentence(title: str, why_not: str) -> None:
    found = title_fault(title)
    assert why_not in found
    assert bool(found) == bool(why_not)


def test_a_text_of_marks_alone_puts_nothing_in() -> None:
    assert text_fault("The panel was **quorate**.") == ""
    assert text_fault("- ") == text_fault(" \n") == "Write what the title is to put in."
