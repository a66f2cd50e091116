"""The line-up and the panel day of the meeting page: who is invited, who comes, what the panel recommends."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.meetings import invite
from panel_desk.queries.cases import interests
from panel_desk.queries.meetings import meeting, recommendations
from panel_desk.rules.vocabulary import (
    Capacity,
    Outcome,
    Response,
)
from panel_desk.ui.dialogs.add_people import AddPeople
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.page import Place
from panel_desk.ui.widgets.quorum_light import QuorumLight
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    a_desk,
    a_member,
    an_interest,
)
from tests.ui.house import Noted, a_house
from tests.ui.panels import LATER, a_panel, click, panel, shown, the


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_house(desk) as noted:
        yield noted


# The line-up


def test_replies_are_a_key_away(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
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
    asked = the(AddPeople)
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
    assert noted.said == ["Kit Marsh-Rowe taken off the line-up"]
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
    asked = the(FormDialog)
    asked.form.rows["case"].input.write("CASE-003")
    asked.form.rows["nature"].input.write("Lives next door")
    asked.form.rows["withdraws"].input.write(True)
    asked.save()
    assert noted.said == ["Interest of Jo Ashby recorded"]
    assert [p.interests for p in page.line_up.model.rows() if p.member == "M004"] == [("item 3",)]
    page.line_up.attend_as(Capacity.ADVISER)
    assert [p.capacity for p in desk.ask(meeting, "P1").line_up if p.member == "M004"] == [Capacity.ADVISER]
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_Return)
    assert noted.opened == [Place("member", "M004")]


# Panel day


def test_panel_day_opens_on_the_day(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "panel-day")
    assert "Opens on Thursday 11 March 2027" in [t.text() for t in page.findChildren(Text) if t.isVisible()]


def test_everyone_who_accepted_came_and_one_left_early(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk)
    page = shown(noted, qtbot, "panel-day")
    click(page.panel_day, "All 5 who accepted came")
    assert all(p.attended for p in desk.ask(meeting, "P1").line_up)
    line = page.panel_day.attendance.people["M002"]
    field = line.left.focus_widget()
    QTest.keyClicks(field, "10.50")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [each.quorate for each in desk.ask(meeting, "P1").quorum] == [True, False, False]
    page.panel_day.next_item()
    light = panel(page).findChild(QuorumLight)
    assert light is not None
    assert light.text() == "Not quorate"
    assert light.accessibleName() == "Not quorate: too few members (4 of 5), no social worker"


def test_a_time_that_cannot_be_is_refused_beside_the_person_and_stays(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    line = page.panel_day.attendance.people["M002"]
    QTest.keyClicks(line.arrived.focus_widget(), "25:00")
    QTest.keyClick(line.arrived.focus_widget(), Qt.Key.Key_Return)
    assert "not a time of day" in line.problem.text()
    line.arrived.write(time(11, 0))
    line.left.write(time(10, 0))
    line.save()
    assert line.problem.text() == "A person leaves after arriving."
    page.panel_day.attendance.people["M003"].came.click()
    assert line.left.read() == time(10, 0)
    assert [p.attended for p in desk.ask(meeting, "P1").line_up if p.member == "M003"] == [False]


def test_a_recommendation_for_each_child(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert list(panel(page).recommendations) == ["C001", "C002"]
    for child in ("C001", "C002"):
        one = panel(page).recommendations[child]
        rows = one.form.rows
        rows["outcome"].input.write(Outcome.RECOMMENDED)
        rows["votes_for"].input.write(5)
        rows["reasons"].input.write("A strong match.")
        assert page.is_unsaved()
        one.form.focus("reasons")
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(r.child, r.outcome, r.votes_for) for r in desk.ask(recommendations, "P1")] == [
        ("C001", Outcome.RECOMMENDED, 5),
        ("C002", Outcome.RECOMMENDED, 5),
    ]
    assert noted.said[-1] == "Recommendation recorded for Child QY"
    assert not page.is_unsaved()


def test_an_inquorate_item_refuses_all_but_a_deferral(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    an_interest(desk, "CASE-001", "M002")
    page = shown(noted, qtbot, "panel-day")
    [one] = panel(page).recommendations.values()
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("They are ready.")
    one.save()
    assert one.form.rows["outcome"].problem.startswith("No recommendation can be recorded on this item. Not quorate")
    assert one.form.rows["reasons"].input.read() == "They are ready."
    one.form.rows["outcome"].input.write(Outcome.DEFERRED)
    one.save()
    assert [r.outcome for r in desk.ask(recommendations, "P1")] == [Outcome.DEFERRED]


def test_an_interest_declared_on_the_day_turns_the_light(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    QTest.keyClick(page, Qt.Key.Key_F5)
    form = panel(page).interest_form
    assert form is not None
    form.rows["member"].input.write("M002")
    form.rows["nature"].input.write("Supervised the assessment")
    form.rows["withdraws"].input.write(True)
    click(panel(page), "Declare interest")
    assert [i.member for i in desk.ask(interests, "CASE-001")] == ["M002"]
    assert page.header.facts.split(" · ")[2] == "quorate for 2 of 3"
    panel(page)._take_back(desk.ask(interests, "CASE-001")[0])  # noqa: SLF001 # what its button runs
    assert desk.ask(interests, "CASE-001") == ()
    assert noted.undo is not None
    noted.undo()
    assert [i.nature for i in desk.ask(interests, "CASE-001")] == ["Supervised the assessment"]


def test_what_is_typed_on_one_item_stays_while_another_is_looked_at(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    [one] = panel(page).recommendations.values()
    one.form.rows["reasons"].input.write("Half a sentence")
    page.panel_day.next_item()
    desk.do(invite, meeting="P1", member="M006", response=Response.ACCEPTED)
    assert one.form.rows["reasons"].input.read() == "Half a sentence"
    page.panel_day.focus_recommendation()
    assert page.is_unsaved()
