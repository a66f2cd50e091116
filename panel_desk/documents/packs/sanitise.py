"""Strips active content and metadata from a PDF before it joins a pack.

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

from panel_desk.documents.comments import is_comment, string_text
from panel_desk.documents.packs.destinations import Destinations
from panel_desk.documents.packs.pictures import clean_pictures

_REMOVED_ACTIONS = {
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
_DANGEROUS_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}
_REMOVED_ANNOTATIONS = {
    "/FileAttachment",
    "/RichMedia",
    "/Screen",
    "/Movie",
    "/Sound",
    "/3D",
    "/TrapNet",
    "/PrinterMark",
}
# The entries that a page keeps.
_PAGE_ENTRIES = {
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
_ADDRESS = re.compile(
    r"(?:https?|mailto|tel):|www\d?\.|(?:[\w.+'-]+@)?[\w.-]+\."
    r"(?:com|net|org|uk|scot|wales|cymru|london|ie|eu|edu|gov|int|info|care|family|foundation|ngo)(?=[/?#:]|$)",
    re.IGNORECASE,
)
"""Addresses that a link may open; people leave out the scheme where the host's name shows that it is on the web."""
_PAGE_TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}  # named actions that a link may do
# Names of which an object with active content or metadata has at least one.
_SUSPECT = re.compile(
    rb"/(?:AA|AF|EF|JS|JavaScript|Launch|SubmitForm|ImportData|ResetForm|Hide|GoToR|GoToE|GoTo3DView|Rendition|"
    rb"RichMedia[A-Za-z]*|3DD|Movie|Sound|Thread|SetOCGState|EmbeddedFiles?|Metadata|PieceInfo|LastModified|"
    rb"OpenAction|Catalog|Filespec|XFA|OPI|Ref|SpiderInfo)(?![^\s()<>\[\]{}/%])"
)
_MAX_DEPTH = 40  # objects within objects: hostile files nest them until Python's stack runs out


def sanitise_page(page: Any, destinations: Destinations, *, keeps_comments: bool = True) -> None:  # noqa: ANN401 - a PDF dictionary
    """Reduce a page to its visible content, and its links to those within the paper or to a web or e-mail address.

    Args:
        page: the page.
        destinations: the pages and named destinations of its paper.
        keeps_comments: reviewers' comments stay on it.
    """
    for key in set(page.keys()) - _PAGE_ENTRIES:
        del page[key]
    annotations = page.get(Name.Annots)
    if annotations is None:
        return
    kept = (
        [
            annotation
            for annotation in annotations
            if _sanitised(annotation, destinations) and (keeps_comments or not is_comment(annotation))
        ]
        if isinstance(annotations, Array)
        else []
    )
    if len(kept) == len(annotations):
        return
    if kept:
        page.Annots = Array(kept)
    else:
        del page[Name.Annots]


def holds_active_content(document: pikepdf.Pdf) -> bool:
    """Whether a document contains scripts, launch or submit actions, multimedia or embedded files."""
    for entry in _dictionaries(document):
        if _name(entry.get(Name.S)) in _DANGEROUS_ACTIONS or _name(entry.get(Name.Subtype)) in _REMOVED_ANNOTATIONS:
            return True
        if _holds_a_file(entry.get(Name.EF)) or _is_name_tree(entry.get("/JavaScript")):
            return True
    return False


def remove_active_content(document: pikepdf.Pdf) -> Iterator[int]:
    """Empty active content in every object of a document, and remove metadata.

    Yields:
        the number of objects done, so that the caller can report progress or cancel.
    """
    root = document.Root.objgen
    for number, obj in enumerate(document.objects):
        # A regular expression over the serialised object is much faster than walking every dictionary.
        if isinstance(obj, (Dictionary, Stream, Array)) and _SUSPECT.search(_serialised(obj)) and obj.objgen != root:
            _clean(obj, 0)
        if isinstance(obj, Stream) and Name.F in obj.stream_dict:  # its data would be read from an external file
            del obj[Name.F]
        if isinstance(obj, Stream):
            clean_pictures(obj)
        yield number


def _sanitised(annotation: Any, destinations: Destinations) -> bool:  # noqa: ANN401 - any PDF object
    """Make an annotation safe; False where it must be removed."""
    if not isinstance(annotation, Dictionary):
        return False
    kind = _name(annotation.get(Name.Subtype))
    if kind in _REMOVED_ANNOTATIONS:
        return False
    for key in ("/AA", "/PA", "/AF"):
        if key in annotation:
            del annotation[key]
    parent = annotation.get(Name.Parent) if kind == "/Popup" else None
    if isinstance(parent, Dictionary) and _name(parent.get(Name.Subtype)) in _REMOVED_ANNOTATIONS:
        return False
    has_target = _make_explicit(annotation, Name.Dest, destinations)
    if Name.A in annotation:
        safe = _safe_action(annotation.A, destinations)
        if safe is None:
            del annotation[Name.A]
        else:
            annotation.A, has_target = safe, True
    return has_target or kind != "/Link"


def _safe_action(action: Any, destinations: Destinations) -> Any:  # noqa: ANN401 - the same
    """A new action that only opens the same page or address; None where there is no target or the action does more."""
    if not isinstance(action, Dictionary):
        return None
    kind = _name(action.get(Name.S))
    if kind == "/GoTo":
        target = destinations.resolve(action.get(Name.D))
        return target and Dictionary(S=Name.GoTo, D=Array([destinations.page(target.page), *target.view]))
    address = address_of(action)
    if address:
        return Dictionary(S=Name.URI, URI=pikepdf.String(address))
    turn = _name(action.get(Name.N))
    return Dictionary(S=Name.Named, N=Name(turn)) if kind == "/Named" and turn in _PAGE_TURNS else None


def address_of(action: Any) -> str:  # noqa: ANN401 - the same
    """The web, e-mail or telephone address that an action opens; empty for anything else, such as a file."""
    if not isinstance(action, Dictionary) or _name(action.get(Name.S)) != "/URI":
        return ""
    address = string_text(action.get(Name.URI))
    return address if _ADDRESS.match(address) else ""


def _make_explicit(holder: Any, key: Name, destinations: Destinations) -> bool:  # noqa: ANN401 - the same
    """Replace a named destination by an explicit one, as two papers may use the same name; False if there is none."""
    if key not in holder:
        return False
    target = destinations.resolve(holder[key])
    if target is None:
        del holder[key]
        return False
    holder[key] = Array([destinations.page(target.page), *target.view])
    return True


def _clean(obj: Any, depth: int) -> None:  # noqa: ANN401 - the same
    """Remove the dangerous entries of an object and of the objects within it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(obj, Array):
        for value in obj:
            if isinstance(value, (Dictionary, Array)) and not value.is_indirect:
                _clean(value, depth + 1)
        return
    if _name(obj.get(Name.S)) in _REMOVED_ACTIONS or _name(obj.get(Name.Type)) in {"/Catalog", "/Filespec"}:
        for key in list(obj.keys()):
            del obj[key]
        return
    for key in list(obj.keys()):
        value = obj.get(key)
        if _is_removed(key, value):
            del obj[key]
        elif isinstance(value, (Dictionary, Array)) and not value.is_indirect:
            _clean(value, depth + 1)


def _is_removed(key: str, value: Any) -> bool:  # noqa: ANN401 - the same
    """Whether an entry is removed; the value counts too, as a page's font or image may have any of these names."""
    is_harmful = _REMOVED_ENTRIES.get(key)
    return is_harmful is not None and is_harmful(value)


def _holds_actions(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and any(
        isinstance(entry, Dictionary) and Name.S in entry for _, entry in value.items()
    )


def _is_script(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, (pikepdf.String, str)) or (isinstance(value, Stream) and Name.Subtype not in value)


def _is_list(value: Any) -> bool:  # noqa: ANN401 - the same
    """Whether it is an array, or a dictionary that is no resource with which a page is drawn."""
    return isinstance(value, Array) or (isinstance(value, Dictionary) and not _is_resource(value))


def _is_xml(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Stream) and _name(value.get(Name.Subtype)) == "/XML"


def _is_resource(value: Any) -> bool:  # noqa: ANN401 - the same
    """Whether it is a font, a pattern or another resource with which a page is drawn."""
    return (
        _name(value.get(Name.Type)) in {"/Font", "/ExtGState", "/Pattern", "/OCG", "/OCMD"} or "/FunctionType" in value
    )


def _is_name_tree(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and (Name.Names in value or Name.Kids in value)


def _holds_a_file(value: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(value, Dictionary) and any(isinstance(entry, Stream) for _, entry in value.items())


# The entries that are removed, each with a test whether its value is really of the harmful kind.
_REMOVED_ENTRIES: dict[str, Callable[[Any], bool]] = {
    "/AA": _holds_actions,
    "/EF": _holds_a_file,
    "/JS": _is_script,
    "/Metadata": _is_xml,
    **dict.fromkeys(
        ("/AF", "/JavaScript", "/EmbeddedFiles", "/XFA", "/OpenAction", "/SpiderInfo", "/OPI", "/Ref"), _is_list
    ),
    **dict.fromkeys(("/PieceInfo", "/LastModified", "/RichMediaContent", "/RichMediaSettings", "/3DD"), lambda _: True),
}


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of a document that may be active content, including nested ones."""
    for obj in document.objects:
        if isinstance(obj, (Dictionary, Stream, Array)) and _SUSPECT_OR_ANNOTATION.search(_serialised(obj)):
            yield from _nested(obj, 0)


def _nested(obj: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - the same
    """An object's dictionaries, without those in indirect objects."""
    if isinstance(obj, (Dictionary, Stream)):
        yield obj
    if depth > _MAX_DEPTH:
        return
    values = obj if isinstance(obj, Array) else [obj.get(key) for key in obj.keys()]  # noqa: SIM118 - not a dict
    for value in values:
        if isinstance(value, (Dictionary, Array)) and not value.is_indirect:
            yield from _nested(value, depth + 1)


_SUSPECT_OR_ANNOTATION = re.compile(_SUSPECT.pattern + rb"|/(?:FileAttachment|Screen|3D)(?![^\s()<>\[\]{}/%])")


def _serialised(obj: Any) -> bytes:  # noqa: ANN401 - the same
    serialised: bytes = (obj.stream_dict if isinstance(obj, Stream) else obj).unparse(resolved=True)
    return serialised


def _name(value: Any) -> str:  # noqa: ANN401 - the same
    return str(value) if isinstance(value, Name) else ""
