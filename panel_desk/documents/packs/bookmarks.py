"""Bookmarks (PDF outlines): read from papers with their destinations, and written nested into the pack."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectSet, String

from panel_desk.documents.comments import string_text
from panel_desk.documents.packs.destinations import Destinations, LinkDestination
from panel_desk.documents.packs.sanitise import address_of

_MAX_DEPTH, _MAX_BOOKMARKS = 12, 20_000  # limits for damaged or hostile outlines


@dataclass(slots=True)
class Bookmark:
    """A bookmark and its children.

    Args:
        title: its text.
        destination: the page in the pack, from 0, and its view; None where it opens a web address.
        address: the web or e-mail address that it opens; empty for none.
        children: the bookmarks under it.
        is_open: whether the children are expanded at first.
    """

    title: str
    destination: LinkDestination | None
    address: str = ""
    children: "list[Bookmark]" = field(default_factory=list)
    is_open: bool = False


def bookmarks_of(source: pikepdf.Pdf, destinations: Destinations, first: int) -> list[Bookmark]:
    """A paper's bookmarks, moved to its pages in the pack; those without a valid target are left out.

    Args:
        source: the paper.
        destinations: its destinations.
        first: the page of the pack, from 0, on which it begins.
    """
    root: Any = source.Root
    outlines = root.get(Name.Outlines)
    if not isinstance(outlines, Dictionary):
        return []
    return _level(outlines.get(Name.First), destinations, first, ObjectSet(), 0)


def write_bookmarks(document: pikepdf.Pdf, pages: Sequence[Any], bookmarks: Sequence[Bookmark]) -> None:
    """Replace a document's bookmarks; `pages` are its pages, which destinations refer to by index."""
    top = document.make_indirect(Dictionary(Type=Name.Outlines))
    shown = _write(document, pages, top, bookmarks)
    top.Count = shown
    document.Root.Outlines = top


def _level(item: Any, destinations: Destinations, first: int, seen: ObjectSet, depth: int) -> list[Bookmark]:  # noqa: ANN401 - any PDF object
    """The bookmarks of one level of a paper's outline, from its first item on."""
    bookmarks: list[Bookmark] = []
    while (
        isinstance(item, Dictionary) and len(seen) < _MAX_BOOKMARKS and seen.add(item)
    ):  # the links of damaged files may form cycles
        children = _level(item.get(Name.First), destinations, first, seen, depth + 1) if depth < _MAX_DEPTH else []
        in_paper = destinations.resolve(item.get(Name.Dest))
        action = item.get(Name.A)
        if in_paper is None and isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
            in_paper = destinations.resolve(action.get(Name.D))
        in_pack = LinkDestination(in_paper.page + first, in_paper.view) if in_paper else None
        address = "" if in_paper else address_of(action)
        if not address and in_pack is None:  # a heading without a destination of its own takes its first child's
            in_pack = next((child.destination for child in children if child.destination), None)
        if in_pack or address:
            bookmarks.append(Bookmark(string_text(item.get(Name.Title)), in_pack, address, children))
        else:
            bookmarks += children
        item = item.get(Name.Next)
    return bookmarks


def _write(document: pikepdf.Pdf, pages: Sequence[Any], parent: Any, bookmarks: Sequence[Bookmark]) -> int:  # noqa: ANN401 - a PDF dictionary
    """Write one level; returns the number of visible bookmarks under the parent, which its /Count needs."""
    written: list[Any] = []
    shown = 0
    for bookmark in bookmarks:
        item = document.make_indirect(Dictionary(Title=String(bookmark.title), Parent=parent))
        if bookmark.destination is not None:
            item.Dest = Array([pages[bookmark.destination.page], *bookmark.destination.view])
        else:
            item.A = Dictionary(S=Name.URI, URI=String(bookmark.address))
        below = _write(document, pages, item, bookmark.children)
        if below:
            item.Count = below if bookmark.is_open else -below  # negative for a collapsed bookmark
        shown += 1 + (below if bookmark.is_open else 0)
        if written:
            item.Prev, written[-1].Next = written[-1], item
        written.append(item)
    if written:
        parent.First, parent.Last = written[0], written[-1]
    return shown
