"""What is set on finished pages: the page's label and whose copy it is, upright for whoever looks at them.

One font and one form serve every page, so that a stamp costs a line of text. It stands outside of whatever the page's
own content left behind, on a plate through which what is under it can still be read.
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

_SIZE, _EDGE, _PAD, _HEIGHT, _RISE = 8.5, 14.0, 4.0, 14.0, 4.2
_LETTERS = "Page 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZivxlcdm."
_OWNER, _OWNER_WIDTH = TextStyle(7.5, 10, colour=QUIET), 330.0
_A4, _SMALL, _LARGE = 595.0, 250.0, 700.0
_UPRIGHT: dict[int, Callable[[float, float, float, float], tuple[float, ...]]] = {
    0: lambda left, bottom, _right, _top: (1, 0, 0, 1, left, bottom),
    90: lambda _left, bottom, right, _top: (0, 1, -1, 0, right, bottom),
    180: lambda _left, _bottom, right, top: (-1, 0, 0, -1, right, top),
    270: lambda left, _bottom, _right, top: (0, -1, 1, 0, left, top),
}
_STATES = re.compile(rb"(?<![^\s()<>\[\]{}])[qQ](?![^\s()<>\[\]{}/%])")


class Stamper:
    """Stamps the pages of one document.

    Args:
        document: the document.
        owner: whose copy it is, on every page; empty for nobody's.
    """

    def __init__(self, document: pikepdf.Pdf, owner: str = "") -> None:
        self._document = document
        self._font = _copied(document, _letters()[0])
        self._owner = _copied(document, _owner_form(owner)) if owner else None
        self._plate = document.make_indirect(
            Dictionary(Type=Name.ExtGState, ca=0.8, CA=1, BM=Name.Normal, SMask=Name("/None"))
        )
        self._before = document.make_stream(b"q\n")
        self._names: dict[tuple[int, int], dict[str, str]] = {}

    def stamp(self, page: Any, label: str) -> None:  # noqa: ANN401 - a PDF dictionary
        """Set a page's label at its foot, at the right as the reader sees the page; the owner's name at the left."""
        resources = self._resources(page)
        own = page.get(Name.Contents)
        parts = (
            [each for each in own if isinstance(each, Stream)]
            if isinstance(own, Array)
            else [own]
            if isinstance(own, Stream)
            else []
        )
        opened, closed = _left_over(parts)
        before = self._before if not closed else self._document.make_stream(b"q\n" * (closed + 1))
        after = self._document.make_stream(b"\n" + b"Q\n" * (opened + 1) + self._stamp(page, label, resources))
        page.Contents = Array([before, *parts, after])

    def _stamp(self, page: Any, label: str, names: dict[str, str]) -> bytes:  # noqa: ANN401 - the same
        left, bottom, right, top, turn, scale = _seen(page)
        wide = (right - left if turn % 180 == 0 else top - bottom) / scale
        text, width = _set(f"Page {label}")
        matrix = " ".join(_short(number) for number in _scaled(_UPRIGHT[turn](left, bottom, right, top), scale))
        x = wide - _EDGE - width
        plate = f"{_short(x - _PAD)} {_EDGE - _RISE:g} {_short(width + 2 * _PAD)} {_HEIGHT:g} re f"
        said = [
            f"q {matrix} cm",
            f"q {names['plate']} gs 1 g {plate} Q",
            f"0.08 0.09 0.12 rg BT {names['font']} {_SIZE} Tf {_short(x)} {_EDGE:g} Td <{text.hex()}> Tj ET",
        ]
        if self._owner is not None:
            said.append(f"q 1 0 0 1 {_EDGE:g} {_EDGE - _RISE:g} cm {names['owner']} Do Q")
        return "\n".join([*said, "Q"]).encode()

    def _resources(self, page: Any) -> dict[str, str]:  # noqa: ANN401 - a PDF dictionary
        """Put font, plate and owner among a page's resources, and say under which names.

        Pages that share their resources share these too; what else is called the same keeps its name.
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


def _put(resources: Any, kind: Name, name: str, thing: Any) -> str:  # noqa: ANN401 - the same
    among = resources.get(kind)
    if not isinstance(among, Dictionary):
        among = resources[kind] = Dictionary()
    free = name
    number = 1
    while free in among and not (isinstance(among[free], pikepdf.Object) and among[free].is_same_object_as(thing)):
        number += 1
        free = f"{name}{number}"
    among[free] = thing
    return free


def _seen(page: Any) -> tuple[float, float, float, float, int, float]:  # noqa: ANN401 - the same
    """What shows of a page: left, bottom, right, top; how it is turned; and the stamp's scale on it."""
    sheet = _box(page.get(Name.MediaBox)) or (0.0, 0.0, 595.0, 842.0)
    crop = _box(page.get(Name.CropBox)) or sheet
    left, bottom = max(sheet[0], crop[0]), max(sheet[1], crop[1])
    right, top = min(sheet[2], crop[2]), min(sheet[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = sheet
    turn = int(_number(page.get(Name.Rotate), 0.0)) % 360
    unit = max(_number(page.get(Name.UserUnit), 1.0), 0.01)
    short = min(right - left, top - bottom) * unit
    scale = short / _SMALL if short < _SMALL else short / _A4 if short > _LARGE else 1.0
    return left, bottom, right, top, turn if turn in _UPRIGHT else 0, scale / unit


def _number(value: Any, otherwise: float) -> float:  # noqa: ANN401 - the same
    return otherwise if value is None or isinstance(value, pikepdf.Object) else float(value)


def _box(box: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401 - the same
    """A box, its lower left corner first; None where it is none."""
    if not isinstance(box, Array) or len(box) != 4 or any(isinstance(each, pikepdf.Object) for each in box):  # noqa: PLR2004 - two corners
        return None
    x, y, other_x, other_y = (float(each) for each in box)
    found = min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
    return found if found[2] - found[0] > 1 and found[3] - found[1] > 1 else None


def _scaled(matrix: Iterable[float], scale: float) -> tuple[float, ...]:
    a, b, c, d, e, f = matrix
    return a * scale, b * scale, c * scale, d * scale, e, f


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"


def _parts(contents: Any) -> list[Any]:  # noqa: ANN401 - the same
    """The streams of a page's content."""
    if isinstance(contents, Stream):
        return [contents]
    return [each for each in contents if isinstance(each, Stream)] if isinstance(contents, Array) else []


def _left_over(parts: list[Any]) -> tuple[int, int]:
    """How many graphics states a page's content leaves open, and how many it closes that it never opened."""
    try:
        content = b"\n".join(part.read_bytes() for part in parts)
    except pikepdf.PdfError:  # a part that cannot be read draws nothing either
        return 0, 0
    opened, closed = _counted(_STATES.findall(content))
    if opened or closed:  # it may only look so, with a letter in a text
        scratch = pikepdf.new()
        try:
            instructions = pikepdf.parse_content_stream(Stream(scratch, content))
        except pikepdf.PdfError:
            return opened, closed
        opened, closed = _counted(str(each.operator).encode() for each in instructions)
    return opened, closed


def _counted(operators: Iterable[bytes]) -> tuple[int, int]:
    depth = lowest = 0
    for operator in operators:
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            lowest = min(lowest, depth)
    return depth - lowest, -lowest


@cache
def _letters() -> tuple[bytes, dict[str, int], dict[str, float]]:
    """A PDF that holds the stamp's font alone; the font's code for each letter, and its width in thousandths."""
    name = faces(Weight.STRONG)[0].fontName
    out = BytesIO()
    canvas = Canvas(out, pagesize=(100, 100), invariant=1, initialFontName=name)  # type: ignore[arg-type] # a name, whatever the stubs say
    canvas.setFont(name, _SIZE)
    canvas.drawString(0, 0, _LETTERS)
    font: Any = pdfmetrics.getFont(name)
    document: Any = vars(canvas)["_doc"]  # ReportLab has no public way to ask
    codes = {letter: font.splitString(letter, document)[0][1][0] for letter in set(_LETTERS)}
    widths = {letter: float(font.stringWidth(letter, 1000)) for letter in set(_LETTERS)}
    canvas.save()
    return out.getvalue(), codes, widths


def _set(text: str) -> tuple[bytes, float]:
    """A label in the font's codes, and the points that it takes."""
    _, codes, widths = _letters()
    return bytes(codes[letter] for letter in text), sum(widths[letter] for letter in text) * _SIZE / 1000


def _owner_form(owner: str) -> bytes:
    """A PDF of one small page that says whose copy it is."""
    line = truncated(f"{owner}’s copy", _OWNER, _OWNER_WIDTH)
    width = line_width(line, _OWNER)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, _HEIGHT), invariant=1, initialFontName=faces(Weight.REGULAR)[0].fontName)  # type: ignore[arg-type] # the same
    draw_line(canvas, line, 0, _RISE, _OWNER)
    canvas.save()
    return out.getvalue()


def _copied(document: pikepdf.Pdf, data: bytes) -> Any:  # noqa: ANN401 - a PDF dictionary or stream
    """The one font of a PDF, or its page as a form where it has none of the stamp's."""
    with pikepdf.Pdf.open(BytesIO(data)) as source:
        page = source.pages[0]
        if data is _letters()[0]:
            [font] = [each for _, each in page.Resources.Font.items() if "/ToUnicode" in each]
            return document.copy_foreign(font)
        return document.copy_foreign(page.as_form_xobject())
