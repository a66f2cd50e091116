"""Where a signature stands on the page, and what its visible block says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from panel_desk.documents.style.fonts import Weight, faces
from panel_desk.documents.style.page_style import BODY, INK, LINE, QUIET, SMALL, draw_text

HEIGHT = 66.0
_CAPTION, _PAD, _FIRST, _LEADING = 16.0, 10.0, 18.0, 12.0


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """A signature's place.

    Args:
        page: from 0.
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
    """A frame for a signature, which tells where on which page it was set.

    Args:
        words: whose it is, above the frame.
        tell: takes the place.
    """

    def __init__(self, words: str, tell: Callable[[SignatureBox], object]) -> None:
        super().__init__()
        self._words, self._tell = words, tell
        self.spaceAfter = 8

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the text, high enough for the block."""
        del height
        self.width, self.height = width, HEIGHT + _CAPTION
        return self.width, self.height

    def draw(self) -> None:
        """Set the frame, and tell where it stands."""
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.6)
        self.canv.rect(0, 0, self.width, HEIGHT)
        draw_text(self.canv, self._words, 0, HEIGHT + 5, SMALL)
        x, y = self.canv.absolutePosition(0, 0)
        box = (round(x) + 1, round(y) + 1, round(x + self.width) - 1, round(y + HEIGHT) - 1)
        self._tell(SignatureBox(self.canv.getPageNumber() - 1, box))


def signature_block_pdf(lines: Sequence[str], width: float, height: float) -> bytes:
    """The visible block as a PDF of one page: the name first, the fingerprint last, on white."""
    out = BytesIO()
    font = faces(Weight.REGULAR)[0].fontName
    canvas = Canvas(out, pagesize=(width, height), invariant=1, initialFontName=font)  # type: ignore[arg-type] # a name, whatever the stubs say
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    at = height - _FIRST
    for number, words in enumerate(lines):
        look = replace(BODY, weight=Weight.STRONG, colour=INK) if not number else replace(SMALL, colour=QUIET)
        draw_text(canvas, words, _PAD, at, look)
        at -= _LEADING if number else _LEADING + 2
    canvas.save()
    return out.getvalue()
