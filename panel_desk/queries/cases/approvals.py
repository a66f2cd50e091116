"""Households' approvals as they were on a day, from the decisions on their cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, select

from panel_desk.desk import Work, shows, without_limits
from panel_desk.models import Case, Decision
from panel_desk.rules.access import Information
from panel_desk.rules.approvals import DecidedCase


@shows(Information.CASES)
@without_limits
def decided_cases(work: Work, which: ColumnElement[bool]) -> Mapping[str, Sequence[DecidedCase]]:
    """The decisions that were made on households' cases, by the household's ref.

    Args:
        work: the unit of work.
        which: the condition on `Case` that chooses the cases.
    """
    found: defaultdict[str, list[DecidedCase]] = defaultdict(list)
    made = (
        select(Case.household_ref, Decision.decided_on, Case.kind, Decision.outcome, Case.ref)
        .join(Decision, Decision.case_ref == Case.ref)
        .where(which)
    )
    decided = [
        (household, DecidedCase(decided_on, kind, outcome, case))
        for household, decided_on, kind, outcome, case in work.session.execute(made)
        if household and decided_on and outcome
    ]
    for household, each in decided:
        found[household].append(each)
    return found
