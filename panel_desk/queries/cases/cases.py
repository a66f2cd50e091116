"""Cases, as the list, the record and the documents show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import aliased

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import Case, CaseChild, Child, Household, Interest, Meeting, Member, ReportQuality
from panel_desk.queries.agency import authority_names, unknown
from panel_desk.queries.document_rows import CaseFacts, ChildLine
from panel_desk.queries.names import adopters, by_name, case_title, household_name, member_name
from panel_desk.queries.seen_fields import only_seen
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    HouseholdType,
    MeetingStatus,
    ReportKind,
)

FEW = 200
"""Up to this many refs a statement names each; with more, reading the whole register is faster."""


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
    """What sentences call some cases, by their refs: `Match: child QX, Barlow household`; with the ref if nameless."""
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
    return _rows(work, work.session.scalars(select(Case).order_by(Case.ref)).all())


@shows(Information.CALENDAR)
@asked_once
def items(work: Work, meeting: str) -> tuple[CaseRow, ...]:
    """The cases on a meeting's agenda, in its order; a case without an item number gets its position."""
    rows = _rows(work, cases_of(work, (meeting,)))
    return tuple(replace(row, item=row.item or place) for place, row in enumerate(rows, start=1))


@shows(Information.CALENDAR)
def sees_every_item(work: Work, meeting: str) -> bool:
    """Whether the account sees every item of a meeting, and so may be given what was printed of it as a whole."""
    return _item_refs(work, meeting) == without_limits(_item_refs)(work, meeting)


def _item_refs(work: Work, meeting: str) -> frozenset[str]:
    return frozenset(work.session.scalars(select(Case.ref).where(Case.meeting_ref == meeting)))


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
    found = work.session.get(Case, ref)
    if found is None:
        raise unknown("case", ref)
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


def _rows(work: Work, found: Sequence[Case]) -> tuple[CaseRow, ...]:
    if not found:
        return ()
    concerned = children_of(work, found)
    households_and_days = _households_and_days(work, _refs(found))
    rows = []
    for case in found:
        household, meets_on = households_and_days[case.ref]
        children = concerned[case.ref]
        rows.append(
            CaseRow(
                ref=case.ref,
                kind=case.kind,
                title=case_title(case.kind, household, children),
                household=case.household_ref,
                household_name=household_name(household),
                children=tuple(child.ref for child in children),
                children_initials=tuple(child.initials for child in children),
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
        )
    return tuple(rows)


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
