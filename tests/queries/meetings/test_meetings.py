"""Meetings for their page, their documents and the calendar."""

from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.document_rows import AgendaItem
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.calendar import calendar_list
from panel_desk.queries.meetings.meetings import (
    line_up,
    meeting,
    meeting_facts,
    meetings,
    recommendations,
    who_may_chair,
)
from panel_desk.rules.vocabulary import (
    Background,
    Capacity,
    CaseStatus,
    Category,
    MeetingStatus,
    MemberStatus,
    MinutesState,
    Outcome,
    PanelRole,
    Response,
)
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
    minutes,
    signed_minutes,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def a_full_meeting(desk: Desk) -> str:
    """A meeting that five members accepted, and at which a third case was withdrawn.

    The vice chair, one of the five, withdraws from item 2.
    """
    chair = a_member(desk, role=PanelRole.CHAIR, given_name="Siân", family_name="Llewellyn")
    a_member(desk, "M002", role=PanelRole.VICE_CHAIR, family_name="Ferrers")
    qualified = date(2010, 1, 1)
    a_member(desk, "M003", category=Category.SOCIAL_WORKER, qualified_social_worker_since=qualified)
    a_member(desk, "M004", backgrounds=(Background.ADOPTER,))
    a_member(desk, "M005", category=Category.MEDICAL_ADVISER)
    a_member(desk, "M006")
    ref = a_meeting(desk, chair_ref=chair)
    for number in range(1, 6):
        an_attendance(desk, ref, f"M00{number}", attended=False)
    an_attendance(desk, ref, "M006", capacity=Capacity.OBSERVER, response=Response.NONE, attended=False)
    a_child(desk)
    a_case(desk, "CASE-001", meeting_ref=ref, item_no=1, starts_at=time(9, 45), minutes=45)
    a_case(desk, "CASE-002", meeting_ref=ref, item_no=2, starts_at=time(10, 40), minutes=60, children=("C001",))
    a_case(desk, "CASE-003", meeting_ref=ref, status=CaseStatus.WITHDRAWN)
    an_interest(desk, "CASE-002", "M002")
    return ref


def test_a_meeting_has_its_cases_items_and_quorum(desk: Desk) -> None:
    ref = a_full_meeting(desk)
    record = desk.ask(meeting, ref)
    assert record.row.cases == ("CASE-001", "CASE-002")
    assert [item.ref for item in record.items] == ["CASE-001", "CASE-002"]
    assert [judged.quorate for judged in record.quorum] == [True, False]
    assert record.quorate_items == 1
    assert record.papers_due_on == date(2027, 3, 3)
    assert (record.signed, record.row.minutes) == (False, MinutesState.NONE)
    with pytest.raises(RuleBrokenError, match="no meeting with the ref P9"):
        desk.ask(meeting, "P9")


def test_a_chair_named_with_the_meeting_is_invited_once_they_replied(desk: Desk) -> None:
    chair = a_member(desk, role=PanelRole.CHAIR)
    a_member(desk, "M002")
    for day, line_up_of in (
        (3, {}),
        (10, {chair: Response.NONE}),
        (17, {chair: Response.DECLINED}),
        (24, {chair: Response.NONE, "M002": Response.NONE}),
    ):
        ref = a_meeting(desk, f"P2027-03-{day:02}", meets_on=date(2027, 3, day), chair_ref=chair)
        for member, response in line_up_of.items():
            an_attendance(desk, ref, member, response=response, attended=False)
    invited = [row.ref for row in desk.ask(meetings) if desk.ask(meeting, row.ref).is_anybody_invited]
    assert invited == ["P2027-03-17", "P2027-03-24"]


def test_the_line_up_has_whoever_chairs_first_and_observers_last(desk: Desk) -> None:
    rows = desk.ask(line_up, a_full_meeting(desk))
    assert [row.member for row in rows] == ["M001", "M002", "M003", "M004", "M005", "M006"]
    assert rows[0].name == "Siân Llewellyn"
    assert rows[1].interests == ("item 2",)
    assert rows[3].background == (Background.ADOPTER,)


def test_the_line_up_is_in_the_order_of_family_names_without_accents(desk: Desk) -> None:
    ref = a_meeting(desk)
    for member, name in (
        ("M011", "Wood"),
        ("M012", "Łoś"),
        ("M013", "Marsh"),
        ("M014", "Ørsted"),
        ("M015", "Ní Bhriain"),
    ):
        a_member(desk, member, given_name="Jo", family_name=name)
        an_attendance(desk, ref, member)
    names = [row.name.removeprefix("Jo ") for row in desk.ask(line_up, ref)]
    assert names == ["Łoś", "Marsh", "Ní Bhriain", "Ørsted", "Wood"]


def test_the_agenda_says_what_is_not_quorate_and_one_edition_names_one_case(desk: Desk) -> None:
    ref = a_full_meeting(desk)
    content = desk.ask(agenda_content, ref)
    assert [entry.number for entry in content.entries if isinstance(entry, AgendaItem)] == [1, 2]
    assert content.quorum == ("Item 2. Not quorate: too few members (4 of 5). 1 more member is needed.",)
    assert [(i.case, i.item, i.withdraws) for i in content.interests] == [("CASE-002", 2, True)]
    assert content.line_up[0].role == "Chair, independent"
    assert content.line_up[2].role == "Social worker"
    assert desk.ask(agenda_content, ref, "CASE-002").only_case == "CASE-002"
    with pytest.raises(RuleBrokenError, match="case on this agenda"):
        desk.ask(agenda_content, ref, "CASE-003")


def test_documents_of_an_unknown_meeting_are_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no meeting"):
        desk.ask(meeting_facts, "P9")
    assert desk.ask(meeting_facts, a_meeting(desk)).chair is None


def test_recommendations_are_listed_by_item(desk: Desk) -> None:
    ref = a_full_meeting(desk)
    a_recommendation(desk, "CASE-001")
    a_recommendation(desk, "CASE-002", "C001", outcome=Outcome.DEFERRED, votes_for=None)
    assert [(r.case, r.child, r.outcome, r.votes_for) for r in desk.ask(recommendations, ref)] == [
        ("CASE-001", None, Outcome.RECOMMENDED, 5),
        ("CASE-002", "C001", Outcome.DEFERRED, None),
    ]
    assert desk.ask(recommendations, a_meeting(desk, "P2")) == ()


def test_active_chairs_and_vice_chairs_may_chair(desk: Desk) -> None:
    a_member(desk, "M001", role=PanelRole.VICE_CHAIR, given_name="Davina", family_name="Ferrers")
    a_member(desk, "M002", role=PanelRole.CHAIR, given_name="Siân", family_name="Llewellyn")
    a_member(desk, "M003")
    a_member(desk, "M004", role=PanelRole.CHAIR, status=MemberStatus.ENDED)
    assert desk.ask(who_may_chair) == (("M002", "Siân Llewellyn, chair"), ("M001", "Davina Ferrers, vice chair"))


def test_the_calendar_forecasts_planned_meetings(desk: Desk) -> None:
    a_meeting(desk, "PA", meets_on=date(2027, 4, 14), starts_at=None)
    ref = a_full_meeting(desk)
    held = a_meeting(desk, "PC", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    signed_minutes(desk, held)
    a_meeting(desk, "PD", meets_on=date(2027, 5, 5), status=MeetingStatus.CANCELLED)
    rows = desk.ask(calendar_list, Listing()).rows
    assert [row.ref for row in rows] == [ref, "PA", "PD", "PC"]
    assert [row.is_planned for row in rows] == [True, True, False, False]
    assert [row.quorate for row in rows] == [1, 0, None, None]
    assert [row.missing for row in rows] == [4, 0, 0, 0]
    assert rows[0].papers_due.due_on == date(2027, 3, 3)
    assert rows[-1].row.minutes is MinutesState.SIGNED


def test_the_state_of_minutes_is_their_latest_version_s(desk: Desk) -> None:
    ref = a_meeting(desk, status=MeetingStatus.HELD)
    minutes(desk, ref)
    minutes(desk, ref, number=2, state=MinutesState.IN_REVIEW)
    assert desk.ask(meetings)[0].minutes is MinutesState.IN_REVIEW
