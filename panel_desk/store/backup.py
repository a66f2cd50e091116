"""Makes verified backups of a store."""

import shutil
from contextlib import closing
from datetime import datetime
from itertools import chain
from itertools import count as numbers_from
from pathlib import Path

from sqlalchemy import Engine, text

from panel_desk.errors import SurroundingsError
from panel_desk.rules.text import count
from panel_desk.store.atomic_write import cause_in_words, copy_file, copy_folder, flush_folder, replace_with_retries
from panel_desk.store.engine import database_errors_in_words, open_engine
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.last_change import LAST_CHANGE, missing_changes, newest_change, write_last_change
from panel_desk.store.vault import Vault

DATABASE, KEYS, PAPERS = "desk.db", KEY_FILE, "papers"
"""The names in a store's folder, and in a backup's."""


def copy_database(engine: Engine, target: Path) -> None:
    """Write a complete, encrypted copy of the open database to `target`.

    Copying the file would lose what is still in the write-ahead log; `VACUUM INTO` reads one consistent state.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with database_errors_in_words(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        replace_with_retries(part, target)
    finally:
        part.unlink(missing_ok=True)


def back_up(engine: Engine, data_key: bytes, store: Path, backups: Path, at: datetime) -> Path:
    """Copy the database, the keys and the papers into a new folder under `backups`, and verify the copy.

    The folder is named after the date and time; a second one within the same second gets `-2` at the end.

    The store can be written meanwhile. The database is copied first: papers are only ever added, so every paper that
    the copied database names is copied after it.

    Args:
        engine: the open database.
        data_key: the store's key, which also opens the copy.
        store: the store's folder.
        backups: the folder in which the new folder is made.
        at: now.

    Raises:
        SurroundingsError: the disk is full, the folder cannot be written, or the copy is damaged.
    """
    target = _unused_path(backups / f"panel-desk-{at:%Y-%m-%d-%H%M%S}")
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        copy_database(engine, part / DATABASE)
        copy_file(store / KEYS, part / KEYS)
        _copy_last_change(engine, store, open_engine(part / DATABASE, data_key), part)
        if (store / PAPERS).is_dir():
            copy_folder(store / PAPERS, part / PAPERS)
        faults = [*read_key_ring(part / KEYS).faults(data_key), *faults_of(part, data_key)]
        if faults:
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
    engine = open_engine(folder / DATABASE, data_key)
    vault = Vault(folder / PAPERS, data_key)
    damaged = [f"The paper filed as {name[:12]}… is damaged." for name in vault.names() if not vault.is_whole(name)]
    return [*integrity_faults(engine), *damaged]


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
