"""Replaces a page by an image with black boxes and a hidden text layer."""

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

_DPI = 200  # resolution of the image
_MAX_PIXELS = 6_000  # along the longer side
_INCH = 72.0  # points
_QUALITY = 85  # of JPEG, from 1 to 95
_BOX_MARGIN = 1.0  # points around redacted text
_GREY_SATURATION = 12  # of 255: a scan in which no pixel has as much is stored in grey
_PAGE_MARGIN = 72.0  # points
_BODY = 12.0  # points: the size of the text of a notice


@dataclass(frozen=True, slots=True)
class RedactedPage:
    """A page to be replaced by an image.

    Args:
        frame: the visible area of the page.
        boxes: the areas to blacken.
        letters: the characters of the hidden text layer.
    """

    frame: Box
    boxes: Sequence[Box]
    letters: Sequence[Letter]


def redaction_boxes(letters: Sequence[Letter], redacted: set[int]) -> list[Box]:
    """The boxes that cover some of a page's characters: one for each run of neighbours on a line.

    Args:
        letters: the page's characters.
        redacted: the indices of those to cover.
    """
    boxes: list[Box] = []
    last, last_visible = -2, 0
    for index in sorted(redacted):
        box = letters[index].box
        if letters[index].text.isspace() or (box.right <= box.left and box.top <= box.bottom):
            last = index if index == last + 1 else last
            continue
        box = Box(box.left - _BOX_MARGIN, box.bottom - _BOX_MARGIN, box.right + _BOX_MARGIN, box.top + _BOX_MARGIN)
        continues = bool(boxes) and index == last + 1 and _is_on_line(letters[index], letters[last_visible])
        before = boxes[-1] if continues else None
        if before is not None and before.bottom < box.top and box.bottom < before.top:
            boxes[-1] = Box(
                min(before.left, box.left),
                min(before.bottom, box.bottom),
                max(before.right, box.right),
                max(before.top, box.top),
            )
        else:
            boxes.append(box)
        last = last_visible = index
    return boxes


def _is_on_line(one: Letter, other: Letter) -> bool:
    """Whether two characters are on the same line, by their baselines: boxes of neighbouring lines may overlap."""
    distance = (one.y - other.y) * math.cos(one.angle) - (one.x - other.x) * math.sin(one.angle)
    return abs(distance) < max(one.box.right - one.box.left, one.box.top - one.box.bottom) / 2


def visible_box(page: Any) -> Box:  # noqa: ANN401 - a PDF dictionary
    """The visible area of a page, the intersection of its crop box and media box, in its own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.get("/CropBox", page.MediaBox))
    media = [float(edge) for edge in page.MediaBox]
    return Box(
        max(min(left, right), min(media[0], media[2])),
        max(min(bottom, top), min(media[1], media[3])),
        min(max(left, right), max(media[0], media[2])),
        min(max(bottom, top), max(media[1], media[3])),
    )


def render_pages(data: bytes, pages: dict[int, RedactedPage]) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Render pages with their black boxes: index, image data and the image dictionary's entries.

    Args:
        data: a PDF whose pages are not rotated.
        pages: the pages to render, by index from 0.
    """
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        with PDFIUM_LOCK:
            document.init_forms()
        for index, page in pages.items():
            yield index, *_encoded(_blackened(_rendered(document, index), page))
    finally:
        with PDFIUM_LOCK:
            document.close()


def _rendered(document: Any, index: int) -> Image.Image:  # noqa: ANN401 - pypdfium2 ships no types
    """Render a page, with its annotations, as an image."""
    with PDFIUM_LOCK:
        page = document[index]
        try:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        finally:
            page.close()  # PDFium shows the flattened content only after the page is loaded again
        page = document[index]
        try:
            width, height = page.get_size()
            scale = min(_DPI / _INCH, _MAX_PIXELS / max(width, height))
            bitmap = page.render(scale=scale)
            try:
                image: Image.Image = bitmap.to_pil().convert("RGB")
                return image
            finally:
                bitmap.close()
        finally:
            page.close()


def _blackened(image: Image.Image, redacted: RedactedPage) -> Image.Image:
    """An image with black boxes over the areas to hide."""
    frame = redacted.frame
    across = image.width / (frame.right - frame.left)
    down = image.height / (frame.top - frame.bottom)
    pen = ImageDraw.Draw(image)
    for box in redacted.boxes:
        left, right = ((edge - frame.left) * across for edge in (box.left, box.right))
        top, bottom = ((frame.top - edge) * down for edge in (box.top, box.bottom))
        pen.rectangle((math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)), fill="black")
    return image


def _encoded(image: Image.Image) -> tuple[bytes, dict[str, Any]]:
    """An image's data and dictionary entries, lossless or as JPEG, whichever is smaller."""
    from panel_desk.documents.preflight.images import png_image_data  # noqa: PLC0415 - loads when a page is redacted

    saturation = image.convert("HSV").getchannel("S").histogram()
    if not any(saturation[_GREY_SATURATION:]):
        image = image.convert("L")
    bands = len(image.getbands())
    space = pikepdf.Name.DeviceRGB if bands > 1 else pikepdf.Name.DeviceGray
    entries: dict[str, Any] = {"/ColorSpace": space, "/BitsPerComponent": 8, "/Width": image.width}
    entries["/Height"] = image.height
    png, jpeg = BytesIO(), BytesIO()
    image.save(png, "PNG")
    image.save(jpeg, "JPEG", quality=_QUALITY)
    if jpeg.tell() < png.tell():
        return jpeg.getvalue(), entries | {"/Filter": pikepdf.Name.DCTDecode}
    png_prediction = pikepdf.Dictionary(Predictor=15, Colors=bands, BitsPerComponent=8, Columns=image.width)
    compression = {"/Filter": pikepdf.Name.FlateDecode, "/DecodeParms": png_prediction}
    return png_image_data(png.getvalue()), entries | compression


def hidden_text_layer(pages: Sequence[RedactedPage]) -> bytes:
    """A PDF with one page of invisible text per redacted page, each word at its place, for searching."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in pages:
        canvas.setPageSize((max(page.frame.right, 1), max(page.frame.top, 1)))
        text = canvas.beginText()
        text.setTextRenderMode(3)  # invisible
        for word in _words(page.letters):
            _add_word(text, word)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def notice_page(size: tuple[float, float], lines: Sequence[str]) -> bytes:
    """A PDF of one page with a few lines of text, to stand in for a page that cannot be redacted."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    face = faces(Weight.REGULAR)[0]
    scale = min(1.0, size[0] / (2 * _PAGE_MARGIN + pdfmetrics.stringWidth(max(lines, key=len), face.fontName, _BODY)))
    canvas.setFont(face.fontName, _BODY * scale)
    for number, line in enumerate(lines):
        canvas.drawString(_PAGE_MARGIN * scale, size[1] - (_PAGE_MARGIN + number * _BODY * 1.5) * scale, line)
    canvas.save()
    return out.getvalue()


def _words(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Runs of neighbouring characters without spaces."""
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


def _add_word(text: Any, word: Sequence[Letter]) -> None:  # noqa: ANN401 - ReportLab's text object
    """Add an invisible word, stretched to the width that it had on the page."""
    characters = "".join(letter.text for letter in word)
    first, last = word[0], word[-1]
    font = _font(characters)
    if font is None:
        return
    size = max(1.0, min(first.box.top - first.box.bottom, 2 * _INCH))
    if first.angle:
        length = math.hypot(last.x - first.x, last.y - first.y) + size / 2
    else:
        length = max(last.box.right - first.x, 1.0)
    natural = pdfmetrics.stringWidth(characters, font, size)
    cosine, sine = math.cos(first.angle), math.sin(first.angle)
    text.setFont(font, size)
    text.setHorizScale(max(1.0, min(1000.0, 100.0 * length / max(natural, 0.1))))
    text.setTextTransform(cosine, sine, -sine, cosine, first.x, first.y)
    text.textOut(characters)


def _font(word: str) -> str | None:
    """A font that covers a word; None where none does."""
    try:
        word.encode("cp1252")
    except UnicodeEncodeError:
        covering = (face for face in faces(Weight.REGULAR) if all(ord(letter) in face.covered for letter in word))
        face = next(covering, None)
        return face.fontName if face else None
    return "Helvetica"  # a standard font, which need not be embedded
