"""The model of a workbook: sheets, columns, rows and the registers that it carries.

A sheet is a register, a row is a record, a column is a field. A cell holds a plain value: text, a date, a time, a
moment, a number, yes or no, a word of a vocabulary, or several of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum, StrEnum, auto
from typing import TypeAlias

from panel_desk.errors import Fault
from panel_desk.rules.dates import in_words

Value: TypeAlias = str | int | float | bool | date | time | tuple[str, ...] | None


class Kind(Enum):
    """What a column's cells hold."""

    TEXT = auto()
    EMAIL = auto()
    DATE = auto()
    TIME = auto()
    MOMENT = auto()
    YES_NO = auto()
    WHOLE = auto()
    NUMBER = auto()
    DAY_OF_YEAR = auto()


@dataclass(frozen=True, slots=True)
class WorkbookColumn:
    """One heading of a sheet.

    Args:
        heading: the heading in row 1.
        field: the record's field.
        kind: the kind of value in its cells.
        required: no cell may be empty.
        words: the vocabulary of a text; None for free text.
        names: the cell's text for each stored code; None where the text itself is stored.
        many: a cell holds several values, separated by `;`.
        is_ref: it is the record's own ref, which must not contain `;`.
        refers_to: the name of the sheet whose refs it holds.
        least: the smallest number.
        most: the largest number; None for no limit.
        blank: the value of an empty cell.
        lines: a text may have several lines.
        past: a date that is never after today, because it is of something that happened.
    """

    heading: str
    field: str
    kind: Kind = Kind.TEXT
    required: bool = False
    words: type[StrEnum] | None = None
    names: Mapping[str, str] | None = None
    many: bool = False
    is_ref: bool = False
    refers_to: str | None = None
    least: int = 0
    most: int | None = None
    blank: str | bool | None = None
    lines: bool = False
    past: bool = False

    def in_text(self, value: Value) -> str:
        """A value as text in the cell; empty for None."""
        return (self.names or {}).get(str(value)) or in_text(value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook.

    Args:
        name: the name on its tab.
        register: the table that holds its records.
        columns: its columns, in order.
        key: the fields that identify a record.
        order: the fields by which records are sorted and named; empty where these are the key.
        part_of: the name of the sheet with the record that each row belongs to; None where rows stand alone.
        in_order: pairs of fields (dates or times) of which the second must not be before the first.
        is_list: the sheet lists settings under *Setting* and *Value*; its columns are the settings.
    """

    name: str
    register: str
    columns: tuple[WorkbookColumn, ...]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()
    part_of: str | None = None
    in_order: tuple[tuple[str, str], ...] = ()
    is_list: bool = False

    @property
    def named_by(self) -> tuple[str, ...]:
        """The fields that name a record to a reader."""
        return self.order or self.key

    def column(self, name: str) -> WorkbookColumn:
        """The column of a field."""
        return next(column for column in self.columns if column.field == name)

    def fault(self, row: "Row", name: str, value: str, right: str) -> Fault:
        """A fault in one field of a row.

        Args:
            row: the row.
            name: the field.
            value: the value in its cell, in words.
            right: what would be right, or what to do, as a sentence.
        """
        number, heading = row.numbers.get(name, row.number), self.column(name).heading
        if self.is_list:
            return Fault(self.name, number, SETTING_VALUE, value, f"{heading}: {right}")
        return Fault(self.name, number, heading, value, right)


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a sheet has it.

    Args:
        number: the row's number, as the spreadsheet shows it.
        values: the values by field; only of headings that the sheet has. Of a cell with a fault there is one only
            where it holds a date of a year that no record can have, so that other dates can be compared with it.
        unread: the fields whose cells have a fault.
        numbers: the row's number by field, on a sheet that has one row per field.
    """

    number: int
    values: Mapping[str, Value]
    unread: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers that a workbook carries.

    Args:
        rows: the rows by the sheet's name; sheets that the workbook does not have are absent.
        faults: the cells that could not be read.
        ignored: sheets and headings that are not Panel Desk's, as sentences.
        left_out: the fields of each sheet that whoever exports does not see, by the sheet's name.
    """

    rows: Mapping[str, tuple[Row, ...]]
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)


SETTING, SETTING_VALUE = "Setting", "Value"


def in_text(value: Value) -> str:
    """A value as a user reads it; empty for None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None)}Z"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, tuple):
        return "; ".join(value)
    return f"{value:g}" if isinstance(value, float) else str("" if value is None else value)
