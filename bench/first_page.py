"""Signs in to a store in the window and prints the seconds to the painted first page, and the memory in bytes.

The time in which argon2id derives the key from the passphrase is subtracted.

Usage: python bench/first_page.py STORE   (the passphrase in PANEL_DESK_PASSPHRASE)
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.application import Application
from panel_desk.ui.background import GarbageCollector
from panel_desk.ui.main_window import MainWindow

_SETTLED = 1500  # milliseconds from the first page to reading the memory


class FirstPage(QObject):
    """Waits for the main window's first paint."""

    def __init__(self, application: QApplication, began: float, key_seconds: list[float]) -> None:
        super().__init__(application)
        self._began, self._key_seconds = began, key_seconds
        self._seconds = 0.0
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Note the main window's first paint event; no event is held back."""
        if not self._seconds and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            window = watched.window()
            if isinstance(window, MainWindow):
                self._seconds = time.perf_counter() - self._began
                QTimer.singleShot(_SETTLED, self._end)
        return False

    def _end(self) -> None:
        resident = psutil.Process().memory_info().rss
        print(json.dumps({"seconds": self._seconds - sum(self._key_seconds), "resident": resident}), flush=True)
        os._exit(0)


def main() -> int:
    """Open the sign-in window, wait for what is loaded in advance, sign in, measure."""
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app)
    GarbageCollector(app)
    application = Application(Settings(None), Path(sys.argv[1]))
    application.start()
    app.processEvents()
    for thread in threading.enumerate():
        if thread.name == "loading ahead":
            thread.join()
    from panel_desk.store.keys import KeyRing, Unlocked, read_key_ring  # noqa: PLC0415 - loaded ahead by the program itself

    key_seconds: list[float] = []
    unlock = KeyRing.unlock

    def timed_unlock(self: KeyRing, name: str, passphrase: str) -> Unlocked:
        began = time.perf_counter()
        key = unlock(self, name, passphrase)
        key_seconds.append(time.perf_counter() - began)
        return key

    KeyRing.unlock = timed_unlock  # type: ignore[method-assign] # timed from outside
    name = read_key_ring(Path(sys.argv[1]) / "keys.json").first_administrator()
    passphrase = os.environ["PANEL_DESK_PASSPHRASE"]
    FirstPage(app, time.perf_counter(), key_seconds)
    application.sign_in(name, passphrase)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
