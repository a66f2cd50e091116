"""Whether adopters' approval, a child's plan for adoption and a placement are in force on a day.

The decision maker's latest decision counts. An approval that was ended, or that was not upheld on review, is no
approval; a plan that was changed or reversed is no plan; a placement that was disrupted is no placement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from panel_desk.rules.vocabulary import CaseKind, DecisionOutcome

_GIVES_APPROVAL = frozenset(
    {
        (CaseKind.APPROVAL, DecisionOutcome.AGREED),
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.AGREED),
    }
)
_ENDS_APPROVAL = frozenset(
    {
        (CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.REFUSED),
        (CaseKind.TERMINATION, DecisionOutcome.AGREED),
    }
)


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A decision on a household's case.

    Args:
        decided_on: the day of the decision.
        kind: the case's kind.
        outcome: what the decision maker decided.
        case: the case's ref; None for an approval from before the registers began.
    """

    decided_on: date
    kind: CaseKind
    outcome: DecisionOutcome
    case: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A household's approval, or its end.

    Args:
        approved_on: the day of the approval, or of the review that upheld it where the registers hold no approval
            before that; None where they hold only its end.
        confirmed_on: the day of the approval, of the last review that upheld it, or of its end.
        case: the case of that decision; None for an approval from before the registers began.
        is_ended: whether it was ended, or the adopters were found unsuitable on review.
    """

    approved_on: date | None
    confirmed_on: date
    case: str | None
    is_ended: bool


def approval_on(day: date, decided: Iterable[DecidedCase], approved_before: date | None = None) -> Approval | None:
    """A household's approval as it was on a day; None where the registers hold no decision on it.

    Args:
        day: the day.
        decided: the decisions on the household's cases, of any kind and date.
        approved_before: the day of an approval that has no case, because the registers began after it.
    """
    steps = list(decided)
    if approved_before is not None:
        steps.append(DecidedCase(approved_before, CaseKind.APPROVAL, DecisionOutcome.AGREED, None))
    approval: Approval | None = None
    for each in sorted(steps, key=_in_order):
        decision = (each.kind, each.outcome)
        if each.decided_on > day or decision not in _GIVES_APPROVAL | _ENDS_APPROVAL:
            continue
        is_ended = decision in _ENDS_APPROVAL
        if each.kind is not CaseKind.APPROVAL and approval is not None and not approval.is_ended:
            approved_on = approval.approved_on
        else:
            approved_on = None if is_ended else each.decided_on
        approval = Approval(approved_on, each.decided_on, each.case, is_ended)
    return approval


def _in_order(step: DecidedCase) -> tuple[date, bool, str]:
    """The order of decisions; on the same day, the one that ends an approval is the last."""
    return step.decided_on, (step.kind, step.outcome) in _ENDS_APPROVAL, step.case or ""


def is_in_force(began_on: date | None, ended_on: date | None, day: date) -> bool:
    """Whether a child's plan for adoption, or a placement with adopters, is in force on a day.

    Args:
        began_on: the day of the decision that the child should be placed for adoption, or of the placement.
        ended_on: the day on which the plan was changed or reversed, or the placement disrupted; where that is before
            `began_on`, an earlier plan or placement ended.
        day: the day.
    """
    if began_on is None or began_on > day:
        return False
    return ended_on is None or ended_on > day or ended_on < began_on
