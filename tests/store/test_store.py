"""Stores: created and opened, damaged, on a full disk, used by two processes, and after a kill."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from panel_desk.desk import Desk, sign_in, sign_in_with_recovery_key
from panel_desk.errors import NotAllowedError, RuleBrokenError, StoreError, SurroundingsError
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.store import engine as engine_module
from panel_desk.store.backup import faults_of
from panel_desk.store.engine import database_errors_in_words
from panel_desk.store.keys import derive
from panel_desk.store.migrate import version_of
from panel_desk.store.store import create_store, delete_previous_keys, exists
from tests.builders import ADMINISTRATOR, CHEAP, PASSPHRASE, a_case, a_desk, a_household, a_member

SENTINEL = "Zyxwell-Quorn"


def _create(folder: Path, agency: str = "Fenland", name: str = "ada", passphrase: str = PASSPHRASE) -> str:
    return create_store(folder, agency, name, "Ada Winter", passphrase, CHEAP)


def _members(desk: Desk) -> list[object]:
    return [row.values["ref"] for row in desk.ask(all_registers).rows["Members"]]


def test_a_new_store_opens_with_the_passphrase_and_with_the_recovery_key(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "store"
    assert not exists(folder)
    recovery_key = _create(folder, " Fenland ", " ada ")
    assert exists(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["store"]
    for desk in (
        sign_in(folder, None, PASSPHRASE),
        sign_in(folder, "ADA ", PASSPHRASE),
        sign_in_with_recovery_key(folder, recovery_key),
    ):
        assert (desk.signed_in.account, desk.signed_in.name) == ("ada", "Ada Winter")
        [agency] = desk.ask(all_registers).rows["Agency"]
        assert agency.values["name"] == "Fenland"
        desk.close()


def test_a_new_store_can_be_created_in_an_empty_folder(tmp_path: Path) -> None:
    _create(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.db", "keys.json", "last-change.json"]


@pytest.mark.parametrize(
    ("agency", "name", "passphrase", "field"),
    [
        (" ", "ada", PASSPHRASE, "agency"),
        ("Fenland", "", PASSPHRASE, "name"),
        ("Fenland", "ada", "short", "passphrase"),
    ],
)
def test_a_new_store_needs_names_and_a_long_enough_passphrase(
    tmp_path: Path, agency: str, name: str, passphrase: str, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as caught:
        _create(tmp_path / "store", agency, name, passphrase)
    assert caught.value.field == field
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_not_created_over_another_or_among_other_files(tmp_path: Path) -> None:
    _create(tmp_path / "store")
    before = {path: path.read_bytes() for path in (tmp_path / "store").iterdir()}
    with pytest.raises(StoreError, match=r"^There is a store in this folder already"):
        _create(tmp_path / "store")
    assert {path: path.read_bytes() for path in (tmp_path / "store").iterdir()} == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(StoreError, match="is not empty"):
        _create(tmp_path / "letters")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters", "store"]


def test_a_store_is_not_created_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be made here"):
        _create(tmp_path / "file" / "store")


@contextmanager
def _full_disk(target: Any, pages: int = 1) -> Iterator[None]:  # noqa: ANN401 - an engine, or the class of them all
    """Let no database that `target` connects to grow beyond `pages`, or beyond its size if that is larger."""

    def limit(connection: dbapi2.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(target, "connect", limit)
    try:
        yield
    finally:
        event.remove(target, "connect", limit)


@contextmanager
def _no_room_for_files() -> Iterator[None]:
    """Let this process write only the first bytes of a file, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_half_made_store(tmp_path: Path) -> None:
    with _full_disk(Engine, pages=20), pytest.raises(SurroundingsError, match=r"^The disk is full"):
        _create(tmp_path / "store")
    with _no_room_for_files(), pytest.raises(SurroundingsError):
        _create(tmp_path / "store")
    assert list(tmp_path.iterdir()) == []
    _create(tmp_path / "store")


def test_a_full_disk_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    desk.store.close()  # the limit is set on a connection as it is made, and stays on it
    with _full_disk(desk.store.engine), pytest.raises(SurroundingsError, match=r"^The disk is full"):
        a_member(desk, "M002", notes="a" * 1_000_000)
    desk.store.close()
    assert _members(desk) == ["M001"]
    assert desk.ask(store_faults) == ()
    a_member(desk, "M002")
    assert _members(desk) == ["M001", "M002"]


def test_a_failing_disk_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    with _no_room_for_files(), pytest.raises(SurroundingsError, match="what was saved before is safe"):
        a_member(desk, "M002")
    assert _members(desk) == ["M001"]
    assert desk.ask(store_faults) == ()


def test_a_store_is_read_again_after_its_drive_was_disconnected(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    with Path(os.devnull).open("rb") as nothing:
        for each in Path("/proc/self/fd").iterdir():  # what is open leads nowhere any more
            if each.exists() and each.resolve().parent == desk.store.folder.resolve():
                os.dup2(nothing.fileno(), int(each.name))
    with pytest.raises(SurroundingsError):
        _members(desk)
    assert _members(desk) == ["M001"]


def test_a_full_disk_keeps_the_old_key_file(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    before = (desk.store.folder / "keys.json").read_bytes()
    with _no_room_for_files(), pytest.raises(SurroundingsError, match="key file could not be written"):
        desk.store.save_account_key("ben", PASSPHRASE, is_administrator=False)
    assert (desk.store.folder / "keys.json").read_bytes() == before
    assert "ben" not in desk.store.key_ring.names()


def test_a_full_disk_files_no_paper(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_case(desk, "CASE-1")
    with _no_room_for_files(), pytest.raises(SurroundingsError, match="could not be saved in the store"):
        desk.store.vault.put(b"%PDF" * 100)
    assert [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()] == []
    desk.do(file_paper, "CASE-1", "PAR.pdf", PaperKind.PAR, b"%PDF" * 100, 1)
    assert desk.ask(store_faults) == ()


def test_a_wrong_name_or_passphrase_is_refused(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for name, passphrase in ((ADMINISTRATOR, "wrong passphrase"), ("nobody", PASSPHRASE)):
        with pytest.raises(StoreError, match=r"^That name and passphrase do not open this store"):
            sign_in(desk.store.folder, name, passphrase)
    assert desk.store.is_passphrase_of(ADMINISTRATOR, PASSPHRASE)
    assert not desk.store.is_passphrase_of(ADMINISTRATOR, "wrong passphrase")


def test_an_account_whose_row_is_gone_cannot_sign_in(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.store.save_account_key("ben", PASSPHRASE, is_administrator=False)
    delete_previous_keys(desk.store.folder)
    with pytest.raises(NotAllowedError, match="has been closed"):
        sign_in(desk.store.folder, "ben", PASSPHRASE)
    desk.store.remove_account_key("ben")
    with pytest.raises(StoreError):
        sign_in(desk.store.folder, "ben", PASSPHRASE)


def test_a_missing_database_is_reported(tmp_path: Path) -> None:
    folder = a_desk(tmp_path).store.folder
    (folder / "desk.db").unlink()
    with pytest.raises(StoreError, match=r"desk\.db is missing"):
        sign_in(folder, None, PASSPHRASE)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "text": lambda _: b"Member ref,Title\n" * 1000,
    "first page": lambda whole: bytes(4096) + whole[4096:],
    "cut short": lambda whole: whole[:9000],
    "another key": lambda whole: os.urandom(len(whole)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_database_is_reported_and_left_unchanged(tmp_path: Path, damage: str) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001", notes="a" * 20_000)
    changed = _damaged(desk, DAMAGE[damage])
    with pytest.raises(StoreError, match=r"^The store's database is damaged"):
        sign_in(desk.store.folder, None, PASSPHRASE).ask(all_registers)
    assert (desk.store.folder / "desk.db").read_bytes() == changed


def test_an_emptied_database_does_not_become_an_empty_store(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    _damaged(desk, lambda _: b"")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"^The store's database is damaged"):
            sign_in(desk.store.folder, None, PASSPHRASE)


def _damaged(desk: Desk, damage: Callable[[bytes], bytes]) -> bytes:
    """Damage a store's closed database; its new content."""
    desk.close()
    assert list(desk.store.folder.glob("desk.db-*")) == []
    database = desk.store.folder / "desk.db"
    database.write_bytes(damage(database.read_bytes()))
    return database.read_bytes()


def test_a_changed_page_is_found(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for number in range(10):
        a_household(desk, f"H{number}", adopter_1="a" * 3000)
    _damaged(desk, lambda whole: whole[:-2000] + bytes([whole[-2000] ^ 1]) + whole[-1999:])
    assert faults_of(desk.store.folder, desk.store.data_key) == [
        "The database is damaged: 1 of its pages is not as written."
    ]


def test_a_store_in_use_by_another_process_says_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_BUSY_SECONDS", 0.05)
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    with _another_process(desk, "BEGIN IMMEDIATE"):
        with pytest.raises(StoreError, match=r"^The store is in use by another program"):
            a_member(desk, "M002")
        assert _members(desk) == ["M001"]
    a_member(desk, "M002")
    desk.store.close()
    with _another_process(desk, "BEGIN EXCLUSIVE", journal="DELETE"), pytest.raises(StoreError, match="in use"):
        sign_in(desk.store.folder, None, PASSPHRASE)
    assert _members(sign_in(desk.store.folder, None, PASSPHRASE)) == ["M001", "M002"]


# A program that begins a transaction on a database, runs statements in it, and waits until it is ended.
_HOLD = """
import sys
from sqlcipher3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
connection.execute(f"PRAGMA journal_mode = {sys.argv[4]}")
connection.execute(sys.argv[3])
for statement in sys.argv[5:]:
    connection.execute(statement)
print("holds", flush=True)
sys.stdin.read()
"""


@contextmanager
def _another_process(
    desk: Desk, begin: str, *statements: str, journal: str = "WAL"
) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has begun a transaction on the store and holds it open."""
    key = derive(desk.store.data_key, "database").hex()
    words = [str(desk.store.folder / "desk.db"), key, begin, journal, *statements]
    with subprocess.Popen(  # noqa: S603 - Python itself
        [sys.executable, "-c", _HOLD, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_process_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    delete = "DELETE FROM member"
    fill = "INSERT INTO closed_day (day, why) VALUES ('2027-01-01', hex(randomblob(1000000)))"
    with _another_process(desk, "BEGIN IMMEDIATE", "PRAGMA cache_size = 10", delete, fill) as process:
        assert any(path.stat().st_size > 500_000 for path in desk.store.folder.glob("desk.db-wal"))
        process.send_signal(signal.SIGKILL)
        process.wait()
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    assert _members(again) == ["M001"]
    assert again.ask(store_faults) == ()


def test_a_store_of_a_newer_program_is_left_unchanged(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="last used with a newer Panel Desk"):
        sign_in(desk.store.folder, None, PASSPHRASE)
    assert version_of(desk.store.engine) == "9999"


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("attempt to write a readonly database", "The store's folder cannot be written."),
        ("unable to open database file", "The store's folder cannot be written."),
        ("database disk image is malformed", "The store's database is damaged."),
        ("database is locked", "The store is in use by another program"),
        ("disk I/O error", "The disk failed, so nothing was saved"),
    ],
)
def test_a_database_error_becomes_a_sentence(message: str, sentence: str) -> None:
    with pytest.raises(SurroundingsError) as caught, database_errors_in_words():
        raise dbapi2.OperationalError(message)
    assert caught.value.sentence.startswith(sentence)


def test_a_database_error_that_is_a_bug_stays_as_it_is() -> None:
    with pytest.raises(dbapi2.OperationalError), database_errors_in_words():
        raise dbapi2.OperationalError("no such column: shoe_size")


def test_no_file_of_a_store_shows_a_name_in_the_clear(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with desk.store.engine.connect() as reader:  # keeps the write-ahead log from being folded in
        reader.execute(text("SELECT count(*) FROM member"))
        a_member(desk, "M001", family_name=SENTINEL, notes=SENTINEL * 500)
        a_case(desk, "CASE-1", household_ref=a_household(desk, "H001", adopter_1=SENTINEL))
        desk.do(file_paper, "CASE-1", f"{SENTINEL}.pdf", PaperKind.PAR, SENTINEL.encode() * 100, 1)
        desk.store.back_up(desk.store.backups, desk.time_source.now())
        files = [path for path in desk.store.folder.rglob("*") if path.is_file()]
        assert {"desk.db", "desk.db-wal", "keys.json"} < {path.name for path in files}
        for path in files:
            data = path.read_bytes()
            assert SENTINEL not in path.name
            assert SENTINEL.encode("utf-8") not in data
            assert SENTINEL.encode("utf-16-le") not in data
            assert not data.startswith(b"SQLite format 3")


def test_every_connection_enforces_foreign_keys(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with ExitStack() as open_at_once:
        for connection in [open_at_once.enter_context(desk.store.engine.connect()) for _ in range(3)]:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert connection.scalar(text("PRAGMA recursive_triggers")) == 1
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            with pytest.raises(IntegrityError):
                connection.execute(text("INSERT INTO training_attendance VALUES ('T9', 'M9')"))
            connection.rollback()
