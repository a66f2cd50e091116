"""A tick box that takes a click anywhere on its line, also beside its words."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox


class Tick(QCheckBox):
    """A tick box with its words."""

    def hitButton(self, point: QPoint) -> bool:
        """Whether a click at a point changes the tick box: anywhere within it, also beside its words."""
        return self.rect().contains(point)
