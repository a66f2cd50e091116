"""The preflight's findings, in words."""

from collections.abc import Sequence
from itertools import groupby

from panel_desk.rules.text import listed

_MOST_RUNS = 12


def page_ranges(numbers: Sequence[int]) -> str:
    """`3`, `2, 3 and 7 to 9`; the first twelve of many."""
    parts: list[str] = []
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > len("abc") else [str(number) for number in run]
    if len(parts) > _MOST_RUNS:
        parts = [*parts[:_MOST_RUNS], "others"]
    return listed(parts)


def pages_sentence(numbers: Sequence[int], one: str, many: str) -> str:
    """`Page 3 is blank`, `Pages 2 and 7 to 9 are blank`.

    Args:
        numbers: the pages, from 1, in order.
        one: what is said of one page, as `is blank`.
        many: what is said of several, as `are blank`.
    """
    return f"Page {numbers[0]} {one}" if len(numbers) == 1 else f"Pages {page_ranges(numbers)} {many}"
