"""The calendar: meetings by day, with the missing papers and the quorum of planned ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, extract, false, func, not_, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.desk import Work, shows
from panel_desk.models import Base, Meeting, Member
from panel_desk.queries.agency import clocks, figures
from panel_desk.queries.listing import Listed, Listing, contains, day_contains, find_page, joined
from panel_desk.queries.meetings.meetings import NUMBER_OF_ITEMS, MeetingRow, meetings_of, newest_state
from panel_desk.queries.meetings.quorum import attendance_of, quorum_of_each
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.vocabulary import MeetingFormat, MeetingKind, MeetingStatus, MinutesState, Response
from panel_desk.store.text_functions import folded

TO_COME, PAST = "To come", "Past"
NOT_STARTED = "not started"
"""What the list says of the minutes of a held meeting if nothing is drafted."""
NOT_SIGNED = "not signed yet"
"""What it says instead to an account that does not see whether there is a draft."""
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""The days of the week in the order in which SQLite numbers them, from 0."""
_OF_PLANNED = "quorate for all of no items yet not missing filed due today working days late"
"""All the words with which the quorum and the papers of planned meetings are shown, in which a search looks first."""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A meeting in the calendar.

    Args:
        row: the meeting.
        papers_due: the clock by which members must have the papers.
        missing: how many papers its cases lack; 0 unless it is planned.
        quorate: how many of its items are quorate, by the replies so far; None unless it is planned.
        capacity: how many items it has room for.
        has_line_up: whether anybody is on its line-up besides a chair who has not replied; only looked up where it is
            planned.
    """

    row: MeetingRow
    papers_due: Clock
    missing: int
    quorate: int | None
    capacity: int
    has_line_up: bool

    @property
    def ref(self) -> str:
        """The meeting's ref."""
        return self.row.ref

    @property
    def is_planned(self) -> bool:
        """Whether it is neither held nor cancelled."""
        return self.row.status is MeetingStatus.PLANNED

    @property
    def shortfall(self) -> int | None:
        """How many items are not quorate by the replies so far, as a negative number; None unless it is planned."""
        return None if self.quorate is None else self.quorate - len(self.row.cases)


@shows(Information.CALENDAR)
def calendar_list(work: Work, listing: Listing) -> Listed[CalendarRow]:
    """The meetings that a list asks for: those to come, the next one first, then past ones, the latest first."""
    to_come = or_(Meeting.status == MeetingStatus.PLANNED, Meeting.meets_on >= work.time_source.today())
    counted = select(func.count()).select_from(Meeting)
    number_to_come = counted.where(to_come).scalar_subquery()
    total, coming = work.session.execute(select(counted.scalar_subquery(), number_to_come)).one()
    chosen = listing.facets.get("when") or {TO_COME, PAST}
    matching = [
        *(_contains(work, word, to_come) for word in listing.words),
        *(_in_facet(work, key, texts) for key, texts in listing.facets.items() if key != "when"),
    ]
    parts: list[_Part] = []
    if TO_COME in chosen:
        parts.append(([to_come], _BY_DAY, coming))
    if PAST in chosen:
        is_past = Meeting.meets_on < work.time_source.today(), Meeting.status != MeetingStatus.PLANNED
        parts.append((is_past, [key.desc() for key in _BY_DAY], total - coming))
    if listing.sorted_by is not None:
        parts = [([or_(false(), *(and_(*when) for when, _, _ in parts))], (), sum(known for _, _, known in parts))]
    refs: list[str] = []
    number = 0
    for when, order, known in parts:
        conditions = [*when, *matching]
        limit = None if listing.limit is None else listing.limit - len(refs)
        rest = replace(listing, offset=max(0, listing.offset - number), limit=limit)
        found = joined(select(Meeting.ref).where(*conditions).order_by(*_sorted_as(work, listing, order)), _JOINS)
        number_of_all = joined(counted.where(*conditions), _JOINS) if matching else known
        some, matched = find_page(work, found, number_of_all, rest)
        refs += some
        number += matched
    rows = {row.ref: row for row in _rows(work, meetings_of(work, refs))}
    return Listed(tuple(rows[ref] for ref in refs), number, total)


@shows(Information.CALENDAR)
def calendar_facets(work: Work) -> Mapping[str, tuple[str, ...]]:
    """For each column by which the list of meetings can be filtered, the texts to choose from."""
    return {
        "minutes": (_nothing_drafted(work), *(state for state in MinutesState if state is not MinutesState.NONE)),
        "kind": (*MeetingKind, MeetingStatus.CANCELLED),
        "panel": tuple(work.session.scalars(select(Meeting.panel).distinct())),
        "when": (TO_COME, PAST),
    }


@shows(Information.CALENDAR)
def planned_meetings(work: Work) -> tuple[CalendarRow, ...]:
    """Every meeting that is planned, by day and time."""
    return _calendar(work, Meeting.status == MeetingStatus.PLANNED)


@shows(Information.CALENDAR)
def meetings_between(work: Work, first: date, last: date) -> tuple[CalendarRow, ...]:
    """The meetings from a day to another, by day and time."""
    return _calendar(work, Meeting.meets_on.between(first, last))


_Part = tuple[Sequence[ColumnElement[bool]], Sequence[SQLCoreOperations[Any]], int]
"""The conditions of a part of the list, its order, and how many rows it has before any other filter."""
_BY_DAY: Sequence[SQLCoreOperations[Any]] = (Meeting.meets_on, Meeting.starts_at, Meeting.ref)
_JOINS: Mapping[type[Base], ColumnElement[bool]] = {Member: Member.ref == Meeting.chair_ref}
_NEWEST_STATE = newest_state(Meeting.ref)
_KIND = case(
    (Meeting.status == MeetingStatus.CANCELLED, MeetingStatus.CANCELLED.value), else_=cast(Meeting.kind, String)
)
"""What the list shows as a meeting's kind: that it is cancelled, or else its kind."""
_STARTS = func.coalesce(func.substr(cast(Meeting.starts_at, String), 1, 5), "")
"""When a meeting starts, as HH:MM; empty where that is not settled."""
_SORT_KEYS: Mapping[str, Sequence[SQLCoreOperations[Any]]] = {
    "day": (Meeting.meets_on, Meeting.ref),
    "starts": (_STARTS,),
    "chair": (func.coalesce(folded(Member.given_name + " " + Member.family_name), ""),),
    "items": (NUMBER_OF_ITEMS,),
    "papers": (Meeting.meets_on,),
    "kind": (_KIND,),
    "place": (func.coalesce(cast(Meeting.place, String), ""),),
    "panel": (folded(Meeting.panel),),
}
"""By column of the list of meetings, what it is sorted by; empty texts come first."""


def _sorted_as(
    work: Work, listing: Listing, otherwise: Sequence[SQLCoreOperations[Any]]
) -> Sequence[SQLCoreOperations[Any]]:
    """The columns by which a list is sorted: the one that the listing names, or else the columns given."""
    if listing.sorted_by is None:
        return otherwise
    keys = (_minutes(work),) if listing.sorted_by == "minutes" else _SORT_KEYS.get(listing.sorted_by, ())
    if listing.sorted_by == "quorum" and (planned := planned_meetings(work)):
        keys = (case({row.ref: row.shortfall for row in planned}, value=Meeting.ref),)
    elif listing.sorted_by == "when":
        today = work.time_source.today()
        is_past = and_(Meeting.meets_on < today, Meeting.status != MeetingStatus.PLANNED)
        keys = (case((is_past, PAST), else_=TO_COME),)
    return (*((key.desc() if listing.is_descending else key.asc()).nulls_last() for key in keys), *_BY_DAY)


def _nothing_drafted(work: Work) -> str:
    return NOT_STARTED if work.sees(Information.DRAFTS) else NOT_SIGNED


def _minutes(work: Work) -> ColumnElement[str]:
    """The text of a meeting's minutes in the list."""
    state = func.coalesce(cast(_NEWEST_STATE, String), _nothing_drafted(work))
    return case((Meeting.status != MeetingStatus.HELD, ""), else_=state)


def _in_facet(work: Work, key: str, chosen: frozenset[str]) -> ColumnElement[bool]:
    """The condition that a meeting has one of the chosen texts in a facet."""
    return {"minutes": _minutes(work), "kind": _KIND, "panel": Meeting.panel}[key].in_(chosen)


def _contains(work: Work, word: str, to_come: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a meeting's texts in the list contain a folded word."""
    weekdays = [number for number, name in enumerate(_WEEKDAYS) if name.startswith(word)]
    conditions: list[ColumnElement[bool]] = [
        contains(word, Meeting.panel, Member.given_name, Member.family_name),
        Meeting.place.in_([each for each in MeetingFormat if word in each]),
        _KIND.in_([each for each in (*MeetingKind, MeetingStatus.CANCELLED) if word in each]),
        *day_contains(word, Meeting.meets_on),
    ]
    if states := [each for each in (_nothing_drafted(work), *MinutesState) if word in each]:
        conditions.append(_minutes(work).in_(states))
    if weekdays:
        conditions.append(extract("dow", Meeting.meets_on).in_(weekdays))
    if any(letter.isdecimal() for letter in word):
        conditions.append(_STARTS.contains(word, autoescape=True))
    if word.isdecimal():
        conditions.append(cast(NUMBER_OF_ITEMS, String) == word)
    if word in TO_COME.casefold():
        conditions.append(to_come)
    if word in PAST.casefold():
        conditions.append(not_(to_come))
    if word in _OF_PLANNED:
        today = work.time_source.today()
        conditions.append(
            Meeting.ref.in_([row.ref for row in planned_meetings(work) if word in _of_planned(row, today)])
        )
    return or_(*conditions)


def _of_planned(row: CalendarRow, today: date) -> str:
    """The words with which the quorum and the papers of a planned meeting are shown."""
    left = row.papers_due.working_days_left(today)
    if not row.row.cases:
        quorum = "no items yet"
    elif not row.has_line_up:
        quorum = "not yet"
    else:
        quorum = "quorate for all" if not row.shortfall else "quorate for of"
    if row.row.cases and not row.missing:
        return f"{quorum} all filed due"
    missing = "missing" if row.missing and left < 0 else ""
    return f"{quorum} {missing} {'working days late' if left < 0 else 'due today' if not left else 'due working days'}"


def _calendar(work: Work, condition: ColumnElement[bool]) -> tuple[CalendarRow, ...]:
    """The meetings that meet a condition, by day and time."""
    found = meetings_of(work, work.session.scalars(select(Meeting.ref).where(condition)).all())
    return _rows(work, sorted(found, key=lambda row: (row.meets_on, row.starts_at or time(), row.ref)))


def _rows(work: Work, found: Sequence[MeetingRow]) -> tuple[CalendarRow, ...]:
    planned = quorum_of_each(work, tuple(row.ref for row in found if row.status is MeetingStatus.PLANNED))
    lacking = missing_papers(work, *planned)
    chairs = {row.ref: row.chair for row in found}
    with_line_up = {
        each.meeting_ref
        for each in attendance_of(work, tuple(planned))
        if each.member_ref != chairs[each.meeting_ref] or each.response not in (None, Response.NONE)
    }
    set_clocks = clocks(work)
    usual = figures(work).items_per_meeting
    return tuple(
        CalendarRow(
            row=row,
            papers_due=set_clocks.papers_to_members(row.meets_on),
            missing=sum(len(lacking.get(each.case, ())) for each in planned.get(row.ref, ())),
            quorate=sum(each.quorate for each in planned[row.ref]) if row.ref in planned else None,
            capacity=row.capacity or usual,
            has_line_up=row.ref in with_line_up,
        )
        for row in found
    )
