"""What operations share: finding a record, giving it a ref, changing its fields, refusing a stale version."""

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.models.base import Base, Versioned
from panel_desk.queries.agency import unknown

R = TypeVar("R", bound=Base)
_DIGITS = 3


def find(session: Session, register: type[R], key: object, kind: str) -> R:
    """The record with a ref.

    Raises:
        RuleBrokenError: nothing has that ref.
    """
    found = session.get(register, key)
    if found is None:
        raise unknown(kind, str(key))
    return found


def new_ref(session: Session, register: type[R], prefix: str) -> str:
    """The next free ref of the form `M029`: one more than the highest number in use with that prefix."""
    key = register.__mapper__.primary_key[0]
    used = (str(ref).removeprefix(prefix) for ref in session.scalars(select(key).where(key.startswith(prefix))))
    return f"{prefix}{max((int(rest) for rest in used if rest.isdigit()), default=0) + 1:0{_DIGITS}d}"


def change_fields(record: Base, fields: Mapping[str, object]) -> None:
    """Set the fields of a record; text is trimmed, and empty text is none."""
    for name, value in fields.items():
        setattr(record, name, (value.strip() or None) if isinstance(value, str) and type(value) is str else value)


def unchanged_since(record: Versioned, version: int) -> None:
    """Refuse to save over what somebody else saved.

    Raises:
        ChangedMeanwhileError: the record's version is not the one that was read.
    """
    if record.version != version:
        raise ChangedMeanwhileError(
            "Somebody else saved this record while you were working on it. Look at what they saved, "
            "then make your change again."
        )
