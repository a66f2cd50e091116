"""The file `last-change.json`: the number and hash of the newest entry of the audit trail, kept beside the database.

What was saved last may still be in the write-ahead log `desk.db-wal`. A copy of the folder without that file is a sound
database that is older; only something outside the database can show that. The file is written after each commit and
not flushed, so it may be behind the database, but is never ahead of it.
"""

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from panel_desk.models import AuditEnd, AuditEntry
from panel_desk.rules.dates import in_words
from panel_desk.rules.disclosures import Seen

LAST_CHANGE = "last-change.json"
_LENGTH = 128  # bytes, always the same, so that the file can be overwritten in place

Change = tuple[int, str]
"""The number and the hash of an entry of the audit trail."""


def write_last_change(folder: Path, change: Change) -> None:
    """Write the newest entry's number and hash; without effect if the file cannot be written."""
    content = json.dumps({"entry": change[0], "hash": change[1]}).ljust(_LENGTH - 1) + "\n"
    with suppress(OSError):
        handle = os.open(folder / LAST_CHANGE, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, content.encode())
        finally:
            os.close(handle)


def read_last_change(folder: Path) -> Change | None:
    """The number and hash in the file; None if it is missing or unreadable."""
    try:
        content = json.loads((folder / LAST_CHANGE).read_bytes())
        return int(content["entry"]), str(content["hash"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def newest_change(engine: Engine) -> Change:
    """The number and hash of the newest entry in the database."""
    with Session(engine) as session:  # only the columns that an older database has too
        entry, hash_ = session.execute(select(AuditEnd.entry, AuditEnd.hash)).one()
        return entry, hash_


def missing_changes(engine: Engine, folder: Path) -> str:
    """A sentence that says that changes which were saved are missing from the database; empty if none is missing."""
    saved = read_last_change(folder)  # before the database, to which another window may be saving
    if saved is None:
        return ""
    with Session(engine) as session:
        if _has(session, saved):
            return ""
        last = session.execute(_changed()).one_or_none()
    if last is None:
        state = "it has none of the changes that were saved"
    else:
        at = last.at.astimezone()
        state = f"the last change in it was saved on {in_words(at.date())} at {at:%H:%M}"
    return (
        f"Newer changes are missing from this store: {state}, and {LAST_CHANGE} names another one that was saved after "
        "it. The folder may have been copied without its file desk.db-wal while Panel Desk was open. Copy the whole "
        "folder again with Panel Desk closed, or restore the last backup. If there is no newer copy, delete "
        f"{LAST_CHANGE} to go on with this one."
    )


def has_every_change(engine: Engine, change: Change | None) -> bool:
    """Whether the trail up to an entry has every change of the database; what was only seen does not count.

    Args:
        engine: the open database.
        change: the entry; None for none, which is enough only where nothing was ever changed.
    """
    with Session(engine) as session:
        newest = session.execute(_changed()).first()
        if newest is None or change is None:
            return newest is None
        return newest.id <= change[0] and _has(session, change)


def _changed() -> Select[int, datetime]:
    """The number and time of the newest entry that changed something, which an older database has too."""
    changed = select(AuditEntry.id, AuditEntry.at).where(AuditEntry.action.not_in([each.action for each in Seen]))
    return changed.order_by(AuditEntry.id.desc()).limit(1)


def _has(session: Session, change: Change) -> bool:
    number, hash_ = change
    if number == 0:
        return True
    return session.scalar(select(AuditEntry.hash).where(AuditEntry.id == number)) == hash_
