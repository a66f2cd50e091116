"""Dates as the field counts and writes them, whatever the computer's own language is."""

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
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(day: date) -> str:
    """The day as it is written in a letter: `4 March 2027`."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """The day with its weekday: `Thursday 4 March 2027`."""
    return f"{DAY_NAMES[day.weekday()]} {in_words(day)}"


def months_after(day: date, months: int) -> date:
    """The same day of the month, that many months later; the month's last day where it has no such day.

    A period of months ends on the day that corresponds to its start (31 August and six months: 28 February).
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def start_of_year(starts_on: str, today: date) -> date:
    """The first day of the agency's year that today is in.

    Args:
        starts_on: the day on which its years start: `1 April`.
        today: the day.
    """
    day, month = starts_on.split()
    in_a_leap_year = date(2000, _MONTH_NAMES.index(month) + 1, int(day))
    begun = years_after(in_a_leap_year, today.year - in_a_leap_year.year)
    return begun if begun <= today else years_after(begun, -1)


def years_after(day: date, years: int) -> date:
    """The same day, that many years later; 28 February where that year has no 29th."""
    return months_after(day, years * _MONTHS_IN_A_YEAR)
