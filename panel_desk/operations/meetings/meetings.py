"""What people do about meetings: schedule them, fill their agenda and line-up, note who came and went."""

from datetime import date, time

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Attendance, Case, Interest, Meeting, Member, Recommendation
from panel_desk.operations.meetings.day_times import refuse_to_come
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import change_fields, find, unchanged_since
from panel_desk.rules.vocabulary import (
    OFFICE,
    AccountRole,
    Capacity,
    CaseStatus,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    Place,
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
    place: Place | None = None,
    chair: str | None = None,
) -> str:
    """Put a meeting in the calendar; its ref, made from its day (`P2027-03-04`, then `P2027-03-04-2`).

    Raises:
        RuleBrokenError: the panel has no name, or the chair may not chair.
    """
    if not panel.strip():
        raise RuleBrokenError("Give the panel's name.", "panel")
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
    place: Place | None,
    chair: str | None,
) -> None:
    """Change a meeting's day, time, place, kind or chair; its ref stays.

    Raises:
        RuleBrokenError: the panel has no name, the chair may not chair, or the minutes are signed.
        ChangedMeanwhileError: somebody saved this meeting since `version` was read.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    fields = {"meets_on": meets_on, "starts_at": starts_at, "panel": panel, "kind": kind, "place": place}
    unchanged_since(found, version, fields | {"chair_ref": chair})
    refuse_if_signed(work, meeting)
    if not panel.strip():
        raise RuleBrokenError("Give the panel's name.", "panel")
    change_fields(found, fields)
    if chair is None:
        found.chair_ref = None
    elif chair != found.chair_ref:
        appoint_chair(work, found, chair)


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
        case.status = CaseStatus.HEARD


@permits(*OFFICE)
def cancel_meeting(work: Work, meeting: str, because: str) -> None:
    """Call a meeting off; its cases stay on its agenda until they are moved.

    Raises:
        RuleBrokenError: no reason is given, or the meeting was held.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if not because.strip():
        raise RuleBrokenError("Say why the meeting is cancelled.", "because")
    if found.status is MeetingStatus.HELD:
        raise RuleBrokenError("This meeting was held and cannot be cancelled.")
    found.status, found.cancelled_because = MeetingStatus.CANCELLED, because.strip()


@permits(*OFFICE)
def place_on_agenda(
    work: Work,
    case: str,
    meeting: str,
    starts_at: time | None = None,
    minutes: int | None = None,
    item: int | None = None,
) -> None:
    """Book a case on a meeting: as its last item, or at a place of its agenda, from 1, whose items then move down.

    Raises:
        RuleBrokenError: the case was heard already, the meeting is over or cancelled, or the length is not positive.
    """
    found = find(work.session, Case, case, "case")
    at = find(work.session, Meeting, meeting, "meeting")
    refuse_if_signed(work, found.meeting_ref)
    refuse_if_signed(work, meeting)
    if found.status in {CaseStatus.HEARD, CaseStatus.WITHDRAWN}:
        raise RuleBrokenError(f"This case is {found.status} and cannot be booked.", "case")
    if at.status is MeetingStatus.CANCELLED:
        raise RuleBrokenError("This meeting is cancelled. Choose another.", "meeting")
    _check_length(minutes)
    others = [each for each in _on_agenda(work, meeting) if each.ref != case]
    last = max((each.item_no for each in others if each.item_no), default=0) + 1
    number = min(item or last, last)
    for each in others:
        if each.item_no is not None and each.item_no >= number:
            each.item_no += 1
    if found.meeting_ref != meeting:
        found.began_at = found.ended_at = None
    found.meeting_ref, found.item_no = meeting, number
    found.starts_at, found.minutes, found.status = starts_at, minutes, CaseStatus.BOOKED


@permits(*OFFICE)
def take_off_agenda(work: Work, case: str) -> None:
    """Take a case off its meeting; it waits for another. The items after it move up.

    Raises:
        RuleBrokenError: the panel has recommended on it already.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    if work.session.scalars(select(Recommendation.id).filter_by(case_ref=case)).first() is not None:
        raise RuleBrokenError("The panel has considered this case, so it stays on the agenda.")
    later = select(Case).where(Case.meeting_ref == found.meeting_ref, Case.item_no > (found.item_no or 0))
    for case_after in work.session.scalars(later):
        case_after.item_no = (case_after.item_no or 1) - 1
    found.meeting_ref = found.item_no = found.starts_at = found.began_at = found.ended_at = None
    found.status = CaseStatus.REQUESTED


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
    items = _on_agenda(work, found.meeting_ref)
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
def time_item(work: Work, case: str, starts_at: time | None, minutes: int | None) -> None:
    """Set when an item starts and how long it takes; the items after it move by as much as its end moves.

    Raises:
        RuleBrokenError: the length is not positive, an item before it is not over by then, or the agenda would run
            past midnight.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    _check_length(minutes)
    for item in _on_agenda(work, found.meeting_ref):
        is_before = (item.item_no or 0) < (found.item_no or 0)
        ends = _later(item.starts_at, item.minutes or 0)
        if is_before and ends and starts_at and ends > starts_at:
            raise RuleBrokenError(
                f"Item {item.item_no} is not over until {ends:%H:%M}. Start this one then, or later.", "starts_at"
            )
    before = (found.starts_at, found.minutes)
    found.starts_at, found.minutes = starts_at, minutes
    if None in before or starts_at is None or minutes is None:
        return
    moved = _minutes_between(before[0], starts_at) + minutes - (before[1] or 0)
    for item in _on_agenda(work, found.meeting_ref):
        if (item.item_no or 0) > (found.item_no or 0):
            item.starts_at = _later(item.starts_at, moved)


@permits(*OFFICE)
def invite(
    work: Work, meeting: str, member: str, capacity: Capacity = Capacity.MEMBER, response: Response = Response.NONE
) -> None:
    """Put a person on a meeting's line-up, or change their capacity or reply.

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
        row = Attendance(meeting_ref=at.ref, member_ref=member, attended=False)
        work.session.add(row)
    row.capacity, row.response = capacity, response


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
        RuleBrokenError: they left before they arrived, a time has not come yet, or one is given for somebody who did
            not come.
    """
    refuse_if_signed(work, meeting)
    row = find(work.session, Attendance, (meeting, member), "person on this line-up")
    of = find(work.session, Meeting, meeting, "meeting")
    refuse_to_come(work, of, arrived_at=arrived_at, left_at=left_at)
    if not attended and (arrived_at or left_at):
        raise RuleBrokenError("A person who did not attend has no times.", "attended")
    if arrived_at and left_at and left_at < arrived_at:
        raise RuleBrokenError("A person leaves after arriving.", "left_at")
    row.attended, row.arrived_at, row.left_at = attended, arrived_at, left_at


@permits(*OFFICE, AccountRole.CHAIR)
def record_all_present(work: Work, meeting: str) -> None:
    """Note that everyone who accepted came; who was noted already stays as noted."""
    refuse_if_signed(work, meeting)
    find(work.session, Meeting, meeting, "meeting")
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


def _on_agenda(work: Work, meeting: str | None) -> list[Case]:
    wanted = select(Case).where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
    return list(work.session.scalars(wanted.order_by(Case.item_no.nulls_last(), Case.ref)))


def _check_length(minutes: int | None) -> None:
    if minutes is not None and minutes <= 0:
        raise RuleBrokenError("An item takes at least a minute.", "minutes")


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
