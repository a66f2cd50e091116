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

LEAST_WIDTH = 48
_MOST_WIDTH = 340  # of a column that the user has not resized


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
        self._aside: set[int] = set()  # columns that are hidden while there is no room for them
        self.user_widths: dict[int, int] = {}  # by column: the widths that the user has chosen
        self._header.sectionResized.connect(self._keep)

    @property
    def _header(self) -> QHeaderView:
        """The view's header, fetched each time, because a kept Python reference to it may become invalid."""
        return self._view.horizontalHeader()

    def fit(self) -> None:
        """Set the widths to what the columns need; then shrink from the right, or share the room that is left."""
        if not isValid(
            self._header
        ):  # a view that is being deleted loses its header first, and is then resized once more
            return
        room = self._view.viewport().width()
        self._is_fitting = True
        shown = self._set_aside([at for at in self._order() if self.is_chosen(at)], room)
        widths = {at: self.user_widths.get(at) or self._needed(at) for at in shown}
        spare = room - sum(widths.values())
        free = [at for at in shown if at not in self.user_widths]
        for at in self._in_order_of_shrinking(free):
            cut = min(max(0, -spare), widths[at] - self._least(at))
            widths[at] -= cut
            spare += cut
        sharing = [at for at in free if self._model.columns[at].align is Align.LEFT] or shown[-1:]
        for place, at in enumerate(sharing):
            share = max(0, spare) // (len(sharing) - place)
            widths[at] += share
            spare -= share
        for at, width in widths.items():
            self._view.setColumnWidth(at, width)
        self._is_fitting = False

    def is_chosen(self, at: int) -> bool:
        """Whether a column is shown, or is set aside while there is no room for it."""
        return at in self._aside or not self._header.isSectionHidden(at)

    def hide(self, at: int, *, is_hidden: bool) -> None:
        """Hide a column, or show it, as the user asks."""
        self._aside.discard(at)
        self._view.setColumnHidden(at, is_hidden)

    def _order(self) -> list[int]:
        return [self._header.logicalIndex(place) for place in range(self._header.count())]

    def _set_aside(self, chosen: list[int], room: int) -> list[int]:
        """Hide the last of the usual columns while there is no room for them, and return those that are left.

        Where the user has widened a column or added one, the list scrolls instead.
        """
        left = list(chosen)
        columns = self._model.columns
        if not self.user_widths and not any(columns[at].is_extra for at in chosen):
            for at in reversed(chosen[1:]):
                if sum(map(self._least, left)) > room and not columns[at].is_name:
                    left.remove(at)
        aside = {*chosen} - {*left}
        for at in aside ^ self._aside:
            self._view.setColumnHidden(at, at in aside)
        self._aside = aside
        return left

    def _needed(self, at: int) -> int:
        body = QFontMetrics(theme.font())
        words = [chip_width(chip) if chip else body.horizontalAdvance(text) for text, chip in self._model.longest(at)]
        most = max(_MOST_WIDTH, self._model.columns[at].width)
        return min(max([self._heading(at) + ICON, *(each + 2 * S12 + 1 for each in words)]), most)

    def _in_order_of_shrinking(self, shown: list[int]) -> list[int]:
        columns = self._model.columns
        names = [at for at in shown if columns[at].is_name]
        texts = [at for at in shown if at not in names]
        return [*reversed(texts), *reversed(names)]

    def _least(self, at: int) -> int:
        if self._model.columns[at].chip:
            return self._needed(at)
        return min(self._needed(at), max(self._model.columns[at].width, self._heading(at)))

    def _heading(self, at: int) -> int:
        words = QFontMetrics(theme.font(Part.CAPS)).horizontalAdvance(self._model.columns[at].title)
        return words + 2 * S12

    def _keep(self, at: int, old: int, new: int) -> None:
        del old
        if not self._is_fitting and new:
            self.user_widths[at] = new
