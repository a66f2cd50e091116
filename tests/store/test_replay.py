"""Records changed outside the program differ from the audit trail, and each of them is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, sign_in
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.accounts import close_account, open_account
from panel_desk.operations.agency import change_agency
from panel_desk.operations.meetings.quality import give_feedback
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.minutes import make_final, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.agency import agency
from panel_desk.queries.members.members import member
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, FeedbackFrom, PanelType, PaperKind
from panel_desk.store.replay import ChangedOutside, Tampering, changed_outside
from panel_desk.store.triggers import TRIGGERS
from tests.builders import PASSPHRASE, FixedTime, a_decision, a_desk, a_member, an_authority
from tests.panels import APPROVAL, CHAIR, PANEL, a_held_panel, record, section, write_all

LONG = "The panel asked about contact. " * 30


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Signed minutes, a decision, feedback, a DBS date, a medical paper and another. No test may leave it changed."""
    folder = tmp_path_factory.mktemp("tampered")
    desk = a_desk(folder)
    a_held_panel(desk)
    write_all(desk, text=LONG)
    written = section(desk)
    desk.do(write_section, written.id, LONG.replace("contact", "school", 1), written.version)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    desk.do(open_account, "sian", "Siân Llewellyn", AccountRole.CHAIR, PASSPHRASE, member=CHAIR)
    chair = sign_in(desk.store.folder, "sian", PASSPHRASE, FixedTime())
    sign(chair, record(chair).content, PASSPHRASE)
    chair.close()
    agreed = DecisionOutcome.AGREED
    a_decision(desk, APPROVAL, outcome=agreed, minutes_received_on=date(2027, 3, 1), decided_on=date(2027, 3, 3))
    desk.do(give_feedback, PANEL, FeedbackFrom.OBSERVER, comments="Well chaired.")
    desk.do(change_member, "M003", desk.ask(member, "M003").version, dbs_issued_on=date(2024, 5, 1))
    for name, kind, content in (("medical.pdf", PaperKind.MEDICAL, b"ill"), ("PAR.pdf", PaperKind.PAR, b"well")):
        desk.do(file_paper, APPROVAL, name, kind, b"%PDF-1.7 " + content, 1)
    yield desk
    desk.close()


def found_after(desk: Desk, *statements: str) -> list[ChangedOutside]:
    """What the check finds after statements that the triggers do not see, which are then rolled back."""
    with Session(desk.store.engine) as session:
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            session.execute(text(statement))
        for trigger in TRIGGERS.values():
            session.connection().exec_driver_sql(trigger)
        found = list(changed_outside(session))
        session.rollback()
    return found


def test_a_store_that_only_the_program_wrote_agrees_with_its_trail(desk: Desk) -> None:
    assert found_after(desk) == []


def test_what_goes_with_a_closed_account_was_not_removed_outside_the_program(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    an_authority(desk)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.DECISION_MAKER, PASSPHRASE, authorities=["FEN"])
    assert found_after(desk, "DELETE FROM account_authority")[0].how is Tampering.REMOVED
    desk.do(close_account, "ruth")
    assert found_after(desk) == []


def test_what_was_made_with_the_store_is_compared_from_its_first_change_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(change_agency, desk.ask(agency).version, "Fenland Adoption", PanelType.ORDINARY, email="panel@example.org")
    assert found_after(desk) == []
    [found] = found_after(desk, "UPDATE agency SET email = 'other@example.org'")
    assert (found.register, found.fields) == ("agency", ("email",))


def test_a_store_of_an_earlier_version_is_compared_from_its_migration_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", dbs_certificate_no="001234560001")
    a_member(desk, "M002")
    with desk.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER refuse_update_audit_end"))
        connection.execute(text("UPDATE audit_end SET compared_from = entry"))
        connection.execute(text("UPDATE member SET dbs_certificate_no = '001234560002'"))  # as a migration might
        connection.exec_driver_sql(TRIGGERS["refuse_update_audit_end"])
    assert found_after(desk) == []
    desk.do(change_member, "M001", desk.ask(member, "M001").version, dbs_certificate_no="001234560003")
    [found] = found_after(desk, "UPDATE member SET dbs_certificate_no = '001234560004'")
    assert (found.ref, found.fields) == ("M001", ("dbs_certificate_no",))
    [gone] = found_after(desk, "DELETE FROM member WHERE ref = 'M002'")
    assert (gone.ref, gone.how) == ("M002", Tampering.REMOVED)


@dataclass(frozen=True)
class Attack:
    """A statement, and what the check finds after it.

    Args:
        statement: the SQL that changes a record.
        register: the register of the record.
        how: what was done to the record.
        of: the refs of the case, meeting or person that the record belongs to.
        fields: the fields that were changed.
    """

    statement: str
    register: str
    how: Tampering
    of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


ANOTHER_FILE = "(SELECT sha256 FROM minutes)"
NEW_ACCOUNT = "('mallory', 'Mallory', 'administrator', '2029-01-01 00:00:00.000000', 1)"
ATTACKS = {
    "role raised": Attack(
        "UPDATE account SET role = 'administrator' WHERE name = 'sian'",
        "account",
        Tampering.CHANGED,
        (CHAIR,),
        ("role",),
    ),
    "account added": Attack(
        f"INSERT INTO account (name, full_name, role, created_at, version) VALUES {NEW_ACCOUNT}",  # noqa: S608 - made up
        "account",
        Tampering.ADDED,
    ),
    "decision flipped": Attack(
        "UPDATE decision SET outcome = 'refused'", "decision", Tampering.CHANGED, (APPROVAL,), ("outcome",)
    ),
    "DBS date changed": Attack(
        "UPDATE member SET dbs_issued_on = '2026-05-01' WHERE ref = 'M003'",
        "member",
        Tampering.CHANGED,
        fields=("dbs_issued_on",),
    ),
    "feedback deleted": Attack("DELETE FROM feedback", "feedback", Tampering.REMOVED, (PANEL,)),
    "signed text replaced": Attack(
        "UPDATE minutes_section SET text = replace(text, 'asked', 'agreed') WHERE text LIKE '%school%'",
        "minutes_section",
        Tampering.CHANGED,
        (APPROVAL,),
        ("text",),
    ),
    "outcome behind signed minutes changed": Attack(
        "UPDATE recommendation SET outcome = 'deferred' WHERE case_ref = 'CASE-001'",
        "recommendation",
        Tampering.CHANGED,
        (APPROVAL,),
        ("outcome",),
    ),
    "medical paper swapped": Attack(
        f"UPDATE paper SET sha256 = {ANOTHER_FILE} WHERE name = 'medical.pdf'",  # noqa: S608 - made up
        "paper",
        Tampering.CHANGED,
        (APPROVAL,),
        ("sha256",),
    ),
    "signed print swapped": Attack(
        "UPDATE minutes SET sha256 = (SELECT sha256 FROM paper LIMIT 1)",
        "minutes",
        Tampering.CHANGED,
        (PANEL,),
        ("sha256",),
    ),
    "certificate put in": Attack(
        "INSERT INTO signing_credential SELECT 99, 'M002', subject, issuer, certificate_sha256, certificate, pkcs12, "
        "valid_from, valid_until, added_at, withdrawn_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL "
        "FROM signing_credential",
        "signing_credential",
        Tampering.ADDED,
        ("M002",),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=[*ATTACKS])
def test_a_record_that_was_changed_outside_the_program_is_named(desk: Desk, attack: Attack) -> None:
    [found] = found_after(desk, attack.statement)
    assert (found.register, found.how, found.of, found.fields) == (
        attack.register,
        attack.how,
        attack.of,
        attack.fields,
    )
