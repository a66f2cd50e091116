"""The calendar, on a real store: what is to come first, by month; a meeting scheduled from it."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import close_on
from panel_desk.operations.meetings.meetings import hold_meeting
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.calendar import calendar_list
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.vocabulary import AccountRole, MeetingKind, MeetingStatus, MinutesState, PanelRole, Response
from panel_desk.ui.dialogs.meeting_form import MeetingDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.calendar import CalendarPage, quorum_chip
from panel_desk.ui.states import State
from tests.builders import a_case, a_desk, a_meeting, a_member, an_attendance, minutes, signed_minutes
from tests.ui.page_context import Noted, a_page_context


def shown(noted: Noted, qtbot: QtBot) -> CalendarPage:
    page = CalendarPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("calendar"))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def dialog(qtbot: QtBot) -> MeetingDialog[str]:
    def is_open() -> bool:
        return isinstance(QApplication.activeModalWidget(), MeetingDialog)

    qtbot.waitUntil(is_open)
    found = QApplication.activeModalWidget()
    assert isinstance(found, MeetingDialog)
    return found


def words_of(page: CalendarPage, key: str) -> list[str]:
    at = [column.key for column in page.model.columns].index(key)
    return [page.model.index(row, at).data() for row in range(page.model.rowCount())]


def a_year(desk: Desk) -> None:
    """Three upcoming meetings, one of them cancelled; three held, with signed, draft and no minutes."""
    for number in range(1, 6):
        a_member(desk, f"M00{number}", role=PanelRole.CHAIR if number == 1 else PanelRole.MEMBER)
    next_one = a_meeting(desk, "P1", chair_ref="M001")
    for number in range(1, 6):
        an_attendance(desk, next_one, f"M00{number}", response=Response.ACCEPTED, attended=False)
    a_case(desk, "CASE-001", meeting_ref=next_one, item_no=1)
    a_meeting(desk, "P2", meets_on=date(2027, 4, 14), kind=MeetingKind.URGENT, starts_at=None, place=None)
    a_meeting(desk, "P3", meets_on=date(2027, 4, 28), status=MeetingStatus.CANCELLED, cancelled_because="Snow")
    signed_minutes(desk, a_meeting(desk, "P4", meets_on=date(2027, 1, 13), status=MeetingStatus.HELD))
    minutes(desk, a_meeting(desk, "P5", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD))
    a_meeting(desk, "P6", meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)


def test_a_panel_that_nobody_was_invited_to_yet_is_shown_as_not_yet(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_case(desk, "CASE-001", meeting_ref=a_meeting(desk, "P1"), item_no=1)
    page = shown(noted, qtbot)
    assert words_of(page, "quorum") == ["not yet"]
    [listed] = desk.ask(calendar_list, Listing()).rows
    chip = quorum_chip(listed)
    assert chip is not None
    assert chip.state is State.QUIET
    a_member(desk, "M001")
    an_attendance(desk, "P1", "M001", response=Response.NONE, attended=False)
    assert words_of(page, "quorum") == ["quorate for 0 of 1"]


def test_upcoming_meetings_are_shown_first_grouped_by_month(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    assert words_of(page, "day") == ["Wed 10 March 2027", "Wed 14 April 2027", "Wed 28 April 2027"]
    assert page.groups.headings == ("March 2027", "April 2027")
    assert words_of(page, "quorum") == ["quorate for 0 of 1", "no items yet", ""]
    assert words_of(page, "papers") == [
        "1 missing, 1 working day late",
        "due Wed 7 Apr · 22 working days",
        "",
    ]
    assert words_of(page, "kind") == ["planned", "urgent", "cancelled"]
    assert words_of(page, "starts") == ["09:30", "", "09:30"]
    assert page.header.facts == ("2 meetings planned · next on Wednesday 10 March 2027 · 1 item not quorate yet")


def test_a_filter_shows_past_meetings_latest_first(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    page.filter.choose("when", "Past")
    assert [page.model.ref_at(place) for place in range(3)] == ["P6", "P5", "P4"]
    assert words_of(page, "minutes") == ["not started", MinutesState.DRAFT, MinutesState.SIGNED]
    assert page.groups.headings == ("February 2027", "January 2027")
    page.filter.clear()
    assert page.model.rowCount() == 6


def test_sorting_by_a_column_removes_the_month_headings(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    tall = page.table.view.rowHeight(0)
    page.table.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert page.groups.headings == ()
    usual = page.table.view.verticalHeader().defaultSectionSize()
    assert {page.table.view.rowHeight(place) for place in range(page.model.rowCount())} == {usual}
    assert usual < tall
    assert page.model.ref_at(0) == "P3"


def test_the_usual_columns_fit_into_a_window_of_1280_pixels(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    assert desk
    page = shown(noted, qtbot)
    page.resize(1096, 640)
    qtbot.waitUntil(lambda: page.table.view.horizontalScrollBar().maximum() == 0)


def test_enter_opens_the_meeting(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    page.table.choose("P2")
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    assert noted.opened == [Place("meeting", "P2")]


def test_the_list_is_updated_when_a_meeting_is_held(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 3, 4))
    page = shown(noted, qtbot)
    assert page.model.rowCount() == 1
    desk.do(hold_meeting, meeting="P1")
    assert words_of(page, "minutes") == ["not started"]
    assert page.header.facts == "No meeting is planned"


def test_a_meeting_is_scheduled_and_opened(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, role=PanelRole.CHAIR, given_name="Siân", family_name="Llewellyn")
    page = shown(noted, qtbot)
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form_dialog = dialog(qtbot)
    rows = form_dialog.form.rows
    QTest.keyClicks(rows["meets_on"].input.focus_widget(), "14/04/2027")
    QTest.keyClicks(rows["starts_at"].input.focus_widget(), "0930")
    rows["chair"].input.write("M001")
    form_dialog.save()
    [row] = desk.ask(meetings)
    assert (row.ref, row.starts_at, row.chair, row.panel) == ("P2027-04-14", time(9, 30), "M001", "Adoption Panel")
    assert noted.opened == [Place("meeting", "P2027-04-14")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("03/05/2027", "Monday 3 May 2027 is a bank holiday: May Day."),
        ("27/03/2027", "Saturday 27 March 2027 is not a working day."),
        ("29/12/2027", "The agency is closed on Wednesday 29 December 2027."),
        ("30/12/2027", ""),
        ("30/12", ""),
    ],
)
def test_a_day_that_is_not_a_working_day_is_described_as_it_is_typed(
    desk: Desk, noted: Noted, qtbot: QtBot, typed: str, expected: str
) -> None:
    desk.do(close_on, day=date(2027, 12, 29), why="Office closed")
    page = shown(noted, qtbot)
    page.schedule()
    form_dialog = dialog(qtbot)
    QTest.keyClicks(form_dialog.form.rows["meets_on"].input.focus_widget(), typed)
    assert form_dialog.form.rows["meets_on"].problem == ""
    assert (form_dialog.breaks.words, form_dialog.breaks.isVisibleTo(form_dialog)) == (expected, bool(expected))
    form_dialog._leave()  # noqa: SLF001 # as the answer to its question does


def test_a_panel_on_a_bank_holiday_is_a_question(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.schedule()
    form_dialog = dialog(qtbot)
    QTest.keyClicks(form_dialog.form.rows["meets_on"].input.focus_widget(), "03/05/2027")
    form_dialog.save()
    asked = question(form_dialog)
    assert (asked.accessibleName(), asked.words.text()) == (
        "Monday 3 May 2027 is a bank holiday: May Day.",
        "Schedule the panel anyway?",
    )
    asked.reject()
    assert desk.ask(meetings) == ()
    assert form_dialog.isVisible()
    form_dialog.save()
    question(form_dialog).accept()
    assert [row.meets_on for row in desk.ask(meetings)] == [date(2027, 5, 3)]


def question(within: QWidget) -> Message:
    return next(one for one in within.findChildren(Message) if one.isVisible())


def test_a_reader_is_not_offered_actions_they_may_not_take(tmp_path: Path, qtbot: QtBot) -> None:
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert [one.text() for one in page.header.findChildren(QPushButton) if one.isVisible()] == []
        assert "minutes" not in [each.key for each in page.model.columns]


def test_the_calendar_begins_with_the_past_where_nothing_is_to_come(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 1, 7))
    desk.do(hold_meeting, "P1")
    page = shown(noted, qtbot)
    assert page.model.rowCount() == 1
    a_meeting(desk, "P2", meets_on=date(2027, 4, 7))
    assert page.model.rowCount() == 2  # what the user sees is not narrowed later


def test_the_calendar_is_drawn(desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]]) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    assert len(picture(page, "calendar")) == 4


def day_of(desk: Desk, ref: str = "P1") -> date:
    return {row.ref: row.meets_on for row in desk.ask(meetings)}[ref]


def test_a_move_that_breaks_nothing_is_made_and_can_be_undone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 4, 7))
    page = shown(noted, qtbot)
    page.month.moved.emit("P1", date(2027, 4, 21))
    assert day_of(desk) == date(2027, 4, 21)
    assert noted.done == ["The panel is now on Wednesday 21 April 2027."]
    noted.take_back()
    assert day_of(desk) == date(2027, 4, 7)


def test_the_consequences_of_a_move_are_shown_before_it_is_made(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    asked = page.ask_to_move("P1", date(2027, 3, 26))
    assert asked is not None
    assert "Friday 26 March 2027 is a bank holiday: Good Friday." in asked.words.text()
    assert "5 people have accepted for 10 March 2027 and would have to be asked again." in asked.words.text()
    asked.reject()
    assert day_of(desk) == date(2027, 3, 10)
    again = page.ask_to_move("P1", date(2027, 3, 26))
    assert again is not None
    again.accept()
    assert day_of(desk) == date(2027, 3, 26)


def test_month_and_week_views_turn_and_return_to_today(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_year(desk)
    page = shown(noted, qtbot)
    page.tabs.open("month")
    page.turn("month", 1)
    assert page.month.days()[0] == date(2027, 3, 29)
    page.turn("week", -1)
    assert page.week.days()[0] == date(2027, 3, 22)
    page.go_to_today()
    assert page.week.days()[0] == date(2027, 3, 1)
    page.month.opened.emit("P1")
    assert noted.opened == [Place("meeting", "P1")]
