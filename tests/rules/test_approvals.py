"""Whether an approval, a plan and a placement are in force on a day."""

from datetime import date

import pytest

from panel_desk.rules.approvals import Approval, DecidedCase, approval_on, is_in_force
from panel_desk.rules.vocabulary import CaseKind, DecisionOutcome

APPROVED = DecidedCase(date(2025, 6, 1), CaseKind.APPROVAL, DecisionOutcome.AGREED, "A")
REVIEWED = DecidedCase(date(2026, 5, 20), CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.AGREED, "R")
UNSUITABLE = DecidedCase(date(2026, 9, 1), CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.REFUSED, "U")
ENDED = DecidedCase(date(2026, 9, 1), CaseKind.TERMINATION, DecisionOutcome.AGREED, "T")
LATER = date(2027, 1, 1)


def test_an_approval_lasts_until_it_is_ended() -> None:
    decided = (REVIEWED, APPROVED)
    assert approval_on(date(2025, 5, 31), decided) is None
    assert approval_on(date(2025, 6, 1), decided) == Approval(date(2025, 6, 1), date(2025, 6, 1), "A", is_ended=False)
    assert approval_on(LATER, decided) == Approval(date(2025, 6, 1), date(2026, 5, 20), "R", is_ended=False)


@pytest.mark.parametrize("end", [UNSUITABLE, ENDED])
def test_termination_and_unsuitability_end_an_approval(end: DecidedCase) -> None:
    decided = (end, APPROVED, REVIEWED)
    upheld = approval_on(date(2026, 8, 31), decided)
    assert upheld is not None
    assert not upheld.is_ended
    ended = approval_on(date(2026, 9, 1), decided)
    assert ended == Approval(date(2025, 6, 1), date(2026, 9, 1), end.case, is_ended=True)


def test_a_new_approval_begins_afresh() -> None:
    again = DecidedCase(date(2026, 12, 1), CaseKind.APPROVAL, DecisionOutcome.AGREED, "B")
    assert approval_on(LATER, (APPROVED, ENDED, again)) == Approval(
        date(2026, 12, 1), date(2026, 12, 1), "B", is_ended=False
    )


def test_an_approval_from_before_the_registers_has_no_case() -> None:
    assert approval_on(LATER, (), date(2025, 6, 1)) == Approval(
        date(2025, 6, 1), date(2025, 6, 1), None, is_ended=False
    )
    ended = approval_on(LATER, (ENDED,), date(2025, 6, 1))
    assert ended is not None
    assert ended.is_ended


def test_an_end_without_an_approval_is_known_as_the_end() -> None:
    assert approval_on(LATER, (ENDED,)) == Approval(None, date(2026, 9, 1), "T", is_ended=True)


def test_refusals_and_returns_change_nothing() -> None:
    refused = DecidedCase(date(2026, 10, 1), CaseKind.TERMINATION, DecisionOutcome.REFUSED, "X")
    returned = DecidedCase(date(2026, 10, 1), CaseKind.REVIEW_OF_APPROVAL, DecisionOutcome.RETURNED, "Y")
    assert approval_on(LATER, (APPROVED, refused, returned)) == approval_on(LATER, (APPROVED,))


@pytest.mark.parametrize(
    ("began_on", "ended_on", "in_force"),
    [
        (None, None, False),
        (date(2027, 1, 2), None, False),
        (date(2027, 1, 1), None, True),
        (date(2026, 1, 1), date(2027, 1, 1), False),
        (date(2026, 1, 1), date(2027, 1, 2), True),
        (date(2026, 1, 1), date(2025, 12, 31), True),
    ],
)
def test_a_plan_or_placement_is_in_force_from_its_beginning_until_its_end(
    began_on: date | None, ended_on: date | None, *, in_force: bool
) -> None:
    assert is_in_force(began_on, ended_on, LATER) is in_force
