"""Opens a window, prints `painted` once it has been painted, and ends: a bare Qt window or Panel Desk's.

Usage: python bench/first_paint.py bare | python bench/first_paint.py panel-desk [argument …]
"""

import os
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem, QWidget

_ROWS, _COLUMNS = 100, 8


class FirstPaint(QObject):
    """Waits until the first window has been painted."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._seen = False
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Note the first paint event; no event is held back."""
        if not self._seen and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._seen = True
            QTimer.singleShot(0, self._end)
        return False

    @staticmethod
    def _end() -> None:
        """Print it and end at once, so that closing is not measured."""
        print("painted", flush=True)
        os._exit(0)


def bare_window() -> int:
    """The least that a PySide6 program does: an application, a window and a filled table."""
    application = QApplication(sys.argv)
    table = QTableWidget(_ROWS, _COLUMNS)
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            table.setItem(row, column, QTableWidgetItem(f"Row {row + 1}, column {column + 1}"))
    window = QMainWindow()
    window.setCentralWidget(table)
    window.resize(1280, 720)
    window.show()
    FirstPaint(application)
    return application.exec()


def panel_desk(arguments: list[str]) -> int:
    """Panel Desk from its entry point, watched from the start of Qt's event loop.

    Args:
        arguments: as on the command line.
    """
    from panel_desk.__main__ import main  # noqa: PLC0415 - the bare window must not load it

    run_events = QApplication.exec

    def watched_exec(*_: object) -> int:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        FirstPaint(application)
        return run_events()

    QApplication.exec = watched_exec  # type: ignore[method-assign] # the program needs no hook for it
    sys.argv = ["panel-desk", *arguments]
    return main()


if __name__ == "__main__":
    sys.exit(bare_window() if sys.argv[1] == "bare" else panel_desk(sys.argv[2:]))
