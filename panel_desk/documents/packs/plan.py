"""What stands where in a pack: the label of every page, what came late, and which cases share a volume."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel_desk.documents.packs.sources import PaperSource
from panel_desk.queries.document_rows import CitedPages, PackCase, PackContent, PackPaper
from panel_desk.rules.page_labels import Part, in_ranges, is_late, page_labels, place_of, remembered

_A_PAGE, _OWN = 400, 100_000  # bytes that a page's stamp takes, and a volume's own pages with their fonts


@dataclass(frozen=True, slots=True)
class PackLimits:
    """How large one volume may be; a pack beyond it is split between two cases.

    Args:
        pages: the most pages of a volume; None for any number.
        bytes: the most bytes of a volume; None for any number.
    """

    pages: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper in its place.

    Args:
        paper: the paper.
        labels: of each of its pages.
        source: what it holds; None where it could not be put in.
        why: why it could not be put in; empty where it could.
        note: what its reader should know, such as that it came late.
        attached: under which name it is attached; empty where its pages stand in the pack.
    """

    paper: PackPaper
    labels: tuple[str, ...]
    source: PaperSource | None
    why: str
    note: str
    attached: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was taken out of it."""
        return not self.paper.redact


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case in its place.

    Args:
        key: what its divider is known by.
        case: the case.
        label: its divider's.
        papers: those that this copy holds, or should hold.
        note: such as that it came late.
    """

    key: str
    case: PackCase
    label: str
    papers: tuple[PlannedPaper, ...]
    note: str = ""

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return 1 + sum(len(paper.labels) for paper in self.papers if paper.source)

    @property
    def size(self) -> int:
        """About how many bytes it takes: what its papers have, and what its pages get."""
        return self.pages * _A_PAGE + sum(paper.source.size for paper in self.papers if paper.source)


@dataclass(frozen=True, slots=True)
class PackPlan:
    """A pack laid out.

    Args:
        volumes: the cases of each volume, in order.
        cited: the labels of everything, for the next issue.
        absent: the labels that no page of this copy bears, as people write them; empty for none.
        has_late: whether any label bears a letter.
    """

    volumes: tuple[tuple[PlannedCase, ...], ...]
    cited: tuple[CitedPages, ...]
    absent: str
    has_late: bool


def divider_key(ref: str) -> str:
    """What a case's divider is known by."""
    return f"case:{ref}"


def plan_pack(
    content: PackContent, sources: Mapping[str, PaperSource], failed: Mapping[str, str], limits: PackLimits
) -> PackPlan:
    """Lay a pack out.

    Labels are planned over everything, what this edition leaves out among it, so that page 45 is the same page in
    every edition.

    Args:
        content: what is in it.
        sources: the papers that can be put in, by their keys, those left out only for the number of their pages.
        failed: why others cannot, by their keys.
        limits: how large a volume may be.
    """
    earlier = [(each.key, each.labels) for each in content.cited]
    planned = page_labels(_parts(content, sources, is_declared=True), earlier)
    labels = page_labels(_parts(content, sources, is_declared=False), [*earlier, *planned.items()])
    memory = remembered([*earlier, *planned.items(), *labels.items()])
    before = {key for key, _ in earlier}
    names: set[str] = set()
    cases = [_case(case, labels, sources, failed, before, names) for case in content.cases if not case.is_left_out]
    present = {label for case in cases for label in _labels(case)}
    return PackPlan(
        volumes=_volumes(cases, limits),
        cited=tuple(CitedPages(key, found) for key, found in memory.items()),
        absent=in_ranges(label for found in memory.values() for label in found if label not in present),
        has_late=any(len(place_of(label)) > 1 for label in present),
    )


def _parts(content: PackContent, sources: Mapping[str, PaperSource], *, is_declared: bool) -> list[Part]:
    """What a pack consists of, by the pages that its papers are said to have, or by those that they have."""
    parts = []
    for case in content.cases:
        parts.append(Part(divider_key(case.item.facts.case), 1))
        for paper in case.papers:
            source = sources.get(paper.key)
            said = 1 if paper.is_signed else paper.pages
            has = source.pages if source else said
            parts.append(Part(paper.key, (said or has) if is_declared else has))
    return parts


def _case(
    case: PackCase,
    labels: Mapping[str, tuple[str, ...]],
    sources: Mapping[str, PaperSource],
    failed: Mapping[str, str],
    before: set[str],
    names: set[str],
) -> PlannedCase:
    key = divider_key(case.item.facts.case)
    papers = []
    for paper in case.papers:
        if paper.is_left_out:
            continue
        source = sources.get(paper.key)
        attached = _free(paper.file_name, names) if source and source.attached is not None else ""
        notes = [f"Version {paper.version}." if paper.version > 1 else "", _late(paper.key, labels[paper.key], before)]
        notes.append(f"Signed: it is attached as {attached}." if attached else "")
        papers.append(
            PlannedPaper(
                paper=paper,
                labels=labels[paper.key],
                source=source,
                why="" if source else failed[paper.key],
                note=" ".join(filter(None, notes)),
                attached=attached,
            )
        )
    return PlannedCase(key, case, labels[key][0], tuple(papers), _late(key, labels[key], before))


def _late(key: str, labels: tuple[str, ...], before: set[str]) -> str:
    if is_late(labels) or (before and key not in before):
        return "Came late."
    longer = [label for label in labels if len(place_of(label)) > 1]
    return f"Longer than at first, by {'pages' if len(longer) > 1 else 'page'} {in_ranges(longer)}." if longer else ""


def _free(name: str, names: set[str]) -> str:
    """A name that no other attached file has."""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    free, number = name, 1
    while free.casefold() in names:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    names.add(free.casefold())
    return free


def _labels(case: PlannedCase) -> list[str]:
    return [case.label, *(label for paper in case.papers if paper.source for label in paper.labels)]


def _volumes(cases: Sequence[PlannedCase], limits: PackLimits) -> tuple[tuple[PlannedCase, ...], ...]:
    volumes: list[list[PlannedCase]] = [[]]
    pages, size = 0, _OWN
    for case in cases:
        is_full = (limits.pages is not None and pages + case.pages > limits.pages) or (
            limits.bytes is not None and size + case.size > limits.bytes
        )
        if volumes[-1] and is_full:
            volumes.append([])
            pages, size = 0, _OWN
        volumes[-1].append(case)
        pages, size = pages + case.pages, size + case.size
    return tuple(tuple(volume) for volume in volumes)
