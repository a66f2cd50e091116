"""Starts the program for the journeys: before its first run, or on the sample agency."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk import paths
from panel_desk.documents.preflight import office_to_pdf
from panel_desk.settings import Settings
from panel_desk.ui.application import Application
from tests.builders import NOW, FixedTime
from tests.journeys.window_user import WindowUser, settle


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program find neither LibreOffice nor Word."""
    monkeypatch.setattr(office_to_pdf, "find_libreoffice", lambda: None)
    monkeypatch.setattr(office_to_pdf, "_has_word", lambda: False)


@contextmanager
def at_the_program(
    qtbot: QtBot, store: Path, folder: Path, moment: datetime, review_file: Path | None = None
) -> Iterator[WindowUser]:
    """A user at the program; at the end every window is closed and deleted.

    Args:
        qtbot: waits for the program.
        store: the folder of the store that the program opens.
        folder: a folder of this user's own, which must not contain `saved` yet.
        moment: the time that the program has.
        review_file: the review file that the program opens instead of the store.
    """
    time_source = FixedTime(moment)
    application = Application(Settings(), store, time_source, review_file)
    (folder / "saved").mkdir(parents=True)
    yield WindowUser(qtbot, application, time_source, folder / "saved")
    if application.window is not None:
        window = application.window
        application.sign_out()
        assert not window.background.is_busy
    if application.home is not None:
        assert application.home.close()
        application.home.home.desk.close()
        application.home.deleteLater()
    if application.entry_window is not None:
        application.entry_window.close()
        application.entry_window.deleteLater()
    application.deleteLater()
    settle()


@pytest.fixture
def user(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowUser]:
    """A user at the program's first run, on 24 April 2023, on a computer without a store."""
    store_folder = tmp_path / "home" / "store"
    monkeypatch.setattr(paths, "default_store", lambda: store_folder)
    with at_the_program(qtbot, store_folder, tmp_path, datetime(2023, 4, 24, 9, 0, tzinfo=UTC)) as user:
        yield user


@pytest.fixture
def visitor(qtbot: QtBot, tmp_path: Path, sample_store: Path) -> Iterator[WindowUser]:
    """Somebody before the sample agency's sign-in, on the day it was made."""
    with at_the_program(qtbot, sample_store, tmp_path, NOW) as user:
        user.application.start()
        yield user
