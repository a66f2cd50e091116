"""A filed paper on the screen. It is drawn from memory: no plain copy of it is written anywhere."""

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from panel_desk.errors import SurroundingsError
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import icon_button, plain
from panel_desk.ui.widgets.layout import column, row
from panel_desk.ui.widgets.text import Elided, Text

_POINTS_AN_INCH = 72
_DOTS_AN_INCH = 96
_STEP = 1.25
_LEAST, _MOST = 0.25, 4.0
_PAGE_MARGIN = 2 * S24


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise SurroundingsError("This paper cannot be shown: it is damaged. Ask its author to send it again.") from None


class PaperViewer(QDialog):
    """A PDF, a page at a time.

    Args:
        title: the paper's name.
        data: its bytes.
        parent: the widget that it belongs to.

    Raises:
        SurroundingsError: it cannot be read as a PDF.
    """

    def __init__(self, title: str, data: bytes, parent: QWidget | None = None) -> None:
        self._document = _opened(data)
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Paper – Panel Desk")
        self.setAccessibleName(title)
        self.pages = len(self._document)
        self.page = 0
        self.zoom = 1.0
        self._fits_width = True
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidget(self._picture)
        self._area.setWidgetResizable(True)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._where = Text("", Part.QUIET)
        self._how_large = Text("", Part.QUIET)
        self._previous = icon_button("chevron-left", "Previous page", self.previous, "PgUp")
        self._next = icon_button("chevron-right", "Next page", self.next, "PgDown")
        bar = row(
            Elided(title, Part.STRONG),
            self._previous,
            self._where,
            self._next,
            icon_button("minus", "Smaller", self.smaller, "Ctrl+-"),
            self._how_large,
            icon_button("plus", "Larger", self.larger, "Ctrl++"),
            plain("Fit width", self.fit_width),
            plain("Close", self.close),
            gap=S8,
        )
        bar.setStretch(0, 1)
        parts = column(bar, self._area, gap=S12, margins=(S12, S12, S12, S12))
        parts.setStretch(1, 1)
        self.setLayout(parts)
        for keys, run in (("Home", self.first), ("End", self.last), ("Ctrl+0", self.fit_width)):
            QShortcut(keys, self, run)
        room = self.screen().availableGeometry().size()
        self.resize(min(960, room.width() - S24), min(900, room.height() - 3 * S24))
        self._area.setFocus()
        self.open()

    # Going through it

    def next(self) -> None:
        """The next page."""
        self._turn_to(self.page + 1)

    def previous(self) -> None:
        """The page before."""
        self._turn_to(self.page - 1)

    def first(self) -> None:
        """The first page."""
        self._turn_to(0)

    def last(self) -> None:
        """The last page."""
        self._turn_to(self.pages - 1)

    def larger(self) -> None:
        """A quarter larger."""
        self._zoom_to(self.zoom * _STEP)

    def smaller(self) -> None:
        """A fifth smaller."""
        self._zoom_to(self.zoom / _STEP)

    def fit_width(self) -> None:
        """As large as the window is wide, whatever is done to the window."""
        self._fits_width = True
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window's width."""
        super().resizeEvent(event)
        if self._fits_width:
            self._draw()

    def done(self, result: int) -> None:
        """Let go of the paper."""
        self._document.close()
        super().done(result)

    # How it is drawn

    def _turn_to(self, page: int) -> None:
        self.page = max(0, min(page, self.pages - 1))
        self._area.verticalScrollBar().setValue(0)
        self._draw()

    def _zoom_to(self, zoom: float) -> None:
        self._fits_width = False
        self.zoom = max(_LEAST, min(zoom, _MOST))
        self._draw()

    def _draw(self) -> None:
        shown = self._document[self.page]
        if self._fits_width:
            width = shown.get_width() * _DOTS_AN_INCH / _POINTS_AN_INCH
            self.zoom = max(_LEAST, min((self._area.width() - _PAGE_MARGIN) / width, _MOST))
        ratio = self.devicePixelRatioF()
        bitmap = shown.render(scale=self.zoom * ratio * _DOTS_AN_INCH / _POINTS_AN_INCH, rev_byteorder=True)
        layout = QImage.Format.Format_RGBA8888 if bitmap.n_channels == 4 else QImage.Format.Format_RGB888  # noqa: PLR2004 # red, green, blue and alpha
        image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, layout)
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        self._picture.setPixmap(picture)
        self._picture.setAccessibleName(f"Page {self.page + 1} of {self.pages}")
        self._where.setText(f"Page {self.page + 1} of {self.pages}")
        self._how_large.setText(f"{self.zoom:.0%}")
        self._previous.setEnabled(self.page > 0)
        self._next.setEnabled(self.page < self.pages - 1)
