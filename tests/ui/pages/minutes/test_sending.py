"""Review files sent from the minutes page: recipients, the password shown once, and the e-mail draft."""

import email
from collections.abc import Callable
from email.message import Message as Email
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.queries.members.members import member
from panel_desk.queries.minutes.review_files import home_readers
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import FixedTime, a_desk
from tests.panels import CHAIR, PANEL, signed_by_the_chair, with_a_vice_chair, with_the_chair
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes, click, more_of, open_dialog


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk)
    return desk


def saving_in(folder: Path | None) -> Callable[[str, str], str]:
    """Stands in for the file dialog: chooses the suggested name in a folder; cancels the dialog for None."""

    def where(name: str, kind: str) -> str:
        assert kind
        return str(folder / Path(name).name) if folder else ""

    return where


def shown(noted: Noted, qtbot: QtBot, folder: Path) -> MinutesPage:
    page = at_minutes(noted, qtbot, PANEL)
    page.sending.ask_where = saving_in(folder)
    return page


def send(page: MinutesPage, to: str = CHAIR) -> Choose[str]:
    dialog = page.sending.send()
    assert dialog is not None
    dialog.form.fill({"one": to})
    dialog.choose()
    return dialog


def draft_in(file: Path) -> Email:
    return email.message_from_bytes(file.read_bytes())


def words_of(draft: Email) -> str:
    part = next(one for one in draft.walk() if one.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_the_chair_gets_a_file_that_opens_with_the_password_shown(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(noted, qtbot, tmp_path)
    send(page)
    dialog = open_dialog(Passwords)
    [(name, password)] = dialog.passwords
    file = tmp_path / "Minutes 24 February 2027 for Siân Llewellyn.paneldesk-review"
    home = open_review_file(file, password, desk.time_source)
    assert (name, home.file.member, home.file.may_sign) == ("Siân Llewellyn", CHAIR, False)
    assert "at home since 4 March 2027" in page.status_bar.next.text()
    click(dialog, "Save an e-mail draft…")
    draft = draft_in(file.with_suffix(".eml"))
    assert [part.get_filename() for part in draft.walk() if part.get_filename()] == [file.name]
    assert password not in draft.as_string()
    shown_text = words_of(draft)
    assert "for you to check" in shown_text
    assert "by 9 March 2027" in shown_text
    assert password not in shown_text
    click(dialog, "I have noted it")
    home.desk.close()


def test_the_e_mail_draft_goes_to_the_address_on_the_central_list(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.do(change_member, CHAIR, desk.ask(member, CHAIR).version, email="sian@example.org")
    desk.do(make_final, PANEL)
    page = shown(noted, qtbot, tmp_path)
    send(page)
    click(open_dialog(Passwords), "Save an e-mail draft…")
    draft = draft_in(next(tmp_path.glob("*.eml")))
    assert "sian@example.org" in draft["To"]
    shown_text = words_of(draft)
    assert "choose Sign minutes" in shown_text
    assert "We ask for your answer" not in shown_text
    assert page.status_bar.next.text() == "At home, to be signed: Siân Llewellyn since 4 March 2027"


def test_people_who_already_have_a_file_are_marked_in_the_list(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.do(make_review_file, PANEL, CHAIR)
    dialog = shown(noted, qtbot, tmp_path).sending.send()
    assert dialog is not None
    options = dialog.form.rows["one"].input.focus_widget()
    listed = [options.itemText(at) for at in range(options.count())]  # type: ignore[attr-defined] # a drop-down list
    assert "Siân Llewellyn, chair, was sent a file on 4 March 2027" in listed
    assert len(listed) == 6  # the five who sat, below the entry that asks to choose
    dialog.reject()


def test_final_minutes_go_to_those_who_have_still_to_sign(
    desk: Desk, time_source: FixedTime, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    with_a_vice_chair(desk, tmp_path).close()
    desk.do(make_review_file, PANEL, CHAIR)
    time_source.move(minutes=1)
    desk.do(make_final, PANEL)
    assert [one.member for one in desk.ask(home_readers, PANEL)] == [CHAIR, "M050"]
    page = shown(noted, qtbot, tmp_path)
    # the file that the chair has is for checking, not for signing
    assert page.status_bar.next.text() == "Next: whoever presided signs them"
    signed_by_the_chair(desk, tmp_path)
    assert [one.member for one in desk.ask(home_readers, PANEL)] == ["M050"]


def test_signed_minutes_are_not_sent(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    page = shown(noted, qtbot, tmp_path)
    assert more_of(page)["Send to somebody at home…"]
    desk.do(make_final, PANEL)
    signed_by_the_chair(desk, tmp_path)
    page.ask_again()
    assert "Send to somebody at home…" not in more_of(page)
    assert desk.ask(home_readers, PANEL) == ()
    assert page.sending.send() is None
    assert "Nobody else has to check" in page.banner.words


def test_a_reader_has_nothing_to_send(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    assert desk
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot, tmp_path)
        assert [each.text() for each in page.findChildren(QPushButton) if each.isVisible() and each.menu()] == []


def test_a_file_that_cannot_be_saved_is_reported_and_can_be_made_again(
    noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(noted, qtbot, tmp_path)
    page.sending.ask_where = saving_in(None)
    send(page)
    assert "at home" not in page.status_bar.next.text()
    page.sending.ask_where = saving_in(tmp_path / "no such folder")
    send(page)
    problem = open_dialog(Message)
    assert "could not be written" in " ".join(one.text() for one in problem.findChildren(QLabel))
    problem.accept()
    assert "at home" not in page.status_bar.next.text()
    page.sending.ask_where = saving_in(tmp_path)
    send(page)
    open_dialog(Passwords).accept()
