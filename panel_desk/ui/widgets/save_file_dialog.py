"""Asks where a file is to be saved."""

from PySide6.QtWidgets import QFileDialog, QWidget


def where_to_save(parent: QWidget, name: str, kind: str, title: str = "Save as") -> str:
    """The place that the user chooses; empty where they think better of it.

    Args:
        parent: the widget that the dialog belongs to.
        name: the file's name to suggest.
        kind: what files are offered, as `E-mail draft (*.eml)`.
        title: the dialog's.
    """
    place, _ = QFileDialog.getSaveFileName(parent, title, name, kind)
    return place
