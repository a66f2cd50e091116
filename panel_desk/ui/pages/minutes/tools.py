"""The writing tools of the minutes' page: undo across sections, styles, spelling, snippets, find and replace."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.operations.minutes.spelling import add_spelling_words
from panel_desk.queries.minutes.snippets import SnippetRow
from panel_desk.ui.formats import count
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.snippets import Snippets
from panel_desk.ui.spelling import Speller
from panel_desk.ui.states import State
from panel_desk.ui.theme import HIT, S4, Part
from panel_desk.ui.widgets.buttons import icon_button
from panel_desk.ui.widgets.edit_order import EditOrder
from panel_desk.ui.widgets.find_bar import FindBar
from panel_desk.ui.widgets.layout import column, line, row
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.style_bar import StyleBar
from panel_desk.ui.widgets.text import Text

_PAUSE = 400  # milliseconds without a key, after which words are counted again


class WritingTools(QWidget):
    """The tool bar above the sections.

    Args:
        page: the minutes' page.
        editors: returns every text on the page, in order.
        reveal: shows a text; with True, the text also gets the keyboard focus.
    """

    def __init__(
        self,
        page: Page,
        editors: Callable[[], Sequence[SectionEditor]],
        reveal: Callable[[SectionEditor, bool], object],
    ) -> None:
        super().__init__()
        self._page, self._editors, self._reveal = page, editors, reveal
        # By text: its revision when its words were counted last, and how many there were.
        self._counted: dict[SectionEditor, tuple[int, int]] = {}
        self.editor: SectionEditor | None = None
        self.speller = Speller(self)
        self.snippets = Snippets(page, self._current_editor)
        self.order = EditOrder(self)
        self.order.editor_changed.connect(self._go_to)
        self.order.changed.connect(self._show_undo)
        self._undo = icon_button("undo-2", "Undo", self.order.undo)
        self._redo = icon_button("redo-2", "Redo", self.order.redo)
        self.styles = StyleBar()
        self._snippet = icon_button("text-quote", "Insert a snippet  Ctrl+Space", self.snippets.open_menu)
        self._find = icon_button("search", "Find  Ctrl+F", self.open_find)
        self._words = Text("", Part.QUIET)
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(_PAUSE)
        self._count.timeout.connect(self.count_words)
        self.find_bar = FindBar(editors, self._bring)
        self.find_bar.closed.connect(self._back_to_text)
        for button in (self._snippet, self._undo, self._redo):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the text
        edges = [line(upright=True) for _ in range(2)]
        for edge in edges:
            edge.setFixedHeight(HIT)
        bar = row(self._undo, self._redo, edges[0], self.styles, edges[1], self._snippet, self._find, gap=S4)
        bar.addStretch(1)
        bar.addWidget(self._words)
        self.setLayout(column(bar, self.find_bar, gap=S4))
        for key, run in (
            ("Ctrl+Z", self.order.undo),
            ("Ctrl+Y", self.order.redo),
            ("Ctrl+F", self.open_find),
            ("Ctrl+H", self.replace),
            ("F3", self.find_next),
            ("Shift+F3", self.find_bar.previous),
        ):
            QShortcut(key, page, run)
        self.update_style_bar()
        self._show_undo()

    # The texts

    def equip(self, editor: SectionEditor) -> None:
        """Give a text undo, spelling and snippets."""
        self.order.watch(editor)
        box = editor.box
        box.undo_wanted.connect(self.order.undo)
        box.redo_wanted.connect(self.order.redo)
        box.left_out.connect(self._say_left_out)
        box.style_changed.connect(self.update_style_bar)
        box.word_learnt.connect(self._add_spelling_word)
        box.snippet_wanted.connect(self.snippets.open_menu)
        editor.typed.connect(self._count.start)
        box.cursorPositionChanged.connect(partial(self._on_caret_moved, editor))
        box.entered.connect(partial(self._on_caret_moved, editor))

    def forget(self, editor: SectionEditor) -> None:
        """Forget a text that is removed."""
        self.order.forget(editor)
        self._counted.pop(editor, None)
        if self.editor is editor:
            self.editor = None
            self.update_style_bar()

    def show_texts(self, editors: Iterable[SectionEditor]) -> None:
        """Check the spelling of the texts that are shown now, once they have been painted."""
        for editor in editors:
            editor.box.check_spelling(self.speller)
        self.speller.wake()

    def _on_caret_moved(self, editor: SectionEditor) -> None:
        if editor.box.hasFocus():
            self.editor = editor
            self.update_style_bar()

    def _current_editor(self) -> SectionEditor | None:
        return self.editor

    def update_style_bar(self) -> None:
        """Show the format at the caret on the style buttons."""
        box = self.editor.box if self.editor else None
        self.styles.work_on(box)
        self._snippet.setEnabled(box is not None and not box.isReadOnly())

    def _show_undo(self) -> None:
        self._undo.setEnabled(self.order.can_undo)
        self._redo.setEnabled(self.order.can_redo)

    def count_words(self) -> None:
        """Show the number of words in the minutes; only texts that changed are counted again."""
        for editor in self._editors():
            document = editor.box.document()
            if self._counted.get(editor, (-1, 0))[0] != document.revision():
                self._counted[editor] = document.revision(), len(document.toPlainText().split())
        self._words.setText(count(sum(words for _, words in self._counted.values()), "word"))

    # Spelling and snippets

    def know(self, words: frozenset[str], snippets: tuple[SnippetRow, ...]) -> None:
        """Set the words that the spelling check accepts, and the snippets that can be inserted."""
        self.speller.know(words)
        self.snippets.know(snippets)
        for editor in self._editors():
            editor.box.snippets = {one.title.lower(): one.text for one in snippets}

    def _add_spelling_word(self, word: str) -> None:
        if self._page.do(add_spelling_words, words=word):
            self._page.show_done(f"“{word}” is added to the agency's words")

    # Finding

    def open_find(self) -> None:
        """Open the find bar."""
        self.find_bar.open(self.editor)

    def replace(self) -> None:
        """Open the find bar with its replace field."""
        self.find_bar.open(self.editor, to_replace=True)

    def find_next(self) -> None:
        """Find the next match; open the find bar where nothing has been typed into it yet."""
        if self.find_bar.search.text():
            self.find_bar.next()
        else:
            self.open_find()

    def _bring(self, editor: SectionEditor) -> None:
        """Show a text in which something was found; the keyboard stays in the find bar."""
        self.editor = editor
        self._reveal(editor, False)

    def _go_to(self, editor: SectionEditor) -> None:
        self._reveal(editor, True)

    def _back_to_text(self) -> None:
        if self.editor:
            self.editor.box.setFocus()

    def _say_left_out(self, sentence: str) -> None:
        self._page.banner.say(State.NOTE, sentence)
