"""Text labels. They show plain text only, so that a name with `<` in it appears as typed."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from panel_desk.ui.theme import Part

_UNBROKEN = re.compile(r"\S{80}(?=\S)")
_MAY_BREAK = "\u200b"


class Text(QLabel):
    """A label with a text role.

    Args:
        words: the text.
        part: title, section, body, strong, quiet, caps or error.
        wrap: break into lines where there is no room.
        selectable: the text can be selected and copied.
    """

    def __init__(
        self, words: str = "", part: Part = Part.BODY, *, wrap: bool = False, selectable: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("part", part.value)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(words)

    def setText(self, words: str) -> None:
        """Show another text; a long word without a break may break anywhere, so that it does not widen the page."""
        is_plain = self.textFormat() is Qt.TextFormat.PlainText
        super().setText(_UNBROKEN.sub(f"\\g<0>{_MAY_BREAK}", words) if is_plain and self.wordWrap() else words)


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
