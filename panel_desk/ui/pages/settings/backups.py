"""The Backups tab of the settings: backs up the store and checks that it is undamaged."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame

from panel_desk.operations.backups import back_up, choose_anchor_folder, choose_backup_folder
from panel_desk.queries.backups import BackupRow, backups, old_backups_in_words, old_key_backups, outside_places
from panel_desk.queries.integrity import accounts_without_key, store_faults
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
from panel_desk.ui.widgets.layout import STRETCH, ScrolledContent, column, empty, reveal, row, scrolling, within
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = "backups/folder"  # the key, in this computer's settings, of the other folder that was chosen last
_TITLE_WIDTH, _TABLE_HEIGHT = 130, 200  # pixels
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
                Column("occasion", "Why", lambda copy: formats.capital(copy.occasion or ""), width=200),
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
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.old_key = Text("", wrap=True, selectable=True)
        self.old_key.hide()
        self.back_up_button = primary("Back up now", self.back_up)
        self.elsewhere_button = plain("Back up to another folder…", self.back_up_elsewhere, "folder-open")
        self.check_button = plain("Check the store", self.check, "list-checks")
        self.verdict = column(gap=S8)
        self.verdict_area = within(self.verdict)
        about = (
            "A backup is a complete, encrypted copy of the store, which is read back to make sure that it is not "
            "damaged. It opens with the same passphrases. Panel Desk backs up by itself at the first sign-in of a day, "
            "when its window closes after a change, and before an update. It keeps the newest of each day, week and "
            "month, for as long as you set in Rules, and never deletes one that you made by hand."
        )
        self.second = _Place(
            "Second place",
            "Name a folder on another drive, best one outside this building: automatic backups then go there too.",
            "second place for backups",
            self.choose_second if self.may(choose_backup_folder) else None,
            self.leave_second,
        )
        self.noted = _Place(
            "Note of the history",
            "Name a folder that whoever uses this computer cannot change: the number and the seal of the history's "
            "newest entry are noted there, so that the check finds an old store that was put back.",
            "place for the note of the history",
            self.choose_noted if self.may(choose_anchor_folder) else None,
            self.leave_noted,
        )
        whole = column(
            row(self.last, self._state, STRETCH, self.elsewhere_button, self.back_up_button, gap=S8),
            Text(about, Part.QUIET, wrap=True),
            self.second,
            self.noted,
            self.table,
            self.old_key,
            row(Text("Is the store undamaged?", Part.SECTION), STRETCH, self.check_button, gap=S8),
            Text(
                "The check reads the database, the accounts' keys, the seals of the history, and every filed paper and "
                "signed print.",
                Part.QUIET,
                wrap=True,
            ),
            self.verdict_area,
            gap=S12,
            margins=(0, 0, S12, S24),
        )
        whole.setStretch(4, 1)
        self.body.addWidget(scrolling(ScrolledContent(whole)))

    def refresh(self) -> None:
        """Reload the list of backups."""
        found = self.watch(backups, other_folder=self._other_folder())
        self.copies.replace(found)
        old = old_backups_in_words(self.watch(old_key_backups, other_folder=self._other_folder()))
        self.old_key.setText("\n".join(old))
        self.old_key.setVisible(bool(old))
        places = self.watch(outside_places)
        self.second.show_folder(places.backup_folder)
        self.noted.show_folder(places.anchor_folder)
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

    def choose_second(self) -> None:
        """Ask for a second place for the automatic backups."""
        if (chosen := self.ask_folder(str(Path.home()))) and self.do(choose_backup_folder, folder=chosen):
            self.show_done("Automatic backups go there too from now on.")

    def leave_second(self) -> None:
        """Make automatic backups in the store's own folder only."""
        if self.do(choose_backup_folder, folder=""):
            self.show_done("Automatic backups go to the store's own folder only. Those in the second place are kept.")

    def choose_noted(self) -> None:
        """Ask for a place where the newest entries of the history are noted."""
        if (chosen := self.ask_folder(str(Path.home()))) and self.do(choose_anchor_folder, folder=chosen):
            self.show_done("The newest entry of the history is noted there with each automatic backup.")

    def leave_noted(self) -> None:
        """Note the newest entries of the history in backups only."""
        if self.do(choose_anchor_folder, folder=""):
            self.show_done("The newest entry of the history is noted in backups only.")

    def check(self) -> None:
        """Read all of the store, and show whether it is damaged."""
        empty(self.verdict)
        try:
            with wait_cursor():
                faults = self.bridge.ask(store_faults)
        except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
            route(error, self, self.window())
            return
        reveal(self.verdict_area)  # below what is seen in a low window
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
            without = self.bridge.ask(accounts_without_key) if self.bridge.may_ask(accounts_without_key) else ()
            self.show_done(" ".join([f"The store is backed up to {done.value}.", *without]))

    def _other_folder(self) -> Path | None:
        kept = self.context.settings.get(_FOLDER, "")
        return Path(kept) if kept else None

    def _ask_folder(self, start: str) -> str:
        return QFileDialog.getExistingDirectory(self, "Choose a folder for backups", start)


class _Place(QFrame):
    """A folder outside the store: its path, or what one is for, and buttons to choose another or none.

    Args:
        title: what the folder is.
        purpose: a sentence on what a folder is for, where none is chosen.
        name: what it is, within the names of its buttons.
        choose: asks for a folder; None where the role may only read.
        leave: chooses none.
    """

    def __init__(
        self,
        title: str,
        purpose: str,
        name: str,
        choose: "Callable[[], object] | None",
        leave: "Callable[[], object]",
    ) -> None:
        super().__init__()
        self._purpose = purpose
        self.words = Text("", wrap=True, selectable=True)
        self.choose_button = plain("Choose a folder…", choose or leave, "folder-open")
        self.choose_button.setAccessibleName(f"Choose a {name}")
        self.leave_button = plain("Use none", leave)
        self.leave_button.setAccessibleName(f"Use no {name}")
        self._may_change = choose is not None
        what = Text(title, Part.STRONG)
        what.setFixedWidth(_TITLE_WIDTH)
        parts = row(what, self.words, self.leave_button, self.choose_button, gap=S12)
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self.choose_button.setVisible(self._may_change)  # in a layout: on its own it would be a window for a moment

    def show_folder(self, folder: Path | None) -> None:
        """Show the folder that is chosen, if any."""
        self.words.setText(str(folder) if folder else self._purpose)
        self.leave_button.setVisible(self._may_change and folder is not None)


def _when(copy: BackupRow) -> str:
    moment = copy.made_at.astimezone()
    return f"{formats.with_weekday(moment.date())}, {moment:%H:%M}"
