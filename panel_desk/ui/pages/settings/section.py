"""Base class of the tabs of the settings; a tab loads its data when it is first opened."""

from collections.abc import Callable

from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.page import Page, PageContext
from panel_desk.ui.theme import READING_WIDTH, S12, Part
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text


class Section(Page):
    """One tab of the settings."""

    key = ""  # the tab's, by which a `Place` names it

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.header.hide()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)

    @classmethod
    def tab_title(cls, bridge: DeskBridge) -> str:
        """The title of its tab for whoever is signed in."""
        del bridge
        return cls.title

    def may(self, operation: Callable[..., object]) -> bool:
        """Whether the signed-in role may do an operation; buttons for what it may not are hidden."""
        return not self.bridge.why_not(operation)

    def lay_list(self, intro: str, filters: FilterBar, table: Table) -> None:
        """Fill the section with an introductory sentence, the filters and the table."""
        filters.set_list(table)
        words = Text(intro, Part.QUIET, wrap=True)
        words.setMaximumWidth(READING_WIDTH)
        parts = column(words, filters, table, gap=S12)
        parts.setStretch(2, 1)
        self.body.addLayout(parts)
