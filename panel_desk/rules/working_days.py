"""Counting of working days (Adoption Agencies Regulations 2005, regulation 2)."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

from panel_desk.rules.dates import with_weekday
from panel_desk.rules.vocabulary import Calendar

_A_DAY = timedelta(days=1)
_WEEKEND = {5: "Saturday", 6: "Sunday"}
_PROCLAIMED = "Bank holiday"
_CLOSED = "Closed by the agency"
_SUBDIVISION = {Calendar.ENGLAND_AND_WALES: "ENG"}  # Wales has the same bank holidays


@cache
def _united_kingdom() -> Callable[..., Mapping[date, str]]:
    """The `holidays` class for the United Kingdom, loaded without the other countries.

    `holidays.countries` imports about 250 countries (8 MB) on first access. An empty package of that name with the same
    path makes it possible to import one of its modules alone.
    """
    import holidays  # noqa: PLC0415 - heavy; loads when first needed

    countries = ModuleType("holidays.countries")
    countries.__path__ = [str(Path(holidays.__file__).parent / "countries")]
    sys.modules.setdefault("holidays.countries", countries)
    from holidays.countries.united_kingdom import UnitedKingdom  # noqa: PLC0415 - heavy; loads when first needed

    return UnitedKingdom


@cache
def bank_holidays(calendar: Calendar, year: int) -> Mapping[date, str]:
    """A year's bank holidays with their names, including Christmas Day, Good Friday, substitute and one-off days."""
    by_day = _united_kingdom()(subdiv=_SUBDIVISION[calendar], years=year)
    return {day: name.replace("(observed)", "(substitute day)") for day, name in by_day.items()}


def _is_weekday(day: date) -> bool:
    return day.weekday() not in _WEEKEND


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Counts working days by a calendar of bank holidays and an agency's own closed days.

    Args:
        calendar: the calendar of bank holidays.
        closed: further days on which the agency is closed. They lengthen only the agency's own deadlines: use
            `by_calendar` for deadlines of a regulation or a standard.
        proclaimed: bank holidays proclaimed after this version was released. They count for every deadline.
    """

    calendar: Calendar = Calendar.ENGLAND_AND_WALES
    closed: frozenset[date] = frozenset()
    proclaimed: frozenset[date] = frozenset()

    @property
    def by_calendar(self) -> "WorkingDays":
        """These working days without the agency's closed days."""
        return replace(self, closed=frozenset())

    def why_not(self, day: date) -> str | None:
        """Why a day is no working day: the holiday's name, the weekday, or the agency's closure; None if it is one."""
        weekend = _WEEKEND.get(day.weekday())
        closed = _CLOSED if day in self.closed else None
        proclaimed = _PROCLAIMED if day in self.proclaimed else None
        return bank_holidays(self.calendar, day.year).get(day) or weekend or proclaimed or closed

    def why_not_in_words(self, day: date) -> str | None:
        """Why a day is not a working day, in a sentence that names the day; None where it is one."""
        named, why_not = with_weekday(day), self.why_not(day)
        if why_not is None:
            return None
        if why_not in _WEEKEND.values():
            return f"{named} is not a working day."
        if why_not == _CLOSED:
            return f"The agency is closed on {named}."
        return f"{named} is a bank holiday{'' if why_not == _PROCLAIMED else f': {why_not}'}."

    def is_working_day(self, day: date) -> bool:
        """Whether a day is a working day."""
        return self.why_not(day) is None

    def after(self, day: date, working_days: int) -> date:
        """The last day of a period *within n working days of* a day, not counting that day."""
        return self._step(day, working_days, _A_DAY)

    def beginning_with(self, day: date, working_days: int) -> date:
        """The last day of a period of n working days *beginning with* a day, counting that day.

        If that day is not a working day, the count starts on the next one: the first day of what is sent on a Saturday
        is Monday.
        """
        return self._step(day - _A_DAY, working_days, _A_DAY)

    def before(self, day: date, working_days: int) -> date:
        """The last day for what must be done *at least n working days before* a day, not counting that day.

        For a panel on Wednesday 11 January, papers due five working days before are due on Wednesday 4 January: the
        5 working days are the 4th to the 10th without the weekend.
        """
        return self._step(day, working_days, -_A_DAY)

    def between(self, start: date, end: date) -> int:
        """Working days after the start, up to and including the end; negative if the end comes first.

        So `between(day, after(day, n)) == n`, and exchanging the two changes the sign.
        """
        if end < start:
            return -self.between(end, start)
        weeks, odd = divmod((end - start).days, 7)
        weekdays = weeks * (7 - len(_WEEKEND)) + sum(_is_weekday(start + n * _A_DAY) for n in range(1, odd + 1))
        holidays = (bank_holidays(self.calendar, year) for year in range(start.year, end.year + 1))
        return weekdays - sum(
            start < day <= end and _is_weekday(day) for day in self.closed.union(self.proclaimed, *holidays)
        )

    def _step(self, day: date, working_days: int, step: timedelta) -> date:
        """The day on which the given number of working days is reached, stepping day by day."""
        while working_days > 0:
            day += step
            working_days -= self.is_working_day(day)
        return day
