"""Quoracy: forecast from the replies, judged from attendance, and who could make an item quorate."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.members.members import change_member
from panel_desk.queries.meetings.quorum import quorum, quorum_of_each
from panel_desk.queries.members.members import member
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.quoracy import QuorumCondition
from panel_desk.rules.vocabulary import Category, MeetingStatus, MemberStatus, PanelRole, Response
from tests.builders import FixedTime, a_case, a_desk, a_meeting, a_member, an_absence, an_attendance, an_interest

SOCIAL_WORKER: dict[str, Any] = {"category": Category.SOCIAL_WORKER, "qualified_social_worker_since": date(2010, 1, 1)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", role=PanelRole.CHAIR, role_from=date(2020, 4, 1))
    a_member(desk, "M002", **SOCIAL_WORKER)
    for number in range(3, 6):
        a_member(desk, f"M00{number}")
    return desk


def sitting(desk: Desk, *, attended: bool, ref: str = "P", **fields: object) -> str:
    """A meeting with one item and five members, who accepted or attended it."""
    a_meeting(desk, ref, chair_ref="M001", **fields)
    for number in range(1, 6):
        an_attendance(desk, ref, f"M00{number}", attended=attended)
    a_case(desk, f"CASE-{ref}", meeting_ref=ref, item_no=1, starts_at=time(9, 45), minutes=45)
    return ref


def test_the_quorum_of_an_upcoming_meeting_goes_by_the_replies(desk: Desk) -> None:
    a_member(desk, "M006", **SOCIAL_WORKER, given_name="Eleri", family_name="Baird")
    a_member(desk, "M007", **SOCIAL_WORKER, status=MemberStatus.ON_HOLD)
    ref = a_meeting(desk, chair_ref="M001")
    replies = (Response.ACCEPTED, Response.TENTATIVE, Response.ACCEPTED, Response.ACCEPTED, Response.ACCEPTED)
    for number, response in enumerate(replies, 1):
        an_attendance(desk, ref, f"M00{number}", response=response, attended=False)
    a_case(desk, meeting_ref=ref, item_no=1)
    [judged] = desk.ask(quorum, ref)
    assert judged.is_forecast
    assert judged.sentence == "Not quorate: too few members (4 of 5), no social worker"
    assert judged.counted == ("Given001 Family001", "Given003 Family003", "Given004 Family004", "Given005 Family005")
    assert [(each.ref, each.why) for each in judged.not_counted] == [("M002", "has accepted only tentatively")]
    assert judged.presiding == "Given001 Family001"
    assert (judged.could_make_quorate_refs, judged.could_make_quorate) == (("M006",), ("Eleri Baird",))
    assert judged.remedy.endswith("Invite one of Eleri Baird.")


def test_once_somebody_attended_the_quorum_goes_by_attendance(desk: Desk) -> None:
    ref = sitting(desk, attended=True)
    [judged] = desk.ask(quorum, ref)
    assert (judged.quorate, judged.is_forecast, judged.sentence, judged.remedy) == (True, False, "Quorate: 5", "")
    an_interest(desk, "CASE-P", "M002")
    an_interest(desk, "CASE-P", "M003", withdraws=False)
    [judged] = desk.ask(quorum, ref)
    assert not judged.quorate
    assert [each.ref for each in judged.not_counted] == ["M002"]
    assert "Invite" not in judged.remedy


def test_a_held_meeting_without_attendance_has_nobody_presiding(desk: Desk) -> None:
    ref = sitting(desk, attended=False, status=MeetingStatus.HELD)
    [judged] = desk.ask(quorum, ref)
    assert (judged.is_forecast, judged.presiding, judged.counted) == (False, None, ())
    assert {each.why for each in judged.not_counted} == {"did not attend"}


def test_the_quorum_of_several_meetings_is_judged_at_once(desk: Desk) -> None:
    sitting(desk, attended=False, ref="P1")
    sitting(desk, attended=False, ref="P2")
    an_interest(desk, "CASE-P2", "M002")
    sitting(desk, attended=True, ref="P3", status=MeetingStatus.HELD)
    a_meeting(desk, "P4")
    found = desk.ask(quorum_of_each, ("P1", "P2", "P4"))
    assert {ref: [each.quorate for each in items] for ref, items in found.items()} == {
        "P1": [True],
        "P2": [False],
        "P4": [],
    }


def test_an_absence_counts_against_the_times_that_were_noted(tmp_path: Path, desk: Desk) -> None:
    desk.close()
    time_source = FixedTime(datetime(2027, 3, 10, 10, 0, tzinfo=UTC))
    desk = a_desk(tmp_path, time_source=time_source)
    sitting(desk, attended=True)
    a_case(desk, "CASE-2", meeting_ref="P", item_no=2, starts_at=time(10, 0), minutes=30, began_at=time(10, 20))
    a_case(desk, "CASE-3", meeting_ref="P", item_no=3, ended_at=time(10, 5), starts_at=time(9, 50), minutes=60)
    a_case(desk, "CASE-4", meeting_ref="P", item_no=4, began_at=time(10, 20), ended_at=time(10, 50), minutes=5)
    an_absence(desk, "P", "M003", time(10, 10), time(10, 20))
    assert [each.quorate for each in desk.ask(quorum, "P")] == [False, True, True, True]
    an_absence(desk, "P", "M004", time(10, 55))
    assert [each.quorate for each in desk.ask(quorum, "P")] == [False, True, True, True]
    time_source.move(minutes=55)
    judged = desk.ask(quorum, "P")
    assert [each.quorate for each in judged] == [False, False, True, True]
    assert [(each.ref, each.why) for each in judged[1].not_counted] == [("M004", "lost the connection at 10:55")]
    time_source.move(days=1)  # nobody noted the end: it took the half hour that was planned
    assert [each.quorate for each in desk.ask(quorum, "P")] == [False, True, True, True]


def test_an_unknown_meeting_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no meeting"):
        desk.ask(quorum, "P9")


def test_an_item_ends_after_its_length_and_by_midnight() -> None:
    day = date(2027, 3, 10)
    assert ends_at(day, time(9, 45), 45) == time(10, 30)
    assert ends_at(day, time(23, 45), 45) == time.max
    assert ends_at(day, None, 45) is None
    assert ends_at(day, time(9, 45), None) is None


def set_role(desk: Desk, ref: str, role: PanelRole, role_from: date | None) -> None:
    version = desk.ask(member, ref).version
    desk.do(change_member, ref, version, role=role, role_from=role_from)


@pytest.mark.parametrize("named", ["M006", "M001", None])
@pytest.mark.parametrize("status", [MeetingStatus.HELD, MeetingStatus.PLANNED])
def test_a_later_promotion_leaves_an_earlier_sitting_as_it_was(
    desk: Desk, status: MeetingStatus, named: str | None
) -> None:
    a_member(desk, "M006", role=PanelRole.VICE_CHAIR, role_from=date(2021, 4, 1), is_independent=False)
    a_meeting(desk, "P", chair_ref=named, meets_on=date(2027, 2, 10), status=status)
    for number in range(2, 7):
        an_attendance(desk, "P", f"M00{number}")
    a_case(desk, "CASE-P", meeting_ref="P", item_no=1)
    [before] = desk.ask(quorum, "P")
    assert (before.quorate, before.verdict.presiding) == (True, "M006")
    set_role(desk, "M006", PanelRole.CHAIR, None)
    set_role(desk, "M006", PanelRole.CHAIR, date(2027, 3, 1))
    assert desk.ask(quorum, "P") == (before,)
    set_role(desk, "M006", PanelRole.MEMBER, date(2027, 3, 2))
    assert desk.ask(quorum, "P") == (before,)


def test_an_appointment_does_not_make_an_earlier_sitting_quorate(desk: Desk) -> None:
    a_member(desk, "M006")
    a_meeting(desk, "P", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    for number in range(2, 7):
        an_attendance(desk, "P", f"M00{number}")
    a_case(desk, "CASE-P", meeting_ref="P", item_no=1)
    set_role(desk, "M006", PanelRole.CHAIR, date(2027, 2, 11))
    [judged] = desk.ask(quorum, "P")
    assert judged.verdict.missing == (QuorumCondition.NO_CHAIR_OR_VICE_CHAIR,)
    set_role(desk, "M006", PanelRole.CHAIR, date(2027, 2, 10))
    assert desk.ask(quorum, "P")[0].quorate


def test_earlier_offices_are_read_once_for_all_meetings(desk: Desk) -> None:
    a_member(desk, "M006", role=PanelRole.CHAIR, role_from=date(2028, 3, 1))
    for meeting in ("P1", "P2"):
        a_meeting(desk, meeting, meets_on=date(2027, 4, int(meeting[-1])))
        an_attendance(desk, meeting, "M006")
        a_case(desk, f"CASE-{meeting}", meeting_ref=meeting, item_no=1)
    sent: list[str] = []
    engine = desk.store.engine
    # The third argument is the statement.
    event.listen(engine, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    assert desk.ask(quorum_of_each, ("P1", "P2")).keys() == {"P1", "P2"}
    assert len([statement for statement in sent if "audit_entry" in statement]) == 1


@pytest.mark.parametrize(("status", "presiding"), [(MeetingStatus.HELD, "M006"), (MeetingStatus.PLANNED, None)])
def test_who_is_named_as_chair_of_a_meeting_that_was_held_presided_at_it(
    desk: Desk, status: MeetingStatus, presiding: str | None
) -> None:
    """Imported registers hold only the office that a person has now, which need not be the one they had then."""
    a_member(desk, "M006", role=PanelRole.CHAIR, role_from=date(2027, 3, 1))
    a_meeting(desk, "P", chair_ref="M006", meets_on=date(2027, 2, 10), status=status)
    for number in range(2, 7):
        an_attendance(desk, "P", f"M00{number}")
    a_case(desk, "CASE-P", meeting_ref="P", item_no=1)
    [judged] = desk.ask(quorum, "P")
    assert judged.verdict.presiding == presiding
