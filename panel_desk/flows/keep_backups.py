"""Backs the store up by itself: at the first sign-in of a day and on closing, to two places, and deletes old backups.

`plan_backups` decides at the desk which backups are due; `make_backups` can then run in another thread.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.operations.backups import note_backup
from panel_desk.progress import ProgressCallback
from panel_desk.queries.agency import figures
from panel_desk.queries.backups import outside_places
from panel_desk.rules.backup_ages import superseded
from panel_desk.rules.figures import Figures
from panel_desk.store.anchors import is_known, write_anchor
from panel_desk.store.backup import backups_in, delete_backup
from panel_desk.store.backup_notes import BackupNote, Occasion, key_id
from panel_desk.store.last_change import has_every_change, newest_change
from panel_desk.store.store import Store

_AUTOMATIC = frozenset({Occasion.FIRST_SIGN_IN, Occasion.CLOSING, Occasion.UPDATE})


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Backups that are to be made.

    Args:
        store: the open store.
        occasion: why they are made.
        folders: in which folders.
        at: now.
        today: today, in the computer's time zone.
        figures: the agency's figures.
        anchor_folder: where the newest entry of the history is noted too; None for nowhere.
        left_out: a sentence for each place in which no backup can be made.
    """

    store: Store
    occasion: Occasion
    folders: tuple[Path, ...]
    at: datetime
    today: date
    figures: Figures
    anchor_folder: Path | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupOutcome:
    """The result of a backup plan.

    Args:
        occasion: why the backups were made.
        made: the new backups.
        problems: what went wrong, a sentence or two each.
    """

    occasion: Occasion
    made: tuple[Path, ...]
    problems: tuple[str, ...]


def plan_backups(desk: Desk, occasion: Occasion) -> BackupPlan | None:
    """The backups that are due; None where there is nothing to make or to say.

    A place is due where its newest backup lacks changes; at a sign-in, only where it has no backup of that day either.
    Nothing is made, deleted or noted where the newest backup is of changes that this store lacks: this may be a copy of
    a store that somebody looks into, with the same key and places as the store itself.
    """
    if desk.store.why_read_only:
        return None
    places = desk.ask(outside_places)
    today, second = desk.time_source.today(), places.backup_folder
    folders = [folder for folder in (desk.store.backups, second) if folder]
    strange = [folder for folder in folders if _has_unknown_changes(desk, folder)]
    left_out = [
        f"The newest backup in {folder} has changes that this store lacks, so no backup was made there. If this is a "
        "copy that you look into, nothing is wrong. If not, check the store; once you back it up into that folder "
        "yourself, automatic backups go on."
        for folder in strange
    ]
    due = [folder for folder in folders if folder not in strange and _is_due(desk, folder, occasion, today)]
    if second in due and not _is_there(second):
        due.remove(second)
        left_out.append(f"The second place for backups, {second}, is not there now, so no backup was made in it.")
    if not due and not left_out:
        return None
    anchor_folder = None if strange else places.anchor_folder
    now, own_figures = desk.time_source.now(), desk.ask(figures)
    return BackupPlan(desk.store, occasion, tuple(due), now, today, own_figures, anchor_folder, tuple(left_out))


def make_backups(plan: BackupPlan, progress: ProgressCallback) -> BackupOutcome:
    """Make the planned backups, and delete those that the agency's rule no longer keeps.

    A place that cannot be written is reported, and the other places are still written.
    """
    made, problems = [], [*plan.left_out]
    for folder in plan.folders:
        try:
            made.append(plan.store.back_up(folder, plan.at, plan.occasion, progress))
        except SurroundingsError as error:
            problems.append(f"No backup was made in {folder}. {error.sentence}")
        else:
            _delete_superseded(folder, plan)
    problems += note_newest_entry(plan.store, plan.anchor_folder, plan.at)
    return BackupOutcome(plan.occasion, tuple(made), tuple(problems))


def note_newest_entry(store: Store, folder: Path | None, at: datetime) -> list[str]:
    """Note the newest entry of the history in the place that the agency named; a sentence where that is not there."""
    if folder is None:
        return []
    try:
        write_anchor(folder, newest_change(store.engine), at)
    except OSError:
        return [
            f"The place for the newest entries of the history, {folder}, is not there now, so none was noted in it."
        ]
    return []


def note_outcome(desk: Desk, outcome: BackupOutcome) -> None:
    """Add the backups that were made to the audit trail."""
    if outcome.made:
        desk.do(note_backup, str(outcome.occasion))


def _is_due(desk: Desk, folder: Path, occasion: Occasion, today: date) -> bool:
    """Whether the newest backup in a folder lacks changes or has another key; never at a sign-in if it is of today."""
    newest = next(iter(_notes_until(today, folder)), None)
    if occasion is Occasion.FIRST_SIGN_IN and newest and newest.made_at.astimezone().date() == today:
        return False
    is_same_key = newest is None or newest.key_id == key_id(desk.store.data_key)
    return not (is_same_key and has_every_change(desk.store.engine, newest.change if newest else None))


def _has_unknown_changes(desk: Desk, folder: Path) -> bool:
    """Whether the newest backup in a folder names an entry of the history that this store neither has nor undid."""
    keys = desk.store.data_keys
    genuine = (note for _, note in backups_in(folder) if note.is_genuine(*keys))
    newest = next(genuine, None)
    return newest is not None and not is_known(desk.store.engine, newest.change)


def _notes_until(today: date, folder: Path) -> list[BackupNote]:
    """The notes of the backups in a folder, newest first, without those of a clock that was ahead."""
    return [note for _, note in backups_in(folder) if note.made_at.astimezone().date() <= today]


def _is_there(folder: Path | None) -> bool:
    """Whether a folder can be made or is there: on a drive that is not connected, not even its parent is."""
    return folder is not None and any(os.path.isdir(each) for each in (folder, folder.parent))  # noqa: PTH112 - never raises


def _delete_superseded(folder: Path, plan: BackupPlan) -> None:
    """Delete the automatic backups in a folder that the rule no longer keeps.

    Called only after a new backup was made there and read back, so a good one is always left. One that was made before
    an update is kept for as many days as daily ones are. Never deleted: one made by hand, and one whose note is missing
    or was changed.
    """
    keys = plan.store.data_keys
    automatic = [
        (each, note.made_at.astimezone().date(), note.occasion)
        for each, note in backups_in(folder)
        if note.occasion in _AUTOMATIC and note.is_genuine(*keys)
    ]
    first_day = plan.today - timedelta(days=plan.figures.backup_days - 1)
    made = [(each, day) for each, day, why in automatic if why is not Occasion.UPDATE or day < first_day]
    for each in superseded(made, plan.today, plan.figures):
        delete_backup(each)
