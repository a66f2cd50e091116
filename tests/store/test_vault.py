"""The vault: encrypted files, stored under the SHA-256 of their content."""

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest

from panel_desk.errors import SurroundingsError
from panel_desk.store.atomic_write import write_whole
from panel_desk.store.vault import Vault

KEY = bytes(range(32))


def _file(folder: Path) -> Path:
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    return path


def test_a_file_is_stored_encrypted_under_its_hash(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    assert vault.names() == ()
    name = vault.put(b"a paper")
    assert name == hashlib.sha256(b"a paper").hexdigest()
    assert (vault.get(name), vault.is_whole(name), vault.names()) == (b"a paper", True, (name,))
    assert b"a paper" not in _file(tmp_path).read_bytes()
    before = _file(tmp_path).read_bytes()
    assert vault.put(b"a paper") == name
    assert _file(tmp_path).read_bytes() == before


def test_a_damaged_file_is_found_and_repaired_by_storing_it_again(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    name = vault.put(b"a paper")
    _file(tmp_path).write_bytes(b"changed")
    assert not vault.is_whole(name)
    with pytest.raises(SurroundingsError, match="missing from the store or damaged"):
        vault.get(name)
    vault.put(b"a paper")
    assert vault.get(name) == b"a paper"


def test_a_file_under_another_name_or_key_counts_as_damaged(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    one, other = vault.put(b"one"), vault.put(b"other")
    (tmp_path / one[:2] / one).write_bytes((tmp_path / other[:2] / other).read_bytes())
    assert (vault.is_whole(one), vault.is_whole(other)) == (False, True)
    assert not Vault(tmp_path, bytes(32)).is_whole(other)
    assert not vault.is_whole("0" * 64)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("in the way", encoding="utf-8")
    with pytest.raises(SurroundingsError, match="could not be saved in the store"):
        Vault(tmp_path / "papers", KEY).put(b"a paper")


def test_a_rename_that_a_virus_scanner_refuses_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    refused: list[Path] = []
    renamed = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if len(refused) < 2:
            refused.append(target)
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return renamed(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    vault = Vault(tmp_path, KEY)
    assert vault.get(vault.put(b"a paper")) == b"a paper"
    assert len(refused) == 2


def test_the_folders_of_a_stored_file_are_flushed_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        flushed.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    name = Vault(tmp_path / "papers", KEY).put(b"a paper")
    papers = tmp_path / "papers"
    folders = [each.stat().st_ino for each in (tmp_path, papers, papers / name[:2])]
    assert [each for each in flushed if each in folders] == folders


def test_a_file_is_written_atomically(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
