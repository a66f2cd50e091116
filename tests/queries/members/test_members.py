"""The central list: each member's record, and what the list as a whole lacks."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.meetings.meetings import line_up
from panel_desk.queries.members.members import list_health, member, members
from panel_desk.rules.vocabulary import Capacity, Category, MeetingStatus, MemberStatus, PanelRole
from tests.builders import a_case, a_desk, a_meeting, a_member, a_training, an_attendance, an_interest


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_sittings_are_held_meetings_of_the_last_twelve_months(desk: Desk) -> None:
    a_member(desk)
    for day, status, fields in (
        (date(2026, 3, 4), MeetingStatus.HELD, {}),  # a year ago to the day: outside
        (date(2026, 3, 5), MeetingStatus.HELD, {}),
        (date(2027, 3, 4), MeetingStatus.HELD, {}),
        (date(2027, 2, 1), MeetingStatus.HELD, {"attended": False}),
        (date(2027, 2, 2), MeetingStatus.HELD, {"capacity": Capacity.OBSERVER}),
        (date(2027, 2, 3), MeetingStatus.CANCELLED, {}),
        (date(2027, 3, 5), MeetingStatus.PLANNED, {}),
    ):
        a_meeting(desk, f"P{day}", meets_on=day, status=status)
        an_attendance(desk, f"P{day}", "M001", **fields)
    assert desk.ask(members)[0].sittings == 2
    record = desk.ask(member, "M001")
    assert record.row.sittings == 2
    assert record.booked == (date(2027, 3, 5),)


def test_checks_and_appraisals_that_were_due_are_overdue_until_a_member_leaves(desk: Desk) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 3, 10))
    current = {"dbs_issued_on": date(2026, 5, 6), "last_appraisal_on": date(2026, 9, 1)}
    former = {"dbs_issued_on": date(2022, 1, 5), "status": MemberStatus.ENDED, "left_list_on": date(2026, 1, 5)}
    for ref, fields in (
        ("M001", current),
        ("M002", current | {"dbs_issued_on": date(2022, 1, 5)}),
        ("M003", {"dbs_issued_on": None, "joined_list_on": date(2020, 1, 6), "last_appraisal_on": None}),
        ("M004", former),
    ):
        an_attendance(desk, "P1", a_member(desk, ref, **fields))
    overdue = {row.ref: row.overdue for row in desk.ask(members)}
    assert overdue == {"M001": (), "M002": ("DBS check",), "M003": ("appraisal",), "M004": ()}
    assert {row.member: row.overdue for row in desk.ask(line_up, "P1")} == overdue


def test_the_vetting_that_is_missing_before_sitting_is_named(desk: Desk) -> None:
    vetted: dict[str, Any] = {
        "references_verified_on": date(2020, 1, 1),
        "dbs_issued_on": date(2026, 5, 6),
        "confidentiality_agreed_on": date(2020, 1, 1),
        "observed_panel_on": date(2020, 1, 1),
    }
    a_member(desk, **vetted)
    a_member(desk, "M002", **vetted | {"observed_panel_on": None, "dbs_issued_on": None})
    ready, other = desk.ask(members)
    assert ready.is_ready_to_sit
    assert other.not_ready == ("no DBS certificate", "has not observed a panel")
    assert ready.dbs is not None
    assert ready.dbs.due_on == date(2029, 5, 6)
    assert other.dbs is None


def test_an_appraisal_counts_from_the_last_one_or_from_joining(desk: Desk) -> None:
    a_member(desk, joined_list_on=date(2026, 4, 1))
    a_member(desk, "M002", last_appraisal_on=date(2026, 9, 1))
    a_member(desk, "M003", status=MemberStatus.PROSPECTIVE, joined_list_on=None)
    due = [row.appraisal.due_on if row.appraisal else None for row in desk.ask(members)]
    assert due == [date(2027, 4, 1), date(2027, 9, 1), None]


def test_a_record_holds_interests_and_training(desk: Desk) -> None:
    a_member(desk, notes="Mornings.")
    an_interest(desk, a_case(desk), "M001")
    a_training(desk)
    record = desk.ask(member, "M001")
    assert [(row.case, row.withdraws) for row in record.interests] == [("CASE-001", True)]
    assert record.training == ()
    assert record.notes == "Mornings."
    with pytest.raises(RuleBrokenError, match="no member"):
        desk.ask(member, "M404")


def test_an_empty_list_lacks_everything(desk: Desk) -> None:
    lacking = desk.ask(list_health)
    assert len(lacking) == 4
    assert "at least 3 years of experience" in lacking[0]


def test_a_complete_list_lacks_nothing(desk: Desk) -> None:
    a_member(desk, category=Category.SOCIAL_WORKER, qualified_social_worker_since=date(2024, 3, 4))
    a_member(desk, "M002", category=Category.MEDICAL_ADVISER)
    a_member(desk, "M003", role=PanelRole.CHAIR)
    a_member(desk, "M004", role=PanelRole.VICE_CHAIR)
    assert desk.ask(list_health) == ()


@pytest.mark.parametrize("since", [None, date(2024, 3, 5)])
def test_a_social_worker_without_three_years_of_experience_does_not_count(desk: Desk, since: date | None) -> None:
    a_member(desk, category=Category.SOCIAL_WORKER, qualified_social_worker_since=since)
    a_member(desk, "M002", qualified_social_worker_since=date(2000, 1, 1))
    assert "social worker" in desk.ask(list_health)[0]
