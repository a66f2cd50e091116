"""Bookmarks: read from a paper with the places they point to, and written as the pack's own, nested."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, String

from panel_desk.documents.packs.destinations import Destinations, LinkDestination
from panel_desk.documents.packs.sanitise import address_of, string_text

_DEEPEST, _MOST = 12, 20_000


@dataclass(slots=True)
class Bookmark:
    """A bookmark and those under it.

    Args:
        title: as it reads.
        place: the page in the pack, from 0, and how it is shown; None where it leads to an address.
        address: where it leads outside.
        children: those under it.
        is_open: whether they show at first.
    """

    title: str
    place: LinkDestination | None
    address: str = ""
    children: "list[Bookmark]" = field(default_factory=list)
    is_open: bool = False


def bookmarks_of(source: pikepdf.Pdf, places: Destinations, first: int) -> list[Bookmark]:
    """A paper's own bookmarks, those that lead nowhere left out.

    Args:
        source: the paper.
        places: its places.
        first: the page of the pack, from 0, on which it begins.
    """
    root: Any = source.Root
    outlines = root.get(Name.Outlines)
    if not isinstance(outlines, Dictionary):
        return []
    return _level(outlines.get(Name.First), places, first, ObjectSet(), 0)


def write_bookmarks(document: pikepdf.Pdf, pages: Sequence[Any], bookmarks: Sequence[Bookmark]) -> None:
    """Give a document, of these pages, these bookmarks and no others."""
    top = document.make_indirect(Dictionary(Type=Name.Outlines))
    shown = _write(document, pages, top, bookmarks)
    top.Count = shown
    document.Root.Outlines = top


def _level(item: Any, places: Destinations, first: int, seen: ObjectSet, depth: int) -> list[Bookmark]:  # noqa: ANN401 - whatever stands in the file
    found: list[Bookmark] = []
    while isinstance(item, Dictionary) and len(seen) < _MOST and seen.add(item):
        children = _level(item.get(Name.First), places, first, seen, depth + 1) if depth < _DEEPEST else []
        place = places.explicit(item.get(Name.Dest))
        action = item.get(Name.A)
        if place is None and isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
            place = places.explicit(action.get(Name.D))
        moved = LinkDestination(place.page + first, place.view) if place else None
        address = "" if place else address_of(action)
        if not address and moved is None:  # a heading that leads nowhere itself leads to the first thing under it
            moved = next((child.place for child in children if child.place), None)
        if moved or address:
            found.append(Bookmark(string_text(item.get(Name.Title)), moved, address, children))
        else:
            found += children
        item = item.get(Name.Next)
    return found


def _write(document: pikepdf.Pdf, pages: Sequence[Any], parent: Any, bookmarks: Sequence[Bookmark]) -> int:  # noqa: ANN401 - a PDF dictionary
    """Write one level; how many bookmarks show under the parent when it is open."""
    written: list[Any] = []
    shown = 0
    for bookmark in bookmarks:
        item = document.make_indirect(Dictionary(Title=String(bookmark.title), Parent=parent))
        if bookmark.place is not None:
            item.Dest = Array([pages[bookmark.place.page], *bookmark.place.view])
        else:
            item.A = Dictionary(S=Name.URI, URI=String(bookmark.address))
        below = _write(document, pages, item, bookmark.children)
        if below:
            item.Count = below if bookmark.is_open else -below
        shown += 1 + (below if bookmark.is_open else 0)
        if written:
            item.Prev, written[-1].Next = written[-1], item
        written.append(item)
    if written:
        parent.First, parent.Last = written[0], written[-1]
    return shown
