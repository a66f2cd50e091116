"""The line-up of the meeting page: who is invited, what they reply, which interests are declared before the day."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import (
    Capacity,
    Response,
)
from panel_desk.ui.dialogs.add_people import AddPeople
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.page import Place
from tests.builders import (
    a_member,
)
from tests.ui.page_context import Noted
from tests.ui.panels import LATER, a_panel, click, open_dialog, shown


def test_replies_are_recorded_with_single_keys(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "line-up")
    page.line_up.table.choose("M002")
    page.line_up.table.view.setFocus()
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_D)
    assert [p.response for p in desk.ask(meeting, "P1").line_up if p.member == "M002"] == [Response.DECLINED]
    assert page.line_up.strip.words == (
        "Quorate for 0 of 3 by the replies so far. Items 1, 2 and 3: too few members (4 of 5), no social worker. "
        "1 more member is needed. A social worker with at least 3 years of experience is needed."
    )
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_A)
    assert page.line_up.strip.words == (
        "Every item is quorate by the replies so far. "
        "One more apology would leave items 1, 2 and 3 with too few members."
    )


def test_people_are_found_and_invited_without_leaving_the_list(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    a_member(desk, "M007", given_name="Ada", family_name="Zephyr")
    page = shown(noted, qtbot, "line-up")
    click(page.line_up, "Add people")
    asked = open_dialog(AddPeople)
    assert {row.ref for row in asked.model.rows()} == {"M006", "M007"}
    QTest.keyClick(asked.filter.search, Qt.Key.Key_Return)
    assert asked.model.rowCount() == 2
    QTest.keyClicks(asked.filter.search, "baird")
    QTest.keyClick(asked.filter.search, Qt.Key.Key_Return)
    asked.filter.clear()
    asked.capacity.write(Capacity.OBSERVER)
    asked.table.choose("M007")
    asked.invite_selected()
    assert asked.banner.words == "Ada Zephyr is on the line-up."
    asked.accept()
    added = {p.member: p.capacity for p in desk.ask(meeting, "P1").line_up}
    assert (added["M006"], added["M007"]) == (Capacity.MEMBER, Capacity.OBSERVER)


def test_a_person_taken_off_comes_back_as_they_were(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "line-up")
    page.line_up.table.choose("M003")
    page.line_up.table.view.setFocus()
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_Delete)
    assert "M003" not in {p.member for p in desk.ask(meeting, "P1").line_up}
    assert noted.done == ["Kit Marsh-Rowe taken off the line-up"]
    assert noted.undo is not None
    noted.undo()
    [back] = [p for p in desk.ask(meeting, "P1").line_up if p.member == "M003"]
    assert (back.response, back.attended) == (Response.ACCEPTED, True)


def test_an_interest_is_declared_ahead_and_a_capacity_changed(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "line-up")
    assert page.line_up.declare() is None
    page.line_up.table.choose("M004")
    page.line_up.declare()
    asked = open_dialog(FormDialog)
    asked.form.rows["case"].input.write("CASE-003")
    asked.form.rows["nature"].input.write("Lives next door")
    asked.form.rows["withdraws"].input.write(True)
    asked.save()
    assert noted.done == ["Interest of Jo Ashby recorded"]
    assert [p.interests for p in page.line_up.model.rows() if p.member == "M004"] == [("item 3",)]
    page.line_up.attend_as(Capacity.ADVISER)
    assert [p.capacity for p in desk.ask(meeting, "P1").line_up if p.member == "M004"] == [Capacity.ADVISER]
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_Return)
    assert noted.opened == [Place("member", "M004")]
