"""Finds what no program can read on a page: pictures and drawings that may hold words, letters without a meaning."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any

import pikepdf
from pypdfium2 import raw

_WORD_LENGTH, _WORD_HEIGHT = 24.0, 6.0
"""Points: a picture that is smaller in either direction holds no word that a reader could make out."""

_ROUNDING = 0.5  # points
_SLICE_GAP = 3.0  # points between the parts of a picture that is drawn in strips or tiles
_MAX_PARTS = 2_000  # pictures on a page from which it counts as one picture, without comparing them
_BENT_SEGMENTS = 5  # curved and slanting segments of a path from which it may be a letter: a circle has four
_BENT_ON_PAGE = 24  # such segments of a page's paths from which they may be a word
_THUMBNAIL = 300  # pixels along the longer side
_WHITE = 250  # grey level
_MAX_DEPTH = 8  # form XObjects within form XObjects
_INVISIBLE_INK = 0.05  # points: the height that PDFium reports for a glyph without an outline, such as a space
_MEANINGLESS = frozenset({"Cc", "Cn", "Co", "Cs"})  # controls, unassigned, private use, surrogates
_UNKNOWN = "\ufffd"
SHOW_TEXT = frozenset({"TJ", "Tj", "'", '"'})
"""The operators that show text (ISO 32000-1, table 109)."""

_Rect = tuple[float, float, float, float]  # left, bottom, right, top


class Unread(StrEnum):
    """What a program cannot read on a page, as a clause that follows “it has”."""

    PICTURE = "a picture that is large enough to hold words"
    DRAWING = "a drawing that may hold words"
    LETTERS = "letters that no program can read"


def unread_drawings(page: Any, *, has_text: bool) -> Iterator[Unread]:  # noqa: ANN401 - pypdfium2 ships no types
    """What a page shows apart from text that may be words.

    Args:
        page: the page, with its annotations flattened.
        has_text: whether it has any text; without, even a small picture or drawing counts.
    """
    pictures = [rect for rect in map(_placed, page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], _MAX_DEPTH)) if rect]
    if any(_holds_words(rect) for rect in _joined(pictures)) or (pictures and not has_text):
        yield Unread.PICTURE
    elif _may_be_words(page) or not (has_text or _is_blank(page)):
        yield Unread.DRAWING


def has_unread_letters(text_page: Any, letters: Sequence[str]) -> bool:  # noqa: ANN401 - the same
    """Whether a page shows letters without a meaning: not mapped to Unicode, or to private use or control characters.

    Such a sign with a space before and after it is taken for a bullet or a tick box, unless the sign before that space
    or after it is one too.

    Args:
        text_page: the page's text.
        letters: its characters, in the order of their index.
    """
    is_after_space, was_unknown = True, False
    for index, letter in enumerate(letters):
        if _is_blank_letter(text_page, index, letter):
            is_after_space = True
            continue
        is_unknown = _is_unknown(text_page, index, letter)
        stands_alone = is_after_space and not (is_unknown and was_unknown)
        if (is_unknown or was_unknown) and not stands_alone:
            return True
        is_after_space, was_unknown = False, is_unknown
    return False


def pages_with_unread_patterns(data: bytes) -> set[int]:
    """The pages that fill areas with patterns, or mask them with forms, in which pictures or text are drawn.

    Args:
        data: a PDF.

    Returns:
        page indices from 0.
    """
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        return {
            number
            for number, page in enumerate(pdf.pages)
            if any(_draws_words(part, 0) for part in _patterns(page.obj.get("/Resources"), 0))
        }


def _is_blank_letter(text_page: Any, index: int, letter: str) -> bool:  # noqa: ANN401 - the same
    """Whether a character draws nothing."""
    if raw.FPDFText_IsGenerated(text_page, index) == 1:
        return True
    is_space = letter.isspace()
    if not (is_space or _has_no_meaning(text_page, index, letter)):
        return False
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    if (matrix.a or matrix.d) and (matrix.b or matrix.c):  # on a slanting line even an empty box has a height
        return is_space and raw.FPDFText_HasUnicodeMapError(text_page, index) != 1
    return not _has_ink(text_page, index)


def _is_unknown(text_page: Any, index: int, letter: str) -> bool:  # noqa: ANN401 - the same
    """Whether a character that draws something stands for a space, or for no letter at all."""
    is_line_end_hyphen = raw.FPDFText_IsHyphen(text_page, index) == 1
    return not is_line_end_hyphen and (letter.isspace() or _has_no_meaning(text_page, index, letter))


def _has_no_meaning(text_page: Any, index: int, letter: str) -> bool:  # noqa: ANN401 - the same
    return (
        letter == _UNKNOWN
        or unicodedata.category(letter) in _MEANINGLESS
        or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1
    )


def _has_ink(text_page: Any, index: int) -> bool:  # noqa: ANN401 - the same
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edges = (ctypes.byref(edge) for edge in (left, right, bottom, top))
    if not raw.FPDFText_GetCharBox(text_page, index, *edges):
        return True
    return min(right.value - left.value, top.value - bottom.value) > _INVISIBLE_INK


def _placed(picture: Any) -> _Rect | None:  # noqa: ANN401 - the same
    """The area of a picture on its page; None where it has none."""
    try:
        corners = picture.get_quad_points()
        container = picture.container
        while container is not None:
            matrix = container.get_matrix()
            corners = [matrix.on_point(x, y) for x, y in corners]
            container = container.container
    except RuntimeError:
        return None
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _joined(pictures: Sequence[_Rect]) -> list[_Rect]:
    """The pictures of a page, with those that touch joined: programs cut pictures into strips and tiles."""
    if len(pictures) > _MAX_PARTS:
        edges = list(zip(*pictures, strict=True))
        return [(min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))]
    joined: list[_Rect] = []
    for picture in pictures:
        whole = picture
        while near := [other for other in joined if _are_near(whole, other)]:
            joined = [other for other in joined if other not in near]
            left, bottom, right, top = zip(whole, *near, strict=True)
            whole = min(left), min(bottom), max(right), max(top)
        joined.append(whole)
    return joined


def _are_near(one: _Rect, other: _Rect) -> bool:
    return all(
        one[edge] - _SLICE_GAP <= other[edge + 2] and other[edge] - _SLICE_GAP <= one[edge + 2] for edge in (0, 1)
    )


def _holds_words(picture: _Rect) -> bool:
    sides = sorted((picture[2] - picture[0], picture[3] - picture[1]))
    return sides[0] >= _WORD_HEIGHT - _ROUNDING and sides[1] >= _WORD_LENGTH - _ROUNDING


def _may_be_words(page: Any) -> bool:  # noqa: ANN401 - the same
    """Whether a page's paths are as bent as the outlines of letters are; ruled tables and boxes are not."""
    bent = 0
    for path in page.get_objects([raw.FPDF_PAGEOBJ_PATH], _MAX_DEPTH):
        in_path = sum(1 for _ in _bent_segments(path.raw, _BENT_ON_PAGE))
        bent += in_path if in_path >= _BENT_SEGMENTS else 0
        if bent >= _BENT_ON_PAGE:
            return True
    return False


def _bent_segments(path: Any, most: int) -> Iterator[None]:  # noqa: ANN401 - a PDFium handle
    """An empty value for each curve and each slanting line of a path, at most `most` of them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    before = (math.nan, math.nan)
    controls = 0
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind, here = raw.FPDFPathSegment_GetType(segment), (x.value, y.value)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            controls += 1  # three points make one curve
        is_slanting = kind == raw.FPDF_SEGMENT_LINETO and here[0] != before[0] and here[1] != before[1]
        if is_slanting or (kind == raw.FPDF_SEGMENT_BEZIERTO and not controls % 3):
            most -= 1
            yield
        if most <= 0:
            return
        before = here


def _is_blank(page: Any) -> bool:  # noqa: ANN401 - pypdfium2 ships no types
    width, height = page.get_size()
    bitmap = page.render(scale=_THUMBNAIL / max(width, height, 1.0), grayscale=True)
    try:
        return not any(bitmap.to_pil().histogram()[:_WHITE])
    finally:
        bitmap.close()


def _patterns(resources: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - a PDF dictionary
    """The tiling patterns, and the forms of soft masks, that a page or its forms may draw with."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > _MAX_DEPTH:
        return
    yield from _streams(resources.get("/Pattern"))
    states = resources.get("/ExtGState")
    for state in states.as_dict().values() if isinstance(states, pikepdf.Dictionary) else ():
        mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
        if isinstance(mask, pikepdf.Dictionary) and isinstance(mask.get("/G"), pikepdf.Stream):
            yield mask.G
    for form in _streams(resources.get("/XObject")):
        if form.get("/Subtype") == "/Form":
            yield from _patterns(form.get("/Resources"), depth + 1)


def _streams(named: Any) -> list[Any]:  # noqa: ANN401 - the same
    values = named.as_dict().values() if isinstance(named, pikepdf.Dictionary) else ()
    return [value for value in values if isinstance(value, pikepdf.Stream)]


def _draws_words(drawn: Any, depth: int) -> bool:  # noqa: ANN401 - a content stream
    """Whether a pattern or a form draws pictures or text."""
    if depth > _MAX_DEPTH:
        return False
    try:
        instructions = pikepdf.parse_content_stream(drawn)
    except (pikepdf.PdfError, ValueError, TypeError):
        return True
    if any(
        str(each.operator) in SHOW_TEXT or isinstance(each, pikepdf.ContentStreamInlineImage) for each in instructions
    ):
        return True
    resources = drawn.get("/Resources")
    objects = _streams(resources.get("/XObject")) if isinstance(resources, pikepdf.Dictionary) else []
    return any(each.get("/Subtype") == "/Image" or _draws_words(each, depth + 1) for each in objects)
