"""The order in which Tab walks: rows from left to right, columns from top to bottom, as they are laid out."""

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QMainWindow,
    QScrollArea,
    QWidget,
)

from panel_desk.ui.theme import AROUND_A_FIELD

_WHOLE = (QAbstractScrollArea, QAbstractSpinBox, QComboBox)  # their parts are no stops of their own


def tab_stops(within: QWidget) -> list[QWidget]:
    """The widgets that Tab can reach in a widget, in reading order."""
    return [one for one in _read(within) if one.isEnabled() and takes_tab(one)]


def takes_tab(widget: QWidget) -> bool:
    """Whether a widget takes the focus from the Tab key itself, and not by another widget in its place."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def go_by_tab(window: QWidget, *, forward: bool) -> bool:
    """Move the focus to the stop that follows in a window as it is laid out now, or precedes; False without any.

    Qt's own order is that in which widgets were made, so that whatever a page adds later would come last.
    """
    read = list(_read(window))
    focus: QWidget | None = window.focusWidget()
    while focus is not None and focus not in read:
        focus = focus.parentWidget()  # a part of a stop, or of something hidden
    ordered = read if forward else read[::-1]
    at = ordered.index(focus) + 1 if focus is not None else 0
    ahead = ordered[at:] + ordered[:at]
    follows = next((one for one in ahead if one.isEnabled() and takes_tab(one)), None)
    if follows is None:
        return False
    follows.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    over = follows.parentWidget()
    while over is not None:
        if isinstance(over, QScrollArea):
            over.ensureWidgetVisible(follows, 0, AROUND_A_FIELD)
        over = over.parentWidget()
    return True


def _read(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    for child in _children(widget):
        if not child.isHidden() and not child.isWindow():
            yield from _read(child)


def _children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QMainWindow):
        return _if_any(widget.centralWidget())
    if isinstance(widget, QScrollArea):
        return _if_any(widget.widget())
    if isinstance(widget, QAbstractItemView):
        return _by_place(widget.viewport())  # widgets in rows
    if isinstance(widget, _WHOLE):
        return []
    layout = widget.layout()
    laid_out = list(_laid_out(layout)) if layout is not None else []
    return laid_out + [one for one in _by_place(widget) if one not in laid_out]


def _if_any(widget: QWidget | None) -> list[QWidget]:
    return [widget] if widget is not None else []


def _by_place(widget: QWidget) -> list[QWidget]:
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return sorted(children, key=lambda one: (one.y(), one.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    found = [(_cell(layout, at), item) for at in range(layout.count()) if (item := layout.itemAt(at)) is not None]
    return [item for _, item in sorted(found, key=lambda each: each[0])]


def _cell(layout: QLayout, at: int) -> tuple[int, int]:
    """Row and column of an item; a row or a column of widgets has them in order."""
    if not isinstance(layout, QGridLayout):
        return at, 0
    row, column, *_ = cast("tuple[int, int, int, int]", layout.getItemPosition(at))  # PySide declares an object
    return row, column
