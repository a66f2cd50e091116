"""Finds a record by its key; for operations and queries."""

from typing import TypeVar

from sqlalchemy.orm import Session

from panel_desk.models.base import Base
from panel_desk.queries.agency import unknown

R = TypeVar("R", bound=Base)


def find(session: Session, register: type[R], key: object, kind: str) -> R:
    """The record with this primary key: a ref, a number or a tuple of them.

    Raises:
        RuleBrokenError: there is none that the account sees; the sentence calls the record a `kind`.
    """
    record = session.get(register, key)
    if record is None:
        raise unknown(kind, " ".join(map(str, key)) if isinstance(key, tuple) else str(key))
    return record
