"""The PDF of everything that is held on one person, for a subject access request, with other people marked in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import AttachedFileSpec, Dictionary, Name, OutlineItem, String
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from panel_desk.documents.packs.contents_page import PageMark
from panel_desk.documents.packs.destinations import Destinations
from panel_desk.documents.packs.sanitise import sanitise_page
from panel_desk.documents.packs.sources import PIKEPDF_ERRORS
from panel_desk.documents.packs.stamps import Stamper
from panel_desk.documents.pdf_errors import PDF_ERRORS
from panel_desk.documents.redaction.marks import mark_phrases, phrases_to_mark
from panel_desk.documents.redaction.page_text import PageText, texts_of
from panel_desk.documents.style.page_style import (
    BODY,
    HEADING,
    SECTION,
    SMALL,
    STRONG,
    SUBTITLE,
    TITLE,
    WIDTH,
    PageSetup,
    Prose,
    label_table,
    make_pdf,
    pdf_date,
    table,
)
from panel_desk.errors import SurroundingsError
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.document_rows import HeldOnPerson, HeldPaper, HeldRow
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed

_LONG = 300  # characters of a value that is set as a text of its own, which breaks over pages
_NUMBER = 18 * mm  # width of the column of page numbers
_DID, _HISTORY = "What they did in Panel Desk", "The history of changes"
_NOT_IN_IT = (
    (
        "Agendas, packs and signed minutes as they were sent, which are made of the registers that are in this file. "
        "Their copies are in the store."
    ),
    (
        "Names in handwriting and in pictures, and people named otherwise than by their whole name, such as by a "
        "first name, by initials or as “the mother”. Look for those yourself."
    ),
    "What is kept outside Panel Desk: e-mails, letters, the case file and papers on somebody's own computer.",
    "Backups, which hold what this file holds, as it was on their day.",
)
_BEFORE_IT_LEAVES = (
    (
        "Somebody has to look at every page before this file leaves the agency. A red frame marks a name, an e-mail "
        "address or a telephone number that may be another person's. Nothing has been removed: open the file in a "
        "program that redacts PDFs, take away the frames that are not needed, add those that are missing, and apply "
        "them."
    ),
    (
        "A person may see what is about somebody else if that person agrees or if it is reasonable without their "
        "agreement. For social workers and others who acted in their profession it usually is (Data Protection Act "
        "2018, Schedule 2, paragraphs 16 and 17). Adoption records and reports have an exemption of their own, in "
        "Schedule 4, paragraph 3. Ask your data protection officer."
    ),
)


@dataclass(frozen=True, slots=True)
class PersonFile:
    """The finished file.

    Args:
        data: the PDF.
        marks: how many places are marked.
        to_look_at: a sentence for each paper that no program can read in full, or that could not be added.
    """

    data: bytes
    marks: int
    to_look_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _OpenedPaper:
    """A paper whose pages go into the file."""

    paper: HeldPaper
    document: pikepdf.Pdf
    texts: list[PageText]


def person_file(
    held: HeldOnPerson, read: Callable[[str], bytes], progress: ProgressCallback = ignore_progress
) -> PersonFile:
    """Make the file: a first page, contents, the registers, the history, then the pages of every paper.

    Args:
        held: what is held.
        read: returns the bytes of a file of the vault, by its name.
        progress: is told what is being done.
    """
    opened: list[_OpenedPaper] = []
    attached: dict[str, bytes] = {}
    to_look_at: list[str] = []
    for number, paper in enumerate(held.papers):
        progress("Reading the papers", number, len(held.papers))
        try:
            data = read(paper.sha256)
        except SurroundingsError:
            to_look_at.append(f"{paper.title} is missing from the store.")
            continue
        try:
            texts = texts_of(data)
            opened.append(_OpenedPaper(paper, _sanitised(data), texts))
        except (*PDF_ERRORS, *PIKEPDF_ERRORS):
            attached[f"{len(attached) + 1} {paper.title}.pdf".replace(":", "")] = data
            to_look_at.append(f"{paper.title} cannot be read, so it is attached to this file as it is.")
            continue
        unread = [page for page, text in enumerate(texts, start=1) if text.unread]
        if unread:
            pages = listed([str(page) for page in unread])
            to_look_at.append(
                f"{paper.title}: {'page' if len(unread) == 1 else 'pages'} {pages} of it cannot be read by a program, "
                "so not everybody in it may be marked."
            )
    progress("Setting the pages", 0, 0)
    own, starts = _own_pages(held, opened, to_look_at)
    return _put_together(held, own, starts, opened, attached, to_look_at, progress)


def _sanitised(data: bytes) -> pikepdf.Pdf:
    """A paper without scripts, forms and files."""
    document = pikepdf.Pdf.open(BytesIO(data))
    destinations = Destinations(document)
    for page in document.pages:
        sanitise_page(page.obj, destinations)
    return document


def _own_pages(
    held: HeldOnPerson, opened: Sequence[_OpenedPaper], to_look_at: Sequence[str]
) -> tuple[bytes, dict[str, int]]:
    """The pages before the papers, and the index of the page on which each part begins.

    They are set twice: the contents have as many lines the second time, with the page numbers that the first gave.
    """
    setup = PageSetup(
        title=f"Everything held on {held.who}",
        agency=held.agency,
        about=f"Everything held on {held.ref}",
        foot=f"Made on {in_words(held.made_at.astimezone().date())}",
        made_on=held.made_at,
        has_page_numbers=False,
    )
    starts: dict[str, int] = {}
    make_pdf(setup, [*_story(held, opened, to_look_at, {}, starts)])
    return make_pdf(setup, [*_story(held, opened, to_look_at, {**starts}, starts)]), starts


def _story(
    held: HeldOnPerson,
    opened: Sequence[_OpenedPaper],
    to_look_at: Sequence[str],
    known: dict[str, int],
    starts: dict[str, int],
) -> Iterator[Flowable]:
    """The first page, the contents and the parts, which record in `starts` where they begin."""

    def begins(part: str) -> PageMark:
        return PageMark(lambda page: starts.update({part: page - 1}))

    yield from _first_page(held, to_look_at)
    yield PageBreak()
    yield Prose("Contents", TITLE)
    lines = [(f"{each.name} ({len(each.rows):,})", each.name) for each in held.registers]
    lines += [(_DID, _DID)] if held.did else []
    lines += [(f"{_HISTORY} ({len(held.history):,})", _HISTORY)] if held.history else []
    rows = [(title, str(known.get(key, 0) + 1)) for title, key in lines]
    page = known.get("end", 0) + 1
    for each in opened:
        rows.append((each.paper.title, str(page)))
        page += len(each.texts)
    yield table(rows, (WIDTH - _NUMBER, _NUMBER), ("Part", "Page"))
    yield PageBreak()
    for register in held.registers:
        yield begins(register.name)
        yield Prose(register.name, SECTION)
        for row in register.rows:
            yield from _row(row)
    if held.did:
        yield begins(_DID)
        yield Prose(_DID, SECTION)
        yield from (Prose(each) for each in held.did)
    if held.history:
        yield begins(_HISTORY)
        yield Prose(_HISTORY, SECTION)
        for entry in held.history:
            moment = entry.at.astimezone()
            yield Prose(f"{in_words(moment.date())}, {moment:%H:%M} · {entry.sentence}", HEADING)
            yield from (Prose(change) for change in entry.changes)
    # The papers begin on the page after the last one, whose index the end has.
    yield PageMark(lambda last: starts.update(end=last))
    yield Prose("The papers follow." if opened else "No papers are filed for this person.", SMALL)


def _first_page(held: HeldOnPerson, to_look_at: Sequence[str]) -> Iterator[Flowable]:
    made = held.made_at.astimezone()
    yield Prose("Everything held on one person", TITLE)
    yield Prose(held.who, SUBTITLE)
    yield label_table(
        [
            ("Ref", held.ref),
            ("Made", f"{in_words(made.date())}, {made:%H:%M}, by {held.made_by}"),
            ("Made for", "A request for access to personal data (UK GDPR, article 15)"),
            ("Papers", count(len(held.papers), "paper")),
        ]
    )
    yield Prose("Before it leaves the agency", SECTION)
    yield from (Prose(each, STRONG if number == 0 else BODY) for number, each in enumerate(_BEFORE_IT_LEAVES))
    yield Prose("How it was made", SECTION)
    yield Prose(
        "Panel Desk took every row of its registers that belongs to this person or to their cases, every row whose "
        "text has their whole name, the entries of its history about them and the papers filed for their cases. "
        "Marked are the names of everybody else whom the store knows, their family names, and every e-mail address "
        "and telephone number that is not this person's own."
    )
    yield Prose("What is not in it", SECTION)
    yield from (Prose(each) for each in _NOT_IN_IT)
    if to_look_at:
        yield Prose("Look at these yourself", SECTION)
        yield from (Prose(each) for each in to_look_at)


def _row(row: HeldRow) -> Iterator[Flowable]:
    """A row: its short values in a table, then its long texts."""
    short = [fact for fact in row.facts if len(fact[1]) <= _LONG]
    if short:
        yield label_table(short)
    for label, value in row.facts:
        if len(value) > _LONG:
            yield Prose(label, HEADING)
            yield Prose(value)
    yield Prose("", SMALL)


def _put_together(
    held: HeldOnPerson,
    own: bytes,
    starts: dict[str, int],
    opened: Sequence[_OpenedPaper],
    attached: dict[str, bytes],
    to_look_at: Sequence[str],
    progress: ProgressCallback,
) -> PersonFile:
    """Add the papers' pages to the file's own, number all pages, add bookmarks and marks."""
    texts = texts_of(own)
    with pikepdf.Pdf.open(BytesIO(own)) as document:
        with document.open_outline() as outline:
            for name, page in starts.items():
                if name != "end":
                    outline.root.append(OutlineItem(name, page))
            for each in opened:
                outline.root.append(OutlineItem(each.paper.title, len(document.pages)))
                document.pages.extend(each.document.pages)
                texts += each.texts
        stamper = Stamper(document)
        for number, each_page in enumerate(document.pages, start=1):
            stamper.stamp(each_page.obj, str(number))
        for name, data in attached.items():
            document.attachments[name] = AttachedFileSpec(
                document,
                data,
                filename=name,
                description="A paper that cannot be read",
                mime_type="application/pdf",
                creation_date="",
                mod_date="",
            )
        progress("Marking other people", 0, 0)
        marks = mark_phrases(document, texts, phrases_to_mark(texts, held.others, held.own))
        document.docinfo["/CreationDate"] = String(pdf_date(held.made_at))
        document.Root.PageMode = Name.UseOutlines
        document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        out = BytesIO()
        document.save(out, deterministic_id=True)
    return PersonFile(out.getvalue(), marks, tuple(to_look_at))
