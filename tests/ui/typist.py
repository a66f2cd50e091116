"""A process that types minutes or notes and reports each key, until it is killed."""

import logging
import os
import time
from collections.abc import Callable
from itertools import cycle
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from panel_desk.desk import sign_in
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.operations.minutes import minutes as operations
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.home_window import HomeWindow
from panel_desk.ui.page import Page, PageContext, Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.writing_box import WritingBox
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime
from tests.panels import APPROVAL, FILE_PASSWORD, PANEL
from tests.ui.page_context import a_page_context

WORDS = "The panel asked how contact with his older sister would go on, and who would write.\n"
REVIEW_FILE = "minutes.paneldesk-review"
PACE = 20  # milliseconds from key to key
assert operations  # imported before the process is forked, so that the desk need not import it later


class Typist(QObject):
    """Types the same words again and again at the end of a text.

    Args:
        page: the page of the text.
        box: the writing box of the text.
        sender: sends the time of each key, on the clock that all processes share, and None as saving begins.
    """

    def __init__(self, page: Page, box: WritingBox, sender: Connection) -> None:
        super().__init__(page)
        self._box = box
        self._box.moveCursor(QTextCursor.MoveOperation.End)
        self._box.setFocus()
        self._sender = sender
        self._letters = cycle(WORDS)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._type)
        self._timer.start(PACE)
        self._do = page.bridge.desk.do
        page.bridge.desk.do = self._save  # type: ignore[method-assign, assignment] # reports each save

    def _save(self, *args: Any, **fields: Any) -> object:  # noqa: ANN401 # an operation's own parameters
        self._sender.send(None)
        return self._do(*args, **fields)

    def _type(self) -> None:
        letter = next(self._letters)
        if letter == "\n":
            QTest.keyClick(self._box, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(self._box, letter)
        self._sender.send(time.monotonic())


def type_until_killed(folder: Path, sender: Connection) -> None:
    """Open the store in the folder and type into its minutes."""

    def open_minutes(context: PageContext) -> tuple[Page, WritingBox]:
        page = MinutesPage(context)
        page.visit(Place("minutes-of", PANEL))
        page.refresh_if_stale()
        return page, page.sheets[APPROVAL].editors[DISCUSSION].box

    _type(folder, sender, open_minutes)


def note_until_killed(folder: Path, sender: Connection) -> None:
    """Open the store in the folder and type into the notes of its panel day."""

    def open_day(context: PageContext) -> tuple[Page, WritingBox]:
        page = MeetingPage(context)
        page.visit(Place("meeting", PANEL, "panel-day"))
        page.refresh_if_stale()
        panel = page.panel_day.panel(APPROVAL)
        return page, panel.notes[DISCUSSION].box

    _type(folder, sender, open_day)


def type_at_home_until_killed(folder: Path, sender: Connection) -> None:
    """Open the review file in the folder and type into its minutes."""
    app = _program()
    window = HomeWindow(open_review_file(folder / REVIEW_FILE, FILE_PASSWORD), Settings())
    window.show()
    Typist(window.page, window.page.sheets[APPROVAL].editors[DISCUSSION].box, sender)
    app.exec()


def _type(folder: Path, sender: Connection, opened: Callable[[PageContext], tuple[Page, WritingBox]]) -> None:
    """Sign in to the store in the folder, and type into the page and box that `opened` gives, until killed."""
    app = _program()
    with a_page_context(sign_in(folder / "store", ADMINISTRATOR, PASSPHRASE, FixedTime())) as noted:
        page, box = opened(noted.context)
        page.show()
        Typist(page, box, sender)
        app.exec()


def _program() -> QApplication:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    logging.disable()  # several processes type at once, and each would warn of slow work
    app = QApplication([])
    theme.apply_theme(app)
    return app
