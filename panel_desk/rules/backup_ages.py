"""Which automatic backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from panel_desk.rules.figures import Figures

K = TypeVar("K", bound=Hashable)
P = TypeVar("P", bound=Hashable)
_MONTHS_IN_A_YEAR = 12


def superseded(made: Sequence[tuple[K, date]], today: date, figures: Figures) -> tuple[K, ...]:
    """The backups that need not be kept any longer, newest first.

    Kept are the newest of all, and the newest of each of the last `backup_days` days, `backup_weeks` weeks (Monday to
    Sunday) and `backup_months` months that have a backup. Days without one do not count: a clock that was once set far
    ahead would make all earlier backups too old. A backup that is dated after today is kept and does not count either.

    Args:
        made: the backups with the days on which they were made, newest first.
        today: today.
        figures: the agency's figures.
    """
    days, weeks, months = set[date](), set[date](), set[int]()
    kept = {key for key, _ in made[:1]}
    for key, day in made:
        if day > today or any(
            [
                _is_newest_of(day, days, figures.backup_days),
                _is_newest_of(_monday(day), weeks, figures.backup_weeks),
                _is_newest_of(_month(day), months, figures.backup_months),
            ]
        ):
            kept.add(key)
    return tuple(key for key, _ in made if key not in kept)


def _is_newest_of(period: P, seen: set[P], most: int) -> bool:
    """Whether a period is new and one of the last so many; it is added to those seen."""
    is_new = period not in seen
    seen.add(period)
    return is_new and len(seen) <= most


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> int:
    return day.year * _MONTHS_IN_A_YEAR + day.month
