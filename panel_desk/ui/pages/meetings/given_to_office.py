"""Asks how the chair gave the office what it records of a panel after its day."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtWidgets import QWidget

from panel_desk.rules.vocabulary import HowGiven
from panel_desk.ui.fields import how_given_field
from panel_desk.ui.theme import S4, Part
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.text import Text

_HOW = how_given_field("You record this for the chair.")
How: TypeAlias = Callable[[], HowGiven | None]
"""Reads how the chair gave the office what it records; None where nothing is chosen, as on the day of the panel."""


class GivenToOffice(QWidget):
    """The choice of how the chair gave it to the office, once for all that is recorded of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self._choice = _HOW.make()
        self._choice.focus_widget().setAccessibleName(_HOW.label)
        self._choice.focus_widget().setToolTip(_HOW.help)
        self.setLayout(column(Text(_HOW.label, Part.QUIET), self._choice, gap=S4))
        self.hide()

    def how(self) -> HowGiven | None:
        """How the chair gave it to the office; None where nothing is chosen."""
        chosen: HowGiven | None = self._choice.read()
        return chosen

    def choose(self, how: HowGiven | None) -> None:
        """Choose how the chair gave it to the office, or nothing."""
        self._choice.write(how)
