"""A background thread for work that uses neither the database nor a widget, such as making a PDF.

Its progress and results reach the GUI thread by queued signals.
"""

import gc
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from panel_desk.progress import ProgressCallback

_COLLECT_EVERY_MS = 1000


class StoppedError(Exception):
    """The user stopped the work. Raised inside the work, so that it stops there and cleans up."""


class Job(QObject):
    """A piece of work under way. Made by `BackgroundWorker.start`."""

    progress = Signal(str, int, int)  # what is being done, how much of it is done, of how much
    ended = Signal()  # done, failed or stopped
    _finished = Signal(object, object)  # the result and None, or None and the error

    def __init__(self, what: str, work: Callable[[ProgressCallback], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.what = what
        self._work = work
        self._stop = threading.Event()
        self.has_ended = False
        self.last_progress: tuple[str, int, int] | None = None  # for a listener that connects after the start
        self.done: Callable[[Any], object] | None = None
        self.failed: Callable[[BaseException], object] | None = None
        self.discard: Callable[[Any], object] | None = None
        self._made: list[Any] = []  # the result, until it is passed on or discarded
        self._finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Ask it to stop; it does when it next reports progress."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        """True where it was asked to stop."""
        return self._stop.is_set()

    def run(self) -> None:
        """Do the work, in the worker's thread."""
        try:
            self._report("", 0, 0)
            result = self._work(self._report)
            self._made.append(result)
        except BaseException as error:  # noqa: BLE001 # every error is passed to the GUI thread
            self._finished.emit(None, error)
        else:
            self._finished.emit(result, None)

    def discard_result(self) -> None:
        """Undo the result of work that had ended when it was stopped, so that `done` never gets it."""
        if self._made and self.discard:
            try:
                self.discard(self._made.pop())
            except Exception as error:  # noqa: BLE001 # every error is shown
                if self.failed:
                    self.failed(error)

    def _report(self, what: str, done: int, of: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        if what:
            self.last_progress = (what, done, of)
            self.progress.emit(what, done, of)

    def _finish(self, result: object, error: BaseException | None) -> None:
        self.has_ended = True
        self.ended.emit()
        try:
            if self._made and not self.is_stopped and self.done:
                self._made.clear()
                self.done(result)
            else:
                self.discard_result()
            if error is not None and not isinstance(error, StoppedError) and self.failed:
                self.failed(error)
        finally:
            self.deleteLater()


class BackgroundWorker(QObject):
    """Runs jobs one at a time, in the order in which they were started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._unfinished: list[Job] = []
        self._thread: threading.Thread | None = None

    def start(
        self,
        what: str,
        work: Callable[[ProgressCallback], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
        discard: Callable[[Any], object] | None = None,
    ) -> Job:
        """Start a piece of work; its result comes to `done` on the GUI thread.

        Args:
            what: what it is, to the user, as *Making the pack*.
            work: the work; it is given `progress(what, done, of)` to call as it goes.
            done: takes the result; not called where the user stopped it.
            failed: takes the error; `error_display.route` by default.
            discard: undoes the result where the user stopped it after the work had ended and before `done` was called.
        """
        from panel_desk.ui.error_display import route  # noqa: PLC0415 # it imports dialogs, which the worker does not need

        job = Job(what, work, self)
        job.done, job.failed, job.discard = done, failed or route, discard
        self._unfinished.append(job)
        job.ended.connect(self._remove_ended)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run_jobs, name="background", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        return job

    @property
    def is_busy(self) -> bool:
        """True while a job runs or waits."""
        return bool(self._unfinished)

    def drain(self) -> None:
        """Stop all jobs and wait for the thread to end. Called at shutdown."""
        for job in self._unfinished:
            job.stop()
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
            for job in self._unfinished:
                job.discard_result()

    def _run_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()

    def _remove_ended(self) -> None:
        self._unfinished = [job for job in self._unfinished if not job.has_ended]


class GarbageCollector(QObject):
    """Collects garbage from a timer on the GUI thread; from another thread it could destroy widgets."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_COLLECT_EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that is due, and those younger."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
