"""The dialog with a section's earlier texts: compare one with the present text, and restore it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QListWidget, QWidget

from panel_desk.queries.minutes.reviews import SectionVersionRow
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.theme import S12, S24
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, row, scrolling, within
from panel_desk.ui.widgets.redline_view import RedlineView

_WIDTH, _LIST_WIDTH, _HEIGHT = 860, 240, 380  # pixels
_WIDTH_WITHOUT_VERSIONS = 460  # pixels


class SectionHistory(Message):
    """A list of versions at the left, and the changes since the selected one at the right.

    Args:
        heading: the heading of the section.
        versions: the texts that were saved before, newest first.
        now: the present text of the section.
        bring_back: takes the earlier text that the user wants back; None where the user may only read the texts.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        heading: str,
        versions: Sequence[SectionVersionRow],
        now: str,
        bring_back: Callable[[str], object] | None,
        parent: QWidget | None = None,
    ) -> None:
        legend = "Text removed since then is struck through, text added is underlined."
        super().__init__(
            f"History of “{heading}”" if versions else f"“{heading}” has no earlier text",
            legend if versions else "A version is saved each time somebody has written here.",
            parent,
            width=_WIDTH if versions else _WIDTH_WITHOUT_VERSIONS,
        )
        self._versions, self._now, self._bring_back = versions, now, bring_back
        self.list = QListWidget()
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setAccessibleName("Versions")
        self.list.addItems([f"{formats.moment(one.saved_at)}\n{one.saved_by or 'As drafted'}" for one in versions])
        self.redline = RedlineView()
        if versions:
            shown = scrolling(within(column(self.redline, STRETCH)))
            both = row(self.list, shown, gap=S24)
            both.setStretch(1, 1)
            self.list.setMinimumHeight(_HEIGHT)
            self._parts.setSpacing(S12)
            self.add(both)
        shut = plain("Close", self.reject)
        self.button = primary("Bring this text back", self.bring_back)
        self.button.setEnabled(bool(versions) and bring_back is not None)
        self.finish(shut, *([self.button] if versions and bring_back else []))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.open()

    def _show(self, number: int) -> None:
        self.redline.show_texts(self._versions[number].text, self._now)

    def bring_back(self) -> None:
        """Restore the selected text; it can be undone as any other edit."""
        chosen = self._versions[self.list.currentRow()].text
        self.accept()
        if self._bring_back is not None:
            self._bring_back(chosen)
