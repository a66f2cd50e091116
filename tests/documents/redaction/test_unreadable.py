"""A page that shows something that no program can read is withheld until somebody has looked at it."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.redaction.page_text import Box, texts_of
from panel_desk.documents.redaction.redact import redact_pdf
from panel_desk.documents.redaction.unreadable import Unread
from panel_desk.documents.style.fonts import Weight, faces
from tests.documents.preflight.test_report import a_pdf, changed, drawn
from tests.documents.reading import opened, words
from tests.documents.redaction.test_redact import darkness, is_in, lines

PHRASE = "Mirabel Oakhurst"


def unread(data: bytes) -> list[tuple[Unread, ...]]:
    """For each page, the kinds of what it shows and no program can read."""
    return [text.unread for text in texts_of(data)]


def picture(width: int = 40, height: int = 20) -> ImageReader:
    return ImageReader(Image.linear_gradient("L").resize((width, height)))


def with_text(draw: Callable[[Canvas], object]) -> bytes:
    def both(canvas: Canvas) -> None:
        lines("The household had prepared well.")(canvas)
        draw(canvas)

    return drawn(both)


def a_scan_with_a_typed_line(canvas: Canvas) -> None:
    canvas.drawImage(picture(200, 280), 0, 40, 595, 800)
    canvas.drawString(72, 20, "Page 12 of 40")


def a_picture_of_one_word(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 300, 300, 24, 6)


def an_upright_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 300, 300, 7, 60)


def an_inline_picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.linear_gradient("L").resize((40, 20)), 300, 300, 80, 20)


def a_picture_in_a_form_that_enlarges_it(canvas: Canvas) -> None:
    canvas.beginForm("stamp")
    canvas.drawImage(picture(), 0, 0, 5, 2)
    canvas.endForm()
    canvas.translate(200, 200)
    canvas.scale(10, 10)
    canvas.doForm("stamp")


def a_picture_in_strips(canvas: Canvas) -> None:
    for strip in range(5):
        canvas.drawImage(picture(), 100, 200 + 2 * strip, 200, 2)


@pytest.mark.parametrize(
    "draw",
    [
        a_scan_with_a_typed_line,
        a_picture_of_one_word,
        an_upright_picture,
        an_inline_picture,
        a_picture_in_a_form_that_enlarges_it,
        a_picture_in_strips,
    ],
)
def test_a_picture_that_may_hold_words_withholds_its_page(draw: Callable[[Canvas], object]) -> None:
    data = with_text(draw)
    assert unread(data) == [(Unread.PICTURE,)]
    found = redact_pdf(data, [PHRASE])
    assert found.withheld == (0,)
    assert words(found.data).startswith("This page is not in this copy.")
    document = opened(found.data)
    assert not document.pages[0].get_images()


def a_row_of_bullets(canvas: Canvas) -> None:
    for line in range(5):
        canvas.drawImage(picture(), 72, 300 + 16 * line, 6, 6)
        canvas.drawString(90, 300 + 16 * line, "a reason")


def a_ruler(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 72, 300, 400, 1)


def a_table_and_a_chart(canvas: Canvas) -> None:
    canvas.grid([100, 200, 300], [100, 120, 140, 160])
    canvas.circle(200, 300, 40)
    canvas.roundRect(300, 300, 80, 40, 6)
    canvas.line(100, 400, 200, 450)


@pytest.mark.parametrize("draw", [a_row_of_bullets, a_ruler, a_table_and_a_chart])
def test_bullets_rules_and_boxes_do_not_withhold_their_page(draw: Callable[[Canvas], object]) -> None:
    data = with_text(draw)
    assert unread(data) == [()]
    found = redact_pdf(data, [PHRASE])
    assert found.withheld == ()
    assert "The household had prepared well." in words(found.data)


def test_a_picture_in_a_pattern_withholds_its_page() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        tile = pikepdf.Stream(document, b"BT /F1 12 Tf 5 5 Td (Mirabel Oakhurst) Tj ET")
        tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
        tile.BBox, tile.XStep, tile.YStep = pikepdf.Array([0, 0, 120, 20]), 120, 20
        tile.Resources = pikepdf.Dictionary(Font=page.obj.Resources.Font)
        page.obj.Resources.Pattern = pikepdf.Dictionary(Words=document.make_indirect(tile))
        page.contents_add(pikepdf.Stream(document, b"/Pattern cs /Words scn 72 300 120 20 re f"))

    data = changed(a_pdf(text="Other words"), fill)
    assert darkness(data, (78, 842 - 309)) > 0 or unread(data)  # legible, and in no text of the page
    assert "Mirabel" not in words(data)
    assert unread(data) == [(Unread.DRAWING,)]
    assert redact_pdf(data, [PHRASE]).withheld == (0,)


def test_words_drawn_as_outlines_withhold_their_page() -> None:
    def outlines(canvas: Canvas) -> None:
        for letter in range(7):
            path = canvas.beginPath()
            left = 300 + 12 * letter
            path.moveTo(left, 300)
            for step in range(3):
                path.curveTo(left + 2, 300 + step, left + 5, 303 + step, left + 8, 306 + step)
                path.lineTo(left, 309 + step)
            canvas.drawPath(path, fill=1)

    assert unread(with_text(outlines)) == [(Unread.DRAWING,)]


def test_a_stamp_with_a_picture_withholds_its_page() -> None:
    def sign(document: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(document, bytes(range(100)), Width=10, Height=10, BitsPerComponent=8)
        image.Subtype, image.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceGray
        shown = pikepdf.Stream(document, b"q 150 0 0 40 0 0 cm /I Do Q")
        shown.Type, shown.Subtype, shown.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 150, 40])
        shown.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=document.make_indirect(image)))
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[100, 100, 250, 140],
            F=4,
            AP=pikepdf.Dictionary(N=document.make_indirect(shown)),
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(stamp)])

    assert unread(changed(a_pdf(), sign)) == [(Unread.PICTURE,)]


def without_mapping(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].obj.Resources.Font.as_dict().values():
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def set_in_a_bundled_font(*texts: tuple[float, float, str]) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(faces(Weight.REGULAR)[0].fontName, 14)
        for x, y, text in texts:
            canvas.drawString(x, y, text)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 600, "and a reason that can be read")

    return drawn(draw)


def test_letters_without_a_unicode_mapping_withhold_their_page() -> None:
    data = changed(set_in_a_bundled_font((72, 700, PHRASE)), without_mapping)
    assert unread(data) == [(Unread.LETTERS,)]
    found = redact_pdf(data, [PHRASE])
    assert found.withheld == (0,)


def test_one_unreadable_letter_in_a_word_withholds_its_page() -> None:
    def map_to_private_use(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].obj.Resources.Font.as_dict().values():
            if "/ToUnicode" in font:
                mapping = font.ToUnicode.read_bytes()
                font.ToUnicode = pikepdf.Stream(document, mapping.replace(b"<0062>", b"<E062>"))

    data = changed(set_in_a_bundled_font((72, 700, PHRASE)), map_to_private_use)
    assert "Mira\ue062el" in words(data)
    assert unread(data) == [(Unread.LETTERS,)]


def test_a_bullet_without_a_unicode_mapping_does_not_withhold_its_page() -> None:
    data = changed(set_in_a_bundled_font((72, 600, "•"), (72, 580, "•")), without_mapping)
    assert unread(changed(set_in_a_bundled_font((72, 600, "•")), without_mapping)) == [()]
    assert unread(data) == [(Unread.LETTERS,)]  # two of them with nothing between may be a word


def test_a_hidden_comment_is_taken_out_and_the_paper_stays() -> None:
    def hide(document: pikepdf.Pdf) -> None:
        shown = pikepdf.Stream(document, f"BT /F1 12 Tf 2 4 Td ({PHRASE}) Tj ET".encode())
        shown.Type, shown.Subtype, shown.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 300, 20])
        shown.Resources = pikepdf.Dictionary(Font=document.pages[0].obj.Resources.Font)
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[100, 200, 400, 220],
            F=2,
            AP=pikepdf.Dictionary(N=document.make_indirect(shown)),
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])

    found = redact_pdf(changed(a_pdf(text="Other words"), hide), [PHRASE])
    assert found.withheld == ()
    assert words(found.data) == "Other words"
    assert not is_in(found.data, "Oakhurst")


def test_a_value_that_a_tick_box_would_show_when_ticked_is_taken_out() -> None:
    def hide(document: pikepdf.Pdf) -> None:
        states = pikepdf.Dictionary()
        for name, phrase in (("/Off", "no"), ("/On", PHRASE)):
            shown = pikepdf.Stream(document, f"BT /F1 12 Tf 2 4 Td ({phrase}) Tj ET".encode())
            shown.Type, shown.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            shown.BBox = pikepdf.Array([0, 0, 300, 20])
            shown.Resources = pikepdf.Dictionary(Font=document.pages[0].obj.Resources.Font)
            states[name] = document.make_indirect(shown)
        box = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Btn,
            T="agreed",
            Rect=[100, 200, 400, 220],
            F=4,
            AS=pikepdf.Name.Off,
            AP=pikepdf.Dictionary(N=states),
        )
        box = document.make_indirect(box)
        document.pages[0].Annots = pikepdf.Array([box])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[box])

    found = redact_pdf(changed(a_pdf(text="Other words"), hide), [PHRASE])
    assert not is_in(found.data, "Oakhurst")


def test_a_page_that_somebody_looked_at_is_shown_with_the_boxes_burnt_in() -> None:
    data = with_text(lambda canvas: canvas.drawImage(picture(), 100, 200, 400, 200))
    found = redact_pdf(data, [PHRASE], {0: [Box(120, 220, 180, 240)]})
    assert found.withheld == ()
    assert words(found.data) == "The household had prepared well."
    assert darkness(found.data, (150, 842 - 230)) == 255
    document = opened(found.data)
    [image] = document.pages[0].get_images().values()  # one picture: nothing lies under the box
    assert isinstance(image, pikepdf.Stream)
    shown = pikepdf.PdfImage(image).as_pil_image().convert("L")
    assert shown.getpixel((round(150 / 595 * shown.width), round((842 - 230) / 842 * shown.height))) == 0


def test_a_page_with_nothing_to_hide_stays_as_it_is() -> None:
    data = with_text(lambda canvas: canvas.drawImage(picture(), 100, 200, 400, 200))
    found = redact_pdf(data, [PHRASE], {0: []})
    assert found.withheld == ()
    assert words(found.data) == words(data)
    before, after = opened(data), opened(found.data)
    assert after.pages[0].obj.Contents.read_bytes() == before.pages[0].obj.Contents.read_bytes()


def test_text_under_a_box_is_gone_from_the_file() -> None:
    data = with_text(lambda canvas: canvas.drawImage(picture(), 100, 200, 400, 200))
    found = redact_pdf(data, [PHRASE], {0: [Box(60, 690, 595, 720)]})
    assert not is_in(found.data, "prepared")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_are_in_the_right_place_on_a_turned_page(turn: int) -> None:
    def turned(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = turn

    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 600), invariant=1)
    canvas.drawImage(picture(), 100, 200, 200, 200)
    canvas.drawString(20, 20, "a")
    canvas.save()
    found = redact_pdf(changed(out.getvalue(), turned), [PHRASE], {0: [Box(120, 220, 180, 240)]}).data
    x, y = {90: (230, 150), 180: (400 - 150, 230), 270: (600 - 230, 400 - 150)}[turn]
    assert darkness(found, (x, y)) == 255
