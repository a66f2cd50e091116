"""The clocks that run on a day: those started by then and not yet stopped."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, true

from panel_desk.desk import Work, shows
from panel_desk.models import (
    Case,
    CaseChild,
    Child,
    Decision,
    Household,
    Meeting,
    Member,
    Minutes,
    PackCopy,
    PackIssue,
    Recommendation,
)
from panel_desk.queries.agency import clocks
from panel_desk.queries.cases.approvals import decided_cases
from panel_desk.queries.decisions.decisions import DECIDABLE, notice_starts_on
from panel_desk.queries.decisions.receipts import minutes_received
from panel_desk.queries.minutes.reviews import open_reviews
from panel_desk.rules.access import Information
from panel_desk.rules.approvals import DecidedCase, approval_on, is_in_force
from panel_desk.rules.clocks import Clock, Clocks
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingStatus,
    MemberStatus,
)

_DETERMINATIONS = {
    CaseKind.APPROVAL: DecisionOutcome.REFUSED,
    CaseKind.BRIEF_REPORT: DecisionOutcome.REFUSED,
    CaseKind.REVIEW_OF_APPROVAL: DecisionOutcome.REFUSED,
    CaseKind.TERMINATION: DecisionOutcome.AGREED,
}


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
    set_clocks = clocks(work)
    rows = [
        *_meetings(work, set_clocks, day),
        *_packs(work, set_clocks, day),
        *_reviews(work, day),
        *_decisions(work, set_clocks, day),
        *_households(work, set_clocks, day, true()),
        *_children(work, set_clocks, day, true()),
        *_members(work, set_clocks, day),
    ]
    return tuple(
        sorted(
            rows,
            key=lambda r: (
                r.clock.due_on,
                r.clock.kind,
                *(ref or "" for ref in (r.case, r.child, r.member, r.meeting, r.household)),
            ),
        )
    )


@shows(Information.AGENCY)
def due_for_cases(work: Work, cases: tuple[str, ...] | None = None) -> tuple[DueRow, ...]:
    """The clocks of the cases' own households and children that run today.

    Args:
        work: the unit of work.
        cases: the cases' refs; None for every household and child.
    """
    today, set_clocks = work.time_source.today(), clocks(work)
    of_households: ColumnElement[bool] = true()
    of_children: ColumnElement[bool] = true()
    if cases is not None:
        of_households = Household.ref.in_(select(Case.household_ref).where(Case.ref.in_(cases)))
        of_children = Child.ref.in_(select(CaseChild.child_ref).where(CaseChild.case_ref.in_(cases)))
    return (
        *_households(work, set_clocks, today, of_households),
        *_children(work, set_clocks, today, of_children),
    )


def _meetings(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    upcoming = select(Meeting).where(Meeting.status != MeetingStatus.CANCELLED, Meeting.meets_on >= on)
    for meeting in work.session.scalars(upcoming):
        yield DueRow(clocks.papers_to_members(meeting.meets_on), on, meeting=meeting.ref)
    received_on = minutes_received(work)
    signed = {
        row.meeting_ref: row.signed_at.astimezone().date()
        for row in work.session.scalars(select(Minutes).where(Minutes.signed_at.is_not(None)))
        if row.signed_at
    }
    heard = (
        select(Meeting)
        .join(Case, Case.meeting_ref == Meeting.ref)
        .join(Recommendation, Recommendation.case_ref == Case.ref)
        .where(Meeting.status == MeetingStatus.HELD, Meeting.meets_on <= on, Recommendation.outcome.in_(DECIDABLE))
        .distinct()
    )
    for meeting in work.session.scalars(heard):
        done = [day for day in (received_on.get(meeting.ref), signed.get(meeting.ref)) if day is not None]
        if not done or min(done) > on:
            yield DueRow(clocks.minutes(meeting.meets_on), on, meeting=meeting.ref)


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


def _decisions(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    undecidable = {
        (row.case_ref, row.child_ref)
        for row in work.session.scalars(select(Recommendation).where(Recommendation.outcome.not_in(DECIDABLE)))
    }
    found = select(Decision, Case.kind).join(Case, Case.ref == Decision.case_ref).order_by(Decision.id)
    for decision, kind in work.session.execute(found):
        if (decision.case_ref, decision.child_ref) in undecidable:
            continue
        running = []
        if received := _running(decision.minutes_received_on, decision.decided_on, on):
            running.append(clocks.decision(received))
        noticed_from = notice_starts_on(decision)
        if decided := _running(noticed_from, decision.told_orally_on, on):
            running.append(clocks.oral_notice(decided))
        if decided := _running(noticed_from, decision.told_in_writing_on, on):
            running.append(clocks.written_notice(decided))
        if decision.outcome and _DETERMINATIONS.get(kind) is decision.outcome:
            sent = _running(decision.told_in_writing_on, None, on)
            window = clocks.representations(sent) if sent else None
            if window and not window.overdue(on):
                running.append(window)
        for clock in running:
            yield DueRow(clock, on, case=decision.case_ref, child=decision.child_ref)


def _households(work: Work, clocks: Clocks, on: date, which: ColumnElement[bool]) -> Iterator[DueRow]:
    of_these = Case.household_ref.in_(select(Household.ref).where(which))
    approvals: defaultdict[str | None, list[Case]] = defaultdict(list)
    found = select(Case).where(of_these, Case.kind == CaseKind.APPROVAL).order_by(Case.ref)
    for case in work.session.scalars(found):
        approvals[case.household_ref].append(case)
    decided = decided_cases(work, of_these)
    placements = _placements(work, on, of_these)
    for household in work.session.scalars(select(Household).where(which).order_by(Household.ref)):
        decisions = decided.get(household.ref, ())
        yield from _assessment(clocks, on, household, approvals[household.ref], decisions)
        is_own = household.agency is AdoptersAgency.OWN
        approval = approval_on(on, decisions, household.approved_on if is_own else None)
        if approval is not None and not approval.is_ended:
            since = approval.approved_on or approval.confirmed_on
            if all(placed < since for placed in placements[household.ref]):
                review = clocks.review_of_approval(approval.confirmed_on)
                yield DueRow(review, on, case=approval.case, household=household.ref)


def _assessment(
    clocks: Clocks, on: date, household: Household, approvals: Sequence[Case], decisions: Sequence[DecidedCase]
) -> Iterator[DueRow]:
    """The clocks of a household's assessment, which run until it is decided or withdrawn, with or without a case.

    A return to the panel decides nothing. A decision of before a stage started is that of an earlier assessment.
    """
    concluded = {each.case: each.decided_on for each in decisions if _concludes(each) and each.decided_on <= on}
    if approved_before := _running(household.approved_on, None, on):
        concluded[None] = approved_before
    undecided = [case for case in approvals if case.ref not in concluded]
    in_progress = [case.ref for case in undecided if case.status is not CaseStatus.WITHDRAWN]
    if undecided and not in_progress:
        return
    case = in_progress[-1] if in_progress else None
    completed_on, second_on = household.stage_one_completed_on, household.stage_two_started_on
    stages = (
        (_running(household.stage_one_started_on, completed_on, on), clocks.stage_one),
        (_running(completed_on, second_on, on), clocks.stage_gap),
        (_running(second_on, None, on), clocks.stage_two),
    )
    for started, set_clock in stages:
        if started and all(day < started for day in concluded.values()):
            yield DueRow(set_clock(started), on, case=case, household=household.ref)
    sent = _running(household.report_sent_on, None, on)
    comments = clocks.adopter_comments(sent) if sent else None
    if comments and case and not comments.overdue(on):
        yield DueRow(comments, on, case=case, household=household.ref)


def _concludes(decision: DecidedCase) -> bool:
    """Whether a decision ends an assessment: one on approval, or on a brief report that the adopters are unsuitable."""
    if decision.kind is CaseKind.BRIEF_REPORT:
        return decision.outcome is DecisionOutcome.REFUSED
    return decision.kind is CaseKind.APPROVAL and decision.outcome is not DecisionOutcome.RETURNED


def _placements(work: Work, on: date, of_these: ColumnElement[bool]) -> Mapping[str | None, Sequence[date]]:
    """When children were placed with each household, or matched if that was later; without disrupted placements.

    A child was placed by the last match that was agreed by then, or else, where they lived there already, by the first.
    """
    concerned = select(CaseChild.child_ref).join(Case, Case.ref == CaseChild.case_ref).where(of_these)
    agreed = (
        select(Child, Decision.decided_on, Case.household_ref)
        .join(CaseChild, CaseChild.child_ref == Child.ref)
        .join(Case, Case.ref == CaseChild.case_ref)
        .join(Decision, Decision.case_ref == Case.ref)
        .where(
            or_(Decision.child_ref == Child.ref, Decision.child_ref.is_(None)),
            Case.kind == CaseKind.MATCH,
            Decision.outcome == DecisionOutcome.AGREED,
            Decision.decided_on <= on,
            Child.ref.in_(concerned),
        )
        .order_by(Decision.decided_on, Decision.id)
    )
    matches: defaultdict[Child, list[tuple[date, str | None]]] = defaultdict(list)
    for child, decided_on, household in work.session.execute(agreed):
        matches[child] += [(decided_on, household)] if decided_on else []
    placements: defaultdict[str | None, list[date]] = defaultdict(list)
    for child, matched in matches.items():
        placed_on = child.placed_on or child.adoption_order_on
        if placed_on is not None and is_in_force(placed_on, child.disrupted_on, on):
            by_then = [each for each in matched if each[0] <= placed_on]
            decided_on, household = by_then[-1] if by_then else matched[0]
            placements[household].append(max(placed_on, decided_on))
    return placements


def _children(work: Work, clocks: Clocks, on: date, which: ColumnElement[bool]) -> Iterator[DueRow]:
    """A child's match is due from the plan until a match or a placement; after a disruption, from a new plan on."""
    children = work.session.scalars(select(Child).where(which).order_by(Child.ref))
    these = select(Child.ref).where(which)
    matched: dict[str | None, date | None] = dict(
        work.session.execute(
            select(Decision.child_ref, func.max(Decision.decided_on))
            .join(Case, Case.ref == Decision.case_ref)
            .where(
                Case.kind == CaseKind.MATCH,
                Decision.outcome == DecisionOutcome.AGREED,
                Decision.decided_on <= on,
                Decision.child_ref.in_(these),
            )
            .group_by(Decision.child_ref)
        ).all()
    )
    booked = dict(
        work.session.execute(
            select(CaseChild.child_ref, CaseChild.case_ref)
            .join(Case, Case.ref == CaseChild.case_ref)
            .where(Case.kind == CaseKind.MATCH, Case.status != CaseStatus.WITHDRAWN, CaseChild.child_ref.in_(these))
            .order_by(Case.ref)
        ).all()
    )
    for child in children:
        planned = _running(child.should_be_placed_decided_on, None, on)
        disrupted = child.disrupted_on
        renewed = planned if planned and disrupted and disrupted <= planned else date.min
        ends = (child.placed_on, child.adoption_order_on, matched.get(child.ref))
        is_met = any(day is not None and renewed <= day <= on for day in ends)
        if planned and is_in_force(planned, child.plan_changed_on, on) and not is_met:
            relinquished = child.consent_given_on is not None and child.placement_order_on is None
            clock = clocks.match_after_plan(planned, child.born_on, relinquished=relinquished)
            yield DueRow(clock, on, case=booked.get(child.ref), child=child.ref)


def _members(work: Work, clocks: Clocks, on: date) -> Iterator[DueRow]:
    listed = select(Member).where(
        Member.status.in_((MemberStatus.ACTIVE, MemberStatus.ON_HOLD, MemberStatus.ENDED)),
        Member.joined_list_on <= on,
    )
    for member in work.session.scalars(listed.order_by(Member.ref)):
        if member.status is MemberStatus.ENDED and (member.left_list_on is None or member.left_list_on < on):
            continue
        starts = (
            (_running(member.dbs_issued_on, None, on), clocks.dbs_renewal),
            (_running(member.last_appraisal_on, None, on) or member.joined_list_on, clocks.appraisal),
            (_running(member.joined_list_on, member.induction_completed_on, on), clocks.induction),
        )
        running = [set_clock(start) for start, set_clock in starts if start]
        if hold_began := _running(member.on_hold_from, None, on):
            review = clocks.hold_review(hold_began, member.on_hold_until)
            if member.status is MemberStatus.ON_HOLD or not review.overdue(on):
                running.append(review)
        for clock in running:
            yield DueRow(clock, on, member=member.ref)


def _running(start: date | None, stop: date | None, on: date) -> date | None:
    """The start of a clock that runs on a day; None where it has not started or is stopped."""
    return start if start and start <= on and (stop is None or stop > on) else None
