"""Triggers: the database refuses changes to signed minutes and to what they depend on."""

from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from panel_desk.desk import Desk, Work, permits
from panel_desk.models import Absence, ItemNote, PanelQuestion, Recommendation, RecommendationView
from panel_desk.rules.vocabulary import AbsenceReason, AccountRole, MeetingStatus, View
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
    once,
    signed_minutes,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with two meetings: the minutes of P1 are signed, those of P2 are a draft."""
    desk = a_desk(tmp_path)
    _two_meetings(desk)
    return desk


@once
def _two_meetings(desk: Desk) -> None:
    a_member(desk, "M001")
    a_member(desk, "M002")
    a_child(desk, "C001")
    for number in (1, 2):
        a_meeting(desk, f"P{number}", status=MeetingStatus.HELD)
        an_attendance(desk, f"P{number}", "M001")
        a_case(desk, f"CASE-{number}", meeting_ref=f"P{number}")
        an_interest(desk, f"CASE-{number}", "M001")
        a_recommendation(desk, f"CASE-{number}")
        desk.do(_add_panel_day_records, number)
    a_case(desk, "CASE-3")
    signed_minutes(desk, "P1", sections=((None, "Opening", "As it was."), ("CASE-1", "Discussion", "As it was.")))
    minutes(desk, "P2", sections=(("CASE-2", "Discussion", "As it was."),))


@permits(*AccountRole)
def _add_panel_day_records(work: Work, number: int) -> None:
    """Add an absence, a note, a question with its answer, and a member's vote."""
    session, case, now = work.session, f"CASE-{number}", work.time_source.now()
    session.add(Absence(meeting_ref=f"P{number}", member_ref="M001", from_at=time(10), why=AbsenceReason.LEFT_THE_ROOM))
    session.add(ItemNote(case_ref=case, heading="Discussion", text="As it was."))
    session.add(
        PanelQuestion(case_ref=case, member_ref="M001", text="Why?", position=1, asked_at=now, answer="Because.")
    )
    [recommendation] = session.scalars(select(Recommendation).filter_by(case_ref=case))
    session.add(RecommendationView(recommendation_id=recommendation.id, member_ref="M001", view=View.FOR))


# Each changes the minutes of the meeting P{n}, or a record that they depend on.
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
    "UPDATE meeting SET place = 'in person', status = 'cancelled' WHERE ref = 'P{n}'",
    "UPDATE \"case\" SET began_at = '10:00:00.000000' WHERE ref = 'CASE-{n}'",
    (
        'INSERT INTO "case" (ref, kind, meeting_ref, status, is_provisional, version) '
        "VALUES ('CASE-9', 'other', 'P{n}', 'booked', 0, 1)"
    ),
    "UPDATE \"case\" SET meeting_ref = 'P{n}' WHERE ref = 'CASE-3'",
    "DELETE FROM absence WHERE meeting_ref = 'P{n}'",
    "UPDATE absence SET until_at = '12:00:00.000000' WHERE meeting_ref = 'P{n}'",
    (
        "INSERT INTO absence (ref, meeting_ref, member_ref, from_at, why, version) "
        "VALUES ('A9', 'P{n}', 'M002', '10:00:00.000000', 'left the room', 1)"
    ),
    "UPDATE item_note SET text = 'Changed.' WHERE case_ref = 'CASE-{n}'",
    "INSERT INTO item_note VALUES ('CASE-{n}', 'Advice', 'More.', 1)",
    "UPDATE panel_question SET answer = 'Changed.' WHERE case_ref = 'CASE-{n}'",
    "DELETE FROM panel_question WHERE case_ref = 'CASE-{n}'",
    (
        "UPDATE recommendation_view SET view = 'against' WHERE recommendation_id = "
        "(SELECT id FROM recommendation WHERE case_ref = 'CASE-{n}')"
    ),
    (
        "INSERT INTO recommendation_view SELECT id, 'M002', 'against', NULL FROM recommendation "
        "WHERE case_ref = 'CASE-{n}'"
    ),
    (
        "INSERT INTO section_version (section_id, number, text, saved_at, saved_by) "
        "SELECT id, 7, 'Changed.', '2027-03-04 00:00:00', 'x' FROM minutes_section WHERE minutes_id = {n}"
    ),
    (
        "INSERT INTO review_comment (section_id, author, starts_at, quote, text, made_at, state, version) "
        "SELECT id, 'x', 0, '', 'Late.', '2027-03-04 00:00:00', 'open', 1 FROM minutes_section WHERE minutes_id = {n}"
    ),
)


@pytest.mark.parametrize("statement", CHANGES)
def test_records_of_signed_minutes_cannot_be_changed(desk: Desk, statement: str) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text(statement.format(n=1)))


@pytest.mark.parametrize("statement", CHANGES)
def test_records_of_unsigned_minutes_can_be_changed(desk: Desk, statement: str) -> None:
    with desk.store.engine.begin() as connection:
        if statement.startswith("DELETE FROM minutes "):
            connection.execute(text("DELETE FROM minutes_section WHERE minutes_id = 2"))
        if statement.startswith("INSERT OR REPLACE INTO minutes "):
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        if statement.startswith(("INSERT OR REPLACE INTO recommendation", "UPDATE minutes SET signed_by")):
            connection.execute(text("DELETE FROM recommendation WHERE case_ref = 'CASE-2'"))
        assert connection.execute(text(statement.format(n=2))).rowcount >= 1


# It begins a new version of the minutes of P1.
CORRECTION = (
    "INSERT INTO minutes (meeting_ref, number, state, corrects_because, drafted_at, version) "
    "VALUES ('P1', {number}, 'draft', {why}, '2027-03-05 10:00:00', 1)"
)


def test_a_correction_unfreezes_the_records_but_not_the_signed_version(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text(CORRECTION.format(number=2, why="'A name was wrong.'")))
        connection.execute(text("UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P1'"))
        connection.execute(text("UPDATE recommendation SET outcome = 'deferred' WHERE case_ref = 'CASE-1'"))
    for statement in (
        "UPDATE minutes_section SET text = 'Changed.' WHERE minutes_id = 1",
        "UPDATE minutes SET sha256 = 'x' WHERE id = 1",
        "DELETE FROM minutes WHERE id = 1",
        "DELETE FROM minutes WHERE number = 2",
        "UPDATE minutes SET number = 3 WHERE number = 2",
        "UPDATE minutes SET meeting_ref = 'P2' WHERE number = 2",
        "UPDATE minutes SET corrects_because = NULL WHERE number = 2",
        CORRECTION.format(number=3, why="'Another.'"),
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
            connection.execute(text(statement))


def test_a_correction_that_was_given_up_is_frozen_and_unfreezes_nothing(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text(CORRECTION.format(number=2, why="'A name was wrong.'")))
        connection.execute(text("UPDATE minutes SET given_up_at = '2027-03-05 11:00:00' WHERE number = 2"))
    for statement in (
        "UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P1'",
        "UPDATE minutes SET given_up_at = NULL WHERE number = 2",
        "UPDATE minutes SET given_up_at = '2027-03-05 11:00:00' WHERE id = 1",
        (
            "INSERT INTO minutes_section (minutes_id, position, heading, text, drafted, version) "
            "SELECT id, 9, 'x', 'x', '', 1 FROM minutes WHERE number = 2"
        ),
        CORRECTION.format(number=2, why="'Another.'"),
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
            connection.execute(text(statement))
    with desk.store.engine.begin() as connection:
        connection.execute(text(CORRECTION.format(number=3, why="'Another.'")))
        connection.execute(text("UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P1'"))


def test_only_a_correction_can_be_given_up(desk: Desk) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text("UPDATE minutes SET given_up_at = '2027-03-05 11:00:00' WHERE meeting_ref = 'P2'"))


@pytest.mark.parametrize(("number", "why"), [(2, "NULL"), (2, "' '"), (3, "'Why.'"), (0, "'Why.'")])
def test_a_version_after_a_signed_one_has_the_next_number_and_a_reason(desk: Desk, number: int, why: str) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text(CORRECTION.format(number=number, why=why)))


def test_minutes_of_another_meeting_cannot_become_the_next_version(desk: Desk) -> None:
    statement = "UPDATE minutes SET meeting_ref = 'P1', number = 2, corrects_because = 'Why.' WHERE meeting_ref = 'P2'"
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text(statement))


SIGNATURE = (
    "INSERT INTO minutes_signature "
    "(minutes_id, member_ref, name, cases, signed_at, certificate_sha256, fingerprint, sha256) "
    "VALUES ({n}, 'M001', 'x', '[]', '2027-03-04 00:00:00', 'x', 'x', 'x')"
)


def test_the_first_of_several_signatures_freezes_the_records(desk: Desk) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="minutes that are final"):
        connection.execute(text(SIGNATURE.format(n=2)))
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE minutes SET state = 'final' WHERE id = 2"))
        connection.execute(text(SIGNATURE.format(n=2)))
    for statement in (
        "UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P2'",
        "UPDATE minutes_section SET text = 'Changed.' WHERE minutes_id = 2",
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
            connection.execute(text(statement))
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="only ever added to"):
        connection.execute(text("UPDATE minutes_signature SET name = 'y'"))
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE minutes SET state = 'draft' WHERE id = 2"))
        connection.execute(text("DELETE FROM minutes_signature"))
        connection.execute(text("UPDATE minutes_section SET text = 'Changed.' WHERE minutes_id = 2"))


def test_signatures_of_signed_minutes_cannot_be_added_or_deleted(desk: Desk) -> None:
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="minutes that are final"):
        connection.execute(text(SIGNATURE.format(n=1)))
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE minutes SET state = 'final' WHERE id = 2"))
        connection.execute(text(SIGNATURE.format(n=2)))
        connection.execute(
            text("UPDATE minutes SET state = 'signed', signed_at = '2027-03-04 00:00:00', sha256 = 'x' WHERE id = 2")
        )
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text("DELETE FROM minutes_signature"))


def test_the_history_of_minutes_cannot_be_changed(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        for number in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO minutes_event (minutes_id, step, at, by) "  # noqa: S608 - a number of ours
                    f"VALUES ({number}, 'drafted', '2027-03-04 00:00:00', 'x')"
                )
            )
    for statement in ("UPDATE minutes_event SET by = 'y'", "DELETE FROM minutes_event"):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="only ever added to"):
            connection.execute(text(statement))


def test_a_certificate_can_be_withdrawn_but_not_changed_or_deleted(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO signing_credential (member_ref, subject, issuer, certificate_sha256, certificate, pkcs12, "
                "valid_from, valid_until, added_at) VALUES ('M001', 'x', 'x', 'x', 'x', 'x', "
                "'2027-01-01', '2028-01-01', '2027-01-01 00:00:00')"
            )
        )
        connection.execute(text("UPDATE signing_credential SET pkcs12 = 'y', withdrawn_at = '2027-03-04 00:00:00'"))
    for statement in (
        "UPDATE signing_credential SET certificate_sha256 = 'y'",
        "UPDATE signing_credential SET member_ref = 'M002'",
        "UPDATE signing_credential SET withdrawn_at = NULL",
        "DELETE FROM signing_credential",
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="stays on record"):
            connection.execute(text(statement))


def test_no_row_can_be_moved_into_signed_minutes(desk: Desk) -> None:
    for statement in (
        "UPDATE attendance SET meeting_ref = 'P1' WHERE meeting_ref = 'P2'",
        "UPDATE recommendation SET case_ref = 'CASE-1' WHERE case_ref = 'CASE-2'",
        "UPDATE interest SET case_ref = 'CASE-1' WHERE case_ref = 'CASE-2'",
        "UPDATE minutes_section SET minutes_id = 1 WHERE minutes_id = 2",
    ):
        with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
            connection.execute(text(statement))
