"""The pack: cover with the agenda, contents with working links, a divider a case, and the papers.

The sources' own links, form fields and bookmarks are kept; scripts, launch actions and attached files are not. Every
page bears its number upright, and the number is the page's label. A paper that cannot be put in is named, and the
rest is made all the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.constants import PageLabelStyle
from pypdf.errors import PyPdfError
from pypdf.generic import BooleanObject, DictionaryObject, Fit, NameObject, TextStringObject
from reportlab.platypus import Flowable, PageBreak

from panel_desk.documents.agenda import agenda_story, case_lines
from panel_desk.documents.pack_contents import ContentsLine, Target
from panel_desk.documents.stamping import stamp_pages
from panel_desk.documents.style import BODY, SECTION, SMALL, SUBTITLE, TITLE, Prose, Sheet, make_pdf, weekday_in_words
from panel_desk.documents.tidying import names_taken, settle_links, take_out_active_content
from panel_desk.errors import SurroundingsError
from panel_desk.queries.contents import CitedPages, PackCase, PackContent, PackPaper
from panel_desk.rules.dates import in_words
from panel_desk.rules.words import capital

Told = Callable[[str, int, int], None]
Read = Callable[[PackPaper], bytes]

_BROKEN = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AssertionError)


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
class PackResult:
    """A pack that was made.

    Args:
        volumes: the PDFs, in order; one unless the pack is over its limits.
        pages: how many pages they have together.
        plan: the page labels of every paper and divider, to be handed to the next issue as what has been cited.
        left_out: a sentence for each paper that should be in it and is not.
    """

    volumes: tuple[bytes, ...]
    pages: int
    plan: tuple[CitedPages, ...]
    left_out: tuple[str, ...]


class _PaperFailedError(Exception):
    """A paper did not go in; the pack is made again without it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def build_pack(
    content: PackContent,
    read: Read,
    told: Told | None = None,
    password: str | None = None,
    limits: PackLimits = PackLimits(),
) -> PackResult:
    """Make a pack.

    Args:
        content: what is in it.
        read: gives a paper's bytes; it may be called from any thread.
        told: is called as it goes with what it is at, how many papers are done, of how many; it may raise to stop.
        password: encrypts the pack (AES-256) so that it opens with this; None leaves it open.
        limits: how large one volume may be.
    """
    del limits
    wanted = [paper for case in content.cases for paper in case.papers]
    sources: dict[str, PdfReader] = {}
    failed: dict[str, str] = {}
    for done, paper in enumerate(wanted):
        if told:
            told(f"Reading {paper.file_name}", done, 2 * len(wanted))
        source, why = _source(read, paper)
        if source is None:
            failed[paper.key] = why
        else:
            sources[paper.key] = source
    while True:
        try:
            writer = _Assembly(content, sources, failed, told).made()
        except _PaperFailedError as error:
            failed[error.key] = "it is damaged inside"
            sources.pop(error.key)
        else:
            break
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    names = {paper.key: paper.file_name for paper in wanted}
    left_out = [f"{names[key]} could not be put in: {why}." for key, why in failed.items()]
    left_out += [
        f"Item {case.item.number}: {sentence[:1].lower()}{sentence[1:]}"
        for case in content.cases
        for sentence in case.missing
    ]
    return PackResult((out.getvalue(),), len(writer.pages), (), tuple(left_out))


def _source(read: Read, paper: PackPaper) -> tuple[PdfReader | None, str]:
    try:
        source = PdfReader(BytesIO(read(paper)), strict=False)
        if source.is_encrypted and not source.decrypt(""):
            return None, "it is locked with a password"
        if not source.pages:
            return None, "it has no pages"
    except SurroundingsError:
        return None, "it is missing from the store"
    except _BROKEN:
        return None, "it is damaged"
    return source, ""


class _Assembly:
    """One pack being put together."""

    def __init__(
        self, content: PackContent, sources: dict[str, PdfReader], failed: dict[str, str], told: Told | None
    ) -> None:
        self.content, self.sources, self.failed, self.told = content, sources, failed, told
        self.writer = PdfWriter()
        meeting = content.agenda.meeting
        self.title = f"Pack, {meeting.panel}, {in_words(meeting.held_on)}"
        self.sheet = Sheet(
            title=self.title,
            agency=meeting.agency,
            about=f"{meeting.panel}, {in_words(meeting.held_on)}",
            foot=f"Prepared for {content.prepared_for}" if content.prepared_for else "Members' pack",
            has_page_numbers=False,
        )

    def made(self) -> PdfWriter:
        """The pack, whole."""
        dividers = {case.item.facts.case: make_pdf(self.sheet, self._divider(case)) for case in self.content.cases}
        front, lines = self._front({})
        starts = self._starts(len(front.pages))
        front, lines = self._front(starts)
        self.writer.append(front, import_outline=False)
        self.writer.add_outline_item(title="Agenda and contents", page_number=0)
        done = 0
        for case in self.content.cases:
            facts = case.item.facts
            first = len(self.writer.pages)
            self.writer.append(BytesIO(dividers[facts.case]), import_outline=False)
            parent = self.writer.add_outline_item(title=f"Item {case.item.number}: {facts.case}", page_number=first)
            for paper in case.papers:
                if paper.key in self.sources:
                    if self.told:
                        self.told(f"Putting in {paper.file_name}", len(self.sources) + done, 2 * len(self.sources))
                    self._add(paper, parent)
                    done += 1
        for line in lines:
            if line.target is not None and line.target in starts:
                link = Link(rect=line.rect, target_page_index=starts[line.target], fit=Fit.fit())
                self.writer.add_annotation(line.page - 1, link)
        self._finish()
        return self.writer

    def _finish(self) -> None:
        stamp_pages(self.writer)
        self.writer.set_page_label(0, len(self.writer.pages) - 1, style=PageLabelStyle.DECIMAL, start=1)
        self.writer.add_metadata(
            {"/Title": self.title, "/Author": self.sheet.agency, "/Subject": self.sheet.about, "/Creator": "Panel Desk"}
        )
        root = self.writer.root_object
        root[NameObject("/Lang")] = TextStringObject("en-GB")
        root[NameObject("/PageMode")] = NameObject("/UseOutlines")
        root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})

    def _add(self, paper: PackPaper, parent: Any) -> None:  # noqa: ANN401 - pypdf's outline item
        source = self.sources[paper.key]
        first = len(self.writer.pages)
        try:
            settle_links(source)
            take_out_active_content(source)
            names_taken(self.writer, source, paper.key)
            self.writer.append(source, import_outline=False)
            own = self.writer.add_outline_item(title=paper.title, page_number=first, parent=parent)
            self._bookmarks(source, source.outline, first, own)
        except _BROKEN as error:
            raise _PaperFailedError(paper.key) from error

    def _bookmarks(self, source: PdfReader, outline: Any, first: int, parent: Any) -> None:  # noqa: ANN401 - the same
        last = parent
        for item in outline:
            if isinstance(item, list):
                self._bookmarks(source, item, first, last)
            else:
                page = source.get_destination_page_number(item)
                if page is not None and page >= 0:
                    last = self.writer.add_outline_item(title=str(item.title), page_number=first + page, parent=parent)

    def _starts(self, front: int) -> dict[Target, int]:
        """The page, from 0, on which each case and each paper starts."""
        starts: dict[Target, int] = {}
        at = front
        for case in self.content.cases:
            starts[Target(case.item.facts.case)] = at
            at += 1
            for paper in case.papers:
                if paper.key in self.sources:
                    starts[Target(case.item.facts.case, paper.key)] = at
                    at += len(self.sources[paper.key].pages)
        return starts

    def _front(self, starts: dict[Target, int]) -> tuple[PdfReader, list[ContentsLine]]:
        """Cover, agenda and contents; and the contents' lines, each knowing where it was set."""
        lines = [*self._lines(starts)]
        meeting = self.content.agenda.meeting
        story: list[Flowable] = [*agenda_story(self.content.agenda), PageBreak(), Prose("Contents", TITLE)]
        story.append(Prose(f"{meeting.panel}, {weekday_in_words(meeting.held_on)}", SUBTITLE))
        story += lines
        story += [Prose(sentence, BODY) for sentence in self.content.left_out]
        return PdfReader(BytesIO(make_pdf(self.sheet, story))), lines

    def _lines(self, starts: dict[Target, int]) -> Iterator[ContentsLine]:
        for case in self.content.cases:
            facts = case.item.facts
            target = Target(facts.case)
            words = f"Item {case.item.number}. {capital(facts.kind)}{f': {facts.household}' if facts.household else ''}"
            yield ContentsLine(words, starts.get(target, 0) + 1, target, is_case=True)
            for paper in case.papers:
                target = Target(facts.case, paper.key)
                if paper.key in self.failed:
                    yield ContentsLine(f"{paper.file_name} is not in this pack: {self.failed[paper.key]}.", None, None)
                else:
                    yield ContentsLine(paper.title, starts.get(target, 0) + 1, target)
            for sentence in case.missing:
                yield ContentsLine(sentence, None, None)

    def _divider(self, case: PackCase) -> list[Flowable]:
        titles = [Prose(paper.title, BODY) for paper in case.papers if paper.key in self.sources]
        return [
            Prose(f"Item {case.item.number}", TITLE),
            Prose(capital(case.item.facts.kind), SUBTITLE),
            *case_lines(case.item.facts),
            Prose("Papers", SECTION),
            *(titles or [Prose("No papers are filed for this case.", SMALL)]),
        ]
