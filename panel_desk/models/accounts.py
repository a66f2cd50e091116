"""Who may sign in, and the audit trail of what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import AccountRole


class Account(Versioned, Base):
    """A person who signs in to this store. The passphrase is nowhere; it wraps the key in `keys.json`.

    `passphrase_set_at` is when it was last changed, and puts the change into the audit trail.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    role: Mapped[AccountRole]
    member_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), unique=True)
    created_at: Mapped[datetime]
    passphrase_set_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing that one person did. Entries are only ever added, and each carries the hash of the one before."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account: Mapped[str]
    action: Mapped[str]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditEnd(Base):
    """Where the audit trail ends: its newest entry. It only moves forward, so entries that are cut off are missed."""

    __tablename__ = "audit_end"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    entry: Mapped[int]
    hash: Mapped[str]
