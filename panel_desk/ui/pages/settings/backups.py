"""The Backups tab of the settings: backs up the store and checks that it is undamaged."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from panel_desk.operations.backups import back_up
from panel_desk.queries.backups import BackupRow, backups
from panel_desk.queries.integrity import store_faults
from panel_desk.ui import formats
from panel_desk.ui.error_display import route
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = "backups/folder"
_OLD_AFTER = 7  # days; a store that changes daily is copied more often than this


class BackupsSection(Section):
    """When the store was last backed up, buttons that back it up, and the check of the store."""

    key = "backups"
    title = "Backups"

    def build(self) -> None:
        """Build the time of the last backup, the list of backups and the check."""
        self.ask_folder: Callable[[str], str] = self._ask_folder
        self.last = Text("", Part.SECTION)
        self._state = row(gap=S8)
        self.copies: RowModel[BackupRow] = RowModel(
            [
                Column("made_at", "Made", _when, lambda copy: copy.made_at, 240),
                Column("folder", "Folder", lambda copy: str(copy.folder), width=520),
            ],
            ref=lambda copy: str(copy.folder),
        )
        self.table = Table(
            self.copies,
            "Backups",
            counted=("backup", "backups"),
            empty=EmptyState(
                "No backups yet",
                "Back up now. Then back up to a drive that is kept elsewhere, so that a fire or a theft cannot take "
                "both.",
                icon_name="copy",
            ),
            settings=self.context.settings,
        )
        self.back_up_button = primary("Back up now", self.back_up)
        self.elsewhere_button = plain("Back up to another folder…", self.back_up_elsewhere, "folder-open")
        self.check_button = plain("Check the store", self.check, "list-checks")
        self.verdict = column(gap=S8)
        about = (
            "A backup is a complete, encrypted copy of the store, which is read back to make sure that it is not "
            "damaged. It opens with the same passphrases. Keep one on a drive outside this building."
        )
        whole = column(
            row(self.last, self._state, STRETCH, self.elsewhere_button, self.back_up_button, gap=S8),
            Text(about, Part.QUIET, wrap=True),
            self.table,
            row(Text("Is the store undamaged?", Part.SECTION), STRETCH, self.check_button, gap=S8),
            Text(
                "The check reads the database, the accounts' keys, the seals of the history, and every filed paper and "
                "signed print.",
                Part.QUIET,
                wrap=True,
            ),
            self.verdict,
            gap=S12,
            margins=(0, 0, 0, S24),
        )
        whole.setStretch(2, 1)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Reload the list of backups."""
        found = self.watch(backups, other_folder=self._other_folder())
        self.copies.replace(found)
        empty(self._state)
        if not found:
            self.last.setText("Not backed up yet")
            return
        self.last.setText(f"Last backed up {_when(found[0])}")
        days = (self.bridge.now() - found[0].made_at).days
        if days >= _OLD_AFTER:
            self._state.addWidget(StateChip(Chip(State.WAITING, f"{formats.count(days, 'day')} ago")))

    def back_up(self) -> None:
        """Back up the store into its own backups folder."""
        self._back_up(None)

    def back_up_elsewhere(self) -> None:
        """Ask for a folder, and back up the store into it."""
        if chosen := self.ask_folder(str(self._other_folder() or Path.home())):
            self.context.settings.put(_FOLDER, chosen)
            self._back_up(Path(chosen))

    def check(self) -> None:
        """Read all of the store, and show whether it is damaged."""
        empty(self.verdict)
        try:
            with wait_cursor():
                faults = self.bridge.ask(store_faults)
        except Exception as error:  # noqa: BLE001 # every kind of error has its place, and bugs the apology
            route(error, self, self.window())
            return
        if not faults:
            at = formats.clock_time(self.bridge.now())
            self.verdict.addWidget(StateChip(Chip(State.GOOD, f"The store is undamaged. Checked at {at}")))
            return
        many = formats.count(len(faults), "thing is", "things are")
        self.verdict.addWidget(StateChip(Chip(State.ALERT, f"{many} wrong with the store")))
        for fault in faults:
            self.verdict.addWidget(Text(fault, wrap=True, selectable=True))
        self.verdict.addWidget(Text("Ask your supplier before you restore the last backup with panel-desk restore."))

    def _back_up(self, folder: Path | None) -> None:
        with wait_cursor():
            done = self.do(back_up, folder=folder)
        if done and done.value is not None:
            self.context.backed_up(self.bridge.now())
            self.refresh()
            self.show_done(f"The store is backed up to {done.value}.")

    def _other_folder(self) -> Path | None:
        kept = self.context.settings.get(_FOLDER, "")
        return Path(kept) if kept else None

    def _ask_folder(self, start: str) -> str:
        return QFileDialog.getExistingDirectory(self, "Back up to another folder", start)


def _when(copy: BackupRow) -> str:
    moment = copy.made_at.astimezone()
    return f"{formats.with_weekday(moment.date())}, {moment:%H:%M}"
