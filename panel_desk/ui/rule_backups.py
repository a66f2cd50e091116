"""Backs the store up by itself while the window is open: after the first sign-in of a day, and before it closes."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer

from panel_desk.errors import PanelDeskError
from panel_desk.flows.keep_backups import BackupOutcome, BackupPlan, make_backups, note_outcome, plan_backups
from panel_desk.logs import record_bug
from panel_desk.store.backup_notes import Occasion
from panel_desk.ui.dialogs.message import Message, show_message
from panel_desk.ui.main_window import Leaving, MainWindow
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.progress import Progress


class _Words(NamedTuple):
    """What the dialogs about the backup say of what follows it."""

    title: str
    sentence: str
    skip: str  # the button that does without the backup
    failed: str  # the title where the backup went wrong
    go_on: str  # the button beneath what went wrong


_WORDS = {
    Leaving.CLOSE: _Words(
        "Backing up before this window closes",
        "The store has changed since its last backup. The window closes as soon as the new one is made.",
        "Close without this backup",
        "The backup on closing is not complete",
        "Close the window",
    ),
    Leaving.SIGN_OUT: _Words(
        "Backing up before you sign out",
        "The store has changed since its last backup. You are signed out as soon as the new one is made.",
        "Sign out without this backup",
        "The backup on signing out is not complete",
        "Sign out",
    ),
}

_QUIET_MS = 20_000  # after the window opened, so that its first page is not slowed down


class RuleBackups(QTimer):
    """The automatic backups of one window.

    Args:
        window: the window, which shows what went wrong and waits for the backup before it closes.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, singleShot=True, interval=_QUIET_MS)
        self._window, self._bridge = window, window.bridge
        self._is_done = False  # whether the backup before the window closes was begun, or was not needed
        self.timeout.connect(self.back_up_once_a_day)
        self._bridge.new_day.connect(self.start)
        window.before_leaving = self.back_up_before
        self.start()

    def back_up_once_a_day(self) -> None:
        """Back up in the background, where the store was not backed up today and has changed since it was."""
        plan = self._plan(Occasion.FIRST_SIGN_IN) if self._window.isVisible() else None
        if plan is not None:
            self._window.background.start("Backing up", partial(make_backups, plan), self._made_today)

    def back_up_before(self, leave: Callable[[], object], leaving: Leaving) -> bool:
        """Back up before the window closes or the account signs out, where the store has changed since the last backup.

        Args:
            leave: called once the backup is made, or the user goes without it.
            leaving: whether it closes the window or signs the account out, as the dialogs say.

        Returns:
            Whether there is a backup to make; if not, `leave` is not called.
        """
        plan = None if self._is_done else self._plan(Occasion.CLOSING)
        self._is_done = True
        if plan is None or not plan.folders:  # that the second place is missing is said once a day
            return False
        _BackingUp(self._window, plan, leave, _WORDS[leaving])
        return True

    def _plan(self, occasion: Occasion) -> BackupPlan | None:
        try:
            return self._bridge.run_or_raise(plan_backups, occasion)
        except PanelDeskError as error:  # such as a disk that was taken away, which nobody can mend while leaving
            self._window.warnings.say(State.WAITING, f"The store could not be backed up by itself. {error.sentence}")
            return None

    def _made_today(self, outcome: BackupOutcome) -> None:
        if self._bridge.run(note_outcome, outcome) and outcome.made:
            self._window.show_backed_up(self._bridge.now())
        if outcome.problems:
            self._window.warnings.say(State.WAITING, "\n".join(outcome.problems))


class _BackingUp(Message):
    """The dialog that is shown while the store is backed up before the window closes or the account signs out."""

    def __init__(self, window: MainWindow, plan: BackupPlan, leave: Callable[[], object], words: _Words) -> None:
        super().__init__(words.title, words.sentence, window)
        self._window, self._leave, self._words = window, leave, words
        self.progress = Progress()
        self.progress.stop_button.hide()
        self.add(self.progress)
        self.skip_button = plain(words.skip, self.reject)
        self.finish(self.skip_button)
        self.open()
        window.background.drain()  # what still runs there would be stopped by closing too
        self._job = window.background.start("Backing up", partial(make_backups, plan), self._made, self._failed)
        self.progress.follow(self._job)
        self.rejected.connect(self._skip)

    def _made(self, outcome: BackupOutcome) -> None:
        self.rejected.disconnect(self._skip)
        self.accept()
        problems = list(outcome.problems)
        try:
            self._window.bridge.run_or_raise(note_outcome, outcome)
        except Exception as error:  # noqa: BLE001 # every error is shown
            problems.append(_sentence(error))
        if problems:
            self._say(" ".join(problems))
        else:
            self._leave()

    def _failed(self, error: BaseException) -> None:
        self.rejected.disconnect(self._skip)
        self.accept()
        self._say(_sentence(error))

    def _say(self, words: str) -> None:
        """Show what went wrong; the window closes, or the account signs out, once the user has read it."""
        message = show_message(self._window, self._words.failed, words, selectable=True, close=self._words.go_on)
        message.finished.connect(lambda _: self._leave())  # the signal's number is no argument of `signed_out`

    def _skip(self) -> None:
        self._job.stop()
        self._leave()


def _sentence(error: BaseException) -> str:
    """What the user reads about an error; a bug is logged under a reference."""
    if isinstance(error, PanelDeskError):
        return error.sentence
    reference = record_bug(error)
    return (
        "Something went wrong inside Panel Desk. What was saved before is safe. "
        f"Tell your supplier the reference {reference}."
    )
