"""Who comes and goes on panel day, and whose times are corrected."""

from datetime import time

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import invite, record_attendance
from panel_desk.queries.cases.cases import interests_of
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.panel_day import Presence, panel_day
from panel_desk.rules.vocabulary import Response
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.widgets.text import Elided
from tests.builders import (
    FixedTime,
    an_absence,
    an_interest,
)
from tests.ui.clipping import settle
from tests.ui.page_context import Noted
from tests.ui.panels import MATCH, a_panel, click, panel, presence, press, shown
from tests.ui.visible import the_button


def test_one_key_each_for_coming_leaving_a_lost_connection_and_being_back(
    page: MeetingPage, desk: Desk, noted: Noted, time_source: FixedTime
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F4)
    press(page, "M001", Qt.Key.Key_Down)
    people = page.panel_day.attendance.people
    second = list(people)[1]
    press(page, second, Qt.Key.Key_L)
    assert (presence(desk, second), noted.done[-1].endswith(": left")) == (Presence.LEFT, True)
    press(page, second, Qt.Key.Key_L)  # has left already
    time_source.move(minutes=2)
    press(page, second, Qt.Key.Key_B)
    assert presence(desk, second) is Presence.HERE
    assert people[second].quiet.text().startswith("out 10:52–10:54")
    noted.take_back()
    assert presence(desk, second) is Presence.LEFT
    press(page, second, Qt.Key.Key_B)
    press(page, second, Qt.Key.Key_C)
    assert people[second].quiet.text().startswith("connection lost 10:54")
    press(page, second, Qt.Key.Key_B)
    assert "no connection 10:54–10:54" in people[second].quiet.text()
    noted.take_back()
    assert presence(desk, second) is Presence.AWAY
    press(page, second, Qt.Key.Key_Up)
    press(page, "M001", Qt.Key.Key_Up)
    press(page, "M001", Qt.Key.Key_C)
    noted.take_back()
    assert presence(desk, "M001") is Presence.HERE
    press(page, "M001", Qt.Key.Key_X)


def test_attendance_is_recorded_by_key_and_by_button(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk)
    page = shown(noted, qtbot, "panel-day")
    press(page, "M002", Qt.Key.Key_A)
    assert page.panel_day.attendance.people["M002"].quiet.text() == (
        f"came 10:52 · social worker · Given in person, recorded by {desk.signed_in.name}"
    )
    assert not page.panel_day.given.isVisible()
    noted.take_back()
    assert presence(desk, "M002") is Presence.EXPECTED
    click(page.panel_day, "All 5 came")
    assert all(person.attended for person in desk.ask(meeting, "P1").line_up)
    QTest.mouseClick(page.panel_day.attendance.people["M004"], Qt.MouseButton.LeftButton)
    attendance = page.panel_day.attendance
    assert attendance.whom.text() == attendance.people["M004"].person.row.name
    lost = the_button(page.panel_day, "Connection lost  C")
    page.resize(1100, 700)
    settle(page)
    place = lost.mapTo(page, QPoint(0, 0))
    click(page.panel_day, "Connection lost  C")
    assert presence(desk, "M004") is Presence.AWAY
    page.resize(page.width(), page.height() - 44)  # as the bar with *Undo* makes it
    settle(page)
    assert lost.mapTo(page, QPoint(0, 0)) == place
    desk.do(invite, meeting="P1", member="M006")
    desk.do(record_reply, meeting="P1", member="M006", response=Response.DECLINED)
    assert page.panel_day.attendance.people["M006"].quiet.text() == "sent apologies · social worker"


def test_times_are_corrected_beside_the_persons_name(page: MeetingPage, desk: Desk) -> None:
    an_absence(desk, "P1", "M003", time(10, 45), time(10, 50))
    person = page.panel_day.attendance.people["M003"]
    QTest.mouseDClick(person, Qt.MouseButton.LeftButton)
    times = person.times
    assert times is not None
    QTest.keyClicks(times.arrived.focus_widget(), "25:00")
    QTest.keyClick(times.arrived.focus_widget(), Qt.Key.Key_Return)
    assert "not a time of day" in times.problem.text()
    times.arrived.write(time(10, 50))
    times.gone.write(time(10, 53))
    times.gone.left.emit()
    assert times.problem.text() == "It is 10:52 now, and 10:53 is still to come. Give a time up to now."
    times.gone.write(time(10, 0))
    times.gone.left.emit()
    assert times.problem.text() == "A person leaves after arriving. Give a later time, or correct the time of arrival."
    times.arrived.write(None)
    times.gone.write(time(10, 52))
    times.gone.left.emit()
    assert [p.left_at for p in desk.ask(meeting, "P1").line_up if p.member == "M003"] == [time(10, 52)]
    [(absence, (since, until))] = times.absences.items()
    for written, sentence in (("25", "not a time"), ("", "Give the time from which"), ("10:51", "returns after that")):
        since.write(written)
        since.left.emit()
        assert sentence in times.problem.text()
    since.write(time(10, 40))
    since.left.emit()
    until.left.emit()
    assert [each.from_at for each in desk.ask(panel_day, "P1").people[3].away] == [time(10, 40)]
    assert absence
    desk.do(record_attendance, meeting="P1", member="M005", attended=True, arrived_at=time(9, 40))
    assert person.times is times
    QTest.keyClick(times, Qt.Key.Key_A)
    times._take_back(absence)  # noqa: SLF001 # what its button runs
    assert person.times is not None
    assert not times.absences
    QTest.keyClick(times, Qt.Key.Key_Escape)
    assert person.times is None
    press(page, "M003", Qt.Key.Key_Return)
    press(page, "M003", Qt.Key.Key_Return)
    click(person, "Did not come")
    assert (presence(desk, "M003"), person.times) == (Presence.EXPECTED, None)


def test_after_the_day_a_lost_connection_is_entered_with_its_times(
    page: MeetingPage, desk: Desk, time_source: FixedTime
) -> None:
    time_source.move(days=1)
    page.ask_again()
    person = page.panel_day.attendance.people["M003"]
    press(page, "M003", Qt.Key.Key_C)
    times = person.times
    assert times is not None
    assert page.panel_day.given.isVisible()
    times.gone.write(time(10, 52))
    times.gone.left.emit()
    assert times.problem.text() == "You record this for the chair. Say how they gave it to the office."
    choice = page.panel_day.given.findChild(QComboBox)
    assert isinstance(choice, QComboBox)
    choice.setCurrentText("Telephone")
    times.gone.left.emit()
    assert person.quiet.text().endswith(f"Given by telephone, recorded by {desk.signed_in.name}")
    times.gone.write(None)
    times.gone.left.emit()
    times.add()
    assert "Give the time from which" in times.problem.text()
    times.new[0].write("25")
    times.add()
    assert "not a time" in times.problem.text()
    times.new[0].write(time(10, 50))
    times.new[1].write(time(10, 55))
    times.add()
    assert person.quiet.text().startswith("no connection 10:50–10:55")
    assert [(each.from_at, each.until_at) for each in desk.ask(panel_day, "P1").people[3].away] == [
        (time(10, 50), time(10, 55))
    ]


def test_a_member_who_withdraws_from_the_current_item_is_marked(page: MeetingPage, desk: Desk) -> None:
    an_interest(desk, MATCH, "M004")
    person = page.panel_day.attendance.people["M004"]
    assert "withdraws from this item" in person.quiet.text()
    assert not person.findChildren(Elided)  # so that these words are never cut
    withdrawn = person.grab().toImage()
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert "withdraws" not in person.quiet.text()
    icon = QRect(0, 0, 24, person.height())
    assert person.grab().toImage().copy(icon) != withdrawn.copy(icon)  # whoever withdraws has no green tick
    QTest.keyClick(page, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert "withdraws from this item" in person.quiet.text()


def test_an_interest_declared_on_the_day_changes_the_quorum(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    QTest.keyClick(page, Qt.Key.Key_F5)
    form = panel(page).declaring.form
    assert form is not None
    form.rows["member"].input.write("M002")
    form.rows["nature"].input.write("Supervised the assessment")
    form.rows["withdraws"].input.write(True)
    QTest.keyClick(page, Qt.Key.Key_F5)  # goes to the form that is open
    assert panel(page).declaring.form is form
    QTest.keyClick(form.rows["nature"].input.focus_widget(), Qt.Key.Key_Return)
    assert [i.member for i in desk.ask(interests_of, (MATCH,))] == ["M002"]
    assert page.header.facts.split(" · ")[2] == "quorate for 2 of 3"
    panel(page).declaring.take_back(desk.ask(interests_of, (MATCH,))[0])
    assert desk.ask(interests_of, (MATCH,)) == ()
    noted.take_back()
    assert [i.nature for i in desk.ask(interests_of, (MATCH,))] == ["Supervised the assessment"]
