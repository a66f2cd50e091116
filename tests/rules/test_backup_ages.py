"""Which of many backups are kept: the newest of each recent day, week and month."""

from datetime import date, timedelta

from panel_desk.rules.backup_ages import superseded
from panel_desk.rules.figures import Figures

TODAY = date(2027, 3, 4)


def _kept(days: int, figures: Figures) -> list[date]:
    """The days of the backups kept today, if on each of so many days one was made and older ones were deleted."""
    made: list[tuple[date, date]] = []
    for age in range(days, -1, -1):
        today = TODAY - timedelta(days=age)
        made.insert(0, (today, today))
        gone = superseded(made, today, figures)
        made = [each for each in made if each[0] not in gone]
    return [key for key, _ in made]


def test_the_newest_of_each_recent_day_week_and_month_is_kept() -> None:
    kept = _kept(1000, Figures())
    days = [TODAY - timedelta(days=age) for age in range(14)]
    assert kept[:14] == days
    sundays = [date(2027, 2, 14) - timedelta(weeks=age) for age in range(5)]
    assert kept[14:19] == sundays
    month_ends = kept[19:]
    assert month_ends[:2] == [date(2026, 12, 31), date(2026, 11, 30)]
    assert all((day + timedelta(days=1)).day == 1 for day in month_ends)
    assert month_ends[-1] == date(2025, 4, 30)


def test_the_agency_can_keep_fewer() -> None:
    figures = Figures.of({"backup_days": 1, "backup_weeks": 1, "backup_months": 1})
    assert _kept(40, figures) == [TODAY]


def test_of_one_day_the_newest_is_kept_and_the_only_one_whatever_its_age() -> None:
    assert superseded([("evening", TODAY), ("noon", TODAY), ("morning", TODAY)], TODAY, Figures()) == (
        "noon",
        "morning",
    )
    assert superseded([("old", date(2001, 1, 1))], TODAY, Figures()) == ()
    assert superseded([], TODAY, Figures()) == ()


def test_a_backup_of_a_clock_that_was_ahead_is_kept() -> None:
    assert superseded([("ahead", date(2031, 1, 1)), ("now", TODAY)], TODAY, Figures()) == ()


def test_a_clock_that_is_set_far_ahead_deletes_no_more_than_usual() -> None:
    made = [(day, day) for day in (date(2040, 1, 1), *(TODAY - timedelta(days=age) for age in range(13)))]
    assert superseded(made, date(2040, 1, 1), Figures()) == ()
    assert superseded(made[:1] * 2 + made[1:], TODAY, Figures()) == ()
