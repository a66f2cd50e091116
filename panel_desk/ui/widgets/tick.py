"""A tick box that takes a click anywhere on its line, also beside its words."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox


class Tick(QCheckBox):
    """A tick box with its words."""

    def hitButton(self, point: QPoint) -> bool:
        """Whether a click changes it: wherever it shows that the pointer is over it."""
        return self.rect().contains(point)
