"""The panel's ratings of reports, and people's feedback on the panel."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, HasRef, Versioned
from panel_desk.rules.vocabulary import FeedbackFrom, ReportKind


class ReportQuality(HasRef, Versioned, Base):
    """The panel's rating of one report of a case, 1 poor to 5 excellent (NMS 17.2)."""

    __tablename__ = "report_quality"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    report: Mapped[ReportKind]
    rating: Mapped[int]
    strengths: Mapped[str | None]
    improvements: Mapped[str | None]


class Feedback(HasRef, Versioned, Base):
    """Feedback on a meeting from somebody who attended it; `rating` is from 1 poor to 5 excellent."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    case_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    given_by: Mapped[FeedbackFrom]
    received_on: Mapped[date]
    rating: Mapped[int | None]
    comments: Mapped[str | None]
