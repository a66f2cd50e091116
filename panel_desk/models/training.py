"""Training events, and which members took part."""

from datetime import date

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import TrainingKind


class Training(Versioned, Base):
    """One training event."""

    __tablename__ = "training"
    __table_args__ = (CheckConstraint("hours >= 0", name="hours"),)

    ref: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    held_on: Mapped[date]
    kind: Mapped[TrainingKind]
    is_mandatory: Mapped[bool | None]
    hours: Mapped[float | None] = mapped_column(Float)


class TrainingAttendance(Base):
    """A member who took part in a training event."""

    __tablename__ = "training_attendance"

    training_ref: Mapped[str] = mapped_column(ForeignKey("training.ref", onupdate="CASCADE"), primary_key=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), primary_key=True, index=True)
