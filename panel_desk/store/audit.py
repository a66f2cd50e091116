"""The audit trail: who did what, when, and which fields changed from what to what, each entry chained by hash."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from panel_desk.models import AuditEntry
from panel_desk.models.base import Base

_FIRST = "0" * 64
_UNRECORDED = frozenset({"version"})


@dataclass(slots=True)
class Trail:
    """What changed in one unit of work."""

    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def registers(self) -> frozenset[str]:
        """The tables that changed."""
        return frozenset(change["register"] for change in self.changes)


@contextmanager
def watch_changes(session: Session) -> Iterator[Trail]:
    """Note every row that `session` adds, changes or removes while this is open."""
    trail = Trail()

    def note(session: Session, context: UOWTransaction) -> None:
        del context
        trail.changes += [_change("added", row) for row in session.new if not isinstance(row, AuditEntry)]
        trail.changes += [
            change
            for row in session.dirty
            if session.is_modified(row) and (change := _change("changed", row))["fields"]
        ]
        trail.changes += [_change("removed", row) for row in session.deleted]

    event.listen(session, "after_flush", note)
    try:
        yield trail
    finally:
        event.remove(session, "after_flush", note)


def write_entry(session: Session, trail: Trail, *, at: datetime, account: str, action: str) -> None:
    """Add the entry for one unit of work to the end of the chain."""
    last = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    entry = AuditEntry(
        id=last.id + 1 if last else 1,
        at=at,
        account=account,
        action=action,
        changes=trail.changes,
        previous_hash=last.hash if last else _FIRST,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def first_broken_link(session: Session) -> int | None:
    """The number of the first entry that was changed, removed or put in; None where the chain is whole."""
    previous, expected = _FIRST, 1
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)):
        if entry.id != expected or entry.previous_hash != previous or entry.hash != _hash(entry):
            return expected
        previous, expected = entry.hash, expected + 1
    return None


def _hash(entry: AuditEntry) -> str:
    words = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.account,
        entry.action,
        entry.changes,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _change(kind: str, row: Base) -> dict[str, Any]:
    state = inspect(row)
    mapper = state.mapper
    fields: dict[str, Any] = {}
    for column in mapper.column_attrs:
        if column.key in _UNRECORDED:
            continue
        history = state.attrs[column.key].history
        if kind == "changed" and history.has_changes():
            fields[column.key] = [_plain(history.deleted), _plain(history.added)]
        elif kind == "removed":
            fields[column.key] = _plain(history.unchanged or history.deleted)
    key = " ".join(str(part) for part in mapper.primary_key_from_instance(row))
    return {"register": type(row).__tablename__, "ref": key, "kind": kind, "fields": fields}


def _plain(values: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    value = values[0] if values else None
    return value if value is None or isinstance(value, int | float | str) else str(value)
