"""The text format of minutes: text that is parsed and written back loses nothing and gains no markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.minutes_text import (
    MAX_LEVEL,
    Block,
    BlockKind,
    Span,
    blocks,
    merge_spans,
    numbered,
    passage,
    plain,
    replace_passage,
    text_from_blocks,
)

LISTED = (BlockKind.BULLET, BlockKind.NUMBERED)
SIGNS = st.text(st.sampled_from("ab *\\-#1.  \t_é🙂ש"), max_size=12)
LINE = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12) | SIGNS
SPANS = st.lists(st.builds(Span, LINE, st.booleans(), st.booleans()), max_size=4).map(merge_spans)
BLOCKS = st.builds(Block, st.sampled_from([BlockKind.PARAGRAPH, BlockKind.SUBHEADING]), SPANS) | st.builds(
    Block, st.sampled_from(LISTED), SPANS, st.integers(0, MAX_LEVEL)
)
NOTHING = (Block(BlockKind.PARAGRAPH),)  # one empty paragraph, which is written as an empty text


@given(st.lists(BLOCKS, max_size=5).map(tuple))
def test_blocks_are_parsed_as_they_were_written(written: tuple[Block, ...]) -> None:
    assert blocks(text_from_blocks(written)) == (() if written == NOTHING else written)


@given(st.text() | SIGNS)
def test_any_text_parses_and_round_trips(text: str) -> None:
    read = blocks(text)
    assert blocks(text_from_blocks(read)) == (() if read == NOTHING else read)
    assert text_from_blocks(blocks(text_from_blocks(read))) == text_from_blocks(read)


@given(st.text(st.characters(exclude_characters="*\\#-.", exclude_categories=["Cs"])))
def test_text_without_markup_is_paragraphs_unchanged(text: str) -> None:
    assert plain(text) == text
    assert {block.kind for block in blocks(text)} <= {BlockKind.PARAGRAPH}


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2",
        "a*b",
        "**",
        "****",
        "***a",
        "C:\\users",
        "-5 degrees",
        "#1",
        "1.5 hours",
        "3. third",
        "a\r",
        "* a *",
    ],
)
def test_signs_that_mark_nothing_up_are_text(text: str) -> None:
    assert plain(text) == text


def test_each_line_has_its_block_kind() -> None:
    read = blocks(
        "# Contact\nPlain **bold** and *leaning*, ***both***.\n- one\n  - deeper\n1. first\n2. second\n4. May"
    )
    assert [(block.kind.value, block.level, block.text) for block in read] == [
        ("subheading", 0, "Contact"),
        ("paragraph", 0, "Plain bold and leaning, both."),
        ("bullet", 0, "one"),
        ("bullet", 1, "deeper"),
        ("numbered", 0, "first"),
        ("numbered", 0, "second"),
        ("paragraph", 0, "4. May"),
    ]
    assert read[1].spans[1] == Span("bold", bold=True)
    assert read[1].spans[5] == Span("both", bold=True, italic=True)


def test_numbers_continue_within_a_list_and_across_nested_lists() -> None:
    read = blocks("1. a\n  - b\n1. c\n  1. d\n  1. e\nBetween\n1. f")
    assert [number for _, number in numbered(read)] == [1, 0, 2, 1, 2, 0, 1]


def test_a_passage_is_replaced() -> None:
    text = "The **adopters** said yes.\n- Contact was *not* asked about."
    assert plain(text)[4:12] == "adopters"
    assert replace_passage(text, 4, 8, "prospective adopters") == text.replace("adopters", "prospective adopters")
    assert (
        replace_passage(text, 22, 0, " twice") == "The **adopters** said yes. twice\n- Contact was *not* asked about."
    )
    assert replace_passage(text, 13, 22, "and ") == "The **adopters** and *not* asked about."
    assert (
        replace_passage(text, 0, 3, "One\ntwo") == "One\ntwo **adopters** said yes.\n- Contact was *not* asked about."
    )
    assert replace_passage("", 0, 0, "New.") == "New."
    assert replace_passage("Old", 99, 4, " end") == "Old end"


@pytest.mark.parametrize(
    ("starts_at", "length", "kept"),
    [
        (0, 26, "The **adopters** said yes.\n- Con"),
        (4, 4, "**adop**"),
        (23, 20, "- Contact was *not* aske"),
        (27, 3, "act"),
        (13, 99, "said yes.\n- Contact was *not* asked about."),
    ],
)
def test_a_passage_keeps_its_formatting(starts_at: int, length: int, kept: str) -> None:
    text = "The **adopters** said yes.\n- Contact was *not* asked about."
    assert passage(text, starts_at, length) == kept
