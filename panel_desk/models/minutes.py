"""Minutes of meetings: versions, sections, reviews, signatures and templates."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import (
    CaseKind,
    CommentState,
    HeadingPurpose,
    HowGiven,
    MinutesState,
    MinutesStep,
    ReviewStage,
    VouchedHow,
    VoucherReason,
)


class MinutesSection(Versioned, Base):
    """The text under one heading, about one case or, if `case_ref` is empty, about the meeting as a whole.

    `text` is empty if the heading's purpose is to print content of the registers. `drafted` is the text that was last
    drafted, so that drafting again can recognise edits.
    """

    __tablename__ = "minutes_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    case_ref: Mapped[str | None] = mapped_column(ForeignKey("case.ref", onupdate="CASCADE"))
    position: Mapped[int]
    heading: Mapped[str]
    purpose: Mapped[HeadingPurpose] = mapped_column(default=HeadingPurpose.WRITTEN, server_default="written")
    text: Mapped[str]
    drafted: Mapped[str] = mapped_column(default="", server_default=sql("''"))


class SectionVersion(Base):
    """An earlier text of a section, to compare and to restore."""

    __tablename__ = "section_version"
    __table_args__ = (UniqueConstraint("section_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("minutes_section.id"), index=True)
    number: Mapped[int]
    text: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class Minutes(Versioned, Base):
    """One version of a meeting's minutes. Its signed PDF is kept in the vault.

    A correction that was given up stays on record unchanged, and the version before it remains in force.

    `fingerprint` is the SHA-256 of the content that was signed, `sha256` that of the PDF with the signature block.
    `signed_by` is the account that signed last, `signed_as` the names of everybody who signed.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("meeting_ref", "number"),
        Index("ix_minutes_state_meeting_ref", "state", "meeting_ref"),
        CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_at_when_signed"),
        CheckConstraint("(signed_at IS NULL) = (sha256 IS NULL)", name="signed_print_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_ref: Mapped[str] = mapped_column(ForeignKey("meeting.ref", onupdate="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    stage: Mapped[ReviewStage | None]
    corrects_because: Mapped[str | None]
    drafted_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    signed_as: Mapped[str | None]
    fingerprint: Mapped[str | None]
    sha256: Mapped[str | None]

    sections: Mapped[list[MinutesSection]] = relationship(
        cascade="all, delete-orphan", order_by=MinutesSection.position
    )


class MinutesEvent(Base):
    """A step in the history of minutes, who took it (their printed name) and why. Steps are only ever added."""

    __tablename__ = "minutes_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    step: Mapped[MinutesStep]
    at: Mapped[datetime]
    by: Mapped[str]
    words: Mapped[str | None]


class MinutesHeading(Versioned, Base):
    """A heading of the agency's template for the minutes of one kind of case, or of every kind if that is empty."""

    __tablename__ = "minutes_heading"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_kind: Mapped[CaseKind | None]
    position: Mapped[int]
    heading: Mapped[str]
    purpose: Mapped[HeadingPurpose]
    standard_text: Mapped[str]


class Review(Versioned, Base):
    """A request to one person to check minutes: the due date, when they last looked, and when they finished.

    The person is a member, by `member_ref`, or the adviser, by `account`. `how_given` and `recorded_by` are set where
    the office recorded for them that they finished.
    """

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    stage: Mapped[ReviewStage]
    member_ref: Mapped[str | None] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    account: Mapped[str | None]
    name: Mapped[str]
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    looked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]


class ReviewComment(Versioned, Base):
    """A comment on a passage of a section; `proposed` is the reviewer's replacement for it, if any.

    The passage is `quote`; `starts_at` is the index of its first character in the section's text without formatting.
    `how_given` and `recorded_by` are set where the office recorded it for its author.
    """

    __tablename__ = "review_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("minutes_section.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    author: Mapped[str]
    starts_at: Mapped[int]
    quote: Mapped[str]
    text: Mapped[str]
    proposed: Mapped[str | None]
    made_at: Mapped[datetime]
    state: Mapped[CommentState] = mapped_column(default=CommentState.OPEN)
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    how_given: Mapped[HowGiven | None]
    recorded_by: Mapped[str | None]


class ReviewFile(Versioned, Base):
    """A review file that was made for somebody without access to the store, and whether their answer came back.

    `token` identifies it, and `fingerprint` is the SHA-256 of the content that the minutes had when it was made.
    """

    __tablename__ = "review_file"

    token: Mapped[str] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    fingerprint: Mapped[str]
    returned_at: Mapped[datetime | None]
    answer_sha256: Mapped[str | None]


class SigningCredential(Base):
    """A chair's signing credential: a PKCS#12 under the chair's own passphrase, with the details of its certificate.

    Where `voucher_needed` gives a reason, it signs nothing until a second person has vouched for it. `added_by` and
    `vouched_by` are sign-in names, `vouched_name` is the name of who vouched. At `disowned_at` the owner said that the
    signatures made with it from `disowned_from` on are not theirs.
    """

    __tablename__ = "signing_credential"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), index=True)
    subject: Mapped[str]
    issuer: Mapped[str]
    certificate_sha256: Mapped[str]
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    pkcs12: Mapped[bytes] = mapped_column(LargeBinary)
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    added_by: Mapped[str | None]
    voucher_needed: Mapped[VoucherReason | None]
    vouched_by: Mapped[str | None]
    vouched_name: Mapped[str | None]
    vouched_how: Mapped[VouchedHow | None]
    vouched_at: Mapped[datetime | None]
    disowned_at: Mapped[datetime | None]
    disowned_from: Mapped[datetime | None]

    @property
    def waits_for_voucher(self) -> bool:
        """Whether it signs nothing yet, because nobody has vouched for it."""
        return self.voucher_needed is not None and self.vouched_at is None


class MinutesSignature(Base):
    """One person's signature under minutes, for the items over which they presided."""

    __tablename__ = "minutes_signature"
    __table_args__ = (UniqueConstraint("minutes_id", "member_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    member_ref: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"))
    name: Mapped[str]
    cases: Mapped[list[str]] = mapped_column(JSON)
    signed_at: Mapped[datetime]
    certificate_sha256: Mapped[str]
    fingerprint: Mapped[str]
    sha256: Mapped[str]


class Snippet(Versioned, Base):
    """A text that the agency writes often, inserted by its title."""

    __tablename__ = "snippet"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]


class SpellingWord(Base):
    """A word that the spelling checker accepts because the agency added it."""

    __tablename__ = "spelling_word"

    word: Mapped[str] = mapped_column(primary_key=True)
    added_by: Mapped[str]
