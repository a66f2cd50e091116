"""The clocks that run on a day: those started by then and not yet stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, func, or_, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute

from panel_desk.desk import Work, shows
from panel_desk.models import (
    Case,
    CaseChild,
    Child,
    Decision,
    Meeting,
    Member,
    Minutes,
    PackCopy,
    PackIssue,
    Recommendation,
    RunningClock,
)
from panel_desk.queries.agency import clocks
from panel_desk.queries.decisions.receipts import minutes_received, open_meetings
from panel_desk.queries.minutes.reviews import open_reviews
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock, ClockKind, Clocks
from panel_desk.rules.running_clocks import household_clock, running
from panel_desk.rules.vocabulary import (
    DECIDABLE,
    UNDECIDABLE,
    CaseKind,
    DecisionOutcome,
    MeetingStatus,
    MemberStatus,
)
from panel_desk.store.derived_registers import keep_up_to_date

_HOLIDAYS = 31  # calendar days; more than the bank holidays within a few months
_OF_HOUSEHOLDS = (
    ClockKind.STAGE_ONE,
    ClockKind.STAGE_GAP,
    ClockKind.STAGE_TWO,
    ClockKind.ADOPTER_COMMENTS,
    ClockKind.REVIEW_OF_APPROVAL,
)
_DETERMINATIONS = {
    CaseKind.APPROVAL: DecisionOutcome.REFUSED,
    CaseKind.BRIEF_REPORT: DecisionOutcome.REFUSED,
    CaseKind.REVIEW_OF_APPROVAL: DecisionOutcome.REFUSED,
    CaseKind.TERMINATION: DecisionOutcome.AGREED,
}
"""By kind of case, the decision against which the adopters can make representations."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One running clock, with the records that it belongs to.

    Args:
        clock: what is due, by when, by which rule.
        on: the day for which it is given.
    """

    clock: Clock
    on: date
    case: str | None = None
    child: str | None = None
    member: str | None = None
    meeting: str | None = None
    household: str | None = None

    @property
    def working_days_left(self) -> int:
        """Working days to the last day; negative once late."""
        return self.clock.working_days_left(self.on)

    @property
    def overdue(self) -> bool:
        """Whether the last day is past."""
        return self.clock.overdue(self.on)


@shows(Information.AGENCY)
def due(work: Work, on: date | None = None) -> tuple[DueRow, ...]:
    """Every clock that runs on a day, soonest first; `on` is today where it is None."""
    day = on or work.time_source.today()
    return tuple(sorted((*running_of_others(work, day), *_running_of_cases(work, day)), key=in_order))


def in_order(row: DueRow) -> tuple[date | str, ...]:
    """The key that sorts rows: the soonest first."""
    return (
        row.clock.due_on,
        row.clock.kind,
        row.case or "",
        row.child or "",
        row.member or "",
        row.meeting or "",
        row.household or "",
    )


@shows(Information.AGENCY)
def due_for_cases(work: Work, cases: tuple[str, ...] | None = None) -> tuple[DueRow, ...]:
    """The clocks of the cases' own households and children that run today.

    Args:
        work: the unit of work.
        cases: the cases' refs; None for every household and child.
    """
    if cases is None:
        return _running_of_cases(work, work.time_source.today())
    return _running_of_cases(
        work,
        work.time_source.today(),
        RunningClock.household_ref.in_(select(Case.household_ref).where(Case.ref.in_(cases)))
        | RunningClock.child_ref.in_(select(CaseChild.child_ref).where(CaseChild.case_ref.in_(cases))),
    )


def running_of_others(work: Work, on: date) -> tuple[DueRow, ...]:
    """The clocks of meetings, packs, checks of minutes, decisions and members that run on a day."""
    calculator = clocks(work)
    return (
        *_meetings(work, calculator, on),
        *_packs(work, calculator, on),
        *_reviews(work, on),
        *_decisions(work, calculator, on),
        *_members(work, calculator, on),
    )


def _running_of_cases(work: Work, on: date, *which: ColumnElement[bool]) -> tuple[DueRow, ...]:
    """The clocks of households and children that run on a day and meet all conditions on `RunningClock`."""
    calculator, rows = clocks(work), [*running_of_households(work, on, *which)]
    # Each part reads nothing but its index, so that what was closed long ago costs nothing.
    children = union_all(
        *(
            select(
                _as_text(RunningClock.started_on),
                RunningClock.case_ref,
                Child.ref,
                _as_text(Child.born_on),
                Child.consent_given_on.is_not(None) & Child.placement_order_on.is_(None),
            )
            .join(Child, Child.ref == RunningClock.child_ref)
            .where(part, RunningClock.kind == ClockKind.MATCH_AFTER_PLAN, *which)
            for part in running_parts(on)
        )
    )
    made: dict[tuple[str, str, bool], Clock] = {}
    for planned_on, case, child, born_on, is_relinquished in work.session.execute(children).all():
        key = planned_on, born_on, is_relinquished
        if key not in made:
            days = date.fromisoformat(planned_on), date.fromisoformat(born_on)
            made[key] = calculator.match_after_plan(*days, relinquished=is_relinquished)
        rows.append(DueRow(made[key], on, case=case, child=child))
    return tuple(rows)


def running_of_households(
    work: Work, on: date, *which: ColumnElement[bool], kinds: tuple[ClockKind, ...] = _OF_HOUSEHOLDS
) -> Iterator[DueRow]:
    """The clocks of households of some kinds that run on a day and meet all conditions on `RunningClock`."""
    keep_up_to_date(work.session)
    calculator = clocks(work)
    found = union_all(
        *(
            select(
                _as_text(RunningClock.kind),
                _as_text(RunningClock.started_on),
                RunningClock.case_ref,
                RunningClock.household_ref,
            ).where(part, RunningClock.kind.in_(kinds), *which)
            for part in running_parts(on)
        )
    )
    made: dict[tuple[str, str], Clock] = {}
    for kind, started_on, case, household in work.session.execute(found).all():
        key = kind, started_on
        clock = made.get(key)
        if clock is None:
            clock = made[key] = household_clock(calculator, ClockKind(kind), date.fromisoformat(started_on))
        if clock.kind is not ClockKind.ADOPTER_COMMENTS or not clock.overdue(on):
            yield DueRow(clock, on, case=case, household=household)


def _as_text(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """A date column as the text that the database holds, so that each of the days is converted only once."""
    return type_coerce(column, String)


def running_parts(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Two conditions on `RunningClock` for what runs on a day, each of which an index serves."""
    return (
        RunningClock.runs_until.is_(None) & (RunningClock.runs_from <= on),
        (RunningClock.runs_until > on) & (RunningClock.runs_from <= on),
    )


def _meetings(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    """The clocks of papers before meetings and of minutes after them."""
    upcoming = select(Meeting.ref, Meeting.meets_on).where(
        Meeting.status != MeetingStatus.CANCELLED, Meeting.meets_on >= on
    )
    papers_to_members = cache(clocks.papers_to_members)
    for ref, meets_on in work.session.execute(upcoming):
        yield DueRow(papers_to_members(meets_on), on, meeting=ref)
    is_decidable = (
        select(Recommendation.id)
        .join(Case, Case.ref == Recommendation.case_ref)
        .where(Case.meeting_ref == Meeting.ref, Recommendation.outcome.not_in(UNDECIDABLE))
        .exists()
    )
    # The status is looked at in the loop: a condition on it would make SQLite read every meeting that was held.
    awaited = (
        select(Meeting.ref, Meeting.meets_on, Meeting.status, func.max(Minutes.signed_at))
        .outerjoin(Minutes, Minutes.meeting_ref == Meeting.ref)
        .where(Meeting.ref.in_(open_meetings(on)), is_decidable)
        .group_by(Meeting.ref)
    )
    received_on, minutes = minutes_received(work, on), cache(clocks.minutes)
    for ref, meets_on, status, signed_at in work.session.execute(awaited):
        if status is not MeetingStatus.HELD or meets_on > on:
            continue
        signed_on = signed_at.astimezone().date() if signed_at else None
        done = [day for day in (received_on.get(ref), signed_on) if day is not None]
        if not done or min(done) > on:
            yield DueRow(minutes(meets_on), on, meeting=ref)


def _packs(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    """One clock per meeting whose recalled packs are not all confirmed as deleted; it runs from the first recall."""
    recalled = (
        select(PackIssue.meeting_ref, func.min(PackCopy.recalled_on))
        .join(PackCopy, PackCopy.issue_id == PackIssue.id)
        .where(PackCopy.recalled_on <= on, (PackCopy.confirmed_on.is_(None)) | (PackCopy.confirmed_on > on))
        .group_by(PackIssue.meeting_ref)
    )
    since: dict[str, date] = dict(work.session.execute(recalled).all())  # type: ignore[arg-type] # what is recalled has a day
    for meeting, recalled_on in since.items():
        yield DueRow(clocks.pack_deletion(recalled_on), on, meeting=meeting)


def _reviews(work: Work, on: date) -> Iterator[DueRow]:
    """One clock per outstanding check of minutes."""
    for each in open_reviews(work, on):
        yield DueRow(each.clock, on, member=each.review.member_ref, meeting=each.meeting.ref)


def _may_run(clocks: Clocks, on: date) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Groups of conditions on decisions that may have a running clock; an index serves each group's first one."""
    is_received, is_made = Decision.minutes_received_on <= on, Decision.decided_on <= on
    yield Decision.decided_on.is_(None), is_received
    yield Decision.decided_on > on, is_received
    for told_on in (Decision.told_orally_on, Decision.told_in_writing_on):
        yield told_on.is_(None), is_made
        yield told_on > on, is_made
    # The time limit for representations has passed for every determination that was sent before this day.
    longest_ago = on - timedelta(days=2 * clocks.figures.representations_working_days + _HOLIDAYS)
    determinations = (
        select(Case.ref)
        .where(
            Case.ref == Decision.case_ref,
            or_(*((Case.kind == kind) & (Decision.outcome == outcome) for kind, outcome in _DETERMINATIONS.items())),
        )
        .exists()
    )
    yield Decision.told_in_writing_on >= longest_ago, determinations


def _decisions(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    """The clocks of decisions, of their notices and of representations."""
    may_run = union_all(*(select(Decision.id).where(*each) for each in _may_run(clocks, on)))
    is_undecidable = (
        select(Recommendation.id)
        .where(
            Recommendation.case_ref == Decision.case_ref,
            Recommendation.child_ref.is_not_distinct_from(Decision.child_ref),
            Recommendation.outcome.not_in(DECIDABLE),
        )
        .exists()
    )
    found = (
        select(
            Case.kind,
            Decision.case_ref,
            Decision.child_ref,
            Decision.minutes_received_on,
            Decision.decided_on,
            Decision.outcome,
            Decision.told_orally_on,
            Decision.told_in_writing_on,
        )
        .join(Case, Case.ref == Decision.case_ref)
        .where(Decision.id.in_(may_run), ~is_undecidable)
        .order_by(Decision.id)
    )
    for kind, case, child, received_on, decided_on, outcome, orally_on, in_writing_on in work.session.execute(found):
        started = []
        if received := running(received_on, decided_on, on):
            started.append(clocks.decision(received))
        noticed_from = decided_on if outcome and outcome.is_given_notice_of else None
        if decided := running(noticed_from, orally_on, on):
            started.append(clocks.oral_notice(decided))
        if decided := running(noticed_from, in_writing_on, on):
            started.append(clocks.written_notice(decided))
        if outcome and _DETERMINATIONS.get(kind) is outcome:
            sent = running(in_writing_on, None, on)
            window = clocks.representations(sent) if sent else None
            if window and not window.overdue(on):
                started.append(window)
        for clock in started:
            yield DueRow(clock, on, case=case, child=child)


def _members(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    """The clocks of members: DBS renewal, appraisal, induction and review of a hold."""
    if not work.sees(Information.MEMBER_CHECKS):
        return
    listed = select(Member).where(
        Member.status.in_((MemberStatus.ACTIVE, MemberStatus.ON_HOLD, MemberStatus.ENDED)),
        Member.joined_list_on <= on,
    )
    for member in work.session.scalars(listed.order_by(Member.ref)):
        if member.status is MemberStatus.ENDED and (member.left_list_on is None or member.left_list_on < on):
            continue
        starts = (
            (running(member.dbs_issued_on, None, on), clocks.dbs_renewal),
            (running(member.last_appraisal_on, None, on) or member.joined_list_on, clocks.appraisal),
            (running(member.joined_list_on, member.induction_completed_on, on), clocks.induction),
        )
        started = [set_clock(start) for start, set_clock in starts if start]
        if hold_began := running(member.on_hold_from, None, on):
            review = clocks.hold_review(hold_began, member.on_hold_until)
            if member.status is MemberStatus.ON_HOLD or not review.overdue(on):
                started.append(review)
        for clock in started:
            yield DueRow(clock, on, member=member.ref)
