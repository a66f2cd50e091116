"""Backups of the store."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from panel_desk.desk import Work, shows
from panel_desk.errors import StoreError
from panel_desk.queries.agency import agency_record
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed
from panel_desk.store.backup_notes import Occasion, key_id, read_note
from panel_desk.store.keys import KEY_FILE, read_key_ring

_NAME = re.compile(r"panel-desk-(\d{4}-\d{2}-\d{2}-\d{6})(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup of the store.

    Args:
        folder: its folder.
        made_at: when it was made, in UTC.
        number: counts the backups of one second, from 1.
        occasion: why it was made; None of a backup by an older version.
    """

    folder: Path
    made_at: datetime
    number: int = 1
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class OutsidePlaces:
    """The places outside the store's folder that the agency named; None where it named none.

    Args:
        backup_folder: the second place for automatic backups.
        anchor_folder: where the newest entries of the audit trail are noted.
    """

    backup_folder: Path | None
    anchor_folder: Path | None


@shows(Information.OFFICE_WORK)
def backups(work: Work, other_folder: Path | None = None) -> tuple[BackupRow, ...]:
    """The backups in the store's own folder of backups, in the second place and in one other folder, newest first.

    Args:
        work: the unit of work.
        other_folder: another folder with backups; None for none. It may be on a drive that is not connected.
    """
    second = outside_places(work).backup_folder
    folders = dict.fromkeys(each for each in (work.store.backups, second, other_folder) if each is not None)
    found = [row for folder in folders for row in _in(folder)]
    return tuple(sorted(found, key=lambda row: (row.made_at, row.number), reverse=True))


@dataclass(frozen=True, slots=True)
class OldKeyBackup:
    """A backup that another key of the store encrypts than the present one.

    Args:
        folder: its folder.
        made_at: when it was made, in UTC.
        opened_by: the sign-in names of the accounts whose passphrases of that time open it.
    """

    folder: Path
    made_at: datetime
    opened_by: tuple[str, ...]


@shows(Information.OFFICE_WORK)
def old_key_backups(work: Work, other_folder: Path | None = None) -> tuple[OldKeyBackup, ...]:
    """The backups that a former key of the store encrypts, newest first; arguments as for `backups`.

    One whose key is not known, as by an older version, counts too where the store's key was ever changed.
    """
    if len(work.store.data_keys) == 1:
        return ()
    own = key_id(work.store.data_key)
    return tuple(
        OldKeyBackup(each.folder, each.made_at, _names_in(each.folder))
        for each in backups(work, other_folder)
        if (note := read_note(each.folder)) is None or note.key_id != own
    )


def old_backups_in_words(found: Sequence[OldKeyBackup]) -> tuple[str, ...]:
    """What opens backups under a former key, then each with its date and folder; nothing where there is none."""
    if not found:
        return ()
    names = listed(list(dict.fromkeys(name for each in found for name in each.opened_by)))
    many = count(len(found), "backup was made", "backups were made")
    whose = f"the passphrases that {names} had then" if names else "the passphrases of that time"
    first = (
        f"{many} before the store's key was changed. With them, {whose} and the recovery key of that time still open "
        "what the store held. Delete them once you no longer need them:"
    )
    return first, *(f"{in_words(each.made_at.astimezone().date())}: {each.folder}" for each in found)


def _names_in(backup: Path) -> tuple[str, ...]:
    """The sign-in names in a backup's key file; none where it cannot be read."""
    try:
        return read_key_ring(backup / KEY_FILE).names()
    except StoreError:
        return ()


@shows(Information.AGENCY)
def outside_places(work: Work) -> OutsidePlaces:
    """The places outside the store's folder that the agency named."""
    agency = agency_record(work)
    backup, anchor = agency.backup_folder, agency.anchor_folder
    return OutsidePlaces(Path(backup) if backup else None, Path(anchor) if anchor else None)


def _in(parent: Path) -> list[BackupRow]:
    """The backups in a folder; none where it cannot be read."""
    try:
        named = [(folder, _NAME.fullmatch(folder.name)) for folder in parent.iterdir() if folder.is_dir()]
    except OSError:
        return []
    return [
        BackupRow(folder, datetime.strptime(name[1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC), int(name[2] or 1), why)
        for folder, name in named
        if name
        for note in [read_note(folder)]
        for why in [note.occasion if note else None]
    ]
