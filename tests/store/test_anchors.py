"""The check finds an older store that was put back, and newest entries that were deleted.

It compares the history with its anchors: notes of the newest entry, kept outside the database.
"""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.keep_backups import make_backups, plan_backups
from panel_desk.operations.backups import choose_anchor_folder, choose_backup_folder
from panel_desk.progress import ignore_progress
from panel_desk.queries.integrity import store_faults
from panel_desk.store.anchors import ANCHOR_FILE
from panel_desk.store.backup import backups_in
from panel_desk.store.backup_notes import BACKUP_NOTE, Occasion
from panel_desk.store.last_change import LAST_CHANGE, newest_change, write_last_change
from panel_desk.store.restore import Restorer, restore_store
from panel_desk.store.triggers import TRIGGERS
from tests.builders import NOW, PASSPHRASE, a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    for place, choose in (("drive", choose_backup_folder), ("office", choose_anchor_folder)):
        (tmp_path / place).mkdir()
        desk.do(choose, str(tmp_path / place))
    a_member(desk, "M001")
    return desk


def _back_up(desk: Desk) -> None:
    plan = plan_backups(desk, Occasion.CLOSING)
    assert plan
    assert make_backups(plan, ignore_progress).problems == ()


def _faults(folder: Path, anchor_file: Path | None = None) -> tuple[str, ...]:
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        return desk.ask(store_faults, anchor_file)


def _delete_newest_entries(desk: Desk, last: int) -> None:
    """Delete the entries after `last` and move the end of the trail back, as somebody with the data key can."""
    with desk.store.engine.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for sql in (
            "DELETE FROM member WHERE ref = 'M002'",
            "DELETE FROM audit_ref WHERE entry > :last",
            "DELETE FROM audit_entry WHERE id > :last",
            "UPDATE audit_end SET entry = :last, hash = (SELECT hash FROM audit_entry WHERE id = :last)",
        ):
            connection.execute(text(sql), {"last": last} if ":last" in sql else {})
        for statement in TRIGGERS.values():
            connection.exec_driver_sql(statement)
    write_last_change(desk.store.folder, newest_change(desk.store.engine))


def test_an_undisturbed_store_agrees_with_its_anchors(desk: Desk) -> None:
    _back_up(desk)
    a_member(desk, "M002")
    _back_up(desk)
    assert desk.ask(store_faults) == ()


@pytest.mark.parametrize("noted_in", ["drive", "office"])
def test_an_old_store_that_was_put_back_is_found(desk: Desk, tmp_path: Path, noted_in: str) -> None:
    desk.store.drop_connections()
    shutil.copytree(desk.store.folder, tmp_path / "old")
    a_member(desk, "M002")
    a_member(desk, "M003")
    _back_up(desk)
    desk.close()
    shutil.rmtree(desk.store.folder)
    (tmp_path / "old").rename(desk.store.folder)
    shutil.rmtree(tmp_path / ("office" if noted_in == "drive" else "drive"))
    [fault] = _faults(desk.store.folder)
    assert "of the history, which this store lacks: its newest entry is" in fault
    assert "An older store was put back, or the newest entries were deleted" in fault
    with closing(sign_in(desk.store.folder, None, PASSPHRASE)) as again:
        for number in range(4, 9):
            a_member(again, f"M00{number}")
    [fault] = _faults(desk.store.folder)
    assert "otherwise than this store has it" in fault


def test_newest_entries_that_were_deleted_with_the_end_moved_back_are_found(desk: Desk) -> None:
    last = newest_change(desk.store.engine)[0]
    a_member(desk, "M002")
    _back_up(desk)
    _delete_newest_entries(desk, last)
    assert any(f"which this store lacks: its newest entry is {last}." in each for each in desk.ask(store_faults))


def test_a_folder_replaced_by_an_old_backup_is_found(desk: Desk, tmp_path: Path) -> None:
    _back_up(desk)
    [(old, _)] = backups_in(desk.store.backups)
    shutil.move(old, tmp_path / "old")
    a_member(desk, "M002")
    a_member(desk, "M003")
    _back_up(desk)
    desk.close()
    shutil.rmtree(desk.store.folder)
    shutil.move(tmp_path / "old", desk.store.folder)
    [fault] = _faults(desk.store.folder)
    assert "and 1 other anchor know entry" in fault


def test_a_recorded_restore_is_no_fault_and_does_not_hide_a_later_one(desk: Desk, tmp_path: Path) -> None:
    _back_up(desk)
    [(old, _)] = backups_in(desk.store.backups)
    shutil.copytree(old, tmp_path / "old")
    a_member(desk, "M002")
    _back_up(desk)
    desk.close()
    restore_store(tmp_path / "old", desk.store.folder, Restorer(None, PASSPHRASE), NOW)
    assert _faults(desk.store.folder) == ()
    with closing(sign_in(desk.store.folder, None, PASSPHRASE)) as again:
        last = newest_change(again.store.engine)[0]
        for number in range(2, 6):
            a_member(again, f"M00{number}")
        _back_up(again)
        again.store.engine.dispose()
        _delete_newest_entries(again, last)
        assert any("which this store lacks" in fault for fault in again.ask(store_faults))


def test_a_changed_note_of_a_backup_is_found(desk: Desk) -> None:
    _back_up(desk)
    [(backup, note)] = backups_in(desk.store.backups)
    content = (backup / BACKUP_NOTE).read_text(encoding="utf-8")
    (backup / BACKUP_NOTE).write_text(content.replace(note.hash, "0" * 64), encoding="utf-8")
    [fault] = desk.ask(store_faults)
    assert fault == f"The note {BACKUP_NOTE} of the backup {backup} was changed outside Panel Desk."


def test_anchors_from_elsewhere_are_compared_and_other_files_refused(desk: Desk, tmp_path: Path) -> None:
    _back_up(desk)
    [(backup, _)] = backups_in(desk.store.backups)
    for file in (backup / BACKUP_NOTE, tmp_path / "office" / ANCHOR_FILE, desk.store.folder / LAST_CHANGE):
        assert desk.ask(store_faults, file) == ()
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps({"entry": 9999, "hash": "0" * 64}), encoding="utf-8")
    [fault] = desk.ask(store_faults, newer)
    assert fault.startswith(f"The file {newer} knows entry 9999")
    newer.write_text("nothing", encoding="utf-8")
    with pytest.raises(RuleBrokenError, match="holds no entry of a history"):
        desk.ask(store_faults, newer)
    with pytest.raises(RuleBrokenError, match="cannot be read"):
        desk.ask(store_faults, tmp_path / "nowhere")


def test_a_damaged_anchor_file_is_a_fault_of_its_own(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "office" / ANCHOR_FILE).write_text("not what was noted", encoding="utf-8")
    [fault] = _faults(desk.store.folder)
    assert fault == (
        f"The file {tmp_path / 'office' / ANCHOR_FILE} holds no entry of the history, or cannot be read: it was "
        "damaged or changed."
    )


def test_a_missing_folder_for_the_anchors_is_reported(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "office").rmdir()
    plan = plan_backups(desk, Occasion.CLOSING)
    assert plan
    [problem] = make_backups(plan, ignore_progress).problems
    assert problem.startswith("The place for the newest entries of the history")
    assert desk.ask(store_faults) == ()
