"""The panel day page of a meeting held today, at 10:52, on its second item."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import (
    FixedTime,
    a_desk,
)
from tests.ui.page_context import Noted
from tests.ui.panels import a_panel, shown


@pytest.fixture
def time_source() -> FixedTime:
    return FixedTime(datetime(2027, 3, 4, 10, 52, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    return a_desk(tmp_path, time_source=time_source)


@pytest.fixture
def page(desk: Desk, noted: Noted, qtbot: QtBot) -> MeetingPage:
    """The page of a panel whose five members are present, on its second item."""
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    page.panel_day.next_item()
    return page
