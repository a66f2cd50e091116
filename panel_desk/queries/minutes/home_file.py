"""The contents of a review file and of the answer to it, which `panel_desk.exchange.minutes.review_file` encrypts.

The field names are keys in those files: to rename one is to change their format.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from panel_desk.rules.vocabulary import CommentState

if TYPE_CHECKING:
    from panel_desk.store.review_store import Rows


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A review file: one meeting's minutes, with what the person at home has done to them so far.

    Args:
        token: identifies the file; random, so that nobody can guess it.
        key: the key that encrypts the answer, in hexadecimal.
        office: the panel office's e-mail, for the answer; empty where Settings have none.
        held_on: the day of the meeting, as YYYY-MM-DD.
        member: the ref of the person for whom it was made.
        may_sign: True where the minutes are final and this person presided.
        made_at: when the file was made, in ISO 8601.
        rows: the records of the meeting, as they are now.
        files: the prints with the signatures so far, in base64 by their SHA-256.
        texts: each section's text when the file was made, by the section's id.
        comments: the ids of the comments when the file was made.
        answered: the ids of those that were accepted or declined by then.
        certificate: the fingerprint of the certificate in the file; empty where it holds none.
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
    """A section, by its id, with its text when the file was made, and the text as it was left at home."""

    section: int
    before: str
    text: str


@dataclass(frozen=True, slots=True)
class AddedComment:
    """A comment that was added at home.

    Args:
        section: the section's id.
        starts_at: where the quoted passage begins in the section's plain text, in characters.
        proposed: the words proposed in its place; None where none are.
    """

    section: int
    starts_at: int
    quote: str
    text: str
    proposed: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SettledComment:
    """A comment, by its id, that was accepted or declined at home, with the answer to it."""

    comment: int
    state: CommentState
    answer: str | None


@dataclass(frozen=True, slots=True)
class HomeSignature:
    """A signature that was made at home.

    Args:
        printed: the print with this signature, as a PDF.
        on: the SHA-256 of the print to which it was added; empty for the first signature.
        read: the fingerprint of the minutes that were signed.
        certificate: the certificate's fingerprint.
        made_pkcs12: the encrypted PKCS #12 key store, where it was made at home; else empty.
        made_certificate: its certificate; else empty.
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
    """The answer to a review file.

    Args:
        token: the review file's token.
        member: the ref of the person who answers.
        made_at: when it was saved, by the clock of that computer.
        amended: the sections whose text was changed.
        said: the comments that were added.
        judged: the comments that were accepted or declined.
        is_done: whether the person has finished checking.
        signed: the signature; None where it was not signed.
    """

    token: str
    member: str
    made_at: datetime
    amended: tuple[AmendedSection, ...]
    said: tuple[AddedComment, ...]
    judged: tuple[SettledComment, ...]
    is_done: bool
    signed: HomeSignature | None
