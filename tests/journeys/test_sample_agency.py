"""The sample agency in the window, for each role."""

import logging
import shutil
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.desk import sign_in
from panel_desk.models import AuditEntry
from panel_desk.operations.meetings.meetings import invite
from panel_desk.rules.vocabulary import AccountRole, Capacity, MinutesState
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.members.list import CentralListPage
from panel_desk.ui.pages.members.page import MemberPage
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.finder import Finder
from tests.builders import NOW, FixedTime
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.places import PAGES, minutes_at, places
from tests.journeys.window_user import WindowRecorder, WindowUser, dialogs, settle
from tests.sample_agency import SAMPLE_PASSPHRASE

# By role, the name of an account.
NAMES = {
    AccountRole.ADMINISTRATOR: "marian",
    AccountRole.ADVISER: "gwen",
    AccountRole.CHAIR: "sian",
    AccountRole.DECISION_MAKER: "imelda",
    AccountRole.READER: "edith",
}
OFFICE = {AccountRole.ADMINISTRATOR, AccountRole.ADVISER}
CHAIR, DECIDES = {AccountRole.CHAIR}, {AccountRole.DECISION_MAKER}
# By the words of a button or menu entry, the roles to which some page offers it.
WHO_IS_OFFERED = {
    "Open an account…": {AccountRole.ADMINISTRATOR},
    "Schedule meeting": OFFICE,
    "Cancel meeting": OFFICE,
    "Add people": OFFICE,
    "New case": OFFICE,
    "Edit case": OFFICE,
    "File papers…": OFFICE,
    "Withdraw case…": OFFICE,
    "Add to central list": OFFICE,
    "Put on hold": OFFICE,
    "Import a spreadsheet…": {AccountRole.ADMINISTRATOR},
    "Draft minutes": OFFICE,
    "Send to chair and adviser": OFFICE,
    "Declare interest": OFFICE | CHAIR,
    "Make final": OFFICE,  # of the minutes in review, which are not of a panel that this chair sees
    "Change recommendation": OFFICE | CHAIR,
    "Sign minutes": CHAIR,
    "Record decision": OFFICE | DECIDES,
    "Change my passphrase…": set(AccountRole),
    "Print": OFFICE | CHAIR | DECIDES,
}


def come_in(visitor: WindowUser, role: AccountRole) -> None:
    steps.sign_in(visitor, NAMES[role], SAMPLE_PASSPHRASE)
    assert visitor.window.bridge.signed_in.role is role


def show(visitor: WindowUser, place: Place) -> Page:
    visitor.window.open(place)
    settle()
    page = visitor.window.stack.currentWidget()
    assert isinstance(page, Page)
    return page


def actions_shown(within: QWidget) -> set[str]:
    """The texts of the enabled buttons and menu entries."""
    found: set[str] = set()
    for button in within.findChildren(QPushButton):
        if button.isVisible() and button.menu() is not None:
            found |= {entry.text() for entry in button.menu().actions() if entry.isEnabled()}
        elif button.isVisible() and button.isEnabled():
            found.add(button.text())
    return found


def written(visitor: WindowUser) -> list[str]:
    """The operations that are on the audit trail now, oldest first."""
    with Session(visitor.window.bridge.desk.store.engine) as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.parametrize("role", AccountRole)
def test_every_page_opens_for_each_role_and_offers_what_it_may_do(
    visitor: WindowUser, qapp: QApplication, role: AccountRole, caplog: pytest.LogCaptureFixture
) -> None:
    office = sign_in(visitor.application.folder, "marian", SAMPLE_PASSPHRASE, visitor.time_source)
    everything = places(DeskBridge(office))
    office.close()
    come_in(visitor, role)
    shown = WindowRecorder()
    qapp.installEventFilter(shown)
    found: set[str] = set()
    before = written(visitor)
    for place in everything:
        page = show(visitor, place)
        page.ask_again()
        assert dialogs() == [], place
        assert page.banner.words == "", place
        assert page.header.title, place
        assert shown.windows == [], place
        found |= actions_shown(page)
    qapp.removeEventFilter(shown)
    assert found & WHO_IS_OFFERED.keys() == {words for words, roles in WHO_IS_OFFERED.items() if role in roles}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    opened = ["opened_checks"] * 2 if role in OFFICE else []  # on the central list, and on a member's page
    visitor.qtbot.waitUntil(lambda: not visitor.window.background.is_busy)
    noted = written(visitor)[len(before) :]
    assert noted == opened


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sian tref", "Siân Trefelin"),
        ("lukasz", "Łukasz Brzozowski"),
        ("KARADAG", "Özlem Karadağ"),
        ("fhearraigh ni", "Caoimhe Ní Fhearraigh"),
        ("μαυριδου", "Αναστασία Μαυρίδου"),
    ],
)
def test_ctrl_k_finds_accented_and_greek_names_typed_without_accents(
    visitor: WindowUser, typed: str, name: str
) -> None:
    come_in(visitor, AccountRole.ADVISER)
    visitor.come_to(visitor.window)
    QTest.keyClick(visitor.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = visitor.window.findChild(Finder)
    assert finder is not None
    assert finder.hasFocus()
    visitor.type(finder, typed)
    visitor.qtbot.waitUntil(lambda: finder.titles[:1] == [name])
    visitor.key(finder, Qt.Key.Key_Return)
    assert visitor.page(MemberPage).header.title == name


def test_alt_and_a_number_open_each_page_and_back_returns(visitor: WindowUser) -> None:
    come_in(visitor, AccountRole.ADMINISTRATOR)
    visitor.come_to(visitor.window)
    for number, page in enumerate(PAGES, start=1):
        QTest.keySequence(visitor.window, f"Alt+{number}")
        assert visitor.window.place == Place(page)
    for page in reversed(PAGES[:-1]):
        QTest.keySequence(visitor.window, "Alt+Left")
        visitor.qtbot.waitUntil(partial(visitor.is_at, Place(page)))
    for page in PAGES[1:]:
        QTest.keySequence(visitor.window, "Alt+Right")
        visitor.qtbot.waitUntil(partial(visitor.is_at, Place(page)))


def test_the_focus_moves_to_the_page_that_opens(visitor: WindowUser, qapp: QApplication) -> None:
    come_in(visitor, AccountRole.ADMINISTRATOR)
    visitor.come_to(visitor.window)
    for number, page in enumerate(PAGES, start=1):
        QTest.keySequence(visitor.window, f"Alt+{number}")
        focused = qapp.focusWidget()
        assert focused is not None, page
        opened = visitor.window.page(page)
        assert focused is opened or opened.isAncestorOf(focused), page


def test_back_returns_to_the_row_that_was_opened(visitor: WindowUser) -> None:
    come_in(visitor, AccountRole.ADMINISTRATOR)
    visitor.go("Central list")
    page = visitor.page(CentralListPage)
    visitor.open_row(page.table, "M006")
    member = visitor.page(MemberPage)
    assert member.ref == "M006"
    visitor.press(_named(visitor, "Back"))
    assert visitor.page(CentralListPage).table.current_ref() == "M006"
    visitor.press(_named(visitor, "Forward"))
    assert visitor.page(MemberPage).ref == "M006"


def test_a_chair_signs_only_minutes_of_panels_that_they_presided_over(
    qtbot: QtBot, tmp_path: Path, sample_store: Path
) -> None:
    store = Path(shutil.copytree(sample_store, tmp_path / "store"))
    office = sign_in(store, "marian", SAMPLE_PASSPHRASE, FixedTime(NOW))
    final = minutes_at(DeskBridge(office), MinutesState.FINAL)
    office.do(invite, meeting=final, member="M001", capacity=Capacity.OBSERVER)  # Rosalind, who then sees it
    office.close()
    with at_the_program(qtbot, store, tmp_path, NOW) as visitor:
        visitor.application.start()
        steps.sign_in(visitor, "rosalind", SAMPLE_PASSPHRASE)
        page = show(visitor, Place("minutes-of", final))
        button = visitor.button(page.header, "Sign minutes")
        assert not button.isEnabled()
        assert button.toolTip() == (
            "Only whoever presided signs these minutes, with the account that Settings links to them."
        )


def test_no_title_of_the_window_names_anybody(visitor: WindowUser) -> None:
    come_in(visitor, AccountRole.ADMINISTRATOR)
    titles, alerts = set(), set()
    for place in places(visitor.window.bridge):
        show(visitor, place)
        titles.add(visitor.window.windowTitle())
        alerts |= {
            one.words for one in visitor.window.findChildren(Banner) if one.words and one.property("frame") == "alert"
        }
    assert titles == {
        f"{words} – Panel Desk"
        for words in (
            *("Today", "Calendar", "Cases", "Central list", "Minutes", "Decisions", "Settings"),
            *("Meeting", "Case", "Member"),
        )
    }
    assert alerts == set()


def _named(visitor: WindowUser, name: str) -> QAbstractButton:
    [button] = [one for one in visitor.window.findChildren(QAbstractButton) if one.accessibleName() == name]
    return button
