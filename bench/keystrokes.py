"""Measures typing in a 40-page draft: seconds from a key to its repainting, and seconds for which a save blocks keys.

Usage: python bench/keystrokes.py STORE   (passphrase in PANEL_DESK_PASSPHRASE; overwrites the store's draft minutes)
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from panel_desk.operations.minutes.minutes import write_section
from panel_desk.queries.listing import Listing
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.rules.minutes_headings import FROM_REGISTERS
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.settings import Settings
from panel_desk.store.keys import read_key_ring
from panel_desk.ui import theme
from panel_desk.ui.application import Application
from panel_desk.ui.background import GarbageCollector
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.page import MinutesPage

_PAGES = 40  # of the whole draft
_LONGEST = 12  # pages of the longest section
_LINES_A_PAGE = 8  # paragraphs of `_LINE` that fill a page
_LINE = (
    "Ms Adeyemi asked how the adopters would explain contact with his older sister as QX grows. They said that they "
    "had read the letters from the foster carer, had met her twice, and would write every spring and autumn; the "
    "social worker considered that they had understood what the organisation recommended. "
)
_KEYS = "the adopters recieved the report and teh panel considered it. "
_TIMES = 20  # times that `_KEYS` is typed
_KEYS_A_SAVE = 40  # keys that are typed between two saves
_SAVES = 15  # saves that are measured


class Painted(QObject):
    """Event filter that records whether a widget has been painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.has_painted = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Note a paint event; no event is held back."""
        del watched
        if event.type() == QEvent.Type.Paint:
            self.has_painted = True
        return False


def fill(bridge: DeskBridge) -> str:
    """Write 40 pages into a draft, the longest section in the middle, and return the meeting's ref."""
    ref = next(row.meeting for row in bridge.ask(minutes_list, Listing()).rows if row.state is MinutesState.DRAFT)
    record = bridge.ask(minutes, ref)
    assert record is not None
    written = [section for section in record.sections if section.purpose not in FROM_REGISTERS]
    for place, section in enumerate(written):
        pages = _LONGEST if place == len(written) // 2 else (_PAGES - _LONGEST) / (len(written) - 1)
        text = "\n".join([_LINE] * max(1, round(pages * _LINES_A_PAGE)))
        bridge.desk.do(write_section, section.id, text, section.version)
    return ref


def main() -> int:
    """Open the window at the draft, type, save, measure."""
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app)
    GarbageCollector(app)
    application = Application(Settings(None), Path(sys.argv[1]))
    application.start()
    name = read_key_ring(Path(sys.argv[1]) / "keys.json").first_administrator()
    application.sign_in(name, os.environ["PANEL_DESK_PASSPHRASE"])
    window = application.window
    assert isinstance(window, MainWindow)
    window.resize(1600, 1000)
    window.open(Place("minutes-of", fill(window.bridge)))
    app.processEvents()
    page = window.stack.currentWidget()
    assert isinstance(page, MinutesPage)
    editor = max(page.editors, key=lambda one: len(one.text))
    page.show_editor(editor)
    while not page.tools.speller.is_ready:
        app.processEvents()
    app.processEvents()
    box = editor.box
    cursor = QTextCursor(box.document().findBlockByNumber(box.document().blockCount() // 2))
    cursor.movePosition(QTextCursor.MoveOperation.NextWord, n=8)
    box.setTextCursor(cursor)
    editor.report_caret()  # without a window manager nothing has the focus, which would scroll to the caret
    app.processEvents()
    seen = Painted(box.viewport())
    keys: list[float] = []
    for place, letter in enumerate(_KEYS * _TIMES):
        if place % _KEYS_A_SAVE == 0:  # before autosave does: saving is measured on its own
            page.save()
            app.processEvents()
        seen.has_painted = False
        began = time.perf_counter()
        QTest.keyClicks(box, letter)
        while not seen.has_painted:
            app.processEvents()
        keys.append(time.perf_counter() - began)
    saves: list[float] = []
    for _ in range(_SAVES):
        QTest.keyClicks(box, "x")
        app.processEvents()
        began = time.perf_counter()
        page.save()
        app.processEvents()
        saves.append(time.perf_counter() - began)
    print(
        json.dumps(
            {
                "key": statistics.quantiles(keys, n=100)[98],
                "saving": statistics.median(saves),
            }
        ),
        flush=True,
    )
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
