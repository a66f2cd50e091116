"""Calendar invitations: what was sent to whom, what the next file says, and which calendars are out of date."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import CalendarAttendee, CalendarInvitation, Meeting
from panel_desk.queries.agency import agency_record
from panel_desk.queries.cases.cases import case_titles, items
from panel_desk.queries.document_rows import AgendaItem
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import addressees
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.email_addresses import read_email, usable_email
from panel_desk.rules.item_times import ends_at, overrun_minutes
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import InvitationPurpose, MeetingStatus
from panel_desk.store.text_functions import folded

_AN_HOUR = 60  # minutes; the length of an entry where none is settled

Attendees = tuple[tuple[str, str], ...]
"""Name and e-mail of each person."""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What an entry in a calendar says.

    Args:
        starts_at: British local time.
        place: the venue or how the panel meets; None where not settled.
    """

    title: str
    day: date
    starts_at: time
    duration_minutes: int
    place: str | None


@dataclass(frozen=True, slots=True)
class CalendarMessage:
    """A calendar file that may be sent next, and is recorded once it is saved.

    Args:
        meeting: the meeting's ref.
        case: the case whose attendees it is for; None for the members.
        purpose: what it does.
        uid: its UID (RFC 5545), the same in every file of this invitation.
        sequence: its sequence number (RFC 5545).
        follows: the sequence number of the file that was sent last; None for the first.
        facts: what the entry says; in a cancellation, what was sent last.
        organiser: name and e-mail of the panel office.
        attendees: whom it is for.
    """

    meeting: str
    case: str | None
    purpose: InvitationPurpose
    uid: str
    sequence: int
    follows: int | None
    facts: EntryFacts
    organiser: tuple[str, str]
    attendees: Attendees


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """A calendar invitation that was sent.

    Args:
        uid: its UID (RFC 5545), the same in every update.
        case: the case to whose attendees it went; None for the members'.
        sequence: the number of the update, from 0 (RFC 5545).
        facts: what the entry said when it was sent last.
        attendees: the people who still have it.
        removed: the people for whom it was cancelled while it went on for the others.
    """

    uid: str
    case: str | None
    sequence: int
    facts: EntryFacts
    attendees: Attendees
    removed: Attendees
    is_cancelled: bool
    sent_at: datetime


@shows(Information.OFFICE_WORK)
def invitations(work: Work, meeting: str) -> tuple[InvitationRow, ...]:
    """The invitations of a meeting that were sent, the members' first."""
    found = work.session.scalars(
        select(CalendarInvitation).filter_by(meeting_ref=meeting).order_by(CalendarInvitation.case_ref.nulls_first())
    ).all()
    sent_to = work.session.scalars(
        select(CalendarAttendee)
        .where(CalendarAttendee.uid.in_([each.uid for each in found]))
        .order_by(folded(CalendarAttendee.name), CalendarAttendee.email)
    ).all()
    return tuple(
        InvitationRow(
            uid=each.uid,
            case=each.case_ref,
            sequence=each.sequence,
            facts=EntryFacts(each.title, each.meets_on, each.starts_at, each.minutes, each.place),
            attendees=tuple((a.name, a.email) for a in sent_to if a.uid == each.uid and not a.is_cancelled),
            removed=tuple((a.name, a.email) for a in sent_to if a.uid == each.uid and a.is_cancelled),
            is_cancelled=each.is_cancelled,
            sent_at=each.sent_at,
        )
        for each in found
    )


@shows(Information.OFFICE_WORK)
def calendar_message(
    work: Work,
    meeting: str,
    case: str | None = None,
    purpose: InvitationPurpose = InvitationPurpose.INVITATION,
    addresses: str = "",
) -> CalendarMessage:
    """The calendar file that is to be sent next to the members, or to the people who attend one case.

    The sequence number rises when the entry changes, when it is cancelled, and when somebody is invited again for whom
    it was cancelled; a file that is sent again unchanged keeps it.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        case: the ref of the case whose attendees it is for; None for the members.
        purpose: what the file is to do.
        addresses: e-mail addresses of a case's attendees, separated by spaces, commas, semicolons or new lines.

    Raises:
        RuleBrokenError: there is no such meeting or case, it is not to come or has no time yet, nobody can be
            addressed, an address is not valid, the panel office has no e-mail, or there is nothing to cancel.
    """
    sent = next((each for each in invitations(work, meeting) if each.case == case), None)
    agency = agency_record(work)
    office = usable_email(agency.email)
    if office is None:
        raise RuleBrokenError("Give the panel office's e-mail in Settings first; invitations come from it.")
    if purpose is InvitationPurpose.INVITATION:
        people = _to_invite(work, meeting, case, addresses)
        facts = _facts_now(work, meeting, case)
        must_rise = sent is not None and (
            sent.facts != facts or sent.is_cancelled or not _emails(people).isdisjoint(_emails(sent.removed))
        )
    else:
        if sent is None:
            raise RuleBrokenError("No invitation was sent, so there is nothing to cancel.")
        facts = sent.facts
        people = (
            sent.attendees if purpose is InvitationPurpose.CANCELLATION else _no_longer_expected(work, meeting, sent)
        )
        must_rise = purpose is InvitationPurpose.REMOVAL or not sent.is_cancelled
        if not people:
            raise RuleBrokenError(
                "Everybody who was sent the invitation is still expected, so there is nobody to tell."
            )
    return CalendarMessage(
        meeting=meeting,
        case=case,
        purpose=purpose,
        uid=sent.uid if sent else f"{uuid4()}@panel-desk",
        sequence=sent.sequence + must_rise if sent else 0,
        follows=sent.sequence if sent else None,
        facts=facts,
        organiser=(agency.name, office),
        attendees=people,
    )


@shows(Information.OFFICE_WORK)
def outdated_calendars(work: Work, meeting: str) -> tuple[str, ...]:
    """A sentence for each calendar entry that is out of date, with what to send."""
    found = find(work.session, Meeting, meeting, "meeting")
    on_agenda = {row.ref for row in items(work, meeting)}
    sent_for = invitations(work, meeting)
    titles = case_titles(work, *(sent.case for sent in sent_for if sent.case))
    said = []
    for sent in sent_for:
        if sent.is_cancelled or not sent.attendees:
            continue
        whose = f"The attendees of {titles.get(sent.case, 'a case')} have" if sent.case else "Members have"
        if found.status is MeetingStatus.CANCELLED:
            said.append(f"{whose} this panel in their calendars, though it is cancelled. Send the cancellation.")
        elif sent.case is not None and sent.case not in on_agenda:
            said.append(f"{whose} it in their calendars, though it is not on this agenda. Send the cancellation.")
        elif found.status is MeetingStatus.PLANNED:
            if gone := _no_longer_expected(work, meeting, sent):
                names = listed([name for name, _ in gone])
                said.append(f"In their calendars, though they are not expected: {names}. Send them the cancellation.")
            if found.starts_at is not None and sent.facts != _facts_now(work, meeting, sent.case):
                said.append(
                    f"{whose} it in their calendars on {in_words(sent.facts.day)} at {sent.facts.starts_at:%H:%M}, "
                    "or at a place or for a time that has changed since. Send the invitation again."
                )
    return tuple(said)


def _to_invite(work: Work, meeting: str, case: str | None, addresses: str) -> Attendees:
    """Those whom the next file invites: the line-up, or the addresses typed for one case."""
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(f"This meeting is {found.status}. People are invited only to a meeting that is to come.")
    people = addressees(work, meeting) if case is None else _read_addresses(addresses)
    if not people:
        who = "Nobody on the line-up has an e-mail address and has not declined." if case is None else ""
        raise RuleBrokenError(who or "Give the e-mail address of at least one person who attends.", "addresses")
    return people


def _read_addresses(addresses: str) -> Attendees:
    try:
        read = [read_email(each) for each in addresses.replace(",", " ").replace(";", " ").split()]
    except ValueError as error:
        raise RuleBrokenError(str(error), "addresses") from None
    return tuple((address, address) for address in dict.fromkeys(read))


def _facts_now(work: Work, meeting: str, case: str | None) -> EntryFacts:
    """What a calendar entry of the meeting, or of one case, says now."""
    content = agenda_content(work, meeting, case)
    facts = content.meeting
    own = [item for item in content.entries if isinstance(item, AgendaItem) and item.facts.case == case]
    starts_at = own[0].starts_at if own else facts.starts_at
    if starts_at is None:
        raise RuleBrokenError("Give the meeting and its items a time first; a calendar needs one.")
    ends = [ends_at(facts.held_on, entry.starts_at, entry.duration_minutes) for entry in own or content.entries]
    minutes = overrun_minutes(max((end for end in ends if end), default=starts_at), starts_at) or _AN_HOUR
    venue = work.session.scalars(select(Meeting.venue).filter_by(ref=meeting)).one()
    return EntryFacts(
        facts.panel, facts.held_on, starts_at, minutes, venue or (str(facts.place) if facts.place else None)
    )


def _no_longer_expected(work: Work, meeting: str, sent: InvitationRow) -> Attendees:
    """Those with a members' invitation who were taken off the line-up since, or are not coming."""
    if sent.case is not None:
        return ()
    expected = _emails(addressees(work, meeting))
    return tuple((name, email) for name, email in sent.attendees if email not in expected)


def _emails(people: Sequence[tuple[str, str]]) -> AbstractSet[str]:
    return {email for _, email in people}
