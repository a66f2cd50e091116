"""The central list, on a real store: who is shown, found, looked at beside the list, and added."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.members.members import change_member
from panel_desk.queries.members.members import members
from panel_desk.rules.vocabulary import AccountRole, Category, MemberStatus, PanelRole
from panel_desk.ui.page import Place
from panel_desk.ui.pages.members.list import CentralListPage
from panel_desk.ui.states import Chip, State
from tests.builders import a_desk, a_member
from tests.ui.page_context import Noted, a_page_context

DAY = date(2020, 1, 1)  # on which everything was checked once


def shown(noted: Noted, qtbot: QtBot) -> CentralListPage:
    page = CentralListPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("central-list"))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def people(desk: Desk) -> None:
    a_member(desk, given_name="Siân", family_name="Llewellyn", role=PanelRole.CHAIR)
    a_member(desk, "M002", given_name="Morag", family_name="Heaney", category=Category.SOCIAL_WORKER)
    a_member(desk, "M003", given_name="Tendai", family_name="Moyana", status=MemberStatus.ON_HOLD)
    a_member(
        desk, "M004", given_name="Enid", family_name="Gone", status=MemberStatus.ENDED, left_list_on=date(2026, 1, 1)
    )


def refs(page: CentralListPage) -> list[str]:
    return [row.ref for row in page.model.rows()]


def test_everyone_not_ended_is_shown_and_clear_shows_the_rest(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    people(desk)
    page = shown(noted, qtbot)
    assert refs(page) == ["M001", "M002", "M003"]
    chips = [each for each in page.filters.findChildren(QPushButton) if each.property("kind") == "chip"]
    assert [chip.accessibleName() for chip in chips] == ["Status: Not ended. Remove this filter"]
    chips[0].click()
    assert refs(page) == ["M001", "M002", "M003", "M004"]
    page.filters.search.setText("sian")
    assert refs(page) == ["M001"]
    page.filters.clear()
    page.filters.choose("role", "Chair")
    assert refs(page) == ["M001"]
    assert page.header.facts == "2 active · 0 ready to sit"


def test_the_banner_names_a_missing_qualification_until_it_is_met(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    people(desk)
    a_member(desk, "M005", role=PanelRole.VICE_CHAIR)
    a_member(desk, "M006", category=Category.MEDICAL_ADVISER)
    page = shown(noted, qtbot)
    assert page.banner.words.startswith("No active member is a social worker with at least 3 years")
    desk.do(change_member, member="M002", version=1, qualified_social_worker_since=date(2010, 1, 1))
    assert page.banner.words == ""


def test_a_person_is_shown_beside_the_list_and_opened_with_enter(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    people(desk)
    page = shown(noted, qtbot)
    assert page.side.isHidden()
    page.table.choose("M002")
    assert not page.side.isHidden()
    assert page.side.accessibleName() == "Morag Heaney"
    desk.do(change_member, member="M002", version=1, family_name="Heaney-Rowe")
    assert page.side.accessibleName() == "Morag Heaney-Rowe"
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    next(each for each in page.side.findChildren(QPushButton) if each.text() == "Open record").click()
    assert noted.opened == [Place("member", "M002"), Place("member", "M002")]
    QTest.keyClick(page.side, Qt.Key.Key_Escape)
    assert page.side.isHidden()
    page.show_at_side("M404")
    assert page.side.isHidden()


def test_a_person_is_added_and_the_record_opened(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    page = shown(noted, qtbot)
    assert page.banner.words == ""
    dialog = page.add()
    dialog.save()
    rows = dialog.form.rows
    assert rows["given_name"].problem == "“Given name” is empty. Fill it in."
    QTest.keyClicks(rows["given_name"].input.focus_widget(), "Eleri")
    QTest.keyClicks(rows["family_name"].input.focus_widget(), "Baird")
    rows["is_independent"].input.write(True)
    rows["status"].input.write(MemberStatus.ACTIVE)
    dialog.save()
    assert rows["joined_list_on"].problem == "Give the day on which this person joined the list."
    QTest.keyClicks(rows["joined_list_on"].input.focus_widget(), "1/3/2027")
    dialog.save()
    [row] = desk.ask(members)
    assert (row.name, row.joined_list_on) == ("Eleri Baird", date(2027, 3, 1))
    assert noted.opened == [Place("member", "M001")]
    assert noted.done


def test_late_and_near_dates_are_chips_and_distant_ones_plain_dates(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, dbs_issued_on=date(2024, 3, 3), last_appraisal_on=date(2026, 4, 1))
    a_member(desk, "M002", dbs_issued_on=date(2026, 3, 3), last_appraisal_on=date(2027, 3, 1))
    page = shown(noted, qtbot)
    at = [column.key for column in page.model.columns].index("dbs")
    late, far = (page.model.index(row, at).data() for row in range(2))
    assert (late, far) == ("3 March 2027, late", "3 March 2029")
    chips = [page.model.columns[column].chip for column in (at, at + 1)]
    row, other = page.model.rows()
    shown_text = [chip(each) for chip in chips if chip for each in (row, other)]
    assert [chip and (chip.state.value, chip.word) for chip in shown_text] == [
        ("alert", "3 March 2027"),
        None,
        ("waiting", "1 April 2027"),
        None,
    ]


def test_what_is_overdue_replaces_the_green_ready(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    vetted: dict[str, Any] = {"references_verified_on": DAY, "confidentiality_agreed_on": DAY, "observed_panel_on": DAY}
    a_member(desk, "M901", **vetted, dbs_issued_on=date(2022, 1, 5), last_appraisal_on=date(2026, 9, 1))
    a_member(desk, "M902", **vetted, dbs_issued_on=date(2026, 1, 5), last_appraisal_on=date(2026, 9, 1))
    a_member(desk, "M903", **vetted | {"observed_panel_on": None}, dbs_issued_on=date(2022, 1, 5))
    page = shown(noted, qtbot)
    at = [column.key for column in page.model.columns].index("ready")
    shown_as = {}
    for person in page.model.rows():
        cell = page.model.index(page.model.position_of(person.ref) or 0, at)
        chip = page.model.columns[at].chip
        assert chip is not None
        shown_as[person.ref] = (chip(person), cell.data(Qt.ItemDataRole.ToolTipRole))
    assert shown_as["M901"] == (Chip(State.ALERT, "DBS check overdue"), "Ready: DBS check overdue")
    assert shown_as["M902"] == (Chip(State.GOOD, "Ready"), None)
    assert shown_as["M903"][0] == Chip(State.ALERT, "Not ready")
    assert "has not observed a panel" in str(shown_as["M903"][1])
    assert "DBS check overdue" in str(shown_as["M903"][1])
    assert page.header.facts.endswith(" · 1 ready to sit")


def test_a_chair_sees_neither_checks_on_members_nor_a_button_to_add_one(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    people(desk)
    with a_page_context(a_desk(tmp_path, AccountRole.CHAIR, member_ref="M001")) as noted:
        page = shown(noted, qtbot)
        assert page.model.rows()
        assert page.header.findChildren(QPushButton) == []
        assert not {"dbs", "appraisal"} & {column.key for column in page.model.columns}


def test_a_reader_is_told_why_the_list_is_not_shown(tmp_path: Path, qtbot: QtBot) -> None:
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert page.unseen.isVisible()
        assert "does not see members of the central list" in page.unseen.words
        assert page.header.findChildren(QPushButton) == []


def test_the_central_list_is_drawn(desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]]) -> None:
    people(desk)
    page = shown(noted, qtbot)
    page.table.choose("M001")
    assert len(picture(page, "central-list")) == 4
