r"""How the text of minutes is kept: a small part of Markdown, a line a block.

A line that starts with `# ` is a subheading, with `- ` a bullet, with `1. ` (or the number that comes next) a numbered
point; two or four spaces before either put it a level deeper. Every other line is a paragraph. Within a line `**` turns
bold on and off, `*` italic, and a backslash before a sign or a space takes its meaning from it. Text that was written
without any of this reads as paragraphs: an asterisk with no partner, and a backslash before a letter, are themselves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

MAX_LEVEL = 2
_BOLD, _ITALIC = 2, 1  # as many asterisks as turn it on or off
_BOTH = _BOLD + _ITALIC
_MARK = re.compile(r"(?P<indent>(?: {2}){0,2})(?:(?P<bullet>-)|(?P<number>\d{1,3})\.) ")
_LOOKS_LIKE_A_MARK = re.compile(r"(#|(?: {2}){0,2}(?:-|\d{1,3}\.)) ")
_PIECE = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~\s])|(?P<run>\*+)|(?P<plain>[^\\*]+|\\)")


class BlockKind(StrEnum):
    """What a line of the minutes is."""

    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    BULLET = "bullet"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look. No line break is in them."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line.

    Args:
        kind: what it is.
        spans: its words; neighbours differ in look, and none is empty.
        level: how deep a bullet or a numbered point lies, from 0 to `MAX_LEVEL`; 0 for everything else.
    """

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0

    @property
    def text(self) -> str:
        """Its words without their looks."""
        return "".join(span.text for span in self.spans)


def blocks(text: str) -> tuple[Block, ...]:
    """The lines of a kept text; none for an empty one."""
    if not text:
        return ()
    read: list[Block] = []
    counts = [0] * (MAX_LEVEL + 1)  # the number last reached at each level, while its list goes on
    for line in text.split("\n"):
        block = _block(line, counts)
        _count(block, counts)
        read.append(block)
    return tuple(read)


def text_from_blocks(of: Iterable[Block]) -> str:
    """The text that is kept for these lines; `blocks` reads it back as they are."""
    return "\n".join(_line(block) for block in of)


def plain(text: str) -> str:
    """The words alone, a line a block, without marks of any kind."""
    return "\n".join(block.text for block in blocks(text))


def numbered(of: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each line with the number that it bears; 0 where it bears none."""
    counts = [0] * (MAX_LEVEL + 1)
    for block in of:
        yield block, _count(block, counts)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans with neighbours of one look made one, and empty ones left out."""
    there = [span for span in spans if span.text]
    runs = groupby(there, key=lambda span: (span.bold, span.italic))
    return tuple(Span("".join(span.text for span in run), *look) for look, run in runs)


def replace_passage(text: str, starts_at: int, length: int, words: str) -> str:
    """A kept text with a passage of it put in other words, which take the look of the passage's beginning.

    Args:
        text: the kept text.
        starts_at: where the passage begins in `plain(text)`, in characters.
        length: how long it is there; lines that it reaches across become one.
        words: what stands there instead; each line of it becomes a line.
    """
    of = list(blocks(text)) or [Block(BlockKind.PARAGRAPH)]
    first, start = _at(of, starts_at)
    last, end = _at(of, starts_at + length)
    look = next(iter(_cut(of[first].spans, start, None)), Span(""))
    before, after = _cut(of[first].spans, 0, start), _cut(of[last].spans, end, None)
    new: list[tuple[Span, ...]] = [(Span(line, look.bold, look.italic),) for line in words.split("\n")]
    new[0] = (*before, *new[0])
    new[-1] = (*new[-1], *after)
    of[first : last + 1] = [Block(of[first].kind, merge_spans(spans), of[first].level) for spans in new]
    return text_from_blocks(of)


def passage(text: str, starts_at: int, length: int) -> str:
    """A passage of a kept text, with its looks; one that begins within a line begins as a paragraph.

    Args:
        text: the kept text.
        starts_at: where the passage begins in `plain(text)`, in characters.
        length: how long it is there, in characters.
    """
    of = blocks(text)
    first, start = _at(of, starts_at)
    last, end = _at(of, starts_at + length)
    cut = list(of[first : last + 1])
    cut[-1] = replace(cut[-1], spans=_cut(cut[-1].spans, 0, end))
    if start:
        cut[0] = Block(BlockKind.PARAGRAPH, _cut(cut[0].spans, start, None))
    return text_from_blocks(cut)


def _at(of: Sequence[Block], place: int) -> tuple[int, int]:
    """The line that holds a place of the plain text, and the place within it; the end where there is none."""
    for number, block in enumerate(of):
        if place <= len(block.text):
            return number, place
        place -= len(block.text) + 1
    return len(of) - 1, len(of[-1].text)


def _cut(spans: Iterable[Span], start: int, end: int | None) -> tuple[Span, ...]:
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
    is_in_list = block.kind in (BlockKind.BULLET, BlockKind.NUMBERED)
    for deeper in range(block.level + 1 if is_in_list else 0, MAX_LEVEL + 1):
        counts[deeper] = 0
    if block.kind is not BlockKind.NUMBERED:
        counts[block.level] = 0
        return 0
    counts[block.level] += 1
    return counts[block.level]


def _line(block: Block) -> str:
    written = _written(block.spans)
    match block.kind:
        case BlockKind.SUBHEADING:
            return f"# {written}"
        case BlockKind.BULLET:
            return f"{'  ' * block.level}- {written}"
        case BlockKind.NUMBERED:
            return f"{'  ' * block.level}1. {written}"
        case _:
            mark = _LOOKS_LIKE_A_MARK.match(written)
            return f"{written[: mark.end(1) - 1]}\\{written[mark.end(1) - 1 :]}" if mark else written


def _written(spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    now = 0
    for span in spans:
        words = span.text.replace("\\", "\\\\").replace("*", "\\*")
        look = _BOLD * span.bold + _ITALIC * span.italic
        if look != now:
            closes, opens = now & ~look, look & ~now
            before = "".join(pieces)
            pieces = [_without_space_at_end(before) if closes else before, "*" * (look ^ now)]
            words = f"\\{words}" if opens and words[0].isspace() else words
        pieces.append(words)
        now = look
    return "".join(pieces) if not now else _without_space_at_end("".join(pieces)) + "*" * now


def _without_space_at_end(written: str) -> str:
    """Asterisks beside a space are asterisks: a space before them is marked as meant."""
    before = written[:-1]
    is_marked = (len(before) - len(before.rstrip("\\"))) % 2 == 1
    return f"{before}\\{written[-1]}" if written[-1:].isspace() and not is_marked else written


def _spans(line: str) -> tuple[Span, ...]:
    pieces = list(_PIECE.finditer(line))
    turns = [0] * len(pieces)  # the looks that each piece turns on or off
    for look in (_BOLD, _ITALIC):
        opened: int | None = None
        for place, piece in enumerate(pieces):
            if not len(piece["run"] or "") & look or len(piece["run"]) > _BOTH:
                continue
            if opened is None and place + 1 < len(pieces) and not pieces[place + 1][0][0].isspace():
                opened = place
            elif opened is not None and not _ends_in_space(pieces[place - 1]):
                turns[opened] |= look
                turns[place] |= look
                opened = None
    spans: list[Span] = []
    now = 0
    for piece, turned in zip(pieces, turns, strict=True):
        words = piece["escaped"] or piece["plain"] or "*" * (len(piece["run"]) - turned)
        now ^= turned
        spans.append(Span(words, bool(now & _BOLD), bool(now & _ITALIC)))
    return merge_spans(spans)


def _ends_in_space(piece: re.Match[str]) -> bool:
    return piece["escaped"] is None and piece[0][-1].isspace()
