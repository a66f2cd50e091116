"""House style of generated PDFs: text styles, paragraphs, tables, headers and footers.

Text is drawn as it was typed (`panel_desk.documents.style.fonts`) and never interpreted as markup, unlike in
ReportLab's own Paragraph. The same content gives the same bytes. The colours stay legible in black and white print.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby
from math import ceil
from typing import Any, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Table,
    TableStyle,
)

from panel_desk.documents.style.bidi import visual_order
from panel_desk.documents.style.fonts import (
    GlyphRun,
    Weight,
    concatenated,
    faces,
    merge_runs,
    printable,
    shape_text,
    split_run,
)
from panel_desk.rules.minutes_text import Span

# The colours of text, secondary text, rules, shaded backgrounds and headings.
INK, QUIET, LINE, WASH, ACCENT = (HexColor(c) for c in ("#14181F", "#56606E", "#B9C1CB", "#F0F2F5", "#0B5E6B"))
MARGIN, FOOT = 20 * mm, 18 * mm  # points: on the left and right; below the text
WIDTH = A4[0] - 2 * MARGIN  # points: of the text
_LAST_LINES = 3  # that stay together at the end of a document or an item
_TALLEST_END = 200.0  # points: taller rows are not kept together, as they might not fit on one page
_TALLEST_ROW = 600.0  # points: a taller row breaks over pages
_GAP = 5.0  # points between a list marker and its text
MARKING = "Confidential: adoption panel"  # in the footer of every page


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A paragraph style.

    Args:
        size: font size in points.
        leading: distance between baselines in points.
        weight: weight and slant.
        colour: text colour.
        before: space above in points.
        after: space below in points.
        indent: left indent in points.
        marker: a bullet or number set in the indent of the first line; empty for none.
        at_right: right-aligned.
        with_next: kept on the same page as what follows.
    """

    size: float = 10
    leading: float = 14
    weight: Weight = Weight.REGULAR
    colour: Color = INK
    before: float = 0
    after: float = 4
    indent: float = 0
    marker: str = ""
    at_right: bool = False
    with_next: bool = False


BODY = TextStyle()
STRONG = replace(BODY, weight=Weight.STRONG)
SMALL = TextStyle(8.5, 11.5, colour=QUIET, after=2)
CELL = replace(BODY, after=0, leading=13)
CELL_STRONG = replace(CELL, weight=Weight.STRONG)
CELL_QUIET = TextStyle(8.5, 11.5, colour=QUIET, after=0)
TITLE = TextStyle(20, 25, Weight.STRONG, after=4)
SUBTITLE = TextStyle(12, 16, colour=QUIET, after=10)
SECTION = TextStyle(13, 17, Weight.STRONG, before=12, after=4, with_next=True)
HEADING = TextStyle(10, 14, Weight.STRONG, ACCENT, before=8, after=2, with_next=True)


RichText = str | Sequence[Span]
"""Plain text, or parts of a text with bold or italic type."""


class Prose(Flowable):
    """Text as typed, wrapped into lines; splits over pages between lines."""

    def __init__(self, text: RichText, style: TextStyle = BODY) -> None:
        super().__init__()
        self.text, self.style = text, style
        self.keepWithNext = style.with_next
        self._lines: list[list[GlyphRun]] = []

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks by this name
        """Space above in points."""
        return self.style.before

    def getSpaceAfter(self) -> float:  # noqa: N802 - the same
        """Space below in points."""
        return self.style.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Wrap the text to a width and return the size."""
        del height
        self.width = width
        self._lines = self._lines or wrap_lines(self.text, self.style, width - self.style.indent)
        self.height = len(self._lines) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Split into the lines that fit and the rest, without widows and orphans."""
        self.wrap(width, height)
        fit = int(height // self.style.leading)
        if fit >= len(self._lines):
            return [self]
        if len(self._lines) - fit == 1:
            fit -= 1
        if fit < 1 or (fit == 1 and len(self._lines) > 1):
            return []
        return [*self._cut(fit)]

    def split_off_end(self, height: float) -> tuple["Prose | None", "Prose"]:
        """The text without its last lines, which take this height or more; None where too few would be left."""
        self.wrap(WIDTH, A4[1])
        first = len(self._lines) - ceil(height / self.style.leading)
        return self._cut(first) if first > 1 else (None, self)

    def _cut(self, first: int) -> "tuple[Prose, Prose]":
        """The first lines, and the rest."""
        before = Prose(self.text, replace(self.style, after=0))
        rest = Prose(self.text, replace(self.style, before=0, marker=""))
        before._lines, rest._lines = self._lines[:first], self._lines[first:]
        return before, rest

    def draw(self) -> None:
        """Draw the lines."""
        y = self.height - self.style.leading + (self.style.leading - self.style.size) / 2 + self.style.size * 0.2
        indent, marker = self.style.indent, shape_text(self.style.marker, self.style.weight)
        for line in self._lines:
            is_rtl = bool(line) and line[0].level % 2 == 1
            inset = indent if is_rtl else 0
            at_right = self.style.at_right or is_rtl
            left = self.width - inset - line_width(line, self.style) if at_right else indent
            if marker:  # only beside the first line
                beside = self.width - indent + _GAP if is_rtl else indent - _GAP - line_width(marker, self.style)
                draw_line(self.canv, marker, beside, y, self.style)
                marker = []
            draw_line(self.canv, line, left, y, self.style)
            y -= self.style.leading


def line_width(line: Sequence[GlyphRun], style: TextStyle) -> float:
    """A line's width in points."""
    return sum(run.width for run in line) * style.size / 1000


def draw_line(canvas: Canvas, line: Sequence[GlyphRun], x: float, y: float, style: TextStyle) -> None:
    """Draw a line at (x, y), given its runs in reading order."""
    canvas.setFillColor(style.colour)
    from_left = [line[index] for index in visual_order([run.level for run in line])]
    for (face, level), group in groupby(from_left, key=lambda run: (run.face, run.level)):
        # Neighbours that run left to right are drawn in one call, right-to-left words each at a position of its own.
        for runs in [[*group]] if level % 2 == 0 else [[run] for run in group]:
            if not all(run.is_space for run in runs):
                canvas.setFont(face, style.size)
                canvas.drawString(x, y, concatenated(runs))
            x += sum(run.width for run in runs) * style.size / 1000


def draw_text(canvas: Canvas, text: str, x: float, y: float, style: TextStyle, *, at_right: bool = False) -> None:
    """Draw text on one line, truncated with … at the width of the page."""
    line = truncated(text, style, WIDTH)
    draw_line(canvas, line, x - line_width(line, style) if at_right else x, y, style)


def truncated(text: str, style: TextStyle, width: float) -> list[GlyphRun]:
    """Text on one line, truncated with … at a width in points."""
    line = shape_text(printable(text).replace("\n", " "), style.weight)
    if line_width(line, style) <= width:
        return merge_runs(line)
    start = printable(text).replace("\n", " ")
    while start and line_width(shape_text(start + "…", style.weight), style) > width:
        start = start[:-1]
    return merge_runs(shape_text(start.rstrip() + "…", style.weight))


def wrap_lines(text: RichText, style: TextStyle, width: float) -> list[list[GlyphRun]]:
    """Wrap text to a width in points; one list of runs per line."""
    room = width * 1000 / style.size
    lines: list[list[GlyphRun]] = []
    for paragraph, weights in _paragraphs(text, style):
        line: list[GlyphRun] = []
        used = 0.0
        for run in _split_wide(shape_text(paragraph, weights), room):
            if line and not run.is_space and used + run.width > room:
                lines.append(merge_runs(_without_trailing_space(line)))
                line, used = [], 0.0
            if line or not run.is_space:
                line.append(run)
                used += run.width
        lines.append(merge_runs(_without_trailing_space(line)))
    return lines


def _paragraphs(text: RichText, style: TextStyle) -> list[tuple[str, Weight | list[Weight]]]:
    """Each paragraph's text, and its weight or the weight of each character."""
    if isinstance(text, str):
        return [(line, style.weight) for line in printable(text).split("\n")]
    characters, weights = "", list[Weight]()
    for span in text:
        typed = printable(span.text)
        characters += typed
        weights += [style.weight.with_emphasis(bold=span.bold, italic=span.italic)] * len(typed)
    paragraphs, start = list[tuple[str, Weight | list[Weight]]](), 0
    for line in characters.split("\n"):
        paragraphs.append((line, weights[start : start + len(line)]))
        start += len(line) + 1
    return paragraphs


def _split_wide(runs: list[GlyphRun], room: float) -> list[GlyphRun]:
    return [part for run in runs for part in (split_run(run, room) if run.width > room else [run])]


def _without_trailing_space(line: list[GlyphRun]) -> list[GlyphRun]:
    while line and line[-1].is_space:
        line = line[:-1]
    return line


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Header, footer and metadata of a document.

    Args:
        title: the document's title, for its metadata.
        agency: the agency's name, at the left of the header; also the author in the metadata.
        made_on: the day, or the moment with its zone, on which it was made, for its metadata; None where not known.
        about: text at the right of the header, such as the panel and its date; also the subject in the metadata.
        foot: text at the left of the footer, such as version and date of issue.
        draft: text of a shaded band across the top of each page; empty for none.
        has_page_numbers: print “Page 3 of 12” in the footer; packs stamp their own numbers instead.
    """

    title: str
    agency: str
    about: str
    foot: str
    made_on: date | None
    draft: str = ""
    has_page_numbers: bool = True


def make_pdf(setup: PageSetup, story: Sequence[Flowable]) -> bytes:
    """Build a PDF of A4 pages with header, footer, page numbers and metadata."""
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=setup.title,
        author=setup.agency,
        subject=setup.about,
        creator="Panel Desk",
        lang="en-GB",
        invariant=1,
    )
    top = 30 * mm if setup.draft else 24 * mm
    frame = Frame(MARGIN, FOOT + 4 * mm, WIDTH, A4[1] - top - FOOT - 4 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame]))
    document.build(_with_last_lines_together(story), canvasmaker=_page_counting_canvas(setup))
    return out.getvalue()


def _page_counting_canvas(setup: PageSetup) -> Callable[..., Canvas]:
    """A canvas class that draws headers and footers last, once the number of pages is known."""

    class PageCountingCanvas(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - ReportLab's own arguments, passed on
            super().__init__(*args, **{**kwargs, "initialFontName": faces(Weight.REGULAR)[0].fontName})
            self.setViewerPreference("DisplayDocTitle", "true")
            self.setDateFormatter(lambda *_: pdf_date(setup.made_on))
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - ReportLab's own name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # ReportLab's own, absent from its stubs

        def save(self) -> None:
            for number, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                _head_and_foot(self, setup, number, len(self._pages))
                super().showPage()
            super().save()

    return PageCountingCanvas


def pdf_date(made_on: date | None) -> str:
    """A day, or a moment with its zone, as PDF metadata have it (ISO 32000-1, 7.9.4): `D:20270304`; empty for None."""
    if made_on is None:
        return ""
    if not isinstance(made_on, datetime):
        return f"D:{made_on:%Y%m%d}"
    zone = f"{made_on:%z}"
    return f"D:{made_on:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _with_last_lines_together(story: Sequence[Flowable]) -> list[Flowable]:
    """A story in which no page holds a single last line: the last lines before each new page stay together."""
    kept: list[Flowable] = []
    part: list[Flowable] = []
    for flowable in story:
        if isinstance(flowable, Table) and max(_row_heights(flowable), default=0) > _TALLEST_ROW:
            flowable.splitInRow = 1
        if isinstance(flowable, PageBreak):
            kept += [*_with_end_together(part), flowable]
            part = []
        else:
            part.append(flowable)
    return [*kept, *_with_end_together(part)]


def _with_end_together(part: list[Flowable]) -> list[Flowable]:
    """The flowables between two page breaks, their last lines kept together."""
    rest, end = [*part], list[Flowable]()
    room = needed = _LAST_LINES * BODY.leading
    while rest and room > 0:
        last = rest.pop()
        if isinstance(last, KeepTogether):  # its height is not known before it is drawn
            end.insert(0, last)
            break
        if isinstance(last, Prose):
            before, last = last.split_off_end(room)
            rest += [before] if before else []
        elif isinstance(last, Table) and room == needed:
            _keep_last_rows_together(last)
            return part
        elif isinstance(last, Table):
            before_last_rows, last = _without_last_rows(last)
            rest += before_last_rows
        end.insert(0, last)
        room -= last.wrap(WIDTH, A4[1])[1]
    # ReportLab would leave a heading behind when the group after it moves to the next page.
    while rest and getattr(rest[-1], "keepWithNext", False):
        end.insert(0, rest.pop())
    return [*rest, KeepTogether(end)]


def _keep_last_rows_together(whole: Table) -> None:
    if len(heights := _row_heights(whole)) > _LAST_LINES and sum(heights[-2:]) < _TALLEST_END:
        whole.setStyle([("NOSPLIT", (0, -2), (-1, -1))])


def _row_heights(whole: Table) -> list[float]:
    whole.wrap(WIDTH, A4[1])
    return [*vars(whole)["_rowHeights"]]  # ReportLab has no public way to get at them


def _without_last_rows(whole: Table) -> tuple[list[Table], Table]:
    """A table as two: all but its last rows, and these, without repeating the headings between the two."""
    heights = _row_heights(whole)
    if len(heights) <= 2 * _LAST_LINES or sum(heights[-2:]) > _TALLEST_END:
        return [], whole
    headings, whole.repeatRows = whole.repeatRows, 0
    [first, last] = cast("list[Table]", whole.split(WIDTH, sum(heights[:-2]) + 0.1))
    first.repeatRows = headings
    return [first], last


def _head_and_foot(canvas: Canvas, setup: PageSetup, number: int, pages: int) -> None:
    """Draw the header, the footer and the draft band of one page."""
    head = A4[1] - 14 * mm
    draw_text(canvas, setup.agency, MARGIN, head, replace(SMALL, weight=Weight.STRONG, colour=INK))
    draw_text(canvas, setup.about, A4[0] - MARGIN, head, SMALL, at_right=True)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, head - 3 * mm, A4[0] - MARGIN, head - 3 * mm)
    canvas.line(MARGIN, FOOT - 2 * mm, A4[0] - MARGIN, FOOT - 2 * mm)
    if setup.draft:
        canvas.setFillColor(WASH)
        canvas.rect(MARGIN, head - 10 * mm, WIDTH, 6 * mm, stroke=0, fill=1)
        draw_text(
            canvas, setup.draft, MARGIN + 2 * mm, head - 8.2 * mm, replace(SMALL, weight=Weight.STRONG, colour=INK)
        )
    draw_text(canvas, f"{MARKING} · {setup.foot}", MARGIN, FOOT - 7 * mm, SMALL)
    if setup.has_page_numbers:
        draw_text(canvas, f"Page {number} of {pages}", A4[0] - MARGIN, FOOT - 7 * mm, SMALL, at_right=True)


Cell = Flowable | str | list[Flowable]


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    headings: Sequence[str] = (),
    *,
    lines: bool = True,
) -> Table:
    """A table with rules between its rows; its column headings are repeated on each page."""
    body = [[Prose(cell, CELL) if isinstance(cell, str) else cell for cell in row] for row in rows]
    if headings:
        body.insert(0, [Prose(heading, replace(CELL_QUIET, weight=Weight.STRONG)) for heading in headings])
    style: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), faces(Weight.REGULAR)[0].fontName),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    if lines:
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE))
    if headings:
        style.append(("LINEBELOW", (0, 0), (-1, 0), 0.9, INK))
    return Table(body, [*widths], repeatRows=1 if headings else 0, style=TableStyle(style), spaceAfter=6, hAlign="LEFT")


def label_table(pairs: Sequence[tuple[str, str]]) -> Table:
    """A table of labels and values; pairs without a value are left out."""
    rows = [[Prose(label, CELL_QUIET), Prose(value, CELL)] for label, value in pairs if value]
    return table(rows, (32 * mm, WIDTH - 32 * mm), lines=False)


def times(starts_at: time | None, ends_at: time | None) -> str:
    """A time range, `09:45–10:30`, or only the known end of it."""
    return "–".join(f"{moment:%H:%M}" for moment in (starts_at, ends_at) if moment)
