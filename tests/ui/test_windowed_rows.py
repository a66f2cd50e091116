"""A table whose rows are filtered, sorted and counted in the store, on a real store with more cases than it loads."""

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.queries.cases.cases import CaseRow, case_facets, case_list
from panel_desk.ui.row_model import Column
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.windowed_rows import WindowedRows
from tests.builders import a_case, a_desk

_CASES = 7


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("panel_desk.ui.windowed_rows.FIRST", 2)
    monkeypatch.setattr("panel_desk.ui.windowed_rows.MOST", 3)
    desk = a_desk(tmp_path)
    for number in range(1, _CASES + 1):
        a_case(desk, f"CASE-{number}", social_worker=f"Worker {_CASES - number}")
    return desk


@pytest.fixture
def rows(desk: Desk) -> WindowedRows[CaseRow]:
    columns: list[Column[CaseRow]] = [
        Column("ref", "Ref", lambda row: row.ref),
        Column("worker", "Social worker", lambda row: row.social_worker or ""),
        Column("status", "Status", lambda row: row.status.capitalize(), is_facet=True),
    ]
    return WindowedRows(columns, lambda listing: desk.ask(case_list, listing), lambda: desk.ask(case_facets))


def shown(rows: WindowedRows[CaseRow]) -> str:
    """The last digits of the references of the rows that are loaded."""
    return "".join(row.ref[-1] for row in rows.rows())


def test_no_row_is_read_before_the_first_load_and_more_are_read_at_the_end(
    rows: WindowedRows[CaseRow], qtmodeltester: ModelTester
) -> None:
    rows.narrow("case")
    assert (rows.rowCount(), rows.canFetchMore()) == (0, False)
    rows.narrow("")
    rows.load()
    assert (shown(rows), rows.tally("case")) == ("12", "7 cases")
    for found in ("1234", "1234567"):
        assert rows.canFetchMore()
        rows.fetchMore(QModelIndex())
        assert shown(rows) == found
    assert not rows.canFetchMore()
    assert not rows.canFetchMore(rows.index(0, 0))
    rows.fetchMore(rows.index(0, 0))
    rows.load()
    assert shown(rows) == "1234567"
    qtmodeltester.check(rows)  # type: ignore[no-untyped-call] # pytest-qt has no types here


def test_the_store_filters_sorts_and_lists_the_facets(rows: WindowedRows[CaseRow]) -> None:
    rows.load()
    rows.sort(1)
    assert shown(rows) == "76"
    rows.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(rows) == "12"
    rows.narrow("WORKER case-4")
    assert (shown(rows), rows.tally("case")) == ("4", "1 of 7 cases")
    assert rows.facet_words("status") == ["Requested"]
    rows.narrow("", {"status": frozenset({"Heard"})})
    assert (shown(rows), rows.tally("case")) == ("", "0 of 7 cases")


def test_rows_that_went_meanwhile_are_not_waited_for(desk: Desk, rows: WindowedRows[CaseRow]) -> None:
    rows.load()
    rows._ask = lambda listing: desk.ask(case_list, type(listing)(("nothing",)))  # noqa: SLF001 # as if the rows were gone
    rows.fetchMore()
    assert (shown(rows), rows.canFetchMore()) == ("12", False)


def test_the_export_has_every_row_and_the_selection_stays(
    rows: WindowedRows[CaseRow], qtbot: QtBot, tmp_path: Path
) -> None:
    table, bar = Table(rows, "Cases"), FilterBar(rows)
    qtbot.addWidget(table)
    qtbot.addWidget(bar)
    rows.load()
    assert table.choose("CASE-2")
    rows.load()
    assert table.current_ref() == "CASE-2"
    table.ask_where = lambda _name: str(tmp_path / "cases.csv")
    table.export()
    lines = (tmp_path / "cases.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Ref,Social worker,Status"
    assert [line[:6] for line in lines[1:]] == [f"CASE-{number}" for number in range(1, _CASES + 1)]
    bar.search.setText("worker case-6")
    assert shown(rows) == "6"
