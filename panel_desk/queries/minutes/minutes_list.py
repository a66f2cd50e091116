"""The list of minutes: every held meeting with the state of its minutes, sorted, filtered and counted in the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.desk import Work, shows
from panel_desk.models import Base, Case, Decision, Meeting, MeetingClosing, Member, Minutes
from panel_desk.queries.listing import FEW, Listed, Listing, contains, day_contains, find_page, joined
from panel_desk.queries.meetings.meetings import NUMBER_OF_ITEMS
from panel_desk.queries.names import member_name
from panel_desk.rules.access import Information
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState
from panel_desk.store.text_functions import folded


class ListedState(StrEnum):
    """What the list says of a meeting's minutes."""

    NOT_STARTED = "Not started"
    NOT_SIGNED = "Not signed yet"  # for an account that does not see whether there is a draft
    DRAFT = "Draft"
    IN_REVIEW = "In review"
    FINAL = "Final"
    SIGNED = "Signed"
    ELSEWHERE = "Kept elsewhere"  # a decision maker received them, and they were not written in Panel Desk

    @property
    def next_step(self) -> str:
        """The next step on minutes in this state."""
        return _NEXT[self]


_NEXT = {
    ListedState.NOT_STARTED: "Draft the minutes",
    ListedState.NOT_SIGNED: "Nothing until they are signed",
    ListedState.DRAFT: "Write them, then send them for review",
    ListedState.IN_REVIEW: "Reviewers check them; then make them final",
    ListedState.FINAL: "Whoever presided signs them",
    ListedState.SIGNED: "Nothing",
    ListedState.ELSEWHERE: "Received",
}
_OF_STATES = {
    MinutesState.DRAFT: ListedState.DRAFT,
    MinutesState.IN_REVIEW: ListedState.IN_REVIEW,
    MinutesState.FINAL: ListedState.FINAL,
    MinutesState.SIGNED: ListedState.SIGNED,
}
UNSIGNED = frozenset(ListedState) - {ListedState.SIGNED, ListedState.ELSEWHERE}


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """The minutes of one held meeting in a list.

    Args:
        shown: what the list says of them.
        number: the version; 0 where none are drafted.
        state: their state; `NONE` where they are not drafted.
        items: how many items the meeting has.
        received_on: when a decision maker last received them; imported registers may have this for minutes that
            Panel Desk does not hold.
    """

    meeting: str
    panel: str
    meets_on: date
    shown: ListedState
    state: MinutesState
    number: int
    items: int
    chair_name: str | None
    signed_at: datetime | None
    signed_by: str | None
    received_on: date | None


@shows(Information.MINUTES)
def minutes_list(work: Work, listing: Listing) -> Listed[MinutesRow]:
    """The held meetings that a list asks for with the state of their minutes, newest first."""
    counted = select(func.count()).select_from(Meeting).where(_IS_HELD)
    total = work.session.scalar(counted) or 0
    matching = [
        *(_in_facet(work, key, chosen) for key, chosen in listing.facets.items()),
        *(_contains(work, word) for word in listing.words),
    ]
    found = joined(select(Meeting.ref).where(_IS_HELD, *matching).order_by(*_sorted_as(work, listing)), _JOINS)
    refs, number = find_page(work, found, joined(counted.where(*matching), _JOINS) if matching else total, listing)
    return Listed(_rows(work, refs), number, total)


@shows(Information.MINUTES)
def minutes_facets(work: Work) -> Mapping[str, tuple[str, ...]]:
    """For each column by which the list of minutes can be filtered, the texts to choose from."""
    unused = ListedState.NOT_STARTED if _nothing_drafted(work) is ListedState.NOT_SIGNED else ListedState.NOT_SIGNED
    return {
        "state": tuple(state for state in ListedState if state is not unused),
        "chair": tuple(dict.fromkeys(_chairs(work).values())),
    }


@shows(Information.MINUTES)
def minutes_counts(work: Work) -> Mapping[ListedState, int]:
    """How many held meetings have minutes in each state; those that are kept elsewhere are not counted."""
    of_closed = select(literal(ListedState.SIGNED.value), func.count(Minutes.meeting_ref.distinct())).where(
        Minutes.state == MinutesState.SIGNED, Minutes.meeting_ref.not_in(_OPEN)
    )
    shown = _shown(work)
    of_open = joined(select(shown, func.count()).select_from(Meeting).where(*_IS_OPEN).group_by(shown), _JOINS)
    numbers = dict.fromkeys(ListedState, 0)
    for state, number in work.session.execute(union_all(of_open, of_closed)).all():
        numbers[ListedState(state)] += number
    return {state: number for state, number in numbers.items() if number and state is not ListedState.ELSEWHERE}


@shows(Information.MINUTES)
def meetings_to_sign(work: Work) -> tuple[str, ...]:
    """The refs of the held meetings whose minutes are still to be written, checked or signed."""
    found = select(Meeting.ref).where(*_IS_OPEN, _shown(work).in_(UNSIGNED))
    return tuple(work.session.scalars(joined(found, _JOINS)))


_IS_HELD = Meeting.status == MeetingStatus.HELD
_OPEN = select(MeetingClosing.meeting_ref).where(MeetingClosing.closed_on.is_(None))
_IS_OPEN = (_IS_HELD, Meeting.ref.in_(_OPEN))
"""The conditions that a held meeting's minutes or their receipt are awaited: an index serves them."""
_newest = aliased(Minutes)
_JOINS: Mapping[type[Base], ColumnElement[bool]] = {
    Member: Member.ref == Meeting.chair_ref,
    Minutes: Minutes.id
    == select(_newest.id)
    .where(_newest.meeting_ref == Meeting.ref, _newest.given_up_at.is_(None))
    .order_by(_newest.number.desc())
    .limit(1)
    .correlate(Meeting)
    .scalar_subquery(),
}
"""The chair, and the newest version of the minutes that was not given up."""
_RECEIVED_ON = (
    select(func.max(Decision.minutes_received_on))
    .join(Case, Case.ref == Decision.case_ref)
    .where(Case.meeting_ref == Meeting.ref)
    .correlate(Meeting)
    .scalar_subquery()
)
"""The last day on which a decision maker received the minutes of a meeting."""
_SORT_KEYS: Mapping[str, SQLCoreOperations[Any]] = {
    "met": Meeting.meets_on,
    "chair": func.coalesce(folded(Member.given_name + " " + Member.family_name), ""),
    "items": NUMBER_OF_ITEMS,
    "signed": Minutes.signed_at,
    "panel": folded(Meeting.panel),
    "ref": Meeting.ref,
}
"""By column of the list of minutes, what it is sorted by; empty texts come first, empty days last."""


def _nothing_drafted(work: Work) -> ListedState:
    return ListedState.NOT_STARTED if work.sees(Information.DRAFTS) else ListedState.NOT_SIGNED


def _shown(work: Work) -> ColumnElement[str]:
    """What the list says of a meeting's minutes."""
    undrafted = case((_RECEIVED_ON.is_not(None), ListedState.ELSEWHERE.value), else_=_nothing_drafted(work).value)
    words = {state.value: shown.value for state, shown in _OF_STATES.items()}
    return case(words, value=cast(Minutes.state, String), else_=undrafted)


def _sorted_as(work: Work, listing: Listing) -> Sequence[SQLCoreOperations[Any]]:
    """The columns by which a list is sorted: the one that the listing names, or else by day, the latest first."""
    newest_first = Meeting.meets_on.desc(), Meeting.ref
    key = _SORT_KEYS.get(listing.sorted_by or "")
    if listing.sorted_by == "state":
        key = _shown(work)
    elif listing.sorted_by == "next":
        key = case({state.value: state.next_step for state in ListedState}, value=_shown(work))
    if key is None:
        return newest_first
    return ((key.desc() if listing.is_descending else key.asc()).nulls_last(), *newest_first)


def _chairs(work: Work) -> Mapping[str, str]:
    """The names of the chairs of held meetings, by their refs."""
    chairs = select(Member).where(Member.ref.in_(select(Meeting.chair_ref).where(_IS_HELD)))
    return {member.ref: member_name(member) for member in work.session.scalars(chairs)}


def _in_facet(work: Work, key: str, chosen: frozenset[str]) -> ColumnElement[bool]:
    """The condition that a meeting has one of the chosen texts in a facet."""
    if key == "chair":
        return Meeting.chair_ref.in_([ref for ref, name in _chairs(work).items() if name in chosen])
    in_state = _shown(work).in_(chosen)
    return in_state & Meeting.ref.in_(_OPEN) if chosen <= UNSIGNED else in_state


def _contains(work: Work, word: str) -> ColumnElement[bool]:
    """The condition that a meeting's texts in the list contain a folded word."""
    states = [state for state in ListedState if word in fold(f"{state} {state.next_step}")]
    return or_(
        contains(word, Meeting.ref, Meeting.panel, Member.given_name, Member.family_name, Minutes.signed_as),
        *([_shown(work).in_(states)] if states else []),
        *([cast(NUMBER_OF_ITEMS, String) == word] if word.isdecimal() else []),
        *day_contains(word, Meeting.meets_on, Minutes.signed_at),
    )


def _rows(work: Work, refs: Sequence[str]) -> tuple[MinutesRow, ...]:
    """The meetings with some refs, in their order."""
    chosen = (
        select(Meeting, Member, Minutes, _shown(work), NUMBER_OF_ITEMS, _RECEIVED_ON)
        .select_from(Meeting)
        .outerjoin(Member, _JOINS[Member])
        .outerjoin(Minutes, _JOINS[Minutes])
        .where(Meeting.ref.in_(refs) if len(refs) <= FEW else _IS_HELD)
    )
    rows = {
        meeting.ref: MinutesRow(
            meeting=meeting.ref,
            panel=meeting.panel,
            meets_on=meeting.meets_on,
            shown=ListedState(state),
            state=minutes.state if minutes else MinutesState.NONE,
            number=minutes.number if minutes else 0,
            items=items,
            chair_name=member_name(chair) if chair else None,
            signed_at=minutes.signed_at if minutes else None,
            signed_by=minutes.signed_as if minutes else None,
            received_on=received_on,
        )
        for meeting, chair, minutes, state, items, received_on in work.session.execute(chosen)
    }
    return tuple(rows[ref] for ref in refs)
