"""The desk of a new agency and the context of its pages; a module that needs records in it overrides `desk`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from tests.builders import a_desk
from tests.ui.page_context import Noted, a_page_context


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_page_context(desk) as noted:
        yield noted
