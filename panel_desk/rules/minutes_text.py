r"""The storage format of minutes text: a small subset of Markdown, one line per block.

A line that starts with `# ` is a subheading, with `- ` a bullet, with `1. ` (or the next number) a numbered item; two
or four spaces before a bullet or number indent it by one or two levels. Every other line is a paragraph. Within a line,
`**` turns bold on and off, `*` italic, and a backslash escapes a punctuation mark or a space. Plain text without markup
is read unchanged: an asterisk without a partner and a backslash before a letter stand for themselves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

MAX_LEVEL = 2
_BOLD, _ITALIC = 2, 1  # bits, and also the number of asterisks
_BOTH = _BOLD + _ITALIC
_MARK = re.compile(r"(?P<indent>(?: {2}){0,2})(?:(?P<bullet>-)|(?P<number>\d{1,3})\.) ")
_NEEDS_ESCAPE = re.compile(r"(#|(?: {2}){0,2}(?:-|\d{1,3}\.)) ")
_TOKEN = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~\s])|(?P<run>\*+)|(?P<plain>[^\\*]+|\\)")


class BlockKind(StrEnum):
    """The kind of a block."""

    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    BULLET = "bullet"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with the same formatting, without line breaks."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block: one line of the stored text.

    Args:
        kind: its kind.
        spans: its text; neighbouring spans differ in formatting, and none is empty.
        level: the indentation of a bullet or numbered item, from 0 to `MAX_LEVEL`; 0 for every other block.
    """

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0

    @property
    def text(self) -> str:
        """Its text without formatting."""
        return "".join(span.text for span in self.spans)


def blocks(text: str) -> tuple[Block, ...]:
    """Parse a stored text into its blocks; none for an empty text."""
    if not text:
        return ()
    parsed: list[Block] = []
    counts = [0] * (MAX_LEVEL + 1)  # the last number at each level, while its list continues
    for line in text.split("\n"):
        block = _block(line, counts)
        _count(block, counts)
        parsed.append(block)
    return tuple(parsed)


def text_from_blocks(parsed: Iterable[Block]) -> str:
    """The stored text of blocks; `blocks` parses it back unchanged."""
    return "\n".join(_line(block) for block in parsed)


def plain(text: str) -> str:
    """The text without markup, one line per block."""
    return "\n".join(block.text for block in blocks(text))


def numbered(parsed: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each block with its number; 0 for a block that is not a numbered item."""
    counts = [0] * (MAX_LEVEL + 1)
    for block in parsed:
        yield block, _count(block, counts)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join neighbouring spans of the same formatting, and drop empty ones."""
    not_empty = [span for span in spans if span.text]
    runs = groupby(not_empty, key=lambda span: (span.bold, span.italic))
    return tuple(Span("".join(span.text for span in run), *formatting) for formatting, run in runs)


def replace_passage(text: str, starts_at: int, length: int, words: str) -> str:
    """Replace a passage of a stored text; the new words take the formatting at the passage's beginning.

    Args:
        text: the stored text.
        starts_at: the start of the passage in `plain(text)`, in characters.
        length: its length in `plain(text)`; blocks that it spans are joined.
        words: the replacement; each of its lines becomes a block.
    """
    parsed = list(blocks(text)) or [Block(BlockKind.PARAGRAPH)]
    first, start = _position(parsed, starts_at)
    last, end = _position(parsed, starts_at + length)
    formatting = next(iter(_cut(parsed[first].spans, start, None)), Span(""))
    before, after = _cut(parsed[first].spans, 0, start), _cut(parsed[last].spans, end, None)
    new: list[tuple[Span, ...]] = [(Span(line, formatting.bold, formatting.italic),) for line in words.split("\n")]
    new[0] = (*before, *new[0])
    new[-1] = (*new[-1], *after)
    kind, level = parsed[first].kind, parsed[first].level
    parsed[first : last + 1] = [Block(kind, merge_spans(spans), level) for spans in new]
    return text_from_blocks(parsed)


def passage(text: str, starts_at: int, length: int) -> str:
    """A passage of a stored text with its formatting; its first block is a paragraph if it begins within a block.

    Args:
        text: the stored text.
        starts_at: the start of the passage in `plain(text)`, in characters.
        length: its length in `plain(text)`, in characters.
    """
    parsed = blocks(text)
    first, start = _position(parsed, starts_at)
    last, end = _position(parsed, starts_at + length)
    cut = list(parsed[first : last + 1])
    cut[-1] = replace(cut[-1], spans=_cut(cut[-1].spans, 0, end))
    if start:
        cut[0] = Block(BlockKind.PARAGRAPH, _cut(cut[0].spans, start, None))
    return text_from_blocks(cut)


def _position(parsed: Sequence[Block], offset: int) -> tuple[int, int]:
    """The block at an offset of the plain text, and the offset within it; the very end for an offset beyond it."""
    for number, block in enumerate(parsed):
        if offset <= len(block.text):
            return number, offset
        offset -= len(block.text) + 1
    return len(parsed) - 1, len(parsed[-1].text)


def _cut(spans: Iterable[Span], start: int, end: int | None) -> tuple[Span, ...]:
    """The part of some spans between two offsets."""
    cut, before = [], 0
    for span in spans:
        to = None if end is None else max(end - before, 0)
        cut.append(Span(span.text[max(start - before, 0) : to], span.bold, span.italic))
        before += len(span.text)
    return merge_spans(cut)


def _block(line: str, counts: Sequence[int]) -> Block:
    if line.startswith("# "):
        return Block(BlockKind.SUBHEADING, _spans(line[2:]))
    mark = _MARK.match(line)
    if mark is not None:
        level = len(mark["indent"]) // 2
        if mark["bullet"]:
            return Block(BlockKind.BULLET, _spans(line[mark.end() :]), level)
        if int(mark["number"]) in (1, counts[level] + 1):
            return Block(BlockKind.NUMBERED, _spans(line[mark.end() :]), level)
    return Block(BlockKind.PARAGRAPH, _spans(line))


def _count(block: Block, counts: list[int]) -> int:
    """The number of a numbered item in its list; updates the last number of each level in `counts`."""
    is_in_list = block.kind in (BlockKind.BULLET, BlockKind.NUMBERED)
    for level in range(block.level + 1 if is_in_list else 0, MAX_LEVEL + 1):
        counts[level] = 0
    if block.kind is not BlockKind.NUMBERED:
        counts[block.level] = 0
        return 0
    counts[block.level] += 1
    return counts[block.level]


def _line(block: Block) -> str:
    """The stored line of a block."""
    written = _markup(block.spans)
    match block.kind:
        case BlockKind.SUBHEADING:
            return f"# {written}"
        case BlockKind.BULLET:
            return f"{'  ' * block.level}- {written}"
        case BlockKind.NUMBERED:
            return f"{'  ' * block.level}1. {written}"
        case _:
            mark = _NEEDS_ESCAPE.match(written)
            return f"{written[: mark.end(1) - 1]}\\{written[mark.end(1) - 1 :]}" if mark else written


def _markup(spans: Iterable[Span]) -> str:
    """The stored text of spans, with asterisks for bold and italic."""
    parts: list[str] = []
    current = 0
    for span in spans:
        text = span.text.replace("\\", "\\\\").replace("*", "\\*")
        formatting = _BOLD * span.bold + _ITALIC * span.italic
        if formatting != current:
            closes, opens = current & ~formatting, formatting & ~current
            before = "".join(parts)
            parts = [_with_last_space_escaped(before) if closes else before, "*" * (formatting ^ current)]
            text = f"\\{text}" if opens and text[0].isspace() else text
        parts.append(text)
        current = formatting
    return "".join(parts) if not current else _with_last_space_escaped("".join(parts)) + "*" * current


def _with_last_space_escaped(markup: str) -> str:
    """Escape a trailing space, as asterisks next to an unescaped space do not close bold or italic."""
    before = markup[:-1]
    is_escaped = (len(before) - len(before.rstrip("\\"))) % 2 == 1
    return f"{before}\\{markup[-1]}" if markup[-1:].isspace() and not is_escaped else markup


def _spans(line: str) -> tuple[Span, ...]:
    """Parse the bold and italic text of a line."""
    tokens = list(_TOKEN.finditer(line))
    toggles = [0] * len(tokens)  # the formatting that each token turns on or off
    for formatting in (_BOLD, _ITALIC):
        opened: int | None = None
        for index, token in enumerate(tokens):
            if not len(token["run"] or "") & formatting or len(token["run"]) > _BOTH:
                continue
            if opened is None and index + 1 < len(tokens) and not tokens[index + 1][0][0].isspace():
                opened = index
            elif opened is not None and not _ends_in_space(tokens[index - 1]):
                toggles[opened] |= formatting
                toggles[index] |= formatting
                opened = None
    spans: list[Span] = []
    current = 0
    for token, toggled in zip(tokens, toggles, strict=True):
        text = token["escaped"] or token["plain"] or "*" * (len(token["run"]) - toggled)
        current ^= toggled
        spans.append(Span(text, bool(current & _BOLD), bool(current & _ITALIC)))
    return merge_spans(spans)


def _ends_in_space(token: re.Match[str]) -> bool:
    return token["escaped"] is None and token[0][-1].isspace()
