"""The dialog that asks where to save a file."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from panel_desk.rules.file_names import free_name

_FOLDER = "folder of the last saved file"  # the name of a property of the application, which holds that folder


def where_to_save(parent: QWidget, name: str, kind: str, title: str = "Save as") -> str:
    """The path that the user chooses; empty where they cancel.

    The dialog opens in the folder where a file was last saved, and suggests a name that no file there has yet, so that
    a second draft does not replace the first.

    Args:
        parent: the widget that the dialog belongs to.
        name: the file's name to suggest, or a path to suggest.
        kind: the file dialog's filter, as `E-mail draft (*.eml)`.
        title: the dialog's title.
    """
    application = QApplication.instance()
    used = application.property(_FOLDER) if application else None
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    suggested = Path(used or documents) / name  # where `name` is a whole path, this is that path
    free = suggested.with_name(free_name(suggested.name, lambda each: suggested.with_name(each).exists()))
    path, _ = QFileDialog.getSaveFileName(parent, title, str(free), kind)
    if path and application:
        application.setProperty(_FOLDER, str(Path(path).parent))
    return path
