"""What is found in a paper on the way in: refused with its reason, or taken in with what its reader should know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from panel_desk.documents.preflight.file_types import FileFamily, FileType, detect_type, type_by_name

MAX_BYTES = 200_000_000
TOO_LARGE = "The file is larger than 200 MB. Save it with smaller pictures and file that."


@dataclass(frozen=True, slots=True)
class PreflightReport:
    """What was found.

    Args:
        data: what to file, always a PDF: the file itself, its unlocked or mended copy, or the pages that a picture or
            a Word document became. Where it is refused, the file.
        pages: how many pages it has; 0 where it is refused.
        findings: what its reader should know, in sentences.
        refused: why it is not taken in, and what to do; empty where it is.
        needs_password: it is refused because it is locked, or the password that was given is wrong.
        is_signed: it bears a digital signature, whose seal breaks where anything is changed.
    """

    data: bytes
    pages: int
    findings: tuple[str, ...] = ()
    refused: str = ""
    needs_password: bool = False
    is_signed: bool = False


def check_file(
    data: bytes,
    name: str,
    password: str | None = None,
    known: Sequence[str] = (),
    progress: Callable[[int, int], object] = lambda *_: None,
) -> PreflightReport:
    """Look at a file before it is filed; nothing that is found in it raises.

    Its C++ libraries read files that may be hostile, so `preflight.subprocess_reader` runs it in a process of its own
    and makes Word documents into PDFs first.

    Args:
        data: the file.
        name: its name, for what its ending promises.
        password: what opens it, where it is locked.
        known: names and refs of other cases, which should not stand in this paper.
        progress: hears how many pages have been looked at, of how many.
    """
    if len(data) > MAX_BYTES:
        return _refused(data, TOO_LARGE)
    if not data:
        return _refused(data, "The file is empty. Ask its author to send it again.")
    kind = detect_type(data, name)
    if kind.family is FileFamily.PDF:
        found = _pdf(data, password, known, progress)
    elif kind.family is FileFamily.PICTURE:
        found = _picture(data)
    else:
        return refuse_type(kind, data, name)
    said = type_by_name(name)
    if said is not None and said.family is not kind.family and not found.refused:
        return replace(found, findings=(f"Its name says that it is {said}; it is {kind}.", *found.findings))
    return found


def refuse_type(kind: FileType, data: bytes, name: str) -> PreflightReport:
    """What is said of a file that is no paper.

    Args:
        kind: what it is.
        data: the file.
        name: its name.
    """
    if type_by_name(name) is FileType.PDF:
        return _refused(data, f"It is not a PDF, though its name says so: it is {kind}. {kind.to_do}")
    return _refused(data, f"It is {kind}. {kind.to_do}")


def _refused(data: bytes, why: str, *, needs_password: bool = False) -> PreflightReport:
    return PreflightReport(data, 0, refused=why, needs_password=needs_password)


def _pdf(
    data: bytes, password: str | None, known: Sequence[str], progress: Callable[[int, int], object]
) -> PreflightReport:
    from panel_desk.documents.preflight.pdf import RefusedError, check_pdf  # noqa: PLC0415 - heavy; loads PDF libraries

    try:
        looked = check_pdf(data, password, known, progress)
    except RefusedError as error:
        return _refused(data, error.why, needs_password=error.needs_password)
    return PreflightReport(looked.data, looked.pages, tuple(looked.findings), is_signed=looked.is_signed)


def _picture(data: bytes) -> PreflightReport:
    from panel_desk.documents.preflight.images import PictureError, image_to_pdf  # noqa: PLC0415 - heavy; papers are seldom pictures

    try:
        made = image_to_pdf(data)
    except PictureError as error:
        return _refused(data, str(error))
    return PreflightReport(made.data, made.pages, made.findings)
