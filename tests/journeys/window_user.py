"""A user of the window: finds visible widgets, clicks and types. Waits are for conditions, never for a fixed time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from panel_desk.ui.application import Application
from panel_desk.ui.form import Form
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Page, Place
from panel_desk.ui.printing import Printing
from panel_desk.ui.widgets.table import Table
from tests.builders import FixedTime
from tests.ui.clipping import faults

W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=Page)
ASCII = 128  # the number of ASCII characters; QTest types only these, so other letters are pasted
POPUPS = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise|grabbing)", extend=True)  # offscreen


@dataclass
class WindowUser:
    """A user, the program that they use, and the time that it has.

    Args:
        qtbot: waits for the background worker.
        application: the program.
        time_source: the source of the time that the program has.
        folder: where this user saves files.
        saved: the files that were saved since `save_to_folder` was called, oldest first.
    """

    qtbot: QtBot
    application: Application
    time_source: FixedTime
    folder: Path
    saved: list[Path] = field(default_factory=list)

    # What is shown

    @property
    def window(self) -> MainWindow:
        """The main window."""
        assert self.application.window is not None
        return self.application.window

    @property
    def entry_view(self) -> QWidget:
        """The view that is shown before sign-in."""
        view = self.application.entry_window.centralWidget() if self.application.entry_window else None
        assert view is not None
        return view

    def page(self, kind: type[P]) -> P:
        """The page that is open, which must be of this kind."""
        shown = self.window.stack.currentWidget()
        assert isinstance(shown, kind), shown
        return shown

    def is_at(self, place: Place) -> bool:
        """Whether the window shows this place."""
        return self.window.place == place

    def dialog(self, kind: type[W]) -> W:
        """The dialog of a kind, once it is open, with nothing in it cut."""
        self.qtbot.waitUntil(lambda: len(_open(kind)) == 1)
        assert faults(_open(kind)[0]) == []
        return _open(kind)[0]

    def move_to(self, day: date, at: time) -> None:
        """Set the time to a time of a day."""
        self.time_source.moment = datetime.combine(day, at, UTC)

    # The mouse

    def click(self, within: QWidget, words: str) -> None:
        """Click the enabled button with these words."""
        button = self.button(within, words)
        assert button.isEnabled(), f"{words}: {button.toolTip()}"
        self.press(button)

    def button(self, within: QWidget, words: str) -> QAbstractButton:
        """The one visible button with these words."""
        settle()
        found = [one for one in _all(within, QAbstractButton) if _words(one) == words]
        assert len(found) == 1, f"{words!r} in {sorted(map(_words, _all(within, QAbstractButton)))}"
        return found[0]

    def press(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click a widget, scrolled into view."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        self.come_to(widget)
        where = QPoint(12, widget.height() // 2) if isinstance(widget, QRadioButton) else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or where)
        settle()

    def come_to(self, widget: QWidget) -> None:
        """Activate a widget's window, as a window manager does."""
        settle()
        window = widget.window()
        if window.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog) and not window.isActiveWindow():
            window.activateWindow()
            self.qtbot.waitUntil(window.isActiveWindow)

    def menu(self, within: QWidget, button: str, entry: str) -> None:
        """Open a button's menu and choose from it."""
        opener = self.button(within, button)
        assert isinstance(opener, QPushButton)
        self.choose_from(opener.menu(), entry)

    def choose_from(self, menu: QMenu, entry: str) -> None:
        """Choose from a menu that opens."""
        front = self.application.window or self.application.home
        assert front is not None
        menu.popup(front.mapToGlobal(QPoint(40, 40)))
        [action] = [one for one in menu.actions() if one.text().replace("&&", "&") == entry]
        assert action.isEnabled(), f"{entry}: {action.toolTip()}"
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        settle()

    def menu_entries(self, within: QWidget, button: str = "More") -> dict[str, bool]:
        """The entries of a button's menu, each with whether it is enabled."""
        opener = self.button(within, button)
        assert isinstance(opener, QPushButton)
        return {entry.text(): entry.isEnabled() for entry in opener.menu().actions()}

    def go(self, title: str) -> None:
        """Go to a page by its entry in the navigation."""
        self.click(self.window.navigation, title)

    def turn(self, within: QWidget, words: str) -> None:
        """Turn to the tab whose title begins with these words."""
        settle()
        [(bar, at)] = [
            (bar, at) for bar in _all(within, QTabBar) for at in range(bar.count()) if bar.tabText(at).startswith(words)
        ]
        self.press(bar, bar.tabRect(at).center())
        assert bar.currentIndex() == at

    def row(self, table: Table, ref: str) -> None:
        """Click a row of a table."""
        assert table.choose(ref), ref
        view = table.view
        self.press(view.viewport(), view.visualRect(view.currentIndex()).center())
        assert table.current_ref() == ref

    def open_row(self, table: Table, ref: str) -> None:
        """Open a row of a table, with Enter."""
        self.row(table, ref)
        QTest.keyClick(table.view, Qt.Key.Key_Return)
        settle()

    # The keyboard

    def type(self, field: QWidget, words: str) -> None:
        """Click into a field and replace its text."""
        self.press(field)
        QTest.keySequence(field, "Ctrl+A")
        QTest.keyClick(field, Qt.Key.Key_Delete)
        if all(ord(letter) < ASCII for letter in words):
            QTest.keyClicks(field, words)
        else:
            QApplication.clipboard().setText(words)
            QTest.keySequence(field, "Ctrl+V")
        typed = field.text() if isinstance(field, QLineEdit) else ""
        typed = field.toPlainText() if isinstance(field, QPlainTextEdit | QTextEdit) else typed
        assert typed == words

    def type_nothing(self, field: QPlainTextEdit | QTextEdit, words: str) -> None:
        """Type into a field that is read-only, and assert that its text stays."""
        before = field.toPlainText()
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert field.toPlainText() == before

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key."""
        self.come_to(widget)
        QTest.keyClick(widget, key)
        settle()

    def leave(self, field: QWidget) -> None:
        """Go on to the next field, as Tab does."""
        field.setFocus()
        self.key(field, Qt.Key.Key_Tab)

    def fill(self, form: Form, **values: str | bool) -> None:
        """Fill in a form: text is typed or chosen from a list, yes and no are clicked."""
        for key, value in values.items():
            source = form.rows[key].input
            field = source.focus_widget()
            if isinstance(value, bool):
                self.click(source, "Yes" if value else "No")
            elif isinstance(field, QComboBox):
                self.choose(field, value)
            else:
                self.type(field, value)

    def choose(self, field: QComboBox, words: str) -> None:
        """Choose from a combo box: from its list, or by typing where it is editable."""
        at = field.findText(words)
        assert at >= 0, [field.itemText(place) for place in range(field.count())]
        line, completer = field.lineEdit(), field.completer()
        if line is not None and completer is not None:
            self.type(line, words)
            popup = completer.popup()
            assert popup is not None
            self.key(popup, Qt.Key.Key_Escape)
        else:
            self.press(field)
            field.view().setCurrentIndex(field.model().index(at, 0))
            self.key(field.view(), Qt.Key.Key_Return)
        assert field.currentText() == words

    # Files

    def where(self, name: str, kind: str) -> str:
        """Answer *Save as* with this person's folder."""
        assert kind
        return str(self.folder / Path(name).name)

    def save_to_folder(self, printing: Printing) -> None:
        """Answer *Save as* with this person's folder, and record each saved file instead of opening it."""

        def ask_where(name: str) -> str:
            return str(self.folder / name)

        printing.ask_where, printing.show_file = ask_where, self.saved.append

    def file_saved_by(self, run: Callable[[], object]) -> Path:
        """The file that a call saves, once it exists."""
        before = len(self.saved)
        run()
        self.qtbot.waitUntil(lambda: len(self.saved) > before)
        return self.saved[-1]


class WindowRecorder(QObject):
    """Records each widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 # Qt's name
        """Record the window; no event is held back."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def settle() -> None:
    """Process pending events, so that layouts are computed, and new widgets shown and old ones deleted."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def visible_text(widget: QWidget) -> str:
    """The visible texts of a widget's labels and buttons, one per line."""
    settle()
    shown_text = [one.text() for one in _all(widget, QLabel)] + [_words(one) for one in _all(widget, QAbstractButton)]
    return "\n".join(shown_text)


def dialogs() -> list[QDialog]:
    """The dialogs that still exist."""
    settle()
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]


def _all(within: QWidget, kind: type[W]) -> list[W]:
    own = [within] if isinstance(within, kind) else []
    return own + [one for one in within.findChildren(kind) if one.isVisible()]


def _open(kind: type[W]) -> list[W]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def _words(button: QAbstractButton) -> str:
    return button.text().replace("&&", "&")
