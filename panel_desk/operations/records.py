"""Shared by all operations: finds a record, makes its ref, changes its fields, refuses a stale version."""

from collections.abc import Container, Mapping
from datetime import date, time
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.desk import Work
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Meeting
from panel_desk.models.base import Base, Versioned
from panel_desk.queries.workbook.row_checks import impossible_dates
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.dates import in_words
from panel_desk.rules.email_addresses import read_email
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import OFFICE, HowGiven

R = TypeVar("R", bound=Base)
_DIGITS = 3  # least length of a ref's number
_MOST_DIGITS = 9  # of a ref's number


def recorded_for(work: Work, how: HowGiven | None, whose: str) -> tuple[HowGiven | None, str | None]:
    """How a person gave the office what it records for them, and who records it; both None outside the office.

    Args:
        work: the unit of work.
        how: how it was given.
        whose: for whom the office records it, such as `the decision maker`.

    Raises:
        RuleBrokenError: the office records it and does not say how it was given.
    """
    if work.by.role not in OFFICE:
        return None, None
    if how is None:
        raise RuleBrokenError(f"You record this for {whose}. Say how they gave it to the office.", "how")
    return how, work.by.name


def recorded_for_chair(work: Work, meeting: Meeting, how: HowGiven | None) -> tuple[HowGiven | None, str | None]:
    """What `recorded_for` returns for the chair of a meeting; on the day of the meeting the chair says it in person.

    Raises:
        RuleBrokenError: the office records it on a later day and does not say how it was given.
    """
    is_today = meeting.meets_on == work.time_source.today()
    return recorded_for(work, how or (HowGiven.IN_PERSON if is_today else None), "the chair")


def new_ref(session: Session, register: type[R], prefix: str) -> str:
    """The next free ref of the form `M029`: one more than the highest number in use with that prefix.

    A number of more than `_MOST_DIGITS` digits counts for none.
    """
    key = register.__mapper__.primary_key[0]
    used = (str(ref).removeprefix(prefix) for ref in session.scalars(select(key).where(key.startswith(prefix))))
    numbers = (int(rest) for rest in used if rest.isascii() and rest.isdigit() and len(rest) <= _MOST_DIGITS)
    return f"{prefix}{max(numbers, default=0) + 1:0{_DIGITS}d}"


def change_fields(record: Base, fields: Mapping[str, object]) -> None:
    """Set the fields of a record; text is trimmed, and empty text becomes None."""
    for name, value in fields.items():
        setattr(record, name, _tidy(value))


def refuse_impossible_dates(record: Base, today: date, changed: Container[str]) -> None:
    """Refuse a record with a changed date that cannot be true; the rules and the sentences are those of an import.

    Args:
        record: the record.
        today: today.
        changed: the fields that were changed.

    Raises:
        RuleBrokenError: it is after today though it happened, or before a date that comes first; the error's field
            is that date's.
    """
    sheet = next(each for each in SHEETS if each.register == record.__tablename__)
    dates = {column.field for column in sheet.columns if column.past}.union(*sheet.in_order)
    for field, sentence in impossible_dates(sheet, {name: getattr(record, name) for name in dates}, today, changed):
        raise RuleBrokenError(sentence, field)


def checked_email(typed: str | None) -> str | None:
    """The e-mail address that was typed, as it is stored; None where none was typed.

    Raises:
        RuleBrokenError: it is not one plain address; the error's field is `email`.
    """
    if not typed or not typed.strip():
        return None
    try:
        return read_email(typed)
    except ValueError as error:
        raise RuleBrokenError(str(error), "email") from None


def refuse_if_changed(record: Versioned, version: int | None, fields: Mapping[str, object] | None = None) -> None:
    """Refuse to save over what somebody else saved.

    Args:
        record: the record as it is saved now.
        version: the version that was read; None where there was no record yet.
        fields: the values to save; where they differ from the saved ones, the error holds both.

    Raises:
        ChangedMeanwhileError: the record's version is not the one that was read.
    """
    if record.version != version:
        yours = {name: _tidy(value) for name, value in (fields or {}).items()}
        differing = [name for name, value in yours.items() if getattr(record, name) != value]
        raise ChangedMeanwhileError(
            "Somebody else saved this record while you were working on it. Look at what they saved, "
            "then make your change again.",
            theirs="\n".join(_line(name, getattr(record, name)) for name in differing),
            yours="\n".join(_line(name, yours[name]) for name in differing),
        )


def _tidy(value: object) -> object:
    return (value.strip() or None) if type(value) is str else value


def _line(name: str, value: object) -> str:
    """A field and its value in one line, to show what somebody else saved."""
    words = "nothing" if value is None else value
    if isinstance(value, bool):
        words = "yes" if value else "no"
    elif isinstance(value, date):
        words = in_words(value)
    elif isinstance(value, time):
        words = f"{value:%H:%M}"
    label = name.removesuffix("_ref").removesuffix("_code").replace("_", " ")
    return capital(f"{label}: {words}")
