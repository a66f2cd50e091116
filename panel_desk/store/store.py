"""Stores on disk: creates and opens them, and changes their accounts' keys."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from panel_desk.errors import NotAllowedError, RuleBrokenError, SignInRefusedError, StoreError, SurroundingsError
from panel_desk.models import Account, AccountKey, Agency
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin
from panel_desk.store.atomic_write import (
    can_be_written,
    cause_in_words,
    flush_folder,
    replace_with_retries,
    write_whole,
)
from panel_desk.store.audit import begin_trail
from panel_desk.store.backup import DATABASE, KEYS, back_up, vault_in
from panel_desk.store.backup_notes import Occasion
from panel_desk.store.data_key_change import (
    change_database_key,
    delete_interrupted_copy,
    settle_interrupted_change,
)
from panel_desk.store.engine import DAMAGED, WRITES, database_errors_in_words, open_engine
from panel_desk.store.keys import (
    Cost,
    KeyRing,
    Unlocked,
    check_passphrase,
    new_data_key,
    new_key_ring,
    read_key_ring,
    recovery_signer,
)
from panel_desk.store.last_change import Change, missing_changes, newest_change, read_last_change, write_last_change
from panel_desk.store.migrate import migrate, needs_migration, version_of
from panel_desk.store.search.fts5 import Fts5Index
from panel_desk.store.search.index import SearchIndex
from panel_desk.store.search.updates import fill_if_outdated
from panel_desk.store.sign_in_waits import forget_refused
from panel_desk.store.signers import RECOVERY, Signer, new_signer
from panel_desk.store.surroundings import refuse_network_drive, refuse_unsafe_place, warning_about
from panel_desk.store.vault import Vault

BACKUPS = "backups"
"""The name of the folder of backups in a store's folder."""
PREVIOUS_KEYS = f"{KEYS}.before"
"""The name of the copy of the key file from before a change, which is deleted when the change is committed."""
READ_ONLY = (
    "The store's folder cannot be written, so the store can be read, but nothing in it can be changed. Check that the "
    "folder is not on a read-only drive and that this account may write to it, then open the store again."
)
KEY_CHANGED = "The store's key was changed in another window. Sign out here and sign in again."
_NO_SLOT = "The account has no key in keys.json. An administrator can reset its passphrase."
_MAX_KEY_CHANGE = 600  # seconds, the longest that a unit of work which changes keys takes


@dataclass(slots=True)
class Store:
    """An open store: the database, the vault of papers, and the data key that decrypts both.

    Args:
        folder: the store's folder.
        engine: the open database.
        vault: the papers.
        data_key: the key that decrypts both.
        warnings: what the user is to know when it is opened, one or two sentences each.
        signer: the signing key of whoever opened it; None for a review file.
        index: the search index, which is in the database too.
    """

    folder: Path
    engine: Engine
    vault: Vault
    data_key: bytes
    warnings: tuple[str, ...] = ()
    signer: Signer | None = None
    index: SearchIndex = field_of(default_factory=Fts5Index)
    _lacks_changes: bool = False  # the database lacks changes that were saved
    _copy: TemporaryDirectory[str] | None = None  # of the database, where the store is opened for reading only

    @property
    def why_read_only(self) -> str:
        """Why nothing in the store can be changed, in a sentence or two; empty if it can be."""
        return READ_ONLY if self._copy else ""

    _has_changed_keys: bool = False  # in the present unit of work

    @property
    def key_ring(self) -> KeyRing:
        """The key ring, read from the disk because another window may have changed it."""
        return read_key_ring(self.folder / KEYS)

    def save_account_key(
        self, name: str, passphrase: str, full_name: str = "", *, is_administrator: bool, cost: Cost | None = None
    ) -> Signer:
        """Wrap the data key for a new account, or for an account with a new passphrase; its new signing key.

        Raises:
            RuleBrokenError: the passphrase is too short or easy to guess.
        """
        ring = self.key_ring
        cost = cost or ring.slots[0].cost
        known = (full_name,)
        signer = new_signer(ring.as_spelt(name))
        self._save_key_ring(
            ring.with_account(
                name,
                passphrase,
                self.data_key,
                is_administrator=is_administrator,
                cost=cost,
                known=known,
                signer=signer,
            )
        )
        forget_refused(self.folder, ring.as_spelt(name))
        return signer

    def give_first_key(self, name: str, unlocked: Unlocked) -> Signer:
        """Keep a signing key for an account in whose slot an older program kept none; the key.

        Args:
            name: the account's.
            unlocked: what its passphrase decrypted.
        """
        ring = self.key_ring
        slot = ring.slot_of(name)
        if slot is None:
            raise StoreError(_NO_SLOT)
        signer = new_signer(name)
        self._save_key_ring(ring.with_slot(slot.with_signer(signer, unlocked.own_key, self.data_key)))
        return signer

    def add_sealing_key(self, name: str, unlocked: Unlocked, *, is_recovery: bool) -> None:
        """Add the key for sealing of an account, or of the recovery key, to a key file of an earlier version.

        Args:
            name: the account's.
            unlocked: what its passphrase or the recovery key decrypted.
            is_recovery: whether it was the recovery key.
        """
        ring = self.key_ring
        slot = ring.slot_of(name)
        if unlocked.signer is None:
            return
        if is_recovery and ring.recovery_recipient is None:
            self._save_key_ring(ring.with_recovery_signer(unlocked.signer))
        elif not is_recovery and slot is not None and slot.recipient is None:
            self._save_key_ring(ring.with_slot(slot.with_signer(unlocked.signer, unlocked.own_key, self.data_key)))

    def signer_of(self, name: str, passphrase: str) -> Signer | None:
        """The signing key of another account whose passphrase is known.

        Raises:
            SignInRefusedError: the passphrase is wrong.
        """
        return self.key_ring.unlock(name, passphrase).signer

    def change_data_key(self) -> None:
        """Give the store a new data key: its database is encrypted anew, and its papers are to be.

        Raises:
            RuleBrokenError: an account or the recovery key has no key for sealing yet.
            StoreError: somebody else has the store open; nothing was changed.
            SurroundingsError: the disk is full or the folder cannot be written; nothing was changed.
        """
        new_key = new_data_key()
        ring = self.key_ring.with_new_data_key(self.data_key, new_key)
        self.drop_connections()
        change_database_key(self.folder, self.data_key, new_key, ring, self.folder / PREVIOUS_KEYS)
        self.engine = open_engine(self.folder / DATABASE, new_key, QueuePool)
        self.data_key = new_key
        self.vault.use_keys(new_key, ring.former_keys(new_key))

    def end_key_change(self) -> None:
        """Note in the key file that every paper is encrypted under the present data key."""
        self._save_key_ring(replace(self.key_ring, is_changing=False))

    @property
    def has_other_key(self) -> bool:
        """Whether the store's data key was changed since it was opened here, so that nothing can be read any more."""
        try:
            return not self.key_ring.is_under(self.data_key)
        except StoreError:
            return False

    @property
    def data_keys(self) -> tuple[bytes, ...]:
        """The data key, and those that the store had before, newest first; without these where keys.json is damaged."""
        try:
            return self.data_key, *self.key_ring.former_keys(self.data_key)
        except StoreError:
            return (self.data_key,)

    def save_recovery_key(self, recovery_key: str) -> Signer:
        """Wrap the data key under another recovery key, with which the one before opens nothing; its signing key."""
        self._save_key_ring(self.key_ring.with_recovery_key(recovery_key, self.data_key))
        return recovery_signer(recovery_key)

    def remove_account_key(self, name: str) -> None:
        """Delete an account's key, so that its passphrase no longer opens the store."""
        self._save_key_ring(self.key_ring.without_account(name))

    @contextmanager
    def keys_restored_on_failure(self) -> Iterator[None]:
        """Restore the key file if the unit of work in the `with` block fails, so that keys and accounts agree.

        A copy of the old key file was written before the first change, so restoring it is a rename, which succeeds
        even on a full disk.
        """
        self._has_changed_keys = False
        try:
            yield
        except BaseException:
            if self._has_changed_keys:
                self._put_keys_back()
            raise
        if self._has_changed_keys:
            delete_previous_keys(self.folder)

    def is_passphrase_of(self, name: str, passphrase: str) -> bool:
        """Whether `passphrase` is the account's own. It is asked for again before a signature."""
        key_ring = self.key_ring
        try:
            key_ring.unlock(name, passphrase)
        except StoreError:
            return False
        return True

    def is_recovery_key(self, typed: str) -> bool:
        """Whether this is the recovery key that was printed when the store was created."""
        try:
            self.key_ring.unlock_with_recovery_key(typed)
        except StoreError:
            return False
        return True

    def back_up(
        self,
        backups: Path,
        at: datetime,
        occasion: Occasion = Occasion.BY_HAND,
        progress: ProgressCallback = ignore_progress,
    ) -> Path:
        """Make a verified copy in a new folder under `backups`; the new folder.

        Raises:
            SurroundingsError: the disk is full, the folder cannot be written, or the copy is damaged.
        """
        return back_up(self.engine, self.data_key, self.folder, backups, at, occasion, progress)

    @property
    def backups(self) -> Path:
        """The store's own folder for its backups."""
        return self.folder / BACKUPS

    def record_last_change(self, change: Change) -> None:
        """Write the newest entry of the audit trail beside the database, unless the database lacks what is named there.

        Args:
            change: the entry's number and hash, which have been committed.
        """
        if not self._lacks_changes:
            write_last_change(self.folder, change)

    def drop_connections(self) -> None:
        """Close the pooled connections; the next unit of work connects anew."""
        self.engine.dispose()

    def close(self) -> None:
        """Close the database, and delete its copy if it was opened for reading only."""
        self.engine.dispose()
        if self._copy:
            self._copy.cleanup()

    def _put_keys_back(self) -> None:
        try:
            replace_with_retries(self.folder / PREVIOUS_KEYS, self.folder / KEYS)
        except OSError as error:  # the next sign-in tries again
            raise SurroundingsError(
                f"Nothing was saved, and the store's key file could not be put back: {cause_in_words(error)}. Put that "
                "right and sign in again; passphrases and the recovery key are as they were before."
            ) from None

    def _save_key_ring(self, ring: KeyRing) -> None:
        """Save the key file, after copying the one before for `keys_restored_on_failure`."""
        path = self.folder / KEYS
        try:
            if not self._has_changed_keys:
                write_whole(self.folder / PREVIOUS_KEYS, path.read_bytes())
            ring.save(path)
        except OSError as error:
            if not self._has_changed_keys:
                delete_previous_keys(self.folder)
            raise SurroundingsError(
                f"The store's key file could not be written: {cause_in_words(error)}. Nothing was saved. Put that "
                "right and try again."
            ) from None
        self._has_changed_keys = True


def delete_previous_keys(folder: Path) -> None:
    """Delete the copy of the key file from before the last change, which a replaced passphrase could still open."""
    with suppress(OSError):
        (folder / PREVIOUS_KEYS).unlink(missing_ok=True)


def _delete_keys_left_by_a_crash(folder: Path) -> None:
    """Delete a copy of the key file that a crash left behind; a newer copy may belong to a change in another window."""
    with suppress(OSError):
        if time.time() - (folder / PREVIOUS_KEYS).stat().st_mtime > _MAX_KEY_CHANGE:
            delete_previous_keys(folder)


def exists(folder: Path) -> bool:
    """Whether there is a store in a folder."""
    return (folder / KEYS).is_file() or (folder / DATABASE).is_file()


def create_store(
    folder: Path,
    agency: str,
    administrator: str,
    full_name: str,
    passphrase: str,
    cost: Cost | None = None,
    at: datetime | None = None,
    fill: Callable[[Store], object] | None = None,
) -> str:
    """Create a store with one administrator; the recovery key to print, which is not stored anywhere.

    The store is built in a folder beside `folder` and moved there when it is complete.

    Args:
        folder: the store's folder.
        agency: the agency's name.
        administrator: the first administrator's sign-in name.
        full_name: their name as it is printed.
        passphrase: their passphrase.
        cost: the cost of one guess at it; the recommended cost if None.
        at: when their account is opened; now if None.
        fill: called with the open store before it is moved; what it raises leaves no store behind. None for an empty
            store.

    Raises:
        RuleBrokenError: a name is empty, or the passphrase too short or easy to guess.
        StoreError: the folder has a store, holds other files, cannot be written, is synchronised or is on a network
            drive.
    """
    for field, value, what in (
        ("agency", agency, "the agency's name"),
        ("name", administrator, "a sign-in name"),
    ):
        if not value.strip():
            raise RuleBrokenError(f"Type {what}.", field)
    agency, administrator = agency.strip(), administrator.strip()
    check_passphrase(passphrase, agency, administrator, full_name)
    if exists(folder):
        raise StoreError("There is a store in this folder already. Open it, or choose another folder for the new one.")
    refuse_unsafe_place(folder)
    part = folder.with_name(f".{folder.name}.new")
    try:
        _check_is_empty(folder)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        empty, data_key, recovery_key = new_key_ring()
        signer = new_signer(administrator)
        ring = empty.with_account(
            administrator, passphrase, data_key, is_administrator=True, cost=cost or Cost(), signer=signer
        )
        made_at = at or datetime.now(UTC)
        with database_errors_in_words():
            engine = open_engine(part / DATABASE, data_key)
            _initialise(engine, agency, administrator, full_name.strip(), made_at)
            _add_first_keys(engine, signer, recovery_signer(recovery_key), made_at)
            write_last_change(part, newest_change(engine))
        ring.save(part / KEYS)
        if fill is not None:
            with closing(open_with_key(part, data_key, signer)) as store:
                fill(store)
        if folder.is_dir():
            folder.rmdir()
        replace_with_retries(part, folder)
        flush_folder(folder.parent)
    except OSError as error:
        raise StoreError(f"The store could not be made here: {cause_in_words(error)}. Choose another folder.") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return recovery_key


def _check_is_empty(folder: Path) -> None:
    """Fail before the store is built, which may take minutes, rather than when it is moved.

    Raises:
        OSError: the folder holds files.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))


def _initialise(engine: Engine, agency: str, administrator: str, full_name: str, at: datetime) -> None:
    """Add the agency and its first administrator to an empty database."""
    migrate(engine)
    with Session(engine) as session, session.begin():
        begin_trail(session)
        session.add(Agency(name=agency))
        session.add(
            Account(
                name=administrator,
                full_name=full_name,
                role=AccountRole.ADMINISTRATOR,
                created_at=at,
            )
        )
        Fts5Index().create(session.connection())


def _add_first_keys(engine: Engine, administrator: Signer, recovery: Signer, at: datetime) -> None:
    """Add the keys with which a new store's first entries can be signed, before its first entry."""
    with Session(engine) as session, session.begin():
        for signer, origin in ((administrator, KeyOrigin.OPENED), (recovery, KeyOrigin.RECOVERY)):
            session.add(AccountKey(account_name=signer.account, public_key=signer.public, origin=origin, made_at=at))
            session.flush()  # in this order


def account_typed(folder: Path, name: str | None) -> str:
    """The account that a sign-in name means (the first administrator if `name` is None); empty where it means none.

    Raises:
        StoreError: the key file is missing, damaged or newer than the program.
    """
    ring = read_key_ring(folder / KEYS)
    meant = ring.first_administrator() if name is None else ring.as_spelt(name)
    return meant if meant in ring.names() else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that was opened with a passphrase or the recovery key.

    Args:
        store: the open store.
        name: the name of the account that signs in.
        unlocked: what the passphrase or the recovery key decrypted.
        is_recovery: whether the recovery key opened it.
    """

    store: Store
    name: str
    unlocked: Unlocked
    is_recovery: bool = False


def open_store(folder: Path, name: str | None, passphrase: str) -> Opened:
    """Open a store as an account (the first administrator if `name` is None).

    Raises:
        StoreError: wrong passphrase, missing, damaged, locked or newer than the program.
    """
    store, ring, unlocked = _opened(folder, lambda ring: ring.unlock(_meant(ring, name), passphrase))
    if not store.why_read_only:
        _delete_keys_left_by_a_crash(folder)
        delete_interrupted_copy(store.engine, folder)
    return Opened(store, _meant(ring, name), unlocked)


def open_with_recovery_key(folder: Path, recovery_key: str) -> Opened:
    """Open a store as its first administrator, with the key that was printed when the store was created.

    Raises:
        StoreError: as for `open_store`.
    """
    store, ring, unlocked = _opened(folder, lambda ring: ring.unlock_with_recovery_key(recovery_key))
    return Opened(store, ring.first_administrator(), unlocked, is_recovery=True)


def _meant(ring: KeyRing, name: str | None) -> str:
    return ring.first_administrator() if name is None else ring.as_spelt(name)


def _opened(folder: Path, unlock: Callable[[KeyRing], Unlocked]) -> tuple[Store, KeyRing, Unlocked]:
    """Open a store, after undoing a change of keys that a crash interrupted.

    Args:
        folder: the store's folder.
        unlock: unlocks a key ring with what was typed.

    Returns:
        The store, its key ring, and what was unlocked.
    """
    ring, refused = read_key_ring(folder / KEYS), None
    try:
        unlocked = unlock(ring)
    except SignInRefusedError as error:
        refused = error  # unless the key file from before an interrupted change is put back, below
        unlocked = _unlocked_from_before(folder, unlock, error)
    if refused is None and _put_keys_back(folder, ring, unlocked):
        ring = read_key_ring(folder / KEYS)
        unlocked = unlock(ring)
    store = open_with_key(folder, unlocked.data_key, unlocked.signer)
    try:
        if _put_uncommitted_keys_back(store):
            ring = store.key_ring
            unlocked = unlock(ring)
            store.signer = unlocked.signer
        elif refused is not None:
            raise refused  # noqa: TRY301 # the store is closed below, as after any other error
    except BaseException:
        store.close()
        raise
    return store, ring, unlocked


def _unlocked_from_before(folder: Path, unlock: Callable[[KeyRing], Unlocked], refused: SignInRefusedError) -> Unlocked:
    """What opens the key file from before an interrupted change; `refused` is raised where nothing does."""
    try:
        unlocked = unlock(read_key_ring(folder / PREVIOUS_KEYS))
        if not read_key_ring(folder / KEYS).is_under(unlocked.data_key):
            raise refused
    except StoreError:
        raise refused from None
    return unlocked


def _put_uncommitted_keys_back(store: Store) -> bool:
    """Put the key file from before back where a change of an account's key was not committed; whether it was.

    The key file is saved before the change is committed. The database's register of keys says which of the two files
    holds; while this program has the store's lock, no other window is changing keys.
    """
    before = store.folder / PREVIOUS_KEYS
    if store.why_read_only or not before.is_file():
        return False
    engine = store.engine.execution_options(**{WRITES: True})
    in_force_now = select(AccountKey.account_name, AccountKey.public_key).where(AccountKey.ended_at.is_(None))
    with suppress(DBAPIError, OSError, StoreError), Session(engine) as session, session.begin():
        in_force = {(name, public) for name, public in session.execute(in_force_now)}
        if _signing_keys(store.key_ring) != in_force == _signing_keys(read_key_ring(before)):
            replace_with_retries(before, store.folder / KEYS)
            return True
    return False


def _signing_keys(ring: KeyRing) -> set[tuple[str, str]]:
    """The accounts of a key file, and the recovery key, each with its public key."""
    keys = {(slot.name, slot.public) for slot in ring.slots} | {(RECOVERY, ring.recovery_public)}
    return {(name, public) for name, public in keys if public}


def _put_keys_back(folder: Path, ring: KeyRing, unlocked: Unlocked) -> bool:
    """Undo a change of the data key that was interrupted; whether the key file from before was put back."""
    if not ring.is_changing:
        return False
    try:
        return settle_interrupted_change(folder, ring, unlocked.data_key, folder / PREVIOUS_KEYS)
    except OSError as error:
        raise StoreError(
            f"The key of this store was being changed when the program ended, and {KEYS} cannot be put back: "
            f"{cause_in_words(error)}. Put that right and sign in again."
        ) from None


def open_with_key(folder: Path, data_key: bytes, signer: Signer | None = None, *, backs_up: bool = True) -> Store:
    """Open a store with its data key; migrate it to this version, after a backup, if it is older.

    A store that cannot be written is opened for reading only, from a temporary copy of its database.

    Args:
        folder: the store's folder.
        data_key: its key.
        signer: the signing key of whoever opens it; None where nothing is written.
        backs_up: False for a copy of a backup, which needs no other before its migration.

    Raises:
        StoreError: missing, damaged, locked, newer than the program, or on a network drive.
    """
    refuse_network_drive(folder)
    database = folder / DATABASE
    if not database.is_file():
        raise StoreError(
            "The store's database desk.db is missing. Put it back from the last backup in the backups folder."
        )
    with ExitStack() as on_failure:
        copy = None if can_be_written(folder, database) else _temporary_copy(folder)
        if copy:
            on_failure.callback(copy.cleanup)
        place = Path(copy.name) if copy else folder
        engine = open_engine(place / DATABASE, data_key, QueuePool)
        on_failure.callback(engine.dispose)
        _migrate_if_older(engine, data_key, place, backs_up=backs_up and copy is None)
        with suppress(DBAPIError):  # a damaged database still opens as far as it can be read
            fill_if_outdated(engine, Fts5Index())
        on_failure.pop_all()
    missing = ""
    with suppress(DBAPIError):  # as above
        missing = missing_changes(engine, folder)
        if not (missing or copy) and read_last_change(folder) != (newest := newest_change(engine)):
            write_last_change(folder, newest)  # which a crash left behind
    warnings = tuple(filter(None, (READ_ONLY if copy else "", missing, warning_about(folder))))
    return Store(
        folder,
        engine,
        vault_in(folder, data_key),
        data_key,
        warnings,
        signer,
        _lacks_changes=bool(missing),
        _copy=copy,
    )


def _temporary_copy(folder: Path) -> TemporaryDirectory[str]:
    """A temporary folder with a copy of the database of a store that cannot be written.

    SQLite reads a database with a write-ahead log only where it can write files beside it. The copy is as encrypted as
    the original.

    Raises:
        StoreError: it could not be copied.
    """
    copy = TemporaryDirectory(prefix="panel-desk-read-only-", ignore_cleanup_errors=True)
    try:
        for name in (DATABASE, f"{DATABASE}-wal"):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, Path(copy.name) / name)
    except OSError as error:
        copy.cleanup()
        raise StoreError(
            f"The store's folder cannot be written, and its database could not be copied to read it: "
            f"{cause_in_words(error)}. Put that right and open it again."
        ) from None
    return copy


def _migrate_if_older(engine: Engine, data_key: bytes, folder: Path, *, backs_up: bool) -> None:
    """Back up a store that is older than the program, then migrate its database."""
    with database_errors_in_words():
        if version_of(engine) is None:
            raise StoreError(DAMAGED)  # an empty file, which must not become an empty store
        if needs_migration(engine):
            if backs_up:
                try:
                    back_up(engine, data_key, folder, folder / BACKUPS, datetime.now(UTC), Occasion.UPDATE)
                except SurroundingsError as error:
                    raise StoreError(
                        "The store is older than this Panel Desk and must be updated, but it could not be backed up "
                        f"first. {error.sentence}"
                    ) from None
            migrate(engine)
            engine.dispose()  # the connection that migrated has foreign keys turned off


def account_of(session: Session, name: str) -> Account:
    """The account that signs in as `name`.

    Raises:
        NotAllowedError: the account was closed.
    """
    account = session.scalars(select(Account).where(Account.name == name)).one_or_none()
    if account is None:
        raise NotAllowedError("That account has been closed. Ask an administrator to open it again.")
    return account
