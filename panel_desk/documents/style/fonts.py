"""The letters that documents are set in: which bundled face has a letter, and how its letters join.

Every word is shaped by HarfBuzz, so kerning, combining letters and scripts whose letters join come out right, and
every glyph is written with the text it stands for, so that a reader or a search finds what was typed. A letter
that no bundled face has prints as a visible box.
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
_PRIVATE = 0xF0000  # where glyphs that no letter stands for are numbered from; never seen outside a font
_FEATURES = {"kern": True, "liga": False}
_TARGET = re.compile(r"(?<=> <)([0-9A-F]+)(?=>$)", re.MULTILINE)
_JOINERS = "\u200c\u200d"


class Weight(StrEnum):
    """How heavy letters stand, and whether they lean."""

    REGULAR = "Regular"
    STRONG = "SemiBold"
    ITALIC = "Italic"
    STRONG_ITALIC = "SemiBoldItalic"

    def set_as(self, *, bold: bool, italic: bool) -> "Weight":
        """This weight, made bold or italic as well where it is not yet."""
        strong = bold or self in (Weight.STRONG, Weight.STRONG_ITALIC)
        leans = italic or self in _UPRIGHT
        if leans:
            return Weight.STRONG_ITALIC if strong else Weight.ITALIC
        return Weight.STRONG if strong else Weight.REGULAR


_UPRIGHT = {Weight.ITALIC: Weight.REGULAR, Weight.STRONG_ITALIC: Weight.STRONG}


class Face(TTFont):
    """One bundled font file, able to set glyphs and to say what each of them stands for."""

    def __init__(self, family: str, weight: Weight) -> None:
        name = f"{family}-{weight}"
        super().__init__(name, str(resources() / "fonts" / f"{name}.ttf"), asciiReadable=0)
        self.shaper = uharfbuzz.Font(self.hbFace)
        self.covered: frozenset[int] = frozenset(self.shaper.face.unicodes)
        self._codes: dict[tuple[int, str], int] = {}
        self._says: dict[int, str] = {}

    def code(self, glyph: int, says: str) -> int:
        """The number under which a glyph that stands for a text is set."""
        if len(says) == 1 and self.face.charToGlyph.get(ord(says)) == glyph and glyph:
            return ord(says)
        known = self._codes.get((glyph, says))
        if known is None:
            known = self._codes[glyph, says] = _PRIVATE + len(self._codes)
            self._says[known] = says
            self.face.charToGlyph[known] = glyph
            self.face.charWidths[known] = self.scaled(self.shaper.get_glyph_h_advance(glyph))
        return known

    def scaled(self, units: float) -> float:
        """Font units as thousandths of the type's size."""
        return float(units * 1000 / self.shaper.face.upem)

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 - ReportLab's own name, on a class it leaves untyped
        """Embed what was used, each glyph with the text that it stands for."""
        known = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - known:
            if name.startswith("toUnicodeCMap:"):
                stream = doc.idToObject[name]
                stream.content = _TARGET.sub(self._as_utf16, stream.content)

    def _as_utf16(self, found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return self._says.get(code, chr(code)).encode("utf-16-be").hex().upper()


@cache
def faces(weight: Weight) -> tuple[Face, ...]:
    """The bundled faces of a weight, the house's own first; only that one leans, and the others stand upright."""
    own, *others = (Face(family, weight) for family in (_FAMILIES if weight not in _UPRIGHT else _FAMILIES[:1]))
    for face in (own, *others):
        pdfmetrics.registerFont(face)
    return (own, *(others or faces(_UPRIGHT[weight])[1:]))


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """A word, or part of one, or a space: set in one face and one direction.

    Args:
        text: the glyphs from left to right, as ReportLab sets them.
        face: the registered name of the face.
        width: in thousandths of the type's size.
        level: the direction, by `panel_desk.documents.style.bidi`.
        is_space: whether a line may end here.
        source: the letters as typed.
        weight: how heavy it stands.
    """

    text: ShapedStr
    face: str
    width: float
    level: int
    is_space: bool
    source: str
    weight: Weight


def printable(text: str) -> str:
    """Text as it can be set: composed, tabs as spaces, without controls, lone surrogates as U+FFFD."""
    kept = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        kind = unicodedata.category(letter)
        if letter == "\n" or letter in _JOINERS:
            kept.append(letter)
        elif letter in "\t\u2028\u2029\v\f\x85":
            kept.append("\n" if letter != "\t" else " ")
        elif kind == "Cs":
            kept.append("\ufffd")
        elif kind not in {"Cc", "Cf"}:
            kept.append(letter)
    return "".join(kept)


def shape_text(line: str, weights: "Weight | Sequence[Weight]") -> list[GlyphRun]:
    """A paragraph without line breaks, as pieces in reading order.

    Args:
        line: the letters.
        weights: how heavy they stand, each or all of them.
    """
    each = [weights] * len(line) if isinstance(weights, Weight) else weights
    return [shape(*run) for run in _runs(line, levels(line), each)]


def split_run(piece: GlyphRun, room: float) -> list[GlyphRun]:
    """A piece that is wider than a line, as pieces that fit (room in thousandths of the type's size)."""
    weight, place = piece.weight, _place(piece)
    parts: list[GlyphRun] = []
    held = ""
    for cluster in _clusters(piece.source):
        if held and shape(held + cluster, weight, place, piece.level).width > room:
            parts.append(shape(held, weight, place, piece.level))
            held = ""
        held += cluster
    parts.append(shape(held, weight, place, piece.level))
    return parts


def merge_runs(line: "Sequence[GlyphRun]") -> list[GlyphRun]:
    """A line's pieces with the parts of each word as one, so that a reader finds `Bibi-Hale` without a gap."""
    found: list[GlyphRun] = []
    for piece in line:
        last = found[-1] if found else piece
        look, before = (piece.face, piece.weight, piece.level), (last.face, last.weight, last.level)
        if found and not (piece.is_space or last.is_space) and look == before:
            found[-1] = shape(last.source + piece.source, piece.weight, _place(piece), piece.level)
        else:
            found.append(piece)
    return found


def concatenated(runs: "Sequence[GlyphRun]") -> ShapedStr:
    """Join neighbouring runs of one face, so that they are drawn in one call."""
    data = [glyph for run in runs for glyph in run.text.__shapeData__]  # type: ignore[attr-defined] # absent from its stubs
    return ShapedStr("".join(run.text for run in runs), shapeData=data)  # type: ignore[arg-type] # a list, whatever the stubs say


def _place(piece: GlyphRun) -> int:
    """The place of a piece's face among those of its weight."""
    return next(at for at, face in enumerate(faces(piece.weight)) if face.fontName == piece.face)


@lru_cache(maxsize=8192)
def shape(source: str, weight: Weight, place: int, level: int) -> GlyphRun:
    """Letters of one face and one direction, joined, kerned and in the order in which they are seen.

    Args:
        source: the letters as typed.
        weight: how heavy.
        place: the face's place among `faces`.
        level: odd for right to left.
    """
    face = faces(weight)[place]
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.add_str(source)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    uharfbuzz.shape(face.shaper, buffer, _FEATURES)
    starts = sorted({info.cluster for info in buffer.glyph_infos} | {len(source)})
    says = {start: source[start:end] for start, end in pairwise(starts)}
    letters: list[str] = []
    data: list[ShapeData] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        code = face.code(info.codepoint, says.pop(info.cluster, ""))
        letters.append(chr(code))
        across, up, right, rise = (
            face.scaled(value)
            for value in (position.x_advance, position.y_advance, position.x_offset, position.y_offset)
        )
        data.append(ShapeData(info.cluster, across, up, right, rise, face.face.charWidths[code]))
    return GlyphRun(
        text=ShapedStr("".join(letters), shapeData=data),  # type: ignore[arg-type] # a list, whatever the stubs say
        face=face.fontName,
        width=sum(one.x_advance for one in data),
        level=level,
        is_space=source == " ",
        source=source,
        weight=weight,
    )


def _runs(line: str, line_levels: list[int], weights: "Sequence[Weight]") -> "Iterator[tuple[str, Weight, int, int]]":
    """Words and spaces, each in one face and one direction: (letters, weight, the face's place, level)."""
    held, look = "", (Weight.REGULAR, 0, 0)
    at = 0
    for cluster in _clusters(line):
        here = (weights[at], _covering(cluster, weights[at]), line_levels[at])
        if held and (cluster == " " or held == " " or here != look or held.endswith(("-", "–", "/"))):
            yield held, *look
            held = ""
        held, look = held + cluster, here
        at += len(cluster)
    if held:
        yield held, *look


def _clusters(text: str) -> "Iterator[str]":
    """Each letter with the marks and joiners that belong to it."""
    held = ""
    for letter in text:
        if held and not (unicodedata.category(letter).startswith("M") or letter in _JOINERS):
            yield held
            held = ""
        held += letter
    if held:
        yield held


@lru_cache(maxsize=8192)
def _covering(cluster: str, weight: Weight) -> int:
    """The place of the first face that has every letter of a cluster; the first face where none has."""
    wanted = {ord(letter) for letter in cluster if letter not in _JOINERS}
    return next((place for place, face in enumerate(faces(weight)) if wanted <= face.covered), 0)
