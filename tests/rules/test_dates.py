from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.dates import in_words, months_after, start_of_year, with_weekday, years_after

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


def test_a_date_in_words() -> None:
    assert in_words(date(2027, 3, 4)) == "4 March 2027"
    assert with_weekday(date(2027, 3, 4)) == "Thursday 4 March 2027"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 4, 6), 4, date(2022, 8, 6)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 10, 31), 1, date(2022, 11, 30)),
        (date(2022, 12, 15), 1, date(2023, 1, 15)),
        (date(2022, 11, 30), 3, date(2023, 2, 28)),
        (date(2022, 12, 31), 12, date(2023, 12, 31)),
        (date(2022, 4, 6), 0, date(2022, 4, 6)),
    ],
)
def test_periods_of_months_end_on_the_corresponding_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_years_from_a_leap_day_end_on_28_february() -> None:
    assert years_after(date(2020, 2, 29), 3) == date(2023, 2, 28)
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("starts_on", "today", "begun"),
    [
        ("1 April", date(2027, 3, 31), date(2026, 4, 1)),
        ("1 April", date(2027, 4, 1), date(2027, 4, 1)),
        ("29 February", date(2027, 3, 1), date(2027, 2, 28)),
        ("1 January", date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_agencys_year_of_a_day_is_found(starts_on: str, today: date, begun: date) -> None:
    assert start_of_year(starts_on, today) == begun


@given(DAYS, st.integers(0, 60))
def test_periods_of_months_end_in_the_right_month(day: date, months: int) -> None:
    landed = months_after(day, months)
    assert (landed.year - day.year) * 12 + landed.month - day.month == months
    assert landed.day <= day.day
