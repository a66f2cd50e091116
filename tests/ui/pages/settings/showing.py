"""Shows the settings page and opens one of its sections."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.ui.page import Place
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.widgets.tab_bar import TabBar

S = TypeVar("S", bound=Section)


def shown(qtbot: QtBot, page: SettingsPage) -> SettingsPage:
    """Show the page at the size that the smallest window gives it."""
    qtbot.addWidget(page)
    page.resize(1096, 650)
    with qtbot.waitExposed(page):
        page.show()
    return page


def open_section(page: SettingsPage, kind: type[S]) -> S:
    """Open the tab of a section and return the section."""
    page.visit(Place("settings", None, kind.key))
    QApplication.processEvents()
    section = page.section(kind.key)
    assert isinstance(section, kind)
    return section


def titles(page: SettingsPage) -> list[str]:
    """The titles of the tabs, from the left."""
    bar = page.findChild(TabBar)
    assert isinstance(bar, TabBar)
    return [bar.tabText(number) for number in range(bar.count())]
