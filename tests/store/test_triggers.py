from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from panel_desk.desk import Desk
from panel_desk.rules.vocabulary import MeetingStatus
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
    minutes,
    signed_minutes,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A meeting whose minutes are signed, P1, and one whose minutes are a draft, P2."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    a_member(desk, "M002")
    a_child(desk, "C001")
    for number in (1, 2):
        a_meeting(desk, f"P{number}", status=MeetingStatus.HELD)
        an_attendance(desk, f"P{number}", "M001")
        a_case(desk, f"CASE-{number}", meeting_ref=f"P{number}")
        an_interest(desk, f"CASE-{number}", "M001")
        a_recommendation(desk, f"CASE-{number}")
    signed_minutes(desk, "P1", sections=((None, "Opening", "As it was."), ("CASE-1", "Discussion", "As it was.")))
    minutes(desk, "P2", sections=(("CASE-2", "Discussion", "As it was."),))
    return desk


CHANGES = (
    "UPDATE minutes SET state = 'draft', signed_at = NULL, sha256 = NULL WHERE meeting_ref = 'P{n}'",
    "UPDATE minutes SET signed_by = 'nobody' WHERE meeting_ref = 'P{n}'",
    "DELETE FROM minutes WHERE meeting_ref = 'P{n}'",
    (
        "INSERT OR REPLACE INTO minutes (id, meeting_ref, number, state, drafted_at, version) "
        "SELECT id, meeting_ref, number, 'draft', drafted_at, version FROM minutes WHERE meeting_ref = 'P{n}'"
    ),
    "UPDATE minutes_section SET text = 'Changed.' WHERE minutes_id = {n}",
    "DELETE FROM minutes_section WHERE minutes_id = {n}",
    "INSERT INTO minutes_section (minutes_id, position, heading, text, version) VALUES ({n}, 9, 'More', 'More.', 1)",
    (
        "REPLACE INTO minutes_section (id, minutes_id, position, heading, text, version) "
        "SELECT id, minutes_id, position, heading, 'Changed.', version FROM minutes_section WHERE minutes_id = {n}"
    ),
    "UPDATE recommendation SET outcome = 'deferred' WHERE case_ref = 'CASE-{n}'",
    "DELETE FROM recommendation WHERE case_ref = 'CASE-{n}'",
    (
        "INSERT OR REPLACE INTO recommendation (case_ref, outcome, reasons, version) "
        "VALUES ('CASE-{n}', 'deferred', 'Changed.', 1)"
    ),
    "UPDATE interest SET withdraws = 0 WHERE case_ref = 'CASE-{n}'",
    "DELETE FROM interest WHERE case_ref = 'CASE-{n}'",
    "INSERT INTO interest VALUES ('CASE-{n}', 'M002', 'A cousin', 1, 1)",
    "UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P{n}'",
    "UPDATE attendance SET member_ref = 'M002' WHERE meeting_ref = 'P{n}'",
    "DELETE FROM attendance WHERE meeting_ref = 'P{n}'",
    (
        "INSERT INTO attendance (meeting_ref, member_ref, capacity, attended, version) "
        "VALUES ('P{n}', 'M002', 'member', 1, 1)"
    ),
    (
        "INSERT OR REPLACE INTO attendance (meeting_ref, member_ref, capacity, attended, version) "
        "VALUES ('P{n}', 'M001', 'observer', 1, 1)"
    ),
    "UPDATE \"case\" SET meeting_ref = NULL WHERE ref = 'CASE-{n}'",
    "UPDATE \"case\" SET item_no = 7, starts_at = '11:00:00.000000' WHERE ref = 'CASE-{n}'",
    "UPDATE \"case\" SET household_ref = NULL, kind = 'other' WHERE ref = 'CASE-{n}'",
    "INSERT INTO case_child (case_ref, child_ref, position) VALUES ('CASE-{n}', 'C001', 1)",
    "UPDATE meeting SET ref = 'P9' WHERE ref = 'P{n}'",
    "UPDATE meeting SET meets_on = '2020-01-01' WHERE ref = 'P{n}'",
    "UPDATE meeting SET chair_ref = 'M002' WHERE ref = 'P{n}'",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_itself_refuses_to_change_what_is_signed(desk: Desk, statement: str) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text(statement.format(n=1)))


@pytest.mark.parametrize("statement", CHANGES)
def test_what_is_not_signed_can_be_changed(desk: Desk, statement: str) -> None:
    with desk.store.engine.begin() as connection:
        if statement.startswith("DELETE FROM minutes "):
            connection.execute(text("DELETE FROM minutes_section WHERE minutes_id = 2"))
        if statement.startswith("INSERT OR REPLACE INTO minutes "):
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        if statement.startswith(("INSERT OR REPLACE INTO recommendation", "UPDATE minutes SET signed_by")):
            connection.execute(text("DELETE FROM recommendation WHERE case_ref = 'CASE-2'"))
        assert connection.execute(text(statement.format(n=2))).rowcount >= 1


def test_nothing_is_moved_into_what_is_signed(desk: Desk) -> None:
    for statement in (
        "UPDATE attendance SET meeting_ref = 'P1' WHERE meeting_ref = 'P2'",
        "UPDATE recommendation SET case_ref = 'CASE-1' WHERE case_ref = 'CASE-2'",
        "UPDATE interest SET case_ref = 'CASE-1' WHERE case_ref = 'CASE-2'",
        "UPDATE minutes_section SET minutes_id = 1 WHERE minutes_id = 2",
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
            connection.execute(text(statement))
