"""Backups are made in the chosen folder, and listed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from panel_desk.desk import sign_in
from panel_desk.errors import NotAllowedError, RuleBrokenError, SurroundingsError
from panel_desk.operations.backups import back_up, choose_anchor_folder, choose_backup_folder, note_backup
from panel_desk.queries.backups import BackupRow, backups
from panel_desk.queries.history import history
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.members import members
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.anchors import ANCHOR_FILE, write_anchor
from panel_desk.store.backup import integrity_faults
from panel_desk.store.backup_notes import Occasion
from tests.builders import PASSPHRASE, FixedTime, a_desk, a_member


def test_a_backup_opens_with_the_same_passphrase_and_has_the_same_records(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    ref = a_member(desk)

    copy = desk.do(back_up)

    assert copy.parent == tmp_path / "store" / "backups"
    assert [row.ref for row in sign_in(copy, None, PASSPHRASE).ask(members)] == [ref]


def test_backups_are_listed_newest_first_from_both_folders(tmp_path: Path) -> None:
    time_source = FixedTime()
    desk = a_desk(tmp_path, time_source=time_source)
    elsewhere = tmp_path / "drive"
    first = desk.do(back_up)
    time_source.move(days=1)
    second = desk.do(back_up, folder=elsewhere)
    (elsewhere / "panel-desk-holiday-pictures").mkdir()
    (elsewhere / "panel-desk-2027-03-06-093000").write_text("a file, not a backup", encoding="utf-8")

    made_at = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
    assert desk.ask(backups) == (BackupRow(first, made_at, occasion=Occasion.BY_HAND),)
    (first / "backup.json").unlink()
    assert desk.ask(backups) == (BackupRow(first, made_at),)
    assert [row.folder for row in desk.ask(backups, other_folder=elsewhere)] == [second, first]
    assert [row.folder for row in desk.ask(backups, other_folder=tmp_path / "unplugged")] == [first]


def test_two_backups_of_one_second_have_different_folders(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    first, second = desk.do(back_up), desk.do(back_up)

    assert [row.folder for row in desk.ask(backups)] == [second, first]


def test_others_can_write_while_a_backup_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path)
    other = sign_in(tmp_path / "store", None, PASSPHRASE)

    def read_back(engine: Engine) -> list[str]:
        a_member(other)
        return integrity_faults(engine)

    monkeypatch.setattr("panel_desk.store.backup.integrity_faults", read_back)
    copy = desk.do(back_up)
    other.close()

    assert len(desk.ask(members)) == 1
    assert sign_in(copy, None, PASSPHRASE).ask(members) == ()


def test_a_store_without_backups_lists_none(tmp_path: Path) -> None:
    assert a_desk(tmp_path).ask(backups) == ()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")

    with pytest.raises(SurroundingsError, match="choose another folder"):
        a_desk(tmp_path).do(back_up, folder=in_the_way)


def test_the_second_place_for_backups_is_listed_too(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(choose_backup_folder, f" {tmp_path / 'drive'} ")
    copy = desk.do(back_up, tmp_path / "drive")
    assert [row.folder for row in desk.ask(backups)] == [copy]
    desk.do(choose_backup_folder, "")
    assert desk.ask(backups) == ()


@pytest.mark.parametrize(("inside", "words"), [(True, "is in the store itself"), (False, "its whole path")])
def test_a_second_place_in_the_store_or_without_a_drive_is_refused(tmp_path: Path, inside: bool, words: str) -> None:
    desk = a_desk(tmp_path)
    folder = str(desk.store.folder / "backups") if inside else "copies"
    with pytest.raises(RuleBrokenError, match=words):
        desk.do(choose_backup_folder, folder)


def test_the_check_of_the_store_compares_it_with_the_anchor_in_the_chosen_folder(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    (tmp_path / "office").mkdir()
    desk.do(choose_backup_folder, str(tmp_path / "drive"))
    desk.do(choose_anchor_folder, str(tmp_path / "office"))
    assert desk.ask(store_faults) == ()
    write_anchor(tmp_path / "office", (9999, "0" * 64), datetime(2027, 3, 4, tzinfo=UTC))
    [fault] = desk.ask(store_faults)
    assert "knows entry 9999 of the history, which this store lacks" in fault
    [fault] = desk.ask(store_faults, tmp_path / "office" / ANCHOR_FILE)
    assert "and 1 other anchor know entry 9999" in fault
    desk.do(choose_anchor_folder, "")
    assert desk.ask(store_faults) == ()


def test_an_automatic_backup_is_in_the_history(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(note_backup, "on closing")
    assert desk.ask(history)[0].action == "backed up the store"


def test_a_reader_makes_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.READER).do(back_up)
