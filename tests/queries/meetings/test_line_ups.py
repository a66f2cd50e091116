"""The inputs of line-up suggestions, substitutes, and the items that one more apology makes inquorate."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Agency
from panel_desk.queries.meetings.line_ups import (
    apology_warnings,
    forecast,
    line_up_inputs,
    line_ups_inputs,
    substitutes,
)
from panel_desk.rules.line_ups import Candidate
from panel_desk.rules.vocabulary import (
    AccountRole,
    Background,
    Capacity,
    CaseKind,
    CaseStatus,
    Category,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    Response,
)
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting, a_member, an_attendance, an_interest

PANEL = "P2027-03-10"
WORKER: dict[str, Any] = {"category": Category.SOCIAL_WORKER, "qualified_social_worker_since": date(2010, 1, 1)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A panel with two items, and eight people: a chair, a vice chair, two social workers, four others."""
    desk = a_desk(tmp_path)
    a_meeting(desk)
    a_member(desk, "M001", given_name="Sam", family_name="Chair", role=PanelRole.CHAIR)
    a_member(desk, "M002", given_name="Val", family_name="Vice", role=PanelRole.VICE_CHAIR)
    a_member(desk, "M003", given_name="Harriet", family_name="Oduya", **WORKER)
    a_member(desk, "M004", given_name="Wyn", family_name="Worker", **WORKER)
    for number in range(5, 9):
        a_member(desk, f"M00{number}", backgrounds=(Background.ADOPTER,))
    for number in (1, 2):
        a_case(desk, f"CASE-00{number}", meeting_ref=PANEL, item_no=number)
    return desk


def accepted(desk: Desk, *members: str, meeting: str = PANEL) -> None:
    """Let members accept the invitation to a meeting."""
    for member in members:
        an_attendance(desk, meeting, member, attended=False)


def candidates(desk: Desk, ref: str = PANEL) -> dict[str, Candidate]:
    return {each.attendee.ref: each for each in desk.ask(line_up_inputs, ref).candidates}


def test_members_who_accepted_stay_and_who_declined_are_left_out(desk: Desk) -> None:
    a_member(desk, "M009", status=MemberStatus.ON_HOLD)
    a_member(desk, "M010", status=MemberStatus.ENDED)
    accepted(desk, "M001", "M009")
    an_attendance(desk, PANEL, "M003", response=Response.DECLINED, attended=False)
    an_attendance(desk, PANEL, "M004", capacity=Capacity.OBSERVER, attended=False)
    an_attendance(desk, PANEL, "M005", response=Response.TENTATIVE, attended=False)
    inputs = desk.ask(line_up_inputs, PANEL)
    [panel] = inputs.panels
    assert (panel.accepted, panel.declined) == (frozenset({"M001", "M009"}), frozenset({"M003", "M004"}))
    assert (panel.min_seats, panel.max_seats) == (6, 9)
    assert [each.attendee.ref for each in inputs.candidates] == [f"M00{number}" for number in range(1, 10)]
    assert inputs.candidates[4].backgrounds == {Background.ADOPTER}


def test_each_item_names_who_withdraws_and_who_sat_on_the_approval(desk: Desk) -> None:
    held = a_meeting(desk, "P-held", meets_on=date(2027, 1, 13), status=MeetingStatus.HELD)
    a_household(desk, "H9")
    a_case(desk, "CASE-900", household_ref="H9", meeting_ref=held, item_no=1, status=CaseStatus.HEARD)
    an_attendance(desk, held, "M005")
    an_attendance(desk, held, "M006")
    an_attendance(desk, held, "M007", attended=False)
    an_interest(desk, "CASE-900", "M006")
    a_child(desk)
    a_case(
        desk, "CASE-003", kind=CaseKind.MATCH, children=("C001",), household_ref="H9", meeting_ref=PANEL, item_no=None
    )
    an_interest(desk, "CASE-001", "M003")
    an_interest(desk, "CASE-002", "M003", withdraws=False)
    [panel] = desk.ask(line_up_inputs, PANEL).panels
    assert [(each.number, each.case, each.item.withdrawn, each.preferred) for each in panel.items] == [
        (1, "CASE-001", {"M003"}, frozenset()),
        (2, "CASE-002", frozenset(), frozenset()),
        (3, "CASE-003", frozenset(), {"M005"}),
    ]


def test_a_member_of_another_panel_that_day_is_unavailable(desk: Desk) -> None:
    a_meeting(desk, "P-same", meets_on=date(2027, 3, 10))
    a_meeting(desk, "P-off", meets_on=date(2027, 3, 10), status=MeetingStatus.CANCELLED)
    accepted(desk, "M005", meeting="P-same")
    an_attendance(desk, "P-same", "M006", response=Response.DECLINED, attended=False)
    accepted(desk, "M007", meeting="P-off")
    busy = {ref for ref, each in candidates(desk).items() if each.unavailable}
    assert busy == {"M005"}
    both = desk.ask(line_ups_inputs, date(2027, 3, 10), date(2027, 3, 10))
    assert {panel.ref for panel in both.panels} == {PANEL, "P-same"}
    assert not any(each.unavailable for each in both.candidates)


def test_sittings_count_held_and_accepted_panels_of_the_agency_s_year(desk: Desk) -> None:
    a_meeting(desk, "P-before", meets_on=date(2026, 3, 31), status=MeetingStatus.HELD)
    a_meeting(desk, "P-first", meets_on=date(2026, 4, 1), status=MeetingStatus.HELD)
    a_meeting(desk, "P-next", meets_on=date(2027, 3, 24))
    for ref in ("P-before", "P-first"):
        an_attendance(desk, ref, "M005")
    an_attendance(desk, "P-first", "M006", attended=False)
    an_attendance(desk, "P-first", "M007", capacity=Capacity.OBSERVER)
    accepted(desk, "M005", "M008", meeting="P-next")
    accepted(desk, "M001")
    found = {ref: each.sittings for ref, each in candidates(desk).items() if each.sittings}
    assert found == {"M005": 2, "M008": 1}
    desk.do(_year_starts_on, "1 January")
    assert candidates(desk)["M005"].sittings == 1


def test_a_period_has_its_planned_panels(desk: Desk) -> None:
    a_meeting(desk, "P-later", meets_on=date(2027, 5, 12))
    a_meeting(desk, "P-off", meets_on=date(2027, 4, 14), status=MeetingStatus.CANCELLED)
    assert [each.ref for each in desk.ask(line_ups_inputs, date(2027, 3, 4)).panels] == [PANEL, "P-later"]
    assert [each.ref for each in desk.ask(line_ups_inputs, date(2027, 3, 11), date(2027, 5, 11)).panels] == []


def test_one_more_apology_makes_an_item_inquorate(desk: Desk) -> None:
    accepted(desk, "M001", "M002", "M003", "M004", "M005", "M006", "M007")
    an_interest(desk, "CASE-002", "M004")
    found = desk.ask(forecast, PANEL)
    assert [each.quorum.quorate for each in found] == [True, True]
    assert apology_warnings(found) == (
        "One more apology from Harriet Oduya would leave item 2 without a social worker.",
    )


def test_with_exactly_a_quorum_any_apology_breaks_every_item(desk: Desk) -> None:
    accepted(desk, "M001", "M003", "M005", "M006", "M007")
    assert apology_warnings(desk.ask(forecast, PANEL)) == (
        "One more apology would leave items 1 and 2 with too few members.",
    )


def test_inquorate_and_held_items_have_no_apology_warning(desk: Desk) -> None:
    accepted(desk, "M001", "M003")
    [first, _] = desk.ask(forecast, PANEL)
    assert first.at_risk == ()
    assert first.quorum.remedy.startswith("3 more members are needed.")
    held = a_meeting(desk, "P-held", meets_on=date(2027, 1, 13), status=MeetingStatus.HELD)
    a_case(desk, "CASE-900", meeting_ref=held, item_no=1, status=CaseStatus.HEARD)
    for ref in ("M001", "M003", "M005", "M006", "M007"):
        an_attendance(desk, held, ref)
    [heard] = desk.ask(forecast, held)
    assert (heard.quorum.quorate, heard.at_risk) == (True, ())


def test_substitutes_who_leave_the_fewest_inquorate_items_come_first(desk: Desk) -> None:
    accepted(desk, "M001", "M003", "M005", "M006")
    an_attendance(desk, PANEL, "M007", response=Response.NONE, attended=False)
    an_attendance(desk, PANEL, "M002", response=Response.DECLINED, attended=False)
    an_interest(desk, "CASE-002", "M004")
    found = desk.ask(substitutes, PANEL, "M003")
    assert [(each.member, each.inquorate) for each in found] == [("M004", (2,)), ("M008", (1, 2))]
    a_meeting(desk, "P-same", meets_on=date(2027, 3, 10))
    accepted(desk, "M004", meeting="P-same")
    assert [each.member for each in desk.ask(substitutes, PANEL, "M003")] == ["M008"]


def test_an_unknown_meeting_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no meeting"):
        desk.ask(line_up_inputs, "P9")


@permits(*AccountRole)
def _year_starts_on(work: Work, day: str) -> None:
    work.session.scalars(select(Agency)).one().year_starts_on = day
