"""Date arithmetic and British date formats, independent of the computer's locale."""

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
