"""Three people check the same minutes and propose words for the same passage; one proposal is accepted."""

from collections.abc import Iterator
from contextlib import closing
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.dialogs.comment import CommentOnPassage
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.section_history import SectionHistory
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, a_desk
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.window_user import POPUPS, WindowUser, settle, visible_text
from tests.panels import APPROVAL, PANEL, a_held_panel, the_chair, write_all

TEXT = "The panel was told of contact. All agreed."
# Each account's name and passphrase.
CHAIR, ADVISER = (AccountRole.CHAIR.value, PASSPHRASE), ("agency-adviser", PASSPHRASE)


@pytest.fixture
def user(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowUser]:
    with closing(a_desk(tmp_path)) as desk:
        a_held_panel(desk)
        write_all(desk, text=TEXT)
    the_chair(tmp_path).close()
    a_desk(tmp_path, AccountRole.ADVISER).close()
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as user:
        user.application.start()
        yield user


def at_the_minutes(user: WindowUser) -> MinutesPage:
    user.window.open(Place("minutes-of", PANEL))
    settle()
    page = user.page(MinutesPage)
    page.sections.setCurrentRow(1)
    return page


def propose(user: WindowUser, page: MinutesPage, passage: str, **typed: str) -> None:
    """Select a passage and comment on it."""
    box = page.sheets[APPROVAL].editors[DISCUSSION].box
    user.press(box)
    start = box.toPlainText().index(passage)
    cursor = QTextCursor(box.document())
    cursor.setPosition(start)
    cursor.setPosition(start + len(passage), QTextCursor.MoveMode.KeepAnchor)
    box.setTextCursor(cursor)
    user.menu(page.header, "More", "Comment…")
    dialog = user.dialog(CommentOnPassage)
    user.fill(dialog.form, **typed)
    assert ("how" in dialog.form.rows and dialog.form.rows["how"].isVisible()) == ("how" in typed)
    user.click(dialog, "Add comment")


def saved(user: WindowUser) -> str:
    record = user.window.bridge.ask(minutes, PANEL)
    assert record is not None
    return next(one.text for one in record.sections if one.case == APPROVAL and one.heading == DISCUSSION)


@POPUPS
def test_of_three_proposals_for_one_passage_one_is_accepted(user: WindowUser) -> None:
    steps.sign_in(user, ADMINISTRATOR, PASSPHRASE)
    page = at_the_minutes(user)
    user.click(page.header, "Send to chair and adviser")
    assert "Waiting for Siân Llewellyn and Agency-Adviser" in visible_text(page)

    steps.change_over(user, *CHAIR)
    page = at_the_minutes(user)
    propose(user, page, "was told of", proposed="asked about", text="We asked.")
    user.click(page.header, "Done checking")

    steps.change_over(user, *ADVISER)
    page = at_the_minutes(user)
    propose(user, page, "told of contact", proposed="given the contact plan")
    user.click(page.header, "Done checking")
    user.click(page.header, "Send to members")

    steps.change_over(user, ADMINISTRATOR, PASSPHRASE)
    page = at_the_minutes(user)
    propose(user, page, "contact", proposed="contact with her sister", review="Given003 Family003", how="E-mail")
    margin = page.checking.margin
    assert "3 proposals for the same passage: accept one" in visible_text(margin)
    user.menu(page.header, "More", "Note who has checked…")
    dialog = user.dialog(FormDialog)
    user.fill(dialog.form, reviewer="Given003 Family003", how="Telephone")
    user.click(dialog, "Note as checked")

    user.move_to(NOW.date(), time(10, 15))
    chosen = accept_of(page, "Siân Llewellyn")
    user.press(chosen)
    assert saved(user) == TEXT.replace("was told of", "asked about")
    assert "the passage is replaced" in visible_text(margin)
    assert user.window.focusWidget() is margin

    steps.change_over(user, *CHAIR)
    page = at_the_minutes(user)
    shown_text = visible_text(page.checking.margin)
    assert "Changed since you last looked" in shown_text
    user.click(page.checking.margin, "I have seen these")
    assert "Changed since you last looked" not in visible_text(page.checking.margin)

    user.press(page.sheets[APPROVAL].editors[DISCUSSION].box)
    user.menu(page.header, "More", "History of this section…")
    history = user.dialog(SectionHistory)
    assert "asked about" in history.redline.text()
    history.list.setCurrentRow(1)
    user.click(history, "Bring this text back")
    assert saved(user) == TEXT


def accept_of(page: MinutesPage, author: str) -> QPushButton:
    """The button that accepts the words of an author."""
    settle()
    [found] = [
        one
        for one in page.checking.margin.findChildren(QPushButton)
        if one.accessibleName() == f"Accept this text, {author}"
    ]
    return found
