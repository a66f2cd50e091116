"""The pack's own pages: cover, agenda, contents, one divider per case, and a page for each attached paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

from panel_desk.documents.meetings.agenda import agenda_story, case_lines
from panel_desk.documents.packs.contents_page import ContentsLine, PageMark
from panel_desk.documents.packs.plan import PackPlan, PlannedCase, PlannedPaper
from panel_desk.documents.style.page_style import (
    BODY,
    SECTION,
    SMALL,
    STRONG,
    SUBTITLE,
    TITLE,
    PageSetup,
    Prose,
    label_table,
    make_pdf,
)
from panel_desk.queries.document_rows import PackContent
from panel_desk.rules.dates import in_words, with_weekday
from panel_desk.rules.text import capital, listed
from panel_desk.rules.vocabulary import PackEdition

TITLES = {
    PackEdition.MEMBER: "Members’ pack",
    PackEdition.CHAIR: "Chair’s pack",
    PackEdition.OBSERVER: "Observer’s pack",
    PackEdition.APPLICANTS: "Applicants’ pack",
}
# What is said of an attached paper, by whether nothing was redacted from it.
_ATTACHED = {
    True: "unchanged, so that its signature can be checked",
    False: "with words redacted that this copy may not show; its signature is therefore no longer valid",
}
_COVER = replace(TITLE, size=30, leading=36, after=8)
_MAX_TITLES = 22  # papers that a divider names


@dataclass(frozen=True, slots=True)
class OwnPages:
    """The pack's own pages in one volume.

    Args:
        data: the PDF of these pages.
        front: the number of pages before the first case.
        starts: the index, from 0, of each divider and of each attached paper's page, by key.
        contents: the index, from 0, of the first page of the contents.
        lines: the entries to be linked, with the positions at which they were drawn.
    """

    data: bytes
    front: int
    starts: dict[str, int]
    contents: int
    lines: tuple[ContentsLine, ...]


Typeset = Callable[[PackContent, PackPlan, int], OwnPages]
"""Makes the pack's own pages of a volume, as `own_pages` does with the same arguments."""


def pack_title(content: PackContent, number: int = 1, of: int = 1) -> str:
    """A pack's title, for its metadata.

    Args:
        content: what the pack holds.
        number: the volume, from 1.
        of: how many volumes the pack has.
    """
    meeting = content.agenda.meeting
    title = f"{TITLES[content.edition]}, {meeting.panel}, {in_words(meeting.held_on)}"
    return f"{title}, volume {number} of {of}" if of > 1 else title


def own_pages(content: PackContent, plan: PackPlan, number: int) -> OwnPages:
    """Typeset the pack's own pages of a volume.

    Args:
        content: the pack's content as its reader may see it.
        plan: the pack's layout.
        number: the volume, from 1.
    """
    meeting = content.agenda.meeting
    setup = PageSetup(
        title=pack_title(content, number, len(plan.volumes)),
        agency=meeting.agency,
        about=f"{meeting.panel}, {in_words(meeting.held_on)}",
        foot=f"Prepared for {content.prepared_for}" if content.prepared_for else TITLES[content.edition],
        made_on=content.agenda.issued_on,
        has_page_numbers=False,
    )
    starts: dict[str, int] = {}
    lines = [*_lines(content, plan, number)]
    story: list[Flowable] = [*_cover(content, plan, number), PageBreak()]
    if number == 1:
        story += [*agenda_story(content.agenda), PageBreak()]
    story += [_mark("contents", starts), *_contents(content, plan, number, lines)]
    for case in plan.volumes[number - 1]:
        page = _divider(content, case)
        lines += [flowable for flowable in page if isinstance(flowable, ContentsLine)]
        story += [PageBreak(), _mark(case.key, starts), *page]
        for paper in case.papers:
            if paper.attached:
                story += [PageBreak(), _mark(paper.paper.key, starts), *_attachment_page(paper)]
    data = make_pdf(setup, [*story, _mark("end", starts)])
    contents, end = starts.pop("contents"), starts.pop("end")
    return OwnPages(data, min(starts.values(), default=end + 1), starts, contents, tuple(lines))


def _mark(key: str, starts: dict[str, int]) -> PageMark:
    """An invisible flowable that records in `starts` the index of the page on which it is drawn."""

    def record(page: int) -> None:
        starts[key] = page - 1

    return PageMark(record)


def _cover(content: PackContent, plan: PackPlan, number: int) -> Iterator[Flowable]:
    """The cover: edition, panel, day, reader, cases and volumes."""
    meeting, volumes = content.agenda.meeting, len(plan.volumes)
    yield Spacer(1, 60 * mm)
    yield Prose(TITLES[content.edition], _COVER)
    yield Prose(meeting.panel, replace(SUBTITLE, size=15, leading=20, after=2))
    yield Prose(with_weekday(meeting.held_on), replace(SUBTITLE, size=15, leading=20, after=18))
    yield label_table(
        [
            ("Prepared for", content.prepared_for or ""),
            ("Agency", meeting.agency),
            ("Meeting", meeting.meeting),
            ("Issue", f"{content.issue}, {in_words(content.agenda.issued_on)}" if content.issue else ""),
            ("Made on", "" if content.issue else in_words(content.agenda.issued_on)),
            ("Volume", f"{number} of {volumes}" if volumes > 1 else ""),
        ]
    )
    if content.changes:
        yield Prose(f"Changed since issue {content.changed_since}", SECTION)
        yield from (Prose(sentence) for sentence in content.changes)
    if volumes > 1:
        yield Prose("Volumes", SECTION)
        for volume, cases in enumerate(plan.volumes, start=1):
            here = " (this one)" if volume == number else ""
            items = ", ".join(_item_and_page(content, case) for case in cases)
            yield Prose(f"Volume {volume}{here}: {items}", STRONG if volume == number else BODY)
    yield Spacer(1, 12 * mm)
    yield Prose("This pack is confidential. Keep it where nobody else can read it, and do not send it on.", SMALL)


def _contents(content: PackContent, plan: PackPlan, number: int, lines: Sequence[ContentsLine]) -> Iterator[Flowable]:
    """The table of contents, with notes on attached papers and on page labels."""
    meeting = content.agenda.meeting
    yield Prose("Contents", TITLE)
    yield Prose(f"{meeting.panel}, {with_weekday(meeting.held_on)}", SUBTITLE)
    yield from lines
    attached = [
        (paper, "" if volume == number else f", in volume {volume}")
        for volume, cases in enumerate(plan.volumes, start=1)
        for case in cases
        for paper in case.papers
        if paper.attached
    ]
    if attached:
        yield Prose("Attached files", SECTION)
        yield Prose(
            "Signed papers are attached, so that their signatures stay valid. Open them from the list of attachments."
        )
        for paper, where in attached:
            entry = f"{paper.attached}: {paper.paper.title}, listed on page {paper.labels[0]}{where}"
            yield Prose(entry, replace(BODY, indent=14))
    notes = [*content.left_out]
    if plan.has_late:
        notes.append(
            "A page with a letter, such as 12A, was added after the pack was numbered. No other number changed."
        )
    if plan.absent:
        notes.append(f"These page numbers are not in this copy: {plan.absent}.")
    if notes:
        yield Prose("About this copy", SECTION)
        for note in notes:
            yield Prose(note)


def _lines(content: PackContent, plan: PackPlan, number: int) -> Iterator[ContentsLine]:
    """The entries of the table of contents."""
    for volume, cases in enumerate(plan.volumes, start=1):
        elsewhere = f"In volume {volume}." if volume != number else ""
        for case in cases:
            note = " ".join(filter(None, (elsewhere, case.note)))
            yield ContentsLine(
                title_of_case(content, case), case.label, None if elsewhere else case.key, note, is_case=True
            )
            for paper in case.papers:
                yield _line(paper, is_here=not elsewhere)
            for sentence in case.case.missing:
                yield ContentsLine(sentence, "", None)


def _line(paper: PlannedPaper, *, is_here: bool) -> ContentsLine:
    """The entry of a paper in the contents; without a link where the paper is in another volume."""
    if paper.source is None:
        return ContentsLine(f"{paper.paper.file_name} is not in this pack: {paper.why}.", "", None)
    return ContentsLine(paper.paper.title, paper.labels[0], paper.paper.key if is_here else None, paper.note)


def _divider(content: PackContent, case: PlannedCase) -> list[Flowable]:
    """A case's divider: always exactly one page, so that page numbers are the same in every edition."""
    facts = case.case.item.facts
    present = [paper for paper in case.papers if paper.source]
    lines: list[Flowable] = [_line(paper, is_here=True) for paper in present[:_MAX_TITLES]]
    if len(present) > _MAX_TITLES:
        lines.append(Prose(f"{len(present) - _MAX_TITLES} more papers are in the contents.", SMALL))
    return [
        Prose(_item(content, case), TITLE),
        Prose(capital(facts.kind), SUBTITLE),
        *case_lines(facts),
        Prose("Papers", SECTION),
        *(lines or [Prose("No papers are filed for this case.", SMALL)]),
    ]


def _attachment_page(paper: PlannedPaper) -> list[Flowable]:
    """The page that stands in for an attached paper."""
    return [
        Prose(paper.paper.title, TITLE),
        Prose("A signed paper", SUBTITLE),
        Prose(f"It is attached to this file as {paper.attached}, {_ATTACHED[paper.is_whole]}.", BODY),
        Prose("Open it from your PDF reader’s list of attachments, often shown as a paper clip.", BODY),
    ]


def title_of_case(content: PackContent, case: PlannedCase) -> str:
    """A case's title in contents and bookmarks: `Item 2. Match: Bethan Barlow and Ben Barlow`.

    A case without a household is named by its children's initials.
    """
    facts = case.case.item.facts
    concerned = facts.household or listed([f"child {child.initials}" for child in facts.children])
    return f"{_item(content, case)}. {capital(facts.kind)}{f': {concerned}' if concerned else ''}"


def _item(content: PackContent, case: PlannedCase) -> str:
    return "Your case" if content.only_case else f"Item {case.case.item.number}"


def _item_and_page(content: PackContent, case: PlannedCase) -> str:
    item = _item(content, case)
    return f"{item[:1].lower()}{item[1:]}, from page {case.label}"
