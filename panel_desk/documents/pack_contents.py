"""A line of a pack's contents, which knows afterwards where on which page it was set, so that it can be a link."""

from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from panel_desk.documents.lettering import Weight
from panel_desk.documents.style import BODY, INK, LINE, QUIET, WIDTH, draw_line, fitted, line_width

_HEIGHT, _CASE_HEIGHT, _INDENT, _NUMBER = 17.0, 26.0, 14.0, 40.0


@dataclass(frozen=True, slots=True)
class Target:
    """What a line leads to: a case's divider, or one of its papers."""

    case: str
    paper: str | None = None


class ContentsLine(Flowable):
    """Title, dots, page number.

    Args:
        title: what stands there.
        number: the page, from 1; None for what is not in the pack.
        target: where it leads; None for nowhere.
        is_case: a case's own line, set stronger.
    """

    def __init__(self, title: str, number: int | None, target: Target | None, *, is_case: bool = False) -> None:
        super().__init__()
        self.title, self.number, self.target, self.is_case = title, number, target, is_case
        self.keepWithNext = is_case
        self.page = 0
        self.rect = (0.0, 0.0, 0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the page, one line high."""
        del height
        self.width, self.height = width, _CASE_HEIGHT if self.is_case else _HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Set the line, and note where it stands."""
        look = replace(
            BODY,
            weight=Weight.STRONG if self.is_case else Weight.REGULAR,
            colour=INK if self.number is not None else QUIET,
        )
        left = 0.0 if self.is_case else _INDENT
        words = fitted(self.title, look, self.width - left - _NUMBER)
        draw_line(self.canv, words, left, 5, look)
        if self.number is not None:
            number = fitted(str(self.number), look, _NUMBER)
            right = self.width - line_width(number, look)
            draw_line(self.canv, number, right, 5, look)
            self.canv.setStrokeColor(LINE)
            self.canv.setDash(0.5, 3)
            self.canv.line(left + line_width(words, look) + 6, 6, right - 6, 6)
            self.canv.setDash()
        x, y = self.canv.absolutePosition(0, 0)
        self.page = self.canv.getPageNumber()
        self.rect = (x, y, x + WIDTH, y + _HEIGHT)
