"""Migrates a store's database to this program's schema version."""

from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from panel_desk.errors import StoreError
from panel_desk.models import Agency
from panel_desk.store.derived_registers import derive_all
from panel_desk.store.triggers import TRIGGERS

_MIGRATIONS = Path(__file__).parent / "migrations"


def known_versions() -> tuple[str, ...]:
    """The schema versions that this program knows, oldest first."""
    return tuple(sorted(path.stem.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")))


def version_of(engine: Engine) -> str | None:
    """The schema version of a database; None if it is empty."""
    with engine.connect() as connection:
        return _version_on(connection)


def needs_migration(engine: Engine) -> bool:
    """Whether a database is older than the program.

    Raises:
        StoreError: it is newer than the program.
    """
    version = version_of(engine)
    if version is not None and version not in known_versions():
        raise StoreError(
            "This store was last used with a newer Panel Desk. Install the newest version on this computer and open "
            "it with that; nothing in the store was changed."
        )
    return version != known_versions()[-1]


def migrate(engine: Engine, to: str = "head") -> None:
    """Run every outstanding migration and rebuild the triggers, in one transaction.

    Raises:
        StoreError: a row would refer to a row that is gone; the database is unchanged.
    """
    from alembic import command  # noqa: PLC0415 - heavy, and needed only when a store is new or old
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        # Batch migrations rebuild tables; with foreign keys on, that would delete the rows that refer to them.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr] # an open one has it
        with connection.begin():
            config.attributes["connection"] = connection
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            command.upgrade(config, to)
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise StoreError("The store could not be updated to this version; nothing in it was changed.")
            for statement in TRIGGERS.values():
                connection.exec_driver_sql(statement)
            if _version_on(connection) == known_versions()[-1] and connection.scalars(select(Agency.id)).first():
                derive_all(connection)


def _version_on(connection: Connection) -> str | None:
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")).all()
    return connection.scalar(text("SELECT version_num FROM alembic_version")) if tables else None
