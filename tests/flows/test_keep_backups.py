"""Automatic backups: when one is due, in which places, and which are deleted."""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.flows.keep_backups import BackupOutcome, make_backups, note_outcome, plan_backups
from panel_desk.operations.agency import set_figure
from panel_desk.operations.backups import back_up, choose_anchor_folder, choose_backup_folder
from panel_desk.progress import ignore_progress
from panel_desk.queries.history import history
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.backup import backups_in, faults_of
from panel_desk.store.backup_notes import BACKUP_NOTE, Occasion
from tests.builders import PASSPHRASE, FixedTime, a_desk, a_member


@pytest.fixture
def time_source() -> FixedTime:
    return FixedTime()


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_member(desk, "M001")
    return desk


def _back_up(desk: Desk, occasion: Occasion = Occasion.CLOSING) -> BackupOutcome | None:
    plan = plan_backups(desk, occasion)
    if plan is None:
        return None
    outcome = make_backups(plan, ignore_progress)
    note_outcome(desk, outcome)
    return outcome


def _occasions(folder: Path) -> list[Occasion]:
    return [note.occasion for _, note in backups_in(folder)]


def test_a_store_without_changes_is_not_backed_up(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert _back_up(desk) is None
    assert not desk.store.backups.exists()


def test_on_closing_a_backup_is_made_where_something_changed(desk: Desk, time_source: FixedTime) -> None:
    outcome = _back_up(desk)
    assert outcome
    assert (len(outcome.made), outcome.problems) == (1, ())
    assert _back_up(desk) is None  # the note of the backup on the trail is no change
    time_source.move(minutes=5)
    a_member(desk, "M002")
    assert _back_up(desk)
    assert _occasions(desk.store.backups) == [Occasion.CLOSING]  # the earlier one of the day is deleted
    [(newest, _)] = backups_in(desk.store.backups)
    assert faults_of(newest, desk.store.data_key) == []
    assert desk.ask(history)[0].action == "backed up the store"


def test_the_first_sign_in_of_a_day_backs_up_what_changed_since(desk: Desk, time_source: FixedTime) -> None:
    assert _back_up(desk, Occasion.FIRST_SIGN_IN)
    a_member(desk, "M002")
    assert _back_up(desk, Occasion.FIRST_SIGN_IN) is None
    time_source.move(days=1)
    assert _back_up(desk, Occasion.FIRST_SIGN_IN)
    time_source.move(days=1)
    assert _back_up(desk, Occasion.FIRST_SIGN_IN) is None
    assert _occasions(desk.store.backups) == [Occasion.FIRST_SIGN_IN] * 2


def test_whoever_is_signed_in_the_store_is_backed_up(tmp_path: Path, desk: Desk) -> None:
    with closing(a_desk(tmp_path, AccountRole.READER)) as reader:
        assert _back_up(reader)
    assert _occasions(desk.store.backups) == [Occasion.CLOSING]


def test_backups_go_to_the_second_place_too(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    (tmp_path / "drive").mkdir()
    desk.do(choose_backup_folder, str(tmp_path / "drive" / "copies"))
    outcome = _back_up(desk)
    assert outcome
    assert [copy.parent for copy in outcome.made] == [desk.store.backups, tmp_path / "drive" / "copies"]
    (tmp_path / "drive").rename(tmp_path / "unplugged")
    time_source.move(minutes=5)
    a_member(desk, "M002")
    outcome = _back_up(desk)
    assert outcome
    assert [copy.parent for copy in outcome.made] == [desk.store.backups]
    second = tmp_path / "drive" / "copies"
    assert outcome.problems == (
        f"The second place for backups, {second}, is not there now, so no backup was made in it.",
    )
    (tmp_path / "unplugged").rename(tmp_path / "drive")
    outcome = _back_up(desk)
    assert outcome
    assert [copy.parent for copy in outcome.made] == [tmp_path / "drive" / "copies"]


def test_a_place_that_cannot_be_written_does_not_keep_the_other_from_being_written(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("in the way", encoding="utf-8")
    desk.do(choose_backup_folder, str(tmp_path / "copies"))
    outcome = _back_up(desk)
    assert outcome
    assert [copy.parent for copy in outcome.made] == [desk.store.backups]
    [problem] = outcome.problems
    assert problem.startswith(f"No backup was made in {tmp_path / 'copies'}. The backup could not be written")
    desk.store.backups.rename(tmp_path / "away")
    desk.store.backups.write_text("in the way", encoding="utf-8")
    outcome = _back_up(desk)
    assert outcome
    assert outcome.made == ()
    assert len(outcome.problems) == 2


def test_old_backups_are_deleted_by_the_rule_and_none_made_by_hand(desk: Desk, time_source: FixedTime) -> None:
    desk.do(set_figure, "backup_days", 1)
    desk.do(set_figure, "backup_weeks", 1)
    desk.do(set_figure, "backup_months", 1)
    by_hand = desk.do(back_up)
    changed = desk.store.back_up(desk.store.backups, time_source.now(), Occasion.CLOSING)
    note = (changed / BACKUP_NOTE).read_text(encoding="utf-8")
    (changed / BACKUP_NOTE).write_text(note.replace("on closing", "by hand"), encoding="utf-8")
    desk.store.back_up(desk.store.backups, time_source.now(), Occasion.UPDATE)
    for number in range(6):
        time_source.move(days=7)
        a_member(desk, f"M1{number}")
        assert _back_up(desk)
        was_updated = Occasion.UPDATE in _occasions(desk.store.backups)
        assert not was_updated
    assert _occasions(desk.store.backups) == [Occasion.CLOSING, Occasion.BY_HAND, Occasion.BY_HAND]
    assert by_hand.is_dir()


def test_a_backup_from_before_an_update_is_kept_as_long_as_daily_ones(desk: Desk, time_source: FixedTime) -> None:
    desk.store.back_up(desk.store.backups, time_source.now(), Occasion.UPDATE)
    time_source.move(days=13)
    a_member(desk, "M002")
    assert _back_up(desk)
    assert _occasions(desk.store.backups) == [Occasion.CLOSING, Occasion.UPDATE]


def test_a_backup_is_due_where_the_newest_one_names_an_entry_that_the_store_lacks(desk: Desk) -> None:
    assert _back_up(desk)
    [(copy, _)] = backups_in(desk.store.backups)
    a_member(desk, "M002")
    note = (copy / BACKUP_NOTE).read_text(encoding="utf-8")
    (copy / BACKUP_NOTE).write_text(note.replace('"entry": ', '"entry": 9'), encoding="utf-8")
    assert plan_backups(desk, Occasion.CLOSING)


def test_a_store_for_reading_only_is_not_backed_up(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.close()
    monkeypatch.setattr("panel_desk.store.store.can_be_written", lambda *_: False)
    with closing(sign_in(tmp_path / "store", None, PASSPHRASE)) as desk_for_reading:
        assert plan_backups(desk_for_reading, Occasion.CLOSING) is None


def test_a_copy_that_somebody_looks_into_leaves_the_places_of_its_store_alone(desk: Desk, tmp_path: Path) -> None:
    for name, choose in (("drive", choose_backup_folder), ("office", choose_anchor_folder)):
        (tmp_path / name).mkdir()
        desk.do(choose, str(tmp_path / name))
    assert _back_up(desk)
    [(old, _)] = backups_in(desk.store.backups)
    shutil.copytree(old, tmp_path / "copy")
    a_member(desk, "M002")
    outcome = _back_up(desk)
    assert outcome
    assert outcome.problems == ()
    desk.close()

    def outside() -> list[tuple[Path, int]]:
        return sorted(
            (each, each.stat().st_size) for place in ("drive", "office") for each in (tmp_path / place).iterdir()
        )

    before = outside()
    with closing(sign_in(tmp_path / "copy", None, PASSPHRASE)) as copy:
        a_member(copy, "M003")
        outcome = _back_up(copy)
    assert outcome
    [problem] = outcome.problems
    assert problem.startswith(f"The newest backup in {tmp_path / 'drive'} has changes that this store lacks")
    assert outside() == before


def test_a_backup_of_a_clock_that_was_ahead_does_not_hide_that_one_is_due(desk: Desk, time_source: FixedTime) -> None:
    desk.store.back_up(desk.store.backups, time_source.now() + timedelta(days=5000), Occasion.CLOSING)
    assert _back_up(desk, Occasion.FIRST_SIGN_IN)
    assert _back_up(desk) is None
    assert len(_occasions(desk.store.backups)) == 2
