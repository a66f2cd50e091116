"""Finds what a window shows cut, covered or out of reach.

A text is cut where its widget has less room than the text needs, unless the widget ends it in … and has the whole text
in its tooltip. A table ends its texts so, but shows its chips whole. A widget is out of reach where it reaches beyond a
widget around it and no scroll bar leads there.
"""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSizeGrip,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from panel_desk.ui.row_model import CHIP_ROLE
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.chips import StateChip, chip_width
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.text import Elided

LEAST_ELIDED = 48
"""The least width in pixels of a text that ends in …: about five letters."""
LEAST_HEIGHT = 64
"""The least height in pixels of a list or table that scrolls: two rows, and something of the third."""
_ROOM_FOR_AN_ARROW = 16  # pixels, in the heading of the column that a table is sorted by
_SLACK = 1  # pixels that rounding may take
_CONTENT = (  # the classes of widgets that say something or take a click, besides labels
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QTabBar,
    StateChip,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)


def faults(root: QWidget) -> list[str]:
    """What is cut, covered or out of reach in a widget that is shown, each in one sentence; nothing twice."""
    settle(root)
    visible = list(_shown(root))
    found = [sentence for one in (root, *visible) for sentence in (*_of_one(one), *_of_pairs(one))]
    found += [sentence for one in visible if _is_content(one) and (sentence := _out_of_reach(one, root))]
    return list(dict.fromkeys(found))


def settle(root: QWidget) -> None:
    """Lay out a widget and all in it, and delete what was closed."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for _ in range(2):
        QApplication.processEvents()
    assert root.isVisible()


def _shown(parent: QWidget) -> Iterator[QWidget]:
    """The widgets that are shown in a widget, at any depth, without the windows that it owns."""
    for one in parent.children():
        if isinstance(one, QWidget) and not one.isHidden() and not one.isWindow():
            yield one
            yield from _shown(one)


def called(widget: QWidget) -> str:
    """A widget's name for a sentence about it: its class, and its accessible name or text."""
    words = getattr(widget, "text", str)() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    words = words or widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} “{words[:60]}”" if words else type(widget).__name__


def _of_one(one: QWidget) -> Iterator[str]:
    """What is wrong within a widget itself."""
    for kind, faults_of in _FAULTS.items():
        if isinstance(one, kind):
            yield from faults_of(one)
            break
    if isinstance(one, QAbstractScrollArea) and not isinstance(one, QHeaderView):
        yield from _scroll_area(one)


def _elided(one: QWidget) -> Iterator[str]:
    if one.width() < min(one.sizeHint().width(), LEAST_ELIDED):
        yield f"{called(one)} has only {one.width()} pixels"


def _label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _SLACK:
            yield f"{called(label)} is {label.height()} pixels high and needs {needed}"
        metrics = QFontMetrics(label.font())
        narrow, flags = QRect(0, 0, 1, 1), int(Qt.TextFlag.TextWordWrap)
        widest = metrics.boundingRect(narrow, flags, QLabel.text(label)).width()  # Text.text() has no places to break
        if widest > label.contentsRect().width() + _SLACK:
            yield f"{called(label)} has {label.contentsRect().width()} pixels for a word of {widest}"
    else:
        yield from _smaller(label, label.sizeHint())


def _smaller(one: QWidget, needed: QSize) -> Iterator[str]:
    if one.width() + _SLACK < needed.width():
        yield f"{called(one)} is {one.width()} pixels wide and needs {needed.width()}"
    if one.height() + _SLACK < needed.height():
        yield f"{called(one)} is {one.height()} pixels high and needs {needed.height()}"


def _tool(button: QToolButton) -> QSize:
    """What a tool button needs: its icon, or its words; Qt would give it some room round them."""
    words = QFontMetrics(button.font()).size(0, button.text())
    style = button.toolButtonStyle()
    if button.icon().isNull() or style is Qt.ToolButtonStyle.ToolButtonTextOnly:
        return words
    if style is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return button.iconSize()
    return QSize(words.width() + button.iconSize().width(), max(words.height(), button.iconSize().height()))


def _tabs(bar: QTabBar) -> Iterator[str]:
    metrics = QFontMetrics(bar.font())
    for at in range(bar.count()):
        if not bar.isTabVisible(at):
            continue
        place, words = bar.tabRect(at), bar.tabText(at).replace("&&", "&")
        if place.width() < metrics.horizontalAdvance(words) or not bar.rect().contains(place):
            yield f"the tab “{words}” of {called(bar)} is cut"


def _combo(combo: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    room = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    words = combo.currentText()
    needed = QFontMetrics(combo.font()).horizontalAdvance(words)
    if needed > room.width() + _SLACK and not isinstance(combo, DropDown):
        yield f"{called(combo)} has {room.width()} pixels for “{words}”, which needs {needed}"


def _line(line: QLineEdit) -> Iterator[str]:
    """A text that is longer than its field can be scrolled in it; the grey words in an empty one cannot."""
    if line.text():
        return
    needed, room = QFontMetrics(line.font()).horizontalAdvance(line.placeholderText()), line.contentsRect().width()
    if needed > room:
        yield f"{called(line)} has {room} pixels for “{line.placeholderText()}”, which needs {needed}"


def _table(view: QTableView) -> Iterator[str]:
    model = view.model()
    for at in range(model.columnCount()):
        if view.isColumnHidden(at):
            continue
        chips = [model.index(place, at).data(CHIP_ROLE) for place in range(model.rowCount())]
        widest = max((each for each in chips if each), key=chip_width, default=None)
        room = view.columnWidth(at) - 2 * S12
        if widest and chip_width(widest) > room:
            yield f"{called(view)} has {room} pixels for the chip “{widest.word}”, which needs {chip_width(widest)}"


def _header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() is not Qt.Orientation.Horizontal or model is None:
        return
    metrics = QFontMetrics(header.font())
    for at in range(header.count()):
        if header.isSectionHidden(at):
            continue
        words = str(model.headerData(at, Qt.Orientation.Horizontal) or "")
        is_sorted = header.isSortIndicatorShown() and header.sortIndicatorSection() == at
        needed = metrics.horizontalAdvance(words) + (_ROOM_FOR_AN_ARROW if is_sorted else 0)
        if needed > header.sectionSize(at):
            yield f"the heading “{words}” has {header.sectionSize(at)} pixels and needs {needed}"


def _scroll_area(area: QAbstractScrollArea) -> Iterator[str]:
    if area.horizontalScrollBar().maximum() > 0 and area.horizontalScrollBar().isVisible():
        yield f"{called(area)} scrolls sideways by {area.horizontalScrollBar().maximum()} pixels"
    if area.verticalScrollBar().maximum() > 0 and area.viewport().height() < LEAST_HEIGHT:
        is_writing_box = isinstance(area, QPlainTextEdit | QTextEdit)
        if not is_writing_box:
            yield f"{called(area)} shows only {area.viewport().height()} pixels of what it holds"
    if isinstance(area, QListWidget) and not area.wordWrap():
        for at in range(area.count()):
            item = area.item(at)
            needed = area.sizeHintForColumn(0)
            if not item.isHidden() and not item.toolTip() and needed > area.viewport().width() + _SLACK:
                yield f"{called(area)} has {area.viewport().width()} pixels for lines of {needed}"
                break


_FAULTS: dict[type[QWidget], Callable[[Any], Iterator[str]]] = {
    Elided: _elided,
    StateChip: _elided,
    QLabel: _label,
    QToolButton: lambda one: _smaller(one, _tool(one)),
    QAbstractButton: lambda one: _smaller(one, one.sizeHint()),
    QTabBar: _tabs,
    QComboBox: _combo,
    QLineEdit: _line,
    QHeaderView: _header,
    QTableView: _table,
}
"""The function that finds the faults of each class of widget; a class comes before its base classes."""


def _is_content(one: QWidget) -> bool:
    """True for a widget that says something or takes a click."""
    if isinstance(one, QLabel):
        return bool(one.text()) or not one.pixmap().isNull()
    return isinstance(one, _CONTENT) and not isinstance(one, QHeaderView)


def _out_of_reach(one: QWidget, root: QWidget) -> str:
    """A sentence where a part of a widget is outside a widget around it, and no scroll bar leads there."""
    across, down = True, True  # whether no scroll bar around it leads there yet, in each direction
    around = one.parentWidget()
    while around is not None and around is not root.parentWidget() and (across or down):
        place = QRect(one.mapTo(around, QPoint()), one.size())
        area = around.parentWidget()
        scrolled = isinstance(area, QAbstractScrollArea) and area.viewport() is around
        if scrolled:
            assert isinstance(area, QAbstractScrollArea)
            across = across and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            down = down and area.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if across and (place.left() < -_SLACK or place.right() > around.width() + _SLACK):
            return f"{called(one)} reaches from {place.left()} to {place.right()} across {around.width()} pixels"
        if down and (place.top() < -_SLACK or place.bottom() > around.height() + _SLACK):
            return f"{called(one)} reaches from {place.top()} down to {place.bottom()} in {around.height()} pixels"
        if around.isWindow():
            break
        around = around.parentWidget()
    return ""


def _of_pairs(parent: QWidget) -> Iterator[str]:
    """Children of a widget that lie over one another, each with something to see."""
    children = [
        one
        for one in parent.children()
        if isinstance(one, QWidget) and one.isVisible() and not one.isWindow() and not isinstance(one, QSizeGrip)
    ]
    if isinstance(parent, QAbstractScrollArea | QTabBar | QLineEdit | QComboBox) or len(children) < 2:
        return
    for number, one in enumerate(children):
        for other in children[number + 1 :]:
            if one.geometry().intersects(other.geometry()):
                for upper, lower in _overlap(one, other, parent):
                    yield f"{called(upper)} and {called(lower)} lie over one another"


def _overlap(one: QWidget, other: QWidget, within: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    for upper in _contents(one):
        place = QRect(upper.mapTo(within, QPoint()), upper.size()).adjusted(1, 1, -1, -1)
        for lower in _contents(other):
            if place.intersects(QRect(lower.mapTo(within, QPoint()), lower.size())):
                yield upper, lower


def _contents(one: QWidget) -> list[QWidget]:
    return [each for each in (one, *_shown(one)) if _is_content(each)]
