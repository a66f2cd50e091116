"""Snippets: texts that the agency inserts into minutes by their title."""

from dataclasses import dataclass

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Snippet
from panel_desk.rules.access import Information
from panel_desk.rules.folding import fold


@dataclass(frozen=True, slots=True)
class SnippetRow:
    """A text with the title by which it is inserted."""

    id: int
    title: str
    text: str
    version: int


@shows(Information.DRAFTS)
def snippets(work: Work) -> tuple[SnippetRow, ...]:
    """The agency's snippets by title."""
    found = sorted(work.session.scalars(select(Snippet)), key=lambda one: fold(one.title))
    return tuple(SnippetRow(one.id, one.title, one.text, one.version) for one in found)
