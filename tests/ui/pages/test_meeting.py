"""The meeting page, worked as a panel administrator works it, on a real store."""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.meetings import invite
from panel_desk.operations.papers import file_paper
from panel_desk.queries.cases import case, interests
from panel_desk.queries.meetings import meeting, recommendations
from panel_desk.rules.vocabulary import (
    AccountRole,
    Background,
    Capacity,
    CaseStatus,
    Category,
    MeetingStatus,
    MinutesState,
    Outcome,
    PanelRole,
    PaperKind,
    Response,
)
from panel_desk.ui.dialogs.add_people import AddPeople
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meeting import MeetingPage
from panel_desk.ui.pages.meeting.item_panel import ItemPanel
from panel_desk.ui.widgets.popover import Popover
from panel_desk.ui.widgets.quorum_light import QuorumLight
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_meeting,
    a_member,
    an_attendance,
    an_interest,
    minutes,
    signed_minutes,
)
from tests.ui.house import Noted, a_house

TODAY = date(2027, 3, 4)
LATER = date(2027, 3, 11)
D = TypeVar("D", bound=QWidget)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_house(desk) as noted:
        yield noted


def a_panel(desk: Desk, day: date = TODAY, *, attended: bool = False, **fields: object) -> str:
    """A panel of five who accepted, with three items; two children in the second; two cases and a member to spare."""
    worker = {"category": Category.SOCIAL_WORKER, "qualified_social_worker_since": date(2010, 1, 1)}
    people: dict[str, dict[str, Any]] = {
        "M001": {"role": PanelRole.CHAIR, "given_name": "Siân", "family_name": "Llewellyn"},
        "M002": {"given_name": "Tendai", "family_name": "Moyana", **worker},
        "M003": {"given_name": "Kit", "family_name": "Marsh-Rowe", "backgrounds": (Background.ADOPTER,)},
        "M004": {"given_name": "Jo", "family_name": "Ashby"},
        "M005": {"given_name": "Bo", "family_name": "Adeyemi", "category": Category.MEDICAL_ADVISER},
        "M006": {"given_name": "Eleri", "family_name": "Baird", **worker},
    }
    for ref, person in people.items():
        a_member(desk, ref, **person)
    ref = a_meeting(desk, "P1", meets_on=day, chair_ref="M001", **fields)
    for member in list(people)[:5]:
        an_attendance(desk, ref, member, attended=attended)
    a_child(desk, "C001", initials="QX")
    a_child(desk, "C002", initials="QY")
    for number, (start, length) in enumerate(((time(9, 45), 45), (time(10, 40), 60), (time(11, 50), 45)), 1):
        concerned = ("C001", "C002") if number == 2 else ()
        a_case(
            desk,
            f"CASE-00{number}",
            meeting_ref=ref,
            item_no=number,
            starts_at=start,
            minutes=length,
            children=concerned,
        )
    a_case(desk, "CASE-021")
    a_case(desk, "CASE-022")
    return ref


def shown(noted: Noted, qtbot: QtBot, tab: str | None = None, ref: str = "P1") -> MeetingPage:
    page = MeetingPage(noted.house)
    qtbot.addWidget(page)
    page.visit(Place("meeting", ref, tab))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def the(kind: type[D]) -> D:
    """The dialog of a kind that is open."""
    [found] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


def click(within: QWidget, words: str) -> None:
    """Click the visible button that bears these words."""
    QApplication.processEvents()
    found = [one for one in within.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert len(found) == 1, [one.text() for one in within.findChildren(QPushButton)]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def buttons(within: QWidget) -> list[str]:
    """The words of the visible buttons."""
    QApplication.processEvents()  # what was laid out anew is shown
    return [one.text() for one in within.findChildren(QPushButton) if one.isVisible()]


def more_of(page: MeetingPage) -> dict[str, bool]:
    """What *More* offers, and whether it can be done now."""
    QApplication.processEvents()
    [button] = [one for one in page.header.findChildren(QPushButton) if one.text() == "More" and one.isVisible()]
    return {entry.text(): entry.isEnabled() for entry in button.menu().actions()}


def order(desk: Desk) -> list[tuple[str, str]]:
    return [(item.ref, f"{item.starts_at:%H:%M}") for item in desk.ask(meeting, "P1").items]


# The header


def test_the_header_says_what_when_and_how_it_stands(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot)
    assert page.header.title == "Adoption and Permanence Panel · Thursday 11 March 2027, 09:30 · virtual"
    assert page.header.facts == "Chair Siân Llewellyn · 3 items · quorate for 2 of 3 · papers due Thu 4 Mar"
    assert buttons(page.header) == ["More", "Print agenda"]
    assert more_of(page)["Record as held"] is False
    assert page.frozen.words == ""


def test_on_the_day_it_is_recorded_as_held_and_then_minuted(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk)
    page = shown(noted, qtbot)
    click(page.header, "Record as held")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.HELD
    assert noted.said == ["Meeting recorded as held"]
    click(page.header, "Write minutes")
    assert noted.opened == [Place("minutes-of", "P1")]


def test_it_is_cancelled_with_a_reason_that_then_shows(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.cancel()
    asked = the(FormDialog)
    assert "3 cases" in asked.words.text()
    asked.form.rows["because"].input.write("The building is flooded.")
    asked.save()
    assert page.frozen.words == "The building is flooded."
    assert "Cancel meeting" not in more_of(page)
    assert "Add item  (2 waiting)" not in buttons(page)


def test_its_facts_are_changed(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.change()
    asked = the(FormDialog)
    asked.form.rows["starts_at"].input.write(time(10, 0))
    asked.save()
    assert "10:00" in page.header.title
    assert noted.said == ["Meeting changed"]


def test_a_chair_who_left_the_list_stays_until_another_is_chosen(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, "M009")
    a_meeting(desk, "P9", chair_ref="M009")
    page = shown(noted, qtbot, ref="P9")
    page.change()
    asked = the(FormDialog)
    assert asked.form.rows["chair"].input.read() == "M009"
    asked.reject()


def test_signed_minutes_leave_everything_to_read_and_say_why(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
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
    assert not page.panel_day.attendance.people["M001"].came.isEnabled()
    assert "Record" not in buttons(page.panel_day)
    page.panel_day.begin_declaring()
    assert panel(page).interest_form is None


def test_a_reader_reads(tmp_path: Path, qtbot: QtBot) -> None:
    desk = a_desk(tmp_path)
    a_panel(desk)
    desk.close()
    with a_house(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert buttons(page.header) == ["More", "Print agenda"]
        assert "Change meeting" not in more_of(page)
        assert "Cancel meeting" not in more_of(page)


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


def test_an_item_is_dropped_where_it_should_be(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
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


def test_an_item_taken_off_comes_back_where_it_was(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    QTest.keyClick(page.agenda.list.rows[1], Qt.Key.Key_Delete)
    assert [ref for ref, _ in order(desk)] == ["CASE-001", "CASE-003"]
    assert noted.said[0].endswith("taken off the agenda")
    assert noted.undo is not None
    noted.undo()
    assert order(desk) == [("CASE-001", "09:45"), ("CASE-002", "10:40"), ("CASE-003", "11:50")]


def test_a_waiting_case_is_added_after_the_last_item(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    click(page.agenda, "Add item  (2 waiting)")
    asked = the(FormDialog)
    asked.form.rows["case"].input.write("CASE-022")
    assert asked.form.rows["starts_at"].input.read() == time(12, 45)
    assert asked.form.rows["minutes"].input.read() == 45
    asked.save()
    assert order(desk)[-1] == ("CASE-022", "12:45")
    assert desk.ask(case, "CASE-022").row.status is CaseStatus.BOOKED
    assert "Add item  (1 waiting)" in buttons(page.agenda)


def test_an_empty_agenda_starts_with_the_meeting(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P1", meets_on=LATER)
    a_case(desk, "CASE-021")
    page = shown(noted, qtbot)
    page.agenda.add_item()
    asked = the(FormDialog)
    assert asked.form.rows["starts_at"].input.read() == time(9, 30)
    asked.form.rows["case"].input.write("CASE-021")
    asked.save()
    assert order(desk) == [("CASE-021", "09:30")]


def test_a_longer_item_moves_the_later_ones(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.agenda._time(desk.ask(meeting, "P1").items[0])  # noqa: SLF001 # what the item's menu runs
    asked = the(FormDialog)
    asked.form.rows["minutes"].input.write(60)
    asked.save()
    assert order(desk) == [("CASE-001", "09:45"), ("CASE-002", "10:55"), ("CASE-003", "12:05")]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_light_says_why_and_invites_who_could_mend_it(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot)
    light = page.agenda.list.rows[1].findChild(QuorumLight)
    assert isinstance(light, QuorumLight)
    assert light.text() == "Not quorate"
    popover = light.explain()
    said = [one.text() for one in popover.findChildren(Text)]
    assert "Not quorate: too few members (4 of 5), no social worker" in said
    assert "Tendai Moyana withdraws because of an interest." in said
    assert "Siân Llewellyn presides." in said
    click(the(Popover), "Invite Eleri Baird")
    assert [p.response for p in desk.ask(meeting, "P1").line_up if p.member == "M006"] == [Response.NONE]
    desk.do(invite, meeting="P1", member="M006", response=Response.ACCEPTED)
    assert page.header.facts.split(" · ")[2] == "quorate for 3 of 3"


# The line-up


def test_replies_are_a_key_away(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "line-up")
    page.line_up.table.choose("M002")
    page.line_up.table.view.setFocus()
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_D)
    assert [p.response for p in desk.ask(meeting, "P1").line_up if p.member == "M002"] == [Response.DECLINED]
    assert page.line_up.strip.words == (
        "Quorate for 0 of 3 by the replies so far. Item 1, 2 and 3: too few members (4 of 5), no social worker. "
        "1 more member is needed. A social worker with at least 3 years of experience is needed."
    )
    QTest.keyClick(page.line_up.table.view, Qt.Key.Key_A)
    assert page.line_up.strip.words == "Every item is quorate by the replies so far."


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


def panel(page: MeetingPage) -> ItemPanel:
    shown_now = page.panel_day._items.currentWidget()  # noqa: SLF001 # the item in front
    assert isinstance(shown_now, ItemPanel)
    return shown_now


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
    assert light.text() == "Not quorate: too few members (4 of 5), no social worker"


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


# Papers, minutes, history


def test_papers_say_what_is_filed_and_what_is_missing(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
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
    said = [one.text() for one in page.papers.findChildren(Text) if one.isVisible()]
    assert "1 paper filed · 4 papers missing" in said
    assert {"CPR-QX.pdf", "30 pages", "Page 7 is rotated."} <= set(said)
    assert "The adoption placement report (APR) has not been filed." in said
    click_first = [one for one in page.papers.findChildren(QPushButton) if one.text() == "Open the case's papers"]
    click_first[1].click()
    assert noted.opened == [Place("case", "CASE-002", "papers")]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "The minutes are not begun"),
        (MinutesState.DRAFT, "The minutes are being drafted"),
        (MinutesState.IN_REVIEW, "The minutes are in review"),
        (MinutesState.FINAL, "The minutes are final"),
    ],
)
def test_where_the_minutes_stand(desk: Desk, noted: Noted, qtbot: QtBot, state: MinutesState | None, said: str) -> None:
    a_panel(desk, date(2027, 2, 10), attended=True, status=MeetingStatus.HELD)
    if state:
        minutes(desk, "P1", state=state)
    page = shown(noted, qtbot, "minutes")
    assert said in [one.text() for one in page.minutes.findChildren(Text) if one.isVisible()]
    click(page.minutes, "Open minutes" if state else "Write minutes")
    assert noted.opened == [Place("minutes-of", "P1")]


def test_history_tells_what_was_done(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    desk.do(invite, meeting="P1", member="M006")
    page = shown(noted, qtbot, "history")
    assert any(one.text().startswith("Invite") for one in page.history.findChildren(Text) if one.isVisible())


def test_another_meeting_opens_at_its_agenda_and_a_tab_is_remembered(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    a_meeting(desk, "P2", meets_on=LATER)
    page = shown(noted, qtbot, "papers")
    page.tabs.open("line-up")
    assert noted.moved[-1] == Place("meeting", "P1", "line-up")
    page.visit(Place("meeting", "P2"))
    assert page.tabs.current == "agenda"
    assert page.header.facts == "No chair yet · 0 items · papers due Thu 4 Mar"


def test_choosing_for_whom_a_print_is(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.print_for_attendees()
    asked = the(Choose)
    asked.choose()
    assert asked.form.rows["one"].problem == "Item is required."
    asked.reject()
    page.pack_for_one()
    asked = the(Choose)
    assert asked.form.rows["one"].field.label == "Member"
    asked.reject()


@pytest.mark.parametrize("tab", ["agenda", "line-up", "panel-day", "papers", "minutes", "history"])
def test_pictures(desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]], tab: str) -> None:
    a_panel(desk, attended=True)
    an_interest(desk, "CASE-002", "M002")
    page = shown(noted, qtbot, tab)
    assert len(picture(page, f"meeting-{tab}")) == 4
