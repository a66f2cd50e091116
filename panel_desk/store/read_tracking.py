"""Tracks what a query reads: the names of the tables in its statements, and the records that it loads."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import ClauseElement, visitors

from panel_desk.store.derived_registers import DERIVED_FROM


@contextmanager
def watch_reads(session: Session) -> Iterator[set[str]]:
    """The names of the tables that `session` reads within the `with` block; each is added to the set as it is read.

    For a table that is computed from registers, the names of these registers are added instead.
    """
    registers: set[str] = set()

    def note(state: ORMExecuteState) -> None:
        if isinstance(state.statement, ClauseElement):
            for part in visitors.iterate(state.statement):
                if isinstance(part, Table):
                    registers.update(DERIVED_FROM.get(part.name, (part.name,)))

    event.listen(session, "do_orm_execute", note)
    try:
        yield registers
    finally:
        event.remove(session, "do_orm_execute", note)


@contextmanager
def keep_records(session: Session) -> Iterator[None]:
    """Keep every record that `session` loads within the `with` block, so that none is loaded twice.

    A session holds only weak references to its records.
    """
    kept: list[object] = []

    def keep(_session: Session, record: object) -> None:
        kept.append(record)

    event.listen(session, "loaded_as_persistent", keep)
    try:
        yield
    finally:
        event.remove(session, "loaded_as_persistent", keep)
