"""A faster SQLite dialect for tests: stores share compiled statements, and nothing is flushed to the disk."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Hashable, Any] = {}  # the cache of compiled statements that all stores share


class SharedDialect(SQLiteDialect_pysqlite):
    """A dialect for many short-lived stores.

    SQLAlchemy's cache of compiled statements is keyed by dialect, so the dialects of all engines compare equal.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedDialect)

    def __hash__(self) -> int:
        return hash(SharedDialect)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give a new engine the common cache."""
        engine.update_execution_options(compiled_cache=_COMPILED)
        event.listen(engine, "connect", _turn_off_flushing)


def share_compiled_statements() -> None:
    """Use this dialect for every SQLite engine that is created from now on."""
    registry.register("sqlite", __name__, SharedDialect.__name__)


def _turn_off_flushing(connection: Any, _: object) -> None:  # noqa: ANN401 # a DBAPI connection has no type
    connection.execute("PRAGMA synchronous = OFF")  # flushing matters only in a power cut
