"""The lock of a window that nobody uses: what it covers, what opens it, and what is still there afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import set_figure
from panel_desk.queries.agency import agency_name
from panel_desk.settings import Settings
from panel_desk.store.refused_sign_ins import take_refused
from panel_desk.ui import idle_lock
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import show_message
from panel_desk.ui.idle_lock import Locked
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Page, PageSpec
from tests.builders import PASSPHRASE, FixedTime, a_desk
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults


class WritingPage(Page):
    """A page with unsaved text."""

    title = "Writing"

    def build(self) -> None:
        self.text = QLineEdit()
        self.body.addWidget(self.text)

    def is_unsaved(self) -> bool:
        return bool(self.text.text())


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    return a_desk(tmp_path, time_source=time_source)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    page = PageSpec("writing", "Writing", "folder", WritingPage)
    one = MainWindow(DeskBridge(desk), [page], agency=agency_name, find=lambda _: [], settings=Settings())
    qtbot.addWidget(one)
    with qtbot.waitActive(one):
        one.show()
        one.activateWindow()
    yield one
    one.background.drain()


def topmost(window: MainWindow) -> str:
    """The class of the topmost widget near the middle of the window."""
    widget = window.childAt(window.rect().center() + QPoint(0, 40))
    return type(widget).__name__ if widget is not None else ""


def unlock(locked: Locked, typed: str) -> None:
    field = locked.form.rows["passphrase"].findChild(QLineEdit)
    assert field is not None
    field.setText(typed)
    QTest.keyClick(field, Qt.Key.Key_Return)


def press(within: QWidget, words: str) -> None:
    next(each for each in within.findChildren(QPushButton) if each.text() == words).click()


def test_a_window_that_nobody_uses_is_covered_and_keeps_what_was_typed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.page("writing")
    assert isinstance(page, WritingPage)
    page.text.setText("The panel asked about")
    monkeypatch.setattr(idle_lock, "_A_MINUTE", 1)
    window.idle_lock.lock_after(1)
    qtbot.waitUntil(lambda: window.idle_lock.locked is not None)
    locked = window.idle_lock.locked
    assert locked is not None
    assert window.windowTitle() == locked.windowTitle() == "Panel Desk, locked"
    assert topmost(window) == "_Cover"
    window.resize(window.width() + 90, window.height() + 90)
    assert topmost(window) == "_Cover"
    assert [*faults(locked), *key_faults(locked)] == []
    QTest.keyClick(locked, Qt.Key.Key_Escape)
    locked.close()
    assert locked.isVisible()
    window.idle_lock.lock_after(0)
    unlock(locked, PASSPHRASE)
    assert window.idle_lock.locked is None
    assert window.windowTitle() == "Writing – Panel Desk"
    assert topmost(window) != "_Cover"
    assert page.text.text() == "The panel asked about"


def test_a_key_begins_the_idle_time_again(window: MainWindow, qtbot: QtBot) -> None:
    timer = window.idle_lock.idle
    timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse timer rounds its time, so that it could begin with less
    window.idle_lock.lock_after(1)
    qtbot.waitUntil(lambda: timer.remainingTime() < 60_000 - 50)
    before = timer.remainingTime()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert timer.remainingTime() > before


def test_wrong_passphrases_are_refused_counted_and_kept_for_the_audit_trail(
    window: MainWindow, desk: Desk, time_source: FixedTime
) -> None:
    window.lock()
    locked = window.idle_lock.locked
    assert locked is not None
    unlock(locked, "not-my-passphrase")
    assert locked.form.rows["passphrase"].problem == ("That is not your passphrase. Check Caps Lock and type it again.")
    for _ in range(4):
        unlock(locked, "not-my-passphrase")
    unlock(locked, PASSPHRASE)
    assert "Try again in" in locked.form.rows["passphrase"].problem
    assert window.idle_lock.locked is locked
    assert len(take_refused(desk.store.folder)) == 5
    time_source.move(seconds=30)
    unlock(locked, PASSPHRASE)
    assert window.idle_lock.locked is None


def test_a_dialog_that_opens_while_the_window_is_locked_is_covered_too(window: MainWindow, qtbot: QtBot) -> None:
    before = show_message(window, "Passwords", "4711")
    window.lock()
    locked = window.idle_lock.locked
    assert locked is not None
    after = show_message(window, "More passwords", "4712")
    for dialog in (before, after):
        covered = dialog.childAt(dialog.rect().center())
        assert covered is not None
        assert covered.window() is dialog
        assert any(type(one).__name__ == "_Cover" for one in (covered, covered.parentWidget()))
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is locked)
    unlock(locked, PASSPHRASE)
    assert [dialog.windowTitle() for dialog in (before, after)] == ["Panel Desk", "Panel Desk"]


def test_somebody_else_closes_the_locked_window_without_saving(window: MainWindow) -> None:
    page = window.page("writing")
    assert isinstance(page, WritingPage)
    page.text.setText("Not saved")
    window.lock()
    locked = window.idle_lock.locked
    assert locked is not None
    press(locked, "Close Panel Desk without saving")
    question = QApplication.activeModalWidget()
    assert question is not None
    QApplication.processEvents()  # a dialog that is covered loses its place in front only then
    assert QApplication.activeModalWidget() is question
    assert not any(type(each).__name__ == "_Cover" for each in question.findChildren(QWidget))
    press(question, "Close without saving")
    assert not window.isVisible()


def test_the_agencys_figure_sets_after_how_long_the_window_is_locked(window: MainWindow, desk: Desk) -> None:
    assert window.idle_lock.idle.interval() == 10 * 60_000
    desk.do(set_figure, "idle_lock_minutes", 3)
    assert window.idle_lock.idle.interval() == 3 * 60_000
    desk.do(set_figure, "idle_lock_minutes", 0)
    assert not window.idle_lock.idle.isActive()
