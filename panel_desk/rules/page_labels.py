"""Which label each page of a pack bears, from one issue of it to the next.

The first issue counts 1, 2, 3. After that a page keeps the label under which it may have been cited, and no label is
ever given to anything else: what comes late takes its place as 12A, 12B after the page before it, what is gone
leaves its numbers unused. Between 12A and 12B come 12A1, 12A2, and so on by turns; before 12A comes 12.1, before
12A1 comes 12A0A, before the first page 0A. What comes after everything goes on counting.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

_LETTERS = 26
_LABEL, _PART = re.compile(r"[0-9]+((\.|[A-Z]+)[0-9]+)*(\.|[A-Z]+)?"), re.compile(r"[0-9]+|\.|[A-Z]+")
_START = (0,)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
LabelParts = tuple[int, ...]
"""A label in parts, which sort as a reader expects: 12 is (12,), 12A is (12, 1), 12.1 is (12, 0, 1)."""


@dataclass(frozen=True, slots=True)
class LabelledPart:
    """What stands together in a pack: a divider or a paper.

    Args:
        key: what it is known by in every issue.
        pages: how many pages it has in this one.
    """

    key: str
    pages: int


def page_labels(
    parts: Sequence[LabelledPart], cited: Iterable[tuple[str, Sequence[str]]] = ()
) -> dict[str, tuple[str, ...]]:
    """The labels of each part's pages.

    Args:
        parts: what the pack holds, in its order, each key once.
        cited: the labels under which each key stood in earlier issues, shorter and longer ones mixed.
    """
    known = {key: [parse_label(label) for label in labels] for key, labels in longest_labels(cited).items()}
    used = {place for places in known.values() for place in places}
    found: dict[str, list[LabelParts]] = {part.key: known.get(part.key, [])[: part.pages] for part in parts}
    before: LabelParts = _START
    waiting: list[str] = []
    for part in parts:
        kept = known.get(part.key, [])
        if kept:
            _put(waiting, _between(before, kept[0]), found, used)
            waiting = []
            before = kept[-1]
        waiting += [part.key] * (part.pages - len(found[part.key]))
    _put(waiting, _after(used), found, used)
    return {key: tuple(format_label(place) for place in places) for key, places in found.items()}


def longest_labels(cited: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """The longest labels that each key ever had: a paper that shrank keeps the numbers of the pages it lost."""
    longest: dict[str, tuple[str, ...]] = {}
    for key, labels in cited:
        if len(labels) > len(longest.get(key, ())):
            longest[key] = tuple(labels)
        longest.setdefault(key, ())
    return longest


def is_late(labels: Sequence[str]) -> bool:
    """Whether a part took its place after the pack was numbered: its first page bears a suffix."""
    return bool(labels) and len(parse_label(labels[0])) > 1


def label_ranges(labels: Iterable[str]) -> str:
    """Labels as people write them, in order: `3, 12A to 12C and 20 to 22`; empty for none."""
    places = sorted({parse_label(label) for label in labels})
    runs: list[list[LabelParts]] = []
    for place in places:
        if runs and (*runs[-1][-1][:-1], runs[-1][-1][-1] + 1) == place:
            runs[-1].append(place)
        else:
            runs.append([place])
    said: list[str] = []
    for run in runs:
        first, last = format_label(run[0]), format_label(run[-1])
        said += [f"{first} to {last}"] if len(run) > 2 else [first, last][: len(run)]  # noqa: PLR2004 - two are no range
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def parse_label(label: str) -> LabelParts:
    """A label's parts.

    Raises:
        ValueError: no pack bears such a label.
    """
    if not _LABEL.fullmatch(label):
        raise ValueError(f"“{label}” is no page of a pack.")
    return tuple(
        int(part) if turn % 2 == 0 else 0 if part == "." else _number(part)
        for turn, part in enumerate(_PART.findall(label))
    )


def format_label(place: LabelParts) -> str:
    """The label of a place: numbers and letters by turns."""
    return "".join(str(part) if turn % 2 == 0 else _letters(part) if part else "." for turn, part in enumerate(place))


def roman(number: int) -> str:
    """A number as front matter bears it: `i`, `ii`, `iii`, `iv`."""
    found = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        found += letters * times
    return found


def _number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    found = 0
    for letter in letters:
        found = found * _LETTERS + ord(letter) - ord("A") + 1
    return found


def _letters(number: int) -> str:
    found = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        found = chr(ord("A") + letter) + found
    return found


def _put(
    keys: Sequence[str], places: Iterator[LabelParts], found: Mapping[str, list[LabelParts]], used: set[LabelParts]
) -> None:
    for key in keys:
        place = next(each for each in places if each not in used)
        found[key].append(place)
        used.add(place)


def _after(used: set[LabelParts]) -> Iterator[LabelParts]:
    """What comes after everything that was ever used."""
    return ((number,) for number in count(max((place[0] for place in used), default=0) + 1))


def _between(before: LabelParts, after: LabelParts) -> Iterator[LabelParts]:
    """Places without end, in their order, between two; behind the first where the two are out of order."""
    if after[: len(before)] == before and after != before:  # before 12A comes 12.1, before 12A1 comes 12A0A
        stem = before
        while after[len(stem)] == 0:
            stem = (*stem, 0)
        return ((*stem, after[len(stem)] - 1, number) for number in count(1))
    first = next((turn for turn, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    if before < after and first < len(before) - 1:  # behind 12A comes 12B, up to 13
        return ((*before[:-1], number) for number in count(before[-1] + 1))
    return ((*before, number) for number in count(1))
