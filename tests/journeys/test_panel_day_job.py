"""A panel day: a lost connection makes an item inquorate, which is deferred; siblings get separate recommendations."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.queries.meetings.agendas import questions
from panel_desk.queries.meetings.feedback import feedback
from panel_desk.queries.meetings.meetings import meeting, recommendations
from panel_desk.queries.meetings.panel_day import notes
from panel_desk.rules.minutes_headings import DISCUSSION, STRENGTHS
from panel_desk.rules.vocabulary import Outcome, View
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_desk
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.window_user import POPUPS, WindowUser, visible_text
from tests.ui.panels import a_panel

DAY = date(2027, 3, 4)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A panel of five on 4 March 2027: an approval, a match of two children, another approval."""
    desk = a_desk(tmp_path)
    a_panel(desk, DAY)
    desk.close()
    return tmp_path / "store"


def set_clock(user: WindowUser, page: MeetingPage, hour: int, minute: int) -> None:
    """Set the clock to a time of the day, and let the window read it."""
    user.move_to(DAY, time(hour, minute))
    page.panel_day.look_at_clock()


def type_keys(words: str) -> None:
    """Type into the focused widget."""
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, words)


@POPUPS
def test_a_panel_day_is_recorded_with_a_lost_quorum_and_siblings(qtbot: QtBot, store: Path, tmp_path: Path) -> None:
    with at_the_program(qtbot, store, tmp_path, datetime(2027, 3, 4, 9, 25, tzinfo=UTC)) as user:
        user.application.start()
        steps.sign_in(user, ADMINISTRATOR, PASSPHRASE)
        page = steps.open_meeting(user, "4 March 2027", "Panel day")
        user.click(page.panel_day, "All 5 came")
        the_quorum_is_lost(user, page)
        siblings_get_separate_recommendations(user, page)
        feedback_is_added(user, page)
        everything_is_stored(user.window.bridge)


def the_quorum_is_lost(user: WindowUser, page: MeetingPage) -> None:
    """The social worker loses the connection during the first item, and the item is deferred."""
    panel = steps.item(user, page, 1)
    set_clock(user, page, 9, 46)
    user.key(page, Qt.Key.Key_F7)
    user.key(page, Qt.Key.Key_F8)
    type_keys("Who helps at night?")
    user.key(panel.asking.question, Qt.Key.Key_Return)
    user.key(page, Qt.Key.Key_F2)
    type_keys("A sister, two streets away.")
    QTest.keyClicks(panel.notes[STRENGTHS].box, "Calm and well prepared.")
    one = panel.recommendations[None]
    user.fill(one.form, outcome="Recommended", reasons="They are ready.")
    set_clock(user, page, 10, 5)
    user.key(page, Qt.Key.Key_F4)
    steps.note(user, page, "M002", Qt.Key.Key_C)
    assert "Not quorate: too few members (4 of 5), no social worker." in visible_text(panel)
    assert "Tendai Moyana lost the connection at 10:05." in visible_text(panel)
    assert not one.button.isEnabled()
    set_clock(user, page, 10, 12)
    steps.note(user, page, "M002", Qt.Key.Key_B)
    assert "Tendai Moyana had no connection from 10:05 to 10:12." in visible_text(panel)
    assert not one.button.isEnabled()
    steps.recommend(user, panel, None, outcome="Deferred", reasons="The quorum was lost at 10:05.")
    set_clock(user, page, 10, 30)
    user.key(page, Qt.Key.Key_F7)


def siblings_get_separate_recommendations(user: WindowUser, page: MeetingPage) -> None:
    """The match is recommended unanimously for one child, and by a majority for the other."""
    user.key(page, Qt.Key.Key_F6)
    panel = steps.item(user, page, 2)
    set_clock(user, page, 10, 42)
    user.key(page, Qt.Key.Key_F7)
    assert "Quorate: 5" in visible_text(panel)
    QTest.keyClicks(panel.notes[DISCUSSION].box, "QX and QY were spoken of apart.")
    steps.recommend(user, panel, "C001", outcome="Recommended", reasons="She is settled with them.")
    steps.recommend(
        user,
        panel,
        "C002",
        {"M004": (Qt.Key.Key_A, "He needs his brother."), "M005": (Qt.Key.Key_N, "The health report is old.")},
        outcome="Recommended",
        reasons="By a majority. He would thrive with them.",
    )
    set_clock(user, page, 11, 49)
    assert "11:49 of 10:40–11:40 · began 10:42 · 9 minutes over" in visible_text(panel)
    user.key(page, Qt.Key.Key_F6)
    user.key(page, Qt.Key.Key_F7)


def feedback_is_added(user: WindowUser, page: MeetingPage) -> None:
    """An observer gives feedback."""
    user.turn(page.panel_day, "Feedback")
    user.click(page.panel_day, "Add feedback")
    assert page.panel_day.feedback.form is not None
    user.fill(page.panel_day.feedback.form, given_by="Observer", rating="5", comments="Well chaired.")
    user.click(page.panel_day, "Save feedback")
    assert not page.is_unsaved()


def everything_is_stored(bridge: DeskBridge) -> None:
    """Outcomes, votes with reasons, times, notes and feedback are stored."""
    kept = {(each.case, each.child): each for each in bridge.ask(recommendations, "P1")}
    assert kept["CASE-001", None].outcome is Outcome.DEFERRED
    split = kept["CASE-002", "C002"]
    assert (split.votes_for, split.votes_against, split.abstained) == (3, 1, 1)
    assert [(each.name, each.view, each.words) for each in split.views if each.words] == [
        ("Jo Ashby", View.AGAINST, "He needs his brother."),
        ("Bo Adeyemi", View.ABSTAINED, "The health report is old."),
    ]
    assert kept["CASE-002", "C001"].votes_for == len(kept["CASE-002", "C001"].views)
    assert [(item.began_at, item.ended_at) for item in bridge.ask(meeting, "P1").items] == [
        (time(9, 46), time(10, 30)),
        (time(10, 42), time(11, 49)),
        (time(11, 49), None),
    ]
    assert [each.text for each in bridge.ask(notes, "CASE-002")] == ["QX and QY were spoken of apart."]
    assert [each.answer for each in bridge.ask(questions, "CASE-001")] == ["A sister, two streets away."]
    assert [each.comments for each in bridge.ask(feedback, "P1")] == ["Well chaired."]
