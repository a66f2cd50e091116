"""A fixed heading with the text that is written under it; as tall as its text, and never in the way of the page."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from panel_desk.ui.theme import RING, S4, Part
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.text import Text, labelled


class _Box(QPlainTextEdit):
    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(self.verticalScrollBarPolicy().ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(self.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        room = 2 * (int(self.document().documentMargin()) + S4 + RING)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + room)


class SectionEditor(QWidget):
    """One section.

    Args:
        heading: stands above the text and cannot be changed.
        help_text: what belongs under it, in a line.
    """

    typed = Signal()
    caret_moved = Signal(QRect)  # where the caret is now, within this widget

    def __init__(self, heading: str, help_text: str = "") -> None:
        super().__init__()
        self.heading = heading
        self.section = 0
        self.version = 0
        self.in_conflict = False
        self._saved = ""
        self.box = _Box()
        self.box.setPlaceholderText(help_text)
        label = Text(heading, Part.SECTION)
        labelled(label, self.box, help_text)
        self.setLayout(column(label, self.box, gap=S4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.textChanged.connect(self._hear)
        self.box.cursorPositionChanged.connect(self._tell_caret)

    @property
    def text(self) -> str:
        """What is written."""
        return self.box.toPlainText()

    @property
    def is_dirty(self) -> bool:
        """Something is written that is not saved."""
        return self.text != self._saved

    def show_saved(self, section: int, text: str, version: int) -> None:
        """Show what is saved; words that are not saved yet stay, and so does the version that they were written on."""
        if self.section == section and self.is_dirty and self.text != text:
            return
        self.saved(section, text, version)
        if self.text != text:
            self.box.setPlainText(text)

    def saved(self, section: int, text: str, version: int) -> None:
        """Note what is saved, and leave the box alone."""
        self.section, self._saved, self.version, self.in_conflict = section, text, version, False

    def write(self, text: str) -> None:
        """Put a text in as if it were typed."""
        cursor = self.box.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def set_writable(self, is_writable: bool) -> None:
        """Let it be typed in, or only read and copied."""
        if self.box.isReadOnly() == is_writable:
            self.box.setReadOnly(not is_writable)
            self.box.setFrameShape(QFrame.Shape.NoFrame if not is_writable else QFrame.Shape.StyledPanel)
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)

    def _hear(self) -> None:
        if self.is_dirty:
            self.typed.emit()

    def _tell_caret(self) -> None:
        if self.box.hasFocus():
            place = self.box.cursorRect()
            self.caret_moved.emit(QRect(self.box.viewport().mapTo(self, place.topLeft()), place.size()))
