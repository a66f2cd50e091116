"""The panel's recommendations and the agency decision maker's decisions, which are separate registers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, HasRef, Versioned
from panel_desk.rules.vocabulary import DecisionOutcome, HowGiven, Outcome, View


def _one_row_each(table: str) -> tuple[Index, Index]:
    """Allow one row per child of a case, and one without a child: a plain unique index would allow many of those."""
    childless = text("child_ref IS NULL")
    return (
        Index(f"uq_{table}_case_child", "case_ref", "child_ref", unique=True),
        Index(f"uq_{table}_case", "case_ref", unique=True, sqlite_where=childless, postgresql_where=childless),
    )


class Recommendation(Versioned, Base):
    """The panel's recommendation on a case, with its reasons; in a match, one row per child (AAR 2005 reg 6).

    The votes are for and against `outcome`, whatever it is. `how_given` and `recorded_by` are set where the office
    recorded it for the chair.
    """

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name="votes"),
        *_one_row_each("recommendation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    child_ref: Mapped[str | None] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"))
    outcome: Mapped[Outcome] = mapped_column(index=True)
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    reasons: Mapped[str]
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]


class RecommendationView(Base):
    """One member's vote on a recommendation; `words` are the reasons of somebody who dissents or abstains."""

    __tablename__ = "recommendation_view"

    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendation.id", ondelete="CASCADE"), primary_key=True
    )
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), primary_key=True)
    view: Mapped[View]
    words: Mapped[str | None]

    recommendation: Mapped[Recommendation] = relationship()

    @property
    def case_ref(self) -> str:
        """The case that was voted on."""
        return self.recommendation.case_ref

    @property
    def child_ref(self) -> str | None:
        """The child of the case, if each child has its own recommendation."""
        return self.recommendation.child_ref


class Decision(Versioned, Base):
    """The agency decision maker's decision, whose time limit starts on receipt of the final minutes.

    `how_given` and `recorded_by` are set where the office recorded it for the decision maker: how they gave it to the
    office, and the name of who recorded it. `minutes_corrected_at` is set if the minutes that it is based on were
    corrected after it was made.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("decided_on >= minutes_received_on", name="after_minutes"),
        CheckConstraint("(decided_on IS NULL) = (outcome IS NULL)", name="dated_when_made"),
        *_one_row_each("decision"),
        Index(
            "ix_decision_minutes_corrected_at",
            "minutes_corrected_at",
            sqlite_where=text("minutes_corrected_at IS NOT NULL"),
            postgresql_where=text("minutes_corrected_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    child_ref: Mapped[str | None] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"))
    authority_code: Mapped[str] = mapped_column(ForeignKey("authority.code", onupdate="CASCADE"))
    minutes_received_on: Mapped[date | None]
    decided_on: Mapped[date | None] = mapped_column(index=True)
    outcome: Mapped[DecisionOutcome | None]
    told_orally_on: Mapped[date | None] = mapped_column(index=True)
    told_in_writing_on: Mapped[date | None] = mapped_column(index=True)
    minutes_corrected_at: Mapped[datetime | None]
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]


class EarlierDecision(HasRef, Versioned, Base):
    """A decision that was told in writing and then replaced by a new one, with its notices, and why it was replaced."""

    __tablename__ = "earlier_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    child_ref: Mapped[str | None] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"))
    authority_code: Mapped[str] = mapped_column(ForeignKey("authority.code", onupdate="CASCADE"))
    minutes_received_on: Mapped[date | None]
    decided_on: Mapped[date]
    outcome: Mapped[DecisionOutcome]
    told_orally_on: Mapped[date | None]
    told_in_writing_on: Mapped[date | None]
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[str]
    replaced_because: Mapped[str]
