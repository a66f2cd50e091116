"""The frame for a signature on the page, and the visible block that fills it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from panel_desk.documents.style.fonts import Weight, faces
from panel_desk.documents.style.page_style import BODY, INK, LINE, QUIET, SMALL, draw_text

HEIGHT = 66.0  # points
_CAPTION, _PAD, _FIRST, _LEADING = 16.0, 10.0, 18.0, 12.0  # points: caption, padding, first baseline, line spacing


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """The position of a signature field.

    Args:
        page: the page's index, from 0.
        box: left, bottom, right and top, in points.
    """

    page: int
    box: tuple[int, int, int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in points."""
        left, bottom, right, top = self.box
        return right - left, top - bottom


class SignatureFrame(Flowable):
    """An empty frame for a signature.

    Args:
        caption: the text above the frame.
        on_drawn: called with the frame's position when it is drawn.
    """

    def __init__(self, caption: str, on_drawn: Callable[[SignatureBox], object]) -> None:
        super().__init__()
        self._caption, self._on_drawn = caption, on_drawn
        self.spaceAfter = 8

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size: the full width, and the height of caption and block."""
        del height
        self.width, self.height = width, HEIGHT + _CAPTION
        return self.width, self.height

    def draw(self) -> None:
        """Draw the frame and report its position."""
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.6)
        self.canv.rect(0, 0, self.width, HEIGHT)
        draw_text(self.canv, self._caption, 0, HEIGHT + 5, SMALL)
        x, y = self.canv.absolutePosition(0, 0)
        box = (round(x) + 1, round(y) + 1, round(x + self.width) - 1, round(y + HEIGHT) - 1)
        self._on_drawn(SignatureBox(self.canv.getPageNumber() - 1, box))


def signature_block_pdf(lines: Sequence[str], width: float, height: float) -> bytes:
    """The visible signature block as a one-page PDF: the name first, the fingerprint last, on white."""
    out = BytesIO()
    font = faces(Weight.REGULAR)[0].fontName
    canvas = Canvas(out, pagesize=(width, height), invariant=1, initialFontName=font)  # type: ignore[arg-type] # a name, whatever the stubs say
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    baseline = height - _FIRST
    for number, line in enumerate(lines):
        style = replace(BODY, weight=Weight.STRONG, colour=INK) if not number else replace(SMALL, colour=QUIET)
        draw_text(canvas, line, _PAD, baseline, style)
        baseline -= _LEADING if number else _LEADING + 2
    canvas.save()
    return out.getvalue()
