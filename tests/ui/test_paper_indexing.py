"""Papers that were filed without their text are read in the background while the window is open."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.flows import index_papers
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.search import search, unindexed_papers
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui import paper_indexing
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.paper_indexing import PaperIndexing
from tests.builders import a_case, a_desk
from tests.pdfs import a_pdf


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with one case."""
    desk = a_desk(tmp_path)
    a_case(desk)
    return desk


def file(desk: Desk, name: str, words: str) -> None:
    """File a paper as an older version did: without its text."""
    desk.do(file_paper, "CASE-001", name, PaperKind.OTHER, a_pdf(words), 1)


def test_papers_are_read_some_at_a_time_until_all_are(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_indexing, "_TOGETHER", 1)
    for name, words in (("1.pdf", "Grandmother’s geese"), ("2.pdf", "More geese")):
        file(desk, name, words)
    window = QObject()
    background = BackgroundWorker(window)
    indexing = PaperIndexing(DeskBridge(desk, window), background, window)
    assert len(desk.ask(unindexed_papers)) == 2
    indexing.read_some()
    indexing.read_some()  # does nothing while papers are being read
    qtbot.waitUntil(lambda: not desk.ask(unindexed_papers), timeout=60_000)
    (group,) = desk.ask(search, "geese")
    assert len(group.hits) == 2
    background.drain()


def test_a_store_in_use_is_tried_again_after_a_pause(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_indexing, "_QUIET_MS", 1)
    file(desk, "1.pdf", "Geese")
    tries: list[int] = []

    def in_use(desk: Desk, most: int) -> tuple[index_papers.UnindexedFile, ...]:
        del desk
        tries.append(most)
        if len(tries) < 3:
            raise SurroundingsError("The store is in use by another program.")
        return ()

    monkeypatch.setattr(paper_indexing, "read_unindexed", in_use)
    window = QObject()
    PaperIndexing(DeskBridge(desk, window), BackgroundWorker(window), window)
    qtbot.waitUntil(lambda: len(tries) == 3)
