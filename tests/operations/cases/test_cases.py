"""Households, children and cases: opened whole or not at all, changed, withdrawn and opened again."""

from datetime import date, time
from pathlib import Path
from typing import Any, cast

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.operations.cases.cases import (
    ChildFields,
    HouseholdFields,
    add_child,
    add_household,
    change_case,
    change_child,
    change_household,
    open_case,
    reopen_case,
    withdraw_case,
)
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.meetings.panel_day import begin_item, correct_times
from panel_desk.queries.cases.cases import case, children, households
from panel_desk.rules.vocabulary import AdoptersAgency, CaseKind, CaseStatus, HouseholdType, MeetingStatus, Outcome
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    a_recommendation,
    an_authority,
    signed_minutes,
)
from tests.panels import APPROVAL, MATCH, a_held_panel

HOUSEHOLD: dict[str, Any] = {
    "adopter_1": "Bethan Barlow",
    "household_type": HouseholdType.SINGLE_FEMALE,
    "ethnicity": "White British",
    "agency": AdoptersAgency.OWN,
}
CHILD: dict[str, Any] = {
    "initials": "QX",
    "born_on": date(2024, 2, 29),
    "ethnicity": "Black African",
    "authority_code": "FEN",
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = a_desk(tmp_path)
    an_authority(made)
    return made


def test_a_household_is_added_and_changed(desk: Desk) -> None:
    ref = desk.do(add_household, **HOUSEHOLD)
    assert ref == "H001"
    desk.do(change_household, household=ref, version=1, adopter_2="Ben Okoro")
    found = desk.ask(households)[0]
    assert (found.adopters, found.name) == ("Bethan Barlow and Ben Okoro", "Barlow and Okoro household")
    with pytest.raises(ChangedMeanwhileError) as told:
        desk.do(change_household, household=ref, version=1, adopter_2="Ben Barlow")
    assert (told.value.theirs, told.value.yours) == ("Adopter 2: Ben Okoro", "Adopter 2: Ben Barlow")


@pytest.mark.parametrize("field", HOUSEHOLD)
def test_what_a_household_must_have(desk: Desk, field: str) -> None:
    with pytest.raises(RuleBrokenError) as told:
        desk.do(add_household, **HOUSEHOLD | {field: None})
    assert told.value.field == field
    a_household(desk)
    emptied: dict[str, Any] = {field: ""}
    with pytest.raises(RuleBrokenError) as told:
        desk.do(change_household, household="H001", version=1, **emptied)
    assert told.value.field == field


def test_a_child_is_added_and_changed(desk: Desk) -> None:
    ref = desk.do(add_child, **CHILD)
    assert ref == "C001"
    desk.do(change_child, child=ref, version=1, placed_on=date(2027, 2, 1))
    found = desk.ask(children)[0]
    assert (found.initials, found.authority, found.placed_on) == ("QX", "Fenland County Council", date(2027, 2, 1))
    with pytest.raises(ChangedMeanwhileError):
        desk.do(change_child, child=ref, version=1, placed_on=None)


@pytest.mark.parametrize("field", CHILD)
def test_what_a_child_must_have(desk: Desk, field: str) -> None:
    with pytest.raises(RuleBrokenError) as told:
        desk.do(add_child, **CHILD | {field: None})
    assert told.value.field == field
    a_child(desk)
    emptied: dict[str, Any] = {field: None}
    with pytest.raises(RuleBrokenError) as told:
        desk.do(change_child, child="C001", version=1, **emptied)
    assert told.value.field == field


@pytest.mark.parametrize(("field", "value"), [("authority_code", "XXX"), ("born_on", date(2027, 3, 5))])
def test_a_child_belongs_to_an_authority_and_is_born(desk: Desk, field: str, value: object) -> None:
    with pytest.raises(RuleBrokenError) as told:
        desk.do(add_child, **CHILD | {field: value})
    assert told.value.field == field


def test_a_case_is_opened_about_those_who_are_known(desk: Desk) -> None:
    a_household(desk)
    a_child(desk)
    a_child(desk, "C002", initials="RY")
    ref = desk.do(
        open_case,
        kind=CaseKind.MATCH,
        household="H001",
        children=["C002", "C001", "C002"],
        social_worker=" Worker 9 ",
    )
    found = desk.ask(case, ref)
    assert ref == "CASE-001"
    assert found.row.children == ("C002", "C001")
    assert (found.row.status, found.row.social_worker) == (CaseStatus.REQUESTED, "Worker 9")


def test_a_case_brings_its_household_and_children_along(desk: Desk) -> None:
    a_child(desk)
    ref = desk.do(
        open_case,
        kind=CaseKind.MATCH,
        children=["C001"],
        new_household=cast("HouseholdFields", HOUSEHOLD),
        new_children=cast("list[ChildFields]", [CHILD, CHILD | {"initials": "RZ"}]),
    )
    found = desk.ask(case, ref)
    assert found.row.household == "H001"
    assert found.row.children_initials == ("BH", "QX", "RZ")
    assert found.row.title == "Match: children BH, QX and RZ, Barlow household"


def test_a_case_that_cannot_be_opened_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError) as told:
        desk.do(
            open_case,
            kind=CaseKind.MATCH,
            new_household=cast("HouseholdFields", HOUSEHOLD),
            new_children=cast("list[ChildFields]", [CHILD | {"born_on": date(2030, 1, 1)}]),
        )
    assert told.value.field == "born_on"
    assert desk.ask(households) == ()


@pytest.mark.parametrize(
    ("kind", "household", "field"),
    [
        (CaseKind.MATCH, None, "household"),
        (CaseKind.MATCH, "H001", "children"),
        (CaseKind.CONSENT_TO_PLACEMENT, None, "children"),
        (CaseKind.APPROVAL, None, "household"),
        (CaseKind.APPROVAL, "H404", "household"),
    ],
)
def test_a_case_is_about_somebody(desk: Desk, kind: CaseKind, household: str | None, field: str) -> None:
    a_household(desk)
    with pytest.raises(RuleBrokenError) as told:
        desk.do(open_case, kind=kind, household=household)
    assert told.value.field == field


def test_a_matter_of_another_kind_may_be_about_nobody(desk: Desk) -> None:
    ref = desk.do(open_case, kind=CaseKind.OTHER)
    assert desk.ask(case, ref).row.title == "Other"


def test_who_brings_a_case_and_how_long_it_takes(desk: Desk) -> None:
    a_case(desk)
    desk.do(change_case, case="CASE-001", version=1, social_worker=" ", minutes=45)
    found = desk.ask(case, "CASE-001")
    assert (found.row.social_worker, found.row.minutes) == (None, 45)
    with pytest.raises(RuleBrokenError) as told:
        desk.do(change_case, case="CASE-001", version=found.version, minutes=0)
    assert told.value.field == "minutes"
    with pytest.raises(ChangedMeanwhileError) as changed:
        desk.do(change_case, case="CASE-001", version=1, social_worker=None, minutes=50)
    assert changed.value.theirs == "Minutes: 45"


@pytest.mark.parametrize(
    ("meeting", "again"),
    [(None, CaseStatus.REQUESTED), (MeetingStatus.PLANNED, CaseStatus.BOOKED), (MeetingStatus.HELD, CaseStatus.HEARD)],
)
def test_a_withdrawal_is_taken_back(desk: Desk, meeting: MeetingStatus | None, again: CaseStatus) -> None:
    if meeting:
        a_case(desk, meeting_ref=a_meeting(desk, status=meeting), item_no=1)
    else:
        a_case(desk)
    desk.do(withdraw_case, case="CASE-001")
    assert desk.ask(case, "CASE-001").row.status is CaseStatus.WITHDRAWN
    desk.do(reopen_case, case="CASE-001")
    assert desk.ask(case, "CASE-001").row.status is again
    with pytest.raises(RuleBrokenError, match=f"it is {again}"):
        desk.do(reopen_case, case="CASE-001")


def test_signed_minutes_freeze_a_case(desk: Desk) -> None:
    a_case(desk, meeting_ref=a_meeting(desk), item_no=1)
    signed_minutes(desk, "P2027-03-10")
    for operation in (withdraw_case, reopen_case):
        with pytest.raises(RuleBrokenError, match="signed"):
            desk.do(operation, case="CASE-001")
    with pytest.raises(RuleBrokenError, match="signed"):
        desk.do(change_case, case="CASE-001", version=1)


def test_a_case_that_a_panel_has_heard_stays_in_its_minutes(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    with pytest.raises(RuleBrokenError, match="what it said and recommended stays in its minutes"):
        desk.do(withdraw_case, APPROVAL)


def test_a_case_that_a_panel_took_is_deferred_or_its_beginning_taken_back_before_it_is_withdrawn(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk, recommended=False)
    desk.do(begin_item, APPROVAL, time(9, 50))
    with pytest.raises(RuleBrokenError, match="record a deferral"):
        desk.do(withdraw_case, APPROVAL)
    desk.do(correct_times, APPROVAL, None, None)
    desk.do(withdraw_case, APPROVAL)
    desk.do(begin_item, MATCH, time(9, 50))
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "The household withdrew while the panel sat.", "C001")
    desk.do(withdraw_case, MATCH)


def test_a_case_that_was_recommended_on_is_not_withdrawn_before_the_day_is_closed_either(desk: Desk) -> None:
    a_case(desk, meeting_ref=a_meeting(desk), item_no=1, began_at=time(9, 50))
    a_recommendation(desk, "CASE-001")
    with pytest.raises(RuleBrokenError, match="stays in its minutes"):
        desk.do(withdraw_case, "CASE-001")
