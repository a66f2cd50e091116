"""Accounts, their signing keys, what they may see, and the audit trail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin


class Account(Versioned, Base):
    """A person who signs in to this store. The passphrase is not stored; it unlocks the data key in `keys.json`.

    `passphrase_set_at` is when it was last changed; the column also brings the change into the audit trail.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    role: Mapped[AccountRole]
    member_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), unique=True)
    created_at: Mapped[datetime]
    passphrase_set_at: Mapped[datetime | None]


class AccountKey(Base):
    """The public half of a signing key (Ed25519), which stays when its account is closed, to check old entries with.

    `account_name` is empty for the key that belongs to the recovery key. `public_key` is 32 bytes in hexadecimal.
    """

    __tablename__ = "account_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_name: Mapped[str] = mapped_column(index=True)
    public_key: Mapped[str] = mapped_column(String(64), unique=True)
    origin: Mapped[KeyOrigin]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AccountAuthority(Versioned, Base):
    """An authority for which a decision maker's account decides, and the first and last day on which it does.

    An empty day sets no limit. `is_acting` marks a person who decides in the decision maker's absence.
    """

    __tablename__ = "account_authority"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_name: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"), index=True)
    authority_code: Mapped[str] = mapped_column(ForeignKey("authority.code", onupdate="CASCADE"))
    is_acting: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]


class InformationGrant(Base):
    """The agency's choice, other than the default, of whether a role sees a kind of information.

    `information` is the name of a member of `rules.access.Information`, which may grow without a migration.
    """

    __tablename__ = "information_grant"

    role: Mapped[AccountRole] = mapped_column(primary_key=True)
    information: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_seen: Mapped[bool]


class AuditEntry(Base):
    """The changes of one unit of work. Entries are only ever added, and each holds the hash of the one before.

    `signature` is the Ed25519 signature of `hash`, in base64, by the key of the account `signed_by`, which is empty
    where the recovery key signed. An entry of a version that did not sign has no signature. `concerns_access` says
    whether a change is of an account, its keys or what it may see.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_concerns_access", "id", sqlite_where=text("concerns_access")),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account: Mapped[str]
    action: Mapped[str]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    previous_hash: Mapped[str]
    hash: Mapped[str]
    signed_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    signature: Mapped[str] = mapped_column(default="", server_default=text("''"))
    concerns_access: Mapped[bool] = mapped_column(default=False, server_default=text("0"))


class AuditRef(Base):
    """A link from a record's ref to a change in the audit trail that concerns the record, to find its history.

    Derived from `AuditEntry.changes` and written with it. `place` is the change's index in the entry, from 0. `entry`
    is not a foreign key: a trigger alone refuses the deletion of an entry, and checking the store finds a missing one.
    """

    __tablename__ = "audit_ref"
    __table_args__ = (Index("ix_audit_ref_entry_place", "entry", "place"), {"sqlite_with_rowid": False})

    ref: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)


class AuditEnd(Base):
    """The newest entry of the audit trail. It only moves forward, so that missing entries at the end are noticed.

    `compared_from` is the entry after which the records agree with the trail: 0 in a store that this version made, the
    newest entry at the migration of an older one. A migration that changes values sets it to the newest entry.
    `signed_from` is the entry after which every entry is signed: 0 likewise, or the newest entry at the migration.
    """

    __tablename__ = "audit_end"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    entry: Mapped[int]
    hash: Mapped[str]
    compared_from: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    signed_from: Mapped[int] = mapped_column(default=0, server_default=text("0"))
