"""Checks of a whole row of the workbook, by register; the checks of single cells are in `exchange.workbook.cells`.

Operations check the records that forms change by the same rules.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from panel_desk.errors import RuleBrokenError
from panel_desk.queries.workbook.model import Sheet, in_text
from panel_desk.rules.dates import in_words
from panel_desk.rules.figures import FIGURES, Unit
from panel_desk.rules.snippets import text_fault, title_fault
from panel_desk.rules.text import is_one_word

Values: TypeAlias = Mapping[str, Any]
"""A record's fields with their values after the import."""


def impossible_dates(sheet: Sheet, values: Values, today: date, fields: Container[str]) -> Iterator[tuple[str, str]]:
    """Each date or time that cannot be true, with a sentence: after today though it happened, or before an earlier one.

    Args:
        sheet: the record's sheet.
        values: the record's fields.
        today: today.
        fields: the fields that were read or are changed; other fields are compared with these only.
    """
    for earlier, later in sheet.in_order:
        first, second = values.get(earlier), values.get(later)
        if (earlier in fields or later in fields) and first and second and second < first:
            yield later, f"This is before {sheet.column(earlier).heading}, which is {in_text(first)}."
    for column in sheet.columns:
        day = values.get(column.field)
        if column.past and column.field in fields and isinstance(day, date) and day > today:
            yield column.field, f"This is after today, {in_words(today)}. Check the year."


def wrong_fields(register: str, values: Values, unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each field with a wrong value, with a sentence that says what would be right.

    Args:
        register: the table.
        values: the record's fields after the import.
        unread: the fields whose cells have a fault already; checks that read one of them are left out.
    """
    if register in _CHECKS:
        reads, check = _CHECKS[register]
        if unread.isdisjoint(reads):
            yield from check(values)


def _case(values: Values) -> Iterator[tuple[str, str]]:
    if values.get("returns_from_ref") == values["ref"]:
        yield "returns_from_ref", "A case returns from another case, not from itself."


def _decision(values: Values) -> Iterator[tuple[str, str]]:
    decided_on, outcome = values.get("decided_on"), values.get("outcome")
    if decided_on and not outcome:
        yield "outcome", "A decision with a date must have an outcome."
    if outcome and not decided_on:
        yield "decided_on", "A decision with an outcome must have a date."


def _figure(values: Values) -> Iterator[tuple[str, str]]:
    figure = FIGURES[values["key"]]
    try:
        figure.validated(values["value"])
    except RuleBrokenError as error:
        yield "value", "Write 1 for yes or 0 for no." if figure.unit is Unit.SWITCH else error.sentence


def _snippet(values: Values) -> Iterator[tuple[str, str]]:
    for field, why_not in (("title", title_fault(values["title"])), ("text", text_fault(values["text"]))):
        if why_not:
            yield field, why_not


def _spelling_word(values: Values) -> Iterator[tuple[str, str]]:
    if not is_one_word(values["word"]):
        yield "word", "Write one word, without spaces."


_CHECKS: Mapping[str, tuple[tuple[str, ...], Callable[[Values], Iterator[tuple[str, str]]]]] = {
    "case": (("ref", "returns_from_ref"), _case),
    "decision": (("decided_on", "outcome"), _decision),
    "figure_setting": (("key", "value"), _figure),
    "snippet": (("title", "text"), _snippet),
    "spelling_word": (("word",), _spelling_word),
}
"""By register, the fields that its check reads, and the check."""
