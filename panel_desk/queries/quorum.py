"""Quoracy of a meeting, item by item, from the registers; from the replies where the meeting is still to come."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from panel_desk.desk import Work
from panel_desk.models import Agency, Attendance, Case, Interest, Meeting, Member
from panel_desk.queries.agency import figures, unknown
from panel_desk.queries.names import member_name
from panel_desk.rules.quoracy import Attendee, Item, Sitting, Verdict, judge, who_could_mend
from panel_desk.rules.vocabulary import CaseStatus, MeetingStatus, MemberStatus, PanelRole, Response

_ABSENT = {
    Response.DECLINED: "sent apologies",
    Response.TENTATIVE: "has accepted only tentatively",
    Response.NONE: "has not replied",
    None: "has not replied",
}


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
        item: its place on the agenda; None where it has none yet.
        case: the case's ref.
        verdict: what the rule says.
        counted: the names of those who count, as the verdict's refs.
        not_counted: the others, with why.
        presiding: the name of the one who presides.
        could_mend: names of members not invited, any one of whom would make it quorate.
        is_forecast: whether it goes by replies because the meeting is still to come.
    """

    item: int | None
    case: str
    verdict: Verdict
    counted: tuple[str, ...]
    not_counted: tuple[NotCountedRow, ...]
    presiding: str | None
    could_mend: tuple[str, ...]
    is_forecast: bool

    @property
    def quorate(self) -> bool:
        """Whether the panel may do business on the item."""
        return self.verdict.quorate

    @property
    def sentence(self) -> str:
        """What the quorum light says."""
        return self.verdict.sentence

    @property
    def mend(self) -> str:
        """What would make it quorate, with who could."""
        if self.quorate or not self.could_mend:
            return self.verdict.mend
        return f"{self.verdict.mend} Invite one of {', '.join(self.could_mend)}."


def quorum(work: Work, meeting: str) -> tuple[ItemQuorum, ...]:
    """The quorum of each item of a meeting, in the agenda's order.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    sitting_at = work.session.get(Meeting, meeting)
    if sitting_at is None:
        raise unknown("meeting", meeting)
    members = {member.ref: member for member in work.session.scalars(select(Member))}
    there = {row.member_ref: row for row in work.session.scalars(select(Attendance).filter_by(meeting_ref=meeting))}
    is_forecast = sitting_at.status is not MeetingStatus.HELD and not any(row.attended for row in there.values())
    attendees = tuple(_attendee(members[ref], row, is_forecast=is_forecast) for ref, row in there.items())
    others = tuple(
        _attendee(member, None, is_forecast=True)
        for ref, member in members.items()
        if ref not in there and member.status is MemberStatus.ACTIVE
    )
    sitting = Sitting(
        on=sitting_at.meets_on,
        panel_type=work.session.scalars(select(Agency.panel_type)).one(),
        chair_ref=sitting_at.chair_ref,
        starts_at=sitting_at.starts_at,
    )
    set_to = figures(work)
    verdicts = []
    on_agenda = select(Case).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    for case in work.session.scalars(on_agenda.order_by(Case.item_no.nulls_last(), Case.ref)).all():
        withdrawn = work.session.scalars(select(Interest.member_ref).filter_by(case_ref=case.ref, withdraws=True))
        item = Item(
            starts_at=case.starts_at,
            ends_at=ends_at(sitting_at.meets_on, case.starts_at, case.minutes),
            withdrawn=frozenset(withdrawn),
        )
        verdict = judge(item, attendees, sitting, set_to)
        mending = () if verdict.quorate else who_could_mend(item, attendees, others, sitting, set_to)
        verdicts.append(
            ItemQuorum(
                item=case.item_no,
                case=case.ref,
                verdict=verdict,
                counted=tuple(member_name(members[ref]) for ref in verdict.counted),
                not_counted=tuple(
                    NotCountedRow(each.ref, member_name(members[each.ref]), each.reason) for each in verdict.not_counted
                ),
                presiding=member_name(members[verdict.presiding]) if verdict.presiding else None,
                could_mend=tuple(member_name(members[ref]) for ref in mending),
                is_forecast=is_forecast,
            )
        )
    return tuple(verdicts)


def ends_at(day: date, starts_at: time | None, minutes: int | None) -> time | None:
    """When an item ends; None where its start or length is not settled."""
    if starts_at is None or minutes is None:
        return None
    return (datetime.combine(day, starts_at) + timedelta(minutes=minutes)).time()


def _attendee(member: Member, row: Attendance | None, *, is_forecast: bool) -> Attendee:
    person = Attendee(
        ref=member.ref,
        name=member_name(member),
        category=member.category,
        role=member.role,
        role_from=member.role_from if member.role is not PanelRole.MEMBER else None,
        qualified_since=member.qualified_social_worker_since,
        independent=member.is_independent,
        status=member.status,
        joined_on=member.joined_list_on,
        left_on=member.left_list_on,
        held_from=member.on_hold_from,
        held_until=member.on_hold_until,
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
    )
