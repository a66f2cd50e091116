"""A killed process or a damaged file loses nothing that was confirmed; `bench/faults.py` tries hundreds more."""

from pathlib import Path

import pytest

from tests.trouble.interruptions import Trouble
from tests.trouble.trials import Trial, Trials, changed_bytes, copy_without_log, missing_files


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    return Trials(tmp_path_factory.mktemp("trials"))


def _lost(found: list[Trial]) -> list[Trial]:
    return [each for each in found if each.lost]


@pytest.mark.parametrize("name", ["file a paper", "record a decision", "close an account", "back up", "restore"])
def test_a_process_killed_while_it_writes_loses_nothing(trials: Trials, name: str) -> None:
    found = list(trials.kills(name, 2))
    assert len(found) == 2
    assert _lost(found) == []


def test_a_passphrase_stays_as_it_was_until_the_change_is_confirmed(trials: Trials) -> None:
    steps = trials.whole("change a passphrase").steps
    found = [trials.one("change a passphrase", Trouble.KILL, step) for step in range(steps - 8, steps, 3)]
    assert _lost(found) == []


@pytest.mark.parametrize("trouble", [Trouble.FULL, Trouble.READ_ONLY, Trouble.RENAMES])
def test_a_restore_that_fails_says_so_and_leaves_the_store(trials: Trials, trouble: Trouble) -> None:
    trial = trials.one("restore", trouble, trials.whole("restore").steps - 5)
    assert trial.lost == ""
    assert trial.reported


def test_a_changed_byte_is_reported_or_changes_nothing(tmp_path: Path) -> None:
    found = list(changed_bytes(tmp_path, 9))
    assert _lost(found) == []
    assert sum(bool(each.reported) for each in found) >= 5


def test_a_file_that_was_taken_away_is_reported(tmp_path: Path) -> None:
    found = list(missing_files(tmp_path))
    assert len(found) >= 4
    assert [each for each in found if each.lost or not each.reported] == []


def test_a_copy_without_its_log_says_that_changes_are_missing(tmp_path: Path) -> None:
    assert copy_without_log(tmp_path).reported.startswith("Newer changes are missing")
