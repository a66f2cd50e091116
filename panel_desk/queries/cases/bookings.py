"""Where a case can be heard: the first meetings that have room, whose papers can be in time, before its own clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select

from panel_desk.desk import Work, asked_once
from panel_desk.models import Attendance, BookingEvent, Case, Interest, Meeting, Member
from panel_desk.queries.agency import clocks, figures, unknown
from panel_desk.queries.cases.cases import CaseRow, cases
from panel_desk.queries.cases.preconditions import PreconditionRow
from panel_desk.queries.meetings.quorum import ends_at
from panel_desk.queries.names import member_name
from panel_desk.queries.today.running_clocks import due, due_for_case
from panel_desk.rules.clocks import Clock, ClockKind
from panel_desk.rules.dates import in_words
from panel_desk.rules.figures import Figures
from panel_desk.rules.item_times import overrun, reckoned
from panel_desk.rules.vocabulary import BookingStep, CaseKind, CaseStatus, MeetingStatus, Response

_OWN_CLOCKS = (ClockKind.MATCH_AFTER_PLAN, ClockKind.STAGE_TWO, ClockKind.REVIEW_OF_APPROVAL)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place that a case would have on a meeting.

    Args:
        items: how many items it has already.
        capacity: how many it has room for.
        starts_at: when the case would start; None where the meeting has no start.
        minutes: how long it would take.
        overruns_by: minutes by which the panel day would then run over.
    """

    items: int
    capacity: int
    starts_at: time | None
    minutes: int
    overruns_by: int

    @property
    def is_full(self) -> bool:
        """Whether it has no room."""
        return self.items >= self.capacity


@dataclass(frozen=True, slots=True)
class Offer:
    """A meeting that could hear a case.

    Args:
        meeting: its ref.
        slot: the place that the case would have.
        papers: the clock by which members must have the papers.
        own_clock: the case's own soonest clock, such as the match's; None where none runs.
        days_later: how many days later than the soonest offer it is heard.
        warnings: what speaks against it, in sentences; empty where nothing does.
    """

    meeting: str
    meets_on: date
    slot: Slot
    papers: Clock
    own_clock: Clock | None
    days_later: int
    warnings: tuple[str, ...]

    @property
    def ref(self) -> str:
        """The meeting's ref, as a list's key."""
        return self.meeting


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where a case of a meeting that is cancelled could go.

    Args:
        case: its ref.
        item: its number on the agenda.
        offers: the meetings with room, soonest first.
        suggested: the soonest that has room still when the items before it went where they are suggested; None for the
            reserve list.
    """

    case: str
    item: int | None
    offers: tuple[Offer, ...]
    suggested: str | None


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One step in the history of a case's booking."""

    id: int
    step: BookingStep
    meeting: str | None
    reason: str
    at: datetime
    by: str


def first_available(work: Work, case: str, most: int = 8) -> tuple[Offer, ...]:
    """The first meetings to come that have room for a case, soonest first, each with what speaks against it.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = work.session.get(Case, case)
    if found is None:
        raise unknown("case", case)
    own = own_clock(work, case)
    offers: list[Offer] = []
    for meeting in _to_come(work):
        if meeting.ref == found.meeting_ref:
            continue
        offer = _offer(work, found, meeting, own, offers[0].meets_on if offers else None)
        if not offer.slot.is_full:
            offers.append(offer)
        if len(offers) == most:
            break
    return tuple(offers)


def new_places(work: Work, meeting: str) -> tuple[NewPlace, ...]:
    """Where each case that is booked on a meeting could go if it were cancelled, in the agenda's order."""
    booked = work.session.scalars(
        select(Case).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED).order_by(Case.item_no, Case.ref)
    ).all()
    taken: Counter[str] = Counter()
    places = []
    for case in booked:
        offers = first_available(work, case.ref)
        free = (each.meeting for each in offers if each.slot.items + taken[each.meeting] < each.slot.capacity)
        suggested = next(free, None)
        if suggested is not None:
            taken[suggested] += 1
        places.append(NewPlace(case.ref, case.item_no, offers, suggested))
    return tuple(places)


def offer_of(work: Work, case: str, meeting: str) -> Offer:
    """What booking a case on one meeting would mean, wherever it is among the offers.

    Raises:
        RuleBrokenError: there is no such case or meeting.
    """
    found, at = work.session.get(Case, case), work.session.get(Meeting, meeting)
    if found is None:
        raise unknown("case", case)
    if at is None:
        raise unknown("meeting", meeting)
    return _offer(work, found, at, own_clock(work, case), None)


@asked_once
def own_clock(work: Work, case: str) -> Clock | None:
    """The soonest clock that a hearing of the case would have to beat; None where none runs."""
    running = [
        row
        for row in due_for_case(work, case)
        if row.clock.kind in _OWN_CLOCKS and (row.child is not None or row.case == case)
    ]
    return min((row.clock for row in running), key=lambda clock: clock.due_on, default=None)


def slot_on(work: Work, case: Case, meeting: Meeting) -> Slot:
    """The place that a case would have after the last item of a meeting."""
    set_to = figures(work)
    booked = [each for each in _booked_on(work, meeting.ref) if each.ref != case.ref]
    minutes = case.minutes or length_of(case.kind, set_to)
    starts_at = _next_start(meeting, booked, set_to)
    ends = ends_at(meeting.meets_on, starts_at, minutes)
    late = 0
    if meeting.starts_at is not None and ends is not None:
        last = reckoned(meeting.starts_at, [set_to.meeting_minutes], 0)[0]
        late = overrun(ends, last.ends_at) if last else 0
    return Slot(len(booked), meeting.capacity or set_to.items_per_meeting, starts_at, minutes, late)


@asked_once
def _to_come(work: Work) -> Sequence[Meeting]:
    """The planned meetings from today on, soonest first."""
    planned = select(Meeting).where(Meeting.status == MeetingStatus.PLANNED, Meeting.meets_on >= work.clock.today())
    return work.session.scalars(planned.order_by(Meeting.meets_on, Meeting.starts_at)).all()


@asked_once
def _booked_on(work: Work, meeting: str) -> Sequence[Case]:
    booked = select(Case).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    return work.session.scalars(booked.order_by(Case.item_no)).all()


def length_of(kind: CaseKind, set_to: Figures) -> int:
    """How many minutes a case of a kind takes unless it says otherwise."""
    if kind is CaseKind.APPROVAL:
        return set_to.approval_minutes
    return set_to.match_minutes if kind is CaseKind.MATCH else set_to.other_case_minutes


def reserve_list(work: Work) -> tuple[CaseRow, ...]:
    """The cases that wait for a meeting, the one whose own clock runs out first before the others."""
    last = date.max
    by_case: dict[str, date] = {}
    by_child: dict[str, date] = {}
    for row in due(work):
        if row.clock.kind in _OWN_CLOCKS:
            for known, key in ((by_case, row.case), (by_child, row.child)):
                if key is not None:
                    known[key] = min(known.get(key, last), row.clock.due_on)
    waiting = [row for row in cases(work) if row.status is CaseStatus.REQUESTED]
    return tuple(
        sorted(
            waiting,
            key=lambda row: (
                min([by_case.get(row.ref, last), *(by_child.get(child, last) for child in row.children)]),
                row.ref,
            ),
        )
    )


def free_places(work: Work, meeting: str) -> int:
    """How many more items a meeting has room for.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = work.session.get(Meeting, meeting)
    if found is None:
        raise unknown("meeting", meeting)
    booked = select(func.count()).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    room = found.capacity or figures(work).items_per_meeting
    return max(0, room - work.session.scalars(booked).one())


def booking_history(work: Work, case: str) -> tuple[BookingRow, ...]:
    """The steps of a case's booking, newest first."""
    found = work.session.scalars(select(BookingEvent).filter_by(case_ref=case).order_by(BookingEvent.id.desc()))
    return tuple(BookingRow(e.id, e.step, e.meeting_ref, e.reason, e.at, e.by) for e in found)


def still_wanted(rows: Sequence[PreconditionRow]) -> tuple[str, ...]:
    """What of a checklist is neither in place nor waived, by name."""
    return tuple(row.wanted.name for row in rows if not row.is_settled)


def _offer(work: Work, case: Case, meeting: Meeting, own: Clock | None, soonest: date | None) -> Offer:
    slot = slot_on(work, case, meeting)
    papers = clocks(work).papers_to_members(meeting.meets_on)
    today = work.clock.today()
    warnings = []
    if slot.is_full:
        warnings.append(f"It has its {slot.capacity} items.")
    if papers.overdue(today):
        warnings.append(f"Members should have had the papers by {in_words(papers.due_on)}.")
    if own is not None and meeting.meets_on > own.due_on:
        warnings.append(f"It is after {in_words(own.due_on)}. {own.rule}")
    if slot.overruns_by:
        warnings.append(f"The panel day would run over by {slot.overruns_by} minutes.")
    warnings += _interests(work, case, meeting)
    return Offer(
        meeting=meeting.ref,
        meets_on=meeting.meets_on,
        slot=slot,
        papers=papers,
        own_clock=own,
        days_later=(meeting.meets_on - soonest).days if soonest else 0,
        warnings=tuple(warnings),
    )


def _interests(work: Work, case: Case, meeting: Meeting) -> list[str]:
    """The interests in a case of those on a meeting's line-up."""
    declared = work.session.execute(
        select(Interest, Member)
        .join(Member, Member.ref == Interest.member_ref)
        .join(Attendance, Attendance.member_ref == Interest.member_ref)
        .where(
            Interest.case_ref == case.ref,
            Attendance.meeting_ref == meeting.ref,
            Attendance.response.is_distinct_from(Response.DECLINED),
        )
        .order_by(Member.family_name, Member.ref)
    )
    return [
        f"{member_name(member)} is on its line-up and "
        f"{'withdraws from this case' if interest.withdraws else 'has an interest in this case'} ({interest.nature})."
        for interest, member in declared
    ]


def _next_start(meeting: Meeting, booked: Sequence[Case], set_to: Figures) -> time | None:
    ends = [
        (ends_at(meeting.meets_on, each.starts_at, each.minutes or length_of(each.kind, set_to))) for each in booked
    ]
    known = [moment for moment in ends if moment is not None]
    if known:
        slot = reckoned(max(known), [set_to.break_minutes], 0)[0]
    elif meeting.starts_at is not None:
        slot = reckoned(meeting.starts_at, [set_to.first_item_after_minutes], 0)[0]
    else:
        return None
    return slot.ends_at if slot else None
