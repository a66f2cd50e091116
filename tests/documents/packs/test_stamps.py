"""Stamps on unusual pages: rotated, cropped, large, small, shared, malformed, with an open graphics state."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.lib.pagesizes import A3, A4, A5

from tests.documents.contents import a_pack
from tests.documents.papers import a_drawing, a_source, build_one, changed, page_labels, page_words, uncompressed
from tests.documents.reading import opened

PdfObject = Any  # a pikepdf object, whose keys are attributes too


def rendered(data: bytes) -> list[Image.Image]:
    """Each page as an image in greyscale."""
    with pypdfium2.PdfDocument(data) as document:
        images = []
        for page in document:
            images.append(page.render(scale=1).to_pil().convert("L"))
            page.close()
        return images


def foot(picture: Image.Image, scale: float = 1) -> Image.Image:
    """The area of the stamp, at the bottom right of the page; `scale` is how much larger than usual the stamp is."""
    width, height = picture.size
    return picture.crop((int(width - 70 * scale), int(height - 30 * scale), width, height))


def darkness(picture: Image.Image) -> int:
    """The number of dark pixels."""
    return sum(picture.histogram()[:100])


def last_page(data: bytes) -> Image.Image:
    """The last page of the first case, which comes before the second case's divider."""
    return rendered(data)[-2]


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_a_rotated_page_has_its_stamp_upright_and_in_the_usual_position(turn: int) -> None:
    upright = foot(last_page(build_one({"one": a_drawing(b"")})))
    turned = foot(last_page(build_one({"one": a_drawing(b"", Rotate=turn)})))
    assert darkness(upright) > 20
    difference = sum(abs(a - b) for a, b in zip(upright.tobytes(), turned.tobytes(), strict=True))
    assert difference < 30 * 255


@pytest.mark.parametrize(
    "page",
    [
        {"CropBox": Array([100, 100, 400, 500])},
        {"CropBox": Array([400, 500, 100, 100]), "Rotate": 90},
        {"CropBox": Array([100, 100, 900, 500])},
        {"MediaBox": Array([-300, -200, 295, 642])},
        {"UserUnit": 2},
        {"MediaBox": Array([0, 0, *A3])},
        {"MediaBox": Array([0, 0, 2384, 3370])},
        {"MediaBox": Array([0, 0, *A5])},
        {"Rotate": 45},
        {"Rotate": String("no turn")},
        {"CropBox": Array([5, 5, 5, 5])},
        {"MediaBox": Array([0, 0, String("a"), 9])},
        {"MediaBox": 7},
    ],
)
def test_a_page_of_any_size_has_a_visible_stamp(page: dict[str, Any]) -> None:
    data = build_one({"one": a_drawing(b"", **page)})
    picture = last_page(data)
    assert darkness(foot(picture, max(1.0, min(picture.size) / 595))) > 3
    assert "Page 2" in page_words(data)[-2]


@pytest.mark.parametrize("page", [{"MediaBox": Array([0, 0, 120, 90])}, {"CropBox": Array([1000, 1000, 1400, 1500])}])
def test_a_very_small_page_is_stamped(page: dict[str, Any]) -> None:
    assert "Page 2" in page_words(build_one({"one": a_drawing(b"", **page)}))[-2]


@pytest.mark.parametrize(
    "content",
    [
        b"q 0.1 0 0 0.1 50 50 cm",
        b"0.1 0 0 0.1 50 50 cm",
        b"Q Q 0 0 9 9 re W n",
        b"q q Q BT /F1 9 Tf 72 500 Td (q q Q in a text) Tj ET 5 0 0 5 0 0 cm",
        b"BT /F1 9 Tf 72 500 Td (q and Q) Tj ET",
        b"1 0 0 1 0 0 cm 0 0 1 1 re W n ] >>",
    ],
)
def test_unbalanced_page_content_does_not_affect_the_stamp(content: bytes) -> None:
    clean = foot(last_page(build_one({"one": a_drawing(b"")})))
    stamped = foot(last_page(build_one({"one": a_drawing(content)})))
    assert stamped.tobytes() == clean.tobytes()


def test_pages_that_share_contents_and_resources_get_their_own_stamps() -> None:
    data = build_one({"one": a_drawing(b"BT /F1 12 Tf 72 700 Td (Shared) Tj ET", pages=3)})
    texts = page_words(data)
    for label, text in list(zip(page_labels(data), texts, strict=True))[-4:-1]:
        assert re.search(rf"Page {label}\b", text)
        assert len(re.findall(r"Page \w+", text)) == 1
        assert "Shared" in text


def test_a_page_used_twice_in_a_paper_gets_two_stamps() -> None:
    def twice(document: PdfObject) -> None:
        kids = document.Root.Pages.Kids
        kids.append(kids[0])
        document.Root.Pages.Count = len(kids)

    source = changed(a_source("One"), twice)
    data = build_one({"one": source})
    assert page_labels(data)[-5:] == ["1", "2", "3", "4", "5"]
    texts = page_words(data)
    assert "Page 2" in texts[-4]
    assert "Page 4" in texts[-2]
    assert "One page 1" in texts[-4]
    assert "One page 1" in texts[-2]


def test_a_pack_within_a_pack_shows_both_page_numbers() -> None:
    inner = build_one({"one": a_source("One")})
    data = build_one({"inner": inner})
    texts = page_words(data)
    number = next(n for n, text in enumerate(texts) if "One page 1" in text)
    assert f"Page {page_labels(data)[number]}" in texts[number]
    assert "Page 2" in texts[number]


def test_content_under_the_stamp_stays_legible() -> None:
    striped = b"0 g " + b" ".join(b"%d 0 4 40 re f" % x for x in range(480, 595, 8))
    picture = last_page(build_one({"one": a_drawing(striped)}))
    row = [picture.getpixel((x, picture.height - 26)) for x in range(540, 590)]
    assert max(row) - min(row) > 20  # type: ignore[operator,type-var] # grey: whole numbers


def odd_resources(document: PdfObject) -> None:
    document.pages[0].Resources = String("none")


def odd_fonts(document: PdfObject) -> None:
    document.pages[0].Resources = Dictionary(Font=String("none"))


def inherited(document: PdfObject) -> None:
    page = document.pages[0]
    document.Root.Pages.Resources, document.Root.Pages.Rotate = page.Resources, 90
    del page.obj["/Resources"]


def odd_content(document: PdfObject) -> None:
    document.pages[0].Contents = Array([document.make_stream(b"BT ET"), String("none"), document.make_stream(b"q")])


def no_content(document: PdfObject) -> None:
    del document.pages[0].obj["/Contents"]


def unreadable_content(document: PdfObject) -> None:
    document.pages[0].Contents = pikepdf.Stream(document, b"not packed", Filter=Name.FlateDecode)


@pytest.mark.parametrize("change", [odd_resources, odd_fonts, inherited, odd_content, no_content, unreadable_content])
def test_malformed_pages_are_stamped(change: Callable[[PdfObject], None]) -> None:
    data = build_one({"one": changed(a_source("One"), change)})
    assert "Page 2" in page_words(data)[-3]
    assert "Page 3" in page_words(data)[-2]


def test_all_stamps_share_one_font() -> None:
    few, many = (len(build_one({"one": a_drawing(b"", pages=pages)})) for pages in (1, 401))
    assert (many - few) / 400 < 330  # bytes per page
    unpacked = uncompressed(build_one({"one": a_drawing(b"", pages=20)}))
    assert unpacked.count(b"/BaseFont /AAAAAA+SourceSans3-SemiBold") <= 2  # the stamp's, and the front pages'


def test_the_pack_of_an_a4_paper_is_a4() -> None:
    document = opened(build_one({"one": a_source("One")}, a_pack("one")))
    assert {(round(page.mediabox[2]), round(page.mediabox[3])) for page in document.pages} == {
        (round(A4[0]), round(A4[1]))
    }
    out = BytesIO()
    document.save(out)
