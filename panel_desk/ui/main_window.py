"""The window: top bar, navigation, the pages, the undo bar, the status line, and the history of places."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from functools import partial

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from panel_desk.queries.agency import figures
from panel_desk.settings import AccountSettings, Settings
from panel_desk.ui import formats
from panel_desk.ui.account_menu import LOCK_KEYS, account_button
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import VIEW_REGISTERS, DeskBridge
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.error_display import route
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.idle_lock import IdleLock
from panel_desk.ui.page import Page, PageContext, PageSpec, Place, Spot, UnseenPage
from panel_desk.ui.states import State
from panel_desk.ui.theme import LARGE_ICON, S4, S8, S12, S16, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, icon_button
from panel_desk.ui.widgets.finder import Find, Finder
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, within
from panel_desk.ui.widgets.navigation import Navigation
from panel_desk.ui.widgets.shortcuts import IN_A_DATE, IN_A_DIALOG, IN_A_LIST, Keys, Shortcuts, anywhere
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.tab_order import tab_stops
from panel_desk.ui.widgets.text import Elided
from panel_desk.ui.widgets.undo_bar import UndoBar
from panel_desk.ui.window import Window, resize_on_screen

_LEAST, _FIRST = QSize(960, 600), QSize(1280, 720)  # the smallest size, and the size at first, in pixels
_PAGES_WITH_KEYS = 8  # Alt+1 to Alt+8
_MINUTE_MS = 60_000  # how often the window checks whether a new day has begun
_GEOMETRY, _PAGE = "window/geometry", "window/page"  # keys of this computer's settings


class Leaving(Enum):
    """What ends the work in a window."""

    CLOSE = "the window is closed"
    SIGN_OUT = "the account signs out"


class MainWindow(Window):
    """The main window.

    Args:
        bridge: the desk.
        pages: the pages that it can open; it starts with the first.
        agency: the query for the agency's name in the top bar.
        find: returns what the finder shows for what was typed.
        settings: the settings of this computer.
        backed_up_at: when the store was last backed up, if ever.
        sees_backups: whether the status line says so where the store was never backed up.
    """

    signed_out = Signal()

    def __init__(
        self,
        bridge: DeskBridge,
        pages: Sequence[PageSpec],
        *,
        agency: Callable[..., str],
        find: Find,
        settings: Settings,
        backed_up_at: datetime | None = None,
        sees_backups: bool = True,
    ) -> None:
        super().__init__()
        self.bridge = bridge
        self.settings = settings = AccountSettings(settings, bridge.signed_in.account)
        self.background = BackgroundWorker(self)
        self._specs = {spec.key: spec for spec in pages}
        self._pages: dict[str, Page] = {}
        self._count_reads: dict[str, frozenset[str]] = {}  # by the page's key: the registers that its count reads
        self._history: list[Place] = []
        self._position = -1
        self._backed_up_at, self._sees_backups = backed_up_at, sees_backups
        # Takes what closes the window or signs out. Returns True where something, such as a backup, is done first: it
        # calls what it was given once that is done.
        self.before_leaving: Callable[[Callable[[], object], Leaving], bool] = _nothing_first
        self._saved_at: datetime | None = None
        self.context = PageContext(
            bridge,
            settings,
            self.background,
            self.open,
            self._moved,
            self._show_done,
            self.show_backed_up,
            self.full_screen,
            self.can_open,
        )
        self.navigation = Navigation()
        self._page_shortcuts: list[QShortcut] = []
        self.finder = Finder(find)
        self.stack = QStackedWidget()
        self.stack.setObjectName("stack")
        self.undo_bar = UndoBar()
        self.warnings = Banner()
        self._status = Elided("", Part.QUIET)
        self._agency = Elided("", Part.STRONG)
        self._agency_query, self._agency_reads = agency, frozenset[str]()
        self._lay_out()
        self._add_shortcuts()
        me = bridge.signed_in
        self.idle_lock = IdleLock(self, me.name, "Passphrase", bridge.unlock, self.leave)
        self._set_idle_time()
        bridge.share(*(spec.count for spec in pages if spec.count is not None and self._has_count(spec)))
        bridge.changed.connect(self._on_changed)
        bridge.new_day.connect(self._begin_day)
        self.calendar = QTimer(self, interval=_MINUTE_MS)
        self.calendar.timeout.connect(bridge.check_new_day)
        self.calendar.start()
        self._name_agency()
        self._count_all()
        self._show_status()
        self._restore()

    # Navigation

    def working_area(self) -> QWidget | None:
        """The page that is open."""
        return self.stack.currentWidget()

    @property
    def place(self) -> Place:
        """The place that is open."""
        return self._history[self._position]

    def page(self, key: str) -> Page:
        """A page, made if this is the first visit."""
        made = self._pages.get(key)
        if made is None or (isinstance(made, UnseenPage) and self.can_open(key)):
            spec = self._specs[key]
            page = spec.factory(self.context) if self.can_open(key) else UnseenPage(self.context, spec)
            self._pages[key] = page
            self.stack.addWidget(page)
            if made is not None:
                self.stack.removeWidget(made)
                made.deleteLater()
        return self._pages[key]

    def can_open(self, key: str) -> bool:
        """Whether the account may see a page."""
        return self.bridge.may_ask(*self._specs[key].needs)

    def open(self, place: Place) -> None:
        """Open a place, and add it to the history."""
        self._open_at(place, None)

    def _open_at(self, place: Place, spot: Spot | None) -> None:
        """Open a place, and show a passage in it."""

        def go() -> None:
            if not (self._history and place == self.place):
                self._history = [*self._history[: self._position + 1], place]
                self._position += 1
            self._show(place)
            page = self._pages.get(place.page)
            if spot is not None and page is not None:
                page.show_spot(spot)

        if self._history and place == self.place:
            go()
        else:
            self._check_unsaved(place, go)

    def back(self) -> None:
        """Open the place before this one in the history."""
        self._step(-1)

    def forward(self) -> None:
        """Open the place after this one in the history."""
        self._step(1)

    def _step(self, step: int) -> None:
        if 0 <= self._position + step < len(self._history):
            place = self._history[self._position + step]
            self._check_unsaved(place, lambda: self._step_to(self._position + step))

    def _step_to(self, position: int) -> None:
        self._position = position
        self._show(self.place)

    def _check_unsaved(self, place: Place, go_on: Callable[[], None]) -> None:
        """Open a place by calling `go_on`; where text would be lost by that, only once the user agrees."""
        page = self._pages.get(place.page)
        if page is not None and page.is_unsaved() and page.place.ref != place.ref:
            ask(
                self,
                "Leave without saving?",
                "What you wrote on this page is not saved. It will be lost if you open another record here.",
                "Leave without saving",
                go_on,
                otherwise="Keep writing",
            )
        else:
            go_on()

    def _show(self, place: Place) -> None:
        try:
            page = self.page(place.page)
        except Exception as error:  # noqa: BLE001 # a page that cannot be made does not end the program
            route(error, None, self)
            return
        spec = self._specs[place.page]
        focus_is_elsewhere = not page.isVisible() or not page.isAncestorOf(self.focusWidget())
        # Asked before the page is shown, because showing it moves the focus to its first button.
        focused_before = page.focusWidget()
        page.visit(place)
        self.stack.setCurrentWidget(page)
        if focus_is_elsewhere:
            page.take_keyboard(focused_before)
        self._mark_page()
        self.setWindowTitle(f"{spec.title} – Panel Desk")
        self._back.setEnabled(self._position > 0)
        self._forward.setEnabled(self._position < len(self._history) - 1)
        if spec.in_navigation:
            self.settings.put(_PAGE, place.page)

    def _return_to_page(self) -> None:
        page = self.page(self.place.page)
        page.take_keyboard(page.focusWidget())

    def _mark_page(self) -> None:
        spec = self._specs[self.place.page]
        self.navigation.mark(spec.under or spec.key)

    def full_screen(self) -> bool:
        """Turn full screen on or off; returns whether it is on now."""
        is_full = not self.isFullScreen()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        for around in (self.navigation, self._top):
            around.setVisible(not is_full)
        return is_full

    def _moved(self, place: Place) -> None:
        """Record that the open page shows another tab, in place of the present step of the history."""
        if self._history and self.place.page == place.page:
            self._history[self._position] = place

    def _open_page(self, key: str) -> None:
        self.open(Place(key))

    # Layout

    def _lay_out(self) -> None:
        self._back = icon_button("arrow-left", "Back", self.back, "Alt+Left")
        self._forward = icon_button("arrow-right", "Forward", self.forward, "Alt+Right")
        signed_in = self.bridge.signed_in
        self._person = account_button(
            signed_in.name,
            signed_in.role,
            self.settings,
            self.show_keys,
            self.lock,
            Action("Sign out", self.sign_out, "log-out"),
        )
        side = row(self._back, self._forward, STRETCH, self._person, gap=S4)
        bar = row(
            row(IconLabel("users", "accent", LARGE_ICON), self._agency, gap=S8),
            self.finder,
            side,
            gap=S16,
            margins=(S16, S8, S12, S8),
        )
        bar.setStretch(0, 1)
        bar.setStretch(2, 1)
        foot = framed(row(self._status, margins=(S16, S4, S16, S4)), "foot")
        if self.bridge.warnings:
            self.warnings.say(State.WAITING, "\n".join(self.bridge.warnings))
        below = column(
            within(row(self.warnings, margins=(S16, 0, S16, 0))),
            self.stack,
            within(row(self.undo_bar, margins=(S16, 0, S16, 0))),
            foot,
            gap=0,
        )
        below.setStretch(1, 1)
        middle = row(self.navigation, below, gap=0)
        middle.setStretch(1, 1)
        self._top = framed(bar, "bar")
        everything = column(self._top, middle, gap=0)
        everything.setStretch(1, 1)
        content = within(everything)
        content.setObjectName("window")
        self.setCentralWidget(content)
        self.setMinimumSize(_LEAST)
        self._list_pages()
        self.navigation.chosen.connect(self._open_page)
        self.finder.chosen.connect(self._open_at)
        self.finder.left.connect(self._return_to_page)

    def _list_pages(self) -> None:
        """List in the navigation the pages that the account may see, each with its key."""
        self.navigation.clear()
        for shortcut in self._page_shortcuts:
            shortcut.setParent(None)
        self._page_shortcuts = []
        shown = [spec for spec in self._specs.values() if spec.in_navigation and self.can_open(spec.key)]
        for at, spec in enumerate(shown, start=1):
            keys = f"Alt+{at}" if at <= _PAGES_WITH_KEYS else ""
            self.navigation.add(spec.key, spec.title, spec.icon, keys, at_foot=spec.at_foot)
            if keys:
                self._page_shortcuts.append(QShortcut(keys, self, _OpenPage(self, spec.key)))

    def _add_shortcuts(self) -> None:
        QShortcut("F1", self, self.show_keys)
        QShortcut(LOCK_KEYS, self, self.lock)
        QShortcut("F10", self, self._go_to_header)
        for keys, by in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            QShortcut(keys, self, partial(self._turn_tab, by))

    def _go_to_header(self) -> None:
        for button in tab_stops(self.page(self.place.page).header)[-1:]:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn_tab(self, step: int) -> None:
        """Turn the page's own tabs, the outermost where there are others within."""
        bars = [bar for bar in self.page(self.place.page).findChildren(TabBar) if bar.isVisible()]
        if not bars:
            return
        bar = min(bars, key=lambda each: each.mapTo(self, QPoint()).y())
        shown = [at for at in range(bar.count()) if bar.isTabVisible(at)]
        bar.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bar.setCurrentIndex(shown[(shown.index(bar.currentIndex()) + step) % len(shown)])

    def show_keys(self) -> Shortcuts:
        """Open the overlay of keys."""
        groups = [
            ("Anywhere", anywhere(len(self._page_shortcuts))),
            ("In a list", IN_A_LIST),
            ("In a date", IN_A_DATE),
            ("In a dialog", IN_A_DIALOG),
        ]
        keys = Shortcuts(groups, [("On this page", self._page_keys())], parent=self)
        keys.open()
        return keys

    def _page_keys(self) -> Keys:
        return self.page(self.place.page).permitted_keys() if self._history else ()

    # Counts and status line

    def _on_changed(self, registers: frozenset[str]) -> None:
        self._saved_at = self.bridge.now()
        self._show_status()
        if self._agency_reads & registers:
            self._name_agency()
        if self._figures_reads & registers:
            self._set_idle_time()
        if VIEW_REGISTERS & registers:
            self._list_pages()
            self._mark_page()
            self._count_all()
        for key, reads in self._count_reads.items():
            if reads & registers:
                self._count(key)

    def _name_agency(self) -> None:
        result = self.bridge.ask_with_registers(self._agency_query)
        self._agency_reads = result.registers
        self._agency.setText(result.value)

    def _begin_day(self) -> None:
        self._count_all()
        self._show_status()

    def _count_all(self) -> None:
        self._count_reads.clear()
        for spec in self._specs.values():
            if self._has_count(spec):
                self._count(spec.key)

    def _has_count(self, spec: PageSpec) -> bool:
        """Whether the navigation shows a number beside a page's title: only to roles whose work is counted there."""
        return spec.count is not None and self.can_open(spec.key) and self.bridge.signed_in.role in spec.counted_for

    def _count(self, key: str) -> None:
        spec = self._specs[key]
        if spec.count is not None:
            try:
                result = self.bridge.ask_with_registers(spec.count)
            except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
                route(error, None, self)
                return
            self._count_reads[key] = result.registers
            self.navigation.count(key, sum(spec.is_counted(row) for row in result.value))

    def show_backed_up(self, backed_up_at: datetime) -> None:
        """Show in the status line when the store was backed up."""
        self._backed_up_at = backed_up_at
        self._show_status()

    def _show_status(self) -> None:
        parts = [f"saved {formats.clock_time(self._saved_at)}"] if self._saved_at else []
        if self._backed_up_at:
            day = self._backed_up_at.astimezone().date()
            when = "today" if day == self.bridge.today() else formats.short(day)
            parts.append(f"backed up {when} {formats.clock_time(self._backed_up_at)}")
        elif self._sees_backups:
            parts.append("not backed up yet")
        role = str(self.bridge.signed_in.role)
        parts.append(formats.capital(role))
        self._status.setText(" · ".join(parts))

    def _show_done(self, what: str, undo: Callable[[], object] | None = None) -> None:
        self.undo_bar.say(what, undo)

    # Opening and closing

    def _restore(self) -> None:
        resize_on_screen(self, _FIRST)
        if geometry := self.settings.get(_GEOMETRY, ""):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        keys = [key for key in self._specs if self.can_open(key)]
        last = self.settings.get(_PAGE, keys[0])
        self.open(Place(last if last in keys else keys[0]))

    def showEvent(self, event: QShowEvent) -> None:
        """Move the focus into the page."""
        super().showEvent(event)
        if self._history:
            page = self.page(self.place.page)
            page.take_keyboard(page.focusWidget())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Handle the back and forward buttons of a mouse."""
        if event.button() == Qt.MouseButton.BackButton:
            self.back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.forward()
        else:
            super().mousePressEvent(event)

    def lock(self) -> None:
        """Cover the window until its user types their passphrase."""
        self.idle_lock.lock()

    def _set_idle_time(self) -> None:
        result = self.bridge.ask_with_registers(figures)
        self._figures_reads = result.registers
        self.idle_lock.lock_after(result.value.idle_lock_minutes)

    def sign_out(self) -> None:
        """Sign out; ask first where something is not saved."""
        self._ask_to_leave("Sign out without saving?", "Sign out", self._sign_out)

    def _sign_out(self) -> None:
        if not self.before_leaving(self.signed_out.emit, Leaving.SIGN_OUT):
            self.signed_out.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Run `before_leaving`, save the window's geometry, and wait for the worker to end."""
        if self._unsaved():
            event.ignore()
            self._ask_to_leave("Close without saving?", "Close without saving", self._close_anyway)
            return
        if self.before_leaving(self.close, Leaving.CLOSE):
            event.ignore()
            return
        self.settings.put(_GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode())
        self.background.drain()
        super().closeEvent(event)

    def leave(self) -> None:
        """Close at once: without running `before_leaving` or asking about what is not saved, and with every dialog."""
        self.before_leaving = _nothing_first
        for dialog in self.findChildren(QDialog):
            dialog.hide()  # closing it would count as its Cancel
            dialog.deleteLater()
        self._close_anyway()

    def _unsaved(self) -> list[str]:
        return [self._specs[key].title for key, page in self._pages.items() if page.is_unsaved()]

    def _ask_to_leave(self, question: str, verb: str, go_on: Callable[[], object]) -> None:
        """Close or sign out by calling `go_on`; where text is not saved, only once the user agrees."""
        if unsaved := self._unsaved():
            sentence = f"What you wrote is not saved on: {formats.listed(unsaved)}."
            ask(self, question, sentence, verb, go_on, otherwise="Keep writing")
        else:
            go_on()

    def _close_anyway(self) -> None:
        for page in self._pages.values():
            page.deleteLater()
        self._pages.clear()
        self.close()


def _nothing_first(_: Callable[[], object], __: Leaving) -> bool:
    """`MainWindow.before_leaving` where there is nothing to do before the window closes."""
    return False


class _OpenPage:
    """Opens a page."""

    def __init__(self, window: MainWindow, key: str) -> None:
        self._window, self._key = window, key

    def __call__(self) -> None:
        """Open the page."""
        self._window.open(Place(self._key))
