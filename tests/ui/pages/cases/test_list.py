"""The list of cases, on a real store, and the form that opens one with its household and children."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import withdraw_case
from panel_desk.queries.cases.cases import case, households
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, HouseholdType
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.new_case import NewCase
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.list import CasesPage
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting, an_authority
from tests.ui.page_context import Noted


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    an_authority(desk)
    return desk


def shown(noted: Noted, qtbot: QtBot) -> CasesPage:
    page = CasesPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("cases"))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def cells(page: CasesPage, row: int) -> list[str]:
    return [page.model.index(row, at).data() for at in range(page.model.columnCount())]


def some_cases(desk: Desk) -> None:
    a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
    a_child(desk, initials="QX")
    a_case(desk, household_ref="H001", children=("C001",), meeting_ref=a_meeting(desk), item_no=2)
    a_case(desk, "CASE-002", household_ref=None, children=("C001",), kind=CaseKind.CONSENT_TO_PLACEMENT)
    a_case(desk, "CASE-003", status=CaseStatus.HEARD)
    a_case(desk, "CASE-004", household_ref=None, kind=CaseKind.OTHER, status=CaseStatus.DEFERRED)


def test_open_cases_are_shown_and_clearing_the_filter_shows_all(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    some_cases(desk)
    page = shown(noted, qtbot)
    assert cells(page, 0) == [
        "CASE-001",
        "Match",
        "Barlow household",
        "QX",
        "10 March 2027",
        "2",
        "Worker 1",
        "Booked",
    ]
    assert [cells(page, row)[2] for row in (1, 2)] == ["Child QX", "–"]
    assert page.header.facts == "1 requested · 1 booked · 1 deferred"
    page.filters.clear()
    assert page.model.rowCount() == 4
    page.filters.choose("kind", "Match")
    assert page.model.rowCount() == 1
    desk.do(withdraw_case, case="CASE-001", reason="They moved away.")
    assert cells(page, 0)[-1] == "Withdrawn"
    page.table.choose("CASE-001")
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    assert noted.opened == [Place("case", "CASE-001")]


def test_a_list_of_heard_cases_only_says_that_a_filter_hides_them(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_case(desk, status=CaseStatus.HEARD)
    page = shown(noted, qtbot)
    assert page.model.tally("case") == "0 of 1 case"
    assert page.table._stack.currentWidget() is page.table._nothing  # noqa: SLF001 # which of its three widgets it shows


def test_a_case_is_opened_with_a_new_household_and_children(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_child(desk, initials="RY")
    page = shown(noted, qtbot)
    dialog = page.new()
    dialog.save()
    assert dialog.kind.rows["kind"].problem == "“What the panel considers” is empty. Fill it in."
    dialog.kind.rows["kind"].input.write(CaseKind.APPROVAL)
    assert dialog._with_children.isHidden()  # noqa: SLF001 # an approval concerns no child
    dialog.kind.rows["kind"].input.write(CaseKind.MATCH)
    assert len(dialog.child_choices) == 1
    dialog.save()
    assert (
        dialog.household.chosen.rows["household"].problem == "A match concerns a household. Choose it, or add it first."
    )
    dialog.household.chosen.rows["household"].input.write("new")
    dialog.save()
    household_form = dialog.household.form
    assert household_form.rows["adopter_1"].problem == "“First adopter” is empty. Fill it in."
    household_form.rows["adopter_1"].input.write("Bethan Barlow")
    household_form.rows["household_type"].input.write(HouseholdType.SINGLE_FEMALE)
    household_form.rows["ethnicity"].input.write("White British")
    first = dialog.child_choices[0]
    line = first.chosen.rows["children"].input.focus_widget().lineEdit()  # type: ignore[attr-defined] # a long choice
    line.setText("nobody")
    dialog.save()
    assert "“nobody” is not in the list" in first.chosen.rows["children"].problem
    first.chosen.rows["children"].input.write("C001")
    second = dialog.add_child()
    second.chosen.rows["children"].input.write("new")
    for key, value in (
        ("initials", "QX"),
        ("born_on", date(2028, 1, 1)),
        ("authority_code", "FEN"),
        ("ethnicity", "Black African"),
    ):
        second.form.rows[key].input.write(value)
    dialog.save()
    assert second.form.rows["born_on"].problem == "This is after today, 4 March 2027. Check the year."
    second.form.rows["born_on"].input.write(date(2026, 1, 1))
    dialog.save()
    assert noted.opened == [Place("case", "CASE-001")]
    assert desk.ask(case, "CASE-001").row.title == "Match: children RY and QX, Barlow household"


# Qt's offscreen display warns of what it does not support
@pytest.mark.qt_log_ignore(r"^This plugin does not support (raise|grabbing)", extend=True)
def test_a_household_and_a_child_are_added_where_they_are_first_typed(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_household(desk, adopter_1="Bethan Barlow")
    dialog = shown(noted, qtbot).new()
    dialog.kind.rows["kind"].input.write(CaseKind.MATCH)
    household, [child] = dialog.household, dialog.child_choices
    line = household.chosen.rows["household"].input.focus_widget().lineEdit()  # type: ignore[attr-defined] # a long choice
    QTest.keyClicks(line, "barl")
    assert household.add_typed.isHidden()  # because a household in the list has “barl” in its name
    QTest.keyClicks(line, "ey & Sons")
    assert household.add_typed.accessibleName() == "Add “barley & Sons” as a new household"
    line.selectAll()
    QTest.keyClicks(line, "Ros Ashdown and Jo Marsh")
    assert household.add_typed.accessibleName() == "Add “Ros Ashdown and Jo Marsh” as a new household"
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    line.setFocus()
    assert line.hasFocus()
    QTest.mousePress(household.add_typed, Qt.MouseButton.LeftButton)
    assert household.chosen.rows["household"].problem == ""  # which would move the link away from the mouse
    QTest.mouseRelease(household.add_typed, Qt.MouseButton.LeftButton)
    assert household.is_new
    assert household.add_typed.isHidden()
    assert household.chosen.rows["household"].problem == ""
    assert household.form.rows["adopter_1"].input.read() == "Ros Ashdown"
    assert household.form.rows["adopter_2"].input.read() == "Jo Marsh"
    assert dialog.focusWidget() is household.form.rows["household_type"].input.focus_widget()
    line = child.chosen.rows["children"].input.focus_widget().lineEdit()  # type: ignore[attr-defined] # a long choice
    QTest.keyClicks(line, "Tess Vale")
    child.add_typed.click()
    assert child.form.rows["initials"].input.read() == "TV"  # a child's name is not shown anywhere
    household.form.rows["household_type"].input.write(HouseholdType.FEMALE_COUPLE)
    household.form.rows["ethnicity"].input.write("White British")
    for key, value in (("born_on", date(2026, 1, 1)), ("authority_code", "FEN"), ("ethnicity", "Black African")):
        child.form.rows[key].input.write(value)
    dialog.save()
    assert desk.ask(case, "CASE-001").row.title == "Match: child TV, Ashdown and Marsh household"


def test_closing_a_form_with_unsaved_text_asks_first(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.new().reject()
    dialog = page.new()
    dialog.kind.rows["social_worker"].input.write("Worker 3")
    dialog.reject()
    assert dialog.isVisible()
    next(each for each in dialog.findChildren(Message)).accept()
    assert not dialog.isVisible()


def test_enter_opens_the_case_and_another_child_is_typed_at_once(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    some_cases(desk)
    dialog = shown(noted, qtbot).new()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.kind.rows["kind"].input.write(CaseKind.MATCH)
    dialog.kind.edited.emit()
    more = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Add another child")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert dialog.focusWidget() is dialog.child_choices[1].chosen.rows["children"].input.focus_widget()

    dialog.kind.rows["kind"].input.write(CaseKind.APPROVAL)
    dialog.kind.edited.emit()
    household = dialog.household.chosen.rows["household"].input
    household.write(desk.ask(households)[0].ref)
    QTest.keyClick(household.focus_widget(), Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_the_list_of_cases_is_drawn(desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]]) -> None:
    some_cases(desk)
    page = shown(noted, qtbot)
    assert len(picture(page, "cases")) == 4
    dialog = page.new()
    assert isinstance(dialog, NewCase)
    dialog.kind.rows["kind"].input.write(CaseKind.MATCH)
    assert len(picture(dialog, "new-case")) == 4
    dialog.accept()
