"""Line-ups: the inputs of a suggestion, possible substitutes, and items that one more apology makes inquorate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from panel_desk.desk import Work, shows
from panel_desk.models import Attendance, Case, Interest, Meeting
from panel_desk.queries.agency import agency_record, figures
from panel_desk.queries.cases.cases import cases_of
from panel_desk.queries.meetings.quorum import (
    ItemQuorum,
    attendance_of,
    attendee,
    members_for,
    quorum,
    who_withdraws,
)
from panel_desk.queries.members.members import backgrounds_of
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.dates import start_of_year
from panel_desk.rules.figures import Figures
from panel_desk.rules.folding import fold
from panel_desk.rules.line_ups import Candidate, LineUpRequest, PanelItem
from panel_desk.rules.quoracy import Item, QuorumCondition, Sitting, judge_quorum, quorum_of
from panel_desk.rules.text import listed, with_numbers
from panel_desk.rules.vocabulary import Capacity, CaseKind, MeetingStatus, Response

_SPARE_SEATS = 1  # beyond the quorum, so that one apology does not make the panel inquorate
_MOST_SPARE_SEATS = 4  # seats beyond the quorum that can be filled
_WITHOUT = {
    QuorumCondition.TOO_FEW_MEMBERS: "with too few members",
    QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "without a chair or vice chair",
    QuorumCondition.NO_SOCIAL_WORKER: "without a social worker",
    QuorumCondition.NO_INDEPENDENT_MEMBER: "without an independent member",
}


@dataclass(frozen=True, slots=True)
class LineUpInputs:
    """The inputs from which line-ups are suggested.

    Args:
        panels: the panels, in order of their days.
        candidates: the active members, and everybody who is invited.
        figures: the agency's figures.
    """

    panels: tuple[LineUpRequest, ...]
    candidates: tuple[Candidate, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class ItemForecast:
    """The quorum of an item by the replies so far, and what one more apology would do to it.

    Args:
        quorum: the verdict, with its remedy.
        at_risk: for each condition of the quorum that one more apology would break, the names of the people whose
            apology would; no names where anybody's would.
    """

    quorum: ItemQuorum
    at_risk: tuple[tuple[QuorumCondition, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Substitute:
    """A member who could come instead of another.

    Args:
        member: the member's ref.
        name: how the name prints.
        inquorate: the numbers of the items that would not be quorate then, if everybody who has not declined comes.
    """

    member: str
    name: str
    inquorate: tuple[int, ...]


@shows(Information.OFFICE_WORK)
def line_up_inputs(work: Work, meeting: str) -> LineUpInputs:
    """The inputs for suggesting the line-up of one meeting.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    return _inputs(work, [found])


@shows(Information.OFFICE_WORK)
def line_ups_inputs(work: Work, first: date, last: date = date.max) -> LineUpInputs:
    """The inputs for suggesting the line-ups of every planned meeting from the first day to the last, inclusive."""
    planned = select(Meeting).where(Meeting.status == MeetingStatus.PLANNED, Meeting.meets_on.between(first, last))
    return _inputs(work, work.session.scalars(planned.order_by(Meeting.meets_on, Meeting.ref)).all())


@shows(Information.CALENDAR)
def forecast(work: Work, meeting: str) -> tuple[ItemForecast, ...]:
    """The quorum of each item of an upcoming meeting by the replies so far, and what one more apology would do.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    item_quorums = quorum(work, meeting)
    inputs = line_up_inputs(work, meeting)
    [panel] = inputs.panels
    members = members_for(work, (meeting,))
    expected = [attendee(members[row.member_ref], row, is_forecast=True) for row in attendance_of(work, (meeting,))]
    found = []
    for each, on_agenda in zip(item_quorums, panel.items, strict=True):
        at_risk: dict[QuorumCondition, list[str]] = {}
        if each.quorate and each.is_forecast:
            for ref, name in zip(each.verdict.counted, each.counted, strict=True):
                others = [person for person in expected if person.ref != ref]
                for condition in judge_quorum(on_agenda.item, others, panel.sitting, inputs.figures).missing:
                    at_risk.setdefault(condition, []).append(name)
        if QuorumCondition.TOO_FEW_MEMBERS in at_risk:  # anybody's apology breaks it
            at_risk = {QuorumCondition.TOO_FEW_MEMBERS: []}
        found.append(ItemForecast(each, tuple((condition, tuple(names)) for condition, names in at_risk.items())))
    return tuple(found)


def apology_warnings(items: Sequence[ItemForecast]) -> tuple[str, ...]:
    """The items that one more apology would make inquorate, in sentences."""
    by_cause: dict[tuple[QuorumCondition, tuple[str, ...]], list[str]] = defaultdict(list)
    for each in items:
        for cause in each.at_risk:
            by_cause[cause].append(str(each.quorum.item))
    sentences = []
    for (condition, names), numbers in by_cause.items():
        whose = f" from {listed(names, 'or')}" if names else ""
        sentences.append(f"One more apology{whose} would leave {with_numbers('item', numbers)} {_WITHOUT[condition]}.")
    return tuple(sentences)


@shows(Information.OFFICE_WORK)
def substitutes(work: Work, meeting: str, leaving: str) -> tuple[Substitute, ...]:
    """The members who could come instead of another, those who leave the fewest items inquorate first.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    inputs = line_up_inputs(work, meeting)
    [panel] = inputs.panels
    capacities = {
        row.member_ref: row.capacity for row in attendance_of(work, (meeting,)) if row.response is not Response.DECLINED
    }
    expected = [
        each.attendee
        for each in inputs.candidates
        if capacities.get(each.attendee.ref) is Capacity.MEMBER and each.attendee.ref != leaving
    ]
    found = []
    for each in inputs.candidates:
        person = each.attendee
        if person.ref in {*capacities, *panel.declined, leaving} or panel.sitting.on in each.unavailable:
            continue
        verdicts = (
            (on_agenda.number, judge_quorum(on_agenda.item, [*expected, person], panel.sitting, inputs.figures))
            for on_agenda in panel.items
        )
        inquorate = tuple(number for number, verdict in verdicts if not verdict.quorate)
        found.append((len(inquorate), each.sittings, Substitute(person.ref, person.name, inquorate)))
    return tuple(substitute for *_, substitute in sorted(found, key=lambda row: (row[0], row[1], fold(row[2].name))))


def _inputs(work: Work, meetings: Sequence[Meeting]) -> LineUpInputs:
    """The inputs for suggesting the line-ups of some meetings."""
    refs = tuple(meeting.ref for meeting in meetings)
    attendance_at: defaultdict[str, list[Attendance]] = defaultdict(list)
    for row in attendance_of(work, refs):
        attendance_at[row.meeting_ref].append(row)
    busy = _busy(work, refs, {meeting.meets_on for meeting in meetings})
    sat = _sittings(work, refs)
    people = members_for(work, refs)
    experience = backgrounds_of(work, tuple(people))
    agency_figures = figures(work)
    items = _items(work, refs)
    panel_type = agency_record(work).panel_type
    panels = []
    for meeting in meetings:
        sitting = Sitting(
            on=meeting.meets_on, panel_type=panel_type, chair_ref=meeting.chair_ref, starts_at=meeting.starts_at
        )
        needed = quorum_of(sitting, agency_figures)
        rows = attendance_at[meeting.ref]
        sits = [row for row in rows if row.capacity is Capacity.MEMBER and row.response is not Response.DECLINED]
        panels.append(
            LineUpRequest(
                ref=meeting.ref,
                sitting=sitting,
                items=tuple(items[meeting.ref]),
                accepted=frozenset(row.member_ref for row in sits if row.response is Response.ACCEPTED),
                declined=frozenset(row.member_ref for row in rows if row not in sits),
                min_seats=needed + _SPARE_SEATS,
                max_seats=needed + _MOST_SPARE_SEATS,
            )
        )
    candidates = tuple(
        Candidate(
            attendee=attendee(member, None, is_forecast=True),
            backgrounds=frozenset(experience.get(ref, ())),
            sittings=sat.get(ref, 0),
            unavailable=frozenset(busy[ref]),
        )
        for ref, member in sorted(people.items())
    )
    return LineUpInputs(tuple(panels), candidates, agency_figures)


def _items(work: Work, refs: tuple[str, ...]) -> defaultdict[str | None, list[PanelItem]]:
    """The items of meetings, with the members who withdraw and those who sat on the household's approval."""
    cases = cases_of(work, refs)
    withdrawn = who_withdraws(work, refs)
    approved = _approved(work, {case.household_ref for case in cases if case.kind is CaseKind.MATCH})
    items: defaultdict[str | None, list[PanelItem]] = defaultdict(list)
    for case in cases:
        meeting_items = items[case.meeting_ref]
        meeting_items.append(
            PanelItem(
                number=case.item_no or len(meeting_items) + 1,
                case=case.ref,
                item=Item(withdrawn=withdrawn[case.ref]),
                preferred=frozenset(approved[case.household_ref] if case.kind is CaseKind.MATCH else ()),
            )
        )
    return items


def _approved(work: Work, households: set[str | None]) -> defaultdict[str | None, set[str]]:
    """For each household, the members who sat on its approval and did not withdraw."""
    withdrew = select(Interest.member_ref).where(
        Interest.case_ref == Case.ref, Interest.member_ref == Attendance.member_ref, Interest.withdraws
    )
    sat = (
        select(Case.household_ref, Attendance.member_ref)
        .join(Meeting, Meeting.ref == Case.meeting_ref)
        .join(Attendance, Attendance.meeting_ref == Meeting.ref)
        .where(
            Case.kind == CaseKind.APPROVAL,
            Case.household_ref.in_(households - {None}),
            Meeting.status == MeetingStatus.HELD,
            Attendance.attended,
            Attendance.capacity == Capacity.MEMBER,
            ~withdrew.exists(),
        )
    )
    found: defaultdict[str | None, set[str]] = defaultdict(set)
    for household, member in work.session.execute(sat):
        found[household].add(member)
    return found


def _busy(work: Work, refs: Sequence[str], days: set[date]) -> defaultdict[str, set[date]]:
    """The days among those given on which each member is on the line-up of another panel."""
    elsewhere = (
        select(Attendance.member_ref, Meeting.meets_on)
        .join(Meeting, Meeting.ref == Attendance.meeting_ref)
        .where(
            Meeting.meets_on.in_(days),
            Meeting.ref.not_in(refs),
            Meeting.status != MeetingStatus.CANCELLED,
            Attendance.response.is_distinct_from(Response.DECLINED),
        )
    )
    found: defaultdict[str, set[date]] = defaultdict(set)
    for member, day in work.session.execute(elsewhere):
        found[member].add(day)
    return found


def _sittings(work: Work, refs: Sequence[str]) -> dict[str, int]:
    """How often each member has sat or accepted since the agency's year began, without the meetings given."""
    begun = start_of_year(agency_record(work).year_starts_on, work.time_source.today())
    counted = (
        select(Attendance.member_ref, func.count())
        .join(Meeting, Meeting.ref == Attendance.meeting_ref)
        .where(
            Meeting.meets_on >= begun,
            Meeting.ref.not_in(refs),
            Attendance.capacity == Capacity.MEMBER,
            or_(
                (Meeting.status == MeetingStatus.HELD) & Attendance.attended,
                (Meeting.status == MeetingStatus.PLANNED) & (Attendance.response == Response.ACCEPTED),
            ),
        )
        .group_by(Attendance.member_ref)
    )
    return dict(work.session.execute(counted).all())
