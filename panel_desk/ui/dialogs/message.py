"""Short dialogs: a message, a question with the verb on its button, and two texts in conflict.

All are opened without blocking, and deleted when they close.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from panel_desk.ui.theme import S12, S24, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, Content, column, row
from panel_desk.ui.widgets.text import Text, labelled
from panel_desk.ui.window import Dialog

_WIDTH = 460  # pixels
_WIDE = 760  # pixels: with two texts beside each other


class Message(Dialog):
    """A dialog with a title, a text, and buttons at the right."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None, *, width: int = _WIDTH) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Panel Desk")
        self.setMinimumWidth(width)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.words = Text(words, wrap=True)
        self._parts = column(Text(title, Part.SECTION, wrap=True), self.words, gap=S12, margins=(S24, S24, S24, S24))
        self.setLayout(self._parts)

    def add(self, *content: Content) -> None:
        """Add content below the text."""
        for one in content:
            if isinstance(one, QWidget):
                self._parts.addWidget(one)
            elif one is not None:
                self._parts.addLayout(one)

    def finish(self, *buttons: Content) -> None:
        """Add the buttons at the foot, the last one outermost."""
        self._parts.addSpacing(S12)
        self._parts.addLayout(row(STRETCH, *buttons))
        self.setMinimumWidth(max(self.minimumWidth(), self._parts.minimumSize().width()))


def show_message(
    parent: QWidget | None, title: str, words: str, *, selectable: bool = False, close: str = "Close"
) -> Message:
    """Open a message with one button, whose words are `close`."""
    message = Message(title, words, parent)
    if selectable:
        message.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shut = primary(close, message.accept)
    shut.setDefault(True)
    message.finish(shut)
    message.open()
    return message


def ask(
    parent: QWidget | None,
    title: str,
    words: str,
    verb: str,
    then: Callable[[], object],
    *,
    otherwise: str = "Cancel",
) -> Message:
    """Open a question; the verb's button does it, the other one and Escape change nothing.

    Args:
        parent: the widget that it belongs to.
        title: the question.
        words: what will be lost or changed.
        verb: what the button does, as *Remove member*.
        then: what happens when the verb is chosen.
        otherwise: the words of the button that changes nothing.
    """
    question = Message(title, words, parent)
    question.accepted.connect(then)
    stay = plain(otherwise, question.reject)
    question.finish(stay, primary(verb, question.accept))
    stay.setDefault(True)
    stay.setFocus()
    question.open()
    return question


def side_by_side(
    theirs: str, yours: str, titles: tuple[str, str] = ("Saved by the other person", "Written by you")
) -> QHBoxLayout:
    """Two texts beside each other, to be read and copied."""
    sides = []
    for title, text in zip(titles, (theirs, yours), strict=True):
        label = Text(title, Part.STRONG)
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        labelled(label, shown)
        sides.append(column(label, shown))
    return row(*sides, gap=S12)


class BothTexts(Message):
    """Shows a conflict: what somebody else saved first and what the user wrote, both to be copied.

    Args:
        words: what has happened and what to do.
        theirs: what somebody else saved; empty where the conflict is not about a text.
        yours: what the user wrote; empty likewise.
        parent: the widget that it belongs to.
        show_saved: shows the record as it is saved; None for no such button.
    """

    def __init__(
        self,
        words: str,
        theirs: str,
        yours: str,
        parent: QWidget | None = None,
        show_saved: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(
            "Somebody else saved this while you were writing", words, parent, width=_WIDE if yours else _WIDTH
        )
        self._yours = yours
        if theirs or yours:
            self.add(side_by_side(theirs, yours))
        shut = primary("Close", self.accept)
        self.finish(
            *((plain("Copy mine", self.copy),) if yours else ()),
            *((plain("Show what is saved", partial(self._show_saved, show_saved)),) if show_saved else ()),
            shut,
        )
        shut.setDefault(True)

    def _show_saved(self, show_saved: Callable[[], object]) -> None:
        self.accept()
        show_saved()

    def copy(self) -> None:
        """Copy the user's own text to the clipboard."""
        QGuiApplication.clipboard().setText(self._yours)
