"""What a file's name says of its kind, and of which filed paper it is a newer version."""

import pytest

from panel_desk.rules.paper_names import guessed_kind, most_alike
from panel_desk.rules.vocabulary import PaperKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PAR-Barlow.pdf", PaperKind.PAR),
        ("Prospective adopter's review report.pdf", PaperKind.REVIEW_REPORT),
        ("Termination of approval Barlow.docx", PaperKind.TERMINATION_REPORT),
        ("Prospective adopters' report.docx", PaperKind.PAR),
        ("child_permanence_report.pdf", PaperKind.CPR),
        ("Adoption placement report.pdf", PaperKind.APR),
        ("Health summary.pdf", PaperKind.MEDICAL),
        ("Chronology.pdf", PaperKind.OTHER),
        ("Comparison.pdf", PaperKind.OTHER),  # no word of it begins with PAR
    ],
)
def test_the_kind_is_guessed_by_the_words_of_the_name(name: str, kind: PaperKind) -> None:
    assert guessed_kind(name) is kind


@pytest.mark.parametrize(
    ("name", "others", "index"),
    [
        ("PAR-Barlow-v2.pdf", ["Chronology.pdf", "PAR-Barlow.pdf"], 1),
        ("PAR Barlow (final) 2027.docx", ["PAR-Barlow.pdf"], 0),
        ("PAR-Barlow-2.pdf", ["PAR-Ashdown.pdf"], None),
        ("PAR-Barlow-2.pdf", [], None),
    ],
)
def test_a_newer_version_has_a_name_much_like_the_older_ones(name: str, others: list[str], index: int | None) -> None:
    assert most_alike(name, others) == index
