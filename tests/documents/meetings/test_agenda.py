"""Agenda PDFs: the members' edition and the attendees' edition of one case."""

from dataclasses import replace

import pytest

from panel_desk.documents.meetings.agenda import agenda_pdf
from tests.documents.contents import ENTRIES, an_agenda
from tests.documents.reading import opened, words


def test_the_members_agenda_lists_people_times_and_cases() -> None:
    text = words(agenda_pdf(an_agenda()))
    for expected in (
        "Wednesday 10 March 2027",
        "09:45–10:30",
        "Approval: Bethan and Ben Barlow",
        "Child QX (C041), Fenland County Council",
        "CASE-072, presented by Tomasz Wójcik",
        "Break",
        "Then, without the attendees: the quality of the reports",
        "Dr Ann Hale",
        "Apologies Piotr Gray",
        "Taught the older child Withdraws",
        "Item 2. Not quorate",
        "Version 2, 3 March 2027",
        "Page 1 of",
    ):
        assert expected in text


def test_an_attendees_agenda_shows_nothing_of_any_other_case() -> None:
    text = words(agenda_pdf(an_agenda(only_case="CASE-072")))
    assert "Match: Orla Quigley" in text
    assert "10:50–11:55" in text
    for hidden in (
        "CASE-071",
        "Barlow",
        "CASE-073",
        "Dhillon",
        "09:45",
        "Item 1",
        "Lives in the same village",
        "quality of the reports",
    ):
        assert hidden not in text
    assert "Grace Okafor" not in text  # she withdraws from this case


@pytest.mark.parametrize("only_case", [None, "CASE-072"])
def test_the_agenda_says_where_people_come_or_join(only_case: str | None) -> None:
    content = replace(an_agenda(only_case=only_case), venue="Town Hall, Marsham")
    assert "Where Town Hall, Marsham" in words(agenda_pdf(content))


def test_the_pdf_has_a_title_a_language_and_embedded_fonts() -> None:
    document = opened(agenda_pdf(an_agenda()))
    assert str(document.Root.Lang) == "en-GB"
    assert str(document.docinfo["/Title"]) == "Agenda, Adoption and Permanence Panel, 10 March 2027"
    for page in document.pages:
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor


def test_the_same_agenda_gives_the_same_bytes() -> None:
    assert agenda_pdf(an_agenda()) == agenda_pdf(an_agenda())


def test_an_agenda_without_items_times_or_people_is_still_made() -> None:
    bare = replace(an_agenda([], line_up=[], interests=[], quorum=[]))
    assert "Agenda" in words(agenda_pdf(bare))


def test_a_long_agenda_is_printed_on_several_pages() -> None:
    document = opened(agenda_pdf(an_agenda(ENTRIES * 12)))
    assert len(document.pages) > 1
