"""Inspects a PDF's objects: active content, attachments, signatures, forms, fonts and decompression bombs."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from panel_desk.documents.comments import comments_on, is_popup, string_text

_MAX_STREAM = 256_000_000  # bytes, decompressed
_MAX_IMAGE = 600_000_000  # bytes, decompressed
_CHUNK = 1 << 20  # bytes
_MAX_RATIO = 1000  # the highest compression that deflate reaches (1032:1), rounded
_ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "actions that start other programs",
    "/SubmitForm": "actions that submit a form",
    "/ImportData": "actions that import data",
    "/Rendition": "video or sound",
    "/Movie": "video or sound",
    "/Sound": "video or sound",
    "/RichMediaExecute": "video or sound",
}
_ANNOTATIONS = {
    "/RichMedia": "video or sound",
    "/Movie": "video or sound",
    "/Sound": "video or sound",
    "/Screen": "video or sound",
    "/3D": "3D models",
    "/FileAttachment": "attached files",
}
_STANDARD_FONTS = frozenset(
    ("Courier", "Helvetica", "Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic", "Symbol", "ZapfDingbats")
)
_MAX_DEPTH = 60  # hostile files nest objects until Python's stack runs out


class TooLargeError(Exception):
    """A stream or an image in the file decompresses to more than any paper needs."""


@dataclass(slots=True)
class PdfContents:
    """The parts of a PDF that matter before it is filed.

    Args:
        active: active content, which never goes into a pack, in words; a dict keeps the order of finding.
        is_signed: it bears a digital signature.
        has_xfa: it has a form in Adobe's XML format (XFA).
        is_dynamic: it shows nothing but the XFA form.
        is_portfolio: it is a PDF portfolio: a cover page with files attached.
        missing_fonts: names of fonts that are not embedded.
        commenters: for each reviewer's comment, who wrote it; empty where that is not known.
        lost: numbers, from 1, of pages that lost content because the file was damaged.
    """

    active: dict[str, None] = field(default_factory=dict)
    is_signed: bool = False
    has_xfa: bool = False
    is_dynamic: bool = False
    is_portfolio: bool = False
    missing_fonts: dict[str, None] = field(default_factory=dict)
    commenters: list[str] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def inspect_contents(pdf: pikepdf.Pdf) -> PdfContents:
    """Inspect every object of a PDF.

    Raises:
        TooLargeError: a stream or an image decompresses to more than its limit.
    """
    contents = PdfContents()
    root: Any = pdf.Root
    contents.is_portfolio = "/Collection" in root
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        contents.has_xfa = True
        contents.is_dynamic = bool(root.get("/NeedsRendering", False)) or not list(form.get("/Fields", []))
        contents.active["an XFA form"] = None
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key, label in (("/JavaScript", "scripts"), ("/EmbeddedFiles", "attached files")):
            if key in names:
                contents.active[label] = None
    for page in pdf.pages:
        contents.commenters += [string_text(each.get("/T")) for each in comments_on(page.obj) if not is_popup(each)]
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Stream):
            _check_size(obj)
        for dictionary in _dictionaries(obj):
            _inspect_dictionary(dictionary, contents)
    return contents


def _dictionaries(obj: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401 - any PDF object
    """An object's dictionaries, itself included; indirect ones are left out, as `pdf.objects` lists them anyway."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(obj, pikepdf.Stream):
        yield from _dictionaries(obj.stream_dict, depth)
    elif isinstance(obj, pikepdf.Dictionary):
        yield obj
        for value in obj.as_dict().values():
            if _is_nested(value):
                yield from _dictionaries(value, depth + 1)
    elif isinstance(obj, pikepdf.Array):
        for value in obj.as_list():
            if _is_nested(value):
                yield from _dictionaries(value, depth + 1)


def _is_nested(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _inspect_dictionary(dictionary: Any, contents: PdfContents) -> None:  # noqa: ANN401 - the same
    """Note the active content, the signature or the font that one dictionary describes."""
    action = _name(dictionary.get("/S"))
    if action in _ACTIONS and ("/Type" not in dictionary or _name(dictionary.get("/Type")) == "/Action"):
        contents.active[_ACTIONS[action]] = None
    elif "/JS" in dictionary:
        contents.active["scripts"] = None
    subtype = _name(dictionary.get("/Subtype"))
    if subtype in _ANNOTATIONS and "/Rect" in dictionary:
        contents.active[_ANNOTATIONS[subtype]] = None
    if "/EF" in dictionary and isinstance(dictionary.get("/EF"), pikepdf.Dictionary):
        contents.active["attached files"] = None
    kind = _name(dictionary.get("/Type"))
    if (
        "/ByteRange" in dictionary
        and "/Contents" in dictionary
        and (kind in {"/Sig", "/DocTimeStamp"} or "/Filter" in dictionary)
        and not _grants_usage_rights(dictionary)
    ):
        contents.is_signed = True
    if kind == "/Font" and subtype in {"/TrueType", "/Type1", "/MMType1"}:
        _inspect_font(dictionary, contents)


def _grants_usage_rights(signature: Any) -> bool:  # noqa: ANN401 - the same
    """Whether a signature is nobody's and only lets Adobe Reader fill in and save the form (ISO 32000-1, 12.8.2.3)."""
    references = signature.get("/Reference")
    return isinstance(references, pikepdf.Array) and any(
        isinstance(reference, pikepdf.Dictionary) and _name(reference.get("/TransformMethod")) in {"/UR", "/UR3"}
        for reference in references.as_list()
    )


def _inspect_font(font: Any, contents: PdfContents) -> None:  # noqa: ANN401 - the same
    """Note a font that is not embedded."""
    name = (_name(font.get("/BaseFont")) or "").lstrip("/")
    descriptor = font.get("/FontDescriptor")
    is_embedded = isinstance(descriptor, pikepdf.Dictionary) and any(
        f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")
    )
    if (
        name
        and not is_embedded
        and not any(name.startswith(standard.partition("-")[0]) for standard in _STANDARD_FONTS)
    ):
        contents.missing_fonts[name.partition("+")[2] or name] = None


def _name(value: Any) -> str | None:  # noqa: ANN401 - the same
    return str(value) if isinstance(value, pikepdf.Name) else None


def _check_size(stream: Any) -> None:  # noqa: ANN401 - the same
    """Refuse a stream or an image that decompresses to more than its limit."""
    if _name(stream.get("/Subtype")) == "/Image":
        pixels = _int_of(stream.get("/Width")) * _int_of(stream.get("/Height"))
        one_bit = bool(stream.get("/ImageMask", False)) or _int_of(stream.get("/BitsPerComponent")) == 1
        if pixels * (1 if one_bit else 24) // 8 > _MAX_IMAGE:
            raise TooLargeError
        return
    filters = stream.get("/Filter")
    names = [_name(filters)] if isinstance(filters, pikepdf.Name) else [_name(name) for name in filters or ()]
    compressed_size = stream.get("/Length", 0)
    if "/FlateDecode" not in names or (len(names) == 1 and _int_of(compressed_size) * _MAX_RATIO < _MAX_STREAM):
        return
    if names[0] == "/FlateDecode" and _is_bomb(stream.read_raw_bytes(), names.count("/FlateDecode")):
        raise TooLargeError


def _is_bomb(data: bytes, times: int) -> bool:
    """Whether deflated data, perhaps deflated several times over, decompresses to more than the limit."""
    for layer in range(times):
        decompressor = zlib.decompressobj()
        parts: list[bytes] = []
        size, remaining = 0, data
        while remaining and not decompressor.eof:
            try:
                part = decompressor.decompress(remaining, _CHUNK)
            except zlib.error:
                break
            size += len(part)
            if size > _MAX_STREAM:
                return True
            if layer + 1 < times:
                parts.append(part)
            remaining = decompressor.unconsumed_tail
        data = b"".join(parts)
    return False


def _int_of(value: Any) -> int:  # noqa: ANN401 - the same
    return max(0, int(value)) if isinstance(value, int | float) or hasattr(value, "__int__") else 0
