"""SQLAlchemy as the tests use it: statements are compiled once for all stores, and nothing waits for the disk."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Hashable, Any] = {}


class SharedDialect(SQLiteDialect_pysqlite):
    """SQLite for many short-lived stores.

    The cache of compiled statements is keyed by dialect, so the dialects of all engines are equal.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedDialect)

    def __hash__(self) -> int:
        return hash(SharedDialect)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give a new engine the cache that all of them share."""
        engine.update_execution_options(compiled_cache=_COMPILED)
        event.listen(engine, "connect", _do_not_wait_for_the_disk)


def share_compiled_statements() -> None:
    """Use this dialect for every SQLite engine that is made from now on."""
    registry.register("sqlite", __name__, SharedDialect.__name__)


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:  # noqa: ANN401 # a DBAPI connection has no type
    connection.execute("PRAGMA synchronous = OFF")  # matters only when the power fails, and no test does that
