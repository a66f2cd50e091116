"""What one issue of a pack has that the one before had not, in sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import PaperKind


@dataclass(frozen=True, slots=True)
class PackPart:
    """A paper as an issue of a pack had it.

    Args:
        key: what it is known by in every issue.
        case: its case's ref.
        item: the number of its item on the agenda.
        kind: what it is.
        title: as the contents list it.
        version: which version of it.
        redactions: how many phrases some editions do not show.
        labels: the labels of its pages; empty while the pack is not made yet.
    """

    key: str
    case: str
    item: int
    kind: PaperKind
    title: str
    version: int
    redactions: int = 0
    labels: tuple[str, ...] = ()


def pack_changes(before: Iterable[PackPart], now: Iterable[PackPart]) -> tuple[str, ...]:
    """What changed from one issue to the next, in the order of the agenda, what was taken out last."""
    earlier = {part.key: part for part in before}
    here = tuple(now)
    there = {part.key for part in here}
    changed = [sentence for part in here for sentence in _changes(earlier.get(part.key), part)]
    gone = [part for part in earlier.values() if part.key not in there]
    return (
        *changed,
        *(f"Item {part.item}: {part.title} was taken out; its page numbers stay unused." for part in gone),
    )


def _changes(earlier: PackPart | None, part: PackPart) -> Iterator[str]:
    if earlier is None:
        yield f"Item {part.item}: {part.title} is new{pages_in_words(part.labels)}."
        return
    if part.version != earlier.version:
        yield f"Item {part.item}: {part.title} was replaced by version {part.version}{pages_in_words(part.labels)}."
    if part.redactions != earlier.redactions:
        yield f"Item {part.item}: what some copies may not show of {part.title} has changed."
    if part.item != earlier.item:
        yield f"Item {part.item}: {part.title} was under item {earlier.item}."


def pages_in_words(labels: Sequence[str]) -> str:
    """`, page 12A`, or `, pages 12A to 12C`; nothing where the labels are not known."""
    if not labels:
        return ""
    return f", page {labels[0]}" if len(labels) == 1 else f", pages {labels[0]} to {labels[-1]}"


def about_item(item: int, sentence: str) -> str:
    """What a case lacks, said of its item: `Item 2: the legal advice …`; the name of a file stays as it is."""
    return f"Item {item}: {f't{sentence[1:]}' if sentence.startswith('The ') else sentence}"


def missing_papers_sentence(lacking: Iterable[str]) -> str:
    """How much was missing when a pack went out: `Issued while 2 papers were missing.`; nothing where it was whole."""
    missing = len(tuple(lacking))
    return f"Issued while {count(missing, 'paper')} {'was' if missing == 1 else 'were'} missing." if missing else ""
