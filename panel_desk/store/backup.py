"""Makes verified backups of a store."""

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from itertools import chain
from itertools import count as numbers_from
from pathlib import Path

from sqlalchemy import Engine, text

from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.rules.text import count
from panel_desk.store.atomic_write import (
    PRIVATE_FOLDER,
    cause_in_words,
    copy_file,
    flush_everything,
    flush_folder,
    make_private,
    replace_with_retries,
)
from panel_desk.store.backup_notes import BackupNote, Occasion, key_id, read_note, write_note
from panel_desk.store.engine import database_errors_in_words, open_engine
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.last_change import LAST_CHANGE, missing_changes, newest_change, write_last_change
from panel_desk.store.vault import Vault

DATABASE, KEYS, PAPERS = "desk.db", KEY_FILE, "papers"
"""The names in a store's folder, and in a backup's."""
_READ_AGAIN = 2**26  # bytes of linked papers that each backup reads back, of papers chosen at random
_COSTS_AS_MUCH = 2**18  # bytes that take as long to read as opening a small file does
_READ_AT_ONCE = 2**20  # bytes
_COARSE_TIME = 2 * 10**9  # nanoseconds; some file systems keep times to two seconds


def copy_database(engine: Engine, target: Path) -> None:
    """Write a complete, encrypted copy of the open database to `target`.

    Copying the file would lose what is still in the write-ahead log; `VACUUM INTO` reads one consistent state.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with database_errors_in_words(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        make_private(part)
        replace_with_retries(part, target)
    finally:
        part.unlink(missing_ok=True)


def back_up(
    engine: Engine,
    data_key: bytes,
    store: Path,
    backups: Path,
    at: datetime,
    occasion: Occasion = Occasion.BY_HAND,
    progress: ProgressCallback = ignore_progress,
) -> Path:
    """Copy the database, the keys and the papers into a new folder under `backups`, and verify the copy.

    The folder is named after the date and time; a second one within the same second gets `-2` at the end. It is for the
    owner of this account on the computer only. A paper that the newest backup beside it has unchanged is linked, not
    copied, where the file system has hard links; of such papers, some are read back each time, of the others all.

    The store can be written meanwhile. The database is copied first: papers are only ever added, so every paper that
    the copied database names is copied after it.

    Args:
        engine: the open database.
        data_key: the store's key, which also opens the copy.
        store: the store's folder.
        backups: the folder in which the new folder is made.
        at: now.
        occasion: why the backup is made.
        progress: told how many of the folders of papers are copied.

    Raises:
        SurroundingsError: the disk is full, the folder cannot be written, or the copy is damaged.
    """
    target = _unused_path(backups / f"panel-desk-{at:%Y-%m-%d-%H%M%S}")
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        backups.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        part.mkdir(mode=PRIVATE_FOLDER)
        copy_database(engine, part / DATABASE)
        copy_file(store / KEYS, part / KEYS)
        copy = open_engine(part / DATABASE, data_key)
        _copy_last_change(engine, store, copy, part)
        papers = _Papers(store / PAPERS, _newest_with_key(backups, data_key), part / PAPERS)
        papers.copy(partial(progress, f"Backing up to {backups}"))
        write_note(part, at, occasion, newest_change(copy), data_key)
        faults = [*read_key_ring(part / KEYS).faults(data_key), *papers.mend(vault_in(part, data_key))]
        faults += integrity_faults(copy)
        if faults and occasion is not Occasion.UPDATE:  # a damaged store is updated too, and its copy is all there is
            raise SurroundingsError(
                f"The backup is damaged, so it was not kept. {faults[0]} Check the store, then back it up again."
            )
        replace_with_retries(part, target)
        flush_folder(backups)
    except OSError as error:
        raise SurroundingsError(
            f"The backup could not be written: {cause_in_words(error)}. Put that right, or choose another folder."
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def vault_in(folder: Path, data_key: bytes) -> Vault:
    """The papers of a store or of a backup, with the former keys that its key file holds."""
    former: tuple[bytes, ...] = ()
    with suppress(StoreError):  # without a key file, the present key opens what it can
        former = read_key_ring(folder / KEYS).former_keys(data_key)
    return Vault(folder / PAPERS, data_key, former)


def backups_in(folder: Path) -> list[tuple[Path, BackupNote]]:
    """The backups in a folder that have a note, newest first; none where the folder cannot be read.

    A backup that an older version of the program made has no note.
    """
    try:
        found = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
    except OSError:
        return []
    noted = [(each, note) for each in found if (note := read_note(each)) is not None]
    return sorted(noted, key=lambda each: (each[1].made_at, each[0].name), reverse=True)


def delete_backup(folder: Path) -> None:
    """Delete a backup; without effect where another program holds it. A half-deleted one is not taken for a backup."""
    going = folder.with_name(f".{folder.name}.part")
    with suppress(OSError):
        folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)


def _newest_with_key(backups: Path, data_key: bytes) -> Path | None:
    """The newest backup in a folder that the same data key encrypts; None where there is none."""
    own_id = key_id(data_key)
    return next((folder for folder, note in backups_in(backups) if note.key_id == own_id), None)


class _Papers:
    """The papers of a store on their way into a backup.

    Args:
        store: the store's folder of papers.
        earlier: an earlier backup, of which unchanged papers are linked; None for none.
        target: the backup's folder of papers.
    """

    def __init__(self, store: Path, earlier: Path | None, target: Path) -> None:
        self._store, self._target = store, target
        self._earlier = earlier / PAPERS if earlier else None
        self._copied: list[str] = []
        self._unreadable: list[str] = []
        self._linked: list[tuple[str, int]] = []  # with their sizes in bytes

    def copy(self, progress: Callable[[int, int], object]) -> None:
        """Link or copy every paper that can be read.

        Args:
            progress: told how many folders of how many are done.

        Raises:
            OSError: a paper cannot be written.
        """
        if not self._store.is_dir():
            return
        self._target.mkdir(mode=PRIVATE_FOLDER)
        folders = sorted(each.name for each in self._store.iterdir() if each.is_dir())
        for number, folder in enumerate(folders):
            progress(number, len(folders))
            earlier = _sizes_and_times(self._earlier / folder) if self._earlier else {}
            target = self._target / folder
            from_place, to_place = f"{self._earlier}{os.sep}{folder}{os.sep}", f"{target}{os.sep}"
            target.mkdir(mode=PRIVATE_FOLDER)
            for name, known in _sizes_and_times(self._store / folder).items():
                if name in earlier and _is_same(earlier[name], known) and _link(from_place + name, to_place + name):
                    self._linked.append((name, known[0]))
                else:
                    self._copy(self._store / folder / name, target / name)
        if self._linked:
            flush_everything()  # one call, where flushing each folder would take longer than all of the links
        else:
            for each in (*(self._target / folder for folder in folders), self._target):
                flush_folder(each)

    def _copy(self, paper: Path, target: Path) -> None:
        """Copy a paper, unless it cannot be read."""
        try:
            copy_file(paper, target)
        except OSError:
            if _can_be_read(paper):
                raise
            target.unlink(missing_ok=True)
            self._unreadable.append(paper.name)
        else:
            self._copied.append(paper.name)

    def mend(self, vault: Vault) -> list[str]:
        """Read back the copied papers and some of the linked ones; the damage that is left, one sentence each.

        A linked paper that is damaged is copied from the store, and then all are read back.
        """
        damaged = [name for name in self._to_read() if not vault.is_whole(name)]
        if damaged and self._linked:
            everything = [*self._copied, *(name for name, _ in self._linked)]
            for name in everything:
                if not vault.is_whole(name):
                    (self._target / name[:2] / name).unlink(missing_ok=True)
                    copy_file(self._store / name[:2] / name, self._target / name[:2] / name)
            damaged = [name for name in everything if not vault.is_whole(name)]
        return [_damaged_paper(name) for name in (*self._unreadable, *damaged)]

    def _to_read(self) -> list[str]:
        """The papers to read back: all that were copied, and a random choice of the linked ones."""
        left = _READ_AGAIN
        some = []
        for name, size in random.sample(self._linked, len(self._linked)):
            left -= max(size, _COSTS_AS_MUCH)
            if left < 0:
                break
            some.append(name)
        return [*self._copied, *some]


def _can_be_read(file: Path) -> bool:
    """Whether every byte of a file can be read."""
    try:
        with file.open("rb") as opened:
            while opened.read(_READ_AT_ONCE):
                pass
    except OSError:
        return False
    return True


def _link(source: str, target: str) -> bool:
    """Link a file; whether that could be done. The paths are texts: making `Path`s would take longer than linking."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links, or a file with as many as it takes
        return False
    return True


def _sizes_and_times(folder: Path) -> dict[str, tuple[int, int]]:
    """The size in bytes and the time of the last change in nanoseconds of each file of a vault's folder, by name."""
    try:
        with os.scandir(folder) as entries:
            return {
                each.name: (known.st_size, known.st_mtime_ns)
                for each in entries
                if not each.name.startswith(".") and (known := each.stat())
            }
    except FileNotFoundError:
        return {}


def _is_same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) < _COARSE_TIME


def _copy_last_change(engine: Engine, store: Path, copy: Engine, part: Path) -> None:
    """Name the newest change of the copied database beside it; if the store lacks changes, its copy lacks them too."""
    if missing_changes(engine, store):
        copy_file(store / LAST_CHANGE, part / LAST_CHANGE)
    else:
        write_last_change(part, newest_change(copy))


def _unused_path(path: Path) -> Path:
    numbered = (path.with_name(f"{path.name}-{number}") for number in numbers_from(2))
    return next(one for one in chain([path], numbered) if not one.exists())


def faults_of(folder: Path, data_key: bytes) -> list[str]:
    """The damage to the database and the papers in a folder, one sentence each; empty if there is none."""
    if not (folder / DATABASE).is_file():  # to connect would make an empty one
        return [f"The database {DATABASE} is missing."]
    engine = open_engine(folder / DATABASE, data_key)
    vault = vault_in(folder, data_key)
    damaged = [_damaged_paper(name) for name in vault.names() if not vault.is_whole(name)]
    return [*integrity_faults(engine), *damaged]


def _damaged_paper(name: str) -> str:
    return f"The paper filed as {name[:12]}… is damaged."


def integrity_faults(engine: Engine) -> list[str]:
    """The damage that SQLCipher and SQLite find in the database, one sentence each; empty if there is none."""
    with database_errors_in_words(), engine.connect() as connection:
        bad_pages = connection.execute(text("PRAGMA cipher_integrity_check")).all()
        if bad_pages:  # the checks below would fail on them
            pages = count(len(bad_pages), "of its pages is", "of its pages are")
            return [f"The database is damaged: {pages} not as written."]
        faults = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
        tables = [row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return [f"The database is damaged: {fault}." for fault in faults] + [
        f"The database is damaged: a row of {table} refers to a record that is missing." for table in tables
    ]
