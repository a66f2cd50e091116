"""The copies of the store that there are."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from panel_desk.desk import Work

_NAME = re.compile(r"panel-desk-(\d{4}-\d{2}-\d{2}-\d{6})(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A copy of the store.

    Args:
        folder: where it lies.
        made_at: when it was made.
        number: which of the copies of that second.
    """

    folder: Path
    made_at: datetime
    number: int = 1


def backups(work: Work, besides: Path | None = None) -> tuple[BackupRow, ...]:
    """The copies in the store's own backups folder and in one other, newest first.

    Args:
        work: the desk's.
        besides: another folder that copies were made in; it may be on a drive that is not there now.
    """
    places = dict.fromkeys((work.store.backups, besides or work.store.backups))
    found = [row for place in places for row in _in(place)]
    return tuple(sorted(found, key=lambda row: (row.made_at, row.number), reverse=True))


def _in(place: Path) -> list[BackupRow]:
    try:
        named = [(folder, _NAME.fullmatch(folder.name)) for folder in place.iterdir() if folder.is_dir()]
    except OSError:
        return []
    return [
        BackupRow(folder, datetime.strptime(name[1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC), int(name[2] or 1))
        for folder, name in named
        if name
    ]
