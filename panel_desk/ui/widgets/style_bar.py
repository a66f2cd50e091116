"""Buttons for bold, italic, subheading and lists; they show the format at the caret."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QToolButton, QWidget

from panel_desk.rules.minutes_text import BlockKind
from panel_desk.ui.theme import S4
from panel_desk.ui.widgets.buttons import icon_button
from panel_desk.ui.widgets.layout import row
from panel_desk.ui.widgets.writing_box import WritingBox

_KINDS = (
    (BlockKind.SUBHEADING, "heading", "Subheading", "Ctrl+Alt+2"),
    (BlockKind.BULLET, "list", "Bullets", "Ctrl+Shift+L"),
    (BlockKind.NUMBERED, "list-ordered", "Numbers", "Ctrl+Shift+N"),
)


class StyleBar(QWidget):
    """The style buttons of one writing box at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._box: WritingBox | None = None
        self._bold = icon_button("bold", "Bold  Ctrl+B", self._turn_bold)
        self._italic = icon_button("italic", "Italic  Ctrl+I", self._turn_italic)
        self._kinds = {
            kind: icon_button(drawing, words, partial(self._set_kind, kind), key)
            for kind, drawing, words, key in _KINDS
        }
        self._buttons: tuple[QToolButton, ...] = (self._bold, self._italic, *self._kinds.values())
        for button in self._buttons:
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the text
        self.setLayout(row(*self._buttons, gap=S4))

    def work_on(self, box: WritingBox | None) -> None:
        """Apply to a box from now on, and show the format at its caret; None where no text has had the focus yet."""
        self._box = box
        for button in self._buttons:
            button.setEnabled(box is not None and not box.isReadOnly())
        if box is not None:
            self._bold.setChecked(box.fontWeight() >= QFont.Weight.Bold)
            self._italic.setChecked(box.fontItalic())
            for kind, button in self._kinds.items():
                button.setChecked(box.kind() is kind)

    def _turn_bold(self) -> None:
        if self._box:
            self._box.toggle_bold()

    def _turn_italic(self) -> None:
        if self._box:
            self._box.toggle_italic()

    def _set_kind(self, kind: BlockKind) -> None:
        if self._box and not self._box.isReadOnly():
            self._box.set_line_kind(kind)
