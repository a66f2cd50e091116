"""Households' approvals as they were on a day, from the decisions on their cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, select

from panel_desk.desk import Work
from panel_desk.models import Case, Decision
from panel_desk.rules.approvals import DecidedCase


def decided_cases(work: Work, which: ColumnElement[bool]) -> Mapping[str, Sequence[DecidedCase]]:
    """The decisions that were made on households' cases, by the household's ref.

    Args:
        work: the unit of work.
        which: the condition on `Case` that chooses the cases.
    """
    found: defaultdict[str, list[DecidedCase]] = defaultdict(list)
    made = work.session.execute(select(Case, Decision).join(Decision, Decision.case_ref == Case.ref).where(which))
    decided = [
        (case.household_ref, DecidedCase(decision.decided_on, case.kind, decision.outcome, case.ref))
        for case, decision in made
        if case.household_ref and decision.decided_on and decision.outcome
    ]
    for household, each in decided:
        found[household].append(each)
    return found
