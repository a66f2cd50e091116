"""The differences between two issues of a pack, in sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import PaperKind


@dataclass(frozen=True, slots=True)
class PackPart:
    """A paper as it is in one issue of a pack.

    Args:
        key: its key, the same in every issue.
        case: its case's ref.
        item: the number of its item on the agenda.
        kind: its kind.
        title: its title in the contents.
        version: its version number.
        redactions: the number of its redacted phrases, counted once for each edition, and of the times that somebody
            looked through one of its pages for them.
        labels: its page labels; empty before the pack is built.
        hidden: a hash of what is redacted in which editions and of the areas blackened; empty in an issue that was
            recorded without it, which is compared by the number.
    """

    key: str
    case: str
    item: int
    kind: PaperKind
    title: str
    version: int
    redactions: int = 0
    labels: tuple[str, ...] = ()
    hidden: str = ""


def pack_changes(before: Iterable[PackPart], now: Iterable[PackPart]) -> tuple[str, ...]:
    """What changed between two issues, in the order of the agenda; removed papers come last."""
    earlier = {part.key: part for part in before}
    parts = tuple(now)
    keys = {part.key for part in parts}
    changed = [sentence for part in parts for sentence in _changes(earlier.get(part.key), part)]
    removed = [part for part in earlier.values() if part.key not in keys]
    return (
        *changed,
        *(f"Item {part.item}: {part.title} was taken out; its page numbers stay unused." for part in removed),
    )


def _changes(earlier: PackPart | None, part: PackPart) -> Iterator[str]:
    """What changed in one paper since the issue before."""
    if earlier is None:
        yield f"Item {part.item}: {part.title} is new{pages_in_words(part.labels)}."
        return
    if part.version != earlier.version:
        yield f"Item {part.item}: {part.title} was replaced by version {part.version}{pages_in_words(part.labels)}."
    is_hashed = part.hidden and earlier.hidden
    if part.hidden != earlier.hidden if is_hashed else part.redactions != earlier.redactions:
        yield f"Item {part.item}: the redactions of {part.title} have changed."
    if part.item != earlier.item:
        yield f"Item {part.item}: {part.title} was under item {earlier.item}."


def pages_in_words(labels: Sequence[str]) -> str:
    """A clause with page numbers: `, page 12A`, or `, pages 12A to 12C`; empty if they are not known."""
    if not labels:
        return ""
    return f", page {labels[0]}" if len(labels) == 1 else f", pages {labels[0]} to {labels[-1]}"


def about_item(item: int, sentence: str) -> str:
    """A sentence with its item in front: `Item 2: the legal advice …`; only an initial `The` is lower-cased."""
    return f"Item {item}: {f't{sentence[1:]}' if sentence.startswith('The ') else sentence}"


def missing_papers_sentence(papers: Iterable[str]) -> str:
    """How many papers were missing on issue: `Issued while 2 papers were missing.`; empty if none was."""
    missing = len(tuple(papers))
    return f"Issued while {count(missing, 'paper')} {'was' if missing == 1 else 'were'} missing." if missing else ""
