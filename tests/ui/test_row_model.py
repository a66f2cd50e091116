"""The row model: replacing, sorting and filtering rows without losing the selection."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from panel_desk.ui.row_model import CHIP_ROLE, REF_ROLE, RowModel
from tests.ui.people import PEOPLE, Person, columns, many, model

DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture
def row_model(qtbot: QtBot) -> Iterator[RowModel[Person]]:
    """Five people; Qt's model tester fails on any wrong signal."""
    assert qtbot
    row_model = model()
    tester = QAbstractItemModelTester(row_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield row_model
    assert tester.model() is row_model


def refs(row_model: RowModel[Person]) -> list[str]:
    return [row.ref for row in row_model.rows()]


def test_a_cell_has_text_chip_and_ref(row_model: RowModel[Person]) -> None:
    cell = row_model.index(2, 2)
    assert cell.data() == "on hold"
    assert cell.data(CHIP_ROLE).word == "on hold"
    assert cell.data(REF_ROLE) == "M003"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Status: on hold"
    assert row_model.index(0, 0).data(CHIP_ROLE) is None
    assert row_model.data(QModelIndex()) is None
    assert row_model.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert row_model.headerData(0, Qt.Orientation.Vertical) is None
    assert row_model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole) is None


def test_the_selection_stays_by_ref_while_rows_change(row_model: RowModel[Person]) -> None:
    persistent = QPersistentModelIndex(row_model.index(2, 0))
    newcomer = replace(PEOPLE[0], ref="M009", name="Zoë Attwood")
    row_model.replace([newcomer, PEOPLE[4], PEOPLE[2], PEOPLE[1]])
    assert refs(row_model) == ["M009", "M005", "M003", "M002"]
    assert (persistent.row(), persistent.data()) == (2, "Tendai Moyana")
    row_model.replace([PEOPLE[0]])
    assert not persistent.isValid()


def test_only_changed_rows_are_notified(row_model: RowModel[Person], qtbot: QtBot) -> None:
    changed = replace(PEOPLE[1], name="Morag Heaney-Rowe")
    with qtbot.waitSignal(row_model.dataChanged) as signal, qtbot.assertNotEmitted(row_model.modelReset):
        row_model.replace([PEOPLE[0], changed, *PEOPLE[2:]])
    assert [index.row() for index in signal.args[:2]] == [1, 1]
    with qtbot.assertNotEmitted(row_model.dataChanged):
        row_model.replace([PEOPLE[0], changed, *PEOPLE[2:]])


def test_typing_finds_every_word_whatever_its_accents(row_model: RowModel[Person]) -> None:
    row_model.narrow("SIAN llew")
    assert refs(row_model) == ["M001"]
    assert row_model.tally("member", "members") == "1 of 5 members"
    row_model.narrow("sian heaney")
    assert refs(row_model) == []
    row_model.narrow("social", {"status": frozenset({"on hold"})})
    assert refs(row_model) == ["M003"]
    row_model.narrow("", {"status": frozenset()})
    assert not row_model.is_narrowed
    assert row_model.tally("member", "members") == "5 members"
    assert row_model.facet_words("category") == ["independent", "medical adviser", "social worker"]


def test_sorting_uses_the_value_and_puts_rows_without_one_last(row_model: RowModel[Person]) -> None:
    row_model.sort(3)
    assert refs(row_model) == ["M005", "M001", "M003", "M002", "M004"]
    row_model.sort(3, DOWN)
    assert refs(row_model) == ["M002", "M003", "M001", "M005", "M004"]
    row_model.sort(0)
    assert refs(row_model)[:2] == ["M005", "M004"]
    row_model.sort(-1)
    assert refs(row_model) == [person.ref for person in PEOPLE]


def test_a_new_row_is_sorted_in(row_model: RowModel[Person]) -> None:
    row_model.sort(0)
    persistent = QPersistentModelIndex(row_model.index(row_model.position_of("M002") or 0, 0))
    row_model.replace([*PEOPLE, replace(PEOPLE[0], ref="M006", name="Cai Prosser")])
    assert refs(row_model)[1] == "M006"
    assert persistent.data() == "Morag Heaney"


def test_a_thousand_rows_are_filtered_sorted_and_restored(row_model: RowModel[Person]) -> None:
    people = many(1000)
    row_model.replace(people)
    persistent = QPersistentModelIndex(row_model.index(502, 0))
    row_model.sort(4)
    row_model.narrow("moyana")
    assert row_model.tally("member") == "200 of 1,000 members"
    row_model.narrow("")
    assert row_model.rowCount() == 1000
    assert row_model.position_of(people[0].ref) is not None
    row_model.replace(people[:700])
    assert row_model.rowCount() == 700
    assert not persistent.isValid() or persistent.data() == people[502].name


def test_the_longest_words_of_all_rows_are_known_whatever_is_shown(row_model: RowModel[Person]) -> None:
    row_model.narrow("sian")
    assert row_model.longest(0)[0][0] == "Bartholomew Featherstonehaugh-Cholmondeley"
    assert next(chip.word for _, chip in row_model.longest(2) if chip) == "on hold"
    row_model.replace(PEOPLE[:2])
    assert row_model.longest(0)[0][0] == "Siân Llewellyn"


def test_a_cell_that_would_run_as_a_formula_is_exported_as_text(row_model: RowModel[Person]) -> None:
    row_model.replace([replace(PEOPLE[0], ref=sign, name=f"{sign}1+1", email='a "b", c') for sign in "=+-@"])
    lines = list(csv.reader(io.StringIO(row_model.as_csv())))
    assert lines[0] == [column.title for column in columns()]
    assert [line[0] for line in lines[1:]] == ["'=1+1", "'+1+1", "'-1+1", "'@1+1"]
    assert lines[1][-1] == 'a "b", c'
    assert row_model.as_csv([4]).split() == ["Sittings", *["11"] * 4]
