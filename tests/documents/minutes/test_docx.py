"""Minutes as a Word document."""

from collections import Counter
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_desk.documents.minutes.docx import copy_notice, minutes_docx
from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.documents.style.page_style import MARKING
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.rules.vocabulary import MinutesState
from tests.documents.contents import CHAIR, INTERESTS, MATCH, an_item, some_minutes
from tests.documents.reading import words

BAND = "Draft: not checked, not signed"  # at the head of every page
TYPED = "=1+1 Smith <jane@x.org> & Sons 😀\nשלום world\nمحمد"
LISTS = "# Contact\nThey **will** write *often*\n- in spring\n  - by post\n1. One\n1. Two\nAnd then\n1. One again"


def opened(content: MinutesContent) -> WordDocument:
    return Document(BytesIO(minutes_docx(content)))


def text_of(document: WordDocument) -> str:
    texts = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            texts.append(part.text)
        else:
            assert isinstance(part, Table)
            texts += [cell.text for row in part.rows for cell in row.cells]
    return " ".join(" ".join(texts).split())


def paragraph(document: WordDocument, text: str) -> Paragraph:
    return next(each for each in document.paragraphs if each.text == text)


def test_a_word_document_has_the_same_text_as_the_pdf() -> None:
    content = some_minutes([an_item(discussion=LISTS), an_item(MATCH, 2, interests=INTERESTS[:1])])
    in_word = Counter(text_of(opened(content)).replace(copy_notice(content), "").split())
    printed = Counter(words(minutes_pdf(content)).split())
    assert not in_word - printed
    head_and_foot = f"{content.meeting.agency} {MARKING} {BAND} · Version Page of 1 1, 2 3 • 1. 2."
    assert set(printed) - set(in_word) <= set(head_and_foot.split()) | {"15", "March", "2027", "Panel,", "10"}


def test_headings_lists_bold_and_italic_use_words_own_styles() -> None:
    document = opened(some_minutes([an_item(discussion=LISTS)]))
    styles = {each.text: each.style.name for each in document.paragraphs if each.style}
    assert styles["Minutes"] == "Title"
    assert styles["Item 1. Approval"] == "Heading 1"
    assert styles["Discussion"] == "Heading 2"
    assert styles["Contact"] == "Heading 3"
    assert styles["in spring"] == "List Bullet"
    assert styles["by post"] == "List Bullet 2"
    assert styles["Two"] == "List Number"
    looks = {run.text: (run.bold, run.italic) for run in paragraph(document, "They will write often").runs}
    assert looks == {"They ": (None, None), "will": (True, None), " write ": (None, None), "often": (None, True)}
    numbers = [each.get(qn("w:val")) for each in document.element.body.iter(qn("w:numId"))]
    assert numbers[0] == numbers[1] != numbers[2]


def test_an_item_begins_a_page() -> None:
    document = opened(some_minutes())
    assert paragraph(document, "Item 1. Approval").paragraph_format.page_break_before
    assert paragraph(document, "Item 2. Match").paragraph_format.page_break_before


def test_pages_are_numbered_a4_and_in_english_and_the_metadata_names_nobody() -> None:
    content = some_minutes()
    document = opened(content)
    section = document.sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    assert BAND in [each.text for each in section.header.paragraphs]
    assert {" PAGE ", " NUMPAGES "} <= {each.text for each in section.footer.part.element.iter(qn("w:instrText"))}
    about = document.core_properties
    assert (about.language, about.author) == ("en-GB", content.meeting.agency)
    for name in (CHAIR, "Barlow", "QX"):
        assert name not in about.title + about.subject + about.comments
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language is not None
    assert language.get(qn("w:val")) == "en-GB"


def test_the_same_minutes_give_the_same_bytes() -> None:
    assert minutes_docx(some_minutes()) == minutes_docx(some_minutes())


@pytest.mark.parametrize("case", [None, "CASE-072"])
def test_a_word_copy_of_signed_minutes_says_that_only_the_pdf_is_signed(case: str | None) -> None:
    document = opened(some_minutes(state=MinutesState.SIGNED, only_case=case))
    assert "copy of the signed minutes. Only the PDF is signed." in text_of(document)
    assert "0a1b2c3d 0a1b2c3d" in text_of(document)
    assert "Copy: the signature is on the PDF" in [each.text for each in document.sections[0].header.paragraphs]


def test_an_extract_in_word_contains_nothing_of_other_cases_anywhere_in_the_file() -> None:
    data = minutes_docx(some_minutes(only_case="CASE-072"))
    with ZipFile(BytesIO(data)) as parts:
        everything = " ".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    assert "The panel asked about contact." in everything
    for hidden in ("CASE-071", "Barlow", "how the couple had prepared"):
        assert hidden not in everything


def test_typed_text_goes_into_word_unchanged() -> None:
    document = opened(some_minutes([an_item(discussion=TYPED, advice="=SUM(A1)")]))
    for line in (*TYPED.split("\n"), "=SUM(A1)"):
        assert paragraph(document, line)
    assert len(list(document.element.body.iter(qn("w:bidi")))) == 2
    assert paragraph(document, "محمد").runs[0].font.rtl


def test_two_hundred_thousand_characters_go_into_word() -> None:
    long = ("Questions were asked and answered at length. " * 40 + "\n") * 110
    assert text_of(opened(some_minutes([an_item(discussion=long)]))).count("Questions") == 4400


@given(text=st.text(max_size=60))
@settings(max_examples=settings().max_examples // 2)  # each example makes a document
def test_any_text_goes_into_word(text: str) -> None:
    assert opened(some_minutes([an_item(discussion=text)]))
