"""The window of a review file: one meeting's minutes to read, write and sign at home, and the answer to the office.

Every change is written to the encrypted file at once. Only what the user prints or saves for Word is stored
unencrypted.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from panel_desk.errors import SurroundingsError
from panel_desk.exchange.letters.answer_from_home import draft_of_answer
from panel_desk.exchange.letters.eml import Attachment, eml
from panel_desk.exchange.minutes.review_file import ANSWER_SUFFIX, SUFFIX
from panel_desk.flows.review_at_home import OpenReviewFile
from panel_desk.queries.members.certificates import own_key
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.settings import Settings
from panel_desk.ui import formats
from panel_desk.ui.account_menu import LOCK_KEYS, account_button
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.idle_lock import IdleLock
from panel_desk.ui.page import PageContext, Place
from panel_desk.ui.pages.minutes.at_home import HomeMinutesPage
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import State
from panel_desk.ui.theme import LARGE_ICON, S4, S8, S12, S16, S24, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, within
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.shortcuts import Shortcuts
from panel_desk.ui.widgets.text import Elided
from panel_desk.ui.widgets.undo_bar import UndoBar
from panel_desk.ui.window import Window, resize_on_screen

_IDLE_MINUTES = 10
_LEAST, _FIRST = QSize(960, 600), QSize(1280, 720)  # the smallest size, and the size at first, in pixels


class HomeWindow(Window):
    """The window of a review file.

    Args:
        home: the open review file.
        settings: the settings of this computer.
    """

    def __init__(self, home: OpenReviewFile, settings: Settings) -> None:
        super().__init__()
        self.home, self.settings = home, settings
        self.bridge = DeskBridge(home.desk, self)
        self.background = BackgroundWorker(self)
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, self)
        self.is_saved = True
        self._is_leaving = False
        self._answer_path: Path | None = None
        self._has_changed_since = False  # since the answer was saved
        self.strip = Banner()
        self.undo_bar = UndoBar()
        self.status = Elided("", Part.QUIET)
        context = PageContext(self.bridge, settings, self.background, _stay, _stay, self.undo_bar.say)
        self.page = HomeMinutesPage(context)
        self.page.answer_wanted.connect(self.save_answer)
        self._lay_out()
        QShortcut("F1", self, self.show_keys)
        QShortcut(LOCK_KEYS, self, self.lock)
        self.idle_lock = IdleLock(self, home.file.name, "Password of this file", home.unlock, self._leave)
        self.idle_lock.lock_after(_IDLE_MINUTES)
        self.bridge.changed.connect(self.save)
        self.setWindowTitle("Minutes – Panel Desk")
        self._show_status("")
        self.page.visit(Place("minutes-of", home.file.meeting))

    def working_area(self) -> QWidget:
        """The page, in which the focus stays after a button is pressed."""
        return self.page

    def showEvent(self, event: QShowEvent) -> None:
        """Move the focus into the page."""
        super().showEvent(event)
        self.page.take_keyboard(None)

    def _lay_out(self) -> None:
        file = self.home.file
        person = account_button(
            file.name,
            "at home",
            self.settings,
            self.show_keys,
            self.lock,
            Action("Close this file", self.close, "log-out"),
        )
        bar = row(
            IconLabel("users", "accent", LARGE_ICON),
            Elided(file.agency, Part.STRONG),
            STRETCH,
            person,
            gap=S8,
            margins=(S16, S8, S12, S8),
        )
        around = within(row(self.strip, margins=(S24, S12, S24, 0)))
        foot = framed(row(self.status, margins=(S16, S4, S16, S4)), "foot")
        undo = within(row(self.undo_bar, margins=(S16, 0, S16, 0)))
        middle = column(around, self.page, undo, gap=0)
        middle.setStretch(1, 1)
        surface = within(middle)
        surface.setObjectName("surface")
        everything = column(framed(bar, "bar"), surface, foot, gap=0)
        everything.setStretch(1, 1)
        content = within(everything)
        content.setObjectName("window")
        self.setCentralWidget(content)
        self.setMinimumSize(_LEAST)
        resize_on_screen(self, _FIRST)

    def show_keys(self) -> Shortcuts:
        """Open the overlay of keys."""
        keys = Shortcuts([("On this page", self.page.keys)], parent=self)
        keys.open()
        return keys

    def lock(self) -> None:
        """Cover the window until its reader types the file's password."""
        self.idle_lock.lock()

    # Saving

    def save(self) -> None:
        """Write the changes to the file."""
        self._has_changed_since = self._answer_path is not None
        self._try(self.home.save)

    def save_elsewhere(self) -> None:
        """Write the changes to another file, and continue with that one."""
        where = self.ask_where(self.home.path.name, f"Review file (*{SUFFIX})")
        if where:
            self._try(lambda: self.home.save_elsewhere(Path(where)))

    def _try(self, save: Callable[[], object]) -> None:
        try:
            save()
        except SurroundingsError as error:
            self.is_saved = False
            again = Action("Save again", self.save)
            elsewhere = Action("Save elsewhere…", self.save_elsewhere)
            self.strip.say(State.ALERT, error.sentence, again, elsewhere, title="Not saved", can_dismiss=False)
        else:
            self.is_saved = True
            self._show_status(f"saved {formats.clock_time(self.bridge.now())}")

    # The answer

    def save_answer(self) -> None:
        """Save the answer file for the panel office."""
        if self.page.is_unsaved():  # saves what was typed; the page says what could not be saved
            return
        where = self.ask_where(str(self.home.path.with_name(self.home.answer_name)), f"Answer (*{ANSWER_SUFFIX})")
        if not where:
            return
        try:
            self.home.save_answer(Path(where))
        except SurroundingsError as error:
            self.page.banner.say(State.ALERT, error.sentence, title="Not saved")
            return
        self._answer_path, self._has_changed_since = Path(where), False
        if self.is_saved:
            self._show_status(f"answer saved {formats.clock_time(self.bridge.now())}")

    def save_draft(self) -> None:
        """Save an e-mail draft to the panel office with the answer file attached."""
        if self._answer_path is None:
            return
        where = self.ask_where(str(self._answer_path.with_suffix(".eml")), "E-mail draft (*.eml)")
        try:
            answer = Attachment(self._answer_path.name, "application/octet-stream", self._answer_path.read_bytes())
        except OSError:
            self.page.banner.say(State.ALERT, f"{self._answer_path.name} is no longer there. Save your answer again.")
            return
        save_file(self.page, where, eml(draft_of_answer(self.home.file, answer)))

    def _show_status(self, happened: str) -> None:
        """Show the next step in the strip at the top, and the file at the foot.

        Args:
            happened: what was saved last and at what time, for the foot; empty for nothing yet.
        """
        self.status.setText(" · ".join(part for part in (self.home.path.name, happened, "at home") if part))
        state, sentence = self._next()
        draft = [Action("Save an e-mail draft…", self.save_draft, "file-text")] if state is State.GOOD else []
        self.strip.say(state, sentence, *draft, can_dismiss=False)

    def _next(self) -> tuple[State, str]:
        """What the reader does next, in words, and the state that colours it; GOOD once the answer can be sent."""
        file = self.home.file
        office = file.office or "the panel office"
        done = self.bridge.ask(answer_at_home, file)
        is_finished = done.signed is not None or done.is_done
        if self._answer_path is not None and not self._has_changed_since and not is_finished:
            return State.WAITING, (
                f"Your answer is saved as {self._answer_path.name}, and you have not chosen Done checking. The office "
                "can take in one answer: finish first, then save it again."
            )
        if self._answer_path is not None and not self._has_changed_since:
            saved = (
                f"Your answer is saved as {self._answer_path.name}. Send it to {office}; it needs no password there."
            )
            return State.GOOD, f"{saved}{self._fingerprint()}"
        if self._answer_path is not None:
            return State.WAITING, "Something has changed since your answer was saved. Save it again before you send it."
        if is_finished:
            what = "You have signed." if done.signed else "Your check is done."
            return State.WAITING, f"{what} Save your answer and send it to {office}.{self._fingerprint()}"
        task = "Read and sign them" if file.may_sign else "Write, comment, and say when you are done"
        return State.NOTE, (
            f"These minutes are for you alone. {task}; then save your answer and send it to {office}. "
            "Your changes are saved in this file as you make them."
        )

    def _fingerprint(self) -> str:
        """A sentence with the fingerprint to compare by telephone; empty where the office knows the certificate."""
        key = self.bridge.ask(own_key)
        if key is None or key[0].sha256 == self.home.file.certificate:
            return ""
        return (
            " The office rings you to compare the fingerprint of your certificate: "
            f"{formats.fingerprint_in_words(key[0].sha256)}"
        )

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save, and wait for the worker to end; ask first where something could not be saved."""
        unsaved = self.page.is_unsaved()
        if not self.is_saved:
            self.save()
        if not self._is_leaving and (unsaved or not self.is_saved):
            event.ignore()
            sentence = f"What you wrote last is not saved in {self.home.path.name}."
            ask(self, "Close without saving?", sentence, "Close without saving", self._leave, otherwise="Keep writing")
            return
        self.background.drain()
        super().closeEvent(event)

    def _leave(self) -> None:
        self._is_leaving = True
        self.close()


def _stay(place: Place) -> None:
    """Do nothing: this window has one page."""
    del place
