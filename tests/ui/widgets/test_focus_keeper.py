"""The focus after an action that disables, hides or rebuilds the widget that had it, by keyboard and by mouse."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.layout import column, empty, row, scrolling, within
from panel_desk.ui.window import Window
from tests.ui.visible import the_button

Press = Callable[[QAbstractButton], None]


class RowsWindow(Window):
    """A window with a search field, and a page of rows, each with a button that removes it."""

    def __init__(self) -> None:
        super().__init__()
        self.finder = QLineEdit()
        self.names = ["Ann", "Bob", "Cy"]
        self._rows = column()
        self.begin_button = plain("Begin", self.begin)
        self.note_button = plain("Note", self.ask_first)
        self.page = within(column(self.begin_button, self._rows, self.note_button))
        self.setCentralWidget(within(column(row(self.finder), self.page)))
        self.show_rows()

    def working_area(self) -> QWidget:
        """The page."""
        return self.page

    def show_rows(self) -> None:
        """Build the rows again."""
        empty(self._rows)
        for name in self.names:
            self._rows.addWidget(plain(f"Remove {name}", partial(self.remove, name)))

    def remove(self, name: str) -> None:
        """Remove a row, and build the others again."""
        self.names.remove(name)
        self.show_rows()

    def begin(self) -> None:
        """Disable the button that runs this."""
        self.begin_button.setEnabled(False)

    def ask_first(self) -> None:
        """Ask; if the answer is yes, hide the button that runs this."""
        ask(self, "Note it?", "It is noted for good.", "Note it", self.note_button.hide)


def by_enter(button: QAbstractButton) -> None:
    QTest.keyClick(button, Qt.Key.Key_Return)


def by_mouse(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def rows_window(qtbot: QtBot) -> RowsWindow:
    rows_window = RowsWindow()
    qtbot.addWidget(rows_window)
    with qtbot.waitActive(rows_window):
        rows_window.show()
    return rows_window


def focused() -> str:
    QApplication.processEvents()
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    return focus.text() if isinstance(focus, QAbstractButton) else type(focus).__name__


@pytest.mark.parametrize("press", [by_enter, by_mouse])
def test_the_focus_goes_to_what_follows(rows_window: RowsWindow, qtbot: QtBot, press: Press) -> None:
    rows_window.begin_button.setFocus()
    press(rows_window.begin_button)
    assert focused() == "Remove Ann"
    the_button(rows_window, "Remove Bob").setFocus()
    press(the_button(rows_window, "Remove Bob"))
    assert focused() == "Remove Cy"
    press(the_button(rows_window, "Remove Cy"))
    assert focused() == "Note"
    press(rows_window.note_button)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QWidget))
    question = QApplication.activeModalWidget()
    assert question is not None
    press(the_button(question, "Note it"))
    rows_window.activateWindow()  # as a window manager does
    qtbot.waitUntil(rows_window.isActiveWindow)
    assert focused() == "Remove Ann"


def test_a_double_click_presses_a_button_once(qtbot: QtBot) -> None:
    pressed: list[str] = []
    window = Window()
    button = plain("Send", lambda: pressed.append("sent"))
    window.setCentralWidget(within(column(button)))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert pressed == ["sent"]


def test_what_is_built_again_has_the_focus_again(rows_window: RowsWindow) -> None:
    the_button(rows_window, "Remove Bob").setFocus()
    rows_window.show_rows()
    assert focused() == "Remove Bob"


def test_a_widget_that_is_given_the_focus_keeps_it(rows_window: RowsWindow) -> None:
    rows_window.begin_button.setFocus()
    rows_window.finder.setFocus()
    rows_window.begin()
    assert focused() == "QLineEdit"
    rows_window.begin_button.setEnabled(True)
    rows_window.begin_button.setFocus()
    rows_window.begin()
    the_button(rows_window, "Note").setFocus()  # at once, as a page does that knows what comes next
    assert focused() == "Note"


def test_with_nothing_left_to_do_the_page_itself_has_the_focus(rows_window: RowsWindow) -> None:
    rows_window.names.clear()
    rows_window.show_rows()
    rows_window.note_button.hide()
    rows_window.page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    rows_window.begin_button.setFocus()
    by_enter(rows_window.begin_button)
    focused()
    assert rows_window.page.hasFocus()


def test_what_a_key_moves_the_focus_to_is_scrolled_into_view(qtbot: QtBot) -> None:
    lines = [QLineEdit() for _ in range(30)]
    window = Window()
    area = scrolling(within(column(*lines)))
    window.setCentralWidget(within(column(area)))
    window.resize(400, 300)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    lines[0].setFocus()
    lines[-1].setFocus()
    qtbot.waitUntil(
        lambda: area.viewport().rect().contains(lines[-1].mapTo(area.viewport(), lines[-1].rect().center()))
    )
