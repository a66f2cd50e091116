"""Making a paper's pages fit to stand beside others in a pack: nothing that acts, nothing that tells of its making.

Scripts, launch actions, forms that submit themselves and attached files hide in many places. A page and its
annotations therefore keep only what is on a list of allowed entries (`sanitise_page`). What still comes along by
another way, such as a form field's parents or an unreferenced object, is found by reading every object of the finished
pack (`remove_active_content`).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from panel_desk.documents.packs.destinations import Destinations

_ACTIVE = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/ResetForm",
    "/Hide",
    "/GoToR",
    "/GoToE",
    "/GoTo3DView",
    "/Rendition",
    "/RichMediaExecute",
    "/Movie",
    "/Sound",
    "/Thread",
    "/SetOCGState",
}
_SPEAKING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}
_NOTES_LEFT_OUT = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/TrapNet", "/PrinterMark"}
_PAGE_KEEPS = {
    "/Type",
    "/Parent",
    "/Resources",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Contents",
    "/Rotate",
    "/Group",
    "/Annots",
    "/Tabs",
    "/UserUnit",
}
_ADDRESS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_SUSPECT = re.compile(
    rb"/(?:AA|AF|EF|JS|JavaScript|Launch|SubmitForm|ImportData|ResetForm|Hide|GoToR|GoToE|GoTo3DView|Rendition|"
    rb"RichMedia[A-Za-z]*|3DD|Movie|Sound|Thread|SetOCGState|EmbeddedFiles?|Metadata|PieceInfo|LastModified|"
    rb"OpenAction|Catalog|Filespec|XFA|OPI|Ref|SpiderInfo)(?![^\s()<>\[\]{}/%])"
)
_DEEPEST = 40


def sanitise_page(page: Any, places: Destinations) -> None:  # noqa: ANN401 - a PDF dictionary
    """Leave of a page what is seen, and of its links those that lead to a place in the same paper or to an address."""
    for key in set(page.keys()) - _PAGE_KEEPS:
        del page[key]
    notes = page.get(Name.Annots)
    if notes is None:
        return
    kept = [note for note in notes if _tidied(note, places)] if isinstance(notes, Array) else []
    if len(kept) == len(notes):
        return
    if kept:
        page.Annots = Array(kept)
    else:
        del page[Name.Annots]


def holds_active_content(document: pikepdf.Pdf) -> bool:
    """Whether a document holds scripts, programs to start, forms that send themselves, films or files."""
    for thing in _dictionaries(document):
        if _word(thing.get(Name.S)) in _SPEAKING or _word(thing.get(Name.Subtype)) in _NOTES_LEFT_OUT:
            return True
        if _holds_a_file(thing.get(Name.EF)) or _is_names(thing.get("/JavaScript")):
            return True
    return False


def remove_active_content(document: pikepdf.Pdf) -> Iterator[int]:
    """Empty whatever acts, wherever it stands, and take out what tells of a paper's making.

    Yields:
        how many objects have been looked at; whoever runs it may pause or stop there.
    """
    root = document.Root.objgen
    for number, thing in enumerate(document.objects):
        if isinstance(thing, (Dictionary, Stream, Array)) and _SUSPECT.search(_written(thing)) and thing.objgen != root:
            _clean(thing, 0)
        if isinstance(thing, Stream) and Name.F in thing.stream_dict:  # its bytes would be read from another file
            del thing[Name.F]
        yield number


def _tidied(note: Any, places: Destinations) -> bool:  # noqa: ANN401 - whatever stands in the file
    """Make a note safe; False where it is to go."""
    if not isinstance(note, Dictionary):
        return False
    kind = _word(note.get(Name.Subtype))
    if kind in _NOTES_LEFT_OUT:
        return False
    for key in ("/AA", "/PA", "/AF"):
        if key in note:
            del note[key]
    above = note.get(Name.Parent) if kind == "/Popup" else None
    if isinstance(above, Dictionary) and _word(above.get(Name.Subtype)) in _NOTES_LEFT_OUT:
        return False
    leads = _settled(note, Name.Dest, places)
    if Name.A in note:
        action = note.A
        leads_on = _safe(action, places)
        if leads_on is None:
            del note[Name.A]
        else:
            note.A, leads = leads_on, True
    return leads or kind != "/Link"


def _safe(action: Any, places: Destinations) -> Any:  # noqa: ANN401 - the same
    """An action that does no more than lead to the same place; None where it leads nowhere or does more."""
    if not isinstance(action, Dictionary):
        return None
    kind = _word(action.get(Name.S))
    if kind == "/GoTo":
        place = places.explicit(action.get(Name.D))
        return place and Dictionary(S=Name.GoTo, D=Array([places.page(place.page), *place.view]))
    address = address_of(action)
    if address:
        return Dictionary(S=Name.URI, URI=pikepdf.String(address))
    turn = _word(action.get(Name.N))
    return Dictionary(S=Name.Named, N=Name(turn)) if kind == "/Named" and turn in _TURNS else None


def address_of(action: Any) -> str:  # noqa: ANN401 - the same
    """The address to which an action leads; empty where it leads to none, or to a file or a script."""
    if not isinstance(action, Dictionary) or _word(action.get(Name.S)) != "/URI":
        return ""
    address = string_text(action.get(Name.URI))
    return address if _ADDRESS.match(address) else ""


def _settled(holder: Any, key: Name, places: Destinations) -> bool:  # noqa: ANN401 - the same
    """Replace a named destination by the place it names, since two papers may use one name; False where it is none."""
    if key not in holder:
        return False
    place = places.explicit(holder[key])
    if place is None:
        del holder[key]
        return False
    holder[key] = Array([places.page(place.page), *place.view])
    return True


def _clean(thing: Any, depth: int) -> None:  # noqa: ANN401 - the same
    if depth > _DEEPEST:
        return
    if isinstance(thing, Array):
        for each in thing:
            if isinstance(each, (Dictionary, Array)) and not each.is_indirect:
                _clean(each, depth + 1)
        return
    if _word(thing.get(Name.S)) in _ACTIVE or _word(thing.get(Name.Type)) in {"/Catalog", "/Filespec"}:
        for key in list(thing.keys()):
            del thing[key]
        return
    for key in list(thing.keys()):
        value = thing.get(key)
        if _is_to_go(key, value):
            del thing[key]
        elif isinstance(value, (Dictionary, Array)) and not value.is_indirect:
            _clean(value, depth + 1)


def _is_to_go(key: str, value: Any) -> bool:  # noqa: ANN401 - the same
    """Judged by the value too: a font or a picture may bear any of these names in a page's resources."""
    judge = _TO_GO.get(key)
    return judge is not None and judge(value)


def _acts(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and any(
        isinstance(each, Dictionary) and Name.S in each for _, each in value.items()
    )


def _is_script(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, (pikepdf.String, str)) or (isinstance(value, Stream) and Name.Subtype not in value)


def _is_list(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Array) or (isinstance(value, Dictionary) and not _is_drawn(value))


def _is_xml(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Stream) and _word(value.get(Name.Subtype)) == "/XML"


def _is_drawn(value: Any) -> bool:  # noqa: ANN401 - the same
    """Whether it is a font, a pattern or another thing that a page draws with."""
    return (
        _word(value.get(Name.Type)) in {"/Font", "/ExtGState", "/Pattern", "/OCG", "/OCMD"} or "/FunctionType" in value
    )


def _is_names(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and (Name.Names in value or Name.Kids in value)


def _holds_a_file(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and any(isinstance(each, Stream) for _, each in value.items())


_TO_GO: dict[str, Callable[[Any], bool]] = {
    "/AA": _acts,
    "/EF": _holds_a_file,
    "/JS": _is_script,
    "/Metadata": _is_xml,
    **dict.fromkeys(
        ("/AF", "/JavaScript", "/EmbeddedFiles", "/XFA", "/OpenAction", "/SpiderInfo", "/OPI", "/Ref"), _is_list
    ),
    **dict.fromkeys(("/PieceInfo", "/LastModified", "/RichMediaContent", "/RichMediaSettings", "/3DD"), lambda _: True),
}


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of a document that could act, those inside of others too."""
    for thing in document.objects:
        if isinstance(thing, (Dictionary, Stream, Array)) and _SUSPECT_OR_NOTE.search(_written(thing)):
            yield from _inside(thing, 0)


def _inside(thing: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - the same
    if isinstance(thing, (Dictionary, Stream)):
        yield thing
    if depth > _DEEPEST:
        return
    values = thing if isinstance(thing, Array) else [thing.get(key) for key in thing.keys()]  # noqa: SIM118 - no dict
    for value in values:
        if isinstance(value, (Dictionary, Array)) and not value.is_indirect:
            yield from _inside(value, depth + 1)


_SUSPECT_OR_NOTE = re.compile(_SUSPECT.pattern + rb"|/(?:FileAttachment|Screen|3D)(?![^\s()<>\[\]{}/%])")


def _written(thing: Any) -> bytes:  # noqa: ANN401 - the same
    written: bytes = (thing.stream_dict if isinstance(thing, Stream) else thing).unparse(resolved=True)
    return written


def string_text(value: Any) -> str:  # noqa: ANN401 - the same
    """A text that stands in a file; empty for what is none."""
    return str(value) if isinstance(value, (pikepdf.String, str)) else ""


def _word(value: Any) -> str:  # noqa: ANN401 - the same
    return str(value) if isinstance(value, Name) else ""
