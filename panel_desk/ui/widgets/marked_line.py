"""One line of a search's hit, in which the words that were searched for are marked."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette

from panel_desk.rules.search_words import Piece
from panel_desk.ui.theme import Part
from panel_desk.ui.widgets.text import Elided


class MarkedLine(Elided):
    """A line that ends in … where there is no room. Marked words are semi-bold and underlined."""

    def __init__(self, pieces: Sequence[Piece], part: Part = Part.BODY) -> None:
        super().__init__("".join(piece.text for piece in pieces), part)
        self._pieces = pieces

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pieces that fit."""
        del event
        self.ensurePolished()
        marked = QFont(self.font())
        marked.setWeight(QFont.Weight.DemiBold)
        marked.setUnderline(True)
        room = self.contentsRect()
        left, is_cut = room.left(), False
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        for piece in self._pieces:
            painter.setFont(marked if piece.is_marked else self.font())
            metrics = QFontMetrics(painter.font())
            shown = metrics.elidedText(piece.text, Qt.TextElideMode.ElideRight, room.right() - left + 1)
            baseline = room.top() + (room.height() + metrics.ascent() - metrics.descent()) // 2
            painter.drawText(QPoint(left, baseline), shown)
            left += metrics.horizontalAdvance(shown)
            if shown != piece.text:
                is_cut = True
                break
        painter.end()
        whole = self.text() if is_cut else ""
        if self.toolTip() != whole:
            self.setToolTip(whole)
