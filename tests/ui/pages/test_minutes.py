"""The minutes page, on a real store: typed, saved, kept against all comers, checked, signed and printed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.credentials import bring_credential
from panel_desk.operations.minutes import draft_minutes, make_final, reopen_minutes, send_for_review, write_section
from panel_desk.operations.snippets import write_snippet
from panel_desk.queries.meetings import recommendations
from panel_desk.queries.minutes import MinutesRecord, minutes, signed_print
from panel_desk.queries.snippets import snippets
from panel_desk.rules.minutes_headings import DISCUSSION, FROM_REGISTERS
from panel_desk.rules.vocabulary import AccountRole, MinutesState, Outcome
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.dialogs.recommendation import RecordRecommendation
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes import MinutesPage
from panel_desk.ui.pages.minutes_list import MinutesListPage
from panel_desk.ui.widgets.section_editor import SectionEditor
from tests.builders import PASSPHRASE, a_case, a_decision, a_desk, a_meeting, an_interest
from tests.journeys.hands import POPUPS
from tests.operations.test_signatures import a_pkcs12
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel, signed_by_the_chair, the_chair, to_final, write_all
from tests.ui.house import Noted, a_house
from tests.ui.panels import at_minutes, click, more_of


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def shown(noted: Noted, qtbot: QtBot, ref: str = PANEL) -> MinutesPage:
    return at_minutes(noted, qtbot, ref)


def record(desk: Desk) -> MinutesRecord:
    found = desk.ask(minutes, PANEL)
    assert found is not None
    return found


def discussion(desk: Desk) -> str:
    return next(s.text for s in record(desk).sections if s.case == APPROVAL and s.heading == DISCUSSION)


def editor(page: MinutesPage) -> SectionEditor:
    return page.sheets[APPROVAL].editors[DISCUSSION]


def offered(page: MinutesPage) -> dict[str, QPushButton]:
    QApplication.processEvents()  # a layout shows its new buttons with the next event
    return {button.text(): button for button in page.header.findChildren(QPushButton) if button.isVisible()}


def test_minutes_are_drafted_from_the_page(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    offered(page)["Draft minutes"].click()
    assert record(desk).state is MinutesState.DRAFT
    assert list(page.sheets) == [APPROVAL, MATCH]


def test_a_meeting_to_come_has_no_minutes_to_draft(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-03-10")
    assert "Draft minutes" not in offered(shown(noted, qtbot, "P2027-03-10"))


def test_what_is_typed_saves_itself(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    QTest.keyClicks(editor(page).box, "Contact was discussed.")
    qtbot.waitUntil(lambda: discussion(desk) == "Contact was discussed.")
    assert not page.is_unsaved()
    QTest.keyClicks(editor(page).box, " Twice.")
    qtbot.waitUntil(lambda: discussion(desk) == "Contact was discussed. Twice.")


def test_leaving_the_page_saves(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    QTest.keyClicks(editor(page).box, "Kept.")
    page.hide()
    assert discussion(desk) == "Kept."


def test_another_meeting_is_shown_in_its_place(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    QTest.keyClicks(editor(page).box, "Kept.")
    assert not page.is_unsaved()
    a_meeting(desk, "P2027-02-10", status="held")
    page.visit(Place("minutes-of", "P2027-02-10"))
    assert page.sheets == {}
    assert discussion(desk) == "Kept."


def test_keys_go_from_item_to_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    page.activateWindow()
    editor(page).box.setFocus()
    for key, row in (
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_PageUp, 0),
    ):
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
        assert page.sections.currentRow() == row


def conflict(desk: Desk, page: MinutesPage, qtbot: QtBot) -> JoinTexts:
    """Somebody saves between the typing and the pause."""
    QTest.keyClicks(editor(page).box, "Mine.")
    section = next(s for s in record(desk).sections if s.case == APPROVAL and s.heading == DISCUSSION)
    desk.do(write_section, section.id, "Theirs.", section.version)
    assert editor(page).text == "Mine."
    page.save()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), JoinTexts))
    found = QApplication.activeModalWidget()
    assert isinstance(found, JoinTexts)
    return found


@pytest.mark.parametrize(
    ("choice", "kept"), [("keep_theirs", "Theirs."), ("keep_mine", "Mine."), ("join", "Theirs.\n\nMine.")]
)
def test_two_who_write_the_same_section_lose_nothing(
    desk: Desk, noted: Noted, qtbot: QtBot, choice: str, kept: str
) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    asked = conflict(desk, page, qtbot)
    assert discussion(desk) == "Theirs."
    getattr(asked, choice)()
    assert discussion(desk) == kept
    assert editor(page).text == kept
    assert not page.is_unsaved()


def test_deciding_later_keeps_both_texts(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    conflict(desk, page, qtbot).reject()
    assert page.is_unsaved()
    assert "Both texts are kept" in page.banner.words
    assert (editor(page).text, discussion(desk)) == ("Mine.", "Theirs.")


def test_what_cannot_be_saved_stays_on_the_page(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk)
    page = shown(noted, qtbot)
    desk.do(send_for_review, PANEL)
    QTest.keyClicks(editor(page).box, "Late words. ")
    desk.do(make_final, PANEL)
    page.save()
    assert "What you wrote is still here" in page.banner.words
    assert page.is_unsaved()
    desk.do(reopen_minutes, PANEL)
    page.save()
    assert discussion(desk).startswith("Late words.")
    assert page.banner.words == ""


def test_unfinished_minutes_are_refused_with_what_is_lacking(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    offered(page)["Send to chair and adviser"].click()
    assert "Item 1 lacks the discussion" in page.banner.words


def test_the_chain_goes_on_a_button_at_a_time(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk)
    page = shown(noted, qtbot)
    offered(page)["Send to chair and adviser"].click()
    offered(page)["Send to members"].click()
    offered(page)["Make final"].click()
    assert record(desk).state is MinutesState.FINAL
    assert editor(page).box.isReadOnly()
    assert not offered(page)["Sign minutes"].isEnabled()


def test_a_later_item_gets_its_headings(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    a_case(desk, "CASE-003", meeting_ref=PANEL, item_no=3)
    page = shown(noted, qtbot)
    button = page.banner.findChild(QPushButton)
    assert button is not None
    button.click()
    assert {s.case for s in record(desk).sections} == {APPROVAL, MATCH, "CASE-003"}


def recommend(page: MinutesPage, qtbot: QtBot, case: str, child: str | None) -> RecordRecommendation:
    button = page.sheets[case].buttons[child]
    assert isinstance(button, QPushButton)
    button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordRecommendation))
    found = QApplication.activeModalWidget()
    assert isinstance(found, RecordRecommendation)
    return found


def test_a_recommendation_is_recorded_from_the_minutes(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    asked = recommend(page, qtbot, MATCH, "C002")
    asked.form.rows["outcome"].input.write(Outcome.NOT_RECOMMENDED)
    asked.form.rows["votes_for"].input.write(1)
    asked.form.rows["votes_against"].input.write(4)
    asked.form.rows["reasons"].input.write("Too soon.")
    asked.save()
    kept = {row.child: row.outcome for row in desk.ask(recommendations, PANEL) if row.case == MATCH}
    assert kept == {"C001": Outcome.RECOMMENDED, "C002": Outcome.NOT_RECOMMENDED}


def test_without_a_quorum_only_a_deferral_is_offered(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    an_interest(desk, APPROVAL, "M005")
    desk.do(draft_minutes, PANEL)
    asked = recommend(shown(noted, qtbot), qtbot, APPROVAL, None)
    assert "No recommendation can be recorded" in asked.form.banner.words
    asked.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    assert asked.form.rows["outcome"].input.read() is None
    asked.form.rows["outcome"].input.write(Outcome.DEFERRED)
    asked.save()
    assert desk.ask(recommendations, PANEL)[0].outcome is Outcome.DEFERRED


def test_the_chair_reads_the_pages_and_signs(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    to_final(desk)
    with a_house(the_chair(tmp_path)) as noted:
        page = shown(noted, qtbot)
        asked = page.sign()
        qtbot.waitUntil(lambda: bool(asked.pictures), timeout=20_000)
        asked.form.rows["passphrase"].input.write("wrong")
        asked.sign()
        assert "not your passphrase" in asked.form.rows["passphrase"].problem
        assert record(desk).state is MinutesState.FINAL
        asked.form.rows["passphrase"].input.write(PASSPHRASE)
        asked.sign()
        assert record(desk).state is MinutesState.SIGNED
        assert editor(page).box.isReadOnly()
        assert not more_of(page)["Comment…"]
        page.tools.editor = editor(page)
        assert page.checking.comment() is None
        assert page.banner.words == ("These minutes are signed. Comments are made while they are a draft or in review.")
        page.tools.replace()
        page.tools.find_bar.wanted.setText("panel")
        click(page.tools.find_bar, "Replace all")
        assert page.tools.find_bar.told.text() == "This text cannot be changed"
        assert not page.sheets[APPROVAL].buttons
        assert "Open decisions" in offered(page)


@pytest.mark.parametrize(
    ("days", "said"),
    [(31, ""), (30, "Your certificate ends on Saturday 3 April 2027. Bring another before then, or Panel Desk")],
)
def test_who_signs_is_told_in_time_that_their_certificate_ends(
    desk: Desk, tmp_path: Path, qtbot: QtBot, days: int, said: str
) -> None:
    to_final(desk)
    chair = the_chair(tmp_path)
    chair.do(bring_credential, a_pkcs12(days=days), "theirs", PASSPHRASE)
    with a_house(chair) as noted:
        asked = shown(noted, qtbot).sign()
        assert asked.soon.isVisible() is bool(said)
        assert asked.soon.words.startswith(said)
        qtbot.waitUntil(lambda: bool(asked.pictures), timeout=20_000)
        asked.reject()


def test_what_was_changed_since_it_was_shown_is_not_signed(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    to_final(desk)
    with a_house(the_chair(tmp_path)) as noted:
        asked = shown(noted, qtbot).sign()
        qtbot.waitUntil(asked.sign_button.isEnabled, timeout=20_000)
        desk.do(reopen_minutes, PANEL)
        asked.form.rows["passphrase"].input.write(PASSPHRASE)
        asked.sign()
        assert "Read the new pages" in asked.form.banner.words
        qtbot.waitUntil(asked.sign_button.isEnabled, timeout=20_000)
        asked.reject()
    assert record(desk).state is MinutesState.DRAFT


def test_minutes_and_extracts_print(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    write_all(desk)
    page = shown(noted, qtbot)
    names: list[str] = []

    def where(name: str) -> str:
        names.append(name)
        return str(tmp_path / name)

    shown_files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = where, shown_files.append
    page.print_all()
    page.sections.setCurrentRow(2)
    page.print_extract()
    qtbot.waitUntil(lambda: len(shown_files) == 2, timeout=20_000)
    assert names == ["Minutes 24 February 2027.pdf", f"Minutes 24 February 2027 {MATCH}.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in shown_files)


def test_the_whole_or_an_extract_is_saved_for_word(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = lambda name: str(tmp_path / name), files.append
    page.print_all(in_word=True)
    qtbot.waitUntil(lambda: len(files) == 1, timeout=20_000)
    page.sections.setCurrentRow(2)
    page.print_extract(in_word=True)
    qtbot.waitUntil(lambda: len(files) == 2, timeout=20_000)
    assert [file.name for file in files] == ["Minutes 24 February 2027.docx", f"Minutes 24 February 2027 {MATCH}.docx"]
    assert all(file.read_bytes().startswith(b"PK") for file in files)


def test_an_extract_needs_an_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
    page.sections.setCurrentRow(0)
    page.print_extract()
    assert "Choose the item" in page.banner.words


def test_signed_minutes_print_as_they_were_signed(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    to_final(desk)
    signed_by_the_chair(desk, tmp_path)
    page = shown(noted, qtbot)
    files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = lambda name: str(tmp_path / name), files.append
    page.print_all()
    qtbot.waitUntil(lambda: len(files) == 1)
    assert files[0].read_bytes() == desk.ask(signed_print, PANEL)


def test_a_reader_reads(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    with a_house(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert editor(page).box.isReadOnly()
        assert not page.sheets[APPROVAL].buttons
        assert not offered(page)["Send to chair and adviser"].isEnabled()


def test_the_list_shows_what_is_not_signed_and_opens_it(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-02-10", status="held")
    a_case(desk, "CASE-003", meeting_ref="P2027-02-10")
    a_decision(desk, "CASE-003", minutes_received_on=desk.clock.today())
    page = MinutesListPage(noted.house)
    qtbot.addWidget(page)
    page.visit(Place("minutes"))
    with qtbot.waitExposed(page):
        page.show()
    assert [page.model.ref_at(place) for place in range(page.model.rowCount())] == [PANEL]
    page.table.opened.emit(PANEL)
    assert noted.opened == [Place("minutes-of", PANEL)]
    page.filters.clear()
    assert page.model.rowCount() == 2


def test_words_are_found_and_replaced_over_all_sections(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk, text="The panel asked about contact. Panels ask.")
    page = shown(noted, qtbot)
    page.activateWindow()
    editor(page).box.setFocus()
    QTest.keySequence(page, "Ctrl+H")
    bar = page.tools.find_bar
    assert bar.isVisible()
    QTest.keyClicks(bar.wanted, "panel")
    assert bar.told.text() == "3 of 30"
    found = [page.tools.editor]
    for _ in range(30):
        QTest.keySequence(page, "F3")
        found.append(page.tools.editor)
    assert found[0] is found[-1]
    assert len(dict.fromkeys(found)) == 15
    QTest.keySequence(page, "Shift+F3")
    assert page.tools.editor is found[-2]
    bar.heeds_case.setChecked(True)
    bar.whole_words.setChecked(True)
    bar.instead.setText("Panel")
    click(bar, "Replace")
    assert bar.told.text().endswith("of 14")
    click(bar, "Replace all")
    assert bar.told.text() == "14 places changed"
    page.save()
    assert {s.text for s in record(desk).sections if s.purpose not in FROM_REGISTERS} == {
        "The Panel asked about contact. Panels ask."
    }
    QTest.keyClicks(bar.wanted, "zebra")
    QTest.keySequence(page, "F3")
    assert bar.told.text() == "Not found"
    QTest.keyClick(bar.wanted, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_undo_goes_to_the_item_where_the_last_edit_was(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = shown(noted, qtbot)
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


def test_the_agencys_words_and_snippets_serve_the_writer(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    desk.do(write_snippet, "Contact twice", "Contact is **twice** a year.\n- by letter")
    page = shown(noted, qtbot)
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
    page = shown(noted, qtbot)
    editor(page).box.setFocus()
    none, _, save, settings = page.tools.snippets.menu().actions()
    assert (none.text(), none.isEnabled()) == ("No snippets yet", False)
    assert (save.isEnabled(), save.toolTip()) == (False, "Select the words first.")
    settings.trigger()
    assert noted.opened == [Place("settings", None, "snippets")]


@POPUPS
def test_a_snippet_is_chosen_by_the_keyboard_alone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    desk.do(write_snippet, "contact", "Twice a year.")
    page = shown(noted, qtbot)
    box = editor(page).box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert editor(page).text == "Twice a year."
    editor(page).set_writable(False)
    page.tools.snippets.offer()
    assert QApplication.activePopupWidget() is None


def test_whoever_writes_no_snippets_reads_who_does(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    with a_house(a_desk(tmp_path, AccountRole.READER)) as noted:
        *_, settings = shown(noted, qtbot).tools.snippets.menu().actions()
        assert not settings.isEnabled()
        assert "administrator, agency adviser or chair" in settings.toolTip()


def test_selected_words_are_kept_as_a_snippet_with_their_styles(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk, text="Agreed.\n- Contact **twice** a year.")
    page = shown(noted, qtbot)
    box = editor(page).box
    box.setFocus()
    box.moveCursor(QTextCursor.MoveOperation.End)
    box.moveCursor(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    asked = page.tools.snippets.keep()
    assert asked is not None
    asked.form.fill({"title": "contact"})
    asked.save()
    assert [(one.title, one.text) for one in desk.ask(snippets)] == [("contact", "- Contact **twice** a year.")]
    noted.take_back()
    assert desk.ask(snippets) == ()


def test_one_of_many_snippets_is_found_by_typing(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    for number in range(31):
        desk.do(write_snippet, f"Clause {number}", f"Words {number}.")
    page = shown(noted, qtbot)
    editor(page).box.setFocus()
    choose = page.tools.snippets.menu().actions()[0]
    assert choose.text() == "Choose from 31 snippets…"
    choose.trigger()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, Choose)
    asked.form.rows["one"].input.write("Words 30.")
    asked.choose()
    assert editor(page).text == "Words 30."
