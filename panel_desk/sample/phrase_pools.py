"""Chooses phrases from pools without repeating one before all the others were used."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import TypeVar

T = TypeVar("T")


class PhrasePicker:
    """Goes through each pool in one shuffled order, again and again.

    Args:
        rng: the seeded random numbers.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._rounds: dict[int, Iterator[int]] = {}

    def next(self, pool: Sequence[T]) -> T:
        """The next phrase of a pool."""
        if id(pool) not in self._rounds:
            self._rounds[id(pool)] = cycle(self._rng.sample(range(len(pool)), len(pool)))
        return pool[next(self._rounds[id(pool)])]


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which empty lines separate; each becomes one line."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
