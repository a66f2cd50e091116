"""The calendar in the window: a year of panels, bookings, a quorum made good, an agenda sent, a panel cancelled."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import vobject
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from panel_desk.queries.cases.cases import case
from panel_desk.queries.meetings.meetings import meeting, meetings
from panel_desk.rules.vocabulary import MeetingStatus, Response
from panel_desk.ui.dialogs.book_case import BookCase
from panel_desk.ui.dialogs.cancel_meeting import CancelMeeting
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.schedule_panels import SchedulePanels
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.settings.agency import AgencySection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.widgets.popover import Popover
from panel_desk.ui.widgets.quorum_light import QuorumLight
from tests.journeys import steps
from tests.journeys.window_user import POPUPS, WindowUser, settle, visible_text

WORKBOOK = Path(__file__).parents[1] / "samples" / "year-2022-23.xlsx"
FIRST, FIRST_DAY, SECOND = "P2023-05-22", "22 May 2023", "P2023-06-12"
# The kinds of cases that are booked, each with the initials of its child where it has one.
KINDS = {
    "Approval": None,
    "Brief report": None,
    "Match": "QX",
    "Consent to placement": "QY",
    "Review of approval": None,
    "Termination": None,
}
# By ref, a part of the name of each member who is invited.
PANEL = {"M003": "Siân", "M005": "Wilfred", "M006": "Morag", "M008": "Keeley", "M010": "Rukhsana", "M011": "Dawn"}


@POPUPS
def test_from_a_year_of_panels_to_a_panel_that_is_cancelled(user: WindowUser) -> None:
    user.application.start()
    steps.set_up_the_agency(user)
    steps.sign_in(user, steps.ADMINISTRATOR, steps.PASSPHRASE)
    steps.import_the_workbook(user, WORKBOOK)
    give_the_office_an_address(user)
    schedule_a_year(user)
    booked = book_six_cases(user)
    invite_the_panel(user)
    lose_the_chair_and_invite_another(user, booked[0])
    issue_twice(user, booked)
    send(user)
    cancel_the_panel(user, booked)


def give_the_office_an_address(user: WindowUser) -> None:
    """Enter the office's e-mail address, from which invitations come."""
    page = user.page(SettingsPage)
    user.turn(page, "Agency")
    section = page.section(AgencySection.key)
    assert isinstance(section, AgencySection)
    user.fill(section.form, email="panel@example.org")
    user.click(page, "Save agency")


def schedule_a_year(user: WindowUser) -> None:
    """Schedule panels on the second and fourth Monday; those on a holiday are named and left out."""
    user.go("Calendar")
    page = user.page(CalendarPage)
    user.menu(page.header, "More", "Schedule a year of panels…")
    dialog = user.dialog(SchedulePanels)
    user.fill(
        dialog.form,
        weekday="Monday",
        first="1 May 2023",
        last="30 April 2024",
        starts_at="09:30",
        place="Virtual",
        capacity="6",
    )
    [her] = [
        tick
        for tick in dialog.form.rows["chairs"].input.findChildren(QCheckBox)
        if tick.text() == "Siân Llewellyn, chair"
    ]
    user.press(her, QPoint(8, her.height() // 2))
    shown_text = visible_text(dialog)
    assert "21 panels: " in shown_text
    for skipped in ("8 May (Coronation", "28 Aug (", "25 Dec (Christmas Day"):
        assert skipped in shown_text
    user.click(dialog, "Schedule panels")
    made = [row for row in user.window.bridge.ask(meetings) if row.status is MeetingStatus.PLANNED]
    assert sorted(row.meets_on for row in made)[:2] == [date(2023, 5, 22), date(2023, 6, 12)]
    assert {row.chair for row in made} == {"M003"}
    assert "21 meetings planned · next on Monday 22 May 2023" in page.header.facts


def book_six_cases(user: WindowUser) -> list[str]:
    """Book each of six cases on the earliest offer, which the dialog has chosen already."""
    booked = []
    for number, (kind, initials) in enumerate(KINDS.items()):
        household = {"household_type": "Single female", "ethnicity": "White British"}
        child = {"initials": initials or "", "born_on": "6/2/2021", "ethnicity": "Mixed"}
        ref = steps.open_case(
            user,
            kind,
            "Worker 3",
            {"adopter_1": f"Grace Elswick{number}", **household},
            {**child, "authority_code": "Fenland County Council"} if initials else None,
        )
        user.click(user.page(CasePage).header, "Book on a meeting")
        dialog = user.dialog(BookCase)
        assert dialog.table.current_ref() == FIRST
        user.click(dialog, "Book on this meeting")
        booked.append(ref)
    rows = [user.window.bridge.ask(case, ref).row for ref in booked]
    assert [(row.meeting, row.item, row.is_provisional) for row in rows] == [(FIRST, n, True) for n in range(1, 7)]
    assert [f"{row.starts_at:%H:%M}" for row in rows][:3] == ["09:45", "10:40", "11:20"]
    return booked


def invite_the_panel(user: WindowUser) -> None:
    """Invite members beside the chair, who is on the line-up already; their replies make every item quorate."""
    page = steps.open_meeting(user, FIRST_DAY, "Line-up")
    steps.invite(user, page, [*PANEL.values()][1:])
    for member in PANEL:
        steps.note_reply(user, page, member, Qt.Key.Key_A)
    assert page.line_up.strip.words.startswith("Every item is quorate by the replies so far.")


def lose_the_chair_and_invite_another(user: WindowUser, ref: str) -> None:
    """The chair's interest leaves one item without a person to preside; its light offers somebody who can."""
    page = user.page(MeetingPage)
    user.row(page.line_up.table, "M003")
    user.menu(page.line_up, "Selected person", "Declare an interest")
    dialog = user.dialog(FormDialog)
    [item] = [row for row in page.record.items if row.ref == ref] if page.record else []
    user.fill(dialog.form, case=f"Item 1: {item.title}", nature="Her neighbour", withdraws=True)
    user.click(dialog, "Declare interest")
    assert "quorate for 5 of 6" in page.header.facts
    user.turn(page.tabs, "Agenda")
    settle()
    lights = [one for one in page.agenda.findChildren(QuorumLight) if one.isVisible()]
    [failing] = [one for one in lights if not one.light.is_quorate]
    assert failing.light.words.startswith("Not quorate: ")
    assert any("Siân Llewellyn" in reason for reason in failing.light.reasons)
    user.press(failing)
    popover = user.dialog(Popover)
    invite = failing.light.actions[0].words
    assert "What would make it quorate" in visible_text(popover)
    user.click(popover, invite)
    [invited] = {row.member for row in user.window.bridge.ask(meeting, FIRST).line_up} - set(PANEL)
    user.turn(page.tabs, "Line-up")
    steps.note_reply(user, page, invited, Qt.Key.Key_A)
    assert "quorate for 6 of 6" in page.header.facts


def issue_twice(user: WindowUser, booked: list[str]) -> None:
    """The agenda is issued with a reason despite failed checks; a second version lists what has changed."""
    page = user.page(MeetingPage)
    user.turn(page.tabs, "Sent")
    assert "Papers are missing for" in visible_text(page.sent)
    assert "Nothing has been sent yet." in visible_text(page.sent)
    issue(user, "Members asked for it early")
    assert "Agenda, version 1" in visible_text(page.sent.versions)
    user.turn(page.tabs, "Agenda")
    second = page.agenda.list.rows[1]
    second.setFocus()
    user.come_to(second)
    QTest.keyClick(second, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()
    assert user.window.bridge.ask(case, booked[1]).row.item == 1
    user.turn(page.tabs, "Sent")
    shown_text = visible_text(page.sent)
    first, moved_up = (user.window.bridge.ask(case, each).row.title for each in booked[:2])
    assert f"New: Item 1: {moved_up} at 09:45, 30 minutes." in shown_text
    assert f"No longer: Item 1: {first} at 09:45, 45 minutes." in shown_text
    issue(user, "As before")
    kept = visible_text(page.sent.versions)
    assert "Agenda, version 2" in kept
    assert f"New: Item 1: {moved_up} at 09:45" in kept


def issue(user: WindowUser, despite: str) -> None:
    """Issue the agenda, with the reason that is asked for."""
    page = user.page(MeetingPage)
    user.click(page.sent, "Issue agenda…")
    dialog = user.dialog(FormDialog)
    assert "Still provisional" in visible_text(dialog)
    user.fill(dialog.form, despite=despite)
    user.click(dialog, "Issue agenda")


def send(user: WindowUser) -> None:
    """Save the e-mail draft and the invitations, and read them with other programs."""
    page = user.page(MeetingPage)
    page.sent.ask_where = lambda name, _: str(user.folder / name)
    user.menu(page.sent, "E-mail and calendar", "Draft to members with the agenda…")
    message = message_from_bytes((user.folder / f"Agenda {FIRST_DAY}.eml").read_bytes(), policy=default)
    coming = [row.name for row in user.window.bridge.ask(meeting, FIRST).line_up if row.response is Response.ACCEPTED]
    assert sorted(address.display_name for address in message["To"].addresses) == sorted(coming)
    [attached] = message.iter_attachments()
    assert attached.get_filename() == f"Agenda {FIRST_DAY}.pdf"
    assert attached.get_content().startswith(b"%PDF")
    read = []
    for entry, name in (
        ("Invitation for members' calendars…", "Panel"),
        ("Cancellation for members' calendars…", "Cancelled panel"),
    ):
        user.menu(page.sent, "E-mail and calendar", entry)
        read.append(vobject.readOne((user.folder / f"{name} {FIRST_DAY}.ics").read_text()))
    first, last = read
    assert (first.method.value, last.method.value) == ("REQUEST", "CANCEL")
    assert first.vevent.uid.value == last.vevent.uid.value
    assert (first.vevent.sequence.value, last.vevent.sequence.value) == ("0", "1")
    assert first.vevent.dtstart.value.isoformat() == "2023-05-22T09:30:00+01:00"
    assert first.vevent.organizer.value == "mailto:panel@example.org"
    assert len(first.vevent.attendee_list) == len(coming)


def cancel_the_panel(user: WindowUser, booked: list[str]) -> None:
    """Cancel the panel: every item moves to the next one, and the reason is shown."""
    page = user.page(MeetingPage)
    user.menu(page.header, "More", "Cancel meeting")
    dialog = user.dialog(CancelMeeting)
    user.fill(dialog.form, because="The chair is ill.")
    user.click(dialog, "Cancel meeting")
    rows = sorted((user.window.bridge.ask(case, ref).row for ref in booked), key=lambda row: row.item or 0)
    assert [(row.meeting, row.item) for row in rows] == [(SECOND, number) for number in range(1, 7)]
    assert rows[0].ref == booked[1]
    starts = [row.starts_at for row in rows if row.starts_at]
    assert starts == sorted(set(starts))
    assert len(starts) == len(booked)
    assert page.frozen.words == "The chair is ill."
