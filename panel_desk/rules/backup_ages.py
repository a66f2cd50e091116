"""Which automatic backups are kept: the newest of each recent day, week and month."""

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from panel_desk.rules.figures import Figures

K = TypeVar("K", bound=Hashable)
_MONTHS_IN_A_YEAR = 12
_DAYS_IN_A_WEEK = 7


def superseded(made: Sequence[tuple[K, date]], today: date, figures: Figures) -> tuple[K, ...]:
    """The backups that need not be kept any longer, newest first.

    Kept are the newest of all, and the newest of each of the last `backup_days` days, `backup_weeks` weeks (Monday to
    Sunday) and `backup_months` months, today's included. A backup that is dated after today is kept.

    Args:
        made: the backups with the days on which they were made, newest first.
        today: today.
        figures: the agency's figures.
    """
    seen: set[tuple[str, int]] = set()
    kept = {key for key, _ in made[:1]}
    for key, day in made:
        ages = {
            ("day", day.toordinal()): ((today - day).days, figures.backup_days),
            ("week", _monday(day).toordinal()): (
                (_monday(today) - _monday(day)).days // _DAYS_IN_A_WEEK,
                figures.backup_weeks,
            ),
            ("month", _month(day)): (_month(today) - _month(day), figures.backup_months),
        }
        for period, (age, most) in ages.items():
            if age < most and period not in seen:
                kept.add(key)
            seen.add(period)
    return tuple(key for key, _ in made if key not in kept)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> int:
    return day.year * _MONTHS_IN_A_YEAR + day.month
