"""The sample agency's calendar: the days of its panels, counted from today, and the office's closed days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from panel_desk.rules.working_days import WorkingDays

_A_DAY = timedelta(days=1)
_FORTNIGHT = 14
_PAST = 548  # days of panels that were held: eighteen months
_AHEAD = 183  # days of panels to come: six months
_PANEL_WEEKDAYS = (1, 2, 3)  # Tuesday to Thursday
_EXTRA_EVERY = 4  # fortnights from one additional panel to the next


@dataclass(frozen=True, slots=True)
class PanelCalendar:
    """The days on which panels meet.

    Args:
        days: the agency's working days; its closed days are taken into account.
        closed: the agency's closed days.
        past: eighteen months of panels, oldest first; the last was on the last working day before today.
        ahead: six months of panels to come, oldest first; the first is about a week away.
    """

    days: WorkingDays
    closed: tuple[date, ...]
    past: tuple[date, ...]
    ahead: tuple[date, ...]


def panel_calendar(today: date) -> PanelCalendar:
    """The calendar: a panel every other week on the same weekday, and every fourth time one in the week between."""
    closed = tuple(_between_christmas_and_new_year(range(today.year - 2, today.year + 2)))
    days = WorkingDays(closed=frozenset(closed))
    anchor = next(day for day in (today + n * _A_DAY for n in range(6, 13)) if day.weekday() in _PANEL_WEEKDAYS)
    past: list[date] = []
    for wished in _preferred_past_days(today, anchor, days):
        latest = min(wished, past[-1] - _A_DAY) if past else wished
        past.append(_working_day(days, latest, -_A_DAY))
    ahead: list[date] = []
    for week in range(_AHEAD // 7):
        if week % 2 == 0 or week % (2 * _EXTRA_EVERY) == _EXTRA_EVERY - 1:
            wished = anchor + timedelta(weeks=week)
            earliest = max(wished, ahead[-1] + _A_DAY) if ahead else wished
            ahead.append(_working_day(days, earliest, _A_DAY))
    return PanelCalendar(
        days, closed, tuple(reversed(past)), tuple(day for day in ahead if (day - today).days <= _AHEAD)
    )


def _preferred_past_days(today: date, anchor: date, days: WorkingDays) -> Iterator[date]:
    """The preferred past days, newest first; the newest six are placed so that their clocks are still running today.

    Args:
        today: today.
        anchor: the first panel to come, from which the fortnights are counted back.
        days: the agency's working days.
    """
    yield today - _A_DAY
    last = anchor - timedelta(days=_FORTNIGHT)
    yield last
    yield last - _A_DAY
    yield min(anchor - timedelta(weeks=3), days.before(today, 9))
    yield min(anchor - timedelta(weeks=4), days.before(today, 14))
    yield min(anchor - timedelta(weeks=5), days.before(today, 18))
    count, wished = 0, anchor - 3 * timedelta(days=_FORTNIGHT)
    while (today - wished).days <= _PAST:
        yield wished
        count += 1
        if count % _EXTRA_EVERY == 0:
            yield wished - timedelta(weeks=1)
        wished -= timedelta(days=_FORTNIGHT)


def _working_day(days: WorkingDays, day: date, step: timedelta) -> date:
    while not days.is_working_day(day):
        day += step
    return day


def _between_christmas_and_new_year(years: range) -> Iterator[date]:
    by_calendar = WorkingDays()
    for year in years:
        for day in range(27, 32):
            if by_calendar.is_working_day(date(year, 12, day)):
                yield date(year, 12, day)
