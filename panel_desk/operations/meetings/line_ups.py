"""Line-ups: takes suggested ones, records replies, invites substitutes."""

from collections.abc import Iterable
from dataclasses import dataclass

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Attendance, Meeting, Member
from panel_desk.operations.meetings.meetings import appoint_chair, invite, take_off_line_up
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, MeetingStatus, PanelRole, ReplyMethod, Response


@dataclass(frozen=True, slots=True)
class LineUp:
    """A suggested line-up: who is to be invited to a meeting.

    Args:
        meeting: the meeting's ref.
        members: refs of the members who are to sit.
        chair: ref of the member who is to chair; None leaves the chair as it is.
    """

    meeting: str
    members: tuple[str, ...]
    chair: str | None


@dataclass(frozen=True, slots=True)
class LineUpBefore:
    """What taking a suggested line-up changed, so that it can be undone.

    Args:
        meeting: the meeting's ref.
        invited: refs of the members whom it added to the line-up.
        chair: ref of the chair before it; None where there was none.
    """

    meeting: str
    invited: tuple[str, ...]
    chair: str | None


@permits(*OFFICE)
def take_suggestions(work: Work, line_ups: Iterable[LineUp]) -> tuple[LineUpBefore, ...]:
    """Invite the members of suggested line-ups and appoint their chairs; all of them or none.

    Everybody who is on a line-up already stays on it.

    Raises:
        RuleBrokenError: a meeting is over or cancelled or its minutes are signed, a member may not sit, or a chair
            may not chair.
    """
    return tuple(_take(work, each) for each in line_ups)


@permits(*OFFICE)
def put_line_up_back(work: Work, before: Iterable[LineUpBefore]) -> None:
    """Undo the taking of suggested line-ups; members who have replied since stay.

    Raises:
        RuleBrokenError: the minutes of one of the meetings are signed.
    """
    for each in before:
        refuse_if_signed(work, each.meeting)
        find(work.session, Meeting, each.meeting, "meeting").chair_ref = each.chair
        for ref in each.invited:
            row = work.session.get(Attendance, (each.meeting, ref))
            if row is not None and row.response is Response.NONE:
                take_off_line_up(work, each.meeting, ref)


@permits(*OFFICE)
def record_reply(work: Work, meeting: str, member: str, response: Response, how: ReplyMethod | None = None) -> None:
    """Record a person's reply to the invitation, and how it was given.

    Raises:
        RuleBrokenError: the person is not on the line-up, or the minutes are signed.
    """
    refuse_if_signed(work, meeting)
    row = find(work.session, Attendance, (meeting, member), "person on this line-up")
    row.response = response
    row.replied_how = how.value if how and response is not Response.NONE else None


@permits(*OFFICE)
def substitute(work: Work, meeting: str, leaving: str, coming: str) -> None:
    """Record a member's apologies, and invite a substitute, who takes the chair over where they may chair.

    Raises:
        RuleBrokenError: the substitute may not sit or is on the line-up already, the member who leaves is not on it,
            or the minutes are signed.
    """
    refuse_if_signed(work, meeting)
    row = find(work.session, Attendance, (meeting, leaving), "person on this line-up")
    if work.session.get(Attendance, (meeting, coming)) is not None:
        raise RuleBrokenError("This person is on the line-up already. Choose somebody else.", "coming")
    invite(work, meeting, coming, row.capacity)
    record_reply(work, meeting, leaving, Response.DECLINED)
    added = find(work.session, Attendance, (meeting, coming), "person on this line-up")
    added.substitutes_for_ref = leaving
    target = find(work.session, Meeting, meeting, "meeting")
    if target.chair_ref == leaving:
        person = find(work.session, Member, coming, "member")
        target.chair_ref = coming if person.role is not PanelRole.MEMBER else None


def _take(work: Work, line_up: LineUp) -> LineUpBefore:
    """Invite the members of one suggested line-up, and appoint its chair."""
    target = find(work.session, Meeting, line_up.meeting, "meeting")
    if target.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError("This meeting is over or cancelled. Choose one that is still to come.", "meeting")
    refuse_if_signed(work, line_up.meeting)
    chair_before = target.chair_ref
    invited = tuple(ref for ref in line_up.members if work.session.get(Attendance, (line_up.meeting, ref)) is None)
    for ref in invited:
        invite(work, line_up.meeting, ref)
    if line_up.chair is not None:
        work.session.flush()
        appoint_chair(work, target, line_up.chair)
    return LineUpBefore(line_up.meeting, invited, chair_before)
