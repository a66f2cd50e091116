"""A case's record, on a real store: its people, its papers, what came of it, and where it is booked."""

from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.cases.bookings import booking_history
from panel_desk.queries.cases.cases import CaseRecord, case
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import (
    AccountRole,
    BookingStep,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    HowGiven,
    MeetingStatus,
    Outcome,
    PaperKind,
)
from panel_desk.ui.dialogs.book_case import BookCase
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.pages.cases.presentation import facts, timeline
from panel_desk.ui.states import State
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
)
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import click, open_dialog


def two_pages() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.add_blank_page(400, 300)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


PDF = two_pages()


def shown(noted: Noted, qtbot: QtBot, tab: str | None = None) -> CasePage:
    page = CasePage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("case", "CASE-001", tab))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def a_match(desk: Desk, **fields: Any) -> None:  # noqa: ANN401 # a case's own columns
    a_child(desk, initials="QX", placement_order_on=date(2026, 5, 6))
    household = a_household(
        desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow", stage_two_started_on=date(2026, 1, 5)
    )
    a_case(desk, household_ref=household, children=("C001",), **fields)


def case_record(desk: Desk) -> CaseRecord:
    return desk.ask(case, "CASE-001")


def words_in(page: CasePage) -> str:
    return "\n".join(each.text() for each in page.outcomes.findChildren(Text))


HELD = ("Everything held on the Barlow household…", "Everything held on child QX…")


def actions_shown(page: CasePage) -> list[str]:
    buttons = page.header.findChildren(QPushButton)
    menus = [entry.text() for each in buttons if each.menu() for entry in each.menu().actions()]
    return [each.text() for each in buttons if not each.isHidden()] + menus


def choose_more(page: CasePage, words: str) -> None:
    """Choose from the header's *More*."""
    [button] = [each for each in page.header.findChildren(QPushButton) if each.menu()]
    [entry] = [each for each in button.menu().actions() if each.text() == words]
    entry.trigger()


def a_paper(desk: Desk, name: str = "PAR.pdf", data: bytes = PDF) -> int:
    return desk.do(
        file_paper, case="CASE-001", name=name, kind=PaperKind.PAR, data=data, pages=2, findings=("Page 1 is turned.",)
    )


def test_the_header_says_initials_only_and_where_it_is_booked(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk)
    page = shown(noted, qtbot)
    assert page.header.title == "Match: child QX, Barlow household"
    assert page.header.facts == "CASE-001 · not booked yet"
    assert actions_shown(page) == ["More", "Book on a meeting", "Withdraw case…", *HELD]


def test_a_case_is_booked_on_a_meeting_to_come(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk)
    a_meeting(desk)
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17), starts_at=None)
    a_meeting(desk, "P2027-02-10", meets_on=date(2027, 2, 10))
    a_meeting(desk, "P2027-03-24", meets_on=date(2027, 3, 24), status=MeetingStatus.CANCELLED)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-17", item_no=1, starts_at=time(9, 45), minutes=40)
    page = shown(noted, qtbot)
    dialog = page.book()
    assert dialog is not None
    assert [row.ref for row in dialog.model.rows()] == ["P2027-03-10", "P2027-03-17"]
    starts, minutes = (dialog.form.rows[key].input for key in ("starts_at", "duration_minutes"))
    assert (starts.read(), minutes.read()) == (time(9, 45), 60)
    dialog.table.choose("P2027-03-17")
    assert starts.read() == time(10, 35)
    minutes.write("45")
    dialog.save()
    row = case_record(desk).row
    assert (row.meeting, row.item, row.starts_at, row.duration_minutes) == ("P2027-03-17", 2, time(10, 35), 45)
    assert page.header.facts == "CASE-001 · Wednesday 17 March 2027, item 2, 10:35, provisional"
    assert noted.undo is not None
    noted.undo()
    assert case_record(desk).row.status is CaseStatus.REQUESTED


def test_booking_without_a_meeting_says_what_to_do(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk)
    page = shown(noted, qtbot)
    dialog = page.book()
    assert dialog is not None
    dialog.save()
    assert dialog.banner.words == "Choose a meeting."
    dialog.reject()


def test_a_booked_case_moves_and_moves_back(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17))
    a_match(desk, meeting_ref=a_meeting(desk), item_no=1, starts_at=time(9, 30), minutes=40)
    page = shown(noted, qtbot)
    page.open_meeting()
    assert noted.opened == [Place("meeting", "P2027-03-10")]
    dialog = page.book()
    assert dialog is not None
    dialog.table.choose("P2027-03-17")
    dialog.save()
    assert dialog.form.rows["reason"].problem == "“Why it moves” is empty. Fill it in."
    dialog.form.rows["reason"].input.write("The report is late")
    dialog.table.opened.emit("P2027-03-17")
    assert case_record(desk).row.meeting == "P2027-03-17"
    assert noted.undo is not None
    noted.undo()
    assert (case_record(desk).row.meeting, case_record(desk).row.item) == ("P2027-03-10", 1)
    assert history_of(desk) == [(BookingStep.MOVED, "Move undone"), (BookingStep.MOVED, "The report is late")]


def history_of(desk: Desk) -> list[tuple[BookingStep, str]]:
    return [(each.step, each.reason) for each in desk.ask(booking_history, "CASE-001")]


def test_a_case_is_taken_off_the_agenda_and_put_back_by_undo(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk, meeting_ref=a_meeting(desk), item_no=1, starts_at=time(9, 30), minutes=40, is_provisional=True)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-10", item_no=2)
    page = shown(noted, qtbot)
    choose_more(page, "Take off the agenda…")
    asked = open_dialog(FormDialog)
    assert "Wednesday 10 March 2027" in asked.words.text()
    click(asked, "Take off the agenda")
    assert asked.form.rows["reason"].problem == "“Why it leaves its meeting” is empty. Fill it in."
    asked.form.rows["reason"].input.write("The report is late")
    click(asked, "Take off the agenda")
    assert (case_record(desk).row.meeting, desk.ask(case, "CASE-002").row.item) == (None, 1)
    assert page.take_off() is None
    assert noted.undo is not None
    noted.undo()
    assert (case_record(desk).row.item, case_record(desk).row.starts_at, case_record(desk).row.is_provisional) == (
        1,
        time(9, 30),
        True,
    )
    assert desk.ask(case, "CASE-002").row.item == 2
    assert history_of(desk) == [(BookingStep.PROVISIONAL, "Put back"), (BookingStep.TAKEN_OFF, "The report is late")]


def test_taking_a_case_off_a_past_meeting_cannot_be_undone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk, meeting_ref=a_meeting(desk, meets_on=date(2027, 3, 3)), item_no=1)
    page = shown(noted, qtbot)
    asked = page.take_off()
    assert asked is not None
    asked.form.rows["reason"].input.write("The panel did not reach it")
    asked.save()
    assert case_record(desk).row.status is CaseStatus.REQUESTED
    assert (len(noted.done), noted.undo) == (1, None)


def test_a_withdrawal_asks_why_frees_the_place_and_can_be_undone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk, meeting_ref=a_meeting(desk), item_no=1, starts_at=time(9, 30), minutes=40)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-10", item_no=2)
    page = shown(noted, qtbot)
    choose_more(page, "Withdraw case…")
    asked = open_dialog(FormDialog)
    assert "Its place on Wednesday 10 March 2027 is then free." in asked.words.text()
    click(asked, "Withdraw case")
    assert asked.form.rows["reason"].problem == "“Why it is withdrawn” is empty. Fill it in."
    QTest.keyClicks(asked.form.rows["reason"].input.focus_widget(), "The household moved away")
    click(asked, "Withdraw case")
    assert (case_record(desk).row.status, case_record(desk).row.meeting) == (CaseStatus.WITHDRAWN, None)
    assert desk.ask(case, "CASE-002").row.item == 1
    assert history_of(desk) == [(BookingStep.WITHDRAWN, "The household moved away")]
    qtbot.waitUntil(lambda: actions_shown(page) == ["Reopen case", "More", *HELD])
    assert noted.undo is not None
    noted.undo()
    assert (case_record(desk).row.item, case_record(desk).row.starts_at) == (1, time(9, 30))
    assert case_record(desk).row.is_provisional, "a match that lacks things is not confirmed"
    assert noted.done[-1].startswith("CASE-001 is back, booked provisionally: ")


def test_a_case_is_reopened_and_withdrawn_again(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk, status=CaseStatus.WITHDRAWN)
    page = shown(noted, qtbot)
    click(page.header, "Reopen case")
    assert case_record(desk).row.status is CaseStatus.REQUESTED
    assert noted.undo is not None
    noted.undo()
    assert case_record(desk).row.status is CaseStatus.WITHDRAWN
    assert [step for step, _ in history_of(desk)] == [BookingStep.WITHDRAWN, BookingStep.REQUESTED]


def test_a_deferred_case_returns_as_a_new_case(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk, meeting_ref=a_meeting(desk, meets_on=date(2027, 3, 4)), item_no=1)
    reasons = "The medical report was late."
    desk.do(record_recommendation, "CASE-001", Outcome.DEFERRED, reasons, child="C001", how=HowGiven.EMAIL)
    page = shown(noted, qtbot)
    assert actions_shown(page) == ["Open meeting", "More", "Request its return", "Withdraw case…", *HELD]
    click(page.header, "Request its return")
    asked = open_dialog(FormDialog)
    assert asked.form.rows["reason"].input.read() == reasons
    click(asked, "Request its return")
    assert noted.opened == [Place("case", "CASE-002")]
    assert desk.ask(case, "CASE-002").row.returns_from == "CASE-001"
    click(page.header, "Open the case that returns")
    assert noted.opened[1:] == [Place("case", "CASE-002")]
    assert ("Returns as", "CASE-002") in facts(case_record(desk))
    page.visit(Place("case", "CASE-002"))
    click(page.header, "Open the deferred case")
    assert noted.opened[2:] == [Place("case", "CASE-001")]
    assert ("Returns from", "CASE-001") in facts(desk.ask(case, "CASE-002"))


def test_unmet_preconditions_are_listed_and_a_confirmed_booking_is_refused(
    desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    a_match(desk)
    a_meeting(desk)
    page = shown(noted, qtbot)
    click(page.header, "Book on a meeting")
    dialog = open_dialog(BookCase)
    assert "It can only be booked provisionally while these preconditions are not met: " in dialog.banner.words
    dialog.form.rows["is_provisional"].input.write(False)
    click(dialog, "Book on this meeting")
    assert "The booking can only be provisional while these preconditions are not met" in dialog.form.banner.words
    assert case_record(desk).row.meeting is None
    dialog.form.rows["is_provisional"].input.write(True)
    click(dialog, "Book on this meeting")
    assert case_record(desk).row.meeting == "P2027-03-10"


def test_the_people_are_edited_in_place(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk)
    page = shown(noted, qtbot)
    household = page.overview.edit_household()
    assert household is not None
    household.form.rows["adopter_2"].input.write("Ben Okoro")
    household.save()
    assert page.header.title == "Match: child QX, Barlow and Okoro household"
    edit = next(each for each in page.overview.findChildren(QPushButton) if each.text() == "Edit child QX")
    edit.click()
    child = page.overview.edit_child(case_record(desk).children[0])
    child.form.rows["placed_on"].input.write(date(2027, 3, 1))
    child.save()
    assert case_record(desk).children[0].placed_on == date(2027, 3, 1)
    case_dialog = page.overview.edit_case()
    assert case_dialog is not None
    case_dialog.form.rows["social_worker"].input.write("Worker 9")
    case_dialog.save()
    assert case_record(desk).row.social_worker == "Worker 9"
    assert noted.done == ["Saved the Barlow household.", "Saved child QX.", "Saved the case."]


def test_a_case_about_nobody_has_no_household_to_edit(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_case(desk, household_ref=None, kind=CaseKind.OTHER)
    assert shown(noted, qtbot).overview.edit_household() is None


def test_interests_are_declared_removed_and_restored(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(desk)
    a_member(desk, given_name="Siân", family_name="Llewellyn")
    page = shown(noted, qtbot, "interests")
    dialog = page.interests.declare()
    dialog.form.rows["member"].input.write("M001")
    dialog.form.rows["nature"].input.write("Knows the adopters")
    dialog.form.rows["withdraws"].input.write(True)
    dialog.save()
    declared = case_record(desk).interests
    assert [(row.name, row.withdraws) for row in declared] == [("Siân Llewellyn", True)]
    page.interests.remove()
    assert case_record(desk).interests == declared
    page.interests.table.choose("M001")
    page.interests.remove()
    assert case_record(desk).interests == ()
    assert noted.undo is not None
    noted.undo()
    assert case_record(desk).interests == declared
    page.interests.table.opened.emit("M001")
    assert noted.opened == [Place("member", "M001")]


def test_the_outcome_shows_votes_reasons_and_statutory_deadlines(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_match(
        desk,
        meeting_ref=a_meeting(desk, meets_on=date(2027, 2, 10), status=MeetingStatus.HELD),
        item_no=1,
        status=CaseStatus.HEARD,
    )
    page = shown(noted, qtbot, "outcome")
    assert "The panel has not considered this case" in words_in(page)
    a_recommendation(desk, "CASE-001", "C001", reasons="A sound match.")
    a_decision(
        desk,
        "CASE-001",
        "C001",
        minutes_received_on=date(2027, 2, 12),
        decided_on=date(2027, 3, 1),
        outcome=DecisionOutcome.AGREED,
        told_orally_on=date(2027, 3, 2),
    )
    shown_text = words_in(page)
    assert "5 for, 0 against, 0 abstained" in shown_text
    assert "A sound match." in shown_text
    assert "within 7 working days of receipt" in shown_text

    def links() -> dict[str, QPushButton]:
        return {each.text(): each for each in page.outcomes.findChildren(QPushButton) if each.isVisible()}

    qtbot.waitUntil(lambda: list(links()) == ["Open the meeting", "Open decisions"])
    for button in links().values():
        button.click()
    assert noted.opened == [Place("meeting", "P2027-03-10"), Place("decisions")]


def test_the_timeline_is_newest_first_and_shows_future_events_as_waiting(desk: Desk) -> None:
    a_match(desk, meeting_ref=a_meeting(desk), item_no=1)
    events = timeline(case_record(desk), desk.ask(papers, "CASE-001"), (), desk.time_source.today())
    assert [(event.when, event.words, event.who, event.state) for event in events] == [
        ("10 March 2027", "Panel meets", "item 1", State.WAITING),
        ("6 May 2026", "Placement order", "child QX", State.QUIET),
        ("5 January 2026", "Stage two started", "Barlow household", State.QUIET),
    ]


def test_a_chair_reads_the_papers_and_changes_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    desk = a_desk(tmp_path)
    a_member(desk)
    a_match(desk, meeting_ref=a_meeting(desk, chair_ref="M001"), item_no=1)
    number = a_paper(desk)
    desk.close()
    chair = a_desk(tmp_path, AccountRole.CHAIR, member_ref="M001")
    with a_page_context(chair) as noted:
        page = shown(noted, qtbot, "papers")
        assert page.papers.zone.isHidden()
        page.papers.table.choose(str(number))
        seen = {each.text() for each in page.papers.findChildren(QPushButton) if each.isVisible()}
        assert "Open" in seen
        assert not {"Replace…", "Check…", "Return to author…", "Remove", "More"} & seen
        page.papers.remove()
        assert len(chair.ask(papers, "CASE-001")) == 1


@pytest.mark.parametrize("tab", ["overview", "papers", "outcome"])
def test_each_tab_of_a_case_is_drawn(
    desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]], tab: str
) -> None:
    a_match(desk, meeting_ref=a_meeting(desk), item_no=1)
    a_recommendation(desk, "CASE-001", "C001")
    a_paper(desk)
    assert len(picture(shown(noted, qtbot, tab), f"case-{tab}")) == 4
