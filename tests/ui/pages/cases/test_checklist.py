"""What a case needs before panel, and how it was booked, on a real store."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import book_case
from panel_desk.queries.cases.cases import case
from panel_desk.rules.vocabulary import AccountRole, CaseKind, CaseStatus
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.widgets.timeline import Timeline
from tests.builders import a_case, a_desk, a_meeting, a_member
from tests.ui.page_context import Noted, a_page_context


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk)
    a_case(desk, "CASE-001", kind=CaseKind.TERMINATION)
    desk.do(book_case, "CASE-001", "P2027-03-10")
    return desk


@pytest.fixture
def page(noted: Noted, qtbot: QtBot) -> CasePage:
    page = CasePage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("case", "CASE-001", "checklist"))
    page.show()
    return page


def _states(page: CasePage) -> dict[str, bool]:
    return {row.rule.key: row.is_settled for row in page.checklist.model.rows()}


def test_evidence_and_a_waiver_settle_the_list_and_the_booking_is_confirmed(page: CasePage, desk: Desk) -> None:
    assert _states(page) == {"termination_report": False, "comments": False, "invited": False}
    page.confirm()
    assert "provisional while these preconditions are not met" in page.banner.words
    page.checklist.table.choose("comments")
    dialog = page.checklist.record()
    assert dialog is not None
    dialog.form.rows["evidence"].input.write("Letter of 1 March 2027")
    dialog.save()
    page.checklist.table.choose("invited")
    waiver = page.checklist.waive()
    assert waiver is not None
    waiver.save()
    assert waiver.form.rows["because"].problem == "“Why” is empty. Fill it in."
    waiver.form.rows["because"].input.write("They live abroad and sent a letter")
    waiver.save()
    page.checklist.table.choose("termination_report")
    late = page.checklist.waive()
    assert late is not None
    late.form.rows["because"].input.write("It is brought to the panel")
    late.save()
    assert _states(page) == {"termination_report": True, "comments": True, "invited": True}
    page.confirm()
    assert desk.ask(case, "CASE-001").row.is_provisional is False


def test_recorded_evidence_is_removed(page: CasePage) -> None:
    page.checklist.table.choose("invited")
    dialog = page.checklist.record()
    assert dialog is not None
    dialog.form.rows["evidence"].input.write("Invitation of 1 March 2027")
    dialog.save()
    page.checklist.table.choose("invited")
    page.checklist.take_back()
    assert _states(page)["invited"] is False


def test_a_deferred_case_leads_to_its_return(page: CasePage, noted: Noted, desk: Desk) -> None:
    dialog = page.defer()
    dialog.form.rows["reason"].input.write("The medical report was late")
    dialog.save()
    assert noted.opened[-1] == Place("case", "CASE-002")
    returned = desk.ask(case, "CASE-002").row
    assert (returned.status, returned.returns_from) == (CaseStatus.REQUESTED, "CASE-001")


def test_a_question_is_recorded_grouped_removed_and_restored(page: CasePage, noted: Noted, desk: Desk) -> None:
    a_member(desk, "M001")
    dialog = page.questions.ask()
    dialog.form.rows["member"].input.write("M001")
    dialog.form.rows["text"].input.write("How often is contact?")
    dialog.save()
    [row] = page.questions.model.rows()
    page.questions.table.choose(str(row.id))
    grouping = page.questions.group()
    assert grouping is not None
    grouping.form.rows["theme"].input.write("Contact")
    grouping.save()
    assert [each.theme for each in page.questions.model.rows()] == ["Contact"]
    page.questions.table.choose(str(row.id))
    page.questions.remove()
    assert page.questions.model.rows() == []
    assert noted.undo is not None
    noted.undo()
    assert [each.text for each in page.questions.model.rows()] == ["How often is contact?"]


def test_the_booking_history_is_listed(page: CasePage) -> None:
    assert isinstance(page.checklist.steps, Timeline)
    names = [child.accessibleName() for child in page.checklist.steps.children() if hasattr(child, "accessibleName")]
    assert any("Provisional on 10 March 2027" in words for words in names)


def test_an_administrator_is_not_offered_the_waiver(tmp_path: Path, qtbot: QtBot) -> None:
    office = a_desk(tmp_path / "office")
    a_case(office, "CASE-001", kind=CaseKind.TERMINATION)
    with a_page_context(office) as noted:
        page = CasePage(noted.context)
        qtbot.addWidget(page)
        page.visit(Place("case", "CASE-001", "checklist"))
        page.show()
        page.checklist.table.choose("invited")
        tab_buttons = page.checklist.findChildren(type(page.checklist._waive))  # noqa: SLF001 # the class of its buttons
        offered = {button.text(): button.isEnabled() for button in tab_buttons}
        assert (offered["Record evidence…"], offered["Let it go ahead without…"]) == (True, False)
