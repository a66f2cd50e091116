"""Takes metadata (EXIF, position, XMP, comments) out of JPEG and JPEG 2000 data; the pixels are not touched."""

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA  # markers: SOI, EOI, SOS
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length: TEM, RST0 to RST7
_KEPT_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe
_COLOUR_PROFILE = b"ICC_PROFILE"
_METADATA_BOXES = frozenset({b"xml ", b"uuid", b"uinf"})
_EXIF_AND_XMP = (b"Exif\0\0", b"http://ns.adobe.com/xap/")  # how segments with EXIF and XMP data begin
_LONG_BOX = 16  # bytes of the header of a box whose length has eight bytes


def jpeg_without_metadata(data: bytes) -> bytes:
    """A JPEG without its application and comment segments, and without what follows its end, such as a second picture.

    Args:
        data: the JPEG (ISO/IEC 10918-1); data that is none is returned as it is.
    """
    if data[:2] != b"\xff\xd8":
        return data
    out = bytearray(data[:2])
    position = 2
    while (position := _next_marker(data, position, out)) + 1 < len(data):
        marker = data[position + 1]
        if marker == _END:
            return bytes(out + data[position : position + 2])
        if marker in _ALONE:
            out += data[position : position + 2]
            position += 2
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if not _is_metadata(marker, data[position + 4 : end]):
            out += data[position:end]
        position = end
    return bytes(out)  # it breaks off before its end


def jpeg_with_blank_metadata(data: bytes) -> bytes:
    """A JPEG, or data that begins with one, with zeros in place of its metadata and so of the same length."""
    if data[:2] != b"\xff\xd8":
        return data
    out = bytearray(data)
    position = 2
    while data[position : position + 1] == b"\xff" and position + 4 <= len(data):
        marker = data[position + 1]
        if marker == _SCAN:
            break
        end = min(position + 2 + int.from_bytes(data[position + 2 : position + 4], "big"), len(data))
        if _is_metadata(marker, data[position + 4 : end]):
            out[position + 4 : end] = bytes(max(0, end - position - 4))
        position = max(end, position + 4)
    return bytes(out)


def _next_marker(data: bytes, position: int, out: bytearray) -> int:
    """The position of the next marker; the pixel data before it goes to `out`."""
    start = position
    while (position := data.find(b"\xff", position)) >= 0 and position + 1 < len(data):
        following = data[position + 1]
        if following == 0xFF:  # noqa: PLR2004 - a fill byte
            position += 1
        elif following == 0 or following in _ALONE:  # within pixel data
            position += 2
        else:
            out += data[start:position].rstrip(b"\xff") if position > start else b""
            return position
    out += data[start:]
    return len(data)


def _is_metadata(marker: int, content: bytes) -> bool:
    if marker == 0xE2:  # noqa: PLR2004 - APP2, which holds colour profiles, and a list of further pictures
        return not content.startswith(_COLOUR_PROFILE)
    is_application_or_comment = 0xE0 <= marker <= 0xEF or marker == 0xFE  # noqa: PLR2004 - APP0 to APP15, COM
    return is_application_or_comment and marker not in _KEPT_SEGMENTS


def jpeg2000_without_metadata(data: bytes) -> bytes:
    """A JPEG 2000 file without its metadata boxes.

    Args:
        data: the file (ISO/IEC 15444-1); a bare code stream, which has no boxes, is returned as it is.
    """
    if data[4:8] != b"jP  ":
        return data
    out = bytearray()
    position = 0
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        if length == 1:
            length = int.from_bytes(data[position + 8 : position + _LONG_BOX], "big")
        end = position + length if length else len(data)
        if end < position + 8:
            return data
        if data[position + 4 : position + 8] not in _METADATA_BOXES:
            out += data[position:end]
        position = end
    return bytes(out)


def has_exif_or_xmp(data: bytes, cleaned: bytes) -> bool:
    """Whether picture data has EXIF or XMP metadata.

    Args:
        data: the picture data.
        cleaned: the same data without metadata. What is in both belongs to the pixels.
    """
    return any(mark in data and mark not in cleaned for mark in _EXIF_AND_XMP)
