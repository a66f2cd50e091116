"""Recommendations that go to a decision maker, each with its decision, deadlines and next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, select

from panel_desk.desk import Work, shows
from panel_desk.models import Agency, Case, Child, Decision, Household, Meeting, Recommendation
from panel_desk.queries.agency import agency_record, authorities, clocks
from panel_desk.queries.cases.cases import children_of
from panel_desk.queries.decisions.earlier import EarlierRow, earlier_decisions
from panel_desk.queries.meetings.meetings import minutes_states, open_corrections
from panel_desk.queries.names import case_title
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.vocabulary import DECIDABLE, CaseKind, DecisionOutcome, HowGiven, MinutesState, Outcome


class NextStep(StrEnum):
    """The next step between a recommendation and the notices of its decision."""

    SIGN_MINUTES = "Sign minutes"
    RECORD_RECEIPT = "Record receipt"
    ACKNOWLEDGE_CORRECTION = "Acknowledge correction"
    RECORD_DECISION = "Record decision"
    TELL_ORALLY = "Record oral notice"
    TELL_IN_WRITING = "Record written notice"
    COMPLETE = "Complete"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One recommendation with its decision, made or awaited.

    Args:
        id: case and child together, as a list's key.
        clock: the clock of the decision; None before the minutes are received.
        oral_clock: the clock of the oral notice; None before a decision of which notice is given.
        written_clock: the clock of the written notice; None likewise.
        next_step: what is to be done next.
        minutes_corrected_at: when a correction of the minutes was signed that nobody has acknowledged yet; else None.
        correction_begun: the reason of a correction of the minutes that is being written; empty where none is.
        version: the decision's; None before the minutes are received.
        how_given: how the decision maker gave the decision to the office; None where they recorded it themselves.
        recorded_by: the name of who recorded it for them; None likewise.
        earlier: the decisions that this one replaced, newest first.
    """

    id: str
    case: str
    kind: CaseKind
    title: str
    child: str | None
    child_initials: str | None
    meeting: str | None
    meets_on: date | None
    outcome: Outcome
    reasons: str
    authority: str
    authority_name: str
    decision_maker: str | None
    minutes: MinutesState
    minutes_received_on: date | None
    decided_on: date | None
    decision: DecisionOutcome | None
    told_orally_on: date | None
    told_in_writing_on: date | None
    clock: Clock | None
    oral_clock: Clock | None
    written_clock: Clock | None
    next_step: NextStep
    version: int | None
    minutes_corrected_at: datetime | None = None
    correction_begun: str = ""
    how_given: HowGiven | None = None
    recorded_by: str | None = None
    earlier: Sequence[EarlierRow] = ()

    @property
    def running_clock(self) -> Clock | None:
        """The clock that runs on the next step: of the decision, else of the first notice that was not given."""
        waits = (
            (self.clock, self.decided_on),
            (self.oral_clock, self.told_orally_on),
            (self.written_clock, self.told_in_writing_on),
        )
        return next((clock for clock, done_on in waits if clock and done_on is None), None)

    @property
    def is_to_complete(self) -> bool:
        """Whether the minutes are signed and a decision or notice is outstanding; the navigation counts these."""
        return self.next_step not in (NextStep.COMPLETE, NextStep.SIGN_MINUTES)


@shows(Information.DECISIONS)
def decisions(work: Work) -> tuple[DecisionRow, ...]:
    """Every recommendation that goes to a decision maker: what was due first on top, complete ones last.

    Below those with a clock come those that wait for the minutes or their receipt, oldest meeting first, and then the
    complete ones, newest meeting first.
    """
    return _decisions(work)


@shows(Information.DECISIONS)
def open_decisions(work: Work) -> tuple[DecisionRow, ...]:
    """The recommendations that are not complete, in the same order; the complete ones are not read."""
    return _decisions(work, ~_IS_COMPLETE)


_IS_COMPLETE = (
    exists(Decision.id)
    .correlate(Recommendation)
    .where(
        Decision.case_ref == Recommendation.case_ref,
        or_(
            Decision.child_ref == Recommendation.child_ref,
            and_(Decision.child_ref.is_(None), Recommendation.child_ref.is_(None)),
        ),
        Decision.minutes_received_on.is_not(None),
        Decision.minutes_corrected_at.is_(None),
        or_(
            Decision.outcome.in_([each for each in DecisionOutcome if not each.is_given_notice_of]),
            and_(
                Decision.outcome.is_not(None),
                Decision.told_orally_on.is_not(None),
                Decision.told_in_writing_on.is_not(None),
            ),
        ),
    )
)
"""The condition that `_next_step` of a recommendation is complete."""


def _decisions(work: Work, *conditions: ColumnElement[bool]) -> tuple[DecisionRow, ...]:
    agency_row = agency_record(work)
    served = authorities(work)
    states = minutes_states(work)
    set_clocks = clocks(work)
    begun = open_corrections(work)
    found = work.session.execute(
        select(Recommendation, Case, Child, Household, Meeting)
        .join(Case, Case.ref == Recommendation.case_ref)
        .outerjoin(Child, Child.ref == Recommendation.child_ref)
        .outerjoin(Household, Household.ref == Case.household_ref)
        .outerjoin(Meeting, Meeting.ref == Case.meeting_ref)
        .where(Recommendation.outcome.in_(DECIDABLE), *conditions)
        .order_by(Meeting.meets_on.desc(), Case.item_no, Recommendation.id)
    ).all()
    refs = sorted({case.ref for _, case, _, _, _ in found})
    decided = select(Decision)
    if conditions:
        decided = decided.where(Decision.case_ref.in_(refs))
    replaced = earlier_decisions(work, refs if conditions else None)
    made = {(row.case_ref, row.child_ref): row for row in work.session.scalars(decided)}
    concerned = children_of(work, [case for _, case, _, _, _ in found])
    rows = []
    for recommendation, case, child, household, meeting in found:
        decision = made.get((case.ref, recommendation.child_ref))
        code = decision.authority_code if decision else who_decides(agency_row, child)
        authority = served.get(code or "")
        state = states.get(case.meeting_ref or "", MinutesState.NONE)
        received_on = decision.minutes_received_on if decision else None
        decided_on = decision.decided_on if decision else None
        noticed_from = notice_starts_on(decision)
        rows.append(
            DecisionRow(
                id=decision_id(case.ref, recommendation.child_ref),
                case=case.ref,
                kind=case.kind,
                title=case_title(case.kind, household, concerned[case.ref]),
                child=recommendation.child_ref,
                child_initials=child.initials if child else None,
                meeting=case.meeting_ref,
                meets_on=meeting.meets_on if meeting else None,
                outcome=recommendation.outcome,
                reasons=recommendation.reasons,
                authority=code or "",
                authority_name=authority.name if authority else "",
                decision_maker=authority.decision_maker if authority else None,
                minutes=state,
                minutes_received_on=received_on,
                decided_on=decided_on,
                decision=decision.outcome if decision else None,
                told_orally_on=decision.told_orally_on if decision else None,
                told_in_writing_on=decision.told_in_writing_on if decision else None,
                clock=set_clocks.decision(received_on) if received_on else None,
                oral_clock=set_clocks.oral_notice(noticed_from) if noticed_from else None,
                written_clock=set_clocks.written_notice(noticed_from) if noticed_from else None,
                next_step=_next_step(decision, state),
                version=decision.version if decision else None,
                minutes_corrected_at=decision.minutes_corrected_at if decision else None,
                correction_begun=begun.get(case.meeting_ref or "", ""),
                how_given=decision.how_given if decision else None,
                recorded_by=decision.recorded_by if decision else None,
                earlier=replaced.get((case.ref, recommendation.child_ref), ()),
            )
        )
    return tuple(sorted(rows, key=_urgency))


def _urgency(row: DecisionRow) -> tuple[int, int]:
    """The sort key of a list: recommendations with a running clock first, by its last day; complete ones last."""
    if (clock := row.running_clock) is not None:
        return 0, clock.due_on.toordinal()
    if row.next_step is NextStep.COMPLETE:
        return 2, 0
    return 1, row.meets_on.toordinal() if row.meets_on else 0


def decision_id(case: str, child: str | None) -> str:
    """Case and child together, as a list's key: `CASE-017 C012`."""
    return f"{case} {child}" if child else case


def who_decides(agency: Agency, child: Child | None) -> str | None:
    """The code of the authority whose decision maker decides: the child's own, else the one for approvals."""
    return child.authority_code if child else (agency.approvals_decided_by_code or agency.host_authority_code)


def notice_starts_on(decision: Decision | None) -> date | None:
    """The day on which the clocks of a decision's notices start; None until it is made, and if it returned to panel."""
    if decision is None or decision.outcome is None or not decision.outcome.is_given_notice_of:
        return None
    return decision.decided_on


def _next_step(decision: Decision | None, minutes: MinutesState) -> NextStep:
    if decision is None or decision.minutes_received_on is None:
        return NextStep.RECORD_RECEIPT if minutes is MinutesState.SIGNED else NextStep.SIGN_MINUTES
    if decision.minutes_corrected_at is not None:
        return NextStep.ACKNOWLEDGE_CORRECTION
    if decision.outcome is None:
        return NextStep.RECORD_DECISION
    if not decision.outcome.is_given_notice_of:
        return NextStep.COMPLETE
    if decision.told_orally_on is None:
        return NextStep.TELL_ORALLY
    return NextStep.TELL_IN_WRITING if decision.told_in_writing_on is None else NextStep.COMPLETE
