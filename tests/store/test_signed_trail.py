"""Nobody signs in as another, nor writes an entry of the audit trail as another, by changing the store's files."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, sign_in, sign_in_with_recovery_key
from panel_desk.errors import NotAllowedError, RuleBrokenError, StoreError
from panel_desk.models import AuditEnd, AuditEntry
from panel_desk.operations.access import give_authority, put_access_back, take_authority_away
from panel_desk.operations.accounts import (
    change_passphrase,
    close_account,
    make_recovery_key,
    open_account,
    put_account_back,
    reset_passphrase,
)
from panel_desk.operations.agency import close_on
from panel_desk.queries.accounts import accounts_changed_outside
from panel_desk.queries.agency import closed_days
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.audit import Trail, entry_hash, write_entry
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.last_change import write_last_change
from panel_desk.store.signers import Signer, new_signer
from panel_desk.store.store import create_store
from panel_desk.store.triggers import TRIGGERS
from tests.builders import ADMINISTRATOR, CHEAP, NOW, PASSPHRASE, FixedTime, a_desk, an_authority, give_passphrase

_SEEN_MEMBER: dict[str, Any] = {"register": "member", "ref": "M001", "kind": "seen", "fields": {}}
ANOTHER = "tram lily walnut 93"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """An administrator's desk, at a store with an adviser and a reader."""
    desk = a_desk(tmp_path)
    desk.do(open_account, "ada", "Ada Vaughan", AccountRole.ADVISER, PASSPHRASE)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.READER, PASSPHRASE)
    return desk


def signed_in_as(desk: Desk, name: str) -> Desk:
    return sign_in(desk.store.folder, name, PASSPHRASE, FixedTime())


def tamper(desk: Desk, *statements: str) -> None:
    """Run statements that the triggers do not see."""
    with Session(desk.store.engine) as session, session.begin():
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            session.execute(text(statement))
        for trigger in TRIGGERS.values():
            session.connection().exec_driver_sql(trigger)


def reckon_anew(desk: Desk) -> None:
    """Reckon the chain of hashes anew from the first entry on, its recorded end, and the file of the last change."""
    with Session(desk.store.engine) as session, session.begin():
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        previous, signature = "0" * 64, ""
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
            entry.previous_hash = previous
            entry.hash = previous = entry_hash(entry, signature)
            signature = entry.signature
        end = session.scalars(select(AuditEnd)).one()
        end.entry, end.hash = entry.id, previous
        session.flush()
        for trigger in TRIGGERS.values():
            session.connection().exec_driver_sql(trigger)
        newest = end.entry, end.hash
    write_last_change(desk.store.folder, newest)


def append(desk: Desk, changes: list[dict[str, Any]], account: str, signer: Signer | None) -> int:
    """Append an entry to the trail without the program's operations; its number."""
    with Session(desk.store.engine) as session, session.begin():
        newest = write_entry(session, Trail(changes), at=NOW, account=account, action="add", signer=signer)
    write_last_change(desk.store.folder, newest)
    return newest[0]


def faults(desk: Desk) -> tuple[str, ...]:
    return desk.ask(store_faults)


def refusal(desk: Desk, name: str) -> str:
    with pytest.raises(NotAllowedError) as refused:
        signed_in_as(desk, name)
    return refused.value.sentence


def test_each_entry_is_signed_by_whoever_acted(office: Desk) -> None:
    adviser = signed_in_as(office, "ada")
    adviser.do(close_on, NOW.date(), "Closed")
    adviser.do(change_passphrase, PASSPHRASE, ANOTHER)
    adviser.do(close_on, NOW.date().replace(day=5), "Closed")
    office.do(reset_passphrase, "ruth")
    office.do(close_account, "ruth")
    assert faults(office) == ()
    with Session(office.store.engine) as session:
        signed = session.execute(select(AuditEntry.account, AuditEntry.signed_by, AuditEntry.signature)).all()
    assert {account for account, _, _ in signed} == {ADMINISTRATOR, "ada"}
    assert all(account == by and signature for account, by, signature in signed)


def test_a_refused_sign_in_is_signed_by_whoever_signs_in_next(office: Desk) -> None:
    with pytest.raises(Exception, match="do not open this store"):
        sign_in(office.store.folder, "ruth", "not the passphrase", FixedTime())
    signed_in_as(office, "ada")
    assert faults(office) == ()


def test_a_role_raised_in_the_table_opens_nothing_until_an_administrator_puts_it_back(office: Desk) -> None:
    assert office.ask(accounts_changed_outside) == frozenset()
    tamper(office, "UPDATE account SET role = 'administrator' WHERE name = 'ruth'")
    assert refusal(office, "ruth").startswith("The account “ruth” was changed outside Panel Desk, so it opens nothing.")
    assert office.ask(accounts_changed_outside) == {"ruth"}
    office.do(put_account_back, "ruth")
    assert signed_in_as(office, "ruth").signed_in.role is AccountRole.READER
    assert faults(office) == ()


@pytest.mark.parametrize("column", ["full_name", "member_ref"])
def test_a_name_or_a_person_changed_in_the_table_opens_nothing(office: Desk, column: str) -> None:
    tamper(
        office,
        "INSERT INTO member (ref, given_name, family_name, is_independent, category, status, role, joined_list_on, "
        "version) VALUES ('M9', 'Rhys', 'Pugh', 1, 'independent', 'active', 'member', '2020-01-01', 1)",
        f"UPDATE account SET {column} = 'M9' WHERE name = '{ADMINISTRATOR if column == 'member_ref' else 'ruth'}'",  # noqa: S608 - made up
    )
    assert "was changed outside Panel Desk" in refusal(office, ADMINISTRATOR if column == "member_ref" else "ruth")


def test_an_account_put_into_the_table_opens_nothing_and_is_closed(office: Desk) -> None:
    ring = office.store.key_ring.with_account(
        "mallory", PASSPHRASE, office.store.data_key, is_administrator=True, cost=CHEAP
    )
    ring.save(office.store.folder / KEY_FILE)
    tamper(
        office,
        "INSERT INTO account (name, full_name, role, created_at, version) VALUES "
        "('mallory', 'Mallory', 'administrator', '2020-01-01 00:00:00.000000', 1)",
    )
    with pytest.raises(NotAllowedError):
        signed_in_as(office, "mallory")
    assert "mallory" in office.ask(accounts_changed_outside)
    with pytest.raises(RuleBrokenError, match="was opened outside Panel Desk"):
        office.do(put_account_back, "mallory")
    office.do(close_account, "mallory")
    assert office.ask(accounts_changed_outside) == frozenset()


def test_a_key_put_in_for_another_account_opens_nothing_until_that_gets_a_new_passphrase(office: Desk) -> None:
    signed_in_as(office, "ruth")
    ring = office.store.key_ring.with_account("ada", ANOTHER, office.store.data_key, is_administrator=False, cost=CHEAP)
    ring.save(office.store.folder / KEY_FILE)
    with pytest.raises(NotAllowedError, match="is not the one that it was given in Panel Desk"):
        sign_in(office.store.folder, "ada", ANOTHER, FixedTime())
    [fault] = faults(office)
    assert fault.startswith("The key of the account “ada” in keys.json is not the one")
    give_passphrase(office, "ada", PASSPHRASE)
    assert signed_in_as(office, "ada").signed_in.role is AccountRole.ADVISER


def test_an_account_s_key_without_its_signing_key_opens_nothing(office: Desk) -> None:
    keys = office.store.folder / KEY_FILE
    ring = json.loads(keys.read_text(encoding="utf-8"))
    del ring["accounts"][1]["signing"], ring["accounts"][1]["public"], ring["accounts"][1]["seal"]
    keys.write_text(json.dumps(ring), encoding="utf-8")
    assert "is not the one that it was given" in refusal(office, "ada")


def test_an_authority_given_in_the_table_opens_nothing_until_it_is_given_anew(office: Desk) -> None:
    for code in ("FEN", "OTH"):
        an_authority(office, code, f"{code} Council", decision_maker=None)
    office.do(open_account, "dai", "Dai Rees", AccountRole.DECISION_MAKER, PASSPHRASE)
    given = office.do(give_authority, "dai", "FEN")
    signed_in_as(office, "dai")
    tamper(office, "UPDATE account_authority SET authority_code = 'OTH'")
    assert refusal(office, "dai").startswith("The authorities of the account “dai” were changed outside Panel Desk")
    office.do(take_authority_away, given)
    office.do(give_authority, "dai", "FEN")
    signed_in_as(office, "dai")


def test_what_a_role_sees_changed_in_the_table_opens_nothing_until_it_is_chosen_anew(office: Desk) -> None:
    tamper(office, "INSERT INTO information_grant (role, information, is_seen) VALUES ('reader', 'MEMBERS', 1)")
    assert refusal(office, "ruth").startswith("What the role reader may see was changed outside Panel Desk")
    signed_in_as(office, "ada")
    office.do(put_access_back)
    signed_in_as(office, "ruth")
    assert faults(office) == ()


def test_an_entry_given_to_another_with_the_chain_reckoned_anew_is_found(office: Desk) -> None:
    signed_in_as(office, "ada").do(close_on, NOW.date(), "Closed")
    given = "(SELECT id FROM audit_entry WHERE action = 'close_on')"
    tamper(office, f"UPDATE audit_entry SET account = 'ruth', signed_by = 'ruth' WHERE id = {given}")  # noqa: S608 - made up
    reckon_anew(office)
    found = [fault for fault in faults(office) if "audit trail" in fault]
    assert found[0].endswith("is not signed with the key that “ruth” had then.")
    assert not any("broken" in fault for fault in found)


def test_an_entry_that_is_not_signed_is_found(office: Desk) -> None:
    number = append(office, [_SEEN_MEMBER], "ada", None)
    assert faults(office) == (f"Entry {number} of the audit trail is not signed.",)


def test_an_account_cannot_sign_for_another(office: Desk) -> None:
    number = append(office, [_SEEN_MEMBER], "ada", signed_in_as(office, "ruth").signer)
    assert faults(office) == (f"Entry {number} of the audit trail is said to be by “ada”, but is signed by “ruth”.",)


def _raised(name: str) -> dict[str, Any]:
    return {"register": "account", "ref": name, "kind": "changed", "fields": {"role": ["reader", "administrator"]}}


def _new_key(name: str, signer: Signer) -> dict[str, Any]:
    fields = {"account_name": name, "public_key": signer.public, "origin": "account opened"}
    return {"register": "account_key", "ref": "99", "kind": "added", "fields": fields}


def _ended(ref: str) -> dict[str, Any]:
    return {"register": "account_key", "ref": ref, "kind": "changed", "fields": {"ended_at": [None, "2027"]}}


@pytest.mark.parametrize(
    "change", [_raised("ruth"), _new_key("ada", new_signer("ada")), _ended("3")], ids=["role", "key", "end of a key"]
)
def test_nobody_but_an_administrator_changes_accounts_and_keys(office: Desk, change: dict[str, Any]) -> None:
    number = append(office, [change], "ruth", signed_in_as(office, "ruth").signer)
    fault = "changes accounts or what they may see, and “ruth” was no administrator then."
    assert f"Entry {number} of the audit trail {fault}" in faults(office)


def test_an_administrator_who_raised_their_own_role_with_a_signed_entry_is_refused(office: Desk) -> None:
    append(office, [_raised("ruth")], "ruth", signed_in_as(office, "ruth").signer)
    tamper(office, "UPDATE account SET role = 'administrator' WHERE name = 'ruth'")
    assert "was changed outside Panel Desk" in refusal(office, "ruth")


def test_the_newest_entries_cannot_be_deleted_unseen(office: Desk) -> None:
    signed_in_as(office, "ada").do(close_on, NOW.date(), "Closed")
    tamper(
        office,
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)",
        "DELETE FROM closed_day",
        "UPDATE audit_end SET entry = (SELECT max(id) FROM audit_entry), "
        "hash = (SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1)",
    )
    assert any(fault.startswith("Newer changes are missing from this store") for fault in faults(office))


def test_signatures_taken_away_break_the_chain(office: Desk) -> None:
    tamper(office, "UPDATE audit_entry SET signature = '', signed_by = ''", "UPDATE audit_end SET signed_from = entry")
    assert "The audit trail is broken at entry 2: it was changed, removed or inserted." in faults(office)


def test_an_entry_marked_as_not_about_accounts_is_found(office: Desk) -> None:
    tamper(office, "UPDATE audit_entry SET concerns_access = 0 WHERE id = 2")
    assert "Entry 2 of the audit trail is marked as one about accounts, or is not, in error." in faults(office)


def test_an_open_window_shows_and_writes_nothing_once_its_account_has_another_key(office: Desk) -> None:
    window = signed_in_as(office, "ada")
    window.ask(closed_days)
    office.do(reset_passphrase, "ada")
    with pytest.raises(NotAllowedError, match="closed or got a new passphrase meanwhile"):
        window.ask(closed_days)
    with pytest.raises(NotAllowedError, match="closed or got a new passphrase meanwhile"):
        window.do(close_on, NOW.date(), "Closed")
    with pytest.raises(NotAllowedError, match="closed or got a new passphrase meanwhile"):
        window.note_seen(Disclosure(Seen.EXPORTED_LIST, "case"))
    assert faults(office) == ()


def test_the_recovery_key_opens_a_store_whose_accounts_were_changed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    recovery_key = create_store(folder, "Fenland Adoption", "admin", "Ada Winter", PASSPHRASE, CHEAP)
    desk = sign_in(folder, "admin", PASSPHRASE, FixedTime())
    tamper(desk, "UPDATE account SET role = 'reader'")
    assert "was changed outside Panel Desk" in refusal(desk, "admin")
    rescue = sign_in_with_recovery_key(folder, recovery_key, FixedTime())
    rescue.do(put_account_back, "admin")
    give_passphrase(rescue, "admin", ANOTHER)
    again = sign_in(folder, "admin", ANOTHER, FixedTime())
    assert again.signed_in.role is AccountRole.ADMINISTRATOR
    assert faults(again) == ()


def test_a_new_recovery_key_opens_the_store_and_the_one_before_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    old = create_store(folder, "Fenland Adoption", "admin", "Ada Winter", PASSPHRASE, CHEAP)
    desk = sign_in(folder, "admin", PASSPHRASE, FixedTime())
    backup = desk.store.back_up(tmp_path / "backups", NOW)
    key_file_before = (folder / KEY_FILE).read_bytes()

    new = desk.do(make_recovery_key)

    assert desk.ask(store_faults) == ()
    with pytest.raises(StoreError, match="not this store's recovery key"):
        sign_in_with_recovery_key(folder, old, FixedTime())
    rescue = sign_in_with_recovery_key(folder, new, FixedTime())
    newest = rescue.do(make_recovery_key)  # signed in with the key that this ends
    rescue.do(open_account, "ruth", "Ruth Aldous", AccountRole.READER, PASSPHRASE)
    assert sign_in_with_recovery_key(folder, newest, FixedTime()).ask(store_faults) == ()
    (folder / KEY_FILE).write_bytes(key_file_before)
    with pytest.raises(NotAllowedError, match="not the one that was made with the store"):
        sign_in_with_recovery_key(folder, old, FixedTime())
    assert read_key_ring(backup / KEY_FILE).unlock_with_recovery_key(old)


def test_only_an_administrator_makes_a_recovery_key(office: Desk) -> None:
    for name in ("ada", "ruth"):
        with pytest.raises(NotAllowedError):
            signed_in_as(office, name).do(make_recovery_key)


def test_another_recovery_key_put_into_the_key_file_opens_nothing(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    keys = [create_store(each, "Fenland Adoption", "admin", "Ada Winter", PASSPHRASE, CHEAP) for each in folders]
    desk = sign_in(folders[0], "admin", PASSPHRASE, FixedTime())
    ring = read_key_ring(folders[0] / KEY_FILE)
    ring.with_recovery_key(keys[1], desk.store.data_key).save(folders[0] / KEY_FILE)
    with pytest.raises(NotAllowedError, match="not the one that was made with the store"):
        sign_in_with_recovery_key(folders[0], keys[1], FixedTime())


def test_a_store_that_cannot_say_who_may_sign_in_is_opened_by_the_recovery_key_alone(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    recovery_key = create_store(folder, "Fenland Adoption", "admin", "Ada Winter", PASSPHRASE, CHEAP)
    desk = sign_in(folder, "admin", PASSPHRASE, FixedTime())
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.READER, PASSPHRASE)
    tamper(desk, "UPDATE audit_entry SET changes = '[[]]' WHERE concerns_access")
    with pytest.raises(Exception, match="The audit trail is damaged, so it is not known who may sign in"):
        sign_in(folder, "ruth", PASSPHRASE, FixedTime())
    assert sign_in_with_recovery_key(folder, recovery_key, FixedTime()).signed_in.role is AccountRole.ADMINISTRATOR
