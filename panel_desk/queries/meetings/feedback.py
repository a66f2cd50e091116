"""Feedback of people who attended a panel."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Feedback
from panel_desk.queries.cases.cases import items
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import FeedbackFrom


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One person's feedback.

    Args:
        case: the case that they attended; None for the meeting as a whole.
        item: its number on the agenda; None where it is no longer on it.
        rating: 1 poor to 5 excellent; None where they gave none.
    """

    id: int
    given_by: FeedbackFrom
    received_on: date
    rating: int | None
    comments: str | None
    case: str | None
    item: int | None
    version: int


@shows(Information.FEEDBACK)
def feedback(work: Work, meeting: str) -> tuple[FeedbackRow, ...]:
    """The feedback on a meeting, newest first."""
    numbers = {row.ref: row.item for row in items(work, meeting)}
    found = select(Feedback).filter_by(meeting_ref=meeting).order_by(Feedback.received_on.desc(), Feedback.id.desc())
    return tuple(
        FeedbackRow(
            row.id,
            row.given_by,
            row.received_on,
            row.rating,
            row.comments,
            row.case_ref,
            numbers.get(row.case_ref or ""),
            row.version,
        )
        for row in work.session.scalars(found)
    )
