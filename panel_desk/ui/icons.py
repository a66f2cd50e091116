"""Lucide icons, painted in the theme's current colours and sharp at any scale."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from panel_desk.ui import theme
from panel_desk.ui.theme import Token


@cache
def _renderer(name: str, value: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(theme.svg(name, value)))


def paint_icon(painter: QPainter, name: str, colour: Token, place: QRect | QRectF) -> None:
    """Draw an icon in a token's colour within a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, theme.colours().named(colour)).render(painter, QRectF(place))
    painter.restore()


class _Engine(QIconEngine):
    """Draws at each paint, so that an icon follows a change of theme."""

    def __init__(self, name: str, colour: Token) -> None:
        super().__init__()
        self._name = name
        self._colour: Token = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon; a disabled one is quiet."""
        del state
        colour: Token = "quiet" if mode == QIcon.Mode.Disabled else self._colour
        side = min(rect.width(), rect.height())
        square = QRect(QPoint(0, 0), QSize(side, side))
        square.moveCenter(rect.center())
        paint_icon(painter, self._name, colour, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon at a scale of 1."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon in the screen's own pixels; the size is given as at 100 per cent."""
        picture = QPixmap(size * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        """A copy of this engine."""
        return _Engine(self._name, self._colour)


@cache
def icon(name: str, colour: Token = "text") -> QIcon:
    """An icon for a button or an action, by Lucide's name for it."""
    return QIcon(_Engine(name, colour))


class IconLabel(QWidget):
    """An icon in a layout. A screen reader skips it and reads the words beside it."""

    def __init__(self, name: str, colour: Token = "text", side: int = theme.ICON) -> None:
        super().__init__()
        self._name = name
        self._colour: Token = colour
        self.setFixedSize(side, side)

    def show_icon(self, name: str, colour: Token) -> None:
        """Draw another icon."""
        self._name, self._colour = name, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon in the theme's current colours."""
        del event
        painter = QPainter(self)
        paint_icon(painter, self._name, self._colour, self.rect())
        painter.end()
