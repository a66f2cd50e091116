"""The drop zone: files let go over it, or chosen from a dialog."""

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
    """Takes files.

    Args:
        words: what to let go here, as *Drop the case's papers here*.
        kinds: the dialog's filter, in Qt's words for it.
        button: the verb of the button.
        one_only: takes a single file.
        slim: one line high, where there is more to see than the zone.
    """

    dropped = Signal(list)  # of Path
    handed = Signal(list)  # of (name, bytes), from a program that drags files which lie nowhere

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
        self.ask_which: Callable[[], list[str]] = self._ask_which
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
        """Say that files may be let go here."""
        if files_of(event.mimeData()) or (not self._one_only and has_virtual_files(event.mimeData())):
            event.acceptProposedAction()
            self._light(is_over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        self._light(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        self._light(is_over=False)
        event.acceptProposedAction()
        if files := files_of(event.mimeData()):
            self._take(files)
        elif given := virtual_files(event.mimeData()):
            self.handed.emit(given)

    def _take(self, files: list[Path]) -> None:
        if files:
            self.dropped.emit(files[:1] if self._one_only else files)

    def _light(self, *, is_over: bool) -> None:
        self.setProperty("over", is_over)
        self.style().unpolish(self)
        self.style().polish(self)

    def _ask_which(self) -> list[str]:
        if self._one_only:
            name, _ = QFileDialog.getOpenFileName(self, self.button.text(), "", self._kinds)
            return [name] if name else []
        names, _ = QFileDialog.getOpenFileNames(self, self.button.text(), "", self._kinds)
        return names


def files_of(carried: QMimeData) -> list[Path]:
    """The files on this computer that are dragged."""
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
