"""Calendar invitations, their updates and cancellations (iCalendar, RFC 5545 and RFC 5546)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from panel_desk.rules.vocabulary import InvitationPurpose

if TYPE_CHECKING:
    from icalendar import Timezone

LONDON = "Europe/London"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting in attendees' calendars.

    Args:
        uid: the same for an invitation, its updates and its cancellation.
        sequence: 0 at first, and one more for each update or cancellation; calendars ignore a lower one.
        title: the entry's title, without a name of anybody whom a case concerns.
        day: the day of the meeting.
        starts_at: British local time.
        duration_minutes: its length.
        location: the venue or the link to join by; None where not settled.
        description: the text below the title.
        organiser: name and e-mail of the person who invites.
        attendees: name and e-mail of each person who is invited, or for whom it is cancelled.
        purpose: whether it invites them, or takes the entry out of their calendars.
        sent_at: when it was made; with a time zone.
    """

    uid: str
    sequence: int
    title: str
    day: date
    starts_at: time
    duration_minutes: int
    location: str | None
    description: str
    organiser: tuple[str, str]
    attendees: tuple[tuple[str, str], ...]
    purpose: InvitationPurpose
    sent_at: datetime


def ics(invitation: Invitation) -> bytes:
    """The bytes of an .ics file: a request (METHOD:REQUEST) or a cancellation (METHOD:CANCEL).

    A cancellation for some attendees has no STATUS, since the event goes on for the others (RFC 5546, 3.2.5).
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415 - loads when first needed

    is_request = invitation.purpose is InvitationPurpose.INVITATION
    calendar = Calendar()
    calendar.add("prodid", "-//Panel Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST" if is_request else "CANCEL")
    calendar.add_component(_london())
    event = Event()
    starts = datetime.combine(invitation.day, invitation.starts_at, tzinfo=ZoneInfo(LONDON))
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.sent_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=invitation.duration_minutes))
    event.add("summary", invitation.title)
    event.add("description", invitation.description)
    if invitation.purpose is not InvitationPurpose.REMOVAL:
        event.add("status", "CONFIRMED" if is_request else "CANCELLED")
    event.add("class", "CONFIDENTIAL")
    if invitation.location:
        event.add("location", invitation.location)
    name, address = invitation.organiser
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = vText(name)
    event["organizer"] = organiser
    for name, address in invitation.attendees:
        attendee = vCalAddress(f"mailto:{address}")
        attendee.params["CN"] = vText(name)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        if is_request:
            attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
            attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _london() -> "Timezone":
    """British time as a yearly rule: both changes at 01:00 UTC, on the last Sunday of March and of October.

    DTSTART is the local time just before the change (RFC 5545, 3.6.5). Outlook reads a zone that lists single dates as
    one without summer time, and would show the meeting an hour off.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 - loads when first needed

    summer, winter = timedelta(hours=1), timedelta()
    zone = Timezone()
    zone.add("tzid", LONDON)
    for part, name, month, starts, before, after in (
        (TimezoneDaylight(), "BST", 3, datetime(1996, 3, 31, 1), winter, summer),  # noqa: DTZ001 - local time by definition
        (TimezoneStandard(), "GMT", 10, datetime(1996, 10, 27, 2), summer, winter),  # noqa: DTZ001 - the same
    ):
        part.add("dtstart", starts)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
