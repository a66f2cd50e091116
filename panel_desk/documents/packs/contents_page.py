"""Flowables of a pack's table of contents that record where they are drawn, so that links can be laid over them."""

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

# In points: space above an entry and above a case's, space below, indent, width of the page label, gap beside the dots.
_BEFORE, _CASE_BEFORE, _AFTER, _INDENT, _NUMBER, _GAP = 2.0, 10.0, 2.0, 14.0, 62.0, 6.0
_MAX_LINES = 4  # of an entry's title


class PageMark(Flowable):
    """An invisible marker that reports the page on which the next flowable begins."""

    def __init__(self, on_drawn: Callable[[int], object]) -> None:
        super().__init__()
        self._on_drawn = on_drawn
        self.keepWithNext = True

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size: nothing."""
        del width, height
        return 0, 0

    def draw(self) -> None:
        """Report the page number, from 1."""
        self._on_drawn(self.canv.getPageNumber())


class ContentsLine(Flowable):
    """One entry of the table of contents: title, dot leader and page label, with a note below.

    Args:
        title: the entry's text, wrapped to at most four lines.
        label: the page label; empty for an entry that is not in the pack.
        target: the key of the paper or divider that it links to; None for no link.
        note: a remark, such as that the paper came late.
        is_case: a case's entry, in bold.
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
        self._style: TextStyle = replace(BODY, weight=weight, colour=INK if label else QUIET)

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks by this name
        """Space above in points."""
        return _CASE_BEFORE if self.is_case else _BEFORE

    def getSpaceAfter(self) -> float:  # noqa: N802 - the same
        """Space below in points."""
        return _AFTER

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Wrap title and note to a width and return the size."""
        del height
        room = width - self._left - _NUMBER
        self._title = wrap_lines(self.title, self._style, room)
        if len(self._title) > _MAX_LINES:
            rest = " ".join("".join(run.source for run in line) for line in self._title[_MAX_LINES - 1 :][:2])
            self._title = [*self._title[: _MAX_LINES - 1], truncated(rest + "…", self._style, room)]
        self._note = wrap_lines(self.note, CELL_QUIET, room) if self.note else []
        self.width = width
        self.height = len(self._title) * self._style.leading + len(self._note) * CELL_QUIET.leading
        return self.width, self.height

    def draw(self) -> None:
        """Draw the entry and record its page and position."""
        style, y = self._style, self.height + 4
        for line in self._title:
            y -= style.leading
            draw_line(self.canv, line, self._left, y, style)
        if self.label:
            number = truncated(self.label, style, _NUMBER - _GAP)
            right = self.width - line_width(number, style)
            draw_line(self.canv, number, right, y, style)
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.6)
            self.canv.setDash(0.6, 3)
            self.canv.line(self._left + line_width(self._title[-1], style) + _GAP, y + 1, right - _GAP, y + 1)
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
