"""Extracts the attachments of an e-mail that is filed: `.eml` (RFC 5322) and Outlook's `.msg`."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from panel_desk.errors import RuleBrokenError

_OLE_FILE = b"\xd0\xcf\x11\xe0"
_ENDINGS = (".eml", ".msg")
_CONTENT_ID = 0x3712  # PidTagAttachContentId: the text refers to an inline picture by it
_DEEPEST = 5  # messages within messages
_MOST = 200  # attachments
_FORBIDDEN = '<>:"/\\|?*'
_RAISED_FOR_DAMAGE = (AttributeError, AssertionError, LookupError, OSError, TypeError, ValueError, NotImplementedError)


def is_message(name: str) -> bool:
    """Whether a file's name is that of an e-mail."""
    return name.lower().endswith(_ENDINGS)


def attachments(data: bytes, name: str) -> tuple[tuple[str, bytes], ...]:
    """The attachments of an e-mail and of the e-mails attached to it: name and bytes of each, no name twice.

    Inline pictures, such as the logo in a signature, are left out.

    Args:
        data: the e-mail.
        name: the name of its file.

    Raises:
        RuleBrokenError: it is not an e-mail, it is damaged, or it has no attachments.
    """
    try:
        found = list(_of_outlook(data) if data.startswith(_OLE_FILE) else _of_message(_parsed(data)))
    except _RAISED_FOR_DAMAGE:
        raise RuleBrokenError(
            f"{name} is not an e-mail, or it is damaged. Open it in Outlook, save its attachments and file those."
        ) from None
    if not found:
        raise RuleBrokenError(
            f"{name} has no files attached. If its words are the paper, open it, print it to PDF and file that."
        )
    return tuple(_with_unique_names(found))


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, EmailMessage, policy=SMTP)
    if not message.keys():
        raise ValueError
    return message


def _of_message(message: EmailMessage, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    for part in _parts(message):
        if part.get_content_maintype() == "message" and depth < _DEEPEST:
            for inner in part.iter_parts():
                if isinstance(inner, EmailMessage):
                    yield from _of_message(inner, depth + 1)
        elif part.get_content_type() == "application/ms-tnef":
            raise ValueError  # winmail.dat hides its attachments; only Outlook reads them
        elif part.get_filename() or part.get_content_disposition() == "attachment":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content and not _is_inline_picture(part):
                yield _file_name(part.get_filename() or ""), content


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are not multipart; an attached e-mail is one part."""
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _parts(part)
    else:
        yield message


def _is_inline_picture(part: EmailMessage) -> bool:
    return (
        part.get_content_maintype() == "image"
        and part.get_content_disposition() != "attachment"
        and "Content-ID" in part
    )


def _of_outlook(data: bytes) -> Iterator[tuple[str, bytes]]:
    from oxmsg import Message  # noqa: PLC0415 - loads when first needed

    message: Any = Message.load(BytesIO(data))
    for part in message.attachments:
        content = part.file_bytes
        is_inline = (part.mime_type or "").startswith("image/") and part.properties.str_prop_value(_CONTENT_ID)
        if isinstance(content, bytes) and content and not is_inline:
            yield _file_name(part.file_name or ""), content


def _file_name(name: str) -> str:
    """A file's name without folders and without characters that Windows forbids in names."""
    name = PureWindowsPath(PurePosixPath(name).name).name
    return "".join(letter for letter in name if letter.isprintable() and letter not in _FORBIDDEN).strip(" .")


def _with_unique_names(found: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The attachments, those of one name numbered."""
    taken: set[str] = set()
    for name, content in found[:_MOST]:
        stem, dot, ending = (name or "attachment").rpartition(".")
        if not dot:
            stem, ending = ending, ""
        number, own = 1, name or "attachment"
        while own.lower() in taken:
            number += 1
            own = f"{stem} ({number}){dot}{ending}"
        taken.add(own.lower())
        yield own, content
