"""The program before its first run, and somebody in front of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk import paths
from panel_desk.settings import Settings
from panel_desk.ui.application import Application
from tests.builders import FixedClock
from tests.journeys.hands import Hands, settle


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """Somebody in front of the program, on 24 April 2023; nothing of the person who runs the tests is touched."""
    monkeypatch.setattr(paths, "default_store", lambda: tmp_path / "home" / "store")
    clock = FixedClock(datetime(2023, 4, 24, 9, 0, tzinfo=UTC))
    application = Application(Settings(), tmp_path / "home" / "store", clock)
    (tmp_path / "saved").mkdir()
    hands = Hands(qtbot, application, clock, tmp_path / "saved")
    yield hands
    if application.window is not None:
        window = application.window
        application.sign_out()
        assert not window.background.is_busy
    if application.door is not None:
        application.door.close()
        application.door.deleteLater()
    application.deleteLater()
    settle()
