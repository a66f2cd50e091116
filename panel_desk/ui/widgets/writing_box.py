"""A text to write minutes in: paragraphs, subheadings, lists, bold and italic, by the keys that Word has taught.

It is as tall as its text, or as it is told. Undo and redo are asked of whoever holds the order of edits on the page.
"""

from collections.abc import Iterable
from functools import partial
from math import ceil

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QTextEdit

from panel_desk.rules.minutes_text import MAX_LEVEL, Block, BlockKind, blocks
from panel_desk.ui import theme
from panel_desk.ui.pasting import Pasted, from_html, from_plain
from panel_desk.ui.spelling import Speller, SpellingMarks, misspelt_at
from panel_desk.ui.theme import RING, S4
from panel_desk.ui.widgets.rich_text import (
    blocks_of,
    characters,
    kind_of,
    level_of,
    lines_from,
    look,
    make,
    units,
    write_blocks,
)

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LISTED = (BlockKind.BULLET, BlockKind.NUMBERED)
_BEGINNINGS = {"-": BlockKind.BULLET, "*": BlockKind.BULLET, "•": BlockKind.BULLET, "1.": BlockKind.NUMBERED}
_MOVES = QTextCursor.MoveMode
_WASH = 50  # of 255
_SPARE_LINES = 4


class WritingBox(QTextEdit):
    """The box of one section.

    Args:
        lines: how many lines it shows, and scrolls; 0 for as many as there are.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    left_out = Signal(str)  # what a paste could not bring, in a sentence
    word_learnt = Signal(str)  # a word to add to the agency's own
    snippet_wanted = Signal()
    style_changed = Signal()
    entered = Signal()  # the keyboard is here now

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self._grows = not lines
        self.speller: Speller | None = None
        self.marks: SpellingMarks | None = None
        self.snippets: dict[str, str] = {}  # by title, in lower case
        self._is_typing = False
        self.setTabChangesFocus(True)
        if self._grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        else:
            self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2 * (S4 + RING))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(S4)
        self.document().setIndentWidth(24)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.cursorPositionChanged.connect(self._look_at_caret)
        self._grow()

    # What is written

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The lines."""
        return blocks_of(self.document())

    def put_in(self, of: Iterable[Block]) -> None:
        """Put lines in where the caret is, over what is selected."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        write_blocks(cursor, of)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def show_blocks(self, of: tuple[Block, ...]) -> None:
        """Show these lines. Those that stand already are left alone, and so are the caret and what can be undone."""
        of = of or (Block(BlockKind.PARAGRAPH),)
        there = tuple(lines_from(self.document().begin()))
        if there == of:
            return
        most = min(len(there), len(of)) - 1
        first = next((at for at in range(most) if there[at] != of[at]), most)
        last = next((at for at in range(most - first) if there[-1 - at] != of[-1 - at]), most - first)
        cursor = QTextCursor(self.document().findBlockByNumber(first))
        end = self.document().findBlockByNumber(len(there) - last - 1)
        cursor.setPosition(end.position() + end.length() - 1, _MOVES.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        make(cursor, BlockKind.PARAGRAPH)
        write_blocks(cursor, of[first : len(of) - last])
        cursor.endEditBlock()

    def selection(self) -> tuple[int, str]:
        """Where the selected words begin in the plain text, and the words; the caret's line where none are."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setPosition(cursor.block().position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, _MOVES.KeepAnchor)
        text = self.toPlainText()
        start, end = characters(text, cursor.selectionStart()), characters(text, cursor.selectionEnd())
        return start, text[start:end]

    def mark_passages(self, passages: Iterable[tuple[int, str]], doubts: Iterable[tuple[int, str]] = ()) -> None:
        """Lay a wash under passages and a line under those in doubt; they move with the text.

        Args:
            passages: each with where it begins, in characters.
            doubts: the same.
        """
        text = self.toPlainText()
        wash, line = QTextCharFormat(), QTextCharFormat()
        colour = theme.colour("waiting")
        line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        line.setUnderlineColor(colour)
        colour.setAlpha(_WASH)  # over light and dark alike, for the theme may change
        wash.setBackground(colour)
        marks = [self._mark(text, *each, wash) for each in passages]
        self.setExtraSelections([*marks, *(self._mark(text, *each, line) for each in doubts)])

    def _mark(self, text: str, at: int, quote: str, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(self.document())
        mark.cursor.setPosition(units(text[:at]))
        mark.cursor.setPosition(units(text[: at + len(quote)]), _MOVES.KeepAnchor)
        mark.format = style
        return mark

    # Styles

    def make_lines(self, kind: BlockKind) -> None:
        """Make the selected lines one of a kind; paragraphs where they all are of it already."""
        lines = self._selected_lines()
        wanted = BlockKind.PARAGRAPH if all(kind_of(line.block()) is kind for line in lines) else kind
        self._make(lines, wanted)

    def turn_bold(self) -> None:
        """Make the selected words bold, or no longer."""
        style = QTextCharFormat()
        is_bold = self.fontWeight() >= QFont.Weight.Bold
        plain = look(self.textCursor().block()).fontWeight()
        style.setFontWeight(plain if is_bold else QFont.Weight.Bold)
        self.mergeCurrentCharFormat(style)
        self.style_changed.emit()

    def turn_italic(self) -> None:
        """Make the selected words italic, or no longer."""
        style = QTextCharFormat()
        style.setFontItalic(not self.fontItalic())
        self.mergeCurrentCharFormat(style)
        self.style_changed.emit()

    def kind(self) -> BlockKind:
        """What the caret's line is."""
        return kind_of(self.textCursor().block())

    def _selected_lines(self) -> list[QTextCursor]:
        cursor = self.textCursor()
        line = self.document().findBlock(cursor.selectionStart())
        lines = []
        while line.isValid() and line.position() <= cursor.selectionEnd():
            lines.append(QTextCursor(line))
            line = line.next()
        return lines

    def _make(self, lines: list[QTextCursor], kind: BlockKind, level: int | None = None) -> None:
        if not lines:
            return
        lines[0].beginEditBlock()
        for line in lines:
            make(line, kind, min(level_of(line.block()), MAX_LEVEL) if level is None else level)
        lines[0].endEditBlock()
        self.setCurrentCharFormat(self._look_here())
        self.style_changed.emit()

    def _deepen(self, by: int) -> bool:
        lines = [line for line in self._selected_lines() if kind_of(line.block()) in _LISTED]
        if not lines:
            return False
        lines[0].beginEditBlock()
        for line in lines:
            level = level_of(line.block()) + by
            if level < 0:
                make(line, BlockKind.PARAGRAPH)
            elif level <= MAX_LEVEL:
                make(line, kind_of(line.block()), level)
        lines[0].endEditBlock()
        return True

    def _look_here(self) -> QTextCharFormat:
        now = self.currentCharFormat()
        is_bold = now.fontWeight() >= QFont.Weight.Bold
        return look(self.textCursor().block(), bold=is_bold, italic=now.fontItalic())

    # Keys

    def event(self, event: QEvent) -> bool:
        """Let Tab mean something in a list and after a snippet's title; elsewhere it goes to the next field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.isReadOnly():
            if event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                return self._put_in_snippet() or self._deepen(1) or super().event(event)
            if event.key() == Qt.Key.Key_Backtab:
                return self._deepen(-1) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that mean something here; the others type."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or _is(event, Qt.Key.Key_Y):
            self.redo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Bold):
            self.turn_bold()
        elif event.matches(QKeySequence.StandardKey.Italic):
            self.turn_italic()
        elif _is(event, Qt.Key.Key_Space):
            self.snippet_wanted.emit()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._enter()
        elif not self._takes(event):
            self._type(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Keys that mean something at some places only."""
        match event.key():
            case Qt.Key.Key_Backspace:
                return event.modifiers() == Qt.KeyboardModifier.NoModifier and self._leave_kind()
            case Qt.Key.Key_Space:
                return event.modifiers() == Qt.KeyboardModifier.NoModifier and self._begin_list()
            case _:
                return False

    def _type(self, event: QKeyEvent) -> None:
        self._is_typing = bool(event.text()) and event.text().isprintable()
        super().keyPressEvent(event)
        self._is_typing = False

    def _enter(self) -> None:
        cursor = self.textCursor()
        line = cursor.block()
        if kind_of(line) in _LISTED and not line.text():
            self._deepen(-1)
            return
        was_subheading = kind_of(line) is BlockKind.SUBHEADING and cursor.atBlockEnd()
        cursor.beginEditBlock()
        cursor.insertBlock()
        if was_subheading:
            make(cursor, BlockKind.PARAGRAPH)
            cursor.setCharFormat(look(cursor.block()))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _leave_kind(self) -> bool:
        """Backspace at the start of a list's point or of a subheading makes it a paragraph."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.atBlockStart() or self.kind() is BlockKind.PARAGRAPH:
            return False
        self._make([cursor], BlockKind.PARAGRAPH, 0)
        return True

    def _begin_list(self) -> bool:
        """A hyphen or `1.` at the start of a paragraph, and a space, begin a list."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if cursor.hasSelection() or self.kind() is not BlockKind.PARAGRAPH or before not in _BEGINNINGS:
            return False
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, _MOVES.KeepAnchor)
        cursor.removeSelectedText()
        make(cursor, _BEGINNINGS[before])
        cursor.endEditBlock()
        self.style_changed.emit()
        return True

    def _put_in_snippet(self) -> bool:
        """The title of a snippet before the caret becomes its words."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not self.snippets:
            return False
        before = cursor.block().text()[: cursor.positionInBlock()].lower()
        titles = [one for one in self.snippets if before.endswith(one) and not before[: -len(one)][-1:].isalnum()]
        if not titles:
            return False
        title = max(titles, key=len)
        cursor.movePosition(QTextCursor.MoveOperation.Left, _MOVES.KeepAnchor, len(title))
        self.setTextCursor(cursor)
        self.put_in(blocks(self.snippets[title]))
        return True

    # Pasting

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words in any form."""
        return source.hasHtml() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as clean lines."""
        pasted = from_html(source.html()) if source.hasHtml() else from_plain(source.text())
        if not pasted.blocks and source.hasText():
            pasted = Pasted(from_plain(source.text()).blocks, pasted.left_out)
        self.put_in(pasted.blocks)
        if pasted.left_out:
            self.left_out.emit(pasted.left_out)

    # Spelling

    def check_spelling(self, speller: Speller) -> None:
        """Underline what is misspelt from now on."""
        if self.marks is None:
            self.speller, self.marks = speller, SpellingMarks(self.document(), speller)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what a misspelt word may have meant, above what else can be done."""
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu = self.menu_at(self.textCursor() if is_by_key else self.cursorForPosition(event.pos()))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu_at(self, at: QTextCursor) -> QMenu:
        """The menu at a place."""
        menu = self.createStandardContextMenu()
        word = misspelt_at(at, self.speller) if self.speller and not self.isReadOnly() else None
        if word is not None and self.speller is not None:
            first = menu.actions()[0]
            for meant in self.speller.suggestions(word.selectedText()):
                menu.insertAction(first, action := menu.addAction(meant))
                action.triggered.connect(partial(_put, word, meant))
            learnt = menu.addAction(f"Add “{word.selectedText()}” to the agency's words")
            learnt.triggered.connect(partial(self.word_learnt.emit, word.selectedText()))
            menu.insertAction(first, learnt)
            menu.insertSeparator(first)
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard is here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is typed here next is another step to undo."""
        super().focusOutEvent(event)
        self.document().setModified(False)
        self._grow()
        if self.marks is not None:
            self.marks.left(QTextCursor(self.document()))

    def _look_at_caret(self) -> None:
        if self.marks is not None:
            (self.marks.typing_at if self._is_typing else self.marks.left)(self.textCursor())

    def _grow(self) -> None:
        """Be as tall as the text, with lines to spare while somebody types: a new height lays all the page out anew."""
        if not self._grows:
            return
        height = ceil(self.document().documentLayout().documentSize().height()) + 2 * (S4 + RING)
        spare = _SPARE_LINES * self.fontMetrics().lineSpacing() if self.hasFocus() else 0
        if height > self.height() or height + spare < self.height():
            self.setFixedHeight(height + spare)


def _is(event: QKeyEvent, key: Qt.Key) -> bool:
    return event.key() == key and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _put(word: QTextCursor, meant: str) -> None:
    word.insertText(meant)
