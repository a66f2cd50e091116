"""Dates of panels by a recurrence, without holidays and closed days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.recurrence import Recurrence, schedule
from panel_desk.rules.working_days import WorkingDays

DAYS = WorkingDays()
MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4


def test_a_recurrence_gives_the_second_and_fourth_wednesday_of_each_month() -> None:
    made = schedule(Recurrence(WEDNESDAY, in_month=(2, 4)), date(2027, 1, 1), date(2027, 3, 31), DAYS)
    assert [(day.month, day.day) for day in made.days] == [(1, 13), (1, 27), (2, 10), (2, 24), (3, 10), (3, 24)]
    assert made.skipped == ()


def test_every_other_week_counts_from_the_first_day() -> None:
    made = schedule(Recurrence(WEDNESDAY, every_weeks=2), date(2027, 1, 6), date(2027, 2, 10), DAYS)
    assert made.days == (date(2027, 1, 6), date(2027, 1, 20), date(2027, 2, 3))


def test_every_other_week_starts_on_the_first_day_of_that_weekday() -> None:
    made = schedule(Recurrence(WEDNESDAY, every_weeks=2), date(2027, 4, 1), date(2027, 5, 6), DAYS)
    assert made.days == (date(2027, 4, 7), date(2027, 4, 21), date(2027, 5, 5))


def test_holidays_and_closed_days_are_skipped_with_a_reason() -> None:
    closed = WorkingDays(closed=frozenset({date(2027, 4, 5)}))
    made = schedule(Recurrence(MONDAY, every_weeks=1), date(2027, 3, 22), date(2027, 4, 12), closed)
    assert made.days == (date(2027, 3, 22), date(2027, 4, 12))
    assert made.skipped == ((date(2027, 3, 29), "Easter Monday"), (date(2027, 4, 5), "Closed by the agency"))


def test_a_recurrence_gives_the_last_friday_of_each_month() -> None:
    made = schedule(Recurrence(FRIDAY, in_month=(-1,)), date(2027, 1, 1), date(2027, 2, 28), DAYS)
    assert made.days == (date(2027, 1, 29), date(2027, 2, 26))


@pytest.mark.parametrize(
    ("recurrence", "last", "field"),
    [
        (Recurrence(WEDNESDAY), date(2027, 12, 31), "in_month"),
        (Recurrence(WEDNESDAY, every_weeks=1), date(2026, 12, 31), "last"),
        (Recurrence(WEDNESDAY, every_weeks=1), date(2031, 1, 1), "last"),
    ],
)
def test_an_empty_or_too_long_recurrence_is_refused(recurrence: Recurrence, last: date, field: str) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        schedule(recurrence, date(2027, 1, 1), last, DAYS)
    assert refused.value.field == field


@given(weekday=st.integers(0, 6), weeks=st.integers(1, 6), first=st.dates(date(2022, 1, 1), date(2028, 1, 1)))
def test_every_day_is_that_weekday_and_a_working_day(weekday: int, weeks: int, first: date) -> None:
    made = schedule(Recurrence(weekday, every_weeks=weeks), first, date(first.year + 1, 6, 30), DAYS)
    assert all(day.weekday() == weekday and DAYS.is_working_day(day) for day in made.days)
    assert not any(DAYS.is_working_day(day) for day, _ in made.skipped)
