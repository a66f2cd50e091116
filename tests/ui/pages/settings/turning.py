"""Showing the settings, and turning to one of their sections."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.ui.page import Place
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.section import Section

S = TypeVar("S", bound=Section)


def shown(qtbot: QtBot, page: SettingsPage) -> SettingsPage:
    """The page as large as the smallest window leaves it."""
    qtbot.addWidget(page)
    page.resize(1096, 650)
    with qtbot.waitExposed(page):
        page.show()
    return page


def at(page: SettingsPage, kind: type[S]) -> S:
    """The section of a kind, its tab opened."""
    page.visit(Place("settings", None, kind.key))
    QApplication.processEvents()
    section = page.section(kind.key)
    assert isinstance(section, kind)
    return section
