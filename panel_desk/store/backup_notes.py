"""The file `backup.json` in a backup: when, why and of which state of the store the backup was made.

It holds no personal data. Its seal, under a key derived from the store's data key, shows a later change.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from panel_desk.store.atomic_write import write_whole
from panel_desk.store.keys import derive
from panel_desk.store.last_change import Change

BACKUP_NOTE = "backup.json"
"""The file's name in a backup's folder."""
_FORMAT = 1
_KEY_ID_LENGTH = 16  # hexadecimal digits


class Occasion(StrEnum):
    """Why a backup was made, in the words of the list of backups in Settings."""

    BY_HAND = "by hand"
    FIRST_SIGN_IN = "first sign-in of the day"
    CLOSING = "on closing"
    UPDATE = "before an update"
    NEW_KEY = "before a new key"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """The content of `backup.json`.

    Args:
        made_at: when the backup was made, in UTC.
        occasion: why it was made.
        entry: the number of the newest entry of its audit trail.
        hash: that entry's hash.
        key_id: identifies the data key that encrypts the backup; see the function `key_id`.
        seal: the HMAC of all the above, in hexadecimal.
    """

    made_at: datetime
    occasion: Occasion
    entry: int
    hash: str
    key_id: str
    seal: str = ""

    @property
    def change(self) -> Change:
        """The newest entry of its audit trail: its number and its hash."""
        return self.entry, self.hash

    def is_genuine(self, *data_keys: bytes) -> bool:
        """Whether the note is as it was written, under one of some data keys; False where another key encrypts it."""
        return any(hmac.compare_digest(self.seal, _seal(self, each)) for each in data_keys)


def key_id(data_key: bytes) -> str:
    """An identifier of a data key, from which the key cannot be derived: sixteen hexadecimal digits."""
    return hashlib.sha256(derive(data_key, "key id")).hexdigest()[:_KEY_ID_LENGTH]


def write_note(folder: Path, made_at: datetime, occasion: Occasion, newest: Change, data_key: bytes) -> None:
    """Write `backup.json` into a backup's folder.

    Raises:
        OSError: it cannot be written.
    """
    note = BackupNote(made_at.astimezone(UTC), occasion, *newest, key_id(data_key))
    note = replace(note, seal=_seal(note, data_key))
    content = {"format": _FORMAT, **asdict(note), "made_at": note.made_at.isoformat()}
    write_whole(folder / BACKUP_NOTE, json.dumps(content, indent=1).encode())


def read_note(folder: Path) -> BackupNote | None:
    """The note of a backup; None where an older program made it, or where the file is damaged."""
    try:
        content = json.loads((folder / BACKUP_NOTE).read_bytes())
        made_at = datetime.fromisoformat(content["made_at"])
        if made_at.tzinfo is None:
            return None
        words = (str(content[name]) for name in ("hash", "key_id", "seal"))
        return BackupNote(made_at, Occasion(content["occasion"]), int(content["entry"]), *words)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _seal(note: BackupNote, data_key: bytes) -> str:
    content = [note.made_at.isoformat(), note.occasion, note.entry, note.hash, note.key_id]
    return hmac.digest(derive(data_key, "backup note"), json.dumps(content).encode(), "sha256").hex()
