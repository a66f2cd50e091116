"""What every page has: a header, a banner, a body, questions that it watches, and its place in the history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.settings import Settings
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge, Done
from panel_desk.ui.error_display import route
from panel_desk.ui.states import State
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.layout import PAGE_MARGINS, column
from panel_desk.ui.widgets.page_header import PageHeader

if TYPE_CHECKING:
    from datetime import datetime

    from panel_desk.desk import Desk, Work

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the window.

    Args:
        page: the key of a page's `PageSpec`.
        ref: the record that it shows, for a page that shows one.
        tab: the tab of the record.
    """

    page: str
    ref: str | None = None
    tab: str | None = None


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the window gives each page.

    Args:
        bridge: the desk.
        settings: what the window remembers.
        background: the worker for documents and workbooks.
        open: goes to a place.
        moved: notes that the open page is now at another tab, without a step in the history.
        said: shows what was done, with what undoes it.
        backed_up: notes in the status line when the store was last backed up.
        full_screen: gives the page the whole screen, or gives it back; whether it has it now.
    """

    bridge: DeskBridge
    settings: Settings
    background: BackgroundWorker
    open: Callable[[Place], None]
    moved: Callable[[Place], None]
    said: Callable[[str, Callable[[], object] | None], None]
    backed_up: Callable[["datetime"], None] = lambda at: None  # noqa: ARG005 # outside the window nobody notes it
    full_screen: Callable[[], bool] = lambda: False


class Page(QWidget):
    """A page. Write `build` (once: make pieces, put them in `self.body`) and `refresh` (ask, and show).

    `refresh` runs when the page is first shown, when it is visited for another record, whenever a register changes
    that one of its watched questions read, and when a new day begins; while the page is hidden it only goes stale.
    """

    title = ""
    keys: Sequence[tuple[str, str]] = ()  # the page's own keys and what they do, for the overlay

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.bridge = context.bridge
        self.place = Place("")
        self.header = PageHeader(self.title)
        self.banner = Banner()
        self.body: QVBoxLayout = column(gap=S12)
        parts = column(self.header, self.banner, self.body, gap=S12, margins=PAGE_MARGINS)
        parts.setStretch(2, 1)
        self.setLayout(parts)
        self.setObjectName("surface")
        self.setAccessibleName(self.title)
        self._registers: frozenset[str] = frozenset()
        self._is_stale = True
        self.build()
        self.bridge.changed.connect(self._on_changed)
        self.bridge.new_day.connect(self.ask_again)

    # For each page to write

    def build(self) -> None:
        """Make the page's pieces. Once, before the first refresh."""

    def refresh(self) -> None:
        """Ask, by `watch`, and show the answers. An error raised here is told to the user."""

    def is_unsaved(self) -> bool:
        """The page holds words that would be lost if another record were shown in it."""
        return False

    # For each page to use

    @property
    def ref(self) -> str:
        """The ref of the record that the page was asked to show."""
        return self.place.ref or ""

    def watch(self, query: "Callable[Concatenate[Work, P], T]", *args: P.args, **fields: P.kwargs) -> T:
        """Ask a query, and refresh the page whenever a register that it read changes."""
        answer = self.bridge.answer(query, *args, **fields)
        self._registers |= answer.registers
        return answer.value

    def do(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Do an operation with its own parameters; the page's banner shows a broken rule."""
        return self.bridge.beside(self).do(operation, *args, **fields)

    def run(self, flow: "Callable[Concatenate[Desk, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Run a step of a flow with its own parameters; the page's banner shows a broken rule."""
        return self.bridge.beside(self).run(flow, *args, **fields)

    def open(self, page: str, ref: str | None = None, tab: str | None = None) -> None:
        """Go to another page."""
        self.context.open(Place(page, ref, tab))

    def said(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Say at the foot of the window what was done, and for ten seconds offer to undo it."""
        self.context.said(words, undo)

    def note_tab(self, tab: str) -> None:
        """Note which tab is open, so that Back comes back to it."""
        self.place = Place(self.place.page, self.place.ref, tab)
        self.context.moved(self.place)

    def first(self) -> QWidget | None:
        """Where the keyboard starts: the first list, or what comes first beneath the header."""
        chain: list[QWidget] = []
        one = self.nextInFocusChain()
        while one is not None and one is not self and one not in chain:
            chain.append(one)
            one = one.nextInFocusChain()
        beneath = [one for one in chain if self.isAncestorOf(one) and not self.header.isAncestorOf(one)]
        reached = [one for one in beneath if _takes_keyboard(one) and one.isVisibleTo(self) and one.isEnabled()]
        lists = [one for one in reached if isinstance(one, QAbstractItemView)]
        return next(iter(lists or reached), None)

    def take_keyboard(self, was: QWidget | None) -> None:
        """Take the keyboard to where it was on this page before it was left, or to where it starts."""
        is_here = was is not None and was is not self and was.isVisibleTo(self)
        ((was if is_here else self.first()) or self).setFocus()

    def shows(self) -> frozenset[str]:
        """The registers that the page's answers came from."""
        return self._registers

    # How it is worked

    def visit(self, place: Place) -> None:
        """Show the page for a place."""
        if place.ref != self.place.ref:
            self._is_stale = True
            self.banner.hide()
        self.place = place
        if self.isVisible():
            self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        """Ask again where something changed since the last answer."""
        if self._is_stale:
            self._is_stale = False
            self._registers = frozenset()
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 # every kind of error has its place, and bugs the apology
                route(error, self, self.window())

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say in the banner what is wrong."""
        self.banner.say(State.LATE, error.sentence)

    def clear_problems(self) -> None:
        """Put the banner away."""
        self.banner.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up on what changed while the page was hidden."""
        super().showEvent(event)
        self.refresh_if_stale()

    def _on_changed(self, registers: frozenset[str]) -> None:
        if registers & self._registers:
            self.ask_again()

    def ask_again(self) -> None:
        """Ask all anew, now or when the page is next shown."""
        self._is_stale = True
        if self.isVisible():
            self.refresh_if_stale()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page that the window can open.

    Args:
        key: its name in a `Place`.
        title: its words in the navigation and in the window's title; never a person's name.
        icon: Lucide's name for its drawing.
        factory: makes it, on the first visit.
        in_navigation: it has a line of its own at the left; a record's page has none.
        at_foot: its line is at the foot of the navigation.
        count: the page's list, whose number stands beside the title; none where there is nothing to count.
        is_counted: which of its rows are; every one unless it says otherwise.
        under: for a record's page, the page whose line is marked while it is open.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[PageContext], Page]
    in_navigation: bool = True
    at_foot: bool = False
    count: Callable[..., Sequence[Any]] | None = None
    is_counted: Callable[[Any], bool] = lambda row: True  # noqa: ARG005 # every row
    under: str = ""


def _takes_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
