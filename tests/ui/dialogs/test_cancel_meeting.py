"""Cancelling a meeting with cases: each moves to another meeting or waits, all in one operation."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.queries.cases.cases import case
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.rules.vocabulary import CaseStatus, MeetingStatus
from panel_desk.ui.dialogs.cancel_meeting import RESERVE, CancelMeeting
from tests.builders import a_desk, a_meeting, an_attendance, an_interest
from tests.ui.page_context import Noted, a_page_context, choose
from tests.ui.panels import LATER, a_panel, click, open_dialog, shown


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_panel(desk, LATER)
    a_meeting(desk, "P2", meets_on=date(2027, 3, 24), capacity=2)
    a_meeting(desk, "P3", meets_on=date(2027, 4, 7))
    return desk


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_page_context(desk) as noted:
        yield noted


def chosen(dialog: CancelMeeting) -> list[str]:
    return [dialog.form.rows[ref].input.read() for ref in dialog.warnings]


def test_each_case_is_first_offered_the_next_meeting_that_has_room(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.cancel()
    dialog = open_dialog(CancelMeeting)
    assert "Each of its 3 cases" in dialog.words.text()
    assert chosen(dialog) == ["P2", "P2", "P3"]
    click(dialog, "Cancel meeting")
    assert dialog.form.rows["because"].problem == "“Why it is cancelled” is empty. Fill it in."
    dialog.form.rows["because"].input.write("The building is flooded.")
    click(dialog, "Cancel meeting")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.CANCELLED
    assert [desk.ask(case, f"CASE-00{n}").row.meeting for n in (1, 2, 3)] == ["P2", "P2", "P3"]
    assert page.frozen.words == "The building is flooded."
    assert noted.done == ["Meeting cancelled"]


def test_warnings_are_shown_below_each_choice(
    desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]]
) -> None:
    an_attendance(desk, "P2", "M004", attended=False)
    an_interest(desk, "CASE-001", "M004", nature="Lives next door")
    page = shown(noted, qtbot)
    page.cancel()
    dialog = open_dialog(CancelMeeting)
    assert dialog.warnings["CASE-001"].words == (
        "Jo Ashby is on its line-up and withdraws from this case (Lives next door)."
    )
    assert dialog.warnings["CASE-002"].words == ""
    choose(dialog.form.rows["CASE-003"].input.focus_widget(), "Wednesday 24 March 2027 · Soonest")
    assert dialog.warnings["CASE-003"].words == "It has room for 2 items. Choose another, or the reserve list."
    assert picture(dialog, "cancel-meeting")
    dialog.form.rows["because"].input.write("No chair")
    click(dialog, "Cancel meeting")
    assert dialog.form.banner.words.startswith("This meeting is full, with 2 items.")
    assert desk.ask(case, "CASE-001").row.meeting == "P1"
    choose(dialog.form.rows["CASE-003"].input.focus_widget(), "The reserve list")
    assert chosen(dialog)[2] == RESERVE
    assert dialog.warnings["CASE-003"].words == ""
    click(dialog, "Cancel meeting")
    row = desk.ask(case, "CASE-003").row
    assert (row.status, row.meeting) == (CaseStatus.REQUESTED, None)


def test_the_meeting_may_be_kept(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    page.cancel()
    click(open_dialog(CancelMeeting), "Keep the meeting")
    assert desk.ask(meeting, "P1").row.status is MeetingStatus.PLANNED
