"""A draft older than the notes of panel day: drafted again from its page, with a question about edited sections."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.meetings.panel_day import write_note
from panel_desk.operations.minutes.minutes import draft_minutes, write_section
from panel_desk.operations.minutes.templates import write_template
from panel_desk.rules.minutes_headings import CONCERNS, STRENGTHS, TemplateHeading, default_headings
from panel_desk.rules.vocabulary import CaseKind, HeadingPurpose
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import a_desk
from tests.panels import APPROVAL, PANEL, a_held_panel, section
from tests.ui.page_context import Noted
from tests.ui.panels import at_minutes, click, open_dialog


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    for heading in (STRENGTHS, CONCERNS):
        desk.do(write_note, APPROVAL, heading, "As noted.")
    desk.do(draft_minutes, PANEL)
    return desk


def shown(noted: Noted, qtbot: QtBot) -> MinutesPage:
    return at_minutes(noted, qtbot, PANEL)


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("Take the new text", "As noted now."),
        ("Keep the present text", "By hand."),
        ("Join both", "As noted now.\n\nBy hand."),
    ],
)
def test_drafting_again_adds_new_notes_and_asks_about_edited_sections(
    desk: Desk, noted: Noted, qtbot: QtBot, choice: str, stands: str
) -> None:
    edited = section(desk, CONCERNS)
    desk.do(write_section, edited.id, "By hand.", edited.version)
    for heading in (STRENGTHS, CONCERNS):
        desk.do(write_note, APPROVAL, heading, "As noted now.", 1)
    page = shown(noted, qtbot)
    assert "changed since these minutes were drafted" in page.banner.words
    click(page.banner, "Draft again")
    assert section(desk, STRENGTHS).text == "As noted now."
    assert section(desk, CONCERNS).text == "By hand."
    click(open_dialog(JoinTexts), choice)
    assert section(desk, CONCERNS).text == stands
    QApplication.processEvents()
    assert page.banner.words == ""


def test_a_new_draft_of_an_edited_section_is_offered_until_it_is_settled(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    edited = section(desk, CONCERNS)
    desk.do(write_section, edited.id, "By hand.", edited.version)
    desk.do(write_note, APPROVAL, CONCERNS, "As noted now.", 1)
    page = shown(noted, qtbot)
    assert "There is a new draft of 1 section that was edited." in page.banner.words
    click(page.banner, "Look at them")
    open_dialog(JoinTexts).reject()
    page.refresh()
    assert "new draft" in page.banner.words


def test_a_heading_that_the_agency_adds_appears_on_the_page(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    own = TemplateHeading("Identity and heritage", HeadingPurpose.WRITTEN)
    standard = default_headings(CaseKind.APPROVAL)
    desk.do(write_template, CaseKind.APPROVAL, (*standard, own), standard)
    page.refresh()
    click(page.banner, "Draft again")
    assert list(page.sheets[APPROVAL].editors)[-1] == "Identity and heritage"
