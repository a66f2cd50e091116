"""Files on their way in, as the window handles them: what is handed over, what was found, what it probably is."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.errors import RuleBrokenError
from panel_desk.progress import ProgressCallback
from panel_desk.queries.papers.papers import PaperRow
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import PaperKind

if TYPE_CHECKING:
    from panel_desk.documents.preflight.report import PreflightReport

Given = Path | tuple[str, bytes]
"""A file on the disk, or a name with bytes where it lies nowhere."""

_KILO = 1024
_ALIKE = 0.75  # of two names, once what tells versions apart is left out
_NAMED = {
    PaperKind.PAR: ("par", "prospective"),
    PaperKind.CPR: ("cpr", "permanence"),
    PaperKind.APR: ("apr", "placement report"),
    PaperKind.SUPPORT_PLAN: ("support",),
    PaperKind.MEDICAL: ("medical", "health"),
    PaperKind.LEGAL: ("legal",),
    PaperKind.REFERENCES: ("reference",),
    PaperKind.APPLICANTS_COMMENTS: ("comment",),
    PaperKind.PHOTOGRAPHS: ("photo",),
}
_VERSION_WORDS = re.compile(
    r"\b(v|ver|version|rev|revised|amended|corrected|updated|final|new|newer|copy|draft|signed)\b|\d+"
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was looked at.

    Args:
        name: its name.
        data: what to file, which is a PDF even where the file was a picture or a Word document.
        pages: how many pages it has.
        findings: what its reader should know, in sentences.
        refused: why it cannot be filed, in a sentence; empty where it can.
        needs_password: it is locked, and a password would open it.
        is_signed: it bears a digital signature.
        source: what was handed over, for another look with a password.
        came_with: the e-mail that carried it; empty where none did.
    """

    name: str
    data: bytes
    pages: int
    findings: tuple[str, ...]
    refused: str
    needs_password: bool = False
    is_signed: bool = False
    source: Given = field(default=("", b""), repr=False)
    came_with: str = ""


def look_at(
    files: Sequence[Given],
    progress: ProgressCallback,
    known: Sequence[str] = (),
    filed: Mapping[str, str] | None = None,
) -> list[Looked]:
    """Look at each file; an e-mail's attachments in its place. Pure work, for the worker.

    Args:
        files: what was handed over.
        progress: hears how far it is.
        known: names and refs of other cases, which should not stand in these papers.
        filed: what is filed for the case already, each paper's name by its SHA-256.
    """
    from panel_desk.documents.preflight.subprocess_reader import IncomingFile, check_files  # noqa: PLC0415 # loads PDF libraries, when needed

    here = dict(filed or {})
    entries = list(_opened_messages(files))
    handed = [IncomingFile(_name(given), _source(given)) for given, _, refused in entries if not refused]
    found = iter(check_files(handed, progress, known))
    looked = []
    for given, came_with, refused in entries:
        if refused:
            looked.append(Looked(_name(given), b"", 0, (), refused, source=given))
        else:
            looked.append(_unless_here(_looked(given, next(found), came_with), here))
    return looked


def look_again(given: Given, progress: ProgressCallback, password: str, known: Sequence[str] = ()) -> Looked:
    """Look at a locked file with a password. Pure work, for the worker."""
    from panel_desk.documents.preflight.subprocess_reader import IncomingFile, check_files  # noqa: PLC0415 # loads PDF libraries, when needed

    [found] = check_files([IncomingFile(_name(given), _source(given), password)], progress, known)
    return _looked(given, found)


def _looked(given: Given, found: "PreflightReport", came_with: str = "") -> Looked:
    return Looked(
        _name(given),
        found.data,
        found.pages,
        found.findings,
        found.refused,
        found.needs_password,
        found.is_signed,
        given,
        came_with,
    )


def _source(given: Given) -> Path | bytes:
    return given if isinstance(given, Path) else given[1]


def _opened_messages(files: Iterable[Given]) -> Iterable[tuple[Given, str, str]]:
    """Each file, or the files that an e-mail carries; with the e-mail's name, and why it could not be opened."""
    from panel_desk.exchange.papers.messages import attachments, is_message  # noqa: PLC0415 # loads what reads e-mails

    for given in files:
        name = _name(given)
        if isinstance(given, tuple) and not given[1]:
            yield (
                given,
                "",
                "The e-mail program did not hand it over. Save it to a folder and drop it here from there.",
            )
        elif not is_message(name):
            yield given, "", ""
        else:
            try:
                carried = attachments(given.read_bytes() if isinstance(given, Path) else given[1], name)
            except RuleBrokenError as error:
                yield given, "", error.sentence
            except OSError:
                yield given, "", "The file cannot be read. Close it in other programs and try again."
            else:
                for attached in carried:
                    yield attached, name, ""


def _unless_here(looked: Looked, here: dict[str, str]) -> Looked:
    """What was found, or that the same bytes are filed already; from now on these are here as well."""
    if looked.refused:
        return looked
    sha256 = hashlib.sha256(looked.data).hexdigest()
    if sha256 not in here:
        here[sha256] = looked.name
        return looked
    refused = f"It is the same, to the byte, as {here[sha256]}, which is filed or handed in with it."
    return Looked(looked.name, b"", 0, (), refused, source=looked.source, came_with=looked.came_with)


def _name(given: Given) -> str:
    return given.name if isinstance(given, Path) else given[0]


def guessed(name: str) -> PaperKind:
    """The kind that a file's name speaks of."""
    found = f" {fold(name).replace('-', ' ').replace('_', ' ')}"
    for kind, marks in _NAMED.items():
        if any(f" {mark}" in found for mark in marks):
            return kind
    return PaperKind.OTHER


def likely_older(name: str, kind: PaperKind, filed: Iterable[PaperRow]) -> PaperRow | None:
    """The filed paper of which this looks like a newer version: of the same kind, with a name much like it."""
    plain = _without_version(name)
    alike = [
        (SequenceMatcher(None, plain, _without_version(row.name)).ratio(), row) for row in filed if row.kind is kind
    ]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _ALIKE else None


def _without_version(name: str) -> str:
    words = re.sub(r"[-_.()\s]+", " ", fold(name.rsplit(".", 1)[0]))
    return " ".join(_VERSION_WORDS.sub(" ", words).split())


def size_in_words(size: int) -> str:
    """120 KB, 3.4 MB."""
    kilobytes = size / _KILO
    return f"{kilobytes / _KILO:.1f} MB" if kilobytes >= _KILO else f"{max(1, round(kilobytes))} KB"
