"""The sample agency's registers as workbook rows: those of the first import, and those of a later one."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date

from panel_desk.queries.workbook.model import Registers, Row, Value
from panel_desk.rules.vocabulary import (
    Calendar,
    CaseStatus,
    MeetingStatus,
    MemberStatus,
    PanelType,
)
from panel_desk.sample.people import AGENCY, AUTHORITIES, HOST, PANEL
from panel_desk.sample.plan_types import AgencyPlan, Panel, PlannedChild, PlannedHousehold, SampleCase


def registers_at_import(plan: AgencyPlan) -> Registers:
    """Every register on the day on which the agency first imported its registers."""
    on = plan.imported_on
    cases = [(panel, case) for panel, case in plan.cases() if case.requested_on <= on]
    heard = [(panel, case) for panel, case in cases if panel is not None and panel.meets_on <= on]
    panels = plan.panels
    return Registers(
        {
            "Agency": _rows([_agency()]),
            "Authorities": _rows({"code": c, "name": n, "decision_maker": d} for c, n, d in AUTHORITIES),
            "Members": _rows(member_on(member, on) for member in plan.members),
            "Meetings": _rows(_meeting(panel, on) for panel in panels),
            "Attendance": _rows(row for panel in panels for row in _attendance(panel, on)),
            "Interests": _rows(row for _, case in heard for row in _interests(case)),
            "Households": _rows(
                household_row(household)
                for household in plan.households
                if household.added_on and household.added_on <= on
            ),
            "Children": _rows(_child(child, on) for child in plan.children if child.added_on and child.added_on <= on),
            "Cases": _rows(_case(panel, case, on) for panel, case in cases),
            "Recommendations": _rows(row for _, case in heard for row in _recommendations(case)),
            "Decisions": _rows(row for _, case in heard for row in _decisions(case, on)),
            "Report quality": _rows(row for _, case in heard for row in _ratings(case)),
            "Feedback": _rows(row for row in plan.feedback if _is_by(row["received_on"], on)),
            "Training": _rows(row for row in plan.training if _is_by(row["held_on"], on)),
            "Training attendance": _training_attendance(plan, up_to=on),
        }
    )


def registers_since_import(plan: AgencyPlan) -> Registers:
    """The second workbook: all children, decisions on cases heard before, and ratings, feedback and training since."""
    on = plan.imported_on
    before = [case for panel, case in plan.cases() if panel is not None and panel.meets_on <= on]
    heard = [
        case
        for panel, case in plan.cases()
        if panel is not None and panel.status is MeetingStatus.HELD and on < panel.meets_on < plan.today
    ]
    return Registers(
        {
            "Children": _rows(_child(child, plan.today) for child in plan.children),
            "Decisions": _rows(row for case in before for row in _decisions(case, plan.today)),
            "Report quality": _rows(row for case in heard for row in _ratings(case)),
            "Feedback": _rows(row for row in plan.feedback if not _is_by(row["received_on"], on)),
            "Training": _rows(row for row in plan.training if not _is_by(row["held_on"], on)),
            "Training attendance": _training_attendance(plan, after=on),
        }
    )


def member_on(member: dict[str, Value], on: date) -> dict[str, Value]:
    """A member's row on the central list on a day: later dates are left out."""
    row = {name: None if isinstance(value, date) and value > on else value for name, value in member.items()}
    if row["on_hold_from"] is None:
        row["on_hold_until"] = None
    else:
        row["on_hold_until"] = member["on_hold_until"]
    if row["left_list_on"] is None:
        row["left_because"] = None
    if row["joined_list_on"] is None and member["joined_list_on"] is not None:
        row["status"] = MemberStatus.PROSPECTIVE
        row["confidentiality_agreed_on"] = row["role_from"] = None
    return row


def household_row(household: PlannedHousehold) -> dict[str, Value]:
    """The row of a household."""
    family = household.family
    return {
        "ref": household.ref,
        "adopter_1": family.adopter_1,
        "adopter_2": family.adopter_2,
        "household_type": family.household_type,
        "ethnicity": family.ethnicity,
        "agency": household.agency,
        "agency_name": household.agency_name,
        "stage_one_started_on": household.stage_one_started_on,
        "stage_one_completed_on": household.stage_one_completed_on,
        "stage_two_started_on": household.stage_two_started_on,
        "early_permanence": household.early_permanence,
    }


def _child(child: PlannedChild, on: date) -> dict[str, Value]:
    row: dict[str, Value] = {each.name: getattr(child, each.name) for each in fields(child) if each.name != "added_on"}
    row["authority_code"] = row.pop("authority")
    return {name: None if isinstance(value, date) and value > on else value for name, value in row.items()}


def _agency() -> dict[str, Value]:
    return {
        "name": AGENCY,
        "host_authority_code": HOST,
        "panel_type": PanelType.ORDINARY,
        "approvals_decided_by_code": HOST,
        "working_day_calendar": Calendar.ENGLAND_AND_WALES,
        "year_starts_on": "1 April",
    }


def _meeting(panel: Panel, on: date) -> dict[str, Value]:
    return {
        "ref": panel.ref,
        "panel": PANEL,
        "meets_on": panel.meets_on,
        "starts_at": panel.starts_at,
        "kind": panel.kind,
        "place": panel.place,
        "status": panel.status if panel.meets_on <= on else MeetingStatus.PLANNED,
        "cancelled_because": panel.cancelled_because,
        "chair_ref": panel.chair,
    }


def _attendance(panel: Panel, on: date) -> Iterator[dict[str, Value]]:
    if panel.meets_on <= on:
        for seat in panel.seats:
            yield {
                "meeting_ref": panel.ref,
                "member_ref": seat.member,
                "capacity": seat.capacity,
                "response": seat.response,
                "attended": seat.attended,
                "arrived_at": seat.arrived_at,
                "left_at": seat.left_at,
            }


def _interests(case: SampleCase) -> Iterator[dict[str, Value]]:
    for member, (nature, withdraws) in case.interests.items():
        yield {"case_ref": case.ref, "member_ref": member, "nature": nature, "withdraws": withdraws}


def _case(panel: Panel | None, case: SampleCase, on: date) -> dict[str, Value]:
    """The row of a case on a day."""
    booked = panel is not None and case.booked_on is not None and case.booked_on <= on
    status = case.status
    if panel is None or panel.meets_on > on:
        status = CaseStatus.BOOKED if booked else CaseStatus.REQUESTED
    return {
        "ref": case.ref,
        "kind": case.kind,
        "household_ref": case.household.ref if case.household else None,
        "children": tuple(child.ref for child in case.children) or None,
        "meeting_ref": panel.ref if panel is not None and booked else None,
        "item_no": case.item_no if booked else None,
        "starts_at": case.starts_at if booked else None,
        "minutes": case.minutes,
        "social_worker": case.social_worker,
        "status": status,
    }


def _recommendations(case: SampleCase) -> Iterator[dict[str, Value]]:
    for result in case.results:
        votes_for, against, abstained = result.votes
        yield {
            "case_ref": case.ref,
            "child_ref": result.child.ref if result.child else None,
            "outcome": result.outcome,
            "votes_for": votes_for,
            "votes_against": against,
            "abstained": abstained,
            "reasons": result.reasons,
        }


def _decisions(case: SampleCase, on: date) -> Iterator[dict[str, Value]]:
    """The rows of a case's decisions on a day."""
    for result in case.results:
        if result.received_on is None or result.received_on > on:
            continue
        decided = result.decided_on is not None and result.decided_on <= on
        yield {
            "case_ref": case.ref,
            "child_ref": result.child.ref if result.child else None,
            "authority_code": result.authority,
            "minutes_received_on": result.received_on,
            "decided_on": result.decided_on if decided else None,
            "outcome": result.decision if decided else None,
            "told_orally_on": result.told_orally_on if _is_by(result.told_orally_on, on) else None,
            "told_in_writing_on": result.told_in_writing_on if _is_by(result.told_in_writing_on, on) else None,
        }


def _ratings(case: SampleCase) -> Iterator[dict[str, Value]]:
    for rating in case.ratings:
        yield {
            "case_ref": case.ref,
            "report": rating.report,
            "rating": rating.rating,
            "strengths": rating.strengths,
            "improvements": rating.improvements,
        }


def _training_attendance(plan: AgencyPlan, up_to: date = date.max, after: date = date.min) -> tuple[Row, ...]:
    held = {row["ref"]: row["held_on"] for row in plan.training}
    return _rows(
        row
        for row in plan.training_attendance
        if _is_by(held[row["training_ref"]], up_to) and not _is_by(held[row["training_ref"]], after)
    )


def _is_by(day: Value, on: date) -> bool:
    """Whether a day is known, and on or before another."""
    return isinstance(day, date) and day <= on


def _rows(values: Iterable[dict[str, Value]]) -> tuple[Row, ...]:
    """Rows of a sheet; the headings are its first."""
    return tuple(Row(number, row) for number, row in enumerate(values, start=2))
