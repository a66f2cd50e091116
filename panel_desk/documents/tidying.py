"""Making a source fit to stand beside others in a pack: links resolved, actions taken out, fields unique."""

from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NullObject, TextStringObject

ACTIVE = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")


def settle_links(source: PdfReader) -> None:
    """Replace each named destination by the place it names: names of two papers may be the same."""
    named = source.named_destinations
    for note in _annotations(source):
        if note.get("/Subtype") != "/Link":
            continue
        action = plain(note.get("/A"))
        holder, key = (action, "/D") if isinstance(action, dict) and action.get("/S") == "/GoTo" else (note, "/Dest")
        name = plain(holder.get(key))
        if isinstance(name, str) and name in named:
            holder[NameObject(key)] = named[name].dest_array


def take_out_active_content(source: PdfReader) -> None:
    """Take out scripts, launch actions and attached files."""
    for page in source.pages:
        page.pop("/AA", None)
        notes = plain(page.get("/Annots"))
        if not notes:
            continue
        kept = ArrayObject(note for note in notes if note.get_object().get("/Subtype") != "/FileAttachment")
        page[NameObject("/Annots")] = kept
        for note in (each.get_object() for each in kept):
            note.pop("/AA", None)
            action = plain(note.get("/A"))
            if isinstance(action, dict) and action.get("/S") in ACTIVE:
                note.pop("/A")


def names_taken(writer: PdfWriter, source: PdfReader, key: str) -> None:
    """Give a form field another name where the pack has one of that name: fields of a name share one value."""
    taken = {str(field.get_object().get("/T", "")) for field in _fields(writer.root_object)}
    for field in _fields(source.trailer["/Root"].get_object()):
        name = str(field.get_object().get("/T", ""))
        if name in taken:
            field.get_object()[NameObject("/T")] = TextStringObject(f"{name} ({key})")


def _fields(root: Any) -> list[Any]:  # noqa: ANN401 - a PDF dictionary
    form = plain(root.get("/AcroForm"))
    return list(plain(form.get("/Fields")) or ()) if isinstance(form, dict) else []


def _annotations(source: PdfReader) -> list[Any]:
    return [note.get_object() for page in source.pages for note in plain(page.get("/Annots")) or ()]


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """A value itself where the file holds a reference to it; None for null."""
    value = value.get_object() if hasattr(value, "get_object") else value
    return None if isinstance(value, NullObject) else value
