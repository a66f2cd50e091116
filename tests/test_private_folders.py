"""Folders for documents that another program reads unencrypted, and their deletion by the next start of the program."""

import subprocess
import sys
from pathlib import Path

import pytest

from panel_desk import __main__, paths
from panel_desk.private_folders import delete_left_folders, private_folder


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which private folders are made."""
    monkeypatch.setattr(paths, "private_folders", lambda: tmp_path / "conversions")
    return tmp_path / "conversions"


def test_a_folder_is_private_and_stays_while_it_is_used(parent: Path) -> None:
    delete_left_folders()
    assert not parent.exists()
    with private_folder() as folder:
        (folder / "paper.docx").write_bytes(b"a paper")
        assert folder.stat().st_mode & 0o777 == 0o700
        delete_left_folders()
        assert (folder / "paper.docx").read_bytes() == b"a paper"
    assert list(parent.iterdir()) == []


def test_the_start_deletes_what_a_crash_left_and_ends_its_converter(parent: Path) -> None:
    with private_folder() as used:
        left = parent / f"{used.name.split('-')[0]}-1-abc"  # a running process's number, but another time of start
        left.mkdir()
        paper = left / "paper.docx"
        paper.write_bytes(b"a paper")
        waits = [sys.executable, "-c", "import sys; sys.stdin.read()", paper.as_uri()]
        with subprocess.Popen(waits, stdin=subprocess.PIPE) as converter:  # noqa: S603 - Python itself
            delete_left_folders()
            converter.wait(60)
        assert [used] == list(parent.iterdir())


def test_every_run_of_the_program_begins_and_ends_by_deleting_left_folders(
    parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Path] = []

    def run(*_: object) -> int:
        found.extend(parent.iterdir())
        (parent / "left behind").mkdir()
        return 3

    (parent / "from the last run").mkdir(parents=True)
    monkeypatch.setattr(__main__, "run", run)
    assert __main__.main() == 3
    assert found == []
    assert list(parent.iterdir()) == []
