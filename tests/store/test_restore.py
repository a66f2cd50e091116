"""A restore: who may do it, what goes back, and what of the store in place stays."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import NotAllowedError, SignInRefusedError, StoreError
from panel_desk.operations.accounts import change_passphrase, close_account, open_account
from panel_desk.operations.agency import close_on
from panel_desk.queries.history import history
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.restore_words import preview_in_words
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.backup import DATABASE, KEYS
from panel_desk.store.restore import RestorePreview, Restorer, preview_restore, restore_store
from panel_desk.store.store import create_store
from tests.builders import ADMINISTRATOR, CHEAP, NOW, PASSPHRASE, FixedTime, a_desk, a_member, give_passphrase

NEW = "velvet-harbour-thimble-62"
BY_ADMINISTRATOR = Restorer(None, PASSPHRASE)
Damage = Callable[[Path], object]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    desk.store.vault.put(b"a paper")
    return desk


def _accounts(folder: Path) -> list[tuple[str, str]]:
    with closing(sign_in(folder, ADMINISTRATOR, PASSPHRASE)) as desk, desk.store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, role FROM account ORDER BY name").all()
        return [(name, str(role)) for name, role in found]


def _papers(desk: Desk) -> dict[str, str]:
    return {name: hashlib.sha256(desk.store.vault.get(name)).hexdigest() for name in desk.store.vault.names()}


def test_the_restore_drill_gives_back_every_register_and_every_paper(desk: Desk, tmp_path: Path) -> None:
    registers = desk.ask(all_registers).rows
    papers = _papers(desk)
    assert papers
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    for number in range(2, 6):
        a_member(desk, f"M00{number}")
    desk.store.vault.put(b"a paper that is filed later")
    desk.close()
    restore_store(copy, desk.store.folder, BY_ADMINISTRATOR, NOW)
    with closing(sign_in(desk.store.folder, None, PASSPHRASE)) as again:
        assert again.ask(all_registers).rows == registers
        assert {
            name: hashlib.sha256(again.store.vault.get(name)).hexdigest() for name in again.store.vault.names()
        } == (papers)
        assert again.ask(store_faults) == ()
        [restored] = [entry for entry in again.ask(history) if entry.action == "restored a backup"]
        assert restored.account == ADMINISTRATOR


def test_a_reader_with_a_closed_administrators_passphrase_restores_nothing(desk: Desk, tmp_path: Path) -> None:
    a_desk(tmp_path, name="former").close()
    with closing(a_desk(tmp_path, AccountRole.READER)):
        pass
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    desk.do(close_account, "former")
    desk.do(close_account, "reader")
    desk.close()
    with pytest.raises(SignInRefusedError):
        restore_store(copy, desk.store.folder, Restorer("former", PASSPHRASE), NOW)
    restore_store(copy, desk.store.folder, BY_ADMINISTRATOR, NOW)
    with pytest.raises(SignInRefusedError):
        sign_in(desk.store.folder, "former", PASSPHRASE)
    assert _accounts(desk.store.folder) == [("admin", "administrator")]


def test_only_an_administrator_of_the_store_in_place_restores(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    a_desk(tmp_path, AccountRole.READER).close()
    desk.close()
    for act in (
        lambda restorer: restore_store(copy, desk.store.folder, restorer, NOW),
        lambda restorer: preview_restore(copy, desk.store.folder, restorer),
    ):
        with pytest.raises(NotAllowedError, match="only an administrator may restore"):
            act(Restorer("reader", PASSPHRASE))
    (desk.store.folder / DATABASE).write_bytes(b"damaged" * 1000)  # then the sealed key file says who is one
    with pytest.raises(NotAllowedError):
        restore_store(copy, desk.store.folder, Restorer("reader", PASSPHRASE), NOW)
    assert restore_store(copy, desk.store.folder, BY_ADMINISTRATOR, NOW)


def test_where_no_store_is_in_place_an_administrator_of_the_backup_restores(desk: Desk, tmp_path: Path) -> None:
    a_desk(tmp_path, AccountRole.READER).close()
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    with pytest.raises(NotAllowedError):
        restore_store(copy, tmp_path / "new", Restorer("reader", PASSPHRASE), NOW)
    assert restore_store(copy, tmp_path / "new", BY_ADMINISTRATOR, NOW) is None
    assert ("reader", "reader") in _accounts(tmp_path / "new")


def test_passphrases_roles_and_accounts_stay_as_they_are_in_the_store_in_place(desk: Desk, tmp_path: Path) -> None:
    a_desk(tmp_path, AccountRole.ADVISER, name="gwen").close()
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    give_passphrase(desk, "gwen", NEW)
    a_desk(tmp_path, AccountRole.READER).close()
    desk.do(close_on, FixedTime().today().replace(month=12, day=29), "Flood")
    desk.close()
    lines = preview_in_words(preview_restore(copy, desk.store.folder, BY_ADMINISTRATOR))
    undone = "1 change would be undone. Records changed since, by kind: closed day (1)."
    assert lines[2] == undone
    assert lines[3:] == ("Opened since, and stays: reader.", "New passphrase since, which stays: gwen.")
    restore_store(copy, desk.store.folder, BY_ADMINISTRATOR, NOW)
    assert _accounts(desk.store.folder) == [
        ("admin", "administrator"),
        ("gwen", "agency adviser"),
        ("reader", "reader"),
    ]
    sign_in(desk.store.folder, "gwen", NEW).close()
    with pytest.raises(SignInRefusedError):
        sign_in(desk.store.folder, "gwen", PASSPHRASE)
    with closing(sign_in(desk.store.folder, None, PASSPHRASE)) as again:
        assert again.ask(store_faults) == ()


def test_an_administrator_with_a_new_passphrase_since_restores_with_the_recovery_key(
    recovery_key: str, tmp_path: Path
) -> None:
    store = tmp_path / "own"
    with closing(sign_in(store, None, PASSPHRASE)) as desk:
        copy = desk.store.back_up(tmp_path / "copies", NOW)
        desk.do(change_passphrase, PASSPHRASE, NEW)
    with pytest.raises(NotAllowedError, match="it cannot sign in the backup's audit trail that it was restored"):
        restore_store(copy, store, Restorer(None, NEW), NOW)
    restore_store(copy, store, Restorer(None, recovery_key, is_recovery_key=True), NOW)
    with closing(sign_in(store, None, NEW)) as again:
        assert again.ask(store_faults) == ()


@pytest.fixture
def recovery_key(tmp_path: Path) -> str:
    return create_store(tmp_path / "own", "Fenland", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP)


@pytest.mark.parametrize(
    "damage", [lambda store: (store / KEYS).unlink(), lambda store: (store / KEYS).write_text("{")]
)
def test_without_the_key_file_in_place_only_the_recovery_key_restores(
    recovery_key: str, damage: Damage, tmp_path: Path
) -> None:
    store = tmp_path / "own"
    with closing(sign_in(store, None, PASSPHRASE)) as desk:
        copy = desk.store.back_up(tmp_path / "copies", NOW)
    damage(store)
    with pytest.raises(StoreError, match="Restore with the recovery key"):
        restore_store(copy, store, BY_ADMINISTRATOR, NOW)
    with pytest.raises(SignInRefusedError):
        restore_store(copy, store, Restorer(None, "AAAA", is_recovery_key=True), NOW)
    assert restore_store(copy, store, Restorer(None, recovery_key, is_recovery_key=True), NOW)
    sign_in(store, None, PASSPHRASE).close()


def test_the_recovery_key_restores_in_the_place_of_a_whole_store_too(recovery_key: str, tmp_path: Path) -> None:
    with closing(sign_in(tmp_path / "own", None, PASSPHRASE)) as desk:
        copy = desk.store.back_up(tmp_path / "copies", NOW)
    by_key = Restorer(None, recovery_key, is_recovery_key=True)
    assert preview_in_words(preview_restore(copy, tmp_path / "own", by_key))[2] == "0 changes would be undone."
    assert restore_store(copy, tmp_path / "own", by_key, NOW)


def test_a_later_administrator_signs_in_after_the_recovery_key_restored_an_older_backup(
    recovery_key: str, tmp_path: Path
) -> None:
    store = tmp_path / "own"
    with closing(sign_in(store, None, PASSPHRASE)) as desk:
        copy = desk.store.back_up(tmp_path / "copies", NOW)
        desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADMINISTRATOR, PASSPHRASE)
    with closing(sign_in(store, "ruth", PASSPHRASE)) as desk:
        desk.do(close_account, ADMINISTRATOR)
    restore_store(copy, store, Restorer(None, recovery_key, is_recovery_key=True), NOW)
    with closing(sign_in(store, "ruth", PASSPHRASE)) as again:
        assert again.ask(store_faults) == ()


def test_another_stores_backup_is_restored_only_into_an_empty_folder(
    desk: Desk, recovery_key: str, tmp_path: Path
) -> None:
    assert recovery_key
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    with closing(sign_in(tmp_path / "own", None, PASSPHRASE)) as other:
        other.do(change_passphrase, PASSPHRASE, NEW)
    with pytest.raises(StoreError, match="under another key"):
        restore_store(copy, tmp_path / "own", Restorer(None, NEW), NOW)
    assert restore_store(copy, tmp_path / "empty", BY_ADMINISTRATOR, NOW) is None


def test_a_preview_of_a_backup_without_history_says_its_number_only() -> None:
    assert preview_in_words(RestorePreview(0, None))[0] == "The backup's newest entry in the history is number 0."


def test_a_preview_says_where_there_is_no_store_and_where_the_backup_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    lines = preview_in_words(preview_restore(copy, tmp_path / "empty", BY_ADMINISTRATOR))
    assert lines[1].startswith("There is no store in place")
    shutil.copy(copy / KEYS, tmp_path / KEYS)
    with pytest.raises(StoreError, match="could not be read: the folder is not there"):
        preview_restore(tmp_path, tmp_path / "empty", BY_ADMINISTRATOR)
