"""Packs: page labels, links, form fields, bookmarks, passwords and progress."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A3, landscape

from tests.documents.contents import a_pack
from tests.documents.papers import SAMPLES, a_source, annotations, build, build_one, page_words
from tests.documents.reading import opened, words


def test_every_page_shows_its_page_label() -> None:
    sources = {
        "plain": a_source("Plain"),
        **{f"turned{turn}": a_source(f"Turned {turn}", rotate=turn) for turn in (90, 180, 270)},
        "wide": a_source("Wide", size=landscape(A3), pages=1),
    }
    data = build_one(sources)
    document = opened(data)
    labels = [str(page.label) for page in document.pages]
    front = sum(label.islower() for label in labels)
    assert labels == [*("i", "ii", "iii", "iv")[:front], *(str(number) for number in range(1, len(labels) - front + 1))]
    for label, text in zip(labels, page_words(data), strict=True):
        assert re.search(rf"Page {label}\b", text)


def test_the_stamp_is_upright_at_the_foot_of_the_page_as_displayed() -> None:
    for turn in (0, 90, 180, 270):
        data = build_one({"one": a_source("One", rotate=turn, pages=1)})
        with pypdfium2.PdfDocument(data) as document:
            page = document[3]
            picture = page.render(scale=1).to_pil().convert("L")
            foot = picture.crop((picture.width - 104, picture.height - 34, picture.width - 10, picture.height - 10))
            assert foot.getextrema()[0] < 120  # the stamp is dark
            page.close()


def test_every_contents_link_leads_to_its_paper() -> None:
    document = opened(build_one({"one": a_source("One"), "two": a_source("Two")}))
    pages = {str(page.objgen): number for number, page in enumerate(document.pages)}
    seen = []
    for page in document.pages:
        for note in annotations(page):
            if note.get("/Subtype") != "/Link" or (note.get("/A", {}).get("/S") == "/URI"):
                continue
            destination = note.get("/Dest") or note.A.D
            seen.append(pages[str(destination[0].objgen)])
    texts = page_words(build_one({"one": a_source("One"), "two": a_source("Two")}))
    assert {texts[number].split(" page ")[0].splitlines()[-1] for number in seen if " page 1" in texts[number]} >= {
        "One",
        "Two",
    }
    assert len(seen) >= 2 + 2 + 2  # two cases, two papers, and each paper's own link


def test_a_destination_name_used_by_two_papers_resolves_within_each() -> None:
    data = build_one({"one": a_source("One", pages=3), "two": a_source("Two", pages=3)})
    document, texts = opened(data), page_words(data)
    pages = {str(page.objgen): number for number, page in enumerate(document.pages)}
    for title in ("One", "Two"):
        first = next(number for number, text in enumerate(texts) if f"{title} page 1" in text)
        [own] = [
            note
            for note in document.pages[first].Annots
            if note.get("/Subtype") == "/Link" and "/URI" not in str(note.get("/A", {}))
        ]
        destination = own.get("/Dest") or own.A.D
        assert f"{title} page 3" in texts[pages[str(destination[0].objgen)]]


def test_form_fields_of_the_same_name_keep_their_own_values() -> None:
    document = opened(build_one({"one": a_source("One"), "two": a_source("Two")}))
    values = {str(field.V) for field in document.Root.AcroForm.Fields}
    assert values == {"One years", "Two years"}


def test_bookmarks_are_nested_by_case_paper_and_the_papers_own() -> None:
    with opened(build_one({"one": a_source("One")})).open_outline() as outline:
        case = next(item for item in outline.root if item.title.startswith("Item 1"))
        [paper] = case.children
        assert paper.title == "one"
        assert [each.title for each in paper.children] == ["One section 1", "One section 2"]


def test_a_paper_that_cannot_be_included_is_named_and_the_rest_is_made() -> None:
    sources = {
        "good": a_source("Good"),
        "damaged": b"%PDF-1.7 broken",
        "locked": (SAMPLES / "Legal-advice-locked.pdf").read_bytes(),
    }
    result = build(sources, a_pack(*sources, "gone"))
    assert set(result.left_out) == {
        "damaged.pdf could not be included: it is damaged.",
        "locked.pdf could not be included: it is locked with a password.",
        "gone.pdf could not be included: it is missing from the store.",
    }
    text = words(result.volumes[0])
    assert "Good page 2" in text
    assert "damaged.pdf is not in this pack: it is damaged." in text


def test_active_content_is_left_out_of_the_pack() -> None:
    source = pikepdf.Pdf.open(BytesIO(a_source("One")))
    source.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
    source.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))
    out = BytesIO()
    source.save(out)
    data = build_one({"one": out.getvalue()})
    opened(data)
    assert b"calc.exe" not in data
    assert b"app.alert" not in data


def test_a_password_locks_the_pack() -> None:
    data = build_one({"one": a_source("One")}, password="Correct-horse-7")
    with pytest.raises(pikepdf.PasswordError):
        opened(data)
    assert opened(data, "Correct-horse-7").encryption.bits == 256


def test_a_pack_has_a_title_and_language_and_its_progress_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panel_desk.documents.packs.build.PROGRESS_INTERVAL", 0)
    reports: list[tuple[str, int, int]] = []
    result = build({"one": a_source("One")}, progress=lambda *report: reports.append(report))
    document = opened(result.volumes[0])
    assert str(document.Root.Lang) == "en-GB"
    assert str(document.docinfo["/CreationDate"]) == "D:20270303"
    assert str(document.docinfo["/Title"]).startswith("Members’ pack, Adoption and Permanence Panel")
    assert list(dict.fromkeys(what for what, _, _ in reports)) == [
        "Reading one.pdf",
        "Adding one.pdf",
        "Joining the papers",
    ]
    assert [(done, total) for what, done, total in reports if what.startswith("Adding")] == [(1, 2), (2, 2)]
    assert result.pages == len(document.pages)


def test_a_form_field_of_a_sample_paper_keeps_its_value_in_a_pack() -> None:
    names = (
        "PAR-household-A",
        "Declaration-form",
        "Chronology-rotated",
        "Genogram-A3",
        "CPR-child-B",
        "APR-match-AB",
        "Medical-letter-scan",
    )
    document = opened(build_one({name: (SAMPLES / f"{name}.pdf").read_bytes() for name in names}))
    assert "Five" in {str(field.get("/V", "")) for field in document.Root.AcroForm.Fields}
