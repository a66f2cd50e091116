"""Dates in words and as people type them, and periods of months."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.dates import in_words, months_after, read_date, start_of_year, with_weekday, years_after

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


def test_a_date_is_written_in_words() -> None:
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
    result = months_after(day, months)
    assert (result.year - day.year) * 12 + result.month - day.month == months
    assert result.day <= day.day


NEAR = date(2026, 11, 30)
"""The day to which a typed date without its full year is the nearest."""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4 March 2027", date(2027, 3, 4)),
        ("4th mar. 2027", date(2027, 3, 4)),
        ("Thu 4 Mar 27", date(2027, 3, 4)),
        ("Thursday, 4 March", date(2027, 3, 4)),
        ("4mar27", date(2027, 3, 4)),
        ("04-Mar-2027", date(2027, 3, 4)),
        ("12/1/27", date(2027, 1, 12)),
        ("12-01-2027", date(2027, 1, 12)),
        ("12.1.2027", date(2027, 1, 12)),
        ("2027-01-12", date(2027, 1, 12)),
        ("12 jan", date(2027, 1, 12)),
        ("8/12", date(2026, 12, 8)),
        ("30 may", date(2027, 5, 30)),
        ("1 june", date(2026, 6, 1)),
        ("29/2", date(2028, 2, 29)),
        ("12 1 27", date(2027, 1, 12)),
        ("tues 12/1/27", date(2027, 1, 12)),
        ("Tue. 12-01-2027", date(2027, 1, 12)),
        ("Tuesday 2027-01-12", date(2027, 1, 12)),
        ("12th of January 2027", date(2027, 1, 12)),
        ("12 / 1 / 2027", date(2027, 1, 12)),
        ("12\u20131\u20132027", date(2027, 1, 12)),
        ("12\u00a0January\u00a0'27", date(2027, 1, 12)),
        ("2027/01/12", date(2027, 1, 12)),
        ("120127", date(2027, 1, 12)),
        ("12012027", date(2027, 1, 12)),
        ("January 12, 2027", date(2027, 1, 12)),
        ("12/1/77", date(1977, 1, 12)),
        ("12/1/75", date(2075, 1, 12)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, expected: date) -> None:
    assert read_date(typed, NEAR) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", ""),
        ("12-01/2027", ""),
        ("12/13/2027", "There is no such month. Write the day first, then the month."),
        ("20270304", "There is no such month. Write the day first, then the month."),
        ("January 2027", ""),
        ("2027-13-04", "There is no such month."),
        ("4 Smarch 2027", "There is no such month."),
        ("31/9/2027", "There is no such date: September 2027 has 30 days."),
        ("31/9", "There is no such date: September 2026 has 30 days."),
        ("Fri 4 March 2027", "4 March 2027 is a Thursday. Correct the weekday or the date."),
        ("Fri 4/3/27", "4 March 2027 is a Thursday. Correct the weekday or the date."),
        ("Fry 2027-03-04", "4 March 2027 is a Thursday. Correct the weekday or the date."),
        ("4/3/1899", "The year is not between 1900 and 2100. Check it."),
        ("4/3/2101", "The year is not between 1900 and 2100. Check it."),
        ("0000-01-01", "The year is not between 1900 and 2100. Check it."),
    ],
)
def test_what_is_no_date_says_why_where_it_looks_like_one(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_date(typed, NEAR)


@pytest.mark.parametrize("typed", ["12/1/27", "12 jan"])
def test_a_date_without_its_full_year_is_refused_where_nothing_says_which_year(typed: str) -> None:
    with pytest.raises(ValueError, match="Write the year with four digits"):
        read_date(typed)


def test_a_date_without_any_year_is_refused_in_a_text_that_was_not_typed_today() -> None:
    with pytest.raises(ValueError, match="Write the year too"):
        read_date("12 jan", NEAR, needs_year=True)
    assert read_date("12 jan 27", NEAR, needs_year=True) == date(2027, 1, 12)


@given(day=DAYS)
def test_a_date_that_is_written_is_read_back(day: date) -> None:
    assert {read_date(text) for text in (in_words(day), with_weekday(day), f"{day:%d/%m/%Y}", f"{day}")} == {day}
