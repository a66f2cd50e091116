"""A form field for formatted text as in minutes: paragraphs, subheadings, lists, bold and italic."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from panel_desk.rules.minutes_text import blocks, text_from_blocks
from panel_desk.ui.fields import Field
from panel_desk.ui.inputs import Input
from panel_desk.ui.theme import READING_WIDTH, S4, Part
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.style_bar import StyleBar
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.writing_box import WritingBox

_LINES = 10  # the height of the box


class WritingInput(Input):
    """A writing box with its style buttons above it; its value is the text with its markup, as it is saved."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.box = WritingBox(_LINES)
        self.box.setMinimumWidth(width)
        self.styles = StyleBar()
        self._left_out = Text("", Part.QUIET, wrap=True)
        self._left_out.hide()
        self.setLayout(column(row(self.styles, STRETCH), self.box, self._left_out, gap=S4))
        self.box.textChanged.connect(self.edited)
        self.box.style_changed.connect(self._show_style)
        self.box.cursorPositionChanged.connect(self._show_style)
        self.box.undo_wanted.connect(self.box.undo)
        self.box.redo_wanted.connect(self.box.redo)
        self.box.left_out.connect(self._say_left_out)
        self._show_style()

    def read(self) -> str:
        """Read the text."""
        return text_from_blocks(self.box.blocks)

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show a text."""
        self.box.show_blocks(blocks(value or ""))
        self.box.document().clearUndoRedoStacks()
        self.box.moveCursor(self.box.textCursor().MoveOperation.Start)

    def focus_widget(self) -> QWidget:
        """The box."""
        return self.box

    def _show_style(self) -> None:
        self.styles.work_on(self.box)

    def _say_left_out(self, sentence: str) -> None:
        self._left_out.setText(sentence)
        self._left_out.show()


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingField(Field[str]):
    """A formatted text as in minutes."""

    width: int = READING_WIDTH

    @property
    def always_has_value(self) -> bool:
        """True: an empty text is a text."""
        return True

    def make(self) -> Input:
        """A writing box with its style buttons."""
        return WritingInput(self.width)
