"""Redacts a paper: marks a phrase, and says on which pages it stands and at which somebody has to look."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.queries.cases.cases import case_titles
from panel_desk.queries.papers.checks import PaperFile, paper_file
from panel_desk.queries.papers.papers import PaperRow, papers, version_bytes
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import PackEdition

if TYPE_CHECKING:
    from panel_desk.documents.redaction.paper_pages import PaperPages

_MOST_KEPT = 64
_read: dict[tuple[str, tuple[str, ...]], "PaperPages"] = {}


@dataclass(frozen=True, slots=True)
class PhrasePages:
    """Where a phrase stands in a paper; pages count from 1.

    Args:
        pages: the pages where it stands.
        to_look_at: the pages where it may stand as well, since no program can read all that they show, and at which
            nobody has looked for it yet.
    """

    pages: tuple[int, ...]
    to_look_at: tuple[int, ...]


def mark_phrase(desk: Desk, paper: int, phrase: str, editions: Collection[PackEdition], why: str) -> PhrasePages:
    """Mark a phrase that some editions must not show, and say where it stands.

    Raises:
        RuleBrokenError: as `panel_desk.operations.papers.checks.mark_redaction` has it.
        RedactionError: the paper is damaged.
    """
    phrase = " ".join(phrase.split())  # as it is kept
    found = desk.ask(paper_file, paper)
    data = desk.ask(version_bytes, paper, found.row.number)
    pages = read_pages(found.row.sha256, data, [phrase])
    desk.do(mark_redaction, paper=paper, phrase=phrase, editions=editions, why=why)
    return PhrasePages(pages.found[phrase], found.to_look_at(pages.unread, phrase))


def phrase_pages(file: PaperFile, read: "PaperPages", phrase: str) -> PhrasePages:
    """Where a phrase that is marked in a paper stands, by what was read of the paper."""
    return PhrasePages(read.found.get(phrase, ()), file.to_look_at(read.unread, phrase))


def read_pages(sha256: str, data: bytes, phrases: Sequence[str]) -> "PaperPages":
    """Search a paper, or take what an earlier search of the same file for the same phrases has found.

    Raises:
        RedactionError: the paper is damaged.
    """
    from panel_desk.documents.redaction.paper_pages import paper_pages  # noqa: PLC0415 # heavy; loads when first needed

    key = (sha256, tuple(phrases))
    found = _read.get(key) or paper_pages(data, phrases)
    _read.pop(key, None)
    _read[key] = found
    while len(_read) > _MOST_KEPT:
        del _read[next(iter(_read))]
    return found


def pages_read(sha256: str, phrases: Sequence[str]) -> "PaperPages | None":
    """What an earlier search of the same file for the same phrases has found; None where there was none."""
    return _read.get((sha256, tuple(phrases)))


def paper_called(desk: Desk, case: str, name: str) -> PaperRow | None:
    """The paper of a case with a name, with or without its ending, however its capitals and accents are typed.

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
