"""Writes the skeleton of a migration: what differs between the models and the schema after the newest migration.

`python dev.py migration NAME` runs it in `.venv`, because dev.py itself needs no package. It compares the models with
a store in memory on which every migration has been run.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import ops
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Column, Connection, Dialect, Enum, Table, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

import panel_desk
from panel_desk.models import Base
from panel_desk.store.engine import memory_engine
from panel_desk.store.migrate import known_versions, migrate

ROOT = Path(__file__).resolve().parent
MIGRATIONS = Path(panel_desk.__file__).parent / "store" / "migrations"


def main() -> int:
    """Write the skeleton and try it on a new store; 0 where nothing is left to write by hand."""
    parser = argparse.ArgumentParser(prog="dev.py migration", description="Write the skeleton of a migration.")
    parser.add_argument("name", help="what it adds, such as member_shoe_size; part of the file's name")
    name = parser.parse_args().name
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        parser.error("a name has lower-case letters, digits and underscores only, such as member_shoe_size")
    changes, rendered = _difference()
    if changes.is_empty():
        print(f"The models and migration {known_versions()[-1]} agree: there is nothing to write.")
        return 0
    empty = [f"{table}.{column.name}" for table, column in _added(changes) if _leaves_rows_without_a_value(column)]
    if empty:
        print(
            f"Nothing was written: {', '.join(empty)} may not be empty, and existing rows have no value for it. "
            "Give the column a server_default in the model, or let it be empty (Mapped[… | None])."
        )
        return 1
    file = _write(name, rendered)
    print(f"Wrote {file.relative_to(ROOT).as_posix()}.")
    for lost in _dropped(changes):
        print(f"It drops {lost}: where that was renamed, write the renaming instead, so that rows keep what they hold.")
    return _try()


def _difference() -> tuple[ops.UpgradeOps, str]:
    """The changes that make a store of the newest version equal the models, as operations and as Python code."""
    engine, _ = memory_engine()
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "render_as_batch": True,
                "render_item": _in_sqlalchemys_own_types,
            },
        )
        wanted = produce_migrations(context, Base.metadata).upgrade_ops
        if wanted is None:
            raise AssertionError("Alembic always gives the operations")
        for table in Base.metadata.sorted_tables:
            changes = list(_changed_checks(connection, table))
            if changes:
                _alteration_of(table, wanted).ops.extend(changes)
        code = render_python_code(
            wanted, render_as_batch=True, migration_context=context, render_item=_in_sqlalchemys_own_types
        )
    lines = [line for line in code.splitlines() if not line.strip().startswith("# ###")]
    return wanted, "\n".join(lines).strip().replace(", schema=None", "").replace("batch_op", "batch")


def _in_sqlalchemys_own_types(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Render one of the program's column types as SQLAlchemy's; False leaves anything else to Alembic.

    Migrations import nothing of the program.
    """
    del context
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def _changed_checks(connection: Connection, table: Table) -> Iterator[ops.MigrateOperation]:
    """The changes to a table's CHECK constraints and enums, which Alembic does not compare."""
    store = inspect(connection)
    if not store.has_table(table.name):
        return
    in_store = {_plain(table, check["sqltext"]): check for check in store.get_check_constraints(table.name)}
    in_models = {
        _plain(table, _sql(check, connection.dialect)): check
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    for column in table.columns:
        begins = f"{column.name}IN("
        new = next((sql for sql in in_models if sql.startswith(begins)), None)
        old = next((sql for sql in in_store if sql.startswith(begins)), None)
        if isinstance(column.type, Enum) and new and old and new != old:
            words = re.findall(r"'((?:[^']|'')*)'", in_store[old]["sqltext"])
            yield ops.AlterColumnOp(
                table.name,
                column.name,
                existing_type=_enum(column.type, [word.replace("''", "'") for word in words]),
                modify_type=_enum(column.type, column.type.enums),
                existing_nullable=column.nullable,
            )
        if isinstance(column.type, Enum):
            in_models.pop(new or "", None)
            in_store.pop(old or "", None)
    for sql in sorted(in_store.keys() - in_models.keys()):
        yield ops.DropConstraintOp(in_store[sql]["name"], table.name, type_="check")
    for sql in sorted(in_models.keys() - in_store.keys()):
        yield ops.CreateCheckConstraintOp.from_constraint(in_models[sql])


def _plain(table: Table, sql: str) -> str:
    """A CHECK's condition without spaces, quotation marks and the table's name, in which spellings differ."""
    return re.sub(r'[\s"]', "", sql).replace(f"{table.name}.", "")


def _sql(check: CheckConstraint, dialect: Dialect) -> str:
    return str(check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _enum(like: Enum, words: list[str]) -> Enum:
    return Enum(*words, name=like.name, native_enum=False, create_constraint=True, length=like.length)


def _alteration_of(table: Table, wanted: ops.UpgradeOps) -> ops.ModifyTableOps:
    """The operations on one table among those wanted; an empty list of them is added where there is none."""
    for each in wanted.ops:
        if isinstance(each, ops.ModifyTableOps) and each.table_name == table.name:
            return each
    made = ops.ModifyTableOps(table.name, [])
    wanted.ops.append(made)
    return made


def _added(wanted: ops.UpgradeOps) -> Iterator[tuple[str, Column[Any]]]:
    """The columns that are added to existing tables."""
    for table in wanted.ops:
        if isinstance(table, ops.ModifyTableOps):
            yield from ((table.table_name, each.column) for each in table.ops if isinstance(each, ops.AddColumnOp))


def _leaves_rows_without_a_value(column: Column[Any]) -> bool:
    return not column.nullable and column.server_default is None


def _dropped(wanted: ops.UpgradeOps) -> Iterator[str]:
    """The tables and columns that are dropped, in words."""
    for each in wanted.ops:
        if isinstance(each, ops.DropTableOp):
            yield f"the table {each.table_name}"
        elif isinstance(each, ops.ModifyTableOps):
            yield from (f"{each.table_name}.{one.column_name}" for one in each.ops if isinstance(one, ops.DropColumnOp))


def _write(name: str, rendered: str) -> Path:
    """Write the migration after the newest one, and return its path."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = f"{int(known_versions()[-1]) + 1:04d}"
    message = f"{name.replace('_', ' ').capitalize()}."
    history = ScriptDirectory.from_config(config)
    history.messaging_opts = {"quiet": True}
    made = history.generate_revision(number, message, upgrades=rendered)
    if made is None:
        raise AssertionError("Alembic always gives the migration that it wrote")
    file = Path(made.path)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], cwd=ROOT, check=True)
    return file


def _try() -> int:
    """Run every migration, the new one too, on a new store, and print how it still differs from the models."""
    try:
        left, rendered = _difference()
    except SQLAlchemyError as error:
        print(f"It does not run yet: {error}")
        return 1
    if not left.is_empty():
        print(f"This is still to be written by hand:\n    {rendered}")
        return 1
    print("It runs, and a new store with it equals the models. Say in its docstrings what it adds and why; then type:")
    print("    python dev.py test tests/store/test_migrate.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
