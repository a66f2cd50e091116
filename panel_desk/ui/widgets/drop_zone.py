"""The drop zone: takes files that are dropped on it or chosen in a dialog."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame

from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import LARGE_ICON, S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Elided, Text
from panel_desk.ui.widgets.virtual_files import has_virtual_files, virtual_files

if TYPE_CHECKING:
    from collections.abc import Callable


class DropZone(QFrame):
    """Takes files by drag and drop or by a dialog.

    Args:
        words: what to drop here, as *Drop the case's papers here*.
        kinds: the file dialog's filter, in Qt's syntax.
        button: the words on the button that opens the dialog.
        one_only: takes a single file.
        slim: the zone is one line high, for a page on which other things matter more.
    """

    dropped = Signal(list)  # of Path
    virtual_dropped = Signal(list)  # of (name, bytes), from a program such as Outlook, which drags files without a path

    def __init__(
        self,
        words: str,
        kinds: str = "",
        *,
        button: str = "Choose files",
        one_only: bool = False,
        slim: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("frame", "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(words)
        self._kinds, self._one_only = kinds, one_only
        self.ask_which: Callable[[], list[str]] = self._ask_which  # gives the paths chosen in the dialog
        self.button = plain(button, self.choose, "folder-open")
        if slim:
            line = row(
                IconLabel("upload", "quiet"), Elided(words, Part.QUIET), self.button, gap=S8, margins=(S12, S4, S8, S4)
            )
            line.setStretch(1, 1)
            self.setLayout(line)
            return
        label = Text(words, Part.QUIET, wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(
            column(
                row(STRETCH, IconLabel("upload", "quiet", LARGE_ICON), STRETCH),
                label,
                row(STRETCH, self.button, STRETCH),
                gap=S8,
                margins=(S16, S16, S16, S16),
            )
        )

    def choose(self) -> None:
        """Choose files from a dialog."""
        self._take([Path(name) for name in self.ask_which()])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files, and highlight the zone."""
        if files_of(event.mimeData()) or (not self._one_only and has_virtual_files(event.mimeData())):
            event.acceptProposedAction()
            self._highlight(is_over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """End the highlight."""
        self._highlight(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._highlight(is_over=False)
        event.acceptProposedAction()
        if files := files_of(event.mimeData()):
            self._take(files)
        elif given := virtual_files(event.mimeData()):
            self.virtual_dropped.emit(given)

    def _take(self, files: list[Path]) -> None:
        if files:
            self.dropped.emit(files[:1] if self._one_only else files)

    def _highlight(self, *, is_over: bool) -> None:
        self.setProperty("over", is_over)
        self.style().unpolish(self)
        self.style().polish(self)

    def _ask_which(self) -> list[str]:
        if self._one_only:
            name, _ = QFileDialog.getOpenFileName(self, self.button.text(), "", self._kinds)
            return [name] if name else []
        names, _ = QFileDialog.getOpenFileNames(self, self.button.text(), "", self._kinds)
        return names


def files_of(dragged: QMimeData) -> list[Path]:
    """The paths of the local files that are dragged."""
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
