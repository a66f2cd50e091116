"""A page context without a window: it records what pages say and where they go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from panel_desk.desk import Desk
from panel_desk.settings import Settings
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.page import PageContext, Place


@dataclass
class Noted:
    """What pages passed to their context.

    Args:
        context: give it to a page.
        done: the sentences that pages gave to the undo bar.
        undo: undoes what the last of those sentences is about; None where nothing does.
        opened: the places that pages asked the window to open.
        moved: the places that pages turned to by themselves, such as another tab.
        backed_up: when the store was backed up, once for each backup.
    """

    context: PageContext = field(init=False)
    done: list[str] = field(default_factory=list)
    undo: Callable[[], object] | None = None
    opened: list[Place] = field(default_factory=list)
    moved: list[Place] = field(default_factory=list)
    backed_up: list[datetime] = field(default_factory=list)

    def note(self, words: str, undo: Callable[[], object] | None) -> None:
        """What the undo bar would say."""
        self.done.append(words)
        self.undo = undo

    def take_back(self) -> None:
        """Do what Undo would do."""
        assert self.undo is not None
        self.undo()


@contextmanager
def a_page_context(desk: Desk) -> Iterator[Noted]:
    """A context for pages at this desk, for a `with` block; the background worker has ended after it."""
    noted = Noted()
    background = BackgroundWorker()
    noted.context = PageContext(
        DeskBridge(desk),
        Settings(),
        background,
        noted.opened.append,
        noted.moved.append,
        noted.note,
        noted.backed_up.append,
    )
    try:
        yield noted
    finally:
        background.drain()


def click(widget: QWidget) -> None:
    """Click in the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key in a widget."""
    QTest.keyClick(widget, key)


def write(field: QWidget, words: str) -> None:
    """Type over what a line holds."""
    assert isinstance(field, QLineEdit)
    field.selectAll()
    field.insert(words)
    field.textEdited.emit(words)


def choose(field: QWidget, words: str) -> None:
    """Choose from a list that drops down."""
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findText(words))
