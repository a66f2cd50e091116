"""A filed paper on the screen. It is drawn from memory: no plain copy of it is written anywhere."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QToolButton, QTreeWidget, QTreeWidgetItem, QWidget

from panel_desk.ui.paper_reader import Boxes, Heading, PaperReader
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import Action, icon_button, menu_button, plain
from panel_desk.ui.widgets.layout import column, row, within
from panel_desk.ui.widgets.page_strip import STEP, Fit, PageStrip
from panel_desk.ui.widgets.text import Elided, Text

_NUMBER_WIDTH = 56
_SEARCH_WIDTH = 240
_HEADINGS_WIDTH = 220
_MOST_SHOWN = 1000
_SHOWN_EVERY = 150  # milliseconds

Redact = Callable[[str, QWidget], object]
"""Asks who must not read a phrase; it is given the phrase and the widget to ask over."""


class PaperViewer(QDialog):
    """A paper, its pages one below the other, with search and the paper's own bookmarks.

    Args:
        title: the paper's name.
        data: its bytes.
        parent: the widget that it belongs to.
        redact: marks a phrase that some editions must not show; None where that may not be done.

    Raises:
        SurroundingsError: it cannot be read as a PDF.
    """

    def __init__(self, title: str, data: bytes, parent: QWidget | None = None, *, redact: Redact | None = None) -> None:
        self._reader = PaperReader(data)
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle("Paper – Panel Desk")
        self.setAccessibleName(title)
        self.destroyed.connect(self._reader.close)
        self._redact = redact
        self._hits: dict[int, tuple[Boxes, ...]] = {}
        self._order: list[tuple[int, int]] = []
        self._current: tuple[int, int] | None = None
        self._search = 0
        self._is_searching = False
        self._soon = QTimer(self)  # hits come by the thousand; they are shown a few times a second
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOWN_EVERY)
        self._soon.timeout.connect(self._show_hits)
        self.pages = len(self._reader.sizes)
        self.strip = PageStrip(self._reader)
        self.strip.page_changed.connect(self._say_page)
        self.strip.zoom_changed.connect(self._say_zoom)
        self.strip.selected.connect(self._offer)
        self._reader.found.connect(self._take_hits)
        self._reader.searched.connect(self._end_search)
        self.headings = self._made_headings()
        beside = row(self.headings, self.strip, gap=S8)
        beside.setStretch(1, 1)
        parts = column(self._bar(title), self._search_bar(), beside, gap=S8, margins=(S12, S12, S12, S12))
        parts.setStretch(2, 1)
        self.setLayout(parts)
        for keys, run in self._keys():
            QShortcut(keys, self, run)
        room = self.screen().availableGeometry().size()
        self.resize(min(1040, room.width() - S24), min(900, room.height() - 3 * S24))
        self._offer()
        self._say_page(0)
        self.strip.setFocus()
        self.show()

    # Going through it

    @property
    def page(self) -> int:
        """The page that is read, from 0."""
        return self.strip.page

    @property
    def zoom(self) -> float:
        """How large it is shown; 1 is the size of the paper."""
        return self.strip.zoom

    def next(self) -> None:
        """The next page."""
        self.strip.go_to(self.page + 1)

    def previous(self) -> None:
        """The page before."""
        self.strip.go_to(self.page - 1)

    def first(self) -> None:
        """The first page."""
        self.strip.go_to(0)

    def last(self) -> None:
        """The last page."""
        self.strip.go_to(self.pages - 1)

    def larger(self) -> None:
        """A quarter larger."""
        self.strip.zoom_to(self.zoom * STEP)

    def smaller(self) -> None:
        """A fifth smaller."""
        self.strip.zoom_to(self.zoom / STEP)

    def fit_width(self) -> None:
        """As large as the window is wide, whatever is done to the window."""
        self.strip.fit_to(Fit.WIDTH)

    def fit_page(self) -> None:
        """A whole page in the window, whatever is done to the window."""
        self.strip.fit_to(Fit.PAGE)

    def go_to_typed(self) -> None:
        """Go to the page whose number was typed; anything else leaves things as they are."""
        typed = self.number.text().strip()
        if typed.isdecimal() and 1 <= int(typed) <= self.pages:
            self.strip.go_to(int(typed) - 1)
            self.strip.setFocus()
        self._say_page(self.page)

    # Search

    def start_search(self) -> None:
        """Show where words are typed to look for, with what is selected."""
        self.search_bar.show()
        if self.strip.selection:
            self.words.setText(self.strip.selection)
        self.words.setFocus()
        self.words.selectAll()

    def end_search(self) -> None:
        """Put the search away."""
        self.search_bar.hide()
        self.words.clear()
        self.strip.setFocus()

    def look_for(self, words: str) -> None:
        """Look for words on every page."""
        self._hits, self._order, self._current = {}, [], None
        self._is_searching = bool(words.strip())
        self._search = self._reader.search(words)
        self._show_hits()

    def next_hit(self) -> None:
        """Go to the next place where the words stand; after the last comes the first."""
        self._step(1)

    def previous_hit(self) -> None:
        """Go to the place before."""
        self._step(-1)

    def redact(self) -> None:
        """Mark the words that are selected, or those that are looked for."""
        phrase = self.strip.selection or self.words.text().strip()
        if self._redact is not None and phrase:
            self._redact(phrase, self)

    def copy(self) -> None:
        """Put the selected words on the clipboard."""
        if self.strip.selection:
            QGuiApplication.clipboard().setText(self.strip.selection)

    def _take_hits(self, search: int, page: int, hits: tuple[Boxes, ...]) -> None:
        if search != self._search:
            return
        self._hits[page] = hits
        self._order += [(page, at) for at in range(len(hits))]
        if self._current is None and page >= self.page:
            self._go_to_hit((page, 0))
            self._show_hits()
        elif not self._soon.isActive():
            self._soon.start()

    def _end_search(self, search: int) -> None:
        if search == self._search:
            self._is_searching = False
            if self._current is None and self._order:
                self._go_to_hit(self._order[0])
            self._show_hits()

    def _step(self, by: int) -> None:
        if not self._order:
            return
        at = self._order.index(self._current) if self._current in self._order else -by
        self._go_to_hit(self._order[(at + by) % len(self._order)])
        self._show_hits()

    def _go_to_hit(self, hit: tuple[int, int]) -> None:
        self._current = hit
        page, at = hit
        self.strip.bring_into_view(page, self._hits[page][at])

    def _show_hits(self) -> None:
        self.strip.show_hits(self._hits, self._current)
        count = len(self._order)
        if self._current in self._order:
            said = f"{self._order.index(self._current) + 1:,} of {count:,}{' so far' if self._is_searching else ''}"
        elif self._is_searching:
            said = "Searching"
        else:
            said = "Not found" if self.words.text().strip() else ""
        self._count.setText(said)
        for made in (self._before, self._after):
            made.setEnabled(bool(count))
        self._offer()

    # How it is made

    def _bar(self, title: str) -> QWidget:
        self.number = QLineEdit()
        self.number.setFixedWidth(_NUMBER_WIDTH)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setAccessibleName(f"Page number, of {self.pages}")
        self.number.returnPressed.connect(self.go_to_typed)
        self._previous = self._keyed("chevron-left", "Previous page", self.previous, "PgUp")
        self._next = self._keyed("chevron-right", "Next page", self.next, "PgDown")
        self._how_large = Text("", Part.QUIET)
        self._mark = plain("Redact this phrase…", self.redact, "eye-off")
        self._mark.setVisible(self._redact is not None)
        bar = row(
            Elided(title, Part.STRONG),
            self._previous,
            self.number,
            Text(f"of {self.pages:,}", Part.QUIET),
            self._next,
            self._keyed("minus", "Smaller", self.smaller, "Ctrl+-"),
            self._how_large,
            self._keyed("plus", "Larger", self.larger, "Ctrl++"),
            menu_button("Fit", [Action("Fit width", self.fit_width), Action("Fit page", self.fit_page)]),
            self._keyed("search", "Find words", self.start_search, "Ctrl+F"),
            self._mark,
            plain("Close", self.close),
            gap=S8,
        )
        bar.setStretch(0, 1)
        return within(bar)

    def _search_bar(self) -> QWidget:
        self.words = QLineEdit()
        self.words.setPlaceholderText("Find in this paper")
        self.words.setAccessibleName("Find in this paper")
        self.words.setMinimumWidth(_SEARCH_WIDTH)
        self.words.textChanged.connect(self.look_for)
        self.words.returnPressed.connect(self.next_hit)
        self._count = Text("", Part.QUIET)
        self._before = self._keyed("chevron-up", "Previous hit", self.previous_hit, "Shift+F3")
        self._after = self._keyed("chevron-down", "Next hit", self.next_hit, "F3")
        parts = row(
            self.words,
            self._before,
            self._after,
            self._count,
            None,
            icon_button("x", "End the search", self.end_search),
            gap=S8,
        )
        self.search_bar = within(parts)
        self.search_bar.hide()
        return self.search_bar

    def _made_headings(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setHeaderHidden(True)
        tree.setAccessibleName("Bookmarks of the paper")
        tree.setFixedWidth(_HEADINGS_WIDTH)
        branch: list[tuple[int, QTreeWidgetItem]] = []
        for heading in self._reader.headings[:_MOST_SHOWN]:
            while branch and branch[-1][0] >= heading.level:
                branch.pop()
            branch.append((heading.level, _leaf(heading, branch[-1][1] if branch else tree)))
        tree.expandToDepth(0)
        tree.itemActivated.connect(self._open_heading)
        tree.itemClicked.connect(self._open_heading)
        tree.setVisible(bool(self._reader.headings))
        return tree

    def _open_heading(self, leaf: QTreeWidgetItem) -> None:
        self.strip.go_to(leaf.data(0, Qt.ItemDataRole.UserRole))

    def _keyed(self, icon: str, words: str, run: Callable[[], object], key: str) -> QToolButton:
        """A button whose key acts at once, and again while it is held; a button's own key waits for its animation."""
        made = icon_button(icon, words, run)
        made.setToolTip(f"{words}  {key}")
        QShortcut(key, self, run)
        return made

    def _keys(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        return (
            ("Ctrl+0", self.fit_width),
            ("Ctrl+9", self.fit_page),
            ("Ctrl+=", self.larger),
            ("Ctrl+G", self._type_page),
            ("Ctrl+C", self.copy),
        )

    def _type_page(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _say_page(self, page: int) -> None:
        self.number.setText(str(page + 1))
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page < self.pages - 1)

    def _say_zoom(self, zoom: float) -> None:
        self._how_large.setText(f"{zoom:.0%}")

    def _offer(self, _: str = "") -> None:
        self._mark.setEnabled(bool(self.strip.selection or self.words.text().strip()))

    def reject(self) -> None:
        """Escape puts the search away first, then the paper."""
        if self.search_bar.isVisible():
            self.end_search()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the paper."""
        self._reader.close()
        super().closeEvent(event)


def _leaf(heading: Heading, beneath: QTreeWidget | QTreeWidgetItem) -> QTreeWidgetItem:
    leaf = QTreeWidgetItem(beneath, [heading.title])
    leaf.setData(0, Qt.ItemDataRole.UserRole, heading.page)
    leaf.setToolTip(0, f"{heading.title}, page {heading.page + 1}")
    return leaf
