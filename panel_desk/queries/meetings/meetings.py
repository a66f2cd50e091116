"""Meetings: the list and the record with its line-up, and the facts of a meeting that documents print."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import (
    Case,
    Child,
    Meeting,
    Member,
    Minutes,
    Recommendation,
    RecommendationView,
)
from panel_desk.queries.agency import agency_record, authority_names, clocks, unknown
from panel_desk.queries.cases.cases import (
    CaseRow,
    case_facts,
    cases_of,
    children_of,
    households_of,
    interests_in,
    items,
)
from panel_desk.queries.document_rows import (
    CaseFacts,
    DeclaredInterest,
    MeetingFacts,
)
from panel_desk.queries.listing import FEW
from panel_desk.queries.meetings.quorum import ItemQuorum, attendance_of, members_for, quorum
from panel_desk.queries.members.members import backgrounds_of, missing_vetting, overdue_renewals
from panel_desk.queries.members.offices import offices_at
from panel_desk.queries.members.sittings import sittings
from panel_desk.queries.names import by_name, member_name
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import (
    Background,
    Capacity,
    CaseStatus,
    Category,
    HowGiven,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    MinutesState,
    Outcome,
    PanelRole,
    Response,
    View,
)
from panel_desk.rules.votes import votes_in_words

_CAPACITY_ORDER = (Capacity.MEMBER, Capacity.ADVISER, Capacity.OBSERVER)
_ROLE_ORDER = (PanelRole.CHAIR, PanelRole.VICE_CHAIR, PanelRole.MEMBER)
NUMBER_OF_ITEMS = (
    select(func.count())
    .select_from(Case)
    .where(Case.meeting_ref == Meeting.ref, Case.status != CaseStatus.WITHDRAWN)
    .correlate(Meeting)
    .scalar_subquery()
)
"""The number of items of a meeting, as a part of a statement that reads meetings."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list.

    Args:
        place: in person, virtual or hybrid; None where it is not settled.
        cases: the refs of the cases on its agenda, in order.
        minutes: the state of its minutes.
        capacity: how many items it has room for; None for the agency's usual number.
        pre_meeting_at: when the chair and the adviser meet before it.
        venue: the address, or the link to join by.
    """

    ref: str
    panel: str
    meets_on: date
    starts_at: time | None
    kind: MeetingKind
    place: MeetingFormat | None
    status: MeetingStatus
    cancelled_because: str | None
    chair: str | None
    chair_name: str | None
    cases: tuple[str, ...]
    minutes: MinutesState
    capacity: int | None
    pre_meeting_at: time | None
    venue: str | None


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One member's vote on a recommendation, with what they said where they dissent or abstain."""

    member: str
    name: str
    view: View
    words: str | None


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """What the panel recommended for one child, or for the household where `child` is None.

    Args:
        views: the votes by name, where they were taken by name.
        how_given: how the chair gave it to the office; None where the office did not record it for them.
        recorded_by: the name of who recorded it for them; None where the office did not record it for them.
    """

    case: str
    child: str | None
    outcome: Outcome
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    reasons: str
    version: int
    views: tuple[ViewRow, ...] = ()
    how_given: HowGiven | None = None
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class LineUpRow:
    """A person invited to a meeting.

    Args:
        role: their office on the day of the meeting.
        interests: the items in whose cases they declared an interest, such as `item 3`.
        replied_how: how the reply was given.
        instead_of: the name of the member for whom they substitute.
        sittings: how many meetings of the last twelve months they sat at as a member.
        not_ready: the vetting that is missing before they may sit, in words.
        overdue: what they should have renewed by now, in words.
        how_given: how the chair gave their attendance to the office; None where the office did not record it for them.
        recorded_by: the name of who recorded it for the chair; None where the office did not record it for them.
    """

    member: str
    name: str
    role: PanelRole
    category: Category
    background: tuple[Background, ...]
    is_independent: bool
    capacity: Capacity
    response: Response | None
    attended: bool
    arrived_at: time | None
    left_at: time | None
    interests: tuple[str, ...]
    replied_how: str | None
    instead_of: str | None
    sittings: int
    not_ready: tuple[str, ...]
    overdue: tuple[str, ...]
    how_given: HowGiven | None
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A whole meeting: facts, items with their quorum, line-up.

    Args:
        papers_due: the clock by which members must have the papers.
        signed: whether its minutes are signed.
    """

    row: MeetingRow
    items: tuple[CaseRow, ...]
    quorum: tuple[ItemQuorum, ...]
    line_up: tuple[LineUpRow, ...]
    papers_due: Clock
    signed: bool
    version: int

    @property
    def papers_due_on(self) -> date:
        """The last day on which members can have the papers in time."""
        return self.papers_due.due_on

    @property
    def is_anybody_invited(self) -> bool:
        """Whether anybody but its chair is on the line-up; a chair named with the meeting counts once they replied."""
        replied = {each.member for each in self.line_up if each.response not in (None, Response.NONE)}
        return bool(replied or {each.member for each in self.line_up} - {self.row.chair})

    @property
    def quorate_items(self) -> int:
        """How many items are quorate."""
        return sum(each.quorate for each in self.quorum)


@shows(Information.CALENDAR)
def meetings(work: Work) -> tuple[MeetingRow, ...]:
    """Every meeting, by ref."""
    return meetings_of(work, None)


@shows(Information.CALENDAR)
def meetings_of(work: Work, refs: Collection[str] | None) -> tuple[MeetingRow, ...]:
    """Some meetings, by ref; every one where `refs` is None."""
    chosen = (
        select(Meeting, Member, newest_state(Meeting.ref))
        .outerjoin(Member, Member.ref == Meeting.chair_ref)
        .order_by(Meeting.ref)
    )
    booked = (
        select(Case.meeting_ref, Case.ref)
        .where(Case.meeting_ref.is_not(None), Case.status != CaseStatus.WITHDRAWN)
        .order_by(Case.item_no, Case.ref)
    )
    if refs is not None and len(refs) <= FEW:
        chosen, booked = chosen.where(Meeting.ref.in_(refs)), booked.where(Case.meeting_ref.in_(refs))
    on_agenda: dict[str, list[str]] = {}
    if refs is not None and len(refs) == 1:
        on_agenda = {ref: [case.ref for case in cases_of(work, (ref,))] for ref in refs}
    else:
        for meeting_ref, case_ref in work.session.execute(booked):
            on_agenda.setdefault(meeting_ref or "", []).append(case_ref)
    return tuple(
        MeetingRow(
            ref=meeting.ref,
            panel=meeting.panel,
            meets_on=meeting.meets_on,
            starts_at=meeting.starts_at,
            kind=meeting.kind,
            place=meeting.place,
            status=meeting.status,
            cancelled_because=meeting.cancelled_because,
            chair=meeting.chair_ref,
            chair_name=member_name(chair) if chair else None,
            cases=tuple(on_agenda.get(meeting.ref, ())),
            minutes=state or MinutesState.NONE,
            capacity=meeting.capacity,
            pre_meeting_at=meeting.pre_meeting_at,
            venue=meeting.venue,
        )
        for meeting, chair, state in work.session.execute(chosen)
        if refs is None or meeting.ref in refs
    )


def newest_state(meeting: InstrumentedAttribute[Any]) -> ScalarSelect[MinutesState]:
    """The state of the newest version of the minutes of the meeting that a column names; none where it has none."""
    found = select(Minutes.state).where(Minutes.meeting_ref == meeting, Minutes.given_up_at.is_(None))
    return found.order_by(Minutes.number.desc()).limit(1).correlate(meeting.class_).scalar_subquery()


@shows(Information.CALENDAR)
def who_may_chair(work: Work) -> tuple[tuple[str, str], ...]:
    """The active chairs and vice chairs of the central list, chairs first: each ref, and the name with the office."""
    offices = select(Member).where(Member.role != PanelRole.MEMBER, Member.status == MemberStatus.ACTIVE)
    people = sorted(work.session.scalars(offices), key=lambda each: (_ROLE_ORDER.index(each.role), by_name(each)))
    return tuple((each.ref, f"{member_name(each)}, {each.role}") for each in people)


@shows(Information.DECISIONS)
def views_on(work: Work, recommendation_ids: Sequence[int]) -> dict[int, list[ViewRow]]:
    """The votes by name on recommendations, by the recommendation's id; within each by the member's ref."""
    views: dict[int, list[ViewRow]] = {}
    for view, member in work.session.execute(
        select(RecommendationView, Member)
        .join(Member, Member.ref == RecommendationView.member_ref)
        .where(RecommendationView.recommendation_id.in_(recommendation_ids))
        .order_by(Member.ref)
    ):
        views.setdefault(view.recommendation_id, []).append(
            ViewRow(member.ref, member_name(member), view.view, view.words)
        )
    return views


@shows(Information.DECISIONS)
@asked_once
def recommendations(work: Work, meeting: str) -> tuple[RecommendationRow, ...]:
    """What was recommended on each item of a meeting so far."""
    found = select(Recommendation).join(Case, Case.ref == Recommendation.case_ref).where(Case.meeting_ref == meeting)
    recorded = work.session.scalars(found.order_by(Recommendation.id)).all()
    views = views_on(work, [each.id for each in recorded])
    return tuple(
        RecommendationRow(
            r.case_ref,
            r.child_ref,
            r.outcome,
            r.votes_for,
            r.votes_against,
            r.abstained,
            r.reasons,
            r.version,
            tuple(views.get(r.id, ())),
            r.how_given,
            r.recorded_by,
        )
        for r in recorded
    )


@shows(Information.DECISIONS)
def recommended_in_words(work: Work, meeting: str, case: str) -> str:
    """The recommendations recorded on a case, with votes, reasons and dissent, as text to compare."""
    return "\n".join(row_in_words(work, row) for row in recommendations(work, meeting) if row.case == case)


@shows(Information.DECISIONS)
def row_in_words(work: Work, row: RecommendationRow) -> str:
    """One recommendation as text, with votes, reasons and dissent."""
    child = work.session.get_one(Child, row.child) if row.child else None
    counted = votes_in_words(row.outcome, row.votes_for, row.votes_against, row.abstained)
    first = capital(f"{f'child {child.initials}: ' if child else ''}{', '.join(filter(None, (row.outcome, counted)))}")
    named = (f"{each.name}, {each.view}: {each.words}" for each in row.views if each.words)
    return "\n".join([first, row.reasons, *named])


@shows(Information.CALENDAR)
def meeting(work: Work, ref: str) -> MeetingRecord:
    """A whole meeting.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = meetings_of(work, [ref])
    if not found:
        raise unknown("meeting", ref)
    return MeetingRecord(
        row=found[0],
        items=items(work, ref),
        quorum=quorum(work, ref),
        line_up=line_up(work, ref),
        papers_due=clocks(work).papers_to_members(found[0].meets_on),
        signed=found[0].minutes is MinutesState.SIGNED,
        version=find(work.session, Meeting, ref, "meeting").version,
    )


@shows(Information.CALENDAR)
@asked_once
def line_up(work: Work, meeting: str) -> tuple[LineUpRow, ...]:
    """Everyone invited to a meeting: the chair, the other members, then advisers and observers.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    numbers = {row.ref: row.item for row in items(work, meeting)}
    by_member: dict[str, list[str]] = {}
    for interest, _ in sorted(interests_in(work, tuple(numbers)), key=lambda pair: pair[0].case_ref):
        by_member.setdefault(interest.member_ref, []).append(f"item {numbers[interest.case_ref]}")
    members = members_for(work, (meeting,))
    invited = [(row, members[row.member_ref]) for row in attendance_of(work, (meeting,))]
    experience = backgrounds_of(work, tuple(member.ref for _, member in invited))
    offices = offices_at(work, found, [member for _, member in invited])
    names = {member.ref: member_name(member) for _, member in invited}
    sat, agency_clocks = sittings(work), clocks(work)
    rows = [
        LineUpRow(
            member=member.ref,
            name=member_name(member),
            role=offices.get(member.ref, member.role),
            category=member.category,
            background=experience.get(member.ref, ()),
            is_independent=member.is_independent,
            capacity=row.capacity,
            response=row.response,
            attended=row.attended,
            arrived_at=row.arrived_at,
            left_at=row.left_at,
            interests=tuple(by_member.get(member.ref, ())),
            replied_how=row.replied_how,
            instead_of=names.get(row.substitutes_for_ref or ""),
            sittings=sat.get(member.ref, 0),
            not_ready=missing_vetting(work, member),
            overdue=overdue_renewals(work, member, agency_clocks),
            how_given=row.how_given,
            recorded_by=row.recorded_by,
        )
        for row, member in invited
    ]
    return tuple(
        sorted(
            rows,
            key=lambda r: (
                _CAPACITY_ORDER.index(r.capacity),
                r.member != found.chair_ref,
                _ROLE_ORDER.index(r.role),
                by_name(members[r.member]),
            ),
        )
    )


@shows(Information.CALENDAR)
@asked_once
def meeting_facts(work: Work, ref: str) -> MeetingFacts:
    """The facts of a meeting that every document prints.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, ref, "meeting")
    agency = agency_record(work)
    chair = work.session.get(Member, found.chair_ref) if found.chair_ref else None
    return MeetingFacts(
        agency=agency.name,
        panel=found.panel,
        meeting=found.ref,
        held_on=found.meets_on,
        starts_at=found.starts_at,
        place=found.place,
        chair=member_name(chair) if chair else None,
        panel_type=agency.panel_type,
    )


@shows(Information.CALENDAR)
@asked_once
def item_facts(work: Work, meeting: str) -> tuple[tuple[CaseRow, CaseFacts], ...]:
    """Each item of a meeting, with the facts of its case that documents print."""
    on_agenda = cases_of(work, (meeting,))
    concerned, households = children_of(work, on_agenda), households_of(work, on_agenda)
    authorities = authority_names(work)
    return tuple(
        (row, case_facts(found, households[row.ref], concerned[row.ref], authorities))
        for row, found in zip(items(work, meeting), on_agenda, strict=True)
    )


@shows(Information.CALENDAR)
@asked_once
def declared_interests(work: Work, meeting: str) -> tuple[DeclaredInterest, ...]:
    """The interests declared in the cases of a meeting, in the agenda's order."""
    numbers = {row.ref: row.item or 0 for row in items(work, meeting)}
    declared = [
        DeclaredInterest(
            interest.case_ref, numbers[interest.case_ref], member_name(member), interest.nature, interest.withdraws
        )
        for interest, member in interests_in(work, tuple(numbers))
    ]
    return tuple(sorted(declared, key=lambda each: each.item))


def role_in_words(row: LineUpRow) -> str:
    """A person's office and background as a document prints it: `Vice chair, independent`."""
    return capital(row.category if row.role is PanelRole.MEMBER else f"{row.role}, {row.category}")


@shows(Information.CALENDAR)
def minutes_state(work: Work, meeting: str) -> MinutesState | None:
    """The state of the newest version of a meeting's minutes; None where it has none."""
    found = select(Minutes.state).where(Minutes.meeting_ref == meeting, Minutes.given_up_at.is_(None))
    return work.session.scalars(found.order_by(Minutes.number.desc()).limit(1)).one_or_none()
