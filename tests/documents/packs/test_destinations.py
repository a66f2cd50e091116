"""Destinations of links and bookmarks in unusual papers."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from panel_desk.documents.packs.destinations import Destinations
from tests.documents.papers import a_source, annotations, build_one, changed, page_words
from tests.documents.reading import opened

PdfObject = Any  # a pikepdf object, whose keys are attributes too


def names_before_pdf_1_2(document: PdfObject) -> None:
    document.Root.Dests = Dictionary(Home=Array([document.pages[1].obj, Name.FitH, 700]))
    document.pages[0].Annots[0].Dest = Name.Home


def names_in_a_name_tree(document: PdfObject) -> None:
    destination = Dictionary(D=Array([document.pages[1].obj, Name.XYZ, None, 700]))
    leaf = document.make_indirect(Dictionary(Names=Array([String("deep"), destination]), Limits=Array([])))
    tree = document.make_indirect(Dictionary(Kids=Array([leaf, leaf, String("none")])))
    tree.Kids.append(tree)
    document.Root.Names = Dictionary(Dests=tree)
    document.pages[0].Annots[0].Dest = String("deep")


def an_action_to_a_name(document: PdfObject) -> None:
    names_in_a_name_tree(document)
    note = document.pages[0].Annots[0]
    del note["/Dest"]
    note.A = Dictionary(S=Name.GoTo, D=String("deep"), SD=Array([document.Root]))


def a_page_number(document: PdfObject) -> None:
    document.pages[0].Annots[0].Dest = Array([1, Name.Fit])


@pytest.mark.parametrize("change", [names_before_pdf_1_2, names_in_a_name_tree, an_action_to_a_name, a_page_number])
def test_a_link_resolves_however_its_destination_is_written(change: Callable[[PdfObject], None]) -> None:
    document = opened(build_one({"one": changed(a_source("One"), change), "two": a_source("Two")}))
    texts = page_words(build_one({"one": changed(a_source("One"), change), "two": a_source("Two")}))
    page_numbers = {page.objgen: number for number, page in enumerate(document.pages)}
    first = next(number for number, text in enumerate(texts) if "One page 1" in text)
    link = annotations(document.pages[first])[0]
    destination = link.get("/Dest") or link.A.D
    assert "One page 2" in texts[page_numbers[destination[0].objgen]]
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
def test_an_invalid_destination_resolves_to_nothing(place: PdfObject) -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        assert Destinations(document).resolve(place) is None


def test_a_named_destination_that_is_itself_a_name_resolves_to_nothing() -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        document.Root.Dests = Dictionary(A=Name.B, B=Array([document.pages[0].obj, Name.Fit]))
        assert Destinations(document).resolve(Name.A) is None


@pytest.mark.parametrize(
    ("view", "resolved"),
    [
        ([Name.XYZ, 72, 700, 0], ["/XYZ", 72, 700, 0]),
        ([Name.XYZ, 72], ["/XYZ", 72, None, None]),
        ([Name.FitR, 1, 2, 3, 4, 5], ["/FitR", 1, 2, 3, 4]),
        ([Name.FitH, String("high")], ["/FitH", None]),
        ([Name("/Odd"), 3], ["/Fit"]),
        ([], ["/Fit"]),
    ],
)
def test_a_valid_view_of_a_destination_is_kept(view: list[PdfObject], resolved: list[PdfObject]) -> None:
    with pikepdf.Pdf.open(BytesIO(a_source("One"))) as document:
        destination = Destinations(document).resolve(Array([document.pages[1].obj, *view]))
        assert destination is not None
        assert destination.page == 1
        assert [str(each) if isinstance(each, Name) else each for each in destination.view] == resolved


def bookmarks_of(change: Callable[[PdfObject], None]) -> list[pikepdf.OutlineItem]:
    document = opened(build_one({"one": changed(a_source("One"), change)}))
    with document.open_outline() as outline:
        case = next(item for item in outline.root if item.title.startswith("Item 1"))
        return list(case.children[0].children)


def test_a_bookmark_without_a_destination_takes_that_of_its_first_child() -> None:
    def add_a_heading(document: PdfObject) -> None:
        top = document.Root.Outlines
        old = top.First
        heading = document.make_indirect(Dictionary(Title=String("Heading"), Parent=top, First=old, Last=top.Last))
        top.First = top.Last = heading

    [heading] = bookmarks_of(add_a_heading)
    assert heading.title == "Heading"
    assert [each.title for each in heading.children] == ["One section 1", "One section 2"]


def test_bookmarks_without_a_destination_are_replaced_by_their_children() -> None:
    def remove_destinations(document: PdfObject) -> None:
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

    bookmarks = bookmarks_of(remove_destinations)
    assert [each.title for each in bookmarks] == ["One section 2", "Turn"]
    assert bookmarks[0].action is not None


def test_bookmarks_are_cut_at_a_maximum_depth() -> None:
    def nest(document: PdfObject) -> None:
        item = document.Root.Outlines.First
        for _ in range(60):
            item.First = document.make_indirect(Dictionary(Title=String("Deeper"), Dest=Array([0, Name.Fit])))
            item = item.First

    level, depth = bookmarks_of(nest)[:1], 0
    while level:
        level, depth = list(level[0].children), depth + 1
    assert 5 < depth < 20


def test_a_paper_without_outlines_has_no_bookmarks() -> None:
    def remove_outlines(document: PdfObject) -> None:
        document.Root.Outlines = String("none")

    assert bookmarks_of(remove_outlines) == []
