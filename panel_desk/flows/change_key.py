"""Changes the store's data key: a backup, the database under a new key, then each paper, which may go on later.

The database is changed at one moment (`Store.change_data_key`). Then papers are encrypted anew one by one; each can be
read at any time, so the work may be interrupted and go on at the next sign-in.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError
from panel_desk.operations.data_key import begin_key_change, finish_key_change
from panel_desk.progress import ProgressCallback
from panel_desk.queries.backups import old_backups_in_words, old_key_backups
from panel_desk.store.backup_notes import Occasion
from panel_desk.store.store import Store


def backup_before(desk: Desk) -> Callable[[ProgressCallback], Path]:
    """The work that backs the store up into its own folder, before its key is changed; it may run in another thread."""
    folder, at = desk.store.backups, desk.time_source.now()
    return partial(desk.store.back_up, folder, at, Occasion.NEW_KEY)


def change_database(desk: Desk) -> None:
    """Encrypt the database under a new key; the desk goes on with it.

    Raises:
        NotAllowedError: the account is not an administrator's, or the store is read-only.
        StoreError: somebody else has the store open; nothing was changed.
        SurroundingsError: the disk is full or the folder cannot be written; nothing was changed.
    """
    if why_not := desk.why_not(begin_key_change):
        raise NotAllowedError(why_not)
    desk.store.change_data_key()


def store_with_papers_left(desk: Desk) -> Store | None:
    """The store, if papers are still to be encrypted under its new key and it can be written; else None."""
    return desk.store if not desk.store.why_read_only and desk.store.key_ring.is_changing else None


def encrypt_papers(store: Store, progress: ProgressCallback) -> int:
    """Encrypt every paper under the present key; how many there are. A damaged one stays as it is, for the check.

    It uses no database, so it may run in another thread.

    Raises:
        SurroundingsError: the disk is full or the folder cannot be written.
    """
    names = store.vault.names()
    for number, name in enumerate(names):
        progress("Encrypting the papers under the new key", number, len(names))
        try:
            store.vault.encrypt_anew(name)
        except InvalidTag:
            continue
    return len(names)


def change_key(desk: Desk, progress: ProgressCallback) -> None:
    """Change the store's key, or go on with a change that was interrupted.

    Raises:
        PanelDeskError: as for `begin_key_change`, `Store.back_up`, `change_database` and `encrypt_papers`.
    """
    if store_with_papers_left(desk) is None:
        desk.do(begin_key_change)
        backup_before(desk)(progress)
        change_database(desk)
    desk.do(finish_key_change, encrypt_papers(desk.store, progress))


def what_old_backups_open(desk: Desk) -> tuple[str, ...]:
    """What opens the backups under a former key, and each of them, in sentences; none where there is no such backup."""
    return old_backups_in_words(desk.ask(old_key_backups))
