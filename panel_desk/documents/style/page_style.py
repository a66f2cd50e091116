"""The house style: type, lines, tables, headers and footers, sober and made to print in black and white.

Whatever an agency typed is set letter by letter as it was typed (`panel_desk.documents.style.fonts`); nothing in it is
read as markup. The same content gives the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Table, TableStyle

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
from panel_desk.rules.dates import in_words
from panel_desk.rules.minutes_text import Span

INK, QUIET, LINE, WASH, ACCENT = (HexColor(c) for c in ("#14181F", "#56606E", "#B9C1CB", "#F0F2F5", "#0B5E6B"))
MARGIN, FOOT = 20 * mm, 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_GAP = 5.0  # points between a marker and its line
MARKING = "Confidential: adoption panel"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How words are set.

    Args:
        size: in points.
        leading: from line to line, in points.
        weight: regular or strong.
        colour: the ink.
        before: points of space above.
        after: points of space below.
        indent: points from the left edge.
        marker: what stands before the first line, within the indent: a bullet, a point's number.
        at_right: ranged right.
        with_next: stays on the page of what follows.
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


class Prose(Flowable):
    """Words as typed, in paragraphs and lines; breaks over pages between lines."""

    def __init__(self, text: RichText, look: TextStyle = BODY) -> None:
        super().__init__()
        self.text, self.look = text, look
        self.keepWithNext = look.with_next
        self._lines: list[list[GlyphRun]] = []

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab asks by this name
        """Points above."""
        return self.look.before

    def getSpaceAfter(self) -> float:  # noqa: N802 - the same
        """Points below."""
        return self.look.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Break into lines for a width."""
        del height
        self.width = width
        self._lines = self._lines or wrap_lines(self.text, self.look, width - self.look.indent)
        self.height = len(self._lines) * self.look.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """As many lines as fit, and the rest; never a single line alone where two fit."""
        self.wrap(width, height)
        fit = int(height // self.look.leading)
        if fit >= len(self._lines):
            return [self]
        if len(self._lines) - fit == 1:
            fit -= 1
        if fit < 1 or (fit == 1 and len(self._lines) > 1):
            return []
        first, rest = (
            Prose(self.text, replace(self.look, after=0)),
            Prose(self.text, replace(self.look, before=0, marker="")),
        )
        first._lines, rest._lines = self._lines[:fit], self._lines[fit:]
        return [first, rest]

    def draw(self) -> None:
        """Set the lines."""
        y = self.height - self.look.leading + (self.look.leading - self.look.size) / 2 + self.look.size * 0.2
        indent, marker = self.look.indent, shape_text(self.look.marker, self.look.weight)
        for line in self._lines:
            runs_left = bool(line) and line[0].level % 2 == 1
            inset = indent if runs_left else 0
            at_right = self.look.at_right or runs_left
            left = self.width - inset - line_width(line, self.look) if at_right else indent
            if marker:
                beside = self.width - indent + _GAP if runs_left else indent - _GAP - line_width(marker, self.look)
                draw_line(self.canv, marker, beside, y, self.look)
                marker = []
            draw_line(self.canv, line, left, y, self.look)
            y -= self.look.leading


def line_width(line: Sequence[GlyphRun], look: TextStyle) -> float:
    """Points that a line takes."""
    return sum(piece.width for piece in line) * look.size / 1000


def draw_line(canvas: Canvas, line: Sequence[GlyphRun], x: float, y: float, look: TextStyle) -> None:
    """Set one line of pieces, given in reading order, from left to right."""
    canvas.setFillColor(look.colour)
    seen = [line[place] for place in visual_order([piece.level for piece in line])]
    for (face, level), run in groupby(seen, key=lambda piece: (piece.face, piece.level)):
        for stretch in [[*run]] if level % 2 == 0 else [[piece] for piece in run]:
            if not all(piece.is_space for piece in stretch):
                canvas.setFont(face, look.size)
                canvas.drawString(x, y, concatenated(stretch))
            x += sum(piece.width for piece in stretch) * look.size / 1000


def draw_text(canvas: Canvas, text: str, x: float, y: float, look: TextStyle, *, at_right: bool = False) -> None:
    """Set words on one line, cut with … where they are wider than the page."""
    line = truncated(text, look, WIDTH)
    draw_line(canvas, line, x - line_width(line, look) if at_right else x, y, look)


def truncated(text: str, look: TextStyle, width: float) -> list[GlyphRun]:
    """Words on one line, cut with … where they are too wide."""
    line = shape_text(printable(text).replace("\n", " "), look.weight)
    if line_width(line, look) <= width:
        return merge_runs(line)
    kept = printable(text).replace("\n", " ")
    while kept and line_width(shape_text(kept + "…", look.weight), look) > width:
        kept = kept[:-1]
    return merge_runs(shape_text(kept.rstrip() + "…", look.weight))


def wrap_lines(text: RichText, look: TextStyle, width: float) -> list[list[GlyphRun]]:
    """Words as typed, in lines no wider than a width."""
    room = width * 1000 / look.size
    lines: list[list[GlyphRun]] = []
    for paragraph, weights in _paragraphs(text, look):
        line: list[GlyphRun] = []
        used = 0.0
        for piece in _to_room(shape_text(paragraph, weights), room):
            if line and not piece.is_space and used + piece.width > room:
                lines.append(merge_runs(_trimmed(line)))
                line, used = [], 0.0
            if line or not piece.is_space:
                line.append(piece)
                used += piece.width
        lines.append(merge_runs(_trimmed(line)))
    return lines


def _paragraphs(text: RichText, look: TextStyle) -> list[tuple[str, Weight | list[Weight]]]:
    """Each paragraph's letters, and how heavy they stand."""
    if isinstance(text, str):
        return [(line, look.weight) for line in printable(text).split("\n")]
    letters, weights = "", list[Weight]()
    for span in text:
        typed = printable(span.text)
        letters += typed
        weights += [look.weight.set_as(bold=span.bold, italic=span.italic)] * len(typed)
    found, at = list[tuple[str, Weight | list[Weight]]](), 0
    for line in letters.split("\n"):
        found.append((line, weights[at : at + len(line)]))
        at += len(line) + 1
    return found


def _to_room(found: list[GlyphRun], room: float) -> list[GlyphRun]:
    return [part for piece in found for part in (split_run(piece, room) if piece.width > room else [piece])]


def _trimmed(line: list[GlyphRun]) -> list[GlyphRun]:
    while line and line[-1].is_space:
        line = line[:-1]
    return line


@dataclass(frozen=True, slots=True)
class PageSetup:
    """What stands on every page.

    Args:
        title: the document's title, for its properties and its header.
        agency: the agency, at the left of the header; the document's author.
        about: at the right of the header, such as the panel's day.
        foot: at the left of the footer, such as the version and when it was issued.
        draft: a band across the head of each page; empty for none.
        has_page_numbers: “Page 3 of 12” at the foot; a pack numbers its pages itself.
    """

    title: str
    agency: str
    about: str
    foot: str
    draft: str = ""
    has_page_numbers: bool = True


def make_pdf(sheet: PageSetup, story: Sequence[Flowable]) -> bytes:
    """A document of A4 pages with header, footer and “Page 3 of 12”, its title, author and language set."""
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=sheet.title,
        author=sheet.agency,
        subject=sheet.about,
        creator="Panel Desk",
        lang="en-GB",
        invariant=1,
    )
    top = 30 * mm if sheet.draft else 24 * mm
    frame = Frame(MARGIN, FOOT + 4 * mm, WIDTH, A4[1] - top - FOOT - 4 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame]))
    document.build([*story], canvasmaker=_counting(sheet))
    return out.getvalue()


def _counting(sheet: PageSetup) -> Callable[..., Canvas]:
    """A canvas that knows how many pages there are before the first footer is set."""

    class Counting(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - ReportLab's own arguments, passed on
            super().__init__(*args, **{**kwargs, "initialFontName": faces(Weight.REGULAR)[0].fontName})
            self.setViewerPreference("DisplayDocTitle", "true")
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the same
            self._kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # ReportLab's own, absent from its stubs

        def save(self) -> None:
            for number, state in enumerate(self._kept, start=1):
                self.__dict__.update(state)
                _head_and_foot(self, sheet, number, len(self._kept))
                super().showPage()
            super().save()

    return Counting


def _head_and_foot(canvas: Canvas, sheet: PageSetup, number: int, pages: int) -> None:
    head = A4[1] - 14 * mm
    draw_text(canvas, sheet.agency, MARGIN, head, replace(SMALL, weight=Weight.STRONG, colour=INK))
    draw_text(canvas, sheet.about, A4[0] - MARGIN, head, SMALL, at_right=True)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, head - 3 * mm, A4[0] - MARGIN, head - 3 * mm)
    canvas.line(MARGIN, FOOT - 2 * mm, A4[0] - MARGIN, FOOT - 2 * mm)
    if sheet.draft:
        canvas.setFillColor(WASH)
        canvas.rect(MARGIN, head - 10 * mm, WIDTH, 6 * mm, stroke=0, fill=1)
        draw_text(
            canvas, sheet.draft, MARGIN + 2 * mm, head - 8.2 * mm, replace(SMALL, weight=Weight.STRONG, colour=INK)
        )
    draw_text(canvas, f"{MARKING} · {sheet.foot}", MARGIN, FOOT - 7 * mm, SMALL)
    if sheet.has_page_numbers:
        draw_text(canvas, f"Page {number} of {pages}", A4[0] - MARGIN, FOOT - 7 * mm, SMALL, at_right=True)


Cell = Flowable | str | list[Flowable]


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    heads: Sequence[str] = (),
    *,
    lines: bool = True,
) -> Table:
    """A table with hairlines between its rows; its heads stand again on each page."""
    body = [[Prose(cell, CELL) if isinstance(cell, str) else cell for cell in line] for line in rows]
    if heads:
        body.insert(0, [Prose(head, replace(CELL_QUIET, weight=Weight.STRONG)) for head in heads])
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
    if heads:
        style.append(("LINEBELOW", (0, 0), (-1, 0), 0.9, INK))
    return Table(body, [*widths], repeatRows=1 if heads else 0, style=TableStyle(style), spaceAfter=6, hAlign="LEFT")


def label_table(pairs: Sequence[tuple[str, str]]) -> Table:
    """Labels at the left, what they say at the right; pairs that say nothing are left out."""
    rows = [[Prose(label, CELL_QUIET), Prose(words, CELL)] for label, words in pairs if words]
    return table(rows, (32 * mm, WIDTH - 32 * mm), lines=False)


def weekday_in_words(day: date) -> str:
    """`Wednesday 11 January 2023`."""
    return f"{_DAYS[day.weekday()]} {in_words(day)}"


def times(starts_at: time | None, ends_at: time | None) -> str:
    """`09:45–10:30`, or as much of it as is known."""
    return "–".join(f"{moment:%H:%M}" for moment in (starts_at, ends_at) if moment)
