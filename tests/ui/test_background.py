"""Background jobs: progress, stopping, errors and results, always on the GUI thread."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.errors import SurroundingsError
from panel_desk.progress import ProgressCallback
from panel_desk.ui.background import BackgroundWorker, GarbageCollector, Job
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.widgets.layout import column, within
from panel_desk.ui.widgets.progress import Progress
from tests.ui.patience import WAIT


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[BackgroundWorker]:
    assert qtbot
    made = BackgroundWorker()
    yield made
    made.drain()


def test_results_arrive_on_the_gui_thread_in_order(background: BackgroundWorker, qtbot: QtBot) -> None:
    results: list[tuple[str, threading.Thread]] = []
    worked: set[threading.Thread] = set()

    def work(name: str) -> object:
        def run(progress: ProgressCallback) -> str:
            progress("Reading", 1, 2)
            worked.add(threading.current_thread())
            return name

        return background.start(name, run, lambda result: results.append((result, threading.current_thread())))

    work("first")
    work("second")
    qtbot.waitUntil(lambda: not background.is_busy)
    assert [name for name, _ in results] == ["first", "second"]
    assert {thread for _, thread in results} == {threading.main_thread()}
    assert threading.main_thread() not in worked
    assert len(worked) == 1


def test_an_error_is_shown_on_the_gui_thread(background: BackgroundWorker, qtbot: QtBot) -> None:
    failed: list[tuple[BaseException, threading.Thread]] = []
    error = SurroundingsError("The folder is gone.")

    def work(progress: ProgressCallback) -> None:
        del progress
        raise error

    background.start("Work", work, unwanted, lambda caught: failed.append((caught, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(failed))
    assert failed == [(error, threading.main_thread())]

    background.start("Work", work, unwanted)

    def messages() -> list[Message]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]

    qtbot.waitUntil(lambda: bool(messages()))
    assert messages()[0].words.text() == "The folder is gone."
    messages()[0].accept()


def unwanted(results: object) -> None:
    raise AssertionError(results)


class Steady:
    """Work that goes on until it is stopped."""

    def __init__(self) -> None:
        self.began, self.go_on, self.unwound = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, progress: ProgressCallback) -> None:
        try:
            self.began.set()
            progress("Page", 1, 3)
            self.go_on.wait(WAIT)
            progress("Page", 2, 3)
            raise AssertionError("it was not stopped")
        finally:
            self.unwound.set()


def test_progress_follows_and_stops_a_job(background: BackgroundWorker, qtbot: QtBot) -> None:
    work = Steady()
    progress = Progress()
    holder = within(column(progress))
    qtbot.addWidget(holder)
    holder.show()
    job = background.start("Making the pack", work, unwanted, unwanted)
    progress.follow(job)
    assert not progress.isHidden()
    qtbot.waitUntil(lambda: progress.words == "Making the pack: Page · 1 of 3")
    progress.stop_button.click()
    assert (progress.words, progress.stop_button.isEnabled()) == ("Making the pack: Stopping", False)
    with qtbot.waitSignal(job.ended):
        work.go_on.set()
    assert work.unwound.is_set()
    assert progress.isHidden()
    progress.follow(background.start("Again", lambda progress: progress("Looking", 0, 0), lambda _: None))
    qtbot.waitUntil(progress.isHidden)


def test_a_job_stopped_before_its_turn_is_never_begun(background: BackgroundWorker, qtbot: QtBot) -> None:
    first, second = Steady(), Steady()
    one = background.start("First", first, unwanted, unwanted)
    other = background.start("Second", second, unwanted, unwanted)
    other.stop()
    one.stop()
    first.go_on.set()
    qtbot.waitUntil(lambda: not background.is_busy)
    assert not second.began.is_set()


def test_draining_stops_what_runs_and_ends_the_worker(background: BackgroundWorker, qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    work = Steady()
    job: Job = background.start("Long", work, unwanted, unwanted)
    qtbot.waitUntil(work.began.is_set)
    work.go_on.set()
    background.drain()
    assert work.unwound.is_set()
    assert job.is_stopped
    assert set(threading.enumerate()) <= before
    background.drain()


def test_garbage_is_collected_on_the_gui_thread_alone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert qtbot
    holder = QObject()
    collected: list[int] = []
    try:
        collector = GarbageCollector(holder)
        assert not gc.isenabled()
        monkeypatch.setattr(gc, "collect", collected.append)
        monkeypatch.setattr(gc, "get_count", lambda: (10_000, 0, 0))
        collector.collect()
        monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 0))
        collector.collect()
    finally:
        gc.enable()
    assert collected == [0]
