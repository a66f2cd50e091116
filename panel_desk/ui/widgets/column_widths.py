"""Computes a table's column widths.

Each column fits its contents. If space is short, columns shrink from the right; name columns do not shrink.
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
        order = [self._header.logicalIndex(place) for place in range(self._header.count())]
        shown = [at for at in order if not self._header.isSectionHidden(at)]
        widths = {at: self.user_widths.get(at) or self._needed(at) for at in shown}
        spare = self._view.viewport().width() - sum(widths.values())
        free = [at for at in shown if at not in self.user_widths]
        for at in reversed(free):
            cut = min(max(0, -spare), widths[at] - self._least(at))
            widths[at] -= cut
            spare += cut
        sharing = [at for at in free if self._model.columns[at].align is Align.LEFT] or shown[-1:]
        for place, at in enumerate(sharing):
            share = max(0, spare) // (len(sharing) - place)
            widths[at] += share
            spare -= share
        self._is_fitting = True
        for at, width in widths.items():
            self._view.setColumnWidth(at, width)
        self._is_fitting = False

    def _needed(self, at: int) -> int:
        body = QFontMetrics(theme.font())
        words = [chip_width(chip) if chip else body.horizontalAdvance(text) for text, chip in self._model.longest(at)]
        most = max(_MOST_WIDTH, self._model.columns[at].width)
        return min(max([self._heading(at) + ICON, *(each + 2 * S12 + 1 for each in words)]), most)

    def _least(self, at: int) -> int:
        one, needed = self._model.columns[at], self._needed(at)
        return needed if one.is_name or one.chip else min(needed, max(one.width, self._heading(at)))

    def _heading(self, at: int) -> int:
        words = QFontMetrics(theme.font(Part.CAPS)).horizontalAdvance(self._model.columns[at].title)
        return words + 2 * S12

    def _keep(self, at: int, old: int, new: int) -> None:
        del old
        if not self._is_fitting and new:
            self.user_widths[at] = new
