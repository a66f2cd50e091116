"""Finds marked phrases in papers, in the background, and opens the pages that somebody has to look at."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from panel_desk.documents.preflight.wording import page_ranges, pages_sentence
from panel_desk.errors import PanelDeskError
from panel_desk.flows.redact_paper import PhrasePages, earlier_search, search_paper
from panel_desk.queries.papers.checks import PaperRecord, paper_file
from panel_desk.queries.papers.papers import version_bytes
from panel_desk.ui.background import Job
from panel_desk.ui.dialogs.look_at_pages import LookAtPages
from panel_desk.ui.dialogs.message import show_message
from panel_desk.ui.error_display import route
from panel_desk.ui.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from panel_desk.documents.redaction.paper_pages import PaperPages
    from panel_desk.progress import ProgressCallback


_SEARCHING = "Looking for it."
_UNREADABLE = "The paper cannot be read, so nobody knows where the phrase is."


def phrases_of(file: PaperRecord) -> tuple[str, ...]:
    """The phrases that are marked in a paper."""
    return tuple(each.phrase for each in file.redactions)


class PaperReadings:
    """Searches papers for their marked phrases in the background, each once.

    Args:
        page: the page that shows them.
        done: takes a paper once it has been read, or turns out not to be readable.
    """

    def __init__(self, page: Page, done: "Callable[[PaperRecord], object]") -> None:
        self._page, self._done = page, done
        # All three by the hash of the paper's file and its marked phrases.
        self._known: dict[tuple[str, tuple[str, ...]], PaperPages] = {}
        self._under_way: set[tuple[str, tuple[str, ...]]] = set()
        self._failed: set[tuple[str, tuple[str, ...]]] = set()

    def of(self, file: PaperRecord) -> "PaperPages | str":
        """The pages of a paper's marked phrases; while they are not known, a sentence that says so."""
        key = (file.row.sha256, phrases_of(file))
        if read := self._known.get(key) or earlier_search(*key):
            return read
        if key in self._failed:
            return _UNREADABLE
        if file.redactions and key not in self._under_way:
            self._under_way.add(key)
            try:
                start_reading(self._page, file, partial(self._end, file), partial(self._fail, file))
            except PanelDeskError:
                self._under_way.discard(key)
                self._failed.add(key)
                return _UNREADABLE
        return _SEARCHING

    def _end(self, file: PaperRecord, read: "PaperPages") -> None:
        self._known[file.row.sha256, phrases_of(file)] = read
        self._done(file)

    def _fail(self, file: PaperRecord, error: BaseException) -> None:
        self._failed.add((file.row.sha256, phrases_of(file)))
        if not isinstance(error, PanelDeskError):
            route(error, None, self._page.window())
        self._done(file)


def start_reading(
    page: Page,
    file: PaperRecord,
    done: "Callable[[PaperPages], object]",
    failed: "Callable[[BaseException], object] | None" = None,
) -> Job:
    """Search a paper for its marked phrases in the background.

    Args:
        page: the page that asks for it.
        file: the paper.
        done: takes what was found.
        failed: takes the error where the paper cannot be read; with None, the error is shown to the user.

    Raises:
        SurroundingsError: it is missing from the vault or damaged.
    """
    data = page.bridge.ask(version_bytes, file.row.id, file.row.number)
    phrases = phrases_of(file)

    def work(_: "ProgressCallback") -> "PaperPages":
        return search_paper(file.row.sha256, data, phrases)

    return page.context.background.start(f"Reading {file.row.name}", work, done, failed)


def open_pages_to_look_at(page: Page, paper: int, parent: QWidget) -> Job | None:
    """Read a paper in the background, then show its pages that have to be looked at; None where nothing is redacted.

    Raises:
        RuleBrokenError: there is no such paper.
        SurroundingsError: it is missing from the vault or damaged.
    """
    file = page.bridge.ask(paper_file, paper)
    if not file.redactions:
        show_message(
            parent,
            "Nothing is redacted in this paper",
            "Redact a phrase first. Then the pages that no program can read are withheld until somebody has looked "
            "at them.",
        )
        return None
    data = page.bridge.ask(version_bytes, file.row.id, file.row.number)
    return start_reading(page, file, partial(_show, page, file, data, parent))


def _show(page: Page, file: PaperRecord, data: bytes, parent: QWidget, read: "PaperPages") -> None:
    if read.unread:
        LookAtPages(page.bridge, file, data, read, page.context.background, parent)
    else:
        show_message(
            parent,
            "No page has to be looked at",
            f"{file.row.name} shows no picture, no drawing and no letters that may be words and that no program can "
            "read.",
        )


def pages_in_words(where: PhrasePages) -> str:
    """Sentences that say on which pages a phrase is, and which pages somebody has to look at."""
    found = f"It is on {_pages(where.pages)}." if where.pages else "It was found on no page."
    return " ".join(filter(None, [found, to_look_at_sentence(where.to_look_at)]))


def to_look_at_sentence(pages: tuple[int, ...]) -> str:
    """Which pages are withheld until somebody has looked at them; empty for none."""
    if not pages:
        return ""
    is_one = len(pages) == 1
    return (
        f"{pages_sentence(pages, 'is', 'are')} withheld until somebody has looked at {'it' if is_one else 'them'}: no "
        f"program can read all that {'it shows' if is_one else 'they show'}."
    )


def _pages(pages: tuple[int, ...]) -> str:
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {page_ranges(pages)}"
