"""What a PDF says beside its pages, made to say nothing that must not be shown."""

import warnings
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pikepdf

from panel_desk.documents.redaction.phrase_search import Haystack, comparable, contains_phrase

_BLOTTED = "[redacted]"
_DROPPED = (
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
_DROPPED_NAMES = (
    "/JavaScript",
    "/EmbeddedFiles",
    "/AlternatePresentations",
    "/Renditions",
    "/IDS",
    "/URLS",
    "/XFAImages",
)
_DROPPED_ANYWHERE = ("/Metadata", "/PieceInfo", "/ActualText", "/Alt", "/E")
_DROPPED_OF_PAGES = ("/Metadata", "/PieceInfo", "/StructParents", "/AA", "/AF", "/Thumb", "/B")
_LONG = 6
"""Letters from which on a phrase is also looked for in the bytes of pictures and fonts; chance makes shorter words."""

_OF_THE_FILE = ("/ObjStm", "/XRef")  # what is in them is looked at object by object
_SHOWN = frozenset(("TJ", "Tj", "'", '"'))
_DEEPEST = 60


def redact_objects(pdf: pikepdf.Pdf, phrases: Sequence[str]) -> None:
    """Take the phrases out of everything but the pages' own contents; what acts or is attached goes altogether."""
    root: Any = pdf.Root
    _drop(root, _DROPPED)
    _drop(root.get("/Names"), _DROPPED_NAMES)
    for page in pdf.pages:
        _drop(page.obj, _DROPPED_OF_PAGES)
        _clean_notes(page.obj, phrases)
    shown = frozenset(note.objgen for page in pdf.pages for note in _notes(page.obj))
    _clean_form(root, shown, phrases)
    _clean_keys(root, phrases)
    for each in pdf.objects:
        _drop(each.stream_dict if isinstance(each, pikepdf.Stream) else each, _DROPPED_ANYWHERE)
        for text, holder, key in strings_of(each):
            if string_holds(text, phrases):
                holder[key] = pikepdf.String(_BLOTTED)


def string_holds(text: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - a PDF string
    """Whether a string holds one of the phrases, whichever way it is written down."""
    return any(contains_phrase(said, phrases) for said in _readings(bytes(text)))


def _readings(data: bytes) -> Iterator[str]:
    yield data.decode("latin-1")
    if len(data) > 1:
        for encoding in ("utf-16-be", "utf-16-le", "utf-8"):
            said = data.decode(encoding, "ignore")
            if said:
                yield said
    yield str(pikepdf.String(data))


def strings_of(thing: Any, depth: int = 0) -> Iterator[tuple[Any, Any, Any]]:  # noqa: ANN401 - whatever stands in a PDF
    """The strings that stand in an object, each with what holds it and under which key; the indirect ones not."""
    if depth > _DEEPEST:
        return
    if isinstance(thing, pikepdf.Stream):
        yield from strings_of(thing.stream_dict, depth)
        return
    if isinstance(thing, pikepdf.Dictionary):
        pairs: list[tuple[Any, Any]] = list(thing.as_dict().items())
    elif isinstance(thing, pikepdf.Array):
        pairs = list(enumerate(thing.as_list()))
    else:
        return
    for key, value in pairs:
        if isinstance(value, pikepdf.String):
            yield value, thing, key
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from strings_of(value, depth + 1)


def _drop(thing: Any, keys: Sequence[str]) -> None:  # noqa: ANN401 - the same
    if isinstance(thing, pikepdf.Dictionary):
        for key in keys:
            if key in thing:
                del thing[key]


def _clean_notes(page: Any, phrases: Sequence[str]) -> None:  # noqa: ANN401 - a PDF dictionary
    """Take out comments and links that say one of the phrases, and what belongs to them."""
    kept = [note for note in _notes(page) if not _speaks(note, phrases)]
    if kept:
        page.Annots = pikepdf.Array(kept)
    elif "/Annots" in page:
        del page["/Annots"]


def _notes(page: Any) -> list[Any]:  # noqa: ANN401 - the same
    """A page's comments, links and fields."""
    notes = page.get("/Annots")
    found: list[Any] = list(notes.as_list()) if isinstance(notes, pikepdf.Array) else []
    return [note for note in found if isinstance(note, pikepdf.Dictionary)]


def _speaks(note: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - the same
    """Whether a comment, a link or a field says one of the phrases, or stands for a file."""
    if note.get("/Subtype") == "/FileAttachment":
        return True
    parts = [note]
    for _ in range(_DEEPEST):
        parent = parts[-1].get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary) or note.get("/Subtype") not in ("/Widget", "/Popup"):
            break
        parts.append(parent)
    action = note.get("/A")
    if isinstance(action, pikepdf.Dictionary):
        parts.append(action)
    return any(string_holds(text, phrases) for part in parts for text, _, key in strings_of(part) if key != "/DA")


def _clean_form(root: Any, shown: Collection[tuple[int, int]], phrases: Sequence[str]) -> None:  # noqa: ANN401 - the same
    """Take fields out of the form that no page shows any more, and seals, which no longer hold."""
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    _drop(form, ("/XFA", "/SigFlags", "/CO"))
    _drop(root, ("/Perms",))
    fields = form.get("/Fields")
    if isinstance(fields, pikepdf.Array):
        form.Fields = pikepdf.Array([field for field in fields.as_list() if _is_kept(field, shown, phrases)])


def _is_kept(field: Any, shown: Collection[tuple[int, int]], phrases: Sequence[str], depth: int = 0) -> bool:  # noqa: ANN401 - the same
    if not isinstance(field, pikepdf.Dictionary) or depth > _DEEPEST:
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


def _clean_keys(root: Any, phrases: Sequence[str]) -> None:  # noqa: ANN401 - the same
    """Take out places that are named by a phrase."""
    named = root.get("/Dests")
    if isinstance(named, pikepdf.Dictionary):
        for key in list(named.keys()):
            if contains_phrase(key.lstrip("/"), phrases):
                del named[key]


def holds_phrases(pdf: pikepdf.Pdf, phrases: Sequence[str]) -> bool:
    """Whether a phrase stands in any string or stream of a PDF, as it is written there."""
    longer = [phrase for phrase in phrases if len(comparable(phrase)) >= _LONG]
    for page in pdf.pages:
        if _in_words(page, phrases):
            return True
    for each in pdf.objects:
        if any(string_holds(text, phrases) for text, _, _ in strings_of(each)):
            return True
        if isinstance(each, pikepdf.Stream) and each.get("/Type") not in _OF_THE_FILE:
            if _in_bytes(each.read_raw_bytes(), longer) or _in_bytes(_unpacked(each), longer):
                return True
            if (each.get("/Subtype") == "/Form" or "/PatternType" in each) and _in_words(each, phrases):
                return True
    return False


def _unpacked(stream: Any) -> bytes:  # noqa: ANN401 - the same
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""


def _in_bytes(data: bytes, phrases: Sequence[str]) -> bool:
    """Whether a phrase stands in bytes as it was typed, in any of the ways in which letters are written down."""
    encodings = ("latin-1", "utf-8", "utf-16-be", "utf-16-le")
    return any(
        written in data
        for phrase in phrases
        for written in {phrase.encode(encoding, "ignore") for encoding in encodings}
        if len(written) >= _LONG
    )


def _in_words(drawn: Any, phrases: Sequence[str]) -> bool:  # noqa: ANN401 - a page or a stream
    """Whether the strings that a page or a form draws say a phrase when they are put together."""
    said: list[str] = []
    for operands, operator in instructions_of(drawn):
        for operand in operands:
            for part in operand.as_list() if isinstance(operand, pikepdf.Array) else [operand]:
                if isinstance(part, pikepdf.String):
                    said.append(bytes(part).decode("latin-1"))
                elif any(string_holds(text, phrases) for text, _, _ in strings_of(part)):
                    return True
        said.append(" " if operator in _SHOWN else "")
    haystack = Haystack([(0, "".join(said))])
    return any(True for phrase in phrases for _ in haystack.find(phrase, strictly=True))


def instructions_of(drawn: Any) -> Iterator[tuple[Sequence[Any], str]]:  # noqa: ANN401 - the same
    """What a page or a form does to be drawn: operands and operator; nothing of one that is damaged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a stream that ends early
        try:
            steps = pikepdf.parse_content_stream(drawn)
        except (pikepdf.PdfError, ValueError, TypeError):
            return
    for step in steps:
        yield getattr(step, "operands", ()), str(getattr(step, "operator", ""))
