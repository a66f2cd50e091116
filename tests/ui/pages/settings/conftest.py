"""The settings page on a real store, shown."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.ui.pages.settings.page import SettingsPage
from tests.builders import FixedTime, a_desk
from tests.ui.page_context import Noted
from tests.ui.pages.settings.showing import shown


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    return a_desk(tmp_path, time_source=time_source)


@pytest.fixture
def page(qtbot: QtBot, noted: Noted) -> SettingsPage:
    return shown(qtbot, SettingsPage(noted.context))
