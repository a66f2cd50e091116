"""How an item stands in words: against the timetable, whom it is about, how far it has come."""

from datetime import time

from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.panel_day import PanelDayItem
from panel_desk.rules.item_times import overrun_minutes
from panel_desk.rules.vocabulary import CaseKind
from panel_desk.ui.formats import count, listed

_PER_CHILD = {CaseKind.MATCH, CaseKind.CONSENT_TO_PLACEMENT}


def against_timetable(item: PanelDayItem, now: time | None) -> str:
    """`10:52 of 10:40–11:40`, and by how much it is over its time; what was noted, once it has ended.

    Args:
        item: the item.
        now: this minute; None on any other day than the meeting's.
    """
    planned = _span(item.row.starts_at, item.ends_at)
    row = item.row
    if row.ended_at is not None or (row.began_at is not None and now is None):
        took = _span(row.began_at, row.ended_at)
        return f"{took}, planned {planned}" if planned and planned != took else took
    if now is None:
        return planned
    said = f"{now:%H:%M} of {planned}" if planned else f"{now:%H:%M}"
    if row.began_at is not None:
        over = overrun_minutes(now, item.ends_at) if item.ends_at else 0
        since = f" · began {row.began_at:%H:%M}"
        return f"{said}{since}" + (f" · {count(over, 'minute')} over" if over else "")
    late = overrun_minutes(now, row.starts_at) if row.starts_at else 0
    return f"{said} · {count(late, 'minute')} late to begin" if late else said


def is_over(item: PanelDayItem, now: time | None) -> bool:
    """Whether an item that is under way is past its time, or one that has not begun is late."""
    if now is None or item.row.ended_at is not None:
        return False
    due = item.ends_at if item.row.began_at else item.row.starts_at
    return due is not None and now > due


def subjects(case: CaseRow) -> list[tuple[str | None, str]]:
    """Whom a case's recommendations are for: each child by ref, or the case as a whole (None), each with its words."""
    if case.kind in _PER_CHILD and case.children:
        return [(ref, f"Child {initials}") for ref, initials in zip(case.children, case.children_initials, strict=True)]
    return [(None, case.household_name or case.title)]


def progress_in_words(day: PanelDayItem) -> str:
    """How far an item's recommendations have come, in a word or two."""
    wanted = len(subjects(day.row))
    if not day.recommendations:
        return "under way" if day.under_way else ""
    if len(day.recommendations) < wanted:
        return f"{len(day.recommendations)} of {wanted} recorded"
    return listed(tuple(dict.fromkeys(one.outcome for one in day.recommendations)))


def _span(start: time | None, end: time | None) -> str:
    if start is None:
        return ""
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"from {start:%H:%M}"
