"""The Papers tab of a case: files, checks, returns, replaces and opens papers, and lists those that are missing."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from panel_desk.errors import PanelDeskError, RuleBrokenError, SurroundingsError
from panel_desk.exchange.letters.eml import eml
from panel_desk.exchange.letters.report_returned import ReturnedReport, draft_of_return
from panel_desk.flows.file_papers import (
    CheckedFile,
    GivenFile,
    PaperToFile,
    check_papers,
    file_checked,
    read_case,
)
from panel_desk.flows.redact_paper import phrase_pages
from panel_desk.operations.papers.checks import check_paper, unmark_redaction
from panel_desk.operations.papers.papers import file_paper, move_paper, put_paper_back, remove_paper
from panel_desk.progress import ProgressCallback
from panel_desk.queries.agency import agency_name
from panel_desk.queries.papers.checks import PaperRecord, PaperVersionRow, RedactionRow, paper_file
from panel_desk.queries.papers.papers import PaperRow, PapersState, version_bytes
from panel_desk.rules.papers import NAMES, PaperState
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.store.atomic_write import write_or_explain
from panel_desk.ui import formats
from panel_desk.ui.dialogs import paper_forms
from panel_desk.ui.dialogs.file_papers import FilePapers
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.dialogs.paper_viewer import PaperViewer
from panel_desk.ui.error_display import route
from panel_desk.ui.page import Page
from panel_desk.ui.pages.papers.details import PaperDetails, paper_chip
from panel_desk.ui.pages.papers.marked_phrases import (
    PaperReadings,
    open_pages_to_look_at,
    pages_in_words,
    start_reading,
)
from panel_desk.ui.pages.papers.missing import MissingPapers
from panel_desk.ui.printing import note_saved
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12
from panel_desk.ui.widgets.buttons import Action, allow, button, menu_button
from panel_desk.ui.widgets.drop_zone import DropZone
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, row, scrolling, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.table import Table

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from panel_desk.documents.redaction.paper_pages import PaperPages

T = TypeVar("T")
_KINDS = "Papers (*.pdf *.doc *.docx *.odt *.rtf *.jpg *.jpeg *.heic *.png *.tif *.tiff *.eml *.msg);;All files (*)"
_FEWEST, _MOST = 3, 12  # the table is as tall as its rows, within these numbers of rows
_FRAME = 84  # pixels of the table's height that are not rows


class CasePapers(QWidget):
    """The drop zone, the missing papers, the table of a case's papers, and the details of the selected one."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._refusals: list[str] = []
        self._shown: PaperRecord | None = None
        self._readings = PaperReadings(page, self._show_redactions)
        self._state = PapersState((), (), None)
        self._meets_on: date | None = None
        self._title = ""
        self._may_not = page.bridge.why_not(file_paper)  # a sentence; empty where the account may
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, self)
        self.zone = DropZone(
            "Drop this case's papers here: files, e-mails, or attachments from Outlook",
            _KINDS,
            button="File papers…",
            slim=True,
        )
        hide_unless(not self._may_not, self.zone)
        self.zone.dropped.connect(self.look)
        self.zone.virtual_dropped.connect(self.look)
        self.progress = Progress()
        self.missing = MissingPapers(self.choose_for, self._replace_number, may_file=not self._may_not)
        self.model: RowModel[PaperRow] = RowModel(_columns(), ref=lambda row: str(row.id))
        self.table = Table(
            self.model,
            "Papers of a case",
            counted=("paper", "papers"),
            empty=EmptyState(
                "No papers yet",
                "The office files the reports that the panel reads."
                if self._may_not
                else "File the reports that the panel will read.",
                None,
                "file-text",
            ),
            settings=page.context.settings,
        )
        self.table.opened.connect(self.show_paper)
        self.table.chosen.connect(self._choose)
        self.details = PaperDetails(
            self._open_version, self._bring_back, self._unmark, self.look_at_pages, may_change=not self._may_not
        )
        self._buttons: dict[str, QPushButton] = {
            label: button(Action(label, run, icon))
            for label, run, icon in (
                ("Open", self._open_chosen, "eye"),
                ("Replace…", self.replace, "upload"),
                ("Check…", self.check, "check"),
                ("Return to author…", self.return_it, "undo-2"),
                ("Remove", self.remove, "x"),
            )
        }
        self._more = menu_button(
            "More",
            [
                Action("Author and declaration…", partial(self._form, paper_forms.name_author)),
                Action("Correct name or kind…", partial(self._form, paper_forms.correct_paper)),
                Action("Redact a phrase…", self.redact),
                Action("Pages to look at…", self.look_at_pages),
                Action("E-mail the author…", self.email_author),
                Action("Move up", partial(self.move_by, -1)),
                Action("Move down", partial(self.move_by, 1)),
            ],
        )
        for keys, run in (
            ("Del", self.remove),
            ("Alt+Up", partial(self.move_by, -1)),
            ("Alt+Down", partial(self.move_by, 1)),
        ):
            QShortcut(keys, self.table, run, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._update_buttons()
        content = column(
            self.zone,
            self.progress,
            self.missing,
            row(*self._buttons.values(), self._more, STRETCH, gap=S8),
            self.table,
            self.details,
            STRETCH,
            gap=S12,
            margins=(0, 0, S12, 0),
        )
        self.setLayout(column(scrolling(within(content))))

    def show_papers(
        self, title: str, filed: Sequence[PaperRow], state: PapersState, meets_on: date | None = None
    ) -> None:
        """Show the papers that are filed and those that are missing.

        Args:
            title: the case's name.
            filed: the papers that are filed.
            state: the papers that are missing, and by when members must have all of them.
            meets_on: the day of the panel; None while the case is not booked.
        """
        self._title, self._state, self._meets_on = title, state, meets_on
        self.model.replace(filed)
        rows = min(max(len(filed), _FEWEST), _MOST)
        self.table.setFixedHeight(_FRAME + rows * self.table.view.verticalHeader().defaultSectionSize())
        self.missing.show_state(state, self._page.bridge.today())
        self._choose()

    # Filing

    def choose_for(self, kind: PaperKind) -> None:
        """Ask for the file of a missing paper."""
        if files := self.zone.ask_which():
            self.look([Path(file) for file in files], kind=kind)

    def replace(self) -> None:
        """Ask for the file of a newer version of the selected paper."""
        if chosen := self.chosen():
            self._replace_number(chosen.id)

    def _replace_number(self, paper: int) -> None:
        if files := self.zone.ask_which():
            self.look([Path(file) for file in files[:1]], replaces=paper)

    def look(self, files: Sequence[GivenFile], kind: PaperKind | None = None, replaces: int | None = None) -> None:
        """Check files in the worker, then open the dialog that files them.

        Args:
            files: the files, or the attachments that another program gives.
            kind: the kind of paper that was asked for; None where the user has still to say it.
            replaces: the id of the paper of which the file is a newer version; None for a new paper.
        """
        case = self._page.bridge.run_or_raise(read_case, self._page.ref)
        start = self._page.context.background.start

        def work(progress: ProgressCallback) -> list[CheckedFile]:
            return check_papers(case, files, progress)

        def unlock(locked: CheckedFile, password: str, done: Callable[[CheckedFile], object]) -> None:
            """Check a locked file again with its password, in the worker; `done` takes the result."""

            def again(progress: ProgressCallback) -> CheckedFile:
                [checked] = check_papers(case, [locked.source], progress, password)
                return checked

            self.progress.follow(start("Opening it with the password", again, done))

        def open_dialog(checked: list[CheckedFile]) -> None:
            FilePapers(
                checked,
                partial(self.file, case.case),
                self,
                filed=case.papers,
                unlock=unlock,
                kind=kind,
                replaces=replaces,
                case=f"{self._title} ({case.case})",
            )

        self.progress.follow(start(f"Checking {formats.count(len(files), 'file')}", work, open_dialog))

    def file(self, case: str, chosen: Sequence[PaperToFile]) -> None:
        """File papers for a case; where one is refused, the others are filed all the same."""
        self._page.clear_problems()
        self._refusals.clear()
        filed = [
            each.file.name for each in chosen if self._page.bridge.with_errors_in(self).run(file_checked, case, each)
        ]
        if filed:
            self._page.show_done(f"Filed {filed[0] if len(filed) == 1 else formats.count(len(filed), 'paper')}.")
        if self._refusals:
            self._page.banner.say(State.ALERT, " ".join(self._refusals))

    def show_problem(self, error: RuleBrokenError) -> None:
        """Collect why a paper was refused; `file` shows all the reasons together."""
        self._refusals.append(error.sentence)

    def clear_problems(self) -> None:
        """Do nothing: the reasons stay until the next filing."""

    # Reading

    def show_paper(self, number: str) -> PaperViewer | None:
        """Open a paper in the viewer, by its id in the table; None where it cannot be opened."""
        position = self.model.position_of(number)
        return self._show(self.model.row_at(position)) if position is not None else None

    def open_at(self, paper: int, page: int | None, words: str) -> None:
        """Select a paper and open it, at a page with some words marked if they are given."""
        self.table.choose(str(paper))
        viewer = self.show_paper(str(paper))
        if viewer is not None and page is not None:
            viewer.show_words(page - 1, words)

    def _show(self, paper: PaperRow, version: int | None = None) -> PaperViewer | None:
        number = version or paper.number
        title = paper.name if number == paper.number else f"{paper.name}, version {number}"
        redact = None if self._may_not else partial(self._redact, paper)
        try:
            return PaperViewer(title, self._page.bridge.ask(version_bytes, paper.id, number), self, redact=redact)
        except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
            route(error, self._page, self.window())
            return None

    def _open_version(self, number: int) -> None:
        if chosen := self.chosen():
            self._show(chosen, number)

    # Actions on the selected paper

    def chosen(self) -> PaperRow | None:
        """The selected paper."""
        number = self.table.current_ref()
        position = self.model.position_of(number) if number else None
        return self.model.row_at(position) if position is not None else None

    def check(self) -> FormDialog[int] | None:
        """Open the form in which the adviser passes the selected paper."""
        return self._form(paper_forms.pass_paper)

    def return_it(self) -> FormDialog[int] | None:
        """Open the form that returns the selected paper to its author.

        It is due back on the day by which members must have the papers, unless that day is past.
        """
        clock = self._state.clock
        due = clock.due_on if clock and not clock.overdue(self._page.bridge.today()) else None
        return self._form(partial(paper_forms.return_paper, due_back_on=due))

    def email_author(self) -> None:
        """Save an e-mail draft to the author of the selected paper, with what has to be corrected."""
        paper = self.chosen()
        if paper is None or paper.state is not PaperState.RETURNED:
            return
        check = self._page.bridge.ask(paper_file, paper.id).checks[0]
        draft = draft_of_return(
            ReturnedReport(
                case=paper.case,
                report=NAMES.get(paper.kind, "paper"),
                number=paper.number,
                author=paper.author or "",
                remarks=check.words,
                due_back_on=check.due_back_on,
                panel_on=self._meets_on,
                adviser=check.checked_by,
                agency=self._page.bridge.ask(agency_name),
            )
        )
        if path := self.ask_where(f"Report returned {paper.case}.eml", "E-mail draft (*.eml)"):
            try:
                write_or_explain(Path(path), eml(draft), "Put that right or choose another folder, then save again.")
            except SurroundingsError as error:
                route(error, self._page, self.window())
            else:
                note_saved(self._page, Path(path).name)
                self._page.show_done(f"{Path(path).name} is saved. Open it, write the address and send it.")

    def move_by(self, step: int) -> None:
        """Move the selected paper up (-1) or down (1) in the case's order of papers."""
        paper = self.chosen()
        in_order = sorted(self.model.rows(), key=lambda row: (row.position, row.id))
        if paper is None or self._may_not or self.model.is_narrowed:
            return
        position = in_order.index(paper) + step
        if 0 <= position < len(in_order):
            self._page.do(move_paper, paper=paper.id, place=position + 1)

    def remove(self) -> None:
        """Remove the selected paper from the case; this can be undone for ten seconds."""
        paper = self.chosen()
        if paper is None or self._may_not:
            return
        done = self._page.do(remove_paper, paper=paper.id)
        if removed := done.value:
            self._page.show_done(f"Removed {removed.name}.", partial(self._page.do, put_paper_back, removed=removed))

    def _bring_back(self, older: PaperVersionRow) -> FormDialog[int] | None:
        return self._form(partial(paper_forms.bring_back, older=older))

    def _unmark(self, redaction: RedactionRow) -> None:
        if self._page.do(unmark_redaction, redaction=redaction.id):
            self._page.show_done("The redaction is removed. Packs made from now on show the phrase.")

    def redact(self) -> FormDialog[int] | None:
        """Ask for a phrase that some editions must not show."""
        paper = self.chosen()
        return self._redact(paper) if paper is not None and not self._may_not else None

    def _redact(self, paper: PaperRow, phrase: str = "", over: QWidget | None = None) -> FormDialog[int]:
        return paper_forms.redact(self._page, paper, partial(self._say_where, paper.id), phrase, over)

    def _say_where(self, paper: int, redaction: int) -> None:
        """Say which pages have a phrase that was just marked, and offer to look at those that may show it.

        Args:
            paper: the paper's id.
            redaction: the id of the redaction that marks the phrase.
        """
        file = self._page.bridge.ask(paper_file, paper)
        phrase = next(each.phrase for each in file.redactions if each.id == redaction)

        def say(read: "PaperPages") -> None:
            where = phrase_pages(file, read, phrase)
            sentence = pages_in_words(where)
            if where.to_look_at:
                look = partial(self._open_pages, paper)
                over = QApplication.activeWindow() or self.window()  # the paper's viewer, where it is open
                ask(over, f"“{phrase}” is marked", sentence, "Look at pages…", look, otherwise="Later")
            else:
                self._page.show_done(f"“{phrase}” is marked. {sentence}")

        try:
            self.progress.follow(start_reading(self._page, file, say))
        except PanelDeskError as error:
            route(error, self._page, self.window())

    def look_at_pages(self) -> None:
        """Show the pages of the chosen paper that somebody has to look at."""
        paper = self.chosen()
        if paper is not None and not self._may_not:
            self._open_pages(paper.id)

    def _open_pages(self, paper: int) -> None:
        try:
            job = open_pages_to_look_at(self._page, paper, self)
        except PanelDeskError as error:
            route(error, self._page, self.window())
            return
        if job:
            self.progress.follow(job)

    def _form(self, form: Callable[[Page, PaperRow], FormDialog[T]]) -> FormDialog[T] | None:
        paper = self.chosen()
        return form(self._page, paper) if paper is not None and not self._may_not else None

    def _open_chosen(self) -> None:
        if number := self.table.current_ref():
            self.show_paper(number)

    def _choose(self, _: str = "") -> None:
        paper = self.chosen()
        if paper is None and (rows := self.model.rows()) and not self.table.view.hasFocus():
            self.table.choose(str(rows[0].id))
            return
        if paper is None:
            self.details.hide()
        else:
            try:
                self._shown = file = self._page.watch(paper_file, paper.id)
                self.details.show_paper(file, self._readings.of(file))
            except PanelDeskError as error:
                route(error, self._page, self.window())
        self._update_buttons()

    def _show_redactions(self, file: PaperRecord) -> None:
        """Show the pages of a paper's marked phrases once it has been read, if it is still the one that is shown."""
        if self._shown is file:
            self.details.show_redactions(file, self._readings.of(file))

    def _update_buttons(self) -> None:
        paper = self.chosen()
        may_not_check = self._page.bridge.why_not(check_paper)
        for label, made in self._buttons.items():
            reason = may_not_check if label in ("Check…", "Return to author…") else self._may_not
            allow(made, "" if label == "Open" else reason, is_possible=paper is not None)
        allow(self._more, self._may_not, is_possible=paper is not None)
        is_returned = paper is not None and paper.state is PaperState.RETURNED
        for entry in self._more.menu().actions():
            if entry.text().startswith("E-mail"):
                entry.setEnabled(is_returned)


def _findings(row: PaperRow) -> Chip | None:
    return Chip(State.NOTE, formats.count(len(row.findings), "remark")) if row.findings else None


def _state_word(row: PaperRow) -> str:
    chip = paper_chip(row)
    return chip.word if chip else row.state.value


def _columns() -> list[Column[PaperRow]]:
    return [
        Column("name", "Paper", lambda row: row.name, width=150),
        Column("kind", "Kind", lambda row: formats.capital(row.kind), width=84),
        Column("state", "State", _state_word, chip=paper_chip),
        Column("version", "Version", lambda row: str(row.number), lambda row: row.number, 72, Align.RIGHT),
        Column("pages", "Pages", lambda row: str(row.pages), lambda row: row.pages, 60, Align.RIGHT),
        Column("author", "Author", lambda row: row.author or "", width=110),
        Column("filed", "Filed", _filed, lambda row: row.filed_at, 176, is_extra=True),
        Column("findings", "Remarks", lambda row: " ".join(row.findings), chip=_findings),
    ]


def _filed(row: PaperRow) -> str:
    return f"{formats.full(row.filed_at.astimezone().date())} by {row.filed_by}"
