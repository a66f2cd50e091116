"""Whatever is booked, moved, taken off or cancelled: one place a case, numbers without a gap, one item at a time."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Meeting
from panel_desk.operations.bookings import book_case, cancel_and_move, put_on_reserve_list
from panel_desk.operations.meetings import move_item, take_off_agenda
from panel_desk.queries.bookings import new_places
from panel_desk.queries.cases import CaseRow, cases
from panel_desk.queries.meetings import meetings
from panel_desk.rules.vocabulary import AccountRole, CaseKind, CaseStatus, MeetingStatus
from tests.builders import a_case, a_desk, a_meeting

MEETINGS = ("P1", "P2", "P3")
CASES = tuple(f"CASE-00{number}" for number in range(1, 6))
KINDS = (CaseKind.APPROVAL, CaseKind.OTHER, CaseKind.BRIEF_REPORT)

case_refs, meeting_refs = st.sampled_from(CASES), st.sampled_from(MEETINGS)
starts = st.none() | st.times(time(9), time(15)).map(lambda at: at.replace(second=0, microsecond=0))
steps = st.one_of(
    st.tuples(st.just("book"), case_refs, meeting_refs, starts),
    st.tuples(st.just("move"), case_refs, st.integers(1, 6)),
    st.tuples(st.just("take off"), case_refs),
    st.tuples(st.just("reserve"), case_refs),
    st.tuples(st.just("cancel"), meeting_refs, st.booleans()),
)


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


@settings(max_examples=20, deadline=None)
@given(sequence=st.lists(steps, min_size=3, max_size=10))
def test_whatever_is_done_every_agenda_holds(desk: Desk, sequence: list[tuple[object, ...]]) -> None:
    desk.do(begin_again)
    for step in sequence:
        try_to(desk, *step)
        every_agenda_holds(desk)


@permits(*AccountRole)
def begin_again(work: Work) -> None:
    """Every meeting is planned and empty, every case is requested."""
    for meeting in work.session.scalars(select(Meeting)):
        meeting.status, meeting.cancelled_because = MeetingStatus.PLANNED, None
    for case in work.session.scalars(select(Case)):
        case.meeting_ref = case.item_no = case.starts_at = case.minutes = None
        case.status, case.is_provisional = CaseStatus.REQUESTED, False


def try_to(desk: Desk, what: object, *where: object) -> None:
    """Take a step, which may be refused; then nothing is changed."""
    before = desk.ask(cases)
    try:
        if what == "book":
            desk.do(book_case, where[0], where[1], starts_at=where[2])
        elif what == "move":
            desk.do(move_item, where[0], where[1])
        elif what == "take off":
            desk.do(take_off_agenda, where[0])
        elif what == "reserve":
            desk.do(put_on_reserve_list, where[0], "A place is needed")
        else:
            offered = desk.ask(new_places, where[0])
            places = {each.case: each.suggested if where[1] else None for each in offered}
            desk.do(cancel_and_move, where[0], "No chair", places)
    except RuleBrokenError:
        assert desk.ask(cases) == before


def every_agenda_holds(desk: Desk) -> None:
    """Each case is booked once or waits; numbers run from 1; each item ends before the next begins."""
    rows = desk.ask(cases)
    assert sorted(row.ref for row in rows) == sorted(CASES)
    called_off = {row.ref for row in desk.ask(meetings) if row.status is MeetingStatus.CANCELLED}
    for row in rows:
        is_booked = row.status is CaseStatus.BOOKED
        assert is_booked == (row.meeting is not None) == (row.item is not None)
        assert row.meeting not in called_off
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
    assert row.minutes is not None
    return begins(row) + timedelta(minutes=row.minutes)
