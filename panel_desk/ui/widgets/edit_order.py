"""Undo over several texts: the last edit goes first, wherever on the page it was."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from panel_desk.ui.widgets.section_editor import SectionEditor


class EditOrder(QObject):
    """The order of edits in the texts that it watches.

    Args:
        parent: whom it ends with.
    """

    went_to = Signal(object)  # the SectionEditor in which something was undone or redone
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[SectionEditor] = []
        self._undone: list[SectionEditor] = []
        self._is_moving = False

    @property
    def can_undo(self) -> bool:
        """There is an edit to undo."""
        return any(editor.box.document().isUndoAvailable() for editor in self._done)

    @property
    def can_redo(self) -> bool:
        """There is an edit to redo."""
        return any(editor.box.document().isRedoAvailable() for editor in self._undone)

    def watch(self, editor: SectionEditor) -> None:
        """Remember the edits of a text, too."""
        editor.box.document().undoCommandAdded.connect(partial(self._note, editor))

    def forget(self, editor: SectionEditor) -> None:
        """Let go of a text's edits."""
        self._done = [one for one in self._done if one is not editor]
        self._undone = [one for one in self._undone if one is not editor]

    def undo(self) -> None:
        """Undo the last edit."""
        self._move(self._done, self._undone, is_back=True)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._move(self._undone, self._done, is_back=False)

    def _note(self, editor: SectionEditor) -> None:
        if not self._is_moving:
            self._done.append(editor)
            self._undone.clear()
            self.changed.emit()

    def _move(self, source: list[SectionEditor], other: list[SectionEditor], *, is_back: bool) -> None:
        while source:
            editor = source.pop()
            document = editor.box.document()
            if editor.box.isReadOnly() or not (document.isUndoAvailable() if is_back else document.isRedoAvailable()):
                continue
            self._is_moving = True
            cursor = QTextCursor(document)
            (document.undo if is_back else document.redo)(cursor)
            self._is_moving = False
            other.append(editor)
            editor.box.setTextCursor(cursor)
            self.went_to.emit(editor)
            break
        self.changed.emit()
