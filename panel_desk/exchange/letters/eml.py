"""E-mail drafts that open in Outlook and other programs, ready to look over and send."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a draft."""

    name: str
    kind: str  # as `application/pdf`
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """An e-mail that nobody has sent yet.

    Args:
        to: name and e-mail of each who gets it, the e-mails as `rules.email_addresses` reads them; hidden from each
            other where `is_blind`. Nobody where the sender is to fill it in.
        subject: names nobody whom a case concerns.
        words: plain text.
        attachments: files.
        invitation: a calendar file that the e-mail program offers to accept; None for none.
        is_blind: whether those who get it are hidden from each other.
    """

    to: Sequence[tuple[str, str]]
    subject: str
    words: str
    attachments: Sequence[Attachment] = ()
    invitation: tuple[str, bytes] | None = None  # method and iCalendar bytes
    is_blind: bool = False


def eml(draft: Draft) -> bytes:
    """The draft as a file (RFC 5322), marked as unsent so that Outlook opens it for editing."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = draft.subject
    message.set_content(draft.words)
    if draft.invitation is not None:
        method, data = draft.invitation
        message.add_alternative(data.decode(), subtype="calendar", params={"method": method})
    for attachment in draft.attachments:
        kind, subtype = attachment.kind.split("/", 1)
        message.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)
    return _recipients("Bcc" if draft.is_blind else "To", draft.to) + message.as_bytes()


def _recipients(header: str, to: Sequence[tuple[str, str]]) -> bytes:
    """The header that lists the recipients, one to a line; nothing for nobody.

    It is put together here because `email` encodes the comma after a name with an accent into the name, which loses the
    next recipient (python/cpython#100884).
    """
    listed = ",\r\n ".join(_mailbox(name, address) for name, address in to)
    return f"{header}: {listed}\r\n".encode("ascii") if listed else b""


def _mailbox(name: str, address: str) -> str:
    """A name and an address (RFC 5322, 3.4); a name with other letters than ASCII as encoded words (RFC 2047)."""
    one_line = " ".join(name.split())
    if one_line.isascii():
        return formataddr((one_line, address))
    encoded = Header(one_line, "utf-8").encode(linesep="\r\n")
    return f"{encoded} <{address}>"
