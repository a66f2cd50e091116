"""Records calendar invitations, updates and cancellations that were saved to be sent."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import CalendarAttendee, CalendarInvitation
from panel_desk.queries.meetings.invitations import CalendarMessage
from panel_desk.rules.vocabulary import OFFICE, InvitationPurpose


@permits(*OFFICE)
def note_invitation(work: Work, sent: CalendarMessage) -> None:
    """Record that a calendar file is sent: an invitation, its update or its cancellation.

    Raises:
        RuleBrokenError: another file of this invitation was recorded since this one was made.
    """
    row = work.session.scalars(
        select(CalendarInvitation).filter_by(meeting_ref=sent.meeting, case_ref=sent.case)
    ).one_or_none()
    if (row.sequence if row else None) != sent.follows:
        raise RuleBrokenError(
            "Somebody else saved a calendar file for the same people meanwhile, so yours was not kept. Save it again."
        )
    if row is None:
        row = CalendarInvitation(uid=sent.uid, meeting_ref=sent.meeting, case_ref=sent.case)
        work.session.add(row)
    facts = sent.facts
    row.title, row.meets_on, row.starts_at = facts.title, facts.day, facts.starts_at
    row.minutes, row.place = facts.duration_minutes, facts.place
    row.sequence, row.sent_at = sent.sequence, work.time_source.now()
    if sent.purpose is not InvitationPurpose.REMOVAL:
        row.is_cancelled = sent.purpose is InvitationPurpose.CANCELLATION
    work.session.flush()
    for name, email in sent.attendees:
        attendee = work.session.get(CalendarAttendee, (row.uid, email))
        if attendee is None:
            attendee = CalendarAttendee(uid=row.uid, email=email)
            work.session.add(attendee)
        attendee.name, attendee.is_cancelled = name, sent.purpose is InvitationPurpose.REMOVAL
