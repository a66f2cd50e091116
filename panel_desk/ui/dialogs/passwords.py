"""The dialog that shows the passwords of new files once. They are stored nowhere."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.secret_clipboard import copy_secret
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import Action, button, plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_WIDTH, _LEAST_HEIGHT, _ROW = 680, 48, 32  # pixels; `_ROW` is the height of a row
_MOST_ROWS = 10  # that are shown without scrolling


class Passwords(Message):
    """Shows passwords with their readers.

    Args:
        title: the dialog's title.
        words: how to pass them on, and that they are shown once.
        passwords: each reader's name and password.
        parent: the widget that it belongs to.
        more: further actions in the dialog.
    """

    def __init__(
        self, title: str, words: str, passwords: Sequence[tuple[str, str]], parent: QWidget, *more: Action
    ) -> None:
        super().__init__(title, words, parent, width=_WIDTH)
        self.passwords = list(passwords)
        grid = QGridLayout()
        grid.setHorizontalSpacing(S24)
        grid.setVerticalSpacing(S8)
        grid.setColumnStretch(0, 1)
        for number, (name, password) in enumerate(self.passwords):
            grid.addWidget(Text(name, wrap=True), number, 0)
            shown = Text(password, Part.STRONG)
            shown.setTextInteractionFlags(shown.textInteractionFlags().TextSelectableByMouse)
            shown.setAccessibleName(f"Password of {name}")
            grid.addWidget(shown, number, 1)
        area = scrolling(within(column(grid, STRETCH, margins=(0, 0, S12, 0))))
        area.setMinimumHeight(max(_LEAST_HEIGHT, min(len(self.passwords), _MOST_ROWS) * _ROW))
        self.add(area)
        copy = plain("Copy all" if len(self.passwords) > 1 else "Copy", self.copy, "copy")
        noted = primary("I have noted them" if len(self.passwords) > 1 else "I have noted it", self.accept)
        self.finish(row(copy, *(button(each) for each in more), gap=S8), noted)
        self.open()

    def copy(self) -> None:
        """Put the list on the clipboard for a minute."""
        lines = [f"{name}\t{password}" for name, password in self.passwords]
        copy_secret("\n".join(lines))
