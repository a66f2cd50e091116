"""Changes the key of a store's database so that a crash at any moment leaves a store that opens.

The database is copied beside itself and the copy encrypted under the new key, while no other window can use either.
Then the new key file is saved, with the one before beside it, and last the copy is renamed to `desk.db`. Which key
opens `desk.db` says which key file holds: `settle_interrupted_change` puts the one before back where the program ended
before the rename.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.store.atomic_write import cause_in_words, flush_folder, make_private, replace_with_retries, write_whole
from panel_desk.store.backup import DATABASE, KEYS, integrity_faults
from panel_desk.store.engine import change_key_of_file, database_errors_in_words, open_engine
from panel_desk.store.keys import KeyRing

NEXT_DATABASE = f"{DATABASE}.next"
"""The name of the copy of the database under the new key, until it is put in place."""
_IN_USE = (
    "The store is open in another window or on another computer. Its key can be changed only while nobody else uses "
    "it: close the other windows of Panel Desk, then try again. Nothing was changed."
)
_IS_WINDOWS = os.name == "nt"


def change_database_key(folder: Path, data_key: bytes, new_key: bytes, ring: KeyRing, previous_keys: Path) -> None:
    """Encrypt the database under a new key, and save the key file that holds it.

    Args:
        folder: the store's folder, of whose database this program has no open connection.
        data_key: the present key.
        new_key: the new one.
        ring: the key ring with the new one.
        previous_keys: where the key file from before is kept meanwhile.

    Raises:
        StoreError: somebody else has the store open; nothing was changed.
        SurroundingsError: the disk is full or the folder cannot be written; nothing was changed.
    """
    try:
        with _changed_copy(folder, data_key, new_key) as put_in_place:
            write_whole(previous_keys, (folder / KEYS).read_bytes())
            try:
                ring.save(folder / KEYS)
                put_in_place()
            except BaseException:
                if (folder / NEXT_DATABASE).exists():
                    replace_with_retries(previous_keys, folder / KEYS)
                raise
        with suppress(OSError):
            previous_keys.unlink()
    except OSError as error:
        raise SurroundingsError(
            f"The store's key could not be changed: {cause_in_words(error)}. The store is as it was. Put that right, "
            "then try again."
        ) from None


def settle_interrupted_change(folder: Path, ring: KeyRing, data_key: bytes, previous_keys: Path) -> bool:
    """Put the key file from before back where a change of the key was interrupted before the database was in place.

    Where that file is missing, the database is encrypted under the new key instead.

    Args:
        folder: the store's folder.
        ring: the key ring in place, which says that the store's key was changed.
        data_key: the data key that it holds.
        previous_keys: where the key file from before was kept.

    Returns:
        Whether the key file from before was put back.

    Raises:
        StoreError: somebody else has the store open.
        SurroundingsError: the disk is full or the folder cannot be written.
    """
    database, former = folder / DATABASE, ring.former_keys(data_key)
    if not former or not database.is_file():
        return False
    known = database.stat().st_ino
    try:
        connection = open_engine(database, former[0]).raw_connection()
    except dbapi2.Error as error:
        if "locked" in str(error):
            raise StoreError(_IN_USE) from None
        return False  # the new key opens it
    with closing(connection):
        if database.stat().st_ino != known:
            return False  # another program put the new one in place meanwhile, and cannot while this connection is open
        if previous_keys.is_file():
            replace_with_retries(previous_keys, folder / KEYS)
            return True
    with _changed_copy(folder, former[0], data_key) as put_in_place:
        put_in_place()
    return False


def delete_interrupted_copy(engine: Engine, folder: Path) -> None:
    """Delete a copy of the database that a crash left behind; while this program is connected, no other makes one."""
    if any(folder.glob(f"{NEXT_DATABASE}*")):
        with engine.connect():
            for each in folder.glob(f"{NEXT_DATABASE}*"):
                with suppress(OSError):
                    each.unlink()


@contextmanager
def _changed_copy(folder: Path, data_key: bytes, new_key: bytes) -> Iterator[Callable[[], None]]:
    """Make a verified copy of the database under a new key, while nobody else can use it; a call puts it in place."""
    copy = folder / NEXT_DATABASE
    try:
        with database_errors_in_words(), _alone(folder / DATABASE, data_key) as connection:
            copy.unlink(missing_ok=True)
            connection.cursor().execute("VACUUM INTO ?", (str(copy),))
            make_private(copy)
            change_key_of_file(copy, data_key, new_key)
            if faults := integrity_faults(open_engine(copy, new_key)):
                raise SurroundingsError(f"The store's key was not changed. {faults[0]} Check the store.")
            _flush(copy)

            def put_in_place() -> None:
                if _IS_WINDOWS:  # which renames no file over one that is open
                    connection.close()
                replace_with_retries(copy, folder / DATABASE)

            yield put_in_place
    finally:
        for each in folder.glob(f"{NEXT_DATABASE}*"):
            with suppress(OSError):
                each.unlink()
    flush_folder(folder)


@contextmanager
def _alone(database: Path, data_key: bytes) -> Iterator[Any]:
    """A connection that locks the database until it is closed.

    The file itself may not be opened meanwhile, except by SQLite: to close it would give up the lock on Linux.

    Raises:
        StoreError: somebody else has the database open.
    """
    try:
        with closing(open_engine(database, data_key).raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA locking_mode = EXCLUSIVE")
            cursor.execute("PRAGMA journal_mode = DELETE")
            cursor.execute("BEGIN EXCLUSIVE")
            cursor.execute("COMMIT")
            yield connection
    except dbapi2.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(_IN_USE) from None
        raise


def _flush(file: Path) -> None:
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())
