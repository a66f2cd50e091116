"""The quorum light: an icon with *Quorate: 6* or *Not quorate: no social worker*, which opens the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout

from panel_desk.ui.icons import IconLabel, icon
from panel_desk.ui.states import State
from panel_desk.ui.theme import HIT, ICON, S4, S8, Part
from panel_desk.ui.widgets.buttons import Action, Button, link
from panel_desk.ui.widgets.layout import column, row, scrolling, within
from panel_desk.ui.widgets.popover import Popover
from panel_desk.ui.widgets.text import Text

_BUTTONS_SHOWN = 6  # at once; further ones are scrolled to


@dataclass(frozen=True, slots=True)
class Light:
    """What a quorum light shows.

    Args:
        is_quorate: whether the panel may do business on the item.
        words: *Quorate: 6* or *Not quorate: no social worker*.
        reasons: one sentence for each requirement: what is missing, who counts, who does not and why.
        mending: sentences on what would make the panel quorate.
        actions: actions that make it quorate, each a button.
        nobody_invited: nobody is invited yet, so that the light shows no result.
    """

    is_quorate: bool
    words: str
    reasons: Sequence[str] = ()
    mending: Sequence[str] = ()
    actions: Sequence[Action] = ()
    nobody_invited: bool = False


class QuorumLight(Button):
    """A button that shows by colour and words whether an item is quorate."""

    def __init__(self, light: Light) -> None:
        super().__init__()
        self.setProperty("kind", "bare")
        self.setAutoDefault(False)
        self.setIconSize(QSize(ICON, ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.explain)
        self.light = light
        self.show_light(light)

    def show_light(self, light: Light) -> None:
        """Show another state."""
        self.light = light
        self.setText(light.words.replace("&", "&&"))
        if light.nobody_invited:
            self.setIcon(icon("minus", "quiet"))
        else:
            self.setIcon(icon("circle-check", "good") if light.is_quorate else icon("circle-x", "alert"))
        self.setAccessibleName(light.words)
        self.setAccessibleDescription("Opens the reasons")
        self.setToolTip("Why, and what would make it quorate" if light.mending else "Why")

    def explain(self) -> Popover:
        """Open the reasons, and what would make the panel quorate."""
        parts = column(Text(self.light.words, Part.STRONG, wrap=True), gap=S8)
        self._list(parts, "", self.light.reasons, "minus")
        self._list(parts, "What would make it quorate", self.light.mending, "arrow-right")
        buttons = [link(action.words, action.run) for action in self.light.actions]
        if buttons:
            listed = scrolling(within(column(*buttons, gap=0)))
            listed.setFixedHeight(min(len(buttons), _BUTTONS_SHOWN) * HIT)
            parts.addWidget(listed)
        popover = Popover(self, parts, self.light.words)
        for one in buttons:
            one.clicked.connect(popover.close)
        popover.open_under(self)
        return popover

    @staticmethod
    def _list(parts: QVBoxLayout, heading: str, sentences: Sequence[str], drawing: str) -> None:
        """Add sentences to a column, each after the icon named `drawing`, under a heading if there is one."""
        if heading and sentences:
            parts.addSpacing(S4)
            parts.addWidget(Text(heading, Part.CAPS))
        for sentence in sentences:
            mark = IconLabel(drawing, State.QUIET.token)
            one = row(mark, Text(sentence, wrap=True), gap=S8)
            one.setStretch(1, 1)
            one.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            parts.addLayout(one)
