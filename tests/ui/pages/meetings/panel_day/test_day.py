"""Panel day: when it opens, the clock, the quorum each minute, the whole screen; ratings and feedback."""

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.meetings.panel_day import begin_item
from panel_desk.operations.meetings.quality import rate_report
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.cases.cases import quality
from panel_desk.queries.meetings.feedback import feedback
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.panel_day import panel_day
from panel_desk.rules.vocabulary import CaseKind, FeedbackFrom, MeetingStatus, ReportKind
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.item_presentation import against_timetable, is_over
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.meetings.ratings import Ratings
from panel_desk.ui.widgets.quorum_light import QuorumLight
from tests.builders import (
    FixedTime,
    a_meeting,
    an_absence,
    signed_minutes,
)
from tests.ui.page_context import Noted
from tests.ui.panels import LATER, MATCH, a_panel, click, open_dialog, panel, press, shown, texts_in


def test_panel_day_opens_on_the_day_of_the_meeting(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "panel-day")
    assert "Opens on Thursday 11 March 2027" in texts_in(page)
    page.panel_day.look_at_clock()
    page.panel_day.next_item()
    page.panel_day.begin_declaring()
    a_meeting(desk, "P2", meets_on=date(2027, 3, 4))
    page.visit(Place("meeting", "P2", "panel-day"))
    assert "Nothing to record yet" in texts_in(page)
    a_meeting(desk, "P3", meets_on=date(2027, 3, 4), status=MeetingStatus.CANCELLED, cancelled_because="Snow.")
    page.visit(Place("meeting", "P3", "panel-day"))
    assert "This meeting was cancelled" in texts_in(page)


def test_the_clock_is_compared_with_the_timetable(
    page: MeetingPage, desk: Desk, time_source: FixedTime, noted: Noted
) -> None:
    assert panel(page).times.text() == "10:52 of 10:40–11:40 · 12 minutes late to begin"
    QTest.keyClick(page, Qt.Key.Key_F7)
    assert noted.done[-1] == "Item 2 began"
    assert panel(page).times.text() == "10:52 of 10:40–11:40 · began 10:52"
    time_source.move(minutes=49)
    page.panel_day.look_at_clock()
    assert panel(page).times.text() == "11:41 of 10:40–11:40 · began 10:52 · 1 minute over"
    assert panel(page).times.property("part") == "error"
    QTest.keyClick(page, Qt.Key.Key_F7)
    assert panel(page).times.text() == "10:52–11:41, planned 10:40–11:40"
    noted.take_back()
    assert [(item.began_at, item.ended_at) for item in desk.ask(meeting, "P1").items][1] == (time(10, 52), None)
    panel(page).open_times()
    form = panel(page).times_form
    assert form is not None
    form.rows["ended_at"].input.write(time(10, 50))
    panel(page).save_times()
    assert form.rows["ended_at"].problem == "An item ends after it began. Give both times, in that order."
    form.rows["ended_at"].input.write(time(11, 38))
    click(panel(page), "Save times")
    assert panel(page).times_form is None
    assert panel(page).times.text() == "10:52–11:38, planned 10:40–11:40"
    panel(page).open_times()
    panel(page).open_times()
    assert panel(page).times_form is None
    panel(page).begin_or_end()  # the item is over, so that nothing begins
    time_source.move(days=1)
    page.ask_again()
    assert panel(page).times.text() == "10:52–11:38, planned 10:40–11:40"


def test_an_item_without_times_has_the_wall_clock_only(desk: Desk) -> None:
    a_panel(desk, attended=True)
    day = desk.ask(panel_day, "P1")
    item = day.items[0]
    bare = replace(item, row=replace(item.row, starts_at=None), ends_at=None)
    assert against_timetable(bare, time(9, 50)) == "09:50"
    assert against_timetable(bare, None) == ""
    assert not is_over(bare, time(9, 50))
    begun = replace(bare, row=replace(bare.row, began_at=time(9, 45)))
    assert against_timetable(begun, time(9, 50)) == "09:50 · began 09:45"
    assert against_timetable(begun, None) == "from 09:45"


def test_the_quorum_is_looked_at_again_each_minute(page: MeetingPage, desk: Desk, time_source: FixedTime) -> None:
    desk.do(begin_item, MATCH)
    an_absence(desk, "P1", "M002", time(10, 53), None)
    page.ask_again()
    light = panel(page).findChild(QuorumLight)
    assert light is not None
    assert light.text() == "Quorate: 5"
    page.panel_day.look_at_clock()
    assert light.text() == "Quorate: 5"
    time_source.move(minutes=1)
    page.panel_day.look_at_clock()
    assert light.text() == "Not quorate"
    assert light.accessibleName() == "Not quorate: too few members (4 of 5), no social worker"
    assert "Tendai Moyana" in texts_in(page)
    assert "Only a deferral can be recorded." in texts_in(page)


def test_f11_turns_full_screen_on_and_off(page: MeetingPage) -> None:
    full = iter((True, False, True, False))
    object.__setattr__(page.context, "full_screen", lambda: next(full))
    QTest.keyClick(page, Qt.Key.Key_F11)
    assert page.header.isHidden()
    QTest.keyClick(page, Qt.Key.Key_F11)
    assert not page.header.isHidden()
    QTest.keyClick(page, Qt.Key.Key_F11)
    page.hide()
    assert not page.header.isHidden()


def test_in_a_narrow_window_recommendations_are_below_the_notes(page: MeetingPage) -> None:
    result = panel(page).recommendations["C001"]
    x_in_wide_window = result.mapTo(page, result.rect().topLeft()).x()
    page.resize(760, 600)
    QApplication.processEvents()
    assert result.mapTo(page, result.rect().topLeft()).x() < x_in_wide_window
    page.resize(1100, 640)
    QApplication.processEvents()
    assert result.mapTo(page, result.rect().topLeft()).x() == x_in_wide_window


# Ratings


@pytest.mark.parametrize(
    ("kind", "reports"),
    [
        (CaseKind.APPROVAL, [ReportKind.PAR, ReportKind.OTHER]),
        (CaseKind.REVIEW_OF_APPROVAL, [ReportKind.OTHER]),
        (CaseKind.TERMINATION, [ReportKind.OTHER]),
    ],
)
def test_only_the_reports_that_a_kind_of_case_has_are_rated(
    qtbot: QtBot, kind: CaseKind, reports: list[ReportKind]
) -> None:
    ratings = Ratings("CASE-001", kind)
    qtbot.addWidget(ratings)
    assert [report for report, line in ratings.lines.items() if not line.isHidden()] == reports


def test_reports_are_rated_with_number_keys_and_conflicts_are_shown(page: MeetingPage, desk: Desk) -> None:
    line = panel(page).ratings.lines[ReportKind.CPR]
    QTest.keyClick(line, Qt.Key.Key_4)
    QTest.keyClicks(line.strengths, "Clear.")
    page.panel_day.saving.now()
    assert [(q.report, q.rating, q.strengths) for q in desk.ask(quality, MATCH)] == [(ReportKind.CPR, 4, "Clear.")]
    desk.do(rate_report, MATCH, ReportKind.CPR, 2, version=1)
    assert line.rating == 2
    QTest.keyClick(line, Qt.Key.Key_5)
    desk.do(rate_report, MATCH, ReportKind.CPR, 3, version=2)
    page.panel_day.saving.now()
    assert page.banner.words.startswith("Somebody else rated the CPR too. Rating: 3")
    page.panel_day.saving.now()
    assert [q.rating for q in desk.ask(quality, MATCH)] == [5]
    line.buttons[5].click()
    QTest.keyClick(line, Qt.Key.Key_Q)
    page.panel_day.saving.now()
    assert desk.ask(quality, MATCH) == ()
    line.write('[3, "Good", ""]')
    assert (line.rating, line.strengths.text()) == (3, "Good")
    line.write("")
    QTest.keyClick(line, Qt.Key.Key_Delete)
    desk.do(rate_report, MATCH, ReportKind.APR, 2)
    assert panel(page).ratings.lines[ReportKind.APR].newest(page.bridge) == ('[2, "", ""]', 1)
    assert line.newest(page.bridge) == ("", 0)


# Feedback


def test_feedback_is_recorded_listed_and_corrected(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    section = page.panel_day.feedback
    page.panel_day._bar.setCurrentIndex(3)  # noqa: SLF001 # its tab
    page.panel_day.focus_recommendation()
    click(section, "Add feedback")
    assert section.form is not None
    section.form.rows["given_by"].input.write(FeedbackFrom.OBSERVER)
    assert page.is_unsaved()
    click(section, "Save feedback")
    assert section.form.rows["comments"].problem == "Give a rating, a comment or both."
    section.form.rows["comments"].input.write("Well chaired.")
    section.form.rows["rating"].input.write(5)
    section.form.rows["case"].input.write(MATCH)
    click(section, "Save feedback")
    assert section.counts.text() == "1 observer · 5.0 of 5 on average"
    assert "Observer · item 2 · 5 of 5" in texts_in(page)
    click(section, "Change")
    assert section.form is not None
    section.form.rows["given_by"].input.write(FeedbackFrom.APPLICANT)
    section.save()
    [row] = desk.ask(feedback, "P1")
    assert row.given_by is FeedbackFrom.APPLICANT
    click(section, "Add feedback")
    section.form.rows["comments"].input.write("Still being written.")
    click(section, "Change")
    click(open_dialog(Message), "Keep writing")
    assert section.form.rows["comments"].input.read() == "Still being written."
    click(section, "Cancel")
    click(open_dialog(Message), "Leave without saving")
    assert section.form is None
    section.remove(row)
    assert desk.ask(feedback, "P1") == ()
    noted.take_back()
    assert [each.comments for each in desk.ask(feedback, "P1")] == ["Well chaired."]
    click(section, "Add feedback")
    click(section, "Cancel")
    section.save()
    assert not page.is_unsaved()


def test_after_signature_only_feedback_can_be_added(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, date(2027, 2, 10), attended=True, status=MeetingStatus.HELD)
    desk.do(draft_minutes, "P1")
    signed_minutes(desk, "P1", number=2)
    page = shown(noted, qtbot, "panel-day")
    press(page, "M001", Qt.Key.Key_Return)
    assert page.panel_day.attendance.people["M001"].times is None
    panel(page).begin_or_end()
    page.panel_day._bar.setCurrentIndex(3)  # noqa: SLF001 # its tab
    click(page.panel_day.feedback, "Add feedback")
