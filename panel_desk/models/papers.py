"""Case papers and the packs made of them. A `sha256` is the name of a file in the vault."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import CheckOutcome, PackEdition, PaperKind


class Paper(Versioned, Base):
    """One paper of one case, in its newest version.

    `author` declares that they are qualified to write it, or `supervised_by` somebody who is (Restriction on the
    Preparation of Adoption Reports Regulations 2005). If `is_signed`, it goes into packs as an attachment, because
    merging it would break its digital signature. `findings` are those of the preflight of its file, one a line;
    `number` is the version's, `size` is in bytes; `why` is the reason for which this version replaced the one before.
    """

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
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    why: Mapped[str | None]
    author: Mapped[str | None]
    author_declared_on: Mapped[date | None]
    supervised_by: Mapped[str | None]
    is_signed: Mapped[bool] = mapped_column(default=False, server_default="0")


class PaperVersion(Base):
    """An earlier version of a paper, as it was filed."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    sha256: Mapped[str]
    pages: Mapped[int]
    size: Mapped[int]
    findings: Mapped[str]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str]
    why: Mapped[str | None]
    is_signed: Mapped[bool]


class PaperCheck(Base):
    """The adviser's check of one version of a paper: passed, or returned to its author with what to correct.

    `number` is the version's, `words` is what to correct, or remarks on a paper that passed.
    """

    __tablename__ = "paper_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    number: Mapped[int]
    outcome: Mapped[CheckOutcome]
    words: Mapped[str]
    due_back_on: Mapped[date | None]
    checked_at: Mapped[datetime]
    checked_by: Mapped[str]


class Redaction(Base):
    """A phrase that must be redacted from a paper in some editions of the pack, wherever it occurs."""

    __tablename__ = "redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    phrase: Mapped[str]
    editions: Mapped[list[str]] = mapped_column(JSON)
    why: Mapped[str]
    marked_at: Mapped[datetime]
    marked_by: Mapped[str]


class PageLook(Versioned, Base):
    """A page of a paper at which somebody looked for phrases, because no program can read all that it shows.

    It holds for the file with this hash only. `boxes` are the areas to blacken in every edition for which a phrase is
    marked, each as its left, bottom, right and top edge in points in the page's own coordinates; `phrases` are those
    that were looked for.
    """

    __tablename__ = "page_look"
    __table_args__ = (UniqueConstraint("paper_id", "sha256", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    sha256: Mapped[str]
    page: Mapped[int]
    boxes: Mapped[list[list[float]]] = mapped_column(JSON)
    phrases: Mapped[list[str]] = mapped_column(JSON)
    looked_at: Mapped[datetime]
    looked_by: Mapped[str]


class PackIssue(Base):
    """One issued version of a meeting's pack.

    `plan` holds the page labels of each paper, so that a later issue keeps page numbers that have been cited.
    """

    __tablename__ = "pack_issue"
    __table_args__ = (UniqueConstraint("meeting_ref", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"), index=True)
    number: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    changes: Mapped[str]
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class PackCopy(Versioned, Base):
    """One edition of an issued pack, for one recipient, with the days on which it was received, recalled and deleted.

    On `confirmed_on` the recipient confirmed that they deleted or returned the copy. `cases` are the refs of the cases
    in it, which show who has papers of a case that they later withdraw from.
    """

    __tablename__ = "pack_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("pack_issue.id"), index=True)
    edition: Mapped[PackEdition]
    case_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    member_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    recipient: Mapped[str]
    email: Mapped[str | None]
    sha256: Mapped[str]
    pages: Mapped[int]
    volumes: Mapped[int] = mapped_column(default=1)
    cases: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    received_on: Mapped[date | None]
    recalled_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
