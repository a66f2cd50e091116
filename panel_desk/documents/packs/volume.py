"""Assembles one volume of a pack: pages, stamps, page labels, links, bookmarks, forms and attachments."""

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
from panel_desk.documents.packs.edition import shows_comments
from panel_desk.documents.packs.forms import PackForm
from panel_desk.documents.packs.front import OwnPages, Typeset, pack_title, title_of_case
from panel_desk.documents.packs.layers import PackLayers
from panel_desk.documents.packs.plan import PackPlan, PlannedCase, PlannedPaper
from panel_desk.documents.packs.sanitise import remove_active_content, sanitise_page
from panel_desk.documents.packs.sources import PIKEPDF_ERRORS, PaperFailedError, PaperSource
from panel_desk.documents.packs.stamps import Stamper
from panel_desk.documents.style.page_style import pdf_date
from panel_desk.queries.document_rows import PackContent
from panel_desk.rules.page_labels import roman

_WHOLE_PAGE = (Name.Fit,)
_OBJECTS_PER_STEP = 200  # objects between two progress reports

OnPage = Callable[[str], object]
"""Called for each page with the current step, and with an empty one while work goes on; may raise to cancel."""


@dataclass(slots=True)
class Volume:
    """A volume under construction.

    Args:
        document: the PDF.
        pages: its pages; kept apart because `document.pages` gets slower the more there are.
        labels: the label of each page.
        papers: the key of each page's paper; empty for the pack's own pages.
    """

    document: pikepdf.Pdf
    pages: list[Any] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)


def build_volume(
    content: PackContent, plan: PackPlan, number: int, front: int, step: OnPage, typeset: Typeset
) -> Volume:
    """Assemble a volume.

    Args:
        content: the pack's content as its reader may see it.
        plan: the pack's layout.
        number: the volume, from 1.
        front: the number of pages with Roman numerals in the volumes before it.
        step: called for each page of a paper.
        typeset: makes the pack's own pages of the volume.

    Raises:
        PaperFailedError: a paper turned out to be damaged.
    """
    own = typeset(content, plan, number)
    return _VolumeBuilder(content, plan, number, own, step).build(front)


class _VolumeBuilder:
    """Assembles one volume."""

    def __init__(self, content: PackContent, plan: PackPlan, number: int, own: OwnPages, step: OnPage) -> None:
        self._content, self._plan, self._number, self._own, self._step = content, plan, number, own, step
        self._volume = Volume(pikepdf.new())
        self._document = self._volume.document
        self._form = PackForm(self._document)
        self._layers = PackLayers(self._document)
        self._starts: dict[str, int] = {}  # the page index of each divider and paper in the volume, by key

    def build(self, front: int) -> Volume:
        """Assemble the volume; `front` is the number of pages with Roman numerals in the volumes before it."""
        document = self._document
        with pikepdf.Pdf.open(BytesIO(self._own.data)) as own:
            for index in range(self._own.front):
                self._append(own.pages[index], roman(front + index + 1), "")
            bookmarks = [*self._front_bookmarks(), *(self._add_case(own, case) for case in self._cases)]
            tree: Any = document.Root
            tree.Pages.Kids, tree.Pages.Count = Array(self._volume.pages), len(self._volume.pages)
            self._link()
            stamper = Stamper(document, self._content.prepared_for or "")
            volume = self._volume
            for page, label, paper in zip(volume.pages, volume.labels, volume.papers, strict=True):
                with _attributed_to(paper):
                    stamper.stamp(page, label)
            self._layers.write()
            self._form.write()
            for done in remove_active_content(document):
                if done % _OBJECTS_PER_STEP == 0:
                    self._step("")
            self._attach()
            write_bookmarks(document, self._volume.pages, bookmarks)
            self._set_metadata()
        return self._volume

    @property
    def _cases(self) -> tuple[PlannedCase, ...]:
        return self._plan.volumes[self._number - 1]

    def _append(self, page: pikepdf.Page, label: str, paper: str) -> None:
        """Append a copy of a page, with its label and the key of its paper."""
        root: Any = self._document.Root
        copy: Any = self._document.copy_foreign(page.obj)
        copy.Parent = root.Pages
        self._volume.pages.append(copy)
        self._volume.labels.append(label)
        self._volume.papers.append(paper)

    def _front_bookmarks(self) -> Iterator[Bookmark]:
        if self._number == 1 and self._own.contents > 1:
            yield Bookmark("Agenda", LinkDestination(1, _WHOLE_PAGE))
        yield Bookmark("Contents", LinkDestination(self._own.contents, _WHOLE_PAGE))

    def _add_case(self, own: pikepdf.Pdf, case: PlannedCase) -> Bookmark:
        """Add a case's divider and papers; returns the case's bookmark."""
        start = self._starts[case.key] = len(self._volume.pages)
        self._append(own.pages[self._own.starts[case.key]], case.label, "")
        title = title_of_case(self._content, case)
        bookmark = Bookmark(title, LinkDestination(start, _WHOLE_PAGE), is_open=True)
        for paper in case.papers:
            if paper.source is not None:
                start = self._starts[paper.paper.key] = len(self._volume.pages)
                children: list[Bookmark] = []
                if paper.attached:
                    self._append(own.pages[self._own.starts[paper.paper.key]], paper.labels[0], "")
                else:
                    children = self._add_paper(paper, paper.source, start)
                destination = LinkDestination(start, _WHOLE_PAGE)
                bookmark.children.append(Bookmark(paper.paper.title, destination, children=children))
        return bookmark

    def _add_paper(self, paper: PlannedPaper, opened: PaperSource, start: int) -> list[Bookmark]:
        """Add a paper's pages; returns its own bookmarks."""
        source, destinations = opened.document, opened.destinations
        with _attributed_to(paper.paper.key):
            for page in source.pages:
                sanitise_page(page.obj, destinations, keeps_comments=shows_comments(self._content))
            self._form.add_fields(source)
        for page, label in zip(source.pages, paper.labels, strict=True):
            self._step(f"Adding {paper.paper.file_name}")
            with _attributed_to(paper.paper.key):
                self._append(page, label, paper.paper.key)
        with _attributed_to(paper.paper.key):
            self._layers.add_layers(source)
            return bookmarks_of(source, destinations, start)
        raise AssertionError  # never reached: for mypy, as a context manager might swallow an exception

    def _link(self) -> None:
        """Lay links over the entries of the contents and of the dividers."""
        page_in_pack = {own_page: page for page, own_page in self._own_pages()}
        for line in self._own.lines:
            if line.target is None:
                continue
            page = self._volume.pages[page_in_pack[line.page - 1]]
            target = self._volume.pages[self._starts[line.target]]
            link = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(edge, 2) for edge in line.rect]),
                Border=Array([0, 0, 0]),
                Contents=String(f"{line.title}, page {line.label}"),
                F=4,  # printed with the page
                Dest=Array([target, Name.Fit]),
            )
            annotations = page.get(Name.Annots)
            if annotations is None:
                annotations = page.Annots = Array()
            annotations.append(self._document.make_indirect(link))

    def _own_pages(self) -> Iterator[tuple[int, int]]:
        """The pack's own pages: pairs of their index in the volume and their index among the own pages."""
        yield from ((page, page) for page in range(self._own.front))
        yield from ((self._starts[key], page) for key, page in self._own.starts.items())

    def _attach(self) -> None:
        """Attach the signed papers as files."""
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

    def _set_metadata(self) -> None:
        document, meeting = self._document, self._content.agenda.meeting
        root: Any = document.Root
        title = pack_title(self._content, self._number, len(self._plan.volumes))
        info = document.docinfo
        info["/Title"], info["/Author"] = String(title), String(meeting.agency)
        info["/Subject"], info["/Creator"] = String("Adoption panel pack"), String("Panel Desk")
        info["/CreationDate"] = String(pdf_date(self._content.agenda.issued_on))
        root.Lang, root.PageMode = String("en-GB"), Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageLabels = document.make_indirect(Dictionary(Nums=Array([*_labels(self._volume.labels)])))


@contextmanager
def _attributed_to(paper: str) -> Iterator[None]:
    """Raise PaperFailedError for the paper with this key if pikepdf fails inside the block."""
    try:
        yield
    except PIKEPDF_ERRORS as error:
        if not paper:
            raise
        raise PaperFailedError(paper, "it is damaged inside") from error


def _labels(labels: list[str]) -> Iterator[Any]:
    """The entries of a page-label number tree: consecutive numbers as one range, any other label on its own."""
    previous = ""
    for page, label in enumerate(labels):
        if label != _following(previous):
            yield page
            if label.isdecimal():
                yield Dictionary(S=Name.D, St=int(label))
            elif label.islower():
                yield Dictionary(S=Name.r, St=_from_roman(label))
            else:
                yield Dictionary(P=String(label))
        previous = label


def _following(label: str) -> str:
    """The label after a number or a Roman numeral; empty for any other label."""
    if label.isdecimal():
        return str(int(label) + 1)
    return roman(_from_roman(label) + 1) if label.islower() else ""


def _from_roman(numeral: str) -> int:
    return next(number for number in count(1) if roman(number) == numeral)
