"""Keeps the keyboard focus where the next act is, when an act disables, hides or rebuilds what had it.

Qt passes the focus on along the tab order at once, before the page shows what comes next, and then often out of the
page. Here it goes to the same button where there is one again, else to what has come in its place, else to what
follows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from panel_desk.ui.widgets.layout import reveal
from panel_desk.ui.widgets.tab_order import tab_stops

_Key = tuple[str, str]


@dataclass(frozen=True)
class _Spot:
    """Where the focus is.

    Args:
        scope: the page or dialog.
        stops: what Tab reaches there, in order, each with its kind and name.
        at: the place of the widget that has the focus.
    """

    scope: QWidget
    stops: tuple[tuple[QWidget, _Key], ...]
    at: int

    @property
    def widget(self) -> QWidget:
        return self.stops[self.at][0]

    def next_act(self) -> QWidget:
        """The widget that is to have the focus now."""
        now = tab_stops(self.scope)
        if not now:
            return self.scope
        keys = [_key(one) for one in now]
        again = self._place(self.at, now, keys)
        if again is not None:
            return now[again]
        before = next(
            ((n, at) for n in range(self.at - 1, -1, -1) if (at := self._place(n, now, keys)) is not None), (-1, -1)
        )
        after = next(
            (at for n in range(self.at + 1, len(self.stops)) if (at := self._place(n, now, keys)) is not None), None
        )
        place = before[1] + 1 if after is None else min(before[1] + self.at - before[0], after)
        return now[min(max(place, 0), len(now) - 1)]

    def _place(self, n: int, now: list[QWidget], keys: list[_Key]) -> int | None:
        """Where the n-th stop is now: the widget itself, or the nearest of its kind and name."""
        widget, key = self.stops[n]
        if isValid(widget) and widget in now:
            return now.index(widget)
        return min((at for at, each in enumerate(keys) if each == key), key=lambda at: abs(at - n), default=None)


class FocusKeeper(QObject):
    """Keeps the focus within the scope of a window.

    Args:
        window: the window.
        scope: returns the page or dialog within which the user works now.
    """

    def __init__(self, window: QWidget, scope: Callable[[], QWidget | None]) -> None:
        super().__init__(window)
        self._window, self._scope = window, scope
        self._spot: _Spot | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)  # once the page shows what comes next
        self._soon.timeout.connect(self._restore)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_changed)

    def _on_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        scope = self._scope()
        if scope is None or not isValid(self._window):
            return
        if self._spot is not None and self._spot.scope is not scope:
            self._spot = None
            self._soon.stop()
        is_here = new is not None and isValid(new) and scope.isAncestorOf(new)
        if self._is_lost() and not (is_here and self._was_chosen(old)):
            if QApplication.activeWindow() is self._window:
                self._soon.start()
        elif is_here and new is not None:
            self._soon.stop()
            self._note(scope, new)
            if old is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
                reveal(new)  # what a key moved the focus to; a click is where it is

    def _is_lost(self) -> bool:
        return self._spot is not None and not _can_have_focus(self._spot.widget)

    def _was_chosen(self, old: QWidget | None) -> bool:
        """Whether the focus went on from a widget that could have kept it, so that it is somebody's choice."""
        return old is not None and isValid(old) and old.window() is self._window and _can_have_focus(old)

    def _note(self, scope: QWidget, widget: QWidget) -> None:
        stops = tuple((one, _key(one)) for one in tab_stops(scope))
        at = next((n for n, (one, _) in enumerate(stops) if one is widget), None)
        if at is not None:
            self._spot = _Spot(scope, stops, at)

    def _restore(self) -> None:
        spot = self._spot
        if spot is None or not self._is_lost() or not isValid(spot.scope) or not spot.scope.isVisible():
            return
        if QApplication.activeWindow() is self._window:
            following = spot.next_act()
            following.setFocus(Qt.FocusReason.OtherFocusReason)
            reveal(following)


def _can_have_focus(widget: QWidget) -> bool:
    return isValid(widget) and widget.isVisible() and widget.isEnabled()


def _key(widget: QWidget) -> _Key:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return type(widget).__name__, widget.accessibleName() or words
