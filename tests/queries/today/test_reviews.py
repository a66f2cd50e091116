"""Checks of minutes on the Today list: one's own, those that the office follows up, and what others see."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.exchange.letters.review_reminder import draft_of_reminder
from panel_desk.operations.agency import set_figure
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.operations.minutes.reviews import finish_review, note_looked, send_to_chair_and_adviser, send_to_members
from panel_desk.queries.minutes.reviews import reminder, reviews
from panel_desk.queries.minutes.signatures import versions
from panel_desk.queries.today.rows import Band, Step, TodayKind, TodayRow
from panel_desk.queries.today.running_clocks import due
from panel_desk.queries.today.today import today
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.vocabulary import AccountRole, HowGiven
from tests.builders import FixedTime, a_desk, once
from tests.panels import CHAIR, PANEL, a_held_panel, the_chair, write_all


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """Minutes with the chair and an adviser since Thursday 4 March, due on Tuesday 9 March."""
    desk = a_desk(tmp_path, time_source=time_source)
    _with_the_chair_and_an_adviser(desk)
    return desk


@once
def _with_the_chair_and_an_adviser(desk: Desk) -> None:
    a_held_panel(desk)
    a_desk(desk.store.folder.parent, AccountRole.ADVISER, FixedTime(desk.time_source.now())).close()
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)


def rows(desk: Desk) -> list[TodayRow]:
    return [row for row in desk.ask(today) if row.kind is TodayKind.MINUTES]


def checks(desk: Desk) -> list[tuple[str, str, Band, bool]]:
    return [(row.whose, row.step.value, row.band, row.is_mine) for row in rows(desk)]


def test_the_office_has_a_row_per_check_and_reminds_late_reviewers(
    desk: Desk, time_source: FixedTime, tmp_path: Path
) -> None:
    assert sorted(checks(desk)) == [
        ("Agency-Adviser", "Remind", Band.WAITING, False),
        ("Siân Llewellyn", "Remind", Band.WAITING, False),
    ]
    assert rows(desk)[0].detail == "accuracy check by chair and adviser, has not looked yet"
    the_chair(tmp_path, time_source).do(note_looked, PANEL)
    time_source.move(days=6)
    late = sorted(checks(desk))
    assert late == [("Agency-Adviser", "Remind", Band.LATE, True), ("Siân Llewellyn", "Remind", Band.LATE, True)]
    assert {row.working_days_left for row in rows(desk)} == {-1}
    assert sum(row.detail.endswith("has looked") for row in rows(desk)) == 1
    assert len({row.id for row in rows(desk)}) == 2
    desk.do(finish_review, PANEL, desk.ask(reviews, PANEL)[0].id, HowGiven.TELEPHONE)
    assert [row.whose for row in rows(desk)] == ["Agency-Adviser"]
    desk.do(finish_review, PANEL, desk.ask(reviews, PANEL)[1].id, HowGiven.TELEPHONE)
    assert [(row.detail, row.step, row.is_mine) for row in rows(desk)] == [
        ("all who were asked have checked", Step.READ_MINUTES, True)
    ]


def test_a_reviewer_sees_their_own_check_and_the_outstanding_ones(
    desk: Desk, time_source: FixedTime, tmp_path: Path
) -> None:
    assert desk.ask(reviews, PANEL)
    chair = the_chair(tmp_path, time_source)
    assert [(row.what, row.whose, row.ref, row.band, row.is_mine) for row in rows(chair)] == [
        ("Check the minutes of 24 February 2027", "Siân Llewellyn", PANEL, Band.LATER, True),
        ("Minutes of 24 February 2027", "Agency-Adviser", PANEL, Band.WAITING, False),
    ]
    time_source.move(days=6)
    assert {row.band for row in rows(chair)} == {Band.LATE}


def test_a_member_who_sat_sees_their_own_check(desk: Desk, time_source: FixedTime, tmp_path: Path) -> None:
    desk.do(send_to_members, PANEL)
    member = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="vice-chair", member_ref="M003")
    mine = [row for row in rows(member) if row.is_mine]
    assert [(row.step, row.detail) for row in mine] == [(Step.READ_MINUTES, "check by the members")]


def test_each_check_has_a_clock_of_the_agencys_length(desk: Desk, time_source: FixedTime) -> None:
    running = [row for row in desk.ask(due) if row.clock.kind is ClockKind.MINUTES_REVIEW]
    assert [(row.member, row.meeting, row.clock.due_on) for row in running] == [
        (None, PANEL, date(2027, 3, 9)),
        (CHAIR, PANEL, date(2027, 3, 9)),
    ]
    assert not [row for row in desk.ask(due, date(2027, 3, 3)) if row.clock.kind is ClockKind.MINUTES_REVIEW]
    desk.do(set_figure, "accuracy_check_working_days", 5)
    assert {row.due_on for row in desk.ask(reviews, PANEL)} == {date(2027, 3, 11)}
    desk.do(finish_review, PANEL, desk.ask(reviews, PANEL)[0].id, HowGiven.TELEPHONE)
    time_source.move(days=1)
    left = [row.member for row in desk.ask(due) if row.clock.kind is ClockKind.MINUTES_REVIEW]
    assert left == [None]


def test_the_reminder_says_when_the_check_was_asked_for_and_is_due(desk: Desk, time_source: FixedTime) -> None:
    chair, adviser = desk.ask(reviews, PANEL)
    soon = draft_of_reminder(desk.ask(reminder, chair.id), "Marian Holt")
    assert soon.subject == "Minutes of the panel of 24 February 2027: your check"
    assert "On 4 March 2027 you were asked" in soon.text
    assert "It is due on 9 March 2027." in soon.text
    time_source.move(days=6)
    late = draft_of_reminder(desk.ask(reminder, adviser.id), "Marian Holt")
    assert "Your check was due on 9 March 2027." in late.text
    assert late.to == ()


def test_every_step_is_recorded_with_who_and_when(desk: Desk) -> None:
    desk.do(send_to_members, PANEL)
    [version] = desk.ask(versions, PANEL)
    assert [step.step.value for step in version.steps] == [
        "drafted",
        "sent to chair and adviser",
        "sent to the members",
    ]


def test_a_check_at_home_shows_since_when(desk: Desk) -> None:
    desk.do(make_review_file, PANEL, CHAIR)
    details = {row.whose: row.detail for row in rows(desk)}
    assert details["Siân Llewellyn"] == "accuracy check by chair and adviser, at home since 4 March 2027"
