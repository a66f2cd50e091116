"""Makes documents in the worker, saves them where the user chooses, and opens them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from panel_desk.errors import SurroundingsError
from panel_desk.progress import ProgressCallback
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.store.atomic_write import write_or_explain
from panel_desk.ui.error_display import route
from panel_desk.ui.page import Page
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.save_file_dialog import where_to_save

_OWN_REGISTER = ("case", "member")
"""Pages of one record each, of the register with the same name; every other such page is a meeting's."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that was made.

    Args:
        data: its bytes.
        left_out: one sentence for each thing that is missing from it.
    """

    data: bytes
    left_out: tuple[str, ...] = ()


class Printing:
    """Makes and saves a page's documents.

    Args:
        page: whose documents they are.
        progress: shows the progress; None for a page without a progress bar.
    """

    def __init__(self, page: Page, progress: Progress | None = None) -> None:
        self._page = page
        self._progress = progress
        self.ask_where: Callable[[str], str] = self._ask_where
        self.show_file: Callable[[Path], object] = _show_file

    def save(
        self,
        what: str,
        name: str,
        make: Callable[[ProgressCallback], Printed],
        saved: Callable[[Printed], object] | None = None,
    ) -> None:
        """Ask for a file, make the document in the worker, save it and open it.

        Args:
            what: the document's name for the user, as *Agenda*.
            name: the file's name to suggest.
            make: makes it; touches neither the database nor a widget.
            saved: called once the file is saved.
        """
        path = self.ask_where(name)
        if not path:
            return
        file = Path(path)

        def work(progress: ProgressCallback) -> Printed:
            printed = make(progress)
            write_or_explain(file, printed.data, "Put that right or choose another place, then print again.")
            return printed

        def done(printed: Printed) -> None:
            note_saved(self._page, file.name)
            self._page.show_done(f"{what} saved as {file.name}")
            self.show_file(file)
            if saved:
                saved(printed)

        job = self._page.context.background.start(what, work, done)
        if self._progress:
            self._progress.follow(job)

    def _ask_where(self, name: str) -> str:
        kind = "Word document (*.docx)" if name.endswith(".docx") else "PDF document (*.pdf)"
        return where_to_save(self._page, name, kind)


def note_saved(page: Page, file_name: str) -> None:
    """Add to the audit trail that a document of a page's record was saved."""
    register = (page.place.page if page.place.page in _OWN_REGISTER else "meeting") if page.ref else "agency"
    page.bridge.note_seen(Disclosure(Seen.SAVED_DOCUMENT, register, page.ref, what=file_name))


def save_file(page: Page, path: str, data: bytes) -> bool:
    """Write a file where the user chose, and say so; returns whether it was written.

    Args:
        page: shows the result.
        path: the path; empty where the user cancelled.
        data: the file's bytes.
    """
    if not path:
        return False
    try:
        write_or_explain(Path(path), data, "Put that right or choose another folder, then save again.")
    except SurroundingsError as error:
        route(error, None, QApplication.activeModalWidget() or page)
        return False
    note_saved(page, Path(path).name)
    advice = " Open it to look it over and send it." if path.endswith(".eml") else ""
    page.show_done(f"{Path(path).name} is saved.{advice}")
    return True


def _show_file(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
