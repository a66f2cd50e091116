"""Compares each record with the audit trail, which has every value that the program wrote."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from panel_desk.models import (
    Account,
    AccountKey,
    Agency,
    AuditEnd,
    AuditEntry,
    AuditRef,
    MeetingClosing,
    OpenDecision,
    RunningClock,
)
from panel_desk.models.base import Base
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.audit import ACCESS_REGISTERS, NOT_RECORDED, SEEN, is_abridged, recorded_value, text_hash

_BATCH = 500  # rows
_NOT_IN_THE_TRAIL = (AuditEntry, AuditEnd, AuditRef, RunningClock, MeetingClosing, OpenDecision)
"""The trail itself, and what the registers derive: these have checks of their own."""
_MADE_WITH_THE_STORE: dict[type[Base], int] = {Agency: 1, Account: 1, AccountKey: 2}
"""By register, how many rows were made with the store, before its first entry; an older store had no keys."""
_FIRST_ACCOUNT: Mapping[str, Any] = {"role": AccountRole.ADMINISTRATOR, "member_ref": None}
"""What is known of the account that was made with a store all of whose entries are signed."""
_ENUM = re.compile(r"<\w+\.\w+: (.+?)>")  # such as `<Background.ADOPTER: 'adopter'>`
_UNKNOWN = object()


class Tampering(StrEnum):
    """How a record differs from the audit trail."""

    CHANGED = "was changed"
    REMOVED = "was removed"
    ADDED = "was added"


@dataclass(frozen=True, slots=True)
class ChangedOutside:
    """A record that was changed outside the program.

    Args:
        register: its table.
        ref: its key, as the audit trail names it.
        how: how it differs.
        of: the refs of the records that it belongs to.
        fields: the columns that differ; empty where it was added or removed.
    """

    register: str
    ref: str
    how: Tampering
    of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class _Written:
    """The values that the trail has of one row, by column; a column that is missing was empty.

    Args:
        values: a value as the trail records it, or the SHA-256 of a text that the trail abridges.
        is_whole: whether the trail has the row from its beginning; otherwise a missing column is not known.
    """

    values: dict[str, Any]
    is_whole: bool

    def differs(self, column: str, now: Any) -> bool:  # noqa: ANN401 - whatever a column holds
        then = self.values.get(column, None if self.is_whole else _UNKNOWN)
        if then is _UNKNOWN or then == now:
            return False
        if isinstance(then, _Hash):
            return not isinstance(now, str) or then != text_hash(now)
        return not (isinstance(then, str) and isinstance(now, str)) or _plain(then) != _plain(now)


class _Hash(str):
    """The SHA-256 of a text."""

    __slots__ = ()


def changed_outside(session: Session, *, access_only: bool = False) -> Iterator[ChangedOutside]:
    """Each record that is not as the program last wrote it, by register; with `access_only`, of accounts' registers.

    A store of an earlier version is compared from the entry that was the newest when it was migrated, because
    migrations write no entries. A text that an earlier version abridged in its trail is not compared.
    """
    compared_from, signed_from = session.execute(select(AuditEnd.compared_from, AuditEnd.signed_from)).one()
    written = _replay(session, compared_from, signed_from, access_only=access_only)
    # A store from before entries were signed had no keys then; of any other, `written` has the first account already.
    made = _MADE_WITH_THE_STORE | {AccountKey if signed_from else Account: 0}
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__tablename__):
        register = mapper.class_
        if register in _NOT_IN_THE_TRAIL or (access_only and register.__tablename__ not in ACCESS_REGISTERS):
            continue
        yield from _differences(session, register, written, made.get(register, 0))
        table = register.__tablename__
        for (name, ref), row in written.items():
            if name == table and row is not None and not _went_with_its_parent(register, row, written):
                yield ChangedOutside(table, ref, Tampering.REMOVED, _of(register, row.values))


def account_as_written(session: Session, name: str) -> Mapping[str, Any]:
    """What the audit trail last wrote of an account, by column; empty where it has nothing of it."""
    compared_from, signed_from = session.execute(select(AuditEnd.compared_from, AuditEnd.signed_from)).one()
    row = _replay(session, compared_from, signed_from, access_only=True).get(("account", name))
    return row.values if row else {}


def _replay(
    session: Session, compared_from: int, signed_from: int, *, access_only: bool
) -> dict[tuple[str, str], _Written | None]:
    """The values that the trail last recorded for each row, by table and key; None for a row that was removed.

    Args:
        session: reads the trail.
        compared_from: the newest entry when the store was migrated from a version before this check; 0 for none.
        signed_from: the newest entry from before entries were signed; 0 where all are.
        access_only: reads only entries that concern accounts' registers.
    """
    written: dict[tuple[str, str], _Written | None] = {}
    if not signed_from:
        first = session.scalars(select(AccountKey.account_name).order_by(AccountKey.id).limit(1)).first()
        written["account", first or ""] = _Written(dict(_FIRST_ACCOUNT), is_whole=False)
    entries = select(AuditEntry.id, AuditEntry.changes).order_by(AuditEntry.id)
    if access_only:
        entries = entries.where(AuditEntry.concerns_access)
    for number, changes in session.execute(entries.execution_options(yield_per=_BATCH)):
        for change in changes:
            key = (change["register"], change["ref"])
            if change["kind"] == SEEN:
                continue
            if change["kind"] == "removed":
                written[key] = None
            elif number <= compared_from:
                written[key] = _Written({}, is_whole=False)
            elif change["kind"] == "added":
                written[key] = _Written(dict(change["fields"]), is_whole=True)
            else:
                row = written.get(key)
                if row is None:  # made with the store
                    row = written[key] = _Written({}, is_whole=False)
                row.values.update(_new_values(change))
    return written


def _new_values(change: dict[str, Any]) -> dict[str, Any]:
    """The value of each column after a change: as recorded, as a hash, or not known."""
    hashes = change.get("hashes", {})
    return {
        name: _Hash(hashes[name]) if name in hashes else _UNKNOWN if is_abridged(new) else new
        for name, (_, new) in change["fields"].items()
    }


def _differences(
    session: Session, register: type[Base], written: dict[tuple[str, str], _Written | None], made: int
) -> Iterator[ChangedOutside]:
    """The rows of a register that differ from the trail; each that it has is taken out of `written`.

    Args:
        session: reads the register.
        register: the register.
        written: the rows as the trail has them.
        made: how many rows were made with the store: so many of the first may be missing from the trail.
    """
    mapper = inspect(register)
    table = register.__tablename__
    columns = [each for each in mapper.column_attrs if each.key not in NOT_RECORDED]
    found = select(*(getattr(register, each.key) for each in columns)).order_by(*_in_order(register))
    for values in session.execute(found.execution_options(yield_per=_BATCH)):
        by_column = dict(zip((each.key for each in columns), values, strict=True))
        ref = " ".join(str(by_column[mapper.get_property_by_column(part).key]) for part in mapper.primary_key)
        row = written.pop((table, ref), None)
        if row is None and not made:
            yield ChangedOutside(table, ref, Tampering.ADDED, _of(register, by_column))
        made = max(0, made - 1)
        if row is None:
            continue
        differing = [name for name, value in by_column.items() if row.differs(name, recorded_value(value))]
        if differing:
            yield ChangedOutside(table, ref, Tampering.CHANGED, _of(register, by_column), tuple(differing))


def _went_with_its_parent(
    register: type[Base], row: _Written, written: Mapping[tuple[str, str], _Written | None]
) -> bool:
    """Whether the database removed a row with the one that it belongs to, which no entry says of the row itself.

    True as well where the trail does not have the row from its beginning, and so not what it belonged to.
    """
    for column in inspect(register).column_attrs:
        for key in column.columns[0].foreign_keys:
            parent = (key.column.table.name, str(row.values.get(column.key)))
            if key.ondelete == "CASCADE" and (not row.is_whole or written.get(parent, row) is None):
                return True
    return False


def _of(register: type[Base], values: Mapping[str, Any]) -> tuple[str, ...]:
    """The refs that a row refers to."""
    found = (
        values.get(each.key)
        for each in inspect(register).column_attrs
        if any(key.column.name == "ref" for key in each.columns[0].foreign_keys)
    )
    return tuple(ref for ref in found if isinstance(ref, str))


def _in_order(register: type[Base]) -> tuple[Any, ...]:
    """The order in which the row that was made with the store comes first."""
    return (Account.created_at, Account.name) if register is Account else inspect(register).primary_key


def _plain(recorded: str) -> str:
    """A value that the trail recorded of a list, with each choice by its word alone."""
    return _ENUM.sub(r"\1", recorded)
