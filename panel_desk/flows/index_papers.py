"""Adds papers to the search index: finds those that are not in it, extracts their text, and stores it in the index.

`read_unindexed` and `index_texts` use the desk; `read_texts` between them is pure work, which the window's worker does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.operations.search_index import index_paper, rebuild_index
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.papers.papers import bytes_to_index
from panel_desk.queries.search import unindexed_papers

PAPERS_AT_ONCE = 20
"""How many papers are read at once, so that they fit in memory and the work can be stopped between two lots."""


@dataclass(frozen=True, slots=True)
class UnindexedFile:
    """A paper whose text is not in the search index, with its file.

    Args:
        id: the paper's id.
        name: its name.
        sha256: the SHA-256 of its file, in hexadecimal.
        data: the file's bytes; empty where it is missing or damaged.
    """

    id: int
    name: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PaperTexts:
    """The text of each page of a paper's file; empty where it could not be read."""

    id: int
    sha256: str
    texts: tuple[str, ...]


def read_unindexed(desk: Desk, most: int = PAPERS_AT_ONCE) -> tuple[UnindexedFile, ...]:
    """The files of papers that have to be read, the newest first; empty if every paper's text is in the index."""
    files = []
    for paper in desk.ask(unindexed_papers)[:most]:
        try:
            data = desk.ask(bytes_to_index, paper.id, paper.number)
        except (RuleBrokenError, SurroundingsError):  # the integrity check names a missing or damaged file
            data = b""
        files.append(UnindexedFile(paper.id, paper.name, paper.sha256, data))
    return tuple(files)


def read_texts(files: Sequence[UnindexedFile], progress: ProgressCallback = ignore_progress) -> tuple[PaperTexts, ...]:
    """Read the text of each page with the preflight's reader, in a process of its own."""
    from panel_desk.documents.preflight.subprocess_reader import IncomingFile, check_files  # noqa: PLC0415 # loads PDF libraries, when needed

    reports = check_files([IncomingFile(f"{file.name}.pdf", file.data) for file in files], progress)
    return tuple(PaperTexts(file.id, file.sha256, report.texts) for file, report in zip(files, reports, strict=True))


def index_texts(desk: Desk, read: Sequence[PaperTexts]) -> None:
    """Put the texts of papers into the search index.

    Raises:
        NotAllowedError: the role is not permitted to, or the store is read-only.
        SurroundingsError: the store cannot be written.
    """
    for paper in read:
        desk.do(index_paper, paper.id, paper.sha256, paper.texts)


def rebuild_whole_index(desk: Desk, progress: ProgressCallback = ignore_progress) -> None:
    """Make the search index anew: from the registers, then from every paper's file.

    Raises:
        NotAllowedError: the role is not permitted to, or the store is read-only.
        SurroundingsError: the store cannot be written.
    """
    desk.do(rebuild_index)
    while files := read_unindexed(desk):
        index_texts(desk, read_texts(files, progress))
