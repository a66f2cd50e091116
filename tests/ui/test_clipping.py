"""The finder of what is cut, covered or out of reach finds each such fault, and nothing where all is well."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.layout import column, row, scrolling, within
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Elided, Text
from tests.ui.clipping import faults
from tests.ui.people import model

W = TypeVar("W", bound=QWidget)
Show = Callable[[QWidget], QWidget]
WORDS = "The recommendation is recorded"


def _sized(one: W, width: int, height: int) -> W:
    one.setFixedSize(width, height)
    return one


def _tabs() -> QTabBar:
    bar = QTabBar()
    for words in ("Overview", "Recommendation and decision", "History"):
        bar.addTab(words)
    return _sized(bar, 200, 32)


def _combo(combo: QComboBox) -> QComboBox:
    combo.addItem(WORDS)
    return _sized(combo, 90, 32)


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(WORDS)
    return _sized(line, 90, 32)


def _list() -> QListWidget:
    lines = QListWidget()
    lines.addItem(WORDS * 3)
    return _sized(lines, 120, 100)


def _tool() -> QToolButton:
    button = QToolButton()
    button.setText(WORDS)
    return _sized(button, 60, 32)


def _table() -> Table:
    """A table whose column of chips the user has made narrow."""
    table = Table(model(), "People")
    at = next(number for number, one in enumerate(table.model.columns) if one.chip)
    table.view.horizontalHeader().resizeSection(at, 90)
    return _sized(table, 900, 200)


CUT: dict[str, Callable[[], QWidget]] = {
    "a label": lambda: _sized(QLabel(WORDS), 60, 20),
    "a label of too many lines": lambda: _sized(Text(WORDS, wrap=True), 80, 20),
    "a word wider than its label": lambda: _sized(Text("Featherstonehaugh", wrap=True), 40, 90),
    "a button": lambda: _sized(QPushButton(WORDS), 60, 32),
    "a label that is too low": lambda: _sized(QLabel(WORDS), 260, 6),
    "a tool button": _tool,
    "a tab": _tabs,
    "a choice": lambda: _combo(QComboBox()),
    "a hint": _line,
    "a list that scrolls sideways": _list,
    "a chip": lambda: _sized(StateChip(Chip(State.WAITING, WORDS)), 30, 22),
    "a chip in a table": _table,
    "an ending in dots without letters before it": lambda: _sized(Elided(WORDS), 20, 20),
}


@pytest.mark.parametrize("kind", CUT)
def test_what_is_cut_is_found(kind: str, show: Show) -> None:
    assert faults(show(within(column(CUT[kind]()))))


def test_what_is_covered_is_found(show: Show) -> None:
    around = show(QWidget())
    around.resize(400, 200)
    lower, upper = QPushButton("Save", around), QLabel(WORDS, around)
    for one, at in ((lower, 20), (upper, 40)):
        one.move(at, 20)
        one.resize(one.sizeHint())
        one.show()
    assert [each for each in faults(around) if "lie over one another" in each]
    upper.move(20, 120)
    assert faults(around) == []


def test_what_is_out_of_reach_is_found(show: Show) -> None:
    button = QPushButton("Save", around := show(QWidget()))
    button.move(0, around.height() - 10)
    button.resize(button.sizeHint())
    button.show()
    assert ["down to" in each for each in faults(around)] == [True]
    button.move(around.width() - 10, 0)
    assert ["across" in each for each in faults(around)] == [True]


def test_a_scroll_area_leads_down_but_not_across(show: Show) -> None:
    def tall(height: int) -> QWidget:
        buttons = within(column(*(QPushButton(f"Button {number}") for number in range(40))))
        return show(_sized(within(column(scrolling(buttons))), 300, height))

    assert faults(tall(200)) == []
    assert faults(tall(50)), "too little of it is shown"
    wide = within(row(*(QPushButton(f"Button {number}") for number in range(10))))
    assert faults(show(_sized(within(column(scrolling(wide))), 300, 200)))


def test_what_is_whole_has_no_faults(show: Show) -> None:
    chosen = _combo(DropDown())
    whole = column(
        QLabel(WORDS),
        Text(WORDS * 9, wrap=True),
        _sized(Text("somebody.with-a-long-name@post.agency.example.org", wrap=True), 160, 60),
        _sized(Elided(WORDS), 60, 20),
        StateChip(Chip(State.GOOD, WORDS)),
        QPushButton(WORDS),
        chosen,
    )
    assert faults(show(within(whole))) == []
