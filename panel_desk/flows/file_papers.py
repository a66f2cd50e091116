"""Files papers for a case: asks what is filed, checks and converts the files, files each that was chosen.

`read_case` and `file_checked` use the desk; `check_papers` between them is pure work, which the window's worker does.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.papers.papers import PaperRow, names_of_other_cases, papers
from panel_desk.rules.vocabulary import PaperKind

if TYPE_CHECKING:
    from panel_desk.documents.preflight.report import PreflightReport

GivenFile = Path | tuple[str, bytes]
"""A file on the disk, or a name with bytes where it lies nowhere."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case for which papers are filed.

    Args:
        case: the case's ref.
        papers: the papers that are filed for it.
        other_names: names and refs of other cases, which should not occur in its papers.
    """

    case: str
    papers: tuple[PaperRow, ...]
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that went through the preflight.

    Args:
        name: its name.
        data: what to file, which is a PDF even where the file was a picture or a Word document.
        pages: how many pages it has.
        findings: what its reader should know, in sentences.
        refused: why it cannot be filed, in a sentence; empty where it can.
        needs_password: it is locked, and a password would open it.
        is_signed: it bears a digital signature.
        source: the file as it was given, to be checked again with a password.
        came_with: the e-mail that carried it; empty where none did.
        commenters: for each reviewer's comment in it, who wrote it; empty where that is not known.
        is_offered: it is an e-mail's own words, which are filed only where somebody chooses so.
        texts: the text of each page, for the search.
    """

    name: str
    data: bytes
    pages: int
    findings: tuple[str, ...]
    refused: str
    needs_password: bool = False
    is_signed: bool = False
    source: GivenFile = field(default=("", b""), repr=False)
    came_with: str = ""
    commenters: tuple[str, ...] = ()
    is_offered: bool = False
    texts: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PaperToFile:
    """A checked file, with the kind, version and author with which it is filed.

    Args:
        file: the file.
        kind: the kind of paper.
        replaces: the id of the filed paper that it is a newer version of; None for a paper of its own.
        why: why that paper is replaced.
        author: the author of a paper of its own, where it is known.
    """

    file: CheckedFile
    kind: PaperKind
    replaces: int | None = None
    why: str = ""
    author: str | None = None


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper that was filed.

    Args:
        id: the paper's id.
        version: the number of the version that was filed; 1 for a paper of its own.
    """

    id: int
    version: int = 1


def read_case(desk: Desk, case: str) -> CaseFile:
    """Ask what is filed for a case, and what its papers should not name.

    Raises:
        RuleBrokenError: there is no such case.
    """
    return CaseFile(case, tuple(desk.ask(papers, case)), tuple(desk.ask(names_of_other_cases, case)))


def check_papers(
    case: CaseFile,
    files: Sequence[GivenFile],
    progress: ProgressCallback = ignore_progress,
    password: str | None = None,
) -> list[CheckedFile]:
    """Check files and convert them to PDF; in place of an e-mail, its attachments, and its own words as an offer.

    Pure work, which touches neither the desk nor a widget. A bad file is refused and never raises.

    Args:
        case: what `read_case` returned.
        files: the files.
        progress: called with the file's name, the files done and the files in all; may raise to stop.
        password: what opens the files; None where none was given.
    """
    from panel_desk.documents.preflight.subprocess_reader import IncomingFile, check_files  # noqa: PLC0415 # loads PDF libraries, when needed

    filed = {row.sha256: row.name for row in case.papers}
    entries = list(_with_attachments(files))
    incoming = [IncomingFile(_name(each.given), _source(each.given), password) for each in entries if not each.refused]
    reports = iter(check_files(incoming, progress, case.other_names))
    checked = []
    remarks: dict[str, tuple[str, ...]] = {}  # by e-mail, until a file that it carried has taken them
    for entry in entries:
        if entry.remarks:
            remarks[entry.came_with] = entry.remarks
        if entry.refused:
            name = _name(entry.given)
            file = CheckedFile(name, b"", 0, (), entry.refused, source=entry.given, came_with=entry.came_with)
        else:
            file = _unless_filed(checked_file(entry.given, next(reports), entry.came_with), filed)
        if entry.is_offered:
            file = replace(file, is_offered=True)
        elif not file.refused:
            file = replace(file, findings=(*file.findings, *remarks.pop(entry.came_with, ())))
        checked.append(file)
    return checked


def checked_file(given: GivenFile, report: "PreflightReport", came_with: str = "") -> CheckedFile:
    """A file with what the preflight reported on it."""
    return CheckedFile(
        _name(given),
        report.data,
        report.pages,
        report.findings,
        report.refused,
        report.needs_password,
        report.is_signed,
        given,
        came_with,
        report.commenters,
        texts=report.texts,
    )


def file_checked(desk: Desk, case: str, paper: PaperToFile) -> FiledPaper:
    """File a checked paper as one operation: as a paper of its own, or as the newer version of another.

    Raises:
        RuleBrokenError: the file was refused, there is no such case or paper, no reason is given for a replacement, or
            the same bytes are filed for the case already.
        SurroundingsError: the vault cannot be written.
    """
    file = paper.file
    if file.refused:
        raise RuleBrokenError(f"{file.name}: {file.refused}")
    if paper.replaces is not None:
        version = desk.do(
            replace_paper,
            paper=paper.replaces,
            why=paper.why,
            name=file.name,
            data=file.data,
            pages=file.pages,
            findings=file.findings,
            is_signed=file.is_signed,
            texts=file.texts,
        )
        return FiledPaper(paper.replaces, version)
    number = desk.do(
        file_paper,
        case=case,
        kind=paper.kind,
        name=file.name,
        data=file.data,
        pages=file.pages,
        findings=file.findings,
        is_signed=file.is_signed,
        author=paper.author,
        texts=file.texts,
    )
    return FiledPaper(number)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file to check, or one that was refused before it could be checked.

    Args:
        given: the file.
        came_with: the name of the e-mail that carried it; empty where none did.
        refused: why it cannot be read.
        remarks: for an e-mail's first file, what of the e-mail is not among its files.
        is_offered: it is an e-mail's own words.
    """

    given: GivenFile
    came_with: str = ""
    refused: str = ""
    remarks: tuple[str, ...] = ()
    is_offered: bool = False


def _with_attachments(files: Iterable[GivenFile]) -> Iterable[_Entry]:
    """Each file, or the files that an e-mail carries."""
    from panel_desk.exchange.papers.messages import attachments, is_message  # noqa: PLC0415 # loads what reads e-mails

    for given in files:
        name = _name(given)
        if isinstance(given, tuple) and not given[1]:
            refused = "The e-mail program did not hand it over. Save it to a folder and drop it here from there."
            yield _Entry(given, refused=refused)
        elif not is_message(name):
            yield _Entry(given)
        else:
            try:
                data = given.read_bytes() if isinstance(given, Path) else given[1]
                carried = attachments(data, name)
            except RuleBrokenError as error:
                yield _Entry(given, refused=error.sentence)
                yield from _words(data, name)
            except OSError:
                yield _Entry(given, refused="The file cannot be read. Close it in other programs and try again.")
            else:
                entries = [
                    *(_Entry(attached, name) for attached in carried.files),
                    *(_Entry((unreadable, b""), name, why) for unreadable, why in carried.unreadable),
                ]
                yield replace(entries[0], remarks=tuple(carried.remarks))
                yield from entries[1:]
                yield from _words(data, name)


def _words(data: bytes, name: str) -> Iterable[_Entry]:
    """An e-mail's own text as a PDF, where it has any."""
    from panel_desk.documents.email_words import email_pdf  # noqa: PLC0415 # loads ReportLab, when needed
    from panel_desk.exchange.papers.messages import email_words  # noqa: PLC0415 # loads what reads e-mails

    if words := email_words(data, name):
        sent_on = words.sent_at.date() if words.sent_at else None
        pdf = email_pdf(words.subject, words.facts, words.text, sent_on)
        yield _Entry((words.file_name, pdf), name, is_offered=True)


def _unless_filed(checked: CheckedFile, filed: dict[str, str]) -> CheckedFile:
    """The file, refused where the same bytes are filed or were given before; from now on `filed` holds its name too."""
    if checked.refused:
        return checked
    sha256 = hashlib.sha256(checked.data).hexdigest()
    if sha256 not in filed:
        filed[sha256] = checked.name
        return checked
    refused = f"It is the same, to the byte, as {filed[sha256]}, which is filed or handed in with it."
    return CheckedFile(checked.name, b"", 0, (), refused, source=checked.source, came_with=checked.came_with)


def _source(given: GivenFile) -> Path | bytes:
    return given if isinstance(given, Path) else given[1]


def _name(given: GivenFile) -> str:
    return given.name if isinstance(given, Path) else given[0]
