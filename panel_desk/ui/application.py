"""The program's life in a window: the way in (first run, sign-in), then the desk, then back to the way in.

What opens first is painted before the store, the database library or any page is loaded; those load while the user
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

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget

from panel_desk import logs, paths
from panel_desk.errors import PanelDeskError, RuleBrokenError, StoreError
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

if TYPE_CHECKING:
    from panel_desk.desk import Desk, TimeSource
    from panel_desk.ui.home_window import HomeWindow
    from panel_desk.ui.main_window import MainWindow

_STORE, _NAME = "store/folder", "store/name"
_SIZE = (1120, 720)
_AHEAD = ("panel_desk.desk", "panel_desk.ui.desk_window", "panel_desk.ui.pages.today.page")


class Application(QObject):
    """Goes from the way in to the desk and back.

    Args:
        settings: what the window remembers.
        folder: the store to open, or where to make one; the one that was open last where None.
        clock: what time it is; the computer's own where None.
        review_file: minutes to open at home instead of a store.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path | None = None,
        clock: "TimeSource | None" = None,
        review_file: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.clock = clock
        self._asked_for = folder
        self._review_file = review_file
        self.folder = folder or Path(settings.get(_STORE, "") or paths.default_store())
        self.door: QMainWindow | None = None
        self.window: MainWindow | None = None
        self.home: HomeWindow | None = None
        self._background: BackgroundWorker | None = None

    def start(self) -> None:
        """Open the way in: a review file that was asked for, sign-in where there is a store, else the first run."""
        if self._review_file is not None:
            asked_for, self._review_file = self._review_file, None
            self.show_review_file(asked_for)
        elif (self.folder / "keys.json").is_file():
            self.show_sign_in()
        else:
            self.show_first_run()

    # The way in

    def show_first_run(self) -> None:
        """Show the three ways to begin."""
        view = FirstRun()
        view.sample.connect(self.make_sample)
        view.set_up.connect(self.show_set_up)
        view.open_store.connect(self.choose_store)
        view.open_review_file.connect(self.choose_review_file)
        self._show(view)

    def show_sign_in(self) -> None:
        """Ask who it is."""
        from panel_desk.store.keys import read_key_ring  # noqa: PLC0415 - argon2 and ciphers; a first run has no use for them

        try:
            names = read_key_ring(self.folder / "keys.json").names()
        except StoreError as error:
            self.show_first_run()
            route(error, None, self.door)
            return
        view = SignIn(str(self.folder), names, self.settings.get(_NAME, ""))
        view.signed_in.connect(self.sign_in)
        view.recovered.connect(self.sign_in_with_recovery_key)
        view.elsewhere.connect(self.show_first_run)
        view.review_file.connect(self.choose_review_file)
        self._show(view)
        view.start()
        QTimer.singleShot(0, self._load_ahead)

    def show_set_up(self) -> None:
        """Ask what a new store needs to know."""
        view = SetUp()
        view.filled.connect(self.set_up)
        view.back.connect(self.show_first_run)
        self._show(view)

    def choose_store(self) -> None:
        """Ask for a folder with a store in it, and then who it is."""
        chosen = QFileDialog.getExistingDirectory(self.door, "Open a store", str(self.folder.parent))
        if chosen:
            self.open_store(Path(chosen))

    def open_store(self, folder: Path) -> None:
        """Ask who it is, at the store in a folder."""
        self.folder = folder
        self.show_sign_in()

    def choose_review_file(self) -> None:
        """Ask for a file that came from a panel office."""
        kind = f"Review files (*{paths.REVIEW_SUFFIX});;All files (*)"
        chosen, _ = QFileDialog.getOpenFileName(self.door, "Open a review file", "", kind)
        if chosen:
            self.show_review_file(Path(chosen))

    def show_review_file(self, path: Path) -> None:
        """Ask for a review file's password."""
        from panel_desk.exchange.minutes.review_file import NotOpenedError, require_review_file  # noqa: PLC0415 - ciphers; seldom wanted

        try:
            require_review_file(path)
        except NotOpenedError as error:
            if self.door is None:
                self.start()
            route(error, None, self.door)
            return
        view = OpenReviewFile(path.name)
        view.typed.connect(lambda password: self.open_review_file(path, password))
        view.back.connect(self.start)
        self._show(view)
        view.start()

    def set_up(self, typed: NewAgency) -> None:
        """Make a store as the form says, and show its recovery key."""
        from panel_desk.flows.set_up_agency import make_store, read_authorities  # noqa: PLC0415 - the database library

        view = self._view(SetUp)
        folder = self._free_folder("store")
        try:
            authorities = read_authorities(typed.authorities)
            with wait_cursor():
                recovery_key = make_store(
                    folder,
                    agency=typed.agency,
                    panel_type=typed.panel_type,
                    authorities=authorities,
                    full_name=typed.full_name,
                    name=typed.name,
                    passphrase=typed.passphrase,
                    clock=self.clock,
                )
        except RuleBrokenError as error:
            view.form.show_problem(error)
            return
        except StoreError as error:
            route(error, None, self.door)
            return
        self.folder = folder
        self.settings.put(_NAME, typed.name)
        shown = RecoveryKey(recovery_key, self._printing(typed.agency, recovery_key))
        shown.kept.connect(self.show_sign_in)
        self._show(shown)

    def make_sample(self) -> None:
        """Make the sample agency in the background, and show its accounts."""
        folder = self._free_folder("sample")
        progress = Progress()
        holder = within(column(None, row(None, framed(row(progress, margins=(24, 24, 24, 24))), None), None))
        self._show(holder)
        self._background = self._background or BackgroundWorker(self)
        job = self._background.start(
            "Making the sample agency", _SampleWork(folder, self.clock), self._sample_made, self._sample_failed
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
        route(error, None, self.door)

    def _sample_ended(self) -> None:
        job = self.sender()
        if getattr(job, "is_stopped", False):
            self.show_first_run()

    # Through the door

    def sign_in(self, name: str, passphrase: str) -> None:
        """Open the store as an account."""
        from panel_desk.desk import sign_in  # noqa: PLC0415 - the database library, loaded ahead by now

        self._enter(lambda: sign_in(self.folder, name, passphrase, self.clock))

    def sign_in_with_recovery_key(self, recovery_key: str) -> None:
        """Open the store as its first administrator."""
        from panel_desk.desk import sign_in_with_recovery_key  # noqa: PLC0415 - the same

        self._enter(lambda: sign_in_with_recovery_key(self.folder, recovery_key, self.clock))

    def _enter(self, open_desk: "Callable[[], Desk]") -> None:
        from panel_desk.ui.desk_bridge import DeskBridge  # noqa: PLC0415 - wanted only after sign-in
        from panel_desk.ui.desk_window import desk_window  # noqa: PLC0415 - the same

        view = self._view(SignIn)
        try:
            with wait_cursor():
                desk = open_desk()
                try:
                    self.window = desk_window(DeskBridge(desk), self.settings)
                except BaseException:
                    desk.close()
                    raise
        except PanelDeskError as error:
            view.say(error.sentence)
            return
        self.settings.put(_STORE, str(self.folder))
        self.settings.put(_NAME, desk.signed_in.account)
        self.window.signed_out.connect(self.sign_out)
        self._go_in(self.window)

    def open_review_file(self, path: Path, password: str) -> None:
        """Open minutes at home."""
        from panel_desk.flows.review_at_home import open_at_home  # noqa: PLC0415 - the database library, wanted by few
        from panel_desk.ui.home_window import HomeWindow  # noqa: PLC0415 - the same

        view = self._view(OpenReviewFile)
        try:
            with wait_cursor():
                self.home = HomeWindow(open_at_home(path, password, self.clock), self.settings)
        except PanelDeskError as error:
            view.say(error.sentence)
            return
        self._go_in(self.home)

    def _go_in(self, window: QMainWindow) -> None:
        window.show()
        if self.door is not None:
            self.door.hide()

    def sign_out(self) -> None:
        """Leave the desk and ask who it is again."""
        if self.window is not None:
            window, self.window = self.window, None
            window.close()
            window.bridge.close()
            window.deleteLater()
        self.show_sign_in()

    # How it is worked

    def _show(self, view: QWidget) -> None:
        if self.door is None:
            self.door = QMainWindow()
            self.door.resize(*_SIZE)
            self.door.setWindowTitle("Panel Desk")
        old = self.door.takeCentralWidget()
        if old is not None:
            old.deleteLater()
        view.setObjectName("window")
        self.door.setCentralWidget(view)
        self.door.show()

    def _view(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the view that the door shows
        view = self.door.centralWidget() if self.door is not None else None
        if not isinstance(view, kind):
            raise TypeError(f"the door shows no {kind.__name__}")
        return view

    def _free_folder(self, name: str) -> Path:
        """Where a new store goes: the folder that was asked for or one beside the usual store, with nothing in it."""
        place = (self._asked_for or paths.default_store()).parent
        numbered = (place / f"{name}-{number}" for number in count(2))
        asked_for = [self._asked_for] if self._asked_for else []
        return next(one for one in chain(asked_for, [place / name], numbered) if _is_free(one))

    def _printing(self, agency: str, recovery_key: str) -> Callable[[], object]:
        def print_it() -> None:
            from panel_desk.ui.dialogs.print_recovery_key import print_recovery_key  # noqa: PLC0415 - printing is seldom

            print_recovery_key(agency, recovery_key, self.door)

        return print_it

    def _load_ahead(self) -> None:
        threading.Thread(target=_load, name="loading ahead", daemon=True).start()


class _SampleWork:
    """Makes the sample agency, in the worker's thread; the store is nobody else's yet."""

    def __init__(self, folder: Path, clock: "TimeSource | None") -> None:
        self._folder, self._clock = folder, clock

    def __call__(self, progress: ProgressCallback) -> object:
        from panel_desk.sample import make_sample_agency  # noqa: PLC0415 - documents and all; wanted once

        def at(done: int, of: int) -> None:
            progress("Making the sample agency", done, of)

        return make_sample_agency(self._folder, clock=self._clock, progress=at)


def _is_free(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _load() -> None:
    for module in _AHEAD:
        importlib.import_module(module)
    from panel_desk.rules.working_days import bank_holidays  # noqa: PLC0415 - among what loads ahead

    bank_holidays(Calendar.ENGLAND_AND_WALES, datetime.now(UTC).year)


def run(place: Path | None = None) -> int:
    """Open the window and stay until it is closed; the process's exit code.

    Args:
        place: a store's folder or a review file; the store that was open last where None.
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
    is_file = place is not None and place.suffix.casefold() == paths.REVIEW_SUFFIX
    application = Application(settings, None, review_file=place) if is_file else Application(settings, place)
    application.start()
    code = app.exec()
    if application.window is not None:
        application.window.bridge.close()
    return code
