"""Volumes, late papers, signed papers, and papers that fail while a pack is built."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from panel_desk.documents.packs.build import PackLimits
from panel_desk.documents.packs.sanitise import sanitise_page
from panel_desk.queries.document_rows import CitedPages, PackContent
from tests.documents.contents import a_pack, a_paper
from tests.documents.papers import (
    a_drawing,
    a_source,
    annotations,
    build,
    build_one,
    changed,
    page_labels,
    page_words,
    with_papers,
)
from tests.documents.reading import opened, words

PdfObject = Any  # a pikepdf object, whose keys are attributes too
SOURCES = {"one": a_source("One"), "two": a_source("Two", pages=3), "three": a_source("Three", pages=40)}


def two_cases(first: Sequence[str], second: Sequence[str], cited: Sequence[CitedPages] = ()) -> PackContent:
    """A pack of two cases with these papers each; `cited` are the page labels of earlier issues."""
    content = a_pack(*first)
    papers = tuple(a_paper(key) for key in second)
    return replace(content, cases=(content.cases[0], replace(content.cases[1], papers=papers)), cited=tuple(cited))


def labels_of(data: bytes) -> list[str]:
    """The labels of the pages after the front pages, which alone have roman numbers."""
    return [label for label in page_labels(data) if not label.islower()]


class StopError(Exception):
    """Raised by the progress callback to stop a build."""


def test_a_late_paper_changes_no_page_number_and_the_contents_say_so() -> None:
    sources = {**SOURCES, "late": a_source("Late")}
    first = build(sources, two_cases(["one"], ["two"]))
    second = build(sources, two_cases(["one", "late"], ["two"], first.plan))
    assert labels_of(first.volumes[0]) == ["1", "2", "3", "4", "5", "6", "7"]
    assert labels_of(second.volumes[0]) == ["1", "2", "3", "3A", "3B", "4", "5", "6", "7"]
    assert "late ............" not in words(second.volumes[0])
    text = words(second.volumes[0])
    assert "Came late." in text
    assert "A page with a letter, such as 12A, was added after the pack was numbered. No other number changed." in text
    third = build(sources, two_cases(["one", "late"], ["two", "three"], [*first.plan, *second.plan]))
    assert labels_of(third.volumes[0])[:10] == ["1", "2", "3", "3A", "3B", "4", "5", "6", "7", "8"]
    assert {each.key: each.labels for each in third.plan}["late"] == ("3A", "3B")


def test_papers_that_grew_or_shrank_are_noted() -> None:
    first = build(SOURCES, two_cases(["one", "two"], []))
    grown = {**SOURCES, "one": a_source("One", pages=4), "two": a_source("Two", pages=1)}
    content = with_papers(two_cases(["one", "two"], [], first.plan), one={"version": 2})
    second = build(grown, content)
    assert labels_of(second.volumes[0]) == ["1", "2", "3", "3A", "3B", "4", "7"]
    text = words(second.volumes[0])
    assert "Version 2. Longer than at first, by pages 3A and 3B." in text
    assert "These page numbers are not in this copy: 5 and 6." in text


def test_a_paper_with_more_pages_than_declared_has_suffixed_labels_in_every_edition() -> None:
    content = with_papers(two_cases(["one", "two"], []), one={"pages": 1})
    assert labels_of(build_one(SOURCES, content)) == ["1", "2", "2A", "3", "4", "5", "6"]


def test_a_pack_over_its_page_limit_is_split_between_cases_and_numbered_through() -> None:
    content = two_cases(["one"], ["two"])
    result = build(SOURCES, content, limits=PackLimits(pages=4))
    first, second = result.volumes
    assert labels_of(first) == ["1", "2", "3"]
    assert labels_of(second) == ["4", "5", "6", "7"]
    front, more = (sum(label.islower() for label in page_labels(data)) for data in (first, second))
    assert page_labels(second)[0] == ("i", "ii", "iii", "iv", "v", "vi")[front]
    assert result.pages == 7 + front + more
    for number, data in enumerate(result.volumes, start=1):
        text = words(data)
        assert f"Volume {number} (this one)" in text
        assert f"{number} of 2" in text
        assert f"In volume {3 - number}." in text
        assert "Contents" in text
        document = opened(data)
        assert str(document.docinfo["/Title"]).endswith(f"volume {number} of 2")
    assert "Interests declared" in words(first)
    assert "Interests declared" not in words(second)


def test_a_pack_over_its_size_limit_is_split_only_between_cases() -> None:
    assert len(build(SOURCES, two_cases(["one"], ["three"]), limits=PackLimits(bytes=1000)).volumes) == 2
    assert len(build(SOURCES, two_cases(["one", "three"], []), limits=PackLimits(bytes=1000)).volumes) == 2
    assert len(build(SOURCES, two_cases(["one"], ["three"]), limits=PackLimits(bytes=10**8, pages=99)).volumes) == 1


def test_a_signed_paper_is_attached_whole_with_a_page_in_its_place() -> None:
    content = with_papers(
        two_cases(["one", "two"], ["other"]),
        one={"is_signed": True},
        other={"is_signed": True, "file_name": "ONE.pdf"},
    )
    sources = {**SOURCES, "other": a_source("Other")}
    data = build_one(sources, content)
    document = opened(data)
    found = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    assert found == {"one.pdf": sources["one"], "ONE (2).pdf": sources["other"]}
    assert labels_of(data) == ["1", "2", "3", "4", "5", "6", "7"]
    texts = dict(zip(page_labels(data), page_words(data), strict=True))
    assert "attached to this file as one.pdf, unchanged" in " ".join(texts["2"].split())
    assert "attached to this file as ONE (2).pdf, unchanged" in " ".join(texts["7"].split())
    assert "Attached files" in words(data)


def test_attached_files_without_an_extension_get_unique_names() -> None:
    content = with_papers(
        a_pack("one", "two"),
        one={"is_signed": True, "file_name": "letter"},
        two={"is_signed": True, "file_name": "letter"},
    )
    document = opened(build_one(SOURCES, content))
    assert set(document.attachments) == {"letter", "letter (2)"}


def test_papers_that_do_not_fit_on_the_divider_are_in_the_contents() -> None:
    keys = [f"paper {number}" for number in range(30)]
    data = build_one({key: a_drawing(b"") for key in keys}, a_pack(*keys))
    assert labels_of(data) == [str(number) for number in range(1, 33)]
    assert "8 more papers are in the contents." in words(data)


def test_a_very_long_title_is_truncated_and_still_a_link() -> None:
    content = with_papers(a_pack("one"), one={"title": "a long title " * 60})
    document = opened(build_one(SOURCES, content))
    [line] = [
        note
        for page in document.pages[:4]
        for note in annotations(page)
        if str(note.get("/Contents", "")).startswith("a long")
    ]
    assert float(line.Rect[3] - line.Rect[1]) < 70


def test_a_paper_that_fails_during_assembly_is_named_and_the_rest_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_on_broken(page: PdfObject, places: PdfObject, *, keeps_comments: bool) -> None:
        if "/Broken" in page:
            raise ValueError("Broken.")
        sanitise_page(page, places, keeps_comments=keeps_comments)

    monkeypatch.setattr("panel_desk.documents.packs.volume.sanitise_page", fail_on_broken)

    def break_second_page(document: PdfObject) -> None:
        document.pages[1].Broken = True

    sources = {**SOURCES, "bad": changed(a_source("Bad"), break_second_page)}
    result = build(sources, two_cases(["one", "bad"], ["two"]))
    assert result.left_out == ("bad.pdf could not be included: it is damaged inside.",)
    text = words(result.volumes[0])
    assert "bad.pdf is not in this pack: it is damaged inside." in text
    assert "Bad page 1" not in text
    assert "Two page 3" in text


def test_a_paper_that_cannot_be_written_is_named_and_the_rest_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    save = pikepdf.Pdf.save

    def save_or_refuse(document: pikepdf.Pdf, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as pikepdf takes them
        if any("/Refused" in each.obj.Resources for each in document.pages):
            raise pikepdf.PdfError("Refused.")
        save(document, *args, **kwargs)

    monkeypatch.setattr(pikepdf.Pdf, "save", save_or_refuse)
    bad = pikepdf.Pdf.open(BytesIO(SOURCES["one"]))
    bad.pages[0].obj.Resources.Refused = True
    out = BytesIO()
    save(bad, out)
    result = build({"two": SOURCES["two"], "bad": out.getvalue()}, two_cases(["two"], ["bad"]))
    assert result.left_out == ("bad.pdf could not be included: it is damaged inside.",)


def test_a_damaged_paper_whose_pages_are_lost_is_named() -> None:
    data = SOURCES["three"]
    result = build({"one": SOURCES["one"], "cut": data[: len(data) // 2]}, a_pack("one", "cut"))
    assert len(result.left_out) == 1
    assert result.left_out[0].startswith("cut.pdf could not be included: it is damaged")


def test_a_paper_without_pages_is_named() -> None:
    empty = BytesIO()
    pikepdf.Pdf.new().save(empty)
    assert build({"empty": empty.getvalue()}).left_out == ("empty.pdf could not be included: it has no pages.",)


@pytest.mark.parametrize("step", ["Reading", "Adding", "Joining"])
def test_raising_in_the_progress_callback_stops_the_build(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panel_desk.documents.packs.build.PROGRESS_INTERVAL", 0)

    def stop(what: str, done: int, of: int) -> None:
        assert 0 <= done <= of
        if what.startswith(step):
            raise StopError

    with pytest.raises(StopError):
        build(SOURCES, progress=stop)


def test_progress_counts_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panel_desk.documents.packs.build.PROGRESS_INTERVAL", 0)
    reports: list[tuple[str, int, int]] = []
    build(SOURCES, progress=lambda *report: reports.append(report))
    assert [done for what, done, _ in reports if what.startswith("Adding")] == list(range(1, 46))
    assert {total for what, _, total in reports if not what.startswith("Reading")} == {45}


def test_progress_is_reported_at_a_limited_rate() -> None:
    reports: list[str] = []
    build({"one": a_drawing(b"", pages=400)}, progress=lambda what, done, of: reports.append(f"{what} {done} {of}"))
    assert 0 < len(reports) < 200


def hidden_by_list(document: PdfObject, layer: PdfObject, other: PdfObject) -> None:
    document.Root.OCProperties = Dictionary(OCGs=Array([layer, other]), D=Dictionary(OFF=Array([layer])))


def hidden_by_rule(document: PdfObject, layer: PdfObject, other: PdfObject) -> None:
    shown = Dictionary(BaseState=Name.OFF, ON=Array([other]))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer, other, String("none")]), D=shown)


@pytest.mark.parametrize("hide", [hidden_by_list, hidden_by_rule])
def test_a_hidden_layer_stays_hidden(hide: Callable[[PdfObject, PdfObject, PdfObject], None]) -> None:
    def add_layers(document: PdfObject) -> None:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Notes")))
        other = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Plan")))
        document.pages[0].Resources.Properties = Dictionary(Notes=layer, Plan=other)
        document.pages[0].Contents = document.make_stream(
            b"/OC /Notes BDC 0 0 300 300 re f EMC /OC /Plan BDC 300 500 50 50 re f EMC"
        )
        hide(document, layer, other)

    document = opened(build_one({"one": changed(a_source("One"), add_layers), "two": SOURCES["two"]}))
    properties: Any = document.Root.OCProperties
    assert [str(layer.Name) for layer in properties.OCGs] == ["Notes", "Plan"]
    assert [str(layer.Name) for layer in properties.D.OFF] == ["Notes"]
