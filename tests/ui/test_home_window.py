"""The window of a review file: opening, writing, saving, signing and answering."""

import email
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.exchange.minutes.review_file import answer_token, decrypt_answer, sha256_of
from panel_desk.flows.review_at_home import OpenReviewFile, open_review_file
from panel_desk.flows.take_in_answer import preview, take_in
from panel_desk.operations.agency import change_agency
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import finish_review
from panel_desk.queries.agency import agency
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.home_file import ReviewAnswer
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.review_files import answer_keys
from panel_desk.queries.minutes.reviews import comments
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.settings import Settings
from panel_desk.ui.dialogs.comment import CommentOnPassage
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.sign_minutes import SignMinutes
from panel_desk.ui.home_window import HomeWindow
from panel_desk.ui.inputs import FileInput
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.section_editor import SectionEditor
from tests.builders import PASSPHRASE, a_certificate, a_desk
from tests.operations.minutes.test_signatures import a_pkcs12
from tests.panels import (
    APPROVAL,
    FILE_PASSWORD,
    PANEL,
    sent_home,
    taken_in,
    the_chair,
    with_a_chair_who_leaves,
    with_the_chair,
)
from tests.ui.panels import buttons, click, more_of, open_dialog

NEW_PASSPHRASE = "three-words-of-mine"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path)
    with_the_chair(desk)
    now = desk.ask(agency)
    desk.do(change_agency, version=now.version, name=now.name, panel_type=now.panel_type, email="office@example.org")
    return desk


class Home:
    """A reviewer at home.

    Its `window` suggests names for files; `asked` are those names, and `where` is the file that the reviewer chooses
    instead of the suggested one, if it is not empty.
    """

    def __init__(self, qtbot: QtBot, home: OpenReviewFile) -> None:
        self._qtbot = qtbot
        self.window = HomeWindow(home, Settings())
        self.window.ask_where = self._where
        self.where = ""
        self.asked: list[str] = []
        with qtbot.waitExposed(self.window):
            self.window.show()

    def _where(self, name: str, kind: str) -> str:
        assert kind
        self.asked.append(name)
        return self.where or name

    @property
    def editor(self) -> SectionEditor:
        return self.window.page.sheets[APPROVAL].editors[DISCUSSION]

    def write(self, words: str) -> None:
        self.window.activateWindow()
        self.editor.box.setFocus()
        self._qtbot.waitUntil(self.editor.box.hasFocus)
        QTest.keyClicks(self.editor.box, words)
        self.window.page.save()

    def leave(self) -> None:
        self.window.close()
        self.window.home.desk.close()
        self.window.deleteLater()


@pytest.fixture
def at_home(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Home]:
    """The chair at home, with minutes to check."""
    home = Home(qtbot, sent_home(desk, tmp_path))
    yield home
    home.leave()


@pytest.fixture
def to_sign(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Home]:
    """The chair at home, with final minutes to sign."""
    desk.do(make_final, PANEL)
    home = Home(qtbot, sent_home(desk, tmp_path))
    yield home
    home.leave()


def answer_of(desk: Desk, home: Home) -> tuple[ReviewAnswer, str]:
    """The answer that was saved at home, decrypted at the office, and the SHA-256 of its file."""
    data = home.window.home.path.with_name(home.window.home.answer_name).read_bytes()
    return decrypt_answer(data, desk.ask(answer_keys, answer_token(data, "a"))[0], "a"), sha256_of(data)


def sign(home: Home, qtbot: QtBot, **typed: str) -> SignMinutes:
    click(home.window.page, "Sign minutes")
    dialog = open_dialog(SignMinutes)
    qtbot.waitUntil(dialog.sign_button.isEnabled)
    dialog.form.fill(typed)
    dialog.sign()
    return dialog


def test_the_window_says_what_to_do_and_where_the_answer_goes(at_home: Home) -> None:
    assert "Write, comment, and say when you are done" in at_home.window.strip.words
    assert "office@example.org" in at_home.window.strip.words
    [more] = [one for one in at_home.window.page.header.findChildren(QPushButton) if one.text() == "More"]
    offered = [entry.text() for entry in more.menu().actions()]
    assert "Save my answer…" in offered
    assert not {"Make final", "Reopen for writing", "Print the decision maker's bundle", "Open meeting"} & set(offered)


def test_opening_the_file_begins_the_check_and_leaves_the_file_as_it_is(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    open_file = sent_home(desk, tmp_path)
    before = open_file.path.read_bytes()
    home = Home(qtbot, open_file)
    assert "Done checking" in buttons(home.window.page.header)
    assert open_file.path.read_bytes() == before
    home.leave()


def test_the_checks_of_others_which_the_file_does_not_hold_are_not_called_missing(to_sign: Home) -> None:
    chips = [each.accessibleName() for each in to_sign.window.page.status_bar.findChildren(StateChip)]
    assert [each for each in chips if each] == ["Draft", "Chair and adviser", "Members", "Final", "Signed"]


def test_whoever_has_checked_at_home_is_told_so_and_nothing_of_others(at_home: Home) -> None:
    click(at_home.window.page, "Done checking")
    assert at_home.window.page.status_bar.next.text() == "You have checked these minutes"


def test_typed_text_is_saved_in_the_encrypted_file(at_home: Home) -> None:
    at_home.write("Written on the train. ")
    kept = open_review_file(at_home.window.home.path, FILE_PASSWORD, at_home.window.home.desk.time_source)
    record = kept.desk.ask(minutes, PANEL)
    assert record is not None
    assert any(one.text.startswith("Written on the train.") for one in record.sections)
    assert "saved" in at_home.window.status.text()


def test_an_answer_is_saved_and_taken_in(desk: Desk, at_home: Home) -> None:
    at_home.write("Written on the train. ")
    at_home.window.page.checking.comment()
    dialog = open_dialog(CommentOnPassage)
    dialog.form.fill({"text": "Is this so?"})
    dialog.save()
    click(at_home.window.page, "Done checking")
    assert "Your check is done. Save your answer" in at_home.window.strip.words
    click(at_home.window.page, "Save my answer…")
    assert at_home.asked == [str(at_home.window.home.path.with_suffix(".paneldesk-answer"))]
    assert "it needs no password there" in at_home.window.strip.words
    answer, sha256 = answer_of(desk, at_home)
    take_in(desk, answer, sha256)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    assert any(one.text.startswith("Written on the train.") for one in record.sections)
    assert [one.text for one in desk.ask(comments, PANEL)] == ["Is this so?"]


def test_an_answer_saved_before_finishing_is_reported(at_home: Home) -> None:
    at_home.window.save_answer()
    assert "you have not chosen Done checking" in at_home.window.strip.words
    click(at_home.window.page, "Done checking")
    at_home.window.save_answer()
    assert "it needs no password there" in at_home.window.strip.words


def test_the_answer_never_replaces_the_review_file(desk: Desk, at_home: Home) -> None:
    at_home.where = str(at_home.window.home.path)
    at_home.window.save_answer()
    assert "That is the review file itself" in at_home.window.page.banner.words
    assert open_review_file(at_home.window.home.path, FILE_PASSWORD, desk.time_source).file.meeting == PANEL


def test_an_answer_older_than_the_changes_is_reported(at_home: Home) -> None:
    click(at_home.window.page, "Done checking")
    at_home.window.save_answer()
    at_home.write("One thing more. ")
    assert "Save it again before you send it" in at_home.window.strip.words
    at_home.window.save_answer()
    assert "Your answer is saved as" in at_home.window.strip.words


def test_the_answer_is_attached_to_an_e_mail_draft(at_home: Home) -> None:
    at_home.window.save_draft()
    assert at_home.asked == []
    click(at_home.window.page, "Done checking")
    at_home.window.save_answer()
    click(at_home.window.strip, "Save an e-mail draft…")
    draft = email.message_from_bytes(at_home.window.home.path.with_suffix(".eml").read_bytes())
    assert "office@example.org" in draft["To"]
    assert [part.get_filename() for part in draft.walk() if part.get_filename()] == [at_home.window.home.answer_name]
    at_home.window.home.path.with_name(at_home.window.home.answer_name).unlink()
    at_home.window.save_draft()
    assert "is no longer there" in at_home.window.page.banner.words


def test_an_answer_that_cannot_be_saved_is_reported(at_home: Home, tmp_path: Path) -> None:
    at_home.where = str(tmp_path / "no such folder" / "a.paneldesk-answer")
    at_home.window.save_answer()
    assert "could not be written: the folder is not there" in at_home.window.page.banner.words


def test_text_that_cannot_be_saved_stays_until_it_is_saved_elsewhere(desk: Desk, at_home: Home, tmp_path: Path) -> None:
    file = at_home.window.home.path
    file.write_bytes(file.read_bytes() + b"another program")
    at_home.write("Not to be lost. ")
    assert "changed by another program" in at_home.window.strip.words
    at_home.window.save_answer()
    assert "changed by another program" in at_home.window.strip.words
    assert at_home.window.home.path.with_name(at_home.window.home.answer_name).exists()
    assert not at_home.window.close()
    [question] = [one for one in QApplication.topLevelWidgets() if isinstance(one, Message) and one.isVisible()]
    click(question, "Keep writing")
    at_home.where = str(tmp_path / "no such folder" / "b.paneldesk-review")
    at_home.window.save_elsewhere()
    assert at_home.window.home.path == file
    at_home.where = str(tmp_path / "elsewhere.paneldesk-review")
    click(at_home.window.strip, "Save elsewhere…")
    assert at_home.window.home.path.name == "elsewhere.paneldesk-review"
    assert "Not to be lost." in str(
        open_review_file(at_home.window.home.path, FILE_PASSWORD, desk.time_source).file.rows
    )
    assert at_home.window.close()


def test_a_deleted_file_is_written_again(at_home: Home) -> None:
    at_home.window.home.path.unlink()
    at_home.write("Still here. ")
    assert at_home.window.home.path.is_file()


def test_the_window_may_be_closed_without_saving(at_home: Home) -> None:
    at_home.window.home.path.write_bytes(b"another program")
    at_home.write("Let it go. ")
    at_home.window.close()
    click(open_dialog(Message), "Close without saving")
    assert not at_home.window.isVisible()


def test_the_keys_are_shown(at_home: Home) -> None:
    keys = at_home.window.show_keys()
    assert "Comment on what is selected" in [one.text() for one in keys.findChildren(QLabel)]
    keys.accept()


def test_a_chair_signs_at_home_with_a_passphrase_chosen_there(desk: Desk, to_sign: Home, qtbot: QtBot) -> None:
    assert "Save my answer…" not in more_of(to_sign.window.page)
    dialog = sign(to_sign, qtbot, passphrase=NEW_PASSPHRASE, again="another")
    assert "not the same" in dialog.form.rows["again"].problem
    dialog.form.fill({"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE})
    dialog.sign()
    assert "You have signed." in to_sign.window.strip.words
    click(to_sign.window.page, "Save my answer…")
    answer, sha256 = answer_of(desk, to_sign)
    made = preview(desk, answer, sha256).new_fingerprint
    assert made
    assert made[:8] in to_sign.window.strip.words
    taken_in(desk, answer, sha256)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    assert record.state is MinutesState.SIGNED


def test_a_chair_signs_at_home_with_the_certificate_of_the_agency(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    a_certificate(the_chair(tmp_path))
    desk.do(make_final, PANEL)
    home = Home(qtbot, sent_home(desk, tmp_path))
    assert "Read and sign them" in home.window.strip.words
    dialog = sign(home, qtbot, passphrase=PASSPHRASE)
    assert "again" not in dialog.form.rows
    assert "fingerprint" not in home.window.strip.words
    assert "You have signed." in home.window.strip.words
    home.leave()


def test_a_chair_who_had_checked_the_minutes_is_told_to_sign_them(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    with closing(the_chair(tmp_path)) as chair:
        chair.do(finish_review, PANEL)
    desk.do(make_final, PANEL)
    home = Home(qtbot, sent_home(desk, tmp_path))
    assert "Read and sign them" in home.window.strip.words
    home.leave()


def test_a_signer_can_send_the_answer_while_another_signature_is_missing(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    with_a_chair_who_leaves(desk, tmp_path).close()
    desk.do(make_final, PANEL)
    home = Home(qtbot, sent_home(desk, tmp_path))
    sign(home, qtbot, passphrase=NEW_PASSPHRASE, again=NEW_PASSPHRASE)
    assert "Save my answer…" in buttons(home.window.page)
    assert "Sign minutes" not in buttons(home.window.page)
    home.leave()


def test_a_chair_adds_the_certificate_of_the_agency_at_home(
    desk: Desk, to_sign: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "sian.p12"
    file.write_bytes(a_pkcs12())
    click(to_sign.window.page, "Sign minutes")
    dialog = open_dialog(SignMinutes)
    qtbot.waitUntil(dialog.sign_button.isEnabled)
    certificate_dialog = dialog.bring()
    chosen = certificate_dialog.form.rows["file"].input
    assert isinstance(chosen, FileInput)
    chosen.ask_which = lambda: str(file)
    chosen.choose()
    certificate_dialog.form.fill({"password": "theirs", "passphrase": NEW_PASSPHRASE})
    certificate_dialog.save()
    dialog.form.fill({"passphrase": NEW_PASSPHRASE})
    dialog.sign()
    to_sign.window.save_answer()
    answer, sha256 = answer_of(desk, to_sign)
    fingerprint = preview(desk, answer, sha256).new_fingerprint
    assert fingerprint[:8] in to_sign.window.strip.words
    taken_in(desk, answer, sha256)
    assert [one.issuer for one in desk.ask(credentials, "M001")] == ["Fenland Council Signing"]


def test_the_locked_window_opens_with_the_files_password_alone(at_home: Home) -> None:
    at_home.window.lock()
    locked = at_home.window.idle_lock.locked
    assert locked is not None
    password = locked.form.rows["passphrase"]
    password.input.write("AAAA-BBBB")
    click(locked, "Unlock")
    assert password.problem == "That is not this file's password. It has five groups of four letters with hyphens."
    password.input.write(FILE_PASSWORD)
    click(locked, "Unlock")
    assert at_home.window.idle_lock.locked is None
