"""What one writes minutes with: the bar of styles, undo across the sections, spelling, snippets, find and replace."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtGui import QFont, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from panel_desk.rules.minutes_text import BlockKind
from panel_desk.ui.page import Page
from panel_desk.ui.spelling import Speller
from panel_desk.ui.state import State
from panel_desk.ui.theme import S4, Part
from panel_desk.ui.widgets.buttons import icon_button
from panel_desk.ui.widgets.edit_order import EditOrder
from panel_desk.ui.widgets.layout import STRETCH, line, row
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text


class WritingTools(QWidget):
    """The bar above the paper.

    Args:
        page: whose texts it serves.
        reveal: turns to a text and puts the keyboard there.
    """

    def __init__(self, page: Page, reveal: Callable[[SectionEditor], object]) -> None:
        super().__init__()
        self._page = page
        self.editor: SectionEditor | None = None
        self.speller = Speller(self)
        self.order = EditOrder(self)
        self.order.went_to.connect(reveal)
        self.order.changed.connect(self._show_undo)
        self._undo = icon_button("undo-2", "Undo", self.order.undo)
        self._redo = icon_button("redo-2", "Do again", self.order.redo)
        self._bold = _checked(icon_button("bold", "Bold  Ctrl+B", self._turn_bold))
        self._italic = _checked(icon_button("italic", "Italic  Ctrl+I", self._turn_italic))
        self._kinds = {
            kind: _checked(icon_button(drawing, words, partial(self._make, kind), key))
            for kind, drawing, words, key in (
                (BlockKind.SUBHEADING, "heading", "Subheading", "Ctrl+Alt+2"),
                (BlockKind.BULLET, "list", "Bullets", "Ctrl+Shift+L"),
                (BlockKind.NUMBERED, "list-ordered", "Numbers", "Ctrl+Shift+N"),
            )
        }
        self._words = Text("", Part.QUIET)
        tools = (self._bold, self._italic, *self._kinds.values())
        self._writes: tuple[QToolButton, ...] = (*tools, self._undo, self._redo)
        self.bar = row(self._undo, self._redo, line(upright=True), *tools, STRETCH, self._words, gap=S4)
        self.setLayout(self.bar)
        for key, run in (("Ctrl+Z", self.order.undo), ("Ctrl+Y", self.order.redo)):
            QShortcut(key, page, run)
        for button in self._writes:
            button.setFocusPolicy(button.focusPolicy().TabFocus)  # a click leaves the keyboard in the text
        self.show_where()

    # The texts

    def serve(self, editor: SectionEditor) -> None:
        """Look after a text from now on."""
        self.order.watch(editor)
        box = editor.box
        box.undo_wanted.connect(self.order.undo)
        box.redo_wanted.connect(self.order.redo)
        box.left_out.connect(self._say_left_out)
        box.style_changed.connect(self.show_where)
        box.cursorPositionChanged.connect(partial(self._at_caret, editor))

    def leave(self, editor: SectionEditor) -> None:
        """Let go of a text."""
        self.order.forget(editor)
        if self.editor is editor:
            self.editor = None

    def at(self, editors: Iterable[SectionEditor]) -> None:
        """These texts are in front: their spelling is looked at once they have been painted."""
        for editor in editors:
            editor.box.check_spelling(self.speller)
        self.speller.wake()

    def _at_caret(self, editor: SectionEditor) -> None:
        if editor.box.hasFocus():
            self.editor = editor
            self.show_where()

    def show_where(self) -> None:
        """Show what the caret is in."""
        box = self.editor.box if self.editor else None
        can_write = box is not None and not box.isReadOnly()
        for button in (self._bold, self._italic, *self._kinds.values()):
            button.setEnabled(can_write)
        if box is not None:
            self._bold.setChecked(box.fontWeight() >= QFont.Weight.Bold)
            self._italic.setChecked(box.fontItalic())
            for kind, button in self._kinds.items():
                button.setChecked(box.kind() is kind)

    def _show_undo(self) -> None:
        self._undo.setEnabled(self.order.can_undo)
        self._redo.setEnabled(self.order.can_redo)

    # Styles

    def _turn_bold(self) -> None:
        if self.editor:
            self.editor.box.turn_bold()

    def _turn_italic(self) -> None:
        if self.editor:
            self.editor.box.turn_italic()

    def _make(self, kind: BlockKind) -> None:
        if self.editor and not self.editor.box.isReadOnly():
            self.editor.box.make_lines(kind)

    def _say_left_out(self, sentence: str) -> None:
        self._page.banner.say(State.NOTE, sentence)


def _checked(button: QToolButton) -> QToolButton:
    button.setCheckable(True)
    return button
