"""Base classes of the program's windows and dialogs: Tab follows the reading order, and the focus is not lost."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QPushButton, QWidget

from panel_desk.ui.widgets.focus_keeper import FocusKeeper
from panel_desk.ui.widgets.tab_order import go_by_tab, tab_stops

_FRAME = QSize(8, 40)  # pixels that a title bar and borders take, at most


def resize_on_screen(window: QWidget, size: QSize) -> None:
    """Give a window its first size, or less where the screen has no room for it and its title bar."""
    # Not window.screen(): PySide makes the screen a child of the window, and deletes it with a window that Python owns.
    screen = QGuiApplication.primaryScreen()
    window.resize(size.boundedTo(screen.availableGeometry().size() - _FRAME))


class Window(QMainWindow):
    """Base class of the program's windows."""

    def __init__(self) -> None:
        super().__init__()
        self._focus_keeper = FocusKeeper(self, self.working_area)

    def working_area(self) -> QWidget | None:
        """The part of the window in which the focus stays after a button is pressed: the page that is open."""
        return self.centralWidget()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 # Qt's name
        """Move the focus by Tab in reading order."""
        return go_by_tab(self, forward=next)


class Dialog(QDialog):
    """Base class of the program's dialogs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._focus_keeper = FocusKeeper(self, self._whole_dialog)
        for key in ("Ctrl+Return", "Ctrl+Enter"):  # Enter alone begins a line in a field of several lines
            QShortcut(QKeySequence(key), self, self._press_main_button)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the focus to the first field, unless the dialog has set the focus itself.

        Qt would give it to the widget that was made first: Cancel, where the fields are made later.
        """
        super().showEvent(event)
        if self.focusWidget() is None:
            first = next(iter(tab_stops(self)), None)
            if first is not None and not isinstance(first, QPushButton):
                first.setFocus()

    def _whole_dialog(self) -> QWidget:
        return self

    def _press_main_button(self) -> None:
        for button in self.findChildren(QPushButton):
            if button.isDefault() and button.isVisible():
                button.click()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 # Qt's name
        """Move the focus by Tab in reading order."""
        return go_by_tab(self, forward=next)
