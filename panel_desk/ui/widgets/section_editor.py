"""A fixed heading with the text that is written under it; as tall as its text, and never in the way of the page."""

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
    """One section.

    Args:
        heading: stands above the text and cannot be changed.
        help_text: what belongs under it, in a line.
        part: how the heading looks.
    """

    typed = Signal()
    caret_moved = Signal(QRect)  # where the caret is now, within this widget

    def __init__(self, heading: str, help_text: str = "", part: Part = Part.SECTION) -> None:
        super().__init__()
        self.heading = heading
        self.section = 0
        self.version = 0
        self.in_conflict = False
        self._saved = ""
        self._read_at, self._read = -1, ""  # the text, and the document's revision that it was read at
        self._heard_at = 0  # the document's revision when it was last heard of; marking spelling is no revision
        self._is_showing = False
        self.box = WritingBox()
        self.box.setPlaceholderText(help_text)
        wraps = part is not Part.SECTION
        label = Text(heading, part, wrap=wraps)
        labelled(label, self.box, help_text)
        self.setLayout(column(label, self.box, gap=S4))
        # A fixed height is that of the heading in one line, to which a heading in several would be cut.
        upright = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
        self.box.document().contentsChange.connect(self._hear)
        self.box.cursorPositionChanged.connect(self._follow_caret)

    @property
    def text(self) -> str:
        """What is written, as it is kept."""
        revision = self.box.document().revision()
        if revision != self._read_at:
            self._read_at, self._read = revision, text_from_blocks(self.box.blocks)
        return self._read

    @property
    def is_dirty(self) -> bool:
        """Something is written that is not saved."""
        return self.text != self._saved

    def show_saved(self, section: int, text: str, version: int) -> None:
        """Show what is saved; words that are not saved yet stay, and so does the version that they were written on."""
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
        """Note what is saved, and leave the box alone."""
        self._saved, self.version, self.in_conflict = text, version, False

    def write(self, text: str) -> None:
        """Put a text in place of what is written, as if it were typed."""
        cursor = QTextCursor(self.box.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        write_blocks(cursor, blocks(text))
        cursor.endEditBlock()

    def set_writable(self, is_writable: bool) -> None:
        """Let it be typed in, or only read and copied."""
        if self.box.isReadOnly() == is_writable:
            self.box.setReadOnly(not is_writable)
            self.box.setFrameShape(QFrame.Shape.NoFrame if not is_writable else QFrame.Shape.StyledPanel)
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)

    def tell_caret(self) -> None:
        """Tell where the caret is."""
        place = self.box.cursorRect()
        self.caret_moved.emit(QRect(self.box.viewport().mapTo(self, place.topLeft()), place.size()))

    def _follow_caret(self) -> None:
        if self.box.hasFocus():
            self.tell_caret()

    def _hear(self) -> None:
        revision = self.box.document().revision()
        if revision != self._heard_at and not self._is_showing:
            self.typed.emit()
        self._heard_at = revision
