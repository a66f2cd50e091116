"""The dialog that imports a workbook: choose the file, preview, import, result."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from panel_desk.errors import FaultsError, RuleBrokenError
from panel_desk.operations.workbook.registers import PreviewOutdatedError, import_registers
from panel_desk.progress import ProgressCallback
from panel_desk.queries.workbook.comparison import ImportPreview, import_preview
from panel_desk.queries.workbook.model import Registers
from panel_desk.ui import formats
from panel_desk.ui.background import BackgroundWorker, Job
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.import_preview import Preview
from panel_desk.ui.error_display import route
from panel_desk.ui.states import State
from panel_desk.ui.theme import S12, S16, S24, Part
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.drop_zone import DropZone
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.text import Elided, Text
from panel_desk.ui.window import Dialog, resize_on_screen

_SIZE = QSize(1040, 640)
_KINDS = "Excel workbooks (*.xlsx)"
_INSTRUCTION = "Drop the workbook here, or choose it. Nothing is saved until you have seen what it would do."


class ImportDialog(Dialog):
    """Imports a workbook into the store.

    Args:
        bridge: the desk.
        background: the worker that reads the workbook.
        imported: takes the result of the import.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        background: BackgroundWorker,
        imported: Callable[[ImportPreview], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle("Panel Desk")
        self.setAccessibleName("Import a spreadsheet")
        resize_on_screen(self, _SIZE)
        self._bridge, self._background, self._imported = bridge, background, imported
        self._job: Job | None = None
        self._file = Path()
        self._registers: Registers | None = None
        self._previewed: ImportPreview | None = None
        self.title = Elided("Import a spreadsheet", Part.SECTION)
        self.banner = Banner()
        self.drop_zone = DropZone(_INSTRUCTION, _KINDS, button="Choose a workbook…", one_only=True)
        self.drop_zone.dropped.connect(self._take)
        self.progress = Progress()
        self.preview = Preview()
        self.choosing = within(column(STRETCH, self.drop_zone, self.progress, STRETCH, gap=S16))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.choosing)
        self.stack.addWidget(self.preview)
        self.why_not = Text("", Part.QUIET, wrap=True)
        self.again_button = plain("Choose another…", self.choose_again)
        self.close_button = plain("Cancel", self.reject)
        self.import_button = primary("Import", self.import_now)
        foot = row(self.why_not, self.again_button, self.close_button, self.import_button, gap=S12)
        foot.setStretch(0, 1)
        parts = column(self.title, self.banner, self.stack, foot, gap=S16, margins=(S24, S24, S24, S24))
        parts.setStretch(2, 1)
        self.setLayout(parts)
        self.finished.connect(self._clean_up)
        self.choose_again()
        self.open()

    # What it does

    def choose_again(self) -> None:
        """Start from the beginning."""
        self._registers = None
        self.banner.hide()
        self.title.setText("Import a spreadsheet")
        self.stack.setCurrentWidget(self.choosing)
        self.drop_zone.button.setFocus()
        self.again_button.hide()
        self._update_import_button("Choose a workbook first.")

    def read(self, file: Path) -> None:
        """Read a workbook in the worker, then show the preview."""
        self._file = file
        self.banner.hide()
        reader = _ReadWorkbook(file, self._bridge.today())
        self._job = self._background.start(f"Reading {file.name}", reader, self._compare, self._show_error)
        self._job.ended.connect(self._end)
        self.drop_zone.setEnabled(False)
        self.progress.follow(self._job)

    def import_now(self) -> None:
        """Import the workbook that was previewed."""
        if self._registers is None:
            return
        with wait_cursor():
            done = self._bridge.with_errors_in(self).do(
                import_registers, registers=self._registers, previewed=self._previewed
            )
        if done and done.value is not None:
            self._show_result(done.value)
            self._imported(done.value)

    # Problems

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a problem at the top; where the preview is outdated or has faults, make it again."""
        if isinstance(error, FaultsError | PreviewOutdatedError) and self._registers is not None:
            self._compare(self._registers)
        if not isinstance(error, FaultsError):
            self.banner.say(State.ALERT, error.sentence)

    def clear_problems(self) -> None:
        """Hide the banner."""
        self.banner.hide()

    # Internals

    def _take(self, files: list[Path]) -> None:
        self.read(files[0])

    def _end(self) -> None:
        self._job = None
        self.drop_zone.setEnabled(True)

    def _clean_up(self) -> None:
        """On closing: stop the job, and delete the dialog once it has ended."""
        if self._job is not None:
            self._job.stop()
            self._job.ended.connect(self.deleteLater)
        else:
            self.deleteLater()

    def _show_error(self, error: BaseException) -> None:
        route(error, self, self)

    def _compare(self, registers: Registers) -> None:
        try:
            with wait_cursor():
                preview = self._bridge.ask(import_preview, registers)
        except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
            route(error, self, self)
            return
        self._registers, self._previewed = registers, preview
        self.title.setText(f"What {self._file.name} would do")
        self.preview.show_preview(preview, is_done=False)
        self.stack.setCurrentWidget(self.preview)
        self.again_button.show()
        if preview.faults:
            fault_count = formats.count(len(preview.faults), "fault")
            self.banner.say(
                State.ALERT,
                "Nothing can be imported until every fault is corrected in the workbook. Correct it in Excel, save it, "
                "and choose it again.",
                title=f"{formats.capital(fault_count)}.",
                can_dismiss=False,
            )
            self._update_import_button(f"The workbook has {fault_count}.")
        elif not preview.changes:
            self.banner.say(State.GOOD, "The store holds all of this workbook already.", can_dismiss=False)
            self._update_import_button("There is nothing to import.")
        else:
            self.banner.say(State.NOTE, _would_do(preview), can_dismiss=False)
            self._update_import_button("")

    def _show_result(self, done: ImportPreview) -> None:
        self.title.setText(f"{self._file.name} is imported")
        self.banner.say(State.GOOD, f"{formats.capital(in_short(done))}.", can_dismiss=False)
        self.preview.show_preview(done, is_done=True)
        self.again_button.hide()
        self.import_button.hide()
        self.why_not.setText("")
        self.close_button.setText("Close")
        self.close_button.setFocus()

    def _update_import_button(self, why_not: str) -> None:
        """Enable the import, or show why it is not possible."""
        self.import_button.setEnabled(not why_not)
        self.import_button.setAccessibleDescription(why_not)
        self.why_not.setText(why_not)


class _ReadWorkbook:
    """Reads a workbook in the worker."""

    def __init__(self, file: Path, today: date) -> None:
        self._file, self._today = file, today

    def __call__(self, progress: ProgressCallback) -> Registers:
        """Read the workbook."""
        from panel_desk.exchange.workbook.xlsx import read_workbook  # noqa: PLC0415 # loads openpyxl when first needed

        return read_workbook(self._file, progress, self._today)


def in_short(preview: ImportPreview) -> str:
    """How many records are added, changed and unchanged, as a clause of a sentence."""
    added, changed, same = _totals(preview)
    return f"{formats.count(added, 'record')} added, {changed:,} changed, {same:,} unchanged"


def _would_do(preview: ImportPreview) -> str:
    added, changed, same = _totals(preview)
    return (
        f"This would add {formats.count(added, 'record')} and change {changed:,}. Unchanged: {same:,}. "
        "Nothing is saved yet."
    )


def _totals(preview: ImportPreview) -> tuple[int, int, int]:
    counts = preview.counts
    return sum(c.added for c in counts), sum(c.changed for c in counts), sum(c.unchanged for c in counts)
