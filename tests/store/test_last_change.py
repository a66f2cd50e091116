"""A copy of a store that lacks the newest changes warns of that, even where its database is undamaged."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import SurroundingsError
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.members import members
from panel_desk.store.backup import DATABASE
from panel_desk.store.last_change import LAST_CHANGE, newest_change, read_last_change
from panel_desk.store.restore import Restorer, restore_store
from tests.builders import NOW, PASSPHRASE, a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def _opened(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...], list[str | None]]:
    """The warnings at opening, the faults of the check, and the members' refs."""
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        return desk.warnings, desk.ask(store_faults), [row.ref for row in desk.ask(members)]


def _copy_without_log(desk: Desk, copy: Path) -> Path:
    """A copy of the open store's folder without its write-ahead log, in which the newest member still is."""
    with desk.store.engine.connect() as reader:  # keeps the log from being folded in
        reader.execute(text("SELECT count(*) FROM member"))
        a_member(desk, "M002")
        shutil.copytree(desk.store.folder, copy, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return copy


def test_a_copy_without_its_log_says_that_newer_changes_are_missing(desk: Desk, tmp_path: Path) -> None:
    a_member(desk, "M001")
    desk.store.close()
    copy = _copy_without_log(desk, tmp_path / "copy")
    for _ in range(2):
        warnings, faults, refs = _opened(copy)
        assert refs == ["M001"]
        assert warnings == faults
        [sentence] = faults
        assert sentence.startswith(
            "Newer changes are missing from this store: the last change in it was saved on 4 March 2027 at"
        )
    assert _opened(desk.store.folder) == ((), (), ["M001", "M002"])


def test_work_in_a_copy_without_its_log_does_not_hide_that_changes_are_missing(desk: Desk, tmp_path: Path) -> None:
    a_member(desk, "M001")
    desk.store.close()
    copy = _copy_without_log(desk, tmp_path / "copy")
    with closing(sign_in(copy, None, PASSPHRASE)) as other:
        a_member(other, "M003")
        a_member(other, "M004")
        backup = other.store.back_up(tmp_path / "copies", NOW)
    assert len(_opened(copy)[1]) == 1
    assert len(_opened(backup)[1]) == 1
    (copy / LAST_CHANGE).unlink()  # as the sentence says, to go on with this copy
    assert _opened(copy) == ((), (), ["M001", "M003", "M004"])
    assert _opened(copy)[0] == ()


def test_a_database_from_before_every_change_opens_with_a_warning(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.store.folder, tmp_path / "empty")
    a_member(desk, "M001")
    desk.close()
    shutil.copy(tmp_path / "empty" / DATABASE, desk.store.folder / DATABASE)
    [warning] = _opened(desk.store.folder)[0]
    assert "it has none of the changes that were saved" in warning


def test_a_record_of_an_older_change_is_no_fault_and_is_brought_up_to_date(desk: Desk) -> None:
    a_member(desk, "M001")
    file = desk.store.folder / LAST_CHANGE
    behind = file.read_bytes()
    a_member(desk, "M002")
    desk.close()
    for content in (behind, b"", b"{}", b'{"entry": null}'):
        file.write_bytes(content)
        assert _opened(desk.store.folder) == ((), (), ["M001", "M002"])
        with closing(sign_in(desk.store.folder, None, PASSPHRASE)) as again:
            assert read_last_change(desk.store.folder) == newest_change(again.store.engine)
    file.unlink()
    assert _opened(desk.store.folder)[0] == ()
    assert read_last_change(desk.store.folder) is not None


def test_a_backup_and_its_restored_copy_lack_nothing(desk: Desk, tmp_path: Path) -> None:
    a_member(desk, "M001")
    backup = desk.store.back_up(tmp_path / "copies", NOW)
    a_member(desk, "M002")
    desk.close()
    assert _opened(backup) == ((), (), ["M001"])
    restore_store(backup, desk.store.folder, Restorer(None, PASSPHRASE), NOW)
    assert _opened(desk.store.folder) == ((), (), ["M001"])


def test_a_change_that_was_not_saved_is_not_recorded_as_the_last(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    a_member(desk, "M001")
    before = (desk.store.folder / LAST_CHANGE).read_bytes()

    def no_room(_: object) -> None:
        raise SurroundingsError("The disk is full.")

    event.listen(desk.store.engine, "commit", no_room)
    with pytest.raises(SurroundingsError):
        a_member(desk, "M002")
    event.remove(desk.store.engine, "commit", no_room)
    assert (desk.store.folder / LAST_CHANGE).read_bytes() == before

    def full(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "write", full)
    a_member(desk, "M002")
    monkeypatch.undo()
    desk.close()
    assert _opened(desk.store.folder) == ((), (), ["M001", "M002"])
