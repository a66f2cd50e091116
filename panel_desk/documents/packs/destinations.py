"""Resolves named and explicit link destinations to a page and a view."""

from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, String

# How many numbers follow each kind of view.
_VIEW_PARAMETERS = {"/XYZ": 3, "/Fit": 0, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitB": 0, "/FitBH": 1, "/FitBV": 1}


@dataclass(frozen=True, slots=True)
class LinkDestination:
    """A page and the view in which it opens.

    Args:
        page: the page's index, from 0.
        view: what follows the page in a PDF destination, such as `/XYZ 72 720 null`.
    """

    page: int
    view: tuple[Any, ...]


class Destinations:
    """The pages and the named destinations of one paper."""

    def __init__(self, source: pikepdf.Pdf) -> None:
        self._source = source
        self._pages = [page.obj for page in source.pages]
        self._numbers = {page.objgen: number for number, page in enumerate(self._pages)}
        self._named: dict[bytes, Any] | None = None

    def page(self, number: int) -> Any:  # noqa: ANN401 - a PDF dictionary
        """A page of the paper, by its index from 0."""
        return self._pages[number]

    def resolve(self, destination: Any, *, is_named: bool = False) -> LinkDestination | None:  # noqa: ANN401 - any PDF object
        """Resolve a named or explicit destination; None where it is invalid or outside this paper."""
        if isinstance(destination, (String, Name, str)):
            return None if is_named else self.resolve(self._names().get(_key(destination)), is_named=True)
        if isinstance(destination, Dictionary):
            destination = destination.get(Name.D)
        if not isinstance(destination, Array) or not len(destination):
            return None
        page, *view = destination
        if isinstance(page, int) and not isinstance(page, bool):
            number = page if 0 <= page < len(self._pages) else None
        else:
            number = self._numbers.get(page.objgen) if isinstance(page, Dictionary) else None
        return None if number is None else LinkDestination(number, _view(view))

    def _names(self) -> dict[bytes, Any]:
        """The named destinations of the paper, by name."""
        if self._named is None:
            root: Any = self._source.Root
            self._named = {}
            before_pdf_1_2 = root.get(Name.Dests)
            if isinstance(before_pdf_1_2, Dictionary):
                self._named.update((_key(key), value) for key, value in before_pdf_1_2.items())
            names = root.get(Name.Names)
            tree = names.get(Name.Dests) if isinstance(names, Dictionary) else None
            self._named.update(_name_tree_entries(tree))
        return self._named


def _name_tree_entries(tree: Any) -> dict[bytes, Any]:  # noqa: ANN401 - the same
    """The entries of a name tree."""
    entries: dict[bytes, Any] = {}
    seen = ObjectSet()
    to_visit = [tree]
    while to_visit:
        node = to_visit.pop()
        if not isinstance(node, Dictionary) or not seen.add(node):  # trees of damaged files may have cycles
            continue
        names, kids = node.get(Name.Names), node.get(Name.Kids)
        if isinstance(names, Array):
            flat = list(names)
            entries.update((_key(key), value) for key, value in zip(flat[::2], flat[1::2], strict=False))
        if isinstance(kids, Array):
            to_visit += list(kids)
    return entries


def _key(name: Any) -> bytes:  # noqa: ANN401 - the same
    """A destination's name as bytes, whether it is a PDF name or a PDF string."""
    return bytes(name) if isinstance(name, String) else str(name).removeprefix("/").encode()


def _view(view: list[Any]) -> tuple[Any, ...]:
    """A valid view; the whole page where it is invalid."""
    kind = str(view[0]) if view and isinstance(view[0], Name) else ""
    if kind not in _VIEW_PARAMETERS:
        return (Name.Fit,)
    numbers = [value if _is_number(value) else None for value in view[1 : 1 + _VIEW_PARAMETERS[kind]]]
    return (Name(kind), *numbers, *[None] * (_VIEW_PARAMETERS[kind] - len(numbers)))


def _is_number(value: Any) -> bool:  # noqa: ANN401 - the same
    return not isinstance(value, (pikepdf.Object, bool, str, bytes)) and value is not None
