"""Trials of what can go wrong with a store, and what became of each: survived, reported in a sentence, or lost."""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import PanelDeskError, SignInRefusedError, StoreError
from panel_desk.models import AuditEntry, Base
from panel_desk.queries.integrity import store_faults
from panel_desk.store.backup import DATABASE, PAPERS, backups_in, faults_of
from panel_desk.store.last_change import LAST_CHANGE
from panel_desk.store.store import create_store, exists
from tests.builders import ADMINISTRATOR, CHEAP, PASSPHRASE, a_desk, a_member
from tests.trouble.interruptions import Run, Trouble, random_seconds, random_steps, run
from tests.trouble.write_paths import BACKUPS, NEW_PASSPHRASE, PATHS, STORE, Prepared

WAL = f"{DATABASE}-wal"
_HELPERS = {WAL, f"{DATABASE}-shm", LAST_CHANGE}  # without which nothing is lost once the store is closed
_AUDIT = {"audit_entry", "audit_end", "audit_ref"}


@dataclass(frozen=True)
class Trial:
    """What became of one trial.

    Args:
        what: the trouble, with where it happened.
        reported: the sentence in which it was reported; empty where nothing needed to be.
        lost: what was lost, damaged or wrongly said; empty where nothing was.
    """

    what: str
    reported: str = ""
    lost: str = ""


@dataclass(frozen=True)
class Counts:
    """How many trials were made of a trouble, and what became of them."""

    tried: int
    survived: int
    reported: int
    lost: int

    @classmethod
    def of(cls, trials: list[Trial]) -> "Counts":
        """The counts of some trials; one that lost something is counted as nothing else."""
        lost = sum(bool(each.lost) for each in trials)
        reported = sum(bool(each.reported and not each.lost) for each in trials)
        return cls(len(trials), len(trials) - lost - reported, reported, lost)


class Trials:
    """Makes the trials.

    Args:
        folder: where their stores are made.
    """

    def __init__(self, folder: Path) -> None:
        self.prepared = Prepared(folder)
        self._whole: dict[str, Run] = {}
        self._before: dict[Path, Contents] = {}

    def whole(self, name: str) -> Run:
        """A run of a write path without trouble."""
        if name not in self._whole:
            folder = self.prepared.copy(name)
            self._whole[name] = run(name, folder)
            shutil.rmtree(folder)
        return self._whole[name]

    def kills(self, name: str, times: int, *, by_time: bool = False) -> Iterator[Trial]:
        """Kill the process at random steps of a write path, or at random moments."""
        whole = self.whole(name)
        if by_time:
            for seconds in random_seconds(whole.seconds, times, len(name)):
                yield self.one(name, Trouble.KILL_LATER, seconds=seconds)
        else:
            for step in random_steps(whole.steps, times, len(name)):
                yield self.one(name, Trouble.KILL, step)

    def at_every_step(self, name: str, trouble: Trouble, every: int = 1) -> Iterator[Trial]:
        """Let a trouble begin at each step of a write path, or at one in `every`."""
        for step in range(1, self.whole(name).steps + 1, every):
            yield self.one(name, trouble, step)

    def one(self, name: str, trouble: Trouble, step: int = 0, seconds: float = 0.0) -> Trial:
        """Run a write path with a trouble, and look at what is left."""
        original = self.prepared.original(name)
        if exists(original / STORE) and original not in self._before:
            self._before[original] = contents(original / STORE)
        before = self._before.get(original)
        folder = self.prepared.copy(name)
        done = run(name, folder, trouble, step, seconds)
        what = f"{name}: {trouble} {step or f'{seconds:.3f} s'}"
        trial = Trial(what, done.sentence, done.bug or _what_is_wrong(name, folder, before, done))
        if not trial.lost:
            shutil.rmtree(folder)
        return trial


def changed_bytes(folder: Path, times: int) -> Iterator[Trial]:
    """Change one byte at a random place of a store's database, key file, papers and backups, each in turn."""
    prepared, chance = Prepared(folder), random.Random(times)  # noqa: S311 # places to choose, not secrets
    original = prepared.original("file a paper")
    before = contents(original / STORE)
    kinds = sorted({_kind(file.relative_to(original)) for file in _files(original)})
    for number in range(times):
        copy = prepared.copy("file a paper")
        files = [each for each in _files(copy) if _kind(each.relative_to(copy)) == kinds[number % len(kinds)]]
        file = chance.choice(files)
        data = bytearray(file.read_bytes())
        place = chance.randrange(len(data))
        data[place] ^= chance.randrange(1, 256)
        file.write_bytes(data)
        yield _damaged(f"{file.relative_to(copy)}: byte {place} changed", copy, before)
        shutil.rmtree(copy)


def missing_files(folder: Path) -> Iterator[Trial]:
    """Take each file of a store away in turn, and the database of its backup."""
    prepared = Prepared(folder)
    original = prepared.original("file a paper")
    before = contents(original / STORE)
    for file in _files(original):
        if STORE not in file.relative_to(original).parts and file.name != DATABASE:
            continue
        copy = prepared.copy("file a paper")
        (copy / file.relative_to(original)).unlink()
        yield _damaged(f"{file.relative_to(original)} taken away", copy, before)
        shutil.rmtree(copy)


def copy_without_log(folder: Path) -> Trial:
    """Copy a store that is open, without the write-ahead log that holds what was saved last."""
    with closing(a_desk(folder)) as desk:
        store, copy = desk.store.folder, folder / "a copy" / STORE
        with desk.store.engine.connect() as reader:  # keeps the log from being folded in
            reader.execute(select(AuditEntry.id).limit(1))
            a_member(desk, "M001")
            shutil.copytree(store, copy, ignore=shutil.ignore_patterns(f"{DATABASE}-*"))
    with closing(sign_in(copy, ADMINISTRATOR, PASSPHRASE)) as opened:
        said = next(iter(opened.warnings), "")
    return Trial("a copy without its log", said, "" if said else "nothing says that the newest changes are missing")


def unsafe_places(folder: Path) -> Iterator[Trial]:
    """Make a store in a folder that a service synchronises, of several services."""
    for name in ("OneDrive", "OneDrive - Fenland", "Dropbox", "Nextcloud", "iCloudDrive", "pCloud Drive"):
        try:
            create_store(folder / name / STORE, "Fenland", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP)
        except StoreError as error:
            yield Trial(name, error.sentence)
        else:
            yield Trial(name, lost="the store was made in a synchronised folder")


def _files(folder: Path) -> list[Path]:
    """The files of a prepared folder that hold something of the store or of its backup."""
    return sorted(
        each
        for top in (STORE, BACKUPS)
        for each in (folder / top).rglob("*")
        if each.is_file() and each.stat().st_size and each.name not in _HELPERS
    )


def _kind(file: Path) -> str:
    """What a file is: its folder (store or backups) and its name, or that it is a paper."""
    return f"{file.parts[0]} {PAPERS if PAPERS in file.parts else file.name}"


def _damaged(what: str, folder: Path, before: "Contents") -> Trial:
    """What a damaged store and its backup say; what they hold must be whole, or the damage reported."""
    try:
        with closing(sign_in(folder / STORE, ADMINISTRATOR, PASSPHRASE)) as desk:
            said = [*desk.warnings, *desk.ask(store_faults)]
            for copy in (folder / BACKUPS).iterdir():
                said += faults_of(copy, desk.store.data_key)
                if copy not in dict(backups_in(folder / BACKUPS)):
                    said.append("The list of backups leaves it out.")
            lost = "" if said or _contents(desk)[0] == before[0] else "it holds something else, and nothing says so"
            return Trial(what, next(iter(said), ""), lost)
    except PanelDeskError as error:
        return Trial(what, error.sentence)
    except Exception as error:  # noqa: BLE001 # a bug, which is counted as a loss
        return Trial(what, lost=f"{type(error).__name__}: {error}")


Contents = tuple[dict[str, list[str]], tuple[int, str]]
"""The rows of each register, and the number and hash of the newest entry of the audit trail."""


def contents(store: Path, passphrase: str = PASSPHRASE) -> Contents:
    """What a store holds, without what is written when somebody signs in."""
    with closing(sign_in(store, ADMINISTRATOR, passphrase)) as desk:
        return _contents(desk)


def _contents(desk: Desk) -> Contents:
    with Session(desk.store.engine) as session:
        newest = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).one()
        rows = {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in _AUDIT
        }
        return rows, (newest[0], newest[1])


def _what_is_wrong(  # noqa: PLR0911 # a reason each
    name: str, folder: Path, before: Contents | None, done: Run
) -> str:
    """What a trial lost or damaged; empty where nothing is wrong."""
    store = folder / PATHS[name].written
    if done.sentence and not done.sentence.rstrip().endswith((".", "!", "?")):
        return f"it said no sentence: {done.sentence}"
    if before is None:
        return _why_not_whole(store) if exists(store) or done.finished else ""
    try:
        desk = _opened(store)
    except PanelDeskError as error:
        return f"it does not open: {error.sentence}"
    with closing(desk):
        rows, newest = _contents(desk)
        if done.finished and name == "change a passphrase" and desk.store.is_passphrase_of(ADMINISTRATOR, PASSPHRASE):
            return "the new passphrase that was confirmed does not count"
        if name != "restore" and newest[0] < before[1][0]:
            return "entries of the audit trail are missing"
        if done.finished and PATHS[name].changes_registers and rows == before[0]:
            return "what was confirmed is not there"
        made = [copy for copy, _ in backups_in(folder / BACKUPS)]
        if done.finished and name == "back up" and len(made) < 2:  # one was there before
            return "the backup that was confirmed is not there"
        return _faults(desk, made)


def _opened(store: Path) -> Desk:
    """The store's desk, opened with the old or the new passphrase of its administrator."""
    try:
        return sign_in(store, ADMINISTRATOR, PASSPHRASE)
    except SignInRefusedError:
        return sign_in(store, ADMINISTRATOR, NEW_PASSPHRASE)


def _why_not_whole(store: Path) -> str:
    """Why a store does not open, is not whole or cannot be written; empty where all is well."""
    try:
        with closing(sign_in(store, ADMINISTRATOR, PASSPHRASE)) as desk:
            return _faults(desk)
    except PanelDeskError as error:
        return f"it does not open: {error.sentence}"


def _faults(desk: Desk, backups: Sequence[Path] = ()) -> str:
    """The faults of an open store and its backups, after which it is written once more; empty where all is well."""
    faults = [*desk.ask(store_faults), *(each for copy in backups for each in faults_of(copy, desk.store.data_key))]
    a_member(desk, "Z999")
    return "; ".join(faults)
