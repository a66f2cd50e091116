"""Which clocks of an assessment, an approval and a child's plan run on a day, and from when until when each runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from panel_desk.rules.approvals import DecidedCase, approval_on, is_in_force
from panel_desk.rules.clocks import Clock, ClockKind, Clocks
from panel_desk.rules.vocabulary import CaseKind, DecisionOutcome


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A clock and the day from which it is counted.

    Args:
        kind: what is due.
        started_on: the day from which it is counted.
        case: the ref of the case that it belongs to; None where there is none.
    """

    kind: ClockKind
    started_on: date
    case: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """A clock with the days on which it runs.

    Args:
        clock: the clock.
        runs_from: the first day.
        runs_until: the first day on which it no longer runs; None while it runs.
    """

    clock: ClockStart
    runs_from: date
    runs_until: date | None


@dataclass(frozen=True, slots=True)
class MatchedChild:
    """A child for whom matches were agreed.

    Args:
        placed_on: when the child was placed, or adopted where no placement is recorded; None before.
        disrupted_on: when the placement was disrupted; None where it was not.
        matches: the days of the decisions that agreed a match, in order, each with the household's ref.
    """

    placed_on: date | None
    disrupted_on: date | None
    matches: tuple[tuple[date, str | None], ...]

    def placed_with(self, household: str, on: date) -> date | None:
        """When the child was placed with a household, or matched if that was later; None if they are not on that day.

        A child was placed by the last match that was agreed by then, or else, where they lived there already, by the
        first. A placement that was disrupted is none.
        """
        agreed = [each for each in self.matches if each[0] <= on]
        if not agreed or self.placed_on is None or not is_in_force(self.placed_on, self.disrupted_on, on):
            return None
        by_then = [each for each in agreed if each[0] <= self.placed_on]
        decided_on, where = by_then[-1] if by_then else agreed[0]
        return max(self.placed_on, decided_on) if where == household else None


@dataclass(frozen=True, slots=True)
class AssessedHousehold:
    """A household with what its clocks depend on.

    Args:
        ref: its ref.
        is_own: whether the agency itself assesses it.
        stage_one_started_on: as in the register; so are the four days after it.
        approvals: its approval cases in the order of their refs, each with whether it was withdrawn.
        decisions: the decisions on its cases.
        children: the children of its cases for whom matches were agreed.
    """

    ref: str
    is_own: bool
    stage_one_started_on: date | None
    stage_one_completed_on: date | None
    stage_two_started_on: date | None
    approved_on: date | None
    report_sent_on: date | None
    approvals: tuple[tuple[str, bool], ...]
    decisions: tuple[DecidedCase, ...]
    children: tuple[MatchedChild, ...]

    def clocks_on(self, on: date) -> Iterator[ClockStart]:
        """The clocks of its assessment and of its approval's review that run on a day.

        Nothing that is recorded ends the adopters' time for comments: it is among them, even after its last day, until
        the assessment is decided or withdrawn.
        """
        yield from self._assessment(on)
        approval = approval_on(on, self.decisions, self.approved_on if self.is_own else None)
        if approval is not None and not approval.is_ended:
            since = approval.approved_on or approval.confirmed_on
            placements = [child.placed_with(self.ref, on) for child in self.children]
            if all(placed < since for placed in placements if placed):
                yield ClockStart(ClockKind.REVIEW_OF_APPROVAL, approval.confirmed_on, approval.case)

    def days(self) -> set[date | None]:
        """The days on which its clocks may change."""
        return {
            self.stage_one_started_on,
            self.stage_one_completed_on,
            self.stage_two_started_on,
            self.approved_on,
            self.report_sent_on,
            *(each.decided_on for each in self.decisions),
            *(child.placed_on for child in self.children),
            *(child.disrupted_on for child in self.children),
            *(day for child in self.children for day, _ in child.matches),
        }

    def _assessment(self, on: date) -> Iterator[ClockStart]:
        """The clocks of its assessment, which run until it is decided or withdrawn, with or without a case.

        A return to the panel decides nothing. A decision from before a stage started is that of an earlier assessment.
        """
        concluded = {
            each.case: each.decided_on for each in self.decisions if _concludes(each) and each.decided_on <= on
        }
        if approved_before := running(self.approved_on, None, on):
            concluded[None] = approved_before
        undecided = [(case, is_withdrawn) for case, is_withdrawn in self.approvals if case not in concluded]
        in_progress = [case for case, is_withdrawn in undecided if not is_withdrawn]
        if undecided and not in_progress:
            return
        case = in_progress[-1] if in_progress else None
        stages = (
            (ClockKind.STAGE_ONE, running(self.stage_one_started_on, self.stage_one_completed_on, on)),
            (ClockKind.STAGE_GAP, running(self.stage_one_completed_on, self.stage_two_started_on, on)),
            (ClockKind.STAGE_TWO, running(self.stage_two_started_on, None, on)),
        )
        for kind, started_on in stages:
            if started_on and all(day < started_on for day in concluded.values()):
                yield ClockStart(kind, started_on, case)
        sent_on = running(self.report_sent_on, None, on)
        if sent_on and case:
            yield ClockStart(ClockKind.ADOPTER_COMMENTS, sent_on, case)


@dataclass(frozen=True, slots=True)
class PlannedChild:
    """A child with what the clock of their match depends on.

    Args:
        ref: the child's ref.
        planned_on: the day of the decision that they should be placed for adoption, as in the register; so are the four
            days after it.
        matched_on: the days of the decisions that agreed a match for this child.
        match_case: the ref of the match that was not withdrawn; None where there is none.
    """

    ref: str
    planned_on: date | None
    plan_changed_on: date | None
    placed_on: date | None
    adoption_order_on: date | None
    disrupted_on: date | None
    matched_on: tuple[date, ...]
    match_case: str | None

    def clocks_on(self, on: date) -> Iterator[ClockStart]:
        """The clock of the match, from the plan to a match or a placement; after a disruption, from a new plan on."""
        planned_on = running(self.planned_on, None, on)
        if planned_on is None or not is_in_force(planned_on, self.plan_changed_on, on):
            return
        renewed = planned_on if self.disrupted_on and self.disrupted_on <= planned_on else date.min
        matched_on = max((day for day in self.matched_on if day <= on), default=None)
        ends = (self.placed_on, self.adoption_order_on, matched_on)
        if not any(day is not None and renewed <= day <= on for day in ends):
            yield ClockStart(ClockKind.MATCH_AFTER_PLAN, planned_on, self.match_case)

    def days(self) -> set[date | None]:
        """The days on which the clock may change."""
        return {self.planned_on, self.plan_changed_on, self.placed_on, self.adoption_order_on, *self.matched_on}


class HasClocks(Protocol):
    """A record whose clocks change on certain days."""

    def clocks_on(self, on: date) -> Iterator[ClockStart]:
        """The clocks that run on a day."""
        ...

    def days(self) -> set[date | None]:
        """The days on which they may change; None among them is ignored."""
        ...


def runs(record: HasClocks) -> Iterator[Run]:
    """From when until when each clock of a record runs."""
    since: dict[ClockStart, date] = {}
    for day in sorted({each for each in record.days() if each is not None}):
        now = frozenset(record.clocks_on(day))
        for ended in [each for each in since if each not in now]:
            yield Run(ended, since.pop(ended), day)
        for each in now:
            since.setdefault(each, day)
    for each, day in since.items():
        yield Run(each, day, None)


def household_clock(clocks: Clocks, kind: ClockKind, started_on: date) -> Clock:
    """The clock of a household that started on a day."""
    return {
        ClockKind.STAGE_ONE: clocks.stage_one,
        ClockKind.STAGE_GAP: clocks.stage_gap,
        ClockKind.STAGE_TWO: clocks.stage_two,
        ClockKind.ADOPTER_COMMENTS: clocks.adopter_comments,
        ClockKind.REVIEW_OF_APPROVAL: clocks.review_of_approval,
    }[kind](started_on)


def running(start: date | None, stop: date | None, on: date) -> date | None:
    """The start of a clock that runs on a day; None where it has not started or is stopped."""
    return start if start and start <= on and (stop is None or stop > on) else None


def _concludes(decision: DecidedCase) -> bool:
    """Whether a decision ends an assessment: one on approval, or on a brief report that the adopters are unsuitable."""
    if decision.kind is CaseKind.BRIEF_REPORT:
        return decision.outcome is DecisionOutcome.REFUSED
    return decision.kind is CaseKind.APPROVAL and decision.outcome is not DecisionOutcome.RETURNED
