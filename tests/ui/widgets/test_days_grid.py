"""The calendar grid: keys, dragging an entry to another day, and painting."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.days_grid import DaysGrid, Entry
from tests.journeys.window_user import POPUPS

FIRST, TODAY, PANEL_DAY, FREE_DAY = date(2027, 3, 1), date(2027, 3, 4), date(2027, 3, 10), date(2027, 3, 17)
CHIP = Chip(State.GOOD, "quorate for all 3")
PANEL = Entry("P1", "09:30 · 3 of 6 items", ("quorate for all 3", "Siân Llewellyn"), CHIP, may_move=True)
HELD = Entry("P2", "09:30 · 4 items", (), Chip(State.QUIET, "signed"), may_move=False)
HOLIDAY = {date(2027, 3, 26): "Good Friday"}


@pytest.fixture
def grid(qtbot: QtBot) -> DaysGrid:
    grid = DaysGrid(6)
    qtbot.addWidget(grid)
    grid.resize(980, 700)
    grid.show_days(FIRST, TODAY, {PANEL_DAY: [PANEL], date(2027, 3, 3): [HELD]}, HOLIDAY, 3)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.day = PANEL_DAY
    return grid


def within(grid: DaysGrid, day: date) -> QPoint:
    """The middle of a day's first entry, or of the place for it."""
    box = grid.rect_of(day)
    return QPoint(box.center().x(), box.top() + 36)


def drag(grid: DaysGrid, start: date, end: date) -> None:
    QTest.mousePress(grid, Qt.MouseButton.LeftButton, pos=within(grid, start))
    for place in (within(grid, start) + QPoint(20, 0), within(grid, end)):
        QTest.mouseMove(grid, place)
    QTest.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=within(grid, end))


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Qt.Key.Key_Left, date(2027, 3, 9)),
        (Qt.Key.Key_Right, date(2027, 3, 11)),
        (Qt.Key.Key_Up, date(2027, 3, 3)),
        (Qt.Key.Key_Down, date(2027, 3, 17)),
    ],
)
def test_arrows_go_from_day_to_day(grid: DaysGrid, key: Qt.Key, day: date) -> None:
    QTest.keyClick(grid, key)
    assert grid.day == day


def test_page_keys_turn_the_page_and_so_does_an_arrow_past_the_edge(grid: DaysGrid) -> None:
    turned: list[int] = []
    grid.turned.connect(turned.append)
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    QTest.keyClick(grid, Qt.Key.Key_PageUp)
    grid.day = FIRST
    QTest.keyClick(grid, Qt.Key.Key_Left)
    grid.day = grid.days()[-1]
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert turned == [1, -1, -1, 1]


def test_enter_and_a_double_click_open_the_entry(grid: DaysGrid) -> None:
    opened: list[str] = []
    grid.opened.connect(opened.append)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    grid.day = FREE_DAY
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert opened == ["P1"]
    QTest.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=within(grid, PANEL_DAY))
    QTest.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=within(grid, FREE_DAY))
    assert opened == ["P1", "P1"]


def test_an_entry_is_dragged_to_another_day(grid: DaysGrid) -> None:
    moved: list[tuple[str, date]] = []
    grid.moved.connect(lambda ref, day: moved.append((ref, day)))
    drag(grid, PANEL_DAY, FREE_DAY)
    assert moved == [("P1", FREE_DAY)]


@POPUPS
def test_a_fixed_entry_and_a_drop_on_the_same_day_move_nothing(grid: DaysGrid) -> None:
    moved: list[str] = []
    grid.moved.connect(lambda ref, _: moved.append(ref))
    drag(grid, date(2027, 3, 3), FREE_DAY)
    drag(grid, PANEL_DAY, PANEL_DAY)
    drag(grid, FREE_DAY, PANEL_DAY)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=within(grid, PANEL_DAY))
    assert moved == []
    assert grid.day == PANEL_DAY


def test_only_days_that_are_shown_hold_entries(grid: DaysGrid) -> None:
    assert grid.days()[0] == FIRST
    assert len(grid.days()) == 42
    assert grid.entry_at(within(grid, PANEL_DAY)) == PANEL
    assert grid.entry_at(within(grid, FREE_DAY)) is None
    assert grid.entry_at(QPoint(-5, -5)) is None
    grid.show_days(date(2027, 5, 3), TODAY, {}, {}, 5)
    assert grid.day == date(2027, 5, 3)
    assert grid.accessibleName().startswith("Calendar from 3 May 2027")


def test_the_grid_is_drawn(grid: DaysGrid, picture: Callable[..., list[Path]]) -> None:
    grid.setFocus()
    QApplication.processEvents()
    assert picture(grid, "days-grid")
