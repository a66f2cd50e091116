"""Invitations and e-mail drafts, read back by programs that did not write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses
from functools import partial
from io import StringIO

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.exchange.meetings.invitations import Invitation, ics
from panel_desk.rules.vocabulary import InvitationPurpose

moment = partial(datetime, tzinfo=None)  # a local time


def an_invitation(**fields: object) -> Invitation:
    values: dict[str, object] = {
        "uid": "one@panel-desk",
        "sequence": 0,
        "title": "Adoption Panel",
        "day": date(2027, 7, 7),
        "starts_at": time(9, 30),
        "duration_minutes": 90,
        "location": "Room 2; Town Hall, Marsham",
        "description": "First line\nSecond, with a comma; and more",
        "organiser": ("Fenland Adoption", "panel@example.org"),
        "attendees": (("Łukasz Brzozowski", "lukasz@example.org"),),
        "purpose": InvitationPurpose.INVITATION,
        "sent_at": datetime(2027, 6, 1, 9, tzinfo=UTC),
    }
    return Invitation(**(values | fields))  # type: ignore[arg-type] # fields of many types


def test_another_program_reads_the_local_time_in_summer_and_in_winter() -> None:
    for day, offset in ((date(2027, 7, 7), 1), (date(2027, 12, 1), 0)):
        event = vobject.readOne(ics(an_invitation(day=day)).decode()).vevent
        starts = event.dtstart.value
        assert (starts.date(), starts.hour, starts.minute) == (day, 9, 30)
        assert starts.utcoffset().total_seconds() == offset * 3600
        assert (event.dtend.value - starts).total_seconds() == 90 * 60


def test_the_time_zone_is_a_yearly_rule_as_outlook_reads_it() -> None:
    zone = vobject.readOne(ics(an_invitation()).decode()).vtimezone
    rules = {
        (part.name, part.dtstart.value, part.rrule.value, part.tzoffsetfrom.value, part.tzoffsetto.value)
        for part in zone.components()
    }
    assert rules == {
        ("DAYLIGHT", moment(1996, 3, 31, 1), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "+0000", "+0100"),
        ("STANDARD", moment(1996, 10, 27, 2), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "+0100", "+0000"),
    }


@pytest.mark.parametrize("is_blind", [False, True])
@given(
    people=st.lists(
        st.tuples(
            st.text(
                st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' ,;"\\@<>()'),
                max_size=60,
            ),
            st.from_regex(r"[a-z]{1,20}@[a-z]{1,12}\.example", fullmatch=True),
        ),
        max_size=12,
    )
)
def test_an_independent_reader_finds_every_recipient_of_a_draft(people: list[tuple[str, str]], is_blind: bool) -> None:
    data = eml(Draft(to=people, subject="Papers", text="Attached.\n", is_blind=is_blind))
    head = data.partition(b"\r\n\r\n")[0].decode("ascii")
    [listed] = re.findall(r"^(?:To|Bcc): ((?:[^\r\n]|\r\n )*)\r$", head + "\r\n", re.MULTILINE) or [""]
    found = getaddresses([listed.replace("\r\n", "").strip()])
    assert [address for _, address in found] == [address for _, address in people]
    read = [" ".join(str(make_header(decode_header(name))).split()) for name, _ in found]
    assert read == [" ".join(name.split()) for name, _ in people]
    assert max(map(len, head.split("\r\n"))) < 998


def test_description_location_and_attendees_are_read_back_unchanged() -> None:
    calendar = vobject.readOne(ics(an_invitation()).decode())
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert event.description.value == "First line\nSecond, with a comma; and more"
    assert event.location.value == "Room 2; Town Hall, Marsham"
    assert event.organizer.value == "mailto:panel@example.org"
    assert event.attendee.value == "mailto:lukasz@example.org"
    assert event.attendee.params["CN"] == ["Łukasz Brzozowski"]


@given(
    people=st.lists(
        st.tuples(
            st.text(
                st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" ,;:'"), max_size=90
            ),
            st.from_regex(r"[a-z]{1,20}@[a-z]{1,12}\.example", fullmatch=True),
        ),
        min_size=5,
        max_size=9,
    )
)
def test_an_independent_reader_finds_every_attendee_of_an_invitation(people: list[tuple[str, str]]) -> None:
    event = vobject.readOne(ics(an_invitation(attendees=tuple(people))).decode()).vevent
    assert [each.value for each in event.attendee_list] == [f"mailto:{address}" for _, address in people]


def test_an_update_and_a_cancellation_keep_the_uid_and_raise_the_sequence() -> None:
    changed = vobject.readOne(ics(an_invitation(sequence=1, location=None)).decode())
    gone = vobject.readOne(ics(an_invitation(sequence=2, purpose=InvitationPurpose.CANCELLATION)).decode())
    assert changed.vevent.uid.value == gone.vevent.uid.value == "one@panel-desk"
    assert (changed.vevent.sequence.value, gone.vevent.sequence.value) == ("1", "2")
    assert (gone.method.value, gone.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_a_cancellation_for_one_attendee_leaves_the_event_to_the_others() -> None:
    read = vobject.readOne(ics(an_invitation(sequence=3, purpose=InvitationPurpose.REMOVAL)).decode())
    assert (read.method.value, read.vevent.sequence.value) == ("CANCEL", "3")
    assert "status" not in read.vevent.contents
    assert read.vevent.attendee.value == "mailto:lukasz@example.org"


def test_another_program_reads_the_hours_around_both_changes_of_the_clock() -> None:
    zone = tzical(StringIO(ics(an_invitation()).decode())).get("Europe/London")
    offsets = {
        day: moment(*day).replace(tzinfo=zone).utcoffset()
        for day in (
            (2027, 3, 28, 0, 59),
            (2027, 3, 28, 2, 1),
            (2027, 10, 31, 0, 59),
            (2027, 10, 31, 2, 1),
            (2040, 3, 25, 2, 1),
        )
    }
    none, hour = timedelta(), timedelta(hours=1)
    assert [*offsets.values()] == [none, hour, hour, none, hour]


def test_a_draft_opens_unsent_with_its_attachment_and_its_invitation() -> None:
    draft = Draft(
        to=(("Siân Llewellyn", "sian@example.org"), ("Ann", "ann@example.org")),
        subject="Agenda – 7 July 2027",
        text="The agenda is attached.\n",
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


def test_blind_recipients_are_in_bcc_only() -> None:
    message = message_from_bytes(eml(Draft((("Ann", "ann@example.org"),), "A", "B", is_blind=True)), policy=default)
    assert message["To"] is None
    assert message["Bcc"].addresses[0].addr_spec == "ann@example.org"
