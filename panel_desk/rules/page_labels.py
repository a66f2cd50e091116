"""Page labels of a pack that stay the same from one issue to the next.

The first issue is numbered 1, 2, 3. Later issues never change a page's label, as it may have been cited, and never give
a label to another page. Late pages are inserted as 12A, 12B after page 12; labels of removed pages stay unused. Between
12A and 12B come 12A1, 12A2, and so on, alternating numbers and letters; before 12A comes 12.1, before 12A1 comes 12A0A,
before the first page 0A. Pages added at the end continue the numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from panel_desk.rules.text import listed

_LETTERS = 26
_LABEL, _PART = re.compile(r"[0-9]+((\.|[A-Z]+)[0-9]+)*(\.|[A-Z]+)?"), re.compile(r"[0-9]+|\.|[A-Z]+")
_START = (0,)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
LabelParts = tuple[int, ...]
"""A label's parts, which sort in reading order: 12 is (12,), 12A is (12, 1), 12.1 is (12, 0, 1)."""


@dataclass(frozen=True, slots=True)
class LabelledPart:
    """A part of a pack: a divider or a paper.

    Args:
        key: its key, the same in every issue.
        pages: its number of pages in this issue.
    """

    key: str
    pages: int


def page_labels(
    parts: Sequence[LabelledPart], cited: Iterable[tuple[str, Sequence[str]]] = ()
) -> dict[str, tuple[str, ...]]:
    """Assign labels to the pages of each part.

    Args:
        parts: the parts of the pack in order, each key once.
        cited: the labels of each key in earlier issues, any number of times per key.
    """
    known = {key: [parse_label(label) for label in labels] for key, labels in longest_labels(cited).items()}
    used = {label for labels in known.values() for label in labels}
    assigned: dict[str, list[LabelParts]] = {part.key: known.get(part.key, [])[: part.pages] for part in parts}
    before: LabelParts = _START
    unlabelled: list[str] = []  # the keys of pages that come before the next part with a known label
    for part in parts:
        kept = known.get(part.key, [])
        if kept:
            _assign(unlabelled, _between(before, kept[0]), assigned, used)
            unlabelled = []
            before = kept[-1]
        unlabelled += [part.key] * (part.pages - len(assigned[part.key]))
    _assign(unlabelled, _after(used), assigned, used)
    return {key: tuple(format_label(label) for label in labels) for key, labels in assigned.items()}


def longest_labels(cited: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """The longest list of labels that each key ever had: a paper that shrank keeps the labels of pages it lost."""
    longest: dict[str, tuple[str, ...]] = {}
    for key, labels in cited:
        if len(labels) > len(longest.get(key, ())):
            longest[key] = tuple(labels)
        longest.setdefault(key, ())
    return longest


def is_late(labels: Sequence[str]) -> bool:
    """Whether a part was inserted after the pack was numbered: its first label has a suffix."""
    return bool(labels) and len(parse_label(labels[0])) > 1


def label_ranges(labels: Iterable[str]) -> str:
    """Labels in order, as ranges: `3, 12A to 12C and 20 to 22`; empty for none."""
    in_order = sorted({parse_label(label) for label in labels})
    runs: list[list[LabelParts]] = []
    for label in in_order:
        if runs and (*runs[-1][-1][:-1], runs[-1][-1][-1] + 1) == label:
            runs[-1].append(label)
        else:
            runs.append([label])
    ranges: list[str] = []
    for run in runs:
        first, last = format_label(run[0]), format_label(run[-1])
        ranges += [f"{first} to {last}"] if len(run) > 2 else [first, last][: len(run)]  # noqa: PLR2004 - two are no range
    return listed(ranges)


def parse_label(label: str) -> LabelParts:
    """Parse a label into its parts.

    Raises:
        ValueError: it is not a valid page label.
    """
    if not _LABEL.fullmatch(label):
        raise ValueError(f"“{label}” is not a page label.")
    return tuple(
        int(part) if index % 2 == 0 else 0 if part == "." else _number(part)
        for index, part in enumerate(_PART.findall(label))
    )


def format_label(parts: LabelParts) -> str:
    """The label of these parts, alternating numbers and letters."""
    return "".join(str(part) if index % 2 == 0 else _letters(part) if part else "." for index, part in enumerate(parts))


def roman(number: int) -> str:
    """A Roman numeral in lower case, as front matter is numbered: `i`, `ii`, `iii`, `iv`."""
    numeral = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        numeral += letters * times
    return numeral


def _number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def _assign(
    keys: Sequence[str], labels: Iterator[LabelParts], assigned: Mapping[str, list[LabelParts]], used: set[LabelParts]
) -> None:
    """Give each key the next unused label."""
    for key in keys:
        free = next(label for label in labels if label not in used)
        assigned[key].append(free)
        used.add(free)


def _after(used: set[LabelParts]) -> Iterator[LabelParts]:
    """The labels after every label that was ever used."""
    return ((number,) for number in count(max((label[0] for label in used), default=0) + 1))


def _between(before: LabelParts, after: LabelParts) -> Iterator[LabelParts]:
    """Unlimited labels in ascending order between two labels; if the two are out of order, after the first one."""
    if after[: len(before)] == before and after != before:  # before 12A comes 12.1, before 12A1 comes 12A0A
        stem = before
        while after[len(stem)] == 0:
            stem = (*stem, 0)
        return ((*stem, after[len(stem)] - 1, number) for number in count(1))
    first = next((index for index, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    if before < after and first < len(before) - 1:  # after 12A comes 12B, and so on up to 13
        return ((*before[:-1], number) for number in count(before[-1] + 1))
    return ((*before, number) for number in count(1))
