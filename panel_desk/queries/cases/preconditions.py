"""A case's checklist: the preconditions of its hearing, each with its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows, without_limits
from panel_desk.models import Case, Child, Household, Meeting, Paper, Precondition
from panel_desk.queries.cases.approvals import decided_cases
from panel_desk.queries.cases.cases import children_of
from panel_desk.queries.names import person_of
from panel_desk.queries.papers.papers import PaperRow, paper_rows
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.approvals import approval_on, is_in_force
from panel_desk.rules.dates import in_words
from panel_desk.rules.papers import REPORTS, papers_not_filed
from panel_desk.rules.preconditions import Evidence, PreconditionRule, preconditions_for
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingStatus,
    PaperKind,
)

_PAPERS: Mapping[str, PaperKind] = {
    "par": PaperKind.PAR,
    "cpr": PaperKind.CPR,
    "apr": PaperKind.APR,
    "review_report": PaperKind.REVIEW_REPORT,
    "termination_report": PaperKind.TERMINATION_REPORT,
    "support": PaperKind.SUPPORT_PLAN,
    "legal": PaperKind.LEGAL,
}
"""The kind of paper that shows that a precondition is met, by the precondition's key."""


@dataclass(frozen=True, slots=True)
class PreconditionRow:
    """A precondition on a case's checklist.

    Args:
        rule: the precondition, with its source.
        evidence: what shows that it is met, in words; empty where nothing does.
        waived_because: why the adviser waived it; None where it is not waived.
        met_on: the day on which it was met, where that is known.
        recorded_by: the name of whoever recorded the evidence or the waiver; None where nobody did.
        recorded_at: when that was recorded.
    """

    rule: PreconditionRule
    evidence: str
    waived_because: str | None
    met_on: date | None
    recorded_by: str | None
    recorded_at: datetime | None

    @property
    def is_met(self) -> bool:
        """Whether there is evidence that it is met."""
        return bool(self.evidence)

    @property
    def is_settled(self) -> bool:
        """Whether it is met or waived."""
        return self.is_met or self.waived_because is not None


@shows(Information.CASES)
def preconditions(work: Work, case: str) -> tuple[PreconditionRow, ...]:
    """A case's checklist, in its usual order.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = find(work.session, Case, case, "case")
    stored = work.session.execute(
        select(Precondition, person_of(Precondition.recorded_by)).where(Precondition.case_ref == case)
    ).all()
    recorded, people = {row.key: row for row, _ in stored}, {row.key: name for row, name in stored}
    rows_filed = without_limits(paper_rows)(work, Paper.case_ref == case)  # a medical paper counts, unseen or not
    filed = {row.kind for row in rows_filed if row.state.is_ready}
    rows = []
    for each in preconditions_for(found.kind):
        record = recorded.get(each.key)
        evidence = record.evidence if record else ""
        if each.evidence is Evidence.PAPER:
            evidence = "Filed with the case" if _PAPERS[each.key] in filed else ""
        elif each.key == "declarations" and not evidence:
            evidence = _declarations(found.kind, rows_filed)
        elif each.evidence is Evidence.REGISTER:
            evidence = _from_registers(work, found, each.key)
        rows.append(
            PreconditionRow(
                rule=each,
                evidence=evidence,
                waived_because=record.waived_because if record else None,
                met_on=record.met_on if record else None,
                recorded_by=people.get(each.key),
                recorded_at=record.recorded_at if record else None,
            )
        )
    return tuple(rows)


def _declarations(kind: CaseKind, filed: Iterable[PaperRow]) -> str:
    """The reports whose authors declared to be qualified; empty unless all are filed and all authors declared."""
    reports = [row for row in filed if row.kind in REPORTS]
    if (
        not reports
        or papers_not_filed(kind, (row.kind for row in reports))
        or any(row.needs_declaration for row in reports)
    ):
        return ""
    return f"Declared for {listed([row.name for row in reports])}"


def _day_of_check(work: Work, case: Case) -> date:
    """The day on which the preconditions must be met: the panel's day if the case was heard, otherwise today."""
    meeting = work.session.get(Meeting, case.meeting_ref) if case.meeting_ref else None
    was_heard = meeting is not None and meeting.status is MeetingStatus.HELD
    return meeting.meets_on if meeting is not None and was_heard else work.time_source.today()


def _from_registers(work: Work, case: Case, key: str) -> str:
    """The evidence that the registers hold for a precondition, in words; empty where they hold none."""
    day = _day_of_check(work, case)
    if key == "approval":
        return _approval(work, case, day)
    if key == "stage_one":
        household = work.session.get(Household, case.household_ref) if case.household_ref else None
        done = household.stage_one_completed_on if household else None
        return f"Completed on {in_words(done)}" if done else ""
    children = children_of(work, [case])[case.ref]
    days = [_plan(child, day) if key == "plan" else _order(child, day) for child in children]
    if None in days:
        return ""
    return ", ".join(f"{child.initials}: {in_words(each)}" for child, each in zip(children, days, strict=True) if each)


def _plan(child: Child, day: date) -> date | None:
    """The date of the decision that a child should be placed for adoption; None where no plan is in force that day."""
    decided_on = child.should_be_placed_decided_on
    return decided_on if is_in_force(decided_on, child.plan_changed_on, day) else None


def _order(child: Child, day: date) -> date | None:
    """The date of a child's placement order or consent; None where there was neither by the day."""
    return next((given for given in (child.placement_order_on, child.consent_given_on) if given and given <= day), None)


def _approval(work: Work, case: Case, day: date) -> str:
    """The household's approval, or the approval case at the same meeting, in words; empty where there is neither."""
    household = work.session.get(Household, case.household_ref) if case.household_ref else None
    if household is None:
        return ""
    decided = decided_cases(work, Case.household_ref == household.ref).get(household.ref, ())
    approval = approval_on(day, decided, household.approved_on)
    if approval is not None and not approval.is_ended:
        first = approval.approved_on or approval.confirmed_on
        return f"Approved on {in_words(first)}"
    at_same_meeting = work.session.scalars(
        select(Case.ref)
        .where(
            Case.household_ref == household.ref,
            Case.kind == CaseKind.APPROVAL,
            Case.meeting_ref == case.meeting_ref,
            Case.meeting_ref.is_not(None),
            Case.status.in_((CaseStatus.BOOKED, CaseStatus.HEARD)),
        )
        .order_by(Case.ref)
    )
    not_given = {each.case for each in decided if each.outcome is not DecisionOutcome.AGREED}
    if considered := [ref for ref in at_same_meeting if ref not in not_given]:
        return f"Considered at the same meeting, {considered[0]}"
    if approval is None and household.agency is not AdoptersAgency.OWN:
        return f"Approved by {household.agency_name or household.agency}"
    return ""
