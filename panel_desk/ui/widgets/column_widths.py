"""Computes a table's column widths.

Each column fits its contents. If space is short, texts shrink from the right, then names; then the last columns are
hidden. A chip is never cut, because a state that cannot be read in full may be read as another.
"""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView
from shiboken6 import isValid

from panel_desk.ui import theme
from panel_desk.ui.row_model import Align, RowModel
from panel_desk.ui.theme import ICON, S12, Part
from panel_desk.ui.widgets.chips import chip_width

LEAST_WIDTH = 48  # pixels
_MOST_WIDTH = 340  # pixels, of a column of texts that the user has not resized


class ColumnWidths(QObject):
    """Fits the columns of a view to its width.

    Args:
        view: the view; resizing a column in its header is remembered.
        model: its model.
    """

    def __init__(self, view: QTableView, model: RowModel[Any]) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._is_fitting = False
        self._without_room: set[int] = set()  # columns that are hidden while there is no room for them
        self.user_widths: dict[int, int] = {}  # by column: the widths that the user has chosen
        self._header.sectionResized.connect(self._remember_width)

    @property
    def _header(self) -> QHeaderView:
        """The view's header, fetched each time, because a kept Python reference to it may become invalid."""
        return self._view.horizontalHeader()

    def fit(self) -> None:
        """Set the widths to what the columns need; then shrink from the right, or share the room that is left."""
        # A view that is being deleted loses its header first, and is then resized once more.
        if not isValid(self._header):
            return
        room = self._view.viewport().width()
        self._is_fitting = True
        shown = self._set_aside([column for column in self._order() if self.is_chosen(column)], room)
        widths = {column: self.user_widths.get(column) or self._needed(column) for column in shown}
        spare = room - sum(widths.values())
        free = [column for column in shown if column not in self.user_widths]
        for column in self._in_order_of_shrinking(free):
            cut = min(max(0, -spare), widths[column] - self._least(column))
            widths[column] -= cut
            spare += cut
        sharing = [column for column in free if self._model.columns[column].align is Align.LEFT] or shown[-1:]
        for number, column in enumerate(sharing):
            share = max(0, spare) // (len(sharing) - number)
            widths[column] += share
            spare -= share
        for column, width in widths.items():
            self._view.setColumnWidth(column, width)
        self._is_fitting = False

    def is_chosen(self, column: int) -> bool:
        """Whether a column is shown, or is set aside while there is no room for it."""
        return column in self._without_room or not self._header.isSectionHidden(column)

    def hide(self, column: int, *, is_hidden: bool) -> None:
        """Hide a column, or show it, as the user asks."""
        self._without_room.discard(column)
        self._view.setColumnHidden(column, is_hidden)

    def _order(self) -> list[int]:
        return [self._header.logicalIndex(number) for number in range(self._header.count())]

    def _set_aside(self, chosen: list[int], room: int) -> list[int]:
        """Hide the last of the usual columns while there is no room for them, and return those that are left.

        Where the user has widened a column or added one, the list scrolls instead.
        """
        kept = list(chosen)
        columns = self._model.columns
        if not self.user_widths and not any(columns[column].is_extra for column in chosen):
            for column in reversed(chosen[1:]):
                if sum(map(self._least, kept)) > room and not columns[column].is_name:
                    kept.remove(column)
        without_room = {*chosen} - {*kept}
        for column in without_room ^ self._without_room:
            self._view.setColumnHidden(column, column in without_room)
        self._without_room = without_room
        return kept

    def _needed(self, column: int) -> int:
        """The width in which every chip or text of a column is shown whole, up to a limit for texts."""
        body = QFontMetrics(theme.font())
        longest = self._model.longest(column)
        widths = [chip_width(chip) if chip else body.horizontalAdvance(text) for text, chip in longest]
        needed = max([self._heading(column) + ICON, *(width + 2 * S12 + 1 for width in widths)])
        if self._model.columns[column].chip:
            return needed
        return min(needed, max(_MOST_WIDTH, self._model.columns[column].width))

    def _in_order_of_shrinking(self, shown: list[int]) -> list[int]:
        columns = self._model.columns
        names = [column for column in shown if columns[column].is_name]
        texts = [column for column in shown if column not in names]
        return [*reversed(texts), *reversed(names)]

    def _least(self, column: int) -> int:
        """The width to which a column may shrink where there is not room for all."""
        if self._model.columns[column].chip:
            return self._needed(column)
        return min(self._needed(column), max(self._model.columns[column].width, self._heading(column)))

    def _heading(self, column: int) -> int:
        words = QFontMetrics(theme.font(Part.CAPS)).horizontalAdvance(self._model.columns[column].title)
        return words + 2 * S12

    def _remember_width(self, column: int, old: int, new: int) -> None:
        del old
        if not self._is_fitting and new:
            self.user_widths[column] = new
