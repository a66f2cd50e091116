"""Text labels. They show plain text only, so that a name with `<` in it appears as typed."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from panel_desk.ui.theme import Part

_MAY_BREAK = "\u200b"  # a zero-width space, at which a line may break
_LONG_WORD = re.compile(r"\S{21,}")  # more than twenty characters
# A sign within a word, after which it may break, and twenty letters without a place at which it may.
_AFTER_SIGN = re.compile(r"[._@/\\&=?](?=[^._@/\\&=?])")
_UNBROKEN = re.compile(rf"[^-{_MAY_BREAK}]{{20}}(?=[^-{_MAY_BREAK}])")


class Text(QLabel):
    """A label with a text role.

    Args:
        words: the text.
        part: its role, which sets its font and its colour.
        wrap: the text breaks into lines where there is no room.
        selectable: the text can be selected and copied.
    """

    def __init__(
        self, words: str = "", part: Part = Part.BODY, *, wrap: bool = False, selectable: bool = False
    ) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("part", part.value)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            copy = QAction("Copy", self)
            copy.triggered.connect(self._copy)
            self.addAction(copy)
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setText(words)

    def text(self) -> str:
        """The text as it was given."""
        return self._words

    def setText(self, words: str) -> None:
        """Show another text. A long word, as an address or a file's name, may break, so as not to widen the page."""
        self._words = words
        is_plain = self.textFormat() is Qt.TextFormat.PlainText
        super().setText(_LONG_WORD.sub(_breakable, words) if is_plain and self.wordWrap() else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected without the places where long words may break."""
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()

    def _copy(self) -> None:
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText().replace(_MAY_BREAK, ""))


def _breakable(word: re.Match[str]) -> str:
    """A long word that may break after each full stop, @, slash and the like, and after twenty letters without one."""
    at_signs = _AFTER_SIGN.sub(rf"\g<0>{_MAY_BREAK}", word[0])
    return _UNBROKEN.sub(rf"\g<0>{_MAY_BREAK}", at_signs)


class Elided(QLabel):
    """One line that ends in … where there is no room, with the full text in its tooltip."""

    def __init__(self, words: str = "", part: Part = Part.BODY) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("part", part.value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(0)
        self.setText(words)

    def minimumSizeHint(self) -> QSize:
        """No minimum width."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height())

    def sizeHint(self) -> QSize:
        """The full width of the text, with two pixels for rounding."""
        hint = super().sizeHint()
        return QSize(hint.width() + 2, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text that fits."""
        del event
        self.ensurePolished()
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        whole = "" if shown == self.text() else self.text()
        if self.toolTip() != whole:
            self.setToolTip(whole)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)
        painter.end()


def labelled(label: QLabel, field: QWidget, help_text: str = "") -> None:
    """Connect a label to its field, for the keyboard and for screen readers."""
    label.setBuddy(field)
    field.setAccessibleName(label.text())
    if help_text:
        field.setAccessibleDescription(help_text)
