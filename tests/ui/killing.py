"""Kills a process while it types into the window, and measures what was not saved.

A few such runs are tests, which count lost keys: a slow machine types and saves more slowly, and loses no more keys.
`bench/kills.py` makes a hundred runs and measures seconds.
"""

import multiprocessing
import random
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

from sqlalchemy import select

from panel_desk.desk import Desk, Work, shows, sign_in
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.models import MinutesSection
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.meetings.panel_day import notes
from panel_desk.rules.minutes_headings import DISCUSSION
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_desk
from tests.panels import APPROVAL, FILE_PASSWORD, PANEL, a_held_panel, sent_home, with_the_chair
from tests.ui.typist import (
    PACE,
    REVIEW_FILE,
    WORDS,
    note_until_killed,
    type_at_home_until_killed,
    type_until_killed,
)

LOST_AT_MOST = 2.0
"""Seconds of typing."""
KEYS_LOST_AT_MOST = round(LOST_AT_MOST * 1000 / PACE)
_FEWEST_KEYS, _MOST_KEYS = 5, 120  # that are typed before a process is killed
_SAVES_CUT_SHORT = 0.3  # the share of the processes that are killed while they save


@dataclass(frozen=True)
class Typing:
    """What the process types, and how to read what it saved.

    Args:
        types: the function that types; it runs in the process.
        saved: the query for the saved text.
        opened: opens a desk on what was saved; it fails on a damaged store.
    """

    types: Callable[[Path, Connection], None]
    saved: Callable[[Work], str]
    opened: Callable[[Path], Desk]


@dataclass
class TypingProcess:
    """A process that types until it is killed.

    Args:
        folder: where the store is.
        typing: what is typed, and how to read what was saved.
        keys_left: how many keys are typed until the process is killed.
        waits_for_save: the process is killed only when it next begins to save after those keys.
        before: the text that was saved before the process began.
        typed_at: when each key was typed, in seconds of the monotonic clock.
    """

    folder: Path
    typing: Typing
    keys_left: int
    waits_for_save: bool
    before: str = ""
    typed_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Record what is saved, and start the process."""
        with closing(self.typing.opened(self.folder)) as desk:
            self.before = desk.ask(self.typing.saved)
        if sys.platform == "win32":
            context = multiprocessing.get_context("spawn")
        else:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["tests.ui.typist", "tests.trouble.interruptions"])  # one server serves both
        self.messages, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=self.typing.types, args=(self.folder, sender), daemon=True)
        self.process.start()
        sender.close()

    def receive(self) -> bool:
        """Receive a message, kill the process if it is time for that, and return whether it was killed.

        A message is the time of a key, or None as saving begins.
        """
        key_time: float | None = self.messages.recv()
        if key_time is not None:
            self.typed_at.append(key_time)
            self.keys_left -= 1
        if self.keys_left > 0 or (self.waits_for_save and key_time is not None):
            return False
        self.process.kill()
        self.killed_at = time.monotonic()
        self.process.join()
        with suppress(EOFError, OSError):
            while True:  # messages that were sent before the end and not yet received
                key_time = self.messages.recv()
                self.typed_at += [key_time] if key_time is not None else []
        self.messages.close()
        return True

    def loss(self) -> "Loss":
        """What was lost; the store must be undamaged, and the saved text without a gap."""
        with closing(self.typing.opened(self.folder)) as desk:
            kept = desk.ask(self.typing.saved)
        assert kept.startswith(self.before)
        new = kept.removeprefix(self.before)
        assert new == "".join(islice(cycle(WORDS), len(new)))
        lost = max(len(self.typed_at) - len(new), 0)  # the process may be killed between saving a key and reporting it
        return Loss(lost, self.killed_at - self.typed_at[len(new)] if lost else 0.0)


@dataclass(frozen=True)
class Loss:
    """What was typed and not saved: in keys, and in seconds from the first of them to the end."""

    keys: int
    seconds: float


def typists_of_minutes(folder: Path, times: int, at_once: int) -> list[TypingProcess]:
    """Processes that type minutes: `times` of them, of which `at_once` run at a time."""
    with closing(a_desk(folder / "0")) as desk:
        a_held_panel(desk)
        desk.do(draft_minutes, PANEL)
    return _processes(_copies(folder, at_once), times, Typing(type_until_killed, _minutes, _open))


def typists_of_notes(folder: Path, times: int, at_once: int) -> list[TypingProcess]:
    """Processes that type notes on panel day: `times` of them, of which `at_once` run at a time."""
    with closing(a_desk(folder / "0")) as desk:
        a_held_panel(desk)
    return _processes(_copies(folder, at_once), times, Typing(note_until_killed, _notes, _open))


def typists_at_home(folder: Path, times: int, at_once: int) -> list[TypingProcess]:
    """Processes that type into a review file: `times` of them, of which `at_once` run at a time."""
    with closing(a_desk(folder / "0")) as desk:
        with_the_chair(desk)
        sent_home(desk, folder / "0").desk.close()
    return _processes(_copies(folder, at_once), times, Typing(type_at_home_until_killed, _minutes, _open_at_home))


def run_processes(processes: Sequence[TypingProcess]) -> list[Loss]:
    """Run the processes, one at a time per folder and several folders at once; returns what each lost."""
    waiting: dict[Path, list[TypingProcess]] = {}
    for one in processes:
        waiting.setdefault(one.folder, []).append(one)
    running: dict[Connection, TypingProcess] = {}

    def start_next(folder: Path) -> None:
        if waiting[folder]:
            one = waiting[folder].pop()
            one.start()
            running[one.messages] = one

    for folder in waiting:
        start_next(folder)
    lost = []
    while running:
        for messages in wait(list(running)):
            assert isinstance(messages, Connection)
            one = running[messages]
            if one.receive():
                del running[messages]
                lost.append(one.loss())
                start_next(one.folder)
    return lost


def _processes(folders: Sequence[Path], times: int, typing: Typing) -> list[TypingProcess]:
    chance = random.Random(7)  # noqa: S311 # moments to choose, not secrets
    return [
        TypingProcess(
            folders[number % len(folders)],
            typing,
            chance.randint(_FEWEST_KEYS, _MOST_KEYS),
            chance.random() < _SAVES_CUT_SHORT,
        )
        for number in range(times)
    ]


def _copies(folder: Path, number: int) -> list[Path]:
    """The folder `0` and copies of it, one for each process that runs at a time."""
    for copy in range(1, number):
        shutil.copytree(folder / "0", folder / str(copy))
    return [folder / str(copy) for copy in range(number)]


def _open(folder: Path) -> Desk:
    desk = sign_in(folder / "store", ADMINISTRATOR, PASSPHRASE)
    assert desk.ask(store_faults) == ()
    return desk


def _open_at_home(folder: Path) -> Desk:
    return open_review_file(folder / REVIEW_FILE, FILE_PASSWORD).desk


@shows()
def _minutes(work: Work) -> str:
    found = select(MinutesSection.text).filter_by(case_ref=APPROVAL, heading=DISCUSSION)
    return work.session.scalars(found).one()


@shows()
def _notes(work: Work) -> str:
    return next((note.text for note in notes(work, APPROVAL)), "")
