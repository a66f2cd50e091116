"""The quorum of each item of a meeting: from attendance, or from the replies where the meeting is still to come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import Absence, Attendance, Case, Meeting, Member
from panel_desk.queries.agency import agency_record, figures
from panel_desk.queries.cases.cases import cases_of, interests_in
from panel_desk.queries.members.offices import offices_at
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.figures import Figures
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.quoracy import Attendee, Away, Item, Sitting, Verdict, judge_quorum, who_would_make_quorate
from panel_desk.rules.vocabulary import MeetingStatus, MemberStatus, PanelRole, PanelType, Response

_ABSENT = {
    Response.DECLINED: "sent apologies",
    Response.TENTATIVE: "has accepted only tentatively",
    Response.NONE: "has not replied",
    None: "has not replied",
}
"""Why a person is not expected at a meeting that is still to come, by their reply."""


@dataclass(frozen=True, slots=True)
class NotCountedRow:
    """A person who does not count towards an item's quorum, and why."""

    ref: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ItemQuorum:
    """The verdict on one item, with names.

    Args:
        item: its number; if it has none, its place on the agenda, from 1.
        case: the case's ref.
        verdict: the rule's verdict.
        counted: the names of those who count, in the order of the verdict's refs.
        not_counted: the others, each with the reason.
        presiding: the name of whoever presides; None where nobody may.
        could_make_quorate: the names of members not invited, any one of whom would make it quorate.
        could_make_quorate_refs: their refs, in the same order.
        is_forecast: True where it goes by the replies, because the meeting is still to come.
    """

    item: int
    case: str
    verdict: Verdict
    counted: tuple[str, ...]
    not_counted: tuple[NotCountedRow, ...]
    presiding: str | None
    could_make_quorate: tuple[str, ...]
    could_make_quorate_refs: tuple[str, ...]
    is_forecast: bool

    @property
    def quorate(self) -> bool:
        """Whether the panel may do business on the item."""
        return self.verdict.quorate

    @property
    def sentence(self) -> str:
        """The verdict in words, as the quorum light shows it."""
        return self.verdict.sentence

    @property
    def remedy(self) -> str:
        """What would make it quorate, with the members who could; empty where it is quorate."""
        if self.quorate or not self.could_make_quorate:
            return self.verdict.remedy
        return f"{self.verdict.remedy} Invite one of {', '.join(self.could_make_quorate)}."


@shows(Information.CALENDAR)
def quorum(work: Work, meeting: str) -> tuple[ItemQuorum, ...]:
    """The quorum of each item of a meeting, in the agenda's order.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    return quorum_of_each(work, (meeting,))[meeting]


@shows(Information.CALENDAR)
@asked_once
def quorum_of_each(work: Work, meetings: tuple[str, ...]) -> Mapping[str, tuple[ItemQuorum, ...]]:
    """The quorum of each item of some meetings, by the meeting's ref.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = [find(work.session, Meeting, ref, "meeting") for ref in meetings]
    members = members_for(work, meetings)
    attendance: defaultdict[str, list[Attendance]] = defaultdict(list)
    for row in attendance_of(work, meetings):
        attendance[row.meeting_ref].append(row)
    on_agenda: defaultdict[str | None, list[Case]] = defaultdict(list)
    for case in cases_of(work, meetings):
        on_agenda[case.meeting_ref].append(case)
    withdrawn = who_withdraws(work, meetings)
    absences: defaultdict[str, list[Absence]] = defaultdict(list)
    for absence in absences_from(work, meetings):
        absences[absence.meeting_ref].append(absence)
    panel_type = agency_record(work).panel_type
    agency_figures = figures(work)
    offices = {
        meeting.ref: offices_at(work, meeting, [members[row.member_ref] for row in attendance[meeting.ref]])
        for meeting in found
    }
    return {
        meeting.ref: tuple(
            _judge_item(
                meeting,
                case,
                case.item_no or place,
                _item_times(work, meeting, case, withdrawn[case.ref]),
                members,
                attendance[meeting.ref],
                absences[meeting.ref],
                offices[meeting.ref],
                panel_type,
                agency_figures,
            )
            for place, case in enumerate(on_agenda[meeting.ref], start=1)
        )
        for meeting in found
    }


@shows(Information.CALENDAR)
@asked_once
def members_for(work: Work, meetings: tuple[str, ...]) -> Mapping[str, Member]:
    """Return the active members and everybody invited to some meetings, by ref; for queries."""
    invited = select(Attendance.member_ref).where(Attendance.meeting_ref.in_(meetings))
    may_sit = select(Member).where(or_(Member.status == MemberStatus.ACTIVE, Member.ref.in_(invited)))
    return {member.ref: member for member in work.session.scalars(may_sit)}


@shows(Information.CALENDAR)
def who_withdraws(work: Work, meetings: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the refs of the members who withdraw from each case of some meetings, by the case's ref."""
    return _who_withdraws(work, tuple(case.ref for case in cases_of(work, meetings)))


@without_limits
def _who_withdraws(work: Work, cases: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    withdrawn: dict[str, set[str]] = {case: set() for case in cases}
    for interest, _ in interests_in(work, cases):
        if interest.withdraws:
            withdrawn[interest.case_ref].add(interest.member_ref)
    return {case: frozenset(members) for case, members in withdrawn.items()}


@shows(Information.CALENDAR)
@asked_once
def attendance_of(work: Work, meetings: tuple[str, ...]) -> Sequence[Attendance]:
    """Return the attendance records of some meetings, one for each person invited; for operations and queries."""
    return work.session.scalars(select(Attendance).where(Attendance.meeting_ref.in_(meetings))).all()


@shows(Information.CALENDAR)
@asked_once
def absences_from(work: Work, meetings: tuple[str, ...]) -> Sequence[Absence]:
    """Return every absence from a part of some meetings, ordered by when it begins; for queries."""
    found = select(Absence).where(Absence.meeting_ref.in_(meetings)).order_by(Absence.from_at, Absence.id)
    return work.session.scalars(found).all()


def _judge_item(
    meeting: Meeting,
    case: Case,
    number: int,
    item: Item,
    members: Mapping[str, Member],
    attendance: Sequence[Attendance],
    absences: Sequence[Absence],
    offices: Mapping[str, PanelRole],
    panel_type: PanelType,
    agency_figures: Figures,
) -> ItemQuorum:
    """The quorum of one item, from attendance or, before the meeting, from the replies."""
    is_forecast = meeting.status is not MeetingStatus.HELD and not any(row.attended for row in attendance)
    attendees = tuple(
        attendee(
            members[row.member_ref],
            row,
            absences,
            is_forecast=is_forecast,
            role_before=offices.get(row.member_ref, PanelRole.MEMBER),
        )
        for row in attendance
    )
    sitting = Sitting(
        on=meeting.meets_on, panel_type=panel_type, chair_ref=meeting.chair_ref, starts_at=meeting.starts_at
    )
    verdict = judge_quorum(item, attendees, sitting, agency_figures)
    could_make_quorate_refs: tuple[str, ...] = ()
    if not verdict.quorate:
        invited = {row.member_ref for row in attendance}
        others = (
            attendee(member, None, is_forecast=True)
            for ref, member in members.items()
            if ref not in invited and member.status is MemberStatus.ACTIVE
        )
        could_make_quorate_refs = who_would_make_quorate(item, attendees, others, sitting, agency_figures)
    return ItemQuorum(
        item=number,
        case=case.ref,
        verdict=verdict,
        counted=tuple(member_name(members[ref]) for ref in verdict.counted),
        not_counted=tuple(
            NotCountedRow(each.ref, member_name(members[each.ref]), each.reason) for each in verdict.not_counted
        ),
        presiding=member_name(members[verdict.presiding]) if verdict.presiding else None,
        could_make_quorate=tuple(member_name(members[ref]) for ref in could_make_quorate_refs),
        could_make_quorate_refs=could_make_quorate_refs,
        is_forecast=is_forecast,
    )


def _item_times(work: Work, meeting: Meeting, case: Case, withdrawn: frozenset[str]) -> Item:
    """Return an item for the quorum rule: its times, and the refs of the members who withdraw.

    Times noted on the day replace the planned ones. An item that has begun is under way until its end is noted or its
    day is over; after that day, an item without a noted end lasts as long as planned.
    """
    now = work.time_source.now().astimezone()
    starts_at = case.began_at or case.starts_at
    is_under_way = case.began_at is not None and case.ended_at is None and meeting.meets_on == work.time_source.today()
    return Item(
        starts_at=starts_at,
        ends_at=None if is_under_way else case.ended_at or ends_at(meeting.meets_on, starts_at, case.minutes),
        under_way_at=now.time().replace(second=0, microsecond=0) if is_under_way else None,
        withdrawn=withdrawn,
    )


def attendee(
    member: Member,
    row: Attendance | None,
    absences: Sequence[Absence] = (),
    *,
    is_forecast: bool,
    role_before: PanelRole = PanelRole.MEMBER,
) -> Attendee:
    """Return a member for the quorum rule: present by attendance or reply, and always if not invited.

    Args:
        member: the member.
        row: their attendance record; None where they are not invited.
        absences: everybody's absences from parts of the meeting.
        is_forecast: True to go by the reply instead of attendance.
        role_before: their office before the present one began.
    """
    person = Attendee(
        ref=member.ref,
        name=member_name(member),
        category=member.category,
        role=member.role,
        role_from=member.role_from,
        role_before=role_before,
        qualified_since=member.qualified_social_worker_since,
        independent=member.is_independent,
        status=member.status,
        joined_on=member.joined_list_on,
        left_on=member.left_list_on,
        on_hold_from=member.on_hold_from,
        on_hold_until=member.on_hold_until,
    )
    if row is None:
        return person
    return replace(
        person,
        capacity=row.capacity,
        attended=row.response is Response.ACCEPTED if is_forecast else row.attended,
        absence=_ABSENT.get(row.response, "did not attend") if is_forecast else "did not attend",
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        away=tuple(
            Away(from_at=each.from_at, until_at=each.until_at, why=each.why)
            for each in absences
            if each.member_ref == member.ref
        ),
    )
