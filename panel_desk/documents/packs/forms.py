"""Merges the papers' interactive forms (AcroForm) into one: fields of the same name are renamed, fonts kept."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, Stream, String

from panel_desk.documents.comments import string_text

_MAX_DEPTH = 30  # fields above a field, which may form a cycle in a damaged file


class PackForm:
    """The form of a pack.

    Args:
        document: the pack.
    """

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._names: set[str] = set()
        self._fields: list[Any] = []
        self._fonts = Dictionary()
        self._needs_appearances = False

    def add_fields(self, source: pikepdf.Pdf) -> None:
        """Add a paper's fields. Call it before copying the paper's pages, as it turns signature fields into stamps."""
        form: Any = source.Root.get(Name.AcroForm)
        if not isinstance(form, Dictionary):
            form = Dictionary()
        roots = [*_root_fields(source, form)]
        if not roots:
            return
        renamed_fonts = self._add_fonts(source, form)
        self._needs_appearances |= form.get(Name.NeedAppearances) is True
        for root in roots:
            field = self._document.copy_foreign(root)
            for key in (Name.DA, Name.Q):  # defaults of the paper's form, which the merged form does not have
                if key in form and key not in field and not isinstance(form[key], Dictionary | Array):
                    field[key] = String(bytes(form[key])) if isinstance(form[key], String) else form[key]
            field.T = String(self._unique_name(string_text(field.get(Name.T))))
            for descendant in _tree(field):
                self._adjust(descendant, renamed_fonts)
            self._fields.append(field)

    def write(self) -> None:
        """Write the form into the pack, if any paper has one."""
        if not self._fields:
            return
        form = Dictionary(Fields=Array(self._fields), DA=String("/Helv 0 Tf 0 g"), DR=Dictionary(Font=self._fonts))
        if "/Helv" not in self._fonts:
            helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            self._fonts["/Helv"] = self._document.make_indirect(helvetica)
        if self._needs_appearances:
            form.NeedAppearances = True
        self._document.Root.AcroForm = self._document.make_indirect(form)

    def _add_fonts(self, source: pikepdf.Pdf, form: Any) -> dict[bytes, bytes]:  # noqa: ANN401 - a PDF dictionary
        """Add the fonts of a paper's form; returns the new names of those whose name was taken, by old name."""
        resources = form.get(Name.DR)
        fonts = resources.get(Name.Font) if isinstance(resources, Dictionary) else None
        renamed: dict[bytes, bytes] = {}
        for name, font in fonts.items() if isinstance(fonts, Dictionary) else ():
            if not isinstance(font, Dictionary):
                continue
            copy = self._document.copy_foreign(font if font.is_indirect else source.make_indirect(font))
            free, number = name, 1
            while free in self._fonts and self._fonts[free].unparse(resolved=True) != copy.unparse(resolved=True):
                number += 1
                free = f"{name}-{number}"
            self._fonts[free] = copy
            if free != name:
                renamed[name.encode()] = free.encode()
        return renamed

    def _adjust(self, field: Any, fonts: dict[bytes, bytes]) -> None:  # noqa: ANN401 - the same
        """Use the fonts' new names in a field's default appearance; note where a field has no appearance yet."""
        appearance = field.get(Name.DA)
        if isinstance(appearance, String) and fonts:
            renamed = re.sub(rb"/[^\s/()<>\[\]{}%]+", lambda name: fonts.get(name[0], name[0]), bytes(appearance))
            field.DA = String(renamed)
        if field.get(Name.Subtype) == Name.Widget and Name.AP not in field and Name.MK not in field:
            self._needs_appearances = True

    def _unique_name(self, name: str) -> str:
        """A field name not yet used in the pack: fields of the same name would share one value."""
        name = name or "Field"
        free, number = name, 1
        while free in self._names:
            number += 1
            free = f"{name} ({number})"
        self._names.add(free)
        return free


def _root_fields(source: pikepdf.Pdf, form: Any) -> Iterator[Any]:  # noqa: ANN401 - the same
    """The root fields of a paper, including those that its form does not list; other widgets become stamps."""
    seen = ObjectSet()
    listed = form.get(Name.Fields)
    widgets = [
        annotation
        for page in source.pages
        for annotation in _array(page.obj.get(Name.Annots))
        if isinstance(annotation, Dictionary) and annotation.get(Name.Subtype) == Name.Widget
    ]
    for field in [*_array(listed), *(_root_of(widget) for widget in widgets)]:
        if not isinstance(field, Dictionary) or not field.is_indirect or not seen.add(field):
            continue
        is_signature = field.get(Name.FT) == Name.Sig  # in another file, viewers would show it as broken
        if (Name.T in field or Name.FT in field) and not is_signature:
            yield field
        else:
            for descendant in _tree(field):
                _make_stamp(source, descendant)


def _make_stamp(source: pikepdf.Pdf, annotation: Any) -> None:  # noqa: ANN401 - the same
    """Turn a form field's widget into a stamp annotation, which keeps its appearance but is no field."""
    if annotation.get(Name.Subtype) == Name.Widget and not _is_drawn(annotation):
        _draw_frame(source, annotation)  # viewers show “DRAFT” on a stamp that has no appearance of its own
    for key in {*annotation.keys()} & _FIELD_KEYS:
        del annotation[key]
    if annotation.get(Name.Subtype) == Name.Widget:
        annotation.Subtype = Name.Stamp


def _is_drawn(annotation: Any) -> bool:  # noqa: ANN401 - the same
    """Whether an annotation has an appearance."""
    appearance = annotation.get(Name.AP)
    drawn = appearance.get(Name.N) if isinstance(appearance, Dictionary) else None
    return isinstance(drawn, Dictionary | Stream)


def _draw_frame(source: pikepdf.Pdf, annotation: Any) -> None:  # noqa: ANN401 - the same
    """Draw a field that nobody has signed as an empty frame; one without an area stays invisible."""
    left, bottom, right, top = (float(edge) for edge in annotation.get(Name.Rect, Array([0, 0, 0, 0])))
    width, height = abs(right - left), abs(top - bottom)
    frame = f"q 0 G 1 w 0.5 0.5 {width - 1:.2f} {height - 1:.2f} re S Q" if min(width, height) > 1 else ""
    drawn = Stream(source, frame.encode())
    drawn.Type, drawn.Subtype, drawn.BBox = Name.XObject, Name.Form, Array([0, 0, round(width, 2), round(height, 2)])
    annotation.AP = Dictionary(N=source.make_indirect(drawn))


# Entries that make an annotation a form field.
_FIELD_KEYS = {"/Parent", "/Kids", "/T", "/FT", "/V", "/DV", "/SV", "/Lock", "/MK", "/DA", "/Ff"}


def _root_of(field: Any) -> Any:  # noqa: ANN401 - the same
    """The topmost field above a field."""
    for _ in range(_MAX_DEPTH):
        parent = field.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            break
        field = parent
    return field


def _tree(field: Any) -> Iterator[Any]:  # noqa: ANN401 - the same
    """A field and its descendants."""
    seen = ObjectSet()
    to_visit = [field]
    while to_visit:
        node = to_visit.pop()
        if isinstance(node, Dictionary) and seen.add(node):
            yield node
            to_visit += _array(node.get(Name.Kids))


def _array(value: Any) -> list[Any]:  # noqa: ANN401 - any PDF object
    return list(value) if isinstance(value, Array) else []
