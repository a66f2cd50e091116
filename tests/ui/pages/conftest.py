"""A new agency's desk, and the house its pages live in; a module that needs more in its agency makes its own desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from tests.builders import a_desk
from tests.ui.house import Noted, a_house


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_house(desk) as noted:
        yield noted
