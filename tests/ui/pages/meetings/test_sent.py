"""What is sent for a meeting: the checks, the versions of its agenda, the draft and the invitations, as real files."""

from collections.abc import Callable
from datetime import date, time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import vobject
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import change_agency
from panel_desk.operations.cases.bookings import take_off_agenda
from panel_desk.operations.meetings.calendar import move_meeting
from panel_desk.queries.agency import agency
from panel_desk.queries.meetings.agendas import agenda_checks, invitations, issued_print, issues, standing_items
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import AccountRole, CaseKind
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import a_case, a_desk, a_meeting
from tests.journeys.window_user import reading
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import LATER, a_panel, buttons, click, shown, the


def opened(noted: Noted, qtbot: QtBot, folder: Path) -> MeetingPage:
    """Open the sent tab of meeting P1; its files are saved in a folder."""
    page = shown(noted, qtbot, "sent")
    page.sent.ask_where = lambda name, _: str(folder / name)
    return page


def issue(page: MeetingPage, why: str) -> None:
    click(page.sent, "Issue agenda…")
    dialog = the(FormDialog)
    dialog.form.rows["despite"].input.write(why)
    click(dialog, "Issue agenda")


def give_an_address(desk: Desk) -> None:
    known = desk.ask(agency)
    desk.do(
        change_agency,
        version=known.version,
        name=known.name,
        panel_type=known.panel_type,
        host_authority=known.host_authority,
        approvals_decided_by=known.approvals_decided_by,
        email="panel@example.org",
    )


def test_every_check_is_shown_and_a_failed_one_asks_for_a_reason(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path, picture: Callable[..., list[Path]]
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    for check in desk.ask(agenda_checks, "P1"):
        assert check.sentence in reading(page.sent)
    assert "Nothing has been sent yet." in reading(page.sent)
    click(page.sent, "Issue agenda…")
    dialog = the(FormDialog)
    assert "Papers are missing for CASE-001, CASE-002, CASE-003." in dialog.words.text()
    click(dialog, "Issue agenda")
    assert dialog.form.rows["despite"].problem == "Why it is issued all the same is required."
    dialog.form.rows["despite"].input.write("Papers follow")
    click(dialog, "Issue agenda")
    [sent] = desk.ask(issues, "P1")
    assert sent.changes[-1].endswith("Reason: Papers follow")
    assert desk.ask(issued_print, "P1", 1).startswith(b"%PDF")
    assert noted.said == ["Version 1 of the agenda is issued. Send it with E-mail and calendar."]
    assert "Agenda, version 1" in reading(page.sent.versions)
    assert picture(page, "meeting-sent")


def test_adding_a_standing_item_is_recorded_as_a_change_of_the_next_version(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    issue(page, "Early")
    click(page.sent, "Add standing item…")
    dialog = the(FormDialog)
    dialog.form.rows["title"].input.write("Welcome")
    dialog.form.rows["duration_minutes"].input.write(10)
    dialog.form.rows["before_item"].input.write(1)
    click(dialog, "Add item")
    assert "Welcome · 10 minutes · before item 1" in reading(page.sent)
    assert "New: Welcome at " in reading(page.sent)
    issue(page, "Early again")
    newest = desk.ask(issues, "P1")[0]
    assert newest.number == 2
    assert newest.changes[0].startswith("New: Welcome at ")
    assert "Nothing." in reading(page.sent)
    click(page.sent, "Remove")
    assert desk.ask(standing_items, "P1") == ()
    assert "No longer: Welcome at " in reading(page.sent)


def test_the_draft_has_the_version_that_was_issued_and_everyone_who_is_coming(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    page.sent.draft()
    issue(page, "Early")
    page.sent.draft()
    message = message_from_bytes((tmp_path / "Agenda 11 March 2027.eml").read_bytes(), policy=default)
    assert message["X-Unsent"] == "1"
    assert sorted(one.addr_spec for one in message["To"].addresses) == [
        f"member{n:03}@example.org" for n in range(1, 6)
    ]
    [attached] = message.iter_attachments()
    assert attached.get_content() == desk.ask(issued_print, "P1", 1)
    assert noted.said[-1] == "Agenda 11 March 2027.eml is saved. Open it to look it over and send it."


def test_an_invitations_sequence_rises_when_the_meeting_moves_or_is_cancelled(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    read = []

    def save(day: str, *, is_cancelled: bool = False) -> None:
        page.sent.invite(None, is_cancelled=is_cancelled)
        read.append(vobject.readOne((tmp_path / f"Panel {day}.ics").read_text()))

    save("11 March 2027")
    save("11 March 2027")
    desk.do(move_meeting, "P1", desk.ask(meeting, "P1").version, date(2027, 3, 18))
    save("18 March 2027")
    save("18 March 2027", is_cancelled=True)
    assert [one.vevent.sequence.value for one in read] == ["0", "0", "1", "2"]
    assert len({one.vevent.uid.value for one in read}) == 1
    assert [one.method.value for one in read] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert read[0].vevent.dtstart.value.isoformat() == "2027-03-11T09:30:00+00:00"
    assert "Cancellation for members, update 2" in reading(page.sent.versions)


def test_without_an_address_for_the_office_nothing_is_sent(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    page.sent.invite(None)
    assert "Give the panel office's e-mail in Settings first" in page.banner.words
    assert desk.ask(invitations, "P1") == ()
    assert not list(tmp_path.glob("*.ics"))


def test_an_error_is_shown_where_a_file_cannot_be_saved(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path / "gone")
    page.sent.draft()
    assert "could not be written: the folder is not there" in reading(the(Message))
    the(Message).close()
    page.sent.ask_where = lambda *_: ""
    page.sent.draft()
    assert noted.said == []


def a_panel_ready_to_be_sent(desk: Desk) -> None:
    """A panel with one item, whose agenda passes every check."""
    a_panel(desk, date(2027, 4, 14))
    for case in ("CASE-001", "CASE-002", "CASE-003"):
        desk.do(take_off_agenda, case, "The report is late")
    a_case(desk, "CASE-030", kind=CaseKind.OTHER, meeting_ref="P1", item_no=1, starts_at=time(9, 45), minutes=30)


def test_an_agenda_is_issued_for_its_own_meeting_though_another_is_shown_by_then(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel_ready_to_be_sent(desk)
    a_meeting(desk, "P2", meets_on=date(2027, 5, 12))
    page = opened(noted, qtbot, tmp_path)
    click(page.sent, "Issue agenda…")
    page.visit(Place("meeting", "P2", "sent"))
    qtbot.waitUntil(lambda: not noted.context.background.is_busy)
    assert [each.number for each in desk.ask(issues, "P1")] == [1]
    assert desk.ask(issues, "P2") == ()


def test_when_every_check_holds_it_is_issued_at_once(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel_ready_to_be_sent(desk)
    page = opened(noted, qtbot, tmp_path)
    assert [check.name for check in desk.ask(agenda_checks, "P1") if not check.holds] == []
    click(page.sent, "Issue agenda…")
    qtbot.waitUntil(lambda: bool(noted.said))
    assert noted.said == ["Version 1 of the agenda is issued. Send it with E-mail and calendar."]
    assert desk.ask(issued_print, "P1", 1).startswith(b"%PDF")
    assert page.sent.issue() is None
    qtbot.waitUntil(lambda: bool(page.banner.words))
    assert page.banner.words == "Nothing has changed since version 1 was issued, so there is nothing to issue."


def test_a_reader_sends_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    a_panel(a_desk(tmp_path), LATER)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = opened(noted, qtbot, tmp_path)
        assert {"Issue agenda…", "Add standing item…"} <= set(buttons(page.sent))
        click(page.sent, "Issue agenda…")
        assert "Nothing has been sent yet." in reading(page.sent)


def test_a_case_s_attendees_are_invited_at_their_own_time(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    first = desk.ask(meeting, "P1").items[0]
    dialog = page.sent.invite_attendees()
    assert dialog is not None
    dialog.form.rows["one"].input.write(first.ref)
    dialog.choose()
    event = vobject.readOne((tmp_path / "Panel 11 March 2027.ics").read_text()).vevent
    assert first.starts_at is not None
    assert (event.dtstart.value.hour, event.dtstart.value.minute) == (first.starts_at.hour, first.starts_at.minute)
    assert f"Invitation for {first.ref}, first version" in reading(page.sent.versions)
