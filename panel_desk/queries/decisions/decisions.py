"""Recommendations that go to a decision maker, each with its decision, deadlines and next step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.desk import Work, shows
from panel_desk.models import (
    Agency,
    Authority,
    Base,
    Case,
    Child,
    Decision,
    EarlierDecision,
    Household,
    Meeting,
    Minutes,
    OpenDecision,
    Recommendation,
)
from panel_desk.queries.agency import authorities, clocks
from panel_desk.queries.cases.cases import initials_of, title_contains
from panel_desk.queries.decisions.earlier import EarlierRow, earlier_decisions
from panel_desk.queries.listing import FEW, Listed, Listing, among, contains, day_contains, find_page, joined
from panel_desk.queries.meetings.meetings import newest_state
from panel_desk.queries.names import name_of_adopters, title_of
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.folding import fold
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import DECIDABLE, CaseKind, DecisionOutcome, HowGiven, MinutesState, Outcome
from panel_desk.store.text_functions import folded


class NextStep(StrEnum):
    """The next step between a recommendation and the notices of its decision."""

    SIGN_MINUTES = "Sign minutes"
    RECORD_RECEIPT = "Record receipt"
    ACKNOWLEDGE_CORRECTION = "Acknowledge correction"
    RECORD_DECISION = "Record decision"
    TELL_ORALLY = "Record oral notice"
    TELL_IN_WRITING = "Record written notice"
    COMPLETE = "Complete"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One recommendation with its decision, made or awaited.

    Args:
        id: case and child together, as a list's key.
        clock: the clock of the decision; None before the minutes are received.
        oral_clock: the clock of the oral notice; None before a decision of which notice is given.
        written_clock: the clock of the written notice; None before a decision of which notice is given.
        next_step: what is to be done next.
        minutes_corrected_at: when a correction of the minutes was signed that nobody has acknowledged yet; else None.
        correction_begun: the reason of a correction of the minutes that is being written; empty where none is.
        version: the decision's; None before the minutes are received.
        how_given: how the decision maker gave the decision to the office; None where they recorded it themselves.
        recorded_by: the name of who recorded it for them; None where they recorded it themselves.
        earlier: the decisions that this one replaced, newest first.
    """

    id: str
    case: str
    kind: CaseKind
    title: str
    child: str | None
    child_initials: str | None
    meeting: str | None
    meets_on: date | None
    outcome: Outcome
    reasons: str
    authority: str
    authority_name: str
    decision_maker: str | None
    minutes: MinutesState
    minutes_received_on: date | None
    decided_on: date | None
    decision: DecisionOutcome | None
    told_orally_on: date | None
    told_in_writing_on: date | None
    clock: Clock | None
    oral_clock: Clock | None
    written_clock: Clock | None
    next_step: NextStep
    version: int | None
    minutes_corrected_at: datetime | None = None
    correction_begun: str = ""
    how_given: HowGiven | None = None
    recorded_by: str | None = None
    earlier: Sequence[EarlierRow] = ()

    @property
    def running_clock(self) -> Clock | None:
        """The clock that runs on the next step: of the decision, else of the first notice that was not given."""
        waits = (
            (self.clock, self.decided_on),
            (self.oral_clock, self.told_orally_on),
            (self.written_clock, self.told_in_writing_on),
        )
        return next((clock for clock, done_on in waits if clock and done_on is None), None)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """The next step on a recommendation that is not complete.

    Args:
        next_step: what is to be done next.
        due_on: the last day of the clock that runs on it; None where none runs.
    """

    next_step: NextStep
    due_on: date | None

    @property
    def is_to_complete(self) -> bool:
        """Whether the minutes are signed and a decision or notice is outstanding; the navigation counts these."""
        return self.next_step is not NextStep.SIGN_MINUTES


@shows(Information.DECISIONS)
def decision_list(work: Work, listing: Listing) -> Listed[DecisionRow]:
    """The recommendations to a decision maker that a list asks for: what is due first on top, complete ones last.

    Below those with a clock come those that wait for the minutes or their receipt, oldest meeting first, and then the
    complete ones, latest decision first.
    """
    total = _count(work, select(func.count()).select_from(Recommendation).where(_GOES_TO_A_DECISION_MAKER))
    chosen = listing.facets.get("next") or frozenset(NextStep)
    of_steps = [] if chosen >= _STEPS_LEFT else [_STEP.in_([step for step in NextStep if step in chosen])]
    matching = [
        *(_contains(work, word, of_few=NextStep.COMPLETE not in chosen) for word in listing.words),
        *(_in_facet(work, key, texts) for key, texts in listing.facets.items() if key != "next"),
    ]
    number_open = 0 if matching else _count(work, select(func.count()).select_from(OpenDecision))
    is_whole = not (of_steps or matching)
    parts: list[_Part] = []
    if chosen & _STEPS_LEFT:
        parts.append(([_IS_OPEN, *of_steps, *matching], _BY_URGENCY, number_open if is_whole else None))
    if NextStep.COMPLETE in chosen:
        parts.append(([*_IS_COMPLETE, *matching], _LATEST_FIRST, None if matching else total - number_open))
    if len(parts) > 1 and listing.sorted_by is not None:
        parts = [([_GOES_TO_A_DECISION_MAKER, *of_steps, *matching], (), total if is_whole else None)]
    ids: list[int] = []
    number = 0
    for conditions, order, known in parts:
        limit = None if listing.limit is None else listing.limit - len(ids)
        rest = replace(listing, offset=max(0, listing.offset - number), limit=limit)
        found = joined(select(Recommendation.id).where(*conditions).order_by(*_sorted_as(listing, order)), _JOINS)
        counted = joined(select(func.count()).select_from(Recommendation).where(*conditions), _JOINS)
        some, matched = find_page(work, found, counted if known is None else known, rest)
        ids += some
        number += matched
    return Listed(_rows(work, ids), number, total)


@shows(Information.DECISIONS)
def decision_facets(work: Work) -> Mapping[str, tuple[str, ...]]:
    """For each column by which the list of decisions can be filtered, the texts to choose from."""
    served = authorities(work).values()
    return {
        "next": tuple(NextStep),
        "recommendation": tuple(map(capital, DECIDABLE)),
        "decision": tuple(map(capital, DecisionOutcome)),
        "maker": tuple(dict.fromkeys(each.decision_maker for each in served if each.decision_maker)),
        "authority": tuple(each.name for each in served),
    }


@shows(Information.DECISIONS)
def open_steps(work: Work) -> tuple[OpenStep, ...]:
    """The next step on each recommendation that is not complete."""
    found = joined(select(_STEP, _DUE_ON).select_from(Recommendation).where(_IS_OPEN), _JOINS)
    return tuple(OpenStep(NextStep(step), due_on) for step, due_on in work.session.execute(found))


@shows(Information.DECISIONS)
def decision(work: Work, ref: str) -> DecisionRow | None:
    """One recommendation that goes to a decision maker, by its `decision_id`; None where there is none."""
    case_ref, _, child = ref.rpartition(" ")
    is_it = or_(
        and_(Recommendation.case_ref == ref, Recommendation.child_ref.is_(None)),
        and_(Recommendation.case_ref == case_ref, Recommendation.child_ref == child),
    )
    found = select(Recommendation.id).where(is_it, _GOES_TO_A_DECISION_MAKER)
    return next(iter(_rows(work, work.session.scalars(found).all())), None)


@shows(Information.DECISIONS)
def decisions_of_meeting(work: Work, meeting: str) -> tuple[DecisionRow, ...]:
    """The recommendations of a meeting that go to a decision maker, in the order of its agenda."""
    found = (
        select(Recommendation.id)
        .join(Case, Case.ref == Recommendation.case_ref)
        .where(Case.meeting_ref == meeting, _GOES_TO_A_DECISION_MAKER)
        .order_by(Case.item_no, Recommendation.id)
    )
    return _rows(work, work.session.scalars(found).all())


_Part = tuple[Sequence[ColumnElement[bool]], Sequence[SQLCoreOperations[Any]], int | None]
"""The conditions of a part of the list, its order, and how many rows it has where that is known."""
_STEPS_LEFT = frozenset(NextStep) - {NextStep.COMPLETE}
"""The next steps of recommendations that are not complete."""
_GOES_TO_A_DECISION_MAKER = Recommendation.outcome.in_(DECIDABLE)
_IS_OPEN = Recommendation.id.in_(select(OpenDecision.recommendation_id))
_IS_COMPLETE = (
    ~_IS_OPEN,
    # An expression, so that SQLite uses the index of decisions by day and not the index of recommendations by outcome.
    cast(Recommendation.outcome, String).in_([outcome.value for outcome in DECIDABLE]),
    # Not `IS NOT NULL`, for which SQLite would not read the decisions first.
    Decision.decided_on > date.min,
)
_DUE_ON = func.coalesce(
    OpenDecision.decision_due_on, OpenDecision.oral_notice_due_on, OpenDecision.written_notice_due_on, type_=Date
)
"""The last day of the clock that runs."""
_NEWEST_STATE = newest_state(Case.meeting_ref)
_STEP: ColumnElement[str] = case(
    (OpenDecision.recommendation_id.is_(None), NextStep.COMPLETE.value),
    (
        and_(Decision.minutes_received_on.is_(None), _NEWEST_STATE == MinutesState.SIGNED),
        NextStep.RECORD_RECEIPT.value,
    ),
    (Decision.minutes_received_on.is_(None), NextStep.SIGN_MINUTES.value),
    (Decision.minutes_corrected_at.is_not(None), NextStep.ACKNOWLEDGE_CORRECTION.value),
    (Decision.outcome.is_(None), NextStep.RECORD_DECISION.value),
    (Decision.told_orally_on.is_(None), NextStep.TELL_ORALLY.value),
    else_=NextStep.TELL_IN_WRITING.value,
)
"""The next step on a recommendation."""
_BY_URGENCY: Sequence[SQLCoreOperations[Any]] = (
    _DUE_ON.asc().nulls_last(),
    Meeting.meets_on.asc().nulls_first(),
    Case.item_no,
    Recommendation.id,
)
_LATEST_FIRST: Sequence[SQLCoreOperations[Any]] = (Decision.decided_on.desc(), Recommendation.id)
_SORT_KEYS: Mapping[str, Sequence[SQLCoreOperations[Any]]] = {
    "what": (cast(Case.kind, String), func.coalesce(folded(func.last_word(Household.adopter_1)), "")),
    "child": (func.coalesce(folded(Child.initials), ""),),
    "next": (_STEP,),
    "decided": (func.coalesce(_DUE_ON, Decision.decided_on),),
    "recommendation": (cast(Recommendation.outcome, String),),
    "decision": (func.coalesce(cast(Decision.outcome, String), ""),),
    "maker": (func.coalesce(folded(Authority.decision_maker), ""),),
    "authority": (func.coalesce(folded(Authority.name), ""),),
    "met": (Meeting.meets_on,),
    "received": (Decision.minutes_received_on,),
    "orally": (func.coalesce(Decision.told_orally_on, OpenDecision.oral_notice_due_on),),
    "in_writing": (func.coalesce(Decision.told_in_writing_on, OpenDecision.written_notice_due_on),),
    "case": (Recommendation.case_ref,),
    "recorded": (func.coalesce(cast(Decision.how_given, String), ""), func.coalesce(folded(Decision.recorded_by), "")),
    "earlier": (
        select(func.max(EarlierDecision.replaced_at))
        .where(
            EarlierDecision.case_ref == Recommendation.case_ref,
            EarlierDecision.child_ref.is_not_distinct_from(Recommendation.child_ref),
        )
        .correlate(Recommendation)
        .scalar_subquery(),
    ),
}
"""By column of the list of decisions, what it is sorted by; empty texts come first, empty days last."""


def _sorted_as(listing: Listing, otherwise: Sequence[SQLCoreOperations[Any]]) -> Sequence[SQLCoreOperations[Any]]:
    """The columns by which a list is sorted: the one that the listing names, or else the columns given."""
    if listing.sorted_by is None:
        return otherwise
    keys = [key.desc() if listing.is_descending else key.asc() for key in _SORT_KEYS.get(listing.sorted_by, ())]
    return (*(key.nulls_last() for key in keys), Recommendation.id)


_JOINS: Mapping[type[Base], ColumnElement[bool]] = {
    Case: Case.ref == Recommendation.case_ref,
    Decision: and_(
        Decision.case_ref == Recommendation.case_ref,
        Decision.child_ref.is_not_distinct_from(Recommendation.child_ref),
    ),
    OpenDecision: OpenDecision.recommendation_id == Recommendation.id,
    Child: Child.ref == Recommendation.child_ref,
    Household: Household.ref == Case.household_ref,
    Meeting: Meeting.ref == Case.meeting_ref,
    Authority: Authority.code
    == func.coalesce(
        Decision.authority_code,
        Child.authority_code,
        select(func.coalesce(Agency.approvals_decided_by_code, Agency.host_authority_code)).scalar_subquery(),
    ),
}
"""The registers beside a recommendation that the list shows, sorts and filters by."""


def _key(register: type[Decision | EarlierDecision | Recommendation]) -> ColumnElement[str]:
    """The case and the child of a row, as one text."""
    return func.coalesce(register.case_ref + " " + register.child_ref, register.case_ref)


_KEY = _key(Recommendation)


def _count(work: Work, statement: Select[int]) -> int:
    return work.session.scalar(statement) or 0


def _in_facet(work: Work, key: str, chosen: frozenset[str]) -> ColumnElement[bool]:
    """The condition that a recommendation has one of the chosen texts in a facet."""
    if key == "recommendation":
        return Recommendation.outcome.in_([each for each in DECIDABLE if capital(each) in chosen])
    if key == "decision":
        return Decision.outcome.in_([each for each in DecisionOutcome if capital(each) in chosen])
    served = authorities(work).values()
    return Authority.code.in_(
        [each.code for each in served if (each.decision_maker if key == "maker" else each.name) in chosen]
    )


def _contains(work: Work, word: str, *, of_few: bool) -> ColumnElement[bool]:
    """The condition that a recommendation's texts in the list contain a folded word.

    Args:
        work: the unit of work.
        word: the folded word.
        of_few: whether only recommendations that are not complete are looked at; see `listing.among`.
    """
    steps = [each.value for each in _STEPS_LEFT if word in each.casefold()]
    due = (OpenDecision.decision_due_on, OpenDecision.oral_notice_due_on, OpenDecision.written_notice_due_on)
    of_open: list[ColumnElement[bool]] = [_STEP.in_(steps)] if steps else []
    of_open += day_contains(word, *due)
    if word in "due working days":
        of_open.append(_DUE_ON.is_not(None))
    elif word in "late":
        today = work.time_source.today()
        of_open.append(today > _DUE_ON)
    met = [among(Case.meeting_ref, Meeting.ref, each, of_few=of_few) for each in day_contains(word, Meeting.meets_on)]
    of_cases = or_(contains(word, Case.ref), title_contains(word, of_few=of_few), *met)
    days = Decision.minutes_received_on, Decision.decided_on, Decision.told_orally_on, Decision.told_in_writing_on
    of_decisions = [
        contains(word, Decision.recorded_by) & Decision.recorded_by.is_not(None),
        Decision.outcome.in_([each for each in DecisionOutcome if word in each]),
        Decision.how_given.in_([each for each in HowGiven if word in each]),
        *day_contains(word, *days),
    ]
    of_earlier = [
        contains(word, EarlierDecision.replaced_because, EarlierDecision.replaced_by, EarlierDecision.recorded_by),
        EarlierDecision.outcome.in_([each for each in DecisionOutcome if word in each]),
        *day_contains(word, EarlierDecision.decided_on, EarlierDecision.replaced_at),
    ]
    conditions: list[ColumnElement[bool]] = [
        Recommendation.outcome.in_([each for each in DECIDABLE if word in each]),
        among(Recommendation.case_ref, Case.ref, of_cases, of_few=of_few),
        among(Recommendation.child_ref, Child.ref, contains(word, Child.initials), of_few=of_few),
        or_(*of_decisions) if of_few else _KEY.in_(select(_key(Decision)).where(or_(*of_decisions))),
        _KEY.in_(select(_key(EarlierDecision)).where(or_(*of_earlier))),
    ]
    if word in NextStep.COMPLETE.casefold():
        conditions.append(~_IS_OPEN)
    if of_open:
        found = joined(
            select(OpenDecision.recommendation_id).select_from(Recommendation).where(_IS_OPEN, or_(*of_open)), _JOINS
        )
        conditions.append(Recommendation.id.in_(found))
    if codes := [
        code for code, each in authorities(work).items() if word in fold(f"{each.name} {each.decision_maker or ''}")
    ]:
        conditions.append(Authority.code.in_(codes))
    return or_(*conditions)


def _rows(work: Work, ids: Sequence[int]) -> tuple[DecisionRow, ...]:
    """The recommendations with some ids, in their order."""
    correction = select(Minutes.corrects_because).where(
        Minutes.meeting_ref == Case.meeting_ref,
        Minutes.corrects_because.is_not(None),
        Minutes.signed_at.is_(None),
        Minutes.given_up_at.is_(None),
    )
    found = joined(
        select(
            Recommendation.id,
            Recommendation.case_ref,
            Recommendation.child_ref,
            Recommendation.outcome,
            Recommendation.reasons,
            Case.kind,
            Case.meeting_ref,
            Child.initials,
            Household.adopter_1,
            Household.adopter_2,
            Meeting.meets_on,
            Authority.code.label("authority"),
            Authority.name.label("authority_name"),
            Authority.decision_maker,
            Decision,
            _NEWEST_STATE.label("minutes"),
            correction.correlate(Case).limit(1).scalar_subquery().label("correction"),
            _STEP.label("step"),
        ).select_from(Recommendation),
        _JOINS,
    )
    if len(ids) <= FEW:
        found = found.where(Recommendation.id.in_(ids))
    places = {each: place for place, each in enumerate(ids)}
    lines = sorted(
        (line for line in work.session.execute(found) if line.id in places), key=lambda line: places[line.id]
    )
    cases = sorted({line.case_ref for line in lines})
    concerned = initials_of(work, cases)
    replaced = earlier_decisions(work, cases if len(cases) <= FEW else None)
    set_clocks = clocks(work)
    decision_clock, oral_clock, written_clock = map(
        _by_start, (set_clocks.decision, set_clocks.oral_notice, set_clocks.written_notice)
    )
    rows = []
    for line in lines:
        decision: Decision | None = line.Decision
        household = None if line.adopter_1 is None else name_of_adopters(line.adopter_1, line.adopter_2)
        initials = [each for _, each in concerned.get(line.case_ref, ())]
        noticed_from = notice_starts_on(decision)
        rows.append(
            DecisionRow(
                id=decision_id(line.case_ref, line.child_ref),
                case=line.case_ref,
                kind=line.kind,
                title=title_of(line.kind, household, initials),
                child=line.child_ref,
                child_initials=line.initials,
                meeting=line.meeting_ref,
                meets_on=line.meets_on,
                outcome=line.outcome,
                reasons=line.reasons,
                authority=line.authority or "",
                authority_name=line.authority_name or "",
                decision_maker=line.decision_maker,
                minutes=line.minutes or MinutesState.NONE,
                minutes_received_on=decision.minutes_received_on if decision else None,
                decided_on=decision.decided_on if decision else None,
                decision=decision.outcome if decision else None,
                told_orally_on=decision.told_orally_on if decision else None,
                told_in_writing_on=decision.told_in_writing_on if decision else None,
                clock=decision_clock(decision.minutes_received_on if decision else None),
                oral_clock=oral_clock(noticed_from),
                written_clock=written_clock(noticed_from),
                next_step=NextStep(line.step),
                version=decision.version if decision else None,
                minutes_corrected_at=decision.minutes_corrected_at if decision else None,
                correction_begun=line.correction or "",
                how_given=decision.how_given if decision else None,
                recorded_by=decision.recorded_by if decision else None,
                earlier=replaced.get((line.case_ref, line.child_ref), ()),
            )
        )
    return tuple(rows)


def _by_start(clock: Callable[[date], Clock]) -> Callable[[date | None], Clock | None]:
    """A function that gives the clock that starts on a day, reckoned once for each day; it gives None for no day."""
    return cache(lambda started_on: None if started_on is None else clock(started_on))


def decision_id(case: str, child: str | None) -> str:
    """Case and child together, as a list's key: `CASE-017 C012`."""
    return f"{case} {child}" if child else case


def who_decides(agency: Agency, child: Child | None) -> str | None:
    """The code of the authority whose decision maker decides: the child's own, else the one for approvals."""
    return child.authority_code if child else (agency.approvals_decided_by_code or agency.host_authority_code)


def notice_starts_on(decision: Decision | None) -> date | None:
    """The day on which the clocks of a decision's notices start; None until it is made, and if it returned to panel."""
    if decision is None or decision.outcome is None or not decision.outcome.is_given_notice_of:
        return None
    return decision.decided_on
