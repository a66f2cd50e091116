"""Redacted phrases are nowhere in the file any more, and the rest is kept as far as possible."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.redaction.page_text import Box, find_letters, texts_of
from panel_desk.documents.redaction.phrase_search import comparable
from panel_desk.documents.redaction.redact import RedactionError, redact_pdf
from tests.documents.preflight.test_report import SAMPLES, a_pdf, changed, drawn
from tests.documents.reading import opened, words

PHRASE = "Harrow Lane"


def redacted(data: bytes, phrases: Sequence[str], looked_at: Mapping[int, Sequence[Box]] | None = None) -> bytes:
    return redact_pdf(data, phrases, looked_at or {}).data


def lines(*texts: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont("Helvetica", 14)
        for line in texts:
            text.textLine(line)
        canvas.drawText(text)

    return draw


def everything(data: bytes) -> bytes:
    """The bytes of a file, its objects and unpacked streams, and the text that two libraries read in it."""
    document = opened(data)
    parts = [data]
    for each in document.objects:
        parts.append(each.unparse(resolved=True) if not isinstance(each, pikepdf.Stream) else repr(each).encode())
        if isinstance(each, pikepdf.Stream):
            parts.append(each.read_raw_bytes())
            try:
                parts.append(each.read_bytes())
            except pikepdf.PdfError:
                continue
    parts.append(words(data).encode())
    parts += [page.extract_text().encode() for page in PdfReader(BytesIO(data)).pages]
    return b"\n".join(parts)


def has(data: bytes, phrase: str) -> bool:
    """Whether a phrase is on a page, as a word or as the beginning or end of one."""
    return bool(find_letters(texts_of(data), [phrase])[phrase])


def is_in(data: bytes, phrase: str) -> bool:
    """Whether a phrase is in a file, in any form that this test can search for."""
    heap = everything(data).lower()
    return any(
        phrase.lower().encode(encoding) in heap for encoding in ("utf-8", "utf-16-be", "utf-16-le")
    ) or comparable(phrase) in comparable(words(data))


def darkness(data: bytes, at: tuple[float, float], page: int = 0) -> int:
    """How dark a place is, in points from the left and the top as the page is shown; 255 is black."""
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        bitmap = sheet.render(scale=1, grayscale=True)
        tone = bitmap.to_pil().getpixel((int(at[0]), int(at[1])))
        bitmap.close()
        sheet.close()
    assert isinstance(tone, int)
    return 255 - tone


@pytest.mark.parametrize(
    "texts",
    [
        ("They live in Harrow Lane with two cats.",),
        ("They live in HARROW LANE with two cats.",),
        ("They live in Harrow", "Lane with two cats."),
        ("They live in Har-", "row Lane with two cats."),
        ("They live in Harrow   Lane with two cats.",),
        ("They live in H a r r o w L a n e with two cats.",),
    ],
)
def test_a_phrase_is_redacted_however_it_is_broken_and_other_text_is_kept(texts: tuple[str, ...]) -> None:
    data = drawn(lines(*texts))
    assert has(data, PHRASE)
    copy = redacted(data, [PHRASE])
    assert not is_in(copy, PHRASE)
    assert words(copy) == "They live in with two cats."


def test_redacted_text_is_black_and_the_page_keeps_its_size() -> None:
    copy = redacted(drawn(lines("Harrow Lane, and no more."), (500, 800)), [PHRASE])
    document = opened(copy)
    assert [float(side) for side in document.pages[0].mediabox] == [0, 0, 500, 800]
    assert darkness(copy, (100, 96)) == 255
    assert darkness(copy, (400, 400)) == 0


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_and_cropped_pages_keep_their_geometry(turn: int) -> None:
    def turned(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = turn
        document.pages[0].CropBox = pikepdf.Array([50, 300, 550, 800])

    data = changed(drawn(lines("They live in Harrow Lane.")), turned)
    copy = redacted(data, [PHRASE])
    document = opened(copy)
    assert int(document.pages[0].obj.Rotate) == turn
    with pypdfium2.PdfDocument(data) as before, pypdfium2.PdfDocument(copy) as after:
        pictures = []
        for each in (before, after):
            page = each[0]
            bitmap = page.render(scale=0.5, grayscale=True)
            pictures.append(bitmap.to_pil())
            bitmap.close()
            page.close()
    assert pictures[0].size == pictures[1].size
    dark = [picture.point(lambda tone: 255 * (tone < 128)).getbbox() for picture in pictures]
    assert dark[0] is not None
    assert dark[1] is not None
    assert all(abs(one - other) <= 4 for one, other in zip(*dark, strict=True))


def test_only_pages_with_the_phrase_become_images() -> None:
    def draw(canvas: Canvas) -> None:
        lines("Harrow Lane")(canvas)
        canvas.showPage()
        lines("Something else")(canvas)

    copy = opened(redacted(drawn(draw), [PHRASE]))
    assert [len(page.get_images()) for page in copy.pages] == [1, 0]


def test_redaction_across_a_line_break_keeps_the_rest_of_both_lines() -> None:
    def close_together(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 14)
        canvas.drawString(72, 700, "Since May they live in Harrow")
        canvas.drawString(72, 688, "Lane with two cats and a dog")

    copy = redacted(drawn(close_together), [PHRASE])
    assert not is_in(copy, PHRASE)
    assert words(copy).split() == ["Since", "May", "they", "live", "in", "with", "two", "cats", "and", "a", "dog"]

    def is_black(left: int, top: int) -> bool:
        return all(darkness(copy, (left + step, top)) == 255 for step in range(12))

    assert is_black(225, 138)  # Harrow
    assert is_black(80, 150)  # Lane
    assert not any(is_black(left, 138) for left in range(72, 190, 12))
    assert not any(is_black(left, 150) for left in range(120, 240, 12))


def test_redaction_across_a_page_break_removes_both_parts() -> None:
    def draw(canvas: Canvas) -> None:
        lines("They live in Harrow")(canvas)
        canvas.showPage()
        lines("Lane, number 9.")(canvas)

    assert words(redacted(drawn(draw), [PHRASE])) == "They live in , number 9."


def test_text_drawn_out_of_order_is_found_in_visual_order() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(140, 700, "Lane")
        canvas.drawString(72, 600, "Other words")
        canvas.drawString(96, 700, "Harrow")

    assert words(redacted(drawn(draw), [PHRASE])) == "Other words"


@pytest.mark.parametrize("angle", [0, 90, 12])
@pytest.mark.parametrize("gap", [90, 14])
def test_a_phrase_is_found_within_a_column_that_is_drawn_line_by_line(gap: int, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(200, 200)
        canvas.rotate(angle)
        canvas.setFont("Helvetica", 10)
        for line, cells in enumerate([("Child: Ann Har-", "Worker"), ("row", "Tom"), ("Lane now", "Wray")]):
            left = 0.0
            for cell in cells:
                canvas.drawString(left, 60 - 12 * line, cell)
                left += canvas.stringWidth("Child: Ann Har-", "Helvetica", 10) + gap

    copy = redacted(drawn(draw), [PHRASE])
    assert words(copy).replace(" ", "") == "Child:AnnWorkerTomnowWray"


def test_a_phrase_with_a_footnote_mark_in_it_is_found() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for part, size, rise in (("They live in Harrow", 14, 0), ("12", 7, 5), (" Lane, number 9.", 14, 0)):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(part)
        canvas.drawText(text)

    data = drawn(draw)
    assert "Harrow12 Lane" in words(data)
    assert words(redacted(data, [PHRASE])).split()[:3] == ["They", "live", "in"]
    assert not is_in(redacted(data, [PHRASE]), "Harrow")


def test_words_of_two_columns_are_no_phrase() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Harrow")
        canvas.drawString(300, 686, "Lane")
        canvas.drawString(72, 640, "Lane")

    data = drawn(draw)
    assert words(redacted(data, ["Harrow Weald", "Lane Harrow"])) == words(data)


def test_a_phrase_is_redacted_at_either_end_of_a_word_but_not_inside_it() -> None:
    assert redacted(drawn(lines("It is planned.")), ["Anne"]) != b""
    assert words(redacted(drawn(lines("It is planned with Joanne and the Browns.")), ["Anne", "Brown"])) == (
        "It is planned with and the ."
    )


def test_links_that_touch_no_black_box_stay() -> None:
    def draw(canvas: Canvas) -> None:
        lines("Harrow Lane")(canvas)
        canvas.linkURL("https://example.org/a", (72, 690, 140, 715))
        canvas.linkURL("https://example.org/b", (72, 100, 140, 120))
        canvas.linkURL("https://example.org/Harrow-Lane", (72, 200, 140, 220))

    document = opened(redacted(drawn(draw), [PHRASE]))
    [link] = document.pages[0].obj.Annots.as_list()
    assert str(link.A.URI) == "https://example.org/b"


def _phrase_everywhere(document: pikepdf.Pdf) -> None:
    """Put the phrase into every part of a PDF that can hold text."""
    root, page = document.Root, document.pages[0]
    document.docinfo["/Title"] = f"About {PHRASE}"
    with document.open_metadata() as metadata:
        metadata["dc:title"] = f"About {PHRASE}"
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"1 {PHRASE}", 0))
    document.attachments[f"{PHRASE}.txt"] = PHRASE.encode()
    root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(P=PHRASE, S=pikepdf.Name.D)])
    root.StructTreeRoot = pikepdf.Dictionary(
        Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=PHRASE, ActualText=PHRASE)
    )
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=PHRASE))
    root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(Order=[layer]))
    root.Names.JavaScript = pikepdf.Dictionary(
        Names=["x", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(f"// {PHRASE}".encode()))]
    )
    root.Dests = pikepdf.Dictionary({"/HarrowLane": pikepdf.Array([page.obj, pikepdf.Name.Fit])})
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=f"Near {PHRASE}", T="Ann"
    )
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="address",
            V=PHRASE,
            DV=PHRASE,
            Rect=[72, 300, 300, 330],
            DA="/Helv 12 Tf 0 g",
        )
    )
    other = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="other",
            V="Kept",
            Rect=[9, 9, 99, 29],
        )
    )
    helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    root.AcroForm = pikepdf.Dictionary(
        Fields=[field, other], DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=helvetica)), NeedAppearances=True
    )
    page.Annots = pikepdf.Array([note, field])
    document.pages[2].Annots = pikepdf.Array([other])
    spoken = f"/Span <</ActualText ({PHRASE})>> BDC EMC\n".encode()
    document.pages[1].contents_add(pikepdf.Stream(document, spoken))
    root.PieceInfo = pikepdf.Dictionary(X=pikepdf.Dictionary(Private=document.make_stream(PHRASE.encode("utf-16-be"))))


def test_a_phrase_is_removed_from_metadata_outlines_forms_and_attachments() -> None:
    data = changed(a_pdf(text="Other words", pages=3), _phrase_everywhere)
    assert is_in(data, PHRASE)
    copy = redacted(data, [PHRASE])
    assert not is_in(copy, PHRASE)
    assert words(copy) == "Other words Other words Other words"
    document = opened(copy)
    assert [str(field.T) for field in document.Root.AcroForm.Fields.as_list()] == ["other"]
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["[redacted]"]


def test_a_form_value_is_blackened_where_it_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        lines("Address")(canvas)
        canvas.acroForm.textfield(name="address", value=PHRASE, x=72, y=600, width=200, height=24)
        canvas.acroForm.textfield(name="other", value="Kept", x=72, y=500, width=200, height=24)

    copy = redacted(drawn(draw), [PHRASE])
    assert not is_in(copy, PHRASE)
    assert words(copy) == "Address Kept"
    document = opened(copy)
    assert list(document.Root.AcroForm.Fields.as_list()) == []
    assert darkness(copy, (100, 842 - 612)) > 200


def test_pages_that_cannot_be_read_are_left_out() -> None:
    data = (SAMPLES / "Medical-letter-scan.pdf").read_bytes()
    copy = redacted(data, [PHRASE])
    assert words(copy).count("This page is not in this copy.") == 3


def test_the_ocr_text_of_a_scan_is_searched_once_somebody_has_looked() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, 595, 842)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textLine("They live in Harrow Lane.")
        canvas.drawText(text)

    copy = redacted(drawn(draw), [PHRASE], {0: [Box(72, 400, 272, 500)]})
    assert words(copy) == "They live in ."
    assert darkness(copy, (150, 842 - 703)) == 255
    assert darkness(copy, (150, 842 - 450)) == 255
    assert darkness(copy, (150, 842 - 550)) < 100


def test_other_scripts_stay_searchable() -> None:
    from panel_desk.documents.style.fonts import Weight, faces  # noqa: PLC0415 - as documents do

    def draw(canvas: Canvas) -> None:
        canvas.setFont(faces(Weight.REGULAR)[1].fontName, 14)
        canvas.drawString(72, 700, "Ελένη lives in Harrow Lane")

    assert words(redacted(drawn(draw), [PHRASE])) == "Ελένη lives in"


def test_a_paper_without_phrases_to_redact_is_unchanged() -> None:
    data = a_pdf()
    assert redacted(data, ["", " - "]) is data
    assert words(redacted(data, ["Nowhere"])) == "Words"


def test_a_damaged_paper_raises_an_error_with_a_reason() -> None:
    with pytest.raises(RedactionError, match="damaged"):
        redacted(b"no PDF", [PHRASE])


def test_a_phrase_that_cannot_be_removed_raises_an_error() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words")

    def hide(document: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(document, zlib.compress(PHRASE.encode()), Width=1, Height=1, BitsPerComponent=8)
        picture.Subtype, picture.Filter, picture.ColorSpace = (
            pikepdf.Name.Image,
            pikepdf.Name.FlateDecode,
            pikepdf.Name.DeviceGray,
        )
        document.pages[0].Resources.XObject = pikepdf.Dictionary(Odd=document.make_indirect(picture))
        document.pages[0].contents_add(pikepdf.Stream(document, b"q 9 0 0 9 9 9 cm /Odd Do Q"))

    with pytest.raises(RedactionError, match="could still be read"):
        redacted(changed(drawn(draw), hide), [PHRASE])


_WORDS = st.sampled_from(
    ["the", "plan", "Harrow", "Lane", "lane", "adoption", "Zoë", "O'Neill", "12", "of", "Brown", "–"]
)


@settings(max_examples=settings().max_examples // 2)  # each example prints a page and reads it
@given(
    texts=st.lists(st.lists(_WORDS, min_size=1, max_size=6), min_size=1, max_size=5),
    phrase=st.lists(_WORDS, min_size=1, max_size=2).map(" ".join).filter(comparable),
    size=st.integers(6, 30),
    angle=st.sampled_from([0, 0, 90, 7]),
)
def test_any_redacted_phrase_is_gone_from_any_text(texts: list[list[str]], phrase: str, size: int, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 300)
        canvas.rotate(angle)
        text = canvas.beginText(-200, 200)
        text.setFont("Times-Roman", size)
        for line in texts:
            text.textLine(" ".join(line))
        canvas.drawText(text)

    data = drawn(draw)
    copy = redacted(data, [phrase])
    assert not has(copy, phrase)
    if has(data, phrase):
        document = opened(copy)
        assert len(document.pages[0].get_images()) == 1
    else:
        assert words(copy) == words(data)


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("CPR-child-B.pdf", "Birth family"),
        ("PAR-household-A.pdf", "early permanence"),
        ("APR-match-AB.pdf", "couple"),
        ("Declaration-form.pdf", "Supervised by"),
        ("Chronology-rotated.pdf", "Chronology"),
        ("Genogram-A3.pdf", "Genogram"),
    ],
)
def test_redacting_the_sample_papers_leaves_no_phrase(name: str, phrase: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert has(data, phrase)
    copy = redacted(data, [phrase])
    assert not is_in(copy, phrase)
    assert len(opened(copy).pages) == len(opened(data).pages)
