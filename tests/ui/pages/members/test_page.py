"""A member's page, on a real store: the form, what is done with a membership, the sittings and the interests."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.members.members import change_member
from panel_desk.queries.members.members import MemberRecord, member
from panel_desk.rules.vocabulary import AccountRole, Background, MeetingStatus, MemberStatus
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import BothTexts, Message
from panel_desk.ui.form import FormValues
from panel_desk.ui.page import Place
from panel_desk.ui.pages.members.page import MemberPage
from tests.builders import a_case, a_desk, a_meeting, a_member, an_attendance, an_interest
from tests.ui.page_context import Noted, a_page_context


def shown(noted: Noted, qtbot: QtBot, ref: str = "M001", tab: str | None = None) -> MemberPage:
    page = MemberPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("member", ref, tab))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def member_record(desk: Desk) -> MemberRecord:
    return desk.ask(member, "M001")


def actions_shown(page: MemberPage) -> list[str]:
    return [each.text() for each in page.header.findChildren(QPushButton) if not each.isHidden()]


def typed(page: MemberPage, key: str, text: str) -> None:
    line = page.form.rows[key].input.focus_widget()
    line.selectAll()  # type: ignore[attr-defined] # a line of text
    QTest.keyClicks(line, text)


def test_facts_are_saved_and_cancelled(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, backgrounds=(Background.ADOPTER,))
    page = shown(noted, qtbot)
    assert page.header.title == "Given001 Family001"
    assert not page.is_unsaved()
    assert not page.save_button.isEnabled()
    typed(page, "phone", "01632 960111")
    assert page.is_unsaved()
    page.save_button.click()
    assert member_record(desk).phone == "01632 960111"
    assert member_record(desk).row.background == (Background.ADOPTER,)
    assert not page.is_unsaved()
    typed(page, "phone", "01632 960222")
    page.cancel_button.click()
    assert not page.is_unsaved()
    assert page.form.rows["phone"].value() == "01632 960111"


def test_an_error_is_shown_beside_its_field(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    page = shown(noted, qtbot)
    typed(page, "joined_list_on", " ")
    page.save()
    assert page.form.rows["joined_list_on"].problem == "Give the day on which this person joined the list."
    assert page.is_unsaved()


def test_a_conflicting_save_shows_both_versions(tmp_path: Path, desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, phone="01632 960001")
    page = shown(noted, qtbot)
    typed(page, "phone", "01632 960003")
    other = a_desk(tmp_path, AccountRole.ADVISER)
    other.do(change_member, member="M001", version=1, phone="01632 960002", notes="Mornings.")
    other.close()
    page.save()
    [both] = [each for each in QApplication.topLevelWidgets() if isinstance(each, BothTexts)]
    both.accept()
    assert member_record(desk).phone == "01632 960002"
    assert page.form.rows["phone"].value() == "01632 960003"
    page.save()
    assert (member_record(desk).phone, member_record(desk).notes) == ("01632 960003", "Mornings.")


def test_a_hold_is_undone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    page = shown(noted, qtbot)
    qtbot.waitUntil(lambda: actions_shown(page) == ["Put on hold", "End membership", "More"])
    dialog = page.hold()
    assert dialog.form.read() == FormValues({"on_hold_from": date(2027, 3, 4), "on_hold_until": None})
    dialog.save()
    assert member_record(desk).row.status is MemberStatus.ON_HOLD
    assert noted.done[-1] == "Given001 Family001 is on hold."
    assert page.header.facts.endswith("on hold from 4 March 2027")
    qtbot.waitUntil(lambda: actions_shown(page) == ["Return to active", "End membership", "More"])
    assert noted.undo is not None
    noted.undo()
    assert (member_record(desk).row.status, member_record(desk).on_hold_from) == (MemberStatus.ACTIVE, None)


def test_ending_a_membership_names_the_meetings_to_come_and_is_undone(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    an_attendance(desk, a_meeting(desk), "M001")
    an_attendance(desk, a_meeting(desk, "P2027-02-10", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD), "M001")
    page = shown(noted, qtbot)
    dialog = page.end()
    assert "on the line-up of 10 March 2027" in dialog.words.text()
    dialog.save()
    assert dialog.form.rows["left_because"].problem == "“Reason” is empty. Fill it in."
    dialog.form.rows["left_because"].input.write("Moved away")
    dialog.save()
    assert member_record(desk).row.status is MemberStatus.ENDED
    assert page.header.facts.endswith("left 4 March 2027, Moved away")
    assert noted.undo is not None
    noted.undo()
    assert (member_record(desk).row.status, member_record(desk).left_because) == (MemberStatus.ACTIVE, None)


def test_activating_a_member_on_hold_asks_for_no_date(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, status=MemberStatus.ON_HOLD, on_hold_from=date(2027, 1, 1), on_hold_until=date(2027, 6, 1))
    page = shown(noted, qtbot)
    assert page.header.facts.endswith("on hold from 1 January 2027 until 1 June 2027")
    assert not isinstance(page.activate(), FormDialog)
    assert member_record(desk).row.status is MemberStatus.ACTIVE
    assert noted.undo is not None
    noted.undo()
    assert member_record(desk).on_hold_until == date(2027, 6, 1)


def test_activating_a_prospective_member_asks_for_the_date(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk, status=MemberStatus.PROSPECTIVE, joined_list_on=None)
    page = shown(noted, qtbot)
    qtbot.waitUntil(lambda: actions_shown(page) == ["Make active", "End membership", "More"])
    dialog = page.activate()
    assert isinstance(dialog, FormDialog)
    dialog.save()
    assert member_record(desk).row.joined_list_on == date(2027, 3, 4)


def test_closing_a_dialog_with_unsaved_text_asks_first(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    page = shown(noted, qtbot)
    dialog = page.end()
    QTest.keyClicks(dialog.form.rows["left_because"].input.focus_widget(), "Moved")
    dialog.reject()
    assert dialog.isVisible()
    question = next(each for each in dialog.findChildren(Message))
    question.accept()
    assert not dialog.isVisible()
    assert member_record(desk).row.status is MemberStatus.ACTIVE


def test_tabs_say_how_much_they_hold_and_open_what_they_list(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    an_attendance(desk, a_meeting(desk), "M001")
    an_attendance(desk, a_meeting(desk, "P2027-02-10", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD), "M001")
    an_attendance(
        desk,
        a_meeting(desk, "P2027-01-10", meets_on=date(2027, 1, 10), status=MeetingStatus.CANCELLED),
        "M001",
        attended=False,
    )
    an_interest(desk, a_case(desk), "M001")
    page = shown(noted, qtbot, tab="sittings")
    assert page.record.tabs.current == "sittings"
    at = [column.key for column in page.sittings.columns].index("attended")
    assert [page.sittings.index(row, at).data() for row in range(3)] == ["To come", "Yes", "–"]
    page.sittings_table.opened.emit("P2027-03-10")
    page.interests_table.opened.emit("CASE-001")
    assert noted.opened == [Place("meeting", "P2027-03-10"), Place("case", "CASE-001", "interests")]
    page.record.tabs.open("history")
    assert noted.moved[-1] == Place("member", "M001", "history")


def test_opening_another_record_replaces_the_form(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_member(desk)
    a_member(desk, "M002", phone="01632 960002")
    page = shown(noted, qtbot)
    typed(page, "phone", "01632 960999")
    page.visit(Place("member", "M002"))
    assert not page.is_unsaved()
    assert page.form.rows["phone"].value() == "01632 960002"


def test_a_chair_has_no_form_and_no_button_on_a_members_page(tmp_path: Path, qtbot: QtBot) -> None:
    desk = a_desk(tmp_path)
    a_member(desk)
    desk.close()
    with a_page_context(a_desk(tmp_path, AccountRole.CHAIR, member_ref="M001")) as noted:
        page = shown(noted, qtbot)
        assert page.record.tabs.current == "sittings"
        assert not page.form.isVisible()
        assert page.header.findChildren(QPushButton) == []


def test_a_members_page_is_drawn(desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]]) -> None:
    a_member(desk, given_name="Bartholomew Augustine", family_name="Featherstonehaugh-Cholmondeley")
    assert len(picture(shown(noted, qtbot), "member")) == 4


def test_everything_held_on_a_member_is_saved(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_member(desk)
    page = shown(noted, qtbot)
    assert [each.words for each in page.person_file.action("M001", "Given001 Family001", of_member=True)] == [
        "Everything held on Given001 Family001…"
    ]
    opened: list[Path] = []
    page.person_file.printing.ask_where = lambda name: str(tmp_path / name)
    page.person_file.printing.show_file = opened.append
    page.person_file.save("M001")
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == "Everything held on M001.pdf"
    assert opened[0].read_bytes().startswith(b"%PDF-")
    assert "Look at every page before it leaves you." in noted.done[-1]
