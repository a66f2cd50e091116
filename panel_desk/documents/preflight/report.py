"""What is found in a paper on the way in: refused with its reason, or taken in with what its reader should know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from panel_desk.documents.preflight.file_types import Family, Kind, kind_of, promised

MOST_BYTES = 200_000_000
TOO_MANY_BYTES = "The file is larger than 200 MB. Save it with smaller pictures and file that."


@dataclass(frozen=True, slots=True)
class Preflight:
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


def preflight(
    data: bytes,
    name: str,
    password: str | None = None,
    known: Sequence[str] = (),
    progress: Callable[[int, int], object] = lambda *_: None,
) -> Preflight:
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
    if len(data) > MOST_BYTES:
        return _refused(data, TOO_MANY_BYTES)
    if not data:
        return _refused(data, "The file is empty. Ask its author to send it again.")
    kind = kind_of(data, name)
    if kind.family is Family.PDF:
        found = _pdf(data, password, known, progress)
    elif kind.family is Family.PICTURE:
        found = _picture(data)
    else:
        return refused_as(kind, data, name)
    said = promised(name)
    if said is not None and said.family is not kind.family and not found.refused:
        return replace(found, findings=(f"Its name says that it is {said}; it is {kind}.", *found.findings))
    return found


def refused_as(kind: Kind, data: bytes, name: str) -> Preflight:
    """What is said of a file that is no paper.

    Args:
        kind: what it is.
        data: the file.
        name: its name.
    """
    if promised(name) is Kind.PDF:
        return _refused(data, f"It is not a PDF, though its name says so: it is {kind}. {kind.to_do}")
    return _refused(data, f"It is {kind}. {kind.to_do}")


def _refused(data: bytes, why: str, *, needs_password: bool = False) -> Preflight:
    return Preflight(data, 0, refused=why, needs_password=needs_password)


def _pdf(data: bytes, password: str | None, known: Sequence[str], progress: Callable[[int, int], object]) -> Preflight:
    from panel_desk.documents.preflight.pdf import RefusedError, look_at  # noqa: PLC0415 - heavy; loads PDF libraries

    try:
        looked = look_at(data, password, known, progress)
    except RefusedError as error:
        return _refused(data, error.why, needs_password=error.needs_password)
    return Preflight(looked.data, looked.pages, tuple(looked.findings), is_signed=looked.is_signed)


def _picture(data: bytes) -> Preflight:
    from panel_desk.documents.preflight.images import PictureError, pages_of  # noqa: PLC0415 - heavy; papers are seldom pictures

    try:
        made = pages_of(data)
    except PictureError as error:
        return _refused(data, str(error))
    return Preflight(made.data, made.pages, made.findings)
