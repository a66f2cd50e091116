"""Where the links and bookmarks of a paper lead: named or not, every place becomes a page and how it is shown."""

from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, String

_VIEWS = {"/XYZ": 3, "/Fit": 0, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitB": 0, "/FitBH": 1, "/FitBV": 1}


@dataclass(frozen=True, slots=True)
class LinkDestination:
    """A page of a paper, and how it is shown.

    Args:
        page: the page, from 0.
        view: what follows the page in a destination, such as `/XYZ 72 720 null`.
    """

    page: int
    view: tuple[Any, ...]


class Destinations:
    """The pages of one paper and the names that it gives to places."""

    def __init__(self, source: pikepdf.Pdf) -> None:
        self._source = source
        self._pages = [page.obj for page in source.pages]
        self._numbers = {page.objgen: number for number, page in enumerate(self._pages)}
        self._named: dict[bytes, Any] | None = None

    def page(self, number: int) -> Any:  # noqa: ANN401 - a PDF dictionary
        """A page of the paper, from 0."""
        return self._pages[number]

    def explicit(self, destination: Any, *, is_named: bool = False) -> LinkDestination | None:  # noqa: ANN401 - whatever stands in the file
        """Where a destination leads; None where nowhere in this paper."""
        if isinstance(destination, (String, Name, str)):
            return None if is_named else self.explicit(self._names().get(_key(destination)), is_named=True)
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
        if self._named is None:
            root: Any = self._source.Root
            self._named = {}
            old = root.get(Name.Dests)
            if isinstance(old, Dictionary):
                self._named.update((_key(key), value) for key, value in old.items())
            names = root.get(Name.Names)
            tree = names.get(Name.Dests) if isinstance(names, Dictionary) else None
            self._named.update(_leaves(tree))
        return self._named


def _leaves(tree: Any) -> dict[bytes, Any]:  # noqa: ANN401 - the same
    """What a name tree holds."""
    found: dict[bytes, Any] = {}
    seen = ObjectSet()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or not seen.add(node):
            continue
        names, kids = node.get(Name.Names), node.get(Name.Kids)
        if isinstance(names, Array):
            flat = list(names)
            found.update((_key(key), value) for key, value in zip(flat[::2], flat[1::2], strict=False))
        if isinstance(kids, Array):
            waiting += list(kids)
    return found


def _key(name: Any) -> bytes:  # noqa: ANN401 - the same
    """A name in one form, whether it was written as a name or as a text."""
    return bytes(name) if isinstance(name, String) else str(name).removeprefix("/").encode()


def _view(view: list[Any]) -> tuple[Any, ...]:
    """A view as it may be written; the whole page where it is none."""
    kind = str(view[0]) if view and isinstance(view[0], Name) else ""
    if kind not in _VIEWS:
        return (Name.Fit,)
    numbers = [each if _is_number(each) else None for each in view[1 : 1 + _VIEWS[kind]]]
    return (Name(kind), *numbers, *[None] * (_VIEWS[kind] - len(numbers)))


def _is_number(value: Any) -> bool:  # noqa: ANN401 - the same
    return not isinstance(value, (pikepdf.Object, bool, str, bytes)) and value is not None
