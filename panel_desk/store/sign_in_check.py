"""Refuses a sign-in where the account, its key or what it may see was changed outside the program.

What the account table and the key file hold is compared with what signed entries of the audit trail say, so that a role
that was raised in the table, or a slot that was written into the key file, opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk.errors import NotAllowedError, StoreError
from panel_desk.models import Account, AccountAuthority
from panel_desk.rules.access import ONE_TIME_CODE_LASTS
from panel_desk.rules.dates import in_words
from panel_desk.store.keys import KeyRing, Unlocked
from panel_desk.store.replay import Tampering, changed_outside
from panel_desk.store.signed_trail import Access, access_now
from panel_desk.store.signers import RECOVERY

_CODE_ENDED = (
    "The one-time code of the account “{name}” ended on {day}. Ask an administrator for another; the recovery key "
    "opens the store too."
)
_OTHER_KEY = (
    "The key of the account “{name}” in keys.json is not the one that it was given in Panel Desk, so it opens nothing. "
    "An administrator can reset its passphrase; the recovery key opens the store."
)
_OTHER_RECOVERY_KEY = (
    "This recovery key is not the one that was made with the store, so it opens nothing. Use the one that was printed."
)
_NO_ACCOUNT = (
    "keys.json holds a key for “{name}”, an account that was closed or never opened in Panel Desk. It decrypts the "
    "store's files, though the program refuses it. Put the file back from the last backup."
)
_CHANGED = (
    "The account “{name}” was changed outside Panel Desk, so it opens nothing. An administrator can put it back or "
    "close it in Settings, Accounts; the recovery key opens the store."
)
_OTHER_AUTHORITIES = (
    "The authorities of the account “{name}” were changed outside Panel Desk, so it opens nothing. An administrator "
    "can take them away and give them again in Settings, Accounts."
)
_OTHER_GRANTS = (
    "What the role {role} may see was changed outside Panel Desk, so its accounts open nothing. An administrator can "
    "choose it again in Settings, Who sees what."
)
_UNREADABLE = (
    "The audit trail is damaged, so it is not known who may sign in. Restore the last backup, or use the recovery key."
)


@dataclass(frozen=True, slots=True)
class KeyState:
    """What is to be done with an account's key before it signs in.

    Args:
        needs_first: whether it needs its first signing key.
        is_code: whether it is that of a one-time code, which only sets a passphrase.
    """

    needs_first: bool
    is_code: bool = False


def refuse_changed_access(session: Session, account: Account, unlocked: Unlocked, now: datetime) -> KeyState:
    """Refuse an account whose sign-in differs from the audit trail; what is to be done with its key.

    Args:
        session: reads the store.
        account: the account that signs in.
        unlocked: what its passphrase or its one-time code decrypted.
        now: the time.

    Raises:
        NotAllowedError: the account, its key, its authorities or its role's grants were changed outside the program, or
            its one-time code has ended.
        StoreError: the trail cannot be read.
    """
    try:
        access = access_now(session)
        needs_key = _refuse_other_key(access, account.name, unlocked, _OTHER_KEY.format(name=account.name))
        if access.roles.get(account.name) != account.role:
            raise NotAllowedError(_CHANGED.format(name=account.name))
        own = {
            str(number) for number in session.scalars(select(AccountAuthority.id).filter_by(account_name=account.name))
        }
        for found in changed_outside(session, access_only=True):
            if (found.register, found.ref) == ("account", account.name):
                raise NotAllowedError(_CHANGED.format(name=account.name))
            if found.register == "account_authority" and found.ref in own and found.how is not Tampering.REMOVED:
                raise NotAllowedError(_OTHER_AUTHORITIES.format(name=account.name))
            if found.register == "information_grant" and found.ref.startswith(f"{account.role} "):
                raise NotAllowedError(_OTHER_GRANTS.format(role=account.role))
    except (LookupError, TypeError, ValueError, AttributeError):
        raise StoreError(_UNREADABLE) from None
    if account.name not in access.codes:
        return KeyState(needs_key)
    ends = access.codes[account.name][0] + ONE_TIME_CODE_LASTS
    if now >= ends:
        raise NotAllowedError(_CODE_ENDED.format(name=account.name, day=in_words(ends.astimezone().date())))
    return KeyState(needs_first=False, is_code=True)


def refuse_other_recovery_key(session: Session, unlocked: Unlocked) -> bool:
    """Refuse a recovery key that the audit trail does not know; whether it is to be registered as the first one.

    Nothing else is compared, so that the recovery key opens a store whose accounts were changed.

    Raises:
        NotAllowedError: the store has another recovery key.
    """
    try:
        access = access_now(session)
    except (LookupError, TypeError, ValueError, AttributeError):
        return False
    return _refuse_other_key(access, RECOVERY, unlocked, _OTHER_RECOVERY_KEY)


def foreign_keys_in(access: Access, ring: KeyRing) -> tuple[str, ...]:
    """As `key_file_faults`, with the recovery key: everything in the key file that must not be given a new data key."""
    known = access.keys.get(RECOVERY)
    foreign = known is not None and ring.recovery_public not in {"", known}
    return (*key_file_faults(access, ring), *([_OTHER_RECOVERY_KEY] if foreign else ()))


def key_file_faults(access: Access, ring: KeyRing) -> tuple[str, ...]:
    """The keys of the key file that are not those of the audit trail, a sentence each."""
    others = [
        _OTHER_KEY.format(name=slot.name)
        for slot in ring.slots
        if slot.name in access.roles and slot.public != access.keys.get(slot.name, "")
    ]
    closed = [_NO_ACCOUNT.format(name=slot.name) for slot in ring.slots if slot.name not in access.roles]
    return (*others, *closed)


def _refuse_other_key(access: Access, name: str, unlocked: Unlocked, sentence: str) -> bool:
    in_force = access.keys.get(name)
    if in_force is None and access.may_make_first_key(name):
        return True
    if unlocked.signer is None or unlocked.signer.public != in_force:
        raise NotAllowedError(sentence)
    return False
