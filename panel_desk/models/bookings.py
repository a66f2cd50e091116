"""The history of a case's booking, and the preconditions for hearing it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, HasRef, Versioned
from panel_desk.rules.vocabulary import BookingStep


class BookingEvent(HasRef, Base):
    """One step in the history of a case's booking, such as booked, moved or deferred, with its reason.

    `by` is the account of whoever took it.
    """

    __tablename__ = "booking_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    step: Mapped[BookingStep]
    meeting_ref: Mapped[str | None] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class Precondition(Versioned, Base):
    """The record of one precondition for hearing a case: the evidence that it is met, or why it was waived.

    `key` names the precondition, as in `panel_desk.rules.preconditions`.
    """

    __tablename__ = "precondition"

    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    met_on: Mapped[date | None]
    evidence: Mapped[str]
    waived_because: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
