"""Case papers: what is filed for a case. The bytes lie encrypted in the vault under their hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import PaperKind


class Paper(Versioned, Base):
    """One paper of one case."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("case_ref", "sha256"),
        CheckConstraint("pages > 0", name="has_pages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[PaperKind]
    name: Mapped[str]
    sha256: Mapped[str]
    pages: Mapped[int]
    size: Mapped[int]
    findings: Mapped[str]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str]
