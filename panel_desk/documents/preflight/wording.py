"""Page numbers in the sentences of preflight findings."""

from collections.abc import Sequence
from itertools import groupby

from panel_desk.rules.text import listed

_MAX_RANGES = 12  # in one sentence


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers as ranges: `3`, or `2, 3 and 7 to 9`; the first twelve ranges of many."""
    parts: list[str] = []
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > len("abc") else [str(number) for number in run]
    if len(parts) > _MAX_RANGES:
        parts = [*parts[:_MAX_RANGES], "others"]
    return listed(parts)


def pages_sentence(numbers: Sequence[int], one: str, many: str) -> str:
    """A sentence about pages: `Page 3 is blank`, or `Pages 2 and 7 to 9 are blank`.

    Args:
        numbers: the page numbers, from 1, in order.
        one: the predicate for one page, such as `is blank`.
        many: the predicate for several pages, such as `are blank`.
    """
    return f"Page {numbers[0]} {one}" if len(numbers) == 1 else f"Pages {page_ranges(numbers)} {many}"
