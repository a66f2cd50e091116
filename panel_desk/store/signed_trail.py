"""Verifies the audit trail: its chain of hashes, the signature of each entry, and that its account might do it.

Which key an account had, and which accounts were administrators, is worked out from the entries themselves. A key comes
into force only by an entry that an administrator, the account's own older key or the recovery key signed; only an
account of a store from before entries were signed makes its first key itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from panel_desk.models import Account, AccountKey, AuditEnd, AuditEntry
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin
from panel_desk.store.audit import ACCESS_REGISTERS, HASH_BEFORE_FIRST, SEEN, does_concern_access, entry_hash
from panel_desk.store.signers import RECOVERY, is_signature

_BATCH = 500  # entries
_OWN_ACCOUNT_FIELDS = frozenset({"passphrase_set_at"})


@dataclass(slots=True)
class Access:
    """Who may sign in, with which key and role, after some entries of the trail.

    Args:
        signed_from: the number of the newest entry from before entries were signed.
        roles: the role of each account.
        keys: the public key in force of each account and, as `RECOVERY`, of the recovery key.
        codes: when each account whose key in force is that of a one-time code was given it, and by whom.
    """

    signed_from: int
    roles: dict[str, str]
    keys: dict[str, str]
    codes: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _key_rows: dict[str, tuple[str, str]] = field(default_factory=dict)  # account and public key by the row's id
    _have_had_keys: set[str] = field(default_factory=set)

    def is_administrator(self, signed_by: str) -> bool:
        """Whether whoever signs with a key may do what an administrator does."""
        return signed_by == RECOVERY or self.roles.get(signed_by) == AccountRole.ADMINISTRATOR

    def may_make_first_key(self, account: str) -> bool:
        """Whether an account, or the recovery key, is from before entries were signed, and had no key yet."""
        is_known = account == RECOVERY or account in self.roles
        return self.signed_from > 0 and is_known and account not in self._have_had_keys

    def follow(self, entry: Row[Any]) -> str:
        """Apply an entry, unless something is wrong with it, which is given back as the end of a sentence."""
        changes = [each for each in entry.changes if each["register"] in ACCESS_REGISTERS and each["kind"] != SEEN]
        if entry.id > self.signed_from and (fault := self._fault(entry, changes) or _fault_of_voucher(entry)):
            return fault
        for change in sorted(changes, key=lambda each: str(each["kind"]) == "added"):  # a key ends before the next
            self._apply(change, entry)
        return ""

    def _fault(self, entry: Row[Any], changes: Sequence[Mapping[str, Any]]) -> str:
        """What is wrong with an entry, given who might sign and do what before it; empty if nothing is."""
        if not entry.signature:
            return "is not signed"
        who = f"“{entry.signed_by}”" if entry.signed_by else "the recovery key"
        if entry.account != entry.signed_by and not self._may_sign_for(entry):
            return f"is said to be by “{entry.account}”, but is signed by {who}"
        public = self.keys.get(entry.signed_by) or self._first_key(entry.signed_by, changes)
        if not public or not is_signature(public, entry.signature, entry.hash):
            return f"is not signed with the key that {who} had then"
        if entry.signed_by in self.codes and not (
            changes and len(changes) == len(entry.changes) and all(self._is_own(entry.signed_by, c) for c in changes)
        ):
            return f"is signed with the one-time code of {who}, which only sets a passphrase"
        if not self.is_administrator(entry.signed_by) and not all(
            self._is_own(entry.signed_by, change) for change in changes
        ):
            return f"changes accounts or what they may see, and {who} was no administrator then"
        return ""

    def _may_sign_for(self, entry: Row[Any]) -> bool:
        """Whether one may sign an entry that another account stands in: a refused sign-in, or with the recovery key.

        The trail may not know that account yet, which a restore of an older backup brings with it.
        """
        is_refusal = entry.account == "" and entry.action == Seen.SIGN_IN_REFUSED.action
        return is_refusal or bool(entry.signed_by == RECOVERY)

    def _first_key(self, account: str, changes: Sequence[Mapping[str, Any]]) -> str:
        """The key that an account of a store from before entries were signed makes itself with this entry."""
        if not self.may_make_first_key(account):
            return ""
        added = (each["fields"] for each in changes if (each["register"], each["kind"]) == ("account_key", "added"))
        return next((str(each["public_key"]) for each in added if each["account_name"] == account), "")

    def _is_own(self, account: str, change: Mapping[str, Any]) -> bool:
        """Whether a change is of one's own passphrase or key."""
        if change["register"] == "account":
            return (change["ref"], change["kind"]) == (account, "changed") and change["fields"].keys() <= (
                _OWN_ACCOUNT_FIELDS
            )
        if change["register"] != "account_key":
            return False
        if change["kind"] == "added":
            return bool(change["fields"]["account_name"] == account)
        return self._key_rows.get(change["ref"], ("", ""))[0] == account

    def _apply(self, change: Mapping[str, Any], entry: Row[Any]) -> None:
        fields = change["fields"]
        match change["register"], change["kind"]:
            case "account", "added":
                self.roles[change["ref"]] = fields["role"]
            case "account", "changed":
                if "role" in fields:
                    self.roles[change["ref"]] = fields["role"][1]
            case "account", _:
                self.roles.pop(change["ref"], None)
                self.keys.pop(change["ref"], None)
            case "account_key", "added":
                self.add_key(change["ref"], fields["account_name"], fields["public_key"])
                if fields["origin"] == KeyOrigin.RESET:
                    self.codes[fields["account_name"]] = (datetime.fromisoformat(fields["made_at"]), entry.signed_by)
            case "account_key", _:
                account, public = self._key_rows.get(change["ref"], ("", ""))
                if self.keys.get(account) == public:
                    del self.keys[account]
            case _:
                pass

    def add_key(self, ref: str, account: str, public: str) -> None:
        """Let a key come into force."""
        self._key_rows[ref] = (account, public)
        self._have_had_keys.add(account)
        self.keys[account] = public
        self.codes.pop(account, None)


def _fault_of_voucher(entry: Row[Any]) -> str:
    """What is wrong with an entry in which somebody vouches for a certificate, as the end of a sentence."""
    for change in entry.changes:
        if change["register"] == "signing_credential" and change["kind"] != SEEN:
            vouched = change["fields"].get("vouched_by")
            by = vouched[1] if isinstance(vouched, list) else vouched
            if by and by != entry.signed_by:
                return f"vouches for a certificate in the name of “{by}”, but is signed by “{entry.signed_by}”"
    return ""


def last_reset_by(session: Session, account: str) -> str | None:
    """The account of whoever last gave an account a one-time code; None where nobody did."""
    by = None
    for entry in session.execute(_entries().where(AuditEntry.concerns_access)):
        for change in entry.changes:
            fields = change["fields"]
            if (change["register"], change["kind"]) == ("account_key", "added") and (
                (fields["account_name"], fields["origin"]) == (account, KeyOrigin.RESET)
            ):
                by = str(entry.account)
    return by


def access_at_beginning(session: Session) -> Access:
    """Who might sign in before the trail's first entry: the first administrator, whose account was made with the store.

    A store that this version made has their key and that of the recovery key from then as well.
    """
    signed_from = session.scalars(select(AuditEnd.signed_from)).one_or_none() or 0
    access = Access(signed_from, {}, {})
    if signed_from:
        first = session.scalars(select(Account.name).order_by(Account.created_at, Account.name).limit(1)).first()
    else:
        keys = session.execute(
            select(AccountKey.id, AccountKey.account_name, AccountKey.public_key).order_by(AccountKey.id).limit(2)
        ).all()
        for number, account, public in keys:
            access.add_key(str(number), account, public)
        first = keys[0].account_name if keys else None
    if first is not None:
        access.roles[first] = AccountRole.ADMINISTRATOR
    return access


def access_now(session: Session) -> Access:
    """Who may sign in after the newest entry, from the entries that concern access alone."""
    access = access_at_beginning(session)
    for entry in session.execute(_entries().where(AuditEntry.concerns_access)):
        access.follow(entry)
    return access


def trail_faults(session: Session, access: Access) -> Iterator[str]:
    """What is wrong with the audit trail, a sentence each; takes every entry into account in `access`."""
    previous, signature, expected, is_broken = HASH_BEFORE_FIRST, "", 1, False
    for entry in session.execute(_entries().execution_options(yield_per=_BATCH)):
        is_next = (entry.id, entry.previous_hash) == (expected, previous)
        if not is_broken and not (is_next and entry.hash == entry_hash(entry, signature)):
            is_broken = True
            yield _broken(expected)
        previous, signature, expected = entry.hash, entry.signature, expected + 1
        if fault := access.follow(entry):
            yield f"Entry {entry.id} of the audit trail {fault}."
        if entry.concerns_access != does_concern_access(entry.changes):
            yield f"Entry {entry.id} of the audit trail is marked as one about accounts, or is not, in error."
    end = session.scalars(select(AuditEnd)).one_or_none()
    if not is_broken and (end is None or (end.entry, end.hash) != (expected - 1, previous)):
        yield _broken(expected)


def _broken(entry: int) -> str:
    return f"The audit trail is broken at entry {entry}: it was changed, removed or inserted."


def _entries() -> Select[Any]:
    names = (
        *("id", "at", "account", "action", "changes", "previous_hash"),
        *("hash", "signed_by", "signature", "concerns_access"),
    )
    return select(*(getattr(AuditEntry, name) for name in names)).order_by(AuditEntry.id)
