"""Lucide's drawings as icons that take their colour from the theme at the moment of painting, sharp at any scale."""

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


def paint_icon(painter: QPainter, name: str, ink: Token, place: QRect | QRectF) -> None:
    """Draw an icon in a token's colour within a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, theme.colours().named(ink)).render(painter, QRectF(place))
    painter.restore()


class _Engine(QIconEngine):
    """Draws when asked, so that a change of theme needs nobody to make the icon again."""

    def __init__(self, name: str, ink: Token) -> None:
        super().__init__()
        self._name = name
        self._ink: Token = ink

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon; a disabled one is quiet."""
        del state
        ink: Token = "quiet" if mode == QIcon.Mode.Disabled else self._ink
        side = min(rect.width(), rect.height())
        square = QRect(QPoint(0, 0), QSize(side, side))
        square.moveCenter(rect.center())
        paint_icon(painter, self._name, ink, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon at one pixel a pixel."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon for a screen's scale, as many pixels as the screen has; the size is as at 100 per cent."""
        picture = QPixmap(size * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        """Another of the same."""
        return _Engine(self._name, self._ink)


@cache
def icon(name: str, ink: Token = "text") -> QIcon:
    """An icon for a button or an action, by Lucide's name for it."""
    return QIcon(_Engine(name, ink))


class IconLabel(QWidget):
    """A drawing on its own in a layout. It says nothing to a screen reader: the word beside it does."""

    def __init__(self, name: str, ink: Token = "text", side: int = theme.ICON) -> None:
        super().__init__()
        self._name = name
        self._ink: Token = ink
        self.setFixedSize(side, side)

    def show_icon(self, name: str, ink: Token) -> None:
        """Draw another."""
        self._name, self._ink = name, ink
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colours worn now."""
        del event
        painter = QPainter(self)
        paint_icon(painter, self._name, self._ink, self.rect())
        painter.end()
