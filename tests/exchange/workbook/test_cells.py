"""Cells of a workbook: what each kind of column accepts, and the sentence for what it does not."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from panel_desk.exchange.workbook.cells import (
    CellError,
    Raw,
    ShownNumber,
    expected,
    folded,
    read_cell,
    shown,
    writable,
)
from panel_desk.queries.workbook.model import Kind, Value, WorkbookColumn
from panel_desk.rules.vocabulary import Background, Category, TrainingKind

moment = partial(datetime, tzinfo=None)  # a cell has no time zone

TEXT = WorkbookColumn("Title", "title")
NOTES = WorkbookColumn("Notes", "notes", lines=True)
_MADE_A_DATE = "Excel made a date or a time of what was typed here. Type an apostrophe (') and then the text."
EMAIL = WorkbookColumn("Email", "email", Kind.EMAIL)
DAY = WorkbookColumn("Date", "meets_on", Kind.DATE)
TIME = WorkbookColumn("Starts at", "starts_at", Kind.TIME)
YES_NO = WorkbookColumn("Attended", "attended", Kind.YES_NO)
RATING = WorkbookColumn("Rating", "rating", Kind.WHOLE, least=1, most=5)
ITEM = WorkbookColumn("Item no.", "item_no", Kind.WHOLE, least=1)
HOURS = WorkbookColumn("Hours", "hours", Kind.NUMBER)
CATEGORY = WorkbookColumn("Category", "category", words=Category)
BACKGROUND = WorkbookColumn("Background", "backgrounds", words=Background, many=True)
CHILDREN = WorkbookColumn("Child refs", "children", many=True)
REF = WorkbookColumn("Child ref", "ref", is_ref=True)
MOMENT = WorkbookColumn("Asked at", "asked_at", Kind.MOMENT)
RULE = WorkbookColumn("Rule", "key", names={"decision_days": "Decision", "oral_days": "Informed orally"})
PROVISIONAL = WorkbookColumn("Provisional", "is_provisional", Kind.YES_NO, blank=False)
YEAR = WorkbookColumn("Year starts on", "year_starts_on", Kind.DAY_OF_YEAR)


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (TEXT, "  Siân \n", "Siân"),
        (TEXT, "\xa0 ", None),
        (TEXT, "", None),
        (TEXT, None, None),
        (TEXT, 17, "17"),
        (TEXT, 17.0, "17"),
        (TEXT, 17.5, "17.5"),
        (TEXT, 1632960001.0, "1632960001"),
        (TEXT, "_x0009_a_x000D_b_x005F_x000D_", "a b_x000D_"),
        (TEXT, "Si\u200ba\u0302n\xa0 Lee\ufeff", "Siân Lee"),
        (NOTES, "First.\r\nSecond.\x07\u2028Third.", "First.\nSecond.\nThird."),
        (TEXT, ShownNumber(1234567890, "000000000000"), "001234567890"),
        (TEXT, ShownNumber(17.0, "0.00"), "17.00"),
        (EMAIL, " ann@Example.org ", "ann@example.org"),
        (EMAIL, "", None),
        (DAY, moment(2022, 4, 6), date(2022, 4, 6)),
        (DAY, moment(2022, 4, 6, 9, 30), date(2022, 4, 6)),
        (DAY, date(2022, 4, 6), date(2022, 4, 6)),
        (DAY, " 2022-04-06 ", date(2022, 4, 6)),
        (DAY, "2022-04-06 00:00:00", date(2022, 4, 6)),
        (DAY, "06/04/2022", date(2022, 4, 6)),
        (DAY, "6/4/2022", date(2022, 4, 6)),
        (DAY, "29/02/2024", date(2024, 2, 29)),
        (DAY, "Wed 6 Apr 2022", date(2022, 4, 6)),
        (DAY, "06.04.2022", date(2022, 4, 6)),
        (TIME, time(9, 30), time(9, 30)),
        (TIME, time(9, 30, 0, 999), time(9, 30)),
        (TIME, time(9, 29, 59, 971200), time(9, 30)),
        (TIME, time(23, 59, 59, 999999), time(23, 59, 59)),
        (TIME, "09:30", time(9, 30)),
        (TIME, "9:30", time(9, 30)),
        (TIME, "09:30:15", time(9, 30, 15)),
        (TIME, "9.30", time(9, 30)),
        (TIME, "0930\u200b", time(9, 30)),
        (TIME, "2.15 p.m.", time(14, 15)),
        (YES_NO, "yes\u200b", True),
        (RATING, "\ufeff5", 5),
        (EMAIL, "ann@example.org\u200b", "ann@example.org"),
        (REF, "C0\u200c01\ufe0f", "C001"),
        (REF, "C\u3164001\u2800", "C001"),
        (TIME, timedelta(hours=9, minutes=30, seconds=5), time(9, 30, 5)),
        (MOMENT, "2027-03-04 09:30:00Z", datetime(2027, 3, 4, 9, 30, tzinfo=UTC)),
        (MOMENT, " 2027-07-04T10:30:00+01:00 ", datetime(2027, 7, 4, 9, 30, tzinfo=UTC)),
        (MOMENT, "2027-03-04", datetime(2027, 3, 4, tzinfo=UTC)),
        (MOMENT, moment(2027, 3, 4, 9, 30), datetime(2027, 3, 4, 9, 30, tzinfo=UTC)),
        (RULE, "informed ORALLY", "oral_days"),
        (RULE, None, None),
        (PROVISIONAL, None, False),
        (PROVISIONAL, "yes", True),
        (YES_NO, "yes", True),
        (YES_NO, " NO ", False),
        (YES_NO, "Yes", True),
        (YES_NO, True, True),
        (RATING, 5, 5),
        (RATING, 5.0, 5),
        (RATING, "5", 5),
        (RATING, "5.0", 5),
        (HOURS, "1.5", 1.5),
        (HOURS, 0, 0.0),
        (CATEGORY, "social worker", Category.SOCIAL_WORKER),
        (CATEGORY, "Social  Worker", Category.SOCIAL_WORKER),
        (WorkbookColumn("Kind", "kind", words=TrainingKind), "E-Learning", TrainingKind.E_LEARNING),
        (BACKGROUND, "foster carer; adopter ;", (Background.ADOPTER, Background.FOSTER_CARER)),
        (BACKGROUND, " ; ", None),
        (CHILDREN, "C002;C001", ("C002", "C001")),
        (CHILDREN, 17.0, ("17",)),
        (REF, " C001 ", "C001"),
        (YEAR, "1 April", "1 April"),
        (YEAR, "01 april", "1 April"),
        (YEAR, "29 February", "29 February"),
        (YEAR, moment(2026, 4, 1), "1 April"),
    ],
)
def test_a_cell_is_read_as_the_value_of_its_column(column: WorkbookColumn, raw: Raw, value: Value) -> None:
    assert read_cell(column, raw) == value


@pytest.mark.parametrize(
    ("column", "raw", "right"),
    [
        (
            EMAIL,
            "Ann <ann@example.org>",
            "Write one plain e-mail address, such as panel@example.org. Leave out names, and give only one address.",
        ),
        (
            EMAIL,
            "ann@example.org; bob@example.org",
            "Write one plain e-mail address, such as panel@example.org. Leave out names, and give only one address.",
        ),
        (EMAIL, 17, expected(EMAIL)),
        (TEXT, "#REF!", "The spreadsheet shows an error here. Correct the formula, or type the value."),
        (DAY, "31/09/2022", "There is no such date: September 2022 has 30 days."),
        (DAY, "2022-02-29", "There is no such date: February 2022 has 28 days."),
        (DAY, "00/09/2022", "There is no such date: September 2022 has 30 days."),
        (DAY, "04/13/2022", "There is no such month. Write the day first, then the month."),
        (DAY, "Mon 6 April 2022", "6 April 2022 is a Wednesday. Correct the weekday or the date."),
        (DAY, "0000-01-01", "The year is not between 1900 and 2100. Check it."),
        (DAY, "soon", expected(DAY)),
        (TEXT, True, "Excel has TRUE here as a yes or no, not as text. Type an apostrophe (') and then the text."),
        (TEXT, moment(2022, 4, 6), _MADE_A_DATE),
        (TEXT, time(9, 30), _MADE_A_DATE),
        (TEXT, timedelta(hours=30), _MADE_A_DATE),
        (TEXT, "\u200b\ufeff", "Nothing in this cell can be seen. Clear it, or type the text."),
        (TEXT, "a" * 32_768, "This text is longer than the 32,767 characters of a workbook's cell. Shorten it."),
        (DAY, "30.09.22", "Write the year with four digits."),
        (DAY, "06/04", "Write the year too."),
        (DAY, 44657, "Write the date as DD/MM/YYYY or YYYY-MM-DD."),
        (DAY, True, "Write the date as DD/MM/YYYY or YYYY-MM-DD."),
        (DAY, time(9, 30), "Write the date as DD/MM/YYYY or YYYY-MM-DD."),
        (DAY, "0222-04-06", "The year is not between 1900 and 2100. Check it."),
        (DAY, moment(1899, 12, 31), "The year is not between 1900 and 2100. Check it."),
        (DAY, date(1822, 4, 6), "The year is not between 1900 and 2100. Check it."),
        (TIME, "25:00", "There is no such time. Write the time as HH:MM, such as 09:30."),
        (TIME, "9.3", "Write the time as HH:MM, such as 09:30."),
        (TIME, "13pm", "There is no such time. Write the time as HH:MM, such as 09:30."),
        (TIME, 0.5, "Write the time as HH:MM, such as 09:30."),
        (TIME, timedelta(days=1), "Write the time as HH:MM, such as 09:30."),
        (TIME, moment(2022, 4, 6, 9, 30), "Write the time as HH:MM, such as 09:30."),
        (MOMENT, "9.30 on Monday", expected(MOMENT)),
        (MOMENT, date(2027, 3, 4), expected(MOMENT)),
        (MOMENT, "9999-12-31 23:30:00-01:00", expected(MOMENT)),
        (MOMENT, "1822-04-06 09:30:00", "The year is not between 1900 and 2100. Check it."),
        (RULE, "Dinner", "Write one of these: Decision, Informed orally."),
        (YES_NO, "y", "Write yes or no."),
        (YES_NO, 1, "Write yes or no."),
        (RATING, 0, "Write a whole number from 1 to 5."),
        (RATING, 6, "Write a whole number from 1 to 5."),
        (RATING, 4.5, "Write a whole number from 1 to 5."),
        (RATING, "four", "Write a whole number from 1 to 5."),
        (RATING, True, "Write a whole number from 1 to 5."),
        (ITEM, 0, "Write a whole number of 1 or more."),
        (ITEM, 1e300, "Write a whole number of 1 or more."),
        (HOURS, -1, "Write a number of 0 or more."),
        (HOURS, moment(2022, 1, 2), "Write a number of 0 or more."),
        (CATEGORY, "nurse", "Write one of these: social worker, medical adviser, independent."),
        (CATEGORY, "!", "Write one of these: social worker, medical adviser, independent."),
        (CHILDREN, "C001; C001", "C001 is here twice. Keep one."),
        (REF, "C001;C002", "A ref cannot contain “;”, because “;” separates several refs in one cell."),
        (YEAR, "31 September", "Write the day and the month, such as 1 April."),
        (YEAR, "April", "Write the day and the month, such as 1 April."),
        (YEAR, "one April", "Write the day and the month, such as 1 April."),
    ],
)
def test_a_cell_that_its_column_does_not_allow_says_what_to_write(column: WorkbookColumn, raw: Raw, right: str) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(column, raw)
    assert caught.value.right == right


@pytest.mark.parametrize("raw", [moment(2202, 2, 28), date(2202, 2, 28), "28/02/2202"])
def test_a_date_of_a_year_that_cannot_be_is_given_with_the_fault(raw: Raw) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(DAY, raw)
    assert caught.value.date == date(2202, 2, 28)


@pytest.mark.parametrize(
    ("column", "right"),
    [
        (WorkbookColumn("Name", "name", required=True), "This must be filled."),
        (WorkbookColumn("Date", "meets_on", Kind.DATE, required=True), f"This must be filled. {expected(DAY)}"),
        (
            WorkbookColumn("Category", "category", required=True, words=Category),
            "This must be filled. Write one of these: social worker, medical adviser, independent.",
        ),
    ],
)
@pytest.mark.parametrize("raw", [None, "", "   "])
def test_an_empty_cell_of_a_required_column_says_what_to_write(column: WorkbookColumn, raw: Raw, right: str) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(column, raw)
    assert caught.value.right == right


def test_names_are_compared_without_case_spaces_or_punctuation() -> None:
    assert {folded(name) for name in ("Member ref", "Member Ref.", "MEMBERREF", " member_ref ", "Ｍember-ref")} == {
        "memberref"
    }
    assert folded("Social Work England no.") != folded("Social Work England")


def test_a_message_repeats_a_long_text_only_in_part() -> None:
    assert shown("a" * 100) == "a" * 100
    assert shown("a" * 101) == "a" * 100 + "…"
    assert shown(True) == "TRUE"


@pytest.mark.parametrize("text", ["a\nb", "_x000D_", "_x005F_x000D_", "#N/A", "#REF!", "# 4", "a\ufffeb", "=1"])
def test_text_that_has_to_be_escaped_is_read_back_unchanged(text: str) -> None:
    assert read_cell(NOTES, writable(text)) == text


def test_a_year_of_two_digits_is_read_as_in_forms_where_the_day_of_reading_is_known() -> None:
    today = date(2027, 3, 4)
    assert read_cell(DAY, "30.09.22", today) == date(2022, 9, 30)
    assert read_cell(DAY, "Sat 1 jan 77", today) == date(1977, 1, 1)
    with pytest.raises(CellError, match="Write the year too"):
        read_cell(DAY, "30/9", today)
