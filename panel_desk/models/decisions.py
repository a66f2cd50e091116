"""What the panel recommended and what the agency decision maker decided: two tables, never one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import DecisionOutcome, Outcome, View


def _one_row_each(table: str) -> tuple[Index, Index]:
    """One row a child of a case, and one for a case that has none: NULLs are not equal in a plain unique index."""
    childless = text("child_ref IS NULL")
    return (
        Index(f"uq_{table}_case_child", "case_ref", "child_ref", unique=True),
        Index(f"uq_{table}_case", "case_ref", unique=True, sqlite_where=childless, postgresql_where=childless),
    )


class Recommendation(Versioned, Base):
    """The panel's recommendation on a case, a row a child in a match, with its reasons (AAR 2005 reg 6)."""

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name="votes"),
        *_one_row_each("recommendation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    child_ref: Mapped[str | None] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"))
    outcome: Mapped[Outcome]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    reasons: Mapped[str]


class RecommendationView(Base):
    """How one member voted on a recommendation, with what they said where they dissent or abstain."""

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
        """The child of the case, where each has a recommendation."""
        return self.recommendation.child_ref


class Decision(Versioned, Base):
    """The decision maker's decision: the clock starts on receipt of the final minutes.

    `minutes_corrected_at` flags it where the minutes that it rests on were corrected after it was made.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("decided_on >= minutes_received_on", name="after_minutes"),
        CheckConstraint("(decided_on IS NULL) = (outcome IS NULL)", name="dated_when_made"),
        *_one_row_each("decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    child_ref: Mapped[str | None] = mapped_column(ForeignKey("child.ref", onupdate="CASCADE"))
    authority_code: Mapped[str] = mapped_column(ForeignKey("authority.code", onupdate="CASCADE"))
    minutes_received_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    outcome: Mapped[DecisionOutcome | None]
    told_orally_on: Mapped[date | None]
    told_in_writing_on: Mapped[date | None]
    minutes_corrected_at: Mapped[datetime | None]
