"""Builds a panel pack: cover, agenda, linked contents, one divider per case, and the papers.

Links, form fields and bookmarks of the papers are kept; active content and metadata are removed. Every page is stamped
with its page label. A paper that cannot be included is named in the result, and the pack is built without it.
"""

import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from time import monotonic

import pikepdf

from panel_desk.documents.packs.edition import (
    hidden_phrases,
    papers_in_edition,
    redact_content,
    shows_comments,
    visible_content,
)
from panel_desk.documents.packs.front import Typeset, own_pages
from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.documents.packs.plan import PackLimits, plan_pack
from panel_desk.documents.packs.read_back import OWN_PAGES, readable_phrases
from panel_desk.documents.packs.sources import PIKEPDF_ERRORS, PaperFailedError, PaperSource, open_paper
from panel_desk.documents.packs.volume import Volume, build_volume
from panel_desk.documents.preflight.wording import pages_sentence
from panel_desk.documents.redaction.page_text import Box
from panel_desk.documents.redaction.redact import RedactedPdf, RedactionError, redact_pdf
from panel_desk.progress import ProgressCallback
from panel_desk.queries.document_rows import CitedPages, PackContent, PackPaper
from panel_desk.rules.pack_changes import about_item

__all__ = ["PackLimits", "PackResult", "ReadPaper", "build_pack"]

ReadPaper = Callable[[PackPaper], bytes]
"""Returns a paper's bytes."""
Redact = Callable[[bytes, Sequence[str], Mapping[int, Sequence[Box]]], RedactedPdf]
"""Removes phrases from a PDF, as `redact_pdf` does with the same arguments."""

PROGRESS_INTERVAL = 0.02
"""Minimum interval between progress callbacks, in seconds. Each callback releases the GIL; calling more often than the
interpreter's switch interval of 5 ms would starve the GUI thread."""

_NOT_REDACTED = "what this copy must not show could still be read in it"


@dataclass(frozen=True, slots=True)
class PackResult:
    """A finished pack.

    Args:
        volumes: the PDFs, in order; one unless the pack is over its limits.
        pages: their number of pages in all.
        plan: the page labels of every paper and divider, including those of earlier issues; the next issue takes them
            as `PackContent.cited`, so that no page label changes.
        left_out: a sentence for each paper that should be in it and is not, and for the pages that are withheld until
            somebody has looked at them.
        failed: why each paper that should be in it and is not could not be included, by the paper's key.
    """

    volumes: tuple[bytes, ...]
    pages: int
    plan: tuple[CitedPages, ...]
    left_out: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)


def build_pack(
    content: PackContent,
    read: ReadPaper,
    progress: ProgressCallback | None = None,
    password: str | None = None,
    limits: PackLimits = PackLimits(),  # noqa: B008 - it is frozen
    redact: Redact = redact_pdf,
    typeset: Typeset = own_pages,
) -> PackResult:
    """Build a pack.

    Args:
        content: what the pack holds.
        read: returns a paper's bytes; it must be thread-safe.
        progress: called with the current step, the pages done and the pages in all; may raise to cancel.
        password: encrypts the pack with AES-256; None leaves it unencrypted.
        limits: the maximum size of one volume.
        redact: removes phrases from a paper.
        typeset: makes the pack's own pages of a volume.
    """
    builder = _PackBuilder(visible_content(content), read, progress or _ignore, password, limits, redact, typeset)
    builder.open_papers()
    while (result := builder.build()) is None:
        pass  # each further attempt leaves out, or redacts, at least one more paper
    return result


def _ignore(*_: object) -> None:
    pass


class _PackBuilder:
    """Builds a pack, and starts again without any paper that turns out to be damaged or not redactable."""

    def __init__(
        self,
        content: PackContent,
        read: ReadPaper,
        progress: ProgressCallback,
        password: str | None,
        limits: PackLimits,
        redact: Redact,
        typeset: Typeset,
    ) -> None:
        self._content, self._read, self._progress, self._password = content, read, progress, password
        self._limits, self._redact, self._typeset = limits, redact, typeset
        self._phrases = hidden_phrases(content)
        self._papers = papers_in_edition(content)
        self._hidden = [paper for case in content.cases for paper in case.papers if paper not in self._papers]
        self._more_phrases: dict[str, tuple[str, ...]] = {}  # by paper: phrases found in it that it was not marked for
        self._sources: dict[str, PaperSource] = {}
        self._failed: dict[str, str] = {}
        self._withheld: dict[str, tuple[int, ...]] = {}  # page indices, by paper
        self._done = self._pages = 0
        self._reported_at = 0.0

    def open_papers(self) -> None:
        """Open every paper of this edition, and hidden ones whose number of pages is needed but unknown."""
        for paper in [*self._papers, *(hidden for hidden in self._hidden if not (hidden.pages or hidden.is_signed))]:
            self._report(f"Reading {paper.file_name}", 0, 0)
            self._open(paper)

    def build(self) -> PackResult | None:
        """Build the pack; None where a paper failed and it must be built again without that paper."""
        content = redact_content(self._content, self._phrases)
        present = {key: source for key, source in self._sources.items() if key not in self._failed}
        plan = plan_pack(content, present, self._failed, self._limits)
        self._done, self._pages = 0, sum(present[paper.key].pages for paper in self._papers if paper.key in present)
        volumes: list[Volume] = []
        data: list[bytes] = []
        try:
            for number in range(1, len(plan.volumes) + 1):
                roman_pages = sum(label.islower() for volume in volumes for label in volume.labels)
                volume = build_volume(content, plan, number, roman_pages, self._step, self._typeset)
                volumes.append(volume)
                data.append(self._save(volume))
        except PaperFailedError as error:
            self._failed[error.key] = error.why
            return None
        if not self._is_redacted(volumes, data):
            return None
        return PackResult(
            tuple(data),
            sum(len(volume.labels) for volume in volumes),
            plan.cited,
            tuple(self._left_out()),
            self._failed,
        )

    def _step(self, what: str) -> None:
        """Report a page as done, or with an empty `what` that the work goes on."""
        self._done += bool(what)
        self._report(what or "Joining the papers", min(self._done, self._pages), self._pages)

    def _report(self, what: str, done: int, total: int) -> None:
        now = monotonic()
        if now - self._reported_at >= PROGRESS_INTERVAL:
            self._reported_at = now
            self._progress(what, done, total)

    def _open(self, paper: PackPaper) -> None:
        """Open a paper, redacted for this edition; note why if it cannot be included."""
        phrases = (*paper.redact, *self._more_phrases.get(paper.key, ()))

        def without_phrases(data: bytes) -> bytes:
            if not phrases:
                return data
            looked_at = {each.page - 1: [Box(*area) for area in each.boxes] for each in paper.looked_at}
            redacted = self._redact(data, phrases, looked_at)
            self._withheld[paper.key] = redacted.withheld
            return redacted.data

        try:
            self._sources[paper.key] = open_paper(
                paper, self._read, without_phrases, keeps_comments=shows_comments(self._content)
            )
        except PaperFailedError as error:
            self._failed[paper.key] = error.why
        except RedactionError:
            self._failed[paper.key] = _NOT_REDACTED

    def _save(self, volume: Volume) -> bytes:
        """The bytes of a finished volume."""
        out = BytesIO()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore", pikepdf.PageCopyWarning
                )  # about form fields on a page that occurs twice
                volume.document.save(
                    out,
                    object_stream_mode=pikepdf.ObjectStreamMode.generate,
                    deterministic_id=self._password is None,
                    encryption=_encryption(self._password) if self._password is not None else False,
                    progress=lambda _: self._step(""),
                )
        except pikepdf.PdfError as error:
            raise PaperFailedError(self._unwritable_paper(volume), "it is damaged inside") from error
        return out.getvalue()

    def _unwritable_paper(self, volume: Volume) -> str:
        """The key of the paper that made saving fail; qpdf's error does not say which, so each is saved alone."""
        keys = list(dict.fromkeys(key for key in volume.papers if key))
        for key in keys:
            try:
                self._sources[key].document.save(BytesIO())
            except PIKEPDF_ERRORS:
                return key
        raise AssertionError("A pack could not be written, and each of its papers could.")

    def _is_redacted(self, volumes: Sequence[Volume], data: Sequence[bytes]) -> bool:
        """Read the finished pack back; False where a hidden phrase is legible and the pack must be built again."""
        if not self._phrases:
            return True
        legible: dict[str, set[str]] = {}
        for volume, pdf in zip(volumes, data, strict=True):
            self._report("Reading the pack back", self._pages, self._pages)
            present = {key: source for key, source in self._sources.items() if key in self._papers_in(volume)}
            for key, phrases in readable_phrases(volume, pdf, self._password or "", self._phrases, present).items():
                legible.setdefault(key, set()).update(phrases)
        for key, phrases in legible.items():
            self._redact_further(key, phrases)
        return not legible

    def _papers_in(self, volume: Volume) -> set[str]:
        """The keys of the papers in a volume, including attached ones."""
        attached = {key for key, source in self._sources.items() if source.attached is not None}
        return ({*volume.papers} | attached) - {*self._failed}

    def _redact_further(self, key: str, phrases: set[str]) -> None:
        """Redact phrases from a paper that was not marked for them; leave out a paper where that has failed."""
        if key == OWN_PAGES:
            for paper in self._papers:
                if phrases & {*paper.redact}:
                    self._failed[paper.key] = "the pack’s own pages have words that are to be redacted in it"
            self._phrases = HiddenPhrases([phrase for phrase in self._phrases.phrases if phrase not in phrases])
            return
        [paper] = [candidate for candidate in self._papers if candidate.key == key]
        redacted = {*paper.redact, *self._more_phrases.get(key, ())}
        if phrases <= redacted:
            self._failed[key] = _NOT_REDACTED
        else:
            self._more_phrases[key] = tuple(dict.fromkeys([*self._more_phrases.get(key, ()), *sorted(phrases)]))
            self._open(paper)

    def _left_out(self) -> Iterator[str]:
        """A sentence for each paper that could not be included or is missing, and for pages that are withheld."""
        papers = {paper.key: paper for paper in self._papers}
        for key, why in self._failed.items():
            if key in papers:
                yield f"{papers[key].file_name} could not be included: {why}."
        for key, pages in self._withheld.items():
            if pages and key in papers and key not in self._failed:
                yield f"{papers[key].file_name}: {_withheld([page + 1 for page in pages], papers[key])}"
        for case in self._content.cases:
            if not case.is_left_out:
                yield from (about_item(case.item.number, sentence) for sentence in case.missing)


def _withheld(pages: Sequence[int], paper: PackPaper) -> str:
    """What is withheld of a paper, why, and what is to be done, in sentences."""
    is_one = len(pages) == 1
    why = "It shows something" if is_one else "They show something"
    sentence = (
        f"{pages_sentence(pages, 'is', 'are')} withheld. {why} that no program can read, and nobody has looked at "
        f"{'it' if is_one else 'them'} yet."
    )
    if paper.redact:
        return sentence
    return f"{sentence} Words that are redacted in another paper stand in this one: redact them in this one too."


def _encryption(password: str) -> pikepdf.Encryption:
    """AES-256; permits screen readers, printing, filling in and annotating, but no extraction or editing."""
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
