"""A store whose folder cannot be written is read, says so, refuses every change, and stays as it is."""

import errno
import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import NotAllowedError, StoreError
from panel_desk.operations.backups import back_up
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.members import members
from panel_desk.store.store import READ_ONLY
from tests.builders import PASSPHRASE, a_desk, a_member


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with a member and a filed document."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    desk.store.vault.put(b"a paper")
    desk.close()
    return desk.store.folder


def _close_to_writing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Refuse writing to the file or folder with a name, as if it were another account's.

    Its rights are not changed for this, as tests may run as an account to which nothing is refused.
    """
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != name)


def _content(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def _refs(desk: Desk) -> list[str | None]:
    return [row.ref for row in desk.ask(members)]


@pytest.mark.parametrize("closed", ["store", "desk.db"])
def test_a_read_only_store_is_read_and_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    before = _content(folder)
    _close_to_writing(monkeypatch, closed)
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert desk.warnings == (READ_ONLY,)
        assert _refs(desk) == ["M001"]
        assert desk.ask(store_faults) == ()
        assert [desk.store.vault.get(name) for name in desk.store.vault.names()] == [b"a paper"]
        assert desk.why_not(back_up) == READ_ONLY
        for _ in range(2):
            with pytest.raises(NotAllowedError) as refused:
                a_member(desk, "M002")
            assert refused.value.sentence == READ_ONLY
        assert _refs(desk) == ["M001"]
    assert _content(folder) == before
    monkeypatch.undo()
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert desk.warnings == ()
        a_member(desk, "M002")


def test_what_a_killed_window_left_in_the_log_is_read_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sign_in(folder, None, PASSPHRASE)) as desk, desk.store.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM member"))
        a_member(desk, "M002")
        shutil.copytree(folder, tmp_path / "killed" / "store")
    before = _content(tmp_path / "killed")
    _close_to_writing(monkeypatch, "store")
    with closing(sign_in(tmp_path / "killed" / "store", None, PASSPHRASE)) as desk:
        assert desk.warnings == (READ_ONLY,)
        assert _refs(desk) == ["M001", "M002"]
    assert _content(tmp_path / "killed") == before


def test_the_copy_that_is_read_is_deleted(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    _close_to_writing(monkeypatch, "store")
    with closing(sign_in(folder, None, PASSPHRASE)):
        [copy] = (tmp_path / "temporary").iterdir()
        assert not (copy / "desk.db").read_bytes().startswith(b"SQLite format 3")
    (folder / "desk.db").write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError, match="is damaged"):
        sign_in(folder, None, PASSPHRASE)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_full_disk_while_a_read_only_store_is_copied_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    _close_to_writing(monkeypatch, "store")
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="could not be copied to read it: the disk is full"):
        sign_in(folder, None, PASSPHRASE)


@pytest.mark.parametrize(("number", "is_read_only"), [(errno.EACCES, True), (errno.EROFS, True), (errno.ENOSPC, False)])
def test_only_a_missing_right_or_a_read_only_drive_makes_a_store_read_only(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    is_read_only: bool,
) -> None:
    opened = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if ".probe." in str(path):
            raise OSError(number, os.strerror(number))
        return opened(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert bool(desk.warnings) == is_read_only
