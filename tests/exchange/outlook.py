"""Writes a small Outlook message (.msg, by MS-CFB and MS-OXMSG) for tests."""

import struct
from dataclasses import dataclass, field

# In place of a sector's number: the end of a chain of sectors, and a sector of the table that holds these chains.
_END, _FAT = 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF  # in place of an entry's number: no entry
_SECTOR, _SMALL = 512, 64  # bytes: a sector, and a sector of the stream that holds short streams
_TEXT, _BINARY, _NUMBER = 0x001F, 0x0102, 0x0003  # types of properties


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a storage (which holds entries), 2 a stream (which holds bytes), 5 the root storage
    data: bytes = b""
    children: list["_Entry"] = field(default_factory=list)
    start: int = 0  # the number of its first sector


@dataclass(frozen=True)
class Attached:
    """A file that is attached to a message.

    Args:
        name: its name.
        media_type: its media type.
        data: its bytes; a `Message` where an e-mail is attached; None for a link to a file.
        content_id: the name by which the text could refer to it.
        is_in_text: Outlook marked it as shown within the text.
    """

    name: str
    media_type: str = "application/pdf"
    data: "bytes | Message | None" = b"%PDF-1"
    content_id: str = ""
    is_in_text: bool = False


@dataclass(frozen=True)
class Message:
    """A message.

    Args:
        subject: its subject.
        attached: the files that are attached to it.
        words: its text.
    """

    subject: str
    attached: tuple[Attached, ...] = ()
    words: str = ""


def outlook_message(message: Message) -> bytes:
    """The bytes of a message's file."""
    return _file(_Entry("Root Entry", 5, children=_message(message, header=32)))


def _message(message: Message, header: int) -> list[_Entry]:
    # Properties (MS-OXPROPS): 0037 subject, 001A message class, 1000 text; of an attachment 3707 file name, 370E media
    # type, 3705 method (1 bytes, 5 message), 3701 bytes, 3712 content ID, 3714 flags.
    values: list[tuple[int, str | bytes | int]] = [(0x0037, message.subject), (0x001A, "IPM.Note")]
    values += [(0x1000, message.words)] if message.words else []
    children = _properties(values, header)
    for number, each in enumerate(message.attached):
        values = [(0x3707, each.name)] if each.name else []
        values += [(0x370E, each.media_type), (0x3705, 5 if isinstance(each.data, Message) else 1)]
        values += [(0x3701, each.data)] if isinstance(each.data, bytes) else []
        values += [(0x3712, each.content_id)] if each.content_id else []
        values += [(0x3714, 4)] if each.is_in_text else []
        parts = _properties(values, header=8)
        if isinstance(each.data, Message):
            parts.append(_Entry("__substg1.0_3701000D", 1, children=_message(each.data, header=24)))
        children.append(_Entry(f"__attach_version1.0_#{number:08X}", 1, children=parts))
    return children


def _properties(values: list[tuple[int, str | bytes | int]], header: int) -> list[_Entry]:
    """The entries of some properties; `header` is how many zero bytes precede their table."""
    table, entries = bytearray(header), []
    for number, value in values:
        if isinstance(value, int):
            table += struct.pack("<HHIii", _NUMBER, number, 6, value, 0)
            continue
        kind = _TEXT if isinstance(value, str) else _BINARY
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        table += struct.pack("<HHIii", kind, number, 6, len(data) + 2 * (kind == _TEXT), 0)
        entries.append(_Entry(f"__substg1.0_{number:04X}{kind:04X}", 2, data))
    return [_Entry("__properties_version1.0", 2, bytes(table)), *entries]


def _file(root: _Entry) -> bytes:
    entries: list[_Entry] = []
    links: list[tuple[int, int]] = []  # (sibling, first child) of each entry
    _number(root, entries, links)
    small, small_table = bytearray(), list[int]()
    for entry in (each for each in entries if each.kind == 2):
        entry.start = len(small_table)
        sectors_needed = max(1, -(-len(entry.data) // _SMALL))
        small_table += [*range(entry.start + 1, entry.start + sectors_needed), _END]
        small += entry.data.ljust(sectors_needed * _SMALL, b"\0")
    root.data = bytes(small)
    directory = b"".join(_directory_entry(entry, *link) for entry, link in zip(entries, links, strict=True))
    table = struct.pack(f"<{len(small_table)}I", *small_table)
    parts = [_padded(directory, b"\0"), _padded(table, b"\xff"), _padded(bytes(small), b"\0")]
    sectors = [len(part) // _SECTOR for part in parts]
    starts = [1, 1 + sectors[0], 1 + sectors[0] + sectors[1]]
    fat = [_FAT]
    for start, sectors_needed in zip(starts, sectors, strict=True):
        fat += [*range(start + 1, start + sectors_needed), _END]
    root.start = starts[2]
    parts[0] = _padded(b"".join(_directory_entry(e, *link) for e, link in zip(entries, links, strict=True)), b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, starts[0], 0, 4096, starts[1], sectors[1], _END, 0)
    head += struct.pack("<I", 0) + b"\xff" * 4 * 108
    return head + _padded(struct.pack(f"<{len(fat)}I", *fat), b"\xff") + b"".join(parts)


def _number(entry: _Entry, entries: list[_Entry], links: list[tuple[int, int]]) -> int:
    """Number an entry and its children; each child links to the next, which is a valid tree of one branch."""
    number = len(entries)
    entries.append(entry)
    links.append((_NONE, _NONE))
    before = None
    for child in sorted(entry.children, key=lambda each: (len(each.name), each.name.upper())):
        child_number = _number(child, entries, links)
        if before is None:
            links[number] = (links[number][0], child_number)
        else:
            links[before] = (child_number, links[before][1])
        before = child_number
    return number


def _directory_entry(entry: _Entry, following: int, first_child: int) -> bytes:
    """A directory entry of 128 bytes, with the numbers of its next sibling and its first child."""
    name = entry.name.encode("utf-16-le") + b"\0\0"
    out = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry.kind, 1)
    out += struct.pack("<III", _NONE, following, first_child) + bytes(36)
    return out + struct.pack("<IQ", entry.start if entry.kind != 1 else 0, len(entry.data))


def _padded(data: bytes, filling: bytes) -> bytes:
    return data + filling * (-len(data) % _SECTOR)
