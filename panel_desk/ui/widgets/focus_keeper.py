"""Keeps the keyboard focus near its position when an action disables, hides or rebuilds the widget that had it.

Qt passes the focus on along the tab order at once, before the page is rebuilt, and then often out of the page. Here it
goes to the same button where there is one again, else to the widget now at its position, else to the widget after it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from panel_desk.ui.widgets.layout import reveal
from panel_desk.ui.widgets.tab_order import tab_stops

_Key = tuple[str, str]  # a widget's kind, which is the name of its class, and its own name or words


@dataclass(frozen=True)
class _FocusPosition:
    """Where the focus is.

    Args:
        scope: the page or dialog.
        stops: what Tab reaches there, in order, each with its kind and name.
        index: the number in `stops` of the widget that has the focus.
    """

    scope: QWidget
    stops: tuple[tuple[QWidget, _Key], ...]
    index: int

    @property
    def widget(self) -> QWidget:
        return self.stops[self.index][0]

    def next_widget(self) -> QWidget:
        """The widget that is to have the focus now."""
        now = tab_stops(self.scope)
        if not now:
            return self.scope
        keys = [_key(widget) for widget in now]
        new_indexes = [self._new_index(old, now, keys) for old in range(len(self.stops))]
        same = new_indexes[self.index]
        if same is not None:
            return now[same]
        # Else the stop now at its distance from the nearest earlier stop that is left, but not past a later one.
        earlier = ((old, new_indexes[old]) for old in reversed(range(self.index)))
        old_before, new_before = next(((old, found) for old, found in earlier if found is not None), (-1, -1))
        after = next((found for found in new_indexes[self.index + 1 :] if found is not None), None)
        following = new_before + 1 if after is None else min(new_before + self.index - old_before, after)
        return now[min(max(following, 0), len(now) - 1)]

    def _new_index(self, old: int, now: list[QWidget], keys: list[_Key]) -> int | None:
        """Where a stop is now: the widget itself, else the nearest one of its kind and name; None where neither is."""
        widget, key = self.stops[old]
        if isValid(widget) and widget in now:
            return now.index(widget)
        same = (index for index, each in enumerate(keys) if each == key)
        return min(same, key=lambda index: abs(index - old), default=None)


class FocusKeeper(QObject):
    """Keeps the focus within the scope of a window.

    Args:
        window: the window.
        scope: returns the page or dialog within which the user works now.
    """

    def __init__(self, window: QWidget, scope: Callable[[], QWidget | None]) -> None:
        super().__init__(window)
        self._window, self._scope = window, scope
        self._position: _FocusPosition | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)  # fires once the page has been rebuilt
        self._soon.timeout.connect(self._restore)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_changed)

    def _on_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        scope = self._scope()
        if scope is None or not isValid(self._window):
            return
        if self._position is not None and self._position.scope is not scope:
            self._position = None
            self._soon.stop()
        is_here = new is not None and isValid(new) and scope.isAncestorOf(new)
        if self._is_lost() and not (is_here and self._was_chosen(old)):
            if QApplication.activeWindow() is self._window:
                self._soon.start()
        elif is_here and new is not None:
            self._soon.stop()
            self._note(scope, new)
            if old is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
                reveal(new)  # only after a key: what was clicked is in view already

    def _is_lost(self) -> bool:
        return self._position is not None and not _can_have_focus(self._position.widget)

    def _was_chosen(self, old: QWidget | None) -> bool:
        """Whether the focus went on from a widget that could have kept it, so that it is somebody's choice."""
        return old is not None and isValid(old) and old.window() is self._window and _can_have_focus(old)

    def _note(self, scope: QWidget, widget: QWidget) -> None:
        stops = tuple((one, _key(one)) for one in tab_stops(scope))
        index = next((n for n, (one, _) in enumerate(stops) if one is widget), None)
        if index is not None:
            self._position = _FocusPosition(scope, stops, index)

    def _restore(self) -> None:
        position = self._position
        if position is None or not self._is_lost() or not isValid(position.scope) or not position.scope.isVisible():
            return
        if QApplication.activeWindow() is self._window:
            following = position.next_widget()
            following.setFocus(Qt.FocusReason.OtherFocusReason)
            reveal(following)


def _can_have_focus(widget: QWidget) -> bool:
    return isValid(widget) and widget.isVisible() and widget.isEnabled()


def _key(widget: QWidget) -> _Key:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return type(widget).__name__, widget.accessibleName() or words
