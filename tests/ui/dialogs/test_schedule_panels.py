"""Scheduling a year of panels: the preview of dates, and the meetings that are made."""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.rules.recurrence import Recurrence
from panel_desk.rules.vocabulary import PanelRole
from panel_desk.ui.dialogs.schedule_panels import SchedulePanels, recurrence_of
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from tests.builders import a_desk, a_member
from tests.journeys.window_user import visible_text
from tests.ui.page_context import Noted, a_page_context, choose, write
from tests.ui.panels import click, open_dialog


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    for ref, given in (("M001", "Siân"), ("M002", "Alun")):
        a_member(desk, ref, given_name=given, role=PanelRole.CHAIR)
    return desk


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_page_context(desk) as noted:
        yield noted


@pytest.fixture
def dialog(noted: Noted, qtbot: QtBot) -> SchedulePanels:
    page = CalendarPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("calendar"))
    with qtbot.waitExposed(page):
        page.show()
    page.schedule_year()
    return open_dialog(SchedulePanels)


def fill(dialog: SchedulePanels, **values: str) -> None:
    for key, words in values.items():
        field = dialog.form.rows[key].input.focus_widget()
        (choose if key in {"how_often", "weekday"} else write)(field, words)


def test_the_dates_are_previewed_while_typing(dialog: SchedulePanels, picture: Callable[..., list[Path]]) -> None:
    fill(dialog, how_often="Every week", weekday="Friday", first="19/3/2027", last="9/4/2027")
    assert "3 panels: Fri 19 Mar, Fri 2 Apr, Fri 9 Apr. Skipped: Fri 26 Mar (Good Friday" in visible_text(dialog)
    assert picture(dialog, "schedule-panels")
    fill(dialog, last="9/")
    assert dialog.preview() is None
    fill(dialog, last="")
    assert dialog.preview() is None
    fill(dialog, last="9/4/2020")
    assert dialog.preview() is None
    assert "panels:" not in visible_text(dialog)


def test_meetings_are_made_with_chairs_in_turn(desk: Desk, noted: Noted, dialog: SchedulePanels) -> None:
    fill(dialog, how_often="Every second week", first="1/4/2027", last="31/5/2027", starts_at="0930", capacity="6")
    dialog.form.rows["chairs"].input.write(("M001", "M002"))
    click(dialog, "Schedule panels")
    made = sorted(desk.ask(meetings), key=lambda row: row.meets_on)
    assert [row.meets_on for row in made] == [date(2027, 4, 7), date(2027, 4, 21), date(2027, 5, 5), date(2027, 5, 19)]
    assert [row.chair for row in made] == ["M001", "M002", "M001", "M002"]
    assert {row.starts_at for row in made} == {time(9, 30)}
    assert noted.done == ["4 panels scheduled."]


def test_a_rule_that_gives_no_day_is_refused_beside_its_field(desk: Desk, dialog: SchedulePanels) -> None:
    fill(dialog, how_often="Every week", weekday="Friday", first="26/3/2027", last="26/3/2027")
    click(dialog, "Schedule panels")
    assert dialog.form.rows["first"].problem
    fill(dialog, first="")
    click(dialog, "Schedule panels")
    assert dialog.form.rows["first"].problem == "“From” is empty. Fill it in."
    assert desk.ask(meetings) == ()
    dialog._leave()  # noqa: SLF001 # as the answer to its question does


def test_each_choice_is_a_rule() -> None:
    assert recurrence_of("weekly", 2) == Recurrence(2, 1, ())
    assert recurrence_of("last", 4) == Recurrence(4, None, (-1,))
