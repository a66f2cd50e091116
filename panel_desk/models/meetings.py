"""Panel meetings, their attendance, and absences during them."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, HasRef, Versioned
from panel_desk.rules.vocabulary import (
    AbsenceReason,
    Capacity,
    HowGiven,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    Response,
)


class Meeting(Versioned, Base):
    """One meeting of a panel. Dates and times are local, without a time zone.

    `place` says whether people meet in person or online, `venue` is an address or a link for joining. `capacity` is the
    number of items that it has room for.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="has_room"),
        Index("ix_meeting_status_meets_on", "status", "meets_on"),
    )

    ref: Mapped[str] = mapped_column(primary_key=True)
    panel: Mapped[str]
    meets_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[time | None]
    kind: Mapped[MeetingKind]
    place: Mapped[MeetingFormat | None]
    status: Mapped[MeetingStatus]
    cancelled_because: Mapped[str | None]
    chair_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), index=True)
    capacity: Mapped[int | None]
    pre_meeting_at: Mapped[time | None]
    venue: Mapped[str | None]


class Attendance(Versioned, Base):
    """A person who is invited to a meeting: their reply, and whether, from when and until when they attended.

    `replied_how` is how their reply reached the office, such as by telephone; `substitutes_for_ref` is the member in
    whose place they come. `how_given` and `recorded_by` are set where the office recorded the attendance for the chair.
    """

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("left_at >= arrived_at", name="left_after_arriving"),)

    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), primary_key=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), primary_key=True, index=True)
    capacity: Mapped[Capacity]
    response: Mapped[Response | None]
    attended: Mapped[bool]
    arrived_at: Mapped[time | None]
    left_at: Mapped[time | None]
    replied_how: Mapped[str | None]
    substitutes_for_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]


class Absence(HasRef, Versioned, Base):
    """A part of a meeting for which an attendee was away; `until_at` is empty while they still are."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("until_at >= from_at", name="back_after_leaving"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    from_at: Mapped[time]
    until_at: Mapped[time | None]
    why: Mapped[AbsenceReason]
