"""The search field in the top bar (Ctrl+K), with a list of what it finds below the field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from panel_desk.rules.search_words import Piece
from panel_desk.ui.icons import icon
from panel_desk.ui.page import Place, Spot
from panel_desk.ui.theme import HIT, S4, S8, Part
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.marked_line import MarkedLine
from panel_desk.ui.widgets.text import Text

_PAUSE = 80  # milliseconds from the last key typed to the search
_WIDTH, _LIST_WIDTH = 380, 640  # pixels
_HIT_HEIGHT, _HEADING_HEIGHT = 44, 26  # pixels
_NAMED = 40  # characters, at most, of what was typed that the sentence on finding nothing repeats


@dataclass(frozen=True, slots=True)
class Hit:
    """A record or a passage that was found.

    Args:
        title: its name, with the searched words marked.
        details: a second line, which distinguishes records of the same name, or the words around the hit.
        place: the place that it opens.
        spot: the passage within that place; None for a record.
    """

    title: tuple[Piece, ...]
    details: tuple[Piece, ...]
    place: Place
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits under one heading; `has_more` where there are others that are not shown."""

    heading: str
    hits: tuple[Hit, ...]
    has_more: bool = False


Find = Callable[[str], Sequence[HitGroup]]


class Finder(QLineEdit):
    """A search field with a list of hits below it, under headings.

    Args:
        find: returns the hits for a text.
    """

    chosen = Signal(object, object)  # Place, and the Spot in it or None
    left = Signal()  # the user left the field with Esc

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find
        self._hits: dict[int, Hit] = {}  # by their row in the list
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
        return [_words(hit.title) for hit in self._hits.values()]

    def run_search(self) -> None:
        """Search for what is typed, and show the hits."""
        typed = self.text().strip()
        if not typed:
            self.shut()
            return
        self._hits = {}
        shown = self._open_list()
        shown.clear()
        groups = self._find(typed)
        for group in groups:
            more = f" · the {len(group.hits)} newest; type another word to narrow them down" if group.has_more else ""
            self._add(shown, Text(f"{group.heading}{more}", Part.CAPS), group.heading, _HEADING_HEIGHT, is_hit=False)
            for hit in group.hits:
                self._hits[shown.count()] = hit
                words = f"{group.heading}: {_words(hit.title)}, {_words(hit.details)}"
                self._add(shown, _HitRow(hit), words, _HIT_HEIGHT)
        if not groups:
            nothing = f"Nothing is found for “{_short(typed)}”. Type a part of a name, a word or a ref."
            self._add(shown, Text(nothing, Part.QUIET), nothing, _HIT_HEIGHT, is_hit=False)
        self._place_list(shown)
        if self._hits:
            shown.setCurrentRow(next(iter(self._hits)))
            shown.scrollToTop()

    def shut(self) -> None:
        """Hide the list."""
        self._hits = {}
        if self._frame:
            self._frame.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the arrows (move in the list), Enter (open) and Escape (close)."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.shut()
            self.left.emit()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._list and self._hits:
            self._move(self._list, 1 if key == Qt.Key.Key_Down else -1)
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

    def _move(self, shown: QListWidget, step: int) -> None:
        """Move to the next hit, over the headings; from the last to the first."""
        rows = list(self._hits)
        row = rows[(rows.index(shown.currentRow()) + step) % len(rows)]
        shown.setCurrentRow(row)
        if row == rows[0]:
            shown.scrollToTop()  # shows the first heading too

    def _place_list(self, shown: QListWidget) -> None:
        """Show the list below the field, as tall as its rows and no taller than the window."""
        if self._frame is None:
            return
        window = self.window()
        top = self.mapTo(window, QPoint(0, self.height() + S4)).y()
        rows = sum(shown.item(row).sizeHint().height() for row in range(shown.count()))
        height = min(rows + 2 * S4 + 4, window.height() - top - S8)
        width = min(_LIST_WIDTH, window.width() - 2 * S8)
        left = self.mapTo(window, QPoint((self.width() - width) // 2, 0)).x()
        self._frame.setFixedSize(width, height)
        self._frame.move(max(S8, min(left, window.width() - width - S8)), top)
        self._frame.show()
        self._frame.raise_()

    @staticmethod
    def _add(shown: QListWidget, widget: QWidget, words: str, height: int, *, is_hit: bool = True) -> None:
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, height))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        if not is_hit:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        shown.addItem(item)
        widget.setContentsMargins(S8, 0, S8, 0)
        shown.setItemWidget(item, widget)

    def _choose(self) -> None:
        hit = self._hits.get(self._list.currentRow()) if self._list else None
        if hit is not None:
            self.clear()
            self.shut()
            self.chosen.emit(hit.place, hit.spot)


class _HitRow(QWidget):
    """A hit: its title and its second line."""

    def __init__(self, hit: Hit) -> None:
        super().__init__()
        lines = column(MarkedLine(hit.title), MarkedLine(hit.details, Part.QUIET), gap=0, margins=(S8, 0, S8, 0))
        self.setLayout(lines)
        self.setMinimumHeight(HIT)


def _words(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _short(typed: str) -> str:
    return typed if len(typed) <= _NAMED else f"{typed[:_NAMED]}…"
