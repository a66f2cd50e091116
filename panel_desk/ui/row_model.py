"""The Qt model of all tables: takes frozen rows, and gives texts and state chips.

Texts and chips are computed once, when rows arrive; `data()` only looks them up. `replace` keeps the selection by the
row's ref and notifies the view only of what changed. Sorting and filtering run here in one pass over the rows, so that
a list of thousands is filtered at each key.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from heapq import nlargest
from operator import attrgetter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from panel_desk.rules.folding import fold
from panel_desk.ui.formats import count
from panel_desk.ui.states import Chip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
CHIP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
REF_ROLE = CHIP_ROLE + 1
_NO_PARENT = QModelIndex()
_MANY_CHANGES = 64  # runs of inserted or removed rows, above which one reset is faster
_MEASURED = 8  # texts per column whose width is measured: the one with the most letters is not always the widest
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Align(Enum):
    """The alignment of a column's texts; numbers are aligned right."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table.

    Args:
        key: its name in the settings; never shown.
        title: its heading.
        text: the row's text in this column.
        sort: the row's sort key; None sorts by the text.
        width: the narrowest that it gets, in pixels, where its texts are wider than there is room for; a column of
            chips gets no narrower than its chips.
        align: left, or right for numbers.
        chip: the row's state chip, drawn in place of the text; search and export use the text.
        is_facet: the filter bar offers its texts as filters.
        is_extra: hidden until the column chooser shows it.
        is_name: a name, which is shown in full until the other columns are as narrow as they get.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    width: int = 160
    align: Align = Align.LEFT
    chip: Callable[[Row], Chip | None] | None = None
    is_facet: bool = False
    is_extra: bool = False
    is_name: bool = False


@dataclass(slots=True)
class PreparedRow(Generic[Row]):
    """A row with its texts and chips, and the folded text that the filter searches."""

    ref: str
    row: Row
    words: tuple[str, ...]
    chips: tuple[Chip | None, ...]
    haystack: str = field(default="")


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows for a table.

    Args:
        columns: the columns, in their first order.
        ref: gives the row's ref, by which the selection is kept; its attribute `ref` by default.
    """

    narrowed = Signal()  # the rows shown, or their total, may have changed

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        ref: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._ref: Callable[[Row], str] = ref or attrgetter("ref")
        self._all: list[PreparedRow[Row]] = []
        self._shown: list[PreparedRow[Row]] = []
        self._positions: dict[str, int] = {}
        self._longest: dict[int, list[tuple[str, Chip | None]]] = {}  # by the column's number
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._terms: tuple[str, ...] = ()
        self._facets: dict[int, frozenset[str]] = {}  # by the column's number: the texts that the user chose

    # For pages

    def replace(self, rows: Iterable[Row]) -> None:
        """Show these rows instead of the previous ones."""
        self._all = [self._prepare(row) for row in rows]
        self._longest = {}
        self._update_shown()
        self.narrowed.emit()

    def narrow(self, text: str, facets: Mapping[str, frozenset[str]] | None = None) -> None:
        """Show only rows that contain every word of the text and, in each facet, one of the chosen texts."""
        self._terms = tuple(fold(text).split())
        keys = [column.key for column in self.columns]
        self._facets = {keys.index(key): chosen for key, chosen in (facets or {}).items() if chosen}
        self._update_shown()
        self.narrowed.emit()

    def rows(self) -> list[Row]:
        """The rows that are shown, in the order shown."""
        return [line.row for line in self._shown]

    def row_at(self, position: int) -> Row:
        """The row shown at a position, from 0."""
        return self._shown[position].row

    def ref_at(self, position: int) -> str:
        """The ref of the row shown at a position, from 0."""
        return self._shown[position].ref

    def position_of(self, ref: str) -> int | None:
        """The position of the row with a ref, from 0; None where it is not shown."""
        return self._positions.get(ref)

    def facet_words(self, key: str) -> list[str]:
        """The distinct texts of a facet's column, sorted."""
        number = [column.key for column in self.columns].index(key)
        return sorted({line.words[number] for line in self._all if line.words[number]}, key=fold)

    def longest(self, number: int) -> list[tuple[str, Chip | None]]:
        """The longest texts of a column, each with its chip, from which the column's width is measured."""
        if number not in self._longest:
            lines = nlargest(_MEASURED, self._all, key=lambda line: len(line.words[number]))
            self._longest[number] = [(line.words[number], line.chips[number]) for line in lines]
        return self._longest[number]

    @property
    def is_narrowed(self) -> bool:
        """True while a filter is on."""
        return bool(self._terms or self._facets)

    @property
    def total(self) -> int:
        """How many rows there are before any filter."""
        return len(self._all)

    @property
    def matching(self) -> int:
        """How many rows pass the filter."""
        return len(self._shown)

    def tally(self, singular: str, plural: str | None = None) -> str:
        """The count at a table's foot: *25 members*, or *3 of 25 members* while a filter is on."""
        whole = count(self.total, singular, plural)
        return f"{self.matching:,} of {whole}" if self.is_narrowed else whole

    def as_csv(self, columns: Sequence[int] | None = None) -> str:
        """The rows that pass the filter, as CSV; a cell that a spreadsheet would run as a formula gets an apostrophe.

        Args:
            columns: the numbers of the columns to write, in order; all of them by default.
        """
        chosen = range(len(self.columns)) if columns is None else columns
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([self.columns[number].title for number in chosen])
        for line in self._to_export():
            writer.writerow([_inert(line.words[number]) for number in chosen])
        return out.getvalue()

    # For the view

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """The number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """The number of columns, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Look up what was computed when the rows arrived."""
        if not index.isValid():
            return None
        line, number = self._shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words[number]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[number].align.value
            case Qt.ItemDataRole.ToolTipRole if (chip := line.chips[number]) and chip.word != line.words[number]:
                return line.words[number]
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.columns[number].title}: {line.words[number]}"
        return {CHIP_ROLE: line.chips[number], REF_ROLE: line.ref}.get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align.value
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 restores the order in which the rows came."""
        self._sorted_by = (column, order) if column >= 0 else None
        self._update_shown()

    # Internals

    def _prepare(self, row: Row) -> PreparedRow[Row]:
        words = tuple(column.text(row) for column in self.columns)
        chips = tuple(column.chip(row) if column.chip else None for column in self.columns)
        return PreparedRow(self._ref(row), row, words, chips, fold("\n".join(words)))

    def _passes(self, line: PreparedRow[Row]) -> bool:
        return all(term in line.haystack for term in self._terms) and all(
            line.words[number] in chosen for number, chosen in self._facets.items()
        )

    def _to_export(self) -> Iterable[PreparedRow[Row]]:
        return self._shown

    def _update_shown(self) -> None:
        target = [line for line in self._all if self._passes(line)]
        if self._sorted_by:
            number, order = self._sorted_by
            key = self.columns[number].sort
            is_descending = order == Qt.SortOrder.DescendingOrder
            if key is None:
                target.sort(key=lambda line: fold(line.words[number]), reverse=is_descending)
            else:
                known = [(key(line.row), line) for line in target]
                filled = [pair for pair in known if pair[0] is not None]
                filled.sort(key=lambda pair: pair[0], reverse=is_descending)
                target = [line for _, line in filled] + [line for value, line in known if value is None]
        self._move_to(target)

    def _move_to(self, target: list[PreparedRow[Row]]) -> None:
        new_refs = {line.ref for line in target}
        removed = _runs([position for position, line in enumerate(self._shown) if line.ref not in new_refs])
        inserted = _runs([position for position, line in enumerate(target) if line.ref not in self._positions])
        if len(removed) + len(inserted) > _MANY_CHANGES:
            self.beginResetModel()
            self._set_shown(target)
            self.endResetModel()
            return
        for first, last in reversed(removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_shown(self._shown[:first] + self._shown[last + 1 :])
            self.endRemoveRows()
        staying = [line for line in target if line.ref in self._positions]
        if [line.ref for line in staying] != [line.ref for line in self._shown]:
            self._reorder(staying)
        for first, last in inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_shown(self._shown[:first] + target[first : last + 1] + self._shown[first:])
            self.endInsertRows()
        self._notify_changed(target)

    def _reorder(self, staying: list[PreparedRow[Row]]) -> None:
        self.layoutAboutToBeChanged.emit()
        indexes = self.persistentIndexList()
        refs = [(self._shown[index.row()].ref, index.column()) for index in indexes]
        by_ref = {line.ref: line for line in self._shown}
        self._set_shown([by_ref[line.ref] for line in staying])
        self.changePersistentIndexList(indexes, [self.index(self._positions[ref], number) for ref, number in refs])
        self.layoutChanged.emit()

    def _notify_changed(self, target: list[PreparedRow[Row]]) -> None:
        changed = [
            position
            for position, (old, new) in enumerate(zip(self._shown, target, strict=True))
            if old.words != new.words or old.chips != new.chips
        ]
        self._set_shown(target)
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _set_shown(self, lines: list[PreparedRow[Row]]) -> None:
        self._shown = lines
        self._positions = {line.ref: position for position, line in enumerate(lines)}


def _runs(positions: list[int]) -> list[tuple[int, int]]:
    """The first and last position of each unbroken run of ascending positions."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def _inert(cell: str) -> str:
    """A cell of a CSV file that a spreadsheet does not run as a formula: with an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
