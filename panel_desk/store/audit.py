"""The audit trail: who did what, when, and which fields changed, each entry chained by hash and signed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, event, insert, inspect, select, text, update
from sqlalchemy.orm import Session, UOWTransaction

from panel_desk.errors import NotAllowedError
from panel_desk.models import AccountKey, AuditEnd, AuditEntry, AuditRef
from panel_desk.models.base import Base
from panel_desk.rules.disclosures import Disclosure
from panel_desk.store.signers import Signer

HASH_BEFORE_FIRST = "0" * 64
"""What the first entry has as the hash of the one before."""
_AUDIT_TABLES = (AuditEntry, AuditEnd)
NOT_RECORDED = frozenset({"version", "pkcs12"})
"""The columns that no entry records: counters, and chairs' signing keys, which the trail would keep for ever."""
ACCESS_REGISTERS = frozenset({"account", "account_key", "account_authority", "information_grant"})
"""The tables that say who signs in, and what they may see and decide."""
SEEN = "seen"
"""The kind of a change that records only that somebody saw a record."""
_MAX_WHOLE = 200  # characters; of a longer text, only the passage that changed is recorded
_CONTEXT = 30  # characters recorded on each side of the passage that changed
KEY_ENDED = (
    "This account was closed or got a new passphrase meanwhile, perhaps in another window. Close this window and sign "
    "in again; nothing was saved."
)
"""The refusal of a unit of work whose account signs with a key that is no longer in force."""
_END = select(
    AuditEnd.entry,
    AuditEnd.hash,
    select(AuditEntry.signature).where(AuditEntry.id == AuditEnd.entry).scalar_subquery().label("signature"),
    select(AccountKey.id)
    .where(AccountKey.public_key == bindparam("key"), AccountKey.ended_at.is_not(None))
    .scalar_subquery()
    .label("ended_key"),
)
"""The newest entry with its hash and signature, and the id of the signing key if that is no longer in force."""
_ADD_REFS = insert(AuditRef)
_MOVE_END = update(AuditEnd.__table__).values(entry=bindparam("newest"), hash=bindparam("newest_hash"))  # type: ignore[arg-type] # a table
_CLASSES: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@dataclass(slots=True)
class Trail:
    """The changes of one unit of work."""

    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def registers(self) -> frozenset[str]:
        """The tables that changed."""
        return frozenset(change["register"] for change in self.changes if change["kind"] != SEEN)


def seen_change(seen: Disclosure, way: str) -> dict[str, Any]:
    """The part of an entry that records that somebody saw a record; its fields say how, not what changed."""
    fields = {"way": way} | ({"what": seen.what} if seen.what else {})
    change = {"register": seen.register, "ref": seen.ref, "kind": SEEN, "fields": fields}
    return change | {"of": list(seen.of)} if seen.of else change


@contextmanager
def watch_changes(session: Session) -> Iterator[Trail]:
    """Record every row that `session` adds, changes or deletes within the `with` block."""
    trail = Trail()

    def note(session: Session, context: UOWTransaction) -> None:
        # A row that was taken out of its record's list is deleted too, but is not in `session.deleted`.
        removed = [
            state.object for state, (is_deleted, is_listed) in context.states.items() if is_deleted and not is_listed
        ]
        trail.changes += [_change("added", row) for row in session.new if not isinstance(row, _AUDIT_TABLES)]
        trail.changes += [
            change
            for row in session.dirty
            if row not in removed
            and not isinstance(row, _AUDIT_TABLES)
            and session.is_modified(row)
            and (change := _change("changed", row))["fields"]
        ]
        trail.changes += [_change("removed", row) for row in removed]

    event.listen(session, "after_flush", note)
    try:
        yield trail
    finally:
        event.remove(session, "after_flush", note)


def begin_trail(session: Session) -> None:
    """Add the row that says where the audit trail of a new store ends: before its first entry."""
    session.add(AuditEnd(entry=0, hash=HASH_BEFORE_FIRST))


def write_entry(
    session: Session, trail: Trail, *, at: datetime, account: str, action: str, signer: Signer | None
) -> tuple[int, str]:
    """Append the entry for one unit of work to the chain; its number and its hash.

    Args:
        session: the unit of work.
        trail: its changes.
        at: now.
        account: the sign-in name of the account that made them.
        action: the operation's name.
        signer: the signing key of whoever is signed in; None where there is none, as in a review file, and then the
            entry is not signed.

    Raises:
        NotAllowedError: the account was closed or got a new passphrase before this unit of work.
    """
    end = session.execute(_END, {"key": signer.public if signer else None}).one()
    if end.ended_key is not None and ("account_key", str(end.ended_key)) not in {
        (change["register"], change["ref"]) for change in trail.changes
    }:
        raise NotAllowedError(KEY_ENDED)
    entry = AuditEntry(
        id=end.entry + 1,
        at=at,
        account=account,
        action=action,
        changes=trail.changes,
        previous_hash=end.hash,
        concerns_access=does_concern_access(trail.changes),
    )
    entry.hash = entry_hash(entry, end.signature or "")
    if signer is not None:
        entry.signed_by, entry.signature = signer.account, signer.sign(entry.hash)
    session.add(entry)
    session.flush()
    refs = [
        {"ref": ref, "entry": entry.id, "place": place}
        for place, change in enumerate(trail.changes)
        for ref in dict.fromkeys((change["ref"], *change.get("of", ())))
    ]
    session.connection().execute(_ADD_REFS, refs)
    session.connection().execute(_MOVE_END, {"newest": entry.id, "newest_hash": entry.hash})
    return entry.id, entry.hash


def does_concern_access(changes: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of an entry's changes is of an account, its keys or what it may see."""
    return any(change["register"] in ACCESS_REGISTERS and change["kind"] != SEEN for change in changes)


def first_entry_with_other_refs(session: Session) -> int | None:
    """The number of the first entry whose refs in `AuditRef` differ from those in its changes; None if none does."""
    kept, derived = "SELECT entry, place, ref FROM audit_ref", f"SELECT * FROM ({_REFS})"  # noqa: S608 - no user's text
    differing = f"SELECT * FROM ({derived} EXCEPT {kept}) UNION ALL SELECT * FROM ({kept} EXCEPT {derived})"  # noqa: S608 - no user's text
    first: int | None = session.scalar(text(f"SELECT min(entry) FROM ({differing})"))  # noqa: S608 - no user's text
    return first


_REFS = (
    "SELECT e.id AS entry, c.key AS place, json_extract(c.value, '$.ref') AS ref "
    "FROM audit_entry e, json_each(e.changes) c "
    "UNION SELECT e.id, c.key, o.value FROM audit_entry e, json_each(e.changes) c, json_each(c.value, '$.of') o"
)
"""The refs in the changes of every entry, as `AuditRef` keeps them."""


def changes_of(session: Session, entry: int, ref: str) -> list[dict[str, Any]]:
    """The changes of an entry that concern a record or one that belongs to it, without reading the others."""
    which = "SELECT place FROM audit_ref WHERE entry = :entry AND ref = :ref"
    found = session.scalars(
        text(
            "SELECT c.value FROM audit_entry e, json_each(e.changes) c "  # noqa: S608 - no user's text
            f"WHERE e.id = :entry AND c.key IN ({which}) ORDER BY c.key"
        ),
        {"entry": entry, "ref": ref},
    )
    return [json.loads(change) for change in found]


def entry_hash(entry: Any, previous_signature: str) -> str:  # noqa: ANN401 - an `AuditEntry`, or a row of its columns
    """The SHA-256 of an entry's content and of the hash and the signature of the one before it, in hexadecimal."""
    content = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.account,
        entry.action,
        entry.changes,
        entry.previous_hash,
    ]
    if previous_signature:
        content.append(previous_signature)
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changed_passage(old: Any, new: Any) -> list[Any]:  # noqa: ANN401 # whatever a column holds
    """The old and the new value; of a long text, only the passage that changed, with `…` for the text left out.

    Minutes are saved every second or two. If each entry held their whole text twice, the audit trail would outgrow
    everything else in the store.
    """
    if not (isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _MAX_WHOLE):
        return [old, new]
    shorter = min(len(old), len(new))
    start = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    first = max(start - _CONTEXT, 0)
    return [
        f"{'…' * (first > 0)}{text[first : len(text) - max(end - _CONTEXT, 0)]}{'…' * (end > _CONTEXT)}"
        for text in (old, new)
    ]


def is_abridged(recorded: Any) -> bool:  # noqa: ANN401 # whatever a column holds
    """Whether what an entry records may be only the passage of a text that changed."""
    return isinstance(recorded, str) and (recorded.startswith("…") or recorded.endswith("…"))


def text_hash(whole: str) -> str:
    """The SHA-256 of a whole text, which an entry records in addition to the passage that changed."""
    return hashlib.sha256(whole.encode()).hexdigest()


def _change(kind: str, row: Base) -> dict[str, Any]:
    """The record of one row's change: its key, the refs that it belongs to, and its fields' old and new values."""
    state = inspect(row)
    mapper = state.mapper
    fields: dict[str, Any] = {}
    hashes: dict[str, str] = {}
    for column in mapper.column_attrs:
        if column.key in NOT_RECORDED:
            continue
        history = state.attrs[column.key].history
        if kind == "changed" and history.has_changes():
            new = _json_value(history.added)
            fields[column.key] = changed_passage(_json_value(history.deleted), new)
            if fields[column.key][1] != new:
                hashes[column.key] = text_hash(new)
        elif kind == "removed":
            fields[column.key] = _json_value(history.unchanged or history.deleted)
        elif kind == "added" and (value := _json_value(history.added or history.unchanged)) is not None:
            fields[column.key] = value
    key = " ".join(str(part) for part in mapper.primary_key_from_instance(row))
    change = {"register": type(row).__tablename__, "ref": key, "kind": kind, "fields": fields}
    if hashes:
        change["hashes"] = hashes
    belongs_to = [ref for ref in dict.fromkeys(_refs(row)) if ref != key]
    return change | {"of": belongs_to} if belongs_to else change


def _refs(row: Base) -> Iterator[str]:
    """The refs of the records that a row refers to or referred to, directly or through its parent row."""
    state = inspect(row)
    for column in state.mapper.column_attrs:
        for key in column.columns[0].foreign_keys:
            values = [value for value in state.attrs[column.key].history.sum() if value is not None]
            if key.column.name == "ref":
                yield from values
            elif key.column.name == "id":
                for parent_id in values:
                    parent = state.session.get(_CLASSES[key.column.table.name], parent_id) if state.session else None
                    yield from _refs(parent) if parent else ()


def _json_value(values: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return recorded_value(values[0] if values else None)


def recorded_value(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A column's value as an entry records it."""
    return value if value is None or isinstance(value, int | float | str) else str(value)
