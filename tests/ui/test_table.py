"""The table: keys, columns, remembered settings, export and empty states; the filter bar."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.appearance import set_compact_rows
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import COMPACT_ROW, ROW
from panel_desk.ui.widgets.chips import chip_width
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table
from tests.ui.people import PEOPLE, Person, columns, many, model

KEY = Qt.Key
POPUPS = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""For tests that open a menu or a tooltip, of which Qt's offscreen display warns."""


def shown(qtbot: QtBot, rows: RowModel[Person] | None = None, settings: Settings | None = None) -> Table:
    table = Table(
        model() if rows is None else rows,
        "Central list",
        counted=("person", "people"),
        empty=EmptyState("Nobody yet", "Add the first person."),
        settings=settings,
    )
    qtbot.addWidget(table)
    table.resize(900, 300)
    with qtbot.waitExposed(table):
        table.show()
    return table


def texts_in(table: Table) -> set[str]:
    return {label.text() for label in table.findChildren(QLabel) if label.isVisible()}


def test_arrows_move_and_enter_opens(qtbot: QtBot) -> None:
    table = shown(qtbot)
    opened: list[str] = []
    chosen: list[str] = []
    table.opened.connect(opened.append)
    table.chosen.connect(chosen.append)
    table.setFocus()
    assert chosen == []
    QTest.keyClick(table.view, KEY.Key_Down)
    QTest.keyClick(table.view, KEY.Key_Return)
    QTest.keyClick(table.view, KEY.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table.view, KEY.Key_Enter)
    assert opened == [chosen[0], "M005"]
    assert table.current_ref() == "M005"
    assert table.choose("M003")
    assert not table.choose("M404")
    assert table.current_ref() == "M003"


def test_enter_selects_the_row_that_it_opens(qtbot: QtBot) -> None:
    table = shown(qtbot)
    table.view.selectionModel().setCurrentIndex(
        table.model.index(1, 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )  # as a list has it that got the focus when its page opened
    assert table.current_ref() is None
    QTest.keyClick(table.view, KEY.Key_Return)
    assert table.current_ref() == "M002"


def test_a_double_click_opens(qtbot: QtBot) -> None:
    table = shown(qtbot)
    with qtbot.waitSignal(table.opened) as opened:
        point = table.view.visualRect(table.model.index(1, 0)).center()
        QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert opened.args == ["M002"]


def test_one_click_chooses_the_row_that_it_is_on(qtbot: QtBot) -> None:
    table = shown(qtbot)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    for row in (3, 0, 2):
        point = table.view.visualRect(table.model.index(row, 1)).center()
        QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        assert table.current_ref() == chosen[-1] == table.model.ref_at(row)
    assert len(chosen) == 3


def test_the_selection_survives_new_rows_and_a_reset(qtbot: QtBot) -> None:
    table = shown(qtbot)
    people = many(500)
    table.model.replace(people)
    table.choose(people[250].ref)
    table.model.replace(people[1::2] + people[::2])
    assert table.current_ref() == people[250].ref


def test_the_foot_counts_and_an_empty_list_says_what_to_do(qtbot: QtBot) -> None:
    table = shown(qtbot)
    assert "5 people" in texts_in(table)
    table.model.narrow("moyana")
    assert "1 of 5 people" in texts_in(table)
    table.model.narrow("nobody at all")
    assert {"Nothing matches", "0 of 5 people"} <= texts_in(table)
    table.model.narrow("")
    table.model.replace(())
    assert {"Nobody yet", "Add the first person.", "0 people"} <= texts_in(table)


def test_columns_chosen_moved_resized_and_sorted_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    table = shown(qtbot, settings=settings)
    header = table.view.horizontalHeader()
    assert header.isSectionHidden(5)
    menu = table.columns_menu()
    entries = {entry.text(): entry for entry in menu.actions()}
    entries["Email"].trigger()
    entries["Category"].trigger()
    header.moveSection(header.visualIndex(4), 0)
    header.resizeSection(3, 201)
    table.view.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    table.hide()

    second_table = shown(qtbot, settings=Settings(tmp_path / "settings.json"))
    columns_header = second_table.view.horizontalHeader()
    assert [columns_header.isSectionHidden(at) for at in range(6)] == [False, True, False, False, False, False]
    assert columns_header.logicalIndex(0) == 4
    assert columns_header.sectionSize(3) == 201
    assert second_table.model.rows()[0].sittings == 11


def test_settings_with_unknown_columns_are_ignored(qtbot: QtBot) -> None:
    settings = Settings()
    settings.put(
        "table/Central list", {"order": ["gone"], "widths": {"gone": 9, "name": "wide"}, "sort": ["gone", True]}
    )
    table = shown(qtbot, settings=settings)
    assert [table.view.horizontalHeader().logicalIndex(at) for at in range(6)] == list(range(6))


def test_the_only_visible_column_cannot_be_hidden(qtbot: QtBot) -> None:
    table = shown(qtbot)
    for _ in range(4):
        next(entry for entry in table.columns_menu().actions() if entry.isChecked()).trigger()
    last = [entry for entry in table.columns_menu().actions() if entry.isChecked()]
    assert [entry.isEnabled() for entry in last] == [False]


def test_export_writes_the_filtered_rows_and_visible_columns(qtbot: QtBot, tmp_path: Path) -> None:
    table = shown(qtbot)
    asked: list[str] = []

    def where(name: str) -> str:
        asked.append(name)
        return str(tmp_path / name)

    table.ask_where = where
    table.model.narrow("baird")
    next(entry for entry in table.columns_menu().actions() if entry.text() == "Email").trigger()
    table.export()
    file = tmp_path / asked[0]
    lines = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert lines[1][0] == "Eleri Baird"
    assert lines[1][-1] == "'=eleri@example.org"
    assert len(lines) == 2
    table.ask_where = lambda _: ""
    file.unlink()
    table.export()
    assert list(tmp_path.iterdir()) == []
    table.ask_where = lambda name: str(tmp_path / "not there" / name)
    table.export()
    [message] = [one for one in QApplication.topLevelWidgets() if isinstance(one, Message) and one.isVisible()]
    assert "could not be written: the folder is not there" in message.words.text()
    message.accept()


def _named() -> list[Column[Person]]:
    """The usual columns, the first of them marked as the column of names."""
    made = columns()
    return [Column("name", "Name", lambda person: person.name, is_name=True), *made[1:]]


def test_a_chip_is_never_cut_however_wide_it_is(qtbot: QtBot) -> None:
    long = Chip(State.ALERT, "Not ready: references, health check, induction and the written agreement are missing")
    rows = RowModel([_named()[0], Column("state", "State", lambda _: long.word, chip=lambda _: long)])
    rows.replace(PEOPLE)
    table = shown(qtbot, rows)
    assert chip_width(long) > 340
    assert table.view.horizontalHeader().sectionSize(1) >= chip_width(long)


def test_names_are_whole_and_the_room_is_used(qtbot: QtBot) -> None:
    rows = RowModel(_named())
    rows.replace(PEOPLE)
    table = shown(qtbot, rows)
    header = table.view.horizontalHeader()
    name = table.view.fontMetrics().horizontalAdvance(PEOPLE[4].name)
    assert header.length() == table.view.viewport().width()
    assert header.sectionSize(0) >= name
    table.resize(500, 300)
    assert header.sectionSize(0) >= min(name, table.model.columns[0].width)
    assert header.sectionSize(1) >= table.view.fontMetrics().horizontalAdvance("Category")
    table.resize(1600, 300)
    assert header.length() == table.view.viewport().width()


def test_the_usual_columns_never_scroll_sideways_and_come_back_with_the_room(qtbot: QtBot) -> None:
    settings = Settings()
    table = shown(qtbot, settings=settings)
    header = table.view.horizontalHeader()
    usual = header.count() - header.hiddenSectionCount()
    table.resize(260, 300)
    assert header.length() <= table.view.viewport().width()
    assert header.count() - header.hiddenSectionCount() < usual
    ticked = [entry for entry in table.columns_menu().actions() if entry.isChecked()]
    assert len(ticked) == usual, "a column that is set aside is still chosen"
    table.hide()
    assert len(shown(qtbot, settings=settings).columns_menu().actions()) == header.count()
    table.show()
    table.resize(900, 300)
    assert header.count() - header.hiddenSectionCount() == usual


@POPUPS
def test_elided_text_is_shown_in_a_tooltip(qtbot: QtBot) -> None:
    table = shown(qtbot)
    header = table.view.horizontalHeader()
    header.resizeSection(0, 80)
    delegate = table.view.itemDelegate()

    def ask(row: int) -> bool:
        index = table.model.index(row, 0)
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), table.view.mapToGlobal(QPoint(5, 5)))
        return bool(delegate.helpEvent(event, table.view, QStyleOptionViewItem(), index))

    assert ask(4)
    assert QToolTip.text() == PEOPLE[4].name
    QToolTip.hideText()
    header.resizeSection(0, 400)
    assert not ask(0)


def test_rows_are_as_high_as_the_settings_ask(qtbot: QtBot) -> None:
    settings = Settings()
    table = shown(qtbot, settings=settings)
    rows_header = table.view.verticalHeader()
    assert rows_header.defaultSectionSize() == ROW
    table.hide()
    set_compact_rows(settings, is_compact=True)
    table.show()
    assert rows_header.defaultSectionSize() == COMPACT_ROW


@POPUPS
def test_the_menu_of_columns_opens_from_its_button(qtbot: QtBot) -> None:
    table = shown(qtbot)
    table._columns.click()  # noqa: SLF001 # its own button
    popup = next(each for each in table.findChildren(QMenu) if each.isVisible())
    assert [entry.text() for entry in popup.actions()] == [column.title for column in columns()]
    popup.close()


# The filter bar


def test_the_filter_bar_narrows_shows_chips_and_clears(qtbot: QtBot) -> None:
    table = shown(qtbot)
    bar = FilterBar(table.model, "Filter people")
    qtbot.addWidget(bar)
    bar.set_list(table)
    QTest.keyClicks(bar.search, "moyana")
    assert [row.ref for row in table.model.rows()] == ["M003"]
    QTest.keyClick(bar.search, KEY.Key_Escape)
    assert len(table.model.rows()) == 5
    bar.choose("status", "active", "on hold", label="Not ended")
    chips = [each for each in bar.findChildren(type(bar._clear)) if each.property("kind") == "chip"]  # noqa: SLF001
    assert [chip.text() for chip in chips] == ["Not ended"]
    chips[0].click()
    assert len(table.model.rows()) == 5
    bar.choose("status", "active")
    bar.choose("category", "independent")
    assert len(table.model.rows()) == 2
    bar.clear()
    assert not table.model.is_narrowed
    assert bar._clear.isHidden()  # noqa: SLF001


def test_a_filter_menu_ticks_the_chosen_values(qtbot: QtBot) -> None:
    table = shown(qtbot)
    bar = FilterBar(table.model)
    qtbot.addWidget(bar)
    menu = next(each for each in bar.findChildren(type(table.columns_menu())) if each.objectName() == "status")
    menu.aboutToShow.emit()
    assert [entry.text() for entry in menu.actions()] == ["active", "ended", "on hold"]
    menu.actions()[1].trigger()
    assert [row.ref for row in table.model.rows()] == ["M005"]
    menu.aboutToShow.emit()
    assert [entry.isChecked() for entry in menu.actions()] == [False, True, False]
    menu.actions()[1].trigger()
    assert len(table.model.rows()) == 5


@pytest.mark.parametrize("key", [KEY.Key_Down])
def test_the_arrow_down_goes_on_to_the_list(qtbot: QtBot, key: Qt.Key) -> None:
    table = shown(qtbot)
    bar = FilterBar(table.model)
    bar.setParent(table)
    bar.show()
    bar.set_list(table)
    table.activateWindow()
    bar.search.setFocus()
    QTest.keyClick(bar.search, key)
    qtbot.waitUntil(table.view.hasFocus)


def test_tab_selects_the_first_row_of_a_list_and_keeps_the_one_that_is_selected(qtbot: QtBot) -> None:
    table = shown(qtbot)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    table.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert table.current_ref() is None  # a click chooses its own row
    for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
        table.view.clearFocus()
        table.view.setFocus(reason)
        assert chosen == [table.model.ref_at(0)]
    table.choose("M003")
    table.view.clearFocus()
    table.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.current_ref() == "M003"


def test_the_focus_ring_is_wiped_from_the_whole_row_that_it_leaves(qtbot: QtBot) -> None:
    table = shown(qtbot)
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus()
    view = table.view
    qtbot.waitUntil(view.hasFocus)
    corner = view.viewport().mapTo(table, view.visualRect(table.model.index(0, 2)).topLeft())

    def has_ring() -> bool:
        picture = table.screen().grabWindow(table.winId()).toImage()  # only what was painted
        return picture.pixelColor(corner.x() + 20, corner.y() + 1) == QColor(theme.colours().accent)

    qtbot.waitUntil(has_ring)
    QTest.keyClick(view, KEY.Key_Down)
    qtbot.waitUntil(lambda: not has_ring())
