"""One worker for pure work: a PDF, a workbook being read. It touches neither the database nor a widget.

The relay that brings progress and result home is made on the GUI thread, and results land there.
"""

import gc
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from panel_desk.progress import ProgressCallback

_COLLECT_EVERY = 1000  # milliseconds


class StoppedError(Exception):
    """The user stopped the work. Raised inside the work, so that it unwinds and tidies up."""


class Job(QObject):
    """A piece of work under way. Made by `BackgroundWorker.start`."""

    progress = Signal(str, int, int)
    ended = Signal()  # one way or another
    _landed = Signal(object, object)

    def __init__(self, what: str, work: Callable[[ProgressCallback], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.what = what
        self._work = work
        self._stop = threading.Event()
        self.has_ended = False
        self.last_progress: tuple[str, int, int] | None = None  # for whoever begins to listen after it has begun
        self.done: Callable[[Any], object] | None = None
        self.failed: Callable[[BaseException], object] | None = None
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Ask it to stop; it does at its next word of progress."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        """It was asked to stop."""
        return self._stop.is_set()

    def run(self) -> None:
        """Do the work, in the worker's thread."""
        try:
            self._tell("", 0, 0)
            result = self._work(self._tell)
        except BaseException as error:  # noqa: BLE001 # whatever it is, it lands on the GUI thread
            self._landed.emit(None, error)
        else:
            self._landed.emit(result, None)

    def _tell(self, what: str, done: int, of: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        if what:
            self.last_progress = (what, done, of)
            self.progress.emit(what, done, of)

    def _land(self, result: object, error: BaseException | None) -> None:
        self.has_ended = True
        self.ended.emit()
        try:
            if error is None and not self.is_stopped and self.done:
                self.done(result)
            elif error is not None and not isinstance(error, StoppedError) and self.failed:
                self.failed(error)
        finally:
            self.deleteLater()


class BackgroundWorker(QObject):
    """The worker. One job at a time, in the order they were asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._under_way: list[Job] = []
        self._thread: threading.Thread | None = None

    def start(
        self,
        what: str,
        work: Callable[[ProgressCallback], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Start a piece of work; its result comes to `done` on the GUI thread.

        Args:
            what: what it is, to the user, as *Making the pack*.
            work: the work; it is given `progress(what, done, of)` to call as it goes.
            done: takes the result; not called where the user stopped it.
            failed: takes the error; the four kinds are routed as everywhere by default.
        """
        from panel_desk.ui.error_display import route  # noqa: PLC0415 # problems need dialogs; the worker does not

        job = Job(what, work, self)
        job.done, job.failed = done, failed or route
        self._under_way.append(job)
        job.ended.connect(self._forget)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="background", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        return job

    @property
    def is_busy(self) -> bool:
        """Work is under way or waiting."""
        return bool(self._under_way)

    def drain(self) -> None:
        """Stop what is under way, wait for the worker to end. At shutdown."""
        for job in self._under_way:
            job.stop()
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()

    def _forget(self) -> None:
        self._under_way = [job for job in self._under_way if not job.has_ended]


class GarbageCollector(QObject):
    """Collects garbage on the GUI thread, from a timer; anywhere else it would destroy widgets off their thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_COLLECT_EVERY)

    def collect(self) -> None:
        """Collect as many generations as are due."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
