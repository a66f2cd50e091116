"""The order in which Tab moves the focus: rows from left to right, columns from top to bottom, as they are laid out."""

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
    return [one for one in _in_reading_order(within) if one.isEnabled() and takes_tab(one)]


def takes_tab(widget: QWidget) -> bool:
    """Whether a widget takes the focus from the Tab key itself, and not by another widget in its place."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def go_by_tab(window: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next or the previous stop of a window as it is laid out now; False where there is none.

    Qt's own order is that in which widgets were made, so that whatever a page adds later would come last.
    """
    stops = list(_in_reading_order(window))
    focus: QWidget | None = window.focusWidget()
    while focus is not None and focus not in stops:
        focus = focus.parentWidget()  # a part of a stop, or of something hidden
    ordered = stops if forward else stops[::-1]
    index = ordered.index(focus) + 1 if focus is not None else 0
    ahead = ordered[index:] + ordered[:index]
    following = next((one for one in ahead if one.isEnabled() and takes_tab(one)), None)
    if following is None:
        return False
    following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    ancestor = following.parentWidget()
    while ancestor is not None:
        if isinstance(ancestor, QScrollArea):
            ancestor.ensureWidgetVisible(following, 0, AROUND_A_FIELD)
        ancestor = ancestor.parentWidget()
    return True


def _in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    for child in _children(widget):
        if not child.isHidden() and not child.isWindow():
            yield from _in_reading_order(child)


def _children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QMainWindow):
        return _if_any(widget.centralWidget())
    if isinstance(widget, QScrollArea):
        return _if_any(widget.widget())
    if isinstance(widget, QAbstractItemView):
        return _by_position(widget.viewport())  # widgets in rows
    if isinstance(widget, _WHOLE):
        return []
    layout = widget.layout()
    laid_out = list(_laid_out(layout)) if layout is not None else []
    return laid_out + [one for one in _by_position(widget) if one not in laid_out]


def _if_any(widget: QWidget | None) -> list[QWidget]:
    return [widget] if widget is not None else []


def _by_position(widget: QWidget) -> list[QWidget]:
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
    items = ((_cell(layout, index), layout.itemAt(index)) for index in range(layout.count()))
    return [item for _, item in sorted(items, key=lambda each: each[0]) if item is not None]


def _cell(layout: QLayout, index: int) -> tuple[int, int]:
    """Row and column of an item; a row or a column of widgets has them in order."""
    if not isinstance(layout, QGridLayout):
        return index, 0
    row, column, *_ = cast("tuple[int, int, int, int]", layout.getItemPosition(index))  # PySide declares an object
    return row, column
