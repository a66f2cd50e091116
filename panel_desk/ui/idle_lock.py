"""Locks a window after some minutes without input: it is covered until its user types their passphrase again.

Nothing is closed, so text that is not saved yet is still there afterwards.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from panel_desk.errors import PanelDeskError, RuleBrokenError
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.fields import TextField
from panel_desk.ui.form import Form
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import LARGE_ICON, S12, Part
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import link, primary
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Text

_A_MINUTE = 60_000  # milliseconds
_INPUT_EVENTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOCKED_TITLE = "Panel Desk, locked"


class IdleLock(QObject):
    """Locks a window, its dialogs and the windows that belong to it.

    Args:
        window: the window.
        name: its user's name.
        secret: the label of the field for what unlocks it, such as `Passphrase`.
        unlock: called with what was typed there; raises `PanelDeskError` where that is wrong.
        leave: closes the window without saving and without asking.
    """

    def __init__(
        self,
        window: QWidget,
        name: str,
        secret: str,
        unlock: Callable[[str], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window, self._name, self._leave = window, name, leave
        self._secret, self._unlock = secret, unlock
        self._covers: list[_Cover] = []
        self.locked: Locked | None = None
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self.lock)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def lock_after(self, minutes: int) -> None:
        """Lock after this time without input; never if it is 0."""
        self.idle.stop()
        self.idle.setInterval(minutes * _A_MINUTE)
        if minutes:
            self.idle.start()

    def lock(self) -> None:
        """Cover everything and ask for the passphrase."""
        if self.locked is not None or not self._window.isVisible():
            return
        while popup := QApplication.activePopupWidget():
            popup.close()
        self.idle.stop()
        self.locked = Locked(self._name, self._secret, self._window)
        self.locked.typed.connect(self._try)
        self.locked.left.connect(self._end)
        for window in QApplication.topLevelWidgets():
            self._cover(window)
        self.locked.open()
        app = QGuiApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the time anew at each input; cover a window that is shown while the others are locked."""
        kind = event.type()
        if self.locked is None:
            if kind in _INPUT_EVENTS and self.idle.interval():
                self.idle.start()
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._cover(watched):
            QTimer.singleShot(0, self.locked, self.locked.come_to_front)
        return False

    def _watch(self, window: QWindow | None) -> None:
        """Watch for input to the window that has the focus now; the window system gives input to that one alone."""
        if window is not None:
            window.installEventFilter(self)

    def _cover(self, window: QWidget) -> bool:
        """Cover a window that is shown and neither covered yet nor the lock's own; returns whether it did so."""
        if not window.isWindow() or not window.isVisible() or self._is_of_lock(window):
            return False
        if any(cover.parentWidget() is window for cover in self._covers):
            return False
        self._covers.append(_Cover(window))
        return True

    def _is_of_lock(self, window: QWidget) -> bool:
        """Whether a window is the lock's dialog or a dialog that it opened; `isAncestorOf` ends at a window's edge."""
        at: QWidget | None = window
        while at is not None and at is not self.locked:
            at = at.parentWidget()
        return at is not None

    def _try(self, typed: str) -> None:
        if self.locked is None:
            return
        try:
            with wait_cursor():
                self._unlock(typed)
        except PanelDeskError as error:
            self.locked.say(error.sentence)
            return
        self._lift()

    def _end(self) -> None:
        self._leave()  # first, so that nothing shows meanwhile
        self._lift()

    def _lift(self) -> None:
        app = QGuiApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        locked, self.locked = self.locked, None
        if locked is not None:
            locked.let_go()
        for cover in self._covers:
            cover.lift()
        self._covers = []
        if self.idle.interval():
            self.idle.start()


class Locked(Message):
    """Asks whoever was working for their passphrase; stays until it is right or the program is ended.

    Args:
        name: their name.
        secret: the field's label.
        parent: the window that is locked.
    """

    typed = Signal(str)  # what was typed, to unlock the window
    left = Signal()  # the user closes the window without saving

    def __init__(self, name: str, secret: str, parent: QWidget) -> None:
        super().__init__("Panel Desk is locked", f"{name} is signed in. What was being written is still there.", parent)
        self._is_let_go = False
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(_LOCKED_TITLE)
        self._field = TextField(key="passphrase", label=secret, required=True, is_secret=True)
        self.form = Form([self._field])
        self.add(self.form)
        unlock = primary("Unlock", self._send)
        unlock.setDefault(True)
        end = link("Close Panel Desk without saving", self._ask_to_end)
        self.finish(end, STRETCH, unlock)

    def say(self, sentence: str) -> None:
        """Show why it stays locked."""
        self.form.show_problem(RuleBrokenError(sentence, self._field.key))
        self.form.rows[self._field.key].input.write("")
        self.form.rows[self._field.key].say(sentence)

    def come_to_front(self) -> None:
        """Take the input back from a dialog that was opened since: the one shown last has it."""
        self.hide()
        self.open()

    def let_go(self) -> None:
        """Close it."""
        self._is_let_go = True
        self.accept()

    def reject(self) -> None:
        """Stay, on Esc."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, when the window system closes it."""
        if self._is_let_go:
            super().closeEvent(event)
        else:
            event.ignore()

    def _send(self) -> None:
        typed = self.form.read()
        if typed is not None:
            self.typed.emit(typed[self._field])

    def _ask_to_end(self) -> None:
        ask(
            self,
            "Close without saving?",
            "What was typed and is not saved yet is lost. Somebody else can then sign in.",
            "Close without saving",
            self.left.emit,
            otherwise="Keep it locked",
        )


class _Cover(QWidget):
    """Hides what a window shows, and its title, until it is lifted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = window.windowTitle()
        window.setWindowTitle(_LOCKED_TITLE)
        mark = row(STRETCH, IconLabel("lock", "quiet", LARGE_ICON), Text("Locked", Part.QUIET), STRETCH, gap=S12)
        self.setLayout(column(STRETCH, mark, STRETCH))
        window.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return False

    def lift(self) -> None:
        """Show the window again."""
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
            window.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
            self.raise_()
