"""Find and replace over several texts, one after the other and round again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from panel_desk.ui.formats import count
from panel_desk.ui.theme import S4, S8, Part
from panel_desk.ui.widgets.buttons import bare, icon_button, plain
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text

_FIELD = 220


class FindBar(QFrame):
    """Hidden until it is wanted; Escape puts it away.

    Args:
        editors: the texts, in their order on the page.
        reveal: brings one to the front without taking the keyboard.
    """

    closed = Signal()

    def __init__(
        self, editors: Callable[[], Sequence[SectionEditor]], reveal: Callable[[SectionEditor], object]
    ) -> None:
        super().__init__()
        self.setProperty("frame", "bar")
        self._editors, self._reveal = editors, reveal
        self._at: SectionEditor | None = None  # the text in which the last one was found
        self.wanted = _field("Find")
        self.instead = _field("Replace with")
        self.wanted.textChanged.connect(self._look_anew)
        self.wanted.returnPressed.connect(self.next)
        self.instead.returnPressed.connect(self.replace)
        self.heeds_case = QCheckBox("Match case")
        self.whole_words = QCheckBox("Whole words")
        for box in (self.heeds_case, self.whole_words):
            box.toggled.connect(self._look_anew)
        self.told = Text("", Part.QUIET)
        find = row(
            self.wanted,
            icon_button("chevron-up", "Find the one before  Shift+F3", self.previous),
            icon_button("chevron-down", "Find the next  F3", self.next),
            self.heeds_case,
            self.whole_words,
            self.told,
            STRETCH,
            icon_button("x", "Close", self.shut),
            gap=S4,
        )
        self._replacing = within(
            row(self.instead, plain("Replace", self.replace), bare("Replace all", self.replace_all), STRETCH, gap=S4)
        )
        self.setLayout(column(find, self._replacing, gap=S4, margins=(0, 0, 0, S8)))
        self.hide()

    # Opening and closing

    def open(self, near: SectionEditor | None, *, to_replace: bool = False) -> None:
        """Show it, looking for what is selected in a text."""
        self._at = near
        selected = near.box.textCursor().selectedText() if near else ""
        self._replacing.setVisible(to_replace)
        self.show()
        if selected and "\u2029" not in selected:
            self.wanted.setText(selected)
        self.wanted.setFocus()
        self.wanted.selectAll()

    def shut(self) -> None:
        """Put it away."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.shut()
        else:
            super().keyPressEvent(event)

    # Finding

    def next(self) -> bool:
        """Go to the next one; whether there is one."""
        return self._go(is_back=False)

    def previous(self) -> bool:
        """Go to the one before; whether there is one."""
        return self._go(is_back=True)

    def _go(self, *, is_back: bool) -> bool:
        editors = list(self._editors())
        if not self.wanted.text() or not editors:
            self.told.setText("")
            return False
        start = editors.index(self._at) if self._at in editors else 0
        step = -1 if is_back else 1
        order = [editors[(start + step * turn) % len(editors)] for turn in range(len(editors) + 1)]
        for turn, editor in enumerate(order):
            at = editor.box.textCursor() if turn == 0 else _end_of(editor, is_last=is_back)
            found = self._find(editor, at, is_back=is_back)
            if not found.isNull():
                self._at = editor
                editor.box.setTextCursor(found)
                self._reveal(editor)
                self._tell(editors)
                return True
        self.told.setText("Not found")
        return False

    def _find(self, editor: SectionEditor, at: QTextCursor, *, is_back: bool = False) -> QTextCursor:
        how = QTextDocument.FindFlag(0)
        if self.heeds_case.isChecked():
            how |= QTextDocument.FindFlag.FindCaseSensitively
        if self.whole_words.isChecked():
            how |= QTextDocument.FindFlag.FindWholeWords
        if is_back:
            how |= QTextDocument.FindFlag.FindBackward
        return editor.box.document().find(self.wanted.text(), at, how)

    def _all_in(self, editor: SectionEditor) -> list[QTextCursor]:
        found = []
        at = self._find(editor, QTextCursor(editor.box.document()))
        while not at.isNull():
            found.append(at)
            at = self._find(editor, at)
        return found

    def _tell(self, editors: Sequence[SectionEditor]) -> None:
        before, total = 0, 0
        for editor in editors:
            found = self._all_in(editor)
            if editor is self._at:
                start = editor.box.textCursor().selectionStart()
                before = total + sum(one.selectionStart() <= start for one in found)
            total += len(found)
        self.told.setText(f"{before} of {total}")

    def _look_anew(self) -> None:
        if self._at is not None:
            cursor = self._at.box.textCursor()
            cursor.setPosition(cursor.selectionStart())
            self._at.box.setTextCursor(cursor)
        self.next()

    # Replacing

    def replace(self) -> None:
        """Put the other words in where the found ones are, and go to the next."""
        if self._at is not None and self._is_found(self._at.box.textCursor()) and not self._at.box.isReadOnly():
            self._at.box.textCursor().insertText(self.instead.text())
        self.next()

    def replace_all(self) -> None:
        """Put the other words in everywhere; each text is one step to undo."""
        changed = 0
        if all(editor.box.isReadOnly() for editor in self._editors()):
            self.told.setText("This text cannot be changed")
            return
        for editor in self._editors():
            if not self.wanted.text() or editor.box.isReadOnly():
                continue
            found = self._all_in(editor)
            whole = QTextCursor(editor.box.document())
            whole.beginEditBlock()
            for one in reversed(found):
                one.insertText(self.instead.text())
            whole.endEditBlock()
            changed += len(found)
        self.told.setText(f"{count(changed, 'place')} changed" if changed else "Not found")

    def _is_found(self, cursor: QTextCursor) -> bool:
        words, wanted = cursor.selectedText(), self.wanted.text()
        return words == wanted or (not self.heeds_case.isChecked() and words.casefold() == wanted.casefold() != "")


def _field(words: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    field.setFixedWidth(_FIELD)
    return field


def _end_of(editor: SectionEditor, *, is_last: bool) -> QTextCursor:
    cursor = QTextCursor(editor.box.document())
    if is_last:
        cursor.movePosition(QTextCursor.MoveOperation.End)
    return cursor
