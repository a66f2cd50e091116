"""Goes through a window or a dialog by Tab, and finds where the focus jumps back against the reading order."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QScrollArea, QWidget

from panel_desk.ui.widgets.tab_order import tab_stops, takes_tab

_MOST = 400  # widgets; more of them mean that Tab never comes back to the first


def faults_of_tab(area: QWidget) -> list[str]:
    """Where Tab goes up other than to a column on the right, goes to the left on one line, or leaves something out."""
    QApplication.processEvents()
    reachable = _reachable(area)
    at = tab_stops(area)[0]
    at.setFocus(Qt.FocusReason.TabFocusReason)
    walk, faults = [at], []
    while (to := _press_tab(at)) is not None and area.isAncestorOf(to) and to is not walk[0]:
        assert to not in walk, f"Tab comes back to {_named(to)} too early"
        if _goes_back(at, to):
            faults.append(f"{_named(at)} -> {_named(to)}")
        walk.append(to)
        at = to
        assert len(walk) < _MOST
    groups = {one.parentWidget() for one in walk if isinstance(one, QRadioButton)}  # arrows walk within a group
    missed = [one for one in reachable if one not in walk and one.parentWidget() not in groups]
    return faults + [f"missed {_named(one)}" for one in missed]


def _reachable(area: QWidget) -> list[QWidget]:
    found = area.findChildren(QWidget)
    return [one for one in found if takes_tab(one) and one.isVisible() and one.isEnabled() and not one.isWindow()]


def _named(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} “{widget.accessibleName() or words}”"


def _goes_back(one: QWidget, other: QWidget) -> bool:
    """Whether Tab from one widget to another goes against the reading order."""
    start, end = _place(one, other), _place(other, one)
    goes_up = end.bottom() <= start.top() and end.left() < start.right()
    goes_left = end.right() <= start.left() and end.top() < start.bottom() and start.top() < end.bottom()
    return (goes_up or goes_left) and not one.isAncestorOf(other)


def _place(widget: QWidget, beside: QWidget) -> QRect:
    """Where a widget is: in the scrolled area that it shares with another, else as far as it can be seen."""
    area = _scrolled(widget)
    if area is not None and area is _scrolled(beside):
        content = area.widget()
        assert content is not None
        return QRect(widget.mapTo(content, QPoint()), widget.size())
    place = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
    while area is not None:
        view = area.viewport()
        seen = place.intersected(QRect(view.mapTo(view.window(), QPoint()), view.size()))
        place, area = seen if not seen.isEmpty() else place, _scrolled(area)
    return place


def _scrolled(widget: QWidget) -> QScrollArea | None:
    """The scrolled area that a widget is in, if it is in one."""
    over = widget.parentWidget()
    while over is not None and not isinstance(over, QScrollArea):
        over = over.parentWidget()
    return over


def _press_tab(at: QWidget) -> QWidget | None:
    QTest.keyClick(at, Qt.Key.Key_Tab)
    QApplication.processEvents()
    return QApplication.focusWidget()
