"""Agendas: standing items, issued versions, calendar invitations, members' questions, and notes on items."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, HasRef, Versioned


class StandingItem(HasRef, Versioned, Base):
    """An item of business that is not a case: welcome, a break, quality assurance, any other business.

    It precedes the case with the item number `before_item`, or follows the last case if that is empty. `minutes` is how
    long it takes.
    """

    __tablename__ = "standing_item"
    __table_args__ = (CheckConstraint("minutes >= 0", name="takes_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    title: Mapped[str]
    minutes: Mapped[int]
    before_item: Mapped[int | None]
    position: Mapped[int]


class AgendaIssue(Base):
    """One version of a meeting's agenda, as it was sent. `said` is its content; `sha256` names its PDF in the vault."""

    __tablename__ = "agenda_issue"
    __table_args__ = (UniqueConstraint("meeting_ref", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    number: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    said: Mapped[str]
    changes: Mapped[str]
    sha256: Mapped[str]


class CalendarInvitation(Versioned, Base):
    """An iCalendar invitation (RFC 5545) for a meeting's members, or for the people who attend one case.

    Its facts are those of the file that was sent last, which the meeting may no longer have. `title` is the entry's
    title, `starts_at` British local time, `place` the location.
    """

    __tablename__ = "calendar_invitation"

    uid: Mapped[str] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    case_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    sequence: Mapped[int]
    title: Mapped[str]
    meets_on: Mapped[date]
    starts_at: Mapped[time]
    minutes: Mapped[int]
    place: Mapped[str | None]
    is_cancelled: Mapped[bool]
    sent_at: Mapped[datetime]


class CalendarAttendee(Base):
    """A person to whom an invitation was sent. `is_cancelled` once it was cancelled for this person alone."""

    __tablename__ = "calendar_attendee"

    uid: Mapped[str] = mapped_column(ForeignKey("calendar_invitation.uid"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_cancelled: Mapped[bool]


class PanelQuestion(HasRef, Versioned, Base):
    """A question that a member sends in before the meeting, under a theme that the chair gives it."""

    __tablename__ = "panel_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    theme: Mapped[str | None]
    text: Mapped[str]
    position: Mapped[int]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]


class ItemNote(Versioned, Base):
    """A note on an item, taken on panel day under one heading of the minutes, which are drafted from it."""

    __tablename__ = "item_note"

    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), primary_key=True)
    heading: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
