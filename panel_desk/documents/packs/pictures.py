"""Takes metadata, such as the place where they were taken, out of the pictures of a PDF, inline ones included."""

import re
from base64 import a85decode, a85encode
from binascii import hexlify, unhexlify
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from panel_desk.documents.picture_metadata import (
    has_exif_or_xmp,
    jpeg2000_without_metadata,
    jpeg_with_blank_metadata,
    jpeg_without_metadata,
)

_INLINE = re.compile(rb"(?<!\S)BI\s(.{0,2000}?)\sID[ \t\r\n]", re.DOTALL)
_INLINE_FILTERS = re.compile(rb"/F(?:ilter)?\s*(\[[^\]]*\]|/\w+)")
_NO_OPERATORS = ("/Length1", "/N", "/CMapName", "/FunctionType")
"""Entries of streams that hold no drawing operators: fonts, colour profiles, character maps and functions."""
_JPEG_INLINE = {b"DCT", b"DCTDecode"}  # the names of the JPEG filter in an inline picture
_PICTURE_FILTERS: dict[str, Callable[[bytes], bytes]] = {
    "/DCTDecode": jpeg_without_metadata,
    "/JPXDecode": jpeg2000_without_metadata,
}


def clean_pictures(stream: Any) -> None:  # noqa: ANN401 - a PDF stream
    """Take the metadata out of a picture, or out of the pictures within a content stream."""
    if (kind := _picture_filter(stream)) is not None:
        data = _encoded_picture(stream)
        if data is not None and (cleaned := _PICTURE_FILTERS[kind](data)) != data:
            stream.write(cleaned, filter=Name(kind), decode_parms=_last_parameters(stream))
    elif (content := _content(stream)) is not None and (cleaned := _without_inline_metadata(content)) != content:
        stream.write(cleaned)


def has_pictures_with_exif_or_xmp(document: pikepdf.Pdf) -> bool:
    """Whether a picture of a document holds EXIF or XMP data, which say when and often where it was taken."""
    for stream in document.objects:
        if not isinstance(stream, Stream):
            continue
        if (kind := _picture_filter(stream)) is not None:
            data = _encoded_picture(stream)
            if data is not None and has_exif_or_xmp(data, _PICTURE_FILTERS[kind](data)):
                return True
        elif (content := _content(stream)) is not None and content != _without_inline_metadata(content):
            return True
    return False


def _filters(stream: Any) -> list[str]:  # noqa: ANN401 - the same
    filters = stream.get(Name.Filter)
    names = filters.as_list() if isinstance(filters, Array) else [filters]
    return [str(name) for name in names if isinstance(name, Name)]


def _picture_filter(stream: Any) -> str | None:  # noqa: ANN401 - the same
    """The filter of a picture whose data has a format of its own; None for any other stream."""
    names = _filters(stream)
    return names[-1] if names and names[-1] in _PICTURE_FILTERS else None


def _encoded_picture(stream: Any) -> bytes | None:  # noqa: ANN401 - the same
    """A picture's data in its own format; None where it is damaged, which saving the pack finds too."""
    names = _filters(stream)
    try:
        data = bytes(stream.read_raw_bytes())
        if len(names) == 1:
            return data
        holder = pikepdf.new()  # a stream cannot be read once its document is gone
        outer = pikepdf.Stream(holder, data)
        outer.Filter = Array([Name(name) for name in names[:-1]])
        return bytes(outer.read_bytes())
    except pikepdf.PdfError:
        return None


def _last_parameters(stream: Any) -> Any:  # noqa: ANN401 - the same
    """The decoding parameters of a stream's last filter; None where it has none."""
    parameters = stream.get(Name.DecodeParms)
    if isinstance(parameters, Array):
        parameters = parameters[-1] if len(parameters) == len(_filters(stream)) else None
    return parameters if isinstance(parameters, Dictionary) else None


def _content(stream: Any) -> bytes | None:  # noqa: ANN401 - the same
    """The operators of a page, a form, a pattern or a glyph with an inline JPEG; None for any other stream."""
    subtype = stream.get(Name.Subtype)
    if subtype not in (None, Name.Form) or any(key in stream for key in _NO_OPERATORS):
        return None
    try:
        content = bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return None
    return content if b"DCT" in content else None


def _without_inline_metadata(content: bytes) -> bytes:
    """A content stream whose inline JPEGs hold no metadata; as long as before, as an image may state its length."""
    cleaned = bytearray(content)
    for image in _INLINE.finditer(content):
        filters = _INLINE_FILTERS.search(image[1])
        names = re.findall(rb"/(\w+)", filters[1]) if filters else []
        if not names or names[-1] not in _JPEG_INLINE:
            continue
        start = image.end()
        if len(names) == 1:
            blank = jpeg_with_blank_metadata(content[start:])
        elif len(names) == 2 and names[0] in _TEXT_FILTERS:  # noqa: PLR2004 - one that writes bytes as text, and JPEG's
            blank = _TEXT_FILTERS[names[0]](content[start:])
        else:
            continue
        cleaned[start : start + len(blank)] = blank
    return bytes(cleaned)


def _blank_in_base_85(content: bytes) -> bytes:
    """A JPEG at the start of `content`, in base 85, with blank metadata; empty where it stays as it is."""
    text, end, _ = content.partition(b"~>")
    return _blank_in_text(text, a85decode, a85encode) if end else b""


def _blank_in_hexadecimal(content: bytes) -> bytes:
    """A JPEG at the start of `content`, in hexadecimal, with blank metadata; empty where it stays as it is."""
    text, end, _ = content.partition(b">")
    return _blank_in_text(text, _from_hexadecimal, hexlify) if end else b""


def _from_hexadecimal(text: bytes) -> bytes:
    return unhexlify(text.translate(None, b" \t\r\n\f\0"))


def _blank_in_text(text: bytes, decode: Callable[[bytes], bytes], encode: Callable[[bytes], bytes]) -> bytes:
    """A JPEG written as text, with blank metadata, and with spaces up to the length that it had.

    Empty where the text cannot be decoded, or holds no metadata.
    """
    try:
        data = decode(text)
    except ValueError:
        return b""
    blank = jpeg_with_blank_metadata(data)
    return encode(blank).ljust(len(text)) if blank != data else b""


# By the name of a filter that writes bytes as text: what blanks the metadata of a JPEG in that text.
_TEXT_FILTERS: dict[bytes, Callable[[bytes], bytes]] = {
    **dict.fromkeys((b"A85", b"ASCII85Decode"), _blank_in_base_85),
    **dict.fromkeys((b"AHx", b"ASCIIHexDecode"), _blank_in_hexadecimal),
}
