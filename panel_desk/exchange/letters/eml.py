"""Writes e-mail drafts as .eml files (RFC 5322), which Outlook and other programs open ready to send."""

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
    media_type: str  # such as `application/pdf`
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """An e-mail that has not been sent.

    Args:
        to: name and address of each recipient, the addresses as `rules.email_addresses` reads them. Empty where the
            sender is to fill it in.
        subject: never a name of anybody whom a case concerns.
        text: the body, as plain text.
        attachments: files.
        invitation: method and bytes of a calendar file that the e-mail program offers to accept; None for none.
        is_blind: recipients go into Bcc, so that they do not see each other.
    """

    to: Sequence[tuple[str, str]]
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
    invitation: tuple[str, bytes] | None = None
    is_blind: bool = False


def eml(draft: Draft) -> bytes:
    """The draft as the bytes of an .eml file, marked as unsent so that Outlook opens it for editing."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = draft.subject
    message.set_content(draft.text)
    if draft.invitation is not None:
        method, data = draft.invitation
        message.add_alternative(data.decode(), subtype="calendar", params={"method": method})
    for attachment in draft.attachments:
        main, subtype = attachment.media_type.split("/", 1)
        message.add_attachment(attachment.data, maintype=main, subtype=subtype, filename=attachment.name)
    return _recipients("Bcc" if draft.is_blind else "To", draft.to) + message.as_bytes()


def _recipients(header: str, to: Sequence[tuple[str, str]]) -> bytes:
    """The header that lists the recipients, one on each line; empty where there are none.

    `email` is not used for it, because it encodes the comma after a name with an accent into the name, which loses the
    next recipient (python/cpython#100884).
    """
    listed = ",\r\n ".join(_mailbox(name, address) for name, address in to)
    return f"{header}: {listed}\r\n".encode("ascii") if listed else b""


def _mailbox(name: str, address: str) -> str:
    """A name and an address (RFC 5322, 3.4); a name with letters beyond ASCII as encoded words (RFC 2047)."""
    one_line = " ".join(name.split())
    if one_line.isascii():
        return formataddr((one_line, address))
    encoded = Header(one_line, "utf-8").encode(linesep="\r\n")
    return f"{encoded} <{address}>"
