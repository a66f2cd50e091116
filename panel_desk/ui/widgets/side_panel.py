"""The side panel: opens a record beside a list, without leaving the list."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.ui.theme import S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import icon_button
from panel_desk.ui.widgets.layout import column, empty, row, scrolling
from panel_desk.ui.widgets.text import Text

_WIDTH = 360  # pixels


class SidePanel(QFrame):
    """A panel beside a list, hidden until `show_content`; Escape closes it."""

    closed = Signal()

    def __init__(self, width: int = _WIDTH) -> None:
        super().__init__()
        self.setProperty("frame", "side")
        self.setFixedWidth(width)
        self._title = Text("", Part.SECTION, wrap=True)
        self._body = column()
        head = row(self._title, icon_button("x", "Close", self.shut), gap=S8)
        head.setStretch(0, 1)
        parts = column(head, self._body, gap=S12, margins=(S16, 0, 0, 0))
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self.hide()

    def show_content(self, title: str, content: QWidget) -> None:
        """Show a widget in a scroll area under a title."""
        self._title.setText(title)
        self.setAccessibleName(title)
        empty(self._body)
        self._body.addWidget(scrolling(content))
        self.show()

    def shut(self) -> None:
        """Hide the panel."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.shut()
        else:
            super().keyPressEvent(event)
