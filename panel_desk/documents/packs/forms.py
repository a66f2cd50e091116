"""Form fields of all papers as one form: values, groups and fonts kept, two fields of one name kept apart."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, String

from panel_desk.documents.packs.sanitise import string_text

_DEEPEST = 30


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
        self._is_to_be_drawn = False

    def take_over(self, source: pikepdf.Pdf) -> None:
        """Take over a paper's fields, before its pages: a seal's picture goes on as a picture."""
        form: Any = source.Root.get(Name.AcroForm)
        if not isinstance(form, Dictionary):
            form = Dictionary()
        tops = [*_tops(source, form)]
        if not tops:
            return
        fonts = self._take_fonts(source, form)
        self._is_to_be_drawn |= form.get(Name.NeedAppearances) is True
        for top in tops:
            field = self._document.copy_foreign(top)
            for key in (Name.DA, Name.Q):  # what the paper's form said of all its fields is now said of each
                if key in form and key not in field and not isinstance(form[key], Dictionary | Array):
                    field[key] = String(bytes(form[key])) if isinstance(form[key], String) else form[key]
            field.T = String(self._free(string_text(field.get(Name.T))))
            for each in _tree(field):
                self._settle(each, fonts)
            self._fields.append(field)

    def write(self) -> None:
        """Give the pack its form, if any paper has one."""
        if not self._fields:
            return
        form = Dictionary(Fields=Array(self._fields), DA=String("/Helv 0 Tf 0 g"), DR=Dictionary(Font=self._fonts))
        if "/Helv" not in self._fonts:
            helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            self._fonts["/Helv"] = self._document.make_indirect(helvetica)
        if self._is_to_be_drawn:
            form.NeedAppearances = True
        self._document.Root.AcroForm = self._document.make_indirect(form)

    def _take_fonts(self, source: pikepdf.Pdf, form: Any) -> dict[bytes, bytes]:  # noqa: ANN401 - a PDF dictionary
        """Take over the fonts that fields are filled in with; those that need another name, by their old one."""
        resources = form.get(Name.DR)
        fonts = resources.get(Name.Font) if isinstance(resources, Dictionary) else None
        renamed: dict[bytes, bytes] = {}
        for name, font in fonts.items() if isinstance(fonts, Dictionary) else ():
            if not isinstance(font, Dictionary):
                continue
            own = self._document.copy_foreign(font if font.is_indirect else source.make_indirect(font))
            free, number = name, 1
            while free in self._fonts and self._fonts[free].unparse(resolved=True) != own.unparse(resolved=True):
                number += 1
                free = f"{name}-{number}"
            self._fonts[free] = own
            if free != name:
                renamed[name.encode()] = free.encode()
        return renamed

    def _settle(self, field: Any, fonts: dict[bytes, bytes]) -> None:  # noqa: ANN401 - the same
        look = field.get(Name.DA)
        if isinstance(look, String) and fonts:
            field.DA = String(re.sub(rb"/[^\s/()<>\[\]{}%]+", lambda found: fonts.get(found[0], found[0]), bytes(look)))
        if field.get(Name.Subtype) == Name.Widget and Name.AP not in field and Name.MK not in field:
            self._is_to_be_drawn = True

    def _free(self, name: str) -> str:
        """A name that no field of another paper has: fields of one name would share one value."""
        name = name or "Field"
        free, number = name, 1
        while free in self._names:
            number += 1
            free = f"{name} ({number})"
        self._names.add(free)
        return free


def _tops(source: pikepdf.Pdf, form: Any) -> Iterator[Any]:  # noqa: ANN401 - the same
    """The fields of a paper that stand under no other, those that its form forgot to list among them."""
    seen = ObjectSet()
    listed = form.get(Name.Fields)
    widgets = [
        note
        for page in source.pages
        for note in _array(page.obj.get(Name.Annots))
        if isinstance(note, Dictionary) and note.get(Name.Subtype) == Name.Widget
    ]
    for field in [*_array(listed), *(_top(widget) for widget in widgets)]:
        if not isinstance(field, Dictionary) or not field.is_indirect or not seen.add(field):
            continue
        is_seal = field.get(Name.FT) == Name.Sig  # over other pages it would be shown as broken
        if (Name.T in field or Name.FT in field) and not is_seal:
            yield field
        else:
            for each in _tree(field):
                _as_picture(each)


def _as_picture(note: Any) -> None:  # noqa: ANN401 - the same
    """Make of a field that is to be none what it looks like."""
    for key in {*note.keys()} & {"/Parent", "/Kids", "/T", "/FT", "/V", "/DV", "/SV", "/Lock", "/MK", "/DA", "/Ff"}:
        del note[key]
    if note.get(Name.Subtype) == Name.Widget:
        note.Subtype = Name.Stamp


def _top(field: Any) -> Any:  # noqa: ANN401 - the same
    for _ in range(_DEEPEST):
        above = field.get(Name.Parent)
        if not isinstance(above, Dictionary):
            break
        field = above
    return field


def _tree(field: Any) -> Iterator[Any]:  # noqa: ANN401 - the same
    """A field and everything under it."""
    seen = ObjectSet()
    waiting = [field]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Dictionary) and seen.add(each):
            yield each
            waiting += _array(each.get(Name.Kids))


def _array(value: Any) -> list[Any]:  # noqa: ANN401 - whatever stands in the file
    return list(value) if isinstance(value, Array) else []
