"""Shows a filed paper. It is rendered from memory: no decrypted copy is written to the disk."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QToolButton, QTreeWidget, QTreeWidgetItem, QWidget

from panel_desk.ui.paper_reader import Boxes, Heading, PaperReader
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, icon_button, menu_button, plain
from panel_desk.ui.widgets.layout import column, row, within
from panel_desk.ui.widgets.page_strip import STEP, Fit, PageStrip
from panel_desk.ui.widgets.text import Elided, Text
from panel_desk.ui.window import Dialog, resize_on_screen

_NUMBER_WIDTH = 56  # pixels
_SEARCH_WIDTH = 240  # pixels
_HEADINGS_WIDTH = 220  # pixels
_MOST_HEADINGS = 1000  # bookmarks of the PDF that are shown
_SHOW_HITS_EVERY = 150  # milliseconds

Redact = Callable[[str, QWidget], object]
"""Asks who must not read a phrase; takes the phrase and the parent of the dialog."""


class PaperViewer(Dialog):
    """A paper's pages one below the other, with search and the PDF's bookmarks.

    Args:
        title: the paper's name.
        data: its bytes.
        parent: the widget that it belongs to.
        redact: marks a phrase to be redacted; None where that may not be done.

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
        self._hits: dict[int, tuple[Boxes, ...]] = {}  # by page, from 0
        self._all_hits: list[tuple[int, int]] = []  # each as its page and its index on the page
        self._current: tuple[int, int] | None = None
        self._search = 0  # the number of the newest search
        self._is_searching = False
        self._show_hits_timer = QTimer(self)  # there may be thousands of hits; they are shown a few times a second
        self._show_hits_timer.setSingleShot(True)
        self._show_hits_timer.setInterval(_SHOW_HITS_EVERY)
        self._show_hits_timer.timeout.connect(self._show_hits)
        self.pages = len(self._reader.sizes)
        self.strip = PageStrip(self._reader)
        self.strip.page_changed.connect(self._say_page)
        self.strip.zoom_changed.connect(self._say_zoom)
        self.strip.selected.connect(self._update_buttons)
        self._reader.found.connect(self._take_hits)
        self._reader.searched.connect(self._note_searched)
        self.headings = self._made_headings()
        beside = row(self.headings, self.strip, gap=S8)
        beside.setStretch(1, 1)
        parts = column(self._bar(title), self._search_bar(), beside, gap=S8, margins=(S12, S12, S12, S12))
        parts.setStretch(2, 1)
        self.setLayout(parts)
        for keys, run in self._keys():
            QShortcut(keys, self, run)
        resize_on_screen(self, QSize(1040, 900))
        self._update_buttons()
        self._say_page(0)
        self.strip.setFocus()
        self.show()

    # Navigation and zoom

    @property
    def page(self) -> int:
        """The current page, from 0."""
        return self.strip.page

    @property
    def zoom(self) -> float:
        """The zoom; 1 is the actual size."""
        return self.strip.zoom

    def next(self) -> None:
        """Go to the next page."""
        self.strip.go_to(self.page + 1)

    def previous(self) -> None:
        """Go to the page before."""
        self.strip.go_to(self.page - 1)

    def first(self) -> None:
        """Go to the first page."""
        self.strip.go_to(0)

    def last(self) -> None:
        """Go to the last page."""
        self.strip.go_to(self.pages - 1)

    def larger(self) -> None:
        """Zoom in by one step."""
        self.strip.zoom_to(self.zoom * STEP)

    def smaller(self) -> None:
        """Zoom out by one step."""
        self.strip.zoom_to(self.zoom / STEP)

    def fit_width(self) -> None:
        """Fit the page width to the window, and keep it so when the window is resized."""
        self.strip.fit_to(Fit.WIDTH)

    def fit_page(self) -> None:
        """Fit a whole page to the window, and keep it so when the window is resized."""
        self.strip.fit_to(Fit.PAGE)

    def go_to_typed(self) -> None:
        """Go to the page whose number was typed; anything else changes nothing."""
        typed = self.number.text().strip()
        if typed.isdecimal() and 1 <= int(typed) <= self.pages:
            self.strip.go_to(int(typed) - 1)
            self.strip.setFocus()
        self._say_page(self.page)

    # Search

    def start_search(self) -> None:
        """Show the search bar, with the selected text as the words to find."""
        self.search_bar.show()
        if self.strip.selection:
            self.words.setText(self.strip.selection)
        self.words.setFocus()
        self.words.selectAll()

    def show_words(self, page: int, words: str) -> None:
        """Go to a page, from 0, and mark some words there and wherever else they are."""
        self.strip.go_to(page)
        self.search_bar.show()
        self.words.setText(words)
        self.strip.setFocus()

    def end_search(self) -> None:
        """Hide the search bar."""
        self.search_bar.hide()
        self.words.clear()
        self.strip.setFocus()

    def search(self, words: str) -> None:
        """Search every page for words."""
        self._hits, self._all_hits, self._current = {}, [], None
        self._is_searching = bool(words.strip())
        self._search = self._reader.search(words)
        self._show_hits()

    def next_hit(self) -> None:
        """Go to the next hit; after the last comes the first."""
        self._step(1)

    def previous_hit(self) -> None:
        """Go to the hit before."""
        self._step(-1)

    def redact(self) -> None:
        """Mark the selected text, or the words in the search bar, to be redacted."""
        phrase = self.strip.selection or self.words.text().strip()
        if self._redact is not None and phrase:
            self._redact(phrase, self)

    def copy(self) -> None:
        """Copy the selected text."""
        if self.strip.selection:
            QGuiApplication.clipboard().setText(self.strip.selection)

    def _take_hits(self, search: int, page: int, hits: tuple[Boxes, ...]) -> None:
        if search != self._search:
            return
        self._hits[page] = hits
        self._all_hits += [(page, at) for at in range(len(hits))]
        if self._current is None and page >= self.page:
            self._go_to_hit((page, 0))
            self._show_hits()
        elif not self._show_hits_timer.isActive():
            self._show_hits_timer.start()

    def _note_searched(self, search: int) -> None:
        """Note that a search has gone through every page."""
        if search == self._search:
            self._is_searching = False
            if self._current is None and self._all_hits:
                self._go_to_hit(self._all_hits[0])
            self._show_hits()

    def _step(self, step: int) -> None:
        if not self._all_hits:
            return
        at = self._all_hits.index(self._current) if self._current in self._all_hits else -step
        self._go_to_hit(self._all_hits[(at + step) % len(self._all_hits)])
        self._show_hits()

    def _go_to_hit(self, hit: tuple[int, int]) -> None:
        self._current = hit
        page, at = hit
        self.strip.bring_into_view(page, self._hits[page][at])

    def _show_hits(self) -> None:
        self.strip.show_hits(self._hits, self._current)
        count = len(self._all_hits)
        if self._current in self._all_hits:
            status = (
                f"{self._all_hits.index(self._current) + 1:,} of {count:,}{' so far' if self._is_searching else ''}"
            )
        elif self._is_searching:
            status = "Searching"
        else:
            status = "Not found" if self.words.text().strip() else ""
        self._count.setText(status)
        for made in (self._previous_hit_button, self._next_hit_button):
            made.setEnabled(bool(count))
        self._update_buttons()

    # Layout

    def _bar(self, title: str) -> QWidget:
        self.number = QLineEdit()
        self.number.setFixedWidth(_NUMBER_WIDTH)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setAccessibleName(f"Page number, of {self.pages}")
        self.number.returnPressed.connect(self.go_to_typed)
        self._previous_page_button = self._shortcut_button("chevron-left", "Previous page", self.previous, "PgUp")
        self._next_page_button = self._shortcut_button("chevron-right", "Next page", self.next, "PgDown")
        self._zoom_label = Text("", Part.QUIET)
        self._redact_button = plain("Redact this phrase…", self.redact, "eye-off")
        self._redact_button.setVisible(self._redact is not None)
        bar = row(
            Elided(title, Part.STRONG),
            self._previous_page_button,
            self.number,
            Text(f"of {self.pages:,}", Part.QUIET),
            self._next_page_button,
            self._shortcut_button("minus", "Smaller", self.smaller, "Ctrl+-"),
            self._zoom_label,
            self._shortcut_button("plus", "Larger", self.larger, "Ctrl++"),
            menu_button("Fit", [Action("Fit width", self.fit_width), Action("Fit page", self.fit_page)]),
            self._shortcut_button("search", "Find words", self.start_search, "Ctrl+F"),
            self._redact_button,
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
        self.words.textChanged.connect(self.search)
        self.words.returnPressed.connect(self.next_hit)
        self._count = Text("", Part.QUIET)
        self._previous_hit_button = self._shortcut_button("chevron-up", "Previous hit", self.previous_hit, "Shift+F3")
        self._next_hit_button = self._shortcut_button("chevron-down", "Next hit", self.next_hit, "F3")
        parts = row(
            self.words,
            self._previous_hit_button,
            self._next_hit_button,
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
        for heading in self._reader.headings[:_MOST_HEADINGS]:
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

    def _shortcut_button(self, icon: str, words: str, run: Callable[[], object], key: str) -> QToolButton:
        """Return a button whose shortcut acts at once and repeats; a QToolButton's own waits for its animation."""
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
        self._previous_page_button.setEnabled(page > 0)
        self._next_page_button.setEnabled(page < self.pages - 1)

    def _say_zoom(self, zoom: float) -> None:
        self._zoom_label.setText(f"{zoom:.0%}")

    def _update_buttons(self, _: str = "") -> None:
        self._redact_button.setEnabled(bool(self.strip.selection or self.words.text().strip()))

    def reject(self) -> None:
        """On Escape, hide the search bar; if it is hidden already, close the window."""
        if self.search_bar.isVisible():
            self.end_search()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close the PDF, then the window."""
        self._reader.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, even while the search bar is open; by default Qt would call `reject`."""
        self.done(QDialog.DialogCode.Rejected)
        event.accept()


def _leaf(heading: Heading, beneath: QTreeWidget | QTreeWidgetItem) -> QTreeWidgetItem:
    leaf = QTreeWidgetItem(beneath, [heading.title])
    leaf.setData(0, Qt.ItemDataRole.UserRole, heading.page)
    leaf.setToolTip(0, f"{heading.title}, page {heading.page + 1}")
    return leaf
