"""A chair checks and signs minutes at home; files that were changed on the way are refused."""

import email
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.reviews import comments
from panel_desk.rules.minutes_headings import ADVICE, DISCUSSION
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.dialogs.sign_minutes import SignMinutes
from panel_desk.ui.dialogs.take_in_answer import TakeInAnswer
from panel_desk.ui.home_window import HomeWindow
from panel_desk.ui.open_review_file import OpenReviewFile
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, a_desk
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.poppler import poppler_says
from tests.journeys.window_user import POPUPS, WindowUser, settle, visible_text
from tests.panels import APPROVAL, PANEL, vouched_for, with_the_chair

TEXT = "The panel was told of contact. All agreed."
CHOSEN_AT_HOME = "three-words-of-mine"  # the passphrase of the chair's new key


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowUser]:
    with closing(a_desk(tmp_path)) as desk:
        with_the_chair(desk, TEXT)
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as user:
        user.application.start()
        steps.sign_in(user, ADMINISTRATOR, PASSPHRASE)
        yield user


def at_the_minutes(office: WindowUser) -> MinutesPage:
    office.window.open(Place("minutes-of", PANEL))
    settle()
    page = office.page(MinutesPage)
    page.sending.ask_where = office.where
    office.save_to_folder(page.printing)
    return page


def text(office: WindowUser, heading: str) -> str:
    record = office.window.bridge.ask(minutes, PANEL)
    assert record is not None
    return next(one.text for one in record.sections if one.case == APPROVAL and one.heading == heading)


def sent(office: WindowUser, to: str) -> tuple[Path, str]:
    """Send minutes home; the review file, taken from the e-mail draft, and the password that is shown."""
    page = at_the_minutes(office)
    office.menu(page.header, "More", "Send to somebody at home…")
    asked = office.dialog(Choose)
    office.fill(asked.form, one=to)
    office.click(asked, "Make the file")
    passwords = office.dialog(Passwords)
    [(_, password)] = passwords.passwords
    office.click(passwords, "Save an e-mail draft…")
    office.click(passwords, "I have noted it")
    [draft] = office.folder.glob("*.eml")
    [attached] = [part for part in email.message_from_bytes(draft.read_bytes()).walk() if part.get_filename()]
    payload, name = attached.get_payload(decode=True), attached.get_filename()
    assert isinstance(payload, bytes)
    assert name is not None
    draft.unlink()
    file = office.folder.parent / name
    file.write_bytes(payload)
    return file, password


def changed(file: Path) -> Path:
    """A copy with one byte changed."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    copy = file.with_name(f"changed {file.name}")
    copy.write_bytes(data)
    return copy


@contextmanager
def at_home(qtbot: QtBot, file: Path, password: str) -> Iterator[tuple[WindowUser, HomeWindow]]:
    """A user at home who opens a review file, half an hour later."""
    folder = file.with_suffix("")
    with at_the_program(qtbot, folder / "nothing", folder, NOW + timedelta(minutes=30), file) as user:
        user.application.start()
        entry_view = user.entry_view
        assert isinstance(entry_view, OpenReviewFile)
        user.fill(entry_view.form, password=password)
        user.click(entry_view, "Open")
        home = user.application.home
        assert home is not None
        home.ask_where = user.where
        yield user, home


def answered(user: WindowUser, home: HomeWindow) -> Path:
    """Save the answer, and return the file."""
    user.click(home.page.header, "Save my answer…")
    [answer] = user.folder.glob("*.paneldesk-answer")
    return Path(shutil.copy(answer, user.folder.parent.parent))


def choose(office: WindowUser, answer: Path) -> None:
    """Choose an answer to take in, from the list of minutes."""
    office.go("Minutes")
    page = office.page(MinutesListPage)
    page.taking_in.ask_which = lambda: str(answer)
    office.click(page.header, "Take in an answer…")


@POPUPS
def test_minutes_are_checked_at_home_and_changed_files_are_refused(office: WindowUser, qtbot: QtBot) -> None:
    file, password = sent(office, "Siân Llewellyn, chair")
    assert "at home since 4 March 2027" in visible_text(at_the_minutes(office))

    with at_the_program(qtbot, file.parent / "none", file.parent / "tampered", NOW, changed(file)) as user:
        user.application.start()
        entry_view = user.entry_view
        assert isinstance(entry_view, OpenReviewFile)
        user.fill(entry_view.form, password=password)
        user.click(entry_view, "Open")
        assert "was changed on the way" in entry_view.form.rows["password"].problem
        assert user.application.home is None

    with at_home(qtbot, file, password) as (user, home):
        steps.write(user, home.page, APPROVAL, DISCUSSION, TEXT.replace("told", "persuaded"))
        steps.write(user, home.page, APPROVAL, ADVICE, "Written at home.")
        user.click(home.page.header, "Done checking")
        answer = answered(user, home)

    steps.write(office, at_the_minutes(office), APPROVAL, DISCUSSION, f"{TEXT} Nobody dissented.")
    choose(office, changed(answer))
    refused = office.dialog(Message)
    assert "was changed on the way" in visible_text(refused)
    office.click(refused, "Close")
    assert text(office, ADVICE) == TEXT

    choose(office, answer)
    shown = office.dialog(TakeInAnswer)
    assert "Siân Llewellyn" in visible_text(shown)
    assert text(office, ADVICE) == TEXT
    office.click(shown, "Take in")
    assert text(office, ADVICE) == "Written at home."
    assert text(office, DISCUSSION) == f"{TEXT} Nobody dissented."
    [proposal] = office.window.bridge.ask(comments, PANEL)
    assert (proposal.author, proposal.quote, proposal.proposed) == ("Siân Llewellyn", "told", "persuaded")
    page = at_the_minutes(office)
    office.click(page.checking.margin, "Accept this text")
    assert text(office, DISCUSSION) == f"{TEXT.replace('told', 'persuaded')} Nobody dissented."

    choose(office, answer)
    again = office.dialog(TakeInAnswer)
    assert "was taken in on 4 March 2027" in visible_text(again)
    office.click(again, "Close")


@POPUPS
def test_final_minutes_are_signed_at_home(office: WindowUser, qtbot: QtBot) -> None:
    office.menu(at_the_minutes(office).header, "More", "Make final")
    office.click(office.dialog(Message), "Make final")
    file, password = sent(office, "Siân Llewellyn, chair")
    with at_home(qtbot, file, password) as (user, home):
        user.click(home.page.header, "Sign minutes")
        dialog = user.dialog(SignMinutes)
        qtbot.waitUntil(dialog.sign_button.isEnabled)
        user.fill(dialog.form, passphrase=CHOSEN_AT_HOME, again=CHOSEN_AT_HOME)
        user.click(dialog, "Sign minutes")
        answer = answered(user, home)
        fingerprint = home.strip.words.rsplit(": ", 1)[1]

    choose(office, answer)
    shown = office.dialog(TakeInAnswer)
    assert fingerprint in " ".join(visible_text(shown).split())
    assert not office.button(shown, "Take in").isEnabled()
    office.press(shown.tick)
    office.click(shown, "Take in")
    assert "waits for a second person to vouch for it" in visible_text(shown)
    office.click(shown, "Cancel")
    vouched_for(office.window.bridge.desk)
    choose(office, answer)
    office.click(office.dialog(TakeInAnswer), "Take in")
    page = at_the_minutes(office)
    record = office.window.bridge.ask(minutes, PANEL)
    assert record is not None
    assert record.state is MinutesState.SIGNED
    printed = office.file_saved_by(lambda: office.click(page.header, "Print"))
    assert poppler_says(printed).count("Signature is Valid") == 1
    assert "Siân Llewellyn" in poppler_says(printed)
