"""How a case came to its place on an agenda, and what must be in place before it is heard."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, HasRef, Versioned
from panel_desk.rules.vocabulary import BookingStep


class BookingEvent(HasRef, Base):
    """One thing that happened to a case's booking: requested, booked, moved, deferred, withdrawn; with its reason."""

    __tablename__ = "booking_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    step: Mapped[BookingStep]
    meeting_ref: Mapped[str | None] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class Precondition(Versioned, Base):
    """What is known of one thing that must be in place before a case is heard: its evidence, or why it was waived."""

    __tablename__ = "precondition"

    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    met_on: Mapped[date | None]
    evidence: Mapped[str]
    waived_because: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
