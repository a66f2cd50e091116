"""The part of a meeting's minutes that each decision maker is sent, without the others' cases."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.print_minutes import print_minutes
from panel_desk.queries.decisions.bundles import bundle_content, bundles
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content
from tests.builders import a_case, a_child, a_desk, a_recommendation, an_authority
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel, write_all


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A panel with cases for two decision makers."""
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    an_authority(desk, "PET", "Petersholme Council")
    a_child(desk, "C003", initials="WZ", authority="PET")
    a_case(desk, "CASE-003", children=("C003",), meeting_ref=PANEL, item_no=3)
    a_recommendation(desk, "CASE-003", "C003", reasons="Their home is near the sea.")
    write_all(desk, text="Said of this one.")
    return desk


def words_of(desk: Desk, authority: str) -> tuple[str, str]:
    """The bundle as a PDF and as a Word document, read back."""
    content = desk.ask(bundle_content, PANEL, authority)
    pdf = " ".join(page.extract_text() for page in PdfReader(BytesIO(minutes_pdf(content))).pages)
    word = Document(BytesIO(print_minutes(desk, content, in_word=True)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join(pdf.split()), " ".join([*(each.text for each in word.paragraphs), *cells])


def test_each_decision_maker_has_the_cases_that_they_decide(desk: Desk) -> None:
    fenland, petersholme = desk.ask(bundles, PANEL)
    assert (fenland.authority, fenland.cases, fenland.is_whole) == ("FEN", (APPROVAL, MATCH), False)
    assert (petersholme.authority, petersholme.cases, petersholme.working_days) == ("PET", ("CASE-003",), 7)


@pytest.mark.parametrize(
    ("authority", "theirs", "others"),
    [
        ("PET", ("CASE-003", "WZ", "near the sea"), (APPROVAL, MATCH, "QX", "Barlow001")),
        ("FEN", (APPROVAL, MATCH, "QX"), ("CASE-003", "WZ", "near the sea")),
    ],
)
def test_a_bundle_says_nothing_of_other_decision_makers_cases(
    desk: Desk, authority: str, theirs: tuple[str, ...], others: tuple[str, ...]
) -> None:
    for words in words_of(desk, authority):
        assert "due within 7 working days" in words
        assert all(each in words for each in theirs)
        assert not any(each in words for each in others)


def test_a_bundle_is_printed_from_the_minutes(desk: Desk) -> None:
    content = desk.ask(bundle_content, PANEL, "PET")
    assert fingerprint(content) == fingerprint(desk.ask(minutes_content, PANEL))
    assert print_minutes(desk, content) == minutes_pdf(content)


def test_an_authority_without_decisions_gets_no_bundle(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="goes to the decision maker of XXX"):
        desk.ask(bundle_content, PANEL, "XXX")
