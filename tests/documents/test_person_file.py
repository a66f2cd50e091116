"""The PDF of everything held on one person: its pages, its papers, and the marks on other people."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from panel_desk.documents.person_file import PersonFile, person_file
from panel_desk.errors import SurroundingsError
from panel_desk.queries.document_rows import HeldEntry, HeldOnPerson, HeldPaper, HeldRegister, HeldRow
from tests.documents.reading import words
from tests.pdfs import a_pdf

FILES = {
    "good": a_pdf("Bethan was met by Nadia Karim.", "Mrs Quigley lives next door."),
    "scan": a_pdf("Nothing", "to read here", scans={1}),
    "torn": b"%PDF-1.4 torn",
}
HELD = HeldOnPerson(
    ref="H001",
    who="Bethan Barlow, adopter",
    agency="Fenland Adoption",
    made_at=datetime(2027, 3, 4, 9, 30, tzinfo=UTC),
    made_by="Ada Winterbourne",
    registers=(
        HeldRegister("Household", (HeldRow((("First adopter", "Bethan Barlow"), ("E-mail", "bethan@example.org"))),)),
        HeldRegister("Part of the minutes", (HeldRow((("Text", "Orla Quigley knows the family well. " * 40),)),)),
    ),
    did=("Signed in: 2 times",),
    history=(
        HeldEntry(
            datetime(2027, 3, 4, 9, 30, tzinfo=UTC), "Ada Winterbourne changed a household", ("Phone 01632 960222.",)
        ),
    ),
    papers=tuple(
        HeldPaper(number, f"{name}.pdf", name, is_health=False) for number, name in enumerate([*FILES, "gone"], 1)
    ),
    own=("Bethan Barlow", "bethan@example.org"),
    others=("Orla Quigley", "Nadia Karim", "Ada Winterbourne", "Nobody Here"),
)


def read(name: str) -> bytes:
    if name not in FILES:
        raise SurroundingsError("It is gone.")
    return FILES[name]


@pytest.fixture(scope="module")
def made() -> PersonFile:
    return person_file(HELD, read)


def test_it_says_how_it_was_made_and_what_to_look_at_and_has_each_part_and_paper(made: PersonFile) -> None:
    text = words(made.data)
    for expected in (
        "Somebody has to look at every page before this file leaves the agency.",
        "What is not in it",
        "torn.pdf cannot be read, so it is attached",
        "gone.pdf is missing from the store.",
        "page 1 of it cannot be read by a program",
        "Part of the minutes (1) 3",
        "good.pdf 4",
        "scan.pdf 6",
        "What they did in Panel Desk",
        "Mrs Quigley lives next door.",
    ):
        assert expected in text
    with pikepdf.Pdf.open(BytesIO(made.data)) as document:
        assert [*document.attachments] == ["1 torn.pdf.pdf"]
        with document.open_outline() as outline:
            assert [str(item.title) for item in outline.root][-2:] == ["good.pdf", "scan.pdf"]


def test_other_people_are_marked_and_nothing_is_removed(made: PersonFile) -> None:
    marked: dict[int, list[str]] = {}
    shown = pypdfium2.PdfDocument(made.data)
    with pikepdf.Pdf.open(BytesIO(made.data)) as document:
        for number, page in enumerate(document.pages, start=1):
            text = shown[number - 1].get_textpage()
            for annotation in page.obj.get("/Annots", []):
                assert annotation.Subtype == pikepdf.Name.Redact
                assert len(annotation.QuadPoints) == 8
                marked.setdefault(number, []).append(text.get_text_bounded(*map(float, annotation.Rect)).strip())
    shown.close()
    assert sum(map(len, marked.values())) == made.marks
    assert marked[1] == ["Ada Winterbourne"]
    assert {"Orla Quigley", "Ada Winterbourne", "01632 960222."} <= set(marked[3])
    assert not any("Bethan" in each or "@" in each for each in marked[3])
    assert marked[4] == ["Nadia Karim"]
    assert marked[5] == ["Quigley"]
    assert "Nadia Karim" in words(made.data)


def test_a_person_without_papers_or_history_has_a_file_too() -> None:
    bare = HeldOnPerson(
        "C001", "Child QX (C001)", "Fenland Adoption", HELD.made_at, "A", HELD.registers[:1], (), (), (), (), ()
    )
    made = person_file(bare, read)
    assert "No papers are filed for this person." in words(made.data)
    assert made.marks == 1  # the e-mail address, which this person has not given
