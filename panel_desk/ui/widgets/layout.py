"""Functions that lay out widgets in rows and columns, with the theme's spacing."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from panel_desk.ui.theme import AROUND_A_FIELD, S8, S16

STRETCH = None  # in a row or a column: pushes what follows to the far end
Content = QWidget | QLayout | None


def column(*content: Content, gap: int = S8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """A column, top to bottom; None is stretch. Margins, in pixels, are left, top, right, bottom."""
    layout = QVBoxLayout()
    _fill(layout, content, gap, margins)
    return layout


def row(*content: Content, gap: int = S8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """A row, left to right, its widgets centred on one line; None is stretch."""
    layout = QHBoxLayout()
    _fill(layout, content, gap, margins)
    return layout


def _fill(layout: QBoxLayout, content: tuple[Content, ...], gap: int, margins: tuple[int, int, int, int]) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for one in content:
        if one is None:
            layout.addStretch(1)
        elif isinstance(one, QWidget):
            layout.addWidget(one)
        else:
            layout.addLayout(one)


def framed(layout: QLayout, frame: str = "card") -> QFrame:
    """A layout in a frame of the style sheet: card, raised, side, bar, foot, drop, or a state's pale background."""
    widget = QFrame()
    widget.setProperty("frame", frame)
    widget.setLayout(layout)
    return widget


def within(layout: QLayout) -> QWidget:
    """A layout as a widget, which can be hidden or put in a stack."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def line(*, upright: bool = False) -> QFrame:
    """A hairline, horizontal or upright."""
    widget = QFrame()
    widget.setProperty("frame", "line")
    if upright:
        widget.setFixedWidth(1)
    else:
        widget.setFixedHeight(1)
    return widget


class ScrolledContent(QWidget):
    """The content of a scroll area, as tall as its texts are at the current width.

    Without it, wrapped labels would ask for the height that they need at their smallest width.
    """

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """Zero, because the height follows from the width."""
        return QSize(0, 0)


def scrolling(content: QWidget) -> QScrollArea:
    """A vertical scroll area around a widget."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def reveal(widget: QWidget) -> None:
    """Scroll to a widget, once it has been laid out; one that is taller than its area stays where it can be seen."""

    def scroll() -> None:
        over = widget.parentWidget()
        while over is not None:
            if isinstance(over, QScrollArea) and (
                widget.height() <= over.viewport().height() or widget.visibleRegion().isEmpty()
            ):
                over.ensureWidgetVisible(widget, 0, AROUND_A_FIELD)
            over = over.parentWidget()

    QTimer.singleShot(0, widget, scroll)


def hide_unless(is_shown: bool, *widgets: QWidget) -> None:
    """Hide widgets unless `is_shown`. It never shows one: without a parent that would open it as a window."""
    if not is_shown:
        for widget in widgets:
            widget.hide()


def empty(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


PAGE_MARGINS = (S16 + S8, S16, S16 + S8, S16)
