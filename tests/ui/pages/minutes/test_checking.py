"""The margin of minutes that are being checked: changes since the reviewer last looked, and comments."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import withdraw_case
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.operations.minutes.reviews import comment_on, note_looked, send_to_members
from panel_desk.queries.minutes.reviews import comments, reviews
from panel_desk.rules.vocabulary import HowGiven, Outcome
from panel_desk.ui.dialogs.comment import CommentOnPassage
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.pages.today.page import TodayPage
from panel_desk.ui.widgets.redline_view import RedlineView
from panel_desk.ui.widgets.text import Text
from tests.builders import FixedTime, a_desk
from tests.panels import APPROVAL, MATCH, PANEL, section, the_chair, with_the_chair
from tests.ui.clipping import settle
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes, buttons, click, editor

LONG = "The panel heard how contact had been kept up with grandparents and sisters. " * 8


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk, LONG)
    return desk


def in_margin(page: MinutesPage) -> list[str]:
    return [each.text() for each in page.checking.margin.findChildren(Text) if not isinstance(each, RedlineView)]


def test_many_whom_minutes_wait_for_stand_below_the_steps(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = at_minutes(noted, qtbot, PANEL)
    bar = page.status_bar
    assert bar.next.y() < bar.clock.y() + bar.clock.height()
    desk.do(send_to_members, PANEL)
    assert bar.next.text().count(",") > 0
    settle(page)
    assert bar.next.y() >= bar.clock.y() + bar.clock.height()


def test_changes_since_the_chairs_last_look_are_listed_in_the_margin(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    chair = the_chair(tmp_path, time_source)
    chair.do(note_looked, PANEL)
    time_source.move(minutes=1)
    desk.do(
        record_recommendation, MATCH, Outcome.DEFERRED, "Wait for the visit.", "C001", version=1, how=HowGiven.EMAIL
    )
    found = section(desk, case=MATCH)
    desk.do(write_section, found.id, f"{LONG}It was enough. {LONG}", found.version)
    with a_page_context(chair) as noted:
        page = at_minutes(noted, qtbot, PANEL)
        title = "Match: children QX and QY, Barlow002 household"
        assert f"Recommendation · {title}" in in_margin(page)
        discussed, recommended = (each.accessibleName() for each in page.checking.margin.findChildren(RedlineView))
        assert "added: deferred" in recommended
        first_words = "The panel heard how contact had been kept up with grandparents and sisters. The panel …"
        assert discussed.startswith(first_words)
    chair.close()


def test_a_comment_on_a_section_removed_with_its_case_stays_in_the_margin(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    desk.do(comment_on, section(desk).id, 4, "panel", "All of it?")
    desk.do(record_recommendation, APPROVAL, Outcome.DEFERRED, "The household withdrew.", version=1, how=HowGiven.EMAIL)
    desk.do(withdraw_case, APPROVAL, "They moved away.")
    page = at_minutes(noted, qtbot, PANEL)
    assert "This section has been removed." in in_margin(page)
    assert "All of it?" in in_margin(page)


def test_a_key_comments_on_what_is_selected(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = at_minutes(noted, qtbot, PANEL)
    with qtbot.waitActive(page):
        page.activateWindow()
    box = editor(page).box
    box.setFocus()
    box.moveCursor(QTextCursor.MoveOperation.Start)
    box.moveCursor(QTextCursor.MoveOperation.NextWord)
    box.moveCursor(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor)
    QTest.keyClick(box, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, CommentOnPassage)]
    dialog.form.rows["text"].input.write("Who said so?")
    dialog.save()
    assert "Who said so?" in in_margin(page)
    [comment] = desk.ask(comments, PANEL)
    assert (comment.quote, comment.proposed) == ("panel", None)
    assert box.toPlainText() == section(desk).text


def has_looked(desk: Desk) -> bool:
    return desk.ask(reviews, PANEL)[0].looked_at is not None


def test_opening_the_page_writes_nothing_and_a_button_starts_the_check(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    chair = the_chair(tmp_path, time_source)
    with a_page_context(chair) as noted:
        page = at_minutes(noted, qtbot, PANEL)
        page.hide()
        page.show()
        page.visit(Place("minutes-of", PANEL))
        page.ask_again()
        assert not has_looked(desk)
        assert "Done checking" not in buttons(page.header)
        click(page.header, "Start checking")
        assert has_looked(desk)
        assert "Siân Llewellyn (has looked)" in page.status_bar.next.text()
        assert "Done checking" in buttons(page.header)
    chair.close()


@pytest.mark.parametrize("page_class", [TodayPage, MinutesListPage, MeetingPage])
def test_a_reviewer_who_opens_the_minutes_is_recorded_as_having_looked(
    desk: Desk, tmp_path: Path, time_source: FixedTime, qtbot: QtBot, page_class: type[Page]
) -> None:
    chair = the_chair(tmp_path, time_source)
    with a_page_context(chair) as noted:
        page = page_class(noted.context)
        qtbot.addWidget(page)
        page.visit(Place("", PANEL if page_class is MeetingPage else None))
        with qtbot.waitExposed(page):
            page.show()
        assert not has_looked(desk)
        if isinstance(page, MinutesListPage):
            page.table.choose(PANEL)
            QTest.keyClick(page.table.view, Qt.Key.Key_Return)
        elif isinstance(page, TodayPage):
            click(page, "Read minutes")
        else:
            click(page, "Open minutes")
        assert noted.opened == [Place("minutes-of", PANEL)]
        assert has_looked(desk)
    chair.close()


def test_opening_by_somebody_not_asked_to_check_is_not_recorded(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = MinutesListPage(noted.context)
    qtbot.addWidget(page)
    page.open_minutes(PANEL)
    assert noted.opened == [Place("minutes-of", PANEL)]
    assert not has_looked(desk)
