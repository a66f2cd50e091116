"""The search index in SQLite's FTS5, which SQLCipher encrypts with the rest of the database.

`search_entry` holds the texts as they are, for the passages that are shown; the two FTS5 tables hold only the folded
words and no text. An entry's id is made of its kind, its day and a counter, so that FTS5 yields the entries of one kind
from the newest on, and a search that shows few hits stops early. Long texts are apart from names, so that the
beginnings of words in names, which are short, are looked up at once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Subquery,
    Table,
    TextClause,
    bindparam,
    column,
    delete,
    false,
    func,
    insert,
    inspect,
    literal,
    literal_column,
    select,
    table,
    text,
)

from panel_desk.rules.search_words import Phrase, folded_words
from panel_desk.store.search.index import Entry, Kind

T = TypeVar("T")
_VERSION = 1  # of the tables, and of which text each kind of record has; a store with another number is indexed anew
_NAMES, _TEXTS = "search_name", "search_text"
_TABLES = {
    Kind.MEMBER: _NAMES,
    Kind.CASE: _NAMES,
    Kind.MEETING: _NAMES,
    Kind.STANDING_ITEM: _NAMES,
    Kind.PAPER: _NAMES,
    Kind.SECTION: _TEXTS,
    Kind.PAGE: _TEXTS,
}
_KINDS = dict(enumerate(Kind, start=1))
_NUMBERS = {kind: number for number, kind in _KINDS.items()}
_KIND_BITS, _DAY_BITS = 56, 32  # positions of the kind and of the day in an entry's id
_TOGETHER = 500  # rows in one statement
_LONGEST = 10  # letters of a word in long texts: FTS5 looks up at once only as many first letters as it has indexes for
_SHORTEST = 2  # letters of the beginning of a word in long texts, in most of which every single letter begins a word

_metadata = MetaData()
_entry = Table(
    "search_entry",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("record", String, nullable=False),
    Column("file", String, nullable=False),
    Column("page", Integer, nullable=False),
    Column("text", String, nullable=False),
    Index("ix_search_entry_kind_record_file_page", "kind", "record", "file", "page", unique=True),
)
_version = Table("search_version", _metadata, Column("number", Integer, primary_key=True))
# Statements that every change of a record sends, made once because making them takes longer than running them.
_OF_RECORDS = select(_entry).where(
    _entry.c.kind == bindparam("kind"), _entry.c.record.in_(bindparam("records", expanding=True))
)
_LAST_OF_DAY = select(func.max(_entry.c.id)).where(_entry.c.id.between(bindparam("first"), bindparam("last")))
_ADD = insert(_entry)
_ADD_WORDS = {
    name: text(f"INSERT INTO {name} (rowid, words) VALUES (:id, :words)")  # noqa: S608 - no user's text
    for name in (_NAMES, _TEXTS)
}
_CREATE = (
    "CREATE VIRTUAL TABLE {} USING fts5(words, content='', contentless_delete=1, "
    'tokenize="unicode61 remove_diacritics 2", {})'
)
_OPTIONS = {_NAMES: "prefix='1 2 3 4 5'", _TEXTS: "prefix='2 3 4 5 6 7 8 9', detail=none"}
SEARCH_TABLES = frozenset({_entry.name, _version.name, _NAMES, _TEXTS})


class Fts5Index:
    """The search index of a store whose database is SQLite. See `SearchIndex` for what each method does."""

    def is_current(self, connection: Connection) -> bool:
        """Whether the database has an index of this version of the program."""
        there = inspect(connection).has_table(_version.name)
        return there and connection.scalar(select(_version.c.number)) == _VERSION

    def create(self, connection: Connection) -> None:
        """Make an empty index in place of any other."""
        for name in _OPTIONS:
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
        _metadata.drop_all(connection)
        _metadata.create_all(connection)
        for name, options in _OPTIONS.items():
            connection.execute(text(_CREATE.format(name, options)))
        connection.execute(insert(_version).values(number=_VERSION))

    def replace(self, connection: Connection, kind: Kind, records: Collection[str], entries: Iterable[Entry]) -> None:
        """Replace the entries of records by others; entries that are equal are not written again."""
        before = {}
        for some in _groups(records):
            for row in connection.execute(_OF_RECORDS, {"kind": _NUMBERS[kind], "records": some}):
                before[_entry_of(row)] = row.id
        now = dict.fromkeys(entries)
        gone = [number for entry, number in before.items() if entry not in now]
        for some in _groups(gone):
            connection.execute(delete(_entry).where(_entry.c.id.in_(some)))
            connection.execute(_forget(_TABLES[kind]), [{"id": number} for number in some])
        self.add(connection, (entry for entry in now if entry not in before))

    def add(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Add entries of records that have none of their kinds."""
        last: dict[int, int] = {}
        for some in _groups(entries):
            rows = []
            for entry in some:
                first = _first_place(entry)
                if first not in last:
                    of_day = {"first": first, "last": first + (1 << _DAY_BITS) - 1}
                    last[first] = connection.scalar(_LAST_OF_DAY, of_day) or first
                last[first] += 1
                rows.append((last[first], entry))
            connection.execute(_ADD, [_row(number, entry) for number, entry in rows])
            for name in (_NAMES, _TEXTS):
                words = [{"id": at, "words": _words(each, name)} for at, each in rows if _TABLES[each.kind] == name]
                if words:
                    connection.execute(_ADD_WORDS[name], words)

    def entries(self, connection: Connection, kind: Kind) -> Iterator[Entry]:
        """Every entry of a kind."""
        found = select(_entry).where(_entry.c.kind == _NUMBERS[kind]).execution_options(yield_per=_TOGETHER)
        for row in connection.execute(found):
            yield _entry_of(row)

    def files(self) -> Subquery:
        """The files that were read, as a selectable with the columns `record` and `file`."""
        read = select(_entry.c.record, _entry.c.file).where(_entry.c.kind == _NUMBERS[Kind.PAGE], _entry.c.page == 1)
        return read.subquery("files_read")

    def hits(self, kind: Kind, phrases: Sequence[Phrase]) -> Subquery:
        """The entries of a kind that have all phrases, the last word of each also where it only begins a word."""
        name = _TABLES[kind]
        words = table(name, column("rowid", Integer))
        sought = " AND ".join(_sought_names(phrases) if name == _NAMES else _sought_texts(phrases))
        first = _NUMBERS[kind] << _KIND_BITS
        # The unary plus, and the empty string below, keep SQLite from another order of joins than these words first.
        at: ColumnElement[int] = literal_column(f"+{name}.rowid", Integer)
        found = select(
            words.c.rowid.label("place"),
            _entry.c.record.concat("").label("record"),
            _entry.c.file,
            _entry.c.page,
            _entry.c.text,
        ).select_from(words.join(_entry, _entry.c.id == at))
        matches = literal_column(name).op("MATCH")(literal(sought, String)) if sought else false()
        return found.where(matches, words.c.rowid.between(first, first + (1 << _KIND_BITS) - 1)).subquery()

    def lost(self, connection: Connection) -> int:
        """The number of entries that are in only one of the entry table and the FTS5 tables."""
        faults = 0
        for name in (_NAMES, _TEXTS):
            numbers = ", ".join(str(_NUMBERS[kind]) for kind, table in _TABLES.items() if table == name)
            held = f"SELECT id FROM search_entry WHERE kind IN ({numbers})"  # noqa: S608 - no user's text
            found = f"SELECT id FROM {name}_docsize"  # noqa: S608 - no user's text
            for one, other in ((held, found), (found, held)):
                faults += connection.scalar(text(f"SELECT count(*) FROM ({one} EXCEPT {other})")) or 0  # noqa: S608 - no user's text
        return faults


def _words(entry: Entry, name: str) -> str:
    """The words of an entry as a table has them."""
    return " ".join(word if name == _NAMES else word[:_LONGEST] for word in folded_words(entry.text))


def _sought_names(phrases: Sequence[Phrase]) -> Iterator[str]:
    """The conditions on a name, in FTS5's own syntax; the words have only letters and digits."""
    return (f'"{" ".join(phrase)}" *' for phrase in phrases)


def _sought_texts(phrases: Sequence[Phrase]) -> Iterator[str]:
    """The conditions on a long text, whose words are indexed without their order."""
    for phrase in phrases:
        yield from (f'"{word[:_LONGEST]}"' for word in phrase[:-1])
        if _SHORTEST <= len(phrase[-1]) < _LONGEST:
            yield f'"{phrase[-1]}" *'
        elif len(phrase[-1]) >= _LONGEST:
            yield f'"{phrase[-1][:_LONGEST]}"'


def _groups(parts: Iterable[T]) -> Iterator[list[T]]:
    parts = iter(parts)
    while group := list(islice(parts, _TOGETHER)):
        yield group


def _forget(name: str) -> TextClause:
    return text(f"DELETE FROM {name} WHERE rowid = :id")  # noqa: S608 - no user's text


def _first_place(entry: Entry) -> int:
    """The place before the first entry of a kind and a day."""
    return (_NUMBERS[entry.kind] << _KIND_BITS) | ((entry.day or date.max).toordinal() << _DAY_BITS)


def _row(place: int, entry: Entry) -> dict[str, object]:
    """An entry as a row of `search_entry`."""
    return {
        "id": place,
        "kind": _NUMBERS[entry.kind],
        "record": entry.record,
        "file": entry.file,
        "page": entry.page,
        "text": entry.text,
    }


def _entry_of(row: Row[Any]) -> Entry:
    day = date.fromordinal((row.id >> _DAY_BITS) & ((1 << _KIND_BITS - _DAY_BITS) - 1))
    return Entry(_KINDS[row.kind], row.record, row.text, None if day == date.max else day, row.file, row.page)
