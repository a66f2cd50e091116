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
from tests.journeys.hands import POPUPS, Hands, reading, settle

WORKBOOK = Path(__file__).parents[1] / "samples" / "year-2022-23.xlsx"
FIRST, FIRST_DAY, SECOND = "P2023-05-22", "22 May 2023", "P2023-06-12"
KINDS = {
    "Approval": None,
    "Brief report": None,
    "Match": "QX",
    "Consent to placement": "QY",
    "Review of approval": None,
    "Termination": None,
}
PANEL = {"M003": "Siân", "M005": "Wilfred", "M006": "Morag", "M008": "Keeley", "M010": "Rukhsana", "M011": "Dawn"}


@POPUPS
def test_from_a_year_of_panels_to_a_panel_that_is_cancelled(hands: Hands) -> None:
    hands.application.start()
    steps.set_up_the_agency(hands)
    steps.sign_in(hands, steps.ADMINISTRATOR, steps.PASSPHRASE)
    steps.import_the_workbook(hands, WORKBOOK)
    give_the_office_an_address(hands)
    schedule_a_year(hands)
    booked = book_six_cases(hands)
    invite_the_panel(hands)
    lose_the_chair_and_invite_another(hands, booked[0])
    issue_twice(hands, booked)
    send(hands)
    cancel_the_panel(hands, booked)


def give_the_office_an_address(hands: Hands) -> None:
    """Enter the office's e-mail address, from which invitations come."""
    page = hands.page(SettingsPage)
    hands.turn(page, "Agency")
    section = page.section(AgencySection.key)
    assert isinstance(section, AgencySection)
    hands.fill(section.form, email="panel@example.org")
    hands.click(page, "Save agency")


def schedule_a_year(hands: Hands) -> None:
    """Panels on the second and fourth Monday; those on a holiday are named and left out."""
    hands.go("Calendar")
    page = hands.page(CalendarPage)
    hands.menu(page.header, "More", "Schedule a year of panels…")
    dialog = hands.dialog(SchedulePanels)
    hands.fill(
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
    hands.press(her, QPoint(8, her.height() // 2))
    said = reading(dialog)
    assert "21 panels: " in said
    for skipped in ("8 May (Coronation", "28 Aug (", "25 Dec (Christmas Day"):
        assert skipped in said
    hands.click(dialog, "Schedule panels")
    made = [row for row in hands.window.bridge.ask(meetings) if row.status is MeetingStatus.PLANNED]
    assert sorted(row.meets_on for row in made)[:2] == [date(2023, 5, 22), date(2023, 6, 12)]
    assert {row.chair for row in made} == {"M003"}
    assert "21 meetings planned · next on Monday 22 May 2023" in page.header.facts


def book_six_cases(hands: Hands) -> list[str]:
    """Each case is booked on the earliest offer, which the dialog has chosen already."""
    booked = []
    for number, (kind, initials) in enumerate(KINDS.items()):
        household = {"household_type": "Single female", "ethnicity": "White British"}
        child = {"initials": initials or "", "born_on": "6/2/2021", "ethnicity": "Mixed"}
        ref = steps.open_case(
            hands,
            kind,
            "Worker 3",
            {"adopter_1": f"Grace Elswick{number}", **household},
            {**child, "authority_code": "Fenland County Council"} if initials else None,
        )
        hands.click(hands.page(CasePage).header, "Book on a meeting")
        dialog = hands.dialog(BookCase)
        assert dialog.table.current_ref() == FIRST
        hands.click(dialog, "Book on this meeting")
        booked.append(ref)
    rows = [hands.window.bridge.ask(case, ref).row for ref in booked]
    assert [(row.meeting, row.item, row.is_provisional) for row in rows] == [(FIRST, n, True) for n in range(1, 7)]
    assert [f"{row.starts_at:%H:%M}" for row in rows][:3] == ["09:45", "10:40", "11:20"]
    return booked


def invite_the_panel(hands: Hands) -> None:
    """The chair is on the line-up already; the others' replies make every item quorate."""
    page = steps.open_meeting(hands, FIRST_DAY, "Line-up")
    steps.invite(hands, page, [*PANEL.values()][1:])
    for member in PANEL:
        steps.note_reply(hands, page, member, Qt.Key.Key_A)
    assert page.line_up.strip.words.startswith("Every item is quorate by the replies so far.")


def lose_the_chair_and_invite_another(hands: Hands, ref: str) -> None:
    """The chair's interest leaves one item without a person to preside; its light offers somebody who can."""
    page = hands.page(MeetingPage)
    hands.row(page.line_up.table, "M003")
    hands.menu(page.line_up, "Selected person", "Declare an interest")
    dialog = hands.dialog(FormDialog)
    [item] = [row for row in page.record.items if row.ref == ref] if page.record else []
    hands.fill(dialog.form, case=f"Item 1: {item.title}", nature="Her neighbour", withdraws=True)
    hands.click(dialog, "Declare interest")
    assert "quorate for 5 of 6" in page.header.facts
    hands.turn(page.tabs, "Agenda")
    settle()
    lights = [one for one in page.agenda.findChildren(QuorumLight) if one.isVisible()]
    [failing] = [one for one in lights if not one.light.is_quorate]
    assert failing.light.words.startswith("Not quorate: ")
    assert any("Siân Llewellyn" in reason for reason in failing.light.reasons)
    hands.press(failing)
    popover = hands.dialog(Popover)
    offer = failing.light.offers[0].words
    assert "What would make it quorate" in reading(popover)
    hands.click(popover, offer)
    [invited] = {row.member for row in hands.window.bridge.ask(meeting, FIRST).line_up} - set(PANEL)
    hands.turn(page.tabs, "Line-up")
    steps.note_reply(hands, page, invited, Qt.Key.Key_A)
    assert "quorate for 6 of 6" in page.header.facts


def issue_twice(hands: Hands, booked: list[str]) -> None:
    """The agenda is issued with a reason despite failed checks; a second version lists what has changed."""
    page = hands.page(MeetingPage)
    hands.turn(page.tabs, "Sent")
    assert "Papers are missing for" in reading(page.sent)
    assert "Nothing was sent yet." in reading(page.sent)
    issue(hands, "Members asked for it early")
    assert "Agenda, version 1" in reading(page.sent.versions)
    hands.turn(page.tabs, "Agenda")
    second = page.agenda.list.rows[1]
    second.setFocus()
    hands.come_to(second)
    QTest.keyClick(second, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()
    assert hands.window.bridge.ask(case, booked[1]).row.item == 1
    hands.turn(page.tabs, "Sent")
    said = reading(page.sent)
    assert f"New: Item 1: {booked[1]} at 09:45, 30 minutes." in said
    assert f"No longer: Item 1: {booked[0]} at 09:45, 45 minutes." in said
    issue(hands, "As before")
    kept = reading(page.sent.versions)
    assert "Agenda, version 2" in kept
    assert f"New: Item 1: {booked[1]} at 09:45" in kept


def issue(hands: Hands, despite: str) -> None:
    """Issue the agenda, with the reason that is asked for."""
    page = hands.page(MeetingPage)
    hands.click(page.sent, "Issue agenda…")
    dialog = hands.dialog(FormDialog)
    assert "Still provisional" in reading(dialog)
    hands.fill(dialog.form, despite=despite)
    hands.click(dialog, "Issue agenda")


def send(hands: Hands) -> None:
    """Save the e-mail draft and the invitations, and read them with other programs."""
    page = hands.page(MeetingPage)
    page.sent.ask_where = lambda name, _: str(hands.folder / name)
    hands.menu(page.sent, "E-mail and calendar", "Draft to members with the agenda…")
    message = message_from_bytes((hands.folder / f"Agenda {FIRST_DAY}.eml").read_bytes(), policy=default)
    coming = [row.name for row in hands.window.bridge.ask(meeting, FIRST).line_up if row.response is Response.ACCEPTED]
    assert sorted(address.display_name for address in message["To"].addresses) == sorted(coming)
    [attached] = message.iter_attachments()
    assert attached.get_filename() == f"Agenda {FIRST_DAY}.pdf"
    assert attached.get_content().startswith(b"%PDF")
    read = []
    for entry in ("Invitation for members' calendars…", "Take it out of members' calendars…"):
        hands.menu(page.sent, "E-mail and calendar", entry)
        read.append(vobject.readOne((hands.folder / f"Panel {FIRST_DAY}.ics").read_text()))
    first, last = read
    assert (first.method.value, last.method.value) == ("REQUEST", "CANCEL")
    assert first.vevent.uid.value == last.vevent.uid.value
    assert (first.vevent.sequence.value, last.vevent.sequence.value) == ("0", "1")
    assert first.vevent.dtstart.value.isoformat() == "2023-05-22T09:30:00+01:00"
    assert first.vevent.organizer.value == "mailto:panel@example.org"
    assert len(first.vevent.attendee_list) == len(coming)


def cancel_the_panel(hands: Hands, booked: list[str]) -> None:
    """Cancel the panel: every item moves to the next one, and the reason is shown."""
    page = hands.page(MeetingPage)
    hands.menu(page.header, "More", "Cancel meeting")
    dialog = hands.dialog(CancelMeeting)
    hands.fill(dialog.form, because="The chair is ill.")
    hands.click(dialog, "Cancel meeting")
    rows = sorted((hands.window.bridge.ask(case, ref).row for ref in booked), key=lambda row: row.item or 0)
    assert [(row.meeting, row.item) for row in rows] == [(SECOND, number) for number in range(1, 7)]
    assert rows[0].ref == booked[1]
    starts = [row.starts_at for row in rows if row.starts_at]
    assert starts == sorted(set(starts))
    assert len(starts) == len(booked)
    assert page.frozen.words == "The chair is ill."
