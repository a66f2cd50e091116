"""Cases, as the list, the record and the documents show them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Case, CaseChild, Child, Household, Interest, Meeting, Member, ReportQuality
from panel_desk.queries.agency import authority_names
from panel_desk.queries.document_rows import CaseFacts, ChildLine
from panel_desk.queries.listing import FEW, Listed, Listing, among, contains, day_contains, find_page
from panel_desk.queries.names import (
    adopters,
    by_name,
    case_title,
    household_name,
    member_name,
    name_of_adopters,
    title_of,
)
from panel_desk.queries.records import find
from panel_desk.queries.seen_fields import only_seen
from panel_desk.rules.access import Information
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    HouseholdType,
    MeetingStatus,
    ReportKind,
)
from panel_desk.store.text_functions import folded
from panel_desk.store.visibility import of_unseen

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list.

    Args:
        household: the household's ref.
        children: the children's refs, in the case's order.
        item: its number on the agenda; None where it has none.
        starts_at: the planned time.
        began_at: when the panel took the item; None where that was not noted.
        ended_at: when the panel finished it; None where that was not noted.
        returns_from: the ref of the deferred case that this one brings back.
    """

    ref: str
    kind: CaseKind
    title: str
    household: str | None
    household_name: str | None
    children: tuple[str, ...]
    children_initials: tuple[str, ...]
    meeting: str | None
    meets_on: date | None
    item: int | None
    starts_at: time | None
    duration_minutes: int | None
    began_at: time | None
    ended_at: time | None
    social_worker: str | None
    status: CaseStatus
    is_provisional: bool
    returns_from: str | None


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """A household as a case's record shows it."""

    ref: str
    name: str
    adopters: str
    adopter_1: str
    adopter_2: str | None
    household_type: HouseholdType
    ethnicity: str | None
    agency: AdoptersAgency
    agency_name: str | None
    stage_one_started_on: date | None
    stage_one_completed_on: date | None
    stage_two_started_on: date | None
    approved_on: date | None
    report_sent_on: date | None
    are_foster_carers: bool | None
    dual_approval: bool | None
    early_permanence: bool | None
    version: int


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """A child as a case's record shows one."""

    ref: str
    initials: str
    born_on: date
    sex: str | None
    ethnicity: str | None
    authority: str
    authority_code: str
    sibling_group: str | None
    entered_care_on: date | None
    should_be_placed_decided_on: date | None
    placement_order_on: date | None
    consent_given_on: date | None
    placed_on: date | None
    adoption_order_on: date | None
    disrupted_on: date | None
    plan_changed_on: date | None
    early_permanence: bool | None
    version: int


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A member's interest in a case."""

    case: str
    member: str
    name: str
    nature: str
    withdraws: bool


@dataclass(frozen=True, slots=True)
class QualityRow:
    """The panel's rating of a report."""

    id: int
    report: ReportKind
    rating: int
    strengths: str | None
    improvements: str | None
    version: int


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A whole case.

    Args:
        returned_as: the ref of the case that brings it back, once its return is requested.
    """

    row: CaseRow
    facts: CaseFacts
    household: HouseholdFacts | None
    children: tuple[ChildFacts, ...]
    interests: tuple[InterestRow, ...]
    quality: tuple[QualityRow, ...]
    meeting_status: MeetingStatus | None
    returned_as: str | None
    version: int


@shows(Information.CALENDAR)
def children_of(work: Work, cases: Sequence[Case]) -> Mapping[str, tuple[Child, ...]]:
    """The children of each case, by the case's ref, in the case's own order."""
    return _children_of(work, _refs(cases))


@shows(Information.CASES)
def case_titles(work: Work, *cases: str) -> Mapping[str, str]:
    """The titles of cases in sentences, by ref: `Match: child QX, Barlow household`; the kind and ref if nameless."""
    rows = select(Case, Household).outerjoin(Household, Household.ref == Case.household_ref).where(Case.ref.in_(cases))
    found = work.session.execute(rows).all()
    children = children_of(work, [case for case, _ in found])
    return {
        case.ref: case_title(case.kind, household, children[case.ref])
        if household or children[case.ref]
        else f"{case_title(case.kind, None, ())} {case.ref}"
        for case, household in found
    }


@asked_once
def _children_of(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[Child, ...]]:
    found: defaultdict[str, list[Child]] = defaultdict(list)
    links = (
        select(CaseChild.case_ref, Child)
        .join(Child, Child.ref == CaseChild.child_ref)
        .order_by(CaseChild.case_ref, CaseChild.position)
    )
    if len(cases) <= FEW:
        links = links.where(CaseChild.case_ref.in_(cases))
    for case_ref, child in work.session.execute(links):
        found[case_ref].append(child)
    return {case: tuple(found[case]) for case in cases}


@shows(Information.CASES)
def cases(work: Work) -> tuple[CaseRow, ...]:
    """Every case, by ref."""
    return _rows_of(work, _columns().order_by(Case.ref))


@shows(Information.CASES)
def case_list(work: Work, listing: Listing) -> Listed[CaseRow]:
    """The cases that a list asks for; by ref unless it is sorted by a column."""
    matching = [*(_contains(word) for word in listing.words), *_in_facets(listing.facets)]
    refs = select(Case.ref).where(*matching)
    # A search reads the whole register, which the index of refs would make slow: so it is sorted by an expression.
    by_ref = Case.ref.concat("") if listing.words else Case.ref
    if listing.sorted_by is not None:
        key = _SORT_KEYS.get(listing.sorted_by, by_ref)
        refs = _joined(refs) if listing.sorted_by in _SORTED_BY_ANOTHER_REGISTER else refs
        refs = refs.order_by((key.desc() if listing.is_descending else key.asc()).nulls_last())
    refs = refs.order_by(by_ref)
    # Only the refs are sorted and skipped; everything else is read of the rows that are shown.
    counted = select(func.count()).select_from(Case)
    found, number = find_page(work, refs, counted.where(*matching), listing)
    total = work.session.scalar(counted) or 0 if matching else number
    places = {ref: place for place, ref in enumerate(found)}
    rows = _columns().where(Case.ref.in_(list(places))) if len(places) <= FEW else _columns()
    shown = _rows_of(work, rows, places.keys())
    return Listed(tuple(sorted(shown, key=lambda row: places[row.ref])), number, total)


@shows(Information.CASES)
def case_facets(work: Work) -> Mapping[str, tuple[str, ...]]:
    """For each column by which the list of cases can be filtered, the texts to choose from."""
    return {
        key: tuple(capital(value) for value in work.session.scalars(select(column).distinct()))
        for key, column in _FACETS.items()
    }


@shows(Information.CASES)
def case_counts(work: Work, statuses: tuple[CaseStatus, ...]) -> Mapping[CaseStatus, int]:
    """The number of cases of each of some statuses; a status without a case is left out."""
    counted = select(Case.status, func.count(Case.ref)).where(Case.status.in_(statuses)).group_by(Case.status)
    return dict(work.session.execute(counted).all())


@shows(Information.CALENDAR)
@asked_once
def items(work: Work, meeting: str) -> tuple[CaseRow, ...]:
    """The cases on a meeting's agenda, in its order; a case without an item number gets its position."""
    rows = _rows(work, cases_of(work, (meeting,)))
    return tuple(replace(row, item=row.item or place) for place, row in enumerate(rows, start=1))


@shows(Information.CALENDAR)
def sees_every_item(work: Work, meeting: str) -> bool:
    """Whether the account sees every item of a meeting, and so may be given what was printed of it as a whole."""
    return not meetings_not_whole(work, (meeting,))


@shows(Information.CALENDAR)
@asked_once
def meetings_not_whole(work: Work, meetings: tuple[str, ...]) -> frozenset[str | None]:
    """Those of the meetings, by ref, of which the account does not see every item."""
    return of_unseen(work.session, work.view, Case, Case.meeting_ref, Case.meeting_ref.in_(meetings))


@shows(Information.CALENDAR)
@asked_once
def cases_of(work: Work, meetings: tuple[str, ...]) -> Sequence[Case]:
    """The cases on the agendas of some meetings, in their order; for operations and for the queries here."""
    booked = select(Case).where(Case.meeting_ref.in_(meetings), Case.status != CaseStatus.WITHDRAWN)
    return work.session.scalars(booked.order_by(Case.item_no.nulls_last(), Case.ref)).all()


@shows(Information.CASES)
def case(work: Work, ref: str) -> CaseRecord:
    """A whole case.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = find(work.session, Case, ref, "case")
    authorities = authority_names(work)
    children = children_of(work, [found])[ref]
    household = households_of(work, [found])[ref]
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    return CaseRecord(
        row=_rows(work, [found])[0],
        facts=case_facts(found, household, children, authorities),
        household=_household(work, household) if household else None,
        children=tuple(_child(work, child, authorities) for child in children),
        interests=interests_of(work, (ref,)),
        quality=quality(work, ref),
        meeting_status=meeting.status if meeting else None,
        returned_as=work.session.scalars(select(Case.ref).filter_by(returns_from_ref=ref)).first(),
        version=found.version,
    )


@shows(Information.FEEDBACK)
def quality(work: Work, case: str) -> tuple[QualityRow, ...]:
    """The panel's ratings of a case's reports."""
    return quality_of(work, (case,))[case]


@shows(Information.FEEDBACK)
@asked_once
def quality_of(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[QualityRow, ...]]:
    """The panel's ratings of some cases' reports, by the case's ref."""
    found: dict[str, list[QualityRow]] = {case: [] for case in cases}
    rated = select(ReportQuality).where(ReportQuality.case_ref.in_(cases)).order_by(ReportQuality.id)
    for q in work.session.scalars(rated):
        found[q.case_ref].append(QualityRow(q.id, q.report, q.rating, q.strengths, q.improvements, q.version))
    return {case: tuple(rows) for case, rows in found.items()}


def case_facts(
    case: Case, household: Household | None, children: Sequence[Child], authorities: Mapping[str, str]
) -> CaseFacts:
    """What a document says of a case."""
    return CaseFacts(
        case=case.ref,
        kind=case.kind,
        household=adopters(household),
        children=tuple(ChildLine(child.ref, child.initials, authorities[child.authority_code]) for child in children),
        social_worker=case.social_worker,
    )


@shows(Information.CALENDAR)
def interests_of(work: Work, cases: tuple[str, ...]) -> tuple[InterestRow, ...]:
    """The interests that members have in some cases, by the members' names."""
    return tuple(
        InterestRow(i.case_ref, m.ref, member_name(m), i.nature, i.withdraws) for i, m in interests_in(work, cases)
    )


@shows(Information.CALENDAR)
@asked_once
def interests_in(work: Work, cases: tuple[str, ...]) -> Sequence[tuple[Interest, Member]]:
    """The interests in some cases, each with its member, by the members' names; for queries."""
    if not cases:
        return ()
    found = work.session.execute(
        select(Interest, Member).join(Member, Member.ref == Interest.member_ref).where(Interest.case_ref.in_(cases))
    )
    return sorted(((interest, member) for interest, member in found), key=lambda pair: by_name(pair[1]))


@shows(Information.CASES)
def households(work: Work) -> tuple[HouseholdFacts, ...]:
    """Every household, by ref."""
    return tuple(_household(work, row) for row in work.session.scalars(select(Household).order_by(Household.ref)))


@shows(Information.CASES)
def children(work: Work) -> tuple[ChildFacts, ...]:
    """Every child, by ref."""
    authorities = authority_names(work)
    return tuple(_child(work, row, authorities) for row in work.session.scalars(select(Child).order_by(Child.ref)))


@shows(Information.CALENDAR)
def households_of(work: Work, cases: Sequence[Case]) -> Mapping[str, Household | None]:
    """The household of each case, by the case's ref; None where it has none."""
    return {ref: household for ref, (household, _) in _households_and_days(work, _refs(cases)).items()}


def _refs(cases: Sequence[Case]) -> tuple[str, ...]:
    return tuple(case.ref for case in cases)


@asked_once
def _households_and_days(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[Household | None, date | None]]:
    """The household of each case and the day of its meeting, by the case's ref."""
    households = aliased(Household)
    joined = (
        select(Case.ref, households, Meeting.meets_on)
        .outerjoin(households, households.ref == Case.household_ref)
        .outerjoin(Meeting, Meeting.ref == Case.meeting_ref)
    )
    if len(cases) <= FEW:
        joined = joined.where(Case.ref.in_(cases))
    return {ref: (household, meets_on) for ref, household, meets_on in work.session.execute(joined)}


def _columns() -> Select[*tuple[Any, ...]]:
    """The columns of a case in a list, with its household's adopters and the day of its meeting."""
    of_case = (
        Case.ref,
        Case.kind,
        Case.household_ref,
        Case.meeting_ref,
        Case.item_no,
        Case.starts_at,
        Case.minutes,
        Case.began_at,
        Case.ended_at,
        Case.social_worker,
        Case.status,
        Case.is_provisional,
        Case.returns_from_ref,
    )
    return _joined(select(*of_case, Household.adopter_1, Household.adopter_2, Meeting.meets_on))


def _joined(statement: Select[*_Columns]) -> Select[*_Columns]:
    of_household = statement.outerjoin(Household, Household.ref == Case.household_ref)
    return of_household.outerjoin(Meeting, Meeting.ref == Case.meeting_ref)


_CHILD = (
    select(Child.initials)
    .join(CaseChild, CaseChild.child_ref == Child.ref)
    .where(CaseChild.case_ref == Case.ref)
    .correlate(Case)
)
"""The initials of a case's children."""
_SORT_KEYS: Mapping[str, SQLCoreOperations[Any]] = {
    "kind": cast(Case.kind, String),
    "concerns": func.coalesce(
        folded(func.last_word(Household.adopter_1)),
        literal("child ") + folded(_CHILD.order_by(CaseChild.position).limit(1).scalar_subquery()),
        "",
    ),
    "children": func.coalesce(folded(_CHILD.order_by(CaseChild.position).limit(1).scalar_subquery()), ""),
    "meeting": Meeting.meets_on,
    "item": Case.item_no,
    "worker": func.coalesce(folded(Case.social_worker), ""),
    "status": cast(Case.status, String),
}
"""By column of the list of cases, what it is sorted by other than its ref; empty texts come first."""
_SORTED_BY_ANOTHER_REGISTER = frozenset({"concerns", "meeting"})
"""The columns that are sorted by a household or a meeting, which the statement then has to join."""
_FACETS: Mapping[str, InstrumentedAttribute[CaseKind] | InstrumentedAttribute[CaseStatus]] = {
    "kind": Case.kind,
    "status": Case.status,
}


def _contains(word: str) -> ColumnElement[bool]:
    """The condition that a case's texts in the list contain a folded word.

    Each register is searched for itself, which is faster than reading a household and a meeting for each case.
    """
    return or_(
        contains(word, Case.ref, Case.social_worker),
        cast(Case.item_no, String) == word,
        Case.status.in_([status for status in CaseStatus if word in status]),
        title_contains(word),
        *(Case.meeting_ref.in_(select(Meeting.ref).where(each)) for each in day_contains(word, Meeting.meets_on)),
    )


def title_contains(word: str, *, of_few: bool = False) -> ColumnElement[bool]:
    """The condition that a case's title, such as `Match: child QX, Barlow household`, contains a folded word.

    Args:
        word: the folded word.
        of_few: whether few cases are left to look at; see `listing.among`.
    """
    # The title of every case with a household has the word “household”, so a part of that word finds them all.
    named = [contains(word, Household.adopter_1, Household.adopter_2)] if word not in "household" else []
    initials = among(CaseChild.child_ref, Child.ref, contains(word, Child.initials), of_few=of_few)
    return or_(
        Case.kind.in_([kind for kind in CaseKind if word in kind]),
        among(Case.household_ref, Household.ref, *named, of_few=of_few),
        among(Case.ref, CaseChild.case_ref, initials, of_few=of_few),
    )


def _in_facets(facets: Mapping[str, frozenset[str]]) -> Iterator[ColumnElement[bool]]:
    """The conditions that a case has one of the chosen texts in each facet."""
    for key, chosen in facets.items():
        vocabulary = {"kind": CaseKind, "status": CaseStatus}[key]
        yield _FACETS[key].in_([each for each in vocabulary if capital(each) in chosen])


def _rows_of(
    work: Work, statement: Select[*tuple[Any, ...]], only: Collection[str] | None = None
) -> tuple[CaseRow, ...]:
    """The cases of a statement of `_columns`: those whose refs are in `only`, or all where it is None."""
    found = [case for case in work.session.execute(statement) if only is None or case.ref in only]
    children = initials_of(work, [case.ref for case in found])
    return tuple(
        _row(
            case,
            None if case.adopter_1 is None else name_of_adopters(case.adopter_1, case.adopter_2),
            case.meets_on,
            children.get(case.ref, ()),
        )
        for case in found
    )


@shows(Information.CALENDAR)
def initials_of(work: Work, cases: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The ref and the initials of each child of each case, in the case's own order."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    links = (
        select(CaseChild.case_ref, Child.ref, Child.initials)
        .join(Child, Child.ref == CaseChild.child_ref)
        .order_by(CaseChild.case_ref, CaseChild.position)
    )
    if len(cases) <= FEW:
        links = links.where(CaseChild.case_ref.in_(cases))
    for case_ref, child_ref, initials in work.session.execute(links):
        found[case_ref].append((child_ref, initials))
    return found


def _rows(work: Work, found: Sequence[Case]) -> tuple[CaseRow, ...]:
    """Cases as a list shows them."""
    if not found:
        return ()
    concerned = children_of(work, found)
    households_and_days = _households_and_days(work, _refs(found))
    rows = []
    for case in found:
        household, meets_on = households_and_days[case.ref]
        children = [(child.ref, child.initials) for child in concerned[case.ref]]
        rows.append(_row(case, household_name(household), meets_on, children))
    return tuple(rows)


def _row(
    case: Any,  # noqa: ANN401 - a case, or a row with its columns
    household: str | None,
    meets_on: date | None,
    children: Sequence[tuple[str, str]],
) -> CaseRow:
    """A case as a list shows it; `household` is the household's short name, `children` are refs with initials."""
    initials = tuple(initials for _, initials in children)
    return CaseRow(
        ref=case.ref,
        kind=case.kind,
        title=title_of(case.kind, household, initials),
        household=case.household_ref,
        household_name=household,
        children=tuple(ref for ref, _ in children),
        children_initials=initials,
        meeting=case.meeting_ref,
        meets_on=meets_on,
        item=case.item_no,
        starts_at=case.starts_at,
        duration_minutes=case.minutes,
        began_at=case.began_at,
        ended_at=case.ended_at,
        social_worker=case.social_worker,
        status=case.status,
        is_provisional=case.is_provisional,
        returns_from=case.returns_from_ref,
    )


def _household(work: Work, row: Household) -> HouseholdFacts:
    facts = HouseholdFacts(
        ref=row.ref,
        name=household_name(row) or "",
        adopters=adopters(row) or "",
        adopter_1=row.adopter_1,
        adopter_2=row.adopter_2,
        household_type=row.household_type,
        ethnicity=row.ethnicity,
        agency=row.agency,
        agency_name=row.agency_name,
        stage_one_started_on=row.stage_one_started_on,
        stage_one_completed_on=row.stage_one_completed_on,
        stage_two_started_on=row.stage_two_started_on,
        approved_on=row.approved_on,
        report_sent_on=row.report_sent_on,
        are_foster_carers=row.are_foster_carers,
        dual_approval=row.dual_approval,
        early_permanence=row.early_permanence,
        version=row.version,
    )
    return only_seen(work, Household, facts)


def _child(work: Work, row: Child, authorities: Mapping[str, str]) -> ChildFacts:
    facts = ChildFacts(
        ref=row.ref,
        initials=row.initials,
        born_on=row.born_on,
        sex=row.sex,
        ethnicity=row.ethnicity,
        authority=authorities[row.authority_code],
        authority_code=row.authority_code,
        sibling_group=row.sibling_group,
        entered_care_on=row.entered_care_on,
        should_be_placed_decided_on=row.should_be_placed_decided_on,
        placement_order_on=row.placement_order_on,
        consent_given_on=row.consent_given_on,
        placed_on=row.placed_on,
        adoption_order_on=row.adoption_order_on,
        disrupted_on=row.disrupted_on,
        plan_changed_on=row.plan_changed_on,
        early_permanence=row.early_permanence,
        version=row.version,
    )
    return only_seen(work, Child, facts)
