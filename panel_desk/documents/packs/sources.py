"""Opens the papers of a pack, or says why one cannot be included."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from panel_desk.documents.comments import comments_on
from panel_desk.documents.packs.destinations import Destinations
from panel_desk.documents.packs.pictures import has_pictures_with_exif_or_xmp
from panel_desk.documents.packs.sanitise import holds_active_content
from panel_desk.documents.preflight.repair import are_about_damage
from panel_desk.errors import SurroundingsError
from panel_desk.queries.document_rows import PackPaper

PIKEPDF_ERRORS = (
    pikepdf.PdfError,
    pikepdf.ForeignObjectError,
    pikepdf.DependencyError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)
"""The exceptions that pikepdf raises for damaged papers, at any access."""


@dataclass(frozen=True, slots=True)
class PaperSource:
    """An opened paper.

    Args:
        document: the PDF.
        destinations: its pages and named destinations.
        pages: the number of pages that it takes in the pack; 1 for an attached paper.
        size: its size in bytes.
        attached: the file's bytes where it is attached whole; None where its pages are in the pack.
    """

    document: pikepdf.Pdf
    destinations: Destinations
    pages: int
    size: int
    attached: bytes | None = None


class PaperFailedError(Exception):
    """A paper cannot be included.

    Args:
        key: the paper's key.
        why: the reason, as a clause that follows “could not be included:”.
    """

    def __init__(self, key: str, why: str) -> None:
        super().__init__(key)
        self.key, self.why = key, why


def open_paper(
    paper: PackPaper, read: Callable[[PackPaper], bytes], redact: Callable[[bytes], bytes], *, keeps_comments: bool
) -> PaperSource:
    """Open a paper, redacted for this edition.

    Args:
        paper: the paper.
        read: returns its bytes.
        redact: removes the phrases that this edition must not show.
        keeps_comments: this edition shows reviewers' comments, and metadata in the pictures of signed papers.

    Raises:
        PaperFailedError: it is missing, damaged, locked or empty; or it has active content, or comments or
            metadata of pictures that this edition must not show, and they cannot be removed because it is signed.
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
        if are_about_damage(document.get_warnings()) and any("/Contents" not in page.obj for page in document.pages):
            raise PaperFailedError(paper.key, "it is damaged, and pages of it are lost")
        is_unsafe = paper.is_signed and holds_active_content(document)
        has_comments = paper.is_signed and any(comments_on(page.obj) for page in document.pages)
        has_exif_or_xmp = paper.is_signed and not keeps_comments and has_pictures_with_exif_or_xmp(document)
        destinations = Destinations(document)
    except pikepdf.PasswordError as error:
        raise PaperFailedError(paper.key, "it is locked with a password") from error
    except PIKEPDF_ERRORS as error:
        raise PaperFailedError(paper.key, "it is damaged") from error
    if is_unsafe:
        raise PaperFailedError(paper.key, "it is signed and contains scripts or files, which must not be in a pack")
    if has_comments and not keeps_comments:
        raise PaperFailedError(paper.key, "it is signed and has comments, which this copy must not show")
    if has_exif_or_xmp:
        raise PaperFailedError(
            paper.key,
            "it is signed and its pictures say where or when they were taken, which this copy must not show",
        )
    if paper.is_signed:
        return PaperSource(document, destinations, 1, len(data), data)
    return PaperSource(document, destinations, pages, len(data))
