"""The minutes page, on a real store: typed, saved, kept when two people edit, checked, signed and printed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.members.certificates import bring_credential
from panel_desk.operations.minutes.minutes import draft_minutes, make_final, reopen_minutes, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.queries.minutes.minutes import signed_print
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, HowGiven, MinutesState, Outcome
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.dialogs.recommendation import RecordRecommendation
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.text import Text
from tests.builders import PASSPHRASE, a_case, a_decision, a_desk, a_meeting, an_interest
from tests.operations.minutes.test_signatures import a_pkcs12
from tests.panels import (
    APPROVAL,
    MATCH,
    PANEL,
    a_held_panel,
    make_final_minutes,
    record,
    section,
    signed_by_the_chair,
    the_chair,
    write_all,
)
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes, click, editor, more_of, press_button


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def discussion(desk: Desk) -> str:
    return section(desk).text


def actions_shown(page: MinutesPage) -> dict[str, QPushButton]:
    QApplication.processEvents()  # a layout shows its new buttons with the next event
    return {button.text(): button for button in page.header.findChildren(QPushButton) if button.isVisible()}


def test_minutes_are_drafted_from_the_page(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = at_minutes(noted, qtbot, PANEL)
    actions_shown(page)["Draft minutes"].click()
    assert record(desk).state is MinutesState.DRAFT
    assert list(page.sheets) == [APPROVAL, MATCH]


def test_a_meeting_to_come_has_no_minutes_to_draft(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-03-10")
    assert "Draft minutes" not in actions_shown(at_minutes(noted, qtbot, "P2027-03-10"))


def test_typed_text_is_saved_automatically(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    QTest.keyClicks(editor(page).box, "Contact was discussed.")
    qtbot.waitUntil(lambda: discussion(desk) == "Contact was discussed.")
    assert not page.is_unsaved()
    QTest.keyClicks(editor(page).box, " Twice.")
    qtbot.waitUntil(lambda: discussion(desk) == "Contact was discussed. Twice.")


def test_leaving_the_page_saves_the_text(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    QTest.keyClicks(editor(page).box, "Kept.")
    page.hide()
    assert discussion(desk) == "Kept."


def test_opening_another_meeting_replaces_the_minutes_shown(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    QTest.keyClicks(editor(page).box, "Kept.")
    assert not page.is_unsaved()
    a_meeting(desk, "P2027-02-10", status="held")
    page.visit(Place("minutes-of", "P2027-02-10"))
    assert page.sheets == {}
    assert discussion(desk) == "Kept."


def test_page_up_and_page_down_go_from_item_to_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
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
    """Somebody else saves a section before the text typed in it is saved automatically; the dialog that then opens."""
    QTest.keyClicks(editor(page).box, "Mine.")
    section = next(s for s in record(desk).sections if s.case == APPROVAL and s.heading == DISCUSSION)
    desk.do(write_section, section.id, "Theirs.", section.version)
    assert editor(page).text == "Mine."
    page.save()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), JoinTexts))
    found = QApplication.activeModalWidget()
    assert isinstance(found, JoinTexts)
    assert [*faults(found), *key_faults(found)] == []
    return found


@pytest.mark.parametrize(
    ("choice", "kept"), [("keep_theirs", "Theirs."), ("keep_mine", "Mine."), ("join", "Theirs.\n\nMine.")]
)
def test_two_who_write_the_same_section_lose_nothing(
    desk: Desk, noted: Noted, qtbot: QtBot, choice: str, kept: str
) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    dialog = conflict(desk, page, qtbot)
    assert discussion(desk) == "Theirs."
    getattr(dialog, choice)()
    assert discussion(desk) == kept
    assert editor(page).text == kept
    assert not page.is_unsaved()


def test_deciding_later_keeps_both_texts(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    conflict(desk, page, qtbot).reject()
    assert page.is_unsaved()
    assert "Both texts are kept" in page.banner.words
    assert (editor(page).text, discussion(desk)) == ("Mine.", "Theirs.")


def test_text_that_cannot_be_saved_stays_on_the_page(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk)
    page = at_minutes(noted, qtbot, PANEL)
    desk.do(send_to_chair_and_adviser, PANEL)
    QTest.keyClicks(editor(page).box, "Late words. ")
    desk.do(make_final, PANEL)
    page.save()
    assert "What you wrote is still here" in page.banner.words
    assert page.is_unsaved()
    desk.do(reopen_minutes, PANEL)
    page.save()
    assert discussion(desk).startswith("Late words.")
    assert page.banner.words == ""


def test_unfinished_minutes_are_refused_with_a_list_of_what_is_missing(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    actions_shown(page)["Send to chair and adviser"].click()
    assert "Item 1 lacks the discussion" in page.banner.words


def test_each_button_takes_the_minutes_to_their_next_stage(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    write_all(desk)
    page = at_minutes(noted, qtbot, PANEL)
    actions_shown(page)["Send to chair and adviser"].click()
    actions_shown(page)["Send to members"].click()
    assert "Siân Llewellyn has not checked them yet" in press_button("Send to members")
    actions_shown(page)["Make final"].click()
    assert "have not checked them yet" in press_button("Make final")
    chips = [each.accessibleName() for each in page.findChildren(StateChip)]
    assert {"Chair and adviser: 0 of 1 checked", "Members: 0 of 4 checked"} <= {*chips}
    assert record(desk).state is MinutesState.FINAL
    assert editor(page).box.isReadOnly()
    assert "Sign minutes" not in actions_shown(page)


def test_an_item_added_after_drafting_gets_its_headings(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    a_case(desk, "CASE-003", meeting_ref=PANEL, item_no=3)
    page = at_minutes(noted, qtbot, PANEL)
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
    assert [*faults(found), *key_faults(found)] == []
    return found


def test_a_recommendation_is_recorded_from_the_minutes(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    dialog = recommend(page, qtbot, MATCH, "C002")
    dialog.form.rows["outcome"].input.write(Outcome.NOT_RECOMMENDED)
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Unanimous").click()
    dialog.form.rows["reasons"].input.write("Too soon.")
    dialog.form.rows["how"].input.write(HowGiven.LETTER)
    dialog.save()
    rows = {row.child: row for row in desk.ask(recommendations, PANEL) if row.case == MATCH}
    assert {child: row.outcome for child, row in rows.items()} == {
        "C001": Outcome.RECOMMENDED,
        "C002": Outcome.NOT_RECOMMENDED,
    }
    assert (rows["C002"].votes_for, rows["C002"].votes_against, rows["C002"].abstained) == (5, 0, 0)
    assert "5 for this recommendation, 0 against, 0 abstained" in {
        each.text() for each in page.sheets[MATCH].findChildren(Text)
    }


def test_without_a_quorum_only_a_deferral_is_offered(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    an_interest(desk, APPROVAL, "M005")
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    declared = [each.text() for each in page.sheets[APPROVAL].findChildren(Text) if "interest: " in each.text()]
    assert [each.partition(" declared an interest: ")[1] != "" for each in declared] == [True]
    dialog = recommend(page, qtbot, APPROVAL, None)
    assert "No recommendation can be recorded" in dialog.form.banner.words
    dialog.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    assert dialog.form.rows["outcome"].input.read() is None
    dialog.form.rows["outcome"].input.write(Outcome.DEFERRED)
    dialog.form.rows["how"].input.write(HowGiven.EMAIL)
    dialog.save()
    assert desk.ask(recommendations, PANEL)[0].outcome is Outcome.DEFERRED


def test_the_chair_reads_the_pages_and_signs(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    with a_page_context(the_chair(tmp_path)) as noted:
        page = at_minutes(noted, qtbot, PANEL)
        dialog = page.sign()
        qtbot.waitUntil(lambda: bool(dialog.pictures))
        dialog.form.rows["passphrase"].input.write("wrong")
        dialog.sign()
        assert "not your passphrase" in dialog.form.rows["passphrase"].problem
        assert record(desk).state is MinutesState.FINAL
        dialog.form.rows["passphrase"].input.write(PASSPHRASE)
        dialog.sign()
        assert record(desk).state is MinutesState.SIGNED
        assert editor(page).box.isReadOnly()
        assert not more_of(page)["Comment…"]
        page.tools.editor = editor(page)
        assert page.checking.comment() is None
        assert page.banner.words == ("These minutes are signed. Comments are made while they are a draft or in review.")
        page.tools.replace()
        page.tools.find_bar.search.setText("panel")
        click(page.tools.find_bar, "Replace all")
        assert page.tools.find_bar.result.text() == "This text cannot be changed"
        assert not page.sheets[APPROVAL].buttons
        assert "Open decisions" in actions_shown(page)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(31, ""), (30, "Your certificate ends on Saturday 3 April 2027. Bring another before then, or Panel Desk")],
)
def test_a_signer_is_warned_before_their_certificate_expires(
    desk: Desk, tmp_path: Path, qtbot: QtBot, days: int, expected: str
) -> None:
    make_final_minutes(desk)
    chair = the_chair(tmp_path)
    chair.do(bring_credential, a_pkcs12(days=days), "theirs", PASSPHRASE)
    with a_page_context(chair) as noted:
        dialog = at_minutes(noted, qtbot, PANEL).sign()
        assert dialog.expiry_banner.isVisible() is bool(expected)
        assert dialog.expiry_banner.words.startswith(expected)
        qtbot.waitUntil(lambda: bool(dialog.pictures))
        dialog.reject()


def test_minutes_changed_since_they_were_shown_are_not_signed(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    with a_page_context(the_chair(tmp_path)) as noted:
        dialog = at_minutes(noted, qtbot, PANEL).sign()
        qtbot.waitUntil(dialog.sign_button.isEnabled)
        desk.do(reopen_minutes, PANEL)
        dialog.form.rows["passphrase"].input.write(PASSPHRASE)
        dialog.sign()
        assert "Read the new pages" in dialog.form.banner.words
        qtbot.waitUntil(dialog.sign_button.isEnabled)
        dialog.reject()
    assert record(desk).state is MinutesState.DRAFT


def test_minutes_and_extracts_print(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    write_all(desk)
    page = at_minutes(noted, qtbot, PANEL)
    names: list[str] = []

    def where(name: str) -> str:
        names.append(name)
        return str(tmp_path / name)

    shown_files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = where, shown_files.append
    page.print_all()
    page.sections.setCurrentRow(2)
    page.print_extract()
    qtbot.waitUntil(lambda: len(shown_files) == 2)
    assert names == ["Minutes 24 February 2027.pdf", f"Minutes 24 February 2027 {MATCH}.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in shown_files)


def test_the_whole_or_an_extract_is_saved_for_word(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = lambda name: str(tmp_path / name), files.append
    page.print_all(in_word=True)
    qtbot.waitUntil(lambda: len(files) == 1)
    page.sections.setCurrentRow(2)
    page.print_extract(in_word=True)
    qtbot.waitUntil(lambda: len(files) == 2)
    assert [file.name for file in files] == ["Minutes 24 February 2027.docx", f"Minutes 24 February 2027 {MATCH}.docx"]
    assert all(file.read_bytes().startswith(b"PK") for file in files)


def test_an_extract_needs_an_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    page = at_minutes(noted, qtbot, PANEL)
    page.sections.setCurrentRow(0)
    page.print_extract()
    assert "Select an item" in page.banner.words


def test_signed_minutes_print_as_they_were_signed(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    signed_by_the_chair(desk, tmp_path)
    page = at_minutes(noted, qtbot, PANEL)
    files: list[Path] = []
    page.printing.ask_where, page.printing.show_file = lambda name: str(tmp_path / name), files.append
    page.print_all()
    qtbot.waitUntil(lambda: len(files) == 1)
    assert files[0].read_bytes() == desk.ask(signed_print, PANEL)


def test_a_reader_sees_no_minutes_that_are_being_written(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.do(draft_minutes, PANEL)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = at_minutes(noted, qtbot, PANEL)
        assert page.sheets == {}
        assert actions_shown(page) == {}


def test_the_list_shows_what_is_not_signed_and_opens_it(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-02-10", status="held")
    a_case(desk, "CASE-003", meeting_ref="P2027-02-10")
    a_decision(desk, "CASE-003", minutes_received_on=desk.time_source.today())
    page = MinutesListPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("minutes"))
    with qtbot.waitExposed(page):
        page.show()
    assert [page.model.ref_at(place) for place in range(page.model.rowCount())] == [PANEL]
    page.table.opened.emit(PANEL)
    assert noted.opened == [Place("minutes-of", PANEL)]
    page.filters.clear()
    assert page.model.rowCount() == 2
