"""The settings for import and export, backups, the appearance and the history."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.exchange.workbook.xlsx import read_workbook
from panel_desk.operations.agency import close_on, set_figure
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.agency import agency
from panel_desk.queries.backups import backups, outside_places
from panel_desk.queries.workbook.model import Registers, Row
from panel_desk.ui.appearance import remembered_scheme, row_height
from panel_desk.ui.pages.settings.appearance import AppearanceSection
from panel_desk.ui.pages.settings.backups import BackupsSection
from panel_desk.ui.pages.settings.closed_days import ClosedDaysSection
from panel_desk.ui.pages.settings.exchange import ExchangeSection
from panel_desk.ui.pages.settings.history import HistorySection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import COMPACT_ROW, ROW, Scheme
from panel_desk.ui.widgets.text import Text
from tests.builders import FixedTime, a_workbook
from tests.ui.page_context import Noted, click, press
from tests.ui.pages.settings.showing import open_section

CLOSED = date(2027, 12, 29)


def test_a_workbook_is_imported_and_everything_is_exported(
    qtbot: QtBot, page: SettingsPage, desk: Desk, noted: Noted, tmp_path: Path
) -> None:
    section = open_section(page, ExchangeSection)
    dialog = section.import_workbook()
    dialog.read(a_workbook(tmp_path, {"Authorities": [["Code", "Name"], ["FEN", "Fenland"], ["PET", "Petersholme"]]}))
    qtbot.waitUntil(dialog.import_button.isEnabled)
    click(dialog.import_button)
    dialog.accept()

    assert [authority.code for authority in desk.ask(agency).authorities] == ["FEN", "PET"]
    assert noted.done == ["The workbook is imported: 2 records added, 0 changed, 0 unchanged."]

    section.exporting.ask_where = lambda name: str(tmp_path / name)
    click(section.export_button)
    qtbot.waitUntil(lambda: len(noted.done) > 1)
    assert noted.done[-1] == "Every register is in Fenland Adoption registers 4 March 2027.xlsx."
    assert read_workbook(tmp_path / "Fenland Adoption registers 4 March 2027.xlsx").faults == ()


def test_a_long_entry_of_the_history_says_how_much_more_there_is(page: SettingsPage, desk: Desk) -> None:
    rows = {"Authorities": tuple(Row(at, {"code": f"A{at}", "name": f"Council {at}"}) for at in range(2, 253))}
    desk.do(import_registers, registers=Registers(rows))
    section = open_section(page, HistorySection)
    entry = section.entries.row_at(0)
    assert (
        section.entries.columns[4].text(entry)
        == "Council 2: authority added · Council 3: authority added · and 249 more"
    )

    section.show_entry(str(entry.id))

    assert "And 51 more. Choose the column All changes and export the list to have them all." in _texts(section.panel)
    section.entries.narrow("Council 252")
    assert section.entries.rows() == [entry]


def test_the_store_is_backed_up_and_says_when(
    page: SettingsPage, noted: Noted, desk: Desk, time_source: FixedTime
) -> None:
    section = open_section(page, BackupsSection)
    assert section.last.text() == "Not backed up yet"

    click(section.back_up_button)

    (copy,) = desk.ask(backups)
    assert noted.done == [f"The store is backed up to {copy.folder}."]
    assert noted.backed_up == [time_source.now()]
    assert section.last.text().startswith("Last backed up Thursday 4 March 2027")


def test_the_age_of_an_old_backup_is_shown(page: SettingsPage, noted: Noted, time_source: FixedTime) -> None:
    section = open_section(page, BackupsSection)
    section.back_up()
    time_source.move(days=8)
    section.refresh()

    assert any(each.accessibleName() == "8 days ago" for each in section.findChildren(QWidget))
    assert noted.backed_up


def test_the_store_is_backed_up_to_another_folder_which_is_remembered(page: SettingsPage, tmp_path: Path) -> None:
    section = open_section(page, BackupsSection)
    section.ask_folder = lambda _: ""
    section.back_up_elsewhere()
    assert section.copies.total == 0

    section.ask_folder = lambda _: str(tmp_path / "drive")
    section.back_up_elsewhere()

    assert [copy.folder.parent for copy in section.copies.rows()] == [tmp_path / "drive"]


def test_a_second_place_for_automatic_backups_is_chosen_and_given_up(
    page: SettingsPage, desk: Desk, tmp_path: Path
) -> None:
    section = open_section(page, BackupsSection)
    assert not section.second.leave_button.isVisible()
    section.ask_folder = lambda _: str(tmp_path / "drive")
    click(section.second.choose_button)
    assert desk.ask(outside_places).backup_folder == tmp_path / "drive"
    assert section.second.words.text() == str(tmp_path / "drive")

    click(section.second.leave_button)
    assert desk.ask(outside_places).backup_folder is None
    assert section.second.words.text().startswith("Name a folder on another drive")

    click(section.noted.choose_button)
    assert desk.ask(outside_places).anchor_folder == tmp_path / "drive"
    click(section.noted.leave_button)
    assert desk.ask(outside_places).anchor_folder is None


def test_the_check_of_the_store_says_undamaged_or_names_the_damage(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, BackupsSection)
    click(section.check_button)
    assert "The store is undamaged. Checked at 09:30" in _names(section)

    with desk.store.engine.begin() as connection:
        (guard,) = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").one()
        connection.exec_driver_sql(f"DROP TRIGGER {guard}")
    click(section.check_button)

    assert "1 thing is wrong with the store" in _names(section)
    assert any("triggers" in text.text() for text in section.findChildren(Text))


def test_in_a_low_window_the_result_of_the_check_is_scrolled_to(page: SettingsPage, qtbot: QtBot) -> None:
    section = open_section(page, BackupsSection)
    page.resize(900, 480)
    click(section.check_button)
    qtbot.waitUntil(lambda: section.verdict_area.visibleRegion().boundingRect() == section.verdict_area.rect())


def _names(widget: QWidget) -> set[str]:
    return {each.accessibleName() for each in widget.findChildren(QWidget)}


def test_the_colour_scheme_is_chosen_and_remembered(page: SettingsPage, noted: Noted, in_light: None) -> None:
    assert in_light is None
    section = open_section(page, AppearanceSection)
    assert section.schemes[Scheme.SYSTEM].isChecked()

    click(section.schemes[Scheme.DARK])
    assert remembered_scheme(noted.context.settings) is Scheme.DARK
    click(section.schemes[Scheme.LIGHT])
    assert remembered_scheme(noted.context.settings) is Scheme.LIGHT


def test_compact_rows_show_in_every_table_from_then_on(page: SettingsPage, noted: Noted) -> None:
    section = open_section(page, AppearanceSection)
    assert row_height(noted.context.settings) == ROW

    press(section.compact, Qt.Key.Key_Space)
    days = open_section(page, ClosedDaysSection)

    assert days.table.view.verticalHeader().defaultSectionSize() == COMPACT_ROW


def test_the_history_follows_whatever_is_done(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, HistorySection)
    assert [entry.action for entry in section.entries.rows()] == ["signed in"]

    desk.do(close_on, day=CLOSED, why="Flood")
    desk.do(set_figure, key="decision_working_days", value=9)

    did = [entry.action for entry in section.entries.rows()]
    assert did == ["set a figure of the rules", "added a closed day", "signed in"]
    section.entries.narrow("closed day")
    assert len(section.entries.rows()) == 1


def test_an_entry_says_all_that_it_changed(page: SettingsPage, desk: Desk) -> None:
    desk.do(set_figure, key="decision_working_days", value=9)
    desk.do(set_figure, key="decision_working_days", value=10)
    section = open_section(page, HistorySection)
    section.table.choose("3")
    assert not section.panel.isVisible()

    section.table.setFocus()
    press(section.table.view, Qt.Key.Key_Return)
    assert "Figure “Decision”: changed from 9 working days to 10 working days" in _texts(section.panel)
    section.table.choose("2")
    assert "Figure “Decision”: changed from 7 working days to 9 working days" in _texts(section.panel)


def _texts(widget: QWidget) -> set[str]:
    QApplication.sendPostedEvents()
    return {text.text() for text in widget.findChildren(Text) if text.isVisible()}


def test_every_button_and_field_has_a_name(page: SettingsPage) -> None:
    for kind in Section.__subclasses__():
        section = open_section(page, kind)
        for each in [*section.findChildren(QPushButton), *section.findChildren(QLineEdit)]:
            assert each.accessibleName(), each
