"""What goes home with minutes and what comes back: filled by queries, packed by `exchange.review_file`."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from panel_desk.rules.vocabulary import CommentState

if TYPE_CHECKING:
    from panel_desk.store.review_store import Rows


@dataclass(frozen=True, slots=True)
class HomeFile:
    """One meeting's minutes as they travel, with what the person at home has done to them so far.

    Args:
        token: says which file it is; nobody can guess it.
        key: what the answer is locked with, in hexadecimal.
        office: the panel office's e-mail, for the answer; empty where there is none in Settings.
        held_on: the day of the meeting, as YYYY-MM-DD.
        member: whom it is for.
        may_sign: the minutes are final, and this person presided.
        rows: what is in it now.
        files: prints that bear signatures, in base64 by their SHA-256.
        texts: each section's text when the file was made, by the section's number.
        comments: the comments that were there then.
        answered: those of them that were accepted or declined by then.
        certificate: the fingerprint of the certificate that travels; empty where none does.
    """

    token: str
    key: str
    agency: str
    office: str
    meeting: str
    held_on: str
    member: str
    name: str
    may_sign: bool
    made_at: str
    rows: "Rows"
    files: dict[str, str]
    texts: dict[str, str]
    comments: list[int]
    answered: list[int]
    certificate: str


@dataclass(frozen=True, slots=True)
class AmendedSection:
    """A section's text when the file was made, and as it was left at home."""

    section: int
    before: str
    text: str


@dataclass(frozen=True, slots=True)
class AddedComment:
    """A comment that was made at home."""

    section: int
    starts_at: int
    quote: str
    text: str
    proposed: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SettledComment:
    """A comment that was accepted or declined at home."""

    comment: int
    state: CommentState
    answer: str | None


@dataclass(frozen=True, slots=True)
class HomeSignature:
    """A signature that was made at home.

    Args:
        printed: the print that bears it.
        on: the SHA-256 of the print that it was added to; empty for the first signature.
        read: the fingerprint of what was read.
        certificate: the certificate's fingerprint.
        made_pkcs12: the key and certificate, locked, where they were made at home; empty where they were not.
    """

    printed: bytes
    on: str
    read: str
    signed_at: datetime
    certificate: str
    made_pkcs12: bytes
    made_certificate: bytes


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """What came back from home.

    Args:
        made_at: when it was saved there, by the clock there.
    """

    token: str
    member: str
    made_at: datetime
    amended: tuple[AmendedSection, ...]
    said: tuple[AddedComment, ...]
    judged: tuple[SettledComment, ...]
    is_done: bool
    signed: HomeSignature | None
