"""Working days, counted as law and guidance count them (Adoption Agencies Regulations 2005, regulation 2)."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

from panel_desk.rules.vocabulary import Calendar

_A_DAY = timedelta(days=1)
_WEEKEND = {5: "Saturday", 6: "Sunday"}
_SUBDIVISION = {Calendar.ENGLAND_AND_WALES: "ENG"}  # Wales keeps the same bank holidays


@cache
def _united_kingdom() -> Callable[..., Mapping[date, str]]:
    """The country's holidays, and no other's.

    `holidays.countries` imports some 250 countries, 8 MB of them, as soon as it is touched; an empty package of that
    name with the same path lets one of its modules load alone.
    """
    import holidays  # noqa: PLC0415 - heavy; loads when first needed

    countries = ModuleType("holidays.countries")
    countries.__path__ = [str(Path(holidays.__file__).parent / "countries")]
    sys.modules.setdefault("holidays.countries", countries)
    from holidays.countries.united_kingdom import UnitedKingdom  # noqa: PLC0415 - the same

    return UnitedKingdom


@cache
def bank_holidays(calendar: Calendar, year: int) -> Mapping[date, str]:
    """A year's bank holidays by name: Christmas Day, Good Friday, substitute and one-off days among them."""
    found = _united_kingdom()(subdiv=_SUBDIVISION[calendar], years=year)
    return {day: name.replace("(observed)", "(substitute day)") for day, name in found.items()}


def _is_weekday(day: date) -> bool:
    return day.weekday() not in _WEEKEND


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Counts working days by a calendar and, for an agency's own clocks, by its closed days.

    Args:
        calendar: whose bank holidays are no working days.
        closed: days on which the agency is closed besides. They lengthen the agency's own clocks only: count the clock
            of a regulation or a standard with `by_calendar`.
        proclaimed: bank holidays that were proclaimed after the program was built. They count for every clock.
    """

    calendar: Calendar = Calendar.ENGLAND_AND_WALES
    closed: frozenset[date] = frozenset()
    proclaimed: frozenset[date] = frozenset()

    @property
    def by_calendar(self) -> "WorkingDays":
        """The same calendar and proclaimed bank holidays without the agency's closed days."""
        return replace(self, closed=frozenset())

    def why_not(self, day: date) -> str | None:
        """Why a day does not count: the holiday's name, the weekend's day, the agency; None if it does."""
        weekend = _WEEKEND.get(day.weekday())
        closed = "Closed by the agency" if day in self.closed else None
        proclaimed = "Bank holiday" if day in self.proclaimed else None
        return bank_holidays(self.calendar, day.year).get(day) or weekend or proclaimed or closed

    def is_working_day(self, day: date) -> bool:
        """Whether a day counts."""
        return self.why_not(day) is None

    def after(self, day: date, working_days: int) -> date:
        """The last day of a period *within n working days of* a day, that day not counted."""
        return self._step(day, working_days, _A_DAY)

    def beginning_with(self, day: date, working_days: int) -> date:
        """The last day of a period of n working days *beginning with* a day, that day counted as the first.

        A day that is no working day cannot be the first working day, so then the count starts on the next one
        that is: what is sent on a Saturday has Monday for its first day.
        """
        return self._step(day - _A_DAY, working_days, _A_DAY)

    def before(self, day: date, working_days: int) -> date:
        """The last day for what must be done *at least n working days before* a day, that day not counted.

        From the day returned, itself counted, up to the day given, itself not counted, there are n working
        days: for a panel on Wednesday 11 January, papers due five before are due on Wednesday 4 January.
        """
        return self._step(day, working_days, -_A_DAY)

    def between(self, start: date, end: date) -> int:
        """Working days that come after the start, up to and with the end; negative if the end comes first.

        So `between(day, after(day, n)) == n`, and turning the two about turns the sign.
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
        """The day reached by stepping until that many working days were stepped on."""
        while working_days > 0:
            day += step
            working_days -= self.is_working_day(day)
        return day
