"""The filter bar: a search field that filters at each key, a menu per facet, a chip per filter, *Clear*.

A facet is a column whose texts can be chosen in a menu, such as *State*.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from panel_desk.ui.icons import icon
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.theme import S8
from panel_desk.ui.widgets.buttons import Action, button, link, menu_button
from panel_desk.ui.widgets.layout import STRETCH, Content, empty, row

_SEARCH_WIDTH = 260  # pixels


class _SearchField(QLineEdit):
    """A search field: Escape clears it, the down arrow moves the focus to the list, Enter presses no other button."""

    went_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Escape and the down arrow, and keep Enter from the dialog around, whose button it would press."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()


class FilterBar(QWidget):
    """Filters the rows of a model.

    Args:
        model: the rows; each column that is a facet gets a menu.
        hint: the placeholder of the search field, as *Filter members*.
        beside: widgets at the right end.
    """

    def __init__(self, model: RowModel[Any], hint: str = "Filter", *beside: Content) -> None:
        super().__init__()
        self._model = model
        self._chosen: dict[str, frozenset[str]] = {}  # the texts chosen in each facet, by the column's key
        self._labels: dict[tuple[str, frozenset[str]], str] = {}  # by facet and chosen texts, one label for all of them
        self.search = _SearchField()
        self.search.setPlaceholderText(f"{hint}  Ctrl+F")
        self.search.setAccessibleName(hint)
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._narrow)
        self.search.went_down.connect(self._go_to_list)
        shortcut = QShortcut("Ctrl+F", self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._go_to_search)
        self._chips = row(gap=S8)
        self._clear = link("Clear", self.clear)
        self._clear.hide()
        menus = [self._facet_menu(column) for column in model.columns if column.is_facet]
        self.setLayout(row(self.search, *menus, self._chips, self._clear, STRETCH, *beside, gap=S8))
        self._list: QWidget | None = None  # what the bar filters

    def set_list(self, table: QWidget) -> None:
        """Set the list to which the down arrow moves the focus."""
        self._list = table

    def choose(self, key: str, *words: str, label: str = "") -> None:
        """Show only the rows that have one of these texts in a facet; all rows for no text.

        Args:
            key: the key of the facet's column.
            words: the texts to show.
            label: a label for all of them, as *Open*: one chip instead of one for each.
        """
        chosen = frozenset(words)
        self._chosen[key] = chosen
        if label:
            self._labels[key, chosen] = label
        self._narrow()

    def clear(self) -> None:
        """Remove all filters."""
        self._chosen = {}
        self.search.clear()
        self._narrow()

    def _facet_menu(self, column: Column[Any]) -> QPushButton:
        made = menu_button(column.title, ())
        menu: QMenu = made.menu()
        menu.setObjectName(column.key)
        menu.aboutToShow.connect(self._fill_menu)
        menu.triggered.connect(self._toggle)
        return made

    def _fill_menu(self) -> None:
        menu = self.sender()
        if isinstance(menu, QMenu):
            menu.clear()
            key = menu.objectName()
            for words in self._model.facet_words(key):
                entry = QAction(words.replace("&", "&&"), menu)
                entry.setCheckable(True)
                entry.setChecked(words in self._chosen.get(key, ()))
                entry.setData((key, words))
                menu.addAction(entry)

    def _toggle(self, entry: QAction) -> None:
        key, words = entry.data()
        self._chosen[key] = self._chosen.get(key, frozenset()) ^ {words}
        self._narrow()

    def _narrow(self) -> None:
        self._model.narrow(self.search.text(), self._chosen)
        empty(self._chips)
        for column in self._model.columns:
            chosen = self._chosen.get(column.key, frozenset())
            common_label = self._labels.get((column.key, chosen))
            for words, removed in (
                [(common_label, chosen)] if common_label else [(each, {each}) for each in sorted(chosen)]
            ):
                chip = button(Action(words, _RemoveFilter(self, column.key, frozenset(removed)), "x"), "chip")
                chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                chip.setAccessibleName(f"{column.title}: {words}. Remove this filter")
                chip.setToolTip(f"{column.title}: {words}")
                self._chips.addWidget(chip)
        self._clear.setVisible(self._model.is_narrowed)

    def _go_to_list(self) -> None:
        if self._list:
            self._list.setFocus()

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()


class _RemoveFilter:
    """Removes texts from a facet's filter."""

    def __init__(self, bar: FilterBar, key: str, words: frozenset[str]) -> None:
        self._bar, self._key, self._words = bar, key, words

    def __call__(self) -> None:
        """Remove the texts."""
        remaining = self._bar._chosen.get(self._key, frozenset()) - self._words  # noqa: SLF001 # its own bar
        self._bar.choose(self._key, *remaining)
