"""The store's data key is changed; whatever interrupts that, the store opens and is whole."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from panel_desk.desk import Desk, sign_in, sign_in_with_recovery_key
from panel_desk.errors import NotAllowedError, RuleBrokenError, StoreError, SurroundingsError
from panel_desk.flows.change_key import change_database, change_key, encrypt_papers, store_with_papers_left
from panel_desk.flows.change_key import what_old_backups_open as old_backups
from panel_desk.operations.accounts import close_account, make_recovery_key, open_account
from panel_desk.operations.data_key import begin_key_change, finish_key_change
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.progress import ignore_progress
from panel_desk.queries.history import history
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store import data_key_change
from panel_desk.store.anchors import anchors_of_backups
from panel_desk.store.backup import DATABASE, PAPERS, backups_in
from panel_desk.store.backup_notes import BACKUP_NOTE, Occasion
from panel_desk.store.engine import open_engine
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.restore import Restorer, restore_store
from panel_desk.store.store import PREVIOUS_KEYS
from panel_desk.store.vault import Vault
from tests.answers_from_home import returned
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, FixedTime, a_desk, a_member
from tests.panels import PANEL, a_held_panel, sent_home, write_all

PAPERS_HELD = (b"one paper", b"another paper", b"a third")


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """An administrator's desk at a store with a reader, an account that was closed, a member and papers."""
    desk = a_desk(tmp_path)
    for name in ("ruth", "leaver"):
        desk.do(open_account, name, f"{name.title()} Aldous", AccountRole.READER, PASSPHRASE)
    a_member(desk, "M001")
    for each in PAPERS_HELD:
        desk.store.vault.put(each)
    return desk


def opens(folder: Path, data_key: bytes) -> bool:
    """Whether a data key opens the database."""
    try:
        open_engine(folder / DATABASE, data_key).raw_connection().close()
    except dbapi2.Error:
        return False
    return True


def papers_opened_by(folder: Path, data_key: bytes) -> int:
    """How many papers a data key opens."""
    vault = Vault(folder / PAPERS, data_key)
    return sum(map(vault.is_whole, vault.names()))


def test_the_old_key_and_a_closed_accounts_slot_open_nothing_of_the_changed_store(office: Desk) -> None:
    folder, old_key = office.store.folder, office.store.data_key
    old_ring = office.store.key_ring
    office.do(close_account, "leaver")

    change_key(office, ignore_progress)

    assert office.ask(store_faults) == ()
    assert office.store.data_key != old_key
    assert (opens(folder, old_key), papers_opened_by(folder, old_key)) == (False, 0)
    assert papers_opened_by(folder, office.store.data_key) == len(PAPERS_HELD)
    a_member(office, "M002")  # the desk goes on
    office.close()
    for name in (ADMINISTRATOR, "ruth"):
        with closing(sign_in(folder, name, PASSPHRASE, FixedTime())) as desk:
            assert [desk.store.vault.is_whole(each) for each in desk.store.vault.names()] == [True] * len(PAPERS_HELD)
    with pytest.raises(StoreError):
        sign_in(folder, "leaver", PASSPHRASE)
    old_slot = old_ring.slot_of("leaver")
    assert old_slot is not None
    read_key_ring(folder / KEY_FILE).with_slot(old_slot).save(folder / KEY_FILE)
    with pytest.raises(StoreError):
        sign_in(folder, "leaver", PASSPHRASE)


def test_the_change_is_on_the_history_after_a_backup(office: Desk) -> None:
    change_key(office, ignore_progress)

    assert [each.action for each in office.ask(history, most=2)] == [
        "changed the store's key",
        "began to change the store's key",
    ]
    ((_, note),) = backups_in(office.store.backups)
    assert note.occasion is Occasion.NEW_KEY


def test_a_second_change_and_new_keys_after_it(office: Desk) -> None:
    change_key(office, ignore_progress)
    first = office.store.data_key
    recovery_key = office.do(make_recovery_key)
    change_key(office, ignore_progress)
    office.do(open_account, "gwen", "Gwen Hythe", AccountRole.ADVISER, PASSPHRASE)

    assert not opens(office.store.folder, first)
    assert office.ask(store_faults) == ()
    folder = office.store.folder
    office.close()
    for desk in (sign_in(folder, "gwen", PASSPHRASE), sign_in_with_recovery_key(folder, recovery_key)):
        with closing(desk):
            assert desk.ask(store_faults) == ()


def test_only_an_administrator_changes_the_key(office: Desk) -> None:
    reader = sign_in(office.store.folder, "ruth", PASSPHRASE, FixedTime())
    office.close()
    with pytest.raises(NotAllowedError):
        reader.do(begin_key_change)
    with pytest.raises(NotAllowedError):
        change_database(reader)


def test_a_store_that_is_open_elsewhere_is_left_as_it_is(office: Desk) -> None:
    folder, keys = office.store.folder, (office.store.folder / KEY_FILE).read_bytes()
    with closing(sign_in(folder, "ruth", PASSPHRASE, FixedTime())), pytest.raises(StoreError, match="open in another"):
        change_database(office)
    assert (folder / KEY_FILE).read_bytes() == keys
    assert opens(folder, office.store.data_key)
    a_member(office, "M002")


def test_a_window_that_was_open_meanwhile_is_told_to_sign_in_again(office: Desk) -> None:
    other = sign_in(office.store.folder, "ruth", PASSPHRASE, FixedTime())
    other.store.drop_connections()
    change_key(office, ignore_progress)
    with pytest.raises(StoreError, match="Sign out here and sign in again"):
        other.ask(store_faults)


def test_a_key_that_the_trail_does_not_know_is_not_given_the_new_key(office: Desk) -> None:
    store = office.store
    ring = store.key_ring.with_recovery_key("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH", store.data_key)
    ring.save(store.folder / KEY_FILE)
    with pytest.raises(RuleBrokenError, match="This recovery key is not the one"):
        office.do(begin_key_change)


def test_a_change_that_goes_on_is_not_begun_again_and_finishes_once(office: Desk) -> None:
    change_database(office)
    with pytest.raises(RuleBrokenError, match="still being encrypted"):
        office.do(begin_key_change)
    office.do(finish_key_change, 3)
    newest = office.ask(history)
    office.do(finish_key_change, 3)
    assert office.ask(history) == newest
    assert newest[0].changes == ("3 papers encrypted anew, in the window",)


def test_an_old_backup_whose_note_and_keys_cannot_be_read_is_listed_too(office: Desk) -> None:
    backup = office.store.back_up(office.store.backups, NOW)
    change_database(office)
    (backup / BACKUP_NOTE).unlink()
    (backup / KEY_FILE).write_bytes(b"damaged")
    first, listed = old_backups(office)
    assert "the passphrases of that time and the recovery key of that time" in first
    assert listed == f"4 March 2027: {backup}"


def test_what_an_old_backup_still_opens_is_said_and_it_restores_elsewhere(office: Desk, tmp_path: Path) -> None:
    assert old_backups(office) == ()
    office.store.back_up(office.store.backups, NOW)
    assert old_backups(office) == ()
    keys = office.store.data_keys
    office.do(close_account, "leaver")
    change_key(office, ignore_progress)

    first, *listed = old_backups(office)

    assert first.startswith("2 backups were made before the store's key was changed. With them, the passphrases that ")
    assert "leaver" in first
    assert {line.split(": ")[0] for line in listed} == {"4 March 2027"}
    old = min((folder for folder, _ in backups_in(office.store.backups)), key=lambda each: each.name)
    assert anchors_of_backups([office.store.backups], office.store.data_keys)[0]
    assert anchors_of_backups([office.store.backups], keys)[0]
    restore_store(old, tmp_path / "elsewhere", Restorer(ADMINISTRATOR, PASSPHRASE), NOW)
    sign_in(tmp_path / "elsewhere", "leaver", PASSPHRASE).close()
    with closing(sign_in(tmp_path / "elsewhere", ADMINISTRATOR, PASSPHRASE)) as restored:
        assert restored.ask(store_faults) == ()


def test_a_backup_and_its_restore_while_papers_are_under_both_keys(office: Desk, tmp_path: Path) -> None:
    change_database(office)
    backup = office.store.back_up(tmp_path / "backups", NOW)
    change_key(office, ignore_progress)
    folder, old_key = office.store.folder, office.store.data_keys[1]
    office.close()
    restore_store(backup, folder, Restorer(ADMINISTRATOR, PASSPHRASE), NOW)
    with closing(sign_in(folder, ADMINISTRATOR, PASSPHRASE, FixedTime())) as desk:
        assert store_with_papers_left(desk)
        change_key(desk, ignore_progress)
        assert desk.ask(store_faults) == ()
    assert papers_opened_by(folder, old_key) == 0


class Steps:
    """Calls something before each step that writes: a flush, a rename, a deletion, and each paper.

    Args:
        at_each: what is called, with the number of the step.
    """

    def __init__(self, at_each: Callable[[int], None]) -> None:
        self._at_each = at_each
        self._is_inside = False
        self.number = 0

    def step(self, *_: object) -> None:
        """Count a step."""
        if not self._is_inside:
            self._is_inside = True
            try:
                self._at_each(self.number)
            finally:
                self._is_inside = False
                self.number += 1

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch the steps of the `with` block."""
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
                patch.setattr(owner, name, self._before(getattr(owner, name)))
            yield

    def _before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as what it stands for
            self.step()
            return real(*args, **kwargs)

        return counted


def test_killed_at_any_step_the_store_opens_whole_and_the_change_goes_on(office: Desk, tmp_path: Path) -> None:
    """A copy of the folder at a moment is what a kill at that moment leaves."""
    folder, old_key = office.store.folder, office.store.data_key
    copies: list[Path] = []

    def copy(number: int) -> None:
        copies.append(tmp_path / f"killed-{number}")
        shutil.copytree(folder, copies[-1], ignore=shutil.ignore_patterns("backups"))

    office.do(begin_key_change)
    steps = Steps(copy)
    with steps.watched():
        change_database(office)
        encrypt_papers(office.store, steps.step)
    assert len(copies) >= 15

    undone = went_on = 0
    for killed in copies:
        with closing(sign_in(killed, ADMINISTRATOR, PASSPHRASE, FixedTime())) as desk:
            assert desk.ask(store_faults) == ()
            assert [desk.store.vault.is_whole(each) for each in desk.store.vault.names()] == [True] * len(PAPERS_HELD)
            went_on += store_with_papers_left(desk) is not None
            undone += desk.store.data_key == old_key
            change_key(desk, ignore_progress)
            assert desk.ask(store_faults) == ()
        assert (opens(killed, old_key), papers_opened_by(killed, old_key)) == (False, 0)
        assert not list(killed.glob(f"{data_key_change.NEXT_DATABASE}*"))
        assert not (killed / PREVIOUS_KEYS).exists()
    assert undone >= 3
    assert went_on >= 8
    assert undone + went_on == len(copies)


def test_killed_before_the_database_is_in_place_without_the_key_file_from_before(office: Desk, tmp_path: Path) -> None:
    folder, old_key = office.store.folder, office.store.data_key
    real = Path.replace

    def copy(new: Path, path: Path) -> Path:
        if path.name == DATABASE:
            shutil.copytree(folder, tmp_path / "killed")
        return real(new, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", copy)
        change_database(office)
    (tmp_path / "killed" / PREVIOUS_KEYS).unlink()
    with closing(sign_in(tmp_path / "killed", "ruth", PASSPHRASE, FixedTime())) as desk:
        assert store_with_papers_left(desk)
        assert desk.store.data_keys[1] == old_key
        assert not opens(tmp_path / "killed", old_key)


def test_a_full_disk_at_any_step_changes_nothing_or_goes_on_later(office: Desk) -> None:
    folder, old_key = office.store.folder, office.store.data_key
    full_from = refused = 0

    def fill(number: int) -> None:
        if number >= full_from:
            raise OSError(errno.ENOSPC, "No space left on device")

    while True:
        steps = Steps(fill)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", steps._before(os.fsync))  # noqa: SLF001 - of this module; renames need no space
            try:
                if store_with_papers_left(office) is None:
                    change_database(office)
                encrypt_papers(office.store, ignore_progress)
            except SurroundingsError as error:
                assert "disk is full" in error.sentence  # noqa: PT017 - one of the attempts succeeds
            else:
                break
        refused, full_from = refused + 1, full_from + 1
        assert not (folder / PREVIOUS_KEYS).exists()
        assert opens(folder, office.store.data_key)
        with closing(sign_in(folder, "ruth", PASSPHRASE)) as again:
            assert again.store.data_key == office.store.data_key
            again.store.drop_connections()
    assert refused >= 3
    change_key(office, ignore_progress)
    assert office.ask(store_faults) == ()
    assert papers_opened_by(folder, old_key) == 0


def test_a_damaged_paper_does_not_stop_the_change(office: Desk) -> None:
    name = office.store.vault.names()[0]
    change_database(office)
    (office.store.folder / PAPERS / name[:2] / name).write_bytes(b"damaged")
    change_key(office, ignore_progress)
    assert store_with_papers_left(office) is None
    assert papers_opened_by(office.store.folder, office.store.data_key) == len(PAPERS_HELD) - 1


def test_an_answer_to_a_review_file_from_before_still_opens(tmp_path: Path, time_source: FixedTime) -> None:
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    before = sent_home(desk, tmp_path)
    change_key(desk, ignore_progress)
    after = sent_home(desk, tmp_path, name="after")
    for home in (before, after):
        assert returned(desk, home, tmp_path)[0].token == home.file.token
    other = a_desk(tmp_path / "other", time_source=time_source)
    with pytest.raises(RuleBrokenError):
        returned(other, before, tmp_path)
