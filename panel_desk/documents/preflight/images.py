"""Pictures as pages: upright, at their own size where they say it, and a JPEG's bytes as the camera made them."""

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_MOST_DOTS = 150_000_000
_MOST_PICTURES = 2_000
_SHORT, _LONG = 595.276, 841.89  # A4
_LARGEST = 1_191.0  # points: the longer side of A3
_MARGIN = 36.0
_INCH = 72.0
_SMALLEST = 36.0
_COARSEST = 96.0  # dots an inch: a small picture is not blown up beyond this
_RESOLUTIONS = (96.0, 2_400.0)  # dots an inch that a scanner says; what cameras say means nothing
_QUALITY = 92
_TIMES = 3  # how much larger a picture may be for having lost nothing
_KEPT_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe
_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
_BROKEN = (OSError, ValueError, SyntaxError, LookupError, TypeError, EOFError, struct.error, AttributeError)


class PictureError(Exception):
    """A picture cannot be made into a page; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class ImagePdf:
    """What a picture became.

    Args:
        data: the PDF.
        pages: how many pages it has.
        findings: what its reader should know.
    """

    data: bytes
    pages: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Raster:
    """A picture's dots as they stand in the PDF.

    Args:
        turn: how it is turned and mirrored to stand upright, from 1 to 8, as cameras count (EXIF).
    """

    data: bytes
    entries: dict[str, Any]
    width: int
    height: int
    inch: tuple[float, float] | None = None
    turn: int = 1


def image_to_pdf(data: bytes) -> ImagePdf:
    """Make a picture, or each picture of a file of several, into a page.

    Raises:
        PictureError: it is damaged or too large.
    """
    from PIL import Image  # noqa: PLC0415 - heavy; papers are seldom pictures

    findings = []
    drawn: list[_Raster] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large pictures, which are counted here, and of odd tags
        try:
            with Image.open(BytesIO(data)) as file:
                many = file.format == "TIFF"
                if not many and file.format not in {"JPEG", "MPO"} and getattr(file, "n_frames", 1) > 1:
                    findings.append("It is a picture that moves; the first of its pictures was made into one page.")
                is_jpeg = file.format in {"JPEG", "MPO"}
                drawn.extend(_jpeg(data, each) if is_jpeg else _dots(each) for each in _frames(file, many=many))
        except (*_BROKEN, Image.DecompressionBombError) as error:
            if isinstance(error, Image.DecompressionBombError):
                raise _too_large() from None
            if not drawn:
                raise PictureError(
                    "The picture is damaged and cannot be read. Ask its author to send it again."
                ) from None
            findings.append(f"It is damaged after its picture {len(drawn)}; the rest is left out.")
    if not findings:
        one = "It is a picture; it was made into one page."
        findings.append(one if len(drawn) == 1 else f"It is a file of pictures; it was made into {len(drawn)} pages.")
    return ImagePdf(_pdf(drawn), len(drawn), tuple(findings))


def _too_large() -> PictureError:
    return PictureError("The picture has more than 150 million dots. Save it smaller and file that.")


def _frames(file: Any, *, many: bool) -> Iterator[Any]:  # noqa: ANN401 - Pillow's file and its pictures
    """The pictures of a file, each loaded whole; none is begun that is too large."""
    for at in range(_MOST_PICTURES):
        if at:
            try:
                file.seek(at)
            except EOFError:
                return
        if file.width * file.height > _MOST_DOTS:
            raise _too_large()
        file.load()
        yield file
        if not many:
            return


def _jpeg(data: bytes, picture: "Picture") -> _Raster:
    """A JPEG as it is, without what the camera noted about place and time."""
    colours = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
    if picture.mode not in colours:
        return _dots(picture)
    entries: dict[str, Any] = {
        "/Filter": pikepdf.Name.DCTDecode,
        "/ColorSpace": pikepdf.Name(colours[picture.mode]),
        "/BitsPerComponent": 8,
    }
    if picture.mode == "CMYK" and "adobe" in picture.info:
        entries["/Decode"] = pikepdf.Array([1, 0] * 4)  # Adobe writes ink upside down
    turn = picture.getexif().get(0x0112, 1)
    turn = turn if isinstance(turn, int) and turn in _TURNS else 1
    return _Raster(_bare(data), entries, *picture.size, _resolution(picture), turn)


def _bare(data: bytes) -> bytes:
    """A JPEG without its notes; the dots are not touched."""
    out = bytearray(data[:2])
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every segment starts with it
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - filling
            at += 1
            continue
        if marker == 0xDA:  # noqa: PLR2004 - the dots start here
            return bytes(out + data[at:])
        length = int.from_bytes(data[at + 2 : at + 4], "big") + 2
        is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE  # noqa: PLR2004 - what programs add
        if not is_note or marker in _KEPT_SEGMENTS:
            out += data[at : at + length]
        at += length
    return data


def _dots(picture: "Picture") -> _Raster:
    """Any other picture, packed without loss, or as JPEG where it is a photograph that would be far larger."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded by now

    inch = _resolution(picture)
    upright = ImageOps.exif_transpose(picture)
    if upright.size != picture.size and inch:
        inch = inch[::-1]
    if upright.mode.startswith("I") or upright.mode == "F":
        darkest, lightest = upright.getextrema()
        scale = 255 / max(float(lightest), 1.0)  # type: ignore[arg-type]  # one band, so two numbers
        upright = upright.point(lambda dot: dot * scale).convert("L")
        del darkest
    if upright.mode in _ALPHA or "transparency" in upright.info:
        flat = upright.convert("RGBA")
        ground = Image.new("RGBA", flat.size, "white")
        ground.alpha_composite(flat)
        upright = ground.convert("RGB")
    if upright.mode not in {"1", "L", "RGB"}:
        upright = upright.convert("RGB")
    out = BytesIO()
    upright.save(out, "PNG", compress_level=6)
    packed = png_image_data(out.getvalue())
    bits = 1 if upright.mode == "1" else 8
    bands = 3 if upright.mode == "RGB" else 1
    space = pikepdf.Name.DeviceRGB if bands > 1 else pikepdf.Name.DeviceGray
    entries: dict[str, Any] = {"/ColorSpace": space, "/BitsPerComponent": bits}
    if bits > 1:
        photograph = BytesIO()
        upright.save(photograph, "JPEG", quality=_QUALITY, subsampling=0)
        if len(packed) > _TIMES * photograph.tell():
            entries["/Filter"] = pikepdf.Name.DCTDecode
            return _Raster(photograph.getvalue(), entries, *upright.size, inch)
    entries["/Filter"] = pikepdf.Name.FlateDecode
    entries["/DecodeParms"] = pikepdf.Dictionary(
        Predictor=15, Colors=bands, BitsPerComponent=bits, Columns=upright.width
    )
    return _Raster(packed, entries, *upright.size, inch)


def png_image_data(png: bytes) -> bytes:
    """The packed dots of a PNG, which are packed as a PDF packs them."""
    at, parts = 8, []
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)


def _resolution(picture: "Picture") -> tuple[float, float] | None:
    """The dots an inch that a scanner noted; None where they make no sense."""
    try:
        across, down = (float(each) for each in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    least, most = _RESOLUTIONS
    if not (least < across <= most and least < down <= most):
        return None
    width, height = picture.width * _INCH / across, picture.height * _INCH / down
    is_a_page = min(width, height) > _SHORT / 2 and max(width, height) <= _LARGEST
    return (across, down) if is_a_page else None


_TURNS: dict[int, tuple[int, int, int, int, int, int]] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""For each way that a camera was held, what turns its picture's unit square upright."""
_ON_ITS_SIDE = 5  # from here on, width and height change places


def _pdf(drawn: list[_Raster]) -> bytes:
    pdf = pikepdf.Pdf.new()
    for each in drawn:
        width, height = (each.height, each.width) if each.turn >= _ON_ITS_SIDE else (each.width, each.height)
        inch = each.inch[::-1] if each.inch and each.turn >= _ON_ITS_SIDE else each.inch
        if inch:
            shown = page = (max(width * _INCH / inch[0], _SMALLEST), max(height * _INCH / inch[1], _SMALLEST))
        else:
            page = (_LONG, _SHORT) if width > height else (_SHORT, _LONG)
            scale = min((page[0] - 2 * _MARGIN) / width, (page[1] - 2 * _MARGIN) / height, _INCH / _COARSEST)
            shown = (width * scale, height * scale)
        picture = pikepdf.Stream(pdf, each.data)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = each.width, each.height
        for key, value in each.entries.items():
            picture[key] = value
        left, bottom = (page[0] - shown[0]) / 2, (page[1] - shown[1]) / 2
        turn = " ".join(map(str, _TURNS[each.turn]))
        content = f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {left:.3f} {bottom:.3f} cm {turn} cm /Picture Do Q"
        pdf.add_blank_page(page_size=page)
        sheet: Any = pdf.pages[-1].obj
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=pdf.make_indirect(picture)))
        sheet.Contents = pdf.make_indirect(pikepdf.Stream(pdf, content.encode()))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
