"""Backups of the store."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from panel_desk.desk import Work, shows
from panel_desk.rules.access import Information

_NAME = re.compile(r"panel-desk-(\d{4}-\d{2}-\d{2}-\d{6})(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup of the store.

    Args:
        folder: its folder.
        made_at: when it was made, in UTC.
        number: counts the backups of one second, from 1.
    """

    folder: Path
    made_at: datetime
    number: int = 1


@shows(Information.OFFICE_WORK)
def backups(work: Work, other_folder: Path | None = None) -> tuple[BackupRow, ...]:
    """The backups in the store's own folder of backups and in one other folder, newest first.

    Args:
        work: the unit of work.
        other_folder: another folder with backups; None for none. It may be on a drive that is not connected.
    """
    folders = dict.fromkeys((work.store.backups, other_folder or work.store.backups))
    found = [row for folder in folders for row in _in(folder)]
    return tuple(sorted(found, key=lambda row: (row.made_at, row.number), reverse=True))


def _in(parent: Path) -> list[BackupRow]:
    """The backups in a folder; none where it cannot be read."""
    try:
        named = [(folder, _NAME.fullmatch(folder.name)) for folder in parent.iterdir() if folder.is_dir()]
    except OSError:
        return []
    return [
        BackupRow(folder, datetime.strptime(name[1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC), int(name[2] or 1))
        for folder, name in named
        if name
    ]
