"""Words in doubt on the minutes page, such as a child's full name: underlined, listed in the margin, settled."""

from pathlib import Path

import pytest
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.layout import ScrolledContent
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.writing_box import WritingBox
from tests.builders import a_desk
from tests.panels import MATCH, PANEL, a_held_panel, write_all
from tests.ui.page_context import Noted
from tests.ui.panels import at_minutes, press_button


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    return desk


def shown(noted: Noted, qtbot: QtBot) -> MinutesPage:
    return at_minutes(noted, qtbot, PANEL)


def state(desk: Desk) -> MinutesState:
    found = desk.ask(minutes, PANEL)
    assert found is not None
    return found.state


def underlined(box: WritingBox) -> list[str]:
    dashed = QTextCharFormat.UnderlineStyle.DashUnderline
    return [each.cursor.selectedText() for each in box.extraSelections() if each.format.underlineStyle() is dashed]


def test_a_childs_name_is_underlined_and_listed_in_the_margin_until_it_is_removed(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.sections.setCurrentRow(2)
    box = page.sheets[MATCH].editors[DISCUSSION].box
    QTest.keyClicks(box, "Quentin Xavier settled. ")
    qtbot.waitUntil(lambda: underlined(box) == ["Quentin Xavier"])
    shown_text = [each.text() for each in page.checking.margin.findChildren(Text)]
    assert "“Quentin Xavier” may be the full name of child QX. Minutes give initials." in shown_text
    box.selectAll()
    QTest.keyClicks(box, "QX settled.")
    qtbot.waitUntil(lambda: not underlined(box) and not page.checking.margin.isVisible())


def test_minutes_with_words_in_doubt_become_final_once_a_reason_is_given(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    page = shown(noted, qtbot)
    box = page.sheets[MATCH].editors[DISCUSSION].box
    QTest.keyClicks(box, "See CASE-001. ")
    page.checking.make_final()
    press_button("Make final")
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()]
    assert "“CASE-001” is another case" in dialog.words.text()
    dialog.save()
    assert state(desk) is MinutesState.IN_REVIEW
    dialog.form.fill({"why_it_stands": "The two applicants are sisters."})
    dialog.save()
    assert state(desk) is MinutesState.FINAL


def test_minutes_with_no_words_in_doubt_become_final_at_once(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    [menu] = [each.menu() for each in page.header.findChildren(QPushButton) if each.menu()]
    next(each for each in menu.actions() if each.text() == "Make final").trigger()
    press_button("Make final")
    assert state(desk) is MinutesState.FINAL


def test_a_long_list_of_words_in_doubt_can_be_scrolled(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    box = page.sheets[MATCH].editors[DISCUSSION].box
    for _ in range(12):
        QTest.keyClicks(box, "See CASE-001. ")
    page.checking.make_final()
    press_button("Make final")
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()]
    [scrolled] = dialog.findChildren(ScrolledContent)
    [words] = scrolled.findChildren(Text)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert words.text().count("“CASE-001” is another case") == 12
    assert not dialog.words.isVisible()
    dialog.reject()
