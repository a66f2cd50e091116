"""The state chip: an icon and a word on a pale background. `formats.due` makes the chip of a deadline."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from panel_desk.ui import theme
from panel_desk.ui.icons import paint_icon
from panel_desk.ui.states import Chip
from panel_desk.ui.theme import ICON, S4, S8, Part

HEIGHT = 22  # pixels


def chip_width(chip: Chip) -> int:
    """How wide a chip is with its whole word."""
    words = QFontMetrics(theme.font(Part.QUIET)).horizontalAdvance(chip.word)
    return S8 + ICON - 2 + S4 + words + S8 + 2


def paint_chip(painter: QPainter, chip: Chip, area: QRect) -> None:
    """Draw a chip in a rectangle: at the left, vertically centred, no wider than the rectangle."""
    colours = theme.colours()
    width = min(chip_width(chip), area.width())
    box = QRect(area.left(), area.top() + (area.height() - HEIGHT) // 2, width, HEIGHT)
    colour = colours.named(chip.state.token)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.wash(colour)))
    painter.drawRoundedRect(QRectF(box), HEIGHT / 2, HEIGHT / 2)
    side = ICON - 2
    paint_icon(
        painter,
        chip.drawing,
        chip.state.token,
        QRect(box.left() + S8, box.top() + (HEIGHT - side) // 2, side, side),
    )
    painter.setFont(theme.font(Part.QUIET))
    painter.setPen(QColor(colour))
    words = box.adjusted(S8 + side + S4, 0, -S8, 0)
    shown = painter.fontMetrics().elidedText(chip.word, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    painter.restore()


class StateChip(QWidget):
    """A chip on a page."""

    def __init__(self, chip: Chip) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.chip = chip
        self.show_chip(chip)

    def show_chip(self, chip: Chip) -> None:
        """Show another chip."""
        self.chip = chip
        self.setAccessibleName(chip.word)
        self.setToolTip(chip.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the chip with its whole word."""
        return QSize(chip_width(self.chip), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The size of the icon alone."""
        return QSize(ICON + 2 * S8, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip in the theme's current colours."""
        del event
        painter = QPainter(self)
        paint_chip(painter, self.chip, self.rect())
        painter.end()
