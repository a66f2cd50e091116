"""The pages of a meeting's papers that packs withhold until somebody has looked at them."""

from collections.abc import Callable, Iterator, Sequence

from panel_desk.errors import PanelDeskError
from panel_desk.operations.papers.checks import look_at_page
from panel_desk.queries.cases.cases import case_titles
from panel_desk.queries.papers.checks import PaperRecord
from panel_desk.ui.background import Job
from panel_desk.ui.error_display import route
from panel_desk.ui.page import Page
from panel_desk.ui.pages.papers.marked_phrases import PaperReadings, open_pages_to_look_at, to_look_at_sentence
from panel_desk.ui.states import State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action


class WithheldPages(Banner):
    """Says what is withheld and why, with a button that opens the pages; hidden while nothing is.

    Args:
        page: the meeting's page.
        follow: shows how far a job is.
    """

    def __init__(self, page: Page, follow: Callable[[Job], object]) -> None:
        super().__init__()
        self._page, self._follow = page, follow
        self._files: Sequence[PaperRecord] = ()
        self._readings = PaperReadings(page, lambda _: self._show())

    def show_papers(self, files: Sequence[PaperRecord]) -> None:
        """Show what is withheld of papers in which phrases are marked; papers are read in the background."""
        self._files = files
        self._show()

    def sentences(self) -> list[str]:
        """What is withheld, a sentence for each paper."""
        waiting = list(self._waiting())
        titles = self._page.bridge.ask(case_titles, *(file.row.case for file, _ in waiting))
        return [f"{file.row.name} of {titles[file.row.case]}: {to_look_at_sentence(pages)}" for file, pages in waiting]

    def look(self) -> None:
        """Open the pages of the first paper that has some to look at."""
        for file, _ in self._waiting():
            try:
                job = open_pages_to_look_at(self._page, file.row.id, self._page)
            except PanelDeskError as error:
                route(error, self._page, self.window())
                return
            if job:
                self._follow(job)
            return

    def _waiting(self) -> Iterator[tuple[PaperRecord, tuple[int, ...]]]:
        """The papers with pages to look at, as far as they have been read."""
        for file in self._files:
            read = self._readings.of(file)
            if not isinstance(read, str) and (pages := file.to_look_at(read.unread)):
                yield file, pages

    def _show(self) -> None:
        sentences = self.sentences()
        if not sentences:
            self.hide()
            return
        why_not = self._page.bridge.why_not(look_at_page)
        look = [] if why_not else [Action("Look at pages…", self.look)]
        self.say(State.WAITING, " ".join(sentences), *look, title="Pages are withheld.", can_dismiss=False)
