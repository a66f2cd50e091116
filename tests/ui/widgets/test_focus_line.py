"""The ring round a row that takes the focus as a whole."""

from functools import partial

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from panel_desk.ui import theme
from panel_desk.ui.widgets.focus_line import FocusLine
from panel_desk.ui.widgets.layout import column


def has_ring(shown: QWidget) -> bool:
    """Whether the screen, which shows only what was painted, has the ring's colour at a widget's top edge."""
    window = shown.window()
    edge = shown.mapTo(window, shown.rect().topLeft())
    picture = window.screen().grabWindow(window.winId()).toImage()
    return picture.pixelColor(edge.x() + 20, edge.y()) == QColor(theme.colours().accent)


def test_the_ring_follows_the_focus(qtbot: QtBot) -> None:
    window, lines = QWidget(), (FocusLine(), FocusLine())
    qtbot.addWidget(window)
    for line in lines:
        line.setMinimumSize(200, 60)
    window.setLayout(column(*lines))
    with qtbot.waitExposed(window):
        window.show()

    def has_moved_to(line: FocusLine) -> bool:
        return [has_ring(each) for each in lines] == [each is line for each in lines]

    for line in (*lines, *lines):
        line.setFocus()
        qtbot.waitUntil(partial(has_moved_to, line))
