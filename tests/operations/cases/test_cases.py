"""Households, children and cases: added, opened and changed."""

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
)
from panel_desk.queries.cases.cases import case, children, households
from panel_desk.rules.vocabulary import AdoptersAgency, CaseKind, CaseStatus, HouseholdType
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    an_authority,
    signed_minutes,
)

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
    desk = a_desk(tmp_path)
    an_authority(desk)
    return desk


def test_a_household_is_added_and_changed(desk: Desk) -> None:
    ref = desk.do(add_household, **HOUSEHOLD)
    assert ref == "H001"
    desk.do(change_household, household=ref, version=1, adopter_2="Ben Okoro")
    found = desk.ask(households)[0]
    assert (found.adopters, found.name) == ("Bethan Barlow and Ben Okoro", "Barlow and Okoro household")
    with pytest.raises(ChangedMeanwhileError) as error:
        desk.do(change_household, household=ref, version=1, adopter_2="Ben Barlow")
    assert (error.value.theirs, error.value.yours) == ("Adopter 2: Ben Okoro", "Adopter 2: Ben Barlow")


@pytest.mark.parametrize("field", HOUSEHOLD)
def test_a_required_field_of_a_household_cannot_be_empty(desk: Desk, field: str) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(add_household, **HOUSEHOLD | {field: None})
    assert error.value.field == field
    a_household(desk)
    emptied: dict[str, Any] = {field: ""}
    with pytest.raises(RuleBrokenError) as error:
        desk.do(change_household, household="H001", version=1, **emptied)
    assert error.value.field == field


def test_a_child_is_added_and_changed(desk: Desk) -> None:
    ref = desk.do(add_child, **CHILD)
    assert ref == "C001"
    desk.do(change_child, child=ref, version=1, placed_on=date(2027, 2, 1))
    found = desk.ask(children)[0]
    assert (found.initials, found.authority, found.placed_on) == ("QX", "Fenland County Council", date(2027, 2, 1))
    with pytest.raises(ChangedMeanwhileError):
        desk.do(change_child, child=ref, version=1, placed_on=None)


@pytest.mark.parametrize("field", CHILD)
def test_a_required_field_of_a_child_cannot_be_empty(desk: Desk, field: str) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(add_child, **CHILD | {field: None})
    assert error.value.field == field
    a_child(desk)
    emptied: dict[str, Any] = {field: None}
    with pytest.raises(RuleBrokenError) as error:
        desk.do(change_child, child="C001", version=1, **emptied)
    assert error.value.field == field


@pytest.mark.parametrize(("field", "value"), [("authority_code", "XXX"), ("born_on", date(2027, 3, 5))])
def test_a_child_needs_a_known_authority_and_a_past_date_of_birth(desk: Desk, field: str, value: object) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(add_child, **CHILD | {field: value})
    assert error.value.field == field


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"placed_on": date(2024, 2, 28)}, "placed_on", "This is before Born on, which is 29 February 2024."),
        ({"placement_order_on": date(2203, 2, 1)}, "placement_order_on", "This is after today, 4 March 2027."),
        (
            {"placed_on": date(2026, 5, 1), "adoption_order_on": date(2026, 4, 1)},
            "adoption_order_on",
            "This is before Placed on, which is 1 May 2026.",
        ),
    ],
)
def test_a_childs_dates_are_possible_as_in_an_import(
    desk: Desk, fields: dict[str, Any], field: str, sentence: str
) -> None:
    child = desk.do(add_child, **CHILD)
    with pytest.raises(RuleBrokenError, match=f"^{sentence}") as refused:
        desk.do(add_child, **CHILD | fields)
    assert refused.value.field == field
    with pytest.raises(RuleBrokenError, match=f"^{sentence}"):
        desk.do(change_child, child, version=1, **fields)


def test_a_households_stages_are_in_order(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="This is before Stage one started on, which is 1 May 2026") as refused:
        desk.do(
            add_household,
            **HOUSEHOLD | {"stage_one_started_on": date(2026, 5, 1), "stage_one_completed_on": date(2026, 4, 1)},
        )
    assert refused.value.field == "stage_one_completed_on"


def test_a_case_is_opened_with_a_registered_household_and_children(desk: Desk) -> None:
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


def test_a_case_is_opened_with_a_new_household_and_new_children(desk: Desk) -> None:
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


def test_a_case_that_cannot_be_opened_adds_no_household(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(
            open_case,
            kind=CaseKind.MATCH,
            new_household=cast("HouseholdFields", HOUSEHOLD),
            new_children=cast("list[ChildFields]", [CHILD | {"born_on": date(2030, 1, 1)}]),
        )
    assert error.value.field == "born_on"
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
def test_a_case_concerns_a_household_or_a_child(desk: Desk, kind: CaseKind, household: str | None, field: str) -> None:
    a_household(desk)
    with pytest.raises(RuleBrokenError) as error:
        desk.do(open_case, kind=kind, household=household)
    assert error.value.field == field


def test_a_case_of_kind_other_may_concern_nobody(desk: Desk) -> None:
    ref = desk.do(open_case, kind=CaseKind.OTHER)
    assert desk.ask(case, ref).row.title == "Other"


def test_the_social_worker_and_the_duration_of_a_case_are_changed(desk: Desk) -> None:
    a_case(desk)
    desk.do(change_case, case="CASE-001", version=1, social_worker=" ", duration_minutes=45)
    found = desk.ask(case, "CASE-001")
    assert (found.row.social_worker, found.row.duration_minutes) == (None, 45)
    with pytest.raises(RuleBrokenError) as error:
        desk.do(change_case, case="CASE-001", version=found.version, duration_minutes=0)
    assert error.value.field == "duration_minutes"
    with pytest.raises(ChangedMeanwhileError) as changed:
        desk.do(change_case, case="CASE-001", version=1, social_worker=None, duration_minutes=50)
    assert changed.value.theirs == "Minutes: 45"


def test_a_longer_item_moves_those_after_it(desk: Desk) -> None:
    a_meeting(desk)
    a_case(desk, meeting_ref="P2027-03-10", item_no=1, starts_at=time(9, 45), minutes=30)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-10", item_no=2, starts_at=time(10, 25), minutes=30)
    desk.do(change_case, case="CASE-001", version=1, social_worker="Worker 2", duration_minutes=45)
    assert desk.ask(case, "CASE-002").row.starts_at == time(10, 40)


def test_signed_minutes_freeze_a_case(desk: Desk) -> None:
    a_case(desk, meeting_ref=a_meeting(desk), item_no=1)
    signed_minutes(desk, "P2027-03-10")
    with pytest.raises(RuleBrokenError, match="signed"):
        desk.do(change_case, case="CASE-001", version=1)
