"""Extracts the attached files of an e-mail that is filed: `.eml` (RFC 5322) and Outlook's `.msg` (MS-OXMSG)."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from io import BytesIO
from mimetypes import guess_extension
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.dates import in_words
from panel_desk.rules.file_names import free_name
from panel_desk.rules.text import listed

_OLE_FILE = b"\xd0\xcf\x11\xe0"
_ENDINGS = (".eml", ".msg")
_BODY, _HTML = 0x1000, 0x1013  # PidTagBody, PidTagHtml (in bytes or in letters)
_SUBJECT, _SENT = 0x0037, 0x0039  # PidTagSubject, PidTagClientSubmitTime
_PEOPLE = (("From", 0x0C1A), ("To", 0x0E04), ("Cc", 0x0E03))  # PidTagSenderName, …DisplayTo, …DisplayCc
_DISPLAY_NAME, _SHORT_NAME = 0x3001, 0x3704  # PidTagDisplayName, PidTagAttachFilename
_METHOD, _CONTENT_ID, _FLAGS = 0x3705, 0x3712, 0x3714  # PidTagAttachMethod, …ContentId, …Flags
_HIDDEN = 0x7FFE  # PidTagAttachmentHidden
_EMBEDDED_MESSAGE = 5  # PidTagAttachMethod
_SHOWN_IN_BODY = 4  # in PidTagAttachFlags
_TOP_HEADER, _INNER_HEADER = 32, 24  # bytes before the properties of a message, and of a message in a message
_DEEPEST = 5  # messages within messages
_MOST = 200  # attached files
_LARGEST_LOGO = 50_000  # bytes: a picture within the text that is larger is taken for a photograph, not for a logo
_LONGEST_WORDS = 1_000_000  # characters of an e-mail that is offered as a paper
_QUOTED = 60  # characters of an e-mail's words
_WITHOUT_SLASHES = str.maketrans("/\\", "--")  # a slash in a subject does not separate folders
_FORBIDDEN = '<>:"/\\|?*'  # characters that Windows forbids in names of files
_BEFORE_HEADERS = b"\xef\xbb\xbf\r\n"  # what editors and mail servers put there: a mark of UTF-8, empty lines
_UUENCODED = re.compile(r"^begin [0-7]{3,4} (\S.*?)\s*$(?=.*?^end\s*$)", re.MULTILINE | re.DOTALL)
# What reading a damaged e-mail raises.
_DAMAGE = (
    AttributeError,
    AssertionError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_SIGNATURES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/applefile",
}
"""Types of parts that mail programs add for themselves: nobody attached them."""
_LOCKED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
_SAVE = "Open the e-mail in Outlook, save the file from there and file it."
_WINMAIL = f"Outlook has packed files into it in a form that only Outlook reads. {_SAVE}"
_ENCRYPTED = f"It is encrypted or sealed, so only the mail program that received it can open it. {_SAVE}"
_NOT_THERE = f"The e-mail names this file but does not hold it, as with a link. {_SAVE}"
_DAMAGED = f"It is damaged and cannot be read. {_SAVE}"
_IN_TEXT = f"It stands in the e-mail’s text as characters (uuencode). {_SAVE}"
_PARTIAL = f"The e-mail was sent in pieces, of which this is one. {_SAVE}"
_TOO_DEEP = f"It lies in an e-mail within {_DEEPEST} others. {_SAVE}"
_TOO_MANY = f"The e-mail carries more than {_MOST} files. {_SAVE}"
_UNREADABLE = {
    **dict.fromkeys(_LOCKED, ("An encrypted e-mail", _ENCRYPTED)),
    "message/external-body": ("A linked file", _NOT_THERE),
    "message/partial": ("A part of an e-mail", _PARTIAL),
}
"""Types of parts that Panel Desk cannot read, each with a name for a part without one, and the reason."""


@dataclass(slots=True)
class CarriedFiles:
    """What an e-mail carries.

    Args:
        files: name and bytes of each attached file, no name twice.
        unreadable: name of each attached file that cannot be read, and why, in sentences.
        pictures: names of small pictures that the e-mail's text shows, which are not among the files.
        remarks: sentences about what the files leave out, such as the e-mail's own words.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EmailWords:
    """The text of an e-mail itself, without its attachments.

    Args:
        file_name: the name of the file that can be made of them, such as `Comments on the report (e-mail).pdf`.
        subject: its subject.
        facts: sender, recipients and date, with their labels.
        text: its text, with line breaks.
        sent_at: when it was sent; None where that is not known.
    """

    file_name: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    text: str
    sent_at: datetime | None


def email_words(data: bytes, name: str) -> EmailWords | None:
    """The text of an e-mail itself; None where it has none or far too much, or is damaged.

    Args:
        data: the e-mail.
        name: the name of its file.
    """
    try:
        words = _outlook_words(data) if data.startswith(_OLE_FILE) else _mime_words(_parsed(data))
    except _DAMAGE:
        return None
    subject, people, sent_at, text = words
    if not text.strip() or len(text) > _LONGEST_WORDS:
        return None
    subject = " ".join(subject.split()) or name.rpartition(".")[0]
    sent = f"{in_words(sent_at.date())} at {sent_at:%H:%M}" if sent_at else ""
    file = f"{_file_name(subject.translate(_WITHOUT_SLASHES)) or 'Words'} (e-mail).pdf"
    return EmailWords(file, subject, (*people, ("Sent", sent)), _tidied(text), sent_at)


_Words = tuple[str, tuple[tuple[str, str], ...], datetime | None, str]
"""An e-mail's subject, its people with their labels, when it was sent, and its text."""


def _mime_words(message: EmailMessage) -> _Words:
    """The subject, people, time and text of a MIME message."""
    parts = [part for part in _parts(message) if _is_words(part)]
    plain = [_text(part) for part in parts if part.get_content_subtype() == "plain"]
    html = [_text(part) for part in parts if part.get_content_subtype() != "plain"]
    text = "\n".join(plain) if any(map(str.strip, plain)) else _with_line_breaks("\n".join(html))
    sent_at: Any = getattr(message["Date"], "datetime", None)
    people = tuple((label, str(message[label] or "")) for label in ("From", "To", "Cc"))
    return str(message["Subject"] or ""), people, sent_at, text


def _outlook_words(data: bytes) -> _Words:
    """The subject, people, time and text of an Outlook message."""
    from oxmsg import Message  # noqa: PLC0415 - loads when first needed
    from oxmsg.properties import Properties  # noqa: PLC0415 - the same

    message: Any = Message.load(BytesIO(data))
    own: Any = Properties(message._storage, _TOP_HEADER)  # noqa: SLF001 - oxmsg has no public way to it
    html = own.str_prop_value(_HTML) or (own.binary_prop_value(_HTML) or b"").decode("utf-8", "replace")
    text = own.str_prop_value(_BODY) or _with_line_breaks(html)
    people = tuple((label, own.str_prop_value(number) or "") for label, number in _PEOPLE)
    return own.str_prop_value(_SUBJECT) or "", people, own.date_prop_value(_SENT), text


def _with_line_breaks(html: str) -> str:
    """The text of a web page, with a line for each of its blocks."""
    blocks = re.sub(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", "\0", " ".join(html.split()), flags=re.IGNORECASE)
    return "\n".join(line.strip() for line in _without_tags(blocks).split("\0"))


def _tidied(text: str) -> str:
    """A text without spaces at the ends of lines, and with no more than one empty line at a time."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def is_message(name: str) -> bool:
    """Whether a file's name is that of an e-mail."""
    return name.lower().endswith(_ENDINGS)


def attachments(data: bytes, name: str) -> CarriedFiles:
    """What an e-mail and the e-mails attached to it carry.

    Small pictures that the e-mail's text shows, such as the logo in a signature, are named and left out.

    Args:
        data: the e-mail.
        name: the name of its file.

    Raises:
        RuleBrokenError: it is not an e-mail, it is damaged, or it has no attachments.
    """
    carried = CarriedFiles()
    try:
        _read(data, name, carried, 0)
    except _DAMAGE:
        raise RuleBrokenError(
            f"{name} is not an e-mail, or it is damaged. Open it in Outlook, save its attachments and file those."
        ) from None
    if carried.pictures:
        one, many = "stands in the e-mail’s text, as a logo does", "stand in the e-mail’s text, as logos do"
        is_one = len(carried.pictures) == 1
        carried.remarks.append(
            f"{listed(carried.pictures)} {one if is_one else many}, and {'is' if is_one else 'are'} not filed."
        )
    if not carried.files and not carried.unreadable:
        pictures = f" {carried.remarks[-1]}" if carried.pictures else ""
        raise RuleBrokenError(f"{name} has no files attached. If its words are the paper, file those.{pictures}")
    carried.unreadable += [(each, _TOO_MANY) for each, _ in carried.files[_MOST:]]
    carried.files = list(_with_unique_names(carried.files[:_MOST]))
    return carried


def _read(data: bytes, name: str, carried: CarriedFiles, depth: int) -> None:
    """Add what an e-mail carries; one that is damaged adds nothing and raises."""
    found = CarriedFiles()
    if data.startswith(_OLE_FILE):
        from oxmsg import Message  # noqa: PLC0415 - loads when first needed

        message: Any = Message.load(BytesIO(data))
        _read_outlook(message._storage, _TOP_HEADER, name, found, depth)  # noqa: SLF001 - oxmsg has no public way to it
    else:
        _read_mime(_parsed(data), name, found, depth)
    carried.files += found.files
    carried.unreadable += found.unreadable
    carried.pictures += found.pictures
    carried.remarks += found.remarks


def _add(name: str, content: bytes, carried: CarriedFiles, depth: int) -> None:
    """Add an attached file; in place of an e-mail that was attached as a file, what that e-mail carries."""
    if is_message(name) and depth < _DEEPEST:
        try:
            _read(content, name, carried, depth + 1)
        except _DAMAGE:
            carried.unreadable.append((name, _DAMAGED))
        return
    carried.files.append((name, content))


def _is_signature(kind: str, name: str) -> bool:
    """Whether a part only signs the e-mail, whichever type a mail server gives it."""
    return kind in _SIGNATURES or name.lower() == "smime.p7s"


def _is_winmail(kind: str, name: str) -> bool:
    """Whether a part is the file into which Outlook packs others, whichever type a mail server gives it."""
    return kind == "application/ms-tnef" or name.lower() == "winmail.dat"


# RFC 5322 and MIME


def _parsed(data: bytes) -> EmailMessage:
    """The message in a MIME file; data without headers raises one of `_DAMAGE`."""
    message = message_from_bytes(data.lstrip(_BEFORE_HEADERS), EmailMessage, policy=SMTP)
    if not message.keys():
        raise ValueError
    return message


def _read_mime(message: EmailMessage, name: str, carried: CarriedFiles, depth: int) -> None:
    """Add what a MIME message carries."""
    parts = list(_parts(message))
    words = [part for part in parts if _is_words(part)]
    plain = [_text(part) for part in words if part.get_content_subtype() == "plain"]
    html = [_text(part) for part in words if part.get_content_subtype() != "plain"]
    _remark_on_words(
        name, "\n".join(plain) if any(map(str.strip, plain)) else _without_tags("\n".join(html)), carried, depth
    )
    carried.unreadable += [(_file_name(found[1]), _IN_TEXT) for text in plain for found in _UUENCODED.finditer(text)]
    for part in parts:
        kind = part.get_content_type()
        own = _part_name(part)
        if part in words or _is_signature(kind, own):
            continue
        if kind in {"message/rfc822", "message/global"}:
            _read_inner(part, own, carried, depth)
        elif _is_winmail(kind, own):
            carried.unreadable.append((own or "winmail.dat", _WINMAIL))
        elif kind in _UNREADABLE:
            name_if_none, why = _UNREADABLE[kind]
            carried.unreadable.append((own or name_if_none, why))
        elif part.get_content_maintype() != "message":  # other kinds are reports by mail servers
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                carried.unreadable.append((own or "A file without a name", _DAMAGED))
            elif _is_shown(part, html) and len(content) < _LARGEST_LOGO:
                carried.pictures.append(own or "A picture without a name")
            else:
                _add(own or f"attachment{guess_extension(kind) or ''}", content, carried, depth)


def _read_inner(part: EmailMessage, name: str, carried: CarriedFiles, depth: int) -> None:
    """Add what an attached e-mail carries."""
    [inner, *_] = [*part.iter_parts(), None]
    subject = str(inner["Subject"] or "") if isinstance(inner, EmailMessage) else ""
    name = name or _file_name(subject.translate(_WITHOUT_SLASHES)) or "An attached e-mail"
    if depth >= _DEEPEST:
        carried.unreadable.append((name, _TOO_DEEP))
        return
    try:
        if isinstance(inner, EmailMessage) and inner.keys():
            _read_mime(inner, name, carried, depth + 1)
        elif isinstance(inner, EmailMessage):  # some programs encode attached e-mails, which RFC 2046 forbids
            _read(b64decode(str(inner.get_payload())), name, carried, depth + 1)
        else:
            carried.unreadable.append((name, _DAMAGED))
    except _DAMAGE:
        carried.unreadable.append((name, _DAMAGED))


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are not multipart; an attached or an encrypted e-mail is one part."""
    if message.get_content_maintype() == "multipart" and message.get_content_type() not in _LOCKED:
        if not message.is_multipart():  # nothing says where its parts begin
            raise ValueError
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _parts(part)
    else:
        yield message


def _part_name(part: EmailMessage) -> str:
    return _file_name(part.get_filename() or "")


def _is_words(part: EmailMessage) -> bool:
    """Whether a part is the e-mail's own text."""
    return (
        part.get_content_type() in {"text/plain", "text/html", "text/enriched"}
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def _text(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that does not exist
        return content.decode("utf-8", "replace")


def _is_shown(part: EmailMessage, html: list[str]) -> bool:
    """Whether the e-mail's text shows this picture."""
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    return (
        part.get_content_maintype() == "image"
        and part.get_content_disposition() != "attachment"
        and _shows(html, content_id)
    )


def _shows(html: list[str], content_id: str) -> bool:
    return bool(content_id) and any(f"cid:{content_id}".lower() in text.lower() for text in html)


# MS-OXMSG


def _read_outlook(storage: Any, header: int, name: str, carried: CarriedFiles, depth: int) -> None:  # noqa: ANN401 - oxmsg's
    """Add what an Outlook message carries."""
    from oxmsg.attachment import Attachment  # noqa: PLC0415 - loads when first needed
    from oxmsg.properties import Properties  # noqa: PLC0415 - the same

    own: Any = Properties(storage, header)
    html = [own.str_prop_value(_HTML) or "", (own.binary_prop_value(_HTML) or b"").decode("utf-8", "replace")]
    _remark_on_words(name, own.str_prop_value(_BODY) or _without_tags("\n".join(html)), carried, depth)
    for inner in storage.iter_attachment_storages():
        part: Any = Attachment(inner)
        try:
            _read_outlook_part(part, inner, html, carried, depth)
        except _DAMAGE:
            carried.unreadable.append((_outlook_name(part) or "A file without a name", _DAMAGED))


def _read_outlook_part(part: Any, storage: Any, html: list[str], carried: CarriedFiles, depth: int) -> None:  # noqa: ANN401 - oxmsg's
    """Add one attachment of an Outlook message."""
    values = part.properties
    name, kind = _outlook_name(part), (part.mime_type or "").lower()
    if values.int_prop_value(_METHOD) == _EMBEDDED_MESSAGE:
        name = name or "An attached e-mail"
        [message] = [each for each in storage.storages if each.name == "__substg1.0_3701000D"]
        if depth < _DEEPEST:
            _read_outlook(message, _INNER_HEADER, name, carried, depth + 1)
        else:
            carried.unreadable.append((name, _TOO_DEEP))
        return
    content = part.file_bytes
    if not isinstance(content, bytes):
        carried.unreadable.append((name or "A file without a name", _NOT_THERE))
    elif kind == "multipart/signed":  # Outlook keeps a signed e-mail whole, as one file
        _read(content, name, carried, depth + 1)
    elif kind in _LOCKED:
        carried.unreadable.append((name or "An encrypted e-mail", _ENCRYPTED))
    elif _is_winmail(kind, name):
        carried.unreadable.append((name or "winmail.dat", _WINMAIL))
    elif _is_signature(kind, name):
        return
    else:
        is_shown = (
            values.int_prop_value(_HIDDEN)
            or (values.int_prop_value(_FLAGS) or 0) & _SHOWN_IN_BODY
            or _shows(html, values.str_prop_value(_CONTENT_ID) or "")
        )
        if kind.startswith("image/") and is_shown and len(content) < _LARGEST_LOGO:
            carried.pictures.append(name or "A picture without a name")
        else:
            _add(name or f"attachment{guess_extension(kind) or ''}", content, carried, depth)


def _outlook_name(part: Any) -> str:  # noqa: ANN401 - oxmsg's
    try:
        values = part.properties
        numbers = (_SHORT_NAME, _DISPLAY_NAME)
        return _file_name(part.file_name or next(filter(None, map(values.str_prop_value, numbers)), ""))
    except _DAMAGE:
        return ""


# Names and remarks


def _remark_on_words(name: str, words: str, carried: CarriedFiles, depth: int) -> None:
    """Note a remark that an e-mail's own text is not among its files."""
    words = " ".join(words.split())
    if not words:
        return
    quoted = words if len(words) <= _QUOTED else f"{words[:_QUOTED].rsplit(' ', 1)[0]} …"
    advice = (
        "They can be filed as a paper of their own." if not depth else "To file them too, save that e-mail and file it."
    )
    carried.remarks.append(f"The e-mail’s own words are not in it ({name}: “{quoted}”). {advice}")


def _without_tags(html: str) -> str:
    html = re.sub(r"<(style|script|head)\b.*?</\1\s*>", " ", html, flags=re.IGNORECASE | re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", html))


def _file_name(name: str) -> str:
    """A file's name without folders and without characters that Windows forbids in names."""
    name = PureWindowsPath(PurePosixPath(name).name).name
    return "".join(letter for letter in name if letter.isprintable() and letter not in _FORBIDDEN).strip(" .")


def _with_unique_names(found: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The attached files, those of one name numbered."""
    taken: set[str] = set()
    for name, content in found:
        own = free_name(name, lambda candidate: candidate.lower() in taken)
        taken.add(own.lower())
        yield own, content
