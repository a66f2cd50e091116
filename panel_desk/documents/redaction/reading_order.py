"""Orders the characters of a page for a search: as they are drawn, line by line, and down each column."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panel_desk.documents.redaction.page_text import Letter

_SAME_LINE = 0.5  # of a character's height
_GAP = 0.15  # of a character's height, from which a gap is a space
_COLUMN_GAPS = (0.6, 1.2, 2.4)
"""Gaps, in heights of a character, that part columns: narrow ones between table cells, and wider ones where text is
justified, whose gaps between words would be taken for columns otherwise."""
_LINE_PITCH = 3.0  # heights of a character from one line of a column to the next, at most
_MAX_PATHS = 16  # ways to read on from one part of a line, where columns overlap
_PATH_END = "\ufffd"  # compared in a search, and in no phrase: a match does not run from one path into the next
_MARKS = frozenset("0123456789*†‡§,")  # characters that may be a footnote mark
_SMALL = 0.8  # of the height of the text before, up to which a digit is a footnote mark
_QUARTER = math.pi / 2  # radians: a quarter turn


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """A page's text in one order.

    Args:
        text: the characters.
        indices: for each of them its index among the page's letters; -1 for a space that was added.
    """

    text: str
    indices: Sequence[int]


@dataclass(slots=True)
class _Text:
    """The text of a reading order while it is put together."""

    parts: list[str] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)

    def add(self, text: str, index: int = -1) -> None:
        self.parts.append(text)
        self.indices.append(index)

    def done(self) -> ReadingOrder:
        return ReadingOrder("".join(self.parts), self.indices)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A character in the frame of its line: start and end along it, baseline above the frame's origin, in points."""

    index: int
    text: str
    start: float
    end: float
    above: float
    size: float


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a line between two gaps."""

    letters: Sequence[_Placed]
    line: int

    @property
    def start(self) -> float:
        return self.letters[0].start

    @property
    def end(self) -> float:
        return max(letter.end for letter in self.letters)


_Line = list[_Placed]


def content_order(letters: Sequence["Letter"]) -> ReadingOrder:
    """The characters in the order in which the page draws them."""
    return ReadingOrder("".join(letter.text for letter in letters), range(len(letters)))


def order_without_marks(letters: Sequence["Letter"]) -> ReadingOrder:
    """The characters as the page draws them, without footnote marks, which may stand between the parts of a name."""
    text = _Text()
    size = 0.0
    for index, letter in enumerate(letters):
        height = letter.box.top - letter.box.bottom
        if letter.text in _MARKS and height < size * _SMALL:
            continue
        if not letter.text.isspace():
            size = height
        text.add(letter.text, index)
    return text.done()


def visual_order(letters: Sequence["Letter"]) -> ReadingOrder:
    """The characters line by line from the top, each line from left to right, with a space for each gap."""
    text = _Text()
    for lines in _lines(letters):
        for line in lines:
            _add_line(text, line)
            text.add("\n")
    return text.done()


def column_order(letters: Sequence["Letter"], longest: int) -> ReadingOrder:
    """Each part of a line followed by the parts below it, for phrases that run on within a column or a table cell.

    Where it is uncertain which part comes next, the text holds every way to read on.

    Args:
        letters: the page's characters.
        longest: the length of the longest phrase; no path is followed further than that.
    """
    text = _Text()
    for lines in _lines(letters):
        for gap in _COLUMN_GAPS:
            segments = [_Segment(part, number) for number, line in enumerate(lines) for part in _parts(line, gap)]
            if len(segments) > len(lines):
                _add_paths(text, segments, longest)
    return text.done()


def _lines(letters: Sequence["Letter"]) -> Iterator[list[_Line]]:
    """The lines of each direction of writing from the top, each from left to right; spaces are left out."""
    by_angle: dict[float, _Line] = {}
    for index, letter in enumerate(letters):
        if not letter.text.isspace():
            angle = round(letter.angle, 2)
            by_angle.setdefault(angle, []).append(_placed(index, letter, angle))
    for placed in by_angle.values():
        lines: list[_Line] = []
        for each in sorted(placed, key=lambda each: -each.above):
            if lines and abs(lines[-1][0].above - each.above) <= each.size * _SAME_LINE:
                lines[-1].append(each)
            else:
                lines.append([each])
        yield [sorted(line, key=lambda each: each.start) for line in lines]


def _placed(index: int, letter: "Letter", angle: float) -> _Placed:
    """A character's position in the frame of its line, whose direction is `angle` in radians."""
    box = letter.box
    if not angle:  # a shortcut for nearly all text
        return _Placed(index, letter.text, box.left, box.right, letter.y, box.top - box.bottom)
    cosine, sine = math.cos(angle), math.sin(angle)
    along = letter.x * cosine + letter.y * sine
    above = letter.y * cosine - letter.x * sine
    if abs(angle / _QUARTER - round(angle / _QUARTER)) < 1 / 90:
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        ends = [x * cosine + y * sine for x, y in corners]
        heights = [y * cosine - x * sine for x, y in corners]
        return _Placed(index, letter.text, min(ends), max(ends), above, max(heights) - min(heights))
    size = min(box.right - box.left, box.top - box.bottom)  # its box stands upright though its line does not
    return _Placed(index, letter.text, along, along + size / 2, above, size)


def _add_line(text: _Text, line: Sequence[_Placed]) -> None:
    right = -math.inf
    for letter in line:
        if letter.start - right > letter.size * _GAP:
            text.add(" ")
        text.add(letter.text, letter.index)
        right = letter.end


def _parts(line: _Line, gap: float) -> Iterator[_Line]:
    """The parts of a line that wide gaps separate."""
    part: _Line = []
    right = math.inf
    for letter in line:
        if letter.start - right > letter.size * gap:
            yield part
            part, right = [], -math.inf
        part.append(letter)
        right = max(right, letter.end) if right < math.inf else letter.end
    if part:
        yield part


def _add_paths(text: _Text, segments: Sequence[_Segment], longest: int) -> None:
    """Add the text of every path from each segment down the segments below it."""
    below = _below(segments)

    def paths(segment: int, room: int) -> Iterator[tuple[int, ...]]:
        if room <= 0 or not below[segment]:
            yield ()
            return
        for following in below[segment]:
            for path in paths(following, room - len(segments[following].letters)):
                yield following, *path

    for number in range(len(segments)):
        for _, path in zip(range(_MAX_PATHS), paths(number, longest), strict=False):
            for part in (number, *path):
                _add_line(text, segments[part].letters)
                text.add("\n")
            text.add(_PATH_END)


def _below(segments: Sequence[_Segment]) -> list[list[int]]:
    """For each segment the segments of the nearest line below that lie under it."""
    below: list[list[int]] = []
    for number, segment in enumerate(segments):
        found: list[int] = []
        nearest = -1
        for other in range(number + 1, len(segments)):
            under = segments[other]
            distance = segment.letters[0].above - under.letters[0].above
            if (found and under.line != nearest) or distance > segment.letters[0].size * _LINE_PITCH:
                break
            if under.line != segment.line and under.start < segment.end and segment.start < under.end:
                found.append(other)
                nearest = under.line
        below.append(found)
    return below


ORDERS: Sequence[Callable[[Sequence["Letter"], int], ReadingOrder]] = (
    lambda letters, _: content_order(letters),
    lambda letters, _: order_without_marks(letters),
    lambda letters, _: visual_order(letters),
    column_order,
)
"""The orders in which a phrase is searched; each takes a page's characters and the length of the longest phrase."""
