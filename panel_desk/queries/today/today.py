"""The Today list: what is late, due today, this week or later, and what waits for someone else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import (
    Authority,
    Case,
    CaseChild,
    Child,
    Decision,
    Household,
    Meeting,
    Member,
    Precondition,
    Recommendation,
)
from panel_desk.queries.agency import agency_record, authorities, clocks
from panel_desk.queries.cases.cases import cases_of
from panel_desk.queries.decisions.decisions import decision_id, who_decides
from panel_desk.queries.decisions.receipts import minutes_received, open_meetings
from panel_desk.queries.meetings.meetings import newest_state
from panel_desk.queries.meetings.quorum import attendance_of, quorum_of_each
from panel_desk.queries.minutes.reviews import checks_under_way
from panel_desk.queries.names import children_in_words, concerned_in_words, household_name, member_name
from panel_desk.queries.papers.checks import WaitingReport, waiting_reports
from panel_desk.queries.papers.papers import PaperRow, missing_papers
from panel_desk.queries.today.clock_groups import ClockGroup, groups_of_cases
from panel_desk.queries.today.packs import packs_going_out, packs_to_be_deleted
from panel_desk.queries.today.reviews import checks_of_minutes
from panel_desk.queries.today.rows import Band, Step, TodayContext, TodayKind, TodayRow
from panel_desk.queries.today.running_clocks import DueRow, in_order, running_of_households, running_of_others
from panel_desk.queries.today.turns import Turn
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.dates import in_words
from panel_desk.rules.papers import PaperState
from panel_desk.rules.preconditions import COMMENTS
from panel_desk.rules.text import capital, count, listed
from panel_desk.rules.vocabulary import (
    OFFICE,
    UNDECIDABLE,
    AccountRole,
    CaseKind,
    CaseStatus,
    MeetingStatus,
    MinutesState,
)

_Named = TypeVar("_Named", Child, Household)
_LOOK_AHEAD = timedelta(weeks=4)  # how far ahead a panel's line-up and papers are followed up
_NAMED = 3  # names that a row lists before it counts the rest


@dataclass(frozen=True, slots=True)
class _Housekeeping:
    """How a register's running clocks are worded: one by itself, or several counted together."""

    kind: TodayKind
    one: str
    many: str


_HOUSEKEEPING: Mapping[ClockKind, _Housekeeping] = {
    ClockKind.STAGE_ONE: _Housekeeping(TodayKind.CASES, "Stage one to complete", "assessments to complete stage one"),
    ClockKind.STAGE_GAP: _Housekeeping(TodayKind.CASES, "Stage two to start", "assessments to start stage two"),
    ClockKind.STAGE_TWO: _Housekeeping(TodayKind.CASES, "Stage two to complete", "assessments to complete stage two"),
    ClockKind.MATCH_AFTER_PLAN: _Housekeeping(TodayKind.CASES, "Child to match", "children to match"),
    ClockKind.REVIEW_OF_APPROVAL: _Housekeeping(TodayKind.CASES, "Approval to review", "approvals to review"),
    ClockKind.DBS_RENEWAL: _Housekeeping(TodayKind.MEMBERS, "DBS check to renew", "DBS checks to renew"),
    ClockKind.APPRAISAL: _Housekeeping(TodayKind.MEMBERS, "Appraisal to hold", "appraisals to hold"),
    ClockKind.INDUCTION: _Housekeeping(TodayKind.MEMBERS, "Induction to complete", "inductions to complete"),
    ClockKind.HOLD_REVIEW: _Housekeeping(TodayKind.MEMBERS, "Hold to review", "holds to review"),
}
_ON_DECISIONS: Mapping[ClockKind, tuple[str, Step, Turn]] = {
    ClockKind.DECISION: ("Decision", Step.RECORD_DECISION, Turn.DECISION_MAKERS_WORK),
    ClockKind.ORAL_NOTICE: ("Oral notice of the decision", Step.RECORD_ORAL_NOTICE, Turn.OFFICE_WORK),
    ClockKind.WRITTEN_NOTICE: ("Written notice of the decision", Step.RECORD_WRITTEN_NOTICE, Turn.OFFICE_WORK),
    ClockKind.REPRESENTATIONS: ("Time for representations", Step.OPEN_CASE, Turn.OTHERS),
}
"""For each clock of a decision: what a row says is due, the step that completes it, and whose turn that is."""
_FIRST_STEPS: tuple[tuple[type[Member] | type[Meeting] | type[Case], str, str, Step], ...] = (
    (
        Member,
        "Put the panel's members on the central list",
        "Add them one by one, or import a workbook in Settings",
        Step.OPEN_CENTRAL_LIST,
    ),
    (Meeting, "Schedule the first panel", "Its day, its time and who chairs it", Step.OPEN_CALENDAR),
    (Case, "Add the first case", "With its household or children, and the panel that it is for", Step.OPEN_CASES),
)
"""What to do first where a register is empty: the register, what and how, and where."""
_FIRST_KINDS = {
    Step.OPEN_CENTRAL_LIST: TodayKind.MEMBERS,
    Step.OPEN_CALENDAR: TodayKind.PANELS,
    Step.OPEN_CASES: TodayKind.CASES,
}
_TO_WRITE = {MinutesState.NONE: "not started", MinutesState.DRAFT: "draft"}
"""The states in which minutes are still to be written, as a row says them."""


@shows(Information.AGENCY)
def today(work: Work) -> tuple[TodayRow, ...]:
    """Everything there is to do, band by band, the soonest first, housekeeping of registers after the rest.

    What a new agency does first comes before everything, in the order in which it is done.
    """
    context = TodayContext(work, clocks(work), work.time_source.today())
    others = running_of_others(work, context.today)
    comments = running_of_households(work, context.today, kinds=(ClockKind.ADOPTER_COMMENTS,))
    running = sorted((*others, *comments), key=in_order)
    flagged, reports, groups = _flagged(work), waiting_reports(work), _groups(context, running)
    cases = _cases(
        work,
        {
            *(each.case for each in running),
            *(decision.case_ref for decision, _ in flagged),
            *(each.paper.case for each in reports),
            *(each.case for group in groups.values() for each in group.first),
        },
    )
    rows = [
        *_decisions(context, running, cases),
        *_corrections(context, flagged, cases),
        *_minutes(context),
        *checks_of_minutes(context),
        *_receipts(context),
        *_panels(context),
        *packs_to_be_deleted(context, running),
        *_reports(context, reports, cases),
        *_comments(context, running, cases),
        *_housekeeping(context, groups, cases),
    ]
    bands = tuple(Band)
    ordered = sorted(rows, key=lambda r: (bands.index(r.band), r.is_housekeeping, r.on, r.what, r.detail))
    if work.by.role in OFFICE:
        is_begun = bool(cases) and any(each.member for each in running) and any(each.meeting for each in running)
        return (*(() if is_begun else _first_steps(context)), *ordered)
    return tuple(row for row in ordered if _is_for(work.by.role, row))


def _is_for(role: AccountRole, row: TodayRow) -> bool:
    """Whether a row is for somebody outside of the office: for a chair also what goes on around their own panels."""
    if role is AccountRole.CHAIR:
        return row.is_mine or row.kind in (TodayKind.PANELS, TodayKind.MINUTES)
    return row.is_mine or (role is AccountRole.READER and row.step is Step.OPEN_MEETING)


def _decisions(
    context: TodayContext, running: Iterable[DueRow], cases: Mapping[str, "_CaseWords"]
) -> Iterator[TodayRow]:
    """One row per case for each clock of its decisions; children with the same last day share a row."""
    together: defaultdict[tuple[ClockKind, str, date], list[DueRow]] = defaultdict(list)
    for each in running:
        if each.clock.kind in _ON_DECISIONS and each.case:
            together[each.clock.kind, each.case, each.clock.due_on].append(each)
    if not together:
        return
    makers: defaultdict[str, list[str]] = defaultdict(list)
    for case, maker in context.work.session.execute(
        select(Decision.case_ref, Authority.decision_maker)
        .join(Authority, Authority.code == Decision.authority_code)
        .where(Decision.case_ref.in_({case for _, case, _ in together}), Authority.decision_maker.is_not(None))
        .distinct()
    ):
        makers[case].append(maker or "")
    for (kind, case, _), rows in together.items():
        words, step, turn = _ON_DECISIONS[kind]
        about = cases[case]
        if turn is Turn.DECISION_MAKERS_WORK:
            whose = listed(makers[case])
        else:
            whose = "The applicants" if turn is Turn.OTHERS else about.worker
        yield context.row(
            TodayKind.DECISIONS,
            f"{words}: {about.concerned({row.child for row in rows})}",
            step,
            case if step is Step.OPEN_CASE else decision_id(case, rows[0].child),
            turn=turn,
            detail=about.kind_and_ref,
            whose=whose,
            clock=rows[0].clock,
        )


def _flagged(work: Work) -> Sequence[tuple[Decision, str | None]]:
    """The decisions whose minutes were corrected after receipt, each with the name of its decision maker."""
    corrected = (
        select(Decision, Authority.decision_maker)
        .join(Authority, Authority.code == Decision.authority_code)
        .where(Decision.minutes_corrected_at.is_not(None))
    )
    return [(decision, maker) for decision, maker in work.session.execute(corrected)]


def _corrections(
    context: TodayContext, flagged: Iterable[tuple[Decision, str | None]], cases: Mapping[str, "_CaseWords"]
) -> Iterator[TodayRow]:
    """Decisions whose minutes were corrected after the decision maker received them."""
    for decision, maker in flagged:
        corrected_at = decision.minutes_corrected_at
        made = "already decided" if decision.decided_on else "not decided yet"
        yield context.row(
            TodayKind.DECISIONS,
            f"Minutes corrected: {cases[decision.case_ref].concerned({decision.child_ref})}",
            Step.ACKNOWLEDGE_CORRECTION,
            decision_id(decision.case_ref, decision.child_ref),
            turn=Turn.DECISION_MAKERS_WORK,
            detail=f"{cases[decision.case_ref].kind_and_ref} · {made}",
            whose=maker or "",
            on=corrected_at.astimezone().date() if corrected_at else None,
        )


def _minutes(context: TodayContext) -> Iterator[TodayRow]:
    """The unsigned minutes of each held meeting, with whose turn it is."""
    received, under_way = minutes_received(context.work, context.today), checks_under_way(context.work)
    for ref, meets_on, status, chair_ref, chair, newest, has_items in _open_meetings(context.work, context.today):
        if status is not MeetingStatus.HELD or meets_on > context.today or not has_items:
            continue
        state = newest or MinutesState.NONE
        if state is MinutesState.SIGNED or (state is MinutesState.NONE and ref in received):
            continue
        clock = context.clocks.minutes(meets_on)
        what = f"Minutes of {in_words(meets_on)}"
        if state in _TO_WRITE:
            detail = _TO_WRITE[state]
            yield context.row(
                TodayKind.MINUTES,
                what,
                Step.WRITE_MINUTES,
                ref,
                turn=Turn.OFFICE_WORK,
                detail=detail,
                clock=clock,
            )
            continue
        if state is MinutesState.IN_REVIEW and ref in under_way:
            if not under_way[ref]:  # until then `checks_of_minutes` gives a row for each outstanding check
                yield context.row(
                    TodayKind.MINUTES,
                    what,
                    Step.READ_MINUTES,
                    ref,
                    turn=Turn.OFFICE_WORK,
                    detail="all who were asked have checked",
                    clock=clock,
                )
            continue
        is_final = state is MinutesState.FINAL
        yield context.row(
            TodayKind.MINUTES,
            what,
            Step.SIGN if is_final else Step.READ_MINUTES,
            ref,
            turn=Turn.CHAIRS_WORK,
            detail="final, to be signed" if is_final else "with the chair, to be checked",
            whose=member_name(chair) if chair else "",
            clock=clock,
            chair=chair_ref,
        )


@asked_once
def _open_meetings(work: Work, on: date) -> Sequence[Any]:
    """The meetings of which the minutes or their receipt are awaited on a day.

    Each with its ref, day, status, chair's ref, chair, the state of its newest minutes, and whether it has items.
    """
    has_items = select(Case.ref).where(Case.status != CaseStatus.WITHDRAWN, Case.meeting_ref == Meeting.ref).exists()
    of_meeting = Meeting.ref, Meeting.meets_on, Meeting.status, Meeting.chair_ref
    found = select(*of_meeting, Member, newest_state(Meeting.ref), has_items)
    joined = found.outerjoin(Member, Member.ref == Meeting.chair_ref)
    return work.session.execute(joined.where(Meeting.ref.in_(open_meetings(on)))).all()


def _receipts(context: TodayContext) -> Iterator[TodayRow]:
    """Signed minutes that a decision maker has not received yet, one row per meeting and authority."""
    session = context.work.session
    signed = [
        ref for ref, *_, newest, _ in _open_meetings(context.work, context.today) if newest is MinutesState.SIGNED
    ]
    if not signed:
        return
    agency = agency_record(context.work)
    waiting = session.execute(
        select(Recommendation, Meeting, Child)
        .join(Case, Case.ref == Recommendation.case_ref)
        .join(Meeting, Meeting.ref == Case.meeting_ref)
        .outerjoin(Child, Child.ref == Recommendation.child_ref)
        .outerjoin(
            Decision,
            (Decision.case_ref == Recommendation.case_ref)
            & Decision.child_ref.is_not_distinct_from(Recommendation.child_ref),
        )
        .where(
            Meeting.ref.in_(signed),
            Recommendation.outcome.not_in(UNDECIDABLE),
            Decision.minutes_received_on.is_(None),
        )
        .order_by(Case.item_no, Recommendation.id)
    )
    together: defaultdict[tuple[Meeting, str | None], list[Recommendation]] = defaultdict(list)
    for recommendation, meeting, child in waiting:
        together[meeting, who_decides(agency, child)].append(recommendation)
    for (meeting, code), rows in together.items():
        authority = authorities(context.work)[code] if code else None
        first = rows[0]
        yield context.row(
            TodayKind.DECISIONS,
            f"Signed minutes of {in_words(meeting.meets_on)}",
            Step.RECORD_RECEIPT,
            decision_id(first.case_ref, first.child_ref),
            turn=Turn.OFFICE_WORK,
            detail=f"{count(len(rows), 'recommendation')} to go to the decision maker",
            whose=(authority.decision_maker or authority.name) if authority else "",
            clock=context.clocks.minutes(meeting.meets_on),
        )


def _panels(context: TodayContext) -> Iterator[TodayRow]:
    """Panels of today and this week, past ones not recorded as held, inquorate line-ups, and missing papers.

    A chair also sees their panels of the next weeks.
    """
    on_agenda = (
        select(func.count())
        .select_from(Case)
        .where(Case.status != CaseStatus.WITHDRAWN, Case.meeting_ref == Meeting.ref)
    )
    planned = select(Meeting, on_agenda.correlate(Meeting).scalar_subquery()).where(
        Meeting.status == MeetingStatus.PLANNED, Meeting.meets_on <= context.today + _LOOK_AHEAD
    )
    panels = context.work.session.execute(planned).all()
    coming = tuple(meeting.ref for meeting, items in panels if items and meeting.meets_on >= context.today)
    for meeting, items in panels:
        what = f"Panel of {in_words(meeting.meets_on)}"
        if meeting.meets_on < context.today:
            detail = "not recorded as held or cancelled"
        else:
            at = f" at {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
            detail = f"meets{at}, {count(items, 'item')}"
        if context.band(meeting.meets_on) is not Band.LATER or context.work.by.role is AccountRole.CHAIR:
            row = context.row(
                TodayKind.PANELS,
                what,
                Step.OPEN_MEETING,
                meeting.ref,
                turn=Turn.PANEL_DAY,
                detail=detail,
                on=meeting.meets_on,
                chair=meeting.chair_ref,
            )
            yield replace(row, band=Band.PANEL_TODAY) if row.band is Band.TODAY else row
        if meeting.ref in coming:
            yield from _readiness(context, coming, meeting)


def _readiness(context: TodayContext, coming: tuple[str, ...], meeting: Meeting) -> Iterator[TodayRow]:
    """What an upcoming panel still lacks: a quorum for an item, papers, its pack.

    Args:
        context: the context of every row.
        coming: the refs of all upcoming panels, so that one statement reads the records of all.
        meeting: one of them.
    """
    clock = context.clocks.papers_to_members(meeting.meets_on)
    panel = f"panel of {in_words(meeting.meets_on)}"
    inquorate = [each for each in quorum_of_each(context.work, coming)[meeting.ref] if not each.quorate]
    if inquorate:
        numbers = [f"item {each.item}" for each in inquorate]
        has_line_up = any(each.meeting_ref == meeting.ref for each in attendance_of(context.work, coming))
        yield context.row(
            TodayKind.PANELS,
            f"Line-up for the {panel}",
            Step.MEND_LINE_UP,
            meeting.ref,
            turn=Turn.OFFICE_WORK,
            detail=f"not quorate for {_some(numbers)}" if has_line_up else "nobody is invited yet",
            clock=clock,
        )
    all_lacking = missing_papers(context.work, *coming)
    booked = [case for case in cases_of(context.work, coming) if case.meeting_ref == meeting.ref]
    lacking = [case for case in booked if case.ref in all_lacking]
    if lacking:
        workers = {case.social_worker for case in lacking}
        missing = sum(len(all_lacking[case.ref]) for case in lacking)
        yield context.row(
            TodayKind.PAPERS,
            f"Papers for the {panel}",
            Step.OPEN_PAPERS,
            meeting.ref,
            turn=Turn.OFFICE_WORK,
            detail=f"{missing} missing",
            whose=_some(sorted(worker for worker in workers if worker)),
            clock=clock,
        )
    yield from packs_going_out(context, coming, meeting, clock, is_whole=not lacking)


def _reports(
    context: TodayContext, reports: Iterable[WaitingReport], about: Mapping[str, "_CaseWords"]
) -> Iterator[TodayRow]:
    """Reports returned to their authors, one row per case; reports for the adviser to check, one row per panel."""
    returned: defaultdict[tuple[str, date | None], list[PaperRow]] = defaultdict(list)
    to_check: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for each in reports:
        if each.paper.state is PaperState.RETURNED:
            returned[each.paper.case, each.paper.due_back_on].append(each.paper)
        elif each.meeting and each.meets_on and context.today <= each.meets_on <= context.today + _LOOK_AHEAD:
            to_check[each.meeting, each.meets_on].append(each.paper.case)
    for (case, due_back_on), papers in returned.items():
        subject = about[case].concerned()
        yield context.row(
            TodayKind.PAPERS,
            f"Returned report: {subject}" if len(papers) == 1 else f"{len(papers)} returned reports: {subject}",
            Step.OPEN_REPORT,
            case,
            turn=Turn.ADVISERS_WORK,
            detail=listed([paper.name for paper in papers]),
            whose=listed(sorted({paper.author for paper in papers if paper.author})),
            on=due_back_on,
        )
    for (meeting, meets_on), cases in to_check.items():
        yield context.row(
            TodayKind.PAPERS,
            f"Reports to check for the panel of {in_words(meets_on)}",
            Step.CHECK_REPORTS,
            meeting,
            turn=Turn.ADVISERS_WORK,
            detail=f"{count(len(cases), 'report')}: {_some([about[case].concerned() for case in sorted(set(cases))])}",
            clock=context.clocks.papers_to_members(meets_on),
        )


def _comments(
    context: TodayContext, running: Iterable[DueRow], cases: Mapping[str, "_CaseWords"]
) -> Iterator[TodayRow]:
    """Reports on which adopters may still comment, until the case's checklist has their comments or a waiver."""
    waiting = [each for each in running if each.clock.kind is ClockKind.ADOPTER_COMMENTS and each.case]
    if not waiting:
        return
    settled = set(
        context.work.session.scalars(
            select(Precondition.case_ref).where(
                Precondition.case_ref.in_({each.case for each in waiting if each.case}),
                Precondition.key == COMMENTS.key,
                (Precondition.evidence != "") | Precondition.waived_because.is_not(None),
            )
        )
    )
    for each in waiting:
        case = each.case or ""
        if case not in settled:
            yield context.row(
                TodayKind.CASES,
                f"Adopters' comments on their report: {cases[case].concerned()}",
                Step.RECORD_COMMENTS,
                case,
                turn=Turn.OTHERS,
                detail=cases[case].kind_and_ref,
                whose="The adopters",
                clock=each.clock,
            )


def _groups(context: TodayContext, running: Iterable[DueRow]) -> Mapping[tuple[ClockKind, Band], ClockGroup]:
    """The clocks of registers by kind and band."""
    of_members: defaultdict[tuple[ClockKind, Band], list[DueRow]] = defaultdict(list)
    for each in running:
        if each.clock.kind in _HOUSEKEEPING:
            of_members[each.clock.kind, context.band(each.clock.due_on)].append(each)
    return {
        **dict(groups_of_cases(context, tuple(_HOUSEKEEPING))),
        **{key: ClockGroup(len(rows), tuple(rows[: _NAMED + 1])) for key, rows in of_members.items()},
    }


def _housekeeping(
    context: TodayContext, groups: Mapping[tuple[ClockKind, Band], ClockGroup], cases: Mapping[str, "_CaseWords"]
) -> Iterator[TodayRow]:
    """The clocks of registers: one row each, or one row that counts them where a band has several of a kind."""
    names = _names(context.work, [each for group in groups.values() for each in group.first])
    for (kind, _), group in groups.items():
        wording, first = _HOUSEKEEPING[kind], group.first[0]
        is_of_members = wording.kind is TodayKind.MEMBERS
        about = cases.get(first.case or "")
        who = [names[_subject(row)] if _subject(row) else cases[row.case or ""].concerned() for row in group.first]
        ref: str | None = None
        if group.size > 1:
            what, detail, whose = f"{group.size} {wording.many}", _some(who, group.size), ""
            step = Step.OPEN_CENTRAL_LIST if is_of_members else Step.OPEN_CASES
        elif is_of_members:
            what, detail, whose = wording.one, who[0], ""
            step, ref = Step.OPEN_MEMBER, first.member
        else:
            what, detail, whose = f"{wording.one}: {who[0]}", "", ""
            step, ref = (Step.OPEN_CASE, first.case) if first.case else (Step.OPEN_CASES, None)
            if about:
                detail, whose = about.kind_and_ref, about.worker
        yield context.row(
            wording.kind,
            what,
            step,
            ref,
            turn=Turn.ADVISERS_WORK if is_of_members else Turn.OFFICE_WORK,
            detail=detail,
            whose=whose,
            clock=first.clock,
            is_housekeeping=True,
        )


def _first_steps(context: TodayContext) -> Iterator[TodayRow]:
    """What a new agency does first, in this order: its members, the first panel, the first case."""
    for (_, what, detail, step), is_begun in zip(_FIRST_STEPS, _are_begun(context.work), strict=True):
        if not is_begun:
            row = context.row(
                _FIRST_KINDS[step], what, step, None, turn=Turn.OFFICE_WORK, detail=detail, is_housekeeping=True
            )
            yield replace(row, band=Band.TO_BEGIN_WITH)


@without_limits
def _are_begun(work: Work) -> Sequence[bool]:
    """For each first step, whether its register has a record, seen or not."""
    return work.session.execute(select(*(select(each.ref).exists() for each, *_ in _FIRST_STEPS))).one()


def _subject(row: DueRow) -> str:
    """The ref of the person or household that a register's clock is about; empty where only its case is known."""
    return row.member or row.child or (row.household if row.case is None else "") or ""


def _names(work: Work, rows: Iterable[DueRow]) -> dict[str, str]:
    """The names of the members, children and households that clocks of registers are about."""
    members = {row.member for row in rows if row.member}
    children = {row.child for row in rows if row.child}
    households = {row.household for row in rows if row.household and row.case is None}
    return {
        **{ref: member_name(work.session.get_one(Member, ref)) for ref in members},  # each was read for its clocks
        **{each.ref: children_in_words([each]) or "" for each in _records(work, Child, children)},
        **{each.ref: household_name(each) or "" for each in _records(work, Household, households)},
    }


def _records(work: Work, register: type[_Named], refs: Collection[str]) -> Sequence[_Named]:
    return work.session.scalars(select(register).where(register.ref.in_(refs))).all() if refs else ()


@dataclass(frozen=True, slots=True)
class _CaseWords:
    """The words that describe a case in a row of the Today list."""

    ref: str
    kind: CaseKind
    household: Household | None
    children: Sequence[Child]
    worker: str

    @property
    def kind_and_ref(self) -> str:
        """`Match · CASE-017`: the second line, below whom the case concerns."""
        return f"{capital(self.kind)} · {self.ref}"

    def concerned(self, only: Collection[str | None] = ()) -> str:
        """Whom the case concerns; with some of its children's refs, only those children, if it has any of them."""
        children = [child for child in self.children if child.ref in only] or self.children
        return concerned_in_words(self.household, children) or self.ref


def _cases(work: Work, refs: Collection[str | None]) -> Mapping[str, _CaseWords]:
    """The words that describe each case, by its ref; None among the refs is ignored."""
    chosen = {ref for ref in refs if ref}
    if not chosen:
        return {}
    children: defaultdict[str, list[Child]] = defaultdict(list)
    concerned = select(CaseChild.case_ref, Child).join(Child, Child.ref == CaseChild.child_ref)
    in_order_of_case = concerned.where(CaseChild.case_ref.in_(chosen)).order_by(CaseChild.case_ref, CaseChild.position)
    for ref, child in work.session.execute(in_order_of_case):
        children[ref].append(child)
    with_household = select(Case, Household).outerjoin(Household, Household.ref == Case.household_ref)
    return {
        case.ref: _CaseWords(case.ref, case.kind, household, children[case.ref], case.social_worker or "")
        for case, household in work.session.execute(with_household.where(Case.ref.in_(chosen)))
    }


def _some(words: list[str], size: int | None = None) -> str:
    """`item 1, item 2 and item 4`, or `C001, C002, C003 and 11 more`.

    Args:
        words: the first of them, one more than are named if there are more.
        size: how many there are; None if these are all.
    """
    size = size or len(words)
    return listed([*words[:_NAMED], f"{size - _NAMED} more"] if size > _NAMED + 1 else words)
