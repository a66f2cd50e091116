"""Households, children, cases, and members' interests in cases."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import AdoptersAgency, CaseKind, CaseStatus, HouseholdType


class Household(Versioned, Base):
    """One or two people who want to adopt together.

    `agency` is the kind of agency that approves them, and `agency_name` its name if it is another. `report_sent_on` is
    the day on which their report was sent to them, from which their time to comment on it runs.
    """

    __tablename__ = "household"

    ref: Mapped[str] = mapped_column(primary_key=True)
    adopter_1: Mapped[str]
    adopter_2: Mapped[str | None]
    household_type: Mapped[HouseholdType]
    ethnicity: Mapped[str]
    agency: Mapped[AdoptersAgency]
    agency_name: Mapped[str | None]
    stage_one_started_on: Mapped[date | None]
    stage_one_completed_on: Mapped[date | None]
    stage_two_started_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    report_sent_on: Mapped[date | None]
    are_foster_carers: Mapped[bool | None]
    dual_approval: Mapped[bool | None]
    early_permanence: Mapped[bool | None]


class Child(Versioned, Base):
    """A child with a plan for adoption, identified by initials and ref only."""

    __tablename__ = "child"

    ref: Mapped[str] = mapped_column(primary_key=True)
    initials: Mapped[str]
    born_on: Mapped[date]
    sex: Mapped[str | None]
    ethnicity: Mapped[str]
    authority_code: Mapped[str] = mapped_column(ForeignKey("authority.code", onupdate="CASCADE"), index=True)
    sibling_group: Mapped[str | None] = mapped_column(index=True)
    entered_care_on: Mapped[date | None]
    should_be_placed_decided_on: Mapped[date | None]
    placement_order_on: Mapped[date | None]
    consent_given_on: Mapped[date | None]
    placed_on: Mapped[date | None]
    adoption_order_on: Mapped[date | None]
    disrupted_on: Mapped[date | None]
    plan_changed_on: Mapped[date | None]
    early_permanence: Mapped[bool | None]


class CaseChild(Base):
    """A child whom a case concerns, at a position in the case's order of children."""

    __tablename__ = "case_child"

    case_ref: Mapped[str] = mapped_column(
        ForeignKey("case.ref", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    child_ref: Mapped[str] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]


class Case(Versioned, Base):
    """A case that a panel is asked to consider, with its place on an agenda once it is booked.

    A deferred case returns as a new case, whose `returns_from_ref` refers to the deferred one. `starts_at` and
    `minutes` are the planned start and duration of its item, `began_at` and `ended_at` the actual times if noted.
    `is_provisional` marks a booking that is still to be confirmed.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("item_no > 0", name="item_counts_from_one"),
        CheckConstraint("ended_at >= began_at", name="ended_after_beginning"),
        Index("ix_case_meeting_ref_item_no", "meeting_ref", "item_no"),
    )

    ref: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[CaseKind]
    household_ref: Mapped[str | None] = mapped_column(ForeignKey("household.ref", onupdate="CASCADE"), index=True)
    meeting_ref: Mapped[str | None] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"))
    item_no: Mapped[int | None]
    starts_at: Mapped[time | None]
    minutes: Mapped[int | None]
    began_at: Mapped[time | None]
    ended_at: Mapped[time | None]
    social_worker: Mapped[str | None]
    status: Mapped[CaseStatus] = mapped_column(index=True)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    returns_from_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), unique=True)

    children: Mapped[list[CaseChild]] = relationship(cascade="all, delete-orphan", order_by=CaseChild.position)


class Interest(Versioned, Base):
    """An interest that a member has in a case, and whether they withdraw from it."""

    __tablename__ = "interest"

    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), primary_key=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), primary_key=True, index=True)
    nature: Mapped[str]
    withdraws: Mapped[bool]
