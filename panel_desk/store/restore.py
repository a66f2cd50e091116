"""Replaces a store by a backup, for an administrator of the store in place or with its recovery key.

The records go back to the backup's. Accounts, their passphrases and what they may do stay as they are in the store in
place. The replaced store is kept beside the restored one, whose audit trail says who restored what.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from panel_desk.errors import NotAllowedError, SignInRefusedError, StoreError, SurroundingsError
from panel_desk.models import (
    Account,
    AccountAuthority,
    AccountKey,
    AuditEntry,
    Authority,
    Base,
    InformationGrant,
    Member,
)
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin
from panel_desk.store.anchors import RESTORED
from panel_desk.store.atomic_write import cause_in_words, copy_file, copy_folder, flush_folder, replace_with_retries
from panel_desk.store.audit import ACCESS_REGISTERS, NOT_RECORDED, SEEN, watch_changes, write_entry
from panel_desk.store.backup import DATABASE, KEYS, faults_of
from panel_desk.store.backup_notes import BACKUP_NOTE
from panel_desk.store.engine import WRITES, database_errors_in_words, is_open_elsewhere, open_engine
from panel_desk.store.keys import KeyRing, Unlocked, is_same_name, read_key_ring
from panel_desk.store.last_change import Change, missing_changes, newest_change, write_last_change
from panel_desk.store.sign_in_waits import SIGN_IN_WAITS
from panel_desk.store.signed_trail import access_now
from panel_desk.store.signers import RECOVERY, Signer, new_signer
from panel_desk.store.store import BACKUPS, exists, open_with_key
from panel_desk.store.surroundings import refuse_network_drive, refuse_unsafe_place

T = TypeVar("T")
_OF_ACCESS: tuple[type[Base], ...] = (Account, AccountAuthority, InformationGrant)
"""The registers that say who may do what, which a restore leaves as they are."""
_Access = Mapping[type[Base], Sequence[Mapping[str, Any]]]
_OTHER_SIGNING_KEY = (
    "The account “{name}” has had a new passphrase or another role since this backup, so it cannot sign in the "
    "backup's audit trail that it was restored. Restore with the recovery key, or with an administrator's account that "
    "has had the same passphrase since."
)
_NO_KEY_FILE = (
    "The key file of the store in place is missing or damaged, so no passphrase can show who its administrator is. "
    "Restore with the recovery key."
)
_OTHER_KEY = (
    "This backup is encrypted under another key than the store in place, and what was typed does not open it. Restore "
    "it into an empty folder, with a passphrase or the recovery key that was valid then."
)


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What a restore would do to the store in place.

    Args:
        entry_then: the number of the newest entry of the backup's audit trail.
        at_then: its time; None where there is none.
        entry_now: the number of the newest entry of the store in place; None where no readable store is in place.
        at_now: its time.
        undone: how many entries that changed something but accounts and what they may do would be undone.
        records: how many records these changed, by register (table name), the most first.
        closed_since: accounts of the backup that the store in place has no more; they stay closed.
        opened_since: accounts that the backup lacks; they stay.
        new_passphrase_since: accounts whose passphrase was changed since; the present one stays.
        other_role_since: accounts with another role than in the backup; they keep the present one.
    """

    entry_then: int
    at_then: datetime | None
    entry_now: int | None = None
    at_now: datetime | None = None
    undone: int = 0
    records: tuple[tuple[str, int], ...] = ()
    closed_since: tuple[str, ...] = ()
    opened_since: tuple[str, ...] = ()
    new_passphrase_since: tuple[str, ...] = ()
    other_role_since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restorer:
    """The account that restores a backup, with its passphrase or the recovery key.

    Args:
        name: the sign-in name; None for the first administrator.
        secret: the passphrase, or the recovery key.
        is_recovery_key: whether `secret` is the recovery key.
    """

    name: str | None
    secret: str
    is_recovery_key: bool = False

    def unlock(self, ring: KeyRing) -> tuple[str, Unlocked]:
        """The account's name, and the data key with the signing key.

        Raises:
            SignInRefusedError: the secret does not open the key ring.
        """
        if self.is_recovery_key:
            return ring.first_administrator(), ring.unlock_with_recovery_key(self.secret)
        name = ring.first_administrator() if self.name is None else ring.as_spelt(self.name)
        return name, ring.unlock(name, self.secret)


@dataclass(frozen=True, slots=True)
class _InPlace:
    """The store that is to be replaced; None for what of its database cannot be read."""

    folder: Path
    ring: KeyRing
    newest: Change | None
    access: _Access | None
    keys: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Right:
    """Who may restore, the backup's data key, and the store in place if it has the same key."""

    account: str
    unlocked: Unlocked
    in_place: _InPlace | None

    @property
    def data_key(self) -> bytes:
        """The key that decrypts the backup."""
        return self.unlocked.data_key


def preview_restore(backup: Path, folder: Path, restorer: Restorer) -> RestorePreview:
    """What a restore would do; nothing is changed.

    Raises:
        StoreError: as for `restore_store`.
        NotAllowedError: as for `restore_store`.
    """
    read_key_ring(backup / KEYS)
    with TemporaryDirectory(prefix="panel-desk-preview-", ignore_cleanup_errors=True) as name:
        copy = Path(name)
        try:
            for file in (KEYS, DATABASE):
                copy_file(backup / file, copy / file)
        except OSError as error:
            raise StoreError(f"The backup could not be read: {cause_in_words(error)}.") from None
        right = _authorise(copy, folder, restorer)
        return _preview(open_engine(copy / DATABASE, right.data_key), read_key_ring(copy / KEYS), right)


def restore_store(backup: Path, folder: Path, restorer: Restorer, at: datetime) -> Path | None:
    """Replace the store in `folder` by a backup; the folder that the replaced store is in now, if there was one.

    The backup is first copied beside `folder`, opened there and verified, before anything is moved.

    Args:
        backup: a folder that `Store.back_up` made.
        folder: the store's folder.
        restorer: an administrator of the store in place; where there is none, of the backup.
        at: now; the replaced store's new folder is named after it.

    Raises:
        StoreError: the backup cannot be opened or is damaged, or the store is open or its folder cannot be written.
        NotAllowedError: the account is not an administrator's.
    """
    put_back_after_crash(folder)
    if exists(folder):
        refuse_network_drive(folder)
    else:
        refuse_unsafe_place(folder)
    part = _part_of(folder)
    aside = folder.with_name(f"{folder.name}-before-{at:%Y-%m-%d-%H%M%S}")
    try:
        read_key_ring(backup / KEYS)
        shutil.rmtree(part, ignore_errors=True)
        copy_folder(backup, part)
        (part / BACKUP_NOTE).unlink(missing_ok=True)
        has_store = exists(folder)
        right = _authorise(part, folder, restorer)
        with database_errors_in_words():
            _complete(part, right, at)
        if has_store and is_open_elsewhere(folder / DATABASE, right.data_key):
            raise StoreError("The store is open in Panel Desk. Close its windows and try again.")
        if has_store:
            replace_with_retries(folder, aside)
        try:
            replace_with_retries(part, folder)
        except OSError:
            if has_store:
                replace_with_retries(aside, folder)
            raise
        if (aside / BACKUPS).is_dir() and not (folder / BACKUPS).exists():
            replace_with_retries(aside / BACKUPS, folder / BACKUPS)
        flush_folder(folder.parent)
    except OSError as error:
        raise StoreError(
            f"The backup could not be restored: {cause_in_words(error)}. {_where_it_is(folder, aside)} Put that right, "
            "close the windows of Panel Desk and try again."
        ) from None
    finally:
        if exists(folder) or not aside.exists():
            shutil.rmtree(part, ignore_errors=True)
    return aside if has_store else None


def put_back_after_crash(folder: Path) -> None:
    """Put a store back in place where a restore was interrupted after it was moved aside.

    Raises:
        StoreError: it cannot be moved; the sentence names the folder where it is.
    """
    if folder.exists() or not _part_of(folder).is_dir():
        return
    aside = max((each for each in folder.parent.glob(f"{folder.name}-before-*") if exists(each)), default=None)
    if aside is None:
        return
    try:
        replace_with_retries(aside, folder)
    except OSError as error:
        raise StoreError(
            f"A restore was interrupted, and the store could not be put back: {cause_in_words(error)}. It is whole, in "
            f"the folder {aside}. Rename that folder to {folder.name}."
        ) from None
    shutil.rmtree(_part_of(folder), ignore_errors=True)


def _part_of(folder: Path) -> Path:
    """The folder in which a backup is made ready before it takes the place of the store in `folder`."""
    return folder.with_name(f".{folder.name}.restored")


def _where_it_is(folder: Path, aside: Path) -> str:
    """Where the store is after a restore that failed, in a sentence."""
    if exists(folder) or not exists(aside):
        return "The store is as it was."
    return f"The store is whole, in the folder {aside}; the next sign-in puts it back."


def _authorise(copy: Path, folder: Path, restorer: Restorer) -> _Right:
    """Who may restore a backup, of which `copy` holds the database and the keys, in the place of `folder`.

    Raises:
        StoreError: the secret opens nothing, or the store in place has no key file and it is not the recovery key.
        NotAllowedError: the account is not an administrator's.
    """
    ring = read_key_ring(copy / KEYS)
    if not exists(folder):
        account, unlocked = restorer.unlock(ring)
        _require_administrator(copy, unlocked.data_key, ring, account, restorer)
        return _Right(account, unlocked, None)
    try:
        own = read_key_ring(folder / KEYS)
    except StoreError:
        if not restorer.is_recovery_key:
            raise StoreError(_NO_KEY_FILE) from None
        return _Right(*restorer.unlock(ring), None)
    account, unlocked = restorer.unlock(own)
    own_key = unlocked.data_key
    _require_administrator(folder, own_key, own, account, restorer)
    if not (copy / DATABASE).is_file() or _read(newest_change, copy / DATABASE, own_key) is not None:
        newest = _read(newest_change, folder / DATABASE, own_key)
        access = _read(_access, folder / DATABASE, own_key)
        keys = _read(_keys, folder / DATABASE, own_key)
        if (
            keys is None and len(_read(_keys, copy / DATABASE, own_key) or ()) > 0
        ):  # then it is not known which keys are to end
            if not any(slot.signing for slot in own.slots):  # of an earlier version, whose key file has no such keys
                return _Right(*restorer.unlock(ring), None)
            access = None
        return _Right(account, unlocked, _InPlace(folder, own, newest, access, keys or ()))
    try:
        return _Right(account, restorer.unlock(ring)[1], None)
    except SignInRefusedError:
        raise StoreError(_OTHER_KEY) from None


def _require_administrator(folder: Path, data_key: bytes, ring: KeyRing, account: str, restorer: Restorer) -> None:
    """Refuse an account that is not an administrator's; of a damaged database, the sealed key file says what it is.

    Raises:
        NotAllowedError: it is not.
    """
    if restorer.is_recovery_key:
        return
    administrators = _read(_administrators, folder / DATABASE, data_key)
    if administrators is None:
        sealed = (slot for slot in ring.slots if slot.is_administrator and not slot.is_damaged(data_key))
        administrators = [slot.name for slot in sealed]
    if not any(is_same_name(account, each) for each in administrators):
        raise NotAllowedError(
            f"“{account}” is not an administrator's account, and only an administrator may restore a backup. Restore "
            "with an administrator's account or with the recovery key."
        )


def _administrators(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Account.name).where(Account.role == AccountRole.ADMINISTRATOR)))


def _complete(part: Path, right: _Right, at: datetime) -> None:
    """Bring the copy of the backup up to date, give it the accounts of the store in place, and record the restore.

    Raises:
        StoreError: it is damaged.
        OSError: it cannot be written.
    """
    with closing(open_with_key(part, right.data_key, backs_up=False)) as store:
        faults = faults_of(part, right.data_key)
        if faults:
            raise StoreError(f"The backup is damaged, so the store was left as it is. {faults[0]} Use an older backup.")
        in_place, restored = right.in_place, newest_change(store.engine)
        lacks_changes = bool(missing_changes(store.engine, part))
        with (
            Session(store.engine.execution_options(**{WRITES: True})) as session,
            session.begin(),
            watch_changes(session) as trail,
        ):
            signer, ring = _signer(session, right, in_place.ring if in_place else store.key_ring)
            if in_place and in_place.access:
                _keep_access(session, in_place.access)
                _keep_keys(session, in_place.keys, at)
            origin = KeyOrigin.RECOVERY if signer.account == RECOVERY else KeyOrigin.FIRST_SIGN_IN
            _add_key(session, signer, origin, at)
            trail.changes.append(_restored_change(restored, in_place.newest if in_place else None))
            newest = write_entry(session, trail, at=at, account=right.account, action=RESTORED, signer=signer)
        if not lacks_changes:
            write_last_change(part, newest)
    if in_place:
        for name in (KEYS, SIGN_IN_WAITS):
            if (in_place.folder / name).is_file():
                copy_file(in_place.folder / name, part / name)
        kept = read_key_ring(part / KEYS) if ring is None else ring
        if kept.former:  # the backup may be from while the store's key was changed
            ring = replace(kept, is_changing=True)
    if ring is not None:
        ring.save(part / KEYS)


def _signer(session: Session, right: _Right, ring: KeyRing) -> tuple[Signer, KeyRing | None]:
    """The key that signs the entry of the restore, and the key ring that holds it, if it was made for this.

    Raises:
        NotAllowedError: the backup's audit trail does not know the restorer's signing key as an administrator's.
        StoreError: the account has no key in the key ring.
    """
    access, signer, made = access_now(session), right.unlocked.signer, None
    if signer is None:  # in a key file that an older program wrote
        slot = ring.slot_of(right.account)
        signer = new_signer(right.account)
        made = ring.with_slot(slot.with_signer(signer, right.unlocked.own_key, right.data_key)) if slot else None
    is_known = access.keys.get(signer.account) == signer.public or access.may_make_first_key(signer.account)
    is_code = signer.account in access.codes  # which only sets a passphrase
    if is_code or not (is_known and access.is_administrator(signer.account)):
        raise NotAllowedError(_OTHER_SIGNING_KEY.format(name=right.account))
    return signer, made


def _keep_keys(session: Session, keys: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Put the signing keys in force that are in force in the store in place, and end the others."""
    present = {row["public_key"]: row for row in keys if row["ended_at"] is None}
    for key in session.scalars(select(AccountKey).filter_by(ended_at=None)):
        if key.public_key not in present:
            key.ended_at = at
    known = set(session.scalars(select(AccountKey.public_key)))
    for public, row in present.items():
        if public not in known:
            session.add(AccountKey(**{name: value for name, value in row.items() if name != "id"}))
    session.flush()


def _add_key(session: Session, signer: Signer, origin: KeyOrigin, at: datetime) -> None:
    """Register a signing key that is not registered yet."""
    if session.scalar(select(AccountKey.id).filter_by(public_key=signer.public)) is None:
        session.add(AccountKey(account_name=signer.account, public_key=signer.public, origin=origin, made_at=at))
        session.flush()


def _restored_change(restored: Change, replaced: Change | None) -> dict[str, Any]:
    """The part of an entry that says what was restored.

    Args:
        restored: the newest entry of the backup.
        replaced: the newest entry of the replaced store; None where there was no such store or it could not be read.
    """
    fields: dict[str, Any] = {"way": "restore", "what": f"a backup whose newest entry is {restored[0]}"}
    if replaced:
        fields["what"] += f", in place of a store whose newest entry was {replaced[0]}"
        fields |= {"from_entry": restored[0], "replaced_entry": replaced[0], "replaced_hash": replaced[1]}
    return {"register": "agency", "ref": "", "kind": SEEN, "fields": fields}


def _access(engine: Engine) -> _Access:
    """The rows that say who may do what, by their class, without their versions (`NOT_RECORDED`)."""
    with Session(engine) as session:
        return {kind: [_values(row) for row in session.scalars(select(kind))] for kind in _OF_ACCESS}


def _keys(engine: Engine) -> list[Mapping[str, Any]]:
    with Session(engine) as session:
        return [_values(row) for row in session.scalars(select(AccountKey))]


def _values(row: Base) -> dict[str, Any]:
    columns = type(row).__mapper__.column_attrs
    return {each.key: getattr(row, each.key) for each in columns if each.key not in NOT_RECORDED}


def _keep_access(session: Session, access: _Access) -> None:
    """Make the accounts and what they may do as they are in the store in place, as far as the backup's records allow.

    An account's person or authority that the backup lacks is left out.
    """
    kept = _that_fits(session, access)
    for kind in reversed(_OF_ACCESS):
        for row in session.scalars(select(kind)).all():
            if _key(kind, _values(row)) not in kept[kind]:
                session.delete(row)
        session.flush()
    for account in session.scalars(select(Account)).all():  # two accounts may have changed their persons
        if account.member_ref != kept[Account][(account.name,)]["member_ref"]:
            account.member_ref = None
    session.flush()
    for kind in _OF_ACCESS:
        for key, values in kept[kind].items():
            _put(session, kind, key, values)
        session.flush()


def _that_fits(session: Session, access: _Access) -> dict[type[Base], dict[tuple[Any, ...], dict[str, Any]]]:
    """The rows of access, by class and key, without what refers to a record that the backup lacks."""
    members, authorities = set(session.scalars(select(Member.ref))), set(session.scalars(select(Authority.code)))
    kept: dict[type[Base], dict[tuple[Any, ...], dict[str, Any]]] = {kind: {} for kind in _OF_ACCESS}
    for kind in _OF_ACCESS:
        for values in access[kind]:
            if values.get("authority_code") in {None, *authorities}:
                person = values.get("member_ref")
                own = {"member_ref": person if person in members else None} if "member_ref" in values else {}
                kept[kind][_key(kind, values)] = {**values, **own}
    return kept


def _put(session: Session, kind: type[Base], key: tuple[Any, ...], values: Mapping[str, Any]) -> None:
    row = session.get(kind, key)
    if row is None:
        session.add(kind(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)


def _key(kind: type[Base], values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[column.name] for column in kind.__mapper__.primary_key)


def _preview(backup: Engine, ring: KeyRing, right: _Right) -> RestorePreview:
    entry_then, in_place = newest_change(backup)[0], right.in_place
    with Session(backup) as then:
        at_then = _time_of(then, entry_then)
        if in_place is None or in_place.newest is None or in_place.access is None:
            return RestorePreview(entry_then, at_then)
        roles_then: dict[str, AccountRole] = dict(then.execute(select(Account.name, Account.role)).all())
        roles_now: dict[str, AccountRole] = {row["name"]: row["role"] for row in in_place.access[Account]}
        with Session(open_engine(in_place.folder / DATABASE, right.data_key)) as now:
            common = _last_common(then, now, min(entry_then, in_place.newest[0]))
            undone = now.scalars(
                select(AuditEntry.changes).where(AuditEntry.id > common)
            ).all()  # an older one has no more
            at_now = _time_of(now, in_place.newest[0])
    changed = [
        [each for each in changes if each["kind"] != SEEN and each["register"] not in ACCESS_REGISTERS]
        for changes in undone
    ]
    records = {(each["register"], each["ref"]) for changes in changed for each in changes}
    return RestorePreview(
        entry_then,
        at_then,
        in_place.newest[0],
        at_now,
        sum(1 for changes in changed if changes),
        tuple(sorted(Counter(register for register, _ in records).items(), key=lambda each: (-each[1], each[0]))),
        tuple(sorted(roles_then.keys() - roles_now)),
        tuple(sorted(roles_now.keys() - roles_then)),
        tuple(
            slot.name
            for slot in in_place.ring.slots
            for old in ring.slots
            if is_same_name(slot.name, old.name) and slot.salt != old.salt
        ),
        tuple(name for name, role in roles_now.items() if roles_then.get(name, role) != role),
    )


def _time_of(session: Session, entry: int) -> datetime | None:
    return session.scalar(select(AuditEntry.at).where(AuditEntry.id == entry))


def _last_common(one: Session, other: Session, most: int) -> int:
    """The last entry that two trails have in common; the hash of each stands for all before it."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        hashes = {each.scalar(select(AuditEntry.hash).where(AuditEntry.id == middle)) for each in (one, other)}
        if len(hashes) == 1:
            least = middle
        else:
            most = middle - 1
    return least


def _read(read: Callable[[Engine], T], database: Path, data_key: bytes) -> T | None:
    """What is read from a database; None where it is missing, damaged or encrypted under another key."""
    if not database.is_file():
        return None
    try:
        return read(open_engine(database, data_key))
    except (DBAPIError, SurroundingsError, LookupError):
        return None
