"""Stamps pages with their page label and the recipient's name, upright as the page is displayed.

All pages share one font and one form XObject, so a stamp adds only about 300 bytes. The page's own content is wrapped
in q/Q, so that a graphics state it leaves behind does not move the stamp. The label is on a translucent plate, so that
text under it stays legible.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.style.fonts import Weight, faces
from panel_desk.documents.style.page_style import QUIET, TextStyle, draw_line, line_width, truncated

# In points: font size, distance from the page's edges, the plate's padding and height, the baseline above its foot.
_SIZE, _EDGE, _PAD, _HEIGHT, _RISE = 8.5, 14.0, 4.0, 14.0, 4.2
# All characters that page labels consist of.
_LETTERS = "Page 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZivxlcdm."
_OWNER, _OWNER_WIDTH = TextStyle(7.5, 10, colour=QUIET), 330.0  # the recipient's name: its style, and width in points
_A4, _SMALL, _LARGE = 595.0, 250.0, 700.0  # shorter sides, in points: outside of small to large, stamps are scaled
# For each rotation of a page, the matrix whose origin is the corner that is displayed at the bottom left.
_UPRIGHT: dict[int, Callable[[float, float, float, float], tuple[float, ...]]] = {
    0: lambda left, bottom, _right, _top: (1, 0, 0, 1, left, bottom),
    90: lambda _left, bottom, right, _top: (0, 1, -1, 0, right, bottom),
    180: lambda _left, _bottom, right, top: (-1, 0, 0, -1, right, top),
    270: lambda left, _bottom, _right, top: (0, -1, 1, 0, left, top),
}
_SAVE_OR_RESTORE = re.compile(rb"(?<![^\s()<>\[\]{}])[qQ](?![^\s()<>\[\]{}/%])")


class Stamper:
    """Stamps the pages of one document.

    Args:
        document: the document.
        owner: the name of the copy's recipient; empty for none.
    """

    def __init__(self, document: pikepdf.Pdf, owner: str = "") -> None:
        self._document = document
        self._font = _import(document, _label_font()[0])
        self._owner = _import(document, _owner_form(owner)) if owner else None
        self._plate = document.make_indirect(
            Dictionary(Type=Name.ExtGState, ca=0.8, CA=1, BM=Name.Normal, SMask=Name("/None"))
        )
        self._before = document.make_stream(b"q\n")
        self._names: dict[tuple[int, int], dict[str, str]] = {}  # by resource dictionary: what `_resources` returned

    def stamp(self, page: Any, label: str) -> None:  # noqa: ANN401 - a PDF dictionary
        """Stamp a page as displayed: its label at the bottom right, the owner's name at the bottom left."""
        resources = self._resources(page)
        own = page.get(Name.Contents)
        parts = _streams(own)
        unclosed, unopened = _unbalanced_states(parts)
        before = self._before if not unopened else self._document.make_stream(b"q\n" * (unopened + 1))
        after = self._document.make_stream(b"\n" + b"Q\n" * (unclosed + 1) + self._stamp(page, label, resources))
        page.Contents = Array([before, *parts, after])

    def _stamp(self, page: Any, label: str, names: dict[str, str]) -> bytes:  # noqa: ANN401 - the same
        """The operators that draw the label and the owner's name on a page."""
        left, bottom, right, top, rotation, scale = _displayed(page)
        page_width = (right - left if rotation % 180 == 0 else top - bottom) / scale
        text, width = _encoded(f"Page {label}")
        matrix = " ".join(_short(number) for number in _scaled(_UPRIGHT[rotation](left, bottom, right, top), scale))
        x = page_width - _EDGE - width
        plate = f"{_short(x - _PAD)} {_EDGE - _RISE:g} {_short(width + 2 * _PAD)} {_HEIGHT:g} re f"
        operators = [
            f"q {matrix} cm",
            f"q {names['plate']} gs 1 g {plate} Q",
            f"0.08 0.09 0.12 rg BT {names['font']} {_SIZE} Tf {_short(x)} {_EDGE:g} Td <{text.hex()}> Tj ET",
        ]
        if self._owner is not None:
            operators.append(f"q 1 0 0 1 {_EDGE:g} {_EDGE - _RISE:g} cm {names['owner']} Do Q")
        return "\n".join([*operators, "Q"]).encode()

    def _resources(self, page: Any) -> dict[str, str]:  # noqa: ANN401 - a PDF dictionary
        """Add the stamp's font, plate and owner form to a page's resources; returns the names they got there.

        Pages that share a resource dictionary share these entries; existing entries keep their names.
        """
        resources = page.get(Name.Resources)
        if not isinstance(resources, Dictionary):
            resources = page.Resources = Dictionary()
        known = self._names.get(resources.objgen) if resources.is_indirect else None
        if known is not None:
            return known
        names = {
            "font": _put(resources, Name.Font, "/PanelDeskFont", self._font),
            "plate": _put(resources, Name.ExtGState, "/PanelDeskPlate", self._plate),
        }
        if self._owner is not None:
            names["owner"] = _put(resources, Name.XObject, "/PanelDeskOwner", self._owner)
        if resources.is_indirect:
            self._names[resources.objgen] = names
        return names


def _put(resources: Any, kind: Name, name: str, resource: Any) -> str:  # noqa: ANN401 - the same
    """Add a resource under a free name; returns the name."""
    entries = resources.get(kind)
    if not isinstance(entries, Dictionary):
        entries = resources[kind] = Dictionary()
    free = name
    number = 1
    while free in entries and not _is_same(entries[free], resource):
        number += 1
        free = f"{name}{number}"
    entries[free] = resource
    return free


def _is_same(entry: Any, resource: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(entry, pikepdf.Object) and entry.is_same_object_as(resource)


def _displayed(page: Any) -> tuple[float, float, float, float, int, float]:  # noqa: ANN401 - the same
    """The displayed area of a page: left, bottom, right, top; its rotation; and the scale for the stamp."""
    media = _box(page.get(Name.MediaBox)) or (0.0, 0.0, 595.0, 842.0)
    crop = _box(page.get(Name.CropBox)) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = media
    rotation = int(_number(page.get(Name.Rotate), 0.0)) % 360
    unit = max(_number(page.get(Name.UserUnit), 1.0), 0.01)
    shorter = min(right - left, top - bottom) * unit
    scale = shorter / _SMALL if shorter < _SMALL else shorter / _A4 if shorter > _LARGE else 1.0
    return left, bottom, right, top, rotation if rotation in _UPRIGHT else 0, scale / unit


def _number(value: Any, default: float) -> float:  # noqa: ANN401 - the same
    return default if value is None or isinstance(value, pikepdf.Object) else float(value)


def _box(box: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401 - the same
    """A page box as left, bottom, right, top; None where it is invalid or empty."""
    if not isinstance(box, Array) or len(box) != 4 or any(isinstance(number, pikepdf.Object) for number in box):  # noqa: PLR2004 - two corners
        return None
    x, y, other_x, other_y = (float(number) for number in box)
    left, bottom, right, top = min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
    return (left, bottom, right, top) if right - left > 1 and top - bottom > 1 else None


def _scaled(matrix: Iterable[float], scale: float) -> tuple[float, ...]:
    a, b, c, d, e, f = matrix
    return a * scale, b * scale, c * scale, d * scale, e, f


def _short(number: float) -> str:
    """A number as a PDF has it, with at most three decimals."""
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"


def _streams(contents: Any) -> list[Any]:  # noqa: ANN401 - the same
    """The streams of a page's content."""
    if isinstance(contents, Stream):
        return [contents]
    return [part for part in contents if isinstance(part, Stream)] if isinstance(contents, Array) else []


def _unbalanced_states(parts: list[Any]) -> tuple[int, int]:
    """The numbers of q operators without a Q and of Q operators without a q in a page's content."""
    try:
        content = b"\n".join(part.read_bytes() for part in parts)
    except pikepdf.PdfError:  # content that cannot be read draws nothing, so it leaves no state
        return 0, 0
    unclosed, unopened = _unbalanced(_SAVE_OR_RESTORE.findall(content))
    if unclosed or unopened:  # perhaps only a letter q in a text; a proper parse is slower and rarely needed
        scratch = pikepdf.new()
        try:
            instructions = pikepdf.parse_content_stream(Stream(scratch, content))
        except pikepdf.PdfError:
            return unclosed, unopened
        unclosed, unopened = _unbalanced(str(instruction.operator).encode() for instruction in instructions)
    return unclosed, unopened


def _unbalanced(operators: Iterable[bytes]) -> tuple[int, int]:
    """The numbers of q without a Q and of Q without a q."""
    depth = lowest = 0
    for operator in operators:
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            lowest = min(lowest, depth)
    return depth - lowest, -lowest


@cache
def _label_font() -> tuple[bytes, dict[str, int], dict[str, float]]:
    """A PDF that holds only the stamp's font, subset to the characters of labels.

    Returns:
        the PDF; the font's code for each character; each character's width in thousandths of the font size.
    """
    name = faces(Weight.STRONG)[0].fontName
    out = BytesIO()
    canvas = Canvas(out, pagesize=(100, 100), invariant=1, initialFontName=name)  # type: ignore[arg-type] # a name, whatever the stubs say
    canvas.setFont(name, _SIZE)
    canvas.drawString(0, 0, _LETTERS)
    font: Any = pdfmetrics.getFont(name)
    document: Any = vars(canvas)["_doc"]  # ReportLab has no public way to get at it
    codes = {letter: font.splitString(letter, document)[0][1][0] for letter in set(_LETTERS)}
    widths = {letter: float(font.stringWidth(letter, 1000)) for letter in set(_LETTERS)}
    canvas.save()
    return out.getvalue(), codes, widths


def _encoded(text: str) -> tuple[bytes, float]:
    """A label in the font's codes, and its width in points."""
    _, codes, widths = _label_font()
    return bytes(codes[letter] for letter in text), sum(widths[letter] for letter in text) * _SIZE / 1000


def _owner_form(owner: str) -> bytes:
    """A PDF of one small page with the owner's name."""
    line = truncated(f"{owner}’s copy", _OWNER, _OWNER_WIDTH)
    width = line_width(line, _OWNER)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, _HEIGHT), invariant=1, initialFontName=faces(Weight.REGULAR)[0].fontName)  # type: ignore[arg-type] # a name, whatever the stubs say
    draw_line(canvas, line, 0, _RISE, _OWNER)
    canvas.save()
    return out.getvalue()


def _import(document: pikepdf.Pdf, data: bytes) -> Any:  # noqa: ANN401 - a PDF dictionary or stream
    """Import the label font from its PDF, or the page of any other PDF as a form XObject."""
    with pikepdf.Pdf.open(BytesIO(data)) as source:
        page = source.pages[0]
        if data is _label_font()[0]:
            [font] = [font for _, font in page.Resources.Font.items() if "/ToUnicode" in font]
            return document.copy_foreign(font)
        return document.copy_foreign(page.as_form_xobject())
