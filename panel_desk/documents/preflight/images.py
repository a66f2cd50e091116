"""Converts images to PDF pages: upright, at their scanned size if known, JPEG data embedded without recompression."""

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

from panel_desk.documents.picture_metadata import jpeg_without_metadata
from panel_desk.rules.text import count

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_MAX_PIXELS = 150_000_000
_MAX_FRAMES = 2_000  # images in one file
_SHORT, _LONG = 595.276, 841.89  # points: the sides of A4
_LARGEST = 1_191.0  # points: the longer side of A3
_MARGIN = 36.0  # points
_INCH = 72.0  # points
_MIN_SIDE = 36.0  # points, of a page
_MIN_DPI = 96.0  # a small image is not enlarged beyond this
_SCANNER_DPI = (96.0, 2_400.0)  # values that a scanner writes; cameras write 72 or nonsense
_QUALITY = 92  # of JPEG, from 1 to 95
_MAX_LOSSLESS_RATIO = 3  # lossless data this many times larger than a JPEG is not worth keeping
_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})  # Pillow's modes with transparency
_PILLOW_ERRORS = (OSError, ValueError, SyntaxError, LookupError, TypeError, EOFError, struct.error, AttributeError)


class PictureError(Exception):
    """An image cannot be converted to a page; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ImagePdf:
    """An image file converted to PDF.

    Args:
        data: the PDF.
        pages: its number of pages.
        findings: what the person who files it should know, in sentences.
    """

    data: bytes
    pages: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Raster:
    """An image's pixel data as it goes into the PDF.

    Args:
        data: the encoded pixels.
        entries: the image dictionary's entries that describe the encoding.
        width: in pixels, before it is turned upright.
        height: in pixels, before it is turned upright.
        dpi: horizontal and vertical resolution; None where unknown.
        orientation: the EXIF orientation, from 1 to 8.
    """

    data: bytes
    entries: dict[str, Any]
    width: int
    height: int
    dpi: tuple[float, float] | None = None
    orientation: int = 1


def image_to_pdf(data: bytes) -> ImagePdf:
    """Convert an image to one page, or a TIFF or HEIC of several to one page per image.

    Raises:
        PictureError: it is damaged or too large.
    """
    from pi_heif import register_heif_opener  # noqa: PLC0415 - heavy; papers are seldom images
    from PIL import Image  # noqa: PLC0415 - the same

    register_heif_opener(thumbnails=False)
    findings = []
    rasters: list[_Raster] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # large images are refused below; unknown tags do not matter
        try:
            with Image.open(BytesIO(data)) as file:
                all_frames = file.format in {"TIFF", "HEIF"}
                if not all_frames and file.format not in {"JPEG", "MPO"} and getattr(file, "n_frames", 1) > 1:
                    findings.append("It is an animated picture; its first frame was made into one page.")
                is_jpeg = file.format in {"JPEG", "MPO"}
                frames = _frames(file, all_frames=all_frames)
                # Extended one by one, so that the frames before a damaged one are kept.
                rasters.extend(_jpeg(data, frame) if is_jpeg else _encoded(frame) for frame in frames)
        except (*_PILLOW_ERRORS, Image.DecompressionBombError) as error:
            if isinstance(error, Image.DecompressionBombError):
                raise _too_large() from None
            if not rasters:
                raise PictureError(
                    "The picture is damaged and cannot be read. Ask its author to send it again."
                ) from None
            findings.append(f"It is damaged after picture {len(rasters)}; the rest is left out.")
    if not findings:
        single = "It is a picture; it was made into one page."
        several = f"It is a file of several pictures; it was made into {count(len(rasters), 'page')}."
        findings.append(single if len(rasters) == 1 else several)
    return ImagePdf(_pdf(rasters), len(rasters), tuple(findings))


def _too_large() -> PictureError:
    return PictureError("The picture has more than 150 million pixels. Save it smaller and file that.")


def _frames(file: Any, *, all_frames: bool) -> Iterator[Any]:  # noqa: ANN401 - Pillow's image file
    """The frames of an image file, or only its first, each loaded in turn once its size has been checked."""
    for number in range(_MAX_FRAMES):
        if number >= getattr(file, "n_frames", _MAX_FRAMES):
            return
        if number:
            try:
                file.seek(number)
            except EOFError:
                return
        if file.width * file.height > _MAX_PIXELS:
            raise _too_large()
        file.load()
        yield file
        if not all_frames:
            return


def _jpeg(data: bytes, picture: "Picture") -> _Raster:
    """A JPEG without recompression and without its EXIF data, which may contain place and time."""
    colours = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
    if picture.mode not in colours:
        return _encoded(picture)
    entries: dict[str, Any] = {
        "/Filter": pikepdf.Name.DCTDecode,
        "/ColorSpace": pikepdf.Name(colours[picture.mode]),
        "/BitsPerComponent": 8,
    }
    if picture.mode == "CMYK" and "adobe" in picture.info:
        entries["/Decode"] = pikepdf.Array([1, 0] * 4)  # Adobe programs store CMYK inverted
    orientation = picture.getexif().get(0x0112, 1)
    orientation = orientation if isinstance(orientation, int) and orientation in _ORIENTATIONS else 1
    return _Raster(jpeg_without_metadata(data), entries, *picture.size, _resolution(picture), orientation)


def _encoded(picture: "Picture") -> _Raster:
    """Any other image, compressed without loss, or as JPEG where that is much smaller (a photograph)."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded by now

    dpi = _resolution(picture)
    upright = ImageOps.exif_transpose(picture)
    if upright.size != picture.size and dpi:
        dpi = dpi[::-1]
    if upright.mode.startswith("I") or upright.mode == "F":  # Pillow clips these at 255 instead of scaling them
        _, brightest = upright.getextrema()
        scale = 255 / max(float(brightest), 1.0)  # type: ignore[arg-type]  # one band, so two numbers
        upright = upright.point(lambda value: value * scale).convert("L")
    if upright.mode in _ALPHA or "transparency" in upright.info:
        transparent = upright.convert("RGBA")
        background = Image.new("RGBA", transparent.size, "white")
        background.alpha_composite(transparent)
        upright = background.convert("RGB")
    if upright.mode not in {"1", "L", "RGB"}:
        upright = upright.convert("RGB")
    out = BytesIO()
    upright.save(out, "PNG", compress_level=6)
    lossless = png_image_data(out.getvalue())
    bits = 1 if upright.mode == "1" else 8
    bands = 3 if upright.mode == "RGB" else 1
    space = pikepdf.Name.DeviceRGB if bands > 1 else pikepdf.Name.DeviceGray
    entries: dict[str, Any] = {"/ColorSpace": space, "/BitsPerComponent": bits}
    if bits > 1:
        photograph = BytesIO()
        upright.save(photograph, "JPEG", quality=_QUALITY, subsampling=0)
        if len(lossless) > _MAX_LOSSLESS_RATIO * photograph.tell():
            entries["/Filter"] = pikepdf.Name.DCTDecode
            return _Raster(photograph.getvalue(), entries, *upright.size, dpi)
    entries["/Filter"] = pikepdf.Name.FlateDecode
    entries["/DecodeParms"] = pikepdf.Dictionary(
        Predictor=15, Colors=bands, BitsPerComponent=bits, Columns=upright.width
    )
    return _Raster(lossless, entries, *upright.size, dpi)


def png_image_data(png: bytes) -> bytes:
    """A PNG's compressed pixel data (IDAT), which a PDF's FlateDecode with predictor 15 reads unchanged."""
    position, parts = 8, []
    while position < len(png):
        length = int.from_bytes(png[position : position + 4], "big")
        if png[position + 4 : position + 8] == b"IDAT":
            parts.append(png[position + 8 : position + 8 + length])
        position += length + 12
    return b"".join(parts)


def _resolution(picture: "Picture") -> tuple[float, float] | None:
    """The horizontal and vertical DPI that a scanner wrote; None where they are missing or implausible."""
    try:
        across, down = (float(value) for value in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    least, most = _SCANNER_DPI
    if not (least < across <= most and least < down <= most):
        return None
    width, height = picture.width * _INCH / across, picture.height * _INCH / down
    is_a_page = min(width, height) > _SHORT / 2 and max(width, height) <= _LARGEST
    return (across, down) if is_a_page else None


_ORIENTATIONS: dict[int, tuple[int, int, int, int, int, int]] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""For each EXIF orientation, the matrix that turns the image's unit square upright."""
_ROTATED = 5  # from this orientation on, width and height are swapped


def _pdf(rasters: list[_Raster]) -> bytes:
    """A PDF with one page for each image."""
    pdf = pikepdf.Pdf.new()
    for raster in rasters:
        is_rotated = raster.orientation >= _ROTATED
        width, height = (raster.height, raster.width) if is_rotated else (raster.width, raster.height)
        dpi = raster.dpi[::-1] if raster.dpi and is_rotated else raster.dpi
        if dpi:
            shown = page_size = (max(width * _INCH / dpi[0], _MIN_SIDE), max(height * _INCH / dpi[1], _MIN_SIDE))
        else:
            page_size = (_LONG, _SHORT) if width > height else (_SHORT, _LONG)
            room = (page_size[0] - 2 * _MARGIN, page_size[1] - 2 * _MARGIN)
            scale = min(room[0] / width, room[1] / height, _INCH / _MIN_DPI)
            shown = (width * scale, height * scale)
        image = pikepdf.Stream(pdf, raster.data)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height = raster.width, raster.height
        for key, value in raster.entries.items():
            image[key] = value
        left, bottom = (page_size[0] - shown[0]) / 2, (page_size[1] - shown[1]) / 2
        upright = " ".join(map(str, _ORIENTATIONS[raster.orientation]))
        content = f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {left:.3f} {bottom:.3f} cm {upright} cm /Picture Do Q"
        pdf.add_blank_page(page_size=page_size)
        page: Any = pdf.pages[-1].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=pdf.make_indirect(image)))
        page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, content.encode()))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
