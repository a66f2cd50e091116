"""A case's papers: let go over the zone, looked at in the worker, filed, opened, removed."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers import file_paper, put_paper_back, remove_paper
from panel_desk.queries.papers import PaperRow, paper_bytes
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui import words
from panel_desk.ui.background import Told
from panel_desk.ui.dialogs.file_papers import FilePapers, Looked, look_at, size_in_words
from panel_desk.ui.dialogs.paper_viewer import PaperViewer
from panel_desk.ui.page import Page
from panel_desk.ui.problems import route
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.state import Chip, State
from panel_desk.ui.theme import S8, S12
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.drop_zone import DropZone
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, row
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.table import Table


class Papers(QWidget):
    """What is filed for a case, and what is still missing."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._refusals: list[str] = []
        self._may_not = page.bridge.why_not(file_paper)
        self.zone = DropZone("Drop this case's papers here", "PDF (*.pdf);;All files (*)", button="File papers…")
        hide_unless(not self._may_not, self.zone)
        self.zone.dropped.connect(self.look)
        self.progress = Progress()
        self.banner = Banner()
        self.model: RowModel[PaperRow] = RowModel(_columns(), ref=lambda row: str(row.id))
        self.table = Table(
            self.model,
            "Papers of a case",
            counted=("paper", "papers"),
            empty=EmptyState("No papers yet", "File the reports that the panel is to read.", None, "file-text"),
            settings=page.house.settings,
        )
        self.table.opened.connect(self.show_paper)
        self.table.chosen.connect(self._offer)
        self._open = plain("Open", self._open_chosen, "eye")
        self._remove = plain("Remove", self.remove, "x")
        QShortcut("Del", self.table, self.remove)
        self._offer()
        buttons = row(self._open, self._remove, STRETCH, gap=S8)
        parts = column(self.zone, self.progress, self.banner, buttons, self.table, gap=S12)
        parts.setStretch(4, 1)
        self.setLayout(parts)

    def show_papers(self, filed: Iterable[PaperRow], lacking: Iterable[str]) -> None:
        """Show what is filed and what is not."""
        self.model.replace(filed)
        self._offer()
        if missing := " ".join(lacking):
            self.banner.say(State.WAITING, missing, can_dismiss=False)
        else:
            self.banner.hide()

    # Filing

    def look(self, files: list[Path]) -> None:
        """Look at files in the worker, then ask what they are."""
        ref = self._page.ref

        def work(told: Told) -> list[Looked]:
            return look_at(files, told)

        def ask(looked: list[Looked]) -> None:
            FilePapers(looked, lambda chosen: self.file(ref, chosen), self)

        self.progress.follow(
            self._page.house.background.start(f"Looking at {words.count(len(files), 'file')}", work, ask)
        )

    def file(self, case: str, chosen: list[tuple[Looked, PaperKind]]) -> None:
        """File papers for a case; one that cannot be filed does not keep the others out."""
        self._page.clear_problems()
        self._refusals.clear()
        filed = [
            looked.name
            for looked, kind in chosen
            if self._page.bridge.do(
                file_paper,
                self,
                case=case,
                name=looked.name,
                kind=kind,
                data=looked.data,
                pages=looked.pages,
                findings=looked.findings,
            )
        ]
        if filed:
            self._page.said(f"Filed {filed[0] if len(filed) == 1 else words.count(len(filed), 'paper')}.")

        if self._refusals:
            self._page.banner.say(State.LATE, " ".join(self._refusals))

    def show_problem(self, error: RuleBrokenError) -> None:
        """Keep why a paper could not be filed until all were tried."""
        self._refusals.append(error.sentence)

    def clear_problems(self) -> None:
        """Each paper's reason stays until the next filing."""

    # Reading and removing

    def show_paper(self, number: str) -> PaperViewer | None:
        """Open a paper on the screen."""
        place = self.model.place_of(number)
        if place is None:
            return None
        row = self.model.row_at(place)
        try:
            return PaperViewer(row.name, self._page.bridge.ask(paper_bytes, row.id), self)
        except Exception as error:  # noqa: BLE001 # every kind of error has its place, and bugs the apology
            route(error, self._page, self.window())
            return None

    def remove(self) -> None:
        """Take the chosen paper out of the case, to be put back for ten seconds."""
        number = self.table.current_ref()
        place = self.model.place_of(number) if number else None
        if place is None or self._may_not:
            return
        done = self._page.do(remove_paper, paper=self.model.row_at(place).id)
        if removed := done.value:
            self._page.said(f"Removed {removed.name}.", partial(self._page.do, put_paper_back, removed=removed))

    def _open_chosen(self) -> None:
        if number := self.table.current_ref():
            self.show_paper(number)

    def _offer(self, _: str = "") -> None:
        is_chosen = self.table.current_ref() is not None
        self._open.setEnabled(is_chosen)
        self._remove.setEnabled(is_chosen and not self._may_not)
        self._remove.setToolTip(self._may_not)


def _findings(row: PaperRow) -> Chip | None:
    if not row.findings:
        return None
    return Chip(State.NOTE, row.findings[0] if len(row.findings) == 1 else words.count(len(row.findings), "remark"))


def _columns() -> list[Column[PaperRow]]:
    return [
        Column("name", "Paper", lambda row: row.name, width=170),
        Column("kind", "Kind", lambda row: words.capital(row.kind), width=84),
        Column("pages", "Pages", lambda row: str(row.pages), lambda row: row.pages, 60, Align.RIGHT),
        Column("size", "Size", lambda row: size_in_words(row.size), lambda row: row.size, 70, Align.RIGHT),
        Column("filed", "Filed", _filed, lambda row: row.filed_at, 176),
        Column("findings", "Remarks", lambda row: " ".join(row.findings), width=160, chip=_findings),
    ]


def _filed(row: PaperRow) -> str:
    return f"{words.full(row.filed_at.astimezone().date())} by {row.filed_by}"
