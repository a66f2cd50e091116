"""Connects to the encrypted database, and says its errors in sentences for the user."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, Pool, StaticPool
from sqlcipher3 import dbapi2

from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.store import text_functions
from panel_desk.store.keys import derive

_BUSY_SECONDS = 5  # that a statement waits for another program's lock
_CACHE_KIBIBYTES = 32_000  # pages that a connection keeps decrypted, of which it takes up only those it has read
WRITES = "writes"
"""Execution option of an engine whose transactions will write."""
DAMAGED = (
    "The store's database is damaged. Close Panel Desk and put desk.db back from the last backup in the backups folder."
)


def open_engine(path: Path, data_key: bytes, pool: type[Pool] = NullPool) -> Engine:
    """An engine for the SQLCipher database at `path`. PRAGMAs apply to one connection, so each connection sets them.

    Args:
        path: the database.
        data_key: the store's key.
        pool: a pool that keeps connections open spares each unit of work from reading and decrypting the same pages
            again. Dispose of its engine when done, or Windows can neither move nor delete the file.
    """
    key = derive(data_key, "database").hex()

    def connect() -> Any:  # noqa: ANN401 - a DBAPI connection, which has no common type
        connection = dbapi2.connect(str(path), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")  # errors are raised, so they need not be printed
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        text_functions.add_to(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # so that INSERT OR REPLACE is refused like a DELETE
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        return connection

    return _engine(connect, pool)


def is_open_elsewhere(path: Path, data_key: bytes) -> bool:
    """Whether another program has the database at `path` open; False if it cannot be read or the key is wrong.

    Leaving write-ahead-log mode needs an exclusive lock, which fails while another connection is open.
    """
    engine = open_engine(path, data_key)
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = DELETE")
    except dbapi2.Error as error:
        return "locked" in str(error)
    return False


def change_key_of_file(path: Path, data_key: bytes, new_key: bytes) -> None:
    """Encrypt every page of a database under another key. An interruption destroys it, so it has to be a copy.

    Args:
        path: the database, which nobody has open.
        data_key: the store's key under which it is encrypted.
        new_key: the store's key under which it will be.
    """
    key, other = (derive(each, "database").hex() for each in (data_key, new_key))
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(f"PRAGMA rekey = \"x'{other}'\"")


def memory_engine() -> tuple[Engine, Any]:
    """An engine for an empty in-memory database, and its one connection. Nothing is written to the disk."""
    connection = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
    text_functions.add_to(connection)
    connection.execute("PRAGMA temp_store = MEMORY")
    return _engine(lambda: connection, StaticPool), connection


def _engine(connect: Callable[[], Any], pool: type[Pool]) -> Engine:
    """An engine whose writing transactions lock the database when they begin."""
    engine = create_engine("sqlite://", module=dbapi2, creator=connect, hide_parameters=True, poolclass=pool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        # A transaction that will write locks the database at once: begun as a reader, it could fail half-way, when
        # another program has taken the lock meanwhile.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def database_errors_in_words() -> Iterator[None]:
    """Turn the database's errors about the disk, its lock or its file into sentences for the user.

    Raises:
        StoreError: the database is damaged or locked.
        SurroundingsError: the disk is full, read-only or failing.
    """
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        translated = _translated(str(error.orig if isinstance(error, DBAPIError) else error))
        if translated is None:
            raise
        raise translated from None


def _translated(message: str) -> SurroundingsError | None:
    """A database error's message as an error for the user; None if it is none of the known ones."""
    if "locked" in message or "busy" in message:
        return StoreError(
            "The store is in use by another program that is saving to it. Wait a moment and try again; "
            "if that does not help, close the other Panel Desk windows."
        )
    if "not a database" in message or "malformed" in message or "hmac" in message:
        return StoreError(DAMAGED)
    if "full" in message:
        return SurroundingsError(
            "The disk is full, so nothing was saved; what was saved before is safe. Free some space and save again."
        )
    if "readonly" in message or "read-only" in message or "unable to open" in message:
        return StoreError(
            "The store's folder cannot be written. Check that the folder is not read-only and that this Windows "
            "account may write to it."
        )
    if "disk I/O" in message:
        return SurroundingsError(
            "The disk failed, so nothing was saved; what was saved before is safe. Check the disk and save again."
        )
    return None
