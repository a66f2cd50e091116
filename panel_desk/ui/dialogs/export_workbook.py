"""Exports every register as a workbook: read on the GUI thread, written by the worker."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from panel_desk.progress import ProgressCallback
from panel_desk.queries.agency import agency
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.queries.workbook.model import Registers
from panel_desk.ui import formats
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.error_display import route
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.save_file_dialog import where_to_save

_NOT_IN_NAMES = '<>:"/\\|?*'


class WorkbookExport(QObject):
    """Exports all registers as a workbook.

    Args:
        bridge: the desk.
        background: the worker.
        progress: shows the progress.
        done: takes the file's name once it is written.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        background: BackgroundWorker,
        progress: Progress,
        done: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._background, self._progress, self._done = bridge, background, progress, done
        self._window = parent
        self.ask_where: Callable[[str], str] = partial(
            where_to_save, self._window, kind="Excel workbook (*.xlsx)", title="Export everything"
        )

    def start(self) -> None:
        """Ask for a file, read the registers and write them."""
        name = f"{self._bridge.ask(agency).name} registers {formats.full(self._bridge.today())}.xlsx"
        chosen = self.ask_where("".join(letter for letter in name if letter not in _NOT_IN_NAMES))
        if not chosen:
            return
        path = Path(chosen)
        try:
            with wait_cursor():
                registers = self._bridge.ask(all_registers)
        except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
            route(error, None, self._window)
            return
        job = self._background.start(
            "Writing the workbook", partial(_write, path, registers), partial(self._finish, path.name)
        )
        self._progress.follow(job)

    def _finish(self, name: str, _: object) -> None:
        self._done(name)


def _write(path: Path, registers: Registers, progress: ProgressCallback) -> None:
    from panel_desk.exchange.workbook.xlsx import write_workbook  # noqa: PLC0415 # loads openpyxl when first needed

    write_workbook(path, registers, progress)
