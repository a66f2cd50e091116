"""Editions of a pack: what is left out or redacted is nowhere in the file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import String
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.redaction.redact import RedactedPdf, RedactionError
from panel_desk.queries.document_rows import AgendaItem, LookedAtPage, PackCase, PackContent
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import PackEdition
from tests.documents.contents import a_pack, a_paper
from tests.documents.papers import (
    a_source,
    build,
    build_one,
    changed,
    page_labels,
    page_words,
    uncompressed,
    with_papers,
)
from tests.documents.reading import opened, words
from tests.pdfs import a_pdf

PdfObject = Any  # a pikepdf object, whose keys are attributes too


def two_cases(first: Sequence[str], second: Sequence[str]) -> PackContent:
    """A pack of two cases with these papers each."""
    content = a_pack(*first)
    return replace(
        content, cases=(content.cases[0], replace(content.cases[1], papers=tuple(a_paper(key) for key in second)))
    )


def without(content: PackContent, case: int) -> PackContent:
    """The content of an edition that leaves out the case with this index."""
    cases = [*content.cases]
    cases[case] = replace(cases[case], is_left_out=True)
    return replace(content, cases=tuple(cases))


def redact_by_typesetting(data: bytes, phrases: Sequence[str], _: object) -> RedactedPdf:
    """A redaction for these tests: typesets the paper's text again without the phrases."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in page_words(data):
        redacted = text
        for phrase in phrases:
            redacted = redacted.replace(phrase, "-")
        canvas.drawString(72, 500, redacted)
        canvas.showPage()
    canvas.save()
    return RedactedPdf(out.getvalue())


def redact_nothing(data: bytes, *_: object) -> RedactedPdf:
    """A redaction that leaves every phrase in."""
    return RedactedPdf(data)


def fail_to_redact(*_: object) -> RedactedPdf:
    """A redaction that fails."""
    raise RedactionError("Still there.")


def a_letter(*lines: str) -> bytes:
    """A paper with each line on a page of its own."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for line in lines:
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


SOURCES = {"one": a_source("One"), "two": a_source("Two", pages=3), "three": a_source("Three")}


def test_a_case_left_out_does_not_occur_and_its_page_numbers_stay_unused() -> None:
    content = two_cases(["one"], ["two", "three"])
    whole = build(SOURCES, content)
    part = build(SOURCES, without(replace(content, left_out=("Item 2 is not in this copy.",)), 1))
    [data] = part.volumes
    hidden = content.cases[1].item.facts
    unpacked, text = uncompressed(data), words(data)
    assert hidden.household is not None
    for word in (hidden.household, hidden.case, "Two section 1", "two.pdf", "Two page 1"):
        assert word not in text
        assert word.encode() not in unpacked
    assert page_labels(data)[-3:] == ["1", "2", "3"]
    assert "Item 2 is not in this copy" in text
    assert "These page numbers are not in this copy: 4 to 9." in text
    assert part.plan == whole.plan


def test_leaving_out_the_first_case_keeps_the_second_cases_page_numbers() -> None:
    data = build_one(SOURCES, without(two_cases(["one"], ["two"]), 0))
    assert page_labels(data)[-4:] == ["4", "5", "6", "7"]
    assert "These page numbers are not in this copy: 1 to 3." in words(data)


def test_a_paper_left_out_does_not_occur_and_the_next_keeps_its_page_number() -> None:
    content = with_papers(a_pack("one", "two", "three"), two={"is_left_out": True})
    data = build_one(SOURCES, content)
    assert page_labels(data)[-5:-1] == ["2", "3", "7", "8"]
    assert b"Two" not in uncompressed(data)
    assert "two" not in words(data)
    assert "These page numbers are not in this copy: 4 to 6." in words(data)


def test_a_paper_left_out_is_not_even_read_where_its_pages_are_known() -> None:
    content = with_papers(a_pack("one", "secret", "three"), secret={"is_left_out": True, "pages": 3})
    result = build(SOURCES, content)
    assert page_labels(result.volumes[0])[-5:-1] == ["2", "3", "7", "8"]
    assert result.left_out == ()


def test_a_paper_left_out_that_cannot_be_counted_is_not_named() -> None:
    content = with_papers(a_pack("one", "secret", "three"), secret={"is_left_out": True})
    result = build(SOURCES, content)
    assert result.left_out == ()
    assert "secret" not in words(result.volumes[0])


def test_applicants_see_the_agenda_of_their_own_case_alone() -> None:
    content = two_cases(["one"], ["two"])
    ref = content.cases[0].item.facts.case
    content = replace(without(content, 1), edition=PackEdition.APPLICANTS, only_case=ref)
    data = build_one(SOURCES, content)
    text, hidden = words(data), content.cases[1].item.facts
    assert hidden.household is not None
    assert hidden.household not in text
    assert "Your time at panel" in text
    assert "Applicants’ pack" in text
    assert "Interests declared" not in text
    with opened(data).open_outline() as outline:
        own = content.cases[0].item.facts
        title = f"Your case. {capital(own.kind)}: {own.household}"
        assert [item.title for item in outline.root] == ["Agenda", "Contents", title]


def test_a_hidden_item_without_a_time_keeps_its_agenda_line() -> None:
    content = two_cases(["one"], ["two"])
    entries = tuple(
        replace(entry, starts_at=None, duration_minutes=None) if isinstance(entry, AgendaItem) else entry
        for entry in content.agenda.entries
    )
    content = replace(content, agenda=replace(content.agenda, entries=entries))
    assert "Item 2 is not in this copy" in words(build_one(SOURCES, without(content, 1)))


def test_a_redacted_phrase_is_in_no_text_title_or_file_name() -> None:
    sources = {"one": a_letter("She is Mara Quill, they say", "nothing"), "two": a_letter("quite other")}
    content = with_papers(
        a_pack("one", "two"),
        one={"redact": ("Mara Quill",), "title": "Letter of MARA  QUILL", "file_name": "Mara Quill.pdf"},
    )
    facts = replace(content.cases[0].item.facts, household="Mara Quill and Bo")
    item = replace(content.cases[0].item, facts=facts)
    agenda = replace(content.agenda, entries=(item, *content.agenda.entries[1:]))
    content = replace(content, agenda=agenda, cases=(replace(content.cases[0], item=item), content.cases[1]))
    result = build(sources, content, redact=redact_by_typesetting)
    [data] = result.volumes
    assert result.left_out == ()
    assert not re.search("mara|quill", words(data) + uncompressed(data).decode("latin-1"), re.IGNORECASE)
    assert "Letter of [redacted]" in words(data)
    assert "[redacted] and Bo" in words(data)


def test_a_phrase_is_also_redacted_from_papers_that_were_not_marked() -> None:
    sources = {"one": a_letter("Mara Quill"), "two": a_letter("so says Mara Quill")}
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    result = build(sources, content, redact=redact_by_typesetting)
    assert result.left_out == ()
    assert "Mara" not in words(result.volumes[0])
    assert "so says -" in words(result.volumes[0])


def test_a_phrase_redacted_by_the_program_cannot_be_read_in_the_pack() -> None:
    sources = {"one": a_letter("She is Mara Quill, they say", "and nothing else"), "two": a_source("Two")}
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    result = build(sources, content)
    assert result.left_out == ()
    text = words(result.volumes[0])
    assert "Mara" not in text
    assert "and nothing else" in text
    assert b"Mara" not in uncompressed(result.volumes[0])
    assert page_labels(result.volumes[0])[-6:] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("redact", [redact_nothing, fail_to_redact])
def test_a_paper_that_cannot_be_redacted_is_left_out_and_named(redact: Any) -> None:  # noqa: ANN401 - either of two
    sources = {"one": a_letter("Mara Quill"), "two": a_letter("quite other")}
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    result = build(sources, content, redact=redact)
    assert result.left_out == (
        "one.pdf could not be included: what this copy must not show could still be read in it.",
    )
    assert "Mara" not in words(result.volumes[0])
    assert "quite other" in words(result.volumes[0])


def test_a_page_with_a_picture_is_withheld_until_somebody_has_looked_at_it() -> None:
    sources = {
        "one": a_pdf("She is Mara Quill", "Typed line", scans=[2]),
        "two": a_pdf("quite other", "Typed line", scans=[2]),
    }
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    result = build(sources, content)
    assert result.left_out == (
        "one.pdf: Page 2 is withheld. It shows something that no program can read, and nobody has looked at it yet.",
    )
    assert words(result.volumes[0]).count("This page is not in this copy.") == 1
    assert words(result.volumes[0]).count("Typed line") == 1  # in the paper that has no redactions
    seen = with_papers(content, one={"looked_at": (LookedAtPage(2, ((100, 200, 200, 300),)),)})
    result = build(sources, seen)
    assert result.left_out == ()
    assert words(result.volumes[0]).count("Typed line") == 2


def test_a_page_is_withheld_of_a_paper_that_holds_words_redacted_in_another() -> None:
    sources = {"one": a_letter("Mara Quill"), "two": a_pdf("so says Mara Quill", "and more", "Typed line", scans=[3])}
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    [sentence] = build(sources, content).left_out
    assert sentence.startswith("two.pdf: Page 3 is withheld. It shows something that no program can read")
    assert sentence.endswith("Words that are redacted in another paper stand in this one: redact them in this one too.")


def in_a_bookmark(document: PdfObject) -> None:
    document.Root.Outlines.First.Title = String("About Mara Quill")


def in_a_value(document: PdfObject) -> None:
    document.Root.AcroForm.Fields[0].V = String("MARA QUILL")


def in_a_note(document: PdfObject) -> None:
    document.pages[0].Annots[0].Contents = String("Mara\u00ad Quill")


def in_an_alternative_text(document: PdfObject) -> None:
    page = document.pages[0]
    page.Contents = document.make_stream(b"/Span <</ActualText (Mara Quill)>> BDC EMC")


def broken_over_two_lines(document: PdfObject) -> None:
    page = document.pages[0]
    drawn = b"BT /F1 12 Tf 72 500 Td (so Mara) Tj 0 -14 Td (Quill text) Tj ET"
    page.Contents = document.make_stream(drawn)


@pytest.mark.parametrize("hide", [in_a_bookmark, in_a_value, in_a_note, in_an_alternative_text, broken_over_two_lines])
def test_a_phrase_is_found_wherever_it_survives(hide: Any) -> None:  # noqa: ANN401 - one of several
    sources = {"one": changed(a_source("One"), hide), "two": a_source("Two")}
    content = with_papers(a_pack("one", "two"), one={"redact": ("Mara Quill",)})
    result = build(sources, content, redact=redact_nothing)
    assert result.left_out == (
        "one.pdf could not be included: what this copy must not show could still be read in it.",
    )
    assert "Two page 2" in words(result.volumes[0])


def test_a_phrase_inside_a_longer_word_is_not_a_match() -> None:
    content = with_papers(a_pack("one"), one={"redact": ("Ann",)})
    assert build({"one": a_letter("planning in Annan")}, content, redact=redact_nothing).left_out == ()


def test_a_phrase_that_the_packs_own_pages_use_leaves_out_the_paper_marked_with_it() -> None:
    content = with_papers(a_pack("one", "two"), one={"redact": ("Contents",)})
    result = build(SOURCES, content, redact=redact_nothing)
    assert result.left_out == (
        "one.pdf could not be included: the pack’s own pages have words that are to be redacted in it.",
    )


def test_an_empty_phrase_redacts_nothing() -> None:
    content = with_papers(a_pack("one"), one={"redact": (" ",)})
    assert build(SOURCES, content, redact=redact_nothing).left_out == ()


def test_the_recipients_name_is_on_every_page_and_their_password_opens_the_copy() -> None:
    content = replace(a_pack("one", "two"), prepared_for="Ewa Żółć")
    data = build_one(SOURCES, content, password="Correct-horse-7")
    texts = page_words(data, "Correct-horse-7")
    assert all("Ewa Żółć’s copy" in text for text in texts)
    with pytest.raises(pikepdf.PasswordError):
        opened(data)
    document = opened(data, "Correct-horse-7")
    assert (document.encryption.R, document.encryption.bits) == (6, 256)
    assert document.allow.accessibility
    assert document.allow.print_highres
    assert document.allow.modify_annotation
    assert not document.allow.modify_other
    assert b"/ObjStm" in data


def test_a_redacted_copy_that_is_locked_is_read_back_too() -> None:
    content = with_papers(a_pack("one"), one={"redact": ("Mara Quill",)})
    result = build({"one": a_letter("Mara Quill")}, content, password="Correct-horse-7", redact=redact_by_typesetting)
    assert result.left_out == ()
    assert not any("Mara" in text for text in page_words(result.volumes[0], "Correct-horse-7"))


def test_equal_content_gives_equal_bytes() -> None:
    assert build_one(SOURCES, a_pack("one", "two")) == build_one(SOURCES, a_pack("one", "two"))


def test_a_signed_paper_is_attached_redacted_and_its_page_says_so() -> None:
    content = with_papers(a_pack("one"), one={"is_signed": True, "redact": ("Mara Quill",)})
    data = build_one({"one": a_letter("Mara Quill")}, content, redact=redact_by_typesetting)
    document = opened(data)
    [attached] = document.attachments.values()
    assert "Mara" not in words(attached.get_file().read_bytes())
    assert "its signature is therefore no longer valid" in words(data)
    left = build({"one": a_letter("Mara Quill")}, content, redact=redact_nothing)
    assert len(left.left_out) == 1
    document = opened(left.volumes[0])
    assert not document.attachments


def test_a_pack_without_cases_has_only_front_pages() -> None:
    content = a_pack()
    content = replace(content, cases=tuple(PackCase(case.item, (), is_left_out=True) for case in content.cases))
    data = build_one({}, content)
    assert "Contents" in words(data)
    assert all(label.islower() for label in page_labels(data))
