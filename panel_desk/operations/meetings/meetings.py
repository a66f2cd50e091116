"""What people do about meetings: schedule them, fill their agenda and line-up, note who came and went."""

from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Attendance, Case, Interest, Meeting, Member
from panel_desk.operations.meetings.day_times import refuse_before_the_day, refuse_future_times
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import change_fields, find, refuse_if_changed
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import (
    OFFICE,
    AccountRole,
    Capacity,
    CaseStatus,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    Response,
)

_HOURS = 24


@permits(*OFFICE)
def schedule_meeting(
    work: Work,
    meets_on: date,
    starts_at: time | None = None,
    panel: str = "Adoption Panel",
    kind: MeetingKind = MeetingKind.PLANNED,
    place: MeetingFormat | None = None,
    chair: str | None = None,
    capacity: int | None = None,
    pre_meeting_at: time | None = None,
    venue: str | None = None,
) -> str:
    """Put a meeting in the calendar; its ref, made from its day (`P2027-03-04`, then `P2027-03-04-2`).

    Args:
        work: the unit of work.
        meets_on: the day.
        starts_at: when it starts; None where it is not settled.
        panel: the panel's name.
        kind: why it meets.
        place: whether people meet in a room, on screen or both.
        chair: ref of who chairs it.
        capacity: how many items it has room for; None for the agency's usual number.
        pre_meeting_at: when chair and adviser meet before it.
        venue: the address, or the link to join by.

    Raises:
        RuleBrokenError: the panel has no name, the chair may not chair, the capacity is less than one, or the
            pre-meeting is after the start.
    """
    _check_facts(panel, starts_at, capacity, pre_meeting_at)
    ref, count = f"P{meets_on:%Y-%m-%d}", 1
    while work.session.get(Meeting, ref) is not None:
        count += 1
        ref = f"P{meets_on:%Y-%m-%d}-{count}"
    meeting = Meeting(
        ref=ref,
        panel=panel.strip(),
        meets_on=meets_on,
        starts_at=starts_at,
        kind=kind,
        place=place,
        status=MeetingStatus.PLANNED,
        capacity=capacity,
        pre_meeting_at=pre_meeting_at,
        venue=(venue or "").strip() or None,
    )
    work.session.add(meeting)
    if chair is not None:
        appoint_chair(work, meeting, chair)
    return ref


@permits(*OFFICE)
def change_meeting(
    work: Work,
    meeting: str,
    version: int,
    meets_on: date,
    starts_at: time | None,
    panel: str,
    kind: MeetingKind,
    place: MeetingFormat | None,
    chair: str | None,
    capacity: int | None,
    pre_meeting_at: time | None,
    venue: str | None,
) -> None:
    """Change a meeting's day, time, room, kind or chair, as for `schedule_meeting`; its ref stays.

    Raises:
        RuleBrokenError: as for `schedule_meeting` and `move_meeting`.
        ChangedMeanwhileError: somebody saved this meeting since `version` was read.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    fields = {
        "starts_at": starts_at,
        "panel": panel,
        "kind": kind,
        "place": place,
        "capacity": capacity,
        "pre_meeting_at": pre_meeting_at,
        "venue": venue,
    }
    refuse_if_changed(found, version, fields | {"meets_on": meets_on, "chair_ref": chair})
    refuse_if_signed(work, meeting)
    _check_facts(panel, starts_at, capacity, pre_meeting_at)
    change_fields(found, fields)
    if chair is None:
        found.chair_ref = None
    elif chair != found.chair_ref:
        appoint_chair(work, found, chair)
    put_on_day(work, found, meets_on)


@permits(*OFFICE)
def hold_meeting(work: Work, meeting: str) -> None:
    """Record that a meeting took place; its booked cases were heard.

    Raises:
        RuleBrokenError: it was cancelled, or its day is still to come.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is MeetingStatus.CANCELLED:
        raise RuleBrokenError("This meeting was cancelled. Schedule another for its cases.")
    if found.meets_on > work.clock.today():
        raise RuleBrokenError("This meeting is still to come; it can be recorded as held on the day or after it.")
    found.status = MeetingStatus.HELD
    for case in work.session.scalars(select(Case).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED)):
        case.status, case.is_provisional = CaseStatus.HEARD, False


@permits(*OFFICE)
def move_item(work: Work, case: str, to: int) -> None:
    """Move an item to another place on its agenda, from 1, and reckon the times again.

    The first place keeps its start and each pause its place; lengths go with their items. Where a start or a length
    is not known, each place keeps the start that it has.

    Raises:
        RuleBrokenError: the case is on no agenda, or the agenda would run past midnight.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    if found.meeting_ref is None:
        raise RuleBrokenError("This case is on no agenda yet. Book it on a meeting first.")
    items = on_agenda(work, found.meeting_ref)
    starts = [item.starts_at for item in items]
    pauses = [
        _minutes_between(one.starts_at, next_start) - one.minutes
        for one, next_start in zip(items, starts[1:], strict=False)
        if one.starts_at and one.minutes and next_start
    ]
    items.remove(found)
    items.insert(max(0, min(to - 1, len(items))), found)
    if len(pauses) == len(starts) - 1:
        for place, pause in enumerate(pauses):
            starts[place + 1] = _later(starts[place], (items[place].minutes or 0) + pause)
    for number, (item, start) in enumerate(zip(items, starts, strict=True), start=1):
        item.item_no, item.starts_at = number, start


@permits(*OFFICE)
def time_item(work: Work, case: str, starts_at: time | None, duration_minutes: int | None) -> None:
    """Set when an item starts and how long it takes; the items after it move by as much as its end moves.

    Raises:
        RuleBrokenError: the length is not positive, an item before it is not over by then, or the agenda would run
            past midnight.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    check_duration(duration_minutes)
    for item in on_agenda(work, found.meeting_ref):
        is_before = (item.item_no or 0) < (found.item_no or 0)
        ends = _later(item.starts_at, item.minutes or 0)
        if is_before and ends and starts_at and ends > starts_at:
            raise RuleBrokenError(
                f"Item {item.item_no} is not over until {ends:%H:%M}. Start this one then, or later.", "starts_at"
            )
    before = (found.starts_at, found.minutes)
    found.starts_at, found.minutes = starts_at, duration_minutes
    if None in before or starts_at is None or duration_minutes is None:
        return
    moved = _minutes_between(before[0], starts_at) + duration_minutes - (before[1] or 0)
    for item in on_agenda(work, found.meeting_ref):
        if (item.item_no or 0) > (found.item_no or 0):
            item.starts_at = _later(item.starts_at, moved)


@permits(*OFFICE)
def invite(work: Work, meeting: str, member: str, capacity: Capacity = Capacity.MEMBER) -> None:
    """Put a person on a meeting's line-up, who has not replied yet; or change their capacity.

    Raises:
        RuleBrokenError: a person who is not active on the central list is invited to sit.
    """
    refuse_if_signed(work, meeting)
    at = find(work.session, Meeting, meeting, "meeting")
    person = find(work.session, Member, member, "member")
    if capacity is Capacity.MEMBER and person.status is not MemberStatus.ACTIVE:
        raise RuleBrokenError(
            f"{person.given_name} {person.family_name} is not active on the central list ({person.status}) and cannot "
            "sit. Invite as an observer, or change the central list first.",
            "member",
        )
    row = work.session.get(Attendance, (at.ref, member))
    if row is None:
        row = Attendance(meeting_ref=at.ref, member_ref=member, response=Response.NONE, attended=False)
        work.session.add(row)
    row.capacity = capacity


@permits(*OFFICE)
def take_off_line_up(work: Work, meeting: str, member: str) -> None:
    """Take a person off a meeting's line-up."""
    refuse_if_signed(work, meeting)
    work.session.delete(find(work.session, Attendance, (meeting, member), "person on this line-up"))


@permits(*OFFICE, AccountRole.CHAIR)
def record_attendance(
    work: Work,
    meeting: str,
    member: str,
    *,
    attended: bool,
    arrived_at: time | None = None,
    left_at: time | None = None,
) -> None:
    """Note whether a person came, and from when to when; no time is from the start, or to the end.

    Raises:
        RuleBrokenError: they left before they arrived, the day or a time has not come yet, or a time is given for
            somebody who did not come.
    """
    refuse_if_signed(work, meeting)
    row = find(work.session, Attendance, (meeting, member), "person on this line-up")
    of = find(work.session, Meeting, meeting, "meeting")
    if attended:
        refuse_before_the_day(work, of)
    refuse_future_times(work, of, arrived_at=arrived_at, left_at=left_at)
    if not attended and (arrived_at or left_at):
        raise RuleBrokenError("A person who did not attend has no times.", "attended")
    if arrived_at and left_at and left_at < arrived_at:
        raise RuleBrokenError("A person leaves after arriving.", "left_at")
    row.attended, row.arrived_at, row.left_at = attended, arrived_at, left_at


@permits(*OFFICE, AccountRole.CHAIR)
def record_all_present(work: Work, meeting: str) -> None:
    """Note that everyone who accepted came; who was noted already stays as noted.

    Raises:
        RuleBrokenError: the meeting is still to come, or its minutes are signed.
    """
    refuse_if_signed(work, meeting)
    refuse_before_the_day(work, find(work.session, Meeting, meeting, "meeting"))
    accepted = select(Attendance).filter_by(meeting_ref=meeting, response=Response.ACCEPTED, attended=False)
    for row in work.session.scalars(accepted):
        row.attended = True


@permits(*OFFICE, AccountRole.CHAIR)
def declare_interest(work: Work, case: str, member: str, nature: str, *, withdraws: bool) -> None:
    """Record a member's interest in a case, and whether they withdraw from it.

    Raises:
        RuleBrokenError: the nature is empty.
    """
    found = find(work.session, Case, case, "case")
    find(work.session, Member, member, "member")
    refuse_if_signed(work, found.meeting_ref)
    if not nature.strip():
        raise RuleBrokenError("Say what the interest is.", "nature")
    row = work.session.get(Interest, (case, member))
    if row is None:
        row = Interest(case_ref=case, member_ref=member)
        work.session.add(row)
    row.nature, row.withdraws = nature.strip(), withdraws


@permits(*OFFICE, AccountRole.CHAIR)
def remove_interest(work: Work, case: str, member: str) -> None:
    """Take back an interest that was recorded by mistake; the audit trail keeps it."""
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(find(work.session, Interest, (case, member), "interest"))


def on_agenda(work: Work, meeting: str | None) -> list[Case]:
    """The cases on an agenda, in its order; for operations."""
    wanted = select(Case).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    return list(work.session.scalars(wanted.order_by(Case.item_no.nulls_last(), Case.ref)))


def put_on_day(work: Work, meeting: Meeting, day: date) -> None:
    """Put a meeting on another day, where it may be moved there; for operations.

    Raises:
        RuleBrokenError: it is cancelled, it was held and the day has not come, or its chair chairs another panel then.
    """
    if day == meeting.meets_on:
        return
    if meeting.status is MeetingStatus.CANCELLED:
        raise RuleBrokenError("This meeting is cancelled and stays on its day.", "meets_on")
    if meeting.status is MeetingStatus.HELD and day > work.clock.today():
        raise RuleBrokenError(f"This meeting was held, and {in_words(day)} is still to come.", "meets_on")
    elsewhere = work.session.scalars(
        select(Meeting.ref).where(
            Meeting.meets_on == day,
            Meeting.ref != meeting.ref,
            Meeting.status != MeetingStatus.CANCELLED,
            Meeting.chair_ref == meeting.chair_ref,
            Meeting.chair_ref.is_not(None),
        )
    ).first()
    if elsewhere is not None:
        raise RuleBrokenError(
            f"Its chair also chairs {elsewhere} on {in_words(day)}. Appoint another chair first, or choose another "
            "day.",
            "meets_on",
        )
    meeting.meets_on = day


def _check_facts(panel: str, starts_at: time | None, capacity: int | None, pre_meeting_at: time | None) -> None:
    if not panel.strip():
        raise RuleBrokenError("Give the panel's name.", "panel")
    if capacity is not None and capacity < 1:
        raise RuleBrokenError("A meeting has room for at least one item.", "capacity")
    if pre_meeting_at and starts_at and pre_meeting_at > starts_at:
        raise RuleBrokenError("The pre-meeting is before the panel starts.", "pre_meeting_at")


def check_duration(duration_minutes: int | None) -> None:
    """Refuse an item that takes no time; for operations.

    Raises:
        RuleBrokenError: the length is not positive.
    """
    if duration_minutes is not None and duration_minutes <= 0:
        raise RuleBrokenError("An item takes at least one minute.", "duration_minutes")


def _minutes_between(start: time | None, end: time | None) -> int:
    """Minutes from one time of a day to another; negative where the other is earlier. No time is midnight."""
    return sum(sign * (at.hour * 60 + at.minute) for sign, at in ((-1, start), (1, end)) if at)


def _later(start: time | None, minutes: int) -> time | None:
    """A time of day so many minutes later; no time stays none.

    Raises:
        RuleBrokenError: that would be on another day.
    """
    if start is None:
        return None
    hour, minute = divmod(start.hour * 60 + start.minute + minutes, 60)
    if not 0 <= hour < _HOURS:
        raise RuleBrokenError("The agenda would not end on its day. Set earlier or shorter times.", "starts_at")
    return time(hour, minute)


def appoint_chair(work: Work, meeting: Meeting, chair: str) -> None:
    """Name who chairs a meeting, and put them on its line-up.

    Raises:
        RuleBrokenError: the central list has them as neither a chair nor a vice chair.
    """
    person = find(work.session, Member, chair, "chair")
    if person.role is PanelRole.MEMBER:
        raise RuleBrokenError(
            f"{person.given_name} {person.family_name} is neither a chair nor a vice chair on the central list.",
            "chair",
        )
    meeting.chair_ref = chair
    work.session.flush()
    if work.session.get(Attendance, (meeting.ref, chair)) is None:
        work.session.add(
            Attendance(
                meeting_ref=meeting.ref,
                member_ref=chair,
                capacity=Capacity.MEMBER,
                response=Response.NONE,
                attended=False,
            )
        )
