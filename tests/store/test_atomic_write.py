"""Writing a file survives one refused rename; a rename that stays refused is reported with its true cause."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.workbook.xlsx import write_workbook
from panel_desk.operations.backups import back_up
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.store.atomic_write import cause_in_words, copy_folder, write_or_explain
from tests.builders import a_case, a_desk

WRITES: dict[str, Callable[[Desk, Path], object]] = {
    "a paper": lambda desk, _: desk.do(file_paper, "CASE-1", "PAR.pdf", PaperKind.PAR, b"%PDF", 1),
    "a workbook": lambda desk, folder: write_workbook(folder / "all.xlsx", desk.ask(all_registers)),
    "a backup": lambda desk, folder: desk.do(back_up, folder / "copies"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path)
    a_case(desk, "CASE-1")
    yield desk
    desk.close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, which take no time."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("what", WRITES)
def test_one_refused_rename_is_tried_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float], what: str
) -> None:
    refused: set[Path] = set()
    replace = Path.replace

    def held_once(new: Path, path: Path) -> Path:
        if path not in refused:
            refused.add(path)
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return replace(new, path)

    monkeypatch.setattr(Path, "replace", held_once)
    WRITES[what](desk, tmp_path)
    assert len(pauses) == len(refused) > 0


@pytest.mark.parametrize("what", WRITES)
def test_a_file_held_by_another_program_is_not_reported_as_a_full_disk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float], what: str
) -> None:
    def held(*_: Path) -> Path:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", held)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(
        SurroundingsError, match="another program, perhaps a virus scanner, has the file open"
    ) as refused:
        WRITES[what](desk, tmp_path)
    assert "full" not in refused.value.sentence
    assert sum(pauses) > 1
    assert list(tmp_path.rglob(".*")) == []
    assert {path.name for path in tmp_path.iterdir()} <= {path.name for path in before} | {"copies"}


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "this account has no right to write in the folder"),
        (errno.EROFS, "the disk or the drive is read-only"),
        (errno.ENOENT, "the folder is not there"),
        (errno.EIO, "the disk failed"),
        (errno.EMFILE, "the folder cannot be written"),
    ],
)
def test_each_cause_has_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, cause: str) -> None:
    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(SurroundingsError) as refused:
        write_or_explain(tmp_path / "Agenda.pdf", b"%PDF", "Then print again.")
    assert refused.value.sentence == f"Agenda.pdf could not be written: {cause}. Then print again."


def test_a_file_that_windows_says_is_shared_is_held_by_another_program() -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined] # Windows only
    assert cause_in_words(error).startswith("another program")


def test_a_folder_in_a_files_place_is_named(tmp_path: Path, pauses: list[float]) -> None:
    (tmp_path / "Agenda.pdf").mkdir()
    with pytest.raises(SurroundingsError, match="a folder has that name"):
        write_or_explain(tmp_path / "Agenda.pdf", b"%PDF", "Choose another name.")
    assert pauses == []
    assert [path.name for path in tmp_path.iterdir()] == ["Agenda.pdf"]


def test_a_full_disk_while_a_folder_is_copied_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "papers" / "ab").mkdir(parents=True)
    (tmp_path / "papers" / "ab" / "paper").write_bytes(b"a paper")
    copy_folder(tmp_path / "papers", tmp_path / "copy")
    assert (tmp_path / "copy" / "ab" / "paper").read_bytes() == b"a paper"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        copy_folder(tmp_path / "papers", tmp_path / "another")
    assert cause_in_words(caught.value) == "the disk is full"


def test_a_copied_folder_is_flushed_with_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "papers" / "ab").mkdir(parents=True)
    (tmp_path / "papers" / "ab" / "paper").write_bytes(b"a paper")
    flushed: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.add(os.fstat(handle).st_ino))
    copy_folder(tmp_path / "papers", tmp_path / "copy")
    copied = [tmp_path / "copy", *(tmp_path / "copy").rglob("*")]
    assert flushed == {path.stat().st_ino for path in copied}
