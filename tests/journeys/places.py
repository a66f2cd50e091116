"""Every place of the window over the sample agency: each page, each record, each tab."""

from panel_desk.queries.decisions.decisions import NextStep, decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.page import Place

PAGES = ("today", "calendar", "cases", "central-list", "minutes", "decisions", "settings")
SETTINGS = ("agency", "accounts", "rules", "closed-days", "import-export", "backups", "appearance", "history")
MEETING = ("agenda", "line-up", "panel-day", "papers", "packs", "minutes", "sent", "history")
CASE = ("overview", "papers", "outcome", "interests", "history")


def next_panel(bridge: DeskBridge) -> tuple[str, str]:
    """The refs of the first planned meeting that has cases, and of the last of its cases."""
    found = next(row for row in bridge.ask(meetings) if row.status is MeetingStatus.PLANNED and row.cases)
    return found.ref, found.cases[-1]


def minutes_at(bridge: DeskBridge, state: MinutesState) -> str:
    """The ref of the latest meeting whose minutes are in this state."""
    return max(row.meeting for row in bridge.ask(minutes_list, Listing()).rows if row.state is state)


def places(bridge: DeskBridge) -> list[Place]:
    """Every page, record and tab; asking for a tab that a role does not have changes nothing on its page."""
    planned, case = next_panel(bridge)
    held = minutes_at(bridge, MinutesState.NONE)
    return [
        *(Place(page) for page in PAGES),
        *(
            Place("decisions", row.id)
            for row in bridge.ask(decision_list, Listing()).rows
            if row.next_step is NextStep.RECORD_DECISION
        ),
        *(Place("settings", None, tab) for tab in SETTINGS),
        *(Place("meeting", ref, tab) for ref in (planned, held) for tab in MEETING),
        *(Place("case", case, tab) for tab in CASE),
        Place("member", "M006"),
        *(Place("minutes-of", minutes_at(bridge, state)) for state in MinutesState),
    ]
