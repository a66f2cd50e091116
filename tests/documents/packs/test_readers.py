"""A finished pack as independent programs read it: pypdf, pdfium, poppler and qpdf."""

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader
from pypdf.generic import Destination
from reportlab.lib.pagesizes import A3, landscape

from panel_desk.queries.document_rows import PackContent
from tests.documents.contents import a_pack
from tests.documents.papers import (
    SAMPLES,
    a_source,
    annotations,
    build_one,
    changed,
    output_of,
    page_labels,
    page_words,
)
from tests.documents.reading import opened

PdfObject = Any  # a pikepdf object, whose keys are attributes too

NAMES = (
    "PAR-household-A",
    "Declaration-form",
    "Chronology-rotated",
    "Genogram-A3",
    "CPR-child-B",
    "APR-match-AB",
    "Medical-letter-scan",
)
SOURCES = {
    "plain": a_source("Plain", pages=3),
    "same": a_source("Same", pages=3),
    **{f"turned{turn}": a_source(f"Turned {turn}", rotate=turn) for turn in (90, 180, 270)},
    "wide": a_source("Wide", size=landscape(A3), pages=1),
    **{name: (SAMPLES / f"{name}.pdf").read_bytes() for name in NAMES},
}


def content() -> PackContent:
    """All the sources in two cases, for one recipient."""
    keys = [*SOURCES]
    first, second = a_pack(*keys[:7]), a_pack(*keys[7:])
    return replace(
        first,
        cases=(first.cases[0], replace(first.cases[1], papers=second.cases[0].papers)),
        prepared_for="Ewa Żółć",
    )


@pytest.fixture(scope="module")
def pack() -> bytes:
    return build_one(SOURCES, content())


def test_qpdf_and_poppler_report_no_errors(pack: bytes, tmp_path: Path) -> None:
    if shutil.which("qpdf"):
        assert "No syntax or stream encoding errors" in output_of("qpdf", "--check", "PACK", data=pack, folder=tmp_path)
    if shutil.which("pdfinfo"):
        information = output_of("pdfinfo", "PACK", data=pack, folder=tmp_path)
        assert re.search(r"Title: +Members’ pack", information)
        assert re.search(r"JavaScript: +no", information)
    if shutil.which("pdftotext"):
        pages = output_of("pdftotext", "-layout", "PACK", "-", data=pack, folder=tmp_path).split("\f")
        for label, text in zip(page_labels(pack), pages, strict=False):
            assert re.search(rf"(?<!\w)Page\s+{label}(?!\w)", text)


def test_pypdf_and_pdfium_read_every_stamp_as_the_page_label(pack: bytes) -> None:
    reader = PdfReader(BytesIO(pack))
    labels = page_labels(pack)
    assert reader.page_labels == labels
    with pypdfium2.PdfDocument(pack) as document:
        assert [document.get_page_label(number) for number in range(len(document))] == labels
    for label, page, text in zip(labels, reader.pages, page_words(pack), strict=True):
        assert re.search(rf"(?<!\w)Page {label}(?!\w)", text)
        assert re.search(rf"(?<!\w)Page {label}(?!\w)", page.extract_text())
        assert "Ewa Żółć’s copy" in text


def test_every_contents_line_links_to_the_page_with_its_label(pack: bytes) -> None:
    document = opened(pack)
    labels = page_labels(pack)
    page_numbers = {page.objgen: number for number, page in enumerate(document.pages)}
    found = []
    for page in document.pages:
        for note in annotations(page):
            description = str(note.get("/Contents", ""))
            if note.Subtype == Name.Link and re.search(r", page \w+$", description):
                label = labels[page_numbers[note.Dest[0].objgen]]
                assert description.endswith(f", page {label}")
                found.append(label)
    # Both cases are in the contents, and each paper is there and on the divider of its case.
    assert len(found) == 2 + 2 * len(SOURCES)


def test_every_link_of_a_paper_stays_within_that_paper(pack: bytes) -> None:
    document = opened(pack)
    page_numbers = {page.objgen: number for number, page in enumerate(document.pages)}
    texts = page_words(pack)
    checked = 0
    for title in ("Plain", "Same", "Turned 90", "Turned 180", "Turned 270", "Wide"):
        first = next(number for number, text in enumerate(texts) if f"{title} page 1" in text)
        links = [note for note in annotations(document.pages[first]) if note.Subtype == Name.Link]
        inner = [note for note in links if "/A" not in note or Name.GoTo == note.A.S]
        for note in inner:
            destination = note.get("/Dest") or note.A.D
            last = {"Plain": 3, "Same": 3, "Wide": 1}.get(title, 2)
            assert f"{title} page {last}" in texts[page_numbers[destination[0].objgen]]
        checked += len(inner)
        assert [str(note.A.URI) for note in links if note not in inner] == ["mailto:panel@example.org"]
    assert checked == 6


def test_the_sample_papers_keep_all_their_links(pack: bytes) -> None:
    def links(data: bytes) -> tuple[int, int]:
        """How many links lead to a place within the document, and how many to a web or e-mail address."""
        document = opened(data)
        found = [note for page in document.pages for note in annotations(page) if note.Subtype == Name.Link]
        outside = sum(1 for note in found if "/A" in note and note.A.S == Name.URI)
        return len(found) - outside, outside

    inside, outside = (sum(each) for each in zip(*(links(SOURCES[name]) for name in NAMES), strict=True))
    all_inside, all_outside = links(pack)
    assert all_outside == outside + 6
    assert all_inside == inside + 6 + 2 + 2 * len(SOURCES)


def test_every_bookmark_leads_to_the_page_it_names(pack: bytes) -> None:
    reader = PdfReader(BytesIO(pack))
    texts = page_words(pack)

    def check(outline: list[Any], depth: int) -> int:
        deepest = depth
        for item in outline:
            if isinstance(item, list):
                deepest = max(deepest, check(item, depth + 1))
                continue
            assert isinstance(item, Destination)
            page = reader.get_destination_page_number(item)
            assert page is not None
            title = str(item.title)
            if found := re.fullmatch(r"(\w[\w ]*) section (\d)", title):
                assert f"{found[1]} page {found[2]}" in texts[page]
            elif title.startswith("Item "):
                item_number, _, case = title.partition(". ")
                assert item_number in texts[page]
                assert case in texts[page]
        return deepest

    assert check(reader.outline, 1) >= 3
    titles = {str(item.title) for item in reader.outline if not isinstance(item, list)}
    assert {"Agenda", "Contents"} <= titles


def test_every_form_value_is_kept_under_a_unique_field_name(pack: bytes) -> None:
    fields = PdfReader(BytesIO(pack)).get_fields() or {}
    values = [str(field.get("/V")) for field in fields.values() if field.get("/V") is not None]
    for title in ("Plain", "Same", "Turned 90", "Turned 180", "Turned 270", "Wide"):
        assert values.count(f"{title} years") == 1
    own = PdfReader(BytesIO(SOURCES["Declaration-form"])).get_fields() or {}
    assert {name: field.get("/V") for name, field in own.items()} == {name: fields[name].get("/V") for name in own}


def test_a_value_shows_on_its_page(pack: bytes) -> None:
    with pypdfium2.PdfDocument(pack) as document:
        document.init_forms()
        number = next(n for n, text in enumerate(page_words(pack)) if "Plain page 1" in text)
        page = document[number]
        picture = page.render(scale=1, may_draw_forms=True).to_pil().convert("L")
        field = picture.crop((74, picture.height - 434, 150, picture.height - 402))
        assert field.getextrema()[0] < 120
        page.close()


def test_field_groups_keep_their_names_under_a_renamed_parent() -> None:
    def group_fields(document: PdfObject) -> None:
        [field] = document.Root.AcroForm.Fields
        group = document.make_indirect(Dictionary(T=String("group"), Kids=Array([field])))
        field.Parent = group
        document.Root.AcroForm.Fields = Array([group])
        document.Root.AcroForm.NeedAppearances = True

    paper = changed(a_source("Grouped"), group_fields)
    data = build_one({"one": paper, "two": paper})
    fields = PdfReader(BytesIO(data)).get_fields() or {}
    assert {name: str(field["/V"]) for name, field in fields.items() if "/V" in field} == {
        "group.experience": "Grouped years",
        "group (2).experience": "Grouped years",
    }
    assert opened(data).Root.AcroForm.NeedAppearances


def test_different_fonts_of_the_same_name_are_kept_apart() -> None:
    def use_courier(document: PdfObject) -> None:
        form = document.Root.AcroForm
        courier = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
        form.DR = Dictionary(Font=Dictionary(Helv=courier, Odd=String("no font"), Direct=Dictionary(Type=Name.Font)))
        form.DA, form.Q = String("/Helv 9 Tf 0 g"), 2
        form.Fields[0].DA = String("/Helv 11 Tf 0 g")

    def use_helvetica(document: PdfObject) -> None:
        helvetica = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        document.Root.AcroForm.DR = Dictionary(Font=Dictionary(Helv=helvetica))
        document.Root.AcroForm.DA = String("/Helv 9 Tf 0 g")
        del document.Root.AcroForm.Fields[0]["/DA"]

    data = build_one({"one": changed(a_source("One"), use_helvetica), "two": changed(a_source("Two"), use_courier)})
    document = opened(data)
    form: Any = document.Root.AcroForm
    looks = [bytes(field.DA).decode() for field in form.Fields]
    assert looks == ["/Helv 9 Tf 0 g", "/Helv-2 11 Tf 0 g"]
    assert form.DR.Font.Helv.BaseFont == Name.Helvetica
    assert form.DR.Font["/Helv-2"].BaseFont == Name.Courier
    assert form.Fields[1].Q == 2


def test_a_signature_field_in_a_merged_paper_becomes_a_picture() -> None:
    def add_signature_field(document: PdfObject) -> None:
        look = document.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("seal"),
                Rect=Array([9, 9, 99, 99]),
                V=Dictionary(Type=Name.Sig, Contents=String("seal")),
                AP=Dictionary(N=look),
            )
        )
        document.pages[0].Annots.append(field)
        document.Root.AcroForm.Fields.append(field)

    data = build_one({"one": changed(a_source("One"), add_signature_field)})
    fields = PdfReader(BytesIO(data)).get_fields() or {}
    assert set(fields) == {"experience"}
    document = opened(data)
    assert any(note.Subtype == Name.Stamp and "/AP" in note for page in document.pages for note in annotations(page))


def test_fields_that_the_form_does_not_list_are_kept() -> None:
    def empty_the_list(document: PdfObject) -> None:
        document.Root.AcroForm.Fields = Array()

    def remove_the_form(document: PdfObject) -> None:
        del document.Root["/AcroForm"]
        del document.pages[0].Annots[-1]["/T"]

    data = build_one(
        {"one": changed(a_source("One"), empty_the_list), "two": changed(a_source("Two"), remove_the_form)}
    )
    fields = PdfReader(BytesIO(data)).get_fields() or {}
    assert {name: str(field["/V"]) for name, field in fields.items()} == {
        "experience": "One years",
        "Field": "Two years",
    }
