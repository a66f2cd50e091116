"""The interface of the search index, which one engine serves at present: SQLite's FTS5 (`store.search.fts5`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, Subquery

from panel_desk.rules.search_words import Phrase


class Kind(StrEnum):
    """A kind of text in the index, and the record whose key it has."""

    MEMBER = "member"
    CASE = "case"
    MEETING = "meeting"
    STANDING_ITEM = "standing item"
    SECTION = "section of minutes"
    PAPER = "paper"
    PAGE = "page of a paper"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text in the index.

    Args:
        kind: its kind.
        record: the key of its record, as text: a ref, or the digits of an id.
        text: the words by which the record is found.
        day: the day by which hits are ordered, the newest first; None comes before all others.
        file: the SHA-256 of the file that it is read from; empty for a text of the registers.
        page: the page of that file, from 1; 0 for a text of the registers.
    """

    kind: Kind
    record: str
    text: str
    day: date | None
    file: str = ""
    page: int = 0


class SearchIndex(Protocol):
    """An index of texts in the store's own database, changed by the transaction that changes the texts."""

    def is_current(self, connection: Connection) -> bool:
        """Whether the database has an index of this version of the program."""
        ...

    def create(self, connection: Connection) -> None:
        """Make an empty index in place of any other."""
        ...

    def replace(self, connection: Connection, kind: Kind, records: Collection[str], entries: Iterable[Entry]) -> None:
        """Replace the entries of records by others; entries that are equal are not written again.

        Args:
            connection: the connection of the unit of work.
            kind: the kind of all these entries.
            records: the keys of the records, whose other entries of this kind are removed.
            entries: their entries now.
        """
        ...

    def add(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Add entries of records that have none of their kinds."""
        ...

    def entries(self, connection: Connection, kind: Kind) -> Iterable[Entry]:
        """Every entry of a kind."""
        ...

    def files(self) -> Subquery:
        """The files that were read, as a selectable with the columns `record` and `file`."""
        ...

    def hits(self, kind: Kind, phrases: Sequence[Phrase]) -> Subquery:
        """The entries of a kind that have all phrases, the last word of each also where it only begins a word.

        A selectable with the columns `place`, which is greater the newer the entry is, `record`, `file`, `page` and
        `text`. Join the records to it, so that the limits of the account apply to the statement.
        """
        ...

    def lost(self, connection: Connection) -> int:
        """The number of entries that a search does not find, or finds although they were removed."""
        ...
