"""The papers of a pack as they come out of the store: opened, or named with the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from panel_desk.documents.packs.destinations import Destinations
from panel_desk.documents.packs.sanitise import holds_active_content
from panel_desk.errors import SurroundingsError
from panel_desk.queries.document_rows import PackPaper

BROKEN = (
    pikepdf.PdfError,
    pikepdf.ForeignObjectError,
    pikepdf.DependencyError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
)
"""What a damaged paper raises, wherever it is touched."""


@dataclass(frozen=True, slots=True)
class PaperSource:
    """A paper, opened.

    Args:
        document: what it holds; only its pages are counted where it travels as an attachment.
        places: its pages and the places it names.
        pages: how many pages it takes in the pack.
        size: how many bytes it has.
        attached: its bytes where it travels whole as an attachment; None where its pages stand in the pack.
    """

    document: pikepdf.Pdf
    places: Destinations
    pages: int
    size: int
    attached: bytes | None = None


class PaperFailedError(Exception):
    """A paper that cannot be put in.

    Args:
        key: the paper's.
        why: the reason, to follow “could not be put in:”.
    """

    def __init__(self, key: str, why: str) -> None:
        super().__init__(key)
        self.key, self.why = key, why


def open_paper(paper: PackPaper, read: Callable[[PackPaper], bytes], redact: Callable[[bytes], bytes]) -> PaperSource:
    """Open a paper as this edition may show it.

    Args:
        paper: the paper.
        read: gives its bytes.
        redact: takes out of them what this edition must not show.

    Raises:
        PaperFailedError: it is missing, damaged, locked or empty; or it is signed, so that nothing can be taken out
            of it, and acts.
    """
    try:
        data = redact(read(paper))
    except SurroundingsError as error:
        raise PaperFailedError(paper.key, "it is missing from the store") from error
    try:
        document = pikepdf.Pdf.open(BytesIO(data))
        pages = len(document.pages)
        if not pages:
            raise PaperFailedError(paper.key, "it has no pages")
        if document.get_warnings() and any("/Contents" not in page.obj for page in document.pages):
            raise PaperFailedError(paper.key, "it is damaged, and pages of it are lost")
        acts = paper.is_signed and holds_active_content(document)
        places = Destinations(document)
    except pikepdf.PasswordError as error:
        raise PaperFailedError(paper.key, "it is locked with a password") from error
    except BROKEN as error:
        raise PaperFailedError(paper.key, "it is damaged") from error
    if acts:
        raise PaperFailedError(paper.key, "it is signed and holds scripts or files, which no pack may carry")
    if paper.is_signed:
        return PaperSource(document, places, 1, len(data), data)
    return PaperSource(document, places, pages, len(data))
