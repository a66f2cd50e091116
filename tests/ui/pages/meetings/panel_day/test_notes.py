"""What is noted and answered on panel day; nothing typed is lost, and nobody writes over another."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.operations.meetings.agendas import ask_question, group_question, remove_question
from panel_desk.operations.meetings.panel_day import answer_question, write_note
from panel_desk.queries.meetings.agendas import questions
from panel_desk.queries.meetings.panel_day import notes
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.widgets.text import Text
from tests.ui.panels import MATCH, open_dialog, panel, texts_in


def editor(page: MeetingPage, heading: str = DISCUSSION) -> Any:  # noqa: ANN401
    return panel(page).notes[heading]


def test_a_note_is_saved_within_a_second_and_says_when(page: MeetingPage, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(editor(page).box, "The panel asked")
    assert desk.ask(notes, MATCH) == ()
    qtbot.waitUntil(lambda: [note.text for note in desk.ask(notes, MATCH)] == ["The panel asked"])
    assert "saved 10:52:00" in texts_in(page)
    assert not page.is_unsaved()
    QTest.keyClicks(editor(page).box, " why")
    editor(page).box.undo_wanted.emit()
    assert editor(page).text == ""


def test_a_note_is_saved_when_the_keyboard_goes_elsewhere_or_the_item_is_left(page: MeetingPage, desk: Desk) -> None:
    editor(page).box.setFocus()
    QTest.keyClicks(editor(page).box, "One")
    panel(page).focus_recommendation()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["One"]
    QTest.keyClicks(editor(page).box, "More ")
    page.panel_day.next_item()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["OneMore "]
    page.panel_day.item_before()
    QTest.keyClicks(editor(page).box, "!")
    page.hide()
    assert "!" in desk.ask(notes, MATCH)[0].text


def test_a_note_that_cannot_be_saved_stays_and_is_saved_later(
    page: MeetingPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = desk.do
    failing = [True]

    def fail_to_write_a_note(operation: Callable[..., object], /, *given: Any, **named: Any) -> object:  # noqa: ANN401
        if failing[0] and operation is write_note:
            raise SurroundingsError("The disk is full.")
        return do(operation, *given, **named)

    monkeypatch.setattr(desk, "do", fail_to_write_a_note)
    QTest.keyClicks(editor(page).box, "Kept")
    page.panel_day.saving.now()
    assert page.banner.words == "The disk is full. What you wrote is still here."
    assert page.is_unsaved()
    failing[0] = False
    qtbot.waitUntil(lambda: [note.text for note in desk.ask(notes, MATCH)] == ["Kept"])
    assert page.banner.words == ""


def test_two_who_take_notes_on_one_item_never_overwrite_each_other(page: MeetingPage, desk: Desk) -> None:
    QTest.keyClicks(editor(page).box, "Mine")
    desk.do(write_note, MATCH, DISCUSSION, "Theirs")
    page.panel_day.saving.now()
    open_dialog(JoinTexts).join()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["Theirs\n\nMine"]
    assert not page.is_unsaved()
    desk.do(write_note, MATCH, "An old heading", "Kept all the same")
    assert panel(page).notes["An old heading"].text == "Kept all the same"


def test_questions_are_answered_and_asked_by_the_keyboard_alone(page: MeetingPage, desk: Desk) -> None:
    number = desk.do(ask_question, MATCH, "M003", "What about contact?")
    other = desk.do(ask_question, MATCH, "M004", "Who would help?")
    QTest.keyClick(page, Qt.Key.Key_F2)
    box = panel(page).asking.answers[number].box
    assert box.hasFocus()
    QTest.keyClicks(box, "Twice a year")
    desk.do(group_question, other, "Support", 1)  # somebody else puts the questions in another order
    page.panel_day.saving.now()
    assert {each.id: each.answer for each in desk.ask(questions, MATCH)} == {number: "Twice a year", other: None}
    QTest.keyClick(page, Qt.Key.Key_F8)
    asking = panel(page).asking
    QTest.keyClicks(asking.question, "And school?")
    asking.who.setCurrentIndex(1)
    QTest.keyClick(asking.question, Qt.Key.Key_Return)
    assert [each.text for each in desk.ask(questions, MATCH)][-1] == "And school?"
    assert asking.question.text() == ""
    QTest.keyClick(asking.question, Qt.Key.Key_Return)
    assert asking.problem.text() == "Write the question."
    desk.do(remove_question, other)
    assert other not in asking.answers


def test_a_long_question_is_shown_whole(page: MeetingPage, desk: Desk, qtbot: QtBot) -> None:
    number = desk.do(ask_question, MATCH, "M003", "Who would drive, and how often, and what would it cost? " * 20)
    [heading] = panel(page).asking.answers[number].findChildren(Text)
    qtbot.waitUntil(lambda: heading.isVisible() and heading.height() >= heading.heightForWidth(heading.width()))


def test_two_who_answer_the_same_question_see_both(page: MeetingPage, desk: Desk) -> None:
    number = desk.do(ask_question, MATCH, "M003", "What about contact?")
    QTest.keyClicks(panel(page).asking.answers[number].box, "Mine")
    desk.do(answer_question, number, "Theirs", 1)
    page.panel_day.saving.now()
    open_dialog(JoinTexts).keep_theirs()
    assert [each.answer for each in desk.ask(questions, MATCH)] == ["Theirs"]
    assert panel(page).asking.answers[number].text == "Theirs"
