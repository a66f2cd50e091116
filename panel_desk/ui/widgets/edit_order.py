"""Undo and redo across several editors of a page, in the order of the edits."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from panel_desk.ui.widgets.section_editor import SectionEditor


class EditOrder(QObject):
    """The order of the edits in the editors that it watches.

    Args:
        parent: its parent object.
    """

    editor_changed = Signal(object)  # the SectionEditor in which something was undone or redone
    changed = Signal()  # there may now be something else to undo or redo

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[SectionEditor] = []  # for each edit that can be undone, its editor; the last edit comes last
        self._undone: list[SectionEditor] = []  # for each edit that can be redone, its editor
        self._is_moving = False  # while this class itself undoes or redoes an edit

    @property
    def can_undo(self) -> bool:
        """True where there is an edit to undo."""
        return any(editor.box.document().isUndoAvailable() for editor in self._done)

    @property
    def can_redo(self) -> bool:
        """True where there is an edit to redo."""
        return any(editor.box.document().isRedoAvailable() for editor in self._undone)

    def watch(self, editor: SectionEditor) -> None:
        """Record the edits of this editor from now on."""
        editor.box.document().undoCommandAdded.connect(partial(self._note, editor))

    def forget(self, editor: SectionEditor) -> None:
        """Forget the edits of this editor."""
        self._done = [one for one in self._done if one is not editor]
        self._undone = [one for one in self._undone if one is not editor]

    def undo(self) -> None:
        """Undo the last edit."""
        self._move(self._done, self._undone, is_back=True)

    def redo(self) -> None:
        """Redo the edit that was undone last."""
        self._move(self._undone, self._done, is_back=False)

    def _note(self, editor: SectionEditor) -> None:
        if not self._is_moving:
            self._done.append(editor)
            self._undone.clear()
            self.changed.emit()

    def _move(self, source: list[SectionEditor], other: list[SectionEditor], *, is_back: bool) -> None:
        """Undo or redo the last edit of `source` that can be, and move its editor to `other`."""
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
            self.editor_changed.emit(editor)
            break
        self.changed.emit()
