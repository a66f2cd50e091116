"""Wherever the disk fills up while an account changes, passphrases and accounts stay as they were."""

import errno
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import PanelDeskError, StoreError, SurroundingsError
from panel_desk.operations.accounts import change_passphrase, close_account, open_account, reset_passphrase
from panel_desk.queries.accounts import accounts
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.store import PREVIOUS_KEYS
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_desk

NEW = "another long passphrase"
CHANGES: dict[str, Callable[[Desk], object]] = {
    "open": lambda desk: desk.do(open_account, "ben", "Ben Hythe", AccountRole.ADVISER, NEW),
    "close": lambda desk: desk.do(close_account, "ruth"),
    "reset": lambda desk: desk.do(reset_passphrase, "ruth"),
    "change": lambda desk: desk.do(change_passphrase, PASSPHRASE, NEW),
}


class FullFrom:
    """A disk that is full from the `number`th write on; renames and deletions still succeed, as on a real disk."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0

    def check(self) -> None:
        """Count a write, and refuse it where the disk is full."""
        self.seen += 1
        if self.seen >= self.number:
            raise OSError(errno.ENOSPC, "No space left on device")


def _passphrases(folder: Path) -> set[tuple[str, str]]:
    """The names and passphrases that sign in."""
    opened = set()
    for name in (ADMINISTRATOR, "ruth", "ben"):
        for passphrase in (PASSPHRASE, NEW):
            try:
                sign_in(folder, name, passphrase).close()
            except PanelDeskError:
                continue
            opened.add((name, passphrase))
    return opened


@pytest.mark.parametrize("change", CHANGES)
def test_a_full_disk_at_any_write_leaves_keys_and_accounts_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    desk = a_desk(tmp_path)
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADVISER, PASSPHRASE)
    folder = desk.store.folder
    keys, before = (folder / "keys.json").read_bytes(), _passphrases(folder)
    real_open, real_fsync = os.open, os.fsync
    refused = 0
    while True:
        disk = FullFrom(refused + 1)

        def limited_open(path: Any, flags: int, *rest: Any, disk: FullFrom = disk, **more: Any) -> int:  # noqa: ANN401 - as os.open
            if flags & os.O_CREAT and not str(path).endswith("last-change.json"):
                disk.check()
            return real_open(path, flags, *rest, **more)

        def limited_fsync(handle: int, disk: FullFrom = disk) -> None:
            disk.check()
            real_fsync(handle)

        def commit(_: Connection, disk: FullFrom = disk) -> None:
            try:
                disk.check()
            except OSError:
                raise SurroundingsError("The disk is full.") from None

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", limited_open)
            patch.setattr(os, "fsync", limited_fsync)
            event.listen(desk.store.engine, "commit", commit)
            try:
                result = CHANGES[change](desk)
            except SurroundingsError as error:
                assert "disk is full" in error.sentence  # noqa: PT017 - one of the attempts succeeds
            else:
                break
            finally:
                event.remove(desk.store.engine, "commit", commit)
        refused += 1
        assert (folder / "keys.json").read_bytes() == keys
        assert not (folder / PREVIOUS_KEYS).exists()
    if change == "reset":
        sign_in(folder, "ruth", str(result), chosen=NEW).close()
    assert refused >= 5  # two files written and flushed, and the commit
    with closing(sign_in(folder, ADMINISTRATOR, NEW if change == "change" else PASSPHRASE)) as again:
        assert again.ask(store_faults) == ()
        assert {row.name for row in again.ask(accounts)} == {name for name, _ in _passphrases(folder)}
    assert _passphrases(folder) != before
    assert list(folder.glob(".*")) == []
    with pytest.raises(StoreError):
        sign_in(folder, ADMINISTRATOR, "neither of the two")
