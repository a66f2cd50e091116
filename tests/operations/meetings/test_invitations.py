"""Calendar invitations: their sequence, whom they are for, and what is cancelled for whom."""

from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.agency import change_agency
from panel_desk.operations.cases.bookings import take_off_agenda
from panel_desk.operations.meetings.calendar import cancel_meeting, move_meeting
from panel_desk.operations.meetings.invitations import note_invitation
from panel_desk.operations.meetings.line_ups import record_reply, substitute
from panel_desk.operations.meetings.meetings import hold_meeting, invite, take_off_line_up
from panel_desk.queries.agency import agency
from panel_desk.queries.meetings.invitations import (
    CalendarMessage,
    calendar_message,
    invitations,
    outdated_calendars,
)
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import (
    CaseKind,
    CaseStatus,
    InvitationPurpose,
    MeetingStatus,
    PanelRole,
    Response,
)
from tests.builders import a_case, a_desk, a_meeting, a_member, an_attendance

MEETING = "P2027-03-24"
REMOVAL, CANCELLATION = InvitationPurpose.REMOVAL, InvitationPurpose.CANCELLATION


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A panel with a chair, a member and a member without an address; one case; the office has an address."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001", role=PanelRole.CHAIR, email="chair@example.org")
    a_member(desk, "M002", given_name="Kofi", family_name="Asante", email="kofi@example.org")
    a_member(desk, "M003", email=None)
    a_member(desk, "M004", email="another@example.org")
    a_meeting(desk, MEETING, meets_on=date(2027, 3, 24), chair_ref="M001")
    for ref in ("M001", "M002", "M003"):
        an_attendance(desk, MEETING, ref, response=Response.ACCEPTED, attended=False)
    a_case(
        desk,
        "CASE-001",
        kind=CaseKind.APPROVAL,
        meeting_ref=MEETING,
        item_no=1,
        status=CaseStatus.BOOKED,
        starts_at=time(9, 45),
        minutes=45,
    )
    give_an_address(desk)
    return desk


def give_an_address(desk: Desk) -> None:
    facts = desk.ask(agency)
    desk.do(change_agency, facts.version, facts.name, facts.panel_type, email="panel@example.org")


def send(
    desk: Desk,
    purpose: InvitationPurpose = InvitationPurpose.INVITATION,
    case: str | None = None,
    addresses: str = "",
) -> CalendarMessage:
    """Make a calendar file, for the members or for a case's attendees, and record that it was sent."""
    message = desk.ask(calendar_message, MEETING, case, purpose, addresses)
    desk.do(note_invitation, message)
    return message


def refusal(desk: Desk, purpose: InvitationPurpose, case: str | None = None, addresses: str = "") -> str:
    with pytest.raises(RuleBrokenError) as refused:
        desk.ask(calendar_message, MEETING, case, purpose, addresses)
    return refused.value.sentence


def emails(message: CalendarMessage) -> list[str]:
    return [address for _, address in message.attendees]


def test_an_invitation_keeps_its_uid_and_its_sequence_rises_only_when_it_changes(desk: Desk) -> None:
    first, again = send(desk), send(desk)
    assert (first.sequence, again.sequence, again.uid) == (0, 0, first.uid)
    desk.do(move_meeting, MEETING, desk.ask(meeting, MEETING).version, date(2027, 3, 31))
    moved = send(desk)
    gone, gone_again = send(desk, CANCELLATION), send(desk, CANCELLATION)
    back = send(desk)
    assert [each.sequence for each in (moved, gone, gone_again, back)] == [1, 2, 2, 3]
    assert {each.uid for each in (moved, gone, gone_again, back)} == {first.uid}
    attendees = send(desk, case="CASE-001", addresses="ann@example.org")
    assert (attendees.uid != first.uid, attendees.sequence) == (True, 0)


def test_an_invitation_has_the_times_of_the_meeting_or_of_the_case_and_those_who_come(desk: Desk) -> None:
    members = send(desk)
    facts = members.facts
    assert (facts.starts_at, facts.duration_minutes, facts.place) == (time(9, 30), 60, "virtual")
    assert members.organiser == (desk.ask(agency).name, "panel@example.org")
    assert emails(members) == ["chair@example.org", "kofi@example.org"]
    mine = send(desk, case="CASE-001", addresses="ann@example.org; Ben@Example.org,\nann@example.org")
    assert (mine.facts.starts_at, mine.facts.duration_minutes) == (time(9, 45), 45)
    assert emails(mine) == ["ann@example.org", "Ben@example.org"]


def test_nobody_is_invited_without_an_address_or_to_a_meeting_without_a_time(desk: Desk) -> None:
    invitation = InvitationPurpose.INVITATION
    assert "at least one person" in refusal(desk, invitation, "CASE-001", "")
    assert "plain e-mail address" in refusal(desk, invitation, "CASE-001", "ann at example.org")
    for ref in ("M001", "M002"):
        desk.do(record_reply, MEETING, ref, Response.DECLINED)
    assert "Nobody on the line-up has an e-mail address" in refusal(desk, invitation)
    a_meeting(desk, "P-bare", meets_on=date(2027, 3, 31), starts_at=None)
    an_attendance(desk, "P-bare", "M001", attended=False)
    with pytest.raises(RuleBrokenError, match="a time first"):
        desk.ask(calendar_message, "P-bare")
    for query in (calendar_message, outdated_calendars):
        with pytest.raises(RuleBrokenError, match="no meeting"):
            desk.ask(query, "P-none")
    a_meeting(desk, "P-held", meets_on=date(2027, 3, 1), status=MeetingStatus.HELD)
    with pytest.raises(RuleBrokenError, match="This meeting is held"):
        desk.ask(calendar_message, "P-held")


def test_nothing_is_sent_from_an_office_without_an_address(desk: Desk) -> None:
    facts = desk.ask(agency)
    desk.do(change_agency, facts.version, facts.name, facts.panel_type, email=None)
    assert "Give the panel office's e-mail in Settings first" in refusal(desk, InvitationPurpose.INVITATION)


def test_a_cancelled_meeting_is_taken_out_of_the_calendars_of_all_who_were_sent_it(desk: Desk) -> None:
    sent, mine = send(desk), send(desk, case="CASE-001", addresses="ann@example.org")
    assert desk.ask(outdated_calendars, MEETING) == ()
    desk.do(cancel_meeting, MEETING, "The chair is ill", {"CASE-001": None})
    sentences = desk.ask(outdated_calendars, MEETING)
    assert [line.partition(" have")[0] for line in sentences] == [
        "Members",
        "The attendees of Approval: Barlow001 household",
    ]
    assert "This meeting is cancelled" in refusal(desk, InvitationPurpose.INVITATION)
    gone, mine_gone = send(desk, CANCELLATION), send(desk, CANCELLATION, "CASE-001")
    assert (gone.uid, gone.sequence, gone.facts, emails(gone)) == (sent.uid, 1, sent.facts, emails(sent))
    assert (mine_gone.uid, mine_gone.facts, emails(mine_gone)) == (mine.uid, mine.facts, ["ann@example.org"])
    assert desk.ask(outdated_calendars, MEETING) == ()


def test_who_was_taken_off_or_replaced_gets_a_cancellation_and_nobody_else(desk: Desk) -> None:
    assert "No invitation was sent" in refusal(desk, REMOVAL)
    send(desk)
    assert "nobody to tell" in refusal(desk, REMOVAL)
    desk.do(take_off_line_up, MEETING, "M002")
    assert desk.ask(outdated_calendars, MEETING) == (
        "In their calendars, though they are not expected: Kofi Asante. Send them the cancellation.",
    )
    removal = send(desk, REMOVAL)
    assert (removal.sequence, emails(removal)) == (1, ["kofi@example.org"])
    assert desk.ask(outdated_calendars, MEETING) == ()
    desk.do(substitute, MEETING, "M001", "M004")
    removal = send(desk, REMOVAL)
    assert (removal.sequence, emails(removal)) == (2, ["chair@example.org"])
    [row] = desk.ask(invitations, MEETING)
    assert (row.attendees, len(row.removed), row.is_cancelled) == ((), 2, False)


def test_a_person_who_is_invited_again_gets_a_higher_sequence_than_their_cancellation(desk: Desk) -> None:
    send(desk)
    desk.do(take_off_line_up, MEETING, "M002")
    send(desk, REMOVAL)
    desk.do(invite, MEETING, "M004")
    assert send(desk).sequence == 1
    desk.do(invite, MEETING, "M002")
    assert send(desk).sequence == 2
    gone = send(desk, CANCELLATION)
    assert sorted(emails(gone)) == ["another@example.org", "chair@example.org", "kofi@example.org"]


def test_calendars_with_another_day_or_with_a_case_of_another_panel_are_out_of_date(desk: Desk) -> None:
    send(desk)
    send(desk, case="CASE-001", addresses="ann@example.org")
    desk.do(move_meeting, MEETING, desk.ask(meeting, MEETING).version, date(2027, 3, 31))
    desk.do(take_off_agenda, "CASE-001", "The report is late")
    members, attendees = desk.ask(outdated_calendars, MEETING)
    assert members.startswith("Members have it in their calendars on 24 March 2027 at 09:30")
    assert attendees.startswith("The attendees of Approval: Barlow001 household have it in their calendars, though")
    assert "nobody to tell" in refusal(desk, REMOVAL, "CASE-001")


def test_what_was_sent_for_a_held_meeting_is_left_alone(desk: Desk) -> None:
    a_meeting(desk, "P-soon", meets_on=desk.time_source.today())
    an_attendance(desk, "P-soon", "M001", attended=False)
    desk.do(note_invitation, desk.ask(calendar_message, "P-soon"))
    desk.do(take_off_line_up, "P-soon", "M001")
    assert desk.ask(outdated_calendars, "P-soon") != ()
    desk.do(hold_meeting, "P-soon")
    assert desk.ask(outdated_calendars, "P-soon") == ()


def test_of_two_files_made_at_once_only_the_first_is_recorded(desk: Desk) -> None:
    one, other = desk.ask(calendar_message, MEETING), desk.ask(calendar_message, MEETING)
    desk.do(note_invitation, one)
    with pytest.raises(RuleBrokenError, match="Save it again"):
        desk.do(note_invitation, other)
    assert [row.uid for row in desk.ask(invitations, MEETING)] == [one.uid]
