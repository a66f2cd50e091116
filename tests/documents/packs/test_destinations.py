"""Where the links and bookmarks of odd papers lead."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from panel_desk.documents.packs.destinations import Destinations
from tests.documents.papers import a_source, changed, notes, one, page_words
from tests.documents.reading import opened

Thing = Any  # of a PDF: its keys are its attributes


def old_names(document: Thing) -> None:
    document.Root.Dests = Dictionary(Home=Array([document.pages[1].obj, Name.FitH, 700]))
    document.pages[0].Annots[0].Dest = Name.Home


def names_within_an_entry(document: Thing) -> None:
    place = Dictionary(D=Array([document.pages[1].obj, Name.XYZ, None, 700]))
    leaf = document.make_indirect(Dictionary(Names=Array([String("deep"), place]), Limits=Array([])))
    tree = document.make_indirect(Dictionary(Kids=Array([leaf, leaf, String("none")])))
    tree.Kids.append(tree)
    document.Root.Names = Dictionary(Dests=tree)
    document.pages[0].Annots[0].Dest = String("deep")


def an_action_to_a_name(document: Thing) -> None:
    names_within_an_entry(document)
    note = document.pages[0].Annots[0]
    del note["/Dest"]
    note.A = Dictionary(S=Name.GoTo, D=String("deep"), SD=Array([document.Root]))


def a_page_by_its_number(document: Thing) -> None:
    document.pages[0].Annots[0].Dest = Array([1, Name.Fit])


@pytest.mark.parametrize("change", [old_names, names_within_an_entry, an_action_to_a_name, a_page_by_its_number])
def test_a_link_resolves_however_its_destination_is_written(change: Callable[[Thing], None]) -> None:
    document = opened(one({"one": changed(a_source("One"), change), "two": a_source("Two")}))
    texts = page_words(one({"one": changed(a_source("One"), change), "two": a_source("Two")}))
    where = {page.objgen: number for number, page in enumerate(document.pages)}
    first = next(number for number, text in enumerate(texts) if "One page 1" in text)
    link = notes(document.pages[first])[0]
    place = link.get("/Dest") or link.A.D
    assert "One page 2" in texts[where[place[0].objgen]]
    assert "/Dests" not in document.Root


@pytest.mark.parametrize(
    "place",
    [
        None,
        7,
        String("nowhere"),
        Name.Nowhere,
        Array(),
        Array([99, Name.Fit]),
        Array([True, Name.Fit]),
        Array([None, Name.Fit]),
        Array([Dictionary(Type=Name.Page), Name.Fit]),
        Dictionary(),
    ],
)
def test_an_invalid_destination_resolves_to_nothing(place: Thing) -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        assert Destinations(document).resolve(place) is None


def test_a_named_destination_that_is_itself_a_name_resolves_to_nothing() -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        document.Root.Dests = Dictionary(A=Name.B, B=Array([document.pages[0].obj, Name.Fit]))
        assert Destinations(document).resolve(Name.A) is None


@pytest.mark.parametrize(
    ("view", "taken"),
    [
        ([Name.XYZ, 72, 700, 0], ["/XYZ", 72, 700, 0]),
        ([Name.XYZ, 72], ["/XYZ", 72, None, None]),
        ([Name.FitR, 1, 2, 3, 4, 5], ["/FitR", 1, 2, 3, 4]),
        ([Name.FitH, String("high")], ["/FitH", None]),
        ([Name("/Odd"), 3], ["/Fit"]),
        ([], ["/Fit"]),
    ],
)
def test_a_valid_view_of_a_destination_is_kept(view: list[Thing], taken: list[Thing]) -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        found = Destinations(document).resolve(Array([document.pages[1].obj, *view]))
        assert found is not None
        assert found.page == 1
        assert [str(each) if isinstance(each, Name) else each for each in found.view] == taken


def bookmarks_of(change: Callable[[Thing], None]) -> list[pikepdf.OutlineItem]:
    document = opened(one({"one": changed(a_source("One"), change)}))
    with document.open_outline() as outline:
        case = next(item for item in outline.root if item.title.startswith("Item 1"))
        return list(case.children[0].children)


def test_a_bookmark_without_a_destination_takes_that_of_its_first_child() -> None:
    def headed(document: Thing) -> None:
        top = document.Root.Outlines
        old = top.First
        heading = document.make_indirect(Dictionary(Title=String("Heading"), Parent=top, First=old, Last=top.Last))
        top.First = top.Last = heading

    [heading] = bookmarks_of(headed)
    assert heading.title == "Heading"
    assert [each.title for each in heading.children] == ["One section 1", "One section 2"]


def test_bookmarks_without_a_destination_are_replaced_by_their_children() -> None:
    def lost(document: Thing) -> None:
        first = document.Root.Outlines.First
        first.Title = 7
        first.Dest = String("nowhere")
        second = first.Next
        del second["/Dest"]
        second.A = Dictionary(S=Name.URI, URI=String("https://example.org"))
        empty = document.make_indirect(Dictionary(Title=String("Empty"), First=String("none")))
        second.Next = empty
        empty.Next = document.make_indirect(
            Dictionary(Title=String("Turn"), A=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])), Next=first)
        )

    found = bookmarks_of(lost)
    assert [each.title for each in found] == ["One section 2", "Turn"]
    assert found[0].action is not None


def test_bookmarks_are_cut_at_a_maximum_depth() -> None:
    def deep(document: Thing) -> None:
        at = document.Root.Outlines.First
        for _ in range(60):
            at.First = document.make_indirect(Dictionary(Title=String("Deeper"), Dest=Array([0, Name.Fit])))
            at = at.First

    found, depth = bookmarks_of(deep)[:1], 0
    while found:
        found, depth = list(found[0].children), depth + 1
    assert 5 < depth < 20


def test_a_paper_without_outlines_has_no_bookmarks() -> None:
    def none(document: Thing) -> None:
        document.Root.Outlines = String("none")

    assert bookmarks_of(none) == []
