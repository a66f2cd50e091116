"""Issues a meeting's pack: asks what each copy contains, makes the PDFs, records who got which copy of which issue.

`read_issue` and `record_issue` use the desk; `make_copies` between them is pure work, which the window's worker does.
A copy that cannot be made stops the issue, and every file written so far is deleted: no issue is left half made.

`read_print` and `print_pack` do the same for a single pack that is only printed, and so records nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.desk import Desk
from panel_desk.documents.packs.edition import hidden_phrases, papers_in_edition, redact_content
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.operations.packs.packs import MadeCopy, issue_pack
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.agency import figures
from panel_desk.queries.document_rows import CitedPages, PackContent
from panel_desk.queries.packs.packs import PackReader, pack_content, pack_contents, paper_provider
from panel_desk.rules.dates import in_words, with_weekday
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.rules.figures import Figures
from panel_desk.rules.file_names import pdf_name
from panel_desk.rules.telephone_passwords import spoken_password
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import PackEdition, PaperKind
from panel_desk.store.atomic_write import write_or_explain

if TYPE_CHECKING:
    from panel_desk.documents.packs.build import PackResult, ReadPaper


@dataclass(frozen=True, slots=True)
class ReaderCopy:
    """One reader's copy, to be made.

    Args:
        reader: whose it is.
        content: what it holds.
        password: what it opens with; None for no password.
    """

    reader: PackReader
    content: PackContent
    password: str | None


@dataclass(frozen=True, slots=True)
class IssueToMake:
    """An issue of a pack, read from the registers and still to be made.

    Args:
        meeting: the meeting's ref.
        whole: the members' edition, with which the next issue is compared.
        copies: each reader's copy.
        read: returns a paper's bytes; safe in any thread.
        figures: the agency's limits on the size of a volume and of an e-mail.
    """

    meeting: str
    whole: PackContent
    copies: tuple[ReaderCopy, ...]
    read: "ReadPaper"
    figures: Figures


@dataclass(frozen=True, slots=True)
class CopiesMade:
    """The copies of an issue, made.

    Args:
        copies: what was made, for whom.
        plan: the page labels of every paper and divider.
        left_out: a sentence for each thing that should be in them and is not.
        files: the files that were written.
    """

    copies: tuple[MadeCopy, ...]
    plan: tuple[CitedPages, ...]
    left_out: tuple[str, ...]
    files: tuple[Path, ...]


def read_issue(
    desk: Desk, meeting: str, readers: Iterable[PackReader], issue: int, *, with_passwords: bool = False
) -> IssueToMake:
    """Ask what each reader's copy holds.

    Args:
        desk: the office's.
        meeting: the meeting's ref.
        readers: who gets a copy.
        issue: the issue's number.
        with_passwords: each copy opens with a password of its own.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    chosen = tuple(readers)
    copies = tuple(
        ReaderCopy(reader, content, spoken_password() if with_passwords else None)
        for reader, content in zip(chosen, desk.ask(pack_contents, meeting, chosen, issue), strict=True)
    )
    whole, read = desk.ask(pack_content, meeting), desk.ask(paper_provider, meeting)
    _note_seen(desk, [each.content for each in copies])
    return IssueToMake(meeting, whole, copies, read, desk.ask(figures))


def make_copies(
    issue: IssueToMake,
    progress: ProgressCallback = ignore_progress,
    folder: Path | None = None,
    *,
    with_drafts: bool = False,
) -> CopiesMade:
    """Make every copy; pure work, which touches neither the desk nor a widget.

    Args:
        issue: what `read_issue` returned.
        progress: called with the reader and the step, the pages done and the pages in all; may raise to stop.
        folder: where the copies are written; None writes no file.
        with_drafts: an e-mail draft is written beside each copy.

    Raises:
        SurroundingsError: the folder cannot be written, or a file of an issue that was stopped cannot be deleted.
    """
    from panel_desk.documents.packs.build import build_pack  # noqa: PLC0415 # heavy; loads when first needed
    from panel_desk.documents.packs.files import copy_hash, fits_in_email, pack_limits, volume_files  # noqa: PLC0415 # the same

    made: list[MadeCopy] = []
    left_out: dict[str, None] = {}
    plan: tuple[CitedPages, ...] = ()
    written: list[Path] = []
    # The copy that holds most comes first: its page labels are the issue's.
    copies = sorted(issue.copies, key=lambda copy: len(papers_in_edition(copy.content)), reverse=True)
    pages = [_pages(copy.content) for copy in copies]
    try:
        for number, copy in enumerate(copies):

            def step(what: str, done: int, total: int, index: int = number, name: str = copy.reader.name) -> None:
                pages_done = pages[index] * done // total if total else 0
                progress(f"{name}: {what}", sum(pages[:index]) + pages_done, sum(pages))

            built = build_pack(copy.content, issue.read, step, copy.password, pack_limits(issue.figures))
            left_out |= dict.fromkeys(built.left_out)
            plan = plan or built.plan
            if folder is not None:
                files = volume_files(_free_path(folder, copy), built.volumes)
                draft = _draft(copy, files, is_attached=fits_in_email(built.volumes, issue.figures))
                for file, data in [*files, *([(files[0][0].with_suffix(".eml"), draft)] if with_drafts else [])]:
                    _write(file, data)
                    written.append(file)
            sha256 = copy_hash(built.volumes)
            made.append(MadeCopy(copy.reader, sha256, built.pages, len(built.volumes), copy.content.held_cases))
        progress("Recording the issue", sum(pages), sum(pages))  # the last moment at which it can be stopped
    except BaseException:
        _delete(written)
        raise
    return CopiesMade(tuple(made), plan, tuple(left_out), tuple(written))


def discard_copies(made: CopiesMade) -> None:
    """Delete the files of copies that were made and are not to be issued.

    Raises:
        SurroundingsError: a file cannot be deleted.
    """
    _delete(made.files)


def record_issue(desk: Desk, issue: IssueToMake, made: CopiesMade) -> int:
    """Record what was made as one operation; the issue's number. Where that fails, the files are deleted.

    Raises:
        RuleBrokenError: the meeting is not to come, or there is no copy.
        SurroundingsError: it was not recorded, and a file cannot be deleted.
    """
    try:
        return desk.do(issue_pack, meeting=issue.meeting, content=issue.whole, plan=made.plan, copies=made.copies)
    except BaseException:
        _delete(made.files)
        raise


@dataclass(frozen=True, slots=True)
class PackToPrint:
    """A single pack that is printed and not issued.

    Args:
        content: what it holds.
        read: returns a paper's bytes; safe in any thread.
        figures: the agency's limit on the size of a volume.
    """

    content: PackContent
    read: "ReadPaper"
    figures: Figures


def read_print(
    desk: Desk,
    meeting: str,
    member: str | None = None,
    edition: PackEdition | None = None,
    only_case: str | None = None,
) -> PackToPrint:
    """Ask what a pack holds; the arguments are those of `pack_content`.

    Raises:
        RuleBrokenError: there is no such meeting or member, or no such case on its agenda.
    """
    content = desk.ask(pack_content, meeting, member, edition, only_case)
    _note_seen(desk, [content])
    return PackToPrint(content, desk.ask(paper_provider, meeting), desk.ask(figures))


def _note_seen(desk: Desk, contents: Iterable[PackContent]) -> None:
    """Record on the audit trail that packs are made, and which medical papers they hold."""
    packs: dict[Disclosure, None] = {}
    medical: dict[Disclosure, None] = {}
    for content in contents:
        meeting = content.agenda.meeting.meeting
        packs[Disclosure(Seen.READ_PACK, "meeting", meeting, what=f"{content.edition} edition")] = None
        for case in (each for each in content.cases if not each.is_left_out):
            belongs_to = (case.item.facts.case, meeting)
            medical |= {
                Disclosure(Seen.OPENED_HEALTH_PAPER, "paper", paper.key, belongs_to, "in a pack"): None
                for paper in case.papers
                if paper.kind is PaperKind.MEDICAL and not paper.is_left_out
            }
    desk.note_seen(*packs, *medical)


def print_pack(
    pack: PackToPrint,
    progress: ProgressCallback = ignore_progress,
    password: str | None = None,
    *,
    in_volumes: bool = True,
) -> "PackResult":
    """Make a pack that is not issued; pure work, which touches neither the desk nor a widget.

    Args:
        pack: what `read_print` returned.
        progress: called with the step, the pages done and the pages in all; may raise to stop.
        password: encrypts the pack; None leaves it unencrypted.
        in_volumes: a pack over the agency's limit is cut into volumes.
    """
    from panel_desk.documents.packs.build import PackLimits, build_pack  # noqa: PLC0415 # heavy; loads when first needed
    from panel_desk.documents.packs.files import pack_limits  # noqa: PLC0415 # the same

    limits = pack_limits(pack.figures) if in_volumes else PackLimits()
    return build_pack(pack.content, pack.read, progress, password, limits)


def recall_draft(readers: Sequence[tuple[str, str]], panel: str, day: str, *, is_over: bool) -> bytes:
    """The e-mail draft that asks readers to delete their copies; they do not see each other's addresses."""
    why = f"The panel of {day} is over." if is_over else f"Your pack for the panel of {day} is asked back."
    return eml(
        Draft(
            to=readers,
            subject=f"{panel}: delete your pack of {day}",
            text=(
                f"{why} Delete every copy of it, from your e-mail, your downloads and your "
                "recycle bin too, and destroy what you printed.\n\nThen reply to say that no copy is left with you.\n"
            ),
            is_blind=True,
        )
    )


def _draft(copy: ReaderCopy, files: Sequence[tuple[Path, bytes]], *, is_attached: bool) -> bytes:
    """The e-mail draft to one reader; the copy is attached where it is small enough."""
    meeting = copy.content.agenda.meeting
    day = with_weekday(meeting.held_on)
    names = listed([file.name for file, _ in files])
    predicate = (
        "is attached" if is_attached else f"is too large for an e-mail. The office shares it with you as {names}"
    )
    paragraphs = [f"Your copy of the pack for the panel on {day} {predicate}."]
    if copy.password is not None:
        paragraphs.append("It opens with a password that we tell you by telephone.")
    if changes := redact_content(copy.content, hidden_phrases(copy.content)).changes:
        paragraphs.append("\n".join([f"Changed since issue {copy.content.changed_since}:", *changes]))
    paragraphs.append("Reply to say that you have it. Keep it where nobody else can read it, and do not send it on.")
    reader = copy.reader
    return eml(
        Draft(
            to=[(reader.name, reader.email)] if reader.email else (),
            subject=f"{meeting.panel}: pack for {day}",
            text="\n\n".join(paragraphs) + "\n",
            attachments=[Attachment(file.name, "application/pdf", data) for file, data in files] if is_attached else (),
        )
    )


def _pages(content: PackContent) -> int:
    """The number of pages of the papers in a copy, at least 1, by which the progress is measured."""
    return max(1, sum(paper.pages for paper in papers_in_edition(content)))


def _free_path(folder: Path, copy: ReaderCopy) -> Path:
    """A path in the folder for a copy, where there is no file yet."""
    day = in_words(copy.content.agenda.meeting.held_on)
    whose = f"for {copy.reader.case}" if copy.reader.case else copy.reader.name
    for number in count(1):
        suffix = f"({number})" if number > 1 else ""
        file = folder / pdf_name("Pack", day, f"issue {copy.content.issue}", whose, suffix)
        if not any(file.with_name(f"{file.stem}{end}").exists() for end in (".pdf", "-1.pdf", ".eml")):
            break
    return file


def _delete(files: Iterable[Path]) -> None:
    """Delete the files that can be deleted, and name the others, which the user has to delete.

    Raises:
        SurroundingsError: another program has some of them open.
    """
    left = []
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left.append(file.name)
    if left:
        raise SurroundingsError(
            f"Nothing was issued, and these files could not be deleted: {listed(left)}. Close them in other programs, "
            "and delete them yourself."
        )


def _write(file: Path, data: bytes) -> None:
    write_or_explain(file, data, "Nothing was issued; put that right or choose another folder, then issue again.")
