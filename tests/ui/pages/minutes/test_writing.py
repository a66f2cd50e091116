"""Tools for writing minutes: find and replace, undo across sections, the agency's spelling words, snippets."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.access import grant_information
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.operations.minutes.snippets import write_snippet
from panel_desk.queries.minutes.snippets import snippets
from panel_desk.rules.access import Information
from panel_desk.rules.minutes_headings import DISCUSSION, FROM_REGISTERS
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.page import Place
from tests.builders import a_desk
from tests.journeys.window_user import POPUPS
from tests.panels import MATCH, PANEL, a_held_panel, record, write_all
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes, click, editor


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def test_words_are_found_and_replaced_in_all_sections(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk, text="The panel asked about contact. Panels ask.")
    page = at_minutes(noted, qtbot, PANEL)
    page.activateWindow()
    editor(page).box.setFocus()
    QTest.keySequence(page, "Ctrl+H")
    bar = page.tools.find_bar
    assert bar.isVisible()
    QTest.keyClicks(bar.search, "panel")
    assert bar.result.text() == "3 of 30"
    found = [page.tools.editor]
    for _ in range(30):
        QTest.keySequence(page, "F3")
        found.append(page.tools.editor)
    assert found[0] is found[-1]
    assert len(dict.fromkeys(found)) == 15
    QTest.keySequence(page, "Shift+F3")
    assert page.tools.editor is found[-2]
    bar.match_case.setChecked(True)
    bar.whole_words.setChecked(True)
    bar.replacement.setText("Panel")
    click(bar, "Replace")
    assert bar.result.text().endswith("of 14")
    click(bar, "Replace all")
    assert bar.result.text() == "14 places changed"
    page.save()
    assert {s.text for s in record(desk).sections if s.purpose not in FROM_REGISTERS} == {
        "The Panel asked about contact. Panels ask."
    }
    QTest.keyClicks(bar.search, "zebra")
    QTest.keySequence(page, "F3")
    assert bar.result.text() == "Not found"
    QTest.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_undo_goes_to_the_item_where_the_last_edit_was(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    page.activateWindow()
    QTest.keyClicks(editor(page).box, "One.")
    page.sections.setCurrentRow(2)
    other = page.sheets[MATCH].editors[DISCUSSION]
    other.box.setFocus()
    QTest.keyClicks(other.box, "Two.")
    for _ in range(2):
        QTest.keySequence(QApplication.focusWidget() or page, "Ctrl+Z")
    assert (editor(page).text, other.text) == ("", "")
    assert page.sections.currentRow() == 1
    QTest.keySequence(page, "Ctrl+Y")
    assert editor(page).text == "One."


def test_spelling_words_and_snippets_of_the_agency_are_used(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    desk.do(write_snippet, "Contact twice", "Contact is **twice** a year.\n- by letter")
    page = at_minutes(noted, qtbot, PANEL)
    qtbot.waitUntil(lambda: page.tools.speller.is_ready)
    assert page.tools.speller.is_right("Llewellyn")
    editor(page).box.setFocus()
    QTest.keyClicks(editor(page).box, "Agreed: contact twice")
    QTest.keyClick(editor(page).box, Qt.Key.Key_Tab)
    assert editor(page).text == "Agreed: Contact is **twice** a year.\n- by letter"
    assert not page.tools.speller.is_right("Kinshiply")
    editor(page).box.word_learnt.emit("Kinshiply")
    assert page.tools.speller.is_right("Kinshiply")
    page.tools.snippets.menu().actions()[0].trigger()
    assert editor(page).text.count("by letter") == 2


def test_before_there_are_snippets_the_menu_says_where_they_are_written(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    editor(page).box.setFocus()
    none, _, save, settings = page.tools.snippets.menu().actions()
    assert (none.text(), none.isEnabled()) == ("No snippets yet", False)
    assert (save.isEnabled(), save.toolTip()) == (False, "Select the text first.")
    settings.trigger()
    assert noted.opened == [Place("settings", None, "snippets")]


@POPUPS
def test_a_snippet_is_chosen_by_the_keyboard_alone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    desk.do(write_snippet, "contact", "Twice a year.")
    page = at_minutes(noted, qtbot, PANEL)
    box = editor(page).box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert editor(page).text == "Twice a year."
    editor(page).set_writable(False)
    page.tools.snippets.open_menu()
    assert QApplication.activePopupWidget() is None


def test_a_role_that_writes_no_snippets_has_no_entry_for_it(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    desk.do(grant_information, AccountRole.READER, Information.DRAFTS)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        menu = at_minutes(noted, qtbot, PANEL).tools.snippets.menu()
        assert [entry.text() for entry in menu.actions()] == ["No snippets yet"]


def test_selected_words_are_kept_as_a_snippet_with_their_styles(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk, text="Agreed.\n- Contact **twice** a year.")
    page = at_minutes(noted, qtbot, PANEL)
    box = editor(page).box
    box.setFocus()
    box.moveCursor(QTextCursor.MoveOperation.End)
    box.moveCursor(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    dialog = page.tools.snippets.keep()
    assert dialog is not None
    dialog.form.fill({"title": "contact"})
    dialog.save()
    assert [(one.title, one.text) for one in desk.ask(snippets)] == [("contact", "- Contact **twice** a year.")]
    noted.take_back()
    assert desk.ask(snippets) == ()


def test_one_of_many_snippets_is_found_by_typing(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    for number in range(31):
        desk.do(write_snippet, f"Clause {number}", f"Words {number}.")
    page = at_minutes(noted, qtbot, PANEL)
    editor(page).box.setFocus()
    choose = page.tools.snippets.menu().actions()[0]
    assert choose.text() == "Choose from 31 snippets…"
    choose.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Choose)
    dialog.form.rows["one"].input.write("Words 30.")
    dialog.choose()
    assert editor(page).text == "Words 30."
