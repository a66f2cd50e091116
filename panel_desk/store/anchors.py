"""Anchors of the audit trail: its newest entry, noted outside the database, so that a check finds missing entries.

The chain of hashes shows a change within the trail. An older state of the whole store is a sound chain; so is one whose
newest entries were deleted. Only what was noted elsewhere shows those: in each backup, in each signed print, and in a
file in a place that the agency names.
"""

import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from panel_desk.errors import RuleBrokenError
from panel_desk.models import AuditEnd, AuditEntry
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count
from panel_desk.store.audit import SEEN
from panel_desk.store.backup import backups_in
from panel_desk.store.backup_notes import BACKUP_NOTE, key_id
from panel_desk.store.last_change import Change

ANCHOR_FILE = "panel-desk-history.jsonl"
"""The file in the place that the agency names; one line for each anchor, only ever added."""
RESTORED = "restore_backup"
"""The action of the entry that records a restore."""
_IN_PRINT = re.compile(rb"Panel Desk history entry (\d{1,12}) ([0-9a-f]{64})")
_MOST_LINES = 100_000  # that are read, from the end of a file; the program itself hardly ever writes so many


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry of the audit trail that was the newest at some time.

    Args:
        source: where it is noted, as *the backup panel-desk-2027-03-04-093000*.
        entry: the entry's number.
        hash: the entry's hash.
        at: when it was noted; None where that is not known.
    """

    source: str
    entry: int
    hash: str
    at: datetime | None = None


def write_anchor(folder: Path, newest: Change, at: datetime) -> None:
    """Add the newest entry to the anchor file in a folder.

    Raises:
        OSError: the folder is not there or cannot be written.
    """
    line = json.dumps({"entry": newest[0], "hash": newest[1], "at": at.isoformat()}) + "\n"
    with (folder / ANCHOR_FILE).open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def anchor_words(newest: Change) -> str:
    """The newest entry in the words that a signature in a signed print gives as its reason."""
    return f"Panel Desk history entry {newest[0]} {newest[1]}"


def anchors_in_print(pdf: bytes, source: str) -> list[Anchor]:
    """The anchors in the signatures of a signed print, which stand in it uncompressed."""
    return [Anchor(source, int(entry), its_hash.decode()) for entry, its_hash in _IN_PRINT.findall(pdf)]


def anchors_in_file(file: Path) -> list[Anchor]:
    """The anchors in an anchor file, a backup's `backup.json`, a `last-change.json` or a signed print.

    Raises:
        RuleBrokenError: it cannot be read or holds no anchor.
    """
    try:
        content = file.read_bytes()
    except OSError:
        raise RuleBrokenError(f"The file {file} cannot be read.") from None
    text, source = content.decode(errors="replace"), f"the file {file}"
    found = anchors_in_print(content, source) or _lines(text, source) or _lines(" ".join(text.split()), source)
    if not found:
        raise RuleBrokenError(
            f"The file {file} holds no entry of a history. Give {ANCHOR_FILE}, a backup's {BACKUP_NOTE}, a "
            "last-change.json or signed minutes."
        )
    return found


def _lines(text: str, source: str) -> list[Anchor]:
    found = []
    for line in text.splitlines()[-_MOST_LINES:]:
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            content = json.loads(line)
            at = content.get("at", content.get("made_at"))
            noted = datetime.fromisoformat(at) if at else None
            found.append(Anchor(source, int(content["entry"]), str(content["hash"]), noted))
    return found


def anchors_of_backups(folders: Iterable[Path], data_keys: Sequence[bytes]) -> tuple[list[Anchor], list[str]]:
    """The anchors in the backups of some folders that these data keys encrypt, and a sentence for each changed note."""
    own_ids, anchors, faults = {key_id(each) for each in data_keys}, [], []
    for folder in folders:
        for backup, note in backups_in(folder):
            if note.key_id in own_ids and note.is_genuine(*data_keys):
                anchors.append(Anchor(f"the backup {backup.name}", note.entry, note.hash, note.made_at))
            elif note.key_id in own_ids:
                faults.append(f"The note {BACKUP_NOTE} of the backup {backup} was changed outside Panel Desk.")
    return anchors, faults


def anchor_faults(session: Session, anchors: Sequence[Anchor]) -> list[str]:
    """A sentence if the trail lacks an entry that an anchor notes, and one if it has another entry of that number.

    An entry that a recorded restore undid is no fault.
    """
    newest = session.scalars(select(AuditEnd.entry)).one()
    numbers = {each.entry for each in anchors}
    hashes = dict(session.execute(select(AuditEntry.id, AuditEntry.hash).where(AuditEntry.id.in_(numbers))).all())
    undone = _undone(session)
    unknown = [
        each
        for each in anchors
        if each.entry and hashes.get(each.entry) != each.hash and not any(_explains(one, each) for one in undone)
    ]
    faults = []
    if lacking := [each for each in unknown if each.entry > newest]:
        last = max(lacking, key=lambda each: each.entry)
        faults.append(
            f"{_knows(last, lacking)} entry {last.entry} of the history, which this store lacks: its newest entry is "
            f"{newest}. An older store was put back, or the newest entries were deleted and the end of the history was "
            "moved back. Ask who did so; the newest backup has what is missing."
        )
    if other := [each for each in unknown if each.entry <= newest]:
        first = min(other, key=lambda each: each.entry)
        faults.append(
            f"{_knows(first, other)} entry {first.entry} of the history otherwise than this store has it. An older "
            "store was put back and then used, or entries were deleted or replaced and the hashes calculated again."
        )
    return faults


def is_known(engine: Engine, noted: Change) -> bool:
    """Whether the trail has an entry, or a recorded restore undid it."""
    with Session(engine) as session:
        return not anchor_faults(session, [Anchor("", *noted)])


def _knows(anchor: Anchor, all_of_them: Sequence[Anchor]) -> str:
    """The start of a sentence: an anchor, how many others note the same, and the verb."""
    others = len(all_of_them) - 1
    on = f", noted on {in_words(anchor.at.astimezone().date())}," if anchor.at else ""
    named = f"{anchor.source[:1].upper()}{anchor.source[1:]}{on}"
    return f"{named} and {count(others, 'other anchor', 'other anchors')} know" if others else f"{named} knows"


def _undone(session: Session) -> list[tuple[int, int, str]]:
    """What each recorded restore undid: the entry it went back to, the newest entry that it replaced, and its hash."""
    found = session.scalars(select(AuditEntry.changes).where(AuditEntry.action == RESTORED))
    fields = [each["fields"] for changes in found for each in changes if each["kind"] == SEEN]
    return [
        (each["from_entry"], each["replaced_entry"], each["replaced_hash"])
        for each in fields
        if "replaced_entry" in each
    ]


def _explains(undone: tuple[int, int, str], anchor: Anchor) -> bool:
    """Whether a recorded restore undid the entry that an anchor notes."""
    went_back_to, replaced, its_hash = undone
    return went_back_to < anchor.entry <= replaced and (anchor.entry < replaced or anchor.hash == its_hash)
