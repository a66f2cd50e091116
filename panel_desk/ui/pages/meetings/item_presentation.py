"""An item of panel day in words: its time against the timetable, whom it concerns, and its progress."""

from datetime import time

from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.panel_day import PanelDayItem
from panel_desk.rules.item_times import overrun_minutes
from panel_desk.rules.vocabulary import CaseKind
from panel_desk.ui.formats import count, listed

# In these kinds of case there is a recommendation for each child.
_PER_CHILD = {CaseKind.MATCH, CaseKind.CONSENT_TO_PLACEMENT}


def against_timetable(item: PanelDayItem, now: time | None) -> str:
    """The time against the timetable: `10:52 of 10:40–11:40 · began 10:45 · 2 minutes over`.

    Once the item has ended, or on another day, the recorded times: `10:45–11:35, planned 10:40–11:40`.

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
    times = f"{now:%H:%M} of {planned}" if planned else f"{now:%H:%M}"
    if row.began_at is not None:
        over = overrun_minutes(now, item.ends_at) if item.ends_at else 0
        since = f" · began {row.began_at:%H:%M}"
        return f"{times}{since}" + (f" · {count(over, 'minute')} over" if over else "")
    late = overrun_minutes(now, row.starts_at) if row.starts_at else 0
    return f"{times} · {count(late, 'minute')} late to begin" if late else times


def is_over(item: PanelDayItem, now: time | None) -> bool:
    """Whether an item that is under way is past its time, or one that has not begun is late."""
    if now is None or item.row.ended_at is not None:
        return False
    due = item.ends_at if item.row.began_at else item.row.starts_at
    return due is not None and now > due


def subjects(case: CaseRow) -> list[tuple[str | None, str]]:
    """Whom a case's recommendations concern: (child's ref, its name) for each child, or (None, the household)."""
    if case.kind in _PER_CHILD and case.children:
        return [(ref, f"Child {initials}") for ref, initials in zip(case.children, case.children_initials, strict=True)]
    return [(None, case.household_name or case.title)]


def progress_in_words(day: PanelDayItem) -> str:
    """How far an item's recommendations have come: `under way`, `1 of 2 recorded` or the outcomes; empty before."""
    expected = len(subjects(day.row))
    if not day.recommendations:
        return "under way" if day.under_way else ""
    if len(day.recommendations) < expected:
        return f"{len(day.recommendations)} of {expected} recorded"
    return listed(tuple(dict.fromkeys(one.outcome for one in day.recommendations)))


def _span(start: time | None, end: time | None) -> str:
    if start is None:
        return ""
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"from {start:%H:%M}"
