"""The dialog that asks where to save a file."""

from PySide6.QtWidgets import QFileDialog, QWidget


def where_to_save(parent: QWidget, name: str, kind: str, title: str = "Save as") -> str:
    """The path that the user chooses; empty where they cancel.

    Args:
        parent: the widget that the dialog belongs to.
        name: the file's name to suggest.
        kind: the file dialog's filter, as `E-mail draft (*.eml)`.
        title: the dialog's title.
    """
    place, _ = QFileDialog.getSaveFileName(parent, title, name, kind)
    return place
