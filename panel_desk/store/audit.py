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

from panel_desk.models import AuditEnd, AuditEntry
from panel_desk.models.base import Base

_BEGINNING = "0" * 64
_THE_TRAIL_ITSELF = (AuditEntry, AuditEnd)
_UNRECORDED = frozenset({"version"})
_LONG = 200  # characters, beyond which only the passage of a text that changed is recorded
_AROUND = 30
_CLASSES: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


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
        trail.changes += [_change("added", row) for row in session.new if not isinstance(row, _THE_TRAIL_ITSELF)]
        trail.changes += [
            change
            for row in session.dirty
            if not isinstance(row, _THE_TRAIL_ITSELF)
            and session.is_modified(row)
            and (change := _change("changed", row))["fields"]
        ]
        trail.changes += [_change("removed", row) for row in session.deleted]

    event.listen(session, "after_flush", note)
    try:
        yield trail
    finally:
        event.remove(session, "after_flush", note)


def begin_trail(session: Session) -> None:
    """Give a new store its trail: no entry yet, and the place that says so."""
    session.add(AuditEnd(entry=0, hash=_BEGINNING))


def write_entry(session: Session, trail: Trail, *, at: datetime, account: str, action: str) -> None:
    """Add the entry for one unit of work to the end of the chain."""
    end = session.scalars(select(AuditEnd)).one()
    entry = AuditEntry(
        id=end.entry + 1,
        at=at,
        account=account,
        action=action,
        changes=trail.changes,
        previous_hash=end.hash,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    end.entry, end.hash = entry.id, entry.hash
    session.flush()


def first_broken_link(session: Session) -> int | None:
    """The number of the first entry that was changed, removed or put in; None where the chain is whole to its end."""
    previous, expected = _BEGINNING, 1
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)):
        if entry.id != expected or entry.previous_hash != previous or entry.hash != _hash(entry):
            return expected
        previous, expected = entry.hash, expected + 1
    end = session.scalars(select(AuditEnd)).one_or_none()
    return None if end and (end.entry, end.hash) == (expected - 1, previous) else expected


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


def passage(old: Any, new: Any) -> list[Any]:  # noqa: ANN401 # whatever a column holds
    """What a value was and is; of a long text the passage that changed with a little around it, and … for the rest.

    Minutes save themselves every second or two: with their whole text twice in each entry the trail would outgrow
    everything else in the store.
    """
    if not (isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _LONG):
        return [old, new]
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    first = max(start - _AROUND, 0)
    return [
        f"{'…' * (first > 0)}{text[first : len(text) - max(end - _AROUND, 0)]}{'…' * (end > _AROUND)}"
        for text in (old, new)
    ]


def _change(kind: str, row: Base) -> dict[str, Any]:
    state = inspect(row)
    mapper = state.mapper
    fields: dict[str, Any] = {}
    for column in mapper.column_attrs:
        if column.key in _UNRECORDED:
            continue
        history = state.attrs[column.key].history
        if kind == "changed" and history.has_changes():
            fields[column.key] = passage(_plain(history.deleted), _plain(history.added))
        elif kind == "removed":
            fields[column.key] = _plain(history.unchanged or history.deleted)
        elif kind == "added" and (value := _plain(history.added or history.unchanged)) is not None:
            fields[column.key] = value
    key = " ".join(str(part) for part in mapper.primary_key_from_instance(row))
    change = {"register": type(row).__tablename__, "ref": key, "kind": kind, "fields": fields}
    of = [ref for ref in dict.fromkeys(_refs(row)) if ref != key]
    return change | {"of": of} if of else change


def _refs(row: Base) -> Iterator[str]:
    """The refs of the records that a row belongs to or belonged to, itself or through the row that it is a part of."""
    state = inspect(row)
    for each in state.mapper.column_attrs:
        for key in each.columns[0].foreign_keys:
            values = [value for value in state.attrs[each.key].history.sum() if value is not None]
            if key.column.name == "ref":
                yield from values
            elif key.column.name == "id":
                for part_of in values:
                    owner = state.session.get(_CLASSES[key.column.table.name], part_of) if state.session else None
                    yield from _refs(owner) if owner else ()


def _plain(values: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    value = values[0] if values else None
    return value if value is None or isinstance(value, int | float | str) else str(value)
