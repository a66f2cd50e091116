"""What operations share: finding a record, giving it a ref, changing its fields, refusing a stale version."""

from collections.abc import Mapping
from datetime import date, time
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models.base import Base, Versioned
from panel_desk.queries.agency import unknown
from panel_desk.rules.dates import in_words
from panel_desk.rules.email_addresses import read_email
from panel_desk.rules.text import capital

R = TypeVar("R", bound=Base)
_DIGITS = 3


def find(session: Session, register: type[R], key: object, kind: str) -> R:
    """The record with a ref.

    Raises:
        RuleBrokenError: nothing has that ref.
    """
    found = session.get(register, key)
    if found is None:
        raise unknown(kind, " ".join(map(str, key)) if isinstance(key, tuple) else str(key))
    return found


def new_ref(session: Session, register: type[R], prefix: str) -> str:
    """The next free ref of the form `M029`: one more than the highest number in use with that prefix."""
    key = register.__mapper__.primary_key[0]
    used = (str(ref).removeprefix(prefix) for ref in session.scalars(select(key).where(key.startswith(prefix))))
    return (
        f"{prefix}{max((int(rest) for rest in used if rest.isascii() and rest.isdigit()), default=0) + 1:0{_DIGITS}d}"
    )


def change_fields(record: Base, fields: Mapping[str, object]) -> None:
    """Set the fields of a record; text is trimmed, and empty text is none."""
    for name, value in fields.items():
        setattr(record, name, _tidy(value))


def checked_email(typed: str | None) -> str | None:
    """An e-mail address as it is kept; None where none was typed.

    Raises:
        RuleBrokenError: it is not one plain address; beside the field `email`.
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
        version: the version that was read; None where the record was not there yet.
        fields: what was to be saved, so that both can be shown where they differ.

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
    said = "nothing" if value is None else value
    if isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, date):
        said = in_words(value)
    elif isinstance(value, time):
        said = f"{value:%H:%M}"
    label = name.removesuffix("_ref").removesuffix("_code").replace("_", " ")
    return capital(f"{label}: {said}")
