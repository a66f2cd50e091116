"""The main window's pages, the queries of the finder, and the counts in the navigation."""

from collections.abc import Callable, Sequence
from importlib import import_module
from operator import attrgetter

from panel_desk.errors import NotAllowedError
from panel_desk.queries.agency import agency_name
from panel_desk.queries.backups import backups
from panel_desk.queries.decisions.decisions import decisions
from panel_desk.queries.finder import CASE, MEETING, MEMBER, Findable, findables, matching
from panel_desk.queries.minutes.minutes import minutes_list
from panel_desk.queries.today.today import today
from panel_desk.settings import Settings
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Page, PageContext, PageSpec, Place
from panel_desk.ui.widgets.finder import Hit

_KINDS = {MEMBER: "member", MEETING: "meeting", CASE: "case"}


def _page(module: str, name: str) -> Callable[[PageContext], Page]:
    """A factory that imports a page's module on the first visit."""

    def make(context: PageContext) -> Page:
        made: Page = getattr(import_module(f"panel_desk.ui.pages.{module}"), name)(context)
        return made

    return make


PAGES = (
    PageSpec(
        "today",
        "Today",
        "list-checks",
        _page("today.page", "TodayPage"),
        count=today,
        is_counted=attrgetter("is_pressing_for_me"),
    ),
    PageSpec("calendar", "Calendar", "calendar-days", _page("meetings.calendar", "CalendarPage")),
    PageSpec("cases", "Cases", "folder", _page("cases.list", "CasesPage")),
    PageSpec("central-list", "Central list", "users", _page("members.list", "CentralListPage")),
    PageSpec(
        "minutes",
        "Minutes",
        "file-text",
        _page("minutes.list", "MinutesListPage"),
        count=minutes_list,
        is_counted=attrgetter("is_to_sign"),
    ),
    PageSpec(
        "decisions",
        "Decisions",
        "scale",
        _page("decisions.page", "DecisionsPage"),
        count=decisions,
        is_counted=attrgetter("is_to_complete"),
    ),
    PageSpec("settings", "Settings", "settings", _page("settings.page", "SettingsPage"), at_foot=True),
    PageSpec(
        "meeting",
        "Meeting",
        "calendar-days",
        _page("meetings.page", "MeetingPage"),
        in_navigation=False,
        under="calendar",
    ),
    PageSpec("case", "Case", "folder", _page("cases.page", "CasePage"), in_navigation=False, under="cases"),
    PageSpec(
        "member", "Member", "user", _page("members.page", "MemberPage"), in_navigation=False, under="central-list"
    ),
    PageSpec(
        "minutes-of", "Minutes", "file-text", _page("minutes.page", "MinutesPage"), in_navigation=False, under="minutes"
    ),
)


def desk_window(bridge: DeskBridge, settings: Settings) -> MainWindow:
    """The main window for the signed-in account."""
    try:
        made = bridge.ask(backups)
    except NotAllowedError:
        made = ()
    return MainWindow(
        bridge,
        PAGES,
        agency=agency_name,
        find=_Find(bridge),
        settings=settings,
        backed_up_at=made[0].made_at if made else None,
    )


class _Find:
    """Finds members, meetings and cases by what is typed; the list is queried again after a change."""

    def __init__(self, bridge: DeskBridge) -> None:
        self._bridge = bridge
        self._everything: tuple[Findable, ...] | None = None
        self._registers: frozenset[str] = frozenset()
        bridge.changed.connect(self._on_changed)

    def __call__(self, typed: str) -> Sequence[Hit]:
        if self._everything is None:
            result = self._bridge.ask_with_registers(findables)
            self._everything, self._registers = result.value, result.registers
        return [
            Hit(each.kind, each.ref, each.title, each.details, Place(_KINDS[each.kind], each.ref))
            for each in matching(self._everything, typed)
        ]

    def _on_changed(self, registers: frozenset[str]) -> None:
        if registers & self._registers:
            self._everything = None
