"""The check of a store: damaged or missing papers, keys, triggers, audit entries and changed records."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.operations.accounts import open_account, reset_passphrase
from panel_desk.operations.backups import back_up
from panel_desk.operations.members.members import change_member
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.queries.integrity import accounts_without_key, store_faults
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import AccountRole, Background, PaperKind
from panel_desk.store.triggers import TRIGGERS
from tests.builders import PASSPHRASE, a_case, a_desk, a_member


def _with_a_paper(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_case(desk, ref="CASE-001")
    desk.do(file_paper, "CASE-001", "PAR.pdf", PaperKind.PAR, b"%PDF-1.7 made up", 1)
    return desk


def test_an_unchanged_store_has_no_faults(tmp_path: Path) -> None:
    assert _with_a_paper(tmp_path).ask(store_faults) == ()


def test_a_background_that_a_member_no_longer_has_is_no_fault(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", backgrounds=(Background.ADOPTER, Background.HEALTH))
    desk.do(change_member, "M001", version=1, backgrounds=[Background.HEALTH])
    assert desk.ask(store_faults) == ()


def test_a_changed_paper_is_named(tmp_path: Path) -> None:
    desk = _with_a_paper(tmp_path)
    [filed] = [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()]
    sealed = filed.read_bytes()
    filed.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert desk.ask(store_faults) == ("The paper PAR.pdf of CASE-001 is missing or was changed.",)


def test_a_missing_older_version_is_named(tmp_path: Path) -> None:
    desk = _with_a_paper(tmp_path)
    [first] = [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()]
    [row] = desk.ask(papers, "CASE-001")
    desk.do(replace_paper, row.id, "PAR-2.pdf", b"%PDF-1.7 newer", 1, (), "Mended")
    first.unlink()
    assert desk.ask(store_faults) == ("Version 1 of the paper PAR-2.pdf of CASE-001 is missing or was changed.",)


def test_removed_triggers_and_a_changed_audit_entry_are_found(tmp_path: Path) -> None:
    desk = _with_a_paper(tmp_path)
    with desk.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER refuse_update_audit_entry"))
        connection.execute(text("UPDATE audit_entry SET account = 'somebody else' WHERE id = 1"))
    faults = desk.ask(store_faults)
    assert faults == (
        "The audit trail is broken at entry 1: it was changed, removed or inserted.",
        "Entry 1 of the audit trail is said to be by “somebody else”, but is signed by “admin”.",
        "The database triggers that protect signed minutes and the audit trail were changed.",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_ref WHERE entry = 2",
        "INSERT INTO audit_ref (ref, entry, place) VALUES ('CASE-002', 2, 0)",
        "UPDATE audit_ref SET place = 7 WHERE entry = 2",
    ],
)
def test_a_changed_list_of_the_trail_s_records_is_found(tmp_path: Path, statement: str) -> None:
    desk = _with_a_paper(tmp_path)
    with desk.store.engine.begin() as connection:
        refusing = [name for name in TRIGGERS if name.endswith("audit_ref")]
        for name in refusing:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))
        for name in refusing:
            connection.execute(text(TRIGGERS[name]))
    [fault] = desk.ask(store_faults)
    assert fault.startswith("The list of the records that the audit trail names differs from entry 2,")


def test_a_damaged_key_of_another_account_is_named_and_mended_by_a_new_passphrase(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADVISER, PASSPHRASE)
    keys = desk.store.folder / "keys.json"
    words = json.loads(keys.read_text(encoding="utf-8"))
    wrapped = words["accounts"][1]["wrapped"]
    words["accounts"][1]["wrapped"] = wrapped[:20] + ("A" if wrapped[20] != "A" else "B") + wrapped[21:]
    keys.write_text(json.dumps(words), encoding="utf-8")
    [fault] = desk.ask(store_faults)
    assert fault.startswith("The key of the account “ruth” in keys.json is damaged")
    with pytest.raises(SurroundingsError, match=r"so it was not kept\. The key of the account “ruth”"):
        desk.do(back_up, tmp_path / "copies")
    desk.do(reset_passphrase, "ruth")
    assert desk.ask(store_faults) == ()
    desk.do(back_up, tmp_path / "copies")


def test_an_account_without_a_key_and_a_damaged_key_file_are_named(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADVISER, PASSPHRASE)
    desk.store.remove_account_key("ruth")
    [fault] = desk.ask(store_faults)
    assert fault.startswith("The account “ruth” has no key in keys.json")
    assert desk.ask(accounts_without_key) == (fault,)
    (desk.store.folder / "keys.json").write_text("{", encoding="utf-8")
    [fault] = desk.ask(store_faults)
    assert fault.startswith("The store's key file keys.json is damaged.")


def test_a_record_changed_outside_the_program_is_named_without_what_it_holds(tmp_path: Path) -> None:
    desk = _with_a_paper(tmp_path)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE paper SET author = 'Nobody', kind = 'medical'"))
    assert _outside(desk) == [
        "Paper 1 of CASE-001 was changed outside Panel Desk, and differs from the audit trail in Kind and Author."
    ]
    with desk.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM paper"))
        words = [{"word": f"w{number}"} for number in range(60)]
        connection.execute(text("INSERT INTO spelling_word (word, added_by) VALUES (:word, 'Ada')"), words)
    faults = _outside(desk)
    assert len(faults) == 51
    assert faults[0] == "Paper 1 of CASE-001 was removed outside Panel Desk."
    assert faults[1] == "Word of the spelling w0 was added outside Panel Desk."
    assert faults[-1] == "11 more records were changed outside Panel Desk."


def _outside(desk: Desk) -> list[str]:
    """The faults that name a change made outside the program."""
    return [fault for fault in desk.ask(store_faults) if "outside Panel Desk" in fault]
