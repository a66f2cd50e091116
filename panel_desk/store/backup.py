"""Copies of the store that are verified, and the way back from one."""

import shutil
from contextlib import closing
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Engine, text

from panel_desk.errors import SurroundingsError
from panel_desk.store.atomic_write import cause_in_words, flush_folder, replace_patiently
from panel_desk.store.engine import database_errors_in_words, open_engine
from panel_desk.store.vault import Vault

DATABASE, KEYS, PAPERS = "desk.db", "keys.json", "papers"
"""What a store's folder, and a backup's, holds."""


def copy_database(engine: Engine, target: Path) -> None:
    """Write a whole, encrypted copy of the open database to `target` by SQLite's own means.

    A file copy of an open write-ahead-log database loses tables; `VACUUM INTO` reads one consistent state.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with database_errors_in_words(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        replace_patiently(part, target)
    finally:
        part.unlink(missing_ok=True)


def back_up(engine: Engine, data_key: bytes, store: Path, backups: Path, at: datetime) -> Path:
    """Copy database, keys and papers into a new folder under `backups`, named by the moment, and read it all again.

    A second copy within a second has `-2` after its name. The store can be written all the while.

    The database goes first: papers are only ever added, so every paper that the copy names is copied after it.

    Args:
        engine: the open database.
        data_key: opens the copy.
        store: the store's folder.
        backups: where the new folder is made.
        at: the moment.

    Raises:
        SurroundingsError: the disk is full, the folder cannot be written, or the copy does not read back whole.
    """
    target = _free(backups / f"panel-desk-{at:%Y-%m-%d-%H%M%S}")
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        copy_database(engine, part / DATABASE)
        shutil.copy2(store / KEYS, part / KEYS)
        if (store / PAPERS).is_dir():
            shutil.copytree(store / PAPERS, part / PAPERS)
        faults = faults_of(part, data_key)
        if faults:
            raise SurroundingsError(
                f"The backup does not read back whole, so it was not kept. {faults[0]} Check the store."
            )
        replace_patiently(part, target)
        flush_folder(backups)
    except OSError as error:
        raise SurroundingsError(
            f"The backup could not be written: {cause_in_words(error)}. Choose another folder, or put that right."
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _free(wanted: Path) -> Path:
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(one for one in chain([wanted], numbered) if not one.exists())


def faults_of(folder: Path, data_key: bytes) -> list[str]:
    """What is wrong with the database and the papers in a folder, as sentences; empty where all is whole."""
    engine = open_engine(folder / DATABASE, data_key)
    vault = Vault(folder / PAPERS, data_key)
    damaged = [f"The paper filed as {name[:12]}… is damaged." for name in vault.names() if not vault.is_whole(name)]
    return [*integrity_faults(engine), *damaged]


def integrity_faults(engine: Engine) -> list[str]:
    """What SQLCipher and SQLite find wrong with the database, as sentences; empty where it is whole."""
    with database_errors_in_words(), engine.connect() as connection:
        unread = connection.execute(text("PRAGMA cipher_integrity_check")).all()
        if unread:  # to ask more of it would only fail
            pages = "1 of its pages does" if len(unread) == 1 else f"{len(unread)} of its pages do"
            return [f"The database is damaged: {pages} not read back as written."]
        found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
        loose = [row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return [f"The database is damaged: {each}." for each in found] + [
        f"The database is damaged: a row of {each} points at nothing." for each in loose
    ]
