"""Meetings: scheduled, changed and held, with their agendas, line-ups, attendance and declared interests."""

from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Attendance, Case, Interest, Meeting, Member
from panel_desk.operations.meetings.day_times import refuse_before_the_day, refuse_future_times
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import change_fields, recorded_for_chair, refuse_if_changed
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import (
    OFFICE,
    AccountRole,
    Capacity,
    CaseStatus,
    HowGiven,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    Response,
)

_HOURS = 24  # in a day


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
    """Schedule a meeting, and return its ref, made from its day (`P2027-03-04`, then `P2027-03-04-2`).

    Args:
        work: the unit of work.
        meets_on: the day.
        starts_at: when it starts; None where it is not settled.
        panel: the panel's name.
        kind: whether it is planned, additional or urgent.
        place: whether it is held in person, online or both; None where it is not settled.
        chair: ref of the member who chairs it.
        capacity: the most items that it takes; None for the agency's usual number.
        pre_meeting_at: when the chair and the adviser meet before it.
        venue: the address, or the link to join by.

    Raises:
        RuleBrokenError: the panel has no name, the chair may not chair, the capacity is less than one, or the
            pre-meeting is after the start.
    """
    _check_details(panel, starts_at, capacity, pre_meeting_at)
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
    """Change a meeting, with the parameters of `schedule_meeting`; its ref stays, though its day may change.

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
    _check_details(panel, starts_at, capacity, pre_meeting_at)
    change_fields(found, fields)
    if chair is None:
        found.chair_ref = None
    elif chair != found.chair_ref:
        appoint_chair(work, found, chair)
    put_on_day(work, found, meets_on)


@permits(*OFFICE)
def hold_meeting(work: Work, meeting: str) -> None:
    """Record that a meeting was held; its booked cases become heard.

    Raises:
        RuleBrokenError: it was cancelled, or its day is still to come.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is MeetingStatus.CANCELLED:
        raise RuleBrokenError("This meeting was cancelled. Schedule another for its cases.")
    if found.meets_on > work.time_source.today():
        raise RuleBrokenError("This meeting is still to come; it can be recorded as held on the day or after it.")
    found.status = MeetingStatus.HELD
    for case in work.session.scalars(select(Case).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED)):
        case.status, case.is_provisional = CaseStatus.HEARD, False


@permits(*OFFICE)
def move_item(work: Work, case: str, to: int) -> None:
    """Move an item to another number on its agenda, from 1, and compute the starting times again.

    The first start stays, and so does the break after each number; durations go with their items. Where a start or a
    duration is missing, each number keeps its start.

    Raises:
        RuleBrokenError: the case is not on an agenda, or an item would begin on another day.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    if found.meeting_ref is None:
        raise RuleBrokenError("This case is not on an agenda yet. Book it on a meeting first.")
    items = on_agenda(work, found.meeting_ref)
    starts = [item.starts_at for item in items]
    breaks = [
        _minutes_between(one.starts_at, next_start) - one.minutes
        for one, next_start in zip(items, starts[1:], strict=False)
        if one.starts_at and one.minutes and next_start
    ]
    items.remove(found)
    items.insert(max(0, min(to - 1, len(items))), found)
    if len(breaks) == len(starts) - 1:
        for index, minutes in enumerate(breaks):
            starts[index + 1] = _later(starts[index], (items[index].minutes or 0) + minutes)
    for number, (item, start) in enumerate(zip(items, starts, strict=True), start=1):
        item.item_no, item.starts_at = number, start


@permits(*OFFICE)
def time_item(work: Work, case: str, starts_at: time | None, duration_minutes: int | None) -> None:
    """Set when an item starts and how long it takes; the items after it move by as much as its end moves.

    Raises:
        RuleBrokenError: the duration is not positive, an item before it is not over by then, or an item would begin
            on another day.
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
    """Invite a person to a meeting, or change the capacity in which they are on its line-up.

    Raises:
        RuleBrokenError: a person who is not active on the central list is invited to sit.
    """
    refuse_if_signed(work, meeting)
    target = find(work.session, Meeting, meeting, "meeting")
    person = find(work.session, Member, member, "member")
    if capacity is Capacity.MEMBER and person.status is not MemberStatus.ACTIVE:
        raise RuleBrokenError(
            f"{person.given_name} {person.family_name} is not active on the central list ({person.status}) and cannot "
            "sit. Invite this person as an observer, or make them active on the central list first.",
            "member",
        )
    row = work.session.get(Attendance, (target.ref, member))
    if row is None:
        row = Attendance(meeting_ref=target.ref, member_ref=member, response=Response.NONE, attended=False)
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
    how: HowGiven | None = None,
) -> None:
    """Record whether a person attended, and from when to when; None is from the start, or to the end.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        member: the person's ref.
        attended: whether they attended.
        arrived_at: when they arrived.
        left_at: when they left.
        how: how the chair gave it to the office, where the office records it after the day of the meeting.

    Raises:
        RuleBrokenError: the office does not say how it was given, they left before they arrived, the day or a time is
            still to come, or a time is given for somebody who did not attend.
    """
    refuse_if_signed(work, meeting)
    row = find(work.session, Attendance, (meeting, member), "person on this line-up")
    target = find(work.session, Meeting, meeting, "meeting")
    if attended:
        refuse_before_the_day(work, target)
    refuse_future_times(work, target, arrived_at=arrived_at, left_at=left_at)
    if not attended and (arrived_at or left_at):
        raise RuleBrokenError(
            "Times are recorded only for a person who attended. Record the attendance, or leave the times empty.",
            "attended",
        )
    if arrived_at and left_at and left_at < arrived_at:
        raise RuleBrokenError(
            "A person leaves after arriving. Give a later time, or correct the time of arrival.", "left_at"
        )
    given = recorded_for_chair(work, target, how) if attended else (None, None)
    row.attended, row.arrived_at, row.left_at = attended, arrived_at, left_at
    row.how_given, row.recorded_by = given


@permits(*OFFICE, AccountRole.CHAIR)
def record_all_present(work: Work, meeting: str, how: HowGiven | None = None) -> None:
    """Record that everybody who accepted attended; attendance that was recorded already stays.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        how: how the chair gave it to the office, where the office records it after the day of the meeting.

    Raises:
        RuleBrokenError: the meeting is still to come, its minutes are signed, or the office does not say how it was
            given.
    """
    refuse_if_signed(work, meeting)
    found = find(work.session, Meeting, meeting, "meeting")
    refuse_before_the_day(work, found)
    given = recorded_for_chair(work, found, how)
    accepted = select(Attendance).filter_by(meeting_ref=meeting, response=Response.ACCEPTED, attended=False)
    for row in work.session.scalars(accepted):
        row.attended = True
        row.how_given, row.recorded_by = given


@permits(*OFFICE, AccountRole.CHAIR)
def declare_interest(work: Work, case: str, member: str, nature: str, *, withdraws: bool) -> None:
    """Record a member's interest in a case, and whether they withdraw from it.

    Raises:
        RuleBrokenError: the nature is empty, or the minutes are signed.
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
    """Remove an interest that was recorded by mistake; the audit trail keeps it."""
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(find(work.session, Interest, (case, member), "interest"))


def on_agenda(work: Work, meeting: str | None) -> list[Case]:
    """The cases on a meeting's agenda, in order."""
    booked = select(Case).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    return list(work.session.scalars(booked.order_by(Case.item_no.nulls_last(), Case.ref)))


def put_on_day(work: Work, meeting: Meeting, day: date) -> None:
    """Move a meeting to another day.

    Raises:
        RuleBrokenError: it is cancelled, it was held and the day is still to come, or its chair chairs another panel
            that day.
    """
    if day == meeting.meets_on:
        return
    if meeting.status is MeetingStatus.CANCELLED:
        raise RuleBrokenError("This meeting is cancelled, so it cannot be moved to another day.", "meets_on")
    if meeting.status is MeetingStatus.HELD and day > work.time_source.today():
        raise RuleBrokenError(
            f"This meeting was held, and {in_words(day)} is still to come. Choose a day up to today.", "meets_on"
        )
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


def _check_details(panel: str, starts_at: time | None, capacity: int | None, pre_meeting_at: time | None) -> None:
    if not panel.strip():
        raise RuleBrokenError("Give the panel's name.", "panel")
    if capacity is not None and capacity < 1:
        raise RuleBrokenError("A meeting has room for at least one item.", "capacity")
    if pre_meeting_at and starts_at and pre_meeting_at > starts_at:
        raise RuleBrokenError("A pre-meeting starts before its panel. Give an earlier time.", "pre_meeting_at")


def check_duration(duration_minutes: int | None) -> None:
    """Refuse an item that takes no time.

    Raises:
        RuleBrokenError: the duration is not positive; the error's field is `duration_minutes`.
    """
    if duration_minutes is not None and duration_minutes <= 0:
        raise RuleBrokenError("An item takes at least one minute.", "duration_minutes")


def _minutes_between(start: time | None, end: time | None) -> int:
    """Minutes from one time of a day to another; negative where the other is earlier. None counts as midnight."""
    return sum(sign * (at.hour * 60 + at.minute) for sign, at in ((-1, start), (1, end)) if at)


def _later(start: time | None, minutes: int) -> time | None:
    """The time of day so many minutes later; None for None.

    Raises:
        RuleBrokenError: it would be on another day.
    """
    if start is None:
        return None
    hour, minute = divmod(start.hour * 60 + start.minute + minutes, 60)
    if not 0 <= hour < _HOURS:
        raise RuleBrokenError(
            "An item would begin or end on another day than the meeting's. Set other times or shorter durations.",
            "starts_at",
        )
    return time(hour, minute)


def appoint_chair(work: Work, meeting: Meeting, chair: str) -> None:
    """Appoint a member to chair a meeting, and put them on its line-up.

    Raises:
        RuleBrokenError: they are neither a chair nor a vice chair on the central list.
    """
    person = find(work.session, Member, chair, "chair")
    if person.role is PanelRole.MEMBER:
        raise RuleBrokenError(
            f"{person.given_name} {person.family_name} is neither a chair nor a vice chair on the central list. "
            "Choose somebody who is.",
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
