"""Finds the pages of a paper that have phrases to redact, and the pages that a program cannot read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel_desk.documents.pdf_errors import PDF_ERRORS
from panel_desk.documents.redaction.page_images import redaction_boxes
from panel_desk.documents.redaction.page_text import Box, find_letters, texts_of
from panel_desk.documents.redaction.redact import RedactionError
from panel_desk.documents.redaction.unreadable import Unread


@dataclass(frozen=True, slots=True)
class PaperPages:
    """The pages of a paper that have phrases to redact or that no program can read; pages count from 1.

    Args:
        found: the pages on which each phrase occurs, in order.
        unread: what each page shows that no program can read; pages without such things are left out.
        blackened: the areas of these pages that are blackened because a phrase was found there.
    """

    found: Mapping[str, tuple[int, ...]]
    unread: Mapping[int, tuple[Unread, ...]]
    blackened: Mapping[int, tuple[Box, ...]]


def paper_pages(data: bytes, phrases: Sequence[str]) -> PaperPages:
    """Search a paper for phrases, and find the pages that have to be looked at by people.

    Args:
        data: the PDF.
        phrases: the phrases.

    Raises:
        RedactionError: the PDF is damaged.
    """
    try:
        texts = texts_of(data)
    except PDF_ERRORS:
        raise RedactionError("The paper is damaged, so nothing can be redacted in it.") from None
    letters = find_letters(texts, phrases)
    unread = {page: text.unread for page, text in enumerate(texts, start=1) if text.unread}
    return PaperPages(
        {phrase: tuple(sorted(page + 1 for page in found)) for phrase, found in letters.items()},
        unread,
        {
            page: tuple(
                box
                for found in letters.values()
                for box in redaction_boxes(texts[page - 1].letters, found.get(page - 1, set()))
            )
            for page in unread
        },
    )
