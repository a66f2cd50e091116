"""The store's key is changed from the window, and the papers that are left are encrypted at the next sign-in."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import SurroundingsError
from panel_desk.flows.change_key import change_database, store_with_papers_left
from panel_desk.queries.integrity import store_faults
from panel_desk.store.backup import PAPERS
from panel_desk.store.vault import Vault
from panel_desk.ui import paper_encryption
from panel_desk.ui.dialogs.change_store_key import ChangeStoreKey
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.pages.settings.accounts import AccountsSection
from panel_desk.ui.pages.settings.backups import BackupsSection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.paper_encryption import PaperEncryption
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk
from tests.ui.clipping import faults
from tests.ui.page_context import a_page_context, click
from tests.ui.pages.settings.showing import open_section


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """A desk with two papers."""
    desk = a_desk(tmp_path, time_source=time_source)
    for each in (b"one paper", b"another"):
        desk.store.vault.put(each)
    return desk


def said(window: QWidget) -> str:
    """The words of the newest message that is open."""
    return window.findChildren(Message)[-1].words.text()


def test_an_administrator_changes_the_key_and_reads_what_old_backups_open(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    old_key = desk.store.data_key
    dialog = open_section(page, AccountsSection).change_store_key()
    assert faults(dialog) == []

    with qtbot.waitSignal(dialog.encryption.ended, timeout=60_000):
        click(dialog.change_button)

    assert said(page).startswith("The database and every paper are encrypted under the new key.")
    assert "1 backup was made before the store's key was changed" in said(page)
    vault = Vault(desk.store.folder / PAPERS, old_key)
    assert [vault.is_whole(name) for name in vault.names()] == [False, False]
    assert desk.ask(store_faults) == ()
    assert str(desk.store.backups) in open_section(page, BackupsSection).old_key.text()


def test_a_store_that_somebody_else_has_open_keeps_its_key(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    old_key = desk.store.data_key
    dialog = open_section(page, AccountsSection).change_store_key()
    with closing(sign_in(desk.store.folder, ADMINISTRATOR, PASSPHRASE)), qtbot.waitSignal(dialog.rejected):
        click(dialog.change_button)
    assert desk.store.data_key == old_key
    assert store_with_papers_left(desk) is None


def test_a_full_disk_before_the_change_is_said(
    page: SettingsPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise SurroundingsError("The disk is full.")

    monkeypatch.setattr(desk.store.__class__, "back_up", full)
    dialog = open_section(page, AccountsSection).change_store_key()
    with qtbot.waitSignal(dialog.rejected):
        click(dialog.change_button)
    assert said(page) == "The disk is full."
    assert store_with_papers_left(desk) is None


def test_a_change_that_was_interrupted_goes_on_in_the_next_window(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_encryption, "_QUIET_MS", 1)
    change_database(desk)
    window = QWidget()
    qtbot.addWidget(window)
    with a_page_context(desk) as noted:
        encryption = PaperEncryption(noted.context.bridge, noted.context.background, window)
        with qtbot.waitSignal(encryption.ended, timeout=60_000):
            encryption.go_on_later()
        assert encryption.start() is None
    assert store_with_papers_left(desk) is None
    assert isinstance(window.findChildren(Message)[-1], Message)
    assert not window.findChildren(ChangeStoreKey)
