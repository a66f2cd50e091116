"""Fonts: glyph fallback and HarfBuzz shaping.

Every word is shaped by HarfBuzz, which handles kerning, combining marks and joining scripts. Every glyph is embedded
with the text it stands for (ToUnicode), so that copying and searching give what was typed. A character that no bundled
font has prints as a visible box.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr, TTFont

from panel_desk.documents.style.bidi import levels
from panel_desk.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FAMILIES = ("SourceSans3", "NotoSans", "NotoSansHebrew", "NotoSansArabic", "NotoSansArmenian", "NotoSansGeorgian")
_PRIVATE = 0xF0000  # private-use code points for glyphs without one of their own, such as ligatures; font-internal
_FEATURES = {"kern": True, "liga": False}  # of HarfBuzz: kerning, but no ligatures
# The code, in hexadecimal, to which an entry of a ToUnicode map leads.
_TARGET = re.compile(r"(?<=> <)([0-9A-F]+)(?=>$)", re.MULTILINE)
_JOINERS = "\u200c\u200d"  # the zero-width non-joiner and joiner


class Weight(StrEnum):
    """Weight and slant of a font, as in its file name."""

    REGULAR = "Regular"
    STRONG = "SemiBold"
    ITALIC = "Italic"
    STRONG_ITALIC = "SemiBoldItalic"

    def with_emphasis(self, *, bold: bool, italic: bool) -> "Weight":
        """This weight with bold or italic added."""
        strong = bold or self in (Weight.STRONG, Weight.STRONG_ITALIC)
        is_italic = italic or self in _UPRIGHT_OF_ITALIC
        if is_italic:
            return Weight.STRONG_ITALIC if strong else Weight.ITALIC
        return Weight.STRONG if strong else Weight.REGULAR


_UPRIGHT_OF_ITALIC = {Weight.ITALIC: Weight.REGULAR, Weight.STRONG_ITALIC: Weight.STRONG}


class Face(TTFont):
    """A bundled font file that draws glyphs by number and records the text of each for ToUnicode."""

    def __init__(self, family: str, weight: Weight) -> None:
        name = f"{family}-{weight}"
        super().__init__(name, str(resources() / "fonts" / f"{name}.ttf"), asciiReadable=0)
        self.shaper = uharfbuzz.Font(self.hbFace)
        self.covered: frozenset[int] = frozenset(self.shaper.face.unicodes)
        self._codes: dict[tuple[int, str], int] = {}
        self._text_of: dict[int, str] = {}

    def code(self, glyph: int, text: str) -> int:
        """The code point under which ReportLab draws a glyph: the text's own, or a private one.

        ReportLab addresses glyphs by code point alone. A glyph that stands for several characters, or for another
        character than the font maps to it, therefore needs a code point of its own.
        """
        if len(text) == 1 and self.face.charToGlyph.get(ord(text)) == glyph and glyph:
            return ord(text)
        code = self._codes.get((glyph, text))
        if code is None:
            code = self._codes[glyph, text] = _PRIVATE + len(self._codes)
            self._text_of[code] = text
            self.face.charToGlyph[code] = glyph
            self.face.charWidths[code] = self.scaled(self.shaper.get_glyph_h_advance(glyph))
        return code

    def scaled(self, units: float) -> float:
        """Font units as thousandths of the font size."""
        return float(units * 1000 / self.shaper.face.upem)

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 - ReportLab's own name, on a class it leaves untyped
        """Embed the glyphs in use, and correct ReportLab's ToUnicode map: it knows nothing of private code points."""
        known = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - known:
            if name.startswith("toUnicodeCMap:"):
                stream = doc.idToObject[name]
                stream.content = _TARGET.sub(self._as_utf16, stream.content)

    def _as_utf16(self, match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return self._text_of.get(code, chr(code)).encode("utf-16-be").hex().upper()


@cache
def faces(weight: Weight) -> tuple[Face, ...]:
    """The fonts of a weight in fallback order; only the first has italics, the others stay upright."""
    own, *others = (
        Face(family, weight) for family in (_FAMILIES if weight not in _UPRIGHT_OF_ITALIC else _FAMILIES[:1])
    )
    for face in (own, *others):
        pdfmetrics.registerFont(face)
    return (own, *(others or faces(_UPRIGHT_OF_ITALIC[weight])[1:]))


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """A word, part of a word or a space, shaped in one font and one direction.

    Args:
        text: the glyphs from left to right, as ReportLab draws them.
        face: the registered name of the font.
        width: in thousandths of the font size.
        level: the embedding level (`panel_desk.documents.style.bidi`).
        is_space: whether a line may break here.
        source: the characters as typed.
        weight: weight and slant.
    """

    text: ShapedStr
    face: str
    width: float
    level: int
    is_space: bool
    source: str
    weight: Weight


def printable(text: str) -> str:
    """Normalise text for printing: NFC, tabs as spaces, control characters removed, lone surrogates as U+FFFD."""
    characters = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        kind = unicodedata.category(letter)
        if letter == "\n" or letter in _JOINERS:
            characters.append(letter)
        elif letter in "\t\u2028\u2029\v\f\x85":
            characters.append("\n" if letter != "\t" else " ")
        elif kind == "Cs":
            characters.append("\ufffd")
        elif kind not in {"Cc", "Cf"}:
            characters.append(letter)
    return "".join(characters)


def shape_text(line: str, weights: "Weight | Sequence[Weight]") -> list[GlyphRun]:
    """Shape a paragraph without line breaks into runs in reading order.

    Args:
        line: the characters.
        weights: one weight for all characters, or one per character.
    """
    per_character = [weights] * len(line) if isinstance(weights, Weight) else weights
    return [shape(*run) for run in _runs(line, levels(line), per_character)]


def split_run(run: GlyphRun, room: float) -> list[GlyphRun]:
    """Split a run that is wider than a line into runs that fit (room in thousandths of the font size)."""
    weight, font = run.weight, _font_index(run)
    parts: list[GlyphRun] = []
    text = ""
    for cluster in _clusters(run.source):
        if text and shape(text + cluster, weight, font, run.level).width > room:
            parts.append(shape(text, weight, font, run.level))
            text = ""
        text += cluster
    parts.append(shape(text, weight, font, run.level))
    return parts


def merge_runs(line: "Sequence[GlyphRun]") -> list[GlyphRun]:
    """Merge the parts of each word on a line, so that text extraction finds `Bibi-Hale` without a gap."""
    merged: list[GlyphRun] = []
    for run in line:
        last = merged[-1] if merged else run
        is_same_style = (run.face, run.weight, run.level) == (last.face, last.weight, last.level)
        if merged and not (run.is_space or last.is_space) and is_same_style:
            merged[-1] = shape(last.source + run.source, run.weight, _font_index(run), run.level)
        else:
            merged.append(run)
    return merged


def concatenated(runs: "Sequence[GlyphRun]") -> ShapedStr:
    """Join neighbouring runs of one face, so that they are drawn in one call."""
    data = [glyph for run in runs for glyph in run.text.__shapeData__]  # type: ignore[attr-defined] # absent from its stubs
    return ShapedStr("".join(run.text for run in runs), shapeData=data)  # type: ignore[arg-type] # a list, whatever the stubs say


def _font_index(run: GlyphRun) -> int:
    """The index of a run's font among `faces` of its weight."""
    return next(index for index, face in enumerate(faces(run.weight)) if face.fontName == run.face)


@lru_cache(maxsize=8192)
def shape(source: str, weight: Weight, font: int, level: int) -> GlyphRun:
    """Shape characters of one font and one direction with HarfBuzz; the glyphs come in visual order.

    Args:
        source: the characters as typed.
        weight: weight and slant.
        font: the font's index among `faces`.
        level: the embedding level; odd for right to left.
    """
    face = faces(weight)[font]
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.add_str(source)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    uharfbuzz.shape(face.shaper, buffer, _FEATURES)
    # A cluster's text goes to its first glyph and an empty text to the others, so that extraction gives it once.
    starts = sorted({info.cluster for info in buffer.glyph_infos} | {len(source)})
    text_of = {start: source[start:end] for start, end in pairwise(starts)}
    codes: list[str] = []
    data: list[ShapeData] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        code = face.code(info.codepoint, text_of.pop(info.cluster, ""))
        codes.append(chr(code))
        across, up, right, rise = (
            face.scaled(value)
            for value in (position.x_advance, position.y_advance, position.x_offset, position.y_offset)
        )
        data.append(ShapeData(info.cluster, across, up, right, rise, face.face.charWidths[code]))
    return GlyphRun(
        text=ShapedStr("".join(codes), shapeData=data),  # type: ignore[arg-type] # a list, whatever the stubs say
        face=face.fontName,
        width=sum(glyph.x_advance for glyph in data),
        level=level,
        is_space=source == " ",
        source=source,
        weight=weight,
    )


def _runs(line: str, line_levels: list[int], weights: "Sequence[Weight]") -> "Iterator[tuple[str, Weight, int, int]]":
    """Words and spaces of one font and one direction: (text, weight, index of the font, embedding level)."""
    text, style = "", (Weight.REGULAR, 0, 0)
    start = 0
    for cluster in _clusters(line):
        current = (weights[start], _covering(cluster, weights[start]), line_levels[start])
        if text and (cluster == " " or text == " " or current != style or text.endswith(("-", "–", "/"))):
            yield text, *style
            text = ""
        text, style = text + cluster, current
        start += len(cluster)
    if text:
        yield text, *style


def _clusters(text: str) -> "Iterator[str]":
    """Each letter with the marks and joiners that belong to it."""
    cluster = ""
    for letter in text:
        if cluster and not (unicodedata.category(letter).startswith("M") or letter in _JOINERS):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


@lru_cache(maxsize=8192)
def _covering(cluster: str, weight: Weight) -> int:
    """The index of the first font that has every character of a cluster; 0 where none has."""
    wanted = {ord(letter) for letter in cluster if letter not in _JOINERS}
    return next((index for index, face in enumerate(faces(weight)) if wanted <= face.covered), 0)
