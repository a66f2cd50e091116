"""The last lines of a document and its date."""

from datetime import UTC, date, datetime, timedelta, timezone

import pypdfium2
import pytest
from reportlab.platypus import Flowable, PageBreak

from panel_desk.documents.meetings.agenda import agenda_pdf
from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.documents.minutes.signing import pages_to_sign
from panel_desk.documents.style.page_style import SECTION, PageSetup, Prose, make_pdf, pdf_date, table
from tests.documents.contents import an_agenda, an_item, some_minutes
from tests.documents.reading import opened

SETUP = PageSetup("Agenda", "Fenland and Ouse Adoption", "Panel", "Version 1", date(2027, 3, 10))


def lines_on_pages(data: bytes) -> list[int]:
    """How many of the numbered lines each page holds."""
    counted = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            counted.append(text.get_text_range().count("Line "))
            text.close()
            page.close()
    return counted


def stories(length: int) -> list[list[Flowable]]:
    """ReportLab's stories (lists of what to print) that each have this many numbered lines.

    Single lines, and two more on a new page; one long paragraph; a paragraph and a line; a table; a table and a line.
    """
    lines = [f"Line {number}" for number in range(length)]
    return [
        [*map(Prose, lines), PageBreak(), Prose("Line 1"), Prose("Line 2")],
        [Prose("\n".join(lines))],
        [Prose("\n".join(lines[:-1])), Prose(lines[-1])],
        [table([[line] for line in lines], [200])],
        [table([[line] for line in lines[:-1]], [200], ["Heading"]), Prose(lines[-1])],
    ]


@pytest.mark.parametrize("length", [*range(35, 42), *range(49, 55)])  # around the end of a page
def test_no_page_holds_a_single_last_line(length: int) -> None:
    for story in stories(length):
        assert min(lines_on_pages(make_pdf(SETUP, story))) > 1


@pytest.mark.parametrize("length", range(30, 40))
def test_a_heading_stays_with_what_follows_it_at_the_end(length: int) -> None:
    lines = [Prose(f"Line {number}") for number in range(length)]
    end = [
        Prose("Interests", SECTION),
        table([["Line a"], ["Line b"]], [200]),
        Prose("Quorum", SECTION),
        Prose("Line c"),
    ]
    with pypdfium2.PdfDocument(make_pdf(SETUP, [*lines, *end])) as document:
        text = document[len(document) - 1].get_textpage().get_text_range()
    assert text.index("Interests") < text.index("Line a") < text.index("Quorum") < text.index("Line c")


@pytest.mark.parametrize("length", [25, 40, 60])
def test_tall_rows_are_printed_whole_and_those_taller_than_a_page_break_over_pages(length: int) -> None:
    rows = [["\n".join(f"Line {number}" for number in range(length))] for _ in range(5)]
    counted = lines_on_pages(make_pdf(SETUP, [table(rows, [200], ["Heading"])]))
    assert sum(counted) == 5 * length
    assert min(counted) > 1


def test_a_documents_date_is_the_day_on_which_it_was_made() -> None:
    agenda = opened(agenda_pdf(an_agenda()))
    assert str(agenda.docinfo["/CreationDate"]) == "D:20270303"
    minutes = some_minutes([an_item()])
    printed = minutes_pdf(minutes)
    document = opened(printed)
    assert str(document.docinfo["/CreationDate"]) == f"D:{minutes.dated_on:%Y%m%d}"
    assert printed == minutes_pdf(minutes)


def test_minutes_are_dated_at_the_moment_of_their_signing() -> None:
    at = datetime(2027, 3, 12, 15, 4, 5, tzinfo=UTC)
    pages = pages_to_sign(some_minutes(), "Siân Llewellyn", at)
    document = opened(pages.pdf)
    assert str(document.docinfo["/CreationDate"]) == pdf_date(at.astimezone())
    assert pages.pdf == pages_to_sign(some_minutes(), "Siân Llewellyn", at).pdf


def test_a_moment_is_written_with_its_zone() -> None:
    summer = timezone(timedelta(hours=1))
    assert pdf_date(datetime(2027, 6, 4, 9, 30, tzinfo=summer)) == "D:20270604093000+01'00'"
