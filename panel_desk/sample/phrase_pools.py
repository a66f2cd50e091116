"""Turns of speech: pools of them, and dealing from a pool so that none comes twice running."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import TypeVar

T = TypeVar("T")


class PhrasePicker:
    """Deals each pool in a shuffled order, round and round, so that a turn comes again only after all the others."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._rounds: dict[int, Iterator[int]] = {}

    def next(self, pool: Sequence[T]) -> T:
        """The next of a pool."""
        if id(pool) not in self._rounds:
            self._rounds[id(pool)] = cycle(self._rng.sample(range(len(pool)), len(pool)))
        return pool[next(self._rounds[id(pool)])]


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, parted by empty lines, each on one line."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
