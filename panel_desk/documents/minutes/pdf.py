"""Minutes as a PDF: the whole meeting, one case's extract, or a decision maker's cases."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from operator import setitem
from typing import assert_never

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from panel_desk.documents.minutes import story as parts
from panel_desk.documents.minutes.signature_block import SignatureBox, SignatureFrame
from panel_desk.documents.style.page_style import (
    BODY,
    CELL,
    CELL_QUIET,
    CELL_STRONG,
    HEADING,
    SECTION,
    SMALL,
    STRONG,
    SUBTITLE,
    TITLE,
    WIDTH,
    Prose,
    label_table,
    make_pdf,
    table,
)
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.rules.minutes_text import BlockKind, blocks, numbered
from panel_desk.rules.text import with_numbers

_INDENT = 18  # points per level of a list
_TONES = {parts.Tone.PLAIN: BODY, parts.Tone.STRONG: STRONG, parts.Tone.QUIET: SMALL}


def minutes_pdf(content: MinutesContent) -> bytes:
    """The minutes as a PDF; until they are signed, a band on every page says so."""
    what, story, is_part = parts.story_of(content)
    return make_pdf(
        parts.page_setup(content, what), flowables([*story, *parts.signature_details(content, is_part=is_part)])
    )


def minutes_for_signing(content: MinutesContent) -> tuple[bytes, dict[str, SignatureBox]]:
    """The whole minutes with signature frames, and each frame's position by the signing member's ref."""
    boxes: dict[str, SignatureBox] = {}
    story = [*flowables(parts.whole_meeting(content)), _signature_frames(content, boxes)]
    signed_at = content.signed.signed_at if content.signed else None
    return make_pdf(parts.page_setup(content, draft="", made_on=signed_at), story), boxes


def flowables(story: Iterable[parts.StoryPart]) -> list[Flowable]:
    """The flowables of a story's parts."""
    return [flowable for part in story for flowable in _flowables_of(part)]


def _flowables_of(part: parts.StoryPart) -> list[Flowable]:  # noqa: PLR0911 - one branch per kind of part
    """The flowables of one part of a story."""
    match part:
        case parts.Title():
            return [Prose(part.words, TITLE), Prose(part.subtitle, SUBTITLE)]
        case parts.SectionTitle():
            return [*([PageBreak()] if part.on_new_page else []), Prose(part.words, SECTION)]
        case parts.SubsectionTitle():
            return [Prose(part.words, HEADING)]
        case parts.FactList():
            return [label_table(part.pairs)]
        case parts.Grid():
            return [_grid(part)]
        case parts.TextLine():
            return [Prose(part.words, _TONES[part.tone])]
        case parts.WrittenText():
            return _written(part.text)
        case parts.OnOnePage():
            return [KeepTogether(flowables(part.parts))]
        case _:
            assert_never(part)


def _grid(grid: parts.Grid) -> Flowable:
    """A table as a flowable."""
    styles = (CELL_STRONG, CELL_STRONG, CELL_QUIET) if grid.is_outcome else (CELL,) * len(grid.shares)
    rows = [[Prose(cell, style) for cell, style in zip(row, styles, strict=True)] for row in grid.rows]
    grid_table = table(rows, [WIDTH * share for share in grid.shares], grid.heads)
    grid_table.keepWithNext = grid.is_outcome
    return grid_table


def _written(text: str) -> list[Flowable]:
    """Formatted text as one paragraph per block: subheadings, paragraphs and list items."""
    paragraphs: list[Flowable] = []
    for block, number in numbered(blocks(text)):
        if block.kind is BlockKind.SUBHEADING:
            paragraphs.append(Prose(block.spans, replace(STRONG, with_next=True)))
        elif block.kind is BlockKind.PARAGRAPH:
            paragraphs.append(Prose(block.spans))
        else:
            marker = f"{number}." if number else "•"
            paragraphs.append(Prose(block.spans, replace(BODY, indent=_INDENT * (block.level + 1), marker=marker)))
    return paragraphs


def _signature_frames(content: MinutesContent, boxes: dict[str, SignatureBox]) -> Flowable:
    """An empty frame for each signer, to be filled in by the digital signature; records where each one is drawn."""
    block: list[Flowable] = [Prose("Signatures", SECTION)]
    for signer in content.signers:
        presided = f", who presided over {with_numbers('item', signer.items)}" if signer.items else ""
        block.append(SignatureFrame(f"Signature of {signer.name}{presided}", partial(setitem, boxes, signer.member)))
    return KeepTogether(
        [*block, *flowables(parts.fingerprint_lines(content.signed.fingerprint if content.signed else ""))]
    )
