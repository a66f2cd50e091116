"""Answers from home, taken in from the minutes or from their list: shown first, refused in a sentence, never lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.exchange.minutes.review_file import encrypt_answer
from panel_desk.flows.review_at_home import OpenReviewFile
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.minutes.minutes import make_final, reopen_minutes
from panel_desk.operations.minutes.reviews import answer_comment, comment_on, finish_review, send_to_chair_and_adviser
from panel_desk.queries.history import history_by_sitting
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.queries.minutes.reviews import comments
from panel_desk.rules.minutes_headings import ADVICE, DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, CommentState, MinutesState
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.take_in_answer import TakeInAnswer
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.list import MinutesListPage
from tests.builders import FixedTime, a_desk
from tests.panels import (
    APPROVAL,
    CHAIR,
    PANEL,
    a_held_panel,
    section,
    sent_home,
    vouched_for,
    with_the_chair,
    write,
    write_all,
)
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes, buttons, click, drop, open_dialog

TEXT = "The panel was told of contact.\nThe panel agreed."
PASSPHRASE_AT_HOME = "A-passphrase-of-my-own"  # made up


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk, TEXT)
    return desk


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> OpenReviewFile:
    """The review file that the chair has open at home."""
    return sent_home(desk, tmp_path)


def returned(home: OpenReviewFile) -> Path:
    """Save the answer of a review file that is open at home; returns the answer's file."""
    file = home.path.with_name(home.answer_name)
    home.save_answer(file)
    return file


def signed_at_home(desk: Desk, folder: Path) -> OpenReviewFile:
    """Final minutes that the chair has signed at home, with a certificate that was made there."""
    desk.do(make_final, PANEL)
    home = sent_home(desk, folder)
    record = home.desk.ask(minutes, PANEL)
    assert record is not None
    sign(home.desk, record.content, PASSPHRASE_AT_HOME)
    return home


def shown(noted: Noted, qtbot: QtBot, file: Path) -> TakeInAnswer:
    """The dialog that takes in an answer, opened from the minutes."""
    page = at_minutes(noted, qtbot, PANEL)
    page.taking_in.ask_which = lambda: str(file)
    page.taking_in.choose()
    return open_dialog(TakeInAnswer)


def text_in(within: QWidget) -> str:
    """The visible text of a widget."""
    return "\n".join(one.accessibleName() or one.text() for one in within.findChildren(QLabel) if not one.isHidden())


def refusal_of(noted: Noted, qtbot: QtBot, file: Path) -> str:
    """The message shown for a file that cannot be opened."""
    page = at_minutes(noted, qtbot, PANEL)
    assert page.taking_in.show(file) is None
    message = open_dialog(Message)
    shown_text = message.words.text()
    message.accept()
    return shown_text


def saved_words(dialog: TakeInAnswer, file: Path) -> str:
    """What the dialog writes into a file of this name: the answer in words."""
    asked: list[str] = []

    def where(name: str) -> str:
        asked.append(name)
        return str(file)

    dialog.ask_where = where
    click(dialog, "Save what it says…")
    assert asked == ["minutes in words.txt"]
    return file.read_text("utf-8-sig")


# Taken in


def test_what_would_change_is_shown_before_anything_changes(
    desk: Desk, home: OpenReviewFile, noted: Noted, time_source: FixedTime, qtbot: QtBot
) -> None:
    time_source.move(minutes=5)
    write(home.desk, TEXT.replace("told", "persuaded"))
    home.desk.do(comment_on, section(home.desk, ADVICE).id, 0, "The panel", "Not mine.", "A member")
    home.desk.do(comment_on, section(home.desk, ADVICE).id, 4, "panel", "All of it?")
    home.desk.do(finish_review, PANEL)
    dialog = shown(noted, qtbot, returned(home))
    shown_text = text_in(dialog)
    for words in (
        "Siân Llewellyn has finished checking",
        "Wednesday 24 February 2027",
        f"Item 1 · Approval: Barlow001 household · {DISCUSSION}",
        "removed: told added: persuaded",
        f"Item 1 · Approval: Barlow001 household · {ADVICE}",
        "removed: The panel added: A member",
        "Not mine.",
        "“panel”",
        "All of it?",
    ):
        assert words in shown_text
    assert section(desk).text == TEXT
    assert desk.ask(comments, PANEL) == ()
    click(dialog, "Take in")
    assert section(desk).text == TEXT.replace("told", "persuaded")
    assert noted.opened == [Place("minutes-of", PANEL)]
    assert noted.done == ["The answer of Siân Llewellyn is taken in. 1 section amended, 2 comments, done checking."]


def test_cancelling_the_dialog_changes_nothing(desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot) -> None:
    write(home.desk, "Something else.")
    file = returned(home)
    click(shown(noted, qtbot, file), "Cancel")
    assert section(desk).text == TEXT
    page = at_minutes(noted, qtbot, PANEL)
    page.taking_in.ask_which = lambda: ""
    assert page.taking_in.choose() is None


def test_an_answer_is_dropped_on_the_list_of_minutes(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    assert desk
    page = MinutesListPage(noted.context)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    assert "Take in an answer…" in buttons(page)
    assert drop(page, returned(home))
    dialog = open_dialog(TakeInAnswer)
    assert "No text was amended at home" in text_in(dialog)
    click(dialog, "Take in")
    assert noted.opened == [Place("minutes-of", PANEL)]


def test_text_being_typed_is_saved_first_and_counts_as_changed_here(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    write(home.desk, TEXT.replace("told", "persuaded"))
    page = at_minutes(noted, qtbot, PANEL)
    QTest.keyClicks(page.sheets[APPROVAL].editors[DISCUSSION].box, "Typed here. ")
    page.taking_in.show(returned(home))
    assert section(desk).text.startswith("Typed here. ")
    assert "as 1 proposal:" in text_in(open_dialog(TakeInAnswer))
    open_dialog(TakeInAnswer).reject()


def test_a_section_that_both_changed_is_shown_with_what_becomes_proposals(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    write(home.desk, TEXT.replace("told", "persuaded").replace("agreed", "was content"))
    write(home.desk, "**The panel was told of contact.**\nThe panel agreed.", ADVICE)
    write(desk, TEXT + "\nIt rose at noon.")
    write(desk, TEXT + "\nIt rose.", ADVICE)
    dialog = shown(noted, qtbot, returned(home))
    shown_text = text_in(dialog)
    assert "What was changed at home is added as 2 proposals:" in shown_text
    assert "removed: agreed added: was content" in shown_text
    assert "Only the formatting was changed at home" in shown_text
    click(dialog, "Take in")
    assert section(desk).text == TEXT + "\nIt rose at noon."


def test_a_section_with_only_style_changes_or_none_says_so(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    write(home.desk, "**The panel was told of contact.**\nThe panel agreed.")
    write(home.desk, "The same.", ADVICE)
    write(desk, "The same.", ADVICE)
    dialog = shown(noted, qtbot, returned(home))
    assert "Only the formatting changes" in text_in(dialog)
    assert "The text here is the same already." in text_in(dialog)
    dialog.reject()


def test_proposals_from_home_are_shown_in_the_margin_under_the_persons_name(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    write(home.desk, TEXT.replace("told", "persuaded"))
    write(desk, TEXT + "\nIt rose at noon.")
    page = at_minutes(noted, qtbot, PANEL)
    page.taking_in.show(returned(home))
    click(open_dialog(TakeInAnswer), "Take in")
    page.refresh_if_stale()
    QApplication.processEvents()
    margin = page.checking.margin
    assert "Siân Llewellyn · 4 March 2027" in text_in(margin)
    assert "removed: told added: persuaded" in text_in(margin)
    assert {"Accept this text", "Decline"} <= set(buttons(margin))
    click(margin, "Accept this text")
    assert "was persuaded of contact" in section(desk).text
    [comment] = desk.ask(comments, PANEL)
    assert (comment.author, comment.state) == ("Siân Llewellyn", CommentState.ACCEPTED)
    taken = next(one for one in desk.ask(history_by_sitting, PANEL) if one.action == "took in an answer from home")
    assert taken.name == desk.signed_in.name
    assert "Siân Llewellyn: file of the minutes for checking at home: came back at 4 March 2027, 09:30" in taken.changes


def test_a_comment_that_was_answered_at_home_is_counted(
    desk: Desk, noted: Noted, time_source: FixedTime, tmp_path: Path, qtbot: QtBot
) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    home = sent_home(desk, tmp_path)
    time_source.move(minutes=5)
    home.desk.do(answer_comment, asked, CommentState.DECLINED, "The one that sat.")
    dialog = shown(noted, qtbot, returned(home))
    assert "Comments answered: 1, accepted or declined" in text_in(dialog)
    dialog.reject()


def test_an_answer_to_an_older_file_says_so_and_is_taken_in(
    desk: Desk, home: OpenReviewFile, noted: Noted, time_source: FixedTime, tmp_path: Path, qtbot: QtBot
) -> None:
    write(home.desk, "Something else.")
    file = returned(home)
    time_source.move(minutes=5)
    sent_home(desk, tmp_path, name="newer")
    dialog = shown(noted, qtbot, file)
    assert "Siân Llewellyn was sent a newer file since." in dialog.banner.words
    click(dialog, "Take in")
    assert section(desk).text == "Something else."


# Signed


def test_a_certificate_from_home_is_compared_before_it_is_taken_in(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    home = signed_at_home(desk, tmp_path)
    signed = home.desk.ask(answer_at_home, home.file).signed
    assert signed is not None
    dialog = shown(noted, qtbot, returned(home))
    [fingerprint] = [one for one in dialog.findChildren(QLabel) if one.accessibleName().startswith("Fingerprint: ")]
    assert "".join(fingerprint.text().split()) == signed.certificate
    assert fingerprint.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert "Ring Siân Llewellyn on a number that you know" in text_in(dialog)
    assert not dialog.take_in_button.isEnabled()
    dialog.take_in()
    assert "Compare its fingerprint with them by telephone" in dialog.banner.words
    assert desk.ask(credentials, CHAIR) == ()
    dialog.tick.setChecked(True)
    click(dialog, "Take in")
    assert "waits for a second person to vouch for it" in dialog.banner.words
    dialog.reject()
    vouched_for(desk)
    dialog = shown(noted, qtbot, returned(home))
    click(dialog, "Take in")
    assert [one.sha256 for one in desk.ask(credentials, CHAIR)] == [signed.certificate]
    record = desk.ask(minutes, PANEL)
    assert record is not None
    assert record.state is MinutesState.SIGNED
    assert noted.done == ["The answer of Siân Llewellyn is taken in. Signed."]


def test_an_invalid_signature_is_refused_and_the_text_can_be_saved(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    home = signed_at_home(desk, tmp_path)
    answer = home.desk.ask(answer_at_home, home.file)
    assert answer.signed is not None
    forged = replace(answer, signed=replace(answer.signed, certificate="f" * 64))
    file = home.path.with_name(home.answer_name)
    file.write_bytes(encrypt_answer(forged, home.file.key))
    dialog = shown(noted, qtbot, file)
    assert "The signature in this answer is not valid" in dialog.banner.words
    assert "Take in" not in buttons(dialog)
    assert "signed at home on 4 March 2027" in saved_words(dialog, tmp_path / "words.txt")
    assert desk.ask(credentials, CHAIR) == ()


# Refused


def test_a_changed_byte_a_foreign_answer_and_any_other_file_are_refused(
    desk: Desk, home: OpenReviewFile, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    write(home.desk, "Something else.")
    file = returned(home)
    data = file.read_bytes()
    file.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
    assert "damaged or was changed on the way" in refusal_of(noted, qtbot, file)
    (tmp_path / "other").mkdir()
    other = a_desk(tmp_path / "other")
    a_held_panel(other)
    write_all(other)
    other.do(send_to_chair_and_adviser, PANEL)
    foreign_answer = returned(sent_home(other, tmp_path / "other"))
    assert "belongs to no review file that was made here" in refusal_of(noted, qtbot, foreign_answer)
    other.close()
    assert "is not an answer of Panel Desk" in refusal_of(noted, qtbot, home.path)
    assert "cannot be read" in refusal_of(noted, qtbot, tmp_path / "gone.paneldesk-answer")
    assert section(desk).text == TEXT


def test_an_answer_that_came_back_twice_is_refused_and_can_be_read(
    desk: Desk, home: OpenReviewFile, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    write(home.desk, "Something else.")
    file = returned(home)
    click(shown(noted, qtbot, file), "Take in")
    write(desk, TEXT)
    again = shown(noted, qtbot, file)
    assert "was taken in on 4 March 2027" in again.banner.words
    again.reject()
    write(home.desk, "A second thought.")
    second = shown(noted, qtbot, returned(home))
    assert second.banner.words.startswith("Another answer to the same review file was taken in")
    words = saved_words(second, tmp_path / "words.txt")
    assert words.startswith("Answer of Siân Llewellyn to the minutes of the panel of 24 February 2027")
    assert f"{DISCUSSION}: amended text\n\nA second thought." in words
    assert noted.done[-1] == "words.txt is saved."
    assert section(desk).text == TEXT


def test_minutes_reopened_since_the_file_was_made_refuse_an_answer(
    desk: Desk, home: OpenReviewFile, noted: Noted, qtbot: QtBot
) -> None:
    file = returned(home)
    desk.do(reopen_minutes, PANEL)
    dialog = shown(noted, qtbot, file)
    assert "a draft again" in dialog.banner.words
    assert "Take in" not in buttons(dialog)
    dialog.reject()


def test_minutes_reopened_while_the_dialog_is_open_refuse_the_answer(
    desk: Desk, home: OpenReviewFile, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    write(home.desk, "Something else.")
    dialog = shown(noted, qtbot, returned(home))
    desk.do(reopen_minutes, PANEL)
    click(dialog, "Take in")
    assert "a draft again" in dialog.banner.words
    assert section(desk).text == TEXT
    assert "Something else." in saved_words(dialog, tmp_path / "words.txt")


def test_a_folder_that_cannot_be_written_keeps_the_dialog_open(
    desk: Desk, home: OpenReviewFile, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    file = returned(home)
    desk.do(reopen_minutes, PANEL)
    dialog = shown(noted, qtbot, file)
    dialog.ask_where = lambda _: str(tmp_path / "nowhere" / "words.txt")
    click(dialog, "Save what it says…")
    [message] = [one for one in QApplication.topLevelWidgets() if type(one) is Message and one.isVisible()]
    assert "choose another folder" in message.words.text()
    message.accept()
    assert dialog.isVisible()
    dialog.ask_where = lambda _: ""
    click(dialog, "Save what it says…")
    assert dialog.isVisible()
    dialog.reject()


def test_a_chair_cannot_take_in_answers_and_the_action_says_why(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    assert desk
    with a_page_context(a_desk(tmp_path, AccountRole.CHAIR, member_ref=CHAIR)) as noted:
        page = MinutesListPage(noted.context)
        qtbot.addWidget(page)
        assert page.taking_in.action.why_not
        assert not drop(page, tmp_path / "any.paneldesk-answer")
