"""Meetings: scheduled, changed and held; their agendas, line-ups, attendance and declared interests."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.cases.bookings import book_case, take_off_agenda
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import (
    change_meeting,
    declare_interest,
    hold_meeting,
    invite,
    move_item,
    record_all_present,
    record_attendance,
    remove_interest,
    schedule_meeting,
    take_off_line_up,
    time_item,
)
from panel_desk.queries.cases.cases import case, interests_of
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import (
    AccountRole,
    Capacity,
    CaseStatus,
    HowGiven,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    Response,
)
from tests.builders import (
    a_case,
    a_desk,
    a_meeting,
    a_member,
    an_attendance,
    an_interest,
    signed_minutes,
)

DAY = date(2027, 3, 10)
Items = list[tuple[str, int | None, str, int | None]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def agenda(desk: Desk, ref: str = "P2027-03-10") -> Items:
    """Ref, number, start and duration of each item."""
    found = desk.ask(meeting, ref).items
    return [(i.ref, i.item, f"{i.starts_at:%H:%M}" if i.starts_at else "", i.duration_minutes) for i in found]


def three_items(desk: Desk) -> str:
    """45 minutes from 9:45, an hour from 10:40, half an hour from 11:50, with breaks of ten minutes between them."""
    ref = a_meeting(desk)
    for number, (start, minutes) in enumerate(((time(9, 45), 45), (time(10, 40), 60), (time(11, 50), 30)), 1):
        a_case(desk, f"CASE-00{number}", meeting_ref=ref, item_no=number, starts_at=start, minutes=minutes)
    return ref


def refused(desk: Desk, operation: Callable[..., Any], *args: object, **fields: object) -> RuleBrokenError:
    with pytest.raises(RuleBrokenError) as caught:
        desk.do(operation, *args, **fields)
    return caught.value


# The meeting itself


def test_a_meetings_ref_is_made_from_its_day_and_its_chair_is_invited(desk: Desk) -> None:
    chair = a_member(desk, role=PanelRole.CHAIR)
    first = desk.do(schedule_meeting, meets_on=DAY, starts_at=time(9, 30), place=MeetingFormat.VIRTUAL, chair=chair)
    second = desk.do(schedule_meeting, meets_on=DAY, panel=" Second Panel ", kind=MeetingKind.URGENT)
    third = desk.do(schedule_meeting, meets_on=DAY)
    assert (first, second, third) == ("P2027-03-10", "P2027-03-10-2", "P2027-03-10-3")
    record = desk.ask(meeting, first)
    assert (record.row.chair, record.row.status, record.row.panel) == (chair, MeetingStatus.PLANNED, "Adoption Panel")
    assert [(p.member, p.capacity, p.response) for p in record.line_up] == [(chair, Capacity.MEMBER, Response.NONE)]
    assert desk.ask(meeting, second).row.panel == "Second Panel"
    assert desk.ask(meeting, second).line_up == ()


def test_a_meeting_has_a_capacity_a_pre_meeting_and_a_venue(desk: Desk) -> None:
    ref = desk.do(schedule_meeting, DAY, time(9, 30), capacity=4, pre_meeting_at=time(9, 0), venue=" Room 2 ")
    row = desk.ask(meeting, ref).row
    assert (row.capacity, row.pre_meeting_at, row.venue) == (4, time(9, 0), "Room 2")
    assert refused(desk, schedule_meeting, meets_on=DAY, capacity=0).field == "capacity"
    late = refused(desk, schedule_meeting, meets_on=DAY, starts_at=time(9, 30), pre_meeting_at=time(10, 0))
    assert late.field == "pre_meeting_at"


def test_a_meeting_needs_a_panel_and_a_chair_who_may_chair(desk: Desk) -> None:
    member = a_member(desk)
    assert refused(desk, schedule_meeting, meets_on=DAY, panel=" ").field == "panel"
    assert refused(desk, schedule_meeting, meets_on=DAY, chair=member).field == "chair"
    assert refused(desk, schedule_meeting, meets_on=DAY, chair="M999").field == "chair"


def test_a_meeting_is_changed(desk: Desk) -> None:
    chair, vice = a_member(desk, role=PanelRole.CHAIR), a_member(desk, "M002", role=PanelRole.VICE_CHAIR)
    ref = a_meeting(desk, chair_ref=chair)
    an_attendance(desk, ref, vice, attended=False)
    fields: dict[str, Any] = {
        "meeting": ref,
        "meets_on": date(2027, 3, 11),
        "starts_at": None,
        "panel": " Panel ",
        "kind": MeetingKind.ADDITIONAL,
        "place": None,
        "capacity": 4,
        "pre_meeting_at": time(9, 0),
        "venue": " Room 2 ",
    }
    desk.do(change_meeting, version=desk.ask(meeting, ref).version, chair=chair, **fields)
    row = desk.ask(meeting, ref).row
    assert (row.ref, row.meets_on, row.starts_at, row.panel) == (ref, date(2027, 3, 11), None, "Panel")
    assert (row.kind, row.place, row.chair) == (MeetingKind.ADDITIONAL, None, chair)
    assert (row.capacity, row.pre_meeting_at, row.venue) == (4, time(9, 0), "Room 2")
    desk.do(change_meeting, version=desk.ask(meeting, ref).version, chair=vice, **fields)
    assert desk.ask(meeting, ref).row.chair == vice
    assert [p.member for p in desk.ask(meeting, ref).line_up] == [vice]
    desk.do(change_meeting, version=desk.ask(meeting, ref).version, chair=None, **fields)
    assert desk.ask(meeting, ref).row.chair is None
    with pytest.raises(ChangedMeanwhileError) as late:
        desk.do(change_meeting, version=1, chair=chair, **(fields | {"starts_at": time(9, 30)}))
    assert late.value.theirs == "Starts at: nothing\nChair: nothing"
    assert late.value.yours == f"Starts at: 09:30\nChair: {chair}"
    version = desk.ask(meeting, ref).version
    for wrong in ({"panel": ""}, {"capacity": 0}, {"starts_at": time(8, 30)}):
        error = refused(desk, change_meeting, version=version, chair=None, **(fields | wrong))
        assert error.field == ("pre_meeting_at" if "starts_at" in wrong else next(iter(wrong)))


def test_a_changed_day_is_checked_as_for_a_moved_meeting(desk: Desk) -> None:
    chair = a_member(desk, role=PanelRole.CHAIR)
    ref = a_meeting(desk, chair_ref=chair)
    a_meeting(desk, "P2", meets_on=date(2027, 3, 17), chair_ref=chair)
    row, version = desk.ask(meeting, ref).row, desk.ask(meeting, ref).version
    facts: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("starts_at", "panel", "kind", "place", "capacity", "pre_meeting_at", "venue")
    }
    error = refused(desk, change_meeting, ref, version, meets_on=date(2027, 3, 17), chair=chair, **facts)
    assert (error.field, error.sentence[:24]) == ("meets_on", "Its chair also chairs P2")
    desk.do(change_meeting, ref, version, meets_on=date(2027, 3, 17), chair=None, **facts)
    assert desk.ask(meeting, ref).row.meets_on == date(2027, 3, 17)


def test_a_meeting_is_held_on_its_day_and_its_booked_cases_are_heard(desk: Desk) -> None:
    ref = a_meeting(desk, meets_on=date(2027, 3, 4))
    a_case(desk, "CASE-001", meeting_ref=ref)
    a_case(desk, "CASE-002", meeting_ref=ref, status=CaseStatus.DEFERRED)
    desk.do(hold_meeting, meeting=ref)
    assert desk.ask(meeting, ref).row.status is MeetingStatus.HELD
    assert desk.ask(case, "CASE-001").row.status is CaseStatus.HEARD
    assert desk.ask(case, "CASE-002").row.status is CaseStatus.DEFERRED
    assert "still to come" in refused(desk, hold_meeting, meeting=a_meeting(desk, "P2")).sentence
    cancelled = a_meeting(desk, "P3", meets_on=date(2027, 3, 1), status=MeetingStatus.CANCELLED)
    assert "cancelled" in refused(desk, hold_meeting, meeting=cancelled).sentence


# The agenda


def test_a_moved_item_keeps_its_duration_and_breaks_keep_their_places(desk: Desk) -> None:
    three_items(desk)
    desk.do(move_item, case="CASE-003", to=1)
    assert agenda(desk) == [
        ("CASE-003", 1, "09:45", 30),
        ("CASE-001", 2, "10:25", 45),
        ("CASE-002", 3, "11:20", 60),
    ]
    desk.do(move_item, case="CASE-003", to=99)
    assert agenda(desk) == [
        ("CASE-001", 1, "09:45", 45),
        ("CASE-002", 2, "10:40", 60),
        ("CASE-003", 3, "11:50", 30),
    ]


def test_where_a_duration_is_missing_each_number_keeps_its_start(desk: Desk) -> None:
    ref = a_meeting(desk)
    a_case(desk, "CASE-001", meeting_ref=ref, item_no=1, starts_at=time(9, 45))
    a_case(desk, "CASE-002", meeting_ref=ref, item_no=2, starts_at=time(10, 40), minutes=60)
    desk.do(move_item, case="CASE-002", to=1)
    assert agenda(desk) == [("CASE-002", 1, "09:45", 60), ("CASE-001", 2, "10:40", None)]


def test_a_longer_item_moves_the_later_ones(desk: Desk) -> None:
    three_items(desk)
    desk.do(time_item, case="CASE-002", starts_at=time(10, 45), duration_minutes=75)
    assert agenda(desk) == [
        ("CASE-001", 1, "09:45", 45),
        ("CASE-002", 2, "10:45", 75),
        ("CASE-003", 3, "12:10", 30),
    ]
    assert refused(desk, time_item, case="CASE-001", starts_at=None, duration_minutes=-1).field == "duration_minutes"
    early = refused(desk, time_item, case="CASE-002", starts_at=time(10, 20), duration_minutes=60)
    assert (early.field, early.sentence) == (
        "starts_at",
        "Item 1 is not over until 10:30. Start this one then, or later.",
    )
    assert (
        "on another day"
        in refused(desk, time_item, case="CASE-001", starts_at=time(22, 0), duration_minutes=600).sentence
    )


def test_a_first_start_moves_no_item_and_an_item_without_one_gets_none(desk: Desk) -> None:
    ref = a_meeting(desk)
    a_case(desk, "CASE-001", meeting_ref=ref, item_no=1)
    a_case(desk, "CASE-002", meeting_ref=ref, item_no=2)
    desk.do(time_item, case="CASE-001", starts_at=time(9, 45), duration_minutes=45)
    assert agenda(desk) == [("CASE-001", 1, "09:45", 45), ("CASE-002", 2, "", None)]
    desk.do(time_item, case="CASE-001", starts_at=time(9, 45), duration_minutes=60)
    assert agenda(desk)[1] == ("CASE-002", 2, "", None)


# The line-up


def test_people_are_invited_and_reply_and_are_taken_off(desk: Desk) -> None:
    ref, member = a_meeting(desk), a_member(desk)
    desk.do(invite, meeting=ref, member=member)
    desk.do(record_reply, meeting=ref, member=member, response=Response.ACCEPTED)
    desk.do(invite, meeting=ref, member=member, capacity=Capacity.ADVISER)
    [person] = desk.ask(meeting, ref).line_up
    assert (person.response, person.capacity, person.attended) == (Response.ACCEPTED, Capacity.ADVISER, False)
    desk.do(take_off_line_up, meeting=ref, member=member)
    assert desk.ask(meeting, ref).line_up == ()
    assert "line-up" in refused(desk, take_off_line_up, meeting=ref, member=member).sentence


def test_a_person_who_is_not_active_may_observe_but_not_sit(desk: Desk) -> None:
    ref, member = a_meeting(desk), a_member(desk, status=MemberStatus.PROSPECTIVE)
    assert refused(desk, invite, meeting=ref, member=member).field == "member"
    desk.do(invite, meeting=ref, member=member, capacity=Capacity.OBSERVER)
    assert desk.ask(meeting, ref).line_up[0].capacity is Capacity.OBSERVER


# The day


def test_attendance_is_recorded_with_its_times(desk: Desk) -> None:
    ref, member = a_meeting(desk, meets_on=date(2027, 3, 3)), a_member(desk)
    an_attendance(desk, ref, member, attended=False)
    times: dict[str, Any] = {"arrived_at": time(9, 40), "left_at": time(11, 0)}
    desk.do(record_attendance, meeting=ref, member=member, attended=True, **times, how=HowGiven.EMAIL)
    [person] = desk.ask(meeting, ref).line_up
    assert (person.attended, person.arrived_at, person.left_at) == (True, time(9, 40), time(11, 0))
    absent = refused(desk, record_attendance, meeting=ref, member=member, attended=False, left_at=time(11, 0))
    assert absent.field == "attended"
    fields: dict[str, Any] = {"arrived_at": time(11, 0), "left_at": time(9, 0)}
    assert refused(desk, record_attendance, meeting=ref, member=member, attended=True, **fields).field == "left_at"


def test_attendance_that_the_office_records_for_the_chair_says_how_it_was_given(desk: Desk, tmp_path: Path) -> None:
    today = a_meeting(desk, "P1", meets_on=date(2027, 3, 4))
    before = a_meeting(desk, "P2", meets_on=date(2027, 3, 3))
    member = a_member(desk, role=PanelRole.CHAIR)
    for ref in (today, before):
        an_attendance(desk, ref, member, attended=False)

    def given(desk: Desk, ref: str) -> tuple[HowGiven | None, str | None]:
        [person] = desk.ask(meeting, ref).line_up
        return person.how_given, person.recorded_by

    desk.do(record_all_present, today)
    assert given(desk, today) == (HowGiven.IN_PERSON, desk.signed_in.name)
    for error in (
        refused(desk, record_all_present, meeting=before),
        refused(desk, record_attendance, meeting=before, member=member, attended=True),
    ):
        assert error.sentence == "You record this for the chair. Say how they gave it to the office."
    assert given(desk, before) == (None, None)
    desk.do(record_all_present, before, how=HowGiven.TELEPHONE)
    assert given(desk, before) == (HowGiven.TELEPHONE, desk.signed_in.name)
    desk.do(record_attendance, before, member, attended=False)
    assert given(desk, before) == (None, None)
    chair = a_desk(tmp_path, AccountRole.CHAIR, member_ref=member)
    chair.do(record_attendance, today, member, attended=True)
    assert given(chair, today) == (None, None)


def test_no_attendance_is_recorded_before_the_day(desk: Desk) -> None:
    ref, member = a_meeting(desk), a_member(desk)
    an_attendance(desk, ref, member, attended=False)
    came = refused(desk, record_attendance, meeting=ref, member=member, attended=True)
    assert came.sentence == "This meeting is on 10 March 2027. What happens at it is recorded on that day or later."
    assert refused(desk, record_all_present, meeting=ref).sentence == came.sentence


def test_everybody_who_accepted_is_recorded_as_present(desk: Desk) -> None:
    ref = a_meeting(desk, meets_on=date(2027, 3, 4))
    for number, response in enumerate((Response.ACCEPTED, Response.DECLINED, Response.ACCEPTED), 1):
        an_attendance(desk, ref, a_member(desk, f"M00{number}"), response=response, attended=False)
    desk.do(record_all_present, meeting=ref)
    assert {p.member: p.attended for p in desk.ask(meeting, ref).line_up} == {
        "M001": True,
        "M002": False,
        "M003": True,
    }


def test_interests_are_declared_changed_and_removed(desk: Desk) -> None:
    ref, member = a_meeting(desk), a_member(desk)
    booked = a_case(desk, meeting_ref=ref, item_no=1)
    assert refused(desk, declare_interest, case=booked, member=member, nature=" ", withdraws=True).field == "nature"
    desk.do(declare_interest, case=booked, member=member, nature="Taught the applicant", withdraws=True)
    desk.do(declare_interest, case=booked, member=member, nature=" Lives nearby ", withdraws=False)
    [declared] = desk.ask(interests_of, (booked,))
    assert (declared.nature, declared.withdraws) == ("Lives nearby", False)
    desk.do(remove_interest, case=booked, member=member)
    assert desk.ask(interests_of, (booked,)) == ()
    assert "interest" in refused(desk, remove_interest, case=booked, member=member).sentence


# Permissions, and signed minutes


def test_a_chair_records_attendance_and_does_not_change_the_agenda(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    ref, member = a_meeting(desk, meets_on=date(2027, 3, 4)), a_member(desk)
    an_attendance(desk, ref, member, attended=False)
    a_case(desk, meeting_ref=ref, item_no=1)
    desk.close()
    chair = a_desk(tmp_path, AccountRole.CHAIR)
    chair.do(record_attendance, meeting=ref, member=member, attended=True)
    with pytest.raises(NotAllowedError):
        chair.do(move_item, case="CASE-001", to=1)


@pytest.mark.parametrize(
    ("operation", "fields"),
    [
        (book_case, {"case": "CASE-001", "meeting": "P2027-03-17"}),
        (take_off_agenda, {"case": "CASE-001", "reason": "Not reached"}),
        (move_item, {"case": "CASE-001", "to": 1}),
        (time_item, {"case": "CASE-001", "starts_at": None, "duration_minutes": 5}),
        (invite, {"meeting": "P", "member": "M001"}),
        (take_off_line_up, {"meeting": "P", "member": "M001"}),
        (record_attendance, {"meeting": "P", "member": "M001", "attended": False}),
        (record_all_present, {"meeting": "P"}),
        (declare_interest, {"case": "CASE-001", "member": "M001", "nature": "Knows them", "withdraws": True}),
        (remove_interest, {"case": "CASE-001", "member": "M001"}),
        (
            change_meeting,
            {
                "meeting": "P",
                "version": 1,
                "meets_on": DAY,
                "starts_at": None,
                "panel": "Panel",
                "kind": MeetingKind.PLANNED,
                "place": None,
                "chair": None,
                "capacity": None,
                "pre_meeting_at": None,
                "venue": None,
            },
        ),
    ],
)
def test_signed_minutes_freeze_the_records_of_their_meeting(
    desk: Desk, operation: Callable[..., Any], fields: dict[str, Any]
) -> None:
    ref, member = a_meeting(desk, "P", status=MeetingStatus.HELD), a_member(desk)
    an_attendance(desk, ref, member)
    a_case(desk, meeting_ref=ref, item_no=1)
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17))
    an_interest(desk, "CASE-001", member)
    signed_minutes(desk, ref)
    assert "are signed" in refused(desk, operation, **fields).sentence
