"""Printing: a document is made by the worker, saved where the user chooses, and opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.progress import ProgressCallback
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page
from panel_desk.ui.printing import Printed, Printing
from panel_desk.ui.widgets.progress import Progress
from tests.builders import a_desk
from tests.ui.page_context import Noted, a_page_context


@pytest.fixture
def noted(tmp_path: Path, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_page_context(a_desk(tmp_path)) as noted:
        yield noted


def make(progress: ProgressCallback) -> Printed:
    progress("Setting the page", 1, 2)
    return Printed(b"%PDF-1.7", ("Page 2 was left out.",))


def test_a_document_is_saved_where_the_user_chooses_and_opened(noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    page = Page(noted.context)
    qtbot.addWidget(page)
    printing = Printing(page, Progress())
    suggested: list[str] = []
    opened: list[Path] = []
    results: list[Printed] = []

    def ask_where(name: str) -> str:
        suggested.append(name)
        return str(tmp_path / "mine.pdf")

    printing.ask_where, printing.show_file = ask_where, opened.append
    printing.save("Agenda", "Agenda 4 March 2027.pdf", make, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert (tmp_path / "mine.pdf").read_bytes() == b"%PDF-1.7"
    assert suggested == ["Agenda 4 March 2027.pdf"]
    assert opened == [tmp_path / "mine.pdf"]
    assert results[0].left_out == ("Page 2 was left out.",)
    assert noted.done == ["Agenda saved as mine.pdf"]


def test_a_cancelled_save_dialog_makes_nothing(noted: Noted, qtbot: QtBot) -> None:
    page = Page(noted.context)
    qtbot.addWidget(page)
    printing = Printing(page)
    printing.ask_where = lambda _: ""
    printing.save("Agenda", "Agenda.pdf", make)
    assert not noted.context.background.is_busy


def test_a_folder_that_cannot_be_written_says_what_to_do(noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    page = Page(noted.context)
    qtbot.addWidget(page)
    page.show()
    printing = Printing(page)
    printing.ask_where = lambda _: str(tmp_path / "nowhere" / "Agenda.pdf")
    printing.save("Agenda", "Agenda.pdf", make)

    def messages() -> list[Message]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, Message) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(messages()))
    assert messages()[0].words.text().startswith("Agenda.pdf could not be written: the folder is not there")
    messages()[0].accept()
    assert noted.done == []
