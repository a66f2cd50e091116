"""Group headings in a table, above the first row of each group, while the table is not sorted by a column."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from panel_desk.ui import theme
from panel_desk.ui.theme import S4, S12, Part
from panel_desk.ui.widgets.table import Table

_HEADING = 36  # pixels: the height of a heading


class Groups(QStyledItemDelegate):
    """Groups the rows of a table under headings; a table sorted by a column has none.

    Args:
        table: the table.
        heading: gives a row's heading; it is shown where it differs from that of the row before.
    """

    def __init__(self, table: Table, heading: Callable[[Any], str]) -> None:
        super().__init__(table)
        self._table, self._view, self._heading = table, table.view, heading
        self._cell: QStyledItemDelegate = self._view.itemDelegate()  # type: ignore[assignment] # the table's delegate
        self._headings: dict[int, str] = {}
        self._view.setItemDelegate(self)
        model = table.model
        for signal in (model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset, model.dataChanged):
            signal.connect(self._update_headings)
        table.rows_resized.connect(self._update_headings)
        self._view.horizontalHeader().sortIndicatorChanged.connect(self._update_headings)
        self._update_headings()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings shown, top to bottom."""
        return tuple(self._headings.values())

    def _update_headings(self) -> None:
        self._headings = {}
        if self._view.horizontalHeader().sortIndicatorSection() < 0:
            last = ""
            for number, row in enumerate(self._table.model.rows()):
                words = self._heading(row)
                if words != last:
                    self._headings[number] = last = words
        row_header = self._view.verticalHeader()
        usual = row_header.defaultSectionSize()
        for number in range(row_header.count()):  # all rows: one that sorting moved still has its old height
            height = usual + (_HEADING if number in self._headings else 0)
            if row_header.sectionSize(number) != height:
                row_header.resizeSection(number, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell, and above it its part of the heading where the row has one."""
        if (words := self._headings.get(index.row())) is None:
            self._cell.paint(painter, option, index)
            return
        below = QStyleOptionViewItem(option)
        below.rect = option.rect.adjusted(0, _HEADING, 0, 0)
        self._cell.paint(painter, below, index)
        area = option.rect.adjusted(0, 0, 0, _HEADING - option.rect.height())
        colours = theme.colours()
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(colours.surface))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(theme.font(Part.SECTION))
        painter.setPen(QColor(colours.text))
        words_area = area.adjusted(S12 - area.left() - self._view.horizontalScrollBar().value(), 0, 0, -S4)
        words_area.setWidth(max(self._view.viewport().width(), 1))
        painter.drawText(words_area, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft), words)
        painter.restore()

    def helpEvent(
        self,
        event: Any,  # noqa: ANN401 # the base class's own type is wider than its stub
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the cell's tooltip."""
        return self._cell.helpEvent(event, view, option, index)
