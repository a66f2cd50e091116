"""The calendar of panels: scheduled by a recurrence, moved, and what a move would break."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.operations.agency import close_on
from panel_desk.operations.meetings.calendar import move_meeting, schedule_panels
from panel_desk.queries.meetings.meetings import meeting, meetings
from panel_desk.queries.meetings.reschedule_warnings import reschedule_warnings
from panel_desk.rules.recurrence import Recurrence
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, MeetingFormat, MeetingStatus, PanelRole, Response
from tests.builders import a_case, a_child, a_desk, a_meeting, a_member, an_attendance

WEDNESDAYS = Recurrence(2, every_weeks=1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", role=PanelRole.CHAIR)
    a_member(desk, "M002", role=PanelRole.VICE_CHAIR)
    return desk


def _refused(desk: Desk, operation: Callable[..., object], *args: object, **fields: object) -> str:
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(operation, *args, **fields)
    return refused.value.sentence


def test_a_month_of_panels_is_scheduled_with_chairs_in_turn_and_without_the_closed_day(desk: Desk) -> None:
    desk.do(close_on, date(2027, 4, 14), "Moving house")
    made = desk.do(
        schedule_panels,
        WEDNESDAYS,
        date(2027, 4, 1),
        date(2027, 4, 30),
        "Adoption Panel",
        time(9, 30),
        MeetingFormat.VIRTUAL,
        ("M001", "M002"),
        5,
    )
    assert made == ("P2027-04-07", "P2027-04-21", "P2027-04-28")
    rows = {row.ref: row for row in desk.ask(meetings)}
    assert [rows[ref].chair for ref in made] == ["M001", "M002", "M001"]
    assert [person.member for person in desk.ask(meeting, made[0]).line_up] == ["M001"]


def test_a_day_on_which_the_panel_meets_is_skipped_and_a_busy_chair_is_passed_over(desk: Desk) -> None:
    a_meeting(desk, "P-own", meets_on=date(2027, 4, 7), panel="Adoption Panel")
    a_meeting(desk, "P-other", meets_on=date(2027, 4, 14), panel="Fostering Panel", chair_ref="M001")
    series = (WEDNESDAYS, date(2027, 4, 1), date(2027, 4, 20), "Adoption Panel")
    made = desk.do(schedule_panels, *series, chairs=("M001", "M002"))
    assert made == ("P2027-04-14",)
    assert {row.ref: row.chair for row in desk.ask(meetings)}["P2027-04-14"] == "M002"
    assert "no day to schedule" in _refused(desk, schedule_panels, *series)


def test_without_chairs_nobody_is_appointed(desk: Desk) -> None:
    [made] = desk.do(schedule_panels, WEDNESDAYS, date(2027, 4, 7), date(2027, 4, 7), "Adoption Panel")
    assert {row.ref: row.chair for row in desk.ask(meetings)}[made] is None


def test_a_meeting_is_moved_and_a_stale_version_refused(desk: Desk) -> None:
    a_meeting(desk, "P1", chair_ref="M001")
    version = desk.ask(meeting, "P1").version
    desk.do(move_meeting, "P1", version, date(2027, 3, 17))
    assert desk.ask(meeting, "P1").row.meets_on == date(2027, 3, 17)
    with pytest.raises(ChangedMeanwhileError):
        desk.do(move_meeting, "P1", version, date(2027, 3, 18))


def test_a_meeting_is_not_moved_onto_its_chairs_other_meeting_nor_a_held_one_to_the_future(desk: Desk) -> None:
    a_meeting(desk, "P1", chair_ref="M001")
    a_meeting(desk, "P2", meets_on=date(2027, 3, 17), chair_ref="M001")
    assert "also chairs P2" in _refused(desk, move_meeting, "P1", desk.ask(meeting, "P1").version, date(2027, 3, 17))
    a_meeting(desk, "P3", status=MeetingStatus.HELD, meets_on=date(2027, 3, 1))
    assert "still to come" in _refused(desk, move_meeting, "P3", desk.ask(meeting, "P3").version, date(2027, 3, 9))
    desk.do(move_meeting, "P3", desk.ask(meeting, "P3").version, date(2027, 3, 2))
    assert desk.ask(meeting, "P3").row.meets_on == date(2027, 3, 2)
    a_meeting(desk, "P4", status=MeetingStatus.CANCELLED)
    assert "is cancelled, so it cannot be moved" in _refused(desk, move_meeting, "P4", 1, date(2027, 3, 18))


def test_what_moving_a_meeting_would_break(desk: Desk) -> None:
    for ref in ("M001", "M002"):
        a_meeting(desk, f"P-{ref}", meets_on=date(2027, 3, 26), panel="Fostering Panel")
    a_meeting(desk, "P1", meets_on=date(2027, 3, 12))
    an_attendance(desk, "P1", "M001", response=Response.ACCEPTED, attended=False)
    an_attendance(desk, "P-M001", "M001", attended=False)
    a_child(desk, "C001", should_be_placed_decided_on=date(2026, 9, 20), placed_on=None)
    a_case(desk, "CASE-001", kind=CaseKind.MATCH, children=("C001",), meeting_ref="P1", status=CaseStatus.BOOKED)
    warnings = desk.ask(reschedule_warnings, "P1", date(2027, 3, 26))
    assert warnings[0] == "Friday 26 March 2027 is a bank holiday: Good Friday."
    assert "is on the line-up of Fostering Panel that day." in warnings[1]
    assert warnings[2].startswith("Match: child BH, Barlow001 household would be heard after 20 March 2027.")
    assert warnings[3] == "1 person has accepted for 12 March 2027 and would have to be asked again."
    an_attendance(desk, "P1", "M002", response=Response.ACCEPTED, attended=False)
    past = desk.ask(reschedule_warnings, "P1", date(2027, 3, 3))
    assert past[0] == "3 March 2027 is past."
    assert "should have had the papers" in past[1]
    assert past[-1].startswith("2 people have accepted")
    assert desk.ask(reschedule_warnings, "P1", date(2027, 3, 12)) == ()
    a_meeting(desk, "P3", meets_on=date(2027, 3, 17))
    assert desk.ask(reschedule_warnings, "P3", date(2027, 3, 12)) == (), "without cases only its day and people count"
    with pytest.raises(RuleBrokenError):
        desk.ask(reschedule_warnings, "P9", date(2027, 3, 12))
