"""The pack: cover, agenda, contents with working links, a divider a case, and the papers.

The papers' own links, form fields and bookmarks are kept; whatever acts, and what tells of their making, is not. Every
page bears its number upright, and the number is the page's label. A paper that cannot be put in is named, and the
rest is made all the same.
"""

import secrets
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from time import monotonic

import pikepdf

from panel_desk.documents.packs.edition import hidden_phrases, papers_in_edition, redact_content, visible_content
from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.documents.packs.plan import PackLimits, plan_pack
from panel_desk.documents.packs.read_back import OWN_PAGES, readable_phrases
from panel_desk.documents.packs.sources import BROKEN, PaperFailedError, PaperSource, open_paper
from panel_desk.documents.packs.volume import Volume, build_volume
from panel_desk.documents.redaction.redact import RedactionError, redact_pdf
from panel_desk.progress import ProgressCallback
from panel_desk.queries.document_rows import CitedPages, PackContent, PackPaper
from panel_desk.rules.pack_changes import of_item

__all__ = ["PackLimits", "PackResult", "ReadPaper", "build_pack"]

ReadPaper = Callable[[PackPaper], bytes]
Redact = Callable[[bytes, Sequence[str]], bytes]

PROGRESS_INTERVAL = 0.02
"""Seconds between two words of progress. Each word lets go of Python's lock for a moment; oftener than
a waiting thread asks for it (every 5 ms), and the window would wait for the whole pack."""

_UNPROVED = "what this copy must not show could still be read in it"


@dataclass(frozen=True, slots=True)
class PackResult:
    """A pack that was made.

    Args:
        volumes: the PDFs, in order; one unless the pack is over its limits.
        pages: how many pages they have together.
        plan: the page labels of every paper and divider, earlier issues' among them, to be handed to the next issue
            as what has been cited.
        left_out: a sentence for each paper that should be in it and is not.
    """

    volumes: tuple[bytes, ...]
    pages: int
    plan: tuple[CitedPages, ...]
    left_out: tuple[str, ...]


def build_pack(
    content: PackContent,
    read: ReadPaper,
    progress: ProgressCallback | None = None,
    password: str | None = None,
    limits: PackLimits = PackLimits(),  # noqa: B008 - it is frozen
    redact: Redact = redact_pdf,
) -> PackResult:
    """Make a pack.

    Args:
        content: what is in it.
        read: gives a paper's bytes; it may be called from any thread.
        progress: is called as it goes with what it is at, how many pages are done, of how many; it may raise to stop.
        password: encrypts the pack (AES-256) so that it opens with this; None leaves it open.
        limits: how large one volume may be.
        redact: takes phrases out of a paper.
    """
    building = _PackBuilder(visible_content(content), read, progress or _nobody, password, limits, redact)
    building.open_papers()
    while (made := building.made()) is None:
        pass
    return made


def _nobody(*_: object) -> None:
    pass


class _PackBuilder:
    """A pack being made: once, and again without a paper that turned out not to go in."""

    def __init__(
        self,
        content: PackContent,
        read: ReadPaper,
        progress: ProgressCallback,
        password: str | None,
        limits: PackLimits,
        redact: Redact,
    ) -> None:
        self._content, self._read, self._told, self._password = content, read, progress, password
        self._limits, self._redact = limits, redact
        self._phrases = hidden_phrases(content)
        self._papers = papers_in_edition(content)
        self._hidden = [paper for case in content.cases for paper in case.papers if paper not in self._papers]
        self._also: dict[str, tuple[str, ...]] = {}
        self._sources: dict[str, PaperSource] = {}
        self._failed: dict[str, str] = {}
        self._done = self._pages = 0
        self._said_at = 0.0

    def open_papers(self) -> None:
        """Open every paper, those left out only where nobody knows how many pages they have."""
        for paper in [*self._papers, *(each for each in self._hidden if not (each.pages or each.is_signed))]:
            self._say(f"Reading {paper.file_name}", 0, 0)
            self._open(paper)

    def made(self) -> PackResult | None:
        """The pack; None where it has to be made again without a paper."""
        content = redact_content(self._content, self._phrases)
        present = {key: source for key, source in self._sources.items() if key not in self._failed}
        plan = plan_pack(content, present, self._failed, self._limits)
        self._done, self._pages = 0, sum(present[paper.key].pages for paper in self._papers if paper.key in present)
        volumes: list[Volume] = []
        data: list[bytes] = []
        try:
            for number in range(1, len(plan.volumes) + 1):
                front = sum(label.islower() for volume in volumes for label in volume.labels)
                volume = build_volume(content, plan, number, front, self._step)
                volumes.append(volume)
                data.append(self._saved(volume))
        except PaperFailedError as error:
            self._failed[error.key] = error.why
            return None
        if not self._is_proved(volumes, data):
            return None
        return PackResult(
            tuple(data),
            sum(len(volume.labels) for volume in volumes),
            plan.cited,
            tuple(self._left_out()),
        )

    def _step(self, what: str) -> None:
        self._done += bool(what)
        self._say(what or "Joining the papers", min(self._done, self._pages), self._pages)

    def _say(self, what: str, done: int, of: int) -> None:
        now = monotonic()
        if now - self._said_at >= PROGRESS_INTERVAL:
            self._said_at = now
            self._told(what, done, of)

    def _open(self, paper: PackPaper) -> None:
        phrases = (*paper.redact, *self._also.get(paper.key, ()))

        def without_phrases(data: bytes) -> bytes:
            return self._redact(data, phrases) if phrases else data

        try:
            self._sources[paper.key] = open_paper(paper, self._read, without_phrases)
        except PaperFailedError as error:
            self._failed[paper.key] = error.why
        except RedactionError:
            self._failed[paper.key] = _UNPROVED

    def _saved(self, volume: Volume) -> bytes:
        out = BytesIO()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # of fields on a page that stands there twice
                volume.document.save(
                    out,
                    object_stream_mode=pikepdf.ObjectStreamMode.generate,
                    deterministic_id=self._password is None,
                    encryption=_locked(self._password) if self._password is not None else False,
                    progress=lambda _: self._step(""),
                )
        except pikepdf.PdfError as error:
            raise PaperFailedError(self._culprit(volume), "it is damaged inside") from error
        return out.getvalue()

    def _culprit(self, volume: Volume) -> str:
        """The paper that cannot be written."""
        keys = list(dict.fromkeys(key for key in volume.papers if key))
        for key in keys:
            try:
                self._sources[key].document.save(BytesIO())
            except BROKEN:
                return key
        raise AssertionError("A pack could not be written, and each of its papers could.")

    def _is_proved(self, volumes: Sequence[Volume], data: Sequence[bytes]) -> bool:
        """Whether nothing that this edition must not show can be read; else the pack is to be made again."""
        if not self._phrases:
            return True
        found: dict[str, set[str]] = {}
        for volume, made in zip(volumes, data, strict=True):
            self._say("Reading the pack back", self._pages, self._pages)
            present = {key: source for key, source in self._sources.items() if key in self._in(volume)}
            for key, phrases in readable_phrases(volume, made, self._password or "", self._phrases, present).items():
                found.setdefault(key, set()).update(phrases)
        for key, phrases in found.items():
            self._mend(key, phrases)
        return not found

    def _in(self, volume: Volume) -> set[str]:
        """The papers in a volume, those that are attached among them."""
        attached = {key for key, source in self._sources.items() if source.attached is not None}
        return ({*volume.papers} | attached) - {*self._failed}

    def _mend(self, key: str, phrases: set[str]) -> None:
        """Take the phrases out of a paper that was not marked for them; leave out one from which they cannot go."""
        if key == OWN_PAGES:
            for paper in self._papers:
                if phrases & {*paper.redact}:
                    self._failed[paper.key] = "the pack’s own pages have words that are to be redacted in it"
            self._phrases = HiddenPhrases([phrase for phrase in self._phrases.phrases if phrase not in phrases])
            return
        [paper] = [each for each in self._papers if each.key == key]
        known = {*paper.redact, *self._also.get(key, ())}
        if phrases <= known:
            self._failed[key] = _UNPROVED
        else:
            self._also[key] = tuple(dict.fromkeys([*self._also.get(key, ()), *sorted(phrases)]))
            self._open(paper)

    def _left_out(self) -> Iterator[str]:
        papers = {paper.key: paper for paper in self._papers}
        for key, why in self._failed.items():
            if key in papers:
                yield f"{papers[key].file_name} could not be put in: {why}."
        for case in self._content.cases:
            if not case.is_left_out:
                yield from (of_item(case.item.number, said) for said in case.missing)


def _locked(password: str) -> pikepdf.Encryption:
    """AES-256; open to be read aloud, printed, filled in and annotated, not to be taken apart."""
    allow = pikepdf.Permissions(
        accessibility=True,
        extract=False,
        modify_annotation=True,
        modify_assembly=False,
        modify_form=True,
        modify_other=False,
        print_lowres=True,
        print_highres=True,
    )
    return pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(24), R=6, allow=allow)
