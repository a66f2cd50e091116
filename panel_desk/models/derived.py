"""Registers derived from the other registers, so that no page reads the whole history to show what is open."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base
from panel_desk.rules.clocks import ClockKind


class RunningClock(Base):
    """A time limit (clock) of a household's assessment or approval, or of a child's plan, and when it runs.

    It is counted from `started_on`. `runs_from` is the first day on which it runs, `runs_until` the first on which it
    no longer runs; empty while it runs. `panel_desk.store.derived_registers` writes it in the transaction that changes
    the registers.
    """

    __tablename__ = "running_clock"
    __table_args__ = (
        Index(
            "ix_running_clock_open",
            "runs_until",
            "kind",
            "due_on",
            "case_ref",
            "child_ref",
            "household_ref",
            "runs_from",
            "started_on",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClockKind]
    started_on: Mapped[date]
    due_on: Mapped[date]
    runs_from: Mapped[date]
    runs_until: Mapped[date | None]
    household_ref: Mapped[str | None] = mapped_column(
        ForeignKey("household.ref", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    child_ref: Mapped[str | None] = mapped_column(
        ForeignKey("child.ref", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    case_ref: Mapped[str | None] = mapped_column(
        ForeignKey("case.ref", onupdate="CASCADE", ondelete="SET NULL"), index=True
    )


class MeetingClosing(Base):
    """The day from which neither the minutes of a meeting nor their receipt are awaited.

    There is one for each meeting that was held or has minutes. `closed_on` is empty while they are awaited. It may be a
    day later than the last of the records that it is derived from.
    """

    __tablename__ = "meeting_closing"

    meeting_ref: Mapped[str] = mapped_column(
        ForeignKey("meeting.ref", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    closed_on: Mapped[date | None] = mapped_column(index=True)


class OpenDecision(Base):
    """A recommendation whose decision, or a notice of the decision, is still to be given, with the days they are due.

    A day is empty while its time limit does not run. `panel_desk.store.derived_registers` writes it in the transaction
    that changes the registers.
    """

    __tablename__ = "open_decision"

    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendation.id", ondelete="CASCADE"), primary_key=True
    )
    decision_due_on: Mapped[date | None]
    oral_notice_due_on: Mapped[date | None]
    written_notice_due_on: Mapped[date | None]
