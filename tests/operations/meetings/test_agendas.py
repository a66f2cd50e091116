"""Agendas: checks, issued versions, standing items, invitations, and questions before the panel."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.cases.bookings import take_off_agenda
from panel_desk.operations.meetings.agendas import (
    add_standing_item,
    ask_question,
    group_question,
    issue_agenda,
    remove_question,
    remove_standing_item,
)
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import (
    addressees,
    agenda_checks,
    issued_print,
    issues,
    lines_of,
    questions,
    standing_items,
    unsent_changes,
)
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.minutes_headings import QUESTIONS
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, Category, MeetingStatus, PanelRole, Response
from tests.builders import FixedTime, a_case, a_desk, a_meeting, a_member, an_attendance, an_interest

MEETING = "P2027-03-24"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_member(desk, "M001", role=PanelRole.CHAIR, email="chair@example.org")
    a_member(desk, "M002", email=None)
    a_meeting(desk, MEETING, meets_on=date(2027, 3, 24), chair_ref="M001")
    for ref in ("M001", "M002"):
        an_attendance(desk, MEETING, ref, response=Response.ACCEPTED, attended=False)
    booked: dict[str, Any] = {"meeting_ref": MEETING, "item_no": 1, "status": CaseStatus.BOOKED, "is_provisional": True}
    booked |= {"starts_at": time(9, 45), "minutes": 45}
    a_case(desk, "CASE-001", kind=CaseKind.APPROVAL, **booked)
    return desk


def _refused(desk: Desk, operation: Callable[..., object], *args: object, **fields: object) -> str:
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(operation, *args, **fields)
    return refused.value.sentence


def test_every_check_that_fails_says_what_to_do(desk: Desk) -> None:
    failing = {check.name: check.sentence for check in desk.ask(agenda_checks, MEETING) if not check.holds}
    assert set(failing) == {"Quorum", "Papers", "Bookings", "Addresses"}
    assert failing["Quorum"].startswith("Item 1: Not quorate: too few members (2 of 5), no social worker.")
    assert failing["Bookings"] == "Still provisional: Approval: Barlow001 household. Confirm or remove each booking."
    assert "No e-mail address:" in failing["Addresses"]
    a_meeting(desk, "P-tomorrow", meets_on=date(2027, 3, 5))
    late = {check.name: check.holds for check in desk.ask(agenda_checks, "P-tomorrow")}
    assert (late["Items"], late["Deadline"], late["Quorum"]) == (False, False, True)
    with pytest.raises(RuleBrokenError):
        desk.ask(agenda_checks, "P9")


def test_an_agenda_with_a_failing_check_is_issued_only_with_a_reason_which_is_stored(desk: Desk) -> None:
    assert "cannot be issued yet" in _refused(desk, issue_agenda, MEETING, b"%PDF one")
    assert desk.do(issue_agenda, MEETING, b"%PDF one", "The chair agreed to short papers") == 1
    [first] = desk.ask(issues, MEETING)
    assert "Reason: The chair agreed to short papers" in first.changes[0]
    assert first.issued_by == desk.signed_in.name
    assert desk.ask(issued_print, MEETING, 1) == b"%PDF one"
    with pytest.raises(RuleBrokenError):
        desk.ask(issued_print, MEETING, 2)


def test_the_next_version_lists_the_changes_since_the_last(desk: Desk) -> None:
    content = desk.ask(agenda_content, MEETING)
    assert desk.ask(unsent_changes, MEETING, content) == ()
    desk.do(issue_agenda, MEETING, b"%PDF one", "Short papers")
    assert "Nothing has changed since version 1" in _refused(desk, issue_agenda, MEETING, b"%PDF one", "Again")
    desk.do(record_reply, MEETING, "M002", Response.DECLINED)
    changed = desk.ask(unsent_changes, MEETING, desk.ask(agenda_content, MEETING))
    assert any(line.startswith("New: ") and line.endswith("apologies.") for line in changed)
    assert desk.do(issue_agenda, MEETING, b"%PDF two", "Short papers") == 2
    assert desk.ask(issues, MEETING)[0].changes[: len(changed)] == changed


def test_changes_name_cases_by_whom_they_concern(desk: Desk) -> None:
    an_interest(desk, "CASE-001", "M002")
    desk.do(issue_agenda, MEETING, b"%PDF one", "Short papers")
    desk.do(take_off_agenda, "CASE-001", "Nobody can present it")
    changed = desk.ask(unsent_changes, MEETING, desk.ask(agenda_content, MEETING))
    assert "No longer: Item 1: Approval: Barlow001 household at 09:45, 45 minutes." in changed
    assert [line for line in changed if line.startswith("No longer: Interest in Approval: Barlow001 household: ")]


def test_an_agenda_is_issued_only_for_a_future_meeting(desk: Desk) -> None:
    a_meeting(desk, "P-held", meets_on=date(2027, 3, 1), status=MeetingStatus.HELD)
    assert "held. An agenda is issued only" in _refused(desk, issue_agenda, "P-held", b"%PDF", "Why not")


def test_standing_items_are_added_and_removed(desk: Desk) -> None:
    number = desk.do(add_standing_item, MEETING, "Welcome", 5, 1)
    desk.do(add_standing_item, MEETING, "Any other business", 10)
    assert [(row.title, row.before_item) for row in desk.ask(standing_items, MEETING)] == [
        ("Welcome", 1),
        ("Any other business", None),
    ]
    a_case(desk, "CASE-002", meeting_ref=MEETING, item_no=2, starts_at=time(11), status=CaseStatus.BOOKED)
    lines = list(lines_of(desk.ask(agenda_content, MEETING)))
    assert lines[2:6] == [
        "Welcome at 09:30, 5 minutes",
        "Item 1: CASE-001 at 09:45, 45 minutes",
        "Break at 10:30, 30 minutes",
        "Item 2: CASE-002 at 11:00, 0 minutes",
    ]
    assert "Any other business at no time, 10 minutes" in lines
    assert "Say what the item is" in _refused(desk, add_standing_item, MEETING, " ", 5)
    assert "0 minutes or more" in _refused(desk, add_standing_item, MEETING, "Break", -5)
    desk.do(remove_standing_item, number)
    assert "There is no standing item" in _refused(desk, remove_standing_item, number)


def test_an_agenda_is_addressed_to_members_with_an_e_mail_address(desk: Desk) -> None:
    assert [address for _, address in desk.ask(addressees, MEETING)] == ["chair@example.org"]


def test_an_address_that_is_not_a_plain_one_counts_as_none(desk: Desk) -> None:
    a_member(desk, "M077", given_name="Kofi", family_name="Asante", email="Kofi Asante <kofi@example.org>")
    an_attendance(desk, MEETING, "M077")
    assert [address for _, address in desk.ask(addressees, MEETING)] == ["chair@example.org"]
    [addresses] = [check for check in desk.ask(agenda_checks, MEETING) if check.name == "Addresses"]
    assert "Kofi Asante" in addresses.sentence


def test_an_agenda_without_failing_checks_needs_no_reason_and_lists_interests(desk: Desk) -> None:
    a_meeting(desk, "P-bare", meets_on=date(2027, 3, 31))
    for number in range(3, 9):
        category = Category.SOCIAL_WORKER if number == 3 else Category.INDEPENDENT
        since = date(2010, 1, 1)
        email = f"m{number}@example.org"
        a_member(desk, f"M00{number}", email=email, category=category, qualified_social_worker_since=since)
        an_attendance(desk, "P-bare", f"M00{number}", response=Response.ACCEPTED, attended=False)
    an_attendance(desk, "P-bare", "M001", response=Response.ACCEPTED, attended=False)
    a_case(desk, "CASE-010", kind=CaseKind.OTHER, meeting_ref="P-bare", item_no=1, status=CaseStatus.BOOKED)
    an_interest(desk, "CASE-010", "M008")
    assert all(check.holds for check in desk.ask(agenda_checks, "P-bare"))
    assert desk.do(issue_agenda, "P-bare", b"%PDF") == 1
    assert desk.ask(issues, "P-bare")[0].changes == ()
    assert any(line.startswith("Interest in CASE-010: ") for line in lines_of(desk.ask(agenda_content, "P-bare")))


def test_questions_are_recorded_grouped_and_ordered(desk: Desk) -> None:
    one = desk.do(ask_question, "CASE-001", "M001", "Who looks after the dog?")
    two = desk.do(ask_question, "CASE-001", "M002", "How often is contact?", "Contact")
    assert "Write the question" in _refused(desk, ask_question, "CASE-001", "M001", " ")
    desk.do(group_question, two, "Contact with the sister", 1)
    first, second = desk.ask(questions, "CASE-001")
    assert (first.id, first.theme, second.id, second.theme) == (two, "Contact with the sister", one, None)
    desk.do(remove_question, one)
    assert [row.id for row in desk.ask(questions, "CASE-001")] == [two]


def test_drafted_minutes_contain_the_questions_asked_before_the_panel(desk: Desk) -> None:
    a_meeting(desk, "P-held", meets_on=date(2027, 3, 1), status=MeetingStatus.HELD)
    a_case(desk, "CASE-020", kind=CaseKind.OTHER, meeting_ref="P-held", item_no=1, status=CaseStatus.HEARD)
    desk.do(ask_question, "CASE-020", "M001", "How often?", "Contact")
    desk.do(ask_question, "CASE-020", "M002", "Where?", "Contact")
    desk.do(ask_question, "CASE-020", "M001", "Who minds the dog?")
    desk.do(draft_minutes, "P-held")
    names = {row.member: row.name for row in desk.ask(questions, "CASE-020")}
    record = desk.ask(minutes, "P-held")
    assert record is not None
    [text] = [section.text for section in record.sections if section.heading == QUESTIONS]
    assert text.splitlines() == [
        "# Contact",
        f"**{names['M001']} asked:** How often?",
        f"**{names['M002']} asked:** Where?",
        f"**{names['M001']} asked:** Who minds the dog?",
    ]
