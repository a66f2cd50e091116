"""Images are converted to upright PDF pages."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from panel_desk.documents.preflight.images import PictureError, image_to_pdf
from panel_desk.documents.preflight.report import check_file
from tests.documents.preflight.test_report import SAMPLES
from tests.documents.reading import opened

if TYPE_CHECKING:
    from collections.abc import Callable

# Numbers of EXIF tags.
_ORIENTATION = 0x0112
_GPS = 0x8825


def a_picture(kind: str, size: tuple[int, int] = (400, 200), mode: str = "RGB", **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own options
    """An image file, red at the top and blue at the bottom."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0], size[1] // 2))
    out = BytesIO()
    picture.convert(mode).save(out, kind, **options)
    return out.getvalue()


def rendered(data: bytes, page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        bitmap = sheet.render(scale=0.5)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        sheet.close()
    return picture


def colours(picture: Image.Image) -> tuple[str, str]:
    """The colours a little above and a little below the middle."""
    width, height = picture.size
    names = []
    for part in (0.4, 0.6):
        red, _, blue = picture.getpixel((width // 2, int(height * part)))  # type: ignore[misc]  # three bands
        names.append("red" if red > blue + 99 else "blue" if blue > red + 99 else "neither")
    return names[0], names[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_image_format_becomes_a_page_of_its_own_proportions(kind: str, mode: str) -> None:
    report = check_file(a_picture(kind, mode=mode), f"a.{kind.lower()}")
    assert report.findings == ("It is a picture; it was made into one page.",)
    picture = rendered(report.data)
    assert picture.width > picture.height
    assert opened(report.data).Root.Type == "/Catalog"
    if mode == "RGB":
        assert colours(picture) == ("red", "blue")


def test_a_jpegs_pixels_are_kept_and_its_metadata_removed() -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = 1
    exif.get_ifd(_GPS)[1] = "N"
    data = a_picture("JPEG", exif=exif, comment=b"at home")
    document = opened(image_to_pdf(data).data)
    [picture] = document.pages[0].get_images().values()
    pixels = picture.read_raw_bytes()
    assert pixels[pixels.index(b"\xff\xda") :] == data[data.index(b"\xff\xda") :]
    assert b"Exif" in data
    assert b"Exif" not in pixels
    assert b"at home" not in pixels


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_is_upright_for_every_exif_orientation(turn: int, kind: str) -> None:
    # By orientation, how a camera that was held so stores an upright picture.
    stored: dict[int, Callable[[Image.Image], Image.Image]] = {
        1: lambda each: each,
        2: lambda each: each.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda each: each.transpose(Image.Transpose.ROTATE_180),
        4: lambda each: each.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda each: each.transpose(Image.Transpose.TRANSPOSE),
        6: lambda each: each.transpose(Image.Transpose.ROTATE_90),
        7: lambda each: each.transpose(Image.Transpose.TRANSVERSE),
        8: lambda each: each.transpose(Image.Transpose.ROTATE_270),
    }
    upright = Image.new("RGB", (400, 200), "blue")
    upright.paste("red", (0, 0, 400, 100))
    upright.paste("white", (0, 0, 50, 50))
    pages = []
    for orientation in (1, turn):
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        out = BytesIO()
        stored[orientation](upright).save(out, kind, exif=exif)
        pages.append(rendered(image_to_pdf(out.getvalue()).data))
    difference = ImageChops.difference(*pages).convert("L").histogram()
    assert sum(difference[60:]) < 0.002 * pages[0].width * pages[0].height
    assert colours(pages[1]) == ("red", "blue")


def test_a_scan_keeps_its_size_and_a_small_image_is_not_enlarged() -> None:
    scan = opened(image_to_pdf(a_picture("PNG", (1654, 2339), "1", dpi=(200, 200))).data)
    assert [round(float(side)) for side in scan.pages[0].mediabox[2:]] == [595, 842]
    small = rendered(image_to_pdf(a_picture("PNG", (96, 96))).data)
    assert small.getpixel((small.width // 2, small.height // 2 - 30)) == (255, 255, 255)


def test_each_image_of_a_tiff_becomes_a_page() -> None:
    out = BytesIO()
    first, *rest = (Image.new("1", size, 1) for size in ((300, 200), (200, 300), (200, 300)))
    first.save(out, "TIFF", save_all=True, append_images=rest)
    made = image_to_pdf(out.getvalue())
    assert made.findings == ("It is a file of several pictures; it was made into 3 pages.",)
    sizes = [page.mediabox for page in opened(made.data).pages]
    assert [float(box[2]) > float(box[3]) for box in sizes] == [True, False, False]


def test_an_animated_image_gives_its_first_frame() -> None:
    out = BytesIO()
    Image.new("L", (40, 40)).save(out, "GIF", save_all=True, append_images=[Image.new("L", (40, 40), 200)])
    assert image_to_pdf(out.getvalue()).findings == (
        "It is an animated picture; its first frame was made into one page.",
    )


def test_unusual_bit_depths_and_transparency_keep_their_appearance() -> None:
    clear = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(clear, "PNG")
    assert rendered(image_to_pdf(clear.getvalue()).data).getextrema() == ((255, 255),) * 3
    deep = BytesIO()
    Image.new("I;16", (100, 100), 65535).save(deep, "PNG")
    assert image_to_pdf(deep.getvalue()).pages == 1
    assert image_to_pdf(a_picture("JPEG", mode="CMYK")).pages == 1
    assert image_to_pdf(a_picture("TIFF", mode="CMYK")).pages == 1


def test_a_lossless_photograph_is_recompressed_if_much_smaller_as_jpeg() -> None:
    noise = Image.effect_noise((600, 600), 80).convert("RGB").resize((1200, 1200), Image.Resampling.BICUBIC)
    out = BytesIO()
    noise.save(out, "BMP")
    assert len(image_to_pdf(out.getvalue()).data) < len(out.getvalue()) / 1.5


def test_damaged_and_oversized_images_are_refused_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "damaged" in check_file(b"\xff\xd8\xff not a picture", "photograph.jpg").refused
    assert "damaged" in check_file(a_picture("PNG")[:200], "photograph.png").refused
    whole = a_picture("JPEG", (900, 900))
    assert "damaged" in check_file(whole[: len(whole) // 2], "photograph.jpg").refused
    monkeypatch.setattr("panel_desk.documents.preflight.images._MAX_PIXELS", 100)
    with pytest.raises(PictureError, match="more than 150 million pixels"):
        image_to_pdf(a_picture("PNG"))


def test_a_truncated_tiff_keeps_its_intact_images() -> None:
    out = BytesIO()
    pages = [Image.effect_noise((300, 300), 50) for _ in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    made = image_to_pdf(out.getvalue()[:-50_000])
    assert made.pages < 3
    assert made.findings[0].startswith("It is damaged after picture")


def test_an_iphones_picture_becomes_an_upright_page_without_the_place_where_it_was_taken() -> None:
    report = check_file((SAMPLES / "IMG_2041.heic").read_bytes(), "IMG_2041.heic")
    assert (report.refused, report.pages) == ("", 1)
    assert report.findings[0] == "It is a picture; it was made into one page."
    document = opened(report.data)
    [picture] = document.pages[0].Resources.XObject.values()
    assert (int(picture.Width), int(picture.Height)) == (480, 640)  # it was stored sideways
    assert b"Exif" not in bytes(picture.read_raw_bytes())
    page = rendered(report.data)
    red, green, _ = page.getpixel((page.width // 4, page.height // 4))  # type: ignore[misc]  # three bands
    assert red > green + 99  # the band of the letterhead is at the top


def test_several_pictures_in_one_iphone_file_become_a_page_each() -> None:
    report = check_file((SAMPLES / "Two-photographs.heic").read_bytes(), "Two-photographs.heic")
    assert (report.refused, report.pages) == ("", 2)
