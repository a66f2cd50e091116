"""The decisions page, on a real store: the step that is next, filled in beside the list."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received, record_notice
from panel_desk.operations.minutes.corrections import begin_correction
from panel_desk.queries.decisions.decisions import DecisionRow, NextStep, decision_list
from panel_desk.queries.listing import Listing
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, HowGiven
from panel_desk.ui.form import Form
from panel_desk.ui.page import Place
from panel_desk.ui.pages.decisions.page import DecisionsPage
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.text import Text
from tests.builders import a_desk, signed_minutes
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel, the_chair
from tests.ui.page_context import Noted, a_page_context

TODAY = date(2027, 3, 4)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def shown(noted: Noted, qtbot: QtBot, ref: str | None = None) -> DecisionsPage:
    page = DecisionsPage(noted.context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.visit(Place("decisions", ref))
    if ref:
        qtbot.waitUntil(page.panel.isVisible)
    return page


def row(desk: Desk, ref: str = APPROVAL) -> DecisionRow:
    return next(each for each in desk.ask(decision_list, Listing()).rows if each.id == ref)


def links(page: DecisionsPage) -> set[str]:
    assert page.step is not None
    return {button.text() for button in page.step.findChildren(QPushButton)}


def form_of(page: DecisionsPage) -> Form:
    assert page.step is not None
    assert page.step.form is not None
    return page.step.form


def test_the_next_step_has_the_focus_after_a_click_records_one(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot, APPROVAL)
    with qtbot.waitActive(page):
        page.activateWindow()
    assert page.step is not None
    button = next(each for each in page.step.findChildren(QPushButton) if each.text() == "Record receipt")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert page.focusWidget() is form_of(page).rows["decision"].input.focus_widget()


def test_receipt_decision_and_notices_are_recorded_step_by_step(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    QTest.keyClick(page.step, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert row(desk).minutes_received_on == TODAY
    assert row(desk, f"{MATCH} C001").minutes_received_on == TODAY
    assert page.step.form is not None
    page.step.form.rows["decision"].input.write(DecisionOutcome.REFUSED)
    page.step.save()
    assert row(desk).decision is None
    page.step.form.rows["how"].input.write(HowGiven.TELEPHONE)
    page.step.save()
    assert (row(desk).decision, row(desk).decided_on) == (DecisionOutcome.REFUSED, TODAY)
    assert row(desk).outcome == "recommended"
    page.step.save()
    assert row(desk).told_orally_on == TODAY
    page.step.save()
    assert row(desk).told_in_writing_on == TODAY
    assert row(desk).next_step is NextStep.COMPLETE
    assert len(noted.done) == 4
    page.visit(Place("decisions", APPROVAL))
    qtbot.waitUntil(lambda: page.step is not None and page.step.form is None)
    texts = {text.text() for text in page.panel.findChildren(Text)}
    assert f"Given by telephone, recorded by {desk.signed_in.name}" in texts
    dialog = page.step.decide_anew()
    dialog.form.rows["decision"].input.write(DecisionOutcome.AGREED)
    dialog.form.rows["because"].input.write("Representations were considered.")
    dialog.form.rows["how"].input.write(HowGiven.IN_PERSON)
    dialog.save()
    assert (row(desk).decision, row(desk).next_step) == (DecisionOutcome.AGREED, NextStep.TELL_ORALLY)
    (earlier,) = {text.text() for text in page.panel.findChildren(Text) if "Replaced by" in text.text()}
    assert earlier.startswith("Refused on 4 March 2027, on the minutes received on")
    assert "informed in writing on 4 March 2027. Given by telephone" in earlier


def test_a_decision_that_is_begun_is_kept_while_another_is_looked_at(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, TODAY)
    page = shown(noted, qtbot, APPROVAL)
    form_of(page).rows["decision"].input.write(DecisionOutcome.REFUSED)
    page.table.choose(f"{MATCH} C001")
    assert form_of(page).rows["decision"].input.read() is None
    assert page.is_unsaved()
    page.table.choose(APPROVAL)
    assert form_of(page).rows["decision"].input.read() is DecisionOutcome.REFUSED
    page.panel.shut()
    assert page.is_unsaved()
    page.table.choose(f"{MATCH} C001")
    page.table.choose(APPROVAL)
    assert page.step is not None
    form_of(page).rows["how"].input.write(HowGiven.EMAIL)
    page.step.save()
    assert row(desk).decision is DecisionOutcome.REFUSED
    assert not page.is_unsaved()


@pytest.mark.parametrize(
    ("ref", "chosen", "means"),
    [
        (APPROVAL, DecisionOutcome.AGREED, "The household is approved as suitable to adopt."),
        (APPROVAL, DecisionOutcome.REFUSED, "The household is not approved. The panel recommended otherwise."),
        (f"{MATCH} C001", DecisionOutcome.AGREED, "The child should be placed with this household."),
    ],
)
def test_a_decision_says_what_it_means_before_it_is_recorded(
    desk: Desk, noted: Noted, qtbot: QtBot, ref: str, chosen: DecisionOutcome, means: str
) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, TODAY)
    page = shown(noted, qtbot, ref)
    field = form_of(page).rows["decision"]
    field.input.write(chosen)
    assert means in {text.text() for text in field.findChildren(Text) if text.isVisible()}
    field.input.write(DecisionOutcome.RETURNED)
    assert means not in {text.text() for text in field.findChildren(Text) if text.isVisible()}


def test_the_decision_maker_is_not_asked_how_they_gave_their_own_decision(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, TODAY)
    with a_page_context(a_desk(tmp_path, AccountRole.DECISION_MAKER)) as own:
        assert "how" not in form_of(shown(own, qtbot, APPROVAL)).rows


def test_the_minutes_of_one_recommendation_are_received_apart_from_the_others(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    assert page.step.form is not None
    also = page.step.form.rows["also"].input
    assert also.read() == ((MATCH, "C001"), (MATCH, "C002"))
    also.write(((MATCH, "C001"),))
    page.step.save()
    assert row(desk, f"{MATCH} C001").minutes_received_on == row(desk).minutes_received_on == TODAY
    assert row(desk, f"{MATCH} C002").minutes_received_on is None
    page.visit(Place("decisions", f"{MATCH} C002"))
    qtbot.waitUntil(lambda: "received_on" in form_of(page).rows)
    assert "also" not in form_of(page).rows
    form_of(page).rows["received_on"].input.write(date(2027, 3, 1))
    page.step.save()
    assert row(desk, f"{MATCH} C002").minutes_received_on == date(2027, 3, 1)
    assert row(desk, f"{MATCH} C001").minutes_received_on == TODAY


def test_the_day_of_receipt_is_corrected_until_the_decision_is_made(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, TODAY)
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    dialog = page.step.correct_receipt()
    assert dialog.form.rows["received_on"].input.read() == TODAY
    dialog.form.rows["received_on"].input.write(date(2027, 3, 1))
    dialog.save()
    assert row(desk).minutes_received_on == date(2027, 3, 1)
    assert row(desk, f"{MATCH} C001").minutes_received_on == TODAY
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, TODAY, how=HowGiven.EMAIL)
    qtbot.waitUntil(lambda: "Record a new decision…" in links(page))
    assert "Correct the day of receipt…" not in links(page)


def test_a_step_that_is_refused_says_so_beside_its_field(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    form = page.step.form
    assert form is not None
    form.rows["received_on"].input.write(date(2027, 3, 9))
    page.step.save()
    assert "24 February 2027" in form.rows["received_on"].problem
    assert page.is_unsaved()
    assert row(desk).minutes_received_on is None


def test_unsigned_minutes_leave_nothing_to_fill_in(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    assert page.step.form is None
    assert not page.is_unsaved()


def test_a_decision_on_minutes_that_are_being_corrected_says_so(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, TODAY)
    desk.do(begin_correction, PANEL, "A vote was taken down wrongly.")
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    assert page.step.form is not None
    texts = [each.text() for each in page.step.findChildren(Text)]
    assert any("A vote was taken down wrongly. A decision recorded now has to be checked again" in one for one in texts)


def test_receipt_waits_for_a_correction_that_is_being_written(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(begin_correction, PANEL, "A vote was taken down wrongly.")
    page = shown(noted, qtbot, APPROVAL)
    assert page.step is not None
    assert page.step.form is None
    assert "A vote was taken down wrongly. Once it is signed" in page.step.findChildren(Text)[0].text()


def test_a_chair_sees_the_facts_and_no_form(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    with a_page_context(the_chair(tmp_path)) as noted:
        page = shown(noted, qtbot, APPROVAL)
        assert page.step is not None
        assert page.step.form is None


def test_a_reader_sees_no_decisions_and_is_told_why(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert page.model.rowCount() == 0
        assert not page.table.isVisible()
        assert page.unseen.isVisible()
        assert page.unseen.words.startswith("You are signed in as reader, who does not see ")


def test_a_decision_that_the_filter_hides_is_shown_when_opened_by_reference(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot)
    assert page.model.rowCount() == 3
    page.filters.choose("next", "Complete")
    assert page.model.rowCount() == 0
    page.visit(Place("decisions", f"{MATCH} C002"))
    qtbot.waitUntil(page.panel.isVisible)
    assert page.table.current_ref() == f"{MATCH} C002"


def test_the_header_counts_late_decisions(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 2, 24))
    desk.time_source.move(days=5)  # type: ignore[attr-defined] # the tests' own time source
    page = shown(noted, qtbot)
    assert page.header.facts == "3 not complete · 3 late"


def test_a_late_notice_is_late_though_the_decision_was_in_time(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.EMAIL)
    desk.do(record_notice, APPROVAL, told_orally_on=date(2027, 3, 3))
    desk.time_source.move(days=6)  # type: ignore[attr-defined] # the tests' own time source
    page = shown(noted, qtbot)
    due = next(each for each in page.model.columns if each.key == "decided")
    assert due.chip is not None
    assert due.chip(page.model.row_at(0)) == Chip(State.ALERT, "1 working day late")
    assert page.model.row_at(0).id == APPROVAL


def test_the_list_does_not_scroll_sideways_beside_the_form_in_a_window_of_1280_pixels(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    signed_minutes(desk, PANEL)
    page = shown(noted, qtbot, APPROVAL)
    assert page.panel.isVisible()
    page.resize(1096, 640)
    qtbot.waitUntil(lambda: page.table.view.horizontalScrollBar().maximum() == 0)
    assert not page.table.view.isColumnHidden([each.key for each in page.model.columns].index("next"))


def test_the_usual_columns_fit_into_a_window_of_1280_pixels(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    page = shown(noted, qtbot)
    page.resize(1096, 640)
    qtbot.waitUntil(lambda: page.table.view.horizontalScrollBar().maximum() == 0)


def test_links_open_the_case_and_the_minutes(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot, f"{MATCH} C001")
    page._open_case()  # noqa: SLF001 # what its link does
    page._open_minutes()  # noqa: SLF001 # the same
    assert noted.opened == [Place("case", MATCH), Place("minutes-of", PANEL)]


def test_closing_the_panel_goes_back_to_the_list(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot, APPROVAL)
    page.panel.shut()
    assert page.step is None
    assert page.table.view.hasFocus()
