"""The search index: made anew, and given the texts of papers that were filed without them."""

from collections.abc import Sequence

from panel_desk.desk import Work, permits
from panel_desk.models import Paper
from panel_desk.rules.vocabulary import OFFICE
from panel_desk.store.search.updates import fill_index, put_pages


@permits(*OFFICE)
def rebuild_index(work: Work) -> None:
    """Make the search index anew from the registers; the texts of papers must be read again after it."""
    fill_index(work.session, work.store.index)


@permits(*OFFICE)
def index_paper(work: Work, paper: int, sha256: str, texts: Sequence[str]) -> None:
    """Put the texts of a filed paper's pages into the search index.

    Args:
        work: the unit of work.
        paper: the paper's id; nothing is done if it was removed meanwhile.
        sha256: the file that was read; nothing is done if the paper has another by now.
        texts: the text of each page.
    """
    found = work.session.get(Paper, paper)
    if found is not None and found.sha256 == sha256:
        put_pages(work.session, work.store.index, found, texts)
