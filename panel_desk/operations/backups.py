"""Backups of the store."""

from pathlib import Path

from panel_desk.desk import Work, permits
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.vocabulary import OFFICE


@permits(*OFFICE)
def back_up(work: Work, folder: Path | None = None) -> Path:
    """Make a verified copy of the store in a new folder, and return that folder.

    Args:
        work: the unit of work.
        folder: where the new folder is made; the store's own backups folder if None.

    Raises:
        SurroundingsError: the disk is full, the folder cannot be written, or the copy is damaged.
    """
    work.disclose(Seen.BACKED_UP, "agency")
    return work.store.back_up(folder or work.store.backups, work.time_source.now())
