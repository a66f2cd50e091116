"""A list that drops down, with the whole of what is chosen in its tooltip where it is cut."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox


class DropDown(QComboBox):
    """A list that drops down."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it, and let the tooltip hold what is chosen where there is no room for all of it."""
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
