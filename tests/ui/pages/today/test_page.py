"""Today, on a real store: what is due under its headings, and where each button goes."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import set_figure
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.today.rows import Step
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, HowGiven
from panel_desk.ui.desk_window import PAGES
from panel_desk.ui.page import Place
from panel_desk.ui.pages.today.page import TodayPage
from tests.builders import NOW, a_desk, a_meeting, a_member, signed_minutes
from tests.panels import APPROVAL, PANEL, a_held_panel, make_final_minutes, the_chair, with_every_clock, write_all
from tests.ui.page_context import Noted, a_page_context, click
from tests.ui.visible import texts_in


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def shown(noted: Noted, qtbot: QtBot) -> TodayPage:
    page = TodayPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("today"))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def verbs(page: TodayPage) -> list[str]:
    return [button.text() for button in page.list.rows().values()]


def test_the_title_is_the_day_and_the_facts_are_the_counts(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    assert page.header.title == "Today · Thursday 4 March 2027"
    assert page.header.facts == "3 late · 0 due today · 0 this week"


def test_each_button_opens_the_page_where_its_task_is_done(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, NOW.date())
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, NOW.date(), how=HowGiven.EMAIL)
    page = shown(noted, qtbot)
    row = next(row for row in desk.ask(today) if row.step is Step.RECORD_DECISION)
    click(page.list.rows()[row.id])
    assert noted.opened == [Place("decisions", row.ref)]


def test_every_clock_has_a_button_that_opens_a_page(tmp_path: Path, qtbot: QtBot) -> None:
    desk = a_desk(tmp_path)
    with_every_clock(desk)
    with a_page_context(desk) as noted:
        page = shown(noted, qtbot)
        page.whose.setCurrentIndex(1)
        page.list._fold("Later: members, approvals and children")  # noqa: SLF001 # what its link does
        due = [row for row in desk.ask(today) if row.clock]
        assert {row.id for row in due} <= set(page.list.rows())
        for row in due:
            if row.step is not Step.REMIND_REVIEWER:  # saves a draft in place of going anywhere
                noted.opened.clear()
                click(page.list.rows()[row.id])
                assert [place.page in {spec.key for spec in PAGES} for place in noted.opened] == [True]


def test_the_list_is_updated_when_a_task_is_done(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    assert "Write minutes" in verbs(page)
    signed_minutes(desk, PANEL)
    assert "Write minutes" not in verbs(page)
    assert "Record receipt" in verbs(page)


def test_the_focused_row_keeps_the_focus_when_the_list_changes(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_meeting(desk, "P2027-03-04", meets_on=NOW.date())
    page = shown(noted, qtbot)
    row = next(row for row in desk.ask(today) if row.step is Step.OPEN_MEETING)
    page.list.rows()[row.id].setFocus()
    desk.do(draft_minutes, PANEL)
    assert page.list.rows()[row.id].hasFocus()
    QTest.keyClick(page.list.rows()[row.id], Qt.Key.Key_Space)
    assert noted.opened == [Place("meeting", "P2027-03-04")]


def test_what_registers_need_later_is_collapsed_until_opened(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, "M008", joined_list_on=date(2027, 1, 4))
    page = shown(noted, qtbot)
    later = [row for row in desk.ask(today) if row.band == "later" and row.is_housekeeping]
    assert later
    assert not {row.id for row in later} & set(page.list.rows())
    page.list._fold("Later: members, approvals and children")  # noqa: SLF001 # what its link does
    assert {row.id for row in later} <= set(page.list.rows())


def test_kinds_narrow_the_list(noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.kinds.setCurrentText("Minutes")
    assert verbs(page) == ["Write minutes"]
    page.kinds.setCurrentText("Papers")
    assert page.stack.currentWidget() is page.nothing


def test_a_chair_sees_their_own_tasks_first(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    with a_page_context(the_chair(tmp_path)) as noted:
        page = shown(noted, qtbot)
        assert verbs(page) == ["Sign"]
        page.whose.setCurrentIndex(1)
        assert len(page.list.rows()) >= 1


def test_a_role_that_may_not_do_a_task_can_only_open_it(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    with a_page_context(a_desk(tmp_path, AccountRole.ADVISER)) as noted:
        page = shown(noted, qtbot)
        page.whose.setCurrentIndex(1)
        assert "Open minutes" in verbs(page)


def test_a_reader_has_nothing_to_choose_from(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert verbs(page) == []
        assert not page.whose.isVisible()
        assert not page.kinds.isVisible()
        shown_texts = texts_in(page)
        assert "A panel appears here in the week in which it meets. The calendar has all of them." in shown_texts
        assert not any(word in text for text in shown_texts for word in ("late", "decision", "minutes"))


def test_a_new_agency_is_shown_what_to_do_first(tmp_path: Path, qtbot: QtBot) -> None:
    with a_page_context(a_desk(tmp_path)) as noted:
        page = shown(noted, qtbot)
        assert verbs(page) == ["Open central list", "Open calendar", "Open cases"]
        for button in page.list.rows().values():
            click(button)
        assert [place.page for place in noted.opened] == ["central-list", "calendar", "cases"]


def test_minutes_to_sign_are_in_sight_though_due_later(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    desk.do(set_figure, "minutes_working_days", 30)
    with a_page_context(the_chair(tmp_path)) as noted:
        page = shown(noted, qtbot)
        assert next(row for row in page.bridge.ask(today) if row.step is Step.SIGN).band == "later"
        assert verbs(page) == ["Sign"]


def test_a_long_section_is_shown_in_part_until_the_rest_is_asked_for(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    for day in range(1, 29):
        a_meeting(desk, f"P2027-01-{day:02}", meets_on=NOW.date().replace(month=1, day=day))
        a_meeting(desk, f"P2026-12-{day:02}", meets_on=NOW.date().replace(year=2026, month=12, day=day))
    page = shown(noted, qtbot)
    before = len(page.list.rows())
    page.list._show_whole("Late")  # noqa: SLF001 # what its link does
    assert len(page.list.rows()) >= before + 16


def test_a_reviewer_who_is_late_is_reminded_by_an_email_draft(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    page = shown(noted, qtbot)
    page.whose.setCurrentIndex(1)
    draft = tmp_path / "reminder.eml"
    page.ask_where = lambda _: str(draft)
    row = next(row for row in desk.ask(today) if row.step is Step.REMIND_REVIEWER)
    click(page.list.rows()[row.id])
    assert "24 February 2027: your check" in draft.read_text()
