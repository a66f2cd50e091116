"""Passwords on the clipboard."""

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from panel_desk.ui import secret_clipboard
from panel_desk.ui.secret_clipboard import copy_secret


def test_a_secret_is_removed_after_its_time(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_clipboard, "CLEARED_AFTER", 0)
    copy_secret("apricot-lantern-41")
    assert QGuiApplication.clipboard().text() == "apricot-lantern-41"
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().text())


def test_what_is_copied_after_a_secret_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_clipboard, "CLEARED_AFTER", 0)
    copy_secret("apricot-lantern-41")
    QGuiApplication.clipboard().setText("The minutes of 4 March 2027")
    app = QGuiApplication.instance()
    assert app is not None
    timer = next(one for one in app.children() if one.metaObject().className() == "_Clearing")
    with qtbot.waitSignal(timer.destroyed):
        pass
    assert QGuiApplication.clipboard().text() == "The minutes of 4 March 2027"
