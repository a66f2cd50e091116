"""Minutes of a meeting, in sections an item; frozen for good once the chair has signed them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import MinutesState


class MinutesSection(Versioned, Base):
    """The text under one heading; of one case, or of the meeting as a whole where `case_ref` is empty."""

    __tablename__ = "minutes_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    case_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    position: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str]


class Minutes(Versioned, Base):
    """One version of a meeting's minutes. What was signed is kept as printed, in the vault.

    `fingerprint` is the SHA-256 of what was signed, `sha256` that of the print, which bears the signature block.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("meeting_ref", "number"),
        CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_at_when_signed"),
        CheckConstraint("(signed_at IS NULL) = (sha256 IS NULL)", name="signed_print_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    drafted_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    signed_as: Mapped[str | None]
    fingerprint: Mapped[str | None]
    sha256: Mapped[str | None]

    sections: Mapped[list[MinutesSection]] = relationship(
        cascade="all, delete-orphan", order_by=MinutesSection.position
    )
