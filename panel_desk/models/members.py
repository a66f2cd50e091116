"""The central list of people suitable to be panel members."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import Background, Category, MemberStatus, PanelRole


class MemberBackground(Base):
    """One kind of experience that a member has."""

    __tablename__ = "member_background"

    member_ref: Mapped[str] = mapped_column(
        ForeignKey("member.ref", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    background: Mapped[Background] = mapped_column(primary_key=True)


class Member(Versioned, Base):
    """A person on the central list, or on the way to joining it (AAR 2005 reg 3)."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("left_list_on >= joined_list_on", name="left_after_joined"),
        CheckConstraint("on_hold_until >= on_hold_from", name="hold_ends_after_start"),
    )

    ref: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    category: Mapped[Category]
    is_independent: Mapped[bool]
    qualified_social_worker_since: Mapped[date | None]
    social_work_england_no: Mapped[str | None]
    status: Mapped[MemberStatus] = mapped_column(index=True)
    joined_list_on: Mapped[date | None]
    left_list_on: Mapped[date | None]
    left_because: Mapped[str | None]
    on_hold_from: Mapped[date | None]
    on_hold_until: Mapped[date | None]
    role: Mapped[PanelRole]
    role_from: Mapped[date | None]
    dbs_certificate_no: Mapped[str | None]
    dbs_issued_on: Mapped[date | None]
    references_verified_on: Mapped[date | None]
    confidentiality_agreed_on: Mapped[date | None]
    observed_panel_on: Mapped[date | None]
    induction_completed_on: Mapped[date | None]
    last_appraisal_on: Mapped[date | None]
    gender: Mapped[str | None]
    ethnicity: Mapped[str | None]
    notes: Mapped[str | None]

    backgrounds: Mapped[list[MemberBackground]] = relationship(
        cascade="all, delete-orphan", order_by=MemberBackground.background
    )
