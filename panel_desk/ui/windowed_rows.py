"""The model of a long register: the store filters, sorts and counts, and rows are loaded as they are scrolled to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Generic

from PySide6.QtCore import QModelIndex, QObject, Qt

from panel_desk.queries.listing import Listed, Listing
from panel_desk.rules.folding import fold
from panel_desk.ui.row_model import Column, Index, PreparedRow, Row, RowModel

_NO_PARENT = QModelIndex()
FIRST = 200  # rows at first; each time the view is scrolled to their end, as many again as there are, up to MOST
MOST = 1000  # rows


class WindowedRows(RowModel[Row], Generic[Row]):
    """Rows for a table, loaded some at a time.

    Args:
        columns: the columns, in their first order; the store sorts by a column's `key`, and its `sort` is not used.
        ask: gives the rows that are asked for.
        facets: gives the texts of each column that is a facet, by the column's key; called when a facet's menu opens.
        ref: gives the row's ref; its attribute `ref` by default.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        ask: Callable[[Listing], Listed[Row]],
        facets: Callable[[], Mapping[str, Sequence[str]]],
        ref: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, ref, parent)
        self._ask, self._facet_texts = ask, facets
        self._matching = self._total = 0
        self._has_begun = False

    # For pages

    def load(self) -> None:
        """Ask the store for as many rows as are loaded already, at least the first ones.

        Until this was called once, sorting and filtering ask for nothing.
        """
        self._has_begun = True
        self._show(max(len(self._shown), FIRST))
        self.narrowed.emit()

    def facet_words(self, key: str) -> list[str]:
        """The distinct texts of a facet's column, sorted."""
        return sorted(filter(None, self._facet_texts()[key]), key=fold)

    @property
    def total(self) -> int:
        """How many rows there are before any filter."""
        return self._total

    @property
    def matching(self) -> int:
        """How many rows pass the filter, whether they are loaded or not."""
        return self._matching

    # For the view

    def canFetchMore(self, parent: Index = _NO_PARENT) -> bool:
        """Whether there are more rows than are loaded."""
        return not parent.isValid() and len(self._shown) < self._matching

    def fetchMore(self, parent: Index = _NO_PARENT) -> None:
        """Load the rows that follow."""
        if parent.isValid():
            return
        start = len(self._shown)
        page = self._ask(replace(self._listing(), offset=start, limit=min(max(start, FIRST), MOST)))
        more = [line for line in map(self._prepare, page.rows) if line.ref not in self._positions]
        self._matching, self._total = page.matching if more else start, page.total
        if more:
            self.beginInsertRows(QModelIndex(), start, start + len(more) - 1)
            self._all = [*self._shown, *more]
            self._set_shown(self._all)
            self.endInsertRows()
        self.narrowed.emit()

    # Internals

    def _update_shown(self) -> None:
        if self._has_begun:
            self._show(FIRST)

    def _show(self, limit: int) -> None:
        page = self._ask(replace(self._listing(), limit=limit))
        self._matching, self._total = page.matching, page.total
        self._all = [self._prepare(row) for row in page.rows]
        self._longest = {}  # a filter brings rows that were not loaded before, whose texts may be longer
        self._move_to(self._all)

    def _listing(self) -> Listing:
        keys = [column.key for column in self.columns]
        at, order = self._sorted_by or (None, None)
        return Listing(
            words=self._terms,
            facets={keys[number]: chosen for number, chosen in self._facets.items()},
            sorted_by=None if at is None else keys[at],
            is_descending=order == Qt.SortOrder.DescendingOrder,
        )

    def _to_export(self) -> Iterable[PreparedRow[Row]]:
        return map(self._prepare, self._ask(self._listing()).rows)
