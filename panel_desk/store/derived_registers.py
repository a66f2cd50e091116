"""Updates the derived registers (`models.derived`): running clocks, closed meetings and open decisions.

Every unit of work that changes a register from which they are derived updates their rows for the records concerned,
before it is committed; `faults` derives everything again and compares.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    event,
    insert,
    inspect,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, UOWTransaction

from panel_desk.models import (
    Agency,
    Case,
    CaseChild,
    Child,
    ClosedDay,
    Decision,
    FigureSetting,
    Household,
    Meeting,
    MeetingClosing,
    Minutes,
    OpenDecision,
    Recommendation,
    RunningClock,
)
from panel_desk.models.base import Base
from panel_desk.rules.approvals import DecidedCase
from panel_desk.rules.clocks import ClockKind, Clocks
from panel_desk.rules.figures import Figures
from panel_desk.rules.running_clocks import (
    AssessedHousehold,
    ClockStart,
    MatchedChild,
    PlannedChild,
    household_clock,
    runs,
)
from panel_desk.rules.vocabulary import (
    UNDECIDABLE,
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingStatus,
    MinutesState,
)
from panel_desk.rules.working_days import WorkingDays

DERIVED_FROM = {
    "running_clock": frozenset(
        {"agency", "case", "case_child", "child", "closed_day", "decision", "figure_setting", "household"}
    ),
    "meeting_closing": frozenset({"case", "decision", "meeting", "minutes", "recommendation"}),
    "open_decision": frozenset({"agency", "closed_day", "decision", "figure_setting", "recommendation"}),
}
"""The registers from which each derived register is derived, by table name."""
_CHANGED_REFS = "records whose derived rows may have changed"  # key in `Session.info`
_MOST_REFS = 500  # refs in one statement; if more records have changed, everything is derived again
_A_DAY = timedelta(days=1)

# The statements are made once, because making them takes longer than running them, and every save runs several. Their
# parameters are lists of refs.


def _among(parameter: str) -> BindParameter[Any]:
    """The parameter of this name, which is a list of refs."""
    return bindparam(parameter, expanding=True)


_DELETE_CLOCKS_OF = delete(RunningClock).where(
    or_(RunningClock.household_ref.in_(_among("households")), RunningClock.child_ref.in_(_among("children")))
)
_DELETE_CLOSINGS_OF = delete(MeetingClosing).where(MeetingClosing.meeting_ref.in_(_among("meetings")))
_CHILDREN_OF = select(CaseChild.child_ref).where(CaseChild.case_ref.in_(_among("cases")))
_CASES_OF = select(Case.household_ref, Case.meeting_ref, Case.ref).where(
    or_(
        Case.ref.in_(_among("cases")),
        Case.ref.in_(select(CaseChild.case_ref).where(CaseChild.child_ref.in_(_among("children")))),
    )
)
_FIGURES = select(FigureSetting.key, FigureSetting.value)
_BANK_HOLIDAYS = select(ClosedDay.day).where(ClosedDay.is_bank_holiday)
_CALENDAR = select(Agency.working_day_calendar)
_APPROVAL_CASES = (
    select(Case.household_ref, Case.ref, Case.status)
    .where(Case.kind == CaseKind.APPROVAL, Case.household_ref.is_not(None))
    .order_by(Case.ref)
)
_HOUSEHOLDS_DECISIONS = (
    select(Case.household_ref, Decision.decided_on, Case.kind, Decision.outcome, Case.ref)
    .join(Decision, Decision.case_ref == Case.ref)
    .where(Case.household_ref.is_not(None), Decision.decided_on.is_not(None))
    .order_by(Decision.id)
)
_HOUSEHOLDS = select(
    Household.ref,
    Household.agency,
    Household.stage_one_started_on,
    Household.stage_one_completed_on,
    Household.stage_two_started_on,
    Household.approved_on,
    Household.report_sent_on,
).order_by(Household.ref)
_MATCHES_AGREED = (
    select(
        Child.ref,
        Child.placed_on,
        Child.adoption_order_on,
        Child.disrupted_on,
        Decision.decided_on,
        Case.household_ref,
    )
    .join(CaseChild, CaseChild.child_ref == Child.ref)
    .join(Case, Case.ref == CaseChild.case_ref)
    .join(Decision, Decision.case_ref == Case.ref)
    .where(
        or_(Decision.child_ref == Child.ref, Decision.child_ref.is_(None)),
        Case.kind == CaseKind.MATCH,
        Decision.outcome == DecisionOutcome.AGREED,
    )
    .order_by(Decision.decided_on, Decision.id)
)
_MATCHES_AGREED_OF = _MATCHES_AGREED.where(
    Child.ref.in_(
        select(CaseChild.child_ref)
        .join(Case, Case.ref == CaseChild.case_ref)
        .where(Case.household_ref.in_(_among("households")))
    )
)
_DECISIONS_ON_CHILDREN = (
    select(Decision.child_ref, Decision.decided_on)
    .join(Case, Case.ref == Decision.case_ref)
    .where(Case.kind == CaseKind.MATCH, Decision.outcome == DecisionOutcome.AGREED, Decision.child_ref.is_not(None))
)
_MATCH_CASES = (
    select(CaseChild.child_ref, CaseChild.case_ref)
    .join(Case, Case.ref == CaseChild.case_ref)
    .where(Case.kind == CaseKind.MATCH, Case.status != CaseStatus.WITHDRAWN)
    .order_by(Case.ref)
)
_CHILDREN = select(
    Child.ref,
    Child.should_be_placed_decided_on,
    Child.plan_changed_on,
    Child.placed_on,
    Child.adoption_order_on,
    Child.disrupted_on,
    Child.born_on,
    Child.consent_given_on,
    Child.placement_order_on,
).order_by(Child.ref)
# The versions of each meeting's minutes.
_VERSIONS = select(Minutes.meeting_ref, Minutes.state, Minutes.signed_at, Minutes.given_up_at).order_by(Minutes.number)
_MEETINGS_DECISIONS = (
    select(Case.meeting_ref, Decision.case_ref, Decision.child_ref, Decision.minutes_received_on)
    .join(Decision, Decision.case_ref == Case.ref)
    .where(Case.meeting_ref.is_not(None))
)
_MEETINGS_RECOMMENDATIONS = (
    select(Case.meeting_ref, Recommendation.case_ref, Recommendation.child_ref)
    .join(Recommendation, Recommendation.case_ref == Case.ref)
    .where(Case.meeting_ref.is_not(None), Recommendation.outcome.not_in(UNDECIDABLE))
)
# The meetings that were held or have minutes.
_HELD = (
    select(Meeting.ref)
    .where(or_(Meeting.status == MeetingStatus.HELD, Meeting.ref.in_(select(Minutes.meeting_ref))))
    .order_by(Meeting.ref)
)
_DELETE_OPEN_DECISIONS_OF = delete(OpenDecision).where(
    OpenDecision.recommendation_id.in_(select(Recommendation.id).where(Recommendation.case_ref.in_(_among("cases"))))
)
_GIVEN_NOTICE_OF = [each for each in DecisionOutcome if each.is_given_notice_of]
_IS_COMPLETE = and_(
    Decision.minutes_received_on.is_not(None),
    Decision.minutes_corrected_at.is_(None),
    Decision.outcome.is_not(None),
    or_(
        Decision.outcome.not_in(_GIVEN_NOTICE_OF),
        and_(Decision.told_orally_on.is_not(None), Decision.told_in_writing_on.is_not(None)),
    ),
)
_DECISIONS_LEFT = (
    select(
        Recommendation.id,
        Decision.minutes_received_on,
        Decision.decided_on,
        Decision.outcome,
        Decision.told_orally_on,
        Decision.told_in_writing_on,
    )
    .outerjoin(
        Decision,
        and_(
            Decision.case_ref == Recommendation.case_ref,
            Decision.child_ref.is_not_distinct_from(Recommendation.child_ref),
        ),
    )
    .where(Recommendation.outcome.not_in(UNDECIDABLE), or_(Decision.id.is_(None), not_(_IS_COMPLETE)))
    .order_by(Recommendation.id)
)


@dataclass(slots=True)
class _Touched:
    """The refs of the records whose derived rows a unit of work may have changed."""

    households: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    meetings: set[str] = field(default_factory=set)
    all: bool = False  # whether every derived row may have changed


def derive_all(connection: Connection) -> None:
    """Derive every row again, as after a migration."""
    connection.execute(delete(RunningClock))
    connection.execute(delete(MeetingClosing))
    connection.execute(delete(OpenDecision))
    clocks = _clocks(connection)
    _add(connection, RunningClock, _clock_rows(connection, clocks, None, None))
    _add(connection, MeetingClosing, _closing_rows(connection, None))
    _add(connection, OpenDecision, _decision_rows(connection, clocks, None))


def faults(connection: Connection) -> tuple[str, ...]:
    """A sentence if the stored rows differ from the registers from which they are derived."""
    clocks = _clocks(connection)
    rows = [
        *_clock_rows(connection, clocks, None, None),
        *_closing_rows(connection, None),
        *_decision_rows(connection, clocks, None),
    ]
    derived = sorted(repr(sorted(row.items())) for row in rows)
    stored = [
        repr(sorted((key, value) for key, value in row.items() if key != "id"))
        for table in (RunningClock.__table__, MeetingClosing.__table__, OpenDecision.__table__)
        for row in connection.execute(select(table)).mappings()
    ]
    if sorted(stored) == derived:
        return ()
    return ("The running clocks, open meetings and open decisions differ from the registers that they come from.",)


@event.listens_for(Session, "after_flush")
def _note(session: Session, context: UOWTransaction) -> None:
    """Note the records whose derived rows a flush may have changed."""
    del context
    touched: _Touched = session.info.setdefault(_CHANGED_REFS, _Touched())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, FigureSetting | ClosedDay | Agency):
            touched.all = True
        elif isinstance(row, Household):
            touched.households |= _values(row, "ref")
        elif isinstance(row, Child):
            touched.children |= _values(row, "ref")
        elif isinstance(row, Meeting):
            touched.meetings |= _values(row, "ref")
        elif isinstance(row, Minutes):
            touched.meetings |= _values(row, "meeting_ref")
        elif isinstance(row, Case):
            touched.cases |= _values(row, "ref")
            touched.households |= _values(row, "household_ref")
            touched.meetings |= _values(row, "meeting_ref")
        elif isinstance(row, CaseChild | Decision | Recommendation):
            touched.cases |= _values(row, "case_ref")
            touched.children |= _values(row, "child_ref")


@event.listens_for(Session, "before_commit")
def keep_up_to_date(session: Session) -> None:
    """Update the derived rows of the records that the unit of work changed so far."""
    session.flush()
    touched: _Touched | None = session.info.pop(_CHANGED_REFS, None)
    if touched is None or touched == _Touched():
        return
    connection = session.connection()
    children, households, meetings = _concerned(connection, touched)
    if touched.all or max(map(len, (children, households, meetings))) > _MOST_REFS:
        derive_all(connection)
        return
    clocks = _clocks(connection) if households or children or touched.cases else None
    if clocks and (households or children):
        connection.execute(_DELETE_CLOCKS_OF, {"households": [*households], "children": [*children]})
        _add(connection, RunningClock, _clock_rows(connection, clocks, households, children))
    if meetings:
        connection.execute(_DELETE_CLOSINGS_OF, {"meetings": [*meetings]})
        _add(connection, MeetingClosing, _closing_rows(connection, meetings))
    if clocks and touched.cases:
        connection.execute(_DELETE_OPEN_DECISIONS_OF, {"cases": [*touched.cases]})
        _add(connection, OpenDecision, _decision_rows(connection, clocks, touched.cases))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_CHANGED_REFS, None)


def _values(row: Base, name: str) -> set[str]:
    """What a column of a row holds now and held before."""
    return {value for value in inspect(row).attrs[name].load_history().sum() if value is not None}


def _concerned(connection: Connection, touched: _Touched) -> tuple[set[str], set[str], set[str]]:
    """The children, households and meetings whose derived rows may have changed, those of changed cases included."""
    if touched.all or len(touched.cases) > _MOST_REFS or len(touched.children) > _MOST_REFS:
        touched.all = True
        return set(), set(), set()
    children = touched.children
    found: Sequence[Row[str | None, str | None, str]] = ()
    if touched.cases:
        children = children | set(connection.scalars(_CHILDREN_OF, {"cases": [*touched.cases]}))
    if touched.cases or children:
        found = connection.execute(_CASES_OF, {"cases": [*touched.cases], "children": [*children]}).all()
    households = touched.households | {household for household, _, _ in found if household}
    meetings = touched.meetings | {meeting for _, meeting, case in found if meeting and case in touched.cases}
    return children, households, meetings


def _add(connection: Connection, table: type[Base], rows: Iterable[Mapping[str, object]]) -> None:
    if added := list(rows):
        connection.execute(insert(table), added)


def _clock_rows(
    connection: Connection, clocks: Clocks, households: Collection[str] | None, children: Collection[str] | None
) -> Iterator[dict[str, object]]:
    """The rows of the clocks of some households and children; of all where they are None."""
    due: dict[tuple[ClockKind, date], date] = {}
    for household in _households(connection, households):
        for run in runs(household):
            key = run.clock.kind, run.clock.started_on
            if key not in due:
                due[key] = household_clock(clocks, *key).due_on
            yield _row(run.clock, due[key], run.runs_from, run.runs_until, household=household.ref)
    for child, born_on, is_relinquished in _children(connection, children):
        for run in runs(child):
            clock = clocks.match_after_plan(run.clock.started_on, born_on, relinquished=is_relinquished)
            yield _row(run.clock, clock.due_on, run.runs_from, run.runs_until, child=child.ref)


def _row(
    start: ClockStart,
    due_on: date,
    runs_from: date,
    runs_until: date | None,
    household: str | None = None,
    child: str | None = None,
) -> dict[str, object]:
    """The row of a running clock."""
    return {
        "kind": start.kind,
        "started_on": start.started_on,
        "due_on": due_on,
        "runs_from": runs_from,
        "runs_until": runs_until,
        "household_ref": household,
        "child_ref": child,
        "case_ref": start.case,
    }


def _clocks(connection: Connection) -> Clocks:
    """The agency's clocks without its own closed days, which no stored clock depends on."""
    stored = dict(connection.execute(_FIGURES).all())
    proclaimed = frozenset(connection.scalars(_BANK_HOLIDAYS))
    calendar = connection.scalars(_CALENDAR).one()
    return Clocks(WorkingDays(calendar, frozenset(), proclaimed), Figures.of(stored))


def _run(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[Any],
    refs: Collection[str] | None,
) -> Sequence[Any]:
    """The rows of a statement in which a column is one of some refs; all rows where these are None."""
    if refs is None:
        return connection.execute(statement).all()
    return connection.execute(_of_some(statement, column), {"refs": [*refs]}).all() if refs else ()


@cache
def _of_some(statement: Select[*tuple[Any, ...]], column: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return statement.where(column.in_(_among("refs")))


def _households(connection: Connection, refs: Collection[str] | None) -> Iterator[AssessedHousehold]:
    """Each household with what its clocks depend on."""
    approvals: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for household, case, status in _run(connection, _APPROVAL_CASES, Case.household_ref, refs):
        approvals[household].append((case, status is CaseStatus.WITHDRAWN))
    decisions: defaultdict[str, list[DecidedCase]] = defaultdict(list)
    for household, *decided in _run(connection, _HOUSEHOLDS_DECISIONS, Case.household_ref, refs):
        decisions[household].append(DecidedCase(*decided))
    matched = _matched_children(connection, refs)
    for row in _run(connection, _HOUSEHOLDS, Household.ref, refs):
        yield AssessedHousehold(
            ref=row.ref,
            is_own=row.agency is AdoptersAgency.OWN,
            stage_one_started_on=row.stage_one_started_on,
            stage_one_completed_on=row.stage_one_completed_on,
            stage_two_started_on=row.stage_two_started_on,
            approved_on=row.approved_on,
            report_sent_on=row.report_sent_on,
            approvals=tuple(approvals[row.ref]),
            decisions=tuple(decisions[row.ref]),
            children=matched.get(row.ref, ()),
        )


def _matched_children(
    connection: Connection, households: Collection[str] | None
) -> Mapping[str | None, tuple[MatchedChild, ...]]:
    """The children for whom a match was agreed, by the ref of each household that they were matched with."""
    if households is None:
        agreed: Iterable[Any] = connection.execute(_MATCHES_AGREED)
    else:
        agreed = connection.execute(_MATCHES_AGREED_OF, {"households": [*households]}) if households else ()
    days: dict[str, tuple[date | None, date | None]] = {}
    matches: defaultdict[str, list[tuple[date, str | None]]] = defaultdict(list)
    for row in agreed:
        days[row.ref] = row.placed_on or row.adoption_order_on, row.disrupted_on
        matches[row.ref].append((row.decided_on, row.household_ref))
    found: defaultdict[str | None, list[MatchedChild]] = defaultdict(list)
    for ref, (placed_on, disrupted_on) in days.items():
        child = MatchedChild(placed_on, disrupted_on, tuple(matches[ref]))
        for household in dict.fromkeys(household for _, household in matches[ref]):
            found[household].append(child)
    return {household: tuple(children) for household, children in found.items()}


def _children(connection: Connection, refs: Collection[str] | None) -> Iterator[tuple[PlannedChild, date, bool]]:
    """Each child with the day of birth, and whether they were relinquished."""
    matched: defaultdict[str, list[date]] = defaultdict(list)
    for ref, decided_on in _run(connection, _DECISIONS_ON_CHILDREN, Decision.child_ref, refs):
        matched[ref].append(decided_on)
    booked = dict(_run(connection, _MATCH_CASES, CaseChild.child_ref, refs))
    for row in _run(connection, _CHILDREN, Child.ref, refs):
        child = PlannedChild(
            ref=row.ref,
            planned_on=row.should_be_placed_decided_on,
            plan_changed_on=row.plan_changed_on,
            placed_on=row.placed_on,
            adoption_order_on=row.adoption_order_on,
            disrupted_on=row.disrupted_on,
            matched_on=tuple(matched[row.ref]),
            match_case=booked.get(row.ref),
        )
        yield child, row.born_on, row.consent_given_on is not None and row.placement_order_on is None


def _closing_rows(connection: Connection, meetings: Collection[str] | None) -> Iterator[dict[str, object]]:
    """Some meetings that were held or have minutes, or all of them, each with the day from which it is closed."""
    states: dict[str, MinutesState] = {}
    signed: defaultdict[str, list[date]] = defaultdict(list)
    for ref, state, signed_at, given_up_at in _run(connection, _VERSIONS, Minutes.meeting_ref, meetings):
        if given_up_at is None:
            states[ref] = state
        if signed_at is not None:
            signed[ref].append(signed_at.date() + _A_DAY)  # wherever the computer is, it was signed by then
    receipts: defaultdict[str, dict[tuple[str, str | None], date | None]] = defaultdict(dict)
    for ref, case, child, received_on in _run(connection, _MEETINGS_DECISIONS, Case.meeting_ref, meetings):
        receipts[ref][case, child] = received_on
    awaited: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for ref, case, child in _run(connection, _MEETINGS_RECOMMENDATIONS, Case.meeting_ref, meetings):
        awaited[ref].append((case, child))
    for (ref,) in _run(connection, _HELD, Meeting.ref, meetings):
        of_meeting = receipts[ref]
        days = [of_meeting.get(key) for key in awaited.get(ref, of_meeting)]
        state = states.get(ref, MinutesState.NONE)
        is_received = bool(of_meeting) if state is MinutesState.NONE else state is MinutesState.SIGNED
        closed_on = max((day for day in (*days, *signed[ref]) if day), default=None)
        yield {"meeting_ref": ref, "closed_on": closed_on if is_received and None not in days else None}


def _decision_rows(
    connection: Connection, clocks: Clocks, cases: Collection[str] | None
) -> Iterator[dict[str, object]]:
    """The rows of the recommendations of some cases, or of all, on which the decision or its notices are still open."""
    for row in _run(connection, _DECISIONS_LEFT, Recommendation.case_ref, cases):
        received_on = row.minutes_received_on if row.decided_on is None else None
        noticed_from = row.decided_on if row.outcome in _GIVEN_NOTICE_OF else None
        oral_from = noticed_from if row.told_orally_on is None else None
        written_from = noticed_from if row.told_in_writing_on is None else None
        yield {
            "recommendation_id": row.id,
            "decision_due_on": clocks.decision(received_on).due_on if received_on else None,
            "oral_notice_due_on": clocks.oral_notice(oral_from).due_on if oral_from else None,
            "written_notice_due_on": clocks.written_notice(written_from).due_on if written_from else None,
        }
