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
_FEWEST_KEYS, _MOST_KEYS = 5, 120
_SAVES_CUT_SHORT = 0.3  # of all


@dataclass(frozen=True)
class Typing:
    """What the process types, and how to read what it saved.

    Args:
        types: runs in the process.
        saved: the query for the saved text.
        opened: opens a desk on what was saved; it fails on a damaged store.
    """

    types: Callable[[Path, Connection], None]
    saved: Callable[[Work], str]
    opened: Callable[[Path], Desk]


@dataclass
class Life:
    """A process that types until it is killed.

    Args:
        folder: where the store is.
        typing: who types where.
        keys_left: how many keys are typed until the process is killed.
        waits_for_save: it is killed as saving begins after those keys.
    """

    folder: Path
    typing: Typing
    keys_left: int
    waits_for_save: bool
    before: str = ""
    typed_at: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Record what is saved, and start the process."""
        with closing(self.typing.opened(self.folder)) as desk:
            self.before = desk.ask(self.typing.saved)
        if sys.platform == "win32":
            context = multiprocessing.get_context("spawn")
        else:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["tests.ui.typist"])
        self.heard, told = context.Pipe(duplex=False)
        self.process = context.Process(target=self.typing.types, args=(self.folder, told), daemon=True)
        self.process.start()
        told.close()

    def hear(self) -> bool:
        """Receive a key or the start of saving; returns whether the process was killed then."""
        key_time: float | None = self.heard.recv()
        if key_time is not None:
            self.typed_at.append(key_time)
            self.keys_left -= 1
        if self.keys_left > 0 or (self.waits_for_save and key_time is not None):
            return False
        self.process.kill()
        self.killed_at = time.monotonic()
        self.process.join()
        with suppress(EOFError, OSError):
            while True:  # what was told before the end and is still on its way
                key_time = self.heard.recv()
                self.typed_at += [key_time] if key_time is not None else []
        self.heard.close()
        return True

    def loss(self) -> "Loss":
        """What was lost; the store must be undamaged, and the saved text without a gap."""
        with closing(self.typing.opened(self.folder)) as desk:
            kept = desk.ask(self.typing.saved)
        assert kept.startswith(self.before)
        new = kept.removeprefix(self.before)
        assert new == "".join(islice(cycle(WORDS), len(new)))
        lost = max(len(self.typed_at) - len(new), 0)  # a key may be saved and not told of any more
        return Loss(lost, self.killed_at - self.typed_at[len(new)] if lost else 0.0)


@dataclass(frozen=True)
class Loss:
    """What was typed and not saved: in keys, and in seconds from the first of them to the end."""

    keys: int
    seconds: float


def minutes_typed(folder: Path, times: int, at_once: int) -> list[Life]:
    """Processes that type minutes."""
    with closing(a_desk(folder / "0")) as desk:
        a_held_panel(desk)
        desk.do(draft_minutes, PANEL)
    return _lives(_copies(folder, at_once), times, Typing(type_until_killed, _minutes, _open))


def notes_typed(folder: Path, times: int, at_once: int) -> list[Life]:
    """Processes that type notes on panel day."""
    with closing(a_desk(folder / "0")) as desk:
        a_held_panel(desk)
    return _lives(_copies(folder, at_once), times, Typing(note_until_killed, _notes, _open))


def typed_at_home(folder: Path, times: int, at_once: int) -> list[Life]:
    """Processes that type into a review file."""
    with closing(a_desk(folder / "0")) as desk:
        with_the_chair(desk)
        sent_home(desk, folder / "0").desk.close()
    return _lives(_copies(folder, at_once), times, Typing(type_at_home_until_killed, _minutes, _open_at_home))


def live(lives: Sequence[Life]) -> list[Loss]:
    """Run the processes, one at a time per folder and several folders at once; returns what each lost."""
    to_come: dict[Path, list[Life]] = {}
    for one in lives:
        to_come.setdefault(one.folder, []).append(one)
    going: dict[Connection, Life] = {}

    def go_on(folder: Path) -> None:
        if to_come[folder]:
            one = to_come[folder].pop()
            one.begin()
            going[one.heard] = one

    for folder in to_come:
        go_on(folder)
    lost = []
    while going:
        for heard in wait(list(going)):
            assert isinstance(heard, Connection)
            one = going[heard]
            if one.hear():
                del going[heard]
                lost.append(one.loss())
                go_on(one.folder)
    return lost


def _lives(folders: Sequence[Path], times: int, typing: Typing) -> list[Life]:
    lots = random.Random(7)  # noqa: S311 # moments to choose, not secrets
    return [
        Life(
            folders[number % len(folders)],
            typing,
            lots.randint(_FEWEST_KEYS, _MOST_KEYS),
            lots.random() < _SAVES_CUT_SHORT,
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
