"""The days of a year's panels, from a rule such as “the second and fourth Wednesday”, holidays skipped and named."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.working_days import WorkingDays

_MOST_YEARS = 3
_WEEK = 7  # days


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a panel meets.

    Args:
        weekday: 0 for Monday to 6 for Sunday.
        every_weeks: every so many weeks; None where it goes by the month.
        in_month: which of the weekday's days in a month, from 1; -1 for the last. Empty where it goes by weeks.
    """

    weekday: int
    every_weeks: int | None = None
    in_month: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days that a rule gives.

    Args:
        days: those on which a panel can meet.
        skipped: those on which it cannot, with why: the holiday's name, or that the agency is closed.
    """

    days: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]


def schedule(recurrence: Recurrence, first: date, last: date, working_days: WorkingDays) -> Schedule:
    """The days from `first` to `last`, both taken in.

    Raises:
        RuleBrokenError: the period ends before it starts or is longer than three years, or the rule says nothing.
    """
    if last < first:
        raise RuleBrokenError("The last day is before the first.", "last")
    if last.year - first.year > _MOST_YEARS:
        raise RuleBrokenError("Schedule at most three years at a time.", "last")
    if recurrence.every_weeks is None and not recurrence.in_month:
        raise RuleBrokenError("Say how often the panel meets.", "in_month")
    start = datetime.combine(first, time())
    until = datetime.combine(last, time())
    if recurrence.every_weeks is not None:
        to_the_weekday = timedelta(days=(recurrence.weekday - first.weekday()) % _WEEK)  # weeks count from there
        found = rrule(WEEKLY, dtstart=start + to_the_weekday, until=until, interval=recurrence.every_weeks)
    else:
        found = rrule(
            MONTHLY,
            dtstart=start,
            until=until,
            byweekday=[weekday(recurrence.weekday, each) for each in recurrence.in_month],
        )
    days = [moment.date() for moment in found]
    why = {day: working_days.why_not(day) for day in days}
    return Schedule(
        days=tuple(day for day in days if why[day] is None),
        skipped=tuple((day, reason) for day, reason in why.items() if reason is not None),
    )
