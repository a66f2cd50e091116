"""The program's windows in order: first run or sign-in, then the desk, and sign-in again after signing out.

The first window is painted before the store, the database library or any page is loaded; those load while the user
types the passphrase.
"""

import importlib
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget

from panel_desk import logs, paths
from panel_desk.errors import OwnPassphraseNeededError, PanelDeskError, RuleBrokenError, StoreError
from panel_desk.progress import ProgressCallback
from panel_desk.rules.vocabulary import Calendar
from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.appearance import remembered_scheme
from panel_desk.ui.background import BackgroundWorker, GarbageCollector
from panel_desk.ui.error_display import install_hooks, route
from panel_desk.ui.first_run import FirstRun, NewAgency, RecoveryKey, SampleReady, SetUp
from panel_desk.ui.open_review_file import OpenReviewFile
from panel_desk.ui.sign_in import SignIn
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.layout import column, framed, row, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.tab_order import tab_stops
from panel_desk.ui.window import Window, resize_on_screen

if TYPE_CHECKING:
    from panel_desk.desk import Desk, TimeSource
    from panel_desk.ui.home_window import HomeWindow
    from panel_desk.ui.main_window import MainWindow

_STORE, _NAME = "store/folder", "store/name"  # settings: the store and the sign-in name that were used last
_SIZE = QSize(1120, 720)
# Modules that load while the passphrase is typed.
_PRELOADED = ("panel_desk.desk", "panel_desk.ui.desk_window", "panel_desk.ui.pages.today.page")


class Application(QObject):
    """Opens and closes the windows: first run, sign-in, the desk, a review file.

    Args:
        settings: what the window remembers.
        folder: the store to open, or where to make one; the one that was open last where None.
        time_source: the source of the time; the computer's clock where None.
        review_file: a review file to open instead of a store.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path | None = None,
        time_source: "TimeSource | None" = None,
        review_file: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.time_source = time_source
        self._given_folder = folder
        self._review_file = review_file
        self.folder = folder or Path(settings.get(_STORE, "") or paths.default_store())
        self.entry_window: QMainWindow | None = None  # for everything before sign-in
        self.window: MainWindow | None = None
        self.home: HomeWindow | None = None  # of a review file
        self._background: BackgroundWorker | None = None

    def start(self) -> None:
        """Show the first view: the review file that was given, sign-in where there is a store, else the first run."""
        if self._review_file is not None:
            review_file, self._review_file = self._review_file, None
            self.show_review_file(review_file)
        elif (self.folder / "keys.json").is_file():
            self.show_sign_in()
        else:
            self.show_first_run()

    # Before sign-in

    def show_first_run(self) -> None:
        """Show the ways to begin: the sample agency, a new agency, a store, a review file."""
        view = FirstRun()
        view.sample.connect(self.make_sample)
        view.set_up.connect(self.show_set_up)
        view.open_store.connect(self.choose_store)
        view.open_review_file.connect(self.choose_review_file)
        self._show(view)

    def show_sign_in(self) -> None:
        """Show sign-in; the first run where the store's keys cannot be read."""
        from panel_desk.store.keys import read_key_ring  # noqa: PLC0415 - argon2 and ciphers; a first run has no use for them

        try:
            names = read_key_ring(self.folder / "keys.json").names()
        except StoreError as error:
            self.show_first_run()
            route(error, None, self.entry_window)
            return
        view = SignIn(str(self.folder), names, self.settings.get(_NAME, ""))
        view.signed_in.connect(self.sign_in)
        view.chosen.connect(self.sign_in)
        view.recovered.connect(self.sign_in_with_recovery_key)
        view.other_store.connect(self.show_first_run)
        view.review_file.connect(self.choose_review_file)
        self._show(view)
        view.start()
        QTimer.singleShot(0, self._preload)

    def show_set_up(self) -> None:
        """Show the form that sets up an agency."""
        view = SetUp()
        view.filled.connect(self.set_up)
        view.back.connect(self.show_first_run)
        self._show(view)

    def choose_store(self) -> None:
        """Ask for the folder of a store, then show sign-in."""
        chosen = QFileDialog.getExistingDirectory(self.entry_window, "Open a store", str(self.folder.parent))
        if chosen:
            self.open_store(Path(chosen))

    def open_store(self, folder: Path) -> None:
        """Show sign-in for the store in a folder."""
        self.folder = folder
        self.show_sign_in()

    def choose_review_file(self) -> None:
        """Ask for a review file, then show its password form."""
        kind = f"Review files (*{paths.REVIEW_SUFFIX});;All files (*)"
        chosen, _ = QFileDialog.getOpenFileName(self.entry_window, "Open a review file", "", kind)
        if chosen:
            self.show_review_file(Path(chosen))

    def show_review_file(self, path: Path) -> None:
        """Ask for a review file's password."""
        from panel_desk.exchange.minutes.review_file import NotOpenedError, require_review_file  # noqa: PLC0415 - ciphers; seldom needed

        try:
            require_review_file(path)
        except NotOpenedError as error:
            if self.entry_window is None:
                self.start()
            route(error, None, self.entry_window)
            return
        view = OpenReviewFile(path.name)
        view.typed.connect(lambda password: self.open_review_file(path, password))
        view.back.connect(self.start)
        self._show(view)
        view.start()

    def set_up(self, typed: NewAgency) -> None:
        """Make a store from what was typed, and show its recovery key."""
        from panel_desk.flows.set_up_agency import NewStore, make_store, read_authorities  # noqa: PLC0415 - the database library

        view = self._view(SetUp)
        folder = self._free_folder("store")
        try:
            authorities = read_authorities(typed.authorities)
            with wait_cursor():
                new = NewStore(
                    typed.agency, typed.name, typed.full_name, typed.passphrase, typed.panel_type, authorities
                )
                recovery_key = make_store(folder, new, self.time_source)
        except RuleBrokenError as error:
            view.form.show_problem(error)
            return
        except StoreError as error:
            route(error, None, self.entry_window)
            return
        self.folder = folder
        self.settings.put(_NAME, typed.name)
        shown = RecoveryKey(recovery_key, self._printing(typed.agency, recovery_key))
        shown.confirmed.connect(self.show_sign_in)
        self._show(shown)

    def make_sample(self) -> None:
        """Make the sample agency in the background, and show its accounts."""
        folder = self._free_folder("sample")
        progress = Progress()
        holder = within(column(None, row(None, framed(row(progress, margins=(24, 24, 24, 24))), None), None))
        self._show(holder)
        self._background = self._background or BackgroundWorker(self)
        job = self._background.start(
            "Making the sample agency", _SampleWork(folder, self.time_source), self._sample_made, self._sample_failed
        )
        progress.follow(job)
        job.ended.connect(self._sample_ended)
        self.folder_being_made = folder

    def _sample_made(self, accounts: Any) -> None:  # noqa: ANN401 - sample accounts, whose module is loaded by the worker
        self.folder = self.folder_being_made
        self.settings.put(_NAME, accounts[0].name)
        view = SampleReady([(each.name, str(each.role), each.passphrase) for each in accounts])
        view.go_on.connect(self.show_sign_in)
        self._show(view)

    def _sample_failed(self, error: BaseException) -> None:
        self.show_first_run()
        route(error, None, self.entry_window)

    def _sample_ended(self) -> None:
        job = self.sender()
        if getattr(job, "is_stopped", False):
            self.show_first_run()

    # Signing in and out

    def sign_in(self, name: str, passphrase: str, chosen: str | None = None) -> None:
        """Open the store as an account; `chosen` is the person's own passphrase, where the other is a one-time code."""
        from panel_desk.desk import sign_in  # noqa: PLC0415 - the database library, preloaded by now

        self._enter(lambda: sign_in(self.folder, name, passphrase, self.time_source, chosen=chosen))

    def sign_in_with_recovery_key(self, recovery_key: str) -> None:
        """Open the store as its first administrator."""
        from panel_desk.desk import sign_in_with_recovery_key  # noqa: PLC0415 - the database library, preloaded by now

        self._enter(lambda: sign_in_with_recovery_key(self.folder, recovery_key, self.time_source))

    def _enter(self, open_desk: "Callable[[], Desk]") -> None:
        from panel_desk.ui.desk_bridge import DeskBridge  # noqa: PLC0415 - needed only after sign-in
        from panel_desk.ui.desk_window import desk_window  # noqa: PLC0415 - the same
        from panel_desk.ui.dialogs.signed_in_name import tell_of_signatures  # noqa: PLC0415 - the same
        from panel_desk.ui.rule_backups import RuleBackups  # noqa: PLC0415 - the same

        view = self._view(SignIn)
        try:
            with wait_cursor():
                desk = open_desk()
                try:
                    self.window = desk_window(DeskBridge(desk), self.settings)
                except BaseException:
                    desk.close()
                    raise
        except OwnPassphraseNeededError as error:
            view.ask_for_own(error.sentence)
            return
        except PanelDeskError as error:
            view.say(error.sentence)
            return
        self.settings.put(_STORE, str(self.folder))
        self.settings.put(_NAME, desk.signed_in.account)
        self.window.signed_out.connect(self.sign_out)
        RuleBackups(self.window)
        self._open_window(self.window)
        tell_of_signatures(self.window.bridge, self.window)

    def open_review_file(self, path: Path, password: str) -> None:
        """Open a review file with its password."""
        from panel_desk.flows.review_at_home import open_review_file  # noqa: PLC0415 - the database library, needed by few
        from panel_desk.ui.home_window import HomeWindow  # noqa: PLC0415 - the same

        view = self._view(OpenReviewFile)
        try:
            with wait_cursor():
                self.home = HomeWindow(open_review_file(path, password, self.time_source), self.settings)
        except PanelDeskError as error:
            view.say(error.sentence)
            return
        self._open_window(self.home)

    def _open_window(self, window: QMainWindow) -> None:
        window.show()
        if self.entry_window is not None:
            self.entry_window.hide()

    def sign_out(self) -> None:
        """Close the desk and show sign-in."""
        if self.window is not None:
            window, self.window = self.window, None
            window.leave()
            window.bridge.close()
            window.deleteLater()
        self.show_sign_in()

    # Internals

    def _show(self, view: QWidget) -> None:
        if self.entry_window is None:
            self.entry_window = Window()
            resize_on_screen(self.entry_window, _SIZE)
            self.entry_window.setWindowTitle("Panel Desk")
        old = self.entry_window.takeCentralWidget()
        if old is not None:
            old.deleteLater()
        view.setObjectName("window")
        self.entry_window.setCentralWidget(view)
        self.entry_window.show()
        if view.accessibleName() and (stops := tab_stops(view)):  # not while the sample is made: Enter would stop it
            stops[0].setFocus()

    def _view(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the view that the entry window shows
        view = self.entry_window.centralWidget() if self.entry_window is not None else None
        if not isinstance(view, kind):
            raise TypeError(f"the entry window shows no {kind.__name__}")
        return view

    def _free_folder(self, name: str) -> Path:
        """A folder for a new store, new or empty: the one given on the command line, or one beside the usual store."""
        parent = (self._given_folder or paths.default_store()).parent
        others = (parent / f"{name}-{number}" for number in count(2))
        chosen = [self._given_folder] if self._given_folder else []
        return next(folder for folder in chain(chosen, [parent / name], others) if _is_free(folder))

    def _printing(self, agency: str, recovery_key: str) -> Callable[[], object]:
        def print_it() -> None:
            from panel_desk.ui.dialogs.print_recovery_key import print_recovery_key  # noqa: PLC0415 - printed once, at set-up

            print_recovery_key(agency, recovery_key, self.entry_window)

        return print_it

    def _preload(self) -> None:
        threading.Thread(target=_load, name="preload", daemon=True).start()


class _SampleWork:
    """Makes the sample agency, in the worker's thread; nothing else has the store open yet."""

    def __init__(self, folder: Path, time_source: "TimeSource | None") -> None:
        self._folder, self._time_source = folder, time_source

    def __call__(self, progress: ProgressCallback) -> object:
        from panel_desk.sample import make_sample_agency  # noqa: PLC0415 - imports documents; used once

        def report(done: int, of: int) -> None:
            progress("Making the sample agency", done, of)

        return make_sample_agency(self._folder, time_source=self._time_source, progress=report)


def _is_free(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _load() -> None:
    """Load what the window needs after sign-in."""
    for module in _PRELOADED:
        importlib.import_module(module)
    from panel_desk.rules.working_days import bank_holidays  # noqa: PLC0415 - preloaded too

    bank_holidays(Calendar.ENGLAND_AND_WALES, datetime.now(UTC).year)


def run(path: Path | None = None) -> int:
    """Run the program until its window is closed; returns the process's exit code.

    Args:
        path: a store's folder or a review file; the store that was open last where None.
    """
    logs.set_up()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of application is running")
    app.setApplicationName("Panel Desk")
    settings = Settings(paths.settings_file())
    theme.apply_theme(app, remembered_scheme(settings))
    install_hooks(app)
    GarbageCollector(app)
    is_file = path is not None and path.suffix.casefold() == paths.REVIEW_SUFFIX
    application = Application(settings, None, review_file=path) if is_file else Application(settings, path)
    application.start()
    code = app.exec()
    if application.window is not None:
        application.window.bridge.close()
    return code
