"""The table of records: sorts, filters, remembers its columns, and exports what it shows.

Give it a `RowModel`; it emits `opened(ref)` for Enter or a double click, and `chosen(ref)` once another row is
selected, by mouse or by key.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from panel_desk.errors import SurroundingsError
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.settings import Settings
from panel_desk.store.atomic_write import write_or_explain
from panel_desk.ui import theme
from panel_desk.ui.appearance import row_height
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.error_display import route
from panel_desk.ui.row_model import CHIP_ROLE, RowModel
from panel_desk.ui.states import Chip
from panel_desk.ui.theme import COMPACT_ROW, HIT, RING, ROW, S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import Menu, icon_button
from panel_desk.ui.widgets.chips import chip_width, paint_chip
from panel_desk.ui.widgets.column_widths import LEAST_WIDTH, ColumnWidths
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable


_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


def _bridge_around(widget: QWidget) -> DeskBridge | None:
    """The bridge of the nearest widget around a widget that has one: its page or window; None where there is none."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(bridge := getattr(around, "bridge", None), DeskBridge):
            return bridge
        around = around.parentWidget()
    return None


class _RowDelegate(QStyledItemDelegate):
    """Draws a cell: text or chip, the hairline below the row, and the ring round the focused row."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        colours = theme.colours()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view = self._view
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        background = colours.selected if is_selected else colours.surface
        painter.save()
        painter.fillRect(area, QColor(background))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(S12, 0, -S12, -1)
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            paint_chip(painter, chip, inner)
        else:
            painter.setPen(QColor(colours.text))
            painter.setFont(theme.font())
            shown = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)
        if view.hasFocus() and view.currentIndex().row() == index.row():
            self._ring(painter, view, area, index.column())
        painter.restore()

    def helpEvent(
        self,
        event: Any,  # noqa: ANN401 # the base class's own type is wider than its stub
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show text that is too long for its cell in a tooltip."""
        chip = index.data(CHIP_ROLE)
        words = str(index.data() or "")
        room = self._view.columnWidth(index.column()) - 2 * S12
        wide = chip_width(chip) if isinstance(chip, Chip) else view.fontMetrics().horizontalAdvance(words)
        if event.type() == QEvent.Type.ToolTip and wide > room:
            QToolTip.showText(event.globalPos(), words, view)
            return True
        return super().helpEvent(event, view, option, index)

    @staticmethod
    def _ring(painter: QPainter, view: QTableView, area: QRect, column: int) -> None:
        header = view.horizontalHeader()
        shown = [n for n in range(header.count()) if not header.isSectionHidden(header.logicalIndex(n))]
        pen = QPen(QColor(theme.colours().accent), RING)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        box = area.adjusted(1, 1, -1, -1)
        painter.drawLine(box.topLeft() - QPoint(1, 0), box.topRight() + QPoint(1, 0))
        painter.drawLine(box.bottomLeft() - QPoint(1, 0), box.bottomRight() + QPoint(1, 0))
        if shown and header.logicalIndex(shown[0]) == column:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        if shown and header.logicalIndex(shown[-1]) == column:
            painter.drawLine(box.topRight(), box.bottomRight())


class _View(QTableView):
    """A table view in which Enter opens a row."""

    entered_row = Signal(int)
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Emit `resized`."""
        super().resizeEvent(event)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row where Tab comes to a list in which none is selected."""
        super().focusInEvent(event)
        if event.reason() in _BY_TAB and self.model().rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(self.currentIndex().row(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class Table(QWidget):
    """A list of records.

    Args:
        model: the rows.
        name: its name for a screen reader and in the settings, as *Central list*.
        counted: the singular and plural of what it lists, as `("member", "members")`.
        empty: the empty state, shown while there are no rows at all.
        settings: where the columns are remembered; None does not remember them.
        compact: rows of 26 pixels, whatever the settings say.
    """

    opened = Signal(str)
    chosen = Signal(str)
    rows_resized = Signal()  # all rows have been set to the same height

    def __init__(
        self,
        model: RowModel[Any],
        name: str,
        *,
        counted: tuple[str, str] = ("row", "rows"),
        empty: EmptyState | None = None,
        settings: Settings | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self.model = model
        self._name = name
        self._counted = counted
        self._settings = settings
        self.ask_where: Callable[[str], str] = partial(  # asks for the path to which a file of this name is saved
            where_to_save, self, kind="Comma-separated (*.csv)", title="Export what is shown"
        )
        self.view = _View()
        self._row_height = COMPACT_ROW if compact else 0
        self._set_up_view()
        self._widths = ColumnWidths(self.view, model)
        self._empty = empty or EmptyState(f"No {counted[1]} yet", "")
        self._nothing = EmptyState(
            "Nothing matches", "Type less, or clear what the list is filtered by.", icon_name="search"
        )
        self._stack = QStackedWidget()
        for part in (self.view, self._empty, self._nothing):
            self._stack.addWidget(part)
        self._count = Text("", Part.QUIET)
        self._export = icon_button("download", "Export what is shown", self.export)
        self._columns = icon_button("columns-3", "Choose columns", self._choose_columns)
        foot = framed(row(self._count, STRETCH, self._columns, self._export, margins=(S12, S4, S8, S4)), "foot")
        self.setLayout(column(self._stack, foot, gap=0))
        self.setFocusProxy(self.view)
        self._connect()
        self._restore()
        self._update_foot()

    # For pages

    def current_ref(self) -> str | None:
        """The ref of the selected row; None where none is."""
        selected = self.view.selectionModel().selectedRows()
        return self.model.ref_at(selected[0].row()) if selected else None

    def choose(self, ref: str) -> bool:
        """Select the row with a ref and scroll to it; returns whether it is shown."""
        position = self.model.position_of(ref)
        if position is None:
            return False
        self.view.setCurrentIndex(self.model.index(position, self._first_column()))
        self.view.scrollTo(self.view.currentIndex())
        return True

    def export(self) -> None:
        """Save the rows and columns shown as a .csv file."""
        if path := self.ask_where(f"{self._name}.csv"):
            text = self.model.as_csv(self._shown_columns())
            try:
                advice = "Close it in Excel if it is open there, or choose another place."
                write_or_explain(Path(path), text.encode("utf-8-sig"), advice)
            except SurroundingsError as error:
                route(error, None, self.window())
                return
            seen = Disclosure(Seen.EXPORTED_LIST, "agency", what=f"{self._name}, {Path(path).name}")
            if bridge := _bridge_around(self):
                bridge.note_seen(seen)

    # Set-up

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(_RowDelegate(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setSortingEnabled(True)
        view.setAccessibleName(self._name)
        down = view.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = view.horizontalHeader()
        across.setSortIndicatorClearable(True)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        across.setSectionsMovable(True)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(LEAST_WIDTH)
        across.setMinimumHeight(HIT + 2)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        for at, one in enumerate(self.model.columns):
            view.setColumnHidden(at, one.is_extra)
        self._set_row_height()

    def _set_row_height(self) -> None:
        height = self._row_height or (row_height(self._settings) if self._settings else ROW)
        down = self.view.verticalHeader()
        down.setMinimumSectionSize(height)
        down.setDefaultSectionSize(height)
        self.rows_resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Apply the row height that the settings have now."""
        self._set_row_height()
        super().showEvent(event)

    def _connect(self) -> None:
        self.view.entered_row.connect(self._open)
        self.view.doubleClicked.connect(self._open_index)
        # Not currentRowChanged: on a click Qt moves the current row first and the selection afterwards.
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        # The ring is round all cells of the row, and Qt would repaint only one of them.
        self.view.selectionModel().currentRowChanged.connect(self._repaint)
        self.view.horizontalHeader().customContextMenuRequested.connect(self._choose_columns)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.narrowed):
            signal.connect(self._update_foot)
        for change in (self.view.resized, self.model.narrowed):
            change.connect(self._widths.fit)
        self.model.modelAboutToBeReset.connect(self._keep_selection)
        self.model.modelReset.connect(self._select_kept)
        self._kept: str | None = None

    def _keep_selection(self) -> None:
        self._kept = self.current_ref()

    def _select_kept(self) -> None:
        if self._kept is not None:
            self.choose(self._kept)
        self._update_foot()

    def _open(self, position: int) -> None:
        self.view.selectRow(position)  # Enter also opens a row that has the ring and is not selected
        self.opened.emit(self.model.ref_at(position))

    def _open_index(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _repaint(self) -> None:
        self.view.viewport().update()

    def _on_selection_changed(self) -> None:
        if (ref := self.current_ref()) is not None:
            self.chosen.emit(ref)

    def _update_foot(self) -> None:
        self._count.setText(self.model.tally(*self._counted))
        has_rows = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.view if has_rows else self._nothing if self.model.total else self._empty)
        self._export.setEnabled(has_rows)

    # Columns

    def _shown_columns(self) -> list[int]:
        header = self.view.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        return [number for number in order if self._widths.is_chosen(number)]

    def _first_column(self) -> int:
        return next(iter(self._shown_columns()), 0)

    def columns_menu(self) -> QMenu:
        """A menu with a tick for each column shown; the last one cannot be hidden."""
        menu = Menu(self)
        shown = self._shown_columns()
        for number, one in enumerate(self.model.columns):
            entry = QAction(one.title.replace("&", "&&"), menu)
            entry.setCheckable(True)
            entry.setChecked(number in shown)
            entry.setEnabled(shown != [number])
            entry.setData(number)
            menu.addAction(entry)
        menu.triggered.connect(self._toggle_column)
        return menu

    def _choose_columns(self, place: QPoint | None = None) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place is None:
            menu.popup(self._columns.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
        else:
            menu.popup(self.view.horizontalHeader().mapToGlobal(place))

    def _toggle_column(self, entry: QAction) -> None:
        self._widths.hide(entry.data(), is_hidden=not entry.isChecked())
        self._widths.fit()

    def _setting(self) -> str:
        """The key under which the settings keep this table's columns."""
        return f"table/{self._name}"

    def hideEvent(self, event: QHideEvent) -> None:
        """Save the columns in the settings when the page is left."""
        if self._settings:
            header = self.view.horizontalHeader()
            keys = [one.key for one in self.model.columns]
            order = [header.logicalIndex(visual) for visual in range(header.count())]
            sorted_by = header.sortIndicatorSection()
            self._settings.put(
                self._setting(),
                {
                    "order": [keys[logical] for logical in order],
                    "hidden": [key for logical, key in enumerate(keys) if not self._widths.is_chosen(logical)],
                    "widths": {keys[logical]: width for logical, width in self._widths.user_widths.items()},
                    "sort": [keys[sorted_by], header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder]
                    if 0 <= sorted_by < len(keys)
                    else [],
                },
            )
        super().hideEvent(event)

    def _restore(self) -> None:
        saved: dict[str, Any] = self._settings.get(self._setting(), {}) if self._settings else {}
        header = self.view.horizontalHeader()
        numbers = {one.key: logical for logical, one in enumerate(self.model.columns)}
        known = [numbers[key] for key in saved.get("order", ()) if key in numbers]
        for visual, logical in enumerate(known):
            header.moveSection(header.visualIndex(logical), visual)
        for key, width in saved.get("widths", {}).items():
            if key in numbers and isinstance(width, int):
                self._widths.user_widths[numbers[key]] = max(width, LEAST_WIDTH)
        if "hidden" in saved:
            for key, at in numbers.items():
                self.view.setColumnHidden(at, key in saved["hidden"])
        match saved.get("sort"):
            case [str(key), bool(is_ascending)] if key in numbers:
                order = Qt.SortOrder.AscendingOrder if is_ascending else Qt.SortOrder.DescendingOrder
                self.view.sortByColumn(numbers[key], order)
