"""Decisions that a new one replaced after the people concerned had been informed of them in writing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import EarlierDecision
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import DecisionOutcome, HowGiven


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A decision that a new one replaced.

    Args:
        decision: what was decided.
        decided_on: on which day.
        minutes_received_on: when the decision maker had received the minutes.
        told_orally_on: when the people concerned were informed of it orally.
        told_in_writing_on: when the people concerned were informed of it in writing.
        how_given: how the decision maker gave it to the office; None where they recorded it themselves.
        recorded_by: the name of who recorded it for them; None where they recorded it themselves.
        replaced_at: when the new decision was recorded.
        replaced_by: the name of who recorded that.
        because: why there is a new decision.
    """

    decision: DecisionOutcome
    decided_on: date
    minutes_received_on: date | None
    told_orally_on: date | None
    told_in_writing_on: date | None
    how_given: HowGiven | None
    recorded_by: str | None
    replaced_at: datetime
    replaced_by: str
    because: str


@shows(Information.DECISIONS)
def earlier_decisions(
    work: Work, cases: Iterable[str] | None = None
) -> Mapping[tuple[str, str | None], Sequence[EarlierRow]]:
    """The decisions that were replaced, newest first, by case and child; of some cases, or of all."""
    rows = select(EarlierDecision).order_by(EarlierDecision.replaced_at.desc(), EarlierDecision.id.desc())
    if cases is not None:
        rows = rows.where(EarlierDecision.case_ref.in_(list(cases)))
    found: defaultdict[tuple[str, str | None], list[EarlierRow]] = defaultdict(list)
    for row in work.session.scalars(rows):
        found[row.case_ref, row.child_ref].append(
            EarlierRow(
                row.outcome,
                row.decided_on,
                row.minutes_received_on,
                row.told_orally_on,
                row.told_in_writing_on,
                row.how_given,
                row.recorded_by,
                row.replaced_at,
                row.replaced_by,
                row.replaced_because,
            )
        )
    return found
