"""The meeting page, worked as a panel administrator works it, on a real store."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import book_case
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import invite
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.cases.bookings import booking_history
from panel_desk.queries.cases.cases import case
from panel_desk.queries.meetings.calendar import planned_meetings
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.panel_day import Presence
from panel_desk.rules.vocabulary import (
    AccountRole,
    BookingStep,
    CaseStatus,
    MeetingStatus,
    MinutesState,
    PanelRole,
    PaperKind,
    Response,
)
from panel_desk.ui.desk_window import PAGES
from panel_desk.ui.dialogs.add_item import AddItem
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.meeting_form import MeetingDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.meetings.tab import Tab
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.popover import Popover
from panel_desk.ui.widgets.quorum_light import QuorumLight
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    a_case,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
    minutes,
    signed_minutes,
)
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import LATER, TODAY, a_panel, buttons, click, more_of, open_dialog, panel, shown


def add_item_of(page: MeetingPage) -> QPushButton:
    QApplication.processEvents()  # what was laid out anew is shown
    found = page.agenda.findChildren(QPushButton)
    [button] = [each for each in found if each.text().startswith("Add item") and each.isVisible()]
    return button


def click_row(dialog: AddItem, ref: str) -> None:
    """Click a case in the table."""
    view, position = dialog.table.view, dialog.model.position_of(ref)
    assert position is not None
    at = view.visualRect(dialog.model.index(position, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def order(desk: Desk) -> list[tuple[str, str]]:
    return [(item.ref, f"{item.starts_at:%H:%M}") for item in desk.ask(meeting, "P1").items]


# The header


def test_the_items_of_a_panel_that_nobody_was_invited_to_are_not_shown_as_not_quorate(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    a_case(desk, "CASE-001", meeting_ref=a_meeting(desk, "P1", meets_on=LATER), item_no=1)
    page = shown(noted, qtbot, "agenda")
    assert "nobody invited yet" in page.header.facts
    [light] = page.agenda.findChildren(QuorumLight)
    assert light.light.nobody_invited
    assert light.text() == "Nobody invited yet"


def test_the_header_names_the_panel_its_date_and_its_quorum(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot)
    assert page.header.title == "Adoption and Permanence Panel · Thursday 11 March 2027, 09:30 · virtual"
    assert page.header.facts == "Chair Siân Llewellyn · 3 items · quorate for 2 of 3 · papers due Thu 4 Mar"
    assert buttons(page.header) == ["More", "Print agenda"]
    assert more_of(page)["Record as held"] is False
    assert page.frozen.words == ""


def test_a_chair_alone_on_the_line_up_who_has_not_replied_was_not_invited_yet(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    a_member(desk, "M001", role=PanelRole.CHAIR)
    ref = a_meeting(desk, "P1", meets_on=LATER, chair_ref="M001")
    an_attendance(desk, ref, "M001", response=Response.NONE, attended=False)
    a_case(desk, "CASE-001", meeting_ref=ref, item_no=1)
    page = shown(noted, qtbot, "agenda")
    assert "nobody invited yet" in page.header.facts
    assert page.agenda.findChildren(QuorumLight)[0].text() == "Nobody invited yet"
    assert not desk.ask(planned_meetings)[0].has_line_up
    page.visit(Place("meeting", "P1", "line-up"))
    assert page.line_up.strip.isHidden()
    lacking = "a social worker, a medical adviser and anybody who adopted, was adopted or is a birth parent"
    assert f"The line-up lacks {lacking}." in [one.text() for one in page.line_up.findChildren(Text)]
    desk.do(record_reply, meeting="P1", member="M001", response=Response.ACCEPTED)
    assert "quorate for 0 of 1" in page.header.facts
    assert desk.ask(planned_meetings)[0].has_line_up


def test_a_meeting_whose_panel_day_is_not_recorded_is_held_once_it_is_confirmed(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    a_case(desk, "CASE-001", meeting_ref=a_meeting(desk, "P1", meets_on=TODAY), item_no=1, is_provisional=True)
    page = shown(noted, qtbot)
    title = page.record.items[0].title if page.record else ""
    click(page.header, "Record as held")
    asked = open_dialog(Message)
    assert asked.words.text() == (
        f"Nobody is recorded as having attended. No recommendation is recorded for {title}. Booked only provisionally: "
        f"{title}. A meeting that is recorded as held cannot be planned again or cancelled."
    )
    click(asked, "Not yet")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.PLANNED
    page.hold()
    click(open_dialog(Message), "Record as held")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.HELD


def test_a_meeting_is_recorded_as_held_on_its_day_and_then_minuted(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    for ref, child in (("CASE-001", None), ("CASE-002", "C001"), ("CASE-003", None)):
        a_recommendation(desk, ref, child)
    page = shown(noted, qtbot)
    click(page.header, "Record as held")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.HELD
    assert noted.done == ["Meeting recorded as held"]
    click(page.header, "Write minutes")
    assert noted.opened == [Place("minutes-of", "P1")]


def test_an_empty_meeting_is_cancelled_and_shows_the_reason(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=LATER)
    page = shown(noted, qtbot)
    page.cancel()
    asked = open_dialog(FormDialog)
    assert asked.words.text() == "It stays in the calendar, marked as cancelled."
    asked.form.rows["because"].input.write("The building is flooded.")
    asked.save()
    assert page.frozen.words == "The building is flooded."
    assert "Cancel meeting" not in more_of(page)
    assert "Add item" not in " ".join(buttons(page))


def test_the_starting_time_of_a_meeting_is_changed(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.change()
    asked = open_dialog(FormDialog)
    asked.form.rows["starts_at"].input.write(time(10, 0))
    asked.save()
    assert "10:00" in page.header.title
    assert noted.done == ["Meeting changed"]


def test_room_pre_meeting_and_venue_are_set_and_the_consequences_of_a_move_shown(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.change()
    asked = open_dialog(MeetingDialog)
    asked.form.rows["capacity"].input.write(4)
    asked.form.rows["pre_meeting_at"].input.write(time(9, 0))
    asked.form.rows["venue"].input.write("Room 2")
    assert asked.breaks.words == ""
    asked.form.rows["meets_on"].input.write(date(2027, 3, 13))
    asked.form.rows["meets_on"].input.left.emit()
    assert "Saturday 13 March 2027 is not a working day." in asked.breaks.words
    assert "5 people have accepted for 11 March 2027" in asked.breaks.words
    asked.form.rows["meets_on"].input.write(None)
    asked.form.rows["meets_on"].input.left.emit()
    assert asked.breaks.isHidden()
    asked.form.rows["meets_on"].input.write(date(2027, 3, 12))
    asked.form.rows["meets_on"].input.left.emit()
    click(asked, "Save changes")
    row = desk.ask(meeting, "P1").row
    assert (row.meets_on, row.capacity, row.venue) == (date(2027, 3, 12), 4, "Room 2")
    assert "3 of 4 items" in page.header.facts
    assert "pre-meeting at 09:00" in page.header.facts
    assert "at Room 2" in page.header.facts


def test_a_chair_who_left_the_list_stays_until_another_is_chosen(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, "M009")
    a_meeting(desk, "P9", chair_ref="M009")
    page = shown(noted, qtbot, ref="P9")
    page.change()
    asked = open_dialog(FormDialog)
    assert asked.form.rows["chair"].input.read() == "M009"
    asked.reject()


def test_signed_minutes_make_the_meeting_read_only_and_say_why(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, date(2027, 2, 10), attended=True, status=MeetingStatus.HELD)
    signed_minutes(desk, "P1")
    page = shown(noted, qtbot)
    assert "signed" in page.frozen.words
    assert buttons(page.header) == ["More", "Open minutes"]
    assert more_of(page)["Change meeting"] is False
    assert not [words for words in buttons(page.agenda) if words.startswith("Add item")]
    page.agenda.list.move_by("CASE-001", 1)
    assert order(desk)[0][0] == "CASE-001"
    page.tabs.open("line-up")
    assert "Add people" not in buttons(page.line_up)
    page.tabs.open("panel-day")
    assert page.panel_day.attendance.acts.isHidden()
    page.panel_day.attendance.note("M001", int(Qt.Key.Key_L))
    assert page.panel_day.attendance.people["M001"].person.presence is Presence.HERE
    assert "Record" not in buttons(page.panel_day)
    page.panel_day.begin_declaring()
    assert panel(page).declaring.form is None
    assert all(editor.box.isReadOnly() for editor in panel(page).editors)


def test_a_reader_can_change_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    desk = a_desk(tmp_path)
    a_panel(desk)
    desk.close()
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert buttons(page.header) == ["More", "Print agenda"]
        assert "Change meeting" not in more_of(page)
        assert "Cancel meeting" not in more_of(page)
        assert [tab for tab in page.findChildren(Tab) if tab.isVisible()] == [page.agenda]
        assert page.permitted_keys() == (("Ctrl+P", "Print the agenda"),)


def test_the_office_has_every_key_of_every_page(noted: Noted, qtbot: QtBot) -> None:
    for spec in PAGES:
        page = spec.factory(noted.context)
        qtbot.addWidget(page)
        assert page.permitted_keys() == tuple(page.keys)
        assert page.key_operations.keys() <= {key for key, _ in page.keys}, spec.title


# The agenda


def test_items_move_with_the_keyboard_and_their_times_follow(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.agenda.list.focus("CASE-001")
    QTest.keyClick(page.agenda.list.rows[0], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order(desk) == [("CASE-002", "09:45"), ("CASE-001", "10:55"), ("CASE-003", "11:50")]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.agenda.list.rows[1])
    QTest.keyClick(page.agenda.list.rows[1], Qt.Key.Key_Up)
    assert QApplication.focusWidget() is page.agenda.list.rows[0]
    QTest.keyClick(page.agenda.list.rows[0], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(desk)[0][0] == "CASE-002"


def test_a_dragged_item_is_dropped_at_a_new_position(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    carried = QMimeData()
    carried.setData("application/x-panel-desk-row", b"CASE-003")
    event = QDropEvent(
        QPointF(20, 2),
        Qt.DropAction.MoveAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.agenda.list.dropEvent(event)
    assert [ref for ref, _ in order(desk)] == ["CASE-003", "CASE-001", "CASE-002"]


def test_enter_opens_the_case(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    QTest.keyClick(page.agenda.list.rows[1], Qt.Key.Key_Return)
    QTest.mouseDClick(page.agenda.list.rows[2], Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    assert noted.opened == [Place("case", "CASE-002"), Place("case", "CASE-003")]


def test_an_item_is_taken_off_with_a_reason_and_comes_back_where_it_was(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    QTest.keyClick(page.agenda.list.rows[1], Qt.Key.Key_Delete)
    asked = open_dialog(FormDialog)
    click(asked, "Take off the agenda")
    assert asked.form.rows["reason"].problem == "“Why it leaves its meeting” is empty. Fill it in."
    QTest.keyClicks(asked.form.rows["reason"].input.focus_widget(), "The report is late")
    click(asked, "Take off the agenda")
    assert [ref for ref, _ in order(desk)] == ["CASE-001", "CASE-003"]
    assert noted.done[0].endswith("taken off the agenda")
    [step] = desk.ask(booking_history, "CASE-002")
    assert (step.step, step.meeting, step.reason) == (BookingStep.TAKEN_OFF, "P1", "The report is late")
    assert noted.undo is not None
    noted.undo()
    assert order(desk) == [("CASE-001", "09:45"), ("CASE-002", "10:40"), ("CASE-003", "11:50")]


def test_a_waiting_case_is_added_after_the_last_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    home = a_household(desk, "H-CASE-023", stage_two_started_on=date(2026, 10, 20))
    a_case(desk, "CASE-023", household_ref=home)
    page = shown(noted, qtbot)
    click(page.agenda, "Add item  (3 waiting)")
    asked = open_dialog(AddItem)
    assert [*faults(asked), *key_faults(asked)] == []
    assert asked.words.text() == "Thursday 11 March 2027 · 3 of 6 items · papers due Thu 4 Mar"
    assert [row.ref for row in asked.model.rows()] == ["CASE-023", "CASE-021", "CASE-022"]
    assert asked.table.current_ref() == "CASE-023"
    assert "The meeting is after 20 February 2027." in asked.banner.words
    click_row(asked, "CASE-022")
    assert asked.banner.words.startswith(
        "It can only be booked provisionally while these preconditions are not met: Stage one"
    )
    assert asked.form.rows["starts_at"].input.read() == time(12, 45)
    assert asked.form.rows["duration_minutes"].input.read() == 45
    click(asked, "Add item")
    assert order(desk)[-1] == ("CASE-022", "12:45")
    row = desk.ask(case, "CASE-022").row
    assert (row.status, row.is_provisional) == (CaseStatus.BOOKED, True)
    assert [each.step for each in desk.ask(booking_history, "CASE-022")] == [BookingStep.PROVISIONAL]
    assert "Add item  (2 waiting)" in buttons(page.agenda)


def test_adding_an_item_follows_the_rules_of_booking(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    click(page.agenda, "Add item  (2 waiting)")
    asked = open_dialog(AddItem)
    asked.form.rows["is_provisional"].input.write(False)
    click(asked, "Add item")
    assert "The booking can only be provisional while these preconditions are not met" in asked.form.banner.words
    asked.form.rows["is_provisional"].input.write(True)
    asked.form.rows["starts_at"].input.write(time(10, 0))
    QTest.keyClick(asked.table.view, Qt.Key.Key_Return)
    assert asked.form.rows["starts_at"].problem == "Item 1 is from 09:45 to 10:30. Choose another time."
    assert len(order(desk)) == 3
    asked.reject()


def test_a_meeting_that_becomes_full_while_adding_takes_no_more_items(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER, capacity=4)
    page = shown(noted, qtbot)
    click(page.agenda, "Add item  (2 waiting)")
    asked = open_dialog(AddItem)
    desk.do(book_case, "CASE-021", "P1")
    click_row(asked, "CASE-022")
    click(asked, "Add item")
    assert asked.form.banner.words == "This meeting is full, with 4 items. Choose another one, or raise its capacity."
    asked.reject()
    adding = add_item_of(page)
    assert not adding.isEnabled()
    assert adding.toolTip().startswith("This meeting is full.")


def test_nothing_is_added_to_a_day_that_is_past(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, date(2027, 3, 3))
    page = shown(noted, qtbot)
    adding = add_item_of(page)
    assert not adding.isEnabled()
    assert adding.toolTip().startswith("This meeting's day is past.")


def test_the_first_item_of_an_agenda_is_offered_the_usual_starting_time(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=LATER)
    a_case(desk, "CASE-021")
    page = shown(noted, qtbot)
    page.agenda.add_item()
    asked = open_dialog(AddItem)
    assert asked.form.rows["starts_at"].input.read() == time(9, 45)
    asked.save()
    assert order(desk) == [("CASE-021", "09:45")]


def test_a_longer_item_moves_the_later_ones(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.agenda._set_time(desk.ask(meeting, "P1").items[0])  # noqa: SLF001 # what the item's menu runs
    asked = open_dialog(FormDialog)
    asked.form.rows["duration_minutes"].input.write(60)
    asked.save()
    assert order(desk) == [("CASE-001", "09:45"), ("CASE-002", "10:55"), ("CASE-003", "12:05")]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_quorum_light_says_why_and_invites_somebody_who_restores_it(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot)
    light = page.agenda.list.rows[1].findChild(QuorumLight)
    assert isinstance(light, QuorumLight)
    assert light.text() == "Not quorate"
    popover = light.explain()
    shown_text = [one.text() for one in popover.findChildren(Text)]
    assert "Not quorate: too few members (4 of 5), no social worker" in shown_text
    assert "Tendai Moyana withdraws because of an interest." in shown_text
    assert "Siân Llewellyn presides." in shown_text
    click(open_dialog(Popover), "Invite Eleri Baird")
    assert [p.response for p in desk.ask(meeting, "P1").line_up if p.member == "M006"] == [Response.NONE]
    desk.do(record_reply, meeting="P1", member="M006", response=Response.ACCEPTED)
    assert page.header.facts.split(" · ")[2] == "quorate for 3 of 3"


# Papers, minutes, history


def test_the_papers_tab_lists_filed_and_missing_papers(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    desk.do(
        file_paper,
        case="CASE-002",
        name="CPR-QX.pdf",
        kind=PaperKind.CPR,
        data=b"%PDF",
        pages=30,
        findings=("Page 7 is rotated.",),
    )
    page = shown(noted, qtbot, "papers")
    shown_text = [one.text() for one in page.papers.findChildren(Text) if one.isVisible()]
    assert "1 paper filed · 4 papers missing" in shown_text
    assert {"CPR-QX.pdf", "30 pages", "Page 7 is rotated."} <= set(shown_text)
    assert "The adoption placement report (APR) has not been filed." in shown_text
    case_buttons = [one for one in page.papers.findChildren(QPushButton) if one.text() == "Open the case's papers"]
    case_buttons[1].click()
    assert noted.opened == [Place("case", "CASE-002", "papers")]


@pytest.mark.parametrize(
    ("day", "chip"),
    [(LATER, "all filed, due Thu 4 Mar"), (date(2027, 3, 8), "last filed Thu 4 Mar, due Mon 1 Mar")],
)
def test_papers_filed_after_they_were_due_are_not_shown_as_in_time(
    desk: Desk, noted: Noted, qtbot: QtBot, day: date, chip: str
) -> None:
    a_case(desk, "CASE-001", meeting_ref=a_meeting(desk, "P1", meets_on=day), item_no=1)
    desk.do(file_paper, case="CASE-001", name="PAR.pdf", kind=PaperKind.PAR, data=b"%PDF", pages=2, findings=())
    page = shown(noted, qtbot, "papers")
    assert chip in [one.accessibleName() for one in page.papers.findChildren(StateChip)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, "The minutes are not started"),
        (MinutesState.DRAFT, "The minutes are being drafted"),
        (MinutesState.IN_REVIEW, "The minutes are in review"),
        (MinutesState.FINAL, "The minutes are final"),
    ],
)
def test_the_minutes_tab_shows_the_state_of_the_minutes(
    desk: Desk, noted: Noted, qtbot: QtBot, state: MinutesState | None, expected: str
) -> None:
    a_panel(desk, date(2027, 2, 10), attended=True, status=MeetingStatus.HELD)
    if state:
        minutes(desk, "P1", state=state)
    page = shown(noted, qtbot, "minutes")
    assert expected in [one.text() for one in page.minutes.findChildren(Text) if one.isVisible()]
    click(page.minutes, "Open minutes" if state else "Write minutes")
    assert noted.opened == [Place("minutes-of", "P1")]


def test_the_history_lists_what_was_done(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    desk.do(invite, meeting="P1", member="M006")
    page = shown(noted, qtbot, "history")
    assert any("invited a member" in one.text() for one in page.history.findChildren(Text) if one.isVisible())


def test_another_meeting_opens_at_its_agenda_and_a_tab_is_remembered(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    a_meeting(desk, "P2", meets_on=LATER)
    page = shown(noted, qtbot, "papers")
    page.tabs.open("line-up")
    assert noted.moved[-1] == Place("meeting", "P1", "line-up")
    page.visit(Place("meeting", "P2"))
    assert page.tabs.current == "agenda"
    assert page.header.facts == "No chair yet · 0 items · papers due Thu 4 Mar"


def test_printing_for_one_item_or_member_asks_which(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.print_for_attendees()
    asked = open_dialog(Choose)
    asked.choose()
    assert asked.form.rows["one"].problem == "“Item” is empty. Fill it in."
    asked.reject()
    page.pack_for_one()
    asked = open_dialog(Choose)
    assert asked.form.rows["one"].field.label == "Member"
    asked.reject()


@pytest.mark.parametrize("tab", ["agenda", "line-up", "panel-day", "papers", "minutes", "history"])
def test_each_tab_of_a_meeting_is_drawn(
    desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]], tab: str
) -> None:
    a_panel(desk, attended=True)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot, tab)
    assert len(picture(page, f"meeting-{tab}")) == 4
