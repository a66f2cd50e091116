"""Updates the search index: in the transaction of each change, when a store is opened, and when it is rebuilt."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, UOWTransaction

from panel_desk.models import Paper
from panel_desk.rules.text import count
from panel_desk.store.engine import WRITES, database_errors_in_words
from panel_desk.store.search.index import Entry, Kind, SearchIndex
from panel_desk.store.search.texts import REGISTER_KINDS, Touched, entries_of
from panel_desk.store.visibility import without_limits

T = TypeVar("T")
_TOGETHER = 500  # keys in one statement
_MEND = "Make it anew with panel-desk check --rebuild-index."


class IndexUpdate:
    """The update of the index by one unit of work.

    Args:
        session: the unit of work.
        index: the index.
    """

    def __init__(self, session: Session, index: SearchIndex) -> None:
        self._session, self._index = session, index
        self._touched = Touched()

    def note(self, session: Session, context: UOWTransaction) -> None:
        """Note the rows that a flush writes."""
        del context
        for row in (*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted):
            self._touched.note(row)

    def write(self) -> None:
        """Write the texts of the noted rows into the index, in the unit of work's own transaction."""
        self._touched.add_dependents(self._session)
        for kind, keys in self._touched.keys.items():
            for some in _groups(keys):
                records = [str(key) for key in some]
                now = {entry.record: entry for entry in entries_of(self._session, kind, some)}
                self._index.replace(self._session.connection(), kind, records, now.values())
                if kind is Kind.PAPER:
                    removed = [record for record in records if record not in now]
                    self._index.replace(self._session.connection(), Kind.PAGE, removed, ())


@contextmanager
def watch_texts(session: Session, index: SearchIndex) -> Iterator[IndexUpdate]:
    """Note the rows that `session` changes within the `with` block, whose texts `IndexUpdate.write` then indexes."""
    update = IndexUpdate(session, index)
    event.listen(session, "after_flush", update.note)
    try:
        yield update
    finally:
        event.remove(session, "after_flush", update.note)


def put_pages(session: Session, index: SearchIndex, paper: Paper, pages: Sequence[str]) -> None:
    """Put the texts of a paper's pages into the index, in the unit of work's own transaction.

    Args:
        session: the unit of work.
        index: the index.
        paper: the paper.
        pages: the text of each page, empty for a page without text.
    """
    day = paper.filed_at.date()
    texts = enumerate(pages or ("",), start=1)  # the first page's entry shows that the file was read
    entries = [
        Entry(Kind.PAGE, str(paper.id), text, day, paper.sha256, page) for page, text in texts if text or page == 1
    ]
    index.replace(session.connection(), Kind.PAGE, [str(paper.id)], entries)


def fill_index(session: Session, index: SearchIndex) -> None:
    """Make the index anew from the registers. The texts of papers are put into it when their files are read."""
    index.create(session.connection())
    for kind in REGISTER_KINDS:
        index.add(session.connection(), entries_of(session, kind))


def fill_if_outdated(engine: Engine, index: SearchIndex) -> None:
    """Make the index of a store that has none, or one of another version of the program.

    Raises:
        SurroundingsError: it cannot be written.
        sqlalchemy.exc.DBAPIError: the database is damaged.
    """
    with engine.connect() as connection:
        is_current = index.is_current(connection)
    if not is_current:
        writing = engine.execution_options(**{WRITES: True})
        with database_errors_in_words(), Session(writing) as session, session.begin():
            fill_index(session, index)


def index_faults(session: Session, index: SearchIndex) -> tuple[str, ...]:
    """Where the index disagrees with the registers, in a sentence; empty if it agrees."""
    connection = session.connection()
    if not index.is_current(connection):
        return (f"The search index is missing. {_MEND}",)
    wrong = index.lost(connection)
    with without_limits(session):
        for kind in REGISTER_KINDS:
            held = {hash(entry) for entry in index.entries(connection, kind)}  # hashes, because the texts may be long
            now = {hash(entry) for entry in entries_of(session, kind)}
            wrong += len(held ^ now)
    return (f"The search index disagrees with the registers in {count(wrong, 'entry', 'entries')}. {_MEND}",) * bool(
        wrong
    )


def _groups(keys: Iterable[T]) -> Iterator[list[T]]:
    """Keys in groups that a statement can name."""
    keys = iter(keys)
    while group := list(islice(keys, _TOGETHER)):
        yield group
