"""Converts pasted HTML (from Word, Outlook and other programs) and plain text to lines of minutes.

Structure is kept: paragraphs, headings as subheadings, lists, bold, italic, and tables as lines with their cells
separated. Fonts, colours, links and comments are dropped. Pictures are left out, and `Pasted.left_out` says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from panel_desk.rules.minutes_text import MAX_LEVEL, Block, BlockKind, Span, merge_spans

LONGEST_LINE = 5_000  # characters; a longer one is split at a sentence's end, because laying it out is slow
_DEEPEST_ELEMENT = 200  # elements nested deeper get the style of the one that they are in
PICTURE_LEFT_OUT = "A picture was left out: minutes hold words only. File it with the case's papers."

# HTML elements: those that begin a line, those whose text is dropped, and those that have no content and no end tag.
_HEADINGS = {f"h{number}" for number in range(1, 7)}
_LINES = {"p", "div", "li", "tr", "blockquote", "pre", "table", "ul", "ol", "dt", "dd"} | _HEADINGS
_IGNORED = {"style", "script", "head", "title", "xml", "o:p", "noscript", "template"}
_EMPTY = {"br", "img", "hr", "meta", "link", "input", "col", "base", "wbr", "area", "v:imagedata"}
_PICTURES = {"img", "v:imagedata", "picture", "svg", "video", "object"}
# Styles by which Word marks a list item with its level, its bullet or number, and hidden text; then bold and italic.
_MSO_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.IGNORECASE)
_MSO_BULLET = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_MSO_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(bold|bolder|[6-9]00|normal|lighter|[1-5]00)", re.IGNORECASE)
_STYLE = re.compile(r"(?<![\w-])font-style:\s*(italic|oblique|normal)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_NUMBER = re.compile(r"\(?(\d+|[ivxlc]+|[a-z])[.)]", re.IGNORECASE)
_CONTROL = dict.fromkeys([*range(9), 11, *range(14, 32), *range(127, 160), 0xFEFF, 0xFFFC, 0xFDD0, 0xFDD1])
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.IGNORECASE | re.DOTALL)
_CONDITIONAL = re.compile(r"<!--\[if[^\]]*\]>.*?<!\[endif\]-->|<!\[(?:if|endif)[^>]*\]>", re.IGNORECASE | re.DOTALL)
_SENTENCE = re.compile(r"[.!?…]\s")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted.

    Args:
        blocks: its lines.
        left_out: a sentence on what could not be pasted; empty where all was.
    """

    blocks: tuple[Block, ...]
    left_out: str = ""


def from_plain(text: str) -> Pasted:
    """Convert plain text: one paragraph per line, without any markup; control characters are dropped."""
    lines = _clean(text).split("\n")
    return Pasted(tuple(one for line in lines for one in _split(Block(BlockKind.PARAGRAPH, (Span(line),)))))


def from_html(html: str) -> Pasted:
    """Convert HTML from the clipboard."""
    within = _FRAGMENT.search(html)
    reader = _Reader()
    reader.feed(_CONDITIONAL.sub("", within[1] if within else html))
    reader.close()
    reader.end_line()
    lines = tuple(one for block in reader.lines for one in _split(block))
    return Pasted(lines, PICTURE_LEFT_OUT if reader.has_pictures else "")


def _clean(text: str) -> str:
    with_one_break = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return with_one_break.replace("\f", "\n").replace("\v", "\n").replace("\xa0", " ").translate(_CONTROL)


def _split(block: Block) -> Iterator[Block]:
    """A line within `LONGEST_LINE` as it is; a longer one split where a sentence or a word ends."""
    length = 0
    spans: list[Span] = []
    for span in block.spans:
        words = span.text
        while length + len(words) > LONGEST_LINE:
            end = _end(words, LONGEST_LINE - length)
            spans.append(Span(words[:end].rstrip(), span.bold, span.italic))
            yield Block(block.kind, merge_spans(spans), block.level)
            spans, length, words = [], 0, words[end:].lstrip()
        spans.append(Span(words, span.bold, span.italic))
        length += len(words)
    yield Block(block.kind, merge_spans(spans), block.level)


def _end(words: str, room: int) -> int:
    """Where to split words within `room` characters: after the last sentence, else after the last word, else there."""
    ends = [match.end() for match in _SENTENCE.finditer(words, 0, room)]
    return (ends[-1] if ends else 0) or words.rfind(" ", 0, room) + 1 or room


@dataclass(slots=True)
class _OpenElement:
    """An HTML element that is open.

    Args:
        tag: its name.
        bold: whether its text is bold.
        italic: whether its text is italic.
        is_hidden: its text is left out.
        is_bullet: its text is the bullet or number of a list item, as Word writes it.
        is_pre: its line breaks are kept.
        kind: the kind of its lines.
        level: the level of a list item within it.
    """

    tag: str
    bold: bool
    italic: bool
    is_hidden: bool
    is_bullet: bool
    is_pre: bool
    kind: BlockKind
    level: int


@dataclass
class _LineDraft:
    """A line being read."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    spans: list[Span] = field(default_factory=list)
    bullet: str = ""


class _Reader(HTMLParser):
    """Reads HTML, well-formed or not, into lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Block] = []
        self.has_pictures = False
        self._open = [_OpenElement("", False, False, False, False, False, BlockKind.PARAGRAPH, -1)]
        self._line = _LineDraft()
        self._cells = 0  # begun in the table row that is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle the start of an element."""
        style = next((value or "" for name, value in attrs if name == "style"), "")
        self.has_pictures = self.has_pictures or tag in _PICTURES
        if tag == "br":
            self.end_line(even_if_empty=True)
        if tag in _EMPTY or len(self._open) > _DEEPEST_ELEMENT:
            return
        if tag in {"td", "th"}:
            self._cell()
        around = self._open[-1]
        self._open.append(
            _OpenElement(
                tag,
                bold=_is_bold(tag, style, around),
                italic=_is_italic(tag, style, around),
                is_hidden=around.is_hidden or tag in _IGNORED | _PICTURES or _MSO_HIDDEN.search(style) is not None,
                is_bullet=around.is_bullet or _MSO_BULLET.search(style) is not None,
                is_pre=around.is_pre or tag == "pre",
                kind=_kind(tag, around),
                level=around.level + (tag in {"ul", "ol"}),
            )
        )
        if _breaks(tag, around):
            self.end_line()
            self._begin_line(style)

    def handle_endtag(self, tag: str) -> None:
        """Handle the end of an element and of those left open within it."""
        if not any(one.tag == tag for one in self._open[1:]):
            return
        while True:
            ended = self._open.pop().tag
            if _breaks(ended, self._open[-1]):
                self.end_line()
            if ended == tag:
                return

    def handle_data(self, data: str) -> None:
        """Handle text."""
        now = self._open[-1]
        if now.is_bullet:
            self._line.bullet += data
        elif now.is_hidden:
            return
        elif now.is_pre:
            first, *others = _clean(data).split("\n")
            self._add(first, now)
            for line in others:
                self.end_line(even_if_empty=True)
                self._add(line, now)
        else:
            self._add(_SPACE.sub(" ", _clean(data).replace("\n", " ")), now)

    def end_line(self, *, even_if_empty: bool = False) -> None:
        """Add the line that was read; an empty one only with `even_if_empty`."""
        line, self._cells = self._line, 0
        spans = _stripped(merge_spans(line.spans))
        if line.kind is BlockKind.BULLET and _NUMBER.match(line.bullet.replace("\xa0", " ").strip()):
            line.kind = BlockKind.NUMBERED
        if spans or even_if_empty:
            if line.kind is BlockKind.SUBHEADING:
                spans = merge_spans(Span(span.text, italic=span.italic) for span in spans)
            self.lines.append(Block(line.kind, spans, line.level))
        self._line = _LineDraft()

    def _begin_line(self, style: str) -> None:
        kind = self._open[-1].kind
        level = self._open[-1].level if kind in (BlockKind.BULLET, BlockKind.NUMBERED) else 0
        if (listed := _MSO_LIST.search(style)) is not None:
            kind, level = BlockKind.BULLET, int(listed[1]) - 1
        self._line = _LineDraft(kind, min(max(level, 0), MAX_LEVEL))

    def _add(self, words: str, now: _OpenElement) -> None:
        """Add words to the line, in the style of `now`, the innermost element that is open."""
        self._line.spans.append(Span(words, now.bold, now.italic))

    def _cell(self) -> None:
        """Separate the cells of a row, which become one line."""
        if self._cells:
            self._line.spans.append(Span(" · "))
        self._cells += 1


def _kind(tag: str, around: _OpenElement) -> BlockKind:
    if tag in _HEADINGS:
        return BlockKind.SUBHEADING
    if tag == "li":
        return BlockKind.NUMBERED if around.tag == "ol" else BlockKind.BULLET
    return around.kind


def _breaks(tag: str, around: _OpenElement) -> bool:
    """Whether an element begins a new line; a paragraph in a list item or a cell does not."""
    return tag in _LINES and not (tag in {"p", "div"} and around.tag in {"li", "td", "th"})


def _is_bold(tag: str, style: str, around: _OpenElement) -> bool:
    weight = _WEIGHT.search(style)
    if weight:
        return weight[1].lower() in {"bold", "bolder", "600", "700", "800", "900"}
    return around.bold or tag in {"b", "strong", "th"}


def _is_italic(tag: str, style: str, around: _OpenElement) -> bool:
    slant = _STYLE.search(style)
    if slant:
        return slant[1].lower() != "normal"
    return around.italic or tag in {"i", "em", "cite"}


def _stripped(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans without space at either end of the line, and with one space where two spans meet."""
    stripped: list[Span] = []
    for span in spans:
        ends_in_space = not stripped or stripped[-1].text.endswith(" ")
        stripped.append(Span(span.text.lstrip(" ") if ends_in_space else span.text, span.bold, span.italic))
        if not stripped[-1].text:
            stripped.pop()
    if stripped:
        last = stripped.pop()
        stripped.append(Span(last.text.rstrip(" "), last.bold, last.italic))
    return merge_spans(stripped)
