"""One volume of a pack put together: its own pages and its papers', stamped, labelled, linked and bookmarked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from panel_desk.documents.packs.bookmarks import Bookmark, bookmarks_of, write_bookmarks
from panel_desk.documents.packs.destinations import LinkDestination
from panel_desk.documents.packs.forms import PackForm
from panel_desk.documents.packs.front import OwnPages, own_pages, pack_title
from panel_desk.documents.packs.layers import PackLayers
from panel_desk.documents.packs.plan import PackPlan, PlannedCase, PlannedPaper
from panel_desk.documents.packs.sanitise import remove_active_content, sanitise_page
from panel_desk.documents.packs.sources import BROKEN, PaperFailedError, PaperSource
from panel_desk.documents.packs.stamps import Stamper
from panel_desk.queries.document_rows import PackContent
from panel_desk.rules.page_labels import roman

_WHOLE = (Name.Fit,)
_PAUSE = 200  # objects looked at between two words of progress

OnPage = Callable[[str], object]
"""Called for each page with what is being done; it may raise to stop."""


@dataclass(slots=True)
class Volume:
    """A volume as it grows.

    Args:
        document: the PDF.
        pages: its pages; asking the PDF for them takes the longer the more there are.
        labels: of each page.
        papers: the key of the paper to which each page belongs; empty for the pack's own.
    """

    document: pikepdf.Pdf
    pages: list[Any] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)


def build_volume(content: PackContent, plan: PackPlan, number: int, front: int, step: OnPage) -> Volume:
    """Put a volume together.

    Args:
        content: what is in the pack, as its reader may see it.
        plan: how it is laid out.
        number: the volume, from 1.
        front: how many pages with Roman numbers the volumes before it have.
        step: is called for each page of a paper.

    Raises:
        PaperFailedError: a paper turned out to be damaged.
    """
    own = own_pages(content, plan, number)
    return _VolumeBuilder(content, plan, number, own, step).made(front)


class _VolumeBuilder:
    def __init__(self, content: PackContent, plan: PackPlan, number: int, own: OwnPages, step: OnPage) -> None:
        self._content, self._plan, self._number, self._own, self._step = content, plan, number, own, step
        self._volume = Volume(pikepdf.new())
        self._document = self._volume.document
        self._form = PackForm(self._document)
        self._layers = PackLayers(self._document)
        self._starts: dict[str, int] = {}

    def made(self, front: int) -> Volume:
        document = self._document
        with pikepdf.Pdf.open(BytesIO(self._own.data)) as own:
            for at in range(self._own.front):
                self._append(own.pages[at], roman(front + at + 1), "")
            bookmarks = [*self._front_bookmarks(), *(self._case(own, case) for case in self._cases)]
            tree: Any = document.Root
            tree.Pages.Kids, tree.Pages.Count = Array(self._volume.pages), len(self._volume.pages)
            self._link()
            stamper = Stamper(document, self._content.prepared_for or "")
            volume = self._volume
            for page, label, paper in zip(volume.pages, volume.labels, volume.papers, strict=True):
                with _naming(paper):
                    stamper.stamp(page, label)
            self._layers.write()
            self._form.write()
            for looked_at in remove_active_content(document):
                if looked_at % _PAUSE == 0:
                    self._step("")
            self._attach()
            write_bookmarks(document, self._volume.pages, bookmarks)
            self._describe()
        return self._volume

    @property
    def _cases(self) -> tuple[PlannedCase, ...]:
        return self._plan.volumes[self._number - 1]

    def _append(self, page: pikepdf.Page, label: str, paper: str) -> None:
        root: Any = self._document.Root
        copy: Any = self._document.copy_foreign(page.obj)
        copy.Parent = root.Pages
        self._volume.pages.append(copy)
        self._volume.labels.append(label)
        self._volume.papers.append(paper)

    def _front_bookmarks(self) -> Iterator[Bookmark]:
        if self._number == 1 and self._own.contents > 1:
            yield Bookmark("Agenda", LinkDestination(1, _WHOLE))
        yield Bookmark("Contents", LinkDestination(self._own.contents, _WHOLE))

    def _case(self, own: pikepdf.Pdf, case: PlannedCase) -> Bookmark:
        facts = case.case.item.facts
        title = f"Your case: {facts.case}" if self._content.only_case else f"Item {case.case.item.number}: {facts.case}"
        at = self._starts[case.key] = len(self._volume.pages)
        self._append(own.pages[self._own.starts[case.key]], case.label, "")
        bookmark = Bookmark(title, LinkDestination(at, _WHOLE), is_open=True)
        for paper in case.papers:
            if paper.source is not None:
                at = self._starts[paper.paper.key] = len(self._volume.pages)
                below: list[Bookmark] = []
                if paper.attached:
                    self._append(own.pages[self._own.starts[paper.paper.key]], paper.labels[0], "")
                else:
                    below = self._paper(paper, paper.source, at)
                bookmark.children.append(Bookmark(paper.paper.title, LinkDestination(at, _WHOLE), children=below))
        return bookmark

    def _paper(self, paper: PlannedPaper, held: PaperSource, at: int) -> list[Bookmark]:
        """Put a paper's pages in; its own bookmarks."""
        source, places = held.document, held.places
        with _naming(paper.paper.key):
            for page in source.pages:
                sanitise_page(page.obj, places)
            self._form.take_over(source)
        for page, label in zip(source.pages, paper.labels, strict=True):
            self._step(f"Putting in {paper.paper.file_name}")
            with _naming(paper.paper.key):
                self._append(page, label, paper.paper.key)
        with _naming(paper.paper.key):
            self._layers.take_over(source)
            return bookmarks_of(source, places, at)
        raise AssertionError  # whatever is raised within is raised on

    def _link(self) -> None:
        """Make links of the lines in the contents and on the dividers."""
        where = {page: at for at, page in self._own_pages()}
        for line in self._own.lines:
            if line.target is None:
                continue
            page = self._volume.pages[where[line.page - 1]]
            target = self._volume.pages[self._starts[line.target]]
            link = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(each, 2) for each in line.rect]),
                Border=Array([0, 0, 0]),
                Contents=String(f"{line.title}, page {line.label}"),
                F=4,
                Dest=Array([target, Name.Fit]),
            )
            notes = page.get(Name.Annots)
            if notes is None:
                notes = page.Annots = Array()
            notes.append(self._document.make_indirect(link))

    def _own_pages(self) -> Iterator[tuple[int, int]]:
        """Where in the pack each of its own pages stands: (page of the pack, page of the own pages), from 0."""
        yield from ((page, page) for page in range(self._own.front))
        yield from ((self._starts[key], page) for key, page in self._own.starts.items())

    def _attach(self) -> None:
        for case in self._cases:
            for paper in case.papers:
                if paper.attached and paper.source is not None and paper.source.attached is not None:
                    self._document.attachments[paper.attached] = AttachedFileSpec(
                        self._document,
                        paper.source.attached,
                        filename=paper.attached,
                        description=paper.paper.title,
                        mime_type="application/pdf",
                        creation_date="",
                        mod_date="",
                    )

    def _describe(self) -> None:
        document, meeting = self._document, self._content.agenda.meeting
        root: Any = document.Root
        title = pack_title(self._content, self._number, len(self._plan.volumes))
        info = document.docinfo
        info["/Title"], info["/Author"] = String(title), String(meeting.agency)
        info["/Subject"], info["/Creator"] = String("Adoption panel pack"), String("Panel Desk")
        root.Lang, root.PageMode = String("en-GB"), Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageLabels = document.make_indirect(Dictionary(Nums=Array([*_labels(self._volume.labels)])))


@contextmanager
def _naming(paper: str) -> Iterator[None]:
    """Whatever goes wrong within is the fault of this paper, given by its key."""
    try:
        yield
    except BROKEN as error:
        if not paper:
            raise
        raise PaperFailedError(paper, "it is damaged inside") from error


def _labels(labels: list[str]) -> Iterator[Any]:
    """A document's page labels: what counts on as a run, whatever else as it stands."""
    before = ""
    for page, label in enumerate(labels):
        if label != _following(before):
            yield page
            if label.isdecimal():
                yield Dictionary(S=Name.D, St=int(label))
            elif label.islower():
                yield Dictionary(S=Name.r, St=_from_roman(label))
            else:
                yield Dictionary(P=String(label))
        before = label


def _following(label: str) -> str:
    if label.isdecimal():
        return str(int(label) + 1)
    return roman(_from_roman(label) + 1) if label.islower() else ""


def _from_roman(numeral: str) -> int:
    return next(number for number in count(1) if roman(number) == numeral)
