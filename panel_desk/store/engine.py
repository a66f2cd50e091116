"""The encrypted database: how it is connected to, and what its errors mean to a user."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, Pool, StaticPool
from sqlcipher3 import dbapi2

from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.store.keys import derive

_BUSY_SECONDS = 5
WRITES = "writes"
DAMAGED = (
    "The store's database is damaged. Close Panel Desk and put desk.db back from the last backup in the backups folder."
)


def open_engine(path: Path, data_key: bytes, pool: type[Pool] = NullPool) -> Engine:
    """An engine for the SQLCipher database at `path`; PRAGMAs are per connection, so they are set on each.

    Args:
        path: the database.
        data_key: the store's key.
        pool: a pool that keeps connections saves each unit of work from reading and deciphering what the last one
            did; its engine is disposed of, or Windows neither moves nor deletes the file.
    """
    key = derive(data_key, "database").hex()

    def connect() -> Any:  # noqa: ANN401 - a DBAPI connection, which has no common type
        connection = dbapi2.connect(str(path), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")  # what goes wrong is raised, not printed
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # so that INSERT OR REPLACE is refused like a DELETE
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    return _engine(connect, pool)


def is_open_elsewhere(path: Path, data_key: bytes) -> bool:
    """Whether another program has the database at `path` open; not where it cannot be read, or with another key.

    Only whoever is alone with a database can fold its write-ahead log in for good.
    """
    engine = open_engine(path, data_key)
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = DELETE")
    except dbapi2.Error as error:
        return "locked" in str(error)
    return False


def memory_engine() -> tuple[Engine, Any]:
    """An engine for an empty database in memory alone, and its one connection; nothing of it meets the disk."""
    connection = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA temp_store = MEMORY")
    return _engine(lambda: connection, StaticPool), connection


def _engine(connect: Callable[[], Any], pool: type[Pool]) -> Engine:
    engine = create_engine("sqlite://", module=dbapi2, creator=connect, hide_parameters=True, poolclass=pool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        # Work that will write takes the lock at once: begun as a reader, it could lose it to another half-way.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def database_errors_in_words() -> Iterator[None]:
    """Turn what the database says of the disk, the lock or the file into a sentence for the user.

    Raises:
        StoreError: the database is damaged or locked.
        SurroundingsError: the disk is full, read-only or failing.
    """
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        sentence = _sentence(str(error.orig if isinstance(error, DBAPIError) else error))
        if sentence is None:
            raise
        raise sentence from None


def _sentence(said: str) -> SurroundingsError | None:
    if "locked" in said or "busy" in said:
        return StoreError(
            "The store is in use by another program that is saving to it. Wait a moment and try again; "
            "if it goes on, close the other Panel Desk windows."
        )
    if "not a database" in said or "malformed" in said or "hmac" in said:
        return StoreError(DAMAGED)
    if "full" in said:
        return SurroundingsError(
            "The disk is full, so nothing was saved; what was saved before is whole. Make room and save again."
        )
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return StoreError(
            "The store's folder cannot be written. Check that the folder is not read-only and that this Windows "
            "account may write to it."
        )
    if "disk I/O" in said:
        return SurroundingsError(
            "The disk did not take what was to be saved; what was saved before is whole. Check the disk and save again."
        )
    return None
