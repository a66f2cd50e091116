"""The finder in the top bar (Ctrl+K): searches members, meetings and cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from panel_desk.ui.icons import icon
from panel_desk.ui.page import Place
from panel_desk.ui.theme import HIT, S4, S8, Part
from panel_desk.ui.widgets.layout import column, row
from panel_desk.ui.widgets.text import Elided, Text

_PAUSE = 80  # milliseconds after a key before it searches
_MOST = 10
_WIDTH, _LIST_WIDTH = 380, 520
_HIT_HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found.

    Args:
        kind: the kind of record, as *case*.
        ref: its ref.
        title: its name.
        quiet: a second line, which distinguishes records of the same name.
        place: the place that it opens.
    """

    kind: str
    ref: str
    title: str
    quiet: str
    place: Place


Find = Callable[[str], Sequence[Hit]]


class Finder(QLineEdit):
    """A search field with a list of hits below it.

    Args:
        find: returns the hits for a text, the best first.
    """

    chosen = Signal(object)  # Place

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find
        self._hits: Sequence[Hit] = ()
        self._list: QListWidget | None = None
        self._frame: QFrame | None = None
        self.setProperty("kind", "finder")
        self.setPlaceholderText("Find anyone or anything   Ctrl+K")
        self.setAccessibleName("Find anyone or anything")
        self.setFixedWidth(_WIDTH)
        self.addAction(icon("search", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        shortcut = QShortcut("Ctrl+K", self)
        shortcut.activated.connect(self._start)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.run_search)
        self.textEdited.connect(self._wait)

    @property
    def titles(self) -> list[str]:
        """The titles of the hits shown."""
        return [hit.title for hit in self._hits]

    def run_search(self) -> None:
        """Search for what is typed, and show the hits."""
        typed = self.text().strip()
        if not typed:
            self.shut()
            return
        self._hits = tuple(self._find(typed))[:_MOST]
        shown = self._open_list()
        shown.clear()
        for hit in self._hits:
            self._add(shown, _HitRow(hit), f"{hit.kind} {hit.title} {hit.quiet}")
        if self._hits:
            shown.setCurrentRow(0)
        else:
            nothing = f"Nothing is found for “{typed}”. Type a part of a name, or a ref."
            self._add(shown, Text(nothing, Part.QUIET), nothing)
        height = max(1, len(self._hits)) * _HIT_HEIGHT + 2 * S4 + 2
        if self._frame:
            self._frame.setFixedSize(_LIST_WIDTH, height)
            place = self.mapTo(self.window(), QPoint((self.width() - _LIST_WIDTH) // 2, self.height() + S4))
            self._frame.move(place)
            self._frame.show()
            self._frame.raise_()

    def shut(self) -> None:
        """Hide the list."""
        self._hits = ()
        if self._frame:
            self._frame.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the arrows (move in the list), Enter (open) and Escape (close)."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.shut()
            self.clearFocus()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._list and self._hits:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % len(self._hits))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._pause.isActive():
                self._pause.stop()
                self.run_search()
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the list when the focus moves away."""
        super().focusOutEvent(event)
        self.shut()

    def _start(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _wait(self) -> None:
        self._pause.start()

    def _open_list(self) -> QListWidget:
        if self._list is None:
            self._list = QListWidget()
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setAccessibleName("Found")
            self._list.itemClicked.connect(self._choose)
            self._frame = QFrame(self.window())
            self._frame.setProperty("frame", "raised")
            self._frame.setLayout(column(self._list, margins=(S4, S4, S4, S4)))
        return self._list

    @staticmethod
    def _add(shown: QListWidget, widget: QWidget, words: str) -> None:
        item = QListWidgetItem()
        item.setSizeHint(widget.sizeHint().expandedTo(item.sizeHint()))
        hint = item.sizeHint()
        hint.setHeight(_HIT_HEIGHT)
        item.setSizeHint(hint)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        shown.addItem(item)
        widget.setContentsMargins(S8, 0, S8, 0)
        shown.setItemWidget(item, widget)

    def _choose(self) -> None:
        at = self._list.currentRow() if self._list else -1
        if 0 <= at < len(self._hits):
            place = self._hits[at].place
            self.clear()
            self.shut()
            self.chosen.emit(place)


class _HitRow(QWidget):
    """A hit: title, second line and kind."""

    def __init__(self, hit: Hit) -> None:
        super().__init__()
        parts = row(
            column(Elided(hit.title, Part.STRONG), Elided(hit.quiet, Part.QUIET), gap=0),
            Text(hit.kind, Part.QUIET),
            margins=(S8, 0, S8, 0),
        )
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self.setMinimumHeight(HIT)
