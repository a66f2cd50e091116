"""Confirms the sample agency's bookings: records the preconditions of each case."""

from collections.abc import Mapping

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import confirm_booking, record_precondition, waive_precondition
from panel_desk.queries.cases.cases import case
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.rules.preconditions import Evidence
from panel_desk.sample.reports import ADVISER, OFFICE

_EVIDENCE = {
    "child_health": "Report of Dr Ama Whitlock, medical adviser, in the child's permanence report",
    "adopter_health": "Report of Dr Ama Whitlock, medical adviser, on both applicants",
    "declarations": "Signed by the authors of the reports",
    "comments": "The applicants' own comments, signed",
    "invited": "Letter to the applicants with day and time",
}
# Why a precondition is waived, by its key; the evidence of the others is in `_EVIDENCE`.
_WAIVED = {"legal": "The legal adviser has advised in writing and attends the panel."}


def confirm_where_ready(desks: Mapping[str, Desk], ref: str) -> None:
    """Record the evidence of a provisional booking and confirm it; a booking that lacks papers stays provisional."""
    office = desks[OFFICE]
    lacking = [row.rule for row in office.ask(preconditions, ref) if not row.is_settled]
    is_ready = all(each.evidence is Evidence.BY_HAND or each.key in _WAIVED for each in lacking)
    if not office.ask(case, ref).row.is_provisional or not is_ready:
        return
    for each in lacking:
        if each.evidence is Evidence.BY_HAND:
            office.do(record_precondition, ref, each.key, office.time_source.today(), _EVIDENCE[each.key])
        else:
            desks[ADVISER].do(waive_precondition, ref, each.key, _WAIVED[each.key])
    office.do(confirm_booking, ref)
