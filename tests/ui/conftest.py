"""Fixtures of the window's tests."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[W], W]:
    """Shows a widget."""

    def shown(widget: W) -> W:
        qtbot.addWidget(widget)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_Resized):
            widget.resize(widget.sizeHint().expandedTo(QSize(300, 120)))
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return shown
