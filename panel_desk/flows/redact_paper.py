"""Marks a phrase to redact in a paper, and finds the pages that show it or that somebody has to look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.queries.cases.cases import case_titles
from panel_desk.queries.papers.checks import PaperRecord, paper_file
from panel_desk.queries.papers.papers import PaperRow, papers, version_bytes
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import PackEdition

if TYPE_CHECKING:
    from panel_desk.documents.redaction.paper_pages import PaperPages

_MOST_SEARCHES = 64  # results that are kept in memory
# The results of searches, by the SHA-256 of a file and the phrases; the latest last.
_searches: dict[tuple[str, tuple[str, ...]], "PaperPages"] = {}


@dataclass(frozen=True, slots=True)
class PhrasePages:
    """The pages of a paper that show a phrase or may show it; pages count from 1.

    Args:
        pages: the pages that show it.
        to_look_at: the pages that may show it too, since no program can read all that is on them, and at which nobody
            has looked for it yet.
    """

    pages: tuple[int, ...]
    to_look_at: tuple[int, ...]


def mark_phrase(desk: Desk, paper: int, phrase: str, editions: Collection[PackEdition], why: str) -> PhrasePages:
    """Mark a phrase that some editions must not show, and return the pages that show it or may show it.

    Raises:
        RuleBrokenError: as `panel_desk.operations.papers.checks.mark_redaction` has it.
        RedactionError: the paper is damaged.
    """
    phrase = " ".join(phrase.split())  # as it is stored
    file = desk.ask(paper_file, paper)
    data = desk.ask(version_bytes, paper, file.row.number)
    pages = search_paper(file.row.sha256, data, [phrase])
    desk.do(mark_redaction, paper=paper, phrase=phrase, editions=editions, why=why)
    return PhrasePages(pages.found[phrase], file.to_look_at(pages.unread, phrase))


def phrase_pages(file: PaperRecord, searched: "PaperPages", phrase: str) -> PhrasePages:
    """The pages that show a marked phrase or may show it, from the result of a search of the paper."""
    return PhrasePages(searched.found.get(phrase, ()), file.to_look_at(searched.unread, phrase))


def search_paper(sha256: str, data: bytes, phrases: Sequence[str]) -> "PaperPages":
    """Search a paper for phrases; the result of an earlier search of the same file for the same phrases is reused.

    Raises:
        RedactionError: the paper is damaged.
    """
    from panel_desk.documents.redaction.paper_pages import paper_pages  # noqa: PLC0415 # heavy; loads when first needed

    key = (sha256, tuple(phrases))
    found = _searches.get(key) or paper_pages(data, phrases)
    _searches.pop(key, None)
    _searches[key] = found
    while len(_searches) > _MOST_SEARCHES:
        del _searches[next(iter(_searches))]
    return found


def earlier_search(sha256: str, phrases: Sequence[str]) -> "PaperPages | None":
    """The result of an earlier search of the same file for the same phrases; None where there was none."""
    return _searches.get((sha256, tuple(phrases)))


def paper_called(desk: Desk, case: str, name: str) -> PaperRow | None:
    """The paper of a case with this name, ignoring capitals and accents; the file's ending may be left out.

    Raises:
        RuleBrokenError: there is no such case, or several of its papers have this name.
    """
    filed = desk.ask(papers, case)
    wanted = fold(name)
    whole = [each for each in filed if fold(each.name) == wanted]
    found = whole or [each for each in filed if fold(each.name.rsplit(".", 1)[0]) == wanted]
    if len(found) > 1:
        title = desk.ask(case_titles, case)[case]
        raise RuleBrokenError(
            f"{len(found)} papers of {title} are called {name}. Correct the name of one of them in the window first."
        )
    return found[0] if found else None
