"""The text box for minutes: paragraphs, subheadings, lists, bold and italic, with the keys of Microsoft Word.

It is as tall as its text, or has a fixed number of lines. It only emits `undo_wanted` and `redo_wanted`, because the
order of edits across a page is kept elsewhere (`EditOrder`).
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
    char_format,
    characters,
    kind_of,
    level_of,
    lines_from,
    set_kind,
    units,
    write_blocks,
)

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LISTED = (BlockKind.BULLET, BlockKind.NUMBERED)
# What begins a list when it is typed at the start of a paragraph and followed by a space.
_BEGINNINGS = {"-": BlockKind.BULLET, "*": BlockKind.BULLET, "•": BlockKind.BULLET, "1.": BlockKind.NUMBERED}
_MOVES = QTextCursor.MoveMode
_WASH = 50  # the opacity, of 255, of the shade behind a marked passage
_SPARE_LINES = 4  # the room below the text while it is typed


class WritingBox(QTextEdit):
    """The text box of one section.

    Args:
        lines: its height in lines, beyond which it scrolls; 0 to grow with the text.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    left_out = Signal(str)  # a sentence on what could not be pasted
    word_learnt = Signal(str)  # a word to add to the agency's spelling words
    snippet_wanted = Signal()  # the user asks for the list of snippets
    style_changed = Signal()  # the format at the caret may be another
    entered = Signal()  # the box has got the focus

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self._grows = not lines
        self.speller: Speller | None = None
        self.marks: SpellingMarks | None = None
        self.snippets: dict[str, str] = {}  # texts to insert, by their titles in lower case
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
        self.cursorPositionChanged.connect(self._on_caret_moved)
        self._grow()

    # Content

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The lines of the text."""
        return blocks_of(self.document())

    def insert_blocks(self, lines: Iterable[Block]) -> None:
        """Insert lines at the caret, in place of the selection."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        write_blocks(cursor, lines)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def show_blocks(self, lines: tuple[Block, ...]) -> None:
        """Show these lines. Only lines that differ are replaced, so that the caret and the undo history stay."""
        lines = lines or (Block(BlockKind.PARAGRAPH),)
        present = tuple(lines_from(self.document().begin()))
        if present == lines:
            return
        most = min(len(present), len(lines)) - 1
        first = next((at for at in range(most) if present[at] != lines[at]), most)
        last = next((at for at in range(most - first) if present[-1 - at] != lines[-1 - at]), most - first)
        cursor = QTextCursor(self.document().findBlockByNumber(first))
        end = self.document().findBlockByNumber(len(present) - last - 1)
        cursor.setPosition(end.position() + end.length() - 1, _MOVES.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        set_kind(cursor, BlockKind.PARAGRAPH)
        write_blocks(cursor, lines[first : len(lines) - last])
        cursor.endEditBlock()

    def selection(self) -> tuple[int, str]:
        """The start of the selection in the plain text, and its text; the caret's line where nothing is selected."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setPosition(cursor.block().position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, _MOVES.KeepAnchor)
        text = self.toPlainText()
        start, end = characters(text, cursor.selectionStart()), characters(text, cursor.selectionEnd())
        return start, text[start:end]

    def mark_passages(self, passages: Iterable[tuple[int, str]], doubts: Iterable[tuple[int, str]] = ()) -> None:
        """Shade passages, and underline doubtful ones; the marks move with the text.

        Args:
            passages: where each begins, in characters, and its text.
            doubts: doubtful passages, in the same form.
        """
        text = self.toPlainText()
        wash, line = QTextCharFormat(), QTextCharFormat()
        colour = theme.colour("waiting")
        line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        line.setUnderlineColor(colour)
        colour.setAlpha(_WASH)  # translucent, so that the text is legible in either theme
        wash.setBackground(colour)
        marks = [self._mark(text, *each, wash) for each in passages]
        self.setExtraSelections([*marks, *(self._mark(text, *each, line) for each in doubts)])

    def _mark(self, text: str, start: int, quote: str, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(self.document())
        mark.cursor.setPosition(units(text[:start]))
        mark.cursor.setPosition(units(text[: start + len(quote)]), _MOVES.KeepAnchor)
        mark.format = style
        return mark

    # Styles

    def set_line_kind(self, kind: BlockKind) -> None:
        """Change the kind of the selected lines; to paragraphs where all are of that kind already."""
        lines = self._selected_lines()
        new_kind = BlockKind.PARAGRAPH if all(kind_of(line.block()) is kind for line in lines) else kind
        self._set_kinds(lines, new_kind)

    def toggle_bold(self) -> None:
        """Make the selected text bold, or not bold."""
        style = QTextCharFormat()
        is_bold = self.fontWeight() >= QFont.Weight.Bold
        plain = char_format(self.textCursor().block()).fontWeight()
        style.setFontWeight(plain if is_bold else QFont.Weight.Bold)
        self.mergeCurrentCharFormat(style)
        self.style_changed.emit()

    def toggle_italic(self) -> None:
        """Make the selected text italic, or not italic."""
        style = QTextCharFormat()
        style.setFontItalic(not self.fontItalic())
        self.mergeCurrentCharFormat(style)
        self.style_changed.emit()

    def kind(self) -> BlockKind:
        """The kind of the caret's line."""
        return kind_of(self.textCursor().block())

    def _selected_lines(self) -> list[QTextCursor]:
        cursor = self.textCursor()
        line = self.document().findBlock(cursor.selectionStart())
        lines = []
        while line.isValid() and line.position() <= cursor.selectionEnd():
            lines.append(QTextCursor(line))
            line = line.next()
        return lines

    def _set_kinds(self, lines: list[QTextCursor], kind: BlockKind, level: int | None = None) -> None:
        if not lines:
            return
        lines[0].beginEditBlock()
        for line in lines:
            set_kind(line, kind, min(level_of(line.block()), MAX_LEVEL) if level is None else level)
        lines[0].endEditBlock()
        self.setCurrentCharFormat(self._format_here())
        self.style_changed.emit()

    def _indent(self, step: int) -> bool:
        """Move the selected list items one level in (1) or out (-1); returns whether there are any."""
        lines = [line for line in self._selected_lines() if kind_of(line.block()) in _LISTED]
        if not lines:
            return False
        lines[0].beginEditBlock()
        for line in lines:
            level = level_of(line.block()) + step
            if level < 0:
                set_kind(line, BlockKind.PARAGRAPH)
            elif level <= MAX_LEVEL:
                set_kind(line, kind_of(line.block()), level)
        lines[0].endEditBlock()
        return True

    def _format_here(self) -> QTextCharFormat:
        now = self.currentCharFormat()
        is_bold = now.fontWeight() >= QFont.Weight.Bold
        return char_format(self.textCursor().block(), bold=is_bold, italic=now.fontItalic())

    # Keys

    def event(self, event: QEvent) -> bool:
        """Use Tab in a list and after a snippet's title; elsewhere it moves to the next field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.isReadOnly():
            if event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                return self._insert_snippet() or self._indent(1) or super().event(event)
            if event.key() == Qt.Key.Key_Backtab:
                return self._indent(-1) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys for styles, lists and undo; type the others."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or _is_ctrl_and(Qt.Key.Key_Y, event):
            self.redo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Bold):
            self.toggle_bold()
        elif event.matches(QKeySequence.StandardKey.Italic):
            self.toggle_italic()
        elif _is_ctrl_and(Qt.Key.Key_Space, event):
            self.snippet_wanted.emit()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._enter()
        elif not self._handles(event):
            self._type(event)

    def _handles(self, event: QKeyEvent) -> bool:
        """Handle the keys that have a meaning in some places only; returns whether one was handled."""
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
            self._indent(-1)
            return
        was_subheading = kind_of(line) is BlockKind.SUBHEADING and cursor.atBlockEnd()
        cursor.beginEditBlock()
        cursor.insertBlock()
        if was_subheading:
            set_kind(cursor, BlockKind.PARAGRAPH)
            cursor.setCharFormat(char_format(cursor.block()))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _leave_kind(self) -> bool:
        """On Backspace at its start, turn a list item or subheading into a paragraph; returns whether that was done."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.atBlockStart() or self.kind() is BlockKind.PARAGRAPH:
            return False
        self._set_kinds([cursor], BlockKind.PARAGRAPH, 0)
        return True

    def _begin_list(self) -> bool:
        """On a space after `-`, `*`, `•` or `1.` at the start of a paragraph, begin a list; returns whether it did."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if cursor.hasSelection() or self.kind() is not BlockKind.PARAGRAPH or before not in _BEGINNINGS:
            return False
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, _MOVES.KeepAnchor)
        cursor.removeSelectedText()
        set_kind(cursor, _BEGINNINGS[before])
        cursor.endEditBlock()
        self.style_changed.emit()
        return True

    def _insert_snippet(self) -> bool:
        """Replace the title of a snippet before the caret by the snippet; returns whether there was one."""
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
        self.insert_blocks(blocks(self.snippets[title]))
        return True

    # Pasting

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Accept HTML and plain text."""
        return source.hasHtml() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as lines of minutes."""
        pasted = from_html(source.html()) if source.hasHtml() else from_plain(source.text())
        if not pasted.blocks and source.hasText():
            pasted = Pasted(from_plain(source.text()).blocks, pasted.left_out)
        self.insert_blocks(pasted.blocks)
        if pasted.left_out:
            self.left_out.emit(pasted.left_out)

    # Spelling

    def check_spelling(self, speller: Speller) -> None:
        """Underline misspelt words from now on."""
        if self.marks is None:
            self.speller, self.marks = speller, SpellingMarks(self.document(), speller)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the context menu, with corrections of a misspelt word at its top."""
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu = self.menu_at(self.textCursor() if is_by_key else self.cursorForPosition(event.pos()))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu_at(self, at: QTextCursor) -> QMenu:
        """The context menu at a place."""
        menu = self.createStandardContextMenu()
        word = misspelt_at(at, self.speller) if self.speller and not self.isReadOnly() else None
        if word is not None and self.speller is not None:
            first = menu.actions()[0]
            for correction in self.speller.suggestions(word.selectedText()):
                menu.insertAction(first, action := menu.addAction(correction))
                action.triggered.connect(partial(_replace, word, correction))
            learnt = menu.addAction(f"Add “{word.selectedText()}” to the agency's words")
            learnt.triggered.connect(partial(self.word_learnt.emit, word.selectedText()))
            menu.insertAction(first, learnt)
            menu.insertSeparator(first)
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit `entered`."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End the current step to undo."""
        super().focusOutEvent(event)
        self.document().setModified(False)
        self._grow()
        if self.marks is not None:
            self.marks.caret_moved(QTextCursor(self.document()))

    def _on_caret_moved(self) -> None:
        if self.marks is not None:
            (self.marks.typing_at if self._is_typing else self.marks.caret_moved)(self.textCursor())

    def _grow(self) -> None:
        """Grow with the text, by spare lines while it has the focus: each new height lays out the whole page."""
        if not self._grows:
            return
        height = ceil(self.document().documentLayout().documentSize().height()) + 2 * (S4 + RING)
        spare = _SPARE_LINES * self.fontMetrics().lineSpacing() if self.hasFocus() else 0
        if height > self.height() or height + spare < self.height():
            self.setFixedHeight(height + spare)


def _is_ctrl_and(key: Qt.Key, event: QKeyEvent) -> bool:
    return event.key() == key and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _replace(word: QTextCursor, correction: str) -> None:
    word.insertText(correction)
