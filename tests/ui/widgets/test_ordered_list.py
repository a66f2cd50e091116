"""The ordered list: dragging rows, and moving them by keyboard."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from panel_desk.ui.widgets.ordered_list import OrderedList, OrderedRow
from panel_desk.ui.widgets.text import Text

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MOVE = Qt.DropAction.MoveAction


@pytest.fixture
def ordered_list(qtbot: QtBot) -> OrderedList:
    """Three rows, A, B and C."""
    ordered_list = OrderedList("Letters")
    qtbot.addWidget(ordered_list)
    ordered_list.show_rows([OrderedRow(ref, ref, Text(ref)) for ref in "ABC"], may_move=True)
    ordered_list.resize(200, 120)
    with qtbot.waitExposed(ordered_list):
        ordered_list.show()
    return ordered_list


def carrying(ref: str, kind: str = "application/x-panel-desk-row") -> QMimeData:
    carried = QMimeData()
    carried.setData(kind, ref.encode())
    return carried


def drop(ordered_list: OrderedList, carried: QMimeData, y: float) -> None:
    ordered_list.dropEvent(QDropEvent(QPointF(10, y), MOVE, carried, LEFT, PLAIN))


@pytest.mark.parametrize(
    ("ref", "y", "to"), [("A", 119, 3), ("C", 1, 1), ("A", 70, 2), ("B", 45, None), ("Z", 1, None)]
)
def test_a_row_is_moved_to_where_it_is_dropped(ordered_list: OrderedList, ref: str, y: float, to: int | None) -> None:
    asked: list[tuple[str, int]] = []
    ordered_list.moved.connect(lambda ref, place: asked.append((ref, place)))
    drop(ordered_list, carrying(ref), y)
    assert asked == ([(ref, to)] if to else [])


def test_only_own_rows_can_be_dropped_and_only_in_a_list_that_may_change(ordered_list: OrderedList) -> None:
    def enters(carried: QMimeData) -> bool:
        event = QDragEnterEvent(QPoint(10, 10), MOVE, carried, LEFT, PLAIN)
        event.ignore()
        ordered_list.dragEnterEvent(event)
        return event.isAccepted()

    assert enters(carrying("A"))
    assert not enters(carrying("A", "text/plain"))
    ordered_list.show_rows([OrderedRow("A", "A", Text("A"))], may_move=False)
    assert not enters(carrying("A"))


def test_a_line_shows_where_the_row_would_be_put(ordered_list: OrderedList, in_light: None) -> None:
    assert in_light is None
    before = ordered_list.grab().toImage()
    carried = carrying("A")
    ordered_list.dragMoveEvent(QDragMoveEvent(QPoint(10, 119), MOVE, carried, LEFT, PLAIN))
    assert ordered_list.grab().toImage() != before
    ordered_list.dragLeaveEvent(QDragLeaveEvent())
    assert ordered_list.grab().toImage() == before


def test_keys_move_open_and_remove_rows(ordered_list: OrderedList) -> None:
    asked: list[object] = []
    ordered_list.moved.connect(lambda ref, place: asked.append((ref, place)))
    ordered_list.opened.connect(asked.append)
    ordered_list.removed.connect(asked.append)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(ordered_list.rows[0], Qt.Key.Key_Up, alt)
    QTest.keyClick(ordered_list.rows[0], Qt.Key.Key_Down, alt)
    QTest.keyClick(ordered_list.rows[1], Qt.Key.Key_Return)
    QTest.keyClick(ordered_list.rows[2], Qt.Key.Key_Delete)
    QTest.keyClick(ordered_list.rows[2], Qt.Key.Key_X)
    assert asked == [("A", 2), "B", "C"]
