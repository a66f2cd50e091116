"""Preflight of one incoming file: a PDF to file with its findings, or a refusal with its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from panel_desk.documents.preflight.file_types import FileFamily, FileType, detect_type, type_by_name

MAX_BYTES = 200_000_000  # of one file
TOO_LARGE = "The file is larger than 200 MB. Save it with smaller pictures and file that."


@dataclass(frozen=True, slots=True)
class PreflightReport:
    """The result of a file's preflight.

    Args:
        data: what to file, always a PDF: the file itself, its unlocked or repaired copy, or an image or a Word
            document converted to PDF. Where the file is refused, the file itself.
        pages: its number of pages; 0 where it is refused.
        findings: what the person who files it should know, in sentences.
        refused: why it cannot be filed and what to do; empty where it can.
        needs_password: it is refused because it is locked, or because the password is wrong.
        is_signed: it bears a digital signature, which any change would break.
        commenters: for each reviewer's comment in it, who wrote it; empty where that is not known.
        texts: the text of each page, for the search; empty for a picture.
    """

    data: bytes
    pages: int
    findings: tuple[str, ...] = ()
    refused: str = ""
    needs_password: bool = False
    is_signed: bool = False
    commenters: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def check_file(
    data: bytes,
    name: str,
    password: str | None = None,
    known: Sequence[str] = (),
    progress: Callable[[int, int], object] = lambda *_: None,
) -> PreflightReport:
    """Check a file before it is filed; a bad file gives a refusal and never raises.

    The libraries that read the file are written in C++ and the file may be hostile, so `preflight.subprocess_reader`
    calls this in a process of its own, after converting Word documents to PDF.

    Args:
        data: the file.
        name: its name, whose extension is compared with its content.
        password: the password to open it with; None where none was given.
        known: names and refs of other cases, which should not occur in this paper.
        progress: called with the pages done and the pages in all.
    """
    if len(data) > MAX_BYTES:
        return _refused(data, TOO_LARGE)
    if not data:
        return _refused(data, "The file is empty. Ask its author to send it again.")
    kind = detect_type(data, name)
    if kind.family is FileFamily.PDF:
        report = _pdf(data, password, known, progress)
    elif kind.family is FileFamily.PICTURE:
        report = _picture(data)
    else:
        return refuse_type(kind, data, name)
    promised = type_by_name(name)
    if promised is not None and promised.family is not kind.family and not report.refused:
        return replace(report, findings=(f"Its name says that it is {promised}; it is {kind}.", *report.findings))
    return report


def refuse_type(kind: FileType, data: bytes, name: str) -> PreflightReport:
    """Refuse a file whose type cannot be filed.

    Args:
        kind: its type.
        data: the file.
        name: its name.
    """
    if type_by_name(name) is FileType.PDF:
        return _refused(data, f"It is not a PDF, though its name says so: it is {kind}. {kind.advice}")
    return _refused(data, f"It is {kind}. {kind.advice}")


def _refused(data: bytes, why: str, *, needs_password: bool = False) -> PreflightReport:
    return PreflightReport(data, 0, refused=why, needs_password=needs_password)


def _pdf(
    data: bytes, password: str | None, known: Sequence[str], progress: Callable[[int, int], object]
) -> PreflightReport:
    """The report on a PDF."""
    from panel_desk.documents.preflight.pdf import RefusedError, check_pdf  # noqa: PLC0415 - heavy; loads PDF libraries

    try:
        checked = check_pdf(data, password, known, progress)
    except RefusedError as error:
        return _refused(data, error.why, needs_password=error.needs_password)
    return PreflightReport(
        checked.data,
        checked.pages,
        tuple(checked.findings),
        is_signed=checked.is_signed,
        commenters=tuple(checked.commenters),
        texts=tuple(checked.texts),
    )


def _picture(data: bytes) -> PreflightReport:
    from panel_desk.documents.preflight.images import PictureError, image_to_pdf  # noqa: PLC0415 - heavy; papers are seldom pictures

    try:
        pdf = image_to_pdf(data)
    except PictureError as error:
        return _refused(data, str(error))
    return PreflightReport(pdf.data, pdf.pages, pdf.findings)
