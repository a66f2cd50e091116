"""Backups of a store: complete, checked, linked where papers did not change, and restored."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.store import engine as engine_module
from panel_desk.store.backup import backups_in, faults_of
from panel_desk.store.backup_notes import Occasion
from panel_desk.store.last_change import newest_change
from panel_desk.store.restore import Restorer, restore_store
from tests.builders import NOW, PASSPHRASE, a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    desk.store.vault.put(b"a paper")
    return desk


def _members(folder: Path) -> list[object]:
    desk = sign_in(folder, None, PASSPHRASE)
    assert desk.ask(store_faults) == ()
    return [row.values["ref"] for row in desk.ask(all_registers).rows["Members"]]


def test_a_backup_is_complete_and_current(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "deep" / "copies", NOW)
    assert copy == tmp_path / "deep" / "copies" / "panel-desk-2027-03-04-093000"
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert sorted(path.name for path in copy.iterdir()) == [
        "backup.json",
        "desk.db",
        "keys.json",
        "last-change.json",
        "papers",
    ]
    assert faults_of(copy, desk.store.data_key) == []
    assert _members(copy) == ["M001"]
    assert _members(desk.store.folder) == ["M001"]


def test_a_store_without_papers_is_copied_too(tmp_path: Path) -> None:
    copy = a_desk(tmp_path).store.back_up(tmp_path / "copies", NOW)
    assert sorted(path.name for path in copy.iterdir()) == ["backup.json", "desk.db", "keys.json", "last-change.json"]


def test_a_damaged_backup_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    [paper] = [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()]
    paper.write_bytes(paper.read_bytes()[:-1])
    with pytest.raises(SurroundingsError, match=r"is damaged, so it was not kept\. The paper filed as"):
        desk.store.back_up(tmp_path / "copies", NOW)
    assert list((tmp_path / "copies").iterdir()) == []


def test_an_unreadable_paper_stops_a_backup_but_not_the_one_before_an_update(desk: Desk, tmp_path: Path) -> None:
    [paper] = [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()]
    paper.unlink()
    paper.mkdir()  # as unreadable as a file on a broken sector, for every account
    whole = desk.store.vault.put(b"another paper")
    with pytest.raises(SurroundingsError, match=r"is damaged, so it was not kept\. The paper filed as"):
        desk.store.back_up(tmp_path / "copies", NOW)
    copy = desk.store.back_up(tmp_path / "copies", NOW, Occasion.UPDATE)
    assert [path.name for path in (copy / "papers").rglob("*") if path.is_file()] == [whole]


def test_papers_that_did_not_change_are_not_copied_again(desk: Desk, tmp_path: Path) -> None:
    first = desk.store.back_up(tmp_path / "copies", NOW)
    new = desk.store.vault.put(b"another paper")
    second = desk.store.back_up(tmp_path / "copies", NOW)
    links = {path.name: path.stat().st_nlink for path in (second / "papers").rglob("*") if path.is_file()}
    assert sorted(links.values()) == [1, 2]
    assert links[new] == 1
    [linked] = links.keys() - {new}
    (first / "papers" / linked[:2] / linked).write_bytes(b"damaged on the disk of the backups")
    third = desk.store.back_up(tmp_path / "copies", NOW)
    assert faults_of(third, desk.store.data_key) == []
    shutil.rmtree(first)
    shutil.rmtree(second)
    assert restore_store(third, tmp_path / "restored", Restorer(None, PASSPHRASE), NOW) is None
    assert _members(tmp_path / "restored") == ["M001"]
    assert not (tmp_path / "restored" / "backup.json").exists()


def test_a_linked_paper_that_was_damaged_without_a_trace_is_copied_again(desk: Desk, tmp_path: Path) -> None:
    first = desk.store.back_up(tmp_path / "copies", NOW)
    [paper] = [path for path in (first / "papers").rglob("*") if path.is_file()]
    known, content = paper.stat(), paper.read_bytes()
    paper.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(paper, ns=(known.st_atime_ns, known.st_mtime_ns))
    second = desk.store.back_up(tmp_path / "copies", NOW)
    assert faults_of(first, desk.store.data_key) != []
    assert faults_of(second, desk.store.data_key) == []


def test_papers_are_copied_where_no_links_can_be_made(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_links(*_: object) -> None:
        raise PermissionError

    desk.store.back_up(tmp_path / "copies", NOW)
    monkeypatch.setattr(os, "link", without_links)
    second = desk.store.back_up(tmp_path / "copies", NOW)
    assert {path.stat().st_nlink for path in (second / "papers").rglob("*") if path.is_file()} == {1}
    assert faults_of(second, desk.store.data_key) == []


def test_a_backup_and_what_is_restored_from_it_are_for_their_owner_only(desk: Desk, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        copy = desk.store.back_up(tmp_path / "copies", NOW)
        restore_store(copy, tmp_path / "restored", Restorer(None, PASSPHRASE), NOW)
    finally:
        os.umask(before)
    for folder in (copy, tmp_path / "restored"):
        for path in (folder, *folder.rglob("*")):
            assert os.name == "nt" or not path.stat().st_mode & 0o077, path  # Windows has no such modes


def test_a_backup_says_when_and_why_it_was_made_and_shows_if_that_note_was_changed(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW, Occasion.CLOSING)
    [(folder, note)] = backups_in(tmp_path / "copies")
    assert (folder, note.made_at, note.occasion) == (copy, NOW, Occasion.CLOSING)
    assert note.change == newest_change(desk.store.engine)
    assert note.is_genuine(desk.store.data_key)
    content = (copy / "backup.json").read_text(encoding="utf-8")
    (copy / "backup.json").write_text(content.replace(note.hash, "0" * 64), encoding="utf-8")
    [(_, changed)] = backups_in(tmp_path / "copies")
    assert not changed.is_genuine(desk.store.data_key)
    for damaged in ("", "{}", content.replace("+00:00", ""), content.replace("closing", "a whim")):
        (copy / "backup.json").write_text(damaged, encoding="utf-8")
        assert backups_in(tmp_path / "copies") == []


def test_a_backup_that_cannot_be_written_says_so(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SurroundingsError, match="could not be written"):
        desk.store.back_up(tmp_path / "file", NOW)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_backups_within_one_second_have_different_names(desk: Desk, tmp_path: Path) -> None:
    made = [desk.store.back_up(tmp_path / "copies", NOW) for _ in range(3)]
    assert [copy.name for copy in made] == [f"{made[0].name}{more}" for more in ("", "-2", "-3")]
    assert [_members(copy) for copy in made] == [["M001"]] * 3


def test_a_row_that_refers_to_a_missing_record_is_found(desk: Desk) -> None:
    with desk.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("INSERT INTO training_attendance (training_ref, member_ref) VALUES ('T9', 'M001')")
    assert faults_of(desk.store.folder, desk.store.data_key) == [
        "The database is damaged: a row of training_attendance refers to a record that is missing."
    ]


def test_a_table_that_contradicts_its_index_is_found(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE loose (a INTEGER)"))
        connection.execute(text("INSERT INTO loose VALUES (NULL)"))
        connection.execute(text("PRAGMA writable_schema = ON"))
        changed = "UPDATE sqlite_master SET sql = 'CREATE TABLE loose (a INTEGER NOT NULL)' WHERE name = 'loose'"
        connection.execute(text(changed))
    assert faults_of(desk.store.folder, desk.store.data_key) == ["The database is damaged: NULL value in loose.a."]


def test_a_restored_backup_replaces_the_store_which_is_kept(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(desk.store.backups, NOW)
    a_member(desk, "M002")
    desk.close()
    aside = restore_store(copy, desk.store.folder, Restorer(None, PASSPHRASE), datetime(2027, 3, 5, 10, 0, tzinfo=UTC))
    assert aside == tmp_path / "store-before-2027-03-05-100000"
    assert _members(desk.store.folder) == ["M001"]
    assert _members(aside) == ["M001", "M002"]
    assert [path.name for path in desk.store.backups.iterdir()] == [copy.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", aside.name]


def test_a_store_that_is_open_is_not_replaced(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_BUSY_SECONDS", 0.05)
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    a_member(desk, "M002")  # by a program that stays open
    with pytest.raises(StoreError, match="open in Panel Desk"):
        restore_store(copy, desk.store.folder, Restorer(None, PASSPHRASE), NOW)
    a_member(desk, "M003")
    assert _members(desk.store.folder) == ["M001", "M002", "M003"]
    desk.close()
    (desk.store.folder / "desk.db").write_bytes(b"damaged" * 1000)
    assert restore_store(copy, desk.store.folder, Restorer(None, PASSPHRASE), NOW) is not None
    assert _members(desk.store.folder) == ["M001"]


def test_a_backup_can_be_restored_where_there_is_no_store(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    assert restore_store(copy, tmp_path / "new", Restorer("admin", PASSPHRASE), NOW) is None
    assert _members(tmp_path / "new") == ["M001"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("passphrase", "That name and passphrase do not open this store"),
        ("keys.json", "There is no Panel Desk store in this folder"),
        ("desk.db", "The store's database desk.db is missing"),
        ("papers", "The backup is damaged, so the store was left as it is. The paper filed as"),
    ],
)
def test_a_backup_that_cannot_be_opened_leaves_the_store_unchanged(
    desk: Desk, tmp_path: Path, damage: str, sentence: str
) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    a_member(desk, "M002")
    if damage == "papers":
        [paper] = [path for path in (copy / "papers").rglob("*") if path.is_file()]
        paper.write_bytes(b"changed")
    elif damage != "passphrase":
        (copy / damage).unlink()
    secret = "wrong passphrase" if damage == "passphrase" else PASSPHRASE
    with pytest.raises(StoreError) as caught:
        restore_store(copy, desk.store.folder, Restorer(None, secret), NOW)
    assert caught.value.sentence.startswith(sentence)
    assert _members(desk.store.folder) == ["M001", "M002"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copies", "store"]


def test_a_backup_is_not_restored_over_other_files(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be restored"):
        restore_store(copy, tmp_path / "letters", Restorer(None, PASSPHRASE), NOW)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["letter.txt"]


def test_a_restore_that_fails_at_the_last_step_returns_the_store(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    a_member(desk, "M002")
    desk.close()
    replace = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".restored"):
            raise PermissionError  # another program has opened a file in the folder, as Windows would say
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StoreError, match="could not be restored"):
        restore_store(copy, desk.store.folder, Restorer(None, PASSPHRASE), NOW)
    assert _members(desk.store.folder) == ["M001", "M002"]
