"""E-mail drafts that open in Outlook and other programs, ready to look over and send."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


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
        to: name and e-mail of each who gets it; hidden from each other where `is_blind`. Nobody where the sender is to
            fill it in.
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
    if to := [found for name, address in draft.to if (found := _address(name, address))]:
        message["Bcc" if draft.is_blind else "To"] = to
    message.set_content(draft.words)
    if draft.invitation is not None:
        method, data = draft.invitation
        message.add_alternative(data.decode(), subtype="calendar", params={"method": method})
    for attachment in draft.attachments:
        kind, subtype = attachment.kind.split("/", 1)
        message.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)
    return message.as_bytes()


def _address(name: str, address: str) -> Address | None:
    """An address as mail knows it; None for words that are none, which the sender then fills in."""
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, HeaderParseError):
        return None
