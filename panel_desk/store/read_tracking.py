"""Which registers a question read, worked out from its statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import ClauseElement, visitors


@contextmanager
def watch_reads(session: Session) -> Iterator[set[str]]:
    """The names of the tables that `session` reads from while this is open; the set fills as it goes."""
    registers: set[str] = set()

    def note(state: ORMExecuteState) -> None:
        if isinstance(state.statement, ClauseElement):
            registers.update(part.name for part in visitors.iterate(state.statement) if isinstance(part, Table))

    event.listen(session, "do_orm_execute", note)
    try:
        yield registers
    finally:
        event.remove(session, "do_orm_execute", note)
