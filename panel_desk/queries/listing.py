"""What a list asks the store for, which filters, sorts and counts, and the rows that it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Row = TypeVar("Row")


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
