"""The window backs the store up by itself: once a day, and before it closes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from panel_desk.flows.keep_backups import BackupOutcome, BackupPlan, make_backups
from panel_desk.operations.agency import close_on
from panel_desk.operations.backups import choose_backup_folder
from panel_desk.progress import ProgressCallback
from panel_desk.settings import Settings
from panel_desk.store.backup import backups_in
from panel_desk.store.backup_notes import Occasion
from panel_desk.ui import rule_backups
from panel_desk.ui.application import Application
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.main_window import Leaving, MainWindow
from panel_desk.ui.rule_backups import RuleBackups
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults
from tests.ui.page_context import press
from tests.ui.patience import WAIT
from tests.ui.visible import texts_in, the_button

DAY = FixedTime().today().replace(month=12, day=29)


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    assert qtbot
    a_desk(tmp_path).close()
    monkeypatch.setattr(Application, "_preload", lambda _: None)
    one = Application(Settings(), tmp_path / "store", FixedTime())
    one.start()
    one.sign_in(ADMINISTRATOR, PASSPHRASE)
    yield one
    if one.window is not None:
        one.window.leave()
        one.window.bridge.close()
    if one.entry_window is not None:
        one.entry_window.close()


@pytest.fixture
def window(app: Application) -> MainWindow:
    assert app.window is not None
    return app.window


def _occasions(folder: Path) -> list[Occasion]:
    return [note.occasion for _, note in backups_in(folder)]


def test_the_window_closes_once_what_changed_is_backed_up(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = threading.Event()

    def back_up_then(plan: BackupPlan, progress: ProgressCallback) -> BackupOutcome:
        looked_at.wait(WAIT)
        return make_backups(plan, progress)

    monkeypatch.setattr(rule_backups, "make_backups", back_up_then)
    window.bridge.do(close_on, day=DAY, why="Flood")
    assert not window.close()
    [dialog] = window.findChildren(Message)
    wrong = [*faults(dialog), *key_faults(dialog)]
    looked_at.set()
    assert wrong == []
    qtbot.waitUntil(lambda: not window.isVisible())
    assert _occasions(window.bridge.desk.store.backups) == [Occasion.CLOSING]


def test_a_window_without_changes_closes_at_once(window: MainWindow) -> None:
    window.before_leaving(lambda: None, Leaving.CLOSE)
    assert window.close()
    assert _occasions(window.bridge.desk.store.backups) == []


def test_whoever_will_not_wait_closes_without_the_backup(qtbot: QtBot, window: MainWindow) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    window.close()
    [dialog] = window.findChildren(Message)
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.waitUntil(lambda: not window.background.is_busy)


def test_signing_out_backs_up_first(qtbot: QtBot, app: Application, window: MainWindow) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    store = window.bridge.desk.store
    window.sign_out()
    qtbot.waitUntil(lambda: app.window is None)
    assert _occasions(store.backups) == [Occasion.CLOSING]


def test_signing_out_during_the_backup_leaves_no_dialog(app: Application, window: MainWindow) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    window.close()
    [dialog] = window.findChildren(Message)
    app.sign_out()
    assert not dialog.isVisible()
    assert not window.isVisible()


def test_whoever_signs_out_without_waiting_leaves_no_dialog(app: Application, window: MainWindow) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    window.sign_out()
    [dialog] = window.findChildren(Message)
    shown = [dialog.accessibleName(), *texts_in(dialog)]
    assert "You are signed out as soon as the new one is made." in " ".join(shown)
    assert the_button(dialog, "Sign out without this backup").isVisible()
    assert not any("clos" in words for words in shown)
    press(dialog, Qt.Key.Key_Escape)
    assert app.window is None
    assert not dialog.isVisible()


@pytest.mark.parametrize("step", ["make_backups", "note_outcome"])
def test_a_bug_in_the_backup_is_read_before_the_account_is_signed_out(
    qtbot: QtBot, app: Application, window: MainWindow, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    window.bridge.do(close_on, day=DAY, why="Flood")
    monkeypatch.setattr(rule_backups, step, fail)
    window.sign_out()
    qtbot.waitUntil(lambda: any("not complete" in each.accessibleName() for each in window.findChildren(Message)))
    [said] = [each for each in window.findChildren(Message) if each.isVisible()]
    assert "Tell your supplier the reference" in said.words.text()
    assert app.window is window
    press(said, Qt.Key.Key_Return)
    assert app.window is None


def test_a_backup_that_fails_on_closing_is_said_and_the_window_still_closes(qtbot: QtBot, window: MainWindow) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    window.bridge.desk.store.backups.write_text("in the way", encoding="utf-8")
    window.close()
    qtbot.waitUntil(lambda: any("not complete" in each.accessibleName() for each in window.findChildren(Message)))
    [said] = [each for each in window.findChildren(Message) if "not complete" in each.accessibleName()]
    assert said.words.text().startswith("No backup was made in ")
    press(said, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_once_a_day_what_changed_is_backed_up_while_the_window_is_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.bridge.do(close_on, day=DAY, why="Flood")
    window.bridge.do(choose_backup_folder, folder=str(tmp_path / "unplugged" / "copies"))
    [backing] = window.findChildren(RuleBackups)
    backing.timeout.emit()
    qtbot.waitUntil(lambda: not window.background.is_busy)
    assert _occasions(window.bridge.desk.store.backups) == [Occasion.FIRST_SIGN_IN]
    assert "is not there now" in window.warnings.words
    assert window.close()
