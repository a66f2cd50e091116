"""Redacts what a PDF contains apart from page content: metadata, outlines, annotations, form fields, attachments."""

import warnings
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pikepdf

from panel_desk.documents.redaction.phrase_search import Haystack, comparable, contains_phrase
from panel_desk.documents.redaction.unreadable import SHOW_TEXT

_REDACTED = "[redacted]"
_REMOVED_FROM_CATALOGUE = (
    "/Metadata",
    "/PieceInfo",
    "/StructTreeRoot",
    "/MarkInfo",
    "/AF",
    "/OpenAction",
    "/AA",
    "/Threads",
    "/SpiderInfo",
)
_REMOVED_NAME_TREES = (
    "/JavaScript",
    "/EmbeddedFiles",
    "/AlternatePresentations",
    "/Renditions",
    "/IDS",
    "/URLS",
    "/XFAImages",
)
_REMOVED_ANYWHERE = ("/Metadata", "/PieceInfo", "/ActualText", "/Alt", "/E")
_REMOVED_FROM_PAGES = ("/Metadata", "/PieceInfo", "/StructParents", "/AA", "/AF", "/Thumb", "/B")
_MIN_BYTES = 6
"""Length from which a phrase is also searched in compressed data, such as images: shorter ones occur by chance."""

_FILE_STRUCTURE = ("/ObjStm", "/XRef")  # their contents are checked object by object
_MAX_DEPTH = 60  # objects within objects: hostile files nest them until Python's stack runs out
_MAX_NESTED_FORMS = 6  # form XObjects within form XObjects
_HIDDEN = 1 | 2 | 32
"""Annotation flags Invisible, Hidden and NoView (ISO 32000-1, table 165): nobody who looks at the page sees it."""


def redact_objects(pdf: pikepdf.Pdf, phrases: Sequence[str]) -> None:
    """Redact the phrases everywhere but in page content; active content and attachments are removed altogether."""
    root: Any = pdf.Root
    _remove(root, _REMOVED_FROM_CATALOGUE)
    _remove(root.get("/Names"), _REMOVED_NAME_TREES)
    for page in pdf.pages:
        _remove(page.obj, _REMOVED_FROM_PAGES)
        _clean_annotations(page.obj, phrases)
    shown = frozenset(annotation.objgen for page in pdf.pages for annotation in _annotations(page.obj))
    _clean_form(root, shown, phrases)
    _clean_destination_names(root, phrases)
    for obj in pdf.objects:
        _remove(obj.stream_dict if isinstance(obj, pikepdf.Stream) else obj, _REMOVED_ANYWHERE)
        for text, holder, key in strings_of(obj):
            if string_holds(text, phrases):
                holder[key] = pikepdf.String(_REDACTED)


def string_holds(text: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - a PDF string
    """Whether a string contains one of the phrases, in any of the encodings that PDF strings have in practice."""
    return any(contains_phrase(decoded, phrases) for decoded in _decodings(bytes(text)))


def _decodings(data: bytes) -> Iterator[str]:
    """The texts for which the bytes of a PDF string may stand."""
    yield data.decode("latin-1")
    if len(data) > 1:
        for encoding in ("utf-16-be", "utf-16-le", "utf-8"):
            decoded = data.decode(encoding, "ignore")
            if decoded:
                yield decoded
    yield str(pikepdf.String(data))


def strings_of(obj: Any, depth: int = 0) -> Iterator[tuple[Any, Any, Any]]:  # noqa: ANN401 - any PDF object
    """The strings in an object: each with its container and its key there; indirect objects are left out."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(obj, pikepdf.Stream):
        yield from strings_of(obj.stream_dict, depth)
        return
    if isinstance(obj, pikepdf.Dictionary):
        pairs: list[tuple[Any, Any]] = list(obj.as_dict().items())
    elif isinstance(obj, pikepdf.Array):
        pairs = list(enumerate(obj.as_list()))
    else:
        return
    for key, value in pairs:
        if isinstance(value, pikepdf.String):
            yield value, obj, key
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from strings_of(value, depth + 1)


def _remove(obj: Any, keys: Sequence[str]) -> None:  # noqa: ANN401 - the same
    if isinstance(obj, pikepdf.Dictionary):
        for key in keys:
            if key in obj:
                del obj[key]


def _clean_annotations(page: Any, phrases: Sequence[str]) -> None:  # noqa: ANN401 - a PDF dictionary
    """Remove annotations, and their pop-ups, that contain one of the phrases or a file, or that are hidden."""
    kept = [annotation for annotation in _annotations(page) if not _is_removed(annotation, phrases)]
    if kept:
        page.Annots = pikepdf.Array(kept)
    elif "/Annots" in page:
        del page["/Annots"]


def _annotations(page: Any) -> list[Any]:  # noqa: ANN401 - the same
    """A page's annotations: comments, links and form fields."""
    array = page.get("/Annots")
    annotations: list[Any] = list(array.as_list()) if isinstance(array, pikepdf.Array) else []
    return [annotation for annotation in annotations if isinstance(annotation, pikepdf.Dictionary)]


def _is_removed(annotation: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - the same
    """Whether an annotation contains one of the phrases or an attached file, or is hidden from whoever looks."""
    if annotation.get("/Subtype") == "/FileAttachment" or int(annotation.get("/F", 0)) & _HIDDEN:
        return True
    if any(_in_shown_text(drawn, phrases) for drawn in _appearances(annotation.get("/AP"))):
        return True
    parts = [annotation]
    for _ in range(_MAX_DEPTH):
        parent = parts[-1].get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary) or annotation.get("/Subtype") not in ("/Widget", "/Popup"):
            break
        parts.append(parent)
    action = annotation.get("/A")
    if isinstance(action, pikepdf.Dictionary):
        parts.append(action)
    return any(string_holds(text, phrases) for part in parts for text, _, key in strings_of(part) if key != "/DA")


def _appearances(appearance: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401 - the same
    """All appearances of an annotation, also those that are shown when it is clicked or ticked, and their forms."""
    if isinstance(appearance, pikepdf.Stream):
        yield appearance
        resources = appearance.get("/Resources")
        appearance = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(appearance, pikepdf.Dictionary) and depth < _MAX_NESTED_FORMS:
        for part in appearance.as_dict().values():
            yield from _appearances(part, depth + 1)


def _clean_form(root: Any, shown: Collection[tuple[int, int]], phrases: Sequence[str]) -> None:  # noqa: ANN401 - the same
    """Remove form fields that no page shows any more, and signatures, which redaction makes invalid."""
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    _remove(form, ("/XFA", "/SigFlags", "/CO"))
    _remove(root, ("/Perms",))
    fields = form.get("/Fields")
    if isinstance(fields, pikepdf.Array):
        form.Fields = pikepdf.Array([field for field in fields.as_list() if _is_kept(field, shown, phrases)])


def _is_kept(field: Any, shown: Collection[tuple[int, int]], phrases: Sequence[str], depth: int = 0) -> bool:  # noqa: ANN401 - the same
    """Whether a form field is shown on a page and contains no phrase; removes the children that are not."""
    if not isinstance(field, pikepdf.Dictionary) or depth > _MAX_DEPTH:
        return False
    if field.get("/FT") == "/Sig" and "/V" in field:
        del field["/V"]
    kids = field.get("/Kids")
    if isinstance(kids, pikepdf.Array):
        kept = [kid for kid in kids.as_list() if _is_kept(kid, shown, phrases, depth + 1)]
        field.Kids = pikepdf.Array(kept)
        if not kept:
            return False
    elif field.objgen not in shown:
        return False
    own = [text for text, _, key in strings_of(field) if key != "/DA"]
    return not any(string_holds(text, phrases) for text in own)


def _clean_destination_names(root: Any, phrases: Sequence[str]) -> None:  # noqa: ANN401 - the same
    """Remove named destinations whose name contains a phrase."""
    destinations = root.get("/Dests")
    if isinstance(destinations, pikepdf.Dictionary):
        for key in list(destinations.keys()):
            if contains_phrase(key.lstrip("/"), phrases):
                del destinations[key]


def holds_phrases(pdf: pikepdf.Pdf, phrases: Sequence[str]) -> bool:
    """Whether a phrase occurs in any string or stream of a PDF."""
    longer = [phrase for phrase in phrases if len(comparable(phrase)) >= _MIN_BYTES]
    for page in pdf.pages:
        if _in_shown_text(page, phrases):
            return True
    for obj in pdf.objects:
        if any(string_holds(text, phrases) for text, _, _ in strings_of(obj)):
            return True
        if isinstance(obj, pikepdf.Stream) and obj.get("/Type") not in _FILE_STRUCTURE:
            if _in_bytes(obj.read_raw_bytes(), longer) or _in_bytes(_decompressed(obj), longer):
                return True
            if (obj.get("/Subtype") == "/Form" or "/PatternType" in obj) and _in_shown_text(obj, phrases):
                return True
    return False


def _decompressed(stream: Any) -> bytes:  # noqa: ANN401 - the same
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""


def _in_bytes(data: bytes, phrases: Sequence[str]) -> bool:
    """Whether a phrase occurs literally in bytes, in any of the usual encodings."""
    encodings = ("latin-1", "utf-8", "utf-16-be", "utf-16-le")
    return any(
        encoded in data
        for phrase in phrases
        for encoded in {phrase.encode(encoding, "ignore") for encoding in encodings}
        if len(encoded) >= _MIN_BYTES
    )


def _in_shown_text(drawn: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - a page or a form XObject
    """Whether the strings drawn by a page or a form contain a phrase when they are joined."""
    shown: list[str] = []
    for operands, operator in instructions_of(drawn):
        for operand in operands:
            for part in operand.as_list() if isinstance(operand, pikepdf.Array) else [operand]:
                if isinstance(part, pikepdf.String):
                    shown.append(bytes(part).decode("latin-1"))
                elif any(string_holds(text, phrases) for text, _, _ in strings_of(part)):
                    return True
        shown.append(" " if operator in SHOW_TEXT else "")
    haystack = Haystack([(0, "".join(shown))])
    return any(True for phrase in phrases for _ in haystack.find(phrase, strictly=True))


def instructions_of(drawn: Any) -> Iterator[tuple[Sequence[Any], str]]:  # noqa: ANN401 - the same
    """The instructions of a content stream, as operands and operator; none where it is damaged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a stream that ends early
        try:
            instructions = pikepdf.parse_content_stream(drawn)
        except (pikepdf.PdfError, ValueError, TypeError):
            return
    for instruction in instructions:  # inline images have neither operands nor operator
        yield getattr(instruction, "operands", ()), str(getattr(instruction, "operator", ""))
