"""Takes turns of speech from a pool, in an order of its own, so that none comes twice running."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Turns:
    """Remembers where each pool stands."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._queues: dict[int, list[int]] = {}

    def next(self, pool: Sequence[T]) -> T:
        """The next of a pool; when all have had their turn, they are shuffled and start again."""
        queue = self._queues.setdefault(id(pool), [])
        if len(queue) <= 1:
            fresh = [number for number in range(len(pool)) if [number] != queue]
            self._rng.shuffle(fresh)
            queue += fresh
        return pool[queue.pop(0)]


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, parted by empty lines, each on one line."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
