"""Minutes as a PDF: the whole meeting, one case's extract, or what one decision maker decides."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from operator import setitem
from typing import assert_never

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from panel_desk.documents.minutes import story as said
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
from panel_desk.rules.text import listed

_STEP = 18  # points that a list is set in, a level
_TONES = {said.Tone.PLAIN: BODY, said.Tone.STRONG: STRONG, said.Tone.QUIET: SMALL}


def minutes_pdf(content: MinutesContent) -> bytes:
    """The minutes as a PDF; anything but signed minutes bears a band that says so on every page."""
    what, story, is_part = said.story_of(content)
    return make_pdf(
        said.page_setup(content, what), flowables([*story, *said.signature_details(content, is_part=is_part)])
    )


def minutes_for_signing(content: MinutesContent) -> tuple[bytes, dict[str, SignatureBox]]:
    """The whole minutes as they are signed, and where each who signs does so, by the member's ref."""
    places: dict[str, SignatureBox] = {}
    story = [*flowables(said.whole_meeting(content)), _places(content, places)]
    return make_pdf(said.page_setup(content, draft=""), story), places


def flowables(story: Iterable[said.StoryPart]) -> list[Flowable]:
    """What is said, as it is set on pages."""
    return [flowable for part in story for flowable in _set(part)]


def _set(part: said.StoryPart) -> list[Flowable]:  # noqa: PLR0911 - one for each kind of part
    match part:
        case said.Title():
            return [Prose(part.words, TITLE), Prose(part.under, SUBTITLE)]
        case said.SectionTitle():
            return [*([PageBreak()] if part.on_new_page else []), Prose(part.words, SECTION)]
        case said.SubsectionTitle():
            return [Prose(part.words, HEADING)]
        case said.FactList():
            return [label_table(part.pairs)]
        case said.Grid():
            return [_grid(part)]
        case said.TextLine():
            return [Prose(part.words, _TONES[part.tone])]
        case said.WrittenText():
            return _written(part.text)
        case said.OnOnePage():
            return [KeepTogether(flowables(part.parts))]
        case _:
            assert_never(part)


def _grid(grid: said.Grid) -> Flowable:
    looks = (CELL_STRONG, CELL_STRONG, CELL_QUIET) if grid.is_outcome else (CELL,) * len(grid.shares)
    rows = [[Prose(cell, look) for cell, look in zip(row, looks, strict=True)] for row in grid.rows]
    made = table(rows, [WIDTH * share for share in grid.shares], grid.heads)
    made.keepWithNext = grid.is_outcome
    return made


def _written(text: str) -> list[Flowable]:
    """What was written under a heading, line by line, each as what it is."""
    made: list[Flowable] = []
    for block, number in numbered(blocks(text)):
        if block.kind is BlockKind.SUBHEADING:
            made.append(Prose(block.spans, replace(STRONG, with_next=True)))
        elif block.kind is BlockKind.PARAGRAPH:
            made.append(Prose(block.spans))
        else:
            marker = f"{number}." if number else "•"
            made.append(Prose(block.spans, replace(BODY, indent=_STEP * (block.level + 1), marker=marker)))
    return made


def _places(content: MinutesContent, places: dict[str, SignatureBox]) -> Flowable:
    """A frame for everyone who signs; what stands in it is put there by the signature."""
    block: list[Flowable] = [Prose("Signatures", SECTION)]
    for signer in content.signers:
        items = listed([str(number) for number in signer.items])
        over = f", who presided over {'item' if len(signer.items) == 1 else 'items'} {items}" if items else ""
        block.append(SignatureFrame(f"Signature of {signer.name}{over}", partial(setitem, places, signer.member)))
    return KeepTogether(
        [*block, *flowables(said.fingerprint_lines(content.signed.fingerprint if content.signed else ""))]
    )
