"""Invitations and e-mail drafts, read back by programs that did not write them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.policy import default

import vobject

from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.exchange.meetings.invitations import Invitation, ics


def an_invitation(**fields: object) -> Invitation:
    values: dict[str, object] = {
        "uid": "one@panel-desk",
        "sequence": 0,
        "title": "Adoption Panel",
        "day": date(2027, 7, 7),
        "starts_at": time(9, 30),
        "minutes": 90,
        "where": "Room 2; Town Hall, Marsham",
        "words": "First line\nSecond, with a comma; and more",
        "organiser": ("Fenland Adoption", "panel@example.org"),
        "attendees": (("Łukasz Brzozowski", "lukasz@example.org"),),
        "is_cancelled": False,
        "sent_at": datetime(2027, 6, 1, 9, tzinfo=UTC),
    }
    return Invitation(**(values | fields))  # type: ignore[arg-type] # fields of many types


def test_another_program_reads_the_time_on_the_wall_in_summer_and_in_winter() -> None:
    for day, offset in ((date(2027, 7, 7), 1), (date(2027, 12, 1), 0)):
        event = vobject.readOne(ics(an_invitation(day=day)).decode()).vevent
        starts = event.dtstart.value
        assert (starts.date(), starts.hour, starts.minute) == (day, 9, 30)
        assert starts.utcoffset().total_seconds() == offset * 3600
        assert (event.dtend.value - starts).total_seconds() == 90 * 60


def test_words_people_and_place_come_through_as_written() -> None:
    calendar = vobject.readOne(ics(an_invitation()).decode())
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert event.description.value == "First line\nSecond, with a comma; and more"
    assert event.location.value == "Room 2; Town Hall, Marsham"
    assert event.organizer.value == "mailto:panel@example.org"
    assert event.attendee.value == "mailto:lukasz@example.org"
    assert event.attendee.params["CN"] == ["Łukasz Brzozowski"]


def test_a_change_and_a_cancellation_keep_the_uid_and_rise() -> None:
    changed = vobject.readOne(ics(an_invitation(sequence=1, where=None)).decode())
    gone = vobject.readOne(ics(an_invitation(sequence=2, is_cancelled=True)).decode())
    assert changed.vevent.uid.value == gone.vevent.uid.value == "one@panel-desk"
    assert (changed.vevent.sequence.value, gone.vevent.sequence.value) == ("1", "2")
    assert (gone.method.value, gone.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_a_draft_opens_unsent_with_its_attachment_and_its_invitation() -> None:
    draft = Draft(
        to=(("Siân Llewellyn", "sian@example.org"), ("Ann", "ann@example.org")),
        subject="Agenda – 7 July 2027",
        words="The agenda is attached.\n",
        attachments=(Attachment("Agenda 7 July 2027.pdf", "application/pdf", b"%PDF-1.7"),),
        invitation=("REQUEST", ics(an_invitation())),
    )
    message = message_from_bytes(eml(draft), policy=default)
    assert (message["X-Unsent"], message["Subject"]) == ("1", "Agenda – 7 July 2027")
    assert [address.addr_spec for address in message["To"].addresses] == ["sian@example.org", "ann@example.org"]
    [attached] = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Agenda 7 July 2027.pdf", b"%PDF-1.7")
    kinds = {part.get_content_type() for part in message.walk()}
    assert {"text/plain", "text/calendar"} <= kinds


def test_those_who_must_not_see_each_other_are_hidden() -> None:
    message = message_from_bytes(eml(Draft((("Ann", "ann@example.org"),), "A", "B", is_blind=True)), policy=default)
    assert message["To"] is None
    assert message["Bcc"].addresses[0].addr_spec == "ann@example.org"


def test_words_that_are_no_address_are_left_for_the_sender() -> None:
    draft = Draft(
        to=[("Panel office", "Panel office <panel@example.org>"), ("Ola", "ola@example.org"), ("Jo", "jo@@example")],
        subject="Minutes",
        words="Attached.",
    )
    assert message_from_bytes(eml(draft))["To"] == "Ola <ola@example.org>"
    assert message_from_bytes(eml(replace(draft, to=draft.to[:1])))["To"] is None
