"""One model for every table: frozen rows in, words out.

Words, sort keys and chips are worked out once, when rows arrive; `data()` only looks up. `replace` keeps what is
selected by the row's ref and tells the view no more than what changed. Sorting and narrowing happen here, in one
pass over the rows, so that a list of thousands follows each key as it is typed.
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
_NOWHERE = QModelIndex()
_MANY_CHANGES = 64  # runs of rows coming or going; beyond this one reset is quicker for the view
_LONGEST = 8  # the most letters are not always the widest words
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Align(Enum):
    """Where words stand in their column; numbers stand right."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table.

    Args:
        key: its name to the settings; never shown.
        title: its heading.
        text: the row's words for it.
        sort: what it sorts by; the words where there is nothing better (a date sorts by itself).
        width: the least width that it gives way to, in pixels, where its words are wider than there is room for.
        align: left, or right for numbers.
        chip: the row's state chip, drawn in place of the words; the words still search and export.
        is_facet: the filter bar offers its words to narrow by.
        is_extra: hidden until the column chooser shows it.
        is_name: a name, which is whole while other columns give way, and even where the list has to scroll for it.
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
class _Line(Generic[Row]):
    """A row, and everything that the view will ask of it."""

    ref: str
    row: Row
    words: tuple[str, ...]
    chips: tuple[Chip | None, ...]
    haystack: str = field(default="")


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows for a table.

    Args:
        columns: the columns, in their first order.
        ref: the row's ref, by which selection is kept; the attribute `ref` by default.
    """

    narrowed = Signal()  # what is shown, or what it is counted out of, may be another

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        ref: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._ref: Callable[[Row], str] = ref or attrgetter("ref")
        self._all: list[_Line[Row]] = []
        self._shown: list[_Line[Row]] = []
        self._places: dict[str, int] = {}
        self._longest: dict[int, list[tuple[str, Chip | None]]] = {}
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._terms: tuple[str, ...] = ()
        self._facets: dict[int, frozenset[str]] = {}

    # What a page does

    def replace(self, rows: Iterable[Row]) -> None:
        """Show these rows in place of the ones there were."""
        self._all = [self._line(row) for row in rows]
        self._longest = {}
        self._settle()
        self.narrowed.emit()

    def narrow(self, text: str, facets: Mapping[str, frozenset[str]] | None = None) -> None:
        """Show only rows that hold every word of the text and, in each facet named, one of the words chosen."""
        self._terms = tuple(fold(text).split())
        keys = [column.key for column in self.columns]
        self._facets = {keys.index(key): chosen for key, chosen in (facets or {}).items() if chosen}
        self._settle()
        self.narrowed.emit()

    def rows(self) -> list[Row]:
        """The rows that are shown, in the order shown."""
        return [line.row for line in self._shown]

    def row_at(self, place: int) -> Row:
        """The row shown at a place."""
        return self._shown[place].row

    def ref_at(self, place: int) -> str:
        """The ref of the row shown at a place."""
        return self._shown[place].ref

    def place_of(self, ref: str) -> int | None:
        """Where the row with a ref is shown, if it is."""
        return self._places.get(ref)

    def facet_words(self, key: str) -> list[str]:
        """The words that a facet's column holds, each once, sorted."""
        at = [column.key for column in self.columns].index(key)
        return sorted({line.words[at] for line in self._all if line.words[at]}, key=fold)

    def longest(self, at: int) -> list[tuple[str, Chip | None]]:
        """The few longest words of a column, over all rows, each with its chip: what the column's width goes by."""
        if at not in self._longest:
            lines = nlargest(_LONGEST, self._all, key=lambda line: len(line.words[at]))
            self._longest[at] = [(line.words[at], line.chips[at]) for line in lines]
        return self._longest[at]

    @property
    def is_narrowed(self) -> bool:
        """A filter is on."""
        return bool(self._terms or self._facets)

    @property
    def total(self) -> int:
        """How many rows there are before any filter."""
        return len(self._all)

    def tally(self, singular: str, plural: str | None = None) -> str:
        """The count at a table's foot: *25 members*, or *3 of 25 members* while a filter is on."""
        whole = count(self.total, singular, plural)
        return f"{len(self._shown):,} of {whole}" if self.is_narrowed else whole

    def as_csv(self, at: Sequence[int] | None = None) -> str:
        """What is shown, as comma-separated text; a cell that a spreadsheet would run as a formula stays text.

        Args:
            at: the columns to write, by their numbers, in order; all of them by default.
        """
        chosen = range(len(self.columns)) if at is None else at
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([self.columns[number].title for number in chosen])
        for line in self._shown:
            writer.writerow([_inert(line.words[number]) for number in chosen])
        return out.getvalue()

    # What the view asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A look-up, never a question."""
        if not index.isValid():
            return None
        line, at = self._shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words[at]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[at].align.value
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.columns[at].title}: {line.words[at]}"
        return {CHIP_ROLE: line.chips[at], REF_ROLE: line.ref}.get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align.value
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 for the order in which the rows came."""
        self._sorted_by = (column, order) if column >= 0 else None
        self._settle()

    # How it is worked out

    def _line(self, row: Row) -> _Line[Row]:
        words = tuple(column.text(row) for column in self.columns)
        chips = tuple(column.chip(row) if column.chip else None for column in self.columns)
        return _Line(self._ref(row), row, words, chips, fold("\n".join(words)))

    def _passes(self, line: _Line[Row]) -> bool:
        return all(term in line.haystack for term in self._terms) and all(
            line.words[at] in chosen for at, chosen in self._facets.items()
        )

    def _settle(self) -> None:
        wanted = [line for line in self._all if self._passes(line)]
        if self._sorted_by:
            at, order = self._sorted_by
            key = self.columns[at].sort
            is_descending = order == Qt.SortOrder.DescendingOrder
            if key is None:
                wanted.sort(key=lambda line: fold(line.words[at]), reverse=is_descending)
            else:
                known = [(key(line.row), line) for line in wanted]
                filled = [pair for pair in known if pair[0] is not None]
                filled.sort(key=lambda pair: pair[0], reverse=is_descending)
                wanted = [line for _, line in filled] + [line for value, line in known if value is None]
        self._move_to(wanted)

    def _move_to(self, wanted: list[_Line[Row]]) -> None:
        new_refs = {line.ref for line in wanted}
        going = _runs([place for place, line in enumerate(self._shown) if line.ref not in new_refs])
        coming = _runs([place for place, line in enumerate(wanted) if line.ref not in self._places])
        if len(going) + len(coming) > _MANY_CHANGES:
            self.beginResetModel()
            self._take(wanted)
            self.endResetModel()
            return
        for first, last in reversed(going):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take(self._shown[:first] + self._shown[last + 1 :])
            self.endRemoveRows()
        staying = [line for line in wanted if line.ref in self._places]
        if [line.ref for line in staying] != [line.ref for line in self._shown]:
            self._reorder(staying)
        for first, last in coming:
            self.beginInsertRows(QModelIndex(), first, last)
            self._take(self._shown[:first] + wanted[first : last + 1] + self._shown[first:])
            self.endInsertRows()
        self._tell_changed(wanted)

    def _reorder(self, staying: list[_Line[Row]]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        refs = [(self._shown[index.row()].ref, index.column()) for index in held]
        by_ref = {line.ref: line for line in self._shown}
        self._take([by_ref[line.ref] for line in staying])
        self.changePersistentIndexList(held, [self.index(self._places[ref], at) for ref, at in refs])
        self.layoutChanged.emit()

    def _tell_changed(self, wanted: list[_Line[Row]]) -> None:
        changed = [
            place
            for place, (old, new) in enumerate(zip(self._shown, wanted, strict=True))
            if old.words != new.words or old.chips != new.chips
        ]
        self._take(wanted)
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _take(self, lines: list[_Line[Row]]) -> None:
        self._shown = lines
        self._places = {line.ref: place for place, line in enumerate(lines)}


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Ascending places as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
