"""Minutes: their state, their content and who may sign them."""

from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.panel_day import correct_times
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.listing import Listing
from panel_desk.queries.minutes.minutes import (
    minutes,
    minutes_content,
    who_may_sign,
)
from panel_desk.queries.minutes.minutes_list import ListedState, meetings_to_sign, minutes_list
from panel_desk.rules.minutes_headings import (
    ADVICE,
    ATTENDANCE,
    CONCERNS,
    DISCUSSION,
    QUESTIONS,
    REASONS_FOR_BRINGING,
    RECOMMENDATION,
    STRENGTHS,
    VIEWS,
)
from panel_desk.rules.vocabulary import Capacity, MeetingStatus, MinutesState
from tests.builders import a_case, a_decision, a_desk, a_meeting, a_member, an_attendance, an_interest
from tests.panels import (
    APPROVAL,
    CHAIR,
    MATCH,
    PANEL,
    a_held_panel,
    make_final_minutes,
    record,
    signed_by_the_chair,
    write_all,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def test_the_list_has_every_held_meeting_newest_first(desk: Desk) -> None:
    a_meeting(desk, "P2027-02-10", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_meeting(desk, "P2027-03-10")
    rows = desk.ask(minutes_list, Listing()).rows
    assert [row.meeting for row in rows] == [PANEL, "P2027-02-10"]
    assert (rows[0].state, rows[0].items, rows[0].chair_name) == (MinutesState.NONE, 2, "Siân Llewellyn")
    assert (rows[1].items, rows[1].chair_name) == (0, None)


def test_the_list_shows_the_state_of_minutes_up_to_their_signature(desk: Desk, tmp_path: Path) -> None:
    assert len(desk.ask(meetings_to_sign)) == 1
    make_final_minutes(desk)
    (row,) = desk.ask(minutes_list, Listing()).rows
    assert (row.state, row.number, row.signed_at) == (MinutesState.FINAL, 1, None)
    signed_by_the_chair(desk, tmp_path)
    (row,) = desk.ask(minutes_list, Listing()).rows
    assert (row.state, row.signed_at, row.signed_by) == (MinutesState.SIGNED, desk.time_source.now(), "Chair")
    assert len(desk.ask(meetings_to_sign)) == 0


def test_minutes_that_were_received_but_not_written_here_are_kept_elsewhere(desk: Desk) -> None:
    a_decision(desk, APPROVAL, minutes_received_on=date(2027, 3, 1))
    (row,) = desk.ask(minutes_list, Listing()).rows
    assert row.received_on == date(2027, 3, 1)
    assert row.shown is ListedState.ELSEWHERE
    assert len(desk.ask(meetings_to_sign)) == 0
    desk.do(draft_minutes, PANEL)
    assert desk.ask(minutes_list, Listing()).rows[0].shown is ListedState.DRAFT


def test_minutes_not_drafted_are_none_and_an_unknown_meeting_is_refused(desk: Desk) -> None:
    assert desk.ask(minutes, PANEL) is None
    with pytest.raises(RuleBrokenError, match="no meeting with the ref P9"):
        desk.ask(minutes, "P9")


def test_minutes_say_who_attended_each_item_and_why_somebody_does_not_count(desk: Desk) -> None:
    a_member(desk, "M006", given_name="Olu", family_name="Observer")
    an_attendance(desk, PANEL, "M006", capacity=Capacity.OBSERVER)
    a_member(desk, "M007")
    an_attendance(desk, PANEL, "M007", attended=False)
    an_interest(desk, APPROVAL, "M005", nature="Taught the applicant")
    first, second = desk.ask(minutes_content, PANEL).items
    assert [(p.name, p.counts) for p in first.attended][-2:] == [("Given005 Family005", False), ("Olu Observer", False)]
    assert first.attended[-2].why_not
    assert [each.nature for each in first.interests] == ["Taught the applicant"]
    assert not first.is_quorate
    assert first.quorum.startswith("Not quorate")
    assert second.quorum == "Quorate: 5 members for the whole of the item. Siân Llewellyn presided."
    assert second.interests == ()


def test_minutes_give_the_arrival_of_who_came_after_the_planned_start_or_after_an_item_began(desk: Desk) -> None:
    for ref, at in (("M006", time(9, 20)), ("M007", time(9, 26)), ("M008", time(9, 31))):
        a_member(desk, ref)
        an_attendance(desk, PANEL, ref, arrived_at=at)

    def arrivals() -> list[time]:
        return [each.arrived_at for each in desk.ask(minutes_content, PANEL).attended if each.arrived_at]

    assert arrivals() == [time(9, 31)]
    desk.do(correct_times, APPROVAL, time(9, 22), time(10, 15))
    assert arrivals() == [time(9, 26), time(9, 31)]


def test_minutes_say_what_was_written_and_recommended(desk: Desk) -> None:
    write_all(desk, text="Written.")
    first, second = record(desk).content.items
    assert [(each.heading, each.text) for each in first.sections] == [
        (heading, "" if heading in (ATTENDANCE, RECOMMENDATION) else "Written.")
        for heading in (
            REASONS_FOR_BRINGING,
            ATTENDANCE,
            DISCUSSION,
            QUESTIONS,
            VIEWS,
            STRENGTHS,
            CONCERNS,
            RECOMMENDATION,
            ADVICE,
        )
    ]
    assert [line.subject for line in first.recommendations] == ["Barlow001 household"]
    assert [line.subject for line in second.recommendations] == ["Child QX (C001)", "Child QY (C002)"]


def test_an_extract_is_of_one_case_which_is_on_the_agenda(desk: Desk) -> None:
    assert desk.ask(minutes_content, PANEL, MATCH).only_case == MATCH
    a_case(desk, "CASE-009")
    with pytest.raises(RuleBrokenError, match="no case on this agenda"):
        desk.ask(minutes_content, PANEL, "CASE-009")


def test_whoever_presided_may_sign(desk: Desk) -> None:
    assert desk.ask(who_may_sign, PANEL) == (CHAIR,)


def test_the_chair_may_sign_where_no_item_was_quorate(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    a_meeting(desk, "P2027-02-10", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD, chair_ref="M001")
    a_meeting(desk, "P2027-02-17", meets_on=date(2027, 2, 17), status=MeetingStatus.HELD)
    assert desk.ask(who_may_sign, "P2027-02-10") == ("M001",)
    assert desk.ask(who_may_sign, "P2027-02-17") == ()


def test_minutes_are_unfinished_while_nobody_attended(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, PANEL, meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    a_case(desk, APPROVAL, household_ref=None, meeting_ref=PANEL)
    write_all(desk, text=" ")
    assert record(desk).unfinished == (
        "Item 1 lacks the reasons for bringing the case, the discussion and a recommendation.",
        "Nobody is recorded as having attended.",
    )
