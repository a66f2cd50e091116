"""The person card: initials, name, what they are, and how they stand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.ui import theme
from panel_desk.ui.state import Chip
from panel_desk.ui.theme import S4, S8, S12, Part
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import Content, column, row
from panel_desk.ui.widgets.text import Elided

_SIDE = 36


def initials(name: str) -> str:
    """Two letters for a name: of its first word and its last."""
    names = name.split()
    return "".join(part[0].upper() for part in ([names[0], names[-1]] if len(names) > 1 else names))


class Initials(QWidget):
    """A disc with two letters. It says nothing to a screen reader: the name beside it does."""

    def __init__(self, name: str, side: int = _SIDE) -> None:
        super().__init__()
        self._letters = initials(name)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colours worn now."""
        del event
        worn = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.selected))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(worn.accent))
        painter.setFont(theme.font(Part.CAPS))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._letters)
        painter.end()


class PersonCard(QFrame):
    """A person.

    Args:
        name: the name as it prints.
        facts: one line, as *Social worker · vice chair · 4 sittings this year*.
        chips: how they stand.
        beside: buttons at the right.
    """

    def __init__(self, name: str, facts: str = "", chips: Sequence[Chip] = (), beside: Sequence[Content] = ()) -> None:
        super().__init__()
        self.setProperty("frame", "card")
        words = column(Elided(name, Part.STRONG), Elided(facts, Part.QUIET), gap=0)
        parts = row(
            Initials(name),
            words,
            row(*(StateChip(chip) for chip in chips), *beside, gap=S4 + 2),
            gap=S12,
            margins=(S12, S8, S12, S8),
        )
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self.setAccessibleName(", ".join([name, facts, *(chip.word for chip in chips)]))
