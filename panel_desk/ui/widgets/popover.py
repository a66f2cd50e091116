"""The popover: a small raised panel beneath the widget that it explains. Escape or a click elsewhere closes it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from panel_desk.ui.theme import S4
from panel_desk.ui.widgets.layout import column

_WIDTH = 380  # pixels


class Popover(QFrame):
    """A panel that opens under its owner and is deleted when it closes."""

    def __init__(self, owner: QWidget, content: QLayout, name: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "raised")
        self.setAccessibleName(name)
        self.setFixedWidth(_WIDTH)
        parts = column(content, margins=(S4 * 4, S4 * 3, S4 * 4, S4 * 3))
        parts.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # its height follows its width instead
        self.setLayout(parts)

    def open_under(self, owner: QWidget) -> None:
        """Show the popover under a widget, within the screen."""
        self.ensurePolished()
        parts = self.layout()
        if parts is not None:
            self.resize(_WIDTH, max(parts.totalHeightForWidth(_WIDTH), parts.totalMinimumHeightForWidth(_WIDTH)))
        corner = owner.mapToGlobal(QPoint(0, owner.height() + S4))
        room = owner.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        if corner.y() + self.height() > room.bottom():
            corner.setY(owner.mapToGlobal(QPoint(0, 0)).y() - self.height() - S4)
        self.move(corner)
        self.show()
