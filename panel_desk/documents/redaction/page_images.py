"""A page made anew as a picture: black where a phrase stood, and the rest still to be searched."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw
from pypdfium2 import raw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.pdfium import PDFIUM_LOCK
from panel_desk.documents.redaction.page_text import Box, Letter
from panel_desk.documents.style.fonts import Weight, faces

_DOTS_AN_INCH = 200
_MOST_DOTS = 6_000  # along the longer side
_INCH = 72.0
_QUALITY = 85
_MARGIN = 1.0  # points around what is blotted out
_COLOURED = 12  # how far apart a dot's colours are where a picture is not grey
_MARGINS = 72.0
_BODY = 12.0


@dataclass(frozen=True, slots=True)
class RedactedPage:
    """Where a page's picture goes.

    Args:
        frame: the part of the page that is shown.
        boxes: what is black.
        letters: what can still be searched.
    """

    frame: Box
    boxes: Sequence[Box]
    letters: Sequence[Letter]


def redaction_boxes(letters: Sequence[Letter], places: set[int]) -> list[Box]:
    """What to blacken so that some of the letters cannot be read: a box for each run of them on a line."""
    boxes: list[Box] = []
    last, marked = -2, 0
    for at in sorted(places):
        box = letters[at].box
        if letters[at].text.isspace() or (box.right <= box.left and box.top <= box.bottom):
            last = at if at == last + 1 else last
            continue
        box = Box(box.left - _MARGIN, box.bottom - _MARGIN, box.right + _MARGIN, box.top + _MARGIN)
        before = boxes[-1] if boxes and at == last + 1 and _is_on_line(letters[at], letters[marked]) else None
        if before is not None and before.bottom < box.top and box.bottom < before.top:
            boxes[-1] = Box(
                min(before.left, box.left),
                min(before.bottom, box.bottom),
                max(before.right, box.right),
                max(before.top, box.top),
            )
        else:
            boxes.append(box)
        last = marked = at
    return boxes


def _is_on_line(one: Letter, other: Letter) -> bool:
    """Whether two letters stand on one line; lines may be so close that their letters' boxes overlap."""
    off = (one.y - other.y) * math.cos(one.angle) - (one.x - other.x) * math.sin(one.angle)
    return abs(off) < max(one.box.right - one.box.left, one.box.top - one.box.bottom) / 2


def visible_box(page: Any) -> Box:  # noqa: ANN401 - a PDF dictionary
    """The part of a page that is shown, in its own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.get("/CropBox", page.MediaBox))
    around = [float(edge) for edge in page.MediaBox]
    return Box(
        max(min(left, right), min(around[0], around[2])),
        max(min(bottom, top), min(around[1], around[3])),
        min(max(left, right), max(around[0], around[2])),
        min(max(bottom, top), max(around[1], around[3])),
    )


def render_pages(data: bytes, sheets: dict[int, RedactedPage]) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """The picture of each page that is made anew: its number, its bytes and what its dictionary says.

    Args:
        data: a PDF whose pages are not turned.
        sheets: the pages, by number from 0.
    """
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        with PDFIUM_LOCK:
            document.init_forms()
        for at, sheet in sheets.items():
            yield at, *_packed(_blackened(_picture_of(document, at), sheet))
    finally:
        with PDFIUM_LOCK:
            document.close()


def _picture_of(document: Any, at: int) -> Image.Image:  # noqa: ANN401 - pypdfium2 ships no types
    with PDFIUM_LOCK:
        page = document[at]
        try:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        finally:
            page.close()
        page = document[at]
        try:
            width, height = page.get_size()
            scale = min(_DOTS_AN_INCH / _INCH, _MOST_DOTS / max(width, height))
            bitmap = page.render(scale=scale)
            try:
                picture: Image.Image = bitmap.to_pil().convert("RGB")
                return picture
            finally:
                bitmap.close()
        finally:
            page.close()


def _blackened(picture: Image.Image, sheet: RedactedPage) -> Image.Image:
    frame = sheet.frame
    across = picture.width / (frame.right - frame.left)
    down = picture.height / (frame.top - frame.bottom)
    pen = ImageDraw.Draw(picture)
    for box in sheet.boxes:
        left, right = ((edge - frame.left) * across for edge in (box.left, box.right))
        top, bottom = ((frame.top - edge) * down for edge in (box.top, box.bottom))
        pen.rectangle((math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)), fill="black")
    return picture


def _packed(picture: Image.Image) -> tuple[bytes, dict[str, Any]]:
    """A picture's bytes, without loss or as JPEG, whichever is smaller."""
    from panel_desk.documents.preflight.images import png_image_data  # noqa: PLC0415 - beside Pillow

    hue = picture.convert("HSV").getchannel("S").histogram()
    if not any(hue[_COLOURED:]):
        picture = picture.convert("L")
    bands = len(picture.getbands())
    space = pikepdf.Name.DeviceRGB if bands > 1 else pikepdf.Name.DeviceGray
    entries: dict[str, Any] = {"/ColorSpace": space, "/BitsPerComponent": 8, "/Width": picture.width}
    entries["/Height"] = picture.height
    png, jpeg = BytesIO(), BytesIO()
    picture.save(png, "PNG")
    picture.save(jpeg, "JPEG", quality=_QUALITY)
    if jpeg.tell() < png.tell():
        return jpeg.getvalue(), entries | {"/Filter": pikepdf.Name.DCTDecode}
    how = pikepdf.Dictionary(Predictor=15, Colors=bands, BitsPerComponent=8, Columns=picture.width)
    return png_image_data(png.getvalue()), entries | {"/Filter": pikepdf.Name.FlateDecode, "/DecodeParms": how}


def hidden_text_layer(sheets: Sequence[RedactedPage]) -> bytes:
    """A PDF with a page for each of the sheets that holds its letters, invisible, where they stood."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for sheet in sheets:
        canvas.setPageSize((max(sheet.frame.right, 1), max(sheet.frame.top, 1)))
        text = canvas.beginText()
        text.setTextRenderMode(3)
        for word in _words(sheet.letters):
            _set(text, word)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def notice_page(size: tuple[float, float], lines: Sequence[str]) -> bytes:
    """A page with a few lines on it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    face = faces(Weight.REGULAR)[0]
    scale = min(1.0, size[0] / (2 * _MARGINS + pdfmetrics.stringWidth(max(lines, key=len), face.fontName, _BODY)))
    canvas.setFont(face.fontName, _BODY * scale)
    for number, line in enumerate(lines):
        canvas.drawString(_MARGINS * scale, size[1] - (_MARGINS + number * _BODY * 1.5) * scale, line)
    canvas.save()
    return out.getvalue()


def _words(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    word: list[Letter] = []
    for letter in letters:
        if letter.text.isspace() or not letter.text.isprintable():
            if word:
                yield word
            word = []
        else:
            word.append(letter)
    if word:
        yield word


def _set(text: Any, word: Sequence[Letter]) -> None:  # noqa: ANN401 - ReportLab's text object
    """Set a word as wide as it was."""
    said = "".join(letter.text for letter in word)
    first, last = word[0], word[-1]
    font = _font(said)
    if font is None:
        return
    size = max(1.0, min(first.box.top - first.box.bottom, 2 * _INCH))
    if first.angle:
        length = math.hypot(last.x - first.x, last.y - first.y) + size / 2
    else:
        length = max(last.box.right - first.x, 1.0)
    natural = pdfmetrics.stringWidth(said, font, size)
    cosine, sine = math.cos(first.angle), math.sin(first.angle)
    text.setFont(font, size)
    text.setHorizScale(max(1.0, min(1000.0, 100.0 * length / max(natural, 0.1))))
    text.setTextTransform(cosine, sine, -sine, cosine, first.x, first.y)
    text.textOut(said)


def _font(said: str) -> str | None:
    """A font that has a word's letters; None where none has."""
    try:
        said.encode("cp1252")
    except UnicodeEncodeError:
        has_all = (face for face in faces(Weight.REGULAR) if all(ord(letter) in face.covered for letter in said))
        face = next(has_all, None)
        return face.fontName if face else None
    return "Helvetica"
