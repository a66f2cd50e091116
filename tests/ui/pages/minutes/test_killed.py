"""A hundred times somebody types minutes and the process is killed: two seconds of typing are lost at most."""

import multiprocessing
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

from sqlalchemy import select

from panel_desk.desk import Desk, Work, sign_in
from panel_desk.models import MinutesSection
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.minutes_headings import DISCUSSION
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_desk
from tests.panels import APPROVAL, PANEL, a_held_panel
from tests.ui.typist import WORDS, type_until_killed

TIMES = 100
AT_ONCE = 5
LOST_AT_MOST = 2.0  # seconds of typing
MOST_KEYS = 120  # above two seconds and a half
SAVES_CUT_SHORT = 0.3  # of all


@dataclass
class Round:
    """One life of a typist.

    Args:
        folder: where the store is.
        keys_left: how many keys are typed until the process is killed.
        waits_for_save: it is killed as saving begins after those keys.
        types: what the process does.
        saved: what is kept of what it types.
        opened: a desk at what is kept; it opens only what is whole.
    """

    folder: Path
    keys_left: int
    waits_for_save: bool
    types: Callable[[Path, Connection], None] = type_until_killed
    saved: Callable[[Work], str] = field(default_factory=lambda: typed_minutes)
    opened: Callable[[Path], Desk] = field(default_factory=lambda: _open)
    before: str = ""
    typed_at: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Note what is saved, and let somebody type."""
        with closing(self.opened(self.folder)) as desk:
            self.before = desk.ask(self.saved)
        if sys.platform == "win32":
            context = multiprocessing.get_context("spawn")
        else:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["tests.ui.typist"])
        self.heard, told = context.Pipe(duplex=False)
        self.process = context.Process(target=self.types, args=(self.folder, told), daemon=True)
        self.process.start()
        told.close()

    def hear(self) -> bool:
        """Hear of a key or of saving; whether the process was killed upon it."""
        said: float | None = self.heard.recv()
        if said is not None:
            self.typed_at.append(said)
            self.keys_left -= 1
        if self.keys_left > 0 or (self.waits_for_save and said is not None):
            return False
        self.process.kill()
        self.killed_at = time.monotonic()
        self.process.join()
        with suppress(EOFError, OSError):
            while True:  # what was told before the end and is still on its way
                said = self.heard.recv()
                self.typed_at += [said] if said is not None else []
        self.heard.close()
        return True

    def check(self) -> int:
        """The store is whole, and holds what was typed but for the last two seconds; how many keys were lost."""
        with closing(self.opened(self.folder)) as desk:
            kept = desk.ask(self.saved)
        typed = "".join(islice(cycle(WORDS), len(self.typed_at)))
        assert kept.startswith(self.before)
        new = kept.removeprefix(self.before)
        assert new == "".join(islice(cycle(WORDS), len(new)))  # a key may be saved and not told of any more
        if len(new) < len(typed):
            assert self.killed_at - self.typed_at[len(new)] <= LOST_AT_MOST
        return max(len(typed) - len(new), 0)


def test_a_process_killed_while_typing_loses_two_seconds_at_most_and_harms_nothing(tmp_path: Path) -> None:
    lots = random.Random(7)  # noqa: S311 # moments to choose, not secrets
    folders = list(_stores(tmp_path))
    rounds = [
        Round(folders[number % AT_ONCE], lots.randint(5, MOST_KEYS), lots.random() < SAVES_CUT_SHORT)
        for number in range(TIMES)
    ]
    lost = live(rounds)
    assert len(lost) == TIMES
    assert any(lost)


def live(rounds: list[Round]) -> list[int]:
    """Live these lives, one at a time in each folder and those of several side by side; the keys that each lost."""
    to_come: dict[Path, list[Round]] = {}
    for one in rounds:
        to_come.setdefault(one.folder, []).append(one)
    going: dict[Connection, Round] = {}

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
                lost.append(one.check())
                go_on(one.folder)
    return lost


def _stores(folder: Path) -> Iterator[Path]:
    """Stores with drafted minutes, one for each who types at a time."""
    with closing(a_desk(folder / "0")) as desk:
        a_held_panel(desk)
        desk.do(draft_minutes, PANEL)
    for number in range(AT_ONCE):
        if number:
            shutil.copytree(folder / "0", folder / str(number))
        yield folder / str(number)


def _open(folder: Path) -> Desk:
    desk = sign_in(folder / "store", ADMINISTRATOR, PASSPHRASE)
    assert desk.ask(store_faults) == ()
    return desk


def typed_minutes(work: Work) -> str:
    """What is kept of the minutes that are typed."""
    found = select(MinutesSection.text).filter_by(case_ref=APPROVAL, heading=DISCUSSION)
    return work.session.scalars(found).one()
