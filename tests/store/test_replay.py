"""What is changed beside the program differs from the audit trail, and each changed record is named."""

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
    """Signed minutes, a decision, feedback, a DBS date, a medical paper and another one. Nothing may stay changed."""
    folder = tmp_path_factory.mktemp("tampered")
    made = a_desk(folder)
    a_held_panel(made)
    write_all(made, text=LONG)
    written = section(made)
    made.do(write_section, written.id, LONG.replace("contact", "school", 1), written.version)
    made.do(send_to_chair_and_adviser, PANEL)
    made.do(make_final, PANEL)
    made.do(open_account, "sian", "Siân Llewellyn", AccountRole.CHAIR, PASSPHRASE, member=CHAIR)
    chair = sign_in(made.store.folder, "sian", PASSPHRASE, FixedTime())
    sign(chair, record(chair).content, PASSPHRASE)
    chair.close()
    agreed = DecisionOutcome.AGREED
    a_decision(made, APPROVAL, outcome=agreed, minutes_received_on=date(2027, 3, 1), decided_on=date(2027, 3, 3))
    made.do(give_feedback, PANEL, FeedbackFrom.OBSERVER, comments="Well chaired.")
    made.do(change_member, "M003", made.ask(member, "M003").version, dbs_issued_on=date(2024, 5, 1))
    for name, kind, content in (("medical.pdf", PaperKind.MEDICAL, b"ill"), ("PAR.pdf", PaperKind.PAR, b"well")):
        made.do(file_paper, APPROVAL, name, kind, b"%PDF-1.7 " + content, 1)
    yield made
    made.close()


def after(desk: Desk, *statements: str) -> list[ChangedOutside]:
    """What is found after statements that the triggers do not see, which are then taken back."""
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
    assert after(desk) == []


def test_what_goes_with_a_closed_account_was_not_removed_beside_the_program(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    an_authority(desk)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.DECISION_MAKER, PASSPHRASE, authorities=["FEN"])
    assert after(desk, "DELETE FROM account_authority")[0].how is Tampering.REMOVED
    desk.do(close_account, "ruth")
    assert after(desk) == []


def test_what_was_made_with_the_store_is_compared_from_its_first_change_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(change_agency, desk.ask(agency).version, "Fenland Adoption", PanelType.ORDINARY, email="panel@example.org")
    assert after(desk) == []
    [found] = after(desk, "UPDATE agency SET email = 'other@example.org'")
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
    assert after(desk) == []
    desk.do(change_member, "M001", desk.ask(member, "M001").version, dbs_certificate_no="001234560003")
    [found] = after(desk, "UPDATE member SET dbs_certificate_no = '001234560004'")
    assert (found.ref, found.fields) == ("M001", ("dbs_certificate_no",))
    [gone] = after(desk, "DELETE FROM member WHERE ref = 'M002'")
    assert (gone.ref, gone.how) == ("M002", Tampering.REMOVED)


@dataclass(frozen=True)
class Attack:
    """A statement, and what is found after it."""

    statement: str
    register: str
    how: Tampering
    of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


ANOTHER = "(SELECT sha256 FROM minutes)"
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
        f"UPDATE paper SET sha256 = {ANOTHER} WHERE name = 'medical.pdf'",  # noqa: S608 - made up
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
        "valid_from, valid_until, added_at, withdrawn_at FROM signing_credential",
        "signing_credential",
        Tampering.ADDED,
        ("M002",),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=[*ATTACKS])
def test_a_record_that_was_changed_beside_the_program_is_named(desk: Desk, attack: Attack) -> None:
    [found] = after(desk, attack.statement)
    assert (found.register, found.how, found.of, found.fields) == (
        attack.register,
        attack.how,
        attack.of,
        attack.fields,
    )
