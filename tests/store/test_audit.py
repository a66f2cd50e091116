"""The audit trail: an entry for each change, chained by hashes, that nobody can change unnoticed."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from panel_desk.desk import Work, permits, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import AuditEntry, Interest, Member
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.audit import changed_passage
from panel_desk.store.signed_trail import access_at_beginning, trail_faults
from tests.builders import FixedTime, a_case, a_desk, a_member, an_interest


@permits(*AccountRole)
def rename(work: Work, ref: str, family_name: str) -> None:
    work.session.get_one(Member, ref).family_name = family_name


@permits(*AccountRole)
def remove_interests(work: Work) -> None:
    for interest in work.session.scalars(select(Interest)):
        work.session.delete(interest)


@permits(*AccountRole)
def rename_and_fail(work: Work, ref: str) -> None:
    work.session.get_one(Member, ref).family_name = "Changed"
    work.session.flush()
    raise RuleBrokenError("No.")


@shows()
def _one(work: Work) -> object:
    return work.session.execute(text("SELECT 1")).scalar()


@shows()
def _entries(work: Work) -> list[dict[str, Any]]:
    found = work.session.scalars(
        select(AuditEntry).where(AuditEntry.action != Seen.SIGNED_IN.action).order_by(AuditEntry.id)
    )
    return [
        {"id": each.id, "at": each.at, "account": each.account, "action": each.action, "changes": each.changes}
        for each in found
    ]


@shows()
def _broken(work: Work) -> int | None:
    """The number of the entry at which the chain is broken; None if it is intact."""
    broken = [
        fault
        for fault in trail_faults(work.session, access_at_beginning(work.session))
        if fault.startswith("The audit trail is broken at entry ")
    ]
    return int(broken[0].split()[7].rstrip(":")) if broken else None


def test_every_change_is_recorded_with_account_time_and_values(tmp_path: Path) -> None:
    time_source = FixedTime()
    desk = a_desk(tmp_path, time_source=time_source)
    a_member(desk, "M001", family_name="Prosser")
    time_source.move(hours=1)
    desk.do(rename, "M001", "Llewellyn")
    added, renamed = desk.ask(_entries)
    [change] = added["changes"]
    assert (change["register"], change["ref"], change["kind"]) == ("member", "M001", "added")
    assert (change["fields"]["family_name"], change["fields"]["status"]) == ("Prosser", "active")
    assert change["fields"]["joined_list_on"] == "2020-04-01"
    assert "notes" not in change["fields"]
    assert renamed == {
        "id": 3,
        "at": datetime(2027, 3, 4, 10, 30, tzinfo=UTC),
        "account": "admin",
        "action": "rename",
        "changes": [
            {
                "register": "member",
                "ref": "M001",
                "kind": "changed",
                "fields": {"family_name": ["Prosser", "Llewellyn"]},
            }
        ],
    }


def test_removed_rows_are_recorded_with_their_values(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    a_case(desk, "CASE-1")
    an_interest(desk, "CASE-1", "M001", nature="A cousin", withdraws=True)
    desk.do(remove_interests)
    [change] = desk.ask(_entries)[-1]["changes"]
    assert (change["register"], change["ref"], change["kind"]) == ("interest", "CASE-1 M001", "removed")
    assert change["fields"]["nature"] == "A cousin"
    assert change["fields"]["withdraws"] is True


def test_an_operation_that_changes_nothing_or_fails_leaves_no_entry(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", family_name="Prosser")
    desk.do(rename, "M001", "Prosser")
    with pytest.raises(RuleBrokenError):
        desk.do(rename_and_fail, "M001")
    assert [entry["action"] for entry in desk.ask(_entries)] == ["_add"]
    assert desk.ask(_broken) is None


def test_the_chain_is_intact_whatever_the_time_zone(tmp_path: Path) -> None:
    summer = timezone(timedelta(hours=1))
    desk = a_desk(tmp_path, time_source=FixedTime(datetime(2027, 7, 1, 10, 0, tzinfo=summer)))
    a_member(desk, "M001")
    assert desk.ask(_broken) is None


@pytest.mark.parametrize(
    ("statement", "entry"),
    [
        ("UPDATE audit_entry SET account = 'nobody' WHERE id = 2", 2),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE id = 1", 1),
        ("UPDATE audit_entry SET changes = '[]' WHERE id = 3", 3),
        ("DELETE FROM audit_entry WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 2", 2),
        ("DELETE FROM audit_entry WHERE id = 3", 3),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_entry SET id = 9 WHERE id = 3", 3),
    ],
)
def test_entries_cannot_be_changed_and_a_change_without_triggers_is_found(
    tmp_path: Path, statement: str, entry: int
) -> None:
    desk = a_desk(tmp_path)
    for number in (1, 2, 3):
        a_member(desk, f"M00{number}")
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="only ever added to"):
        connection.execute(text(statement))
    assert desk.ask(_broken) is None
    with desk.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER refuse_update_audit_entry"))
        connection.execute(text("DROP TRIGGER refuse_delete_audit_entry"))
        connection.execute(text(statement))
    assert desk.ask(_broken) == entry


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_end SET entry = 1, hash = (SELECT hash FROM audit_entry WHERE id = 1)",
        "UPDATE audit_end SET entry = 3",
        "UPDATE audit_end SET hash = ''",
        "DELETE FROM audit_end",
        "REPLACE INTO audit_end (id, entry, hash) VALUES (1, 0, '')",
    ],
)
def test_the_recorded_end_of_the_trail_only_moves_forward(tmp_path: Path, statement: str) -> None:
    desk = a_desk(tmp_path)
    for ref in ("M001", "M002"):
        a_member(desk, ref)
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="only ever added to"):
        connection.execute(text(statement))
    assert desk.ask(_broken) is None


_ENTRY = "'2027-01-01 00:00:00.000000', 'admin', 'x', '[]', '', ''"


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("number", [1, 2, 0])
def test_no_entry_can_be_inserted_or_replaced(tmp_path: Path, verb: str, number: int) -> None:
    desk = a_desk(tmp_path)
    for ref in ("M001", "M002"):
        a_member(desk, ref)
    statement = f"{verb} INTO audit_entry (id, at, account, action, changes, previous_hash, hash) VALUES"
    with desk.store.engine.connect() as connection, pytest.raises(DatabaseError, match="only ever added to"):
        connection.execute(text(f"{statement} ({number}, {_ENTRY})"))
    assert desk.ask(_broken) is None


def test_changed_and_read_registers_are_reported(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    heard: list[frozenset[str]] = []
    desk.listen(heard.append)
    a_member(desk, "M001")
    assert heard == [frozenset({"member"})]
    assert desk.ask_with_registers(_entries).registers == {"audit_entry"}
    assert desk.ask_with_registers(_one).registers == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "recorded"),
    [
        ("short", "shorter", ["short", "shorter"]),
        (None, "x" * 300, [None, "x" * 300]),
        (
            "a" * 300 + "old" + "b" * 300,
            "a" * 300 + "new" + "b" * 300,
            [f"…{'a' * 30}{each}{'b' * 30}…" for each in ("old", "new")],
        ),
        ("a" * 300, "a" * 301, ["…" + "a" * 30, "…" + "a" * 31]),
        ("b" + "a" * 300, "c" + "a" * 300, ["b" + "a" * 30 + "…", "c" + "a" * 30 + "…"]),
        ("a" * 300, "", ["a" * 300, ""]),
    ],
)
def test_only_the_changed_passage_of_a_long_text_is_recorded(old: object, new: object, recorded: list[object]) -> None:
    assert changed_passage(old, new) == recorded
