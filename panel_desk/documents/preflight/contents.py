"""What a PDF holds beside its pages: scripts and attached files, seals, forms, and streams that unpack without end."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_LARGEST_STREAM = 256_000_000  # bytes, unpacked
_LARGEST_PICTURE = 600_000_000
_CHUNK = 1 << 20
_RATIO = 1000  # the most that deflating saves
_ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "actions that start other programs",
    "/SubmitForm": "actions that send a form away",
    "/ImportData": "actions that bring data in",
    "/Rendition": "films or sounds",
    "/Movie": "films or sounds",
    "/Sound": "films or sounds",
    "/RichMediaExecute": "films or sounds",
}
_NOTES = {
    "/RichMedia": "films or sounds",
    "/Movie": "films or sounds",
    "/Sound": "films or sounds",
    "/Screen": "films or sounds",
    "/3D": "models in three dimensions",
    "/FileAttachment": "attached files",
}
_STANDARD = frozenset(
    ("Courier", "Helvetica", "Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic", "Symbol", "ZapfDingbats")
)
_DEEPEST = 60


class TooLargeError(Exception):
    """A stream or a picture in the file unpacks to more than any paper needs."""


@dataclass(slots=True)
class PdfContents:
    """What was found.

    Args:
        active: what never goes into a pack, in words.
        is_signed: it bears a digital signature.
        has_xfa: it has a form in Adobe's own language (XFA).
        is_dynamic: it shows nothing but that form.
        is_portfolio: it is a cover with files inside.
        missing_fonts: fonts that it does not carry.
        lost: the pages, from 1, of which something was lost where the file was damaged.
    """

    active: dict[str, None] = field(default_factory=dict)
    is_signed: bool = False
    has_xfa: bool = False
    is_dynamic: bool = False
    is_portfolio: bool = False
    missing_fonts: dict[str, None] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)


def inspect_contents(pdf: pikepdf.Pdf) -> PdfContents:
    """Look at everything that a PDF holds.

    Raises:
        TooLargeError: something in it unpacks without end.
    """
    found = PdfContents()
    root: Any = pdf.Root
    found.is_portfolio = "/Collection" in root
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        found.has_xfa = True
        found.is_dynamic = bool(root.get("/NeedsRendering", False)) or not list(form.get("/Fields", []))
        found.active["a form's own program (XFA)"] = None
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key, words in (("/JavaScript", "scripts"), ("/EmbeddedFiles", "attached files")):
            if key in names:
                found.active[words] = None
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            _measure(each)
        for part in _dictionaries(each):
            _note(part, found)
    return found


def _dictionaries(thing: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401 - whatever stands in the file
    """The dictionaries that stand directly in an object, itself among them; the indirect ones come on their own."""
    if depth > _DEEPEST:
        return
    if isinstance(thing, pikepdf.Stream):
        yield from _dictionaries(thing.stream_dict, depth)
    elif isinstance(thing, pikepdf.Dictionary):
        yield thing
        for value in thing.as_dict().values():
            if _is_nested(value):
                yield from _dictionaries(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing.as_list():
            if _is_nested(value):
                yield from _dictionaries(value, depth + 1)


def _is_nested(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _note(part: Any, found: PdfContents) -> None:  # noqa: ANN401 - the same
    action = _name(part.get("/S"))
    if action in _ACTIONS and ("/Type" not in part or _name(part.get("/Type")) == "/Action"):
        found.active[_ACTIONS[action]] = None
    elif "/JS" in part:
        found.active["scripts"] = None
    subtype = _name(part.get("/Subtype"))
    if subtype in _NOTES and "/Rect" in part:
        found.active[_NOTES[subtype]] = None
    if "/EF" in part and isinstance(part.get("/EF"), pikepdf.Dictionary):
        found.active["attached files"] = None
    kind = _name(part.get("/Type"))
    if "/ByteRange" in part and "/Contents" in part and (kind in {"/Sig", "/DocTimeStamp"} or "/Filter" in part):
        found.is_signed = True
    if kind == "/Font" and subtype in {"/TrueType", "/Type1", "/MMType1"}:
        _note_font(part, found)


def _note_font(font: Any, found: PdfContents) -> None:  # noqa: ANN401 - the same
    name = (_name(font.get("/BaseFont")) or "").lstrip("/")
    about = font.get("/FontDescriptor")
    carries = isinstance(about, pikepdf.Dictionary) and any(f"/FontFile{kind}" in about for kind in ("", "2", "3"))
    if name and not carries and not any(name.startswith(each.partition("-")[0]) for each in _STANDARD):
        found.missing_fonts[name.partition("+")[2] or name] = None


def _name(value: Any) -> str | None:  # noqa: ANN401 - the same
    return str(value) if isinstance(value, pikepdf.Name) else None


def _measure(stream: Any) -> None:  # noqa: ANN401 - the same
    if _name(stream.get("/Subtype")) == "/Image":
        dots = _whole(stream.get("/Width")) * _whole(stream.get("/Height"))
        one_bit = bool(stream.get("/ImageMask", False)) or _whole(stream.get("/BitsPerComponent")) == 1
        if dots * (1 if one_bit else 24) // 8 > _LARGEST_PICTURE:
            raise TooLargeError
        return
    filters = stream.get("/Filter")
    names = [_name(filters)] if isinstance(filters, pikepdf.Name) else [_name(each) for each in filters or ()]
    packed = stream.get("/Length", 0)
    if "/FlateDecode" not in names or (len(names) == 1 and _whole(packed) * _RATIO < _LARGEST_STREAM):
        return
    if names[0] == "/FlateDecode" and _unpacked(stream.read_raw_bytes(), names.count("/FlateDecode")):
        raise TooLargeError


def _unpacked(data: bytes, times: int) -> bool:
    """Whether a stream that was deflated, perhaps several times over, unpacks to more than it may."""
    for last in range(times):
        engine = zlib.decompressobj()
        parts: list[bytes] = []
        size, rest = 0, data
        while rest and not engine.eof:
            try:
                part = engine.decompress(rest, _CHUNK)
            except zlib.error:
                break
            size += len(part)
            if size > _LARGEST_STREAM:
                return True
            if last + 1 < times:
                parts.append(part)
            rest = engine.unconsumed_tail
        data = b"".join(parts)
    return False


def _whole(value: Any) -> int:  # noqa: ANN401 - the same
    return max(0, int(value)) if isinstance(value, int | float) or hasattr(value, "__int__") else 0
