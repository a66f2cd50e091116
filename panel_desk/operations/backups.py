"""Backups of the store, and the places outside its folder."""

from pathlib import Path

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.agency import agency_record
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.vocabulary import OFFICE, AccountRole


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


@permits(*AccountRole)
def note_backup(work: Work, occasion: str) -> None:
    """Add to the audit trail that the program backed up the store by itself, whoever is signed in.

    Args:
        work: the unit of work.
        occasion: when or why, such as *on closing*.
    """
    work.disclose(Seen.BACKED_UP, "agency", what=occasion)


@permits(AccountRole.ADMINISTRATOR)
def choose_backup_folder(work: Work, folder: str) -> None:
    """Choose a second place for the automatic backups; none where `folder` is empty.

    Raises:
        RuleBrokenError: it is in the store's own folder, or is not a whole path.
    """
    agency_record(work).backup_folder = _outside(work, folder)


@permits(AccountRole.ADMINISTRATOR)
def choose_anchor_folder(work: Work, folder: str) -> None:
    """Choose a place where the newest entries of the audit trail are noted; none where `folder` is empty.

    Raises:
        RuleBrokenError: it is in the store's own folder, or is not a whole path.
    """
    agency_record(work).anchor_folder = _outside(work, folder)


def _outside(work: Work, folder: str) -> str | None:
    """The path of a folder outside the store's; None where none is given. It need not be there at present."""
    if not folder.strip():
        return None
    path = Path(folder.strip())
    if not path.is_absolute():
        raise RuleBrokenError("Choose a folder by its whole path, with its drive.", "folder")
    if path.resolve().is_relative_to(work.store.folder.resolve()):
        raise RuleBrokenError(
            "This folder is in the store itself. Choose one on another drive, which a fault of this one leaves alone.",
            "folder",
        )
    return str(path)
