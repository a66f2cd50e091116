"""What is sent for a meeting: the checks, the versions of its agenda, the draft and the invitations, as real files."""

from collections.abc import Callable
from datetime import date, time
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import vobject
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import change_agency
from panel_desk.operations.cases.bookings import take_off_agenda
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.invitations import note_invitation
from panel_desk.operations.meetings.meetings import take_off_line_up
from panel_desk.queries.agency import agency
from panel_desk.queries.meetings.agendas import agenda_checks, issued_print, issues, standing_items
from panel_desk.queries.meetings.invitations import calendar_message, invitations
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import AccountRole, CaseKind
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import a_case, a_desk, a_meeting, a_member, an_interest
from tests.journeys.window_user import visible_text
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import LATER, a_panel, click, open_dialog, shown


def opened(noted: Noted, qtbot: QtBot, folder: Path) -> MeetingPage:
    """Open the sent tab of meeting P1; its files are saved in a folder."""
    page = shown(noted, qtbot, "sent")
    page.sent.ask_where = lambda name, _: str(folder / name)
    return page


def issue(page: MeetingPage, why: str) -> None:
    click(page.sent, "Issue agenda…")
    dialog = open_dialog(FormDialog)
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
        assert check.sentence in visible_text(page.sent)
    assert "Nothing has been sent yet." in visible_text(page.sent)
    click(page.sent, "Issue agenda…")
    dialog = open_dialog(FormDialog)
    assert "Papers are missing for Approval: Barlow001 household; " in dialog.words.text()
    click(dialog, "Issue agenda")
    assert dialog.form.rows["despite"].problem == "“Why it is issued all the same” is empty. Fill it in."
    dialog.form.rows["despite"].input.write("Papers follow")
    click(dialog, "Issue agenda")
    [sent] = desk.ask(issues, "P1")
    assert sent.changes[-1].endswith("Reason: Papers follow")
    assert desk.ask(issued_print, "P1", 1).startswith(b"%PDF")
    assert noted.done == ["Version 1 of the agenda is issued. Send it with E-mail and calendar."]
    assert "Agenda, version 1" in visible_text(page.sent.versions)
    assert picture(page, "meeting-sent")


def test_adding_a_standing_item_is_recorded_as_a_change_of_the_next_version(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    issue(page, "Early")
    click(page.sent, "Add standing item…")
    dialog = open_dialog(FormDialog)
    dialog.form.rows["title"].input.write("Welcome")
    dialog.form.rows["duration_minutes"].input.write(10)
    dialog.form.rows["before_item"].input.write(1)
    click(dialog, "Add item")
    assert "Welcome · 10 minutes · before item 1" in visible_text(page.sent)
    assert "New: Welcome at " in visible_text(page.sent)
    issue(page, "Early again")
    newest = desk.ask(issues, "P1")[0]
    assert newest.number == 2
    assert newest.changes[0].startswith("New: Welcome at ")
    assert "Nothing." in visible_text(page.sent)
    click(page.sent, "Remove")
    assert desk.ask(standing_items, "P1") == ()
    assert "No longer: Welcome at " in visible_text(page.sent)


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
    assert noted.done[-1] == "Agenda 11 March 2027.eml is saved. Open it to look it over and send it."


def choose(within: QWidget, button: str, entry: str) -> None:
    """Choose from the menu of a button, which must be enabled."""
    [opener] = [each for each in within.findChildren(QPushButton) if each.text() == button]
    assert opener.isEnabled()
    [action] = [each for each in opener.menu().actions() if each.text() == entry]
    action.trigger()


def saved(folder: Path, name: str) -> Any:  # noqa: ANN401 - vobject is untyped
    return vobject.readOne((folder / name).read_text(encoding="utf-8"))


def test_after_cancel_meeting_the_cancellation_can_be_saved(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    choose(page.sent, "E-mail and calendar", "Invitation for members' calendars…")
    request = saved(tmp_path, "Panel 11 March 2027.ics")
    booked = desk.ask(meeting, "P1").items
    desk.do(cancel_meeting, "P1", "The chair is ill", {item.ref: None for item in booked})
    assert "Members have this panel in their calendars, though it is cancelled." in page.sent.calendars.words
    choose(page.sent, "E-mail and calendar", "Cancellation for members' calendars…")
    cancellation = saved(tmp_path, "Cancelled panel 11 March 2027.ics")
    assert (request.method.value, cancellation.method.value) == ("REQUEST", "CANCEL")
    assert cancellation.vevent.uid.value == request.vevent.uid.value
    assert (request.vevent.sequence.value, cancellation.vevent.sequence.value) == ("0", "1")
    assert cancellation.vevent.dtstart.value.isoformat() == "2027-03-11T09:30:00+00:00"
    assert len(cancellation.vevent.attendee_list) == len(request.vevent.attendee_list) == 5
    assert "Cancellation for members, update 1" in visible_text(page.sent.versions)
    assert not page.sent.calendars.isVisible()


def test_who_is_taken_off_the_line_up_gets_a_cancellation(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    page.sent.invite()
    left = desk.ask(meeting, "P1").line_up[-1]
    desk.do(take_off_line_up, "P1", left.member)
    assert f"they are not expected: {left.name}. Send them the cancellation." in page.sent.calendars.words
    choose(page.sent, "E-mail and calendar", "Cancellation for people no longer on the line-up…")
    read = saved(tmp_path, "No longer expected at panel 11 March 2027.ics")
    assert [each.params["CN"] for each in read.vevent.attendee_list] == [[left.name]]
    assert f"Cancelled for {left.name} (" in visible_text(page.sent.versions)
    page.sent.cancel_for_some()
    assert "nobody to tell" in page.banner.words


def test_an_invitation_that_was_not_saved_is_not_recorded(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    page.sent.ask_where = lambda *_: ""
    page.sent.invite()
    page.sent.ask_where = lambda name, _: str(tmp_path / "gone" / name)
    page.sent.invite()
    assert "could not be saved, so it is not recorded as sent" in visible_text(open_dialog(Message))
    assert (desk.ask(invitations, "P1"), noted.done) == ((), [])


def test_a_file_that_could_not_be_recorded_is_not_left_to_be_sent(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)

    def somebody_else_saves_first(name: str, _: str) -> str:
        desk.do(note_invitation, desk.ask(calendar_message, "P1"))
        return str(tmp_path / name)

    page.sent.ask_where = somebody_else_saves_first
    page.sent.invite()
    assert "Save it again" in visible_text(open_dialog(Message))
    assert not list(tmp_path.glob("*.ics"))


def test_without_an_address_for_the_office_nothing_is_sent(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path)
    page.sent.invite()
    assert "Give the panel office's e-mail in Settings first" in page.banner.words
    assert desk.ask(invitations, "P1") == ()
    assert not list(tmp_path.glob("*.ics"))


def test_an_error_is_shown_where_a_file_cannot_be_saved(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    page = opened(noted, qtbot, tmp_path / "gone")
    page.sent.draft()
    assert "could not be written: the folder is not there" in visible_text(open_dialog(Message))
    open_dialog(Message).close()
    page.sent.ask_where = lambda *_: ""
    page.sent.draft()
    assert noted.done == []


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


def test_when_every_check_holds_the_agenda_is_issued_at_once(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel_ready_to_be_sent(desk)
    page = opened(noted, qtbot, tmp_path)
    assert [check.name for check in desk.ask(agenda_checks, "P1") if not check.holds] == []
    click(page.sent, "Issue agenda…")
    qtbot.waitUntil(lambda: bool(noted.done))
    assert noted.done == ["Version 1 of the agenda is issued. Send it with E-mail and calendar."]
    assert desk.ask(issued_print, "P1", 1).startswith(b"%PDF")
    assert page.sent.issue() is None
    qtbot.waitUntil(lambda: bool(page.banner.words))
    assert page.banner.words == "Nothing has changed since version 1 was issued, so there is nothing to issue."


def test_a_reader_has_no_tab_of_what_is_sent(tmp_path: Path, qtbot: QtBot) -> None:
    a_panel(a_desk(tmp_path), LATER)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = opened(noted, qtbot, tmp_path)
        assert "sent" not in page._tabs  # noqa: SLF001 # the tabs that are shown


def test_a_case_s_attendees_are_invited_at_their_own_time(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    give_an_address(desk)
    page = opened(noted, qtbot, tmp_path)
    first = desk.ask(meeting, "P1").items[0]
    assert page.sent.cancel_for_attendees() is None
    assert "No case's attendees were sent an invitation" in page.banner.words
    click_menu = partial(choose, page.sent, "E-mail and calendar")
    click_menu("Invitation for a case's attendees…")
    dialog = open_dialog(FormDialog)
    dialog.form.rows["case"].input.write(first.ref)
    dialog.form.rows["addresses"].input.write("ann@example.org, nowhere")
    click(dialog, "Save invitation")
    assert "plain e-mail address" in dialog.form.rows["addresses"].problem
    dialog.form.rows["addresses"].input.write("ann@example.org; ben@example.org")
    click(dialog, "Save invitation")
    event = saved(tmp_path, "Panel 11 March 2027.ics").vevent
    assert first.starts_at is not None
    assert (event.dtstart.value.hour, event.dtstart.value.minute) == (first.starts_at.hour, first.starts_at.minute)
    assert [each.value for each in event.attendee_list] == ["mailto:ann@example.org", "mailto:ben@example.org"]
    assert f"Invitation for {first.ref}, first version" in visible_text(page.sent.versions)
    desk.do(take_off_agenda, first.ref, "The report is late")
    assert "household have it in their calendars" in page.sent.calendars.words
    click_menu("Cancellation for a case's attendees…")
    one = open_dialog(Choose)
    one.form.rows["one"].input.write(first.ref)
    one.choose()
    cancellation = saved(tmp_path, "Cancelled panel 11 March 2027.ics")
    assert (cancellation.method.value, cancellation.vevent.uid.value) == ("CANCEL", event.uid.value)
    assert [each.value for each in cancellation.vevent.attendee_list] == [
        "mailto:ann@example.org",
        "mailto:ben@example.org",
    ]


def test_an_adviser_who_withdrew_from_an_item_issues_neither_agenda_nor_pack(tmp_path: Path, qtbot: QtBot) -> None:
    office = a_desk(tmp_path)
    a_panel(office, LATER)
    a_member(office, "M007")
    an_interest(office, "CASE-003", "M007", withdraws=True)
    office.close()
    with a_page_context(a_desk(tmp_path, AccountRole.ADVISER, member_ref="M007")) as noted:
        page = shown(noted, qtbot, "sent")
        for tab, name, what in (("sent", "Issue agenda…", "its agenda"), ("packs", "Issue pack…", "its pack")):
            page.visit(Place("meeting", "P1", tab))
            [button] = [one for one in page.findChildren(QPushButton) if one.text() == name and one.isVisible()]
            assert not button.isEnabled()
            assert what in visible_text(page)
        [menu] = page.sent.findChildren(QMenu)
        draft, calendar, *_ = menu.actions()
        assert (draft.isEnabled(), calendar.isEnabled()) == (False, True)
