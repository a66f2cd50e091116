"""What the window shows where an account's authority ends, a person left, and something odd is searched for."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.access import give_authority
from panel_desk.rules.vocabulary import AccountRole, CaseStatus, MeetingStatus, PanelRole
from panel_desk.settings import Settings
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.desk_window import desk_window
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.cases.list import CasesPage
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import (
    NOW,
    FixedTime,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_authority,
)
from tests.journeys.window_user import visible_text
from tests.ui.page_context import a_page_context

TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The office's desk, with a case recommended for a child of each of two authorities."""
    made = a_desk(tmp_path, time_source=time_source)
    an_authority(made, "OTH", "Otherton Council")
    a_member(made, "M001", role=PanelRole.CHAIR)
    a_meeting(made, "P1", meets_on=date(2027, 2, 24), status=MeetingStatus.HELD, chair_ref="M001")
    an_attendance(made, "P1", "M001")
    for number, authority in ((1, "FEN"), (2, "OTH")):
        child, case = f"C00{number}", f"CASE-00{number}"
        a_child(made, child, authority=authority)
        a_case(made, case, children=(child,), meeting_ref="P1", item_no=number, status=CaseStatus.DEFERRED)
        a_recommendation(made, case, child)
        a_decision(made, case, child, authority=authority)
    return made


def opened(page: Page, place: Place, qtbot: QtBot) -> Page:
    qtbot.addWidget(page)
    page.visit(place)
    page.resize(1100, 640)
    page.show()
    return page


def test_a_decision_maker_of_two_authorities_loses_each_after_its_last_day(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, authorities=()).close()
    office = a_desk(tmp_path, time_source=time_source)
    for authority, days in (("FEN", 1), ("OTH", 0)):
        until = TODAY + timedelta(days=days)
        office.do(give_authority, "decision-maker", authority, is_acting=True, until_on=until)
    assert desk
    with a_page_context(a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source)) as noted:
        page = CasesPage(noted.context)
        opened(page, Place("cases"), qtbot)
        seen = [[page.model.ref_at(at) for at in range(page.model.rowCount())]]
        for _ in range(2):
            time_source.move(days=1)
            noted.context.bridge.check_new_day()
            seen.append([page.model.ref_at(at) for at in range(page.model.rowCount())])
        assert seen == [["CASE-001", "CASE-002"], ["CASE-001"], []]
        assert "No cases yet" in visible_text(page)


def test_a_chair_who_left_sees_what_they_sat_on_and_no_panel_since(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    a_member(desk, "M002", role=PanelRole.CHAIR, left_list_on=date(2027, 2, 28))
    an_attendance(desk, "P1", "M002")
    a_meeting(desk, "P2", meets_on=date(2027, 3, 10), chair_ref="M002")
    with a_page_context(a_desk(tmp_path, AccountRole.CHAIR, time_source, member_ref="M002")) as noted:
        page = CalendarPage(noted.context)
        opened(page, Place("calendar"), qtbot)
        page.filter.clear()
        assert [page.model.ref_at(at) for at in range(page.model.rowCount())] == ["P1"]
        later = opened(MeetingPage(noted.context), Place("meeting", "P2"), qtbot)
        assert later.unseen.words == "There is no meeting with the ref P2."


def test_whatever_is_typed_into_the_search_is_answered(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    assert desk
    window = desk_window(DeskBridge(a_desk(tmp_path, AccountRole.READER, time_source)), Settings())
    qtbot.addWidget(window)
    window.show()
    for typed in ("P", "x" * 10_000, '"', '"panel', "panel AND", "NEAR(panel", "title: *", "-panel^2"):
        window.finder.setText(typed)
        window.finder.run_search()
        answered = visible_text(window)
        assert window.finder.titles or "Nothing is found for" in answered
        assert "error" not in answered.casefold()
    window.finder.setText("CASE-001")
    window.finder.run_search()
    assert all(not title.startswith("CASE") for title in window.finder.titles)
