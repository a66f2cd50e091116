"""Date arithmetic and British date formats, independent of the computer's locale."""

import re
from calendar import monthrange
from datetime import date

_MONTHS_IN_A_YEAR = 12
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""The years of the dates that a record can hold."""

_YEAR_FAULT = f"The year is not between {EARLIEST_YEAR} and {LATEST_YEAR}. Check it."

_CENTURY = 100
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,})\.?,? +)?"
_YEAR_FIRST = re.compile(
    _WEEKDAY + r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:[t ]00:00(?::00)?)?"
)
_DAY_FIRST = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?P<mark>[/. -])(?P<month>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2}))?"
)
_WITHOUT_MARKS = re.compile(_WEEKDAY + r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})")
_MONTH_NAMED = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]*(?P<name>[a-z]{3,})\.?,?"
    r"(?:[ -]*(?P<year>\d{4}|\d{2}))?"
)
_MONTH_FIRST = re.compile(_WEEKDAY + r"(?P<name>[a-z]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})")
_FORMS = (_YEAR_FIRST, _DAY_FIRST, _WITHOUT_MARKS, _MONTH_NAMED, _MONTH_FIRST)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACED_MARK = re.compile(r"(?<=\d) ?([/.-]) ?(?=\d)")
_CUT_CENTURY = re.compile(r"['\u2019](?=\d{2}$)")  # the apostrophe of `4 March '27`
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class YearError(ValueError):
    """A date is in a year that no record can have.

    Args:
        day: the date.
    """

    def __init__(self, day: date) -> None:
        super().__init__(_YEAR_FAULT)
        self.day = day


def in_words(day: date) -> str:
    """A date in words: `4 March 2027`."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """A date in words with its weekday: `Thursday 4 March 2027`."""
    return f"{DAY_NAMES[day.weekday()]} {in_words(day)}"


def months_after(day: date, months: int) -> date:
    """The corresponding day some months later, or the month's last day where it has none.

    Six months after 31 August is 28 February: a period of months ends on the day that corresponds to its start.
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def start_of_year(starts_on: str, today: date) -> date:
    """The first day of the agency's current year.

    Args:
        starts_on: the day on which the agency's years start, such as `1 April`.
        today: a day within the year.
    """
    day, month = starts_on.split()
    in_leap_year = date(2000, _MONTH_NAMES.index(month) + 1, int(day))  # 29 February must be a valid start
    start = years_after(in_leap_year, today.year - in_leap_year.year)
    return start if start <= today else years_after(start, -1)


def years_after(day: date, years: int) -> date:
    """The corresponding day some years later; 28 February for a 29th that does not exist."""
    return months_after(day, years * _MONTHS_IN_A_YEAR)


def read_date(text: str, near: date | None = None, *, needs_year: bool = False) -> date:
    """Return the date that somebody typed: `4 March 2027`, `Thu 4 Mar 27`, `4/3/27`, `040327`, `2027-03-04`, `4/3`.

    A weekday may stand before each of these and must be that of the date. The day comes before the month. A year of two
    digits is in the century that brings it within 50 years of `near`.

    Args:
        text: as it was typed.
        near: a date typed with two digits for the year, or none, is taken as the one nearest to this day; None refuses
            such dates.
        needs_year: refuse a date without a year, in a text that was not typed today.

    Raises:
        ValueError: the text is not a date; with a sentence if it has the form of one.
    """
    typed = " ".join(_DASHES.sub("-", text).casefold().split())
    typed = _CUT_CENTURY.sub("", _SPACED_MARK.sub(r"\1", typed))
    found = next(filter(None, (form.fullmatch(typed) for form in _FORMS)), None)
    if found is None:
        raise ValueError
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _named(parts["name"], _MONTH_NAMES)
    if not 1 <= month <= _MONTHS_IN_A_YEAR:
        advice = " Write the day first, then the month." if found.re in {_DAY_FIRST, _WITHOUT_MARKS} else ""
        raise ValueError(f"There is no such month.{advice}")
    if needs_year and not parts["year"]:
        raise ValueError("Write the year too.")
    read = _complete_year(int(parts["day"]), month, parts["year"], near)
    if not EARLIEST_YEAR <= read.year <= LATEST_YEAR:
        raise YearError(read)
    if (weekday := parts["weekday"]) and _named(weekday, DAY_NAMES) != read.weekday() + 1:
        raise ValueError(f"{in_words(read)} is a {DAY_NAMES[read.weekday()]}. Correct the weekday or the date.")
    return read


def _complete_year(day: int, month: int, year: str | None, near: date | None) -> date:
    """Return a day and a month as a date in their year, completing the year by `near` where it is short or missing.

    Two digits stand for the year nearest to that of `near`; without a year, it is the date nearest to `near`.

    Raises:
        ValueError: there is no such date, or the year is incomplete and `near` is None; with a sentence.
    """
    if year and len(year) > len("27"):
        return _day_of(int(year), month, day)
    if near is None:
        raise ValueError("Write the year with four digits.")
    if year:
        century = near.year - near.year % _CENTURY
        years = [century + int(year) + each for each in (-_CENTURY, 0, _CENTURY)]
        return _day_of(min(years, key=lambda each: (abs(each - near.year), each)), month, day)
    # Leap years are at most eight years apart, so four years either way always include a 29 February.
    years = [each for each in range(near.year - 4, near.year + 5) if day <= monthrange(each, month)[1]]
    if not years:
        return _day_of(near.year, month, day)
    return min((date(each, month, day) for each in years), key=lambda each: abs(each - near))


def _day_of(year: int, month: int, day: int) -> date:
    if year < 1:
        raise ValueError(_YEAR_FAULT)
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise ValueError(f"There is no such date: {_MONTH_NAMES[month - 1]} {year} has {length} days.")
    return date(year, month, day)


def _named(name: str, names: tuple[str, ...]) -> int:
    """The number of a month or a weekday, from 1, by its name or the first letters of it; 0 for neither."""
    return next((place for place, each in enumerate(names, 1) if each.casefold().startswith(name)), 0)
