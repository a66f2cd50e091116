"""A decision maker sees nothing of drafts, ratings and members' records, and no sentence about what they do not see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.tab_bar import TabBar
from tests.builders import a_desk
from tests.journeys.window_user import visible_text
from tests.panels import PANEL, with_the_chair
from tests.ui.page_context import Noted, a_page_context


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[Noted]:
    office = a_desk(tmp_path)
    with_the_chair(office)
    office.close()
    with a_page_context(a_desk(tmp_path, AccountRole.DECISION_MAKER)) as noted:
        yield noted


def opened(page: Page, place: Place, qtbot: QtBot) -> Page:
    qtbot.addWidget(page)
    page.visit(place)
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_the_list_of_minutes_says_that_minutes_are_not_signed_yet(noted: Noted, qtbot: QtBot) -> None:
    page = MinutesListPage(noted.context)
    opened(page, Place("minutes"), qtbot)
    row = page.model.row_at(0)
    words = {column.key: column.text(row) for column in page.model.columns}
    assert (words["state"], words["next"]) == ("Not signed yet", "Nothing until they are signed")
    assert page.header.facts == "1 not signed yet"


def test_the_calendar_says_that_minutes_are_not_signed_yet(noted: Noted, qtbot: QtBot) -> None:
    page = CalendarPage(noted.context)
    opened(page, Place("calendar"), qtbot)
    page.filter.clear()
    row = page.model.row_at(0)
    assert "not signed yet" in [column.text(row) for column in page.model.columns]


def test_the_pages_of_a_meeting_and_of_its_minutes_say_that_they_are_not_signed_yet(noted: Noted, qtbot: QtBot) -> None:
    for page, place in (
        (MeetingPage(noted.context), Place("meeting", PANEL, "minutes")),
        (MinutesPage(noted.context), Place("minutes-of", PANEL)),
    ):
        assert "The minutes are not signed yet" in visible_text(opened(page, place, qtbot))
        assert "Open minutes" not in visible_text(page)


def test_the_panel_day_has_no_fields_for_notes_ratings_or_feedback(noted: Noted, qtbot: QtBot) -> None:
    page = MeetingPage(noted.context)
    words = visible_text(opened(page, Place("meeting", PANEL, "panel-day"), qtbot))
    assert "Reasons (required)" in words
    for unseen in ("Discussion", "Advice to the agency", "Quality of the reports"):
        assert unseen not in words
    bars = page.panel_day.findChildren(TabBar)
    tabs = [bar.tabText(at) for bar in bars for at in range(bar.count()) if bar.isTabVisible(at)]
    assert len(tabs) == 2
    assert "Feedback" not in tabs


def test_the_line_up_shows_neither_backgrounds_nor_who_is_ready(noted: Noted, qtbot: QtBot) -> None:
    page = MeetingPage(noted.context)
    words = visible_text(opened(page, Place("meeting", PANEL, "line-up"), qtbot))
    assert "The line-up lacks a medical adviser." in words
    keys = [column.key for column in page.line_up.model.columns]
    assert "interests" in keys
    assert not {"background", "ready"} & {*keys}
