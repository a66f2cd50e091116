"""The overlay of keys, with F1: every key of the window and of the page that is open."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.theme import S4, S24, S32, Part
from panel_desk.ui.widgets.buttons import primary
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Text

Keys = Sequence[tuple[str, str]]
"""Keys, as *Ctrl+K*, each with what it does."""

IN_A_LIST: Keys = (
    ("Ctrl+F", "Filter the list"),
    ("Up, Down", "Go from row to row"),
    ("Enter", "Open the row"),
    ("Esc", "Empty the filter, close a panel"),
)
IN_A_DATE: Keys = (
    ("Alt+Down, F4", "Open its calendar"),
    ("Page Up, Page Down", "Month before, next month; with Shift by years"),
)

IN_A_DIALOG: Keys = (("Ctrl+Enter", "Press its main button, also from a field of several lines"),)


def anywhere(pages: int) -> Keys:
    """The keys of the window, where the navigation lists so many pages."""
    return (
        ("Ctrl+K", "Find anyone or anything"),
        (f"Alt+1 … {pages}", "Go to a page of the navigation"),
        ("Ctrl+Tab, Ctrl+Shift+Tab", "The next tab of the page, the one before"),
        ("F10", "Go to the page's main button, at the top right"),
        ("Ctrl+Alt+L", "Lock the window until you type your passphrase"),
        ("Alt+Left, Alt+Right", "Back, forward"),
        ("F1", "These keys"),
    )


class Shortcuts(Message):
    """A dialog that lists keys under headings, such as the window's keys at the left and the page's at the right."""

    def __init__(self, *columns: Sequence[tuple[str, Keys]], parent: QWidget | None = None) -> None:
        super().__init__("Keys", "Everything can be done from the keyboard.", parent)
        self.add(row(*(column(_listed(groups), STRETCH) for groups in columns), STRETCH, gap=S32))
        shut = primary("Close", self.accept)
        shut.setDefault(True)
        self.finish(shut)


def _listed(groups: Sequence[tuple[str, Keys]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(S24)
    grid.setVerticalSpacing(S4)
    grid.setColumnMinimumWidth(0, S32 * 3)
    grid.setColumnStretch(1, 1)
    at = 0
    for heading, keys in groups:
        if not keys:
            continue
        grid.addWidget(Text(heading, Part.CAPS), at, 0, 1, 2)
        at += 1
        for combination, does in keys:
            grid.addWidget(Text(combination, Part.KEY), at, 0)
            grid.addWidget(Text(does), at, 1)
            at += 1
    return grid
