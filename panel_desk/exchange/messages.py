"""E-mails that are dragged in: the files that they carry, from `.eml` and from Outlook's `.msg`."""

from email import message_from_bytes
from email.policy import default

from panel_desk.errors import RuleBrokenError

_OUTLOOK = b"\xd0\xcf\x11\xe0"
_ENDINGS = (".eml", ".msg")


def is_message(name: str) -> bool:
    """Whether a file's name is that of an e-mail."""
    return name.lower().endswith(_ENDINGS)


def attachments(data: bytes, name: str) -> tuple[tuple[str, bytes], ...]:
    """The files that an e-mail carries, each with its name.

    Args:
        data: the e-mail.
        name: its file's name.

    Raises:
        RuleBrokenError: it is not an e-mail, or it is damaged.
    """
    if data.startswith(_OUTLOOK):
        raise RuleBrokenError(f"{name} is an Outlook message. Save its attachments and file those.")
    message = message_from_bytes(data, policy=default)
    return tuple((part.get_filename() or "attachment", part.get_content()) for part in message.iter_attachments())
