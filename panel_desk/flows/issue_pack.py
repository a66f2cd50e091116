"""Making the copies of an issue: pure work for the worker, one reader's copy after the other, into a folder.

A copy that cannot be made stops the issue, and what was written of it is taken away again: nobody has half an issue.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from panel_desk.documents.packs.edition import hidden_phrases, papers_in_edition, redact_content
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.operations.packs.packs import MadeCopy
from panel_desk.progress import ProgressCallback
from panel_desk.queries.document_rows import CitedPages, PackContent, PackPaper
from panel_desk.queries.packs.packs import PackReader
from panel_desk.rules.dates import in_words, with_weekday
from panel_desk.rules.figures import Figures
from panel_desk.rules.file_names import pdf_name
from panel_desk.rules.text import listed
from panel_desk.store.atomic_write import write_whole


@dataclass(frozen=True, slots=True)
class CopyWanted:
    """A copy to be made.

    Args:
        reader: whose it is.
        content: what it is made of.
        password: what it opens with; None for no password.
    """

    reader: PackReader
    content: PackContent
    password: str | None


@dataclass(frozen=True, slots=True)
class CopiesMade:
    """The copies of an issue.

    Args:
        copies: what was made, for whom.
        plan: under which labels everything stands.
        left_out: a sentence for each thing that should be in them and is not.
        files: what was written.
    """

    copies: tuple[MadeCopy, ...]
    plan: tuple[CitedPages, ...]
    left_out: tuple[str, ...]
    files: tuple[Path, ...]


def make_copies(
    wanted: Sequence[CopyWanted],
    read: Callable[[PackPaper], bytes],
    figures: Figures,
    folder: Path,
    progress: ProgressCallback,
    *,
    with_drafts: bool,
) -> CopiesMade:
    """Make every copy and write it into a folder, with an e-mail draft beside it where drafts are wanted.

    Raises:
        SurroundingsError: the folder cannot be written.
    """
    from panel_desk.documents.packs.build import build_pack  # noqa: PLC0415 # heavy; loads when first needed
    from panel_desk.documents.packs.files import copy_hash, fits_in_email, pack_limits, volume_files  # noqa: PLC0415 # the same

    made: list[MadeCopy] = []
    left_out: dict[str, None] = {}
    plan: tuple[CitedPages, ...] = ()
    written: list[Path] = []
    pages = [_pages(copy.content) for copy in wanted]
    try:
        for number, copy in enumerate(wanted):

            def step(what: str, done: int, of: int, at: int = number, name: str = copy.reader.name) -> None:
                here = pages[at] * done // of if of else 0
                progress(f"{name}: {what}", sum(pages[:at]) + here, sum(pages))

            built = build_pack(copy.content, read, step, copy.password, pack_limits(figures))
            left_out |= dict.fromkeys(built.left_out)
            plan = plan or built.plan
            files = volume_files(_free(folder, copy), built.volumes)
            draft = _draft(copy, files, is_attached=fits_in_email(built.volumes, figures))
            for file, data in [*files, *([(files[0][0].with_suffix(".eml"), draft)] if with_drafts else [])]:
                _write(file, data)
                written.append(file)
            sha256 = copy_hash(built.volumes)
            made.append(MadeCopy(copy.reader, sha256, built.pages, len(built.volumes), copy.content.held_cases))
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        raise
    return CopiesMade(tuple(made), plan, tuple(left_out), tuple(written))


def numbered(wanted: Sequence[CopyWanted]) -> list[CopyWanted]:
    """The copies with the one that holds most first: its numbers are the issue's."""
    return sorted(wanted, key=lambda copy: len(papers_in_edition(copy.content)), reverse=True)


def recall_draft(readers: Sequence[tuple[str, str]], panel: str, day: str, *, is_over: bool) -> bytes:
    """The e-mail draft that asks readers to delete their copies; they do not see each other's addresses."""
    why = f"The panel of {day} is over." if is_over else f"Your pack for the panel of {day} is asked back."
    return eml(
        Draft(
            to=readers,
            subject=f"{panel}: delete your pack of {day}",
            words=(
                f"{why} Delete every copy of it, from your e-mail, your downloads and your "
                "recycle bin too, and destroy what you printed.\n\nThen reply to say that no copy is left with you.\n"
            ),
            is_blind=True,
        )
    )


def _draft(copy: CopyWanted, files: Sequence[tuple[Path, bytes]], *, is_attached: bool) -> bytes:
    meeting = copy.content.agenda.meeting
    day = with_weekday(meeting.held_on)
    names = listed([file.name for file, _ in files])
    where = "is attached" if is_attached else f"is too large for an e-mail. The office shares it with you as {names}"
    said = [f"Your copy of the pack for the panel on {day} {where}."]
    if copy.password is not None:
        said.append("It opens with a password that we tell you by telephone.")
    if changes := redact_content(copy.content, hidden_phrases(copy.content)).changes:
        said.append("\n".join([f"Changed since issue {copy.content.changed_since}:", *changes]))
    said.append("Reply to say that you have it. Keep it where nobody else can read it, and do not send it on.")
    reader = copy.reader
    return eml(
        Draft(
            to=[(reader.name, reader.email)] if reader.email else (),
            subject=f"{meeting.panel}: pack for {day}",
            words="\n\n".join(said) + "\n",
            attachments=[Attachment(file.name, "application/pdf", data) for file, data in files] if is_attached else (),
        )
    )


def _pages(content: PackContent) -> int:
    return max(1, sum(paper.pages for paper in papers_in_edition(content)))


def _free(folder: Path, copy: CopyWanted) -> Path:
    """Where a copy goes: nothing that is in the folder already is written over."""
    day = in_words(copy.content.agenda.meeting.held_on)
    whose = f"for {copy.reader.case}" if copy.reader.case else copy.reader.name
    for turn in count(1):
        again = f"({turn})" if turn > 1 else ""
        file = folder / pdf_name("Pack", day, f"issue {copy.content.issue}", whose, again)
        if not any(file.with_name(f"{file.stem}{end}").exists() for end in (".pdf", "-1.pdf", ".eml")):
            break
    return file


def _write(file: Path, data: bytes) -> None:
    try:
        write_whole(file, data)
    except OSError:
        raise SurroundingsError(
            f"{file.name} could not be saved: the folder cannot be written, the disk is full, or the file is open in "
            "another program. Nothing was issued; put that right or choose another folder, then issue again."
        ) from None
