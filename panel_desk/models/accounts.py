"""Accounts, and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import AccountRole


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


class AuditEntry(Base):
    """The changes of one unit of work. Entries are only ever added, and each holds the hash of the one before."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account: Mapped[str]
    action: Mapped[str]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditEnd(Base):
    """The newest entry of the audit trail. It only moves forward, so that missing entries at the end are noticed."""

    __tablename__ = "audit_end"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    entry: Mapped[int]
    hash: Mapped[str]
