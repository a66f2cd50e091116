"""Lists that the store filters, sorts and counts: what a list asks for, and the rows that it gets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import ClauseElement, Column, ColumnElement, Select, String, cast, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.desk import Work
from panel_desk.models import Base
from panel_desk.rules.dates import in_words
from panel_desk.store.text_functions import folded

Row = TypeVar("Row")
_Columns = TypeVarTuple("_Columns")
Key = TypeVar("Key", bound=str | int)
FEW = 1000
"""The most keys that a statement lists one by one; for more, reading the whole register is faster."""
_MONTHS = {month: in_words(date(2000, month, 1)).split()[1].casefold() for month in range(1, 13)}
"""The name of each month, folded, by its number."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which rows of a register a list asks for, and in which order.

    Args:
        words: what each row has to contain, every word somewhere; folded (`rules.folding`).
        facets: by column, the texts of which a row has to have one.
        sorted_by: the column by which it is sorted; None for the register's own order.
        is_descending: whether it is sorted from last to first.
        offset: how many rows are left out before the first one.
        limit: how many rows at most; None for all.
    """

    words: tuple[str, ...] = ()
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sorted_by: str | None = None
    is_descending: bool = False
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """Some of the rows that match.

    Args:
        rows: the rows from the offset on, at most as many as the limit.
        matching: how many rows match in all.
        total: how many rows there are before any filter.
    """

    rows: tuple[Row, ...]
    matching: int
    total: int


def contains(word: str, *texts: SQLCoreOperations[Any]) -> ColumnElement[bool]:
    """The condition that some texts, of which each may be missing, contain a folded word."""
    whole: ColumnElement[str] = func.coalesce(texts[0], "")
    for each in texts[1:]:
        whole = whole + " " + func.coalesce(each, "")
    return folded(whole).contains(word, autoescape=True)


def among(
    outer: InstrumentedAttribute[Any], inner: InstrumentedAttribute[Any], *conditions: ColumnElement[bool], of_few: bool
) -> ColumnElement[bool]:
    """The condition that a column's value occurs in another register, in a row that meets some conditions.

    Args:
        outer: the column of the list's register.
        inner: the other register's column.
        conditions: the conditions on the other register.
        of_few: whether few rows are left to look at, for each of which the other register is then looked up; it is
            read once and whole otherwise.
    """
    found = select(inner).where(*conditions)
    return found.where(inner == outer).correlate(outer.class_).exists() if of_few else outer.in_(found)


def day_contains(word: str, *days: SQLCoreOperations[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions that a day, written as `4 March 2027`, contains a folded word; none where no day can contain it."""
    months = [month for month, name in _MONTHS.items() if word in name]
    for day in days if months or word.isdecimal() else ():
        numbers = (extract("day", day), extract("year", day)) if word.isdecimal() else ()
        yield or_(
            extract("month", day).in_(months),
            *(cast(number, String).contains(word, autoescape=True) for number in numbers),
        )


def joined(statement: Select[*_Columns], joins: Mapping[type[Base], ColumnElement[bool]]) -> Select[*_Columns]:
    """A statement, outer-joined with the registers to which its columns, conditions and order refer.

    Args:
        statement: the statement, which reads from one register.
        joins: by register, the condition on which it is joined, which may name those before it.
    """
    named = _tables(statement)
    for register, on in reversed([*joins.items()]):
        if register.__tablename__ in named:
            named |= _tables(on)
    for register, on in joins.items():
        if register.__tablename__ in named:
            statement = statement.outerjoin(register, on)
    return statement


def _tables(clause: ClauseElement) -> set[str]:
    """The names of the tables of a clause's columns; of a subquery in it, only those of the outer statement."""
    named: set[str] = set()
    parts: list[Any] = [clause]
    while parts:
        part = parts.pop()
        if isinstance(part, Column) and part.table is not None:
            named.add(part.table.name)
        elif isinstance(part, Select) and part is not clause:
            named |= {str(each) for each in part._correlate or ()}  # noqa: SLF001 - SQLAlchemy gives it nowhere else
        else:
            parts += part.get_children()
    return named


def find_page(
    work: Work, found: Select[Key], counted: Select[int] | int, listing: Listing
) -> tuple[Sequence[Key], int]:
    """The keys of the rows that a list shows, and how many match in all.

    Args:
        work: the unit of work.
        found: the keys of all rows that match, sorted.
        counted: how many match, or the statement that counts them, which is not asked where words are searched for,
            because that would search a second time.
        listing: what the list asks for.
    """
    if listing.words:
        every = work.session.scalars(found).all()
        end = None if listing.limit is None else listing.offset + listing.limit
        return every[listing.offset : end], len(every)
    shown = work.session.scalars(found.offset(listing.offset).limit(listing.limit)).all()
    return shown, counted if isinstance(counted, int) else work.session.scalar(counted) or 0
