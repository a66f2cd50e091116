"""The outcome of a case, child by child: the panel's recommendation, the decision and the decision's clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Authority, Case, CaseChild, Child, Decision, Recommendation
from panel_desk.queries.agency import authorities, clocks
from panel_desk.queries.decisions.decisions import notice_starts_on
from panel_desk.queries.decisions.earlier import EarlierRow, earlier_decisions
from panel_desk.queries.meetings.meetings import ViewRow, views_on
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock, Clocks
from panel_desk.rules.vocabulary import DECIDABLE, DecisionOutcome, HowGiven, Outcome


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """The outcome of a case for one child, or for the household where it concerns no child.

    Args:
        outcome: what the panel recommended; None before it did.
        views: the votes by name, where they were taken by name.
        decision: what the decision maker decided; None before that.
        decision_clock: runs from receipt of the final minutes; None before it, and where nothing is to be decided.
        oral_clock: runs from the decision; None before it, and where it returned the case to the panel.
        written_clock: runs from the decision; None before it, and where it returned the case to the panel.
        recommendation_how_given: how the chair gave the recommendation to the office; None where the office did not
            record it for them.
        recommendation_recorded_by: the name of who recorded the recommendation for the chair; None where the office
            did not.
        how_given: how the decision maker gave the decision to the office; None where they recorded it themselves.
        recorded_by: the name of who recorded it for them; None where they recorded it themselves.
        earlier: the decisions that this one replaced, newest first.
    """

    child: str | None
    child_initials: str | None
    outcome: Outcome | None
    reasons: str
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    views: tuple[ViewRow, ...]
    authority_name: str | None
    decision_maker: str | None
    minutes_received_on: date | None
    decided_on: date | None
    decision: DecisionOutcome | None
    told_orally_on: date | None
    told_in_writing_on: date | None
    decision_clock: Clock | None
    oral_clock: Clock | None
    written_clock: Clock | None
    recommendation_how_given: HowGiven | None
    recommendation_recorded_by: str | None
    how_given: HowGiven | None
    recorded_by: str | None
    earlier: Sequence[EarlierRow]


@shows(Information.DECISIONS)
def outcomes(work: Work, case: str) -> tuple[OutcomeRow, ...]:
    """The outcomes of a case: the household's where there is one, then the children's in the case's order.

    Raises:
        RuleBrokenError: there is no such case.
    """
    find(work.session, Case, case, "case")
    recommended = {r.child_ref: r for r in work.session.scalars(select(Recommendation).filter_by(case_ref=case))}
    decided = {d.child_ref: d for d in work.session.scalars(select(Decision).filter_by(case_ref=case))}
    concerned = select(Child).join(CaseChild, CaseChild.child_ref == Child.ref).where(CaseChild.case_ref == case)
    children: list[Child | None] = [None, *work.session.scalars(concerned.order_by(CaseChild.position))]
    served = authorities(work)
    agency_clocks = clocks(work)
    replaced = earlier_decisions(work, [case])
    views = views_on(work, [each.id for each in recommended.values()])
    return tuple(
        _row(child, recommended.get(ref), views, decided.get(ref), replaced.get((case, ref), ()), served, agency_clocks)
        for child in children
        if (ref := child.ref if child else None) in recommended or ref in decided
    )


def _row(
    child: Child | None,
    recommendation: Recommendation | None,
    views: Mapping[int, Sequence[ViewRow]],
    decision: Decision | None,
    replaced: Sequence[EarlierRow],
    served: Mapping[str, Authority],
    agency_clocks: Clocks,
) -> OutcomeRow:
    """The outcome for one child, or for the household where `child` is None."""
    authority = served[decision.authority_code] if decision else None
    received_on = decision.minutes_received_on if decision else None
    decided_on = decision.decided_on if decision else None
    is_decidable = recommendation is None or recommendation.outcome in DECIDABLE
    noticed_from = notice_starts_on(decision) if is_decidable else None
    return OutcomeRow(
        child=child.ref if child else None,
        child_initials=child.initials if child else None,
        outcome=recommendation.outcome if recommendation else None,
        reasons=recommendation.reasons if recommendation else "",
        votes_for=recommendation.votes_for if recommendation else None,
        votes_against=recommendation.votes_against if recommendation else None,
        abstained=recommendation.abstained if recommendation else None,
        views=tuple(views.get(recommendation.id, ())) if recommendation else (),
        authority_name=authority.name if authority else None,
        decision_maker=authority.decision_maker if authority else None,
        minutes_received_on=received_on,
        decided_on=decided_on,
        decision=decision.outcome if decision else None,
        told_orally_on=decision.told_orally_on if decision else None,
        told_in_writing_on=decision.told_in_writing_on if decision else None,
        decision_clock=agency_clocks.decision(received_on) if received_on and is_decidable else None,
        oral_clock=agency_clocks.oral_notice(noticed_from) if noticed_from else None,
        written_clock=agency_clocks.written_notice(noticed_from) if noticed_from else None,
        recommendation_how_given=recommendation.how_given if recommendation else None,
        recommendation_recorded_by=recommendation.recorded_by if recommendation else None,
        how_given=decision.how_given if decision else None,
        recorded_by=decision.recorded_by if decision else None,
        earlier=replaced,
    )
