"""Copies of the store that are verified, and the way back from one."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, text

from panel_desk.errors import SurroundingsError
from panel_desk.store.engine import surroundings


def copy_database(engine: Engine, target: Path) -> None:
    """Write a whole, encrypted copy of the open database to `target` by SQLite's own means.

    A file copy of an open write-ahead-log database loses tables; `VACUUM INTO` reads one consistent state.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with surroundings(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def back_up(engine: Engine, store: Path, backups: Path, at: datetime) -> Path:
    """Copy database, keys and papers into a new folder under `backups`, named by the moment; return that folder.

    Raises:
        SurroundingsError: the disk is full or the folder cannot be written.
    """
    target = backups / f"panel-desk-{at:%Y-%m-%d-%H%M%S}"
    part = target.with_name(f".{target.name}.part")
    try:
        part.mkdir(parents=True)
        shutil.copytree(store / "papers", part / "papers") if (store / "papers").is_dir() else None
        copy_database(engine, part / "desk.db")
        shutil.copy2(store / "keys.json", part / "keys.json")
        part.replace(target)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise SurroundingsError(
            "The backup could not be written: the disk is full or the folder cannot be written. Choose another folder."
        ) from None
    return target


def integrity_faults(engine: Engine) -> list[str]:
    """What SQLCipher and SQLite find wrong with the database, as sentences; empty where it is whole."""
    with surroundings(), engine.connect() as connection:
        faults = [str(row[0]) for row in connection.execute(text("PRAGMA cipher_integrity_check"))]
        faults += [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
        faults += [
            f"{row[0]} row {row[1]} points at nothing" for row in connection.execute(text("PRAGMA foreign_key_check"))
        ]
    return faults
