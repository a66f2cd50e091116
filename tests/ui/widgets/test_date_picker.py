"""The calendar of date fields: how it opens and closes, its keys, what it names, and what it writes into the field."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QToolButton, QWidget

from panel_desk.desk import Desk
from panel_desk.operations.agency import close_on
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.fields import DateField
from panel_desk.ui.form import Form
from panel_desk.ui.widgets.date_picker import DatePicker
from panel_desk.ui.widgets.layout import column
from tests.builders import a_desk

# Qt's offscreen display warns of what it does not support
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise|grabbing)", extend=True)
DAY = DateField(key="day", label="Day")
CHRISTMAS = date(2026, 12, 25)


class Host(QDialog):
    """A dialog with a date field, at a desk or at none."""

    def __init__(self, bridge: DeskBridge | None = None) -> None:
        super().__init__()
        if bridge is not None:
            self.bridge = bridge
        self.form = Form([DAY])
        self.setLayout(column(self.form))
        line = self.form.rows["day"].input.focus_widget()
        assert isinstance(line, QLineEdit)
        self.line = line

    def open_by(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> DatePicker:
        self.line.setFocus()
        QTest.keyClick(self.line, key, modifier)
        return self.picker()

    def picker(self) -> DatePicker:
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, DatePicker)
        return popup

    def value(self) -> date | None:
        return self.form.typed(DAY)


@pytest.fixture
def host(show: Callable[[QWidget], QWidget]) -> Host:
    made = Host()
    show(made)
    made.form.fill({"day": CHRISTMAS})
    return made


def press(picker: DatePicker, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(picker.month.grid, key, modifier)


def words(picker: DatePicker) -> str:
    return " | ".join(label.text() for label in picker.findChildren(QLabel) if " 20" in label.text())


@pytest.mark.parametrize("by", ["Alt+Down", "F4", "button"])
def test_the_calendar_opens_by_its_keys_and_its_button_and_closes_by_esc(host: Host, by: str) -> None:
    if by == "button":
        QTest.mouseClick(host.line.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    else:
        QTest.keySequence(host.line, QKeySequence(by))
    picker = host.picker()
    assert picker.day == CHRISTMAS
    assert picker.month.grid.hasFocus()
    press(picker, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert host.isVisible()  # the dialog stays open
    assert host.value() == CHRISTMAS


def test_f4_opens_the_calendar_where_the_page_has_another_use_for_it(host: Host) -> None:
    other: list[int] = []
    QShortcut("F4", host, lambda: other.append(1))
    host.open_by(Qt.Key.Key_F4).close()
    assert other == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([Qt.Key.Key_Right], date(2026, 12, 26)),
        ([Qt.Key.Key_Left], date(2026, 12, 24)),
        ([Qt.Key.Key_Up], date(2026, 12, 18)),
        ([Qt.Key.Key_Down, Qt.Key.Key_Right], date(2027, 1, 2)),
        ([Qt.Key.Key_PageUp], date(2026, 11, 25)),
        ([Qt.Key.Key_PageDown], date(2027, 1, 25)),
    ],
)
def test_keys_go_from_day_to_day_and_enter_chooses(host: Host, keys: list[Qt.Key], expected: date) -> None:
    picker = host.open_by(Qt.Key.Key_F4)
    for key in keys:
        press(picker, key)
    assert host.value() == CHRISTMAS  # nothing is chosen yet
    press(picker, Qt.Key.Key_Return)
    assert host.value() == expected
    assert QApplication.activePopupWidget() is None
    assert host.line.hasFocus()
    assert host.form.is_dirty


def test_years_turn_with_shift_and_end_at_1900_and_2100(host: Host) -> None:
    picker = host.open_by(Qt.Key.Key_F4)
    press(picker, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert picker.day == date(2025, 12, 25)
    for _ in range(2):
        press(picker, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert picker.day == date(2027, 12, 25)
    for _ in range(200):
        press(picker, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert picker.day == date(2100, 12, 31)
    for _ in range(300):
        press(picker, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert picker.day == date(1900, 1, 1)


def test_a_click_chooses_a_day(host: Host) -> None:
    picker = host.open_by(Qt.Key.Key_F4)
    grid = picker.month.grid
    grid.grab()
    cell = grid.visualRect(grid.currentIndex())
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.center() - QPoint(cell.width(), 0))
    assert host.value() == date(2026, 12, 24)


def test_a_choice_takes_away_what_was_wrong_with_the_field(host: Host) -> None:
    host.line.setText("Fri 24 December 2026")
    assert host.form.read() is None
    assert host.form.rows["day"].problem == "24 December 2026 is a Thursday. Correct the weekday or the date."
    picker = host.open_by(Qt.Key.Key_F4)
    press(picker, Qt.Key.Key_Return)
    assert host.form.rows["day"].problem == ""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_bank_holidays_and_closed_days_are_marked_and_named(show: Callable[[QWidget], QWidget], desk: Desk) -> None:
    desk.do(close_on, day=date(2026, 12, 29), why="Winter break")
    desk.do(close_on, day=date(2026, 12, 30), why="Coronation", is_bank_holiday=True)
    host = Host(DeskBridge(desk))
    show(host)
    host.form.fill({"day": date(2026, 12, 23)})
    picker = host.open_by(Qt.Key.Key_F4)
    named, shaded = {}, set()
    for _ in range(8):
        named[picker.day.day] = words(picker)
        press(picker, Qt.Key.Key_Right)
    assert named == {
        23: "Wednesday 23 December 2026",
        24: "Thursday 24 December 2026",
        25: "Friday 25 December 2026 · Christmas Day",
        26: "Saturday 26 December 2026 · Boxing Day",
        27: "Sunday 27 December 2026",
        28: "Monday 28 December 2026 · Boxing Day (substitute day)",
        29: "Tuesday 29 December 2026 · Winter break (the agency is closed)",
        30: "Wednesday 30 December 2026 · Coronation",
    }
    # the 23rd is chosen, which is none of the days whose marks are looked at
    picker.month.setSelectedDate(picker.month.selectedDate().addDays(-8))
    image = picker.month.grid.grab().toImage()
    ratio = image.devicePixelRatio()
    first = picker.month.grid.currentIndex()
    for step in range(1, 9):
        index = first.model().index(first.row() + (first.column() + step) // 7, (first.column() + step) % 7)
        box: QRect = picker.month.grid.visualRect(index)
        if image.pixelColor(int((box.left() + 5) * ratio), int((box.top() + 5) * ratio)) != image.pixelColor(
            int(ratio), int(ratio)
        ):
            shaded.add(index.data())
    assert shaded == {25, 26, 27, 28, 29, 30}


def test_the_calendar_begins_today_where_nothing_is_typed(show: Callable[[QWidget], QWidget], desk: Desk) -> None:
    bridge = DeskBridge(desk)
    host = Host(bridge)
    show(host)
    picker = host.open_by(Qt.Key.Key_F4)
    assert picker.day == bridge.today()
    [today] = [button for button in picker.findChildren(QWidget) if button.accessibleName() == "Today"]
    press(picker, Qt.Key.Key_PageDown)
    QTest.mouseClick(today, Qt.MouseButton.LeftButton)
    assert host.value() == bridge.today()
