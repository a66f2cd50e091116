"""Bookings: the meetings that have room for a case, the reserve list, and the history of a booking."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select

from panel_desk.desk import Work, shows
from panel_desk.models import Attendance, BookingEvent, Case, CaseChild, Interest, Meeting, Member
from panel_desk.queries.agency import clocks, figures, unknown
from panel_desk.queries.cases.cases import CaseRow, cases, cases_of
from panel_desk.queries.cases.preconditions import PreconditionRow
from panel_desk.queries.names import by_name, member_name, person_of
from panel_desk.queries.records import find
from panel_desk.queries.today.running_clocks import DueRow, due_for_cases
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock, ClockKind
from panel_desk.rules.dates import in_words
from panel_desk.rules.figures import Figures
from panel_desk.rules.item_times import ends_at, item_slots, overrun_minutes
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import BookingStep, CaseKind, CaseStatus, MeetingStatus, Response

_OWN_CLOCKS = (ClockKind.MATCH_AFTER_PLAN, ClockKind.STAGE_TWO, ClockKind.REVIEW_OF_APPROVAL)
"""The clocks before whose end a panel has to hear a case."""
_MOST_OFFERS = 8  # meetings that are offered for a case


@dataclass(frozen=True, slots=True)
class AgendaSlot:
    """The slot that a case would get after the last item of a meeting.

    Args:
        items: how many items the meeting has already.
        capacity: how many it has room for.
        starts_at: when the case would start; None where the meeting has no start.
        duration_minutes: how long the case would take.
        overrun_minutes: by how much the panel day would then run over; 0 where it would not.
    """

    items: int
    capacity: int
    starts_at: time | None
    duration_minutes: int
    overrun_minutes: int

    @property
    def is_full(self) -> bool:
        """Whether the meeting has no room for another item."""
        return self.items >= self.capacity


@dataclass(frozen=True, slots=True)
class Offer:
    """A meeting that could hear a case.

    Args:
        meeting: its ref.
        slot: the slot that the case would get.
        papers_due: the clock by which members must have the papers.
        own_clock: the case's own soonest clock, such as the match's; None where none runs.
        days_later: how many days after the soonest offer the case would be heard.
        warnings: the drawbacks of the meeting for this case, one sentence each.
    """

    meeting: str
    meets_on: date
    slot: AgendaSlot
    papers_due: Clock
    own_clock: Clock | None
    days_later: int
    warnings: tuple[str, ...]

    @property
    def ref(self) -> str:
        """The meeting's ref, as a list's key."""
        return self.meeting


@dataclass(frozen=True, slots=True)
class BookableCase:
    """A case that could be booked on a meeting.

    Args:
        row: the case.
        offer: the slot that it would get there, with warnings.
    """

    row: CaseRow
    offer: Offer

    @property
    def ref(self) -> str:
        """The case's ref."""
        return self.row.ref


@dataclass(frozen=True, slots=True)
class NewPlace:
    """The meetings to which a case of a cancelled meeting could move.

    Args:
        case: its ref.
        item: its number on the agenda.
        offers: the meetings with room, soonest first.
        suggested: the soonest meeting that still has room once the items before this one have moved to theirs; None
            for the reserve list.
    """

    case: str
    item: int | None
    offers: tuple[Offer, ...]
    suggested: str | None


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One step in the history of a case's booking; `by` is the name of who took it."""

    id: int
    step: BookingStep
    meeting: str | None
    meeting_date: date | None
    reason: str
    at: datetime
    by: str


@shows(Information.OFFICE_WORK)
def first_available(work: Work, case: str, most: int = _MOST_OFFERS) -> tuple[Offer, ...]:
    """The next meetings that have room for a case, soonest first, with warnings; at most `most` of them.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = find(work.session, Case, case, "case")
    return _offers(found, own_clocks(work, (case,))[case], _agendas(work, _upcoming(work), (case,)), most)


@shows(Information.OFFICE_WORK)
def new_places(work: Work, meeting: str) -> tuple[NewPlace, ...]:
    """The meetings to which each case could move if this meeting were cancelled, in the agenda's order."""
    booked = work.session.scalars(
        select(Case).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED).order_by(Case.item_no, Case.ref)
    ).all()
    if not booked:
        return ()
    refs = tuple(case.ref for case in booked)
    own, agendas = own_clocks(work, refs), _agendas(work, _upcoming(work), refs)
    taken: Counter[str] = Counter()
    places = []
    for case in booked:
        offers = _offers(case, own[case.ref], agendas, _MOST_OFFERS)
        free = (each.meeting for each in offers if each.slot.items + taken[each.meeting] < each.slot.capacity)
        suggested = next(free, None)
        if suggested is not None:
            taken[suggested] += 1
        places.append(NewPlace(case.ref, case.item_no, offers, suggested))
    return tuple(places)


@shows(Information.OFFICE_WORK)
def bookable_cases(work: Work, meeting: str) -> tuple[BookableCase, ...]:
    """The cases on the reserve list that could be booked on a meeting, in the list's order, with warnings.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    waiting = _reserve(work)
    (agenda,) = _agendas(work, (found,), tuple(row.ref for row, _ in waiting))
    return tuple(
        BookableCase(row, agenda.offer(work.session.get_one(Case, row.ref), own, None)) for row, own in waiting
    )


@shows(Information.CASES)
def own_clocks(work: Work, cases: tuple[str, ...]) -> Mapping[str, Clock | None]:
    """The soonest clock before whose end each case has to be heard, by the case's ref; None where none runs.

    Raises:
        RuleBrokenError: there is no such case.
    """
    if not cases:
        return {}
    running = due_for_cases(work, cases)
    found: dict[str, tuple[CaseKind, str | None, set[str]]] = {}
    for case, kind, household, child in work.session.execute(
        select(Case.ref, Case.kind, Case.household_ref, CaseChild.child_ref)
        .outerjoin(CaseChild, CaseChild.case_ref == Case.ref)
        .where(Case.ref.in_(cases))
    ):
        found.setdefault(case, (kind, household, set()))[2].add(child)
    for case in cases:
        if case not in found:
            raise unknown("case", case)
    return {case: _soonest_clock(running, case, *found[case]) for case in cases}


def _soonest_clock(
    running: Iterable[DueRow], case: str, kind: CaseKind, household: str | None, children: Collection[str]
) -> Clock | None:
    """The soonest of the clocks that run on a case or its children or, for a review, on the household's approval."""
    reviewed = household if kind is CaseKind.REVIEW_OF_APPROVAL else None
    own = (
        row.clock
        for row in running
        if row.clock.kind in _OWN_CLOCKS
        and (
            row.case == case
            or (row.child is not None and row.child in children)
            or (row.household == reviewed and row.clock.kind is ClockKind.REVIEW_OF_APPROVAL)
        )
    )
    return min(own, key=_due_on, default=None)


@shows(Information.OFFICE_WORK)
def slot_on(work: Work, case: Case, meeting: Meeting) -> AgendaSlot:
    """The slot that a case would get after the last item of a meeting."""
    (agenda,) = _agendas(work, (meeting,), ())
    return agenda.slot(case)


def _upcoming(work: Work) -> Sequence[Meeting]:
    """The planned meetings from today on, soonest first."""
    planned = select(Meeting).where(
        Meeting.status == MeetingStatus.PLANNED, Meeting.meets_on >= work.time_source.today()
    )
    return work.session.scalars(planned.order_by(Meeting.meets_on, Meeting.starts_at)).all()


def length_of(kind: CaseKind, agency_figures: Figures) -> int:
    """How many minutes a case of a kind takes unless it has a length of its own."""
    if kind is CaseKind.APPROVAL:
        return agency_figures.approval_minutes
    return agency_figures.match_minutes if kind is CaseKind.MATCH else agency_figures.other_case_minutes


@shows(Information.OFFICE_WORK)
def reserve_list(work: Work) -> tuple[CaseRow, ...]:
    """The requested cases that are on no agenda, in the order in which their own clocks run out."""
    return tuple(row for row, _ in _reserve(work))


@shows(Information.OFFICE_WORK)
def free_places(work: Work, meeting: str) -> int:
    """How many more items a meeting has room for.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    booked = select(func.count()).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    room = found.capacity or figures(work).items_per_meeting
    return max(0, room - work.session.scalars(booked).one())


@shows(Information.CASES)
def booking_history(work: Work, case: str) -> tuple[BookingRow, ...]:
    """The steps of a case's booking, newest first."""
    found = work.session.execute(
        select(BookingEvent, Meeting.meets_on, person_of(BookingEvent.by))
        .outerjoin(Meeting, Meeting.ref == BookingEvent.meeting_ref)
        .where(BookingEvent.case_ref == case)
        .order_by(BookingEvent.id.desc())
    )
    return tuple(BookingRow(e.id, e.step, e.meeting_ref, meets, e.reason, e.at, by) for e, meets, by in found)


def unsettled(rows: Sequence[PreconditionRow]) -> tuple[str, ...]:
    """The names of the preconditions on a checklist that are neither in place nor waived."""
    return tuple(row.rule.name for row in rows if not row.is_settled)


def _reserve(work: Work) -> list[tuple[CaseRow, Clock | None]]:
    """The reserve list, each case with its own soonest clock."""
    running = due_for_cases(work)
    waiting = [
        (row, _soonest_clock(running, row.ref, row.kind, row.household, row.children))
        for row in cases(work)
        if row.status is CaseStatus.REQUESTED
    ]
    return sorted(waiting, key=lambda each: (each[1].due_on if each[1] else date.max, each[0].ref))


def _due_on(clock: Clock) -> date:
    return clock.due_on


@dataclass(frozen=True, slots=True)
class _Agenda:
    """A meeting's agenda, as far as offers are worked out from it.

    Args:
        today: the day on which the offers are made.
        agency_figures: the agency's figures.
        booked: its items, in order.
        papers_due: the clock by which members must have the papers.
        interests: its line-up's interests in the cases that are offered, in sentences, by the case's ref.
    """

    meeting: Meeting
    today: date
    agency_figures: Figures
    booked: tuple[Case, ...]
    papers_due: Clock
    interests: Mapping[str, Sequence[str]]

    def slot(self, case: Case) -> AgendaSlot:
        """The slot that a case would get after the last item."""
        others = [each for each in self.booked if each is not case]
        minutes = case.minutes or length_of(case.kind, self.agency_figures)
        starts_at = _next_start(self.meeting, others, self.agency_figures)
        ends = ends_at(self.meeting.meets_on, starts_at, minutes)
        overrun = 0
        if self.meeting.starts_at is not None and ends is not None:
            panel_day = item_slots(self.meeting.starts_at, [self.agency_figures.meeting_minutes], 0)[0]
            overrun = overrun_minutes(ends, panel_day.ends_at) if panel_day else 0
        capacity = self.meeting.capacity or self.agency_figures.items_per_meeting
        return AgendaSlot(len(others), capacity, starts_at, minutes, overrun)

    def offer(self, case: Case, own: Clock | None, soonest: date | None) -> Offer:
        """The meeting as an offer for a case.

        Args:
            case: the case.
            own: the case's own soonest clock; None where none runs.
            soonest: the day of the soonest offer; None where this is it.
        """
        slot = self.slot(case)
        warnings = []
        if slot.is_full:
            warnings.append(f"The meeting is full: it has {count(slot.items, 'item')}.")
        if self.papers_due.overdue(self.today):
            warnings.append(f"Members should have had the papers by {in_words(self.papers_due.due_on)}.")
        if own is not None and self.meeting.meets_on > own.due_on:
            warnings.append(f"The meeting is after {in_words(own.due_on)}. {own.rule}")
        if slot.overrun_minutes:
            warnings.append(f"The panel day would run over by {count(slot.overrun_minutes, 'minute')}.")
        return Offer(
            meeting=self.meeting.ref,
            meets_on=self.meeting.meets_on,
            slot=slot,
            papers_due=self.papers_due,
            own_clock=own,
            days_later=(self.meeting.meets_on - soonest).days if soonest else 0,
            warnings=(*warnings, *self.interests.get(case.ref, ())),
        )


def _agendas(work: Work, meetings: Sequence[Meeting], cases: tuple[str, ...]) -> tuple[_Agenda, ...]:
    """The agendas of some meetings, each with its line-up's interests in the cases that are to be booked."""
    refs = tuple(meeting.ref for meeting in meetings)
    booked: defaultdict[str | None, list[Case]] = defaultdict(list)
    for case in cases_of(work, refs):
        booked[case.meeting_ref].append(case)
    interests = _interests(work, refs, cases) if cases else {}
    return tuple(
        _Agenda(
            meeting,
            work.time_source.today(),
            figures(work),
            tuple(booked[meeting.ref]),
            clocks(work).papers_to_members(meeting.meets_on),
            interests.get(meeting.ref, {}),
        )
        for meeting in meetings
    )


def _offers(case: Case, own: Clock | None, agendas: Iterable[_Agenda], most: int) -> tuple[Offer, ...]:
    """The first meetings that have room for a case, without the one that it is booked on; at most `most`."""
    offers: list[Offer] = []
    for agenda in agendas:
        if agenda.meeting.ref == case.meeting_ref:
            continue
        offer = agenda.offer(case, own, offers[0].meets_on if offers else None)
        if not offer.slot.is_full:
            offers.append(offer)
        if len(offers) == most:
            break
    return tuple(offers)


def _interests(
    work: Work, meetings: tuple[str, ...], cases: tuple[str, ...]
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The interests that people on meetings' line-ups have in cases, in sentences, by the meeting's and case's ref."""
    declared = work.session.execute(
        select(Attendance.meeting_ref, Interest, Member)
        .join(Member, Member.ref == Interest.member_ref)
        .join(Attendance, Attendance.member_ref == Interest.member_ref)
        .where(
            Interest.case_ref.in_(cases),
            Attendance.meeting_ref.in_(meetings),
            Attendance.response.is_distinct_from(Response.DECLINED),
        )
    )
    found: dict[str, dict[str, list[str]]] = {}
    for meeting, interest, member in sorted(declared, key=lambda each: by_name(each[2])):
        does = "withdraws from this case" if interest.withdraws else "has an interest in this case"
        found.setdefault(meeting, {}).setdefault(interest.case_ref, []).append(
            f"{member_name(member)} is on its line-up and {does} ({interest.nature})."
        )
    return found


def _next_start(meeting: Meeting, booked: Sequence[Case], agency_figures: Figures) -> time | None:
    """When the next item starts: a break after the last one's end; None where the meeting has no times."""
    ends = [
        (ends_at(meeting.meets_on, each.starts_at, each.minutes or length_of(each.kind, agency_figures)))
        for each in booked
    ]
    known = [moment for moment in ends if moment is not None]
    if known:
        slot = item_slots(max(known), [agency_figures.break_minutes], 0)[0]
    elif meeting.starts_at is not None:
        slot = item_slots(meeting.starts_at, [agency_figures.first_item_after_minutes], 0)[0]
    else:
        return None
    return slot.ends_at if slot else None
