"""Plans a pack's layout: page labels, late papers, and the distribution of cases over volumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel_desk.documents.packs.sources import PaperSource
from panel_desk.queries.document_rows import CitedPages, PackCase, PackContent, PackPaper
from panel_desk.rules.page_labels import LabelledPart, is_late, label_ranges, longest_labels, page_labels, parse_label

_STAMP_BYTES, _OWN_PAGES_BYTES = 400, 100_000  # estimates: per stamped page; per volume for its own pages and fonts


@dataclass(frozen=True, slots=True)
class PackLimits:
    """The maximum size of one volume; a larger pack is split between two cases.

    Args:
        pages: maximum number of pages; None for no limit.
        bytes: maximum number of bytes; None for no limit.
    """

    pages: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper in the layout.

    Args:
        paper: the paper.
        labels: the labels of its pages.
        source: the opened paper; None where it could not be included.
        why: why it could not be included; empty where it could.
        note: a remark for the reader, such as that it came late.
        attached: the file name under which it is attached; empty where its pages are in the pack.
    """

    paper: PackPaper
    labels: tuple[str, ...]
    source: PaperSource | None
    why: str
    note: str
    attached: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was redacted from it."""
        return not self.paper.redact


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case in the layout.

    Args:
        key: the key of its divider.
        case: the case.
        label: the page label of its divider.
        papers: the papers that this copy includes or should include.
        note: a remark for the reader, such as that it came late.
    """

    key: str
    case: PackCase
    label: str
    papers: tuple[PlannedPaper, ...]
    note: str = ""

    @property
    def pages(self) -> int:
        """Its number of pages, the divider included."""
        return 1 + sum(len(paper.labels) for paper in self.papers if paper.source)

    @property
    def size(self) -> int:
        """Its estimated size in bytes: its papers, and a stamp per page."""
        return self.pages * _STAMP_BYTES + sum(paper.source.size for paper in self.papers if paper.source)


@dataclass(frozen=True, slots=True)
class PackPlan:
    """A pack's layout.

    Args:
        volumes: the cases of each volume, in order.
        cited: the page labels of everything, for the next issue.
        absent: labels that occur in other editions but not in this copy, such as `12 to 14`; empty for none.
        has_late: whether any label has a letter suffix.
    """

    volumes: tuple[tuple[PlannedCase, ...], ...]
    cited: tuple[CitedPages, ...]
    absent: str
    has_late: bool


def divider_key(ref: str) -> str:
    """The key of a case's divider."""
    return f"case:{ref}"


def plan_pack(
    content: PackContent, sources: Mapping[str, PaperSource], failed: Mapping[str, str], limits: PackLimits
) -> PackPlan:
    """Lay a pack out.

    Page labels are assigned to everything, including what this edition leaves out, so that page 45 is the same page in
    every edition.

    Args:
        content: the pack's content.
        sources: the opened papers by key, including hidden papers that were opened to count their pages.
        failed: why other papers could not be opened, by key.
        limits: the maximum size of a volume.
    """
    earlier = [(cited.key, cited.labels) for cited in content.cited]
    # First by the declared numbers of pages, which every edition shares; then by the real ones, where a paper that
    # has more pages than declared gets suffixed labels (12A) instead of moving the labels of the papers after it.
    planned = page_labels(_parts(content, sources, is_declared=True), earlier)
    labels = page_labels(_parts(content, sources, is_declared=False), [*earlier, *planned.items()])
    memory = longest_labels([*earlier, *planned.items(), *labels.items()])
    issued_before = {key for key, _ in earlier}
    attached_names: set[str] = set()
    cases = [
        _case(case, labels, sources, failed, issued_before, attached_names)
        for case in content.cases
        if not case.is_left_out
    ]
    present = {label for case in cases for label in _labels(case)}
    return PackPlan(
        volumes=_volumes(cases, limits),
        cited=tuple(CitedPages(key, cited) for key, cited in memory.items()),
        absent=label_ranges(label for cited in memory.values() for label in cited if label not in present),
        has_late=any(len(parse_label(label)) > 1 for label in present),
    )


def _parts(content: PackContent, sources: Mapping[str, PaperSource], *, is_declared: bool) -> list[LabelledPart]:
    """The dividers and papers of a pack, with the number of pages declared in the register or counted in the file."""
    parts = []
    for case in content.cases:
        parts.append(LabelledPart(divider_key(case.item.facts.case), 1))
        for paper in case.papers:
            source = sources.get(paper.key)
            declared = 1 if paper.is_signed else paper.pages
            counted = source.pages if source else declared
            parts.append(LabelledPart(paper.key, (declared or counted) if is_declared else counted))
    return parts


def _case(
    case: PackCase,
    labels: Mapping[str, tuple[str, ...]],
    sources: Mapping[str, PaperSource],
    failed: Mapping[str, str],
    issued_before: set[str],
    attached_names: set[str],
) -> PlannedCase:
    """Lay out one case: its divider and papers, with their labels and notes.

    Args:
        case: the case.
        labels: the page labels of each paper and divider, by key.
        sources: the opened papers by key.
        failed: why other papers could not be opened, by key.
        issued_before: the keys of the papers and dividers in earlier issues.
        attached_names: the file names of the attached papers so far, in lower case; this case's are added.
    """
    key = divider_key(case.item.facts.case)
    papers = []
    for paper in case.papers:
        if paper.is_left_out:
            continue
        source = sources.get(paper.key)
        attached = _unique_name(paper.file_name, attached_names) if source and source.attached is not None else ""
        notes = [
            f"Version {paper.version}." if paper.version > 1 else "",
            _late(paper.key, labels[paper.key], issued_before),
        ]
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
    return PlannedCase(key, case, labels[key][0], tuple(papers), _late(key, labels[key], issued_before))


def _late(key: str, labels: tuple[str, ...], issued_before: set[str]) -> str:
    """A remark on a paper or a divider that came late or got longer; empty for any other."""
    if is_late(labels) or (issued_before and key not in issued_before):
        return "Came late."
    longer = [label for label in labels if len(parse_label(label)) > 1]
    return (
        f"Longer than at first, by {'pages' if len(longer) > 1 else 'page'} {label_ranges(longer)}." if longer else ""
    )


def _unique_name(name: str, names: set[str]) -> str:
    """A file name that no other attachment has."""
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    free, number = name, 1
    while free.casefold() in names:
        number += 1
        free = f"{stem} ({number}){dot}{extension}"
    names.add(free.casefold())
    return free


def _labels(case: PlannedCase) -> list[str]:
    """The labels of a case's pages in this copy, its divider's first."""
    return [case.label, *(label for paper in case.papers if paper.source for label in paper.labels)]


def _volumes(cases: Sequence[PlannedCase], limits: PackLimits) -> tuple[tuple[PlannedCase, ...], ...]:
    """Distribute cases over volumes, none of which exceeds the limits unless one case alone does."""
    volumes: list[list[PlannedCase]] = [[]]
    pages, size = 0, _OWN_PAGES_BYTES
    for case in cases:
        is_full = (limits.pages is not None and pages + case.pages > limits.pages) or (
            limits.bytes is not None and size + case.size > limits.bytes
        )
        if volumes[-1] and is_full:
            volumes.append([])
            pages, size = 0, _OWN_PAGES_BYTES
        volumes[-1].append(case)
        pages, size = pages + case.pages, size + case.size
    return tuple(tuple(volume) for volume in volumes)
