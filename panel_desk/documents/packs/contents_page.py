"""A line of a pack's contents, which knows afterwards where on which page it was set, so that it can be a link."""

from collections.abc import Callable
from dataclasses import replace

from reportlab.platypus import Flowable

from panel_desk.documents.style.fonts import GlyphRun, Weight
from panel_desk.documents.style.page_style import (
    BODY,
    CELL_QUIET,
    INK,
    LINE,
    QUIET,
    TextStyle,
    draw_line,
    line_width,
    truncated,
    wrap_lines,
)

_BEFORE, _CASE_BEFORE, _AFTER, _INDENT, _NUMBER, _GAP = 2.0, 10.0, 2.0, 14.0, 62.0, 6.0
_MOST_LINES = 4


class PageMark(Flowable):
    """Nothing to see: notes the page on which what follows it begins."""

    def __init__(self, tell: Callable[[int], object]) -> None:
        super().__init__()
        self._tell = tell
        self.keepWithNext = True

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """No room at all."""
        del width, height
        return 0, 0

    def draw(self) -> None:
        """Tell the page, from 1."""
        self._tell(self.canv.getPageNumber())


class ContentsLine(Flowable):
    """Title, dots, page label; under it, quietly, what there is to say of it.

    Args:
        title: what stands there; as many lines as it takes.
        label: the page's label; empty for what is not in the pack.
        target: what it leads to, by its key; None for nowhere.
        note: such as that it came late.
        is_case: a case's own line, set stronger.
    """

    def __init__(self, title: str, label: str, target: str | None, note: str = "", *, is_case: bool = False) -> None:
        super().__init__()
        self.title, self.label, self.target, self.note, self.is_case = title, label, target, note, is_case
        self.keepWithNext = is_case
        self.page = 0
        self.rect = (0.0, 0.0, 0.0, 0.0)
        self._title: list[list[GlyphRun]] = []
        self._note: list[list[GlyphRun]] = []
        weight = Weight.STRONG if is_case else Weight.REGULAR
        self._look: TextStyle = replace(BODY, weight=weight, colour=INK if label else QUIET)

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks by this name
        """Points above."""
        return _CASE_BEFORE if self.is_case else _BEFORE

    def getSpaceAfter(self) -> float:  # noqa: N802 - the same
        """Points below."""
        return _AFTER

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the page, as high as its lines."""
        del height
        room = width - self._left - _NUMBER
        self._title = wrap_lines(self.title, self._look, room)
        if len(self._title) > _MOST_LINES:
            rest = " ".join("".join(piece.source for piece in line) for line in self._title[_MOST_LINES - 1 :][:2])
            self._title = [*self._title[: _MOST_LINES - 1], truncated(rest + "…", self._look, room)]
        self._note = wrap_lines(self.note, CELL_QUIET, room) if self.note else []
        self.width = width
        self.height = len(self._title) * self._look.leading + len(self._note) * CELL_QUIET.leading
        return self.width, self.height

    def draw(self) -> None:
        """Set the line, and note where it stands."""
        look, y = self._look, self.height + 4
        for line in self._title:
            y -= look.leading
            draw_line(self.canv, line, self._left, y, look)
        if self.label:
            number = truncated(self.label, look, _NUMBER - _GAP)
            right = self.width - line_width(number, look)
            draw_line(self.canv, number, right, y, look)
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.6)
            self.canv.setDash(0.6, 3)
            self.canv.line(self._left + line_width(self._title[-1], look) + _GAP, y + 1, right - _GAP, y + 1)
            self.canv.setDash()
        for line in self._note:
            y -= CELL_QUIET.leading
            draw_line(self.canv, line, self._left, y, CELL_QUIET)
        x, y = self.canv.absolutePosition(0, 0)
        self.page = self.canv.getPageNumber()
        self.rect = (x + self._left - 2, y, x + self.width + 2, y + self.height)

    @property
    def _left(self) -> float:
        return 0.0 if self.is_case else _INDENT
