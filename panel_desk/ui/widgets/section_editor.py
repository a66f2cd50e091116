"""The editor of one section of the minutes: a fixed heading, and a text box as tall as its text."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from panel_desk.rules.minutes_text import blocks, text_from_blocks
from panel_desk.ui.theme import S4, Part
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.rich_text import write_blocks
from panel_desk.ui.widgets.text import Text, labelled
from panel_desk.ui.widgets.writing_box import WritingBox


class SectionEditor(QWidget):
    """The editor of a section.

    Args:
        heading: the heading, which cannot be changed.
        help_text: a line on what belongs under it.
        part: the text role of the heading.
    """

    typed = Signal()
    caret_moved = Signal(QRect)  # where the caret is now, within this widget

    def __init__(self, heading: str, help_text: str = "", part: Part = Part.SECTION) -> None:
        super().__init__()
        self.heading = heading
        self.section = 0  # the id of the section shown
        self.version = 0  # the saved version that the text in the box started from
        self.in_conflict = False  # somebody else saved the section meanwhile
        self._saved = ""  # the text that is saved
        self._text_revision, self._text = -1, ""  # the document's revision at the last reading of `text`, and that text
        self._last_revision = 0  # the document's revision at the last change; underlining a word does not alter it
        self._is_showing = False
        self.box = WritingBox()
        self.box.setPlaceholderText(help_text)
        wraps = part is not Part.SECTION
        label = Text(heading, part, wrap=wraps)
        labelled(label, self.box, help_text)
        self.setLayout(column(label, self.box, gap=S4))
        # With a fixed height policy, a heading that wraps would be cut to one line.
        upright = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
        self.box.document().contentsChange.connect(self._on_contents_change)
        self.box.cursorPositionChanged.connect(self._follow_caret)

    @property
    def text(self) -> str:
        """The text in the form in which it is saved."""
        revision = self.box.document().revision()
        if revision != self._text_revision:
            self._text_revision, self._text = revision, text_from_blocks(self.box.blocks)
        return self._text

    @property
    def is_dirty(self) -> bool:
        """True where something was typed that is not saved."""
        return self.text != self._saved

    def show_saved(self, section: int, text: str, version: int) -> None:
        """Show what is saved; unsaved text in the box stays, with the version from which it started.

        Args:
            section: the section's id.
            text: the saved text.
            version: the number of the saved version.
        """
        if self.section == section and self.is_dirty and self.text != text:
            self.version = version if text == self._saved else self.version
            return
        is_new = self.section != section
        self._is_showing = True
        if is_new:
            self.box.document().clear()
        self.box.show_blocks(blocks(text))
        if is_new:
            self.box.document().clearUndoRedoStacks()
            self.box.moveCursor(QTextCursor.MoveOperation.Start)
        self._is_showing = False
        self.section = section
        self.mark_saved(self.text, version)

    def mark_saved(self, text: str, version: int) -> None:
        """Record the text and the version that are saved."""
        self._saved, self.version, self.in_conflict = text, version, False

    def write(self, text: str) -> None:
        """Replace what is written by a text, as if it were typed."""
        cursor = QTextCursor(self.box.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        write_blocks(cursor, blocks(text))
        cursor.endEditBlock()

    def set_writable(self, is_writable: bool) -> None:
        """Make the text editable, or read-only."""
        if self.box.isReadOnly() == is_writable:
            self.box.setReadOnly(not is_writable)
            self.box.setFrameShape(QFrame.Shape.NoFrame if not is_writable else QFrame.Shape.StyledPanel)
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)

    def report_caret(self) -> None:
        """Emit where the caret is."""
        caret = self.box.cursorRect()
        self.caret_moved.emit(QRect(self.box.viewport().mapTo(self, caret.topLeft()), caret.size()))

    def _follow_caret(self) -> None:
        if self.box.hasFocus():
            self.report_caret()

    def _on_contents_change(self) -> None:
        revision = self.box.document().revision()
        if revision != self._last_revision and not self._is_showing:
            self.typed.emit()
        self._last_revision = revision
