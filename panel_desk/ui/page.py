"""Base class of pages: header, banner, body, the queries that it watches, and its place in the history."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.rules.access import RoleRefusal
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.settings import Settings
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import VIEW_REGISTERS, DeskBridge, Done
from panel_desk.ui.error_display import route
from panel_desk.ui.states import State
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import PAGE_MARGINS, column, within
from panel_desk.ui.widgets.page_header import PageHeader
from panel_desk.ui.widgets.tab_order import tab_stops

if TYPE_CHECKING:
    from datetime import datetime

    from panel_desk.desk import Desk, Work
    from panel_desk.rules.disclosures import Disclosure

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Place:
    """What the window shows: a page, a record and a tab.

    Args:
        page: the key of a page's `PageSpec`.
        ref: the record that it shows, for a page that shows one.
        tab: the tab of the record.
    """

    page: str
    ref: str | None = None
    tab: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A passage within a place, which the search found.

    Args:
        words: a word of the passage, as it is written there.
        section: the id of a section of minutes, if it is in one.
        paper: the id of a paper, if it is one or in one.
        page: the paper's page, from 1; None for the paper as a whole.
    """

    words: str = ""
    section: int | None = None
    paper: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the window gives each page.

    Args:
        bridge: the desk.
        settings: the settings of this computer.
        background: the worker for documents and workbooks.
        open: opens a place.
        moved: records that the open page now shows another tab, without a step in the history.
        show_done: shows what was done, and how to undo it.
        backed_up: shows in the status line when the store was last backed up.
        full_screen: turns full screen on or off; returns whether it is on now.
        can_open: whether the account may see a page, by its key; a link to another one is not shown.
    """

    bridge: DeskBridge
    settings: Settings
    background: BackgroundWorker
    open: Callable[[Place], None]
    moved: Callable[[Place], None]
    show_done: Callable[[str, Callable[[], object] | None], None]
    backed_up: Callable[["datetime"], None] = lambda _: None  # a window without a status line ignores it
    full_screen: Callable[[], bool] = lambda: False
    can_open: Callable[[str], bool] = lambda _: True


class Page(QWidget):
    """A page. A subclass writes `build` (once: make widgets, add them to `self.body`) and `refresh` (query and show).

    `refresh` runs when the page is first shown, when it is opened for another record, when a register changes that
    one of its watched queries read or that decides what the account sees, and when a new day begins; a hidden page
    waits until it is shown.
    """

    title = ""
    keys: Sequence[tuple[str, str]] = ()  # the page's own keys and what they do, for the list of keys
    key_operations: Mapping[str, Callable[..., object]] = MappingProxyType({})  # what a key does, if not all may

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.bridge = context.bridge
        self.place = Place("")
        self.header = PageHeader(self.title)
        self.banner = Banner()
        self.body: QVBoxLayout = column(gap=S12)
        self._content = within(self.body)
        self.unseen = EmptyState("Nothing to see here", "", icon_name="info")
        self.unseen.hide()
        parts = column(self.header, self.banner, self._content, self.unseen, gap=S12, margins=PAGE_MARGINS)
        parts.setStretch(2, 1)
        parts.setStretch(3, 1)
        self.setLayout(parts)
        self.setObjectName("surface")
        self.setAccessibleName(self.title)
        self._registers: frozenset[str] = frozenset()
        self._disclosed: dict[Disclosure, None] = {}
        self._noted: set[Disclosure] = set()
        self._is_stale = True
        self.build()
        self.bridge.changed.connect(self._on_changed)
        self.bridge.new_day.connect(self.ask_again)

    # For subclasses to write

    def build(self) -> None:
        """Make the page's widgets. Runs once, before the first refresh."""

    def refresh(self) -> None:
        """Query by `watch`, and show the results. An error raised here is shown to the user."""

    def show_spot(self, spot: Spot) -> None:
        """Show a passage of the record that is open, which the search found."""

    def is_unsaved(self) -> bool:
        """True where the page holds typed text that would be lost if it showed another record."""
        return False

    # For subclasses to use

    @property
    def ref(self) -> str:
        """The ref of the record that the page shows; empty for none."""
        return self.place.ref or ""

    def watch(self, query: "Callable[Concatenate[Work, P], T]", *args: P.args, **fields: P.kwargs) -> T:
        """Ask a query, and refresh the page whenever a register that it read changes."""
        result = self.bridge.ask_with_registers(query, *args, **fields)
        self._registers |= result.registers
        self._disclosed |= dict.fromkeys(result.disclosed)
        return result.value

    def permitted_keys(self) -> tuple[tuple[str, str], ...]:
        """The page's own keys, without those whose operation the role of the account may not do."""
        refused = {
            key for key, does in self.key_operations.items() if isinstance(self.bridge.why_not(does), RoleRefusal)
        }
        return tuple(each for each in self.keys if each[0] not in refused)

    def watch_if_seen(
        self, otherwise: D, query: "Callable[Concatenate[Work, P], T]", *args: P.args, **fields: P.kwargs
    ) -> T | D:
        """Watch a query that the account may ask; `otherwise` in place of its result where it may not."""
        return self.watch(query, *args, **fields) if self.bridge.may_ask(query) else otherwise

    def do(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Do an operation with its own parameters; the page's banner shows a broken rule."""
        return self.bridge.with_errors_in(self).do(operation, *args, **fields)

    def run(self, flow: "Callable[Concatenate[Desk, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Run a step of a flow with its own parameters; the page's banner shows a broken rule."""
        return self.bridge.with_errors_in(self).run(flow, *args, **fields)

    def can_open(self, page: str) -> bool:
        """Whether the account may see a page; a link to one that it may not see is not shown."""
        return self.context.can_open(page)

    def open(self, page: str, ref: str | None = None, tab: str | None = None) -> None:
        """Open another page."""
        self.context.open(Place(page, ref, tab))

    def show_done(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Show at the foot of the window what was done, and offer to undo it for ten seconds."""
        self.context.show_done(words, undo)

    def note_tab(self, tab: str) -> None:
        """Record which tab is open, so that Back returns to it."""
        self.place = Place(self.place.page, self.place.ref, tab)
        self.context.moved(self.place)

    def first(self) -> QWidget | None:
        """The widget that takes the focus first: the first list, else the first below the header, else its last."""
        stops = tab_stops(self)
        reached = [one for one in stops if not self.header.isAncestorOf(one)]
        lists = [one for one in reached if isinstance(one, QAbstractItemView)]
        return next(iter(lists or reached or stops[-1:]), None)

    def take_keyboard(self, focused_before: QWidget | None) -> None:
        """Move the focus to the widget that had it before the page was left, or to the first one."""
        is_here = focused_before is not None and focused_before is not self and focused_before.isVisibleTo(self)
        ((focused_before if is_here else self.first()) or self).setFocus()

    def registers(self) -> frozenset[str]:
        """The registers that the page's queries read."""
        return self._registers

    # For the window

    def visit(self, place: Place) -> None:
        """Show a place's record and tab on this page."""
        if place.ref != self.place.ref:
            self._is_stale = True
            self.banner.hide()
        self.place = place
        self._noted.clear()
        if self.isVisible():
            self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        """Refresh the page where something has changed since the last time."""
        if self._is_stale:
            self._is_stale = False
            self._registers, self._disclosed = frozenset(), {}
            try:
                self.refresh()
                self._show_unseen("")
            except (NotAllowedError, RuleBrokenError) as error:  # no such record, or not for this account
                self._show_unseen(error.sentence)
            except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
                route(error, self, self.window())
        self._note_opening()

    def _note_opening(self) -> None:
        """Add to the audit trail what the page discloses, once for each visit, however often it is refreshed."""
        seen = [each for each in self._disclosed if each not in self._noted]
        self._noted.update(seen)
        self.bridge.note_seen(*seen)

    def _show_unseen(self, why: str) -> None:
        """Show in place of the page's content why there is none; the content where `why` is empty."""
        if why:
            self.header.say(self.title)
            self.header.put_beside()
            self.header.set_actions()
            self.unseen.say("Nothing to see here", why)
        self._content.setVisible(not why)
        self.unseen.setVisible(bool(why))

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a broken rule in the banner."""
        self.banner.say(State.ALERT, error.sentence)

    def clear_problems(self) -> None:
        """Hide the banner."""
        self.banner.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh the page where something changed while it was hidden."""
        super().showEvent(event)
        self.refresh_if_stale()

    def _on_changed(self, registers: frozenset[str]) -> None:
        if registers & (self._registers | VIEW_REGISTERS):
            self.ask_again()

    def ask_again(self) -> None:
        """Refresh the page, now or when it is next shown."""
        self._is_stale = True
        if self.isVisible():
            self.refresh_if_stale()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page that the window can open.

    Args:
        key: its key in a `Place`.
        title: its title in the navigation and in the window's title; never a person's name.
        icon: the name of its Lucide icon.
        factory: makes the page, on the first visit.
        in_navigation: it has an entry in the navigation; a record's page has none.
        at_foot: its entry is at the foot of the navigation.
        count: the query whose rows are counted beside the title; None where nothing is counted.
        is_counted: which of the rows are counted; all by default.
        counted_for: the roles whose work is counted; the others see no number.
        under: for a record's page, the page whose entry is marked while it is open.
        needs: the queries that the page cannot do without; who may not ask them has no entry and no link to it.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[PageContext], Page]
    in_navigation: bool = True
    at_foot: bool = False
    count: Callable[..., Sequence[Any]] | None = None
    is_counted: Callable[[Any], bool] = lambda row: True  # noqa: ARG005 # every row
    counted_for: Collection[AccountRole] = tuple(AccountRole)
    under: str = ""
    needs: Sequence[Callable[..., object]] = ()


class UnseenPage(Page):
    """Stands in for a page that the account may not see: its title, and a sentence that says why."""

    def __init__(self, context: PageContext, spec: PageSpec) -> None:
        super().__init__(context)
        self._spec, self.title = spec, spec.title
        self.header.say(spec.title)

    def refresh(self) -> None:
        """Say why the account does not see the page.

        Raises:
            NotAllowedError: always.
        """
        raise NotAllowedError(self.bridge.why_not_ask(*self._spec.needs))
