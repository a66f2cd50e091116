"""The year's figures, counted from the answers of the queries that the window asks."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from panel_desk.queries.cases.cases import CaseRecord, case, cases
from panel_desk.queries.decisions.decisions import decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, DecisionOutcome, MeetingStatus, Outcome
from panel_desk.ui.desk_bridge import DeskBridge

PERIODS = {
    "first_half": (date(2022, 4, 1), date(2022, 9, 30)),
    "second_half": (date(2022, 10, 1), date(2023, 3, 31)),
    "year": (date(2022, 4, 1), date(2023, 3, 31)),
}


def figures(bridge: DeskBridge) -> dict[str, dict[str, object]]:
    """The year's figures and each half's; both end days count."""
    return {name: _figures(bridge, *days) for name, days in PERIODS.items()}


def _figures(bridge: DeskBridge, first: date, last: date) -> dict[str, object]:
    def within(day: date | None) -> bool:
        return day is not None and first <= day <= last

    panels = [row for row in bridge.ask(meetings) if within(row.meets_on)]
    heard = [
        bridge.ask(case, row.ref)
        for row in bridge.ask(cases)
        if within(row.meets_on) and row.status in (CaseStatus.HEARD, CaseStatus.DEFERRED)
    ]
    matches = [each for each in heard if each.row.kind is CaseKind.MATCH]
    approvals = [each.household for each in heard if each.row.kind is CaseKind.APPROVAL and each.household]
    children = [child for each in matches for child in each.children]
    decided = [row for row in bridge.ask(decision_list, Listing()).rows if within(row.meets_on)]
    matched = [row for row in decided if row.kind is CaseKind.MATCH and row.decision is DecisionOutcome.AGREED]
    return {
        "panels_held": sum(row.status is MeetingStatus.HELD for row in panels),
        "panels_cancelled": sum(row.status is MeetingStatus.CANCELLED for row in panels),
        "cases_heard": _count(each.row.kind.value for each in heard),
        "children_presented_for_match": len(children),
        "children_presented_by_adopters_agency": _by_agency(matches, lambda each: len(each.children)),
        "matches_presented_by_adopters_agency": _by_agency(matches, lambda _: 1),
        "sibling_groups_presented": sum(len(each.children) > 1 for each in matches),
        "children_by_ethnicity": _count(child.ethnicity or "" for child in children),
        "children_matched_by_meeting_date": len(matched),
        "households_by_type": _count(household.household_type.value for household in approvals),
        "households_by_ethnicity": _count(household.ethnicity or "" for household in approvals),
        "not_recommended": sum(row.outcome is Outcome.NOT_RECOMMENDED for row in decided),
        "decisions_over_seven_working_days": sum(
            row.clock.overdue(row.decided_on) for row in decided if row.clock and row.decided_on
        ),
    }


def _count(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words))


def _by_agency(matches: list[CaseRecord], weight: Callable[[CaseRecord], int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in matches:
        if each.household and each.household.agency:
            found[each.household.agency.value] += weight(each)
    return dict(found)
