"""Runs a write path in a process of its own, which is killed or meets a trouble at one of its writes.

The steps of a process are counted: each file that is opened to be written, renamed, linked, flushed or deleted, each
folder made, each statement sent to the database, and each commit. A run without trouble says how many there are.
"""

import errno
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlcipher3 import dbapi2

from panel_desk.errors import PanelDeskError
from panel_desk.store import engine as engine_module
from panel_desk.store.backup import DATABASE
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.store import exists
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime
from tests.trouble.write_paths import PATHS, STORE

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "BEGIN IMMEDIATE")
_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
_GROWS = {"open", "os.mkdir", "os.link", "fsync", "sql", "commit"}  # steps that need space on the disk
_BUSY_SECONDS = 0.05


class Trouble(StrEnum):
    """What happens to the process."""

    NONE = "nothing"
    KILL = "killed at a step"
    KILL_LATER = "killed after a time"
    FULL = "full disk"
    READ_ONLY = "read-only folder"
    RENAME = "rename refused once"
    RENAMES = "renames refused"
    LOCK = "lock held by another program"
    CLOCK = "clock moved back"


@dataclass(frozen=True)
class Run:
    """How the process ended.

    Args:
        steps: how many steps it took.
        seconds: how long it took.
        finished: whether the write was confirmed.
        sentence: what it said where it was refused.
        bug: an exception that is not meant for the user.
    """

    steps: int = 0
    seconds: float = 0.0
    finished: bool = False
    sentence: str = ""
    bug: str = ""


def run(name: str, folder: Path, trouble: Trouble = Trouble.NONE, step: int = 0, seconds: float = 0.0) -> Run:
    """Run a write path of a prepared folder in a process of its own.

    Args:
        name: the write path's name.
        folder: the prepared folder, which the process changes.
        trouble: what happens to it.
        step: the step from which on it happens.
        seconds: after how long the process is killed, for `KILL_LATER`.
    """
    if sys.platform == "win32":
        context = multiprocessing.get_context("spawn")
    else:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.ui.typist", "tests.trouble.interruptions"])  # one server serves both
    messages, sender = context.Pipe(duplex=False)
    process = context.Process(target=_process, args=(name, folder, trouble, step, sender), daemon=True)
    process.start()
    sender.close()
    try:
        messages.recv()  # it begins
        if trouble is Trouble.KILL_LATER and not messages.poll(seconds):
            process.kill()
        result: Run = messages.recv()
    except EOFError:
        result = Run()
    finally:
        messages.close()
        process.join()
    return result


def _process(name: str, folder: Path, trouble: Trouble, step: int, sender: Connection) -> None:
    steps = _Steps(folder, trouble, step)
    steps.watch()
    time_source = FixedTime()
    if trouble is Trouble.CLOCK:
        time_source.move(days=-400)
    sender.send(None)
    began = time.monotonic()
    sentence = bug = ""
    try:
        with _lock_held(folder, holds=trouble is Trouble.LOCK):
            PATHS[name].write(folder, time_source)
    except PanelDeskError as error:
        sentence = error.sentence
    except Exception as error:  # noqa: BLE001 - the trial reports it
        bug = f"{type(error).__name__}: {error}"
    steps.watched = False
    sender.send(Run(steps.taken, time.monotonic() - began, not (sentence or bug), sentence, bug))


class _Steps:
    """Counts the steps of this process, and kills it or refuses a step."""

    def __init__(self, folder: Path, trouble: Trouble, step: int) -> None:
        self.folder, self.trouble, self.step = str(folder), trouble, step
        self.taken = 0
        self.watched = True
        self.refused = False

    def watch(self) -> None:
        """Begin to count; this process cannot stop that."""
        fsync = os.fsync

        def watched_fsync(handle: Any) -> None:  # noqa: ANN401 - as os.fsync
            self.take("fsync")
            fsync(handle)

        vars(os)["fsync"] = watched_fsync
        time.sleep = lambda _: None  # a refused rename is tried again without a pause
        vars(engine_module)["_BUSY_SECONDS"] = _BUSY_SECONDS
        event.listen(Engine, "before_cursor_execute", lambda _connection, _cursor, sql, *_: self._statement(sql))
        event.listen(Engine, "commit", lambda _: self.take("commit"))
        sys.addaudithook(self._audited)

    def _audited(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & _WRITING and self._is_ours(path):
                self.take(name)
        elif name in _FILE_EVENTS and self._is_ours(args[0]):
            self.take(name)

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, str | Path) and str(path).startswith(self.folder)

    def _statement(self, sql: str) -> None:
        if sql.lstrip().upper().startswith(_CHANGES):
            self.take("sql")

    def take(self, what: str) -> None:
        """Count a step; kill the process or refuse the step where that is its trouble."""
        if not self.watched:
            return
        self.taken += 1
        if self.taken < self.step:
            return
        if self.trouble is Trouble.KILL:
            os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        elif self.trouble is Trouble.FULL and what in _GROWS:
            _refuse(what, errno.ENOSPC, "database or disk is full")
        elif self.trouble is Trouble.READ_ONLY:
            _refuse(what, errno.EROFS, "attempt to write a readonly database")
        elif what == "os.rename" and (
            self.trouble is Trouble.RENAMES or (self.trouble is Trouble.RENAME and not self.refused)
        ):
            self.refused = True
            raise PermissionError(errno.EACCES, "The process cannot access the file")


def _refuse(what: str, number: int, message: str) -> None:
    """Refuse a step as the database or as the system refuses it."""
    if what in {"sql", "commit"}:
        raise dbapi2.OperationalError(message)
    raise OSError(number, os.strerror(number))


@contextmanager
def _lock_held(folder: Path, *, holds: bool) -> Iterator[None]:
    """Another connection that holds the lock of the store's database, if `holds`."""
    if not (holds and exists(folder / STORE)):
        yield
        return
    data_key = read_key_ring(folder / STORE / KEY_FILE).unlock(ADMINISTRATOR, PASSPHRASE).data_key
    engine = engine_module.open_engine(folder / STORE / DATABASE, data_key)
    with engine.connect().execution_options(**{engine_module.WRITES: True}) as connection, connection.begin():
        yield


def random_steps(steps: int, times: int, seed: int) -> list[int]:
    """So many different steps of a run at most, in a random order that is the same each time."""
    chance = random.Random(seed)  # noqa: S311 # steps to choose, not secrets
    return chance.sample(range(1, steps + 1), min(times, steps))


def random_seconds(seconds: float, times: int, seed: int) -> list[float]:
    """So many random moments within a run, in seconds."""
    chance = random.Random(seed)  # noqa: S311 # moments to choose, not secrets
    return [chance.uniform(0, seconds) for _ in range(times)]
