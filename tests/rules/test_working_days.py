"""Working days: bank holidays, closed days, and periods counted forwards and backwards."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.working_days import WorkingDays

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2032, 12, 31))
COUNTS = st.integers(0, 60)
CLOSED = st.frozensets(st.dates(min_value=date(2022, 1, 1), max_value=date(2023, 12, 31)), max_size=20)
ENGLAND = WorkingDays()

# As the government lists them for England and Wales, Good Friday and Christmas Day among them.
BANK_HOLIDAYS = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_the_bank_holidays_of_a_year_are_those_of_the_government(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    idle = [day for day in days if day.weekday() < 5 and not ENGLAND.is_working_day(day)]
    assert " ".join(f"{day:%m-%d}" for day in idle) == BANK_HOLIDAYS[year]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2022, 6, 2), "Spring Bank Holiday"),
        (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Coronation of Charles III"),
        (date(2022, 12, 25), "Christmas Day"),
        (date(2022, 12, 27), "Christmas Day (substitute day)"),
        (date(2023, 4, 7), "Good Friday"),
        (date(2022, 4, 9), "Saturday"),
        (date(2022, 4, 10), "Sunday"),
        (date(2022, 5, 30), None),  # the last Monday of May, from which the holiday was moved
        (date(2022, 11, 30), None),  # a holiday in Scotland only
    ],
)
def test_the_reason_why_a_day_does_not_count(day: date, reason: str | None) -> None:
    assert ENGLAND.why_not(day) == reason
    assert ENGLAND.is_working_day(day) is (reason is None)


def test_an_agencys_closed_day_is_a_working_day_only_by_the_calendar() -> None:
    days = WorkingDays(closed=frozenset({date(2022, 12, 29)}))
    assert days.why_not(date(2022, 12, 29)) == "Closed by the agency"
    assert days.by_calendar.why_not(date(2022, 12, 29)) is None
    assert days.by_calendar == ENGLAND


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2022, 12, 20), 7, date(2023, 1, 3)),  # over Christmas and New Year's substitute day
        (date(2022, 4, 13), 7, date(2022, 4, 26)),  # over Easter
        (date(2022, 9, 14), 7, date(2022, 9, 26)),  # over the state funeral
        (date(2022, 5, 31), 2, date(2022, 6, 6)),  # over the jubilee
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # over the coronation
        (date(2022, 4, 9), 1, date(2022, 4, 11)),  # from a Saturday
        (date(2022, 4, 9), 0, date(2022, 4, 9)),
    ],
)
def test_within_working_days_of_a_day_excludes_the_day(day: date, count: int, expected: date) -> None:
    assert ENGLAND.after(day, count) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2022, 4, 6), 1, date(2022, 4, 6)),
        (date(2022, 4, 6), 2, date(2022, 4, 7)),
        (date(2022, 4, 9), 1, date(2022, 4, 11)),  # a Saturday: Monday is the first day
        (date(2022, 4, 15), 1, date(2022, 4, 19)),  # Good Friday: the Tuesday is the first day
        (date(2022, 4, 6), 40, date(2022, 6, 7)),  # over Easter, May Day and the jubilee
    ],
)
def test_beginning_with_a_day_includes_it(day: date, count: int, expected: date) -> None:
    assert ENGLAND.beginning_with(day, count) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 1, 11), date(2023, 1, 4)),
        (date(2023, 1, 4), date(2022, 12, 23)),  # over New Year and Christmas
        (date(2022, 4, 20), date(2022, 4, 11)),  # over Easter
        (date(2023, 1, 14), date(2023, 1, 9)),  # a Saturday's panel
    ],
)
def test_five_working_days_before_a_panel_are_counted(day: date, expected: date) -> None:
    assert ENGLAND.before(day, 5) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2022, 12, 28), date(2023, 1, 3), 3),
        (date(2023, 1, 3), date(2023, 1, 3), 0),
        (date(2023, 1, 5), date(2023, 1, 3), -2),
        (date(2023, 1, 6), date(2023, 1, 8), 0),  # a Friday to its Sunday
        (date(2022, 4, 13), date(2022, 4, 22), 5),
    ],
)
def test_working_days_between_two_days_are_counted(start: date, end: date, expected: int) -> None:
    assert ENGLAND.between(start, end) == expected


@given(DAYS, COUNTS, CLOSED)
def test_counting_forwards_and_backwards_agree(day: date, count: int, closed: frozenset[date]) -> None:
    days = WorkingDays(closed=closed)
    assert days.between(day, days.after(day, count)) == count


@given(DAYS, DAYS)
def test_exchanging_the_days_changes_the_sign(start: date, end: date) -> None:
    assert ENGLAND.between(start, end) == -ENGLAND.between(end, start)


@given(DAYS, COUNTS.filter(bool), CLOSED)
def test_a_period_ends_on_a_working_day(day: date, count: int, closed: frozenset[date]) -> None:
    days = WorkingDays(closed=closed)
    for last in (days.after(day, count), days.beginning_with(day, count), days.before(day, count)):
        assert days.is_working_day(last)


@given(DAYS, COUNTS.filter(bool))
def test_including_the_day_saves_a_day_only_if_it_is_a_working_day(day: date, count: int) -> None:
    first = ENGLAND.is_working_day(day)
    assert ENGLAND.beginning_with(day, count) == ENGLAND.after(day, count - 1 if first else count)


@given(DAYS, COUNTS.filter(bool))
def test_a_deadline_before_a_working_day_leaves_that_many_days(day: date, count: int) -> None:
    panel = ENGLAND.after(day, 1)
    due = ENGLAND.before(panel, count)
    assert ENGLAND.between(due, panel) == count
    assert ENGLAND.between(ENGLAND.after(due, 1), panel) == count - 1


@given(DAYS, COUNTS, CLOSED)
def test_closed_days_never_bring_a_deadline_forward(day: date, count: int, closed: frozenset[date]) -> None:
    days = WorkingDays(closed=closed)
    assert days.after(day, count) >= ENGLAND.after(day, count)


def test_holidays_load_only_when_needed() -> None:
    program = "import sys, panel_desk.rules.clocks as clocks; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - this test's own program


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 5, 3), "Monday 3 May 2027 is a bank holiday: May Day."),
        (date(2027, 5, 8), "Saturday 8 May 2027 is not a working day."),
        (date(2027, 5, 4), "Tuesday 4 May 2027 is a bank holiday."),
        (date(2027, 5, 5), "The agency is closed on Wednesday 5 May 2027."),
        (date(2027, 5, 6), None),
    ],
)
def test_why_a_day_is_no_working_day_in_words(day: date, expected: str | None) -> None:
    days = WorkingDays(closed=frozenset({date(2027, 5, 5)}), proclaimed=frozenset({date(2027, 5, 4)}))
    assert days.why_not_in_words(day) == expected
