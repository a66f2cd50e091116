"""The changes between two issues of a pack, in sentences."""

from dataclasses import replace

import pytest

from panel_desk.rules.pack_changes import PackPart, about_item, missing_papers_sentence, pack_changes, pages_in_words
from panel_desk.rules.vocabulary import PaperKind

PAR = PackPart("7", "CASE-001", 1, PaperKind.PAR, "PAR household A", 1, 0, ("2", "3"))
CPR = PackPart("8", "CASE-002", 2, PaperKind.CPR, "CPR child B", 1, 0, ("5",))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([PAR, CPR], ()),
        (
            [PAR, CPR, PackPart("9", "CASE-002", 2, PaperKind.MEDICAL, "Medical letter", 1, 0, ("5A", "5B"))],
            ("Item 2: Medical letter is new, pages 5A to 5B.",),
        ),
        (
            [replace(PAR, version=2), CPR],
            ("Item 1: PAR household A was replaced by version 2, pages 2 to 3.",),
        ),
        ([PAR], ("Item 2: CPR child B was taken out; its page numbers stay unused.",)),
        ([PAR, replace(CPR, hidden="a hash")], ()),
        ([PAR, replace(CPR, redactions=1)], ("Item 2: the redactions of CPR child B have changed.",)),
        ([PAR, replace(CPR, item=3)], ("Item 3: CPR child B was under item 2.",)),
        (
            [replace(PAR, version=2, item=2, labels=())],
            (
                "Item 2: PAR household A was replaced by version 2.",
                "Item 2: PAR household A was under item 1.",
                "Item 2: CPR child B was taken out; its page numbers stay unused.",
            ),
        ),
    ],
)
def test_changes_between_two_issues_are_listed(now: list[PackPart], expected: tuple[str, ...]) -> None:
    assert pack_changes([PAR, CPR], now) == expected


def test_page_numbers_are_written_in_words() -> None:
    assert pages_in_words(()) == ""
    assert pages_in_words(("12A",)) == ", page 12A"
    assert pages_in_words(("12A", "12B", "13")) == ", pages 12A to 13"


def test_the_number_of_missing_papers_is_written_in_words() -> None:
    assert missing_papers_sentence(()) == ""
    assert missing_papers_sentence(["The PAR."]) == "Issued while 1 paper was missing."
    assert missing_papers_sentence(["The PAR.", "The CPR."]) == "Issued while 2 papers were missing."


def test_a_sentence_gets_its_item_in_front() -> None:
    assert about_item(2, "The legal advice is missing.") == "Item 2: the legal advice is missing."
    assert about_item(2, "CPR-QX.pdf was returned.") == "Item 2: CPR-QX.pdf was returned."
