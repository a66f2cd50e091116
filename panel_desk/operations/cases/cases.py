"""Adds and changes households, children, and the cases that bring them to a panel."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Authority, Case, CaseChild, Child, Household
from panel_desk.operations.meetings.meetings import check_duration, time_item
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import change_fields, new_ref, refuse_if_changed, refuse_impossible_dates
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import (
    OFFICE,
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    HouseholdType,
)


class HouseholdFields(TypedDict, total=False):
    """The fields of a household that a form may fill."""

    adopter_1: str
    adopter_2: str | None
    household_type: HouseholdType
    ethnicity: str
    agency: AdoptersAgency
    agency_name: str | None
    stage_one_started_on: date | None
    stage_one_completed_on: date | None
    stage_two_started_on: date | None
    approved_on: date | None
    report_sent_on: date | None
    are_foster_carers: bool | None
    dual_approval: bool | None
    early_permanence: bool | None


class ChildFields(TypedDict, total=False):
    """The fields of a child that a form may fill."""

    initials: str
    born_on: date
    sex: str | None
    ethnicity: str
    authority_code: str
    sibling_group: str | None
    entered_care_on: date | None
    should_be_placed_decided_on: date | None
    placement_order_on: date | None
    consent_given_on: date | None
    placed_on: date | None
    adoption_order_on: date | None
    disrupted_on: date | None
    plan_changed_on: date | None
    early_permanence: bool | None


_HOUSEHOLD_NEEDS = {
    "adopter_1": "the first adopter's name",
    "household_type": "the household's type",
    "ethnicity": "the ethnicity, in the agency's own words",
    "agency": "the agency that approved the household or assesses it",
}
"""The fields that must be filled for a household, each as the sentence that asks for it names it."""
_CHILD_NEEDS = {
    "initials": "the child's initials",
    "born_on": "the child's date of birth",
    "ethnicity": "the ethnicity, in the agency's own words",
    "authority_code": "the child's authority",
}
"""The fields that must be filled for a child, each as the sentence that asks for it names it."""


@permits(*OFFICE)
def add_household(work: Work, **fields: Unpack[HouseholdFields]) -> str:
    """Add a household, and return its ref.

    Raises:
        RuleBrokenError: a required field is empty, or a date cannot be true.
    """
    _require(fields, _HOUSEHOLD_NEEDS)
    household = Household(ref=new_ref(work.session, Household, "H"))
    change_fields(household, fields)
    refuse_impossible_dates(household, work.time_source.today(), fields)
    work.session.add(household)
    return household.ref


@permits(*OFFICE)
def change_household(work: Work, household: str, version: int, **fields: Unpack[HouseholdFields]) -> None:
    """Change the fields of a household.

    Raises:
        RuleBrokenError: a required field is emptied, or a date cannot be true.
        ChangedMeanwhileError: somebody saved this household since `version` was read.
    """
    found = find(work.session, Household, household, "household")
    refuse_if_changed(found, version, fields)
    _require(fields, {field: words for field, words in _HOUSEHOLD_NEEDS.items() if field in fields})
    change_fields(found, fields)
    refuse_impossible_dates(found, work.time_source.today(), fields)


@permits(*OFFICE)
def add_child(work: Work, **fields: Unpack[ChildFields]) -> str:
    """Add a child, and return the child's ref.

    Raises:
        RuleBrokenError: a required field is empty, the authority is not known, or a date cannot be true.
    """
    _require(fields, _CHILD_NEEDS)
    child = Child(ref=new_ref(work.session, Child, "C"))
    change_fields(child, fields)
    _check_child(work, child, fields)
    work.session.add(child)
    return child.ref


@permits(*OFFICE)
def change_child(work: Work, child: str, version: int, **fields: Unpack[ChildFields]) -> None:
    """Change the fields of a child.

    Raises:
        RuleBrokenError: a required field is emptied, the authority is not known, or a date cannot be true.
        ChangedMeanwhileError: somebody saved this child since `version` was read.
    """
    found = find(work.session, Child, child, "child")
    refuse_if_changed(found, version, fields)
    _require(fields, {field: words for field, words in _CHILD_NEEDS.items() if field in fields})
    change_fields(found, fields)
    _check_child(work, found, fields)


@permits(*OFFICE)
def open_case(
    work: Work,
    kind: CaseKind,
    household: str | None = None,
    children: Sequence[str] = (),
    social_worker: str | None = None,
    new_household: HouseholdFields | None = None,
    new_children: Sequence[ChildFields] = (),
) -> str:
    """Open a case, which requests that a panel considers it, and return its ref.

    Args:
        work: the unit of work.
        kind: what the panel is asked to consider.
        household: the ref of a household that is in the register already.
        children: the refs of children who are in the register already.
        social_worker: the social worker who brings the case.
        new_household: a household to add with the case.
        new_children: children to add with the case, after `children`.

    Raises:
        RuleBrokenError: a match without a household or a child, a case that concerns nobody, or a new household or
            child without a required field.
    """
    if new_household is not None:
        household = add_household(work, **new_household)
    existing = [find(work.session, Child, child, "child").ref for child in children]
    children = [*existing, *(add_child(work, **each) for each in new_children)]
    _check_subject(kind, household, children)
    if household is not None:
        find(work.session, Household, household, "household")
    case = Case(
        ref=new_ref(work.session, Case, "CASE-"),
        kind=kind,
        household_ref=household,
        social_worker=(social_worker or "").strip() or None,
        status=CaseStatus.REQUESTED,
    )
    case.children = [CaseChild(child_ref=child, position=n) for n, child in enumerate(dict.fromkeys(children), start=1)]
    work.session.add(case)
    return case.ref


@permits(*OFFICE)
def change_case(
    work: Work, case: str, version: int, social_worker: str | None = None, duration_minutes: int | None = None
) -> None:
    """Change a case's social worker or the duration of its item; later items move by as much as its end does.

    Raises:
        RuleBrokenError: the duration is not positive, or the agenda would run past midnight.
        ChangedMeanwhileError: somebody saved this case since `version` was read.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_changed(found, version, {"social_worker": social_worker, "minutes": duration_minutes})
    refuse_if_signed(work, found.meeting_ref)
    check_duration(duration_minutes)
    if found.meeting_ref is not None and duration_minutes != found.minutes:
        time_item(work, case, found.starts_at, duration_minutes)
    found.social_worker, found.minutes = (social_worker or "").strip() or None, duration_minutes


def _check_subject(kind: CaseKind, household: str | None, children: Sequence[str]) -> None:
    """Refuse a case without the household or the children that its kind needs."""
    if kind is CaseKind.MATCH and household is None:
        raise RuleBrokenError("A match concerns a household. Choose it, or add it first.", "household")
    if kind in {CaseKind.MATCH, CaseKind.CONSENT_TO_PLACEMENT} and not children:
        raise RuleBrokenError(
            f"A {kind} concerns at least one child. Choose the child, or add the child first.", "children"
        )
    if kind is not CaseKind.OTHER and household is None and not children:
        raise RuleBrokenError("Choose the household that this case concerns, or add it first.", "household")


def _check_child(work: Work, child: Child, changed: ChildFields) -> None:
    """Refuse a child of an unknown authority, or with a changed date that cannot be true."""
    if work.session.get(Authority, child.authority_code) is None:
        raise RuleBrokenError("Choose one of the agency's authorities.", "authority_code")
    refuse_impossible_dates(child, work.time_source.today(), changed)


def _require(fields: HouseholdFields | ChildFields, needed: dict[str, str]) -> None:
    """Refuse fields of which one that must be filled is missing or empty."""
    for field, words in needed.items():
        if fields.get(field) in (None, ""):
            raise RuleBrokenError(f"Give {words}.", field)
