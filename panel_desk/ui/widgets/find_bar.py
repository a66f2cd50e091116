"""Find and replace across several editors; after the last editor, the search goes on in the first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QLineEdit

from panel_desk.ui.formats import count
from panel_desk.ui.theme import S4, S8, Part
from panel_desk.ui.widgets.buttons import bare, icon_button, plain
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

_FIELD = 220  # pixels: the width of a field


class FindBar(QFrame):
    """The find bar, hidden until `open` is called; Escape closes it.

    Args:
        editors: gives the editors, in their order on the page.
        reveal: scrolls to an editor without moving the focus.
    """

    closed = Signal()

    def __init__(
        self, editors: Callable[[], Sequence[SectionEditor]], reveal: Callable[[SectionEditor], object]
    ) -> None:
        super().__init__()
        self.setProperty("frame", "bar")
        self._editors, self._reveal = editors, reveal
        self._at: SectionEditor | None = None  # the editor in which the next search starts
        self.search = _field("Find")
        self.replacement = _field("Replace with")
        self.search.textChanged.connect(self._search_again)
        self.search.returnPressed.connect(self.next)
        self.replacement.returnPressed.connect(self.replace)
        self.match_case = Tick("Match case")
        self.whole_words = Tick("Whole words")
        for box in (self.match_case, self.whole_words):
            box.toggled.connect(self._search_again)
        self.result = Text("", Part.QUIET)
        find = row(
            self.search,
            icon_button("chevron-up", "Find the previous  Shift+F3", self.previous),
            icon_button("chevron-down", "Find the next  F3", self.next),
            self.match_case,
            self.whole_words,
            self.result,
            STRETCH,
            icon_button("x", "Close", self.shut),
            gap=S4,
        )
        self._replacing = within(
            row(
                self.replacement, plain("Replace", self.replace), bare("Replace all", self.replace_all), STRETCH, gap=S4
            )
        )
        self.setLayout(column(find, self._replacing, gap=S4, margins=(0, 0, 0, S8)))
        self.hide()

    # Opening and closing

    def open(self, near: SectionEditor | None, *, to_replace: bool = False) -> None:
        """Show the bar.

        Args:
            near: the editor to start in; if text is selected in it, that is searched for.
            to_replace: also show the field and the buttons that replace.
        """
        self._at = near
        selected = near.box.textCursor().selectedText() if near else ""
        self._replacing.setVisible(to_replace)
        self.show()
        if selected and "\u2029" not in selected:
            self.search.setText(selected)
        self.search.setFocus()
        self.search.selectAll()

    def shut(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the bar on Escape."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.shut()
        else:
            super().keyPressEvent(event)

    # Finding

    def next(self) -> bool:
        """Go to the next match; returns whether there is one."""
        return self._go(is_back=False)

    def previous(self) -> bool:
        """Go to the match before; returns whether there is one."""
        return self._go(is_back=True)

    def _go(self, *, is_back: bool) -> bool:
        editors = list(self._editors())
        if not self.search.text() or not editors:
            self.result.setText("")
            return False
        start = editors.index(self._at) if self._at in editors else 0
        step = -1 if is_back else 1
        order = [editors[(start + step * turn) % len(editors)] for turn in range(len(editors) + 1)]
        for turn, editor in enumerate(order):
            at = editor.box.textCursor() if turn == 0 else _start_or_end(editor, at_end=is_back)
            match = self._find(editor, at, is_back=is_back)
            if not match.isNull():
                self._at = editor
                editor.box.setTextCursor(match)
                self._reveal(editor)
                self._show_count(editors)
                return True
        self.result.setText("Not found")
        return False

    def _find(self, editor: SectionEditor, at: QTextCursor, *, is_back: bool = False) -> QTextCursor:
        """The next match in an editor after a cursor, or the last before it; a null cursor where there is none."""
        flags = QTextDocument.FindFlag(0)
        if self.match_case.isChecked():
            flags |= QTextDocument.FindFlag.FindCaseSensitively
        if self.whole_words.isChecked():
            flags |= QTextDocument.FindFlag.FindWholeWords
        if is_back:
            flags |= QTextDocument.FindFlag.FindBackward
        return editor.box.document().find(self.search.text(), at, flags)

    def _all_in(self, editor: SectionEditor) -> list[QTextCursor]:
        matches = []
        at = self._find(editor, QTextCursor(editor.box.document()))
        while not at.isNull():
            matches.append(at)
            at = self._find(editor, at)
        return matches

    def _show_count(self, editors: Sequence[SectionEditor]) -> None:
        current, total = 0, 0
        for editor in editors:
            matches = self._all_in(editor)
            if editor is self._at:
                start = editor.box.textCursor().selectionStart()
                current = total + sum(one.selectionStart() <= start for one in matches)
            total += len(matches)
        self.result.setText(f"{current} of {total}")

    def _search_again(self) -> None:
        if self._at is not None:
            cursor = self._at.box.textCursor()
            cursor.setPosition(cursor.selectionStart())
            self._at.box.setTextCursor(cursor)
        self.next()

    # Replacing

    def replace(self) -> None:
        """Replace the current match, and go to the next."""
        if self._at is not None and self._is_match(self._at.box.textCursor()) and not self._at.box.isReadOnly():
            self._at.box.textCursor().insertText(self.replacement.text())
        self.next()

    def replace_all(self) -> None:
        """Replace every match; in each editor this is one step to undo."""
        changed = 0
        if all(editor.box.isReadOnly() for editor in self._editors()):
            self.result.setText("This text cannot be changed")
            return
        for editor in self._editors():
            if not self.search.text() or editor.box.isReadOnly():
                continue
            matches = self._all_in(editor)
            whole = QTextCursor(editor.box.document())
            whole.beginEditBlock()
            for one in reversed(matches):
                one.insertText(self.replacement.text())
            whole.endEditBlock()
            changed += len(matches)
        self.result.setText(f"{count(changed, 'place')} changed" if changed else "Not found")

    def _is_match(self, cursor: QTextCursor) -> bool:
        """Whether what a cursor selects is the text that is searched for."""
        selected, sought = cursor.selectedText(), self.search.text()
        return selected == sought or (
            not self.match_case.isChecked() and selected.casefold() == sought.casefold() != ""
        )


def _field(words: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    field.setFixedWidth(_FIELD)
    return field


def _start_or_end(editor: SectionEditor, *, at_end: bool) -> QTextCursor:
    """A cursor at the start of an editor's text, or at its end."""
    cursor = QTextCursor(editor.box.document())
    if at_end:
        cursor.movePosition(QTextCursor.MoveOperation.End)
    return cursor
