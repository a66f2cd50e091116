"""Panel dates from a recurrence rule, such as “the second and fourth Wednesday”, without holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.working_days import WorkingDays

_MAX_YEARS = 3
_WEEK = 7  # days


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a panel meets: every few weeks, or on certain weekdays of each month.

    Args:
        weekday: 0 for Monday to 6 for Sunday.
        every_weeks: the interval in weeks; None for a monthly rule.
        in_month: which occurrences of the weekday in a month, from 1; -1 for the last. Empty for a weekly rule.
    """

    weekday: int
    every_weeks: int | None = None
    in_month: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates that a recurrence rule gives.

    Args:
        days: the dates on which a panel can meet.
        skipped: the dates on which it cannot, with the reason: the holiday's name, or that the agency is closed.
    """

    days: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]


def schedule(recurrence: Recurrence, first: date, last: date, working_days: WorkingDays) -> Schedule:
    """The dates of a rule from `first` to `last`, inclusive.

    Raises:
        RuleBrokenError: the period ends before it starts, or in a year more than three after that in which it starts,
            or the rule is empty.
    """
    if last < first:
        raise RuleBrokenError("The last day is before the first.", "last")
    if last.year - first.year > _MAX_YEARS:
        raise RuleBrokenError("Schedule at most three years at a time.", "last")
    if recurrence.every_weeks is None and not recurrence.in_month:
        raise RuleBrokenError("Say how often the panel meets.", "in_month")
    start = datetime.combine(first, time())
    until = datetime.combine(last, time())
    if recurrence.every_weeks is not None:
        # Started on the weekday itself: rrule counts calendar weeks, and would count an incomplete first one.
        to_weekday = timedelta(days=(recurrence.weekday - first.weekday()) % _WEEK)
        moments = rrule(WEEKLY, dtstart=start + to_weekday, until=until, interval=recurrence.every_weeks)
    else:
        moments = rrule(
            MONTHLY,
            dtstart=start,
            until=until,
            byweekday=[weekday(recurrence.weekday, occurrence) for occurrence in recurrence.in_month],
        )
    days = [moment.date() for moment in moments]
    reasons = {day: working_days.why_not(day) for day in days}
    return Schedule(
        days=tuple(day for day in days if reasons[day] is None),
        skipped=tuple((day, reason) for day, reason in reasons.items() if reason is not None),
    )
