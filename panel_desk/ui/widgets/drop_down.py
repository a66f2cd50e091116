"""A list that drops down. Where the chosen text is cut off, the tooltip has the whole of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox


class DropDown(QComboBox):
    """A list that drops down."""

    def __init__(self) -> None:
        super().__init__()
        # The focus comes by Tab or a click, but not by the mouse wheel.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on to the form, so that scrolling past the list does not change the choice."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field; where there is no room for the whole text that is chosen, the tooltip has it."""
        super().paintEvent(event)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        is_cut = self.fontMetrics().horizontalAdvance(self.currentText()) > room.width()
        tip = self.currentText() if is_cut else ""
        if self.toolTip() != tip:
            self.setToolTip(tip)
