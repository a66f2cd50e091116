"""Calendar invitations (iCalendar, RFC 5545 and 5546) that update and cancel: the same UID, a rising SEQUENCE."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

LONDON = "Europe/London"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says.

    Args:
        uid: what calendars know it by, for good.
        sequence: how often it was changed; 0 at first.
        title: what stands in the calendar; it names nobody whom a case concerns.
        day: the day of the meeting.
        starts_at: wall time in the office.
        minutes: how long.
        where: the venue or the link to join by; None where not settled.
        words: what the invitation says besides.
        organiser: name and e-mail of whoever invites.
        attendees: name and e-mail of each who is invited.
        is_cancelled: takes the entry out of their calendars.
        sent_at: the moment, aware.
    """

    uid: str
    sequence: int
    title: str
    day: date
    starts_at: time
    minutes: int
    where: str | None
    words: str
    organiser: tuple[str, str]
    attendees: tuple[tuple[str, str], ...]
    is_cancelled: bool
    sent_at: datetime


def ics(invitation: Invitation) -> bytes:
    """The invitation as a calendar file: a request, or a cancellation."""
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415 - loads when first needed

    calendar = Calendar()
    calendar.add("prodid", "-//Panel Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if invitation.is_cancelled else "REQUEST")
    calendar.add_component(_london())
    event = Event()
    starts = datetime.combine(invitation.day, invitation.starts_at, tzinfo=ZoneInfo(LONDON))
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.sent_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=invitation.minutes))
    event.add("summary", invitation.title)
    event.add("description", invitation.words)
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    event.add("class", "CONFIDENTIAL")
    if invitation.where:
        event.add("location", invitation.where)
    name, address = invitation.organiser
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = vText(name)
    event["organizer"] = organiser
    for name, address in invitation.attendees:
        attendee = vCalAddress(f"mailto:{address}")
        attendee.params["CN"] = vText(name)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _london() -> "Timezone":
    """British time as a yearly rule: both changes at 01:00 UTC on the last Sunday of March and of October.

    The time is that of the clocks before the change (RFC 5545, 3.6.5). Outlook takes a zone that is described by single
    dates as one without summer time, and shows the meeting an hour off.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 - loads when first needed

    summer, winter = timedelta(hours=1), timedelta()
    zone = Timezone()
    zone.add("tzid", LONDON)
    for part, name, month, starts, before, after in (
        (TimezoneDaylight(), "BST", 3, datetime(1996, 3, 31, 1), winter, summer),  # noqa: DTZ001 - time on the wall
        (TimezoneStandard(), "GMT", 10, datetime(1996, 10, 27, 2), summer, winter),  # noqa: DTZ001 - the same
    ):
        part.add("dtstart", starts)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
