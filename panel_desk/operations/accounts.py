"""Accounts: opened, closed, and given passphrases."""

from collections.abc import Sequence

from sqlalchemy import select

from panel_desk.desk import Work, add_key, end_keys, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Account
from panel_desk.operations.access import check_link, give_authority
from panel_desk.operations.members.certificates import reencrypt_keys
from panel_desk.queries.accounts import decided_by
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin
from panel_desk.store.keys import is_same_name, new_one_time_code, new_recovery_key
from panel_desk.store.replay import account_as_written
from panel_desk.store.signers import RECOVERY

_EVERYONE = tuple(AccountRole)


@permits(AccountRole.ADMINISTRATOR)
def open_account(
    work: Work,
    name: str,
    full_name: str,
    role: AccountRole,
    passphrase: str,
    member: str | None = None,
    authorities: Sequence[str] | None = None,
) -> None:
    """Open an account for a person to sign in with; a decision maker decides for the authorities that name them.

    Args:
        work: the unit of work.
        name: the sign-in name.
        full_name: the person's name, as it is printed.
        role: the account's role.
        passphrase: the first passphrase.
        member: the person's ref on the central list, if they are on it.
        authorities: the codes of those for which a decision maker decides; None for those whose decision maker has
            that name.

    Raises:
        RuleBrokenError: a name is empty or taken, the passphrase is too short or easy to guess, a chair is not linked
            to a person on the central list, or a decision maker is linked to one (AAR 2005 reg 30B(3)).
    """
    name, full_name = name.strip(), full_name.strip()
    if not name:
        raise RuleBrokenError("Type a sign-in name.", "name")
    if not full_name:
        raise RuleBrokenError("Type the person's full name, as it is printed on documents.", "full_name")
    if any(is_same_name(taken, name) for taken in work.session.scalars(select(Account.name))):
        raise RuleBrokenError("That sign-in name is taken. Choose another.", "name")
    check_link(work, role, member)
    work.session.add(
        Account(name=name, full_name=full_name, role=role, member_ref=member, created_at=work.time_source.now())
    )
    work.session.flush()
    if role is AccountRole.DECISION_MAKER:
        for code in decided_by(work, full_name) if authorities is None else authorities:
            give_authority(work, name, code)
    is_administrator = role is AccountRole.ADMINISTRATOR
    signer = work.store.save_account_key(name, passphrase, full_name, is_administrator=is_administrator)
    add_key(work, signer, KeyOrigin.OPENED)


@permits(AccountRole.ADMINISTRATOR)
def close_account(work: Work, name: str) -> None:
    """Close an account: the person can no longer sign in, and what they did stays on record.

    Raises:
        RuleBrokenError: it is your own account; this keeps at least one administrator.
    """
    account = find(work.session, Account, name, "account")
    if account.name == work.by.account:
        raise RuleBrokenError("You cannot close your own account. Another administrator can.")
    work.session.delete(account)
    end_keys(work, name)
    work.session.flush()
    work.store.remove_account_key(name)


@permits(AccountRole.ADMINISTRATOR)
def put_account_back(work: Work, name: str) -> None:
    """Put an account that was changed outside the program back to what the audit trail says of it.

    Raises:
        RuleBrokenError: there is no such account, or the trail has nothing of it.
    """
    account = find(work.session, Account, name, "account")
    written = account_as_written(work.session, name)
    if not written:
        raise RuleBrokenError(
            f"The account “{name}” was opened outside Panel Desk, so there is nothing to put back. Close it."
        )
    for field in ("full_name", "role", "member_ref"):
        if field in written:
            setattr(account, field, AccountRole(written[field]) if field == "role" else written[field])


@permits(*_EVERYONE)
def change_passphrase(work: Work, old: str, passphrase: str) -> None:
    """Change your own passphrase.

    Raises:
        RuleBrokenError: the old one is wrong, or the new one is too short or easy to guess.
    """
    if not work.store.is_passphrase_of(work.by.account, old):
        raise RuleBrokenError("That is not your passphrase. Check Caps Lock and type it again.", "old")
    _save_passphrase(work, work.by.account, passphrase, old, KeyOrigin.CHOSEN)


@permits(AccountRole.ADMINISTRATOR)
def reset_passphrase(work: Work, name: str) -> str:
    """Give a person who forgot theirs a one-time code, with which they choose a passphrase at their next sign-in.

    The code ends once it was used, and after `ONE_TIME_CODE_LASTS`. Their signing certificates are withdrawn, since the
    keys cannot be opened without the old passphrase.

    Returns:
        The code, which is kept nowhere.

    Raises:
        RuleBrokenError: there is no such account, or it is your own and you did not sign in with the recovery key.
    """
    signer = work.store.signer
    if name == work.by.account and not (signer and signer.account == RECOVERY):
        raise RuleBrokenError("Change your own passphrase under “Your account”. A one-time code is for somebody else.")
    code = new_one_time_code()
    _save_passphrase(work, name, code, None, KeyOrigin.RESET)
    return code


@permits(AccountRole.ADMINISTRATOR)
def make_recovery_key(work: Work) -> str:
    """Make a new recovery key, in place of the one before, which opens the store no more; the key, to print.

    It is stored nowhere. A backup that was made before still opens with the old one.
    """
    recovery_key = new_recovery_key()
    work.session.scalars(select(Account.name).limit(1)).all()  # locks the store: no other window writes the key file
    signer = work.store.save_recovery_key(recovery_key)
    add_key(work, signer, KeyOrigin.RECOVERY)
    if work.store.signer and work.store.signer.account == RECOVERY:
        work.new_signers.append(signer)  # the old recovery key opened the store, and no longer signs
    return recovery_key


def _save_passphrase(work: Work, name: str, passphrase: str, old: str | None, origin: KeyOrigin) -> None:
    """Save an account's key under a passphrase, and re-encrypt its signing keys; withdraw them if `old` is None."""
    account = find(work.session, Account, name, "account")
    reencrypt_keys(work, account, old, passphrase)
    account.passphrase_set_at = work.time_source.now()
    work.session.flush()
    is_administrator = account.role is AccountRole.ADMINISTRATOR
    signer = work.store.save_account_key(account.name, passphrase, account.full_name, is_administrator=is_administrator)
    add_key(work, signer, origin)
