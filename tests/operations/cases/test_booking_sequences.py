"""Property: after any sequence of bookings, every agenda has numbers without gaps and items that do not overlap."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Meeting
from panel_desk.operations.cases.bookings import book_case, reopen_case, take_off_agenda, withdraw_case
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.meetings import move_item
from panel_desk.queries.cases.bookings import new_places
from panel_desk.queries.cases.cases import CaseRow, cases
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.vocabulary import AccountRole, CaseKind, CaseStatus, MeetingStatus
from tests.builders import a_case, a_desk, a_meeting

MEETINGS = ("P1", "P2", "P3")
CASES = tuple(f"CASE-00{number}" for number in range(1, 6))
KINDS = (CaseKind.APPROVAL, CaseKind.OTHER, CaseKind.BRIEF_REPORT)

case_refs, meeting_refs = st.sampled_from(CASES), st.sampled_from(MEETINGS)
starts = st.none() | st.times(time(9), time(15)).map(lambda at: at.replace(second=0, microsecond=0))
steps = st.one_of(
    st.builds(lambda case, meeting, at: partial(book, case, meeting, at), case_refs, meeting_refs, starts),
    st.builds(lambda case, to: partial(move, case, to), case_refs, st.integers(1, 6)),
    st.builds(lambda case: partial(take_off, case), case_refs),
    st.builds(lambda case: partial(withdraw, case), case_refs),
    st.builds(lambda case: partial(reopen, case), case_refs),
    st.builds(lambda meeting, to_reserve_list: partial(cancel, meeting, to_reserve_list), meeting_refs, st.booleans()),
)


def book(case: str, meeting: str, at: time | None, desk: Desk) -> None:
    """Book a case, or move it to another meeting, at a given time or after the other items."""
    desk.do(book_case, case, meeting, starts_at=at)


def move(case: str, to: int, desk: Desk) -> None:
    """Move an item on its agenda."""
    desk.do(move_item, case, to)


def take_off(case: str, desk: Desk) -> None:
    """Take a case off its agenda, onto the reserve list."""
    desk.do(take_off_agenda, case, "A place is needed")


def withdraw(case: str, desk: Desk) -> None:
    """Withdraw a case."""
    desk.do(withdraw_case, case, "The household moved away")


def reopen(case: str, desk: Desk) -> None:
    """Undo a withdrawal."""
    desk.do(reopen_case, case)


def cancel(meeting: str, to_reserve_list: bool, desk: Desk) -> None:
    """Cancel a meeting; its cases go on the reserve list, or to the meetings that are suggested."""
    places = {each.case: None if to_reserve_list else each.suggested for each in desk.ask(new_places, meeting)}
    desk.do(cancel_meeting, meeting, "No chair", places)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three meetings with room for three, four and five items, and five cases; one store for every sequence."""
    desk = a_desk(tmp_path_factory.mktemp("bookings"), AccountRole.ADVISER)
    for number, ref in enumerate(MEETINGS):
        a_meeting(desk, ref, meets_on=date(2027, 3, 10 + 7 * number), capacity=3 + number)
    for number, ref in enumerate(CASES):
        a_case(desk, ref, kind=KINDS[number % len(KINDS)])
    yield desk
    desk.close()


@settings(max_examples=settings().max_examples // 2)  # each example takes up to ten steps
@given(sequence=st.lists(steps, min_size=3, max_size=10))
def test_after_any_sequence_of_bookings_every_agenda_is_consistent(
    desk: Desk, sequence: list[Callable[[Desk], None]]
) -> None:
    desk.do(reset_bookings)
    for step in sequence:
        attempt(desk, step)
        assert_agendas_are_consistent(desk)


@permits(*AccountRole)
def reset_bookings(work: Work) -> None:
    """Set every meeting to planned and empty, and every case to requested."""
    for meeting in work.session.scalars(select(Meeting)):
        meeting.status, meeting.cancelled_because = MeetingStatus.PLANNED, None
    for case in work.session.scalars(select(Case)):
        case.meeting_ref = case.item_no = case.starts_at = case.minutes = None
        case.status, case.is_provisional = CaseStatus.REQUESTED, False


def attempt(desk: Desk, step: Callable[[Desk], None]) -> None:
    """Take a step; where it is refused, nothing has changed."""
    before = desk.ask(cases)
    try:
        step(desk)
    except RuleBrokenError:
        assert desk.ask(cases) == before


def assert_agendas_are_consistent(desk: Desk) -> None:
    """Each case is booked once or requested; numbers run from 1; each item ends before the next begins."""
    rows = desk.ask(cases)
    assert sorted(row.ref for row in rows) == sorted(CASES)
    cancelled = {row.ref for row in desk.ask(meetings) if row.status is MeetingStatus.CANCELLED}
    for row in rows:
        is_booked = row.status is CaseStatus.BOOKED
        assert is_booked == (row.meeting is not None) == (row.item is not None)
        assert row.meeting not in cancelled
    on_agenda: dict[str, list[CaseRow]] = {}
    for row in sorted(rows, key=lambda each: each.item or 0):
        if row.meeting is not None:
            on_agenda.setdefault(row.meeting, []).append(row)
    listed = {row.ref: row.cases for row in desk.ask(meetings)}
    for ref, booked in on_agenda.items():
        assert set(listed[ref]) == {row.ref for row in booked}
        assert [row.item for row in booked] == list(range(1, len(booked) + 1))
        for one, following in itertools.pairwise(booked):
            assert ends(one) <= begins(following)


def begins(row: CaseRow) -> datetime:
    """The moment at which an item begins."""
    assert row.starts_at is not None
    return datetime.combine(date(2027, 3, 10), row.starts_at)


def ends(row: CaseRow) -> datetime:
    """The moment at which an item ends."""
    assert row.duration_minutes is not None
    return begins(row) + timedelta(minutes=row.duration_minutes)
