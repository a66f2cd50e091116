"""The main window's pages, the queries of the finder, and the counts in the navigation."""

from collections.abc import Callable, Sequence
from importlib import import_module
from operator import attrgetter

from panel_desk.queries.agency import agency_name
from panel_desk.queries.backups import backups
from panel_desk.queries.cases.cases import case, cases
from panel_desk.queries.decisions.decisions import decision_list, open_steps
from panel_desk.queries.meetings.calendar import calendar_list
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.members.members import member, members
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.minutes_list import meetings_to_sign, minutes_list
from panel_desk.queries.search import Group, SearchHit, search
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import OFFICE, AccountRole
from panel_desk.settings import Settings
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Page, PageContext, PageSpec, Place, Spot
from panel_desk.ui.paper_encryption import PaperEncryption
from panel_desk.ui.paper_indexing import PaperIndexing
from panel_desk.ui.widgets.finder import Hit, HitGroup

_OPENS = {
    Group.PEOPLE: ("member", None),
    Group.CASES: ("case", None),
    Group.MEETINGS: ("meeting", None),
    Group.AGENDAS: ("meeting", "agenda"),
    Group.MINUTES: ("minutes-of", None),
    Group.PAPERS: ("case", "papers"),
}
"""The page and its tab that a hit of each group opens."""


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
    PageSpec(
        "calendar", "Calendar", "calendar-days", _page("meetings.calendar", "CalendarPage"), needs=(calendar_list,)
    ),
    PageSpec("cases", "Cases", "folder", _page("cases.list", "CasesPage"), needs=(cases,)),
    PageSpec("central-list", "Central list", "users", _page("members.list", "CentralListPage"), needs=(members,)),
    PageSpec(
        "minutes",
        "Minutes",
        "file-text",
        _page("minutes.list", "MinutesListPage"),
        count=meetings_to_sign,
        counted_for=(*OFFICE, AccountRole.CHAIR),
        needs=(minutes_list,),
    ),
    PageSpec(
        "decisions",
        "Decisions",
        "scale",
        _page("decisions.page", "DecisionsPage"),
        count=open_steps,
        is_counted=attrgetter("is_to_complete"),
        counted_for=(*OFFICE, AccountRole.DECISION_MAKER),
        needs=(decision_list,),
    ),
    PageSpec("settings", "Settings", "settings", _page("settings.page", "SettingsPage"), at_foot=True),
    PageSpec(
        "meeting",
        "Meeting",
        "calendar-days",
        _page("meetings.page", "MeetingPage"),
        in_navigation=False,
        under="calendar",
        needs=(meeting,),
    ),
    PageSpec(
        "case", "Case", "folder", _page("cases.page", "CasePage"), in_navigation=False, under="cases", needs=(case,)
    ),
    PageSpec(
        "member",
        "Member",
        "user",
        _page("members.page", "MemberPage"),
        in_navigation=False,
        under="central-list",
        needs=(member,),
    ),
    PageSpec(
        "minutes-of",
        "Minutes",
        "file-text",
        _page("minutes.page", "MinutesPage"),
        in_navigation=False,
        under="minutes",
        needs=(minutes,),
    ),
)


def desk_window(bridge: DeskBridge, settings: Settings) -> MainWindow:
    """The main window for the signed-in account."""
    sees_backups = bridge.may_ask(backups)
    backup_rows = bridge.ask(backups) if sees_backups else ()
    window = MainWindow(
        bridge,
        PAGES,
        agency=agency_name,
        find=_Find(bridge),
        settings=settings,
        backed_up_at=backup_rows[0].made_at if backup_rows else None,
        sees_backups=sees_backups,
    )
    PaperIndexing(bridge, window.background, window)
    PaperEncryption(bridge, window.background, window).go_on_later()
    return window


class _Find:
    """Searches for what is typed, among what the signed-in account may see."""

    def __init__(self, bridge: DeskBridge) -> None:
        self._bridge = bridge

    def __call__(self, typed: str) -> Sequence[HitGroup]:
        visible_pages = {spec.key for spec in PAGES if self._bridge.may_ask(*spec.needs)}
        return tuple(
            HitGroup(each.group, tuple(map(_hit, each.hits)), each.has_more)
            for each in self._bridge.ask(search, typed)
            if _OPENS[each.group][0] in visible_pages
        )


def _hit(found: SearchHit) -> Hit:
    marked = (piece.text for piece in found.details if piece.is_marked)
    has_spot = found.section is not None or found.paper is not None
    spot = Spot(next(marked, ""), found.section, found.paper, found.page) if has_spot else None
    page, tab = _OPENS[found.group]
    return Hit(found.title, found.details, Place(page, found.ref, tab), spot)
