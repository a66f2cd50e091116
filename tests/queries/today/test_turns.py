"""Whose turn each row of the Today list is, for each role."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.operations.decisions.decisions import record_minutes_received
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.today.rows import Step, TodayRow
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import AccountRole, PaperKind
from tests.builders import FixedTime, a_case, a_desk, a_meeting, a_member, signed_minutes
from tests.panels import PANEL, a_held_panel

TEAM = (AccountRole.ADVISER, AccountRole.CHAIR, AccountRole.DECISION_MAKER)


def work_for_everybody(folder: Path, time_source: FixedTime) -> None:
    """A store with a decision due, reports to check, an appraisal to hold, minutes to write and a panel today."""
    desk = a_desk(folder, time_source=time_source)
    a_held_panel(desk)
    a_member(desk, "M009", joined_list_on=date(2025, 4, 1))
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    a_meeting(desk, "P2", meets_on=time_source.today(), chair_ref="M001")
    a_case(desk, "CASE-009", meeting_ref="P2", item_no=1)
    desk.do(file_paper, "CASE-009", "PAR.pdf", PaperKind.PAR, b"PAR", 1, author="Josie Pemble")


def mine(desk: Desk) -> set[Step]:
    return {row.step for row in desk.ask(today) if row.is_mine}


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (
            AccountRole.ADMINISTRATOR,
            {Step.OPEN_MEETING, Step.MEND_LINE_UP, Step.OPEN_PACKS},
            {Step.CHECK_REPORTS, Step.RECORD_DECISION, Step.OPEN_CENTRAL_LIST},
        ),
        (
            AccountRole.ADVISER,
            {Step.OPEN_MEETING, Step.CHECK_REPORTS},
            {Step.MEND_LINE_UP, Step.OPEN_PACKS, Step.RECORD_DECISION},
        ),
        (AccountRole.DECISION_MAKER, {Step.RECORD_DECISION}, set()),
        (AccountRole.READER, set(), {Step.OPEN_MEETING}),
    ],
)
def test_each_role_has_its_own_work(
    tmp_path: Path, time_source: FixedTime, role: AccountRole, own: set[Step], others: set[Step]
) -> None:
    work_for_everybody(tmp_path, time_source)
    for each in TEAM:
        a_desk(tmp_path, each, time_source).close()
    desk = a_desk(tmp_path, role, time_source)
    found = mine(desk)
    assert own <= found
    assert not others & found
    assert others <= {row.step for row in desk.ask(today)}


@pytest.mark.parametrize(
    ("role", "seen"),
    [(AccountRole.DECISION_MAKER, {Step.RECORD_DECISION}), (AccountRole.READER, {Step.OPEN_MEETING})],
)
def test_outside_of_the_office_nobody_sees_the_offices_work(
    tmp_path: Path, time_source: FixedTime, role: AccountRole, seen: set[Step]
) -> None:
    work_for_everybody(tmp_path, time_source)
    assert {row.step for row in a_desk(tmp_path, role, time_source).ask(today)} == seen


def test_what_is_to_be_done_about_members_is_the_advisers(tmp_path: Path, time_source: FixedTime) -> None:
    work_for_everybody(tmp_path, time_source)
    members = {Step.OPEN_MEMBER, Step.OPEN_CENTRAL_LIST}
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    assert all(row.is_mine for row in adviser.ask(today) if row.step in members)
    assert {row.whose for row in adviser.ask(today) if row.step in members} == {"Agency adviser"}
    adviser.close()
    administrator = a_desk(tmp_path, time_source=time_source)
    assert not members & mine(administrator)


def test_the_work_of_a_role_without_an_account_falls_to_the_office(tmp_path: Path, time_source: FixedTime) -> None:
    work_for_everybody(tmp_path, time_source)
    desk = a_desk(tmp_path, time_source=time_source)
    assert {Step.CHECK_REPORTS, Step.RECORD_DECISION} <= mine(desk)


def test_only_the_chair_of_the_day_has_the_panel(tmp_path: Path, time_source: FixedTime) -> None:
    work_for_everybody(tmp_path, time_source)
    chair = a_desk(tmp_path, AccountRole.CHAIR, time_source, member_ref="M001")
    assert mine(chair) == {Step.OPEN_MEETING}
    other = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="other", member_ref="M009")
    assert mine(other) == set()


def test_a_decision_is_that_decision_makers_whose_authority_it_is(tmp_path: Path, time_source: FixedTime) -> None:
    def decisions(desk: Desk) -> list[TodayRow]:
        return [row for row in desk.ask(today) if row.step is Step.RECORD_DECISION]

    work_for_everybody(tmp_path, time_source)
    maker = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source)
    assert decisions(maker)
    assert all(row.is_mine for row in decisions(maker))
    maker.close()
    other = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, name="other", authorities=())
    assert other.ask(today) == ()
