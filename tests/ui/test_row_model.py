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
def made(qtbot: QtBot) -> Iterator[RowModel[Person]]:
    """Five people; Qt's model tester fails on any wrong signal."""
    assert qtbot
    made = model()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    assert tester.model() is made


def refs(made: RowModel[Person]) -> list[str]:
    return [row.ref for row in made.rows()]


def test_a_cell_has_text_chip_and_ref(made: RowModel[Person]) -> None:
    cell = made.index(2, 2)
    assert cell.data() == "on hold"
    assert cell.data(CHIP_ROLE).word == "on hold"
    assert cell.data(REF_ROLE) == "M003"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Status: on hold"
    assert made.index(0, 0).data(CHIP_ROLE) is None
    assert made.data(QModelIndex()) is None
    assert made.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert made.headerData(0, Qt.Orientation.Vertical) is None
    assert made.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole) is None


def test_the_selection_stays_by_ref_while_rows_change(made: RowModel[Person]) -> None:
    persistent = QPersistentModelIndex(made.index(2, 0))
    newcomer = replace(PEOPLE[0], ref="M009", name="Zoë Attwood")
    made.replace([newcomer, PEOPLE[4], PEOPLE[2], PEOPLE[1]])
    assert refs(made) == ["M009", "M005", "M003", "M002"]
    assert (persistent.row(), persistent.data()) == (2, "Tendai Moyana")
    made.replace([PEOPLE[0]])
    assert not persistent.isValid()


def test_only_changed_rows_are_notified(made: RowModel[Person], qtbot: QtBot) -> None:
    changed = replace(PEOPLE[1], name="Morag Heaney-Rowe")
    with qtbot.waitSignal(made.dataChanged) as signal, qtbot.assertNotEmitted(made.modelReset):
        made.replace([PEOPLE[0], changed, *PEOPLE[2:]])
    assert [index.row() for index in signal.args[:2]] == [1, 1]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.replace([PEOPLE[0], changed, *PEOPLE[2:]])


def test_typing_finds_every_word_whatever_its_accents(made: RowModel[Person]) -> None:
    made.narrow("SIAN llew")
    assert refs(made) == ["M001"]
    assert made.tally("member", "members") == "1 of 5 members"
    made.narrow("sian heaney")
    assert refs(made) == []
    made.narrow("social", {"status": frozenset({"on hold"})})
    assert refs(made) == ["M003"]
    made.narrow("", {"status": frozenset()})
    assert not made.is_narrowed
    assert made.tally("member", "members") == "5 members"
    assert made.facet_words("category") == ["independent", "medical adviser", "social worker"]


def test_sorting_uses_the_value_and_puts_rows_without_one_last(made: RowModel[Person]) -> None:
    made.sort(3)
    assert refs(made) == ["M005", "M001", "M003", "M002", "M004"]
    made.sort(3, DOWN)
    assert refs(made) == ["M002", "M003", "M001", "M005", "M004"]
    made.sort(0)
    assert refs(made)[:2] == ["M005", "M004"]
    made.sort(-1)
    assert refs(made) == [person.ref for person in PEOPLE]


def test_a_new_row_is_sorted_in(made: RowModel[Person]) -> None:
    made.sort(0)
    persistent = QPersistentModelIndex(made.index(made.position_of("M002") or 0, 0))
    made.replace([*PEOPLE, replace(PEOPLE[0], ref="M006", name="Cai Prosser")])
    assert refs(made)[1] == "M006"
    assert persistent.data() == "Morag Heaney"


def test_three_thousand_rows_are_filtered_sorted_and_restored(made: RowModel[Person]) -> None:
    people = many(3000)
    made.replace(people)
    persistent = QPersistentModelIndex(made.index(1502, 0))
    made.sort(4)
    made.narrow("moyana")
    assert made.tally("member") == "600 of 3,000 members"
    made.narrow("")
    assert made.rowCount() == 3000
    assert made.position_of(people[0].ref) is not None
    made.replace(people[:2000])
    assert made.rowCount() == 2000
    assert not persistent.isValid() or persistent.data() == people[1502].name


def test_the_longest_words_of_all_rows_are_known_whatever_is_shown(made: RowModel[Person]) -> None:
    made.narrow("sian")
    assert made.longest(0)[0][0] == "Bartholomew Featherstonehaugh-Cholmondeley"
    assert next(chip.word for _, chip in made.longest(2) if chip) == "on hold"
    made.replace(PEOPLE[:2])
    assert made.longest(0)[0][0] == "Siân Llewellyn"


def test_a_cell_that_would_run_as_a_formula_is_exported_as_text(made: RowModel[Person]) -> None:
    made.replace([replace(PEOPLE[0], ref=sign, name=f"{sign}1+1", email='a "b", c') for sign in "=+-@"])
    lines = list(csv.reader(io.StringIO(made.as_csv())))
    assert lines[0] == [column.title for column in columns()]
    assert [line[0] for line in lines[1:]] == ["'=1+1", "'+1+1", "'-1+1", "'@1+1"]
    assert lines[1][-1] == 'a "b", c'
    assert made.as_csv([4]).split() == ["Sittings", *["11"] * 4]
