"""Reads and checks one cell of the workbook: openpyxl's value in, the column's value or an error out."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Self, TypeAlias

from panel_desk.exchange.workbook.number_formats import as_shown
from panel_desk.queries.workbook.model import Kind, Value, WorkbookColumn, in_text
from panel_desk.rules.dates import EARLIEST_YEAR, LATEST_YEAR, YearError, in_words, read_date
from panel_desk.rules.email_addresses import read_email
from panel_desk.rules.text import cleaned, one_line, without_joiners
from panel_desk.rules.times import read_time

Raw: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
"""A cell's value as openpyxl gives it."""

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|^#(?=[A-Z])")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_LAST_SECOND = 24 * 60 * 60 - 1  # of a day
_LARGEST = 1_000_000  # the largest number in a column without a limit of its own
_ANY_LEAP_YEAR = 2024
_MONTHS = {in_words(date(_ANY_LEAP_YEAR, month, 1)).split()[1].casefold(): month for month in range(1, 13)}
_AS_TEXT = "Type an apostrophe (') and then the text."
_EXPECTED = {
    Kind.TEXT: "",
    Kind.EMAIL: "Write one plain e-mail address, such as panel@example.org.",
    Kind.DATE: "Write the date as DD/MM/YYYY or YYYY-MM-DD.",
    Kind.TIME: "Write the time as HH:MM, such as 09:30.",
    Kind.MOMENT: "Write the day and the time in UTC as YYYY-MM-DD HH:MM:SSZ, such as 2027-03-04 09:30:00Z.",
    Kind.YES_NO: "Write yes or no.",
    Kind.DAY_OF_YEAR: "Write the day and the month, such as 1 April.",
}
LONGEST_CELL = 32_767  # characters, in Excel
_LONGEST_SHOWN = 100  # characters of a cell that a message repeats


class ShownNumber(float):
    """A number in a cell whose format says how Excel shows it.

    Args:
        number: what the cell holds.
        number_format: the cell's format, such as `000000`.
    """

    shown: str

    def __new__(cls, number: float, number_format: str) -> Self:
        """The number, with the text that Excel shows for it."""
        made = super().__new__(cls, number)
        made.shown = as_shown(number, number_format)
        return made


class Formula(str):
    """A formula that no spreadsheet program has calculated, so that the cell has no value."""

    __slots__ = ()


class ErrorValue(str):
    """An error that a spreadsheet program shows in place of a value, such as `#FIELD!`."""

    __slots__ = ()


class CellError(Exception):
    """A cell does not hold what its column allows.

    Args:
        right: what to write instead, as a sentence.
        date: the date in the cell, where its year is one that no record can have.
    """

    def __init__(self, right: str, date: date | None = None) -> None:
        super().__init__(right)
        self.right = right
        self.date = date


def folded(words: object) -> str:
    """Text without case, spaces and punctuation: sheets, headings and vocabulary are compared in this form."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", str(words)).casefold() if letter.isalnum())


def is_blank(raw: Raw) -> bool:
    """Whether a cell holds nothing, or nothing but spaces."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def shown(raw: Raw) -> str:
    """A cell's content as a message repeats it."""
    if isinstance(raw, bool):
        return str(raw).upper()
    text = _plain(raw[:LONGEST_CELL] if isinstance(raw, str) else raw)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def read_cell(column: WorkbookColumn, raw: Raw, today: date | None = None) -> Value:
    """The value in a cell; for an empty cell `column.blank`.

    Args:
        column: the cell's column.
        raw: the cell's content.
        today: a year of two digits is taken as the one nearest to this day; None refuses such dates.

    Raises:
        CellError: it is not a value of this column, or the column must be filled.
    """
    if isinstance(raw, Formula):
        raise CellError("This formula has no value yet. Open the workbook in Excel, save it and import it again.")
    if isinstance(raw, ErrorValue) or (isinstance(raw, str) and raw in _ERRORS):
        raise CellError("The spreadsheet shows an error here. Correct the formula, or type the value.")
    if isinstance(raw, str) and len(raw) > LONGEST_CELL:
        raise CellError(f"This text is longer than the {LONGEST_CELL:,} characters of a workbook's cell. Shorten it.")
    if is_blank(raw):
        if column.required:
            raise CellError(f"This must be filled. {expected(column)}".rstrip())
        return column.blank
    return _date(column, raw, today) if column.kind is Kind.DATE else _READ[column.kind](column, raw)


def expected(column: WorkbookColumn) -> str:
    """A sentence that says what to write into a column's cells; empty for free text."""
    if column.words or column.names:
        several = "one or more of these, separated by “;”" if column.many else "one of these"
        return f"Write {several}: {', '.join(_choices(column))}."
    if column.kind in (Kind.WHOLE, Kind.NUMBER):
        span = f"from {column.least} to {column.most}" if column.most else f"of {column.least} or more"
        return f"Write a {'whole number' if column.kind is Kind.WHOLE else 'number'} {span}."
    return _EXPECTED[column.kind]


def writable(text: str) -> str:
    """Text with control characters, and what Excel reads as an error, escaped as `_xHHHH_` (ECMA-376, 22.9.2.19)."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _plain(raw: Raw) -> str:
    """A cell as text: whole numbers without a decimal point, dates in words."""
    if isinstance(raw, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw).strip() if "_x" in raw else raw.strip()
    if isinstance(raw, float):
        return raw.shown if isinstance(raw, ShownNumber) else str(int(raw) if raw.is_integer() else raw)
    if isinstance(raw, datetime) and raw.time() == time():
        return in_text(raw.date())
    if isinstance(raw, datetime):
        return f"{in_text(raw.date())} {in_text(raw.time())}"
    return str(raw) if isinstance(raw, timedelta) else in_text(raw)


def _text(column: WorkbookColumn, raw: Raw) -> str | tuple[str, ...] | None:
    """A text cell's value, checked for what Excel changes when somebody types."""
    if isinstance(raw, bool):
        raise CellError(f"Excel has {str(raw).upper()} here as a yes or no, not as text. {_AS_TEXT}")
    if isinstance(raw, date | time | timedelta):
        raise CellError(f"Excel made a date or a time of what was typed here. {_AS_TEXT}")
    text = cleaned(_plain(raw)) if column.lines else one_line(_plain(raw))
    if column.is_ref or column.refers_to:
        text = without_joiners(text)
    if not text:
        raise CellError("Nothing in this cell can be seen. Clear it, or type the text.")
    if column.many:
        return _several_values(column, text)
    if column.is_ref and ";" in text:
        raise CellError("A ref cannot contain “;”, because “;” separates several refs in one cell.")
    return _word(column, text) if column.words or column.names else text


def _email(column: WorkbookColumn, raw: Raw) -> str:
    if not isinstance(raw, str):
        raise CellError(expected(column))
    try:
        return read_email(one_line(_plain(raw)))
    except ValueError as error:
        raise CellError(str(error)) from None


def _several_values(column: WorkbookColumn, text: str) -> tuple[str, ...] | None:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    values = [_word(column, part) if column.words else part for part in parts]
    for place, value in enumerate(values):
        if value in values[:place]:
            raise CellError(f"{value} is here twice. Keep one.")
    return tuple(sorted(values) if column.words else values) or None


def _word(column: WorkbookColumn, text: str) -> str:
    """The value of the column's vocabulary that a text names, whatever its case, spaces and punctuation."""
    wanted = folded(text)
    for word, value in _choices(column).items():
        if folded(word) == wanted:
            return value
    raise CellError(expected(column))


def _choices(column: WorkbookColumn) -> dict[str, str]:
    """The words that a cell may hold, each with the value that is stored for it."""
    return {word: word for word in column.words or ()} | {name: code for code, name in (column.names or {}).items()}


def _date(column: WorkbookColumn, raw: Raw, today: date | None) -> date:
    if isinstance(raw, datetime):
        return _in_range(raw.date())
    if isinstance(raw, date):
        return _in_range(raw)
    if not isinstance(raw, str):
        raise CellError(expected(column))
    try:
        return read_date(one_line(raw), today, needs_year=True)
    except YearError as error:
        raise _year_error(error) from None
    except ValueError as error:
        raise CellError(str(error) or expected(column)) from None


def _year_error(error: YearError) -> CellError:
    return CellError(str(error), error.day)


def _in_range(day: date) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise _year_error(YearError(day))
    return day


def _time(column: WorkbookColumn, raw: Raw) -> time:
    if isinstance(raw, time):
        raw = timedelta(hours=raw.hour, minutes=raw.minute, seconds=raw.second, microseconds=raw.microsecond)
    if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
        seconds = min(round(raw.total_seconds()), _LAST_SECOND)  # Excel keeps 09:30 as a fraction of a day
        return time(*divmod(seconds // 60, 60), seconds % 60)
    if not isinstance(raw, str):
        raise CellError(expected(column))
    try:
        return read_time(one_line(raw))
    except ValueError as error:
        raise CellError(f"{error} {expected(column)}".lstrip()) from None


def _moment(column: WorkbookColumn, raw: Raw) -> datetime:
    """A day with a time of day, in UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(raw.strip()) if isinstance(raw, str) else raw
        if not isinstance(moment, datetime):
            raise CellError(expected(column))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise CellError(expected(column)) from None
    _in_range(moment.date())
    return moment


def _yes_no(column: WorkbookColumn, raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    value = {"yes": True, "no": False}.get(one_line(_plain(raw)).casefold())
    if value is None:
        raise CellError(expected(column))
    return value


def _number(column: WorkbookColumn, raw: Raw) -> int | float:
    if isinstance(raw, str) and _NUMBER.fullmatch(one_line(raw)):
        raw = float(one_line(raw))
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise CellError(expected(column))
    whole = column.kind is Kind.WHOLE
    if not column.least <= raw <= (column.most or _LARGEST) or (whole and raw != int(raw)):
        raise CellError(expected(column))
    return int(raw) if whole else float(raw)


def _day_of_year(column: WorkbookColumn, raw: Raw) -> str:
    """A day and a month; Excel may have stored it as a date, whose year means nothing."""
    if isinstance(raw, date):
        return in_words(raw).rpartition(" ")[0]
    day, _, name = _plain(raw).partition(" ")
    month = _MONTHS.get(name.strip().casefold())
    if month is None or not day.isdecimal() or not 1 <= int(day) <= monthrange(_ANY_LEAP_YEAR, month)[1]:
        raise CellError(expected(column))
    return in_words(date(_ANY_LEAP_YEAR, month, int(day))).rpartition(" ")[0]


_READ: Mapping[Kind, Callable[[WorkbookColumn, Raw], Value]] = {
    Kind.TEXT: _text,
    Kind.EMAIL: _email,
    Kind.TIME: _time,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _yes_no,
    Kind.WHOLE: _number,
    Kind.NUMBER: _number,
    Kind.DAY_OF_YEAR: _day_of_year,
}
